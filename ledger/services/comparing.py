"""A diff with what a reader wants around it: what did not change, names; of one ledger or of two.

With another ledger (``ledger.services.other_ledger``) FROM is a point on this one and TO a point on the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Unpack

from ledger.domain.blocs import Blocs
from ledger.domain.diff import EVIDENCE, Cause, Change, Diff, StatusSide, narrowed, said_of
from ledger.domain.entries import Entry
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point, of_one_round
from ledger.domain.readings import Matrix, MatrixRow, Reading
from ledger.domain.records import Delegate, Item, Party, Person, Round, Source
from ledger.domain.register import Register
from ledger.errors import LedgerError
from ledger.services import points
from ledger.services.diff import ChangeFilter, diff_between, only_of
from ledger.services.figure_changes import NO_FIGURES, FigureChanges, figures_in
from ledger.services.matrix import matrix_of, rows_of
from ledger.services.other_ledger import Origin, Other, There, across, as_either_has_them, described
from ledger.services.surrounding import told_until
from ledger.storage import changesets, entries, register
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

__all__ = ["AtLaterPoint", "Compared", "compare", "ever_for_others"]

MANY = 40
"""Items that nobody moved on, of which a note tells more than that."""
_TABLES = (Party.table, Person.table, Round.table, Source.table, Item.table, Delegate.table)


@dataclass(frozen=True, slots=True)
class AtLaterPoint:
    """What counts for a cell or (without a party) as a status at the later point; ``same``: no change speaks of it."""

    item: str
    party: str | None
    side: Reading | StatusSide
    same: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A diff and what stands around it.

    ``names`` are the records of both points, ``record`` is the changeset the later one is known at. ``rows`` is the
    matrix there, by item, and ``standing`` what counts there of all that was asked for; both are empty unless wanted.
    ``had`` are the entries of this ledger by their numbers here, where another one tells the same word otherwise.
    ``figures``: what the changes bring of them, at either end.
    """

    diff: Diff
    names: Register
    rows: Mapping[str, MatrixRow]
    standing: tuple[AtLaterPoint, ...]
    record: Changeset | None
    other: Other | None = None
    had: Mapping[int, Entry] = field(default_factory=dict)
    figures: FigureChanges = NO_FIGURES

    @property
    def of_two(self) -> bool:
        """Whether the two points are of two ledgers, each with numbers of its own for its entries."""
        return self.other is not None and self.other.origin is not Origin.onto

    @property
    def unchanged(self) -> tuple[AtLaterPoint, ...]:
        """What counts at both points."""
        return tuple(each for each in self.standing if each.same)


def compare(  # noqa: PLR0913 - the two points, what is read with them, what counts
    store: Store,
    from_text: str,
    to_text: str = "now",
    *,
    other: There | None = None,
    with_rows: bool = False,
    told: bool = False,
    full: bool = False,
    counting: Counting = OWN,
    standing: Matrix | None = None,
    **wanted: Unpack[ChangeFilter],
) -> Compared:
    """Return the diff of two points, the second on ``other`` where there is one.

    ``with_rows`` reads the matrix at the later point too, ``told`` no more of it than a note on the diff tells;
    ``full`` keeps all that counts there. ``standing`` is that matrix, where the caller has read it. Raises as
    ``diff_between`` does, and says which side does not know a point.
    """
    ends = _ends(store, other, from_text, to_text)
    only = only_of(ends.names, ends.end.held_on, wanted)
    after = matrix_of(ends.there, ends.end, counting=counting) if with_rows or full or other else None
    if other is None or after is None:
        readings = standing.readings if standing and standing.point.held_on == ends.end.held_on else None
        every = diff_between(store, from_text, to_text, counting=counting, standing=readings)
    else:
        every = _across(ends, after, counting)
    diff = narrowed(every, only, ends.names.items)
    shown = {change.item for change in diff.changes}
    of_two = other is not None and other.origin is not Origin.onto

    def asks_for(cell: AtLaterPoint) -> bool:
        return only.asks_for(cell.item, cell.party, ends.names.items, shown)

    return Compared(
        diff,
        ends.names,
        {row.item.key: row for row in after.rows} if after else _told(ends, diff, counting) if told else {},
        tuple(filter(asks_for, _standing(after, every.changes) if after and full else ())),
        changesets.some(ends.there, [ends.end.known_at]).get(ends.end.known_at),
        described(other, *ends.known) if other else None,
        _had(ends.here, diff.changes, ends.start.known_at) if of_two else {},
        figures_in(ends.there, diff, ends.names, counting, of_two=of_two),
    )


def _had(here: Store, changes: Iterable[Change], known_at: int) -> Mapping[int, Entry]:
    """Return what leads here of each account that another ledger has in the same word: numbers there are others.

    Of one account that more or fewer tell of there, nothing is told otherwise by whoever leads it.
    """
    told = (each for each in changes if each.cause is Cause.corrected and each.same_word)
    alike = (each.before for each in told if not EVIDENCE.issuperset(each.verbs) or _leads_at_both_ends(each))
    led = map(said_of, alike)
    numbers = {reading.entry for reading in led if reading is not None}
    return entries.by_ids(here, numbers, known_at) if numbers else {}


