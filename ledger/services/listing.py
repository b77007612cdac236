"""Plain lists of what a matrix tells of: items, parties, commitments."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.domain.checklist import due_day
from ledger.domain.diff import Change
from ledger.domain.filters.things import ASK_CHANGES, Around, of_matrix
from ledger.domain.floors import EVERYTHING, OWN, Counting
from ledger.domain.measures import MeasureValue
from ledger.domain.naming import instead
from ledger.domain.points import Point
from ledger.domain.readings import Matrix, MatrixRow
from ledger.domain.records import Item, Party
from ledger.domain.register import Register
from ledger.domain.words import ItemKind, Stance, Status
from ledger.errors import UsageError
from ledger.services import filtering, keys, measuring, points
from ledger.services.diff import changes_between
from ledger.services.matrix import Flow, flow_at, matrix_at
from ledger.storage import lookups, register
from ledger.storage.asof import When
from ledger.storage.database import Store

OVERDUE = "overdue"
_STATES = [*(status.value for status in Status), OVERDUE]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which items are wanted; an empty set, ``None`` and ``False`` want all. Each respect narrows the rest.

    ``where`` is a filter in words of its own (``ledger.domain.filters``); what it asks of changes are those ``since`` a
    point, else since the round before.
    """

    status: Collection[str] = ()
    track: Collection[str] = ()
    tag: Collection[str] = ()
    owner: Collection[str] = ()
    contested: bool = False
    silent: bool = False
    unreported: bool = False
    stale: int | None = None
    overdue: bool = False
    open_only: bool = False
    where: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item in a list: its row, who is silent on it, when anything was last said of it, when it is due.

    ``silent`` are the parties reported as not having raised it. ``unreported``: the reports we have hold no account of
    it, nor of what it is part of. ``contested``: any of its readings is. ``moved``, where that was asked for, is how
    far the parties moved on it. In a list the row has no cells: they are let go of as they are read.
    """

    row: MatrixRow
    silent: tuple[Party, ...]
    confirmed: date | None
    due: date | None
    unreported: bool = False
    contested: bool = False
    moved: MeasureValue | None = None

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.row.item


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party in a list: on how many items it holds a stance, when one was last held, and on what it stands apart.

    ``silent_on`` are items on which it is reported as silent; ``alone_on`` those on which no other party that is heard
    there is on its side. ``moved`` are the items on which it moved since the point asked for, ``toward`` and ``away``
    the parties that it came nearer to, or went further from, on any of them.
    """

    party: Party
    held: int
    last_heard: date | None
    silent_on: tuple[str, ...]
    alone_on: tuple[str, ...]
    contested: tuple[str, ...]
    moved: tuple[str, ...] = ()
    toward: tuple[str, ...] = ()
    away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyList:
    """Parties at a point, and what counts there."""

    point: Point
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
    wanted = wanted or Narrowing()
    if wanted.where:
        matrix = matrix_at(store, at, counting=counting)
        return ItemList(matrix.point, tuple(_wanted(store, matrix, wanted)), matrix.counting)
    matrix, lines = lines_at(store, at, counting=counting)
    _check_words(wanted, [line.item for line in lines])
    found = tuple(line for line in lines if _wants(wanted, line, matrix.point.held_on))
    return ItemList(matrix.point, found, matrix.counting)


def lines_at(
    store: Store, at: str = "now", *, counting: Counting = OWN, see: Callable[[MatrixRow], object] = bool
) -> tuple[Matrix, list[ListedItem]]:
    """Return a matrix without rows, and its items as a list has them; ``see`` is shown each row, with all its cells.

    What a stance rests on is read of those alone that do not stand alone in their cells.
    """
    flow = flow_at(store, at, counting=counting, bare=True)
    matrix, known, confirmed = flow.matrix, flow.known, _confirmed(store, flow.matrix)
    lines: list[ListedItem] = []
    for row in flow.rows():
        see(row)
        line = _line(row, matrix, known, confirmed.get(row.item.key))
        lines.append(replace(line, row=replace(row, cells={}, moved={})))
    return matrix, _with_reports(lines, known)


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
    first, last = (f"{point.held_on}@{point.known_at}" for point in measuring.span(store, at, since))
    others = {change.item for change in changes_between(store, first, last, counting=counting) if change.moved}
    moved |= {key: MeasureValue(0, 0, 0) for key in lines if key in others and key not in moved}
    return replace(
        found, lines=tuple(replace(lines[key], moved=figure) for key, figure in moved.items() if key in lines)
    )


def narrowed(
    store: Store, matrix: Matrix, wanted: Narrowing, *, of_items: Collection[str] = (), of_parties: Collection[str] = ()
) -> Matrix:
    """Return the rows that a filter wants, of some items and parties or of all; its counts are of the rows left."""
    of_items = keys.keys_of("item", of_items, {row.item.key: row.item for row in matrix.rows})
    of_parties = keys.keys_of("party", of_parties, {party.key: party for party in matrix.parties})
    parties = tuple(party for party in matrix.parties if not of_parties or party.key in of_parties)
    rows = (line.row for line in _wanted(store, matrix, wanted) if not of_items or line.item.key in of_items)
    return replace(matrix, parties=parties, rows=tuple(_of_parties(row, parties) for row in rows))


