"""Plain lists of what a matrix tells of: items, parties, commitments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from ledger.domain.diff import Change
from ledger.domain.floors import EVERYTHING, OWN, Counting
from ledger.domain.measures import MeasureValue
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import MatrixRow, Reading
from ledger.domain.records import Party
from ledger.domain.words import ItemKind, Stance
from ledger.services import filtering, measuring
from ledger.services.diff import changes_between
from ledger.services.listed import ListedItem, Narrowing
from ledger.services.matrix import flow_at
from ledger.services.narrowing import lines_wanted
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party in a list: on how many items it holds a stance, when one was last held, and on what it stands apart.

    ``last_held`` are the days of that stance as its source has them: what is said to have been so by a day is no word
    of that day. A remark is no stance.
    ``silent_on`` are items on which it is reported as silent; ``alone_on`` those open on which no other party heard
    there is on its side. ``moved`` are the items on which it moved since the point asked for, ``toward`` and ``away``
    the parties that it came nearer to, or went further from, on any of them.
    """

    party: Party
    held: int
    last_held: HeldOn | None
    silent_on: tuple[str, ...]
    alone_on: tuple[str, ...]
    contested: tuple[str, ...]
    moved: tuple[str, ...] = ()
    toward: tuple[str, ...] = ()
    away: tuple[str, ...] = ()

    @property
    def last_heard(self) -> date | None:
        """The last of those days."""
        return self.last_held.last if self.last_held else None


@dataclass(frozen=True, slots=True)
class PartyList:
    """Parties at a point, and what counts there."""

    lines: tuple[ListedParty, ...]
    counting: Counting = EVERYTHING


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items at a point."""

    point: Point
    lines: tuple[ListedItem, ...]
    counting: Counting = EVERYTHING


def items(store: Store, at: str = "now", wanted: Narrowing | None = None, *, counting: Counting = OWN) -> ItemList:
    """Return the items that a filter wants at a point; raises ``NotFound`` for a track, tag … that no item has."""
    matrix, lines = lines_wanted(store, at, wanted or Narrowing(), counting=counting)
    return ItemList(matrix.point, tuple(lines), matrix.counting)


def most_moved(
    store: Store,
    at: str = "now",
    wanted: Narrowing | None = None,
    *,
    since: str | None = None,
    counting: Counting = OWN,
) -> ItemList:
    """Return the items on which the parties moved, furthest first: by a point, from the first round or from a point on.

    Those on which a condition or a position moved and no score come last, as in a diff. Raises as ``items`` and
    ``measuring.most_moved`` do.
    """
    found = items(store, at, wanted, counting=counting)
    lines = {line.item.key: line for line in found.lines}
    moved = dict(measuring.most_moved(store, at, since, counting=counting))
    stops = [f"{point.held_on}@{point.known_at}" for point in measuring.stops(store, at, since)]
    others = {
        change.item
        for ends in {*pairwise(stops), (stops[0], stops[-1])}  # over all of them a silence in between is passed over
        for change in changes_between(store, *ends, counting=counting)
        if change.moved
    }
    moved |= {key: MeasureValue(0, 0, 0) for key in lines if key in others and key not in moved}
    return replace(
        found, lines=tuple(replace(lines[key], moved=figure) for key, figure in moved.items() if key in lines)
    )


def commitments(
    store: Store, at: str = "now", wanted: Narrowing | None = None, *, counting: Counting = OWN
) -> ItemList:
    """Return the commitments that a filter wants, those that fall due first before the rest."""
    found = items(store, at, wanted, counting=counting)
    return replace(found, lines=tuple(promises(found.lines)))


def promises(lines: Iterable[ListedItem]) -> list[ListedItem]:
    """Return those of some lines that were promised, what falls due first before the rest."""
    promised = [line for line in lines if line.item.kind is ItemKind.commitment and line.row.heard_of]
    return sorted(promised, key=lambda line: line.due or date.max)


def parties(
    store: Store, at: str = "now", *, since: str | None = None, where: str | None = None, counting: Counting = OWN
) -> PartyList:
    """Return who takes part, with how much is heard of each at a point and, ``since`` another, how each moved."""
    flow = flow_at(store, at, counting=counting, bare=True)
    matrix, known = flow.matrix, flow.known
    lines = _of_parties(matrix.parties, flow.rows())
    if since is not None:
        moves = [change for change in changes_between(store, since, at, counting=counting) if change.moved]
        lines = [_with_moves(line, [each for each in moves if each.party == line.party.key]) for line in lines]
    lines = filtering.lines("parties", where, lines, _party_says, known, matrix.point.held_on)
    return PartyList(tuple(lines), matrix.counting)


def _party_says(line: ListedParty) -> dict[str, object]:
    own = {name: getattr(line, name) for name in ("last_heard", "silent_on", "alone_on", "contested")}
    moves = {"moved": line.moved, "toward": line.toward, "away": line.away}
    return {**line.party.__dict__, "stances": line.held, **own, **moves}


def _with_moves(line: ListedParty, moves: Sequence[Change]) -> ListedParty:
    return replace(
        line,
        moved=tuple(dict.fromkeys(each.item for each in moves)),
        toward=tuple(dict.fromkeys(party for each in moves for party in each.nearer_to)),
        away=tuple(dict.fromkeys(party for each in moves for party in each.further_from)),
    )


@dataclass(slots=True)
class _Heard:
    """What is heard of a party, gathered row by row: the items on which it is silent, alone, contested; by key."""

    held: int = 0
    last: HeldOn | None = None
    silent_on: list[str] = field(default_factory=list)
    alone_on: list[str] = field(default_factory=list)
    contested: list[str] = field(default_factory=list)


def _of_parties(parties: Sequence[Party], rows: Iterable[MatrixRow]) -> list[ListedParty]:
    """Return the lines of some parties; each row is let go of when it was seen."""
    heard = {party.key: _Heard() for party in parties}
    for row in rows:
        for key, reading in row.cells.items():
            of_it = heard[key]
            if reading.stance is Stance.silent:
                of_it.silent_on.append(row.item.key)
            else:
                of_it.held += 1
            of_it.last = last_stance([reading], of_it.last)
            if reading.contested:
                of_it.contested.append(row.item.key)
        for key in _alone(row) if row.open else ():  # nobody holds out on what is settled
            heard[key].alone_on.append(row.item.key)
    return [_line(party, heard[party.key]) for party in parties]


def last_stance(readings: Iterable[Reading], before: HeldOn | None = None) -> HeldOn | None:
    """Return the days of the last sure stance, or ``before`` where none is later; a silence is no word of it."""
    last = before
    for held in (each.last_told for each in readings if each.sure and each.stance is not Stance.silent):
        if last is None or (held.last >= last.last and held.lateness > last.lateness):  # few are as late
            last = held
    return last


def _line(party: Party, heard: _Heard) -> ListedParty:
    lists = tuple(heard.silent_on), tuple(heard.alone_on), tuple(heard.contested)
    return ListedParty(party, heard.held, heard.last, *lists)


def _alone(row: MatrixRow) -> Iterator[str]:
    """Yield the parties that are the only one on their side of an item, where all others are on the other side."""
    sides: dict[bool, list[str]] = {True: [], False: []}
    for party, reading in row.cells.items():
        if reading.measure:
            sides[reading.measure > 0].append(party)
    for side, other in ((sides[True], sides[False]), (sides[False], sides[True])):
        if len(side) == 1 and other:
            yield side[0]