def _leads_at_both_ends(change: Change) -> bool:
    led = [said_of(side) for side in (change.before, change.after)]
    one, other = ((each.values, each.held) if each else None for each in led)
    return one == other


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both ends of a comparison: where each is read, its point, and the records known there."""

    here: Store
    there: Store
    start: Point
    end: Point
    known: tuple[Register, Register]
    names: Register


def _across(ends: _Ends, after: Matrix, counting: Counting) -> Diff:
    """Return the diff from a point here to the matrix ``after`` of the other ledger, and what either end rests on."""
    before = matrix_of(ends.here, ends.start, counting=counting)
    every = across(before, after, (ends.here, ends.there), ends.known, ends.names, counting=counting)
    here, there = (ends.here, ends.start, ends.known[0]), (ends.there, ends.end, ends.known[1])
    return replace(every, coverage=(told_until(*here, counting), told_until(*there, counting)))


def _told(ends: _Ends, diff: Diff, counting: Counting) -> dict[str, MatrixRow]:
    """Return the rows that a note tells of, with the cells that it names there."""
    promised = [each.item for each in diff.commitments]
    apart = [*(each.item for each in diff.spread), *(each.item for each in diff.still)]
    principals = ends.names.principals
    first = (each.item for each in diff.still[:MANY])
    hushed = (each.item for each in diff.silent[:MANY])  # who is told as silent is named
    whole: dict[str, set[str] | None] = dict.fromkeys((*promised, *first, *hushed))
    cells: dict[str, set[str] | None] = {each.item: set() for each in diff.silent}
    for item in apart:
        cells[item] = {*(cells.get(item) or ()), *principals}
    for item, parties in _on_behalf(ends, diff):
        cells[item] = {*(cells.get(item) or ()), *parties}
    rows = rows_of(ends.there, ends.end, cells | whole, counting=counting)
    return {row.item.key: row for row in rows}


def _on_behalf(ends: _Ends, diff: Diff) -> Iterator[tuple[str, set[str]]]:
    """Yield the items on which somebody spoke for others, with both: whether those held otherwise is told.

    Who is first heard may have been spoken for: there, whoever ever spoke for others on the item.
    """
    blocs = Blocs(ends.names.parties, ends.end.held_on)
    for change in diff.changes:
        said, speaker = change.after, change.party
        if speaker and isinstance(said, Reading) and blocs.speaks_for_others(speaker, said):
            yield change.item, {speaker, *blocs.heard_by(speaker, said)}
    yield from ever_for_others(ends.there, diff, ends.names).items()


def ever_for_others(store: Store, diff: Diff, names: Register) -> dict[str, set[str]]:
    """Return, by each item on which somebody is first heard, who may ever have spoken for others there."""
    heard = {change.item for change in diff.changes if change.party and change.before is None}
    blocs_ever = {party.key for party in names.live_parties if party.members}
    found = {item: set(blocs_ever) for item in heard}
    for item, party in entries.said_for_others(store, diff.to_point.known_at) if heard else ():
        if party and item in heard:
            found[item].add(party)
    return {item: parties for item, parties in found.items() if parties}


def _ends(here: Store, other: There | None, from_text: str, to_text: str) -> _Ends:
    there = other.store if other else here
    start = _point(here, from_text, "in this ledger" if other else "")
    end = _point(there, to_text, f"in {other.name}" if other else "")
    last = changesets.last_number(here)
    now = register.load_now(here, last)
    first = now if start.known_at == last else register.load(here, start.known_at)
    second = now if other is None and end.known_at == last else register.load(there, end.known_at)
    if other is None:
        start, end = of_one_round(start, end)
    else:
        start, end = as_either_has_them(start, end, (first, second))
    return _Ends(here, there, start, end, (first, second), _names(now, first, second))


def _point(store: Store, text: str, side: str) -> Point:
    try:
        return points.resolve(store, text)
    except LedgerError as problem:
        raise type(problem)(f"{side}, {problem.message}" if side else problem.message, hint=problem.hint) from problem


def _names(*frames: Register) -> Register:
    """Return every record there is, as the last of these frames that has it describes it."""
    if all(each is frames[0] for each in frames):
        return frames[0]
    found = Register()
    for each in frames:
        found.info = each.info or found.info
        for table in _TABLES:
            found.put_all(each.of(table).values())
    return found


def _standing(after: Matrix, changed: Iterable[Change]) -> Iterator[AtLaterPoint]:
    """Yield what counts at the later point, in the order of the ledger, a status before the stances."""
    spoken_of = {(change.item, change.party) for change in changed}
    for row in (row for row in after.rows if row.heard_of):
        side = StatusSide(row.status, row.status_reading, row.overdue)
        yield AtLaterPoint(row.item.key, None, side, (row.item.key, None) not in spoken_of)
        for party in after.parties:
            if party.key in row.cells:
                cell = row.item.key, party.key
                yield AtLaterPoint(*cell, row.cells[party.key], cell not in spoken_of)