def matrix_narrowed(
    store: Store,
    at: str,
    wanted: Narrowing,
    *,
    of_items: Collection[str] = (),
    of_parties: Collection[str] = (),
    counting: Counting = OWN,
) -> Matrix:
    """Return the matrix at a point as ``narrowed``; of what a filter of fields leaves out nothing is read."""
    if wanted.where or wanted.unreported or not (of_items or wanted != Narrowing()):
        whole = matrix_at(store, at, counting=counting)
        return narrowed(store, whole, wanted, of_items=of_items, of_parties=of_parties)
    flow = flow_narrowed(store, at, wanted, of_items=of_items, counting=counting)
    matrix = replace(flow.matrix, rows=tuple(flow.rows()))
    return narrowed(store, matrix, _not_of_fields(wanted), of_parties=of_parties)


def flow_narrowed(
    store: Store, at: str, wanted: Narrowing, *, of_items: Collection[str] = (), counting: Counting = OWN
) -> Flow:
    """Return the matrix at a point, to be read row by row: of some items, or of those whose fields are wanted."""
    point = points.resolve(store, at)
    items = register.load(store, point.known_at).live_items
    named = keys.keys_of("item", of_items, {item.key: item for item in items})
    _check_words(wanted, items)

    def is_wanted(item: Item) -> bool:
        return (not of_items or item.key in named) and _wants_of_fields(wanted, item)

    return flow_at(store, at, counting=counting, items=is_wanted)


def _not_of_fields(wanted: Narrowing) -> Narrowing:
    """Return what a filter asks for beside an item's own fields."""
    return replace(wanted, track=(), tag=(), owner=())


def streams(wanted: Narrowing) -> bool:
    """Whether a filter asks of each item its own fields alone."""
    return _not_of_fields(wanted) == Narrowing()


def _of_parties(row: MatrixRow, parties: Collection[Party]) -> MatrixRow:
    wanted = {party.key for party in parties}
    return replace(row, cells={party: reading for party, reading in row.cells.items() if party in wanted})


def _wanted(store: Store, matrix: Matrix, wanted: Narrowing) -> Iterator[ListedItem]:
    _check_words(wanted, [row.item for row in matrix.rows])
    known = register.load(store, matrix.point.known_at)
    lines = _lines(store, matrix, known)
    asked = _asked(store, matrix, known, lines, wanted)
    return (line for line in lines if _wants(wanted, line, matrix.point.held_on) and line.item.key in asked)


def _lines(store: Store, matrix: Matrix, known: Register | None = None) -> list[ListedItem]:
    known, confirmed = known or register.load(store, matrix.point.known_at), _confirmed(store, matrix)
    lines = [_line(row, matrix, known, confirmed.get(row.item.key)) for row in matrix.rows]
    return _with_reports(lines, known)


def _confirmed(store: Store, matrix: Matrix) -> Mapping[str, date]:
    return lookups.last_confirmed(store, When(matrix.point.held_on, matrix.point.known_at, matrix.counting))


def _with_reports(lines: Sequence[ListedItem], known: Register) -> list[ListedItem]:
    """Mark the items on which no report says anything, nor on what they are part of."""
    heard = {line.item.key for line in lines if line.row.heard_of}
    return [line if heard & set(_with_wholes(line.item, known)) else replace(line, unreported=True) for line in lines]


def _asked(store: Store, matrix: Matrix, known: Register, lines: Sequence[ListedItem], wanted: Narrowing) -> set[str]:
    """Return the items of which ``where`` holds; what changed is read only where it asks for that."""
    if not wanted.where:
        return {line.item.key for line in lines}
    read = filtering.of_items(wanted.where, known, matrix.point.held_on)
    changes = changes_at(store, matrix, wanted.since) if read.asks & ASK_CHANGES else ()
    around = _around(lines, changes)
    things = of_matrix(matrix, filtering.known_in(known), around)
    return {thing.item.key for thing in things if read.wants(thing)}


def around(store: Store, matrix: Matrix) -> Around:
    """Return what a filter may ask of a matrix beside what it holds: all of it, for who filters as they type."""
    return _around(_lines(store, matrix), changes_at(store, matrix))


def _around(lines: Iterable[ListedItem], changes: tuple[Change, ...]) -> Around:
    every = list(lines)
    return Around(
        {line.item.key: line.confirmed for line in every if line.confirmed},
        frozenset(line.item.key for line in every if line.unreported),
        changes,
    )


def changes_at(store: Store, matrix: Matrix, since: str | None = None) -> tuple[Change, ...]:
    """Return what changed by the point of a matrix: since another, else since the round before."""
    if since is None and matrix.before is None:
        return ()
    start = since if since is not None else _written(matrix.before or matrix.point)
    return changes_between(store, start, _written(matrix.point), counting=matrix.counting)


def _written(point: Point) -> str:
    return f"{point.held_on}@{point.known_at}"


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


