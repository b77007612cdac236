"""The checklist: issues of substance, top level. Procedure, context and promises are counted apart."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from ledger.domain.moments import HeldOn
from ledger.domain.points import last_day, plan_of
from ledger.domain.records import Item, Round
from ledger.domain.words import ItemKind, Matter, RoundStatus, Status


class Tally(StrEnum):
    """What an item is counted as; a part is counted with its whole, and not for itself."""

    substance = "substance"
    procedure = "procedure"
    context = "context"
    commitment = "commitment"
    part = "part"


def tally(item: Item) -> Tally:
    """Return what an item is counted as."""
    if item.kind is ItemKind.commitment:
        return Tally.commitment
    return Tally.part if item.part_of else _OF_MATTER[item.matter]


_OF_MATTER = {
    Matter.substance: Tally.substance,
    Matter.procedure: Tally.procedure,
    Matter.context: Tally.context,
}


def on_checklist(item: Item) -> bool:
    """Whether an item is one of the points that people mean when they count what is open."""
    return tally(item) is Tally.substance


# ----------------------------------------------------------------------------------------------------------------------
# Promises: the day one falls due, and whether it is overdue. Derived, never stored.

OPEN_PROMISES = frozenset({Status.promised, Status.partly_kept})


def due_day(item: Item, rounds: Mapping[str, Round]) -> date | None:
    """Return the last day on which a commitment is kept in time, or ``None`` where no day is known.

    What is due by a round is due when that round has been held, since rounds slip and their promises with them. One
    that was never held (cancelled, postponed, still to come) falls back on the day it was planned for.
    """
    stage = rounds.get(item.due or "")
    if stage is None:
        return _last(item.due)
    if stage.status is RoundStatus.held:
        return last_day(stage)
    plan = plan_of(stage)
    return plan.last if plan else None


def _last(due: str | None) -> date | None:
    days = due_days(due)
    return days.last if days else None


def due_days(due: str | None) -> HeldOn | None:
    """Return the days by which something is due; nothing where a round is named, or none."""
    try:
        return HeldOn.parse(due or "")
    except ValueError:
        return None


def due_about(due: str | None) -> bool:
    """Whether the day by which something is due is known as about so: nothing is early or late of it to the day."""
    days = due_days(due)
    return days is not None and days.about


def is_overdue(item: Item, status: Status, day: date, rounds: Mapping[str, Round], *, promised: bool) -> bool:
    """Whether a promise is still open at the end of the day by which it was due; ``day`` is the last that is over.

    ``promised``: a source says so, by a status surely held by that day. Nothing is overdue that no source promised, and
    what a party thinks of a promise is none.
    """
    if not promised or item.kind is not ItemKind.commitment or status not in OPEN_PROMISES:
        return False
    due = due_day(item, rounds)
    return due is not None and due <= day
