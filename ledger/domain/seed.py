"""A seed as domain values: which blocks a file may have, and each part of it with its place.

One file is one changeset. A reader (``ledger.formats``) turns YAML or JSON Lines into ``Part`` s; what becomes of
them is decided in ``ledger.domain.planning``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, Field, model_validator

from ledger.domain.entries import Citation, EntryRef, EventEntry, RemarkEntry, StanceEntry, StatusEntry
from ledger.domain.field_types import Frozen, ItemKey, Number, OneLine, PartyName, Prose, SourceKey, Text
from ledger.domain.records import Delegate, Item, LedgerInfo, Mark, Party, Person, Round, SavedView, Source
from ledger.domain.words import SettlementKind, Stance, Status, Verdict, Voice
from ledger.errors import Fault

_Moment = Annotated[str, Field(pattern="^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z$")]


class Claimed(Frozen):
    """Who is said to have recorded it first, when and with what, by whoever imported it."""

    author: OneLine | None = None
    recorded_at: _Moment | None = None
    tool: OneLine | None = None

    def __str__(self) -> str:
        said = (f"by {self.author}" if self.author else None, self.recorded_at, self.tool)
        return ", ".join(part for part in said if part)


_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Redacted(Frozen):
    """A record that something was taken out of: of which stream, the digest it was hashed with, and the one it has."""

    stream: OneLine
    before: _Sha256
    after: _Sha256


class ChangesetInfo(Frozen):
    """Who recorded it, when and with what. With a ``hash`` the file is replayed to the letter and checked.

    Without one, what a seed says of this is *claimed* by whoever imports it. On a server ``author`` is the role that
    connected, and ``name`` what they called themselves.
    """

    plural: ClassVar[str] = "changeset"

    author: OneLine | None = None
    recorded_at: _Moment | None = None
    tool: OneLine | None = None
    name: OneLine | None = Field(default=None, description="on a server: what the author, a role, called themselves")
    claimed: Claimed | None = Field(default=None, description="what the imported file said of who recorded it first")
    message: Prose | None = None
    number: Number | None = None
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    origin: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="of what was merged from another copy: the hash that it had there"
    )
    merged_by: OneLine | None = Field(default=None, description="who merged it; in replays alone")
    redacted: tuple[Redacted, ...] | None = Field(
        default=None, description="what a later changeset took something out of; in replays alone"
    )

    @property
    def merging(self) -> bool:
        """Whether it is being taken over from another copy: to the letter, but under numbers of its own."""
        return self.origin is not None and self.hash is None

    @property
    def by(self) -> str:
        """Who recorded it, as it is shown: with the name beside a role, and with what is only claimed."""
        who = f"{self.author} ({self.name})" if self.name else self.author or ""
        who = f"{who} (claimed: {self.claimed})" if self.claimed else who
        return f"{who}, merged by {self.merged_by}" if self.merged_by else who


class CellRef(EntryRef):
    """Names an entry from outside its cell: by its number, or by item, party and what it says."""

    item: ItemKey | None = None
    party: PartyName | None = None


class AddedCitation(Citation):
    """A citation for an entry that is already recorded: another source says the same."""

    plural: ClassVar[str] = "citations"

    entry: CellRef


class DroppedCitation(Frozen):
    """A citation that no longer counts, named by its entry, source and place."""

    plural: ClassVar[str] = "dropped_citations"

    entry: CellRef
    source: SourceKey
    at: OneLine | None = None
    reason: Prose


class RetractionPart(Frozen):
    """An entry taken back."""

    plural: ClassVar[str] = "retractions"

    entry: CellRef
    reason: Prose
    id: Number | None = None


class Rivals(Frozen):
    """Two entries of one cell that contradict each other; found on import, or declared by hand."""

    plural: ClassVar[str] = "rivals"

    entry: Number
    other: Number


class Settlement(Frozen):
    """How a contest between two entries ended.

    ``outweighed``: ``other`` was retracted in favour of ``entry``. ``moved``: both stand, ``other`` before ``entry``.
    ``reopened``: an earlier settlement of the two was undone.
    """

    plural: ClassVar[str] = "settlements"

    how: SettlementKind
    entry: Number
    other: Number
    reason: Prose


class Review(Frozen):
    """A named analyst's verdict on an entry."""

    plural: ClassVar[str] = "reviews"

    entry: CellRef
    verdict: Verdict
    reviewer: OneLine | None = Field(default=None, description="the changeset's author when left out")
    note: Prose | None = None


class Claim(Frozen):
    """A verdict that somebody else is said to have given: it counts nowhere until that person gives it."""

    plural: ClassVar[str] = "claims"

    entry: CellRef
    verdict: Verdict
    reviewer: OneLine
    note: Prose | None = None


class Redaction(Frozen):
    """A record that something was taken out of, in replays alone: it was hashed as it was *before*.

    ``record`` is its number (of an item of an event or a figure, with its place), of a descriptive record its place in
    the changeset ``touched``. ``salted`` are the salted hashes of what was taken out, as its markers begin.
    """

    plural: ClassVar[str] = "redactions"

    touched: Number
    stream: OneLine
    record: OneLine
    fields: OneLine
    before: _Sha256
    after: _Sha256
    salted: Text


