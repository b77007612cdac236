"""The other ledger of a comparison: opening it, going from this one to it, and what only one of the two knows.

Cells are matched by their keys. What the two tell differently of one day is ``corrected``; what, as the other tells it,
happened between the two days ``moved``. From that day on the way is one of the other ledger, told whole as its own.

A seed that says which ledger it is (a ``ledger`` block) and stands by itself is a ledger of its own; any other is what
this ledger would become by importing it. Nothing is written to either side.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ledger.domain.diff import (
    AccountMove,
    Cause,
    CellKey,
    Change,
    Diff,
    Learned,
    Only,
    StatusSide,
    View,
    assemble,
    changes,
    in_order,
    said_of,
)
from ledger.domain.entries import Entry, Figure
from ledger.domain.floors import Counting
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, alike_on_one_day, last_day, rounds_after
from ledger.domain.readings import Matrix, Reading
from ledger.domain.records import Item, Party, Round, Source
from ledger.domain.register import Register
from ledger.domain.words import EntryKind
from ledger.errors import CheckFailed, Conflict, InvalidSeed, LedgerError, NotFound
from ledger.services import ledgers
from ledger.services.counting import counting_entries, known_to_count
from ledger.services.diff import only_possibly
from ledger.services.diff_legs import side_at, ways
from ledger.services.matrix import matrix_of
from ledger.services.surrounding import surroundings
from ledger.storage import asof, entries, lookups, register
from ledger.storage.cells import When
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from ledger.storage.register import KeyNumbers

if TYPE_CHECKING:  # most comparisons are of two points of one ledger: they load nothing that reads seeds
    from ledger.domain.seed import ChangesetInfo

__all__ = ["Alone", "Origin", "Other", "There", "across", "as_either_has_them", "described", "is_seed", "opened"]

_SEEDS = frozenset({".yaml", ".yml", ".jsonl"})
_FAULTY = (InvalidSeed, Conflict, CheckFailed)
_THEIRS = 1 << 62  # added to the numbers of the other ledger's entries: no entry of this one has such a number


class Origin(StrEnum):
    """What the other side is."""

    ledger = "ledger"
    seed = "seed"
    onto = "seed-onto-this-ledger"


@dataclass(frozen=True, slots=True)
class There:
    """The other side, opened; ``name`` is its address as it may be shown."""

    store: Store
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Alone:
    """Keys that only one side knows."""

    items: tuple[str, ...]
    parties: tuple[str, ...]
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """The ledger compared with. ``described``: records of both sides (``item:land``) and the fields that differ."""

    name: str
    origin: Origin
    title: str | None
    only_here: Alone
    only_there: Alone
    described: Mapping[str, tuple[str, ...]]


def as_either_has_them(start: Point, end: Point, known: tuple[Register, Register]) -> tuple[Point, Point]:
    """Return a point of this ledger and one of the other, each before the rounds that either has go on after its day.

    Else what one has from such a round would be told as known to that one alone. ``known`` are the records at either.
    """
    one, other = _before_rounds_of(start, known[1]), _before_rounds_of(end, known[0])
    if one.held_on == other.held_on:
        every = tuple(sorted({*one.later_rounds, *other.later_rounds}))
        one, other = (each._replace(later_rounds=every) for each in (one, other))
    return alike_on_one_day(one, other)


def _before_rounds_of(point: Point, known: Register) -> Point:
    stage = known.rounds.get(point.round or "")
    if stage is None or last_day(stage) != point.held_on:
        return point
    later = {*point.later_rounds, *rounds_after(stage, known.live_rounds)}
    return point._replace(later_rounds=tuple(sorted(later)))


def across(
    before: Matrix,
    after: Matrix,
    stores: tuple[Store, Store],
    known: tuple[Register, Register],
    names: Register,
    *,
    counting: Counting,
) -> Diff:
    """Go from this ledger to the other on one day, then on through the days of the other.

    The matrices are those of both points, ``stores`` where they were read, ``known`` the records known there, ``names``
    all of them.
    """
    start, end, there = before.point, after.point, stores[1]
    views = [_view(before)]
    if start.held_on != end.held_on:
        pivot = start._replace(known_at=end.known_at)
        views.append(_view(matrix_of(there, pivot, counting=counting)))
    views.append(_view(after))
    here, on_that_day = (view.resting_by(max(start.held_on, end.held_on)) for view in views[:2])
    began = _began((here, on_that_day), stores, (before.counting, after.counting))
    found = [*_told_differently(here, on_that_day, stores, known[1], began)]
    for one, other in pairwise(views[1:]):
        since, until = (When.at(each.point, after.counting) for each in (one, other))
        found += ways(there, [*_changes(one, other, known[1])], since, until, KeyNumbers(there))
    ordered = in_order(found, names.items, names.parties)
    was, is_now = (
        only_possibly(store, When.at(matrix.point, matrix.counting), _view(matrix))
        for store, matrix in zip(stores, (before, after), strict=True)
    )
    on_the_way = [change for change in ordered if change.cause is Cause.moved]
    both_there = known[1], known[1]
    around = surroundings(there, (views[1], views[-1]), both_there, on_the_way, When.at(end, after.counting))
    said = _said_there(before, stores, (start.known_at, end.known_at), (*around.remarks, *around.events))
    remarks, events = (
        tuple(each for each in said if each.kind is kind) for kind in (EntryKind.remark, EntryKind.event)
    )
    around = replace(around, unsure=(was, is_now), remarks=remarks, events=events)
    return assemble(views[0], views[-1], ordered, known, Only(), around, passing=(views[1], views[-1]))


def _said_there(
    before: Matrix, stores: tuple[Store, Store], known_at: tuple[int, int], since: Collection[Entry]
) -> list[Entry]:
    """Return what was said and what happened ``since`` the first day, and what by then the other ledger alone tells."""
    here, there = (_around(before, *each) for each in zip(stores, known_at, strict=True))
    known: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for entry in here:
        known[_told_of(entry)] |= entry.sources
    found = {entry.id: entry for entry in there if known[_told_of(entry)].isdisjoint(entry.sources)}
    found |= {entry.id: entry for entry in since}
    return sorted(found.values(), key=lambda each: (each.held, each.order))


def _around(matrix: Matrix, store: Store, known_at: int) -> list[Entry]:
    """Return the remarks and events that a ledger tells by the day of a matrix, and that count."""
    found = [each for each in entries.around(store, known_at) if each.held.last <= matrix.point.held_on]
    sources = register.load_one(store, Source, known_at)
    return counting_entries(store, found, known_to_count(store, known_at, matrix.counting), sources, known_at)


def _told_of(entry: Entry) -> tuple[object, ...]:
    """Return what an entry says, of what and of when, in the words of any ledger."""
    said = entry.said
    tied = (tuple(sorted(getattr(said, name, ()))) for name in ("items", "about"))
    when = (said.round, None) if entry.by_round else (None, entry.held)
    return (entry.kind, *sorted(said.values().items()), *tied, getattr(said, "by", None), said.figures, *when)


def _view(matrix: Matrix) -> View:
    cells: dict[CellKey, Reading] = {
        (row.item.key, party): reading for row in matrix.rows for party, reading in row.cells.items()
    }
    rounds = {stage.key: stage for stage in matrix.rounds}
    sides = {
        row.item.key: side_at(row.item, row.status_reading, matrix.point, rounds) for row in matrix.rows if row.heard_of
    }
    return View(matrix.point, cells, sides)


def _changes(one: View, other: View, known: Register, learned: Learned | None = None) -> Iterator[Change]:
    return changes(one, other, known.principals, learned, known.parties)


def _began(
    views: tuple[View, View], stores: tuple[Store, Store], counting: tuple[Counting, Counting]
) -> dict[str, date]:
    """Return the first day by which either ledger surely tells of each item of which one of them tells no status."""
    here, there = (view.items for view in views)
    items = {
        key for key in here.keys() & there.keys() if (here[key].reading is None) is not (there[key].reading is None)
    }
    found: dict[str, date] = {}
    for store, view, what in zip(stores, views, counting, strict=True) if items else ():
        when = When.at(Point(date.max, view.point.known_at), what)
        for item, day in asof.first_sure(store, when, items).items():
            found[item] = min(day, found.get(item, day))
    return found


def _told_differently(
    here: View, there: View, stores: tuple[Store, Store], known: Register, began: Mapping[str, date]
) -> Iterator[Change]:
    """Yield what two ledgers tell differently. Their entries have numbers of their own: what they say is compared."""
    said = _SaidByBoth.of((here, there), stores)
    learned = Learned(places=None, always=Cause.corrected, began=began)
    for change in _changes(here, _numbered(here, there, said), known, learned):
        after = _as_read(change, there)
        own = _numbers_there(change.after, after)
        moves = tuple(AccountMove(_as_there(each.entries, own), each.verbs) for each in change.by_account)
        yield replace(change, after=after, by_account=moves)


def _numbers_there(
    numbered: Reading | StatusSide | None, read: Reading | StatusSide | None
) -> Mapping[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers there of the entries of each account, by those that it was given here."""
    ends = map(said_of, (numbered, read))
    here, there = ([each.own for each in reading.accounts] if reading else [] for reading in ends)
    return dict(zip(here, there, strict=True))


