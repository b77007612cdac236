"""Issues and commitments: which verb leads from one status to another."""

from collections.abc import Mapping

from ledger.domain.diff.cells import said_again
from ledger.domain.diff.sides import OVERDUE, StatusSide
from ledger.domain.diff.verbs import Cause, Verb
from ledger.domain.words import Status

_NAMED: Mapping[str, Verb] = {
    Status.promised: Verb.promised,
    Status.partly_kept: Verb.partly_kept,
    Status.kept: Verb.kept,
    Status.broken: Verb.broken,
    Status.void: Verb.voided,
    OVERDUE: Verb.overdue,
}
"""States of a promise for which there is a verb that says them whole."""
_STATUSES = list(Status)


def item_verb(before: StatusSide | None, after: StatusSide | None, cause: Cause = Cause.moved) -> Verb | None:
    """Return what happened to an item; ``None`` on either side: it is not on the list there."""
    if before is None or after is None:
        return _came_or_went(before, after)
    if (before.state, before.status) == (after.state, after.status):
        return _again(before, after, cause)
    if before.is_commitment and after.is_commitment:
        return _of_promise(before, after)
    return _on_the_way(before.status, after.status)


def _came_or_went(before: StatusSide | None, after: StatusSide | None) -> Verb | None:
    if after is not None:
        return _NAMED.get(after.state) or _ended(after.status) or Verb.opened
    if before is not None:
        return Verb.unpromised if before.is_commitment else Verb.unopened
    return None


def _again(before: StatusSide, after: StatusSide, cause: Cause) -> Verb | None:
    if before.reading is None or after.reading is None:
        return None if before.reading is after.reading else Verb.reaffirmed
    return said_again(before.reading, after.reading, cause)


def _of_promise(before: StatusSide, after: StatusSide) -> Verb:
    if before.overdue and after.overdue:
        return Verb.partly_kept if after.status is Status.partly_kept else Verb.reopened
    if after.state != Status.promised:
        return _NAMED[after.state]
    return Verb.not_overdue if before.overdue else Verb.reopened


def _on_the_way(before: Status, after: Status) -> Verb:
    if after is Status.lapsed:
        return Verb.lapsed
    if before is Status.lapsed and after.settled:
        return Verb.advanced
    if before.settled != after.settled:
        return _ended(after) or Verb.reopened
    return Verb.advanced if _place(after) > _place(before) else Verb.regressed


def _ended(status: Status) -> Verb | None:
    """Return how an item came off the list; ``None`` while it is on it."""
    if status is Status.lapsed:
        return Verb.lapsed
    return Verb.settled if status.settled else None


def _place(status: Status) -> tuple[float, int]:
    """Rank, and of equal ranks the one named first is the better outcome: agreed is more than dropped."""
    return status.rank, -_STATUSES.index(status)
