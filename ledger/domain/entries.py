"""Recorded statements: what somebody says is so, on whose word, and how it is kept.

``StanceEntry``, ``StatusEntry`` and ``EventEntry`` are what a person states: the same model is a block of a seed, the
arguments of ``posl record`` and the fields of a form. ``Entry`` is one of them as recorded: numbered, in a changeset.
Whatever field is added to a statement stands in all these places and in export, hash and JSON by itself; the table
``entry`` needs a column of the same name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from ledger.domain.moments import HeldOn
from ledger.domain.records import Frozen, ItemKey, ItemKeys, Line, Number, PartyName, Prose, RoundKey, SourceKey
from ledger.domain.words import Confidence, EntryKind, Speaker, Stance, Status


class Counts(Enum):
    """What a difference in a field means to a diff; written on the field as an annotation."""

    verb = "decides the verb"
    wording = "makes it reworded"
    remark = "does not count between two entries; a correction that touches only remarks is reworded"


Locator = Line
Percent = Annotated[int, Field(ge=0, le=100)]


class Citation(Frozen):
    """Ties an entry to a source (W3C TextQuoteSelector: ``quote`` with ``prefix`` and ``suffix``).

    ``credibility`` is 1 (confirmed) to 6 (cannot be judged), as in NATO AJP-2.1. ``note`` is what this source adds in
    the analyst's own words. ``quote`` is in the source's language, ``translation`` in the ledger's.
    """

    source: SourceKey | None = Field(default=None, description="key of the source; the file's own source when left out")
    at: Locator | None = Field(default=None, description="¶7 is the 7th non-empty line; other forms are free text")
    quote: Line | None = None
    prefix: Line | None = None
    suffix: Line | None = None
    translation: Line | None = None
    speaker: Speaker | None = None
    credibility: Annotated[int, Field(ge=1, le=6)] = 6
    note: Prose | None = None


class EntryRef(Frozen):
    """Names an entry: by its number, or within the cell by stance or status, held_on and source."""

    id: Number | None = None
    stance: Stance | None = None
    status: Status | None = None
    title: Line | None = None
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
    return value if isinstance(value, list | tuple) else (value,)


Cited = Annotated[tuple[Citation, ...], BeforeValidator(_cited), Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where entries stand in one line: an item and a party; a status has no party, an event neither."""

    kind: EntryKind
    item: str | None = None
    party: str | None = None

    def __str__(self) -> str:
        return " × ".join(part for part in (self.item, self.party) if part) or self.kind.value


class Statement(Frozen):
    """What every statement has: when it was held, in whose words, on which sources."""

    kind: ClassVar[EntryKind]
    plural: ClassVar[str]

    held_on: HeldOn | None = None
    round: RoundKey | None = None
    summary: Annotated[Prose | None, Counts.remark] = None
    confidence: Annotated[Confidence | None, Counts.remark] = None
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

    @property
    def cell(self) -> "Cell":
        """The cell it stands in."""
        return Cell(self.kind, getattr(self, "item", None), getattr(self, "party", None))

    @classmethod
    def value_fields(cls) -> tuple[str, ...]:
        """Names of the fields that are columns of the table ``entry`` and nothing but the statement's own."""
        return tuple(name for name in cls.model_fields if name not in _STRUCTURE)

    def values(self) -> dict[str, Any]:
        """What is stated, by column name; only what was given. Enumerations are their words."""
        return {
            name: value.value if isinstance(value, Enum) else value
            for name in self.value_fields()
            if (value := getattr(self, name)) is not None
        }

    @classmethod
    def counting(cls, weight: Counts) -> Iterator[str]:
        """Names of the fields whose change counts as ``weight``."""
        return (name for name, field in cls.model_fields.items() if weight in field.metadata)


class StanceEntry(Statement):
    """What a party holds on an item."""

    kind: ClassVar[EntryKind] = EntryKind.stance
    plural: ClassVar[str] = "stances"

    item: ItemKey
    party: PartyName
    stance: Annotated[Stance, Counts.verb]
    condition: Annotated[Prose | None, Counts.wording] = Field(
        default=None, description="required when the stance is conditional"
    )
    position: Annotated[Percent | None, Counts.wording] = Field(default=None, description="0–100 on the item's scale")
    salience: Annotated[Percent | None, Counts.remark] = Field(default=None, description="0–100: how much it matters")

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
    status: Annotated[Status, Counts.verb]


class EventEntry(Statement):
    """Something that happened around the talks, optionally tied to items."""

    kind: ClassVar[EntryKind] = EntryKind.event
    plural: ClassVar[str] = "events"

    title: Annotated[Line, Counts.verb]
    items: ItemKeys = ()


AnyStatement = StanceEntry | StatusEntry | EventEntry

STATEMENTS: dict[EntryKind, type[AnyStatement]] = {
    EntryKind.stance: StanceEntry,
    EntryKind.status: StatusEntry,
    EntryKind.event: EventEntry,
}
"""In the order in which one changeset records them."""

_STRUCTURE = frozenset({"held_on", "round", "cite", "corrects", "reason", "after", "id", "item", "party", "items"})


class Entry(Frozen):
    """A statement as recorded.

    ``said.cite`` holds the citations as far as they are known where it was read. ``held`` is the day it counts from,
    with its precision; ``by_round`` says that only the round is known. ``supersedes`` is the entry it corrects, or the
    retraction
    it undoes. ``rank`` orders the entries of one day: an entry's own number, or the rank of what it supersedes, so
    that a correction takes the place of what was wrong.
    """

    id: int
    rank: int
    said: AnyStatement
    held: HeldOn
    by_round: bool = False
    supersedes: int | None = None
    reason: str | None = None
    changeset: int

    @property
    def kind(self) -> EntryKind:
        """Stance, status or event."""
        return self.said.kind

    @property
    def sources(self) -> frozenset[str]:
        """Keys of the sources it rests on."""
        return frozenset(citation.source for citation in self.said.cite if citation.source)

    @property
    def order(self) -> tuple[date, int]:
        """What decides which of a cell's entries counts: the later held, then the later recorded."""
        return self.held.last, self.rank


class Retraction(Frozen):
    """An entry taken back. It has a number of its own, so that two people cannot both supersede one entry."""

    id: int
    entry: int
    rank: int
    reason: Prose
    changeset: int
