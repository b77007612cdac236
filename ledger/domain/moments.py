"""Held time: days, months and years, and the periods they stand for.

A month or a year counts from its last day: what was held "in 2026-01" is known to have been held by 31 January.
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

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WANTED = "a date is a day (2026-01-24), a month (2026-01) or a year (2026)"


@dataclass(frozen=True, slots=True, order=True)
class HeldOn:
    """A day, a month or a year of the Gregorian calendar; ordered by its last day."""

    last: date
    first: date
    precision: Precision

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-01-24``, ``2026-01`` or ``2026``; raise ``ValueError`` on anything else."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(_WANTED)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        try:
            if month is None:
                return cls(date(year, 12, 31), date(year, 1, 1), Precision.year)
            if day is None:
                last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 and year else 0
                return cls(date(year, month, last), date(year, month, 1), Precision.month)
            return cls(date(year, month, day), date(year, month, day), Precision.day)
        except ValueError as problem:
            raise ValueError(f"{text} is not in the calendar; {_WANTED}") from problem

    @classmethod
    def of(cls, last: date, precision: Precision) -> Self:
        """Rebuild from the stored pair: the last day and how exact it is (a round's last day is a day)."""
        if precision is Precision.year:
            return cls(last, date(last.year, 1, 1), precision)
        if precision is Precision.month:
            return cls(last, last.replace(day=1), precision)
        return cls(last, last, Precision.day)

    def __str__(self) -> str:
        return self.last.isoformat()[: {Precision.year: 4, Precision.month: 7}.get(self.precision, 10)]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "description": _WANTED}

    @classmethod
    def _validate(cls, value: object) -> "HeldOn":
        if isinstance(value, cls):
            return value
        if isinstance(value, date):
            return cls.parse(value.isoformat()[:10])
        if isinstance(value, str):
            return _parsed(value)
        raise ValueError(_WANTED)


_parsed = lru_cache(maxsize=4096)(HeldOn.parse)  # a seed names the same few days in entry after entry


def _day(value: object) -> object:
    if isinstance(value, str):
        held = HeldOn.parse(value)
        if held.precision is not Precision.day:
            raise ValueError("a day is wanted here: 2026-01-24")
        return held.last
    if isinstance(value, date):
        return value
    raise ValueError("a day is wanted here: 2026-01-24")


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day; unlike Pydantic's own, digits alone are never taken for a Unix time."""


@dataclass(frozen=True, slots=True)
class Period:
    """A closed span of days."""

    first: date
    last: date

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last
