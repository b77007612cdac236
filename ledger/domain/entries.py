"""Recorded statements: what somebody says is so, on whose word, and how it is kept.

``StanceEntry``, ``StatusEntry``, ``EventEntry`` and ``RemarkEntry`` are what a person states: the same model is a block
of a seed, the arguments of a command and the fields of a form. ``Entry`` is one of them as recorded: numbered, in
a changeset. Whatever field is added to a statement stands in all these places and in export, hash and JSON by itself;
the table ``entry`` needs a column of the same name.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticKnownError

from ledger.domain.field_types import (
    BehalfOf,
    Citation,
    Frozen,
    ItemKey,
    ItemKeys,
    Number,
    OneLine,
    PartyName,
    PersonName,
    Prose,
    RoundKey,
    SourceKey,
)
from ledger.domain.moments import Day, HeldOn
from ledger.domain.records import EMBARGO, MARKING
from ledger.domain.words import Confidence, EntryKind, Handling, Stance, Status

__all__ = [
    "STATEMENTS",
    "AnyStatement",
    "Cell",
    "Citation",
    "Cited",
    "DiffMeaning",
    "Entry",
    "EntryRef",
    "EventEntry",
    "Figure",
    "Percent",
    "RemarkEntry",
    "Retraction",
    "StanceEntry",
    "Statement",
    "StatusEntry",
    "says_the_same",
]


class DiffMeaning(Enum):
    """What a difference in a field means to a diff; written on the field as an annotation."""

    verb = "decides the verb"
    wording = "makes it reworded"
    remark = "does not count between two entries; a correction that touches only remarks is reworded"


Percent = Annotated[int, Field(ge=0, le=100)]
Tone = Annotated[int, Field(ge=-2, le=2)]


class EntryRef(Frozen):
    """Names an entry: by its number, or within the cell by stance or status, held_on and source."""

    id: Number | None = None
    stance: Stance | None = None
    status: Status | None = None
    title: OneLine | None = None
    text: Prose | None = None
    by: PersonName | None = None
    held_on: HeldOn | None = None
    round: RoundKey | None = None
    source: SourceKey | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, int | str) else value

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if all(value is None for value in self.__dict__.values()):
            raise ValueError("name the entry by its id, or by its stance, held_on and source")
        return self

    def __str__(self) -> str:
        if self.id is not None:
            return f"entry {self.id}"
        return ", ".join(f"{key}: {value}" for key, value in self.model_dump(mode="json", exclude_none=True).items())


def _cited(value: object) -> object:
    cited = value if isinstance(value, (list, tuple)) else (value,)
    if not cited:  # said here, for behind this function the model would have it said by another one
        raise PydanticKnownError("too_short", {"field_type": "Value", "min_length": 1, "actual_length": 0})
    return cited


Cited = Annotated[tuple[Citation, ...], BeforeValidator(_cited), Field(json_schema_extra={"minItems": 1})]


class Cell(NamedTuple):
    """Where entries stand in one line: an item and a party; a status has no party, an event or a remark neither."""

    kind: EntryKind
    item: str | None = None
    party: str | None = None

    def __str__(self) -> str:
        return " × ".join(part for part in (self.item, self.party) if part) or self.kind.value


_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?")
_MOST_DIGITS = 15  # what a double keeps to the letter


def _number(value: object) -> object:
    """Read a number as people write it; whole numbers are integers, ``12.50`` is ``12.5``."""
    text = str(value).strip().replace("\u2212", "-")
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise ValueError("a figure is a number: 314, or 12.5")
    if sum(character.isdigit() for character in text.strip("+-0.")) > _MOST_DIGITS:
        raise ValueError(f"a figure has at most {_MOST_DIGITS} digits")
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


class Figure(Frozen):
    """A number that an entry gives: what is counted, how much, in which unit, of what.

    ``about`` is the key of an item, or free text; left out, it is what the entry is about. ``approx``: the source says
    "about".
    """

    what: OneLine
    value: Annotated[int | float, BeforeValidator(_number)]
    unit: OneLine | None = None
    about: OneLine | None = Field(
        default=None, description="an item's key or free text; the entry's item when left out"
    )
    approx: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        """Take ``prisoners=314 persons``, ``losses=~900`` and ``cost about tunnel=3 m`` apart, as typed in a shell."""
        if not isinstance(value, str):
            return value
        named, equals, said = value.partition("=")
        what, _, about = named.partition(" about ")
        number, _, unit = said.strip().partition(" ")
        if not equals or not number:
            raise ValueError("a figure in one is written prisoners=314 persons, losses=~900, or cost about KEY=3 m")
        fields = {"what": what.strip(), "value": number.removeprefix("~"), "approx": number.startswith("~")}
        also = {"unit": unit.strip(), "about": about.strip()}
        return fields | {name: text for name, text in also.items() if text}

    @property
    def named(self) -> str:
        """What is counted, and about what where that is said."""
        return f"{self.what} (about {self.about})" if self.about else self.what

    @property
    def written(self) -> str:
        """The number in digits, the same however it was typed."""
        return format(Decimal(repr(self.value)), "f")

    def __str__(self) -> str:
        return " ".join(part for part in (f"{'~' if self.approx else ''}{self.written}", self.unit) if part)


def _figures(value: object) -> object:
    return (value,) if isinstance(value, Figure | Mapping | str) else value


Figures = Annotated[tuple[Figure, ...], BeforeValidator(_figures)]


class Statement(Frozen):
    """What every statement has: when it was held, in whose words, on which sources."""

    kind: ClassVar[EntryKind]
    plural: ClassVar[str]

    held_on: HeldOn | None = None
    round: RoundKey | None = None
    summary: Annotated[Prose | None, DiffMeaning.remark] = Field(
        default=None, description="what is said, in the analyst's own words"
    )
    confidence: Annotated[Confidence | None, DiffMeaning.remark] = Field(
        default=None, description="how sure the analyst is that the source means it"
    )
    marking: Annotated[Handling | None, DiffMeaning.remark] = Field(default=None, description=MARKING)
    embargo: Annotated[Day | None, DiffMeaning.remark] = Field(default=None, description=EMBARGO)
    figures: Figures = Field(default=(), description="the numbers that it gives")
    cite: Cited = Field(description="where it stands; an analyst's own judgement cites a source of kind assessment")
    corrects: EntryRef | None = Field(default=None, description="the entry that was wrong")
    reason: Prose | None = Field(default=None, description="why the corrected entry was wrong")
    after: Number | None = Field(
        default=None,
        description="number of the entry of the same day that it came after, where their order was wrong; "
        "or of an entry it once was, to take the place of that again",
    )
    id: Number | None = Field(default=None, description="the entry's number, in an export")

    @model_validator(mode="after")
    def _held_some_time(self) -> Self:
        if self.held_on is None and self.round is None:
            raise ValueError("when? give held_on (2026-01-24, 2026-01 or 2026) or round")
        return self

    @cached_property
    def cell(self) -> Cell:
        """The cell it stands in; kept, for a plan asks for it again and again."""
        return Cell(self.kind)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy; the copy may stand in another cell."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("cell", None)
        return copied

    @classmethod
    def value_fields(cls) -> tuple[str, ...]:
        """Names of the fields that are columns of the table ``entry`` and nothing but the statement's own."""
        return _value_fields(cls)

    def values(self) -> dict[str, Any]:
        """What is stated, by column name; only what was given. Enumerations are their words, days ISO text."""
        given = self.__dict__
        return {
            name: _plain(value)
            for name in _value_fields(type(self))
            if (value := given.get(name)) is not None and value != ()
        }

    def places_as(self, known: "Statement") -> bool:
        """Whether it says no other order than what is known already: it names nothing that this did not come after."""
        return self.after in (None, known.after)

    @classmethod
    def counting(cls, weight: DiffMeaning) -> tuple[str, ...]:
        """Names of the fields whose change counts as ``weight``."""
        return _counting(cls, weight)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, date) else value


