"""A mapping: what the columns and cells of somebody's table mean, in the words of a seed.

It stands beside the table and changes nothing in it. Fields are written as in a seed, those inside others with a dot:
``cite.source``. ``long`` is a row for each statement; ``wide`` has one thing down and another across, as grids of who
wants what have, and the cell says the ``wide.cells``.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final, Self, get_args

from pydantic import BaseModel, BeforeValidator, Field, field_validator, model_validator
from pydantic.fields import FieldInfo

from ledger.domain.field_types import ONE_LINE, Frozen, KeyOf, OneLine, OneLineList
from ledger.domain.moments import HeldOn, reads_as_days
from ledger.domain.naming import did_you_mean, instead
from ledger.domain.records import Source
from ledger.domain.seed import BLOCKS
from ledger.domain.text import fold

ISO: Final = "iso"
INTO: Final = {
    str(BLOCKS[block].plural): block  # type: ignore[attr-defined]  # those of this list have one
    for block in ("stance", "status", "event", "remark", "item", "party", "person", "round", "source", "delegate")
}
"""What the rows of a table can become, by the name of the block."""
ENTERED: Final = {"items": "item", "parties": "party", "sources": "source"}
"""What a table may bring along by naming it: block, and the table of its records."""
_TOKENS: Final = {"YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d"}
_TOKEN: Final = re.compile("|".join(_TOKENS))
_SIGNED_DIGITS: Final = re.compile(r"[+-]?\d+(?:[.,'’·\s]\d+)*")
_LONGEST_KEY: Final = 60
_Given = dict[str, Any]


def _by_name(value: object) -> object:
    """Let a list of sheets stand for sheets that say nothing of their own."""
    return {name: {} for name in value} if isinstance(value, list | tuple) else value


def _nothing(value: object) -> object:
    return {} if value is None else value


class Wide(Frozen):
    """A grid. ``heads`` says what each row of heads names, from the top; ``skip`` are heads that are no part of it.

    ``beside`` are columns that say another field of the grid's cells, one for each of its columns and in their order.
    """

    heads: OneLineList = ("party",)
    cells: OneLine = "stance"
    skip: OneLineList = ()
    beside: dict[OneLine, OneLineList] = Field(default={})

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that its heads and cells are."""
        return *self.heads, self.cells, *self.beside