def _as_there(entries: tuple[int, ...], own: Mapping[tuple[int, ...], tuple[int, ...]]) -> tuple[int, ...]:
    """Return the entries of accounts, the later one's first, as the other ledger numbers those that it has."""
    first = next((numbers for numbers in own if numbers == entries[: len(numbers)]), ())
    left = (number - _THEIRS if number >= _THEIRS else number for number in entries[len(first) :])
    return (*own.get(first, ()), *left)


@dataclass(frozen=True, slots=True)
class ComparedStatement:
    """What an entry says, of which days, and with which figures."""

    values: tuple[tuple[str, object], ...]
    held: HeldOn
    figures: frozenset[Figure]


@dataclass(frozen=True, slots=True)
class _SaidByBoth:
    """What the entries of either ledger say, and of which days, by their numbers.

    Those are read of accounts that another entry leads in the one than in the other: it may be one account all the
    same, that more sources tell of in one of the two. And where figures are given: a reading has none of them.
    """

    here: Mapping[int, ComparedStatement]
    there: Mapping[int, ComparedStatement]

    @classmethod
    def of(cls, views: tuple[View, View], stores: tuple[Store, Store]) -> "_SaidByBoth":
        """Read what is needed to tell the accounts of two views."""
        one, other = (_readings_of(view) for view in views)
        unlike = [key for key in one.keys() & other.keys() if _led(one[key]) != _led(other[key])]
        shared = {key for key in unlike if any(len(each.own) > 1 for at in (one, other) for each in _every(at[key]))}
        giving = {item for store in stores for item, _about in lookups.figures_on(store)}
        shared |= {key for key in one.keys() & other.keys() if key[0] in giving}
        here, there = (
            _statements(store, {number for key in shared for each in _every(at[key]) for number in each.own}, view)
            for store, at, view in zip(stores, (one, other), views, strict=True)
        )
        return cls(here, there)

    def one_account(self, here: Reading, there: Reading) -> bool:
        """Whether the two are one account: led by the same statement, or with one that both ledgers have."""
        ends = (here, self.here), (there, self.there)
        had, has = (said[each.entry].figures if each.entry in said else frozenset() for each, said in ends)
        if _leads(here) == _leads(there) and had == has:
            return True
        mine, theirs = ({said[number] for number in each.own if number in said} for each, said in ends)
        return not mine.isdisjoint(theirs)