@cache
def _value_fields(model: type[Statement]) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if name not in _STRUCTURE)


@cache
def _counting(model: type[Statement], weight: DiffMeaning) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if weight in field.metadata)


class StanceEntry(Statement):
    """What a party holds on an item."""

    kind: ClassVar[EntryKind] = EntryKind.stance
    plural: ClassVar[str] = "stances"

    item: ItemKey
    party: PartyName
    stance: Annotated[Stance, DiffMeaning.verb] = Field(description="what the party holds on it")
    condition: Annotated[Prose | None, DiffMeaning.wording] = Field(
        default=None, description="required when the stance is conditional"
    )
    position: Annotated[Percent | None, DiffMeaning.wording] = Field(
        default=None, description="0–100 on the item's scale"
    )
    salience: Annotated[Percent | None, DiffMeaning.remark] = Field(
        default=None, description="0–100: how much it matters"
    )
    on_behalf_of: Annotated[BehalfOf, DiffMeaning.remark] = Field(
        default=(), description="parties or blocs that it is said for, besides the party itself"
    )

    @cached_property
    def cell(self) -> Cell:
        """The item and the party."""
        return Cell(EntryKind.stance, self.item, self.party)

    @model_validator(mode="after")
    def _says_on_what_condition(self) -> Self:
        if self.stance is Stance.conditional and not self.condition:
            raise ValueError("a conditional stance needs its condition: what would make the party say yes")
        return self