def _line(row: MatrixRow, matrix: Matrix, known: Register, confirmed: date | None) -> ListedItem:
    silent = tuple(party for party in matrix.parties if _is_silent(row, party))
    readings = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]
    contested = any(reading.contested for reading in readings)
    return ListedItem(row, silent, confirmed, due_day(row.item, known.rounds), contested=contested)


def _with_wholes(item: Item, known: Register) -> Iterator[str]:
    """Yield an item, what it is part of, what that is part of: a part was reported on when its whole was."""
    seen: set[str] = set()
    here: Item | None = item
    while here is not None and here.key not in seen:
        seen.add(here.key)
        yield here.key
        here = known.items.get(here.part_of or "")


def _is_silent(row: MatrixRow, party: Party) -> bool:
    """What is reported of the party is that it did not raise this, or would not comment."""
    reading = row.cells.get(party.key)
    return reading is not None and reading.stance is Stance.silent


def _wants(wanted: Narrowing, line: ListedItem, day: date) -> bool:
    row, states = line.row, {line.row.status.value, OVERDUE if line.row.overdue else None}
    return (
        (not wanted.status or bool(set(wanted.status) & states))
        and _wants_of_fields(wanted, line.item)
        and (line.contested or not wanted.contested)
        and (row.overdue or not wanted.overdue)
        and (bool(line.silent) or not wanted.silent)
        and (line.unreported or not wanted.unreported)
        and (row.open or not wanted.open_only)
        and (wanted.stale is None or (row.open and _days_since(line, day) > wanted.stale))
    )


def _wants_of_fields(wanted: Narrowing, item: Item) -> bool:
    words = ((wanted.track, {item.track}), (wanted.tag, set(item.tags)), (wanted.owner, {item.owner}))
    return all(not asked or set(asked) & has for asked, has in words)


def _days_since(line: ListedItem, day: date) -> float:
    return (day - line.confirmed).days if line.confirmed else float("inf")


def _check_words(wanted: Narrowing, every: Sequence[Item]) -> None:
    """A word that no item has is a slip of the pen, not a list without rows."""
    keys.check("track", wanted.track, [item.track for item in every])
    keys.check("tag", wanted.tag, [tag for item in every for tag in item.tags])
    keys.check("owner", wanted.owner, [item.owner for item in every])
    for word in wanted.status:
        if word not in _STATES:
            raise UsageError(f'"{word}" is not a status', hint=instead(word, _STATES))


def parties(
    store: Store, at: str = "now", *, since: str | None = None, where: str | None = None, counting: Counting = OWN
) -> PartyList:
    """Return who takes part, with how much is heard of each at a point and, ``since`` another, how each moved."""
    matrix = matrix_at(store, at, counting=counting)
    alone = _alone(matrix)
    lines = [_of_party(party, matrix, alone.get(party.key, set())) for party in matrix.parties]
    if since is not None:
        moves = [change for change in changes_between(store, since, at, counting=counting) if change.moved]
        lines = [_with_moves(line, [each for each in moves if each.party == line.party.key]) for line in lines]
    known = register.load(store, matrix.point.known_at)
    lines = filtering.lines("parties", where, lines, _party_says, known, matrix.point.held_on)
    return PartyList(matrix.point, tuple(lines), matrix.counting)


def _party_says(line: ListedParty) -> dict[str, object]:
    own = {name: getattr(line, name) for name in ("last_heard", "silent_on", "alone_on", "contested")}
    moves = {"moved": line.moved, "toward": line.toward, "away": line.away}
    return {**line.party.__dict__, "stances": line.held, **own, **moves}


def _with_moves(line: ListedParty, moves: Sequence[Change]) -> ListedParty:
    return replace(
        line,
        moved=tuple(dict.fromkeys(each.item for each in moves)),
        toward=tuple(dict.fromkeys(party for each in moves for party in each.toward)),
        away=tuple(dict.fromkeys(party for each in moves for party in each.away)),
    )


def _of_party(party: Party, matrix: Matrix, alone: Collection[str]) -> ListedParty:
    cells = {row.item.key: row.cells[party.key] for row in matrix.rows if party.key in row.cells}
    silent = tuple(key for key, reading in cells.items() if reading.stance is Stance.silent)
    days = [reading.held.last for reading in cells.values() if reading.sure]
    return ListedParty(
        party,
        len(cells) - len(silent),
        max(days, default=None),
        silent,
        tuple(key for key in cells if key in alone),
        tuple(key for key, reading in cells.items() if reading.contested),
    )


def _alone(matrix: Matrix) -> dict[str, set[str]]:
    """Return by party on which items it is on one side, and all others that are on any side are on the other."""
    found: dict[str, set[str]] = {}
    for row in matrix.rows:
        sides: dict[bool, list[str]] = {True: [], False: []}
        for party, reading in row.cells.items():
            if reading.measure:
                sides[reading.measure > 0].append(party)
        for side, other in ((sides[True], sides[False]), (sides[False], sides[True])):
            if len(side) == 1 and other:
                found.setdefault(side[0], set()).add(row.item.key)
    return found
