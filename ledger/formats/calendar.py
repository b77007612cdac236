"""Days to come as an iCalendar file (RFC 5545), which any calendar can be told to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.domain.text import safe
from ledger.errors import UsageError

if TYPE_CHECKING:  # the library may be missing
    from icalendar import Event

_MAKER = "-//position-ledger//EN"


class Certainty(StrEnum):
    """What the calendar says of an appointment."""

    tentative = "TENTATIVE"
    confirmed = "CONFIRMED"
    cancelled = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Appointment:
    """Whole days, first to last. ``uid`` stays the same when the days change, so that a calendar moves it."""

    uid: str
    first: date
    last: date
    title: str
    certainty: Certainty
    description: str = ""
    place: str | None = None


def ics_bytes(name: str, appointments: Iterable[Appointment], *, made: datetime, edition: int) -> bytes:
    """Write a calendar. ``edition`` grows with each change, ``made`` is when it was known: nothing else depends on now.

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
    for appointment in appointments:
        calendar.add_component(_event(appointment, made, edition))
    written: bytes = calendar.to_ical()
    return written


def _event(appointment: Appointment, made: datetime, edition: int) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", safe(appointment.uid))
    event.add("dtstamp", made)
    event.add("sequence", edition)
    event.add("dtstart", appointment.first)
    event.add("dtend", appointment.last + timedelta(days=1))  # RFC 5545: the day after the last
    event.add("summary", safe(appointment.title))
    event.add("status", appointment.certainty.value)
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    if appointment.description:
        event.add("description", safe(appointment.description))
    if appointment.place:
        event.add("location", safe(appointment.place))
    return event
