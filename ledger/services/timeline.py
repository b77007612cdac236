"""Everything dated, in order: rounds, events, promises falling due; with measures over rounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ledger.domain.checklist import due_day
from ledger.domain.entries import RemarkEntry
from ledger.domain.evidence import weigh
from ledger.domain.floors import OWN, Counting
from ledger.domain.lateness import Lateness
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, Slip, last_day, plan_over, slip, written_days
from ledger.domain.readings import late_at, overdue_at, status_at, told_status
from ledger.domain.records import Item, Round
from ledger.domain.register import Register
from ledger.domain.told_once import as_one, told_once
from ledger.domain.words import ItemKind, Status
from ledger.formats import marks
from ledger.services import measuring, points, record_lists
from ledger.services.counting import reports
from ledger.services.entry_states import EntryAtPoint
from ledger.services.measuring import MeasuredRound
from ledger.services.note import words
from ledger.storage import asof, register
from ledger.storage.asof import When
from ledger.storage.database import Store


class Happening(StrEnum):
    """What stands on a timeline."""

    round = "round"
    event = "event"
    due = "due"
    remark = "remark"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing with a date; ``day`` is ``None`` where none is set.

    ``became`` is what became of a round or a promise, in words, ``slip`` how far a round slipped from the days it was
    first planned for. ``told`` is the entry of an event or a remark with its evidence; ``status`` and ``overdue`` are
    of a promise, ``late`` how many days after it was due it was kept, ``contested`` the words of accounts that
    contradict each other about it; ``past`` is a round still planned, or put off to other days, when those are over.
    """

    kind: Happening
    day: date | None
    title: str
    round: Round | None = None
    told: EntryAtPoint | None = None
    item: Item | None = None
    became: str | None = None
    slip: Slip | None = None
    status: Status | None = None
    overdue: bool = False
    past: bool = False
    late: Lateness | None = None
    contested: str | None = None

    @property
    def state(self) -> str | None:
        """What became of a round or a promise, in a word; where accounts contradict each other, that of each."""
        if self.contested is not None:
            return f"{self.contested}, contested"
        return self.became

    @property
    def held(self) -> HeldOn | date | None:
        """Its days as they are known: a month where no day is, from and to of several, about a day.

        What is due with a round has the last day of it.
        """
        if self.told is not None:
            return self.told.entry.held
        if self.kind is Happening.due and self.round is None and self.item is not None and self.item.due:
            return HeldOn.parse(self.item.due)
        return (written_days(self.round) if self.kind is Happening.round and self.round else None) or self.day


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments in order of their days, those without one last; and what was open and how far apart after each round."""

    moments: tuple[Moment, ...]
    stages: tuple[MeasuredRound, ...]
    known: Register


def timeline(store: Store, at: str = "now", *, counting: Counting = OWN, remarks: bool = False) -> Timeline:
    """Return the timeline of all that is known at a point: plans for later days, events until it, remarks if asked."""
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    plans, counts = points.first_plans(store, point.known_at), counting.under(known.info)
    moments = [
        *(_round(stage, plans.get(stage.key), point.held_on, counts) for stage in known.live_rounds),
        *map(_event, _once(record_lists.events(store, at, counting=counting), known)),
        *_dues(store, known, point, When.at(point, counts)),
    ]
    if remarks:
        said = _once(record_lists.remarks(store, at, counting=counting), known)
        moments += [_remark(told, known) for told in said]
    series = measuring.over_rounds(store, at, short=True, counting=counting)
    return Timeline(tuple(sorted(moments, key=_order)), series.stages, known)


def _order(moment: Moment) -> tuple[date, bool, date, bool, str, str]:
    """Of what ends on one day the earlier begun comes first, what is said to be about it last; then by kind and title.

    What was so by then had begun before all else that ends on that day, and a round closes the day it ends on.
    """
    held, last, is_round = moment.held, moment.day or date.max, moment.kind is Happening.round
    if not isinstance(held, HeldOn):
        return last, is_round, last, False, moment.kind.value, moment.title
    begun = date.min if held.open_start else held.first
    return last, is_round, begun, held.about, moment.kind.value, moment.title


def _round(stage: Round, first_plan: HeldOn | None, today: date, counting: Counting) -> Moment:
    late = plan_over(stage, today) is not None
    slipped = slip(stage, first_plan)
    became = words.state_of_round(stage, slipped, reports(counting))
    return Moment(Happening.round, last_day(stage), stage.title, round=stage, became=became, slip=slipped, past=late)


def _once(found: Sequence[EntryAtPoint], known: Register) -> Iterator[EntryAtPoint]:
    """Yield what several sources say alike once, with the words of the analyst, the places and the numbers of all."""
    told = {each.entry.id: each for each in found}
    for alike in told_once(each.entry for each in found):
        entry, given = as_one(alike), dict.fromkeys(figure for each in alike for figure in each.said.figures)
        summaries = dict.fromkeys(words.ended(each.said.summary) for each in alike if each.said.summary)
        summary = " ".join(summaries) if len(summaries) > 1 else entry.said.summary or next(iter(summaries), None)
        joined = {"figures": tuple(given), "summary": summary}
        entry = entry.model_copy(update={"said": entry.said.model_copy(update=joined)})
        yield replace(told[entry.id], entry=entry, evidence=weigh(entry.said.cite, known.sources))


def _event(told: EntryAtPoint) -> Moment:
    title = str(told.entry.said.values().get("title", ""))
    return Moment(Happening.event, told.entry.held.last, title, told=told)


def _remark(told: EntryAtPoint, known: Register) -> Moment:
    said = told.entry.said
    by = marks.speaker_of(said, known) if isinstance(said, RemarkEntry) else ""
    title = f"{by}: {said.values().get('text', '')}"
    return Moment(Happening.remark, told.entry.held.last, title, told=told)


def _dues(store: Store, known: Register, point: Point, when: When) -> Iterator[Moment]:
    promised = [item for item in known.live_items if item.kind is ItemKind.commitment and item.due is not None]
    keys = [item.key for item in promised]
    statuses, unheard = asof.statuses(store, when, keys), asof.not_heard_of(store, when, keys)
    for item in promised:
        stage = known.rounds.get(item.due or "")
        day = due_day(item, known.rounds) or (last_day(stage) if stage else None)
        reading = statuses.get(item.key)
        status = status_at(reading, heard_of=item.key not in unheard)
        overdue = overdue_at(item, reading, point.over, known.rounds)
        contested = reading is not None and reading.contested
        said = marks.overdue(status, reading) if overdue else None
        yield Moment(
            Happening.due,
            day,
            item.title,
            item=item,
            round=stage,
            became=said or marks.standing(status, reading, promise=True),
            status=status,
            overdue=overdue,
            late=late_at(item, reading, known.rounds),
            contested=(said or told_status(status, reading)) if contested else None,
        )
