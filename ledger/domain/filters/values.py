"""What stands in a filter as a value: days, numbers, yes and no; and when one of them is less than another."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ledger.domain.moments import HeldOn
from ledger.domain.points import days_of
from ledger.domain.records import Round
from ledger.domain.text import fold

Value = str | int | float | bool | date | HeldOn | tuple[str, ...] | None
NUMBER = re.compile(r"[-−+]?\d+(?:\.\d+)?")
DAYS = ("today", "yesterday", "tomorrow", "today+14d", "today-2w", "today-1m")
"""Days that are told from the one one looks at, as somebody may begin to write them."""
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
_RELATIVE = re.compile(
    r"(?P<from>now|today|yesterday|tomorrow|)(?:(?P<sign>[+\-−])(?P<count>\d{1,4})(?P<unit>[dwmy]))?"
)
_OFF = {"yesterday": -1, "tomorrow": 1}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "=": lambda one, other: one == other,
}


def number(text: str) -> int | float | None:
    """Return what is written as a number, or ``None``."""
    if not NUMBER.fullmatch(text):
        return None
    plain = text.replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def days(text: str, today: date, rounds: Mapping[str, Round]) -> HeldOn | None:
    """Return the days that are meant: a date, a month, a year, a round, or so and so long from today."""
    if text in rounds:
        return days_of(rounds[text])
    relative = _relative(fold(text), today)
    if relative is not None:
        return HeldOn.between(relative, relative)
    try:
        return HeldOn.parse(text)
    except ValueError:
        return next((days_of(stage) for stage in rounds.values() if _is_called(stage, fold(text))), None)


def _is_called(stage: Round, name: str) -> bool:
    return name in {fold(key) for key in (stage.key, *stage.former)}


def _relative(text: str, today: date) -> date | None:
    found = _RELATIVE.fullmatch(text)
    if found is None or not text:
        return None
    try:
        start = today + timedelta(days=_OFF.get(found["from"], 0))
        if not found["sign"]:
            return start
        count = int(found["count"]) * (1 if found["sign"] == "+" else -1)
        return _moved(start, count, found["unit"])
    except (OverflowError, ValueError):
        return None


def _moved(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def holds(one: Value, sign: str, other: Value, order: Sequence[str] = ()) -> bool:
    """Whether a comparison holds; ``order``: words that stand in an order of their own, the least first.

    What is missing is neither less nor more than anything, and equals nothing; nor is a number less than a word.
    """
    if sign == "!=":
        return (one is None) != (other is None) if one is None or other is None else not holds(one, "=", other, order)
    if one is None or other is None:
        return False
    if isinstance(other, tuple) and not isinstance(one, tuple) and sign in {"=", "in"}:
        return any(holds(one, "=", each, order) for each in other)
    if isinstance(one, tuple):
        return any(holds(each, sign, other, order) for each in one)
    return _holds(one, "=" if sign == "in" else sign, other, order)


def _holds(one: Value, sign: str, other: Value, order: Sequence[str]) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return sign == "=" and one is other
    if isinstance(one, date | HeldOn) and isinstance(other, date | HeldOn):
        return _of_days(_span(one), sign, _span(other))
    if isinstance(one, str) and isinstance(other, str):
        if sign != "=" and one in order and other in order:
            return _COMPARE[sign](order.index(one), order.index(other))
        return _COMPARE[sign](fold(one), fold(other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return _COMPARE[sign](one, other)
    return False


def _span(day: date | HeldOn) -> tuple[date, date]:
    return (day.first, day.last) if isinstance(day, HeldOn) else (day, day)


def _of_days(one: tuple[date, date], sign: str, other: tuple[date, date]) -> bool:
    """Compare days: before is wholly before; is, where the one lies within the other."""
    match sign:
        case "<":
            return one[1] < other[0]
        case "<=":
            return one[1] <= other[1]
        case ">":
            return one[0] > other[1]
        case ">=":
            return one[0] >= other[0]
    return other[0] <= one[0] and one[1] <= other[1]
