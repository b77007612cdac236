"""What became of rounds: held, and how late; planned, postponed, cancelled."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ledger.domain.diff.around import RoundChange
from ledger.domain.moments import HeldOn
from ledger.domain.points import days_of, last_day
from ledger.domain.records import Round
from ledger.domain.words import RoundStatus


def round_changes(
    early: Iterable[Round], late: Iterable[Round], since: date, until: date, plans: Mapping[str, HeldOn]
) -> tuple[RoundChange, ...]:
    """Return what became of rounds between two days, and what more was learned of them, in the order of their days.

    ``early`` and ``late`` are the rounds as known at either end, ``plans`` the days first planned. A round held in
    between is told, and one that was to come after the first day and was not held.
    """
    known = {stage.key: stage for stage in early}
    found = [
        RoundChange(stage.key, stage.status, slip(stage, plans.get(stage.key)), stage)
        for stage in late
        if _came(stage, since, until) or known.get(stage.key) != stage
    ]
    return tuple(sorted(found, key=lambda each: (last_day(each.stage) or date.max, each.round)))


def _came(stage: Round, since: date, until: date) -> bool:
    day = last_day(stage)
    if stage.status is RoundStatus.held:
        return day is not None and since < day <= until
    return since != until and (day is None or day > since)


def slip(stage: Round, planned: HeldOn | None) -> int | None:
    """Return how many days after the plan a round was held; 0 where it was held within the days planned."""
    planned, days = planned or stage.planned_for, days_of(stage)
    if stage.status is not RoundStatus.held or planned is None or days is None or stage.starts is None:
        return None
    return max(0, (days.first - planned.last).days) or min(0, (days.first - planned.first).days)


def first_plans(edits: Iterable[tuple[str, HeldOn | None, HeldOn | None]]) -> dict[str, HeldOn]:
    """Return the days first planned, of edits of a round's plan (round, old, new) in the order recorded."""
    return dict(reversed(list(_plans(edits))))


def _plans(edits: Iterable[tuple[str, HeldOn | None, HeldOn | None]]) -> Iterator[tuple[str, HeldOn]]:
    for stage, old, new in edits:
        planned = old or new
        if planned is not None:
            yield stage, planned
