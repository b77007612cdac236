"""Points: places in both times, and how people write them.

``R1``, ``2026-01-24``, ``2026-01``, ``now`` or a mark's name, each optionally ``@12`` (known at changeset 12); ``@12``
alone is ``now@12``, a mark alone is known at the mark's changeset. A round's point is the end of its last day; a
month's or a year's, the end of its last day. Where another round begins on a round's last day and goes on, what was
held at that one comes after the round's point.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.domain.moments import HeldOn
from ledger.domain.naming import Unnamed, resolve
from ledger.domain.records import Mark, Round
from ledger.domain.words import Precision, RoundStatus

_KNOWN = re.compile(r"(?P<held>[^@]*)(?:@(?P<known>\S+))?")
_NO_DAY = (Precision.month, Precision.year)
FORMS = "a round (R1), a date (2026-01-24), now or a mark, each optionally @K (known at changeset K)"


class WrittenPoint(NamedTuple):
    """A point as written: ``held`` a round's key, a date or ``now``; ``known`` a number, a word, or ``None`` (all)."""

    held: str
    known: str | None

    @classmethod
    def parse(cls, text: str) -> "WrittenPoint":
        """Take ``R1@12`` apart; raise ``ValueError`` with the forms a point has."""
        found = _KNOWN.fullmatch(text.strip())
        if not found or not text.strip():
            raise ValueError(f'"{text}" is not a point; a point is {FORMS}')
        return cls(found["held"] or "now", found["known"])


class Point(NamedTuple):
    """A place in both times: held until the end of ``held_on``, known at changeset ``known_at``.

    ``later_rounds`` are those that begin on the last day of its ``round``, by key, and go on after it.
    """

    held_on: date
    known_at: int
    round: str | None = None
    is_now: bool = False
    later_rounds: tuple[str, ...] = ()

    @classmethod
    def of_round(cls, stage: Round, known_at: int, rounds: Iterable[Round]) -> "Point | None":
        """Return the point of a round, of these that are known there; ``None`` while it has no date."""
        day = last_day(stage)
        return None if day is None else cls(day, known_at, stage.key, later_rounds=rounds_after(stage, rounds))

    @property
    def over(self) -> date:
        """The last day that is over there: today is not, though all that is known of it counts now."""
        return self.held_on - timedelta(days=1) if self.is_now else self.held_on

    def precedes(self, held: HeldOn, stage: str | None) -> bool:
        """Whether what is held on these days, in a round or in none, begins after this point."""
        return held.first > self.held_on or (stage in self.later_rounds and held.last > self.held_on)

    def __str__(self) -> str:
        held = self.round or ("now" if self.is_now else self.held_on.isoformat())
        return f"{held}@{self.known_at}"


def days_of(stage: Round) -> HeldOn | None:
    """Return the days a round stands for: those it was held on, else those it was planned for.

    A round of which only the month is known stands for that month.
    """
    starts, ends = stage.starts or stage.ends or stage.planned_for, stage.ends or stage.starts or stage.planned_for
    return HeldOn.between(starts.first, max(starts.first, ends.last)) if starts and ends else None


def written_days(stage: Round) -> HeldOn | None:
    """Return those days no sharper than they are written: a month where no day is known, about where it says about."""
    starts, ends = stage.starts or stage.ends or stage.planned_for, stage.ends or stage.starts or stage.planned_for
    if starts is None or ends is None or starts == ends:
        return starts
    coarse = [each for each in (starts, ends) if each.precision in _NO_DAY]
    whole = [each for each in coarse if each.first <= starts.first and ends.last <= each.last]
    found = HeldOn.between(starts.first, max(starts.first, ends.last))
    return whole[0] if whole else found.vaguely() if coarse or starts.about or ends.about else found


def plan_of(stage: Round) -> HeldOn | None:
    """Return the days a round was planned for; while it is only planned, its own days are its plan."""
    return stage.planned_for or (written_days(stage) if stage.status is RoundStatus.planned else None)


def plan_over(stage: Round, day: date) -> HeldOn | None:
    """Return the days a round still to come is planned for, or was put off to, where they were over before a day."""
    plan = plan_of(stage) if stage.status is RoundStatus.planned else stage.put_off_to
    return plan if plan is not None and plan.last < day else None


@dataclass(frozen=True, slots=True)
class Slip:
    """How the days of a round that was held lie to those it was first planned for.

    ``days`` it began after the last of them, negative: before the first; 0 where the two share a day, or were planned
    as "by then" and it was. ``about``: the days are no sharper than a plan, or a fact, that is known about so.
    """

    planned: HeldOn
    days: int
    about: bool = False


def slip(stage: Round, planned: HeldOn | None = None) -> Slip | None:
    """Return how far a round slipped from the days ``planned`` first, else from its plan; ``None``: it has none.

    So too where it was not held, and where nobody entered when it began.
    """
    planned, held, written = planned or stage.planned_for, days_of(stage), written_days(stage)
    if stage.status is not RoundStatus.held or stage.starts is None or not (planned and held and written):
        return None
    late = max(0, (held.first - planned.last).days)
    early = 0 if planned.open_start or planned.overlaps(held) else min(0, (held.first - planned.first).days)
    return Slip(planned, late or early, planned.about or written.about or written.precision in _NO_DAY)