class TableMapping(Frozen):
    """What a table means. See ``docs/tables.md``."""

    into: OneLine = "stances"
    columns: dict[OneLine, OneLine] = Field(default={}, description="field of the block: the head of its column")
    wide: Wide | None = Field(default=None, description="the other columns are a grid: what its heads and cells are")
    always: _Given = Field(default={}, description="fields that are the same for every row")
    sheets: Annotated[dict[str, Annotated[_Given, BeforeValidator(_nothing)]], BeforeValidator(_by_name)] = Field(
        default={}, description="which sheets, and what each says of all its rows; all of them when left out"
    )
    head: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="the row with the heads; the first that is not empty when left out"
    )
    words: dict[str, OneLine] = Field(
        default={}, description="word in the table: stance, status or other word of a seed"
    )
    names: dict[str, OneLine] = Field(default={}, description="name in the table: item, party, round or source")
    repeat: OneLineList = Field(default=(), description="fields whose empty cell says what the one above says")
    empty: OneLineList = Field(default=(), description="what stands for nothing: -, n/a")
    dates: OneLineList = Field(default=(ISO,), description="iso, or forms such as DD.MM.YYYY, MM/DD/YYYY, MMM YYYY")
    lists: Annotated[str, Field(min_length=1, max_length=1)] = Field(default=",", description="what parts lists")
    decimal: Annotated[str, Field(min_length=1, max_length=1)] = "."
    thousands: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        default=None, description="the sign that groups digits by three; none does when left out"
    )
    delimiter: OneLine = Field(default=",", description="of CSV; tab for a tab")
    encoding: OneLine = Field(default="utf-8", description="of CSV; a byte order mark is understood")
    source: Source | None = Field(default=None, description="the source of the table, entered with it")
    enter: OneLineList = Field(
        default=(),
        description="items, parties, sources: what the ledger does not have is entered by its name",
    )

    @field_validator("enter")
    @classmethod
    def _can_be_entered(cls, blocks: tuple[str, ...]) -> tuple[str, ...]:
        for block in blocks:
            if block not in ENTERED:
                raise ValueError(f'"{block}" is not entered by its name; {instead(block, ENTERED)}')
        return blocks

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            codecs.lookup(name)
        except LookupError as problem:
            raise ValueError(f'"{name}" is not an encoding; such as utf-8, windows-1252, windows-1251') from problem
        return name

    @field_validator("delimiter", mode="before")
    @classmethod
    def _one_sign(cls, value: object) -> object:
        text = "\t" if value in {"tab", "\\t", "\t"} else value
        if not isinstance(text, str) or len(text) != 1:
            raise ValueError("a delimiter is one sign, or tab")
        return "tab" if text == "\t" else text

    @field_validator("dates")
    @classmethod
    def _with_a_year(cls, forms: tuple[str, ...]) -> tuple[str, ...]:
        for form in forms:
            if form != ISO and not re.search("%[Yy]", _as_format(form)):
                raise ValueError(f'"{form}" is not a form of dates; iso, or such as DD.MM.YYYY, MM/DD/YYYY, MMM YYYY')
        return forms

    @model_validator(mode="after")
    def _fields_exist(self) -> Self:
        if self.into not in INTO:
            suggested = did_you_mean(self.into, INTO) or f"one of: {', '.join(INTO)}"
            raise ValueError(f'into: "{self.into}" is not a block; {suggested}')
        for path in self._paths():
            if field_at(self.model, path) is None:
                raise ValueError(_no_such(self.model, path))
        if not self.columns:
            raise ValueError("columns: say which column holds what, such as item: Issue")
        if self.thousands == self.decimal:
            raise ValueError(f'thousands: "{self.thousands}" is the decimal sign; no sign is both')
        if self.wide and (twice := set(self.wide.fields) & self.columns.keys()):
            raise ValueError(f"{min(twice)} stands both in columns and in wide")
        return self

    def _paths(self) -> Iterator[str]:
        yield from self.columns
        yield from self.wide.fields if self.wide else ()
        for given in (self.always, *self.sheets.values()):
            yield from given

    @property
    def block(self) -> str:
        """The block that a row becomes, by its singular."""
        return INTO[self.into]

    @property
    def model(self) -> type[BaseModel]:
        """The model of that block."""
        return BLOCKS[self.block]

    @property
    def sign(self) -> str:
        """The delimiter as one character."""
        return "\t" if self.delimiter == "tab" else self.delimiter

    @property
    def forms_of_dates(self) -> str:
        """The forms that dates may have, as a message names them."""
        return " or ".join("ISO (2026-01-24)" if form == ISO else form for form in self.dates)

    @property
    def form_of_numbers(self) -> str:
        """The signs that numbers may have, as a message names them."""
        groups = f'and "{self.thousands}" groups digits by three' if self.thousands else "and no sign groups digits"
        return f'"{self.decimal}" is the decimal sign, {groups}'

    def number(self, text: str) -> str | None:
        """Return a number with a point for its decimal sign, or ``None`` where its signs are none of the mapping's.

        What is no number at all is left for its field to judge.
        """
        digits = text.strip().replace("\u2212", "-")
        whole = r"\d+"
        if self.thousands:
            sign = r"\s" if self.thousands.isspace() else re.escape(self.thousands)
            whole = rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+|\d+"
        found = re.fullmatch(rf"([+-]?)({whole})(?:{re.escape(self.decimal)}(\d+))?", digits)
        if found is None:
            return None if _SIGNED_DIGITS.fullmatch(digits) else text
        sign, whole, rest = found.groups()
        return sign + re.sub(r"\D", "", whole) + (f".{rest}" if rest else "")

    def is_empty(self, text: str) -> bool:
        """Whether a text stands for nothing."""
        return not text.strip() or fold(text) in {fold(each) for each in self.empty}

    def day(self, text: str) -> str | None:
        """Return a date of one of the forms as EDTF, or ``None``; what is ISO is left for its field to judge."""
        for form in self.dates:
            if form == ISO:
                return text if len(self.dates) == 1 or reads_as_days(text) else self._other_day(text)
            if found := _dated(text, _as_format(form)):
                return found
        return None

    def _other_day(self, text: str) -> str | None:
        forms = (_as_format(form) for form in self.dates if form != ISO)
        return next((found for form in forms if (found := _dated(text, form))), None)