class StatusEntry(Statement):
    """Where an item stands."""

    kind: ClassVar[EntryKind] = EntryKind.status
    plural: ClassVar[str] = "statuses"

    item: ItemKey
    status: Annotated[Status, DiffMeaning.verb] = Field(description="where the item stands")

    @cached_property
    def cell(self) -> Cell:
        """The item."""
        return Cell(EntryKind.status, self.item)


class EventEntry(Statement):
    """Something that happened around the talks, optionally tied to items."""

    kind: ClassVar[EntryKind] = EntryKind.event
    plural: ClassVar[str] = "events"

    title: Annotated[OneLine, DiffMeaning.verb]
    items: ItemKeys = ()


TALKS = "talks"


def _about(value: object) -> object:
    """``talks`` is no item: what is said of the talks is tied to none."""
    named = (value,) if isinstance(value, str) else value
    return () if named in ((TALKS,), [TALKS], None) else named


class RemarkEntry(Statement):
    """What somebody says of the talks, or of an item, without taking a stance on it."""

    kind: ClassVar[EntryKind] = EntryKind.remark
    plural: ClassVar[str] = "remarks"

    by: Annotated[PersonName | None, DiffMeaning.remark] = Field(
        default=None, description="the person who says so; unnamed experts stand in the citation as speaker"
    )
    about: Annotated[tuple[ItemKey, ...], BeforeValidator(_about)] = Field(
        default=(), description="talks when left out, else an item or several"
    )
    tone: Annotated[Tone | None, DiffMeaning.wording] = Field(default=None, description="-2 (bleak) to 2 (hopeful)")
    text: Annotated[Prose, DiffMeaning.verb] = Field(description="what is said, in the analyst's own words")

    @property
    def items(self) -> tuple[str, ...]:
        """The items it is about; none where it is about the talks."""
        return self.about


AnyStatement = StanceEntry | StatusEntry | EventEntry | RemarkEntry

STATEMENTS: dict[EntryKind, type[AnyStatement]] = {
    EntryKind.stance: StanceEntry,
    EntryKind.status: StatusEntry,
    EntryKind.event: EventEntry,
    EntryKind.remark: RemarkEntry,
}
"""In the order in which one changeset records them."""

_STRUCTURE = frozenset({
    "held_on", "round", "cite", "corrects", "reason", "after", "id", "item", "party", "items", "about", "by", "figures",
})  # fmt: skip


_set = object.__setattr__


class Entry(Frozen):
    """A statement as recorded.

    ``said.cite`` holds the citations as far as they are known where it was read. ``held`` is the day it counts from,
    with its precision; ``by_round`` says that only the round is known. ``supersedes`` is the entry it corrects, or the
    retraction it undoes. ``rank`` orders the entries of one day: an entry's own number, or the rank of what it
    supersedes, so that a correction takes the place of what was wrong.
    """

    id: int
    rank: int
    said: AnyStatement
    held: HeldOn
    by_round: bool = False
    supersedes: int | None = None
    reason: str | None = None
    changeset: int

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Self:
        """Make one of all its fields, sound as they are; a quarter of the time that ``model_construct`` takes."""
        made = cls.__new__(cls)
        _set(made, "__dict__", fields)
        _set(made, "__pydantic_fields_set__", set(fields))
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made

    @property
    def kind(self) -> EntryKind:
        """Stance, status, event or remark."""
        return self.said.kind

    @property
    def sources(self) -> frozenset[str]:
        """Keys of the sources it rests on."""
        return frozenset(citation.source for citation in self.said.cite if citation.source)

    @property
    def came_after(self) -> int | None:
        """The entry that somebody said it came after; none where it says an earlier one again, in the place of that."""
        return self.said.after if self.rank == self.id else None

    @property
    def says_again(self) -> int | None:
        """The entry that it says again, in the place of that; none where it says something of its own."""
        return self.said.after if self.rank != self.id else None

    @property
    def order(self) -> tuple[date, int, tuple[str, ...], int]:
        """The order in which entries are listed: the later begun after, then the earlier ended.

        Of the same days they go by source, and of one source by place: never by which report was imported first.
        """
        return self.held.first, -self.held.last.toordinal(), tuple(sorted(self.sources)), self.rank


class Retraction(Frozen):
    """An entry taken back. It has a number of its own, so that two people cannot both supersede one entry."""

    id: int
    entry: int
    rank: int
    reason: Prose
    changeset: int


def says_the_same(one: Statement, other: Statement) -> bool:
    """Whether two statements of one cell agree in what decides the verb (the stance, the status, the title)."""
    return all(getattr(one, field) == getattr(other, field) for field in type(one).counting(DiffMeaning.verb))
