"""A diff, whole: the checklist line, the changes, and what follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.domain.diff.around import Coverage, EarlierContest, Redefined, RoundChange, Undated
from ledger.domain.diff.bearing import Unlocked, packages, unlocked
from ledger.domain.diff.changes import Only
from ledger.domain.diff.remaining import Checklist, Due, Remaining, due, remaining, still, unspoken
from ledger.domain.diff.sides import Change, Key, View
from ledger.domain.diff.spread import SpreadChange, spread_changes
from ledger.domain.diff.verbs import UNMOVED, Cause
from ledger.domain.entries import Entry
from ledger.domain.frame import Frame
from ledger.domain.points import Point
from ledger.domain.records import Item
from ledger.domain.words import Role


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed between two points. ``changes`` are those asked for, and what follows from them bears on those.

    That is ``spread``, ``packages``, ``unlocked``, ``inside`` and ``undated``; all the rest is of the whole ledger,
    whatever was asked for.

    ``inside``: moves within the days of the round at either end, between entries of one source, that no change tells.
    ``still``: open items on which the principals are apart and none has moved. ``unreported``: open issues on which the
    reports we have say nothing since; ``silent``: those that are reported as not raised. All three are empty where no
    time passes from one point to the other; the last two also where it runs backwards. ``packages``: items that trade
    with one another and changed together. ``unlocked``: conditional stances whose item depends on one that settled.
    ``undated``: what only possibly was so at an end. ``redefined``: what we described otherwise. ``rounds``: what became
    of rounds. ``remarks``: what people said of the talks and of items in between. ``coverage``: what the record rests on
    at either end. ``contested``: cells contested at both ends. ``earlier_contests``: unsettled, and overtaken.
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
    contested: tuple[Key, ...] = ()
    earlier_contests: tuple[EarlierContest, ...] = ()

    @property
    def moved(self) -> int:
        """How many of the changes are a party's: of its stance, its condition or its position."""
        return sum(change.moved for change in self.changes)

    @property
    def corrected(self) -> int:
        """How many of the changes we made, since what stood before no longer counts."""
        return sum(change.cause is Cause.corrected for change in self.changes)


def assemble(before: View, after: View, found: Sequence[Change], known: tuple[Frame, Frame], only: Only) -> Diff:
    """Put a diff together from two whole views, all changes in order, and the frames as known at either point."""
    was, is_now = ({item.key: item for item in frame.live_items} for frame in known)
    parties = [party.key for party in known[1].live_parties]
    principals = [party.key for party in known[1].live_parties if party.role is Role.principal]
    start, end = before.point.held_on, after.point.held_on
    left = remaining(after, is_now, principals)
    every = Diff(
        before.point,
        after.point,
        Checklist.at(before, was),
        Checklist.at(after, is_now),
        tuple(found),
        tuple(spread_changes(_touched(found, principals, is_now), principals, before.cells, after.cells)),
        tuple(due(after, is_now)),
        tuple(still(left, _moved(found, principals)) if start != end else ()),
        tuple(unspoken(left, after, is_now, start) if start < end else ()),
        packages({change.item for change in found if change.verb not in UNMOVED}, is_now),
        tuple(unlocked(before, after, is_now, parties)),
    )
    return narrowed(every, only, {**known[0].items, **known[1].items})


def narrowed(every: Diff, only: Only, items: Mapping[str, Item]) -> Diff:
    """Return a diff with the changes that are wanted, and what follows from those."""
    if only.everything:
        return every
    changes = tuple(only.among(every.changes, items))
    shown = {change.item for change in changes}
    return replace(
        every,
        changes=changes,
        spread=tuple(each for each in every.spread if each.item in shown),
        packages=tuple(group for group in every.packages if shown & set(group)),
        unlocked=tuple(each for each in every.unlocked if shown & {each.item, each.by}),
    )


def _moved(found: Sequence[Change], principals: Sequence[str]) -> set[str]:
    return {
        change.item
        for change in found
        if change.cause is Cause.moved and change.verb not in UNMOVED and change.party in principals
    }


def _touched(found: Sequence[Change], principals: Sequence[str], items: Iterable[str]) -> list[str]:
    """Only where a principal's cell changed can the spread differ."""
    keys = {change.item for change in found if change.party in principals}
    return [key for key in items if key in keys]
