"""The days to come for calendars: rounds not held yet, promises that fall due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from ledger.domain.checklist import due_day
from ledger.domain.points import first_day, last_day, written_days
from ledger.domain.readings import Matrix
from ledger.domain.records import Item, Round
from ledger.domain.register import Register
from ledger.domain.words import ItemKind, RoundStatus
from ledger.formats import marks
from ledger.formats.calendar import Appointment, Certainty
from ledger.services.matrix import matrix_at
from ledger.services.note.words import held, put_off
from ledger.services.tables_out import UNTITLED, made_at
from ledger.storage import changesets, register
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Schedule:
    """Planned rounds and promises that fall due, of a ``ledger``. ``edition`` is the changeset it is known at."""

    title: str
    made: datetime
    edition: int
    appointments: tuple[Appointment, ...]
    ledger: str = ""


def schedule(store: Store, at: str = "now") -> Schedule:
    """Return the rounds not held yet and the promises not settled yet, those that have a day."""
    matrix = matrix_at(store, at)
    point = matrix.point
    known = register.load(store, point.known_at)
    log = changesets.log(store, known_at=point.known_at, newest_first=False)
    ledger = log[0].header.hash if log and log[0].header.hash else "0"
    days = [*_planned(known), *_due(matrix, known)]
    found = tuple(sorted(_named(days, ledger[:16]), key=lambda each: (each.first, each.uid)))
    return Schedule(matrix.info.title or UNTITLED, made_at(log), point.known_at, found, ledger[:16])


def _planned(known: Register) -> Iterator[Appointment]:
    """Rounds that are not held: planned or put off (for a day, a month or a year), or cancelled."""
    for stage in known.live_rounds:
        first, last = first_day(stage), last_day(stage)
        if stage.status is not RoundStatus.held and first and last:
            cancelled = stage.status is RoundStatus.cancelled
            state = "planned" if stage.status is RoundStatus.planned else put_off(stage)
            yield Appointment(
                f"round-{stage.key}",
                first,
                last,
                f"{stage.title}{_vaguely(stage)}",
                Certainty.cancelled if cancelled else Certainty.tentative,
                f"{stage.kind.value} {stage.key}, {state}. With: {_who(stage, known)}.",
                stage.venue,
            )


def _vaguely(stage: Round) -> str:
    """Return when a round is, where nobody knows to the day: an appointment has days, and cannot say about so."""
    days = written_days(stage)
    if days is not None and days.about:
        return f" ({held(days)})"
    return f" (some time in {held(days)})" if days and not stage.starts and days.first != days.last else ""


def _who(stage: Round, known: Register) -> str:
    names = [known.parties[key].name for key in stage.parties if key in known.parties]
    return ", ".join(names) or "nobody named"


def _due(matrix: Matrix, known: Register) -> Iterator[Appointment]:
    for row in matrix.rows:
        item = row.item
        day = _day_due(item, known)
        if item.kind is ItemKind.commitment and row.open and day is not None:
            said = f"{marks.state(row)}. {item.question or ''}".rstrip()
            yield Appointment(
                f"due-{item.key}", day, day, f"Due: {item.title}", Certainty.confirmed, said, promise=True
            )


def _day_due(item: Item, known: Register) -> date | None:
    """The day it falls due; where its round is still to come, the last day planned for that."""
    stage = known.rounds.get(item.due or "")
    return due_day(item, known.rounds) or (last_day(stage) if stage is not None else None)


def _named(days: Iterable[Appointment], ledger: str) -> Iterator[Appointment]:
    """Make the names of appointments those of this ledger alone."""
    for each in days:
        yield replace(each, uid=f"{each.uid}@{ledger}.position-ledger")
