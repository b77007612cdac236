"""Issues and commitments: which verbs lead from one status to another."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ledger.domain.accounts import words_agree
from ledger.domain.checklist import OPEN_PROMISES
from ledger.domain.diff.cells import Verbs, goes_on, said_again
from ledger.domain.diff.sides import StatusSide, View
from ledger.domain.diff.verbs import Cause, Verb, in_group_order
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import COMMITMENT_STATUSES, LinkKind, Stance, Status

_NAMED: Mapping[Status, Verb] = {
    Status.promised: Verb.promised,
    Status.partly_kept: Verb.partly_kept,
    Status.kept: Verb.kept,
    Status.broken: Verb.broken,
    Status.void: Verb.voided,
}
"""States of a promise for which there is a verb that says them whole."""
_ENDED: Mapping[Status, Verb] = {
    Status.lapsed: Verb.lapsed,
    Status.dropped: Verb.dropped,
    Status.agreed: Verb.settled,
    Status.implemented: Verb.settled,
    Status.kept: Verb.settled,
    Status.void: Verb.settled,
}
"""How an item came off the list of what is open."""
_NO_STEP = {Status.not_raised, Status.deadlocked}
"""Neither is nearer to a settlement than the other."""
_STEPS = {Verb.advanced, Verb.regressed}
_UNTOLD = {Status.open, Status.not_raised}
_STATUSES = list(Status)


def item_verbs(
    before: StatusSide | None, after: StatusSide | None, cause: Cause = Cause.moved, *, of_one_time: bool = False
) -> Verbs:
    """Return what happened to an item; ``None`` on either side: it is not on the list there.

    ``of_one_time``: the status that is told at one end is no later than the item itself, so that it came no step on.
    Where reports tell one at both ends, that says nothing.
    """
    if before is None or after is None:
        return in_group_order(_came_or_went(before, after))
    found = in_group_order([*_of_status(before, after), *_of_time(before, after)])
    if of_one_time and None in (before.reading, after.reading) and not _STEPS.isdisjoint(found):
        return (_told_at_last(before, after),)
    return found or _again(before, after, cause)


def _came_or_went(before: StatusSide | None, after: StatusSide | None) -> Iterator[Verb]:
    if after is not None:
        yield _NAMED.get(after.status) or _ENDED.get(after.status) or Verb.opened
        if after.overdue:
            yield Verb.overdue
    elif before is not None:
        yield Verb.unpromised if before.is_commitment else Verb.unopened


def _of_status(before: StatusSide, after: StatusSide) -> Iterator[Verb]:
    was, is_now = before.status, after.status
    if _only_listed(before) != _only_listed(after) and not COMMITMENT_STATUSES.isdisjoint((was, is_now)):
        yield _of_a_promise(was, is_now)
        return
    if not is_step(was, is_now) or _only_not_raised(before, after):
        return
    if {was, is_now} <= COMMITMENT_STATUSES:
        yield Verb.reopened if is_now is Status.promised else _NAMED[is_now]
    else:
        yield _on_the_way(was, is_now)


def is_step(before: Status, after: Status) -> bool:
    """Whether an item came another way from one status to another; discussed and progress, say, agree."""
    return not words_agree(before, after) and {before, after} != _NO_STEP


def _only_listed(side: StatusSide) -> bool:
    """Whether an item is on the list by stances alone, and no report tells where it stands."""
    return side.reading is None and side.status is Status.open


def _of_a_promise(was: Status, is_now: Status) -> Verb:
    """Return what happened to a commitment that stances alone had put on the list at one end: nobody promised it."""
    if was is Status.open:
        return _NAMED[is_now]
    return Verb.unpromised if was is Status.promised else Verb.reopened


def _only_not_raised(before: StatusSide, after: StatusSide) -> bool:
    """Whether one end is not raised, and of the other no status is reported: nothing went back, nothing came on."""
    return {before.status, after.status} == _UNTOLD and None in (before.reading, after.reading)


def _of_time(before: StatusSide, after: StatusSide) -> Iterator[Verb]:
    """What time alone did to an open promise; of one that was kept or broken it goes without saying."""
    if before.overdue != after.overdue and {before.status, after.status} <= OPEN_PROMISES:
        yield Verb.overdue if after.overdue else Verb.not_overdue


def _on_the_way(before: Status, after: Status) -> Verb:
    ended, had_ended = _ENDED.get(after), _ENDED.get(before)
    if ended != had_ended:
        return ended or Verb.reopened
    return Verb.advanced if _place(after) > _place(before) else Verb.regressed


def _place(status: Status) -> tuple[float, int]:
    """Rank, and of equal ranks the one named first is the better outcome."""
    return status.rank, -_STATUSES.index(status)


def _again(before: StatusSide, after: StatusSide, cause: Cause) -> Verbs:
    if before.reading is None or after.reading is None:
        return () if before.reading is after.reading else (_told_at_last(before, after),)
    return () if goes_on(before.reading, after.reading, cause) else said_again(before.reading, after.reading, cause)


def _told_at_last(before: StatusSide, after: StatusSide) -> Verb:
    """Of an item that stances had put on the list: to tell its status for the first time says nothing again."""
    if before.reading is None:
        return Verb.promised if after.is_commitment else Verb.stated
    return Verb.unpromised if before.is_commitment else Verb.unstated


# ----------------------------------------------------------------------------------------------------------------------
# What a change of one item means for others: packages that moved together, and conditions that fell away.

_FALLEN = frozenset({Status.dropped, Status.void})


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A conditional stance on an open item that depends on ``by``, which settled.

    ``voided``: it settled by falling off the table, so that the condition may never be met.
    """

    item: str
    party: str
    by: str
    voided: bool
    reading: Reading


def packages(changed: Collection[str], items: Mapping[str, Item]) -> tuple[tuple[str, ...], ...]:
    """Group the changed items that trade with one another, directly or through others that changed too."""
    groups: list[set[str]] = []
    for key in items:
        if key in changed:
            partners = {to for to in _linked(items[key], LinkKind.trades_with) if to in changed}
            if not partners:  # whoever trades with it brings it in
                continue
            joined = [group for group in groups if group & (partners | {key})]
            groups = [group for group in groups if group not in joined]
            groups.append({key, *partners}.union(*joined))
    place = {key: number for number, key in enumerate(items)}
    return tuple(tuple(sorted(group, key=place.__getitem__)) for group in groups if len(group) > 1)


def unlocked(before: View, after: View, items: Mapping[str, Item], parties: Collection[str]) -> Iterator[Unlocked]:
    """Yield the conditional stances whose item depends on one that settled between two points."""
    settled = {
        key
        for key, side in after.items.items()
        if side.settled and not (key in before.items and before.items[key].settled)
    }
    for key, item in items.items():
        if key in after.items and not after.items[key].settled:
            for by in _linked(item, LinkKind.depends_on):
                if by in settled:
                    yield from _conditional(key, by, after, parties)


def _conditional(item: str, by: str, view: View, parties: Collection[str]) -> Iterator[Unlocked]:
    voided = view.items[by].status in _FALLEN
    for party in parties:
        reading = view.cells.get((item, party))
        if reading is not None and reading.stance is Stance.conditional:
            yield Unlocked(item, party, by, voided, reading)


def _linked(item: Item, kind: LinkKind) -> list[str]:
    return [link.to for link in item.links if link.kind is kind]