class Edit(Frozen):
    """A descriptive field changed: ``record`` is ``item:territory``; ``old`` and ``new`` are canonical JSON."""

    plural: ClassVar[str] = "edits"

    record: OneLine
    field: OneLine
    old: Text = "null"
    new: Text = "null"


class Attachment(Frozen):
    """The text of a source, as it was read; ``edition`` counts the texts attached to one source from 1.

    ``sha256`` is of the text's file; of a text read out of a document it is of the text in UTF-8.
    """

    plural: ClassVar[str] = "attachments"

    source: SourceKey
    edition: Number = 1
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    text: Text
    original: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="sha256 of the document that the text was read out of"
    )
    extractor: OneLine | None = Field(default=None, description="what read it, and which version")
    pages: Annotated[str, Field(pattern=r"^[0-9]+( [0-9]+)*$")] | None = Field(
        default=None, description="how many paragraphs each of its pages has: 4 7 3"
    )


class Assertion(Frozen):
    """A position assertion: what must be so at a point once the seed is in."""

    plural: ClassVar[str] = "assertions"

    at: OneLine = "now"
    item: ItemKey | None = None
    party: PartyName | None = None
    stance: Stance | None = None
    status: Status | None = None
    contested: bool | None = None
    sure: bool | None = None
    voice: Voice | None = None
    spread: Annotated[int, Field(ge=0, le=6)] | None = None
    open_items: Annotated[int, Field(ge=0)] | None = None
    settled_items: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _asserts_something_of_something(self) -> Self:
        if self.stance and not (self.item and self.party):
            raise ValueError("a stance is asserted of an item and a party")
        if (self.status or self.spread is not None) and not self.item:
            raise ValueError("a status or a spread is asserted of an item")
        if (self.sure is not None or self.voice is not None) and not self.item:
            raise ValueError("how sure a reading is, and on whose word, is asserted of an item")
        asserted = (
            self.stance,
            self.status,
            self.contested,
            self.sure,
            self.voice,
            self.spread,
            self.open_items,
            self.settled_items,
        )
        if all(value is None for value in asserted):
            words = "stance, status, contested, sure, voice, spread, open_items or settled_items"
            raise ValueError(f"asserts nothing: give {words}")
        return self


BLOCKS: dict[str, type[BaseModel]] = {
    "changeset": ChangesetInfo,
    "ledger": LedgerInfo,
    "party": Party,
    "person": Person,
    "round": Round,
    "source": Source,
    "item": Item,
    "delegate": Delegate,
    "mark": Mark,
    "view": SavedView,
    "edit": Edit,
    "attachment": Attachment,
    "stance": StanceEntry,
    "status": StatusEntry,
    "event": EventEntry,
    "remark": RemarkEntry,
    "citation": AddedCitation,
    "dropped_citation": DroppedCitation,
    "retraction": RetractionPart,
    "rival": Rivals,
    "settlement": Settlement,
    "review": Review,
    "claim": Claim,
    "redaction": Redaction,
    "assertion": Assertion,
}
"""Every block by its singular (the key in JSON Lines), in the order in which a changeset records them.

In YAML a block stands under its model's ``plural``: ``stances: [ … ]``. ``changeset`` and ``ledger`` are single, and a
file's one source may stand as ``source: { … }``.
"""

SINGLE = frozenset({"changeset", "ledger"})

Value = (
    ChangesetInfo | LedgerInfo | Party | Person | Round | Source | Item | Delegate | Mark | SavedView
    | Edit | Attachment | StanceEntry | StatusEntry
    | EventEntry | RemarkEntry | AddedCitation | DroppedCitation | RetractionPart | Rivals | Settlement | Review
    | Claim | Redaction | Assertion
)  # fmt: skip
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Faulty:
    """In place of a value that has faults: what of it is sound, so that the keys it refers to are still looked up.

    ``draft`` has every field of its model; those that are missing or wrong are empty.
    """

    draft: Any


@dataclass(slots=True)  # one a line: a frozen one takes four times as long to make
class Part:
    """One value of a seed with its place. ``locate`` gives line and column of a field inside it, counted from 1.

    ``called`` is what a fault calls a field, where that is not its path (the cell of a table).
    """

    block: str
    value: Any
    file: str
    path: str
    locate: Callable[[Path], tuple[int | None, int | None]]
    called: Callable[[Path], str | None] | None = None

    def fault(self, message: str, *where: str | int, hint: str | None = None) -> Fault:
        """Return a fault at a field of this part."""
        line, column = self.locate(where)
        if self.called is not None:
            return Fault(message, self.file, line, column, self.called(where), hint)
        inner = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
        return Fault(message, self.file, line, column, self.path + inner, hint)


@dataclass(slots=True)
class SeedFile:
    """One changeset's worth of parts. ``declared`` are keys, and names folded, of records that had faults.

    ``faulty`` are parts that had faults, each a ``Faulty``. It and ``faults`` are complete once ``parts`` has been
    walked to its end. ``known`` counts what was left out of ``parts`` because the ledger has it as it is; ``notes`` are
    what else is said of what was left out.
    """

    name: str
    parts: Iterable[Part]
    faults: list[Fault] = field(default_factory=list)
    declared: set[tuple[str, str]] = field(default_factory=set)
    faulty: list[Part] = field(default_factory=list)
    known: int = 0
    notes: list[str] = field(default_factory=list)
