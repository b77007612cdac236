"""What an act is going to record, decided and not yet done.

Whoever decides (``ledger.domain.planning``, the services that correct and undo) hands out intents;
``storage.recording`` carries them out, in one transaction and one changeset. ``--dry-run`` shows them.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.domain.entries import Citation, Entry, Retraction, Statement
from ledger.domain.records import Record
from ledger.domain.renaming import KEY
from ledger.domain.seed import Attachment, ChangesetInfo, Redaction, Settlement
from ledger.domain.words import Relation, Verdict


@dataclass(frozen=True, slots=True)
class AddRecord:
    """Enter a descriptive record."""

    record: Record


@dataclass(frozen=True, slots=True)
class EditRecord:
    """Change one field of a record; ``old`` and ``new`` are canonical JSON, ``record`` has the new value."""

    record: Record
    field: str
    old: str
    new: str

    @property
    def ref(self) -> str:
        """How the journal names the record: one that gets another key by the key that it had."""
        return self.record.ref if self.field != KEY else f"{self.record.table}:{json.loads(self.old)}"


@dataclass(slots=True)  # one an entry: a frozen one takes four times as long to make
class AddEntry:
    """Record a statement, with its citations."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class AddCitation:
    """Another source says what an entry says."""

    entry: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class DropCitation:
    """A citation of an entry, named by source and place, no longer counts."""

    entry: int
    source: str
    at: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Retract:
    """Take an entry back."""

    retraction: Retraction


@dataclass(frozen=True, slots=True)
class AddRivals:
    """Two entries contradict each other, as a ledger of the first edition says; ``entry`` is the earlier recorded."""

    entry: int
    other: int


@dataclass(frozen=True, slots=True)
class AddPair:
    """What two entries of a cell are to one another that no rule orders; derived, and no part of the record."""

    entry: int
    other: int
    relation: Relation


@dataclass(frozen=True, slots=True)
class Settle:
    """End a contest, or open it again."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class AddReview:
    """A verdict on an entry."""

    entry: int
    verdict: Verdict
    reviewer: str
    note: str | None


@dataclass(frozen=True, slots=True)
class AddClaim:
    """A verdict that somebody else is said to have given."""

    entry: int
    verdict: Verdict
    reviewer: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Attach:
    """Keep the text of a source."""

    attachment: Attachment


@dataclass(frozen=True, slots=True)
class Redact:
    """Say of a record that something was taken out of it; what was is gone by then."""

    redaction: Redaction


Intent = (
    AddRecord
    | EditRecord
    | AddEntry
    | AddCitation
    | DropCitation
    | Retract
    | AddRivals
    | AddPair
    | Settle
    | AddReview
    | AddClaim
    | Attach
    | Redact
)

WITH_REASON = AddEntry | DropCitation | Retract | Settle | AddReview | AddClaim
"""Those that keep why: the reason, or the note, that was given with them."""


MOST_NOTICES = 50


class Fallen(NamedTuple):
    """What one source was to say, as decided, that an entry says which no longer stands: ``by`` took its place."""

    said: Statement
    entry: int
    by: int


@dataclass(slots=True)
class Plan:
    """What one changeset is going to hold. ``unchanged`` counts what the ledger has already; ``notices`` say more.

    Of notices only the first are kept (``note``), since a long import may have one for each of its parts. Once it is
    carried out, ``number`` is the changeset's and ``recorded`` counts what it holds, by the seed's own words.
    """

    name: str
    header: ChangesetInfo
    intents: list[Intent] = field(default_factory=list)
    unchanged: int = 0
    fallen: list[Fallen] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    untold: int = 0
    noted: set[str] = field(default_factory=set)
    number: int | None = None
    recorded: Counter[str] = field(default_factory=Counter)

    def note_once(self, about: str, text: str) -> None:
        """Say something of a record once, of however many of its entries it is so."""
        if about not in self.noted:
            self.noted.add(about)
            self.note(text)

    def note(self, text: str) -> None:
        """Say something that is no fault; past the first few it is only counted."""
        if len(self.notices) < MOST_NOTICES:
            self.notices.append(text)
        else:
            self.untold += 1


def count(intents: Iterable[Intent]) -> Counter[str]:
    """Count what is recorded, by the words of the seed format; every citation counts, an entry's own too."""
    every = list(intents)
    said = [intent.entry.said for intent in every if type(intent) is AddEntry]
    counts: Counter[str] = Counter()
    for intent in every if len(said) < len(every) else ():  # what describes comes first, as in a seed
        match intent:
            case AddEntry() | AddPair():
                pass
            case AddRecord(record):
                counts[record.plural] += 1
            case _:
                counts[_WORDS[type(intent)]] += 1
    counts.update(each.plural for each in said[:1])  # what it cites stands beside the first
    if cited := sum(len(each.cite) for each in said):
        counts["citations"] += cited
    if figures := sum(len(each.figures) for each in said):
        counts["figures"] += figures
    counts.update(each.plural for each in said[1:])
    return counts


_WORDS: dict[type, str] = {
    EditRecord: "edits",
    AddCitation: "citations",
    DropCitation: "dropped_citations",
    Retract: "retractions",
    AddRivals: "rivals",
    Settle: "settlements",
    AddReview: "reviews",
    AddClaim: "claims",
    Attach: "attachments",
    Redact: "redactions",
}


def mentioned_in(intent: Intent) -> tuple[int, ...]:
    """Return the numbers of the entries that an intent speaks of."""
    match intent:
        case AddEntry(entry):
            return (entry.id, entry.supersedes) if entry.supersedes is not None else (entry.id,)
        case AddCitation(entry=number) | DropCitation(entry=number) | AddReview(entry=number) | AddClaim(entry=number):
            return (number,)
        case Retract(retraction):
            return (retraction.entry,)
        case AddRivals(entry, other) | AddPair(entry, other) | Settle(Settlement(entry=entry, other=other)):
            return entry, other
        case _:
            return ()