def first_plans(edits: Iterable[tuple[str, HeldOn | None, HeldOn | None]]) -> dict[str, HeldOn]:
    """Return the days first planned, of edits of a round's plan (round, old, new) in the order recorded.

    A plan within a month or a year for which the round was planned puts nothing off: it is the first that says the day.
    """
    found: dict[str, HeldOn] = {}
    for stage, old, new in edits:
        for planned in filter(None, (old, new)):
            if stage not in found or _says_when_in(found[stage], planned):
                found[stage] = planned
    return found


def _says_when_in(coarse: HeldOn, planned: HeldOn) -> bool:
    return coarse.precision in _NO_DAY and coarse.first <= planned.first and planned.last <= coarse.last


def plan_before(edits: Iterable[tuple[int, str, Any, Any]], now: HeldOn | None) -> HeldOn | None:
    """Return the plan that a postponed round had until then, of edits (changeset, field, old, new) in their order.

    ``now`` is its plan, which may be the same. ``None`` where it had none, or was first heard of as postponed.
    """
    edits = list(edits)
    put_off = (number for number, field, _old, new in edits if field == "status" and new == RoundStatus.postponed)
    since = max(put_off, default=0)
    plans = [(old, new) for number, field, old, new in edits if field == "planned_for" and number >= since]
    if plans:
        return HeldOn.parse(plans[0][0]) if plans[0][0] is not None else None
    return now if since else None


def last_day(stage: Round) -> date | None:
    """Return the day whose end is the round's point: its last day, else the last day it was planned for."""
    days = days_of(stage)
    return days.last if days else None


def first_day(stage: Round) -> date | None:
    """Return the first day of the round, else the first day it was planned for."""
    days = days_of(stage)
    return days.first if days else None


def rounds_after(stage: Round, rounds: Iterable[Round]) -> tuple[str, ...]:
    """Return the keys of the rounds that begin on a round's last day and go on after it, in their order by key.

    That one began before that day: of two that begin on one day nobody knows which comes after. Nor is it known where
    a day is not: of a month, of about a day, of what is only planned.
    """
    days = _sharp_days(stage)
    if days is None or days.first == days.last:
        return ()
    begin = (each for each in rounds if each.starts and each.starts.first == days.last and not each.struck)
    return tuple(sorted(each.key for each in begin if (other := _sharp_days(each)) and days.last < other.last))


def of_one_round(one: Point, other: Point) -> tuple[Point, Point]:
    """Return two points of a ledger; one round at both is one day, that on which it ended as known where more is.

    What was only learned of its days is no time that passes.
    """
    if one.round is None or one.round != other.round:
        return one, other
    day = max(one, other, key=lambda point: point.known_at).held_on
    return one._replace(held_on=day), other._replace(held_on=day)


def days_learned(ends: Iterable[Point], then: Mapping[str, Round], now: Mapping[str, Round]) -> dict[str, HeldOn]:
    """Return the days of the round that is at all of these points as known ``now``, where ``then`` they were others."""
    (named, *others) = {point.round for point in ends}
    return {} if named is None or others else other_days(then, {named: now[named]})


def other_days(then: Mapping[str, Round], now: Mapping[str, Round]) -> dict[str, HeldOn]:
    """Return the days of rounds as known ``now``, of those that had others ``then``."""
    days = {key: days_of(stage) for key, stage in now.items() if key in then}
    return {key: held for key, held in days.items() if held is not None and held != days_of(then[key])}


def alike_on_one_day(one: Point, other: Point) -> tuple[Point, Point]:
    """Return two points; if they lie on one day, both come before the same rounds, else time would pass between them.

    A bare day comes before none; of two rounds, those count that are known where more is.
    """
    if one.held_on != other.held_on:
        return one, other
    known = max(one, other, key=lambda point: point.known_at).later_rounds if one.round and other.round else ()
    return one._replace(later_rounds=known), other._replace(later_rounds=known)


def _sharp_days(stage: Round) -> HeldOn | None:
    """Return the days that a round was held on, where they are known to the day."""
    ends = [each for each in (stage.starts, stage.ends) if each is not None]
    if stage.status is not RoundStatus.held or any(each.precision in _NO_DAY or each.about for each in ends):
        return None
    return days_of(stage) if ends else None


def held_until(text: str, rounds: dict[str, Round], today: date) -> tuple[date, str | None]:
    """Resolve the held part of a point to a day and, where it names one, a round's key.

    Raises ``KeyError`` with the text where it is neither a round, a date nor ``now``, and ``ValueError`` for a round
    that has no date yet.
    """
    if text == "now":
        return today, None
    if text in rounds:
        day = last_day(rounds[text])
        if day is None:
            raise ValueError(f"round {text} has no date yet")
        return day, text
    try:
        return HeldOn.parse(text).last, None
    except ValueError:
        raise KeyError(text) from None


def mark_of(text: str, marks: Mapping[str, Mark]) -> Mark | None:
    """Return the mark that has this name or key, folded; those entered by mistake have none."""
    live = {key: mark for key, mark in marks.items() if not mark.struck}
    try:
        return live[resolve("mark", text, live)]
    except Unnamed:
        return None


def round_before(day: date, rounds: list[Round], *, kinds: frozenset[str]) -> Round | None:
    """Return the last round of these kinds that was held and whose point lies before ``day``."""
    held = [
        (last, stage)
        for stage in rounds
        if stage.kind in kinds and stage.status == "held" and (last := last_day(stage))
    ]
    earlier = [(last, stage) for last, stage in held if last < day]
    return max(earlier, key=lambda pair: (pair[0], pair[1].key))[1] if earlier else None
