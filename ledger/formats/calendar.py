"""Days to come as an iCalendar file (RFC 5545), which any calendar can be told to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.domain.text import safe
from ledger.errors import UsageError

if TYPE_CHECKING:  # the library may be missing
    from icalendar import Event, Todo

_MAKER = "-//position-ledger//EN"
_LEDGER = "x-position-ledger"


class Certainty(StrEnum):
    """What the calendar says of an appointment."""

    tentative = "TENTATIVE"
    confirmed = "CONFIRMED"
    cancelled = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Appointment:
    """Whole days, first to last. ``uid`` stays the same when the days change, so that a calendar moves it.

    ``promise``: something to be done by the last day, which calendars list among what is to do.
    """

    uid: str
    first: date
    last: date
    title: str
    certainty: Certainty
    description: str = ""
    place: str | None = None
    promise: bool = False


def ics_bytes(
    name: str,
    appointments: Iterable[Appointment],
    *,
    made: datetime,
    edition: int,
    ledger: str = "",
    about: str | None = None,
) -> bytes:
    """Write a calendar. ``edition`` grows with each change, ``made`` is when it was known: nothing else depends on now.
    ``ledger`` names the ledger in it, for ``ledger_of``.

    Raises ``UsageError`` where the library for it is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError as problem:
        raise UsageError(
            "calendars need a library that is not installed", hint="pip install 'position-ledger[ics]'"
        ) from problem
    calendar = Calendar()
    for key, value in (("prodid", _MAKER), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", safe(name))):
        calendar.add(key, value)
    if about:
        calendar.add("x-wr-caldesc", safe(about))
    if ledger:
        calendar.add(_LEDGER, safe(ledger))
    for appointment in appointments:
        make = _todo if appointment.promise else _event
        calendar.add_component(make(appointment, made, edition))
    written: bytes = calendar.to_ical()
    return written


def ledger_of(written: bytes) -> str | None:
    """Return the ledger that a calendar was written from; ``None`` for any other file."""
    lines = written.replace(b"\r\n ", b"").split(b"\r\n")
    if lines[0] != b"BEGIN:VCALENDAR" or f"PRODID:{_MAKER}".encode() not in lines:
        return None
    start = f"{_LEDGER.upper()}:".encode()
    found = [line.removeprefix(start) for line in lines if line.startswith(start)]
    return found[0].decode(errors="replace") if found else None


def _todo(appointment: Appointment, made: datetime, edition: int) -> "Todo":
    from icalendar import Todo

    todo = Todo()
    _told(todo, appointment, made, edition)
    todo.add("due", appointment.last)
    todo.add("status", "NEEDS-ACTION")
    return todo


def _event(appointment: Appointment, made: datetime, edition: int) -> "Event":
    from icalendar import Event

    event = Event()
    _told(event, appointment, made, edition)
    event.add("dtstart", appointment.first)
    if appointment.last < date.max:  # RFC 5545: the day after the last; there is none after the last of all
        event.add("dtend", appointment.last + timedelta(days=1))
    event.add("status", appointment.certainty.value)
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    if appointment.place:
        event.add("location", safe(appointment.place))
    return event


def _told(component: "Event | Todo", appointment: Appointment, made: datetime, edition: int) -> None:
    """Write down what it is called, and which edition of it this is."""
    component.add("uid", safe(appointment.uid))
    component.add("dtstamp", made)
    component.add("sequence", edition)
    component.add("summary", safe(appointment.title))
    if appointment.description:
        component.add("description", safe(appointment.description))
