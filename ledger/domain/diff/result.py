"""A diff, whole: the checklist line, the changes, and what follows from them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.domain.diff.around import EarlierContest, HappeningGone, Redefined, RoundChange, Undated
from ledger.domain.diff.changes import Only, undated_in
from ledger.domain.diff.direction import SpreadChange, spread_changes, spread_of
from ledger.domain.diff.items import Unlocked, packages, unlocked
from ledger.domain.diff.remaining import Checklist, Due, Quiet, Remaining, apart, due, remaining
from ledger.domain.diff.sides import CellKey, Cells, Change, StatusSide, View
from ledger.domain.diff.tenures import Tenure
from ledger.domain.diff.verbs import EVIDENCE, FIRST_TOLD, RESTS, UNMOVED, Cause, Verb
from ledger.domain.entries import Entry
from ledger.domain.evidence import Coverage
from ledger.domain.points import Point
from ledger.domain.readings import Reading, spread
from ledger.domain.records import Item
from ledger.domain.register import Register

Becoming = Callable[[Checklist, Checklist], Mapping[str, list[str]]]
"""What says of a checklist what became of its items since another."""
Ends = tuple[Cells, Cells]
_CONTESTS = EVIDENCE - RESTS


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed between two points. ``changes`` are those asked for, and what follows from them bears on those.

    That is ``spread``, ``packages``, ``unlocked``, ``inside``, ``overtaken`` and ``undated``; ``redefined`` is of the
    items and parties asked for, ``tenures`` of the parties. All the rest is of the whole ledger, whatever is asked for.

    ``inside``: moves within the days of a round, at either end or on the way, that no change tells, by one source or by
    who settled a contest so.
    ``overtaken``: where the two points are of one day, what we put right of days before those of what stands at both.
    ``still``: open items on which the principals are apart and none has moved; ``moved_apart``: whether there are
    others, on which one has. ``unreported``: open issues on which the reports we have say nothing since; ``silent``:
    those that are reported as not raised. Nothing of it where no time passes from one point to the other; of the last
    two also where it runs backwards. ``packages``: items that trade with one another and changed together.
    ``unlocked``: conditional stances whose item depends on one that settled.
    ``undated``: what only possibly was so at an end. ``redefined``: what we described otherwise. ``rounds``: what
    became of rounds. ``remarks`` and ``events``: what people said of the talks and of items in between, and what
    happened around them. ``coverage``: what the record rests on at either end. ``disputed``: what stands at the later
    end in the cells contested at both, and in those contested there of which no change tells it, since all that came is
    that an account is sure which was only possible at the earlier one (``sure_since``). ``earlier_contests``: those
    unsettled and overtaken. ``told_before``: the items of which an event or a remark told at the earlier end.
    ``tenures``: the memberships and offices that began or ended in between. ``taken_back``: the events and remarks that
    are known at one end alone, since we took them back.
    ``read_otherwise``: the checklist of the end at which we put statuses right, as it is read at the other; nothing
    where we put none right. ``spread_as_read``: of all principals on the day before they moved, as read at the end
    known later, where at the other it is another.
    """

    from_point: Point
    to_point: Point
    before: Checklist
    after: Checklist
    changes: tuple[Change, ...] = ()
    spread: tuple[SpreadChange, ...] = ()
    commitments: tuple[Due, ...] = ()
    still: tuple[Remaining, ...] = ()
    unreported: tuple[Remaining, ...] = ()
    silent: tuple[Remaining, ...] = ()
    packages: tuple[tuple[str, ...], ...] = ()
    unlocked: tuple[Unlocked, ...] = ()
    undated: tuple[Undated, ...] = ()
    redefined: tuple[Redefined, ...] = ()
    rounds: tuple[RoundChange, ...] = ()
    remarks: tuple[Entry, ...] = ()
    inside: tuple[Change, ...] = ()
    coverage: tuple[Coverage, Coverage] = (Coverage(), Coverage())
    disputed: Mapping[CellKey, Reading] = field(default_factory=dict)
    earlier_contests: tuple[EarlierContest, ...] = ()
    events: tuple[Entry, ...] = ()
    sure_since: frozenset[CellKey] = frozenset()
    overtaken: tuple[Change, ...] = ()
    told_before: frozenset[str] = frozenset()
    read_otherwise: Checklist | None = None
    tenures: tuple[Tenure, ...] = ()
    moved_apart: bool = False
    spread_as_read: Mapping[str, int] = field(default_factory=dict)
    taken_back: tuple[HappeningGone, ...] = ()

    def became(self, told: Becoming) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """Return what became of items on the list, by how: what came about, and what we only read otherwise.

        What was put right can have come about since: open again as we read it, and then settled.
        """
        if self.backwards:
            between = self.read_otherwise or self.after
            return told(between, self.before), told(self.after, between)
        between = self.read_otherwise or self.before
        return told(self.after, between), told(between, self.before)

    @property
    def contested(self) -> tuple[CellKey, ...]:
        """The cells contested at both ends."""
        return tuple(key for key in self.disputed if key not in self.sure_since)

    @property
    def backwards(self) -> bool:
        """Whether it goes to an earlier day, or on the same day back to what was known before."""
        return _is_back(self.from_point, self.to_point)

    @property
    def earlier_point(self) -> Point:
        """The end that is held earlier; of two on one day the one it goes from."""
        return min(self.from_point, self.to_point, key=lambda point: point.held_on)

    @property
    def moved(self) -> int:
        """How many of the changes are a party's: of its stance, its condition or its position."""
        return sum(change.moved for change in self.changes)

    @property
    def silence(self) -> tuple[Remaining, ...]:
        """Open issues on which nothing was said: first those reported as not raised, then those not in our reports."""
        return (*self.silent, *self.unreported)

    @property
    def corrected(self) -> int:
        """How many of the changes we made, since what stood before no longer counts."""
        return sum(change.cause is Cause.corrected for change in self.changes)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a diff has around its changes, as it is known of the whole ledger: see ``Diff``."""

    redefined: tuple[Redefined, ...] = ()
    rounds: tuple[RoundChange, ...] = ()
    remarks: tuple[Entry, ...] = ()
    inside: tuple[Change, ...] = ()
    coverage: tuple[Coverage, Coverage] = (Coverage(), Coverage())
    earlier_contests: tuple[EarlierContest, ...] = ()
    mentioned: frozenset[str] = frozenset()
    """Items that something else than a stance or a status in between is about: an event, a remark."""
    talked: Mapping[str, date] = field(default_factory=dict)
    """By item, the last day in between of all stances and statuses that count and tell of talk, leading or not."""
    unsure: tuple[Collection[str], Collection[str]] = ((), ())
    """At either end, the items on the list that nothing surely tells of by then."""
    events: tuple[Entry, ...] = ()
    overtaken: tuple[Change, ...] = ()
    told_before: frozenset[str] = frozenset()
    tenures: tuple[Tenure, ...] = ()
    taken_back: tuple[HappeningGone, ...] = ()


def assemble(
    before: View,
    after: View,
    found: Sequence[Change],
    known: tuple[Register, Register],
    only: Only,
    around: Surroundings = Surroundings(),
    *,
    passing: tuple[View, View] | None = None,
) -> Diff:
    """Put a diff together from two views, all changes in order, and the frames as known at either point.

    The views have every item, and of the cells at the least what differs, the principals', and what is contested, only
    possible or on a condition. ``passing`` are the views between which time passes, where those are not the
    ends: one of these is of another ledger, which numbers its own entries, or known at another changeset.
    """
    was, is_now = ({item.key: item for item in frame.live_items} for frame in known)
    parties = [party.key for party in known[1].live_parties]
    principals = known[1].principals
    start, end = before.point.held_on, after.point.held_on
    left = remaining(after, is_now, principals, start, around.talked)
    told = {*around.mentioned, *around.talked}
    quiet = Quiet.since(left, after, is_now, start, told) if start < end else Quiet()
    differ = before.point != after.point
    place = {key: number for number, key in enumerate(dict.fromkeys([*is_now, *was, *parties]))}
    doubtful = _undated(*(passing or (before, after)), place)
    unsure = {each.item for each in doubtful if each.party in principals}
    learned = _learned_of(found, principals)
    passed = passing or (before, after)
    held = _as_at(before, passed[0], learned), _as_at(after, passed[1], learned)
    moved_between = _moved_between(before, after, passed, found)
    touched = [item for item in _touched(found, principals, is_now) if item not in unsure]
    spreads = _caused(touched, principals, found, (held, moved_between))
    disputed, sure_since = _disputed(before, after, found, is_now, parties) if differ else ({}, frozenset())
    otherwise = _read_otherwise(before, after, (was, is_now), found)
    far, moved = apart(left, after.cells, principals) if start != end else [], _moved(found, principals)
    every = Diff(
        before.point,
        after.point,
        Checklist.at(before, was, after.items, around.unsure[0]),
        Checklist.at(after, is_now, _listed_first(before, after, otherwise), around.unsure[1]),
        tuple(found),
        tuple(spreads),
        tuple(due(after, is_now)),
        tuple(each for each in far if each.item not in moved),
        quiet.unreported,
        quiet.silent,
        packages({change.item for change in found if _changed(change)}, is_now),
        tuple(unlocked(before, after, is_now, parties)),
        doubtful,
        around.redefined,
        around.rounds,
        around.remarks,
        around.inside,
        around.coverage,
        disputed,
        around.earlier_contests,
        around.events,
        sure_since,
        around.overtaken,
        around.told_before,
        otherwise,
        around.tenures,
        any(each.item in moved for each in far),
        _spread_as_read(touched, principals, (before.cells, after.cells), moved_between),
        around.taken_back,
    )
    return narrowed(every, only, {**known[0].items, **known[1].items})


def _read_otherwise(
    before: View, after: View, listed: tuple[Mapping[str, Item], Mapping[str, Item]], found: Iterable[Change]
) -> Checklist | None:
    """Return the checklist of the end at which we put statuses right, as it is read at the other end."""
    back = _is_back(before.point, after.point)
    ours = {
        change.item: change.before if back else change.after
        for change in found
        if change.party is None and change.ours and not change.beside
    }
    if not ours:
        return None
    view, items = (after, listed[1]) if back else (before, listed[0])
    sides = {key: side for key, side in {**view.items, **ours}.items() if isinstance(side, StatusSide)}
    return Checklist.at(replace(view, items=sides), items)


def _listed_first(before: View, after: View, otherwise: Checklist | None) -> Collection[str]:
    """Return the items on the list at the first point, without those that are not there as we now read it."""
    if otherwise is None or _is_back(before.point, after.point):
        return before.items.keys()
    return before.items.keys() & {*otherwise.open, *otherwise.settled}


def _is_back(start: Point, end: Point) -> bool:
    return (end.held_on, end.known_at) < (start.held_on, start.known_at)


def _undated(before: View, after: View, place: Mapping[str, int]) -> tuple[Undated, ...]:
    """Return what is only possible on the way from one view to another, in order; at one point there is no way."""
    found = undated_in(before, after) if before.point != after.point else ()
    return tuple(sorted(found, key=lambda each: _placed(each, place)))


def _learned_of(found: Iterable[Change], principals: Collection[str]) -> set[CellKey]:
    """Return the cells of which was learned since what stood there on the earlier day: gaps are measured from that.

    So are moves. Not on items of which we put a principal's stance right, or learned that accounts contradict each
    other of it: how wide that gap was is told as we had it, of all of them at once.
    """
    ours = [change for change in found if change.party in principals]
    known = [change for change in ours if change.cause is Cause.corrected]
    put_right = {change.item for change in known if _made(change) or not _CONTESTS.isdisjoint(change.verbs)}
    return {(change.item, change.party) for change in ours if change.learned and change.item not in put_right}


def _as_at(view: View, other: View, keys: Iterable[CellKey]) -> Cells:
    """Return the cells of a view, some of them as they stand at another."""
    if view.point == other.point:
        return view.cells
    there = {key: other.cells[key] for key in keys if key in other.cells}
    return {key: reading for key, reading in view.cells.items() if key not in keys} | there


def _moved_between(before: View, after: View, passed: tuple[View, View], found: Iterable[Change]) -> Ends:
    """Return the cells between which the parties moved, all as read at the changeset at which the days pass.

    Those of the step in which time passes. On one day what stands at that end, and what those who moved had moved from.
    """
    if before.point.held_on != after.point.held_on:
        return passed[0].cells, passed[1].cells
    back = _is_back(before.point, after.point)
    late = (before if back else after).cells
    moved = [change for change in found if change.cause is Cause.moved]
    stood = {(change.item, change.party): change.after if back else change.before for change in moved}
    early = {key: reading for key, reading in {**late, **stood}.items() if isinstance(reading, Reading)}
    return (late, early) if back else (early, late)


def _caused(
    items: Iterable[str],
    principals: Sequence[str],
    found: Iterable[Change],
    read: tuple[Ends, Ends],
) -> Iterator[SpreadChange]:
    """Yield the gaps that the parties made another, and those that we alone read otherwise.

    ``read``: the cells of both ends, and those between which the parties moved. What only rests on other places now
    made nothing of a gap. Nor did the parties, where it is as wide before they moved as after, or nobody knows that.
    """
    held, moved = read
    by_cell: dict[CellKey, list[Change]] = defaultdict(list)
    for change in found:
        if not change.beside:
            by_cell[change.item, change.party].append(change)
    for item in items:
        theirs = [*spread_changes([item], principals, *moved)]
        cells = moved if theirs else held
        for gap in theirs or spread_changes([item], principals, *held):
            own = {party: by_cell[item, party] for party in gap.parties if (item, party) in by_cell}
            ends = {party: (cells[0][item, party], cells[1][item, party]) for party in own}
            if theirs:
                yield _as_we_had_it(replace(gap, ends=ends), principals, held, moved)
                continue
            causes = {each.cause for changes in own.values() for each in changes if _made(each)} - {Cause.moved}
            yield replace(gap, causes=frozenset(causes or {Cause.corrected}), ends=ends)


def _as_we_had_it(gap: SpreadChange, principals: Iterable[str], held: Ends, moved: Ends) -> SpreadChange:
    """Fill in how wide a gap was as we had it, where that is another: with those of whom we took back what we had."""
    for had, now in zip(held, moved, strict=True):
        asked = [party for party in principals if party in gap.parties or (gap.item, party) not in now]
        was = [each for party in asked if (each := had.get((gap.item, party))) and each.measure is not None]
        width = spread(was)
        if width is not None and width != spread_of(gap.item, [each.party for each in was if each.party], now):
            return replace(gap, had=width, had_by=tuple(was))
    return gap


def _spread_as_read(items: Iterable[str], principals: Sequence[str], ends: Ends, moved: Ends) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in items:
        for had, now in zip(ends, moved, strict=True):
            was, is_now = (spread_of(item, principals, cells) for cells in (had, now))
            if was is not None and is_now is not None and was != is_now:
                found[item] = is_now
    return found


def _made(change: Change) -> bool:
    """Whether it made a gap another: not what only rests on other places, or is told in other words."""
    return not UNMOVED.issuperset(change.verbs)


def _changed(change: Change) -> bool:
    """Whether something moved there, ended, or came a step on; what is first reported was not there to be another."""
    told_twice = change.before is not None and change.after is not None
    return told_twice and change.cause is Cause.moved and not (UNMOVED | FIRST_TOLD).issuperset(change.verbs)


def narrowed(every: Diff, only: Only, items: Mapping[str, Item]) -> Diff:
    """Return a diff with the changes that are wanted, and what follows from those."""
    if only.everything:
        return every
    changes = tuple(only.among(every.changes, items))
    inside, overtaken = (tuple(only.among(each, items)) for each in (every.inside, every.overtaken))
    shown = {change.item for change in (*changes, *inside, *overtaken)}
    return replace(
        every,
        changes=changes,
        inside=inside,
        overtaken=overtaken,
        spread=tuple(each for each in every.spread if each.item in shown),
        packages=tuple(group for group in every.packages if shown & set(group)),
        unlocked=tuple(each for each in every.unlocked if shown & {each.item, each.by}),
        undated=tuple(each for each in every.undated if only.asks_for(each.item, each.party, items, shown)),
        disputed={cell: each for cell, each in every.disputed.items() if only.asks_for(*cell, items, shown)},
        earlier_contests=tuple(
            each for each in every.earlier_contests if only.asks_for(each.item, each.party, items, shown)
        ),
        redefined=tuple(each for each in every.redefined if only.asks_for_record(each.record, items)),
        tenures=tuple(each for each in every.tenures if only.asks_of(each.parties)),
    )


def _disputed(
    before: View, after: View, found: Iterable[Change], items: Iterable[str], parties: Iterable[str]
) -> tuple[dict[CellKey, Reading], frozenset[CellKey]]:
    """Return what stands in the cells that go on being contested, in the order of the ledger, a status first.

    With them those that are contested at the later end alone and of which no change tells it.
    """
    had, has = (_contested_in(view) for view in (before, after))
    told = {(change.item, change.party) for change in found if Verb.contested in change.verbs}
    going_on = {key for key in has if key in had or key not in told}
    if not going_on:
        return {}, frozenset()
    named = [None, *parties]
    ordered = (key for item in items for key in ((item, party) for party in named) if key in going_on)
    return {key: has[key] for key in ordered}, frozenset(going_on - had.keys())


def _contested_in(view: View) -> dict[CellKey, Reading]:
    found = {key: reading for key, reading in view.cells.items() if reading.contested}
    sides = ((key, side.reading) for key, side in view.items.items())
    return found | {(key, None): reading for key, reading in sides if reading and reading.contested}


def _moved(found: Sequence[Change], principals: Sequence[str]) -> set[str]:
    return {each.item for each in found if (each.moved or each.moved_between) and each.party in principals}


def _placed(each: Undated, place: Mapping[str, int]) -> tuple[int, int]:
    return place.get(each.item, len(place)), -1 if each.party is None else place.get(each.party, len(place))


def _touched(found: Sequence[Change], principals: Sequence[str], items: Iterable[str]) -> list[str]:
    """Only where a principal's cell changed can the spread differ."""
    keys = {change.item for change in found if change.party in principals}
    return [key for key in items if key in keys]
