"""What a diff has around its changes: what it rests on, what was redefined, rounds, remarks, moves inside rounds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.domain.accounts import Words, alike
from ledger.domain.blocs import kin_on
from ledger.domain.diff import (
    Change,
    Coverage,
    EarlierContest,
    HappeningGone,
    Principals,
    Redefined,
    RoundChange,
    Surroundings,
    View,
    contests_among,
    counted,
    inside_of,
    redefined,
    round_changes,
    split_since,
    turned,
    worded,
)
from ledger.domain.diff.tenures import Tenure, tenures
from ledger.domain.entries import Entry
from ledger.domain.floors import Counting
from ledger.domain.moments import HeldOn
from ledger.domain.own_words import only_redefined
from ledger.domain.points import Point, days_learned, days_of
from ledger.domain.readings import Reading
from ledger.domain.records import Round
from ledger.domain.register import Register
from ledger.domain.told_once import what_is_told
from ledger.domain.words import EntryKind
from ledger.services.counting import counting_entries, known_to_count
from ledger.services.points import first_plans
from ledger.storage import asof, changed_cells, changesets, contests, entries, in_between, reviews
from ledger.storage.cells import CellKey, CellReader, When
from ledger.storage.database import Store
from ledger.storage.in_between import Covered, Days

Ends = tuple[View, View]
Pairs = Mapping[CellKey, Sequence[tuple[Reading, Reading]]]
_ONE_DAY = timedelta(days=1)
_SECOND_DAY = date.min + _ONE_DAY


@dataclass(frozen=True, slots=True)
class _Stage:
    """A round, or its part that passes: its days, and the point at which it is over.

    ``names_end``: an end of the diff is that round; ``cells`` are there where that end is known as the rest is.
    """

    days: Days
    point: Point
    known: Register
    cells: Mapping[CellKey, Reading] | None = None
    names_end: bool = False

    def standing(self, store: Store, at: When, moved: Iterable[CellKey]) -> Mapping[CellKey, Reading]:
        """Return what the principals, and those who moved, hold on the items of ``moved`` when it is over."""
        if self.cells is not None:
            return self.cells
        keys = set(moved)
        return asof.stances(store, at, keys | {(item, party) for item, _ in keys for party in self.known.principals})


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
        low, high = self.low.point, self.high.point
        return Days(low.held_on, high.held_on, low.later_rounds, high.later_rounds)

    @property
    def passes(self) -> bool:
        """Whether any day does."""
        return self.days.after < self.days.until

    def holds(self, held: HeldOn, stage: str | None) -> bool:
        """Whether any of these days, of a round or of none, pass here: what began before may have come after it."""
        low, high = self.low.point, self.high.point
        goes_on = low.precedes(held, stage) or (self.passes and held.last > low.held_on)
        return goes_on and not high.precedes(held, stage)

    @property
    def numbers(self) -> tuple[int, int]:
        """The changesets known at either end, the earlier one first."""
        one, other = self.low.point.known_at, self.high.point.known_at
        return min(one, other), max(one, other)

    @property
    def told_at(self) -> int:
        """The changeset as known at which it is told what passed: that of the later day, of one day the later one."""
        return self.high.point.known_at if self.passes else max(self.numbers)

    @property
    def stages(self) -> Iterator[_Stage]:
        """Yield the rounds within whose days somebody may have moved: that of either end, and those on the way."""
        yield from (*self._of_end(self.low), *self._on_the_way(), *self._of_end(self.high))

    @property
    def stages_until(self) -> Iterator[_Stage]:
        """Yield the rounds that have begun by the day of two points of one day, as far as they passed by then."""
        known, point = self.known[1], self.high.point
        for stage in known.live_rounds:
            held = days_of(stage)
            if held is not None and held.first <= point.held_on and stage.key not in point.later_rounds:
                until = min(held.last, point.held_on)
                yield _Stage(_from(held.first, until), Point(until, point.known_at), known)

    def _of_end(self, end: View) -> Iterator[_Stage]:
        """Yield the round that names an end, as known at the later end: what was put right since is no move in it."""
        days, known_at = _days_of(end.point, self.known[1]), self.high.point.known_at
        if days is not None:
            cells = end.cells if end.point.known_at == known_at else None
            yield _Stage(days, end.point._replace(known_at=known_at), self.known[1], cells, names_end=True)

    def _on_the_way(self) -> Iterator[_Stage]:
        """Yield the rounds that name no end and have days that pass, as far as they pass."""
        known, named = self.known[1], {end.point.round for end in (self.low, self.high)}
        dated = [(held, stage.key) for stage in known.live_rounds if (held := days_of(stage)) is not None]
        for held, key in sorted(dated, key=lambda each: (each[0].last, each[0].first, each[1])):
            until = min(held.last, self.days.until)
            if key not in named and held.first <= until and self.days.after < until:
                yield _Stage(_from(held.first, until), Point(until, self.high.point.known_at), known)


def surroundings(
    store: Store, ends: Ends, known: tuple[Register, Register], found: Sequence[Change], when: When
) -> Surroundings:
    """Return what stands around the changes ``found`` between two whole views, the first of them that of FROM.

    ``when`` is the later point, as the database asks for it.
    """
    window = _Window.of(ends, known)
    if window.low.point == window.high.point:
        return Surroundings(coverage=_coverage(store, window, when.counting))
    late = window.told_at
    inside = list(_inside(store, window, found, when))
    every = entries.around(store, late)
    every = list(counting_entries(store, every, when.counting, window.known[1].sources, late))
    said = list(_said_around(store, window, every))
    return Surroundings(
        _redefined(store, window),
        _rounds(store, window, late),
        tuple(entry for entry in said if entry.kind is EntryKind.remark),
        tuple(inside),
        _coverage(store, window, when.counting),
        tuple(_earlier_contests(store, when)),
        frozenset(_told_of(each for each in said if window.holds(each.held, each.said.round))),
        in_between.talked(store, window.days, when._replace(known_at=late), known[1].sources) if window.passes else {},
        events=tuple(entry for entry in said if entry.kind is EntryKind.event),
        told_before=frozenset(_told_of(each for each in every if _was_there(each, window.low.point))),
        tenures=_tenures(window),
        taken_back=tuple(_taken_back(store, window, when.counting, (said, every))),
    )


def _days_of(point: Point, known: Register) -> Days | None:
    held = days_of(known.rounds[point.round]) if point.round in known.rounds else None
    return None if held is None else _from(held.first, held.last)


def _from(first: date, until: date) -> Days:
    return Days(max(first, _SECOND_DAY) - _ONE_DAY, until)


def _coverage(store: Store, window: _Window, counting: Counting) -> tuple[Coverage, Coverage]:
    early, late = window.low.point, window.high.point
    frames = (frame.rounds for frame in window.known)
    own_round = days_learned((early, late), *frames) if early.known_at < late.known_at else {}

    def covered(asked: Covered, known: Register) -> Coverage:
        asked = asked if asked.known[0] else asked._replace(rounds=own_round)
        return Coverage.of(in_between.cited_in(store, asked, counting, known.sources), known.sources)

    up_to = Days(date.min, early.held_on)
    own = _days_of(early, window.known[0]) if window.passes else None  # of one day it is said what it rests on
    first = covered(Covered(own or up_to, (0, early.known_at), of_round=early.round if own else None), window.known[0])
    learned_since = Days(date.min, late.held_on), (early.known_at, late.known_at)
    since = (window.days, (0, late.known_at)) if window.passes else learned_since
    if early == late:
        return first, first
    second = covered(Covered(*since, begun=window.passes), window.known[1])
    return (first, second) if window.forwards else (second, first)


def told_until(store: Store, point: Point, known: Register, counting: Counting) -> Coverage:
    """Return the sources of all that counts at a point and was so by then, what happened and what was said too."""
    counts = known_to_count(store, point.known_at, counting)
    asked = Covered(Days(date.min, point.held_on), (0, point.known_at))
    return Coverage.of(in_between.cited_in(store, asked, counts, known.sources), known.sources)


def _redefined(store: Store, window: _Window) -> tuple[Redefined, ...]:
    """Return what was described otherwise: of what was entered since there is no other description."""
    early, late = window.numbers
    known = sorted(zip((window.low, window.high), window.known, strict=True), key=lambda end: end[0].point.known_at)
    edits = redefined(changed_cells.edits_between(store, early, late)) if early != late else []
    edits = [each for each in edits if _is_described(each[0].record, known[0][1])]
    stances = changed_cells.stances_before(store, worded(edits))
    backwards = (window.low.point.known_at > window.high.point.known_at) == window.forwards and early != late
    parts = [(each, late) for each in split_since(*(frame for _view, frame in known))]
    return counted([*edits, *parts], stances, forwards=not backwards)


def _is_described(ref: str, known: Register) -> bool:
    table, _, key = ref.partition(":")
    return key in known.of(table)


def _rounds(store: Store, window: _Window, late: int) -> tuple[RoundChange, ...]:
    """What was learned of rounds after the changeset as known at which it is told is no news in it."""
    frames = zip((window.low.point.known_at, window.high.point.known_at), window.known, strict=True)
    known = sorted(((number, frame) for number, frame in frames if number <= late), key=lambda each: each[0])
    (_, early_frame), (_, late_frame) = known[0], known[-1]
    plans = first_plans(store, late)
    return round_changes(early_frame.live_rounds, late_frame.live_rounds, window.days.after, window.days.until, plans)


def _tenures(window: _Window) -> tuple[Tenure, ...]:
    early, late = window.known
    passing = window.days.after, window.days.until
    return (
        *tenures(early.live_parties, late.live_parties, *passing),
        *tenures(early.live_persons, late.live_persons, *passing),
    )


def _said_around(store: Store, window: _Window, found: Collection[Entry]) -> Iterator[Entry]:
    """Yield what was said, or happened, in between, and what we learned of that was so before.

    What goes over an end may be of either side: it is told on both, and there that nobody knows of which it is.
    """
    early = min(window.numbers)
    known = _known_then(store, found, early)
    for entry in sorted(found, key=lambda each: (each.held, each.order)):
        was = known.get(entry.id)
        if was is not None and was.held.last <= window.days.after:
            continue  # it was there, only its round had other days, or what it names another key
        held_then = window.holds(entry.held, entry.said.round)
        is_learned = was is None and entry.changeset > early and entry.held.last <= window.days.until
        if held_then or is_learned:
            yield entry


def _taken_back(
    store: Store, window: _Window, counting: Counting, found: tuple[Collection[Entry], Collection[Entry]]
) -> Iterator[HappeningGone]:
    """Yield what happened, or was said, by the later day as known at the earlier changeset, and was taken back since.

    ``found``: what is told as said or happened, and all that stands where that is known. What others tell with the same
    figures is not taken back with one of them: it is only cited otherwise.
    """
    early, late = window.numbers
    if early == late:
        return
    told, standing = found
    gone = changed_cells.gone_between(store, early, late, accepted=False).gone - {entry.id for entry in told}
    had = entries.around(store, early, gone) if gone else []
    heirs = entries.heirs(store, late, (entry.id for entry in had))
    retracted = {each.id: each for each in entries.retractions(store, heirs.values())} if heirs else {}
    rejected = reviews.rejected(store, late)
    sources = min(zip((window.low, window.high), window.known, strict=True), key=lambda end: end[0].point.known_at)[1]
    alike: dict[object, list[Entry]] = defaultdict(list)
    for other in (each for each in standing if each.id not in heirs) if had else ():
        alike[what_is_told(other)].append(other)
    for entry in counting_entries(store, had, counting, sources.sources, early):
        ended = retracted.get(heirs[entry.id])
        by_then = window.holds(entry.held, entry.said.round) or entry.held.last <= window.days.until
        if not by_then or (ended is None and heirs[entry.id] not in rejected):
            continue
        still = alike.get(what_is_told(entry), ())
        if not any(all(figure in other.said.figures for figure in entry.said.figures) for other in still):
            yield HappeningGone(entry, ended is None, ended.reason if ended else None, bool(still))


def _was_there(entry: Entry, point: Point) -> bool:
    return entry.held.last <= point.held_on and entry.changeset <= point.known_at


def _told_of(said: Iterable[Entry]) -> Iterator[str]:
    """Yield the items that events and remarks are about."""
    for entry in said:
        yield from getattr(entry.said, "items", ())


def _known_then(store: Store, found: Iterable[Entry], early: int) -> dict[int, Entry]:
    """Return, of entries recorded since a changeset only to be said again, by their numbers what was known by then."""
    known: dict[int, Entry] = {}
    again = {each.id: each for each in found if each.changeset > early}
    while again := {number: each for number, each in again.items() if each.supersedes and only_redefined(each.reason)}:
        before = entries.by_ids(store, {each.supersedes for each in again.values() if each.supersedes})
        again = {number: before[each.supersedes or 0] for number, each in again.items()}
        known |= {number: each for number, each in again.items() if each.changeset <= early}
        again = {number: each for number, each in again.items() if number not in known}
    return known


def _earlier_contests(store: Store, when: When) -> Iterator[EarlierContest]:
    """Yield the contests that something later overtook, in cells that are not contested at the point themselves."""
    found = contests.open_at(store, when)
    at_odds = {(contest.item, contest.party) for contest in found if contest.stands}
    by_cell: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
    for contest in found:
        if contest.overtaken and (contest.item, contest.party) not in at_odds:
            by_cell.setdefault((contest.item, contest.party), []).append((contest.entry, contest.other))
    for (item, party), pairs in by_cell.items():
        yield from (EarlierContest(item, party, numbers) for numbers in contests_among(pairs))


def _inside(store: Store, window: _Window, found: Sequence[Change], when: When) -> Iterator[Change]:
    """Yield the moves within the days of a round at either end, or on the way; of one day, those learned of since."""
    told: dict[CellKey, list[Change]] = defaultdict(list)
    for change in found:
        told[change.item, change.party].append(change)
    seen: set[tuple[int, int]] = set()
    for stage, here in (_moved_in if window.passes else _learned_in)(store, window, when):
        moved = {key: [pair for pair in pairs if _numbers(pair) not in seen] for key, pairs in here.items()}
        seen.update(_numbers(pair) for pairs in moved.values() for pair in pairs)
        at = When.at(stage.point, when.counting)
        yield from _moves(store, stage, at, moved, told, forwards=window.forwards)


def _moved_in(store: Store, window: _Window, when: When) -> Iterator[tuple[_Stage, Pairs]]:
    """Yield each round with what followed what in it, all as known at the later end, and read together."""
    stages, known_at = list(window.stages), window.high.point.known_at
    if stages:
        reader = CellReader(store, known_at, sources=window.known[1].sources)
        spans = [stage.days for stage in stages]
        found = in_between.within(reader, store, spans, when._replace(known_at=known_at))
        for stage, here in zip(stages, found, strict=True):
            yield stage, {key: [each for each in pairs if _passes(each, stage, window)] for key, pairs in here.items()}


def _learned_in(store: Store, window: _Window, when: When) -> Iterator[tuple[_Stage, Pairs]]:
    """Yield each round with what followed what in it, as far as that was learned between two changesets.

    What was put right is no news of a move, nor what another source tells again.
    """
    early, late = window.numbers
    told = changed_cells.stances_first_told(store, early, late, accepted=when.counting.reviewed_only)
    days = {(each.first, each.last) for each in told}
    stages = [stage for stage in window.stages_until if any(_overlap(stage.days, *each) for each in days)]
    spans = [stage.days for stage in stages]

    def within(known_at: int, frame: Register, cells: Collection[CellKey]) -> list[Pairs]:
        reader = CellReader(store, known_at, sources=frame.sources)
        return list(in_between.within(reader, store, spans, when._replace(known_at=known_at), cells))

    new = {each.entry for each in told}
    found = [
        {
            key: [pair for pair in pairs if not new.isdisjoint((*pair[0].own, *pair[1].own))]
            for key, pairs in here.items()
        }
        for here in within(late, window.known[1], {each.cell for each in told})
    ]
    cells = {key for here in found for key, pairs in here.items() if pairs}
    known_then = within(early, window.known[0], cells) if cells else [{} for _ in found]
    for stage, here, then in zip(stages, found, known_then, strict=True):
        yield (
            stage,
            {
                key: [pair for pair in pairs if not any(_says_the_same(pair, each) for each in then.get(key, ()))]
                for key, pairs in here.items()
            },
        )


def _overlap(days: Days, first: date, last: date) -> bool:
    return first <= days.until and days.after < last


def _says_the_same(pair: tuple[Reading, Reading], other: tuple[Reading, Reading]) -> bool:
    return all(alike(Words.of(one.values), Words.of(two.values)) for one, two in zip(pair, other, strict=True))


def _passes(pair: tuple[Reading, Reading], stage: _Stage, window: _Window) -> bool:
    """Whether a move may lie in the window; those of the round that names an end are told with it wherever they lie."""
    return stage.names_end or pair[1].held.last > window.days.after


def _numbers(pair: tuple[Reading, Reading]) -> tuple[int, int]:
    return pair[0].entry, pair[1].entry


def _moves(
    store: Store,
    stage: _Stage,
    at: When,
    moved: Mapping[CellKey, Sequence[tuple[Reading, Reading]]],
    told: Mapping[CellKey, Sequence[Change]],
    *,
    forwards: bool,
) -> Iterator[Change]:
    keys = [key for key, pairs in moved.items() if pairs]
    if not keys:
        return
    known, cells = stage.known, stage.standing(store, at, keys)
    items, parties = (_places(keys) for keys in (known.items, [None, *known.parties]))
    standing = Principals(known.principals, cells, cells, kin_on(known.parties, [stage.point.held_on]))
    for key in sorted(keys, key=lambda cell: (items[cell[0]], parties[cell[1]])):
        reading, others = cells.get(key), standing.beside(*key)
        contested = reading is not None and reading.contested
        moves = inside_of(key, moved[key], others, told.get(key, ()), contested=contested)
        yield from moves if forwards else [turned(move, others) for move in reversed(moves)]


def _places(keys: Iterable[str | None]) -> dict[str | None, int]:
    """Return the order of the ledger, which is not that of its files."""
    return {key: place for place, key in enumerate(keys)}


def moved_within(store: Store, stage: Round) -> Iterator[CellKey]:
    """Yield the cells in which one source tells of more than one stance within a round's days, whatever counts."""
    held = days_of(stage)
    if held is not None:
        known_at = changesets.last_number(store)
        days = Days(max(held.first, _SECOND_DAY) - _ONE_DAY, held.last)
        yield from in_between.within(CellReader(store, known_at), store, [days], When(held.last, known_at))[0]
