"""A model's fields as things to ask for: which sort of input, which choices, whether it must be given.

Everything is read off the model, so that a field added to it is asked for by itself. ``held_on`` and ``round`` are
asked for as one thing, *when*; a list of citations as the fields of each.
"""

import re
import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger.domain.entries import Citation, DiffMeaning, Statement
from ledger.domain.moments import HeldOn

WHEN = "when"
PROSE = 1_000
"""A text that may be longer than this is asked for in several lines."""
BY_SEMICOLON = frozenset({"offices", "members"})
"""Lists whose elements have commas of their own."""
TABLES = {
    "on_behalf_of": "party",
    "item": "item",
    "items": "item",
    "party": "party",
    "parties": "party",
    "host": "party",
    "by": "person",
    "to": "party",
    "about": "item",
    "round": "round",
    "source": "source",
    "part_of": "item",
    "entry": "entry",
    "due": "round",
    "links": "link",
}
"""Which records a field's keys name, by the field's name."""
_SAID = {
    "due": "a round (R2) or a date by which it is to be kept",
    "links": "depends-on KEY, trades-with KEY, relates-to KEY",
    "aliases": "other names, with commas between",
    "members": "who belongs to it: redland, 1995 to 2020; the next behind a semicolon",
    "offices": "Minister (russia), 2025-01 to 2026; the next behind a semicolon",
    "carries": "what it repeats, with commas between",
    "tags": "words, with blanks or commas between",
    "key": "a short name without blanks, which stays: prisoners, R4",
    "condition": "what would make the party say yes",
}
KEY = 80
"""How long a key may be: several of them are told from several lines of text by that."""
_NOT_ASKED = frozenset({"corrects", "reason", "after", "id", "held_on", "round", "cite", "figures"})
_CITED_LATER = ("prefix", "suffix")


class Sort(StrEnum):
    """Which sort of input a field has."""

    choice = "choice"
    key = "key"
    keys = "keys"
    when = "when"
    number = "number"
    date = "date"
    lines = "lines"
    line = "line"
    prose = "prose"
    yes_no = "yes_no"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for, by ``path`` (``stance``, ``cite.0.quote``); ``words`` are the choices of a choice."""

    path: str
    label: str
    sort: Sort
    required: bool = False
    help: str = ""
    table: str = ""
    words: tuple[str, ...] = ()
    default: str = ""


def fields_of(model: type[BaseModel], *, citations: int = 1) -> list[Field]:
    """Return what a form for this model asks for, in order: where, what, when, the rest, on whose word."""
    if not issubclass(model, Statement):
        return [
            field for name, info in model.model_fields.items() if name != "struck" for field in _described(name, info)
        ]
    found = {name: field_of(name, info) for name, info in model.model_fields.items() if name not in _NOT_ASKED}
    first = [name for name in ("item", "party") if name in found]
    verb = [name for name in model.counting(DiffMeaning.verb) if name in found]
    own = [name for name in found if name not in Statement.model_fields]
    rest = [name for name in (*own, *Statement.model_fields) if name in found and name not in {*first, *verb}]
    when = Field(WHEN, "when", Sort.when, required=True, help="R2, 5 feb, 2026-01-24, 2026-01, today")
    asked = [*(found[name] for name in (*first, *verb)), when, *(found[name] for name in rest)]
    return asked + citation_fields(citations)


def _described(name: str, info: FieldInfo) -> list[Field]:
    """Return a field of a record; one that is made of several (a scale) as each of them."""
    kind, _length = _kind(info)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [field_of(part, inner, f"{name}.", required=False) for part, inner in kind.model_fields.items()]
    return [field_of(name, info)]


def citation_fields(count: int) -> list[Field]:
    """Return the fields of so many citations."""
    return [
        field_of(name, info, f"cite.{number}.", required=name == "source")
        for number in range(count)
        for name, info in Citation.model_fields.items()
        if name not in _CITED_LATER
    ]


def field_of(name: str, info: FieldInfo, prefix: str = "", *, required: bool | None = None) -> Field:
    """Return one field as a thing to ask for."""
    kind, length = _kind(info)
    default = info.default
    return Field(
        path=prefix + name,
        label=(name if prefix.startswith("cite.") else f"{prefix.replace('.', ' ')}{name}").replace("_", " "),
        sort=_sort(name, kind, length),
        required=info.is_required() if required is None else required,
        help=_help(name, info),
        table="party" if name == "by" and get_origin(kind) is tuple else TABLES.get(name, ""),
        words=tuple(word.value for word in kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else (),
        default=str(default) if isinstance(default, str | int) and not isinstance(default, bool) else "",
    )


def _help(name: str, info: FieldInfo) -> str:
    if name in _SAID:
        return _SAID[name]
    if name in TABLES:
        return "type part of a name"
    kind, _length = _kind(info)
    return info.description or ("y or n" if kind is bool else "5 feb, 2026-02-05, 2026-02" if _dated(kind) else "")


def _dated(kind: object) -> bool:
    return kind in (date, HeldOn)


def _sort(name: str, kind: Any, length: int) -> Sort:  # noqa: ANN401 - an annotation can be anything
    many = get_origin(kind) is tuple
    if many and (name == "links" or name in BY_SEMICOLON or (name not in TABLES and _longest_of_many(kind) > KEY)):
        return Sort.lines
    if name in TABLES:
        return Sort.keys if many else Sort.key
    if many:
        return Sort.keys
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Sort.choice
    if kind is bool:
        return Sort.yes_no
    if _dated(kind):
        return Sort.date
    if kind is int:
        return Sort.number
    return Sort.prose if length > PROSE else Sort.line


def _kind(info: FieldInfo) -> tuple[Any, int]:
    """Return the type without ``None`` and annotations, and the longest text it takes."""
    kind: Any = info.annotation
    metadata: list[Any] = list(info.metadata)
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            metadata += more
        elif get_origin(kind) in (Union, types.UnionType):
            inner = [part for part in get_args(kind) if part is not type(None)]
            kind = inner[0]
        else:
            return kind, max((length for length in _lengths(metadata)), default=0)


def _longest_of_many(kind: Any) -> int:  # noqa: ANN401 - an annotation can be anything
    inner = get_args(kind)[0]
    return max(_lengths(get_args(inner)[1:]), default=0) if get_origin(inner) is Annotated else 0


def _lengths(metadata: Iterable[Any]) -> Iterable[int]:
    for each in metadata:
        for part in (each, *getattr(each, "metadata", ())):
            length = getattr(part, "max_length", None)
            if isinstance(length, int):
                yield length


# ----------------------------------------------------------------------------------------------------------------------
# Dates as people type them: ``R2``, ``5 feb``, ``feb 2026``, ``2026-01``, ``today``.

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
