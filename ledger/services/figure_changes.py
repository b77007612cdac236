"""The figures that the changes of a diff bring: as they stand at its ends, and what contradicts them there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from ledger.domain.diff import Cause, Change, Diff, Leg, StatusSide, legs, said_of
from ledger.domain.entries import Entry, Figure
from ledger.domain.figures import FigureChange, FiguresAt, GivenFigure, figure_changes, given_by, lines_numbered
from ledger.domain.floors import Counting
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, days_learned
from ledger.domain.readings import Reading
from ledger.domain.records import Round, goes_on_as
from ledger.domain.register import Register
from ledger.domain.words import COMMITMENT_STATUSES, Status
from ledger.services.record_lists import figures_among, giving_figures_on
from ledger.storage import lookups, register
from ledger.storage.changed_cells import said_again
from ledger.storage.database import Store

_NOTHING = FiguresAt(())
_OPEN_PROMISE = frozenset({Status.promised, Status.partly_kept})
_OF_A_PROMISE = COMMITMENT_STATUSES - {Status.void}


@dataclass(frozen=True, slots=True)
class Ends:
    """The figures at both ends of a way along one clock; nothing is known of the earlier in another ledger."""

    leg: Leg
    before: FiguresAt | None
    after: FiguresAt


@dataclass(frozen=True, slots=True)
class FigureChanges:
    """The figures at the ends of a diff; none where no change brings any.

    ``halves``: by the day on which a change turned, those of what we put right, and those of the move since.
    """

    ways: tuple[Ends, ...] = ()
    later: FiguresAt = _NOTHING
    halves: Mapping[date, tuple[Ends, Ends]] = field(default_factory=dict)

    def of(self, change: Change) -> tuple[FigureChange, ...]:
        """Return what the entries behind a change give, each with what was given before.

        What comes with a status is compared where that is said again, or a promise goes on: with another status other
        things are counted, and of what came about twice, as progress or settled, there are two happenings.
        """
        if not self.ways:
            return ()
        ends = self._ends(change)
        was, now = map(_own, (change.before, change.after))
        since = None if ends.leg.by_knowledge else min(ends.leg.before.held_on, ends.leg.after.held_on)
        if change.party is not None:
            return figure_changes(ends.before, ends.after, was, now, (change.item, change.party), since)
        before = ends.before if ends.leg.by_knowledge or _goes_on(change, ends.leg) else None
        status_of = None if ends.leg.by_knowledge else change.item
        return figure_changes(before, ends.after, was, now, None, since, status_of)

    def _ends(self, change: Change) -> Ends:
        if change.turned_on is not None:
            moved = change.cause is Cause.moved
            return next(each for each in self.halves[change.turned_on] if each.leg.by_knowledge is not moved)
        return next((each for each in self.ways if each.leg.by_knowledge is change.ours), self.ways[0])

    def rivals(self, entry: Entry, figure: Figure) -> tuple[GivenFigure, ...]:
        """Return what contradicts a figure of an entry at the later point, one of each account."""
        return self.later.rivals(entry.id, figure)


NO_FIGURES = FigureChanges()


def figures_in(store: Store, diff: Diff, known: Register, counting: Counting, *, of_two: bool = False) -> FigureChanges:
    """Read the figures that the changes of a diff bring, of its events and remarks, and of what is still promised.

    ``store`` is where the later point was read; ``of_two``: the earlier one is of another ledger.
    """
    changed, now = {change.item for change in (*diff.changes, *diff.overtaken)}, goes_on_as(known.items)
    changed |= {due.item for due in diff.commitments}
    items = {now.get(about, about) for item, about in lookups.figures_on(store) if now.get(item, item) in changed}
    told = (*diff.events, *diff.remarks)
    items |= {each.about for entry in told for each in given_by(entry, now) if each.about}
    if not items:
        return NO_FIGURES

    early, late = sorted((diff.from_point.known_at, diff.to_point.known_at))
    again = said_again(store, early, late) if early != late and not of_two else {}
    of_round = _days_learned(store, diff) if again else {}

    @cache
    def giving(known_at: int) -> list[Entry]:
        found = giving_figures_on(store, items, known_at, known)
        return [_in_its_days(each, of_round) for each in found] if known_at == early else found

    @cache
    def at(point: Point) -> FiguresAt:
        found = figures_among(store, giving(point.known_at), point, known, counting)
        return FiguresAt(lines_numbered(found, again) if point.known_at == early and again else found)

    days = {change.turned_on for change in (*diff.changes, *diff.overtaken) if change.turned_on is not None}
    halves = {day: _halves(diff, day, at) for day in days}
    return FigureChanges(tuple(_ways(diff, at, of_two=of_two)), at(diff.to_point), halves)


def _days_learned(store: Store, diff: Diff) -> dict[str, HeldOn]:
    ends = sorted((diff.from_point, diff.to_point), key=lambda point: point.known_at)
    return days_learned(ends, *(register.load_one(store, Round, point.known_at) for point in ends))


def _in_its_days(entry: Entry, days: Mapping[str, HeldOn]) -> Entry:
    """Return an entry known by a round alone as held on the days that the round is known by later."""
    held = days.get(entry.said.round or "") if entry.by_round else None
    return entry if held is None else entry.model_copy(update={"held": held})


def _ways(diff: Diff, at: Callable[[Point], FiguresAt], *, of_two: bool) -> Iterable[Ends]:
    """Yield the ends of each way; the first is of this ledger alone, and known there, where two are read."""
    start, end = diff.from_point, diff.to_point
    if not of_two:
        yield from (Ends(leg, at(leg.before), at(leg.after)) for leg in legs(start, end))
        return
    pivot = start._replace(known_at=end.known_at)
    yield Ends(Leg(pivot, pivot, by_knowledge=True), None, at(pivot))
    yield Ends(Leg(pivot, end, by_knowledge=False), at(pivot), at(end))


def _halves(diff: Diff, day: date, at: Callable[[Point], FiguresAt]) -> tuple[Ends, Ends]:
    """Return the ways of what was put right as of a day, and of what was another since, in the diff's direction."""
    leg = next(leg for leg in legs(diff.from_point, diff.to_point) if leg.by_knowledge)
    before, after = (Point(day, end.known_at) for end in (leg.before, leg.after))
    forwards = before.known_at < after.known_at
    put_right = Leg(before, after, by_knowledge=True)
    since = Leg(after, leg.after, by_knowledge=False) if forwards else Leg(leg.before, before, by_knowledge=False)
    first, then = (Ends(way, at(way.before), at(way.after)) for way in (put_right, since))
    return first, then


def _goes_on(change: Change, leg: Leg) -> bool:
    """Whether the same status is said again all the way, and not of what came about; or what was promised goes on."""
    first, then = map(_statuses, (change.before, change.after))
    if leg.before.held_on > leg.after.held_on:
        first, then = then, first
    first |= {Status(step.word) for step in change.via}
    if not first or not then:
        return False
    if (first | then) <= _OF_A_PROMISE:
        return first - then <= _OPEN_PROMISE
    return first == then and len(then) == 1 and not any(each.settled or each is Status.progress for each in then)


def _statuses(side: Reading | StatusSide | None) -> set[Status]:
    """Return which statuses an end of a change has by its accounts."""
    reading = said_of(side)
    return {each.status for each in reading.accounts if each.status is not None} if reading else set()


def _own(side: Reading | StatusSide | None) -> tuple[int, ...]:
    """Return the entries of a side of a change, account by account."""
    reading = said_of(side)
    return tuple(number for each in reading.accounts for number in each.own) if reading else ()
