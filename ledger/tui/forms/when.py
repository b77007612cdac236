"""Dates as people type them: ``R2``, ``5 feb``, ``feb 2026``, ``2026-01``, ``today``."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from ledger.domain.moments import HeldOn

FORMS = "a round (R2), a day (2026-02-05, 5 feb, today), a month (2026-02, feb 2026) or a year"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY_FORMS = (
    re.compile(rf"(?P<day>[0-9]{{1,2}})\.? {_MONTH}(?:,? (?P<year>[0-9]{{4}}))?"),
    re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}})(?:,? (?P<year>[0-9]{{4}}))?"),
)
_MONTH_FORM = re.compile(rf"{_MONTH}(?: (?P<year>[0-9]{{4}}))?")


def read_when(text: str, rounds: Iterable[str], today: date) -> dict[str, str]:
    """Return ``{"round": …}`` or ``{"held_on": …}`` for what was typed; raise ``ValueError`` with the forms there are.

    Without a year, the last such day that is not in the future is meant.
    """
    typed = " ".join(text.split())
    by_key = {key.casefold(): key for key in rounds}
    if typed.casefold() in by_key:
        return {"round": by_key[typed.casefold()]}
    return {"held_on": str(_held(typed.casefold(), today))}


def _held(typed: str, today: date) -> HeldOn:
    if typed in ("today", "yesterday"):
        return HeldOn.parse((today - timedelta(days=typed == "yesterday")).isoformat())
    for form in _DAY_FORMS:
        found = form.fullmatch(typed)
        if found and (month := _month(found["month"])):
            return HeldOn.parse(_day(int(found["day"]), month, found["year"], today))
    found = _MONTH_FORM.fullmatch(typed)
    if found and (month := _month(found["month"])):
        year = int(found["year"]) if found["year"] else today.year - (month > today.month)
        return HeldOn.parse(f"{year:04d}-{month:02d}")
    try:
        return HeldOn.parse(typed)
    except ValueError as problem:
        said = str(problem)
        raise ValueError(said if "calendar" in said else f"when? {FORMS}") from problem


def _month(word: str) -> int | None:
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december")  # fmt: skip
    return next((number for number, name in enumerate(full, 1) if len(word) >= 3 and name.startswith(word)), None)


def _day(day: int, month: int, year: str | None, today: date) -> str:
    if year:
        return f"{year}-{month:02d}-{day:02d}"
    this = f"{today.year:04d}-{month:02d}-{day:02d}"
    return this if (month, day) <= (today.month, today.day) else f"{today.year - 1:04d}-{month:02d}-{day:02d}"