def _readings_of(view: View) -> dict[CellKey, Reading]:
    sides = (((item, None), side.reading) for item, side in view.items.items() if side.reading is not None)
    return {**view.cells, **dict(sides)}


def _every(reading: Reading) -> tuple[Reading, ...]:
    return reading, *reading.others


def _leads(reading: Reading) -> tuple[Mapping[str, object], HeldOn]:
    return reading.values, reading.held


def _led(reading: Reading) -> list[tuple[Mapping[str, object], HeldOn]]:
    return [_leads(each) for each in _every(reading)]


def _statements(store: Store, numbers: Collection[int], view: View) -> dict[int, ComparedStatement]:
    found = entries.by_ids(store, numbers, view.point.known_at) if numbers else {}
    return {
        number: ComparedStatement(tuple(sorted(each.said.values().items())), each.held, frozenset(each.said.figures))
        for number, each in found.items()
    }


def _numbered(here: View, there: View, said: _SaidByBoth) -> View:
    """Number entries of the other ledger as this one does where both say the same, else as none of this one is."""
    cells = {key: _alike(reading, here.cells.get(key), said) for key, reading in there.cells.items()}
    sides = {
        key: replace(side, reading=_alike(side.reading, here.items[key].reading if key in here.items else None, said))
        if side.reading
        else side
        for key, side in there.items.items()
    }
    return View(there.point, cells, sides)


def _alike(there: Reading, here: Reading | None, said: _SaidByBoth) -> Reading:
    """Number a reading, and those beside it, as the account of this ledger that says the same of the same days."""
    mine = _every(here) if here is not None else ()
    same = next((each for each in mine if said.one_account(each, there)), None)
    own = there.own
    return replace(
        there,
        entry=same.entry if same else there.entry + _THEIRS,
        entries=same.own if same else tuple(number + _THEIRS for number in own),
        saying=same.saying if same else tuple(number + _THEIRS for number in there.saying),
        goes_on_from=same.goes_on_from if same else tuple(number + _THEIRS for number in there.goes_on_from),
        others=tuple(_alike(other, here, said) for other in there.others),
        maybe=tuple(_alike(other, here, said) for other in there.maybe),
    )


