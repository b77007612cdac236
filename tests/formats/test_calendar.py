"""A calendar has whole days with lasting names; no text in it can add a line to it."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from ledger.domain.text import safe
from ledger.errors import UsageError
from ledger.formats.calendar import Appointment, Certainty, ics_bytes, ledger_of
from tests.hostile import HOSTILE

MADE = datetime(2026, 2, 10, 9, tzinfo=UTC)


def appointment(text: str = "Third round") -> Appointment:
    return Appointment(
        "round-R3@0123.position-ledger", date(2026, 2, 1), date(2026, 2, 28), text, Certainty.tentative, text, text
    )


def read(written: bytes) -> Calendar:
    found = Calendar.from_ical(written)
    assert isinstance(found, Calendar)
    return found


@pytest.mark.parametrize("last", [date(9999, 12, 31), date(9999, 12, 30), date(1, 1, 1)])
def test_the_last_days_that_a_calendar_knows_can_be_written(last: date) -> None:
    there = replace(appointment(), first=last, last=last)
    (event,) = read(ics_bytes("Talks", [there], made=MADE, edition=1)).walk("VEVENT")
    assert event.decoded("DTSTART") == last
    assert "DTEND" not in event or event.decoded("DTEND") == last + timedelta(days=1)
    replaced = replace(there, promise=True)
    (todo,) = read(ics_bytes("Talks", [replaced], made=MADE, edition=1)).walk("VTODO")
    assert todo.decoded("DUE") == last


@pytest.mark.parametrize("text", [*HOSTILE, "two\r\nATTACH:https://evil.example\r\nlines"])
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    written = ics_bytes(text, [appointment(text)], made=MADE, edition=6)
    calendar = read(written)
    (event,) = calendar.walk("VEVENT")
    assert [component.name for component in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    assert [str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")] == [safe(text)] * 3
    assert not {"ATTACH", "URL", "ALARM"} & set(event)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


def test_an_appointment_ends_on_its_last_day() -> None:
    (event,) = read(ics_bytes("T", [appointment()], made=MADE, edition=6)).walk("VEVENT")
    assert event.decoded("DTSTART") == date(2026, 2, 1)
    assert event.decoded("DTEND") == date(2026, 3, 1)  # the first day it is over
    assert (event.decoded("DTSTAMP"), event["SEQUENCE"], str(event["STATUS"])) == (MADE, 6, "TENTATIVE")


def test_a_promise_is_something_to_do_by_its_day() -> None:
    promise = replace(appointment("Due: the terms"), promise=True)
    written = ics_bytes("T", [promise, appointment()], made=MADE, edition=6, ledger="0123")
    (todo,) = read(written).walk("VTODO")
    assert (todo.decoded("DUE"), str(todo["STATUS"]), str(todo["SUMMARY"])) == (
        date(2026, 2, 28), "NEEDS-ACTION", "Due: the terms",
    )  # fmt: skip
    assert len(read(written).walk("VEVENT")) == 1


def test_a_calendar_says_of_which_ledger_it_is() -> None:
    written = ics_bytes("T", [], made=MADE, edition=6, ledger="0123")
    assert ledger_of(written) == "0123"
    assert ledger_of(ics_bytes("T", [], made=MADE, edition=6)) is None
    assert ledger_of(written.replace(b"position-ledger//EN", b"somebody//EN")) is None
    assert ledger_of(b"notes\r\nX-POSITION-LEDGER:0123") is None


def test_the_same_calendar_has_the_same_bytes() -> None:
    assert ics_bytes("T", [appointment()], made=MADE, edition=6) == ics_bytes(
        "T", [appointment()], made=MADE, edition=6
    )


def test_without_the_library_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(UsageError) as found:
        ics_bytes("T", [], made=MADE, edition=1)
    assert found.value.hint == "pip install 'position-ledger[ics]'"