def field_at(model: type[BaseModel], path: str) -> FieldInfo | None:
    """Return the field at a dotted path of a model, or ``None``."""
    name, _dot, rest = path.partition(".")
    known = {info.alias or name: info for name, info in model.model_fields.items()}
    info = known.get(name)
    if info is None or not rest:
        return info
    inner = (field_at(found, rest) for found in models_in(info.annotation))
    return next((found for found in inner if found is not None), None)


def _no_such(model: type[BaseModel], path: str) -> str:
    name = path.partition(".")[0]
    known = [info.alias or name for name, info in model.model_fields.items() if name != "id"]
    if name in known:
        inner = next(models_in(model.model_fields[name].annotation), None)
        known = [f"{name}.{each}" for each in inner.model_fields] if inner else known
    return f'"{path}" is not a field here; {did_you_mean(path, known) or "known: " + ", ".join(known)}'


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that a field may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


@cache
def holds(model: type[BaseModel], path: str, kind: type) -> bool:
    """Whether a field may be of a type: a date, a number, a list (``tuple``)."""
    info = field_at(model, path)
    return info is not None and _mentions(info.annotation, kind)


def is_date(model: type[BaseModel], path: str) -> bool:
    """Whether a field is held time or a day."""
    return holds(model, path, HeldOn) or holds(model, path, date)


@cache
def is_one_line(model: type[BaseModel], path: str) -> bool:
    """Whether a field is a text of one line: a break inside a cell is a blank there."""
    info = field_at(model, path)
    return info is not None and ONE_LINE in (*info.metadata, *_marks(info.annotation))


def is_number(model: type[BaseModel], path: str) -> bool:
    """Whether a field is a number and nothing else."""
    return (holds(model, path, int) or holds(model, path, float)) and not holds(model, path, str)


def is_list(model: type[BaseModel], path: str) -> bool:
    """Whether a field is a list of texts or keys."""
    info = field_at(model, path)
    return info is not None and _mentions(info.annotation, tuple)


def _mentions(annotation: Any, kind: type) -> bool:
    origin = getattr(annotation, "__origin__", None)
    if annotation is kind or origin is kind:
        return True
    return origin is not kind and any(_mentions(inner, kind) for inner in get_args(annotation))


# -- dates ------------------------------------------------------------------------------------------------------------


def _as_format(form: str) -> str:
    """Turn ``DD.MM.YYYY`` into what Python reads; what has a ``%`` is that already."""
    return form if "%" in form else _TOKEN.sub(lambda found: _TOKENS[found.group()], form)


def _dated(text: str, form: str) -> str | None:
    if any(sign.isdigit() and not sign.isascii() for sign in text):  # Python would read them; no date is written so
        return None
    try:
        found = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    exact = 3 if re.search("%[dj]", form) else 2 if re.search("%[mbB]", form) else 1
    return "-".join(f"{part:0{width}}" for part, width in ((found.year, 4), (found.month, 2), (found.day, 2))[:exact])


# -- words ------------------------------------------------------------------------------------------------------------


def looked_up(text: str, words: Mapping[str, str], known: Iterable[str] = ()) -> str | None:
    """Return what a word of a table means: as the mapping says, else one of those known, however it is capitalised."""
    wanted = fold(text)
    found = next((meant for word, meant in words.items() if fold(word) == wanted), None)
    return found if found is not None else next((word for word in known if fold(word) == wanted), None)


# -- what a field takes -----------------------------------------------------------------------------------------------


@cache
def named_by(model: type[BaseModel], path: str) -> str | None:
    """Return the table that a field names a record of, or ``None``, as where a date may stand there."""
    info = field_at(model, path)
    marks = (*info.metadata, *_marks(info.annotation)) if info else ()
    return next((mark.table for mark in marks if isinstance(mark, KeyOf) and not mark.or_days), None)


@cache
def words_of(model: type[BaseModel], path: str) -> tuple[str, ...]:
    """Return the words that a field may be; none where it takes any text."""
    info = field_at(model, path)
    return tuple(_words(info.annotation)) if info else ()


def _words(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(each.value) for each in annotation)
    for inner in get_args(annotation):
        yield from _words(inner)


def _marks(annotation: Any) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _marks(inner)


def key_of(title: str) -> str:
    """Make a key of a title: ``Prisoner exchange`` is ``prisoner-exchange``."""
    return "-".join(re.findall(r"\w+", fold(title).replace("_", " ")))[:_LONGEST_KEY].strip("-")