def _as_read(change: Change, there: View) -> Reading | StatusSide | None:
    if isinstance(change.after, StatusSide):
        heard = change.after.heard
        return replace(there.items[change.item], heard=there.cells[heard.item, heard.party] if heard else None)
    return there.cells[change.item, change.party] if change.after is not None else None


def described(other: There, here: Register, there: Register) -> Other:
    """Return what only one of the two knows, and what they describe otherwise."""
    title = there.info.title if there.info else None
    return Other(
        other.name,
        other.origin,
        title,
        _alone(here, there),
        _alone(there, here),
        dict(_described_otherwise(here, there)),
    )


def _alone(one: Register, other: Register) -> Alone:
    return Alone(
        _not_among(one.live_items, other.live_items),
        _not_among(one.live_parties, other.live_parties),
        _not_among(one.live_rounds, other.live_rounds),
    )


def _not_among(records: Iterable[Item | Party | Round], others: Iterable[Item | Party | Round]) -> tuple[str, ...]:
    known = {record.key for record in others}
    return tuple(record.key for record in records if record.key not in known)


def _described_otherwise(here: Register, there: Register) -> Iterator[tuple[str, tuple[str, ...]]]:
    for table in (Item.table, Party.table, Round.table):
        for key, record in here.of(table).items():
            differing = _differing(record, there.of(table).get(key))
            if differing:
                yield record.ref, differing


def _differing(one: Item | Party | Round, other: Item | Party | Round | None) -> tuple[str, ...]:
    if other is None or one.struck or other.struck:
        return ()
    return tuple(name for name in one.described() if getattr(one, name) != getattr(other, name))


# -- opening it --------------------------------------------------------------------------------------------------------


@contextmanager
def opened(address: str, here: Database, header: "ChangesetInfo") -> Iterator[There]:
    """Open another ledger, or a seed (a file or a folder), to be compared with ``here``; neither is written to.

    A seed goes into a ledger that is gone afterwards; ``header`` says who would have recorded it. Raises as opening a
    ledger and importing a seed do.
    """
    with ExitStack() as stack:
        if not is_seed(address):
            yield There(*_ledger(stack, address), Origin.ledger)
            return
        yield _seed(stack, address, here, header)


def is_seed(address: str) -> bool:
    """Whether an address is that of a seed: a folder, or a file named like one."""
    return os.path.isdir(address) or Path(address).suffix.lower() in _SEEDS  # noqa: PTH112 - as seeds are opened


def _ledger(stack: ExitStack, address: str) -> tuple[Store, str]:
    location = Location.parse(address)
    try:
        database = Database(location)
    except NotFound as problem:
        hint = "--with takes a ledger, or a seed: a file .yaml or .jsonl, or a folder of them"
        raise NotFound(problem.message, hint=hint) from problem
    stack.callback(database.close)
    return stack.enter_context(database.read()), str(location)


def _seed(stack: ExitStack, address: str, here: Database, header: "ChangesetInfo") -> There:
    """Import the seed into an empty ledger or, where it is not one by itself, into a copy of this one.

    Where neither can be, the fewer faults say what is wrong with it.
    """
    problems: list[LedgerError] = []
    try:
        store = _imported(stack, _empty(stack), address, header)
        if register.load(store).info is not None:
            return There(store, address, Origin.seed)
    except _FAULTY as problem:
        problems.append(problem)
    try:
        return There(_imported(stack, here, address, header), address, Origin.onto)
    except _FAULTY as problem:
        raise min((problem, *problems), key=lambda each: len(each.all_faults())) from None


def _imported(stack: ExitStack, database: Database, address: str, header: "ChangesetInfo") -> Store:
    from ledger.formats.seed_files import open_seeds
    from ledger.services.importing import import_seeds

    store = stack.enter_context(database.rehearse())
    import_seeds(store, open_seeds([address], ()), header)
    return store


def _empty(stack: ExitStack) -> Database:
    folder = stack.enter_context(TemporaryDirectory(prefix="position-ledger-"))
    database = Database(ledgers.make(str(Path(folder) / "ledger.db")))
    stack.callback(database.close)
    return database
