"""What the reader reads: the list of sources; one of them, its text made ready to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.message import Message

from ledger.domain.entries import Entry
from ledger.domain.frame import Frame
from ledger.domain.records import Source
from ledger.services import listing, sourcing
from ledger.services.sourcing import SourceText
from ledger.storage import changesets, entries, frame, lookups, texts
from ledger.storage.database import Store
from ledger.tui.sources.document import Document, document_of, speakers
from ledger.tui.sources.notes import MOST


@dataclass
class SourcesRead(Message):
    """All sources were read, each with how many entries rest on it and whether its text is here."""

    found: list[tuple[Source, int, bool]]


@dataclass
class TextRead(Message):
    """One source was read, with its text and the entries told of beside it."""

    text: SourceText
    document: Document
    entries: Mapping[int, Entry]
    known: Frame


def read_list(store: Store) -> SourcesRead:
    """Read the list."""
    with_text = set(texts.sources_with_text(store))
    return SourcesRead([(source, cited, source.key in with_text) for source, cited in listing.sources(store)])


def read_text(store: Store, key: str) -> TextRead:
    """Read one source; of one without a text, the entries that rest on it, as far as they are told of."""
    text, last, known = sourcing.show_source(store, key), changesets.last_number(store), frame.load(store)
    if text.edition is None:
        found = lookups.citing(store, key, last, most=MOST)
        return TextRead(text, Document(), {entry.id: entry for entry in found}, known)
    told = entries.by_ids(store, sorted(_told_of(text)), last)
    return TextRead(text, document_of(text, speakers(known.live_parties, told.values())), told, known)


def _told_of(text: SourceText) -> set[int]:
    quoting = {check.entry for check in text.quotes}
    return quoting | {entry for paragraph in text.paragraphs for entry in paragraph.cited_by}
