"""Held time: an interval of days, written in EDTF (ISO 8601-2), as far as a ledger needs it.

``2026-01-24``, ``2026-01``, ``2026``, two of them as ``2026-02-12/2026-02-19``, ``../2026-02-05`` (by then) and ``~``
behind a date (about). ``~`` is kept and shown and widens nothing; ``../D`` counts on D.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ledger.domain.words import Precision

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
"""As people read them, in notes and on the screens."""
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")
_WANTED = (
    "a date is a day (2026-01-24), a month (2026-01), a year (2026), two of them (2026-02-12/2026-02-19) "
    "or the last one (../2026-02-05), with ~ for about"
)
_PATTERN = r"^(\.\./)?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?(/[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?)?$"


@dataclass(frozen=True, slots=True, order=True)
class HeldOn:
    """The days of the Gregorian calendar in which something was held; ordered by the last, then the first.

    ``written`` is how it was written, where last day, first day and precision alone would be written otherwise.
    """

    last: date
    first: date
    precision: Precision
    written: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of the forms above; raise ``ValueError`` on anything else."""
        text = text.strip()
        start, slash, end = text.partition("/")
        if not slash:
            return cls._single(text)
        last = cls._single(end)
        if start == "..":
            return cls(last.last, last.last, Precision.interval, text)
        first = cls._single(start)
        if first.first > last.first or first.last > last.last:
            raise ValueError(f"{text} ends before it begins; {_WANTED}")
        plain = text == f"{first.first}/{last.last}" and first.first != last.last
        return cls(last.last, first.first, Precision.interval, "" if plain else text)

    @classmethod
    def _single(cls, text: str) -> Self:
        found = _DATE.fullmatch(text)
        if not found:
            raise ValueError(_WANTED)
        year, month, day = (int(part) if part else None for part in found.groups()[:3])
        assert year is not None
        written = text if found[4] else ""
        try:
            if month is None:
                return cls(date(year, 12, 31), date(year, 1, 1), Precision.year, written)
            if day is None:
                last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 and year else 0
                return cls(date(year, month, last), date(year, month, 1), Precision.month, written)
            return cls(date(year, month, day), date(year, month, day), Precision.day, written)
        except ValueError as problem:
            raise ValueError(f"{text} is not in the calendar; {_WANTED}") from problem

    @classmethod
    def of(cls, last: date, precision: Precision, first: date | None = None, written: str = "") -> Self:
        """Rebuild from what is stored; of a day, a month or a year, ``first`` follows from the last day.

        What is known by its round alone is a span of days: that of the round, from ``first``.
        """
        if precision is Precision.year:
            return cls(last, date(last.year, 1, 1), precision, written)
        if precision is Precision.month:
            return cls(last, last.replace(day=1), precision, written)
        if precision is Precision.day or first is None:
            return cls(last, last, Precision.day, written)
        return cls.between(first, last) if precision is Precision.round else cls(last, first, precision, written)

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """Return the days from one to another, both included; one day alone is a day."""
        return _between(first, last)  # type: ignore[return-value]  # nobody derives from it

    def overlaps(self, other: "HeldOn") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def vaguely(self) -> "HeldOn":
        """Return the same days, as about so."""
        return self if self.about else HeldOn(self.last, self.first, self.precision, f"{self}~")

    @property
    def about(self) -> bool:
        """Whether the source gives the time as about so."""
        return "~" in self.written

    @property
    def lateness(self) -> tuple[date, date, bool, bool]:
        """Sorts by the last day; what ends together by the later begun, then what is neither by then nor about it."""
        return self.last, self.first, not self.open_start, not self.about

    @property
    def open_start(self) -> bool:
        """Whether it was so by then, since nobody knows when."""
        return self.written.startswith("..")

    @property
    def days(self) -> int:
        """How many days it spans: the fewer, the more precise."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        if self.written:
            return self.written
        if self.precision is Precision.interval:
            return f"{self.first}/{self.last}"
        return self.last.isoformat()[: {Precision.year: 4, Precision.month: 7}.get(self.precision, 10)]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": _PATTERN, "description": _WANTED}

    @classmethod
    def _validate(cls, value: object) -> "HeldOn":
        if isinstance(value, cls):
            return value
        if isinstance(value, date):
            return cls.parse(value.isoformat()[:10])
        if isinstance(value, str):
            return parsed(value)
        raise ValueError(_WANTED)


@lru_cache(maxsize=4096)  # the days of a round are asked for with each of its entries
def _between(first: date, last: date) -> HeldOn:
    return HeldOn(last, first, Precision.day if first == last else Precision.interval)


def reads_as_days(text: str) -> bool:
    """Whether a text is one of the forms above."""
    try:
        HeldOn.parse(text)
    except ValueError:
        return False
    return True


def looks_like_a_day(text: str) -> bool:
    """Whether a text is written as days are, in whatever form: ``17.03.2026``, ``3/17/26``, ``2026-03-17``."""
    return _DAY.fullmatch(text.strip()) is not None


_DAY = re.compile(r"(?:\d{1,2}|\d{4})([-./])\d{1,2}\1(?:\d{2}|\d{4})")

parsed = lru_cache(maxsize=4096)(HeldOn.parse)  # a seed names the same few days in entry after entry


def _day(value: object) -> object:
    if isinstance(value, str):
        held = HeldOn.parse(value)
        if held.precision is not Precision.day or held.written:
            raise ValueError("a day is wanted here: 2026-01-24")
        return held.last
    if isinstance(value, date):
        return value
    raise ValueError("a day is wanted here: 2026-01-24")


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day; unlike Pydantic's own, digits alone are never taken for a Unix time."""
