"""A model's fields as things to ask for: which sort of input, which choices, whether it must be given.

Everything is read off the model, so that a field added to it is asked for by itself. ``held_on`` and ``round`` are
asked for as one thing, *when*; a list of citations as the fields of each.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel

from ledger.domain.entries import Citation, DiffMeaning, Statement
from ledger.domain.moments import HeldOn
from ledger.domain.reflection import Shape, shapes
from ledger.domain.words import Stance

WHEN = "when"
PROSE = 1_000
"""A text that may be longer than this is asked for in several lines."""
BY_SEMICOLON = frozenset({"offices", "members"})
"""Lists whose elements have commas of their own."""
_NAMED_HERE = {"due": "round", "links": "link", "entry": "entry", "about": "item", "held": ""}
"""What is offered for fields that hold more than keys: a day too, a number, free text."""
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
NOT_ASKED = frozenset({"corrects", "reason", "after", "id", "held_on", "round", "cite", "figures"})
_CITED_LATER = ("prefix", "suffix")
_BEFORE_THE_SOURCE = ("by", "about", "condition", "summary")
"""What is asked for before the citation though it may be left out: a stance may want its condition."""
ASKED_WITH = {"condition": ("stance", Stance.conditional)}
"""What must be given where another field says so."""
MORE = "What else it says"
"""Stands over what may be left out."""


class InputSort(StrEnum):
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
    sort: InputSort
    required: bool = False
    help: str = ""
    table: str = ""
    words: tuple[str, ...] = ()
    default: str = ""
    section: str = ""


def fields_of(model: type[BaseModel], *, citations: int = 1) -> list[Field]:
    """Return what a form for this model asks for, in order: where, what, when, on whose word, the rest."""
    known = shapes(model)
    if not issubclass(model, Statement):
        return [field for name, shape in known.items() if name != "struck" for field in _described(shape)]
    found = {name: field_of(shape) for name, shape in known.items() if name not in NOT_ASKED}
    first = [name for name in ("item", "party") if name in found]
    verb = [name for name in model.counting(DiffMeaning.verb) if name in found]
    own = [name for name in found if name not in Statement.model_fields]
    before = {*first, *verb, *(name for name in _BEFORE_THE_SOURCE if name in found)}
    rest = [name for name in (*own, *Statement.model_fields) if name in found and name not in before]
    when = Field(WHEN, "when", InputSort.when, required=True, help="R2, 5 feb, 2026-01-24, 2026-01, today")
    asked = [*(found[name] for name in (*first, *verb)), when]
    asked += [found[name] for name in _BEFORE_THE_SOURCE if name in found and name not in {*first, *verb}]
    return [*asked, *citation_fields(citations), *(replace(found[name], section=MORE) for name in rest)]


def _described(shape: Shape) -> list[Field]:
    """Return a field of a record; one that is made of several (a scale) as each of them."""
    if shape.compound and not shape.many:
        return [field_of(inner, f"{shape.name}.", required=False) for inner in shapes(shape.kind).values()]
    return [field_of(shape)]


def citation_fields(count: int) -> list[Field]:
    """Return the fields of so many citations."""
    return [
        field_of(shape, f"cite.{number}.", required=name == "source")
        for number in range(count)
        for name, shape in shapes(Citation).items()
        if name not in _CITED_LATER
    ]


def field_of(shape: Shape, prefix: str = "", *, required: bool | None = None) -> Field:
    """Return one field as a thing to ask for."""
    default = shape.default
    return Field(
        path=prefix + shape.name,
        label=(shape.name if prefix.startswith("cite.") else f"{prefix.replace('.', ' ')}{shape.name}").replace(
            "_", " "
        ),
        sort=_sort(shape),
        required=shape.required if required is None else required,
        help=_help(shape),
        table=_table(shape),
        words=() if shape.many else shape.words,
        default=str(default) if isinstance(default, str | int) and not isinstance(default, bool) else "",
    )


def _table(shape: Shape) -> str:
    return _NAMED_HERE.get(shape.name, shape.table or "")


def _help(shape: Shape) -> str:
    if shape.name in _SAID:
        return _SAID[shape.name]
    if _table(shape):
        return "type part of a name"
    about = shape.about.replace("–", " to ")  # what the screens say of themselves is ASCII
    return about or ("y or n" if shape.kind is bool else "5 feb, 2026-02-05, 2026-02" if shape.dated else "")


def _sort(shape: Shape) -> InputSort:
    if shape.many and (
        shape.name == "links" or shape.name in BY_SEMICOLON or (not _table(shape) and shape.longest > KEY)
    ):
        return InputSort.lines
    if _table(shape) or shape.many:
        return InputSort.keys if shape.many else InputSort.key
    if shape.words:
        return InputSort.choice
    if shape.kind is bool:
        return InputSort.yes_no
    if shape.dated:
        return InputSort.date
    if shape.kind is int:
        return InputSort.number
    return InputSort.prose if shape.longest > PROSE else InputSort.line


# ----------------------------------------------------------------------------------------------------------------------
# Dates as people type them: ``R2``, ``5 feb``, ``feb 2026``, ``2026-01``, ``today``.

FORMS = (
    "a round (R2), a day (2026-02-05, 5 feb, today), a month (2026-02, feb 2026), a year, "
    "or a round and days of it (R2 2026-02-05)"
)
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY_FORMS = (
    re.compile(rf"(?P<day>[0-9]{{1,2}})\.? {_MONTH}(?:,? (?P<year>[0-9]{{4}}))?"),
    re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}})(?:,? (?P<year>[0-9]{{4}}))?"),
)
_MONTH_FORM = re.compile(rf"{_MONTH}(?: (?P<year>[0-9]{{4}}))?")


def read_when(text: str, rounds: Iterable[str], today: date) -> dict[str, str]:
    """Return ``{"round": …}`` or ``{"held_on": …}`` for what was typed; raise ``ValueError`` with the forms there are.

    A round with days of it, ``R2 2026-02-05``, gives both. Without a year, the last such day that is not in the future
    is meant.
    """
    typed = " ".join(text.split())
    by_key = {key.casefold(): key for key in rounds}
    if typed.casefold() in by_key:
        return {"round": by_key[typed.casefold()]}
    first, _, days = typed.partition(" ")
    try:
        return {"held_on": str(_held(typed.casefold(), today))}
    except ValueError:  # a day comes first: a round can have the key "5", or "May"
        if not days or first.casefold() not in by_key:
            raise
    return {"round": by_key[first.casefold()], "held_on": str(_held(days.casefold(), today))}


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
