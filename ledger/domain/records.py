"""Descriptive records: who takes part, when they met, what is on the list, which documents we have.

The tables mirror these models column for column. Their fields may change later, but only through a changeset that
keeps field, old and new (design law 1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_serializer,
    model_validator,
)

from ledger.domain.moments import Day, HeldOn
from ledger.domain.text import forbidden, is_plain_line
from ledger.domain.words import ItemKind, LinkKind, Reliability, Role, RoundKind, RoundStatus, SourceKind

_KEY = re.compile(r"\w[\w.\-]*")
RESERVED_KEYS = frozenset({"now", "prev"})


class Frozen(BaseModel):
    """A value: frozen, and strict about what it does not know."""

    # Built when first used: no command needs more than a few of the models, and building all takes longer than most.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _clean(text: str) -> str:
    found = forbidden(text)
    if found:
        offset, name = found
        raise ValueError(f"holds the control character {name} at character {offset + 1}; take it out")
    return text


def _line(text: str) -> str:
    if is_plain_line(text):  # nearly always; this runs once for each text of each row read
        return text
    if "\n" in _clean(text):
        raise ValueError("must stand on one line")
    text = text.strip()
    if not text:
        raise ValueError("must not be empty")
    return text


def _prose(text: str) -> str:
    text = _clean(text).strip()
    if not text:
        raise ValueError("must not be empty")
    return text


@lru_cache(maxsize=4096)  # a seed names the same few items and parties in entry after entry
def _key(text: str) -> str:
    if not _KEY.fullmatch(_clean(text)):
        raise ValueError("a key is letters, digits, '-', '_' and '.', starting with a letter or digit")
    if text in RESERVED_KEYS:
        raise ValueError(f'"{text}" has a meaning of its own in points; choose another key')
    return text


def _listed(value: object) -> object:
    """Let one value stand where a list is expected, as people write it."""
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class KeyOf:
    """Says of a field that it names a record of a table; a plan puts the key where a name was given (``naming``)."""

    table: str


VERBATIM = "kept to the letter, in whatever normal form it came"
Key = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_key)]
LAST_NUMBER = 2**31 - 1  # what both engines hold
Number = Annotated[int, Field(ge=1, le=LAST_NUMBER)]
Text = Annotated[str, AfterValidator(_clean), VERBATIM]
Line = Annotated[str, Field(max_length=500), AfterValidator(_line)]
Prose = Annotated[str, Field(max_length=20_000), AfterValidator(_prose)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_listed)]
Keys = Annotated[tuple[Key, ...], BeforeValidator(_listed)]
ItemKey = Annotated[Key, KeyOf("item")]
ItemKeys = Annotated[tuple[ItemKey, ...], BeforeValidator(_listed)]
RoundKey = Annotated[Key, KeyOf("round")]
SourceKey = Annotated[Key, KeyOf("source")]
PartyName = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_line), KeyOf("party")]
"""A party by its key, its code, its name or an alias; once it is recorded, by its key."""
PartyNames = Annotated[tuple[PartyName, ...], BeforeValidator(_listed)]


class Record(Frozen):
    """A descriptive record; ``table`` names it in the journal, in YAML (plural) and in the database."""

    table: ClassVar[str]
    plural: ClassVar[str]
    identity: ClassVar[tuple[str, ...]] = ("key",)

    @property
    def natural_key(self) -> str:
        """The record's natural key; of several fields, joined by ``/``."""
        return "/".join(str(getattr(self, field)) for field in self.identity)

    @property
    def ref(self) -> str:
        """How the journal names it: ``item:territory``."""
        return f"{self.table}:{self.natural_key}"

    @classmethod
    def described(cls) -> Iterator[str]:
        """Names of the fields that may be edited."""
        return (name for name in cls.model_fields if name not in cls.identity)


class LedgerInfo(Record):
    """What the ledger says of itself, and its settings."""

    table: ClassVar[str] = "ledger"
    plural: ClassVar[str] = "ledger"
    identity: ClassVar[tuple[str, ...]] = ()

    title: Line | None = None
    description: Prose | None = None
    four_eyes: bool = Field(default=False, description="an author may not review their own entries")


class Listed(Record):
    """A record of which a ledger has many, each entered once."""

    struck: bool = Field(default=False, description="entered by mistake: kept in the record, left out of every view")


class Party(Listed):
    """Who takes part."""

    table: ClassVar[str] = "party"
    plural: ClassVar[str] = "parties"

    key: Key
    # Ledgers of the first edition may have a "_" in one; a new one is refused by the plan (``planning.keys``).
    code: Annotated[str, Field(pattern=r"^\w{2,4}$", json_schema_extra={"pattern": r"^[^\W_]{2,4}$"})]
    name: Line
    role: Role
    aliases: Lines = ()


class Round(Listed):
    """A dated stage. The plan (``planned_for``) and the fact (``starts``, ``ends``) are both kept."""

    table: ClassVar[str] = "round"
    plural: ClassVar[str] = "rounds"

    key: Key
    title: Line
    kind: RoundKind = RoundKind.round
    status: RoundStatus = RoundStatus.planned
    planned_for: HeldOn | None = None
    starts: Day | None = None
    ends: Day | None = None
    venue: Line | None = None
    host: PartyName | None = None
    parties: PartyNames = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError(f"ends ({self.ends}) before it starts ({self.starts})")
        return self


class Delegate(Listed):
    """A person who sat for a party in a round."""

    table: ClassVar[str] = "delegate"
    plural: ClassVar[str] = "delegates"
    identity: ClassVar[tuple[str, ...]] = ("round", "party", "person")

    round: RoundKey
    party: PartyName
    person: Line
    office: Line | None = None
    lead: bool = False


class Link(Frozen):
    """From the item that holds it to another item; written ``{depends-on: security-guarantees}``."""

    kind: LinkKind
    to: ItemKey

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            ((kind, to),) = value.items()
            return {"kind": kind, "to": to}
        return value

    @model_serializer
    def _as_pair(self) -> dict[str, str]:
        return {self.kind.value: self.to}


class Scale(Frozen):
    """Anchor texts of position 0 and position 100."""

    low: Line
    high: Line


class Item(Listed):
    """An open item. Its ``question`` is the sentence that stances are for or against."""

    table: ClassVar[str] = "item"
    plural: ClassVar[str] = "items"

    key: Key
    kind: ItemKind = ItemKind.issue
    title: Line
    question: Prose | None = None
    category: Line | None = None
    track: Line | None = None
    difficulty: Annotated[int, Field(ge=1, le=5)] | None = None
    scale: Scale | None = None
    part_of: ItemKey | None = None
    links: tuple[Link, ...] = ()
    due: Key | None = Field(default=None, description="the round or date by which a commitment is to be kept")
    tags: Keys = ()
    owner: Line | None = None


class Source(Listed):
    """A document. ``carries`` names the wire or outlet it repeats: repeats are not independent."""

    table: ClassVar[str] = "source"
    plural: ClassVar[str] = "sources"

    key: Key
    title: Line
    publisher: Line | None = None
    kind: SourceKind = SourceKind.news_report
    published: HeldOn | None = None
    url: Line | None = None
    language: Line | None = None
    reliability: Reliability = Reliability.F
    carries: Line | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


RECORDS: tuple[type[Record], ...] = (LedgerInfo, Party, Round, Source, Item, Delegate)
"""In the order in which they are recorded: each may refer only to those before it, or to its own kind."""
