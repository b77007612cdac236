"""What a diff has around its changes: what it rests on, what was redefined, rounds, remarks, moves inside a round."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.domain.diff import (
    Change,
    Coverage,
    EarlierContest,
    Principals,
    Redefined,
    RoundChange,
    Surroundings,
    View,
    counted,
    first_plans,
    inside_of,
    redefined,
    round_changes,
    split_since,
    turned,
    worded,
)
from ledger.domain.entries import Entry
from ledger.domain.floors import Counting
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, days_of
from ledger.domain.records import Round
from ledger.domain.register import Register
from ledger.domain.words import EntryKind
from ledger.services.counting import counting_entries
from ledger.storage import changed_cells, changesets, contests, entries, lineage
from ledger.storage.cells import CellKey, CellReader, When
from ledger.storage.database import Store
from ledger.storage.lineage import Days

Ends = tuple[View, View]
_ONE_DAY = timedelta(days=1)
_SECOND_DAY = date.min + _ONE_DAY


@dataclass(frozen=True, slots=True)
class _Window:
    """The two ends of a diff with their frames, the earlier first: by days, and on one day by knowledge."""

    low: View
    high: View
    known: tuple[Register, Register]
    forwards: bool

    @classmethod
    def of(cls, ends: Ends, known: tuple[Register, Register]) -> "_Window":
        before, after = (end.point for end in ends)
        if (before.held_on, before.known_at) <= (after.held_on, after.known_at):
            return cls(*ends, known, forwards=True)
        return cls(ends[1], ends[0], (known[1], known[0]), forwards=False)

    @property
    def days(self) -> Days:
        """The days that pass."""
        return Days(self.low.point.held_on, self.high.point.held_on)

    @property
    def passes(self) -> bool:
        """Whether any day does."""
        return self.days.after < self.days.until

    @property
    def numbers(self) -> tuple[int, int]:
        """The changesets known at either end, the earlier one first."""
        one, other = self.low.point.known_at, self.high.point.known_at
        return min(one, other), max(one, other)

    @property
    def rounds(self) -> Iterator[tuple[View, Register, Days]]:
        """Yield the ends that name a round, each with its days."""
        for view, known in zip((self.low, self.high), self.known, strict=True):
            if (days := _days_of(view.point, known)) is not None:
                yield view, known, days


def surroundings(
    store: Store, ends: Ends, known: tuple[Register, Register], found: Sequence[Change], when: When
) -> Surroundings:
    """Return what stands around the changes ``found`` between two whole views, the first of them that of FROM.

    ``when`` is the later point, as the database asks for it.
    """
    window = _Window.of(ends, known)
    if window.low.point == window.high.point:
        return Surroundings(coverage=_coverage(store, window, when.counting))
    late = max(window.numbers)
    inside = list(_inside(store, window, found, when)) if window.passes else []
    said = list(counting_entries(store, _said_around(store, window), when.counting, window.known[1].sources, late))
    return Surroundings(
        _redefined(store, window),
        _rounds(store, window, late),
        tuple(entry for entry in said if entry.kind is EntryKind.remark),
        tuple(inside),
        _coverage(store, window, when.counting),
        tuple(_earlier_contests(store, when)),
        frozenset(lineage.mentioned(store, window.days, late)) if window.passes else frozenset(),
        events=tuple(entry for entry in said if entry.kind is EntryKind.event),
    )


def _days_of(point: Point, known: Register) -> Days | None:
    held = days_of(known.rounds[point.round]) if point.round in known.rounds else None
    return None if held is None else Days(max(held.first, _SECOND_DAY) - _ONE_DAY, held.last)


def _coverage(store: Store, window: _Window, counting: Counting) -> tuple[Coverage, Coverage]:
    early, late = window.low.point, window.high.point

    def covered(days: Days, numbers: tuple[int, int], known: Register, *, begun: bool = False) -> Coverage:
        found = lineage.sources_of(store, days, numbers, counting, known.sources, begun=begun)
        return Coverage.of(found, known.sources)

    up_to = Days(date.min, early.held_on)
    first = covered(_days_of(early, window.known[0]) or up_to, (0, early.known_at), window.known[0])
    learned_since = Days(date.min, late.held_on), (early.known_at, late.known_at)
    since = (window.days, (0, late.known_at)) if window.passes else learned_since
    if early == late:
        return first, first
    second = covered(*since, window.known[1], begun=window.passes)
    return (first, second) if window.forwards else (second, first)


def _redefined(store: Store, window: _Window) -> tuple[Redefined, ...]:
    early, late = window.numbers
    edits = redefined(changed_cells.edits_between(store, early, late)) if early != late else []
    stances = changed_cells.stances_before(store, worded(edits))
    backwards = (window.low.point.known_at > window.high.point.known_at) == window.forwards and early != late
    known = sorted(zip((window.low, window.high), window.known, strict=True), key=lambda end: end[0].point.known_at)
    parts = [(each, late) for each in split_since(*(frame for _view, frame in known))]
    return counted([*edits, *parts], stances, forwards=not backwards)


def _rounds(store: Store, window: _Window, late: int) -> tuple[RoundChange, ...]:
    frames = sorted(zip((window.low.point, window.high.point), window.known, strict=True), key=lambda e: e[0].known_at)
    (_, early_frame), (_, late_frame) = frames
    plans = first_plans((stage, _held(old), _held(new)) for stage, old, new in changed_cells.plans(store, late))
    return round_changes(early_frame.live_rounds, late_frame.live_rounds, window.days.after, window.days.until, plans)


def _held(written: str) -> HeldOn | None:
    value = json.loads(written)
    return None if value is None else HeldOn.parse(value)


def _said_around(store: Store, window: _Window) -> Iterator[Entry]:
    """Yield what was said, or happened, in between, and what we learned of that was so before."""
    early, late = window.numbers
    for entry in sorted(entries.around(store, late), key=lambda each: (each.held, each.order)):
        in_between = window.days.after < entry.held.last <= window.days.until
        is_learned = entry.changeset > early and early != late and entry.held.last <= window.days.until
        if in_between or is_learned:
            yield entry


def _earlier_contests(store: Store, when: When) -> Iterator[EarlierContest]:
    by_cell: dict[tuple[str, str | None], dict[int, None]] = {}
    for contest in contests.open_at(store, when):
        if not contest.stands:
            by_cell.setdefault((contest.item, contest.party), {}).update({contest.entry: None, contest.other: None})
    for (item, party), numbers in by_cell.items():
        yield EarlierContest(item, party, tuple(numbers))


def _inside(store: Store, window: _Window, found: Sequence[Change], when: When) -> Iterator[Change]:
    """Yield the moves within the days of the round at either end."""
    told: dict[tuple[str, str | None], list[Change]] = defaultdict(list)
    for change in found:
        told[change.item, change.party].append(change)
    for view, known, days in window.rounds:
        principals = known.principals
        at = when._replace(held_on=view.point.held_on, known_at=view.point.known_at)
        reader = CellReader(store, at.known_at, sources=known.sources)
        items, parties = (_places(keys) for keys in (known.items, [None, *known.parties]))
        moved, standing = lineage.within(reader, store, days, at), Principals(principals, view.cells, view.cells)
        for key in sorted(moved, key=lambda cell: (items[cell[0]], parties[cell[1]])):
            pairs, reading, others = moved[key], view.cells.get(key), standing.beside(*key)
            contested = reading is not None and reading.contested
            moves = inside_of(key, pairs, others, told.get(key, ()), contested=contested)
            yield from moves if window.forwards else [turned(move, others) for move in reversed(moves)]


def _places(keys: Iterable[str | None]) -> dict[str | None, int]:
    """Return the order of the ledger, which is not that of its files."""
    return {key: place for place, key in enumerate(keys)}


def moved_within(store: Store, stage: Round) -> Iterator[CellKey]:
    """Yield the cells in which one source tells of more than one stance within a round's days, whatever counts."""
    held = days_of(stage)
    if held is not None:
        known_at = changesets.last_number(store)
        days = Days(max(held.first, _SECOND_DAY) - _ONE_DAY, held.last)
        yield from lineage.within(CellReader(store, known_at), store, days, When(held.last, known_at))
