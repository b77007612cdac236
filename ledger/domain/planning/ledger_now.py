"""What the planner knows of the ledger. Storage fills it for the cells a seed speaks of; each decision updates it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.domain.cited import proves
from ledger.domain.entries import Cell, Citation, Entry, EntryRef, Retraction
from ledger.domain.frame import Frame
from ledger.domain.quotes import QuotedText
from ledger.domain.seed import Attachment, CellRef, Review

if TYPE_CHECKING:
    from ledger.domain.planning.quoting import Awaiting

MOST_TEXT = 20_000_000
"""Characters of texts that are kept at hand between the batches of a long import."""


@dataclass(slots=True)
class LedgerNow:
    """The ledger as far as a plan needs it.

    ``former`` holds values that a descriptive field had and lost, as canonical JSON, by record and field. ``cells``
    holds every entry of the cells asked for (``fetched``), superseded ones too; ``superseded_by`` says by what.
    ``dropped`` are citations that no longer count, by entry. ``settled`` are pairs of rivals whose contest is over.
    ``authors`` are those of entries; ``verdicts`` the last on each entry. ``texts`` has the sha256 of every text, by
    source and edition; ``read`` those of them that were needed, ``awaiting`` what was cited from sources without one.
    """

    frame: Frame
    former: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    cells: dict[Cell, list[Entry]] = field(default_factory=dict)
    fetched: set[Cell] = field(default_factory=set)
    entries: dict[int, Entry] = field(default_factory=dict)
    superseded_by: dict[int, int] = field(default_factory=dict)
    retractions: dict[int, Retraction] = field(default_factory=dict)
    dropped: dict[int, list[Citation]] = field(default_factory=dict)
    rivals: set[frozenset[int]] = field(default_factory=set)
    settled: set[frozenset[int]] = field(default_factory=set)
    authors: dict[int, str] = field(default_factory=dict)
    verdicts: dict[int, Review] = field(default_factory=dict)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    read: dict[str, dict[int, QuotedText]] = field(default_factory=dict)
    awaiting: "dict[str, list[Awaiting]]" = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)
    last_entry: int = 0
    last_changeset: int = 0

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take in entries as they stand in the ledger."""
        for entry in entries:
            if entry.id not in self.entries:
                self.entries[entry.id] = entry
                self.cells.setdefault(entry.said.cell, []).append(entry)

    def forget_entries(self) -> None:
        """Let go of what was learnt about cells; between the batches of a long import."""
        self.fetched.clear()
        self.cells.clear()
        self.entries.clear()

    def take_text(self, attachment: Attachment) -> None:
        """Take in a text just decided."""
        self.texts[attachment.source, attachment.edition] = attachment.sha256
        self.learn_text(attachment.source, attachment.edition, attachment.text)

    def learn_text(self, source: str, edition: int, text: str) -> None:
        """Take in a text as it stands in the ledger."""
        self.read.setdefault(source, {})[edition] = QuotedText(text)

    def unread(self, sources: Iterable[str]) -> set[str]:
        """Return which of these sources have a text that is not at hand."""
        wanted = set(sources)
        return {
            source for source, edition in self.texts if source in wanted and edition not in self.read.get(source, {})
        }

    def editions(self, source: str) -> list[QuotedText]:
        """Return the texts of a source that are at hand, the last edition last."""
        return [text for _edition, text in sorted(self.read.get(source, {}).items())]

    def proves(self, source: str) -> bool:
        """Whether the text that a source was coded from is among those attached."""
        known = self.frame.sources.get(source)
        coded_from = known.sha256 if known else None
        return proves(coded_from, ((edition, sha256) for (key, edition), sha256 in self.texts.items() if key == source))

    def forget_texts(self) -> None:
        """Let go of the texts at hand, where they have become many."""
        if sum(len(text.text) for editions in self.read.values() for text in editions.values()) > MOST_TEXT:
            self.read.clear()

    def put(self, entry: Entry) -> None:
        """Take in an entry just decided."""
        self.last_entry = max(self.last_entry, entry.id)
        self.learn([entry])
        if entry.supersedes is not None:
            self.superseded_by[entry.supersedes] = entry.id

    def cite(self, entry: Entry, citation: Citation) -> Entry:
        """Add a citation to an entry; return the entry as it now is."""
        return self._resting_on(entry, (*entry.said.cite, citation))

    def drop(self, entry: Entry, place: int) -> Entry:
        """Take one of an entry's citations out; return the entry as it now is."""
        cited = entry.said.cite
        self.dropped.setdefault(entry.id, []).append(cited[place])
        return self._resting_on(entry, (*cited[:place], *cited[place + 1 :]))

    def ever_cited(self, entry: Entry) -> tuple[Citation, ...]:
        """Return the citations that an entry has, and those that somebody dropped."""
        return (*entry.said.cite, *self.dropped.get(entry.id, ()))

    def _resting_on(self, entry: Entry, cite: tuple[Citation, ...]) -> Entry:
        changed = entry.model_copy(update={"said": entry.said.model_copy(update={"cite": cite})})
        self.entries[entry.id] = changed
        line = self.cells[entry.said.cell]
        line[line.index(entry)] = changed
        return changed

    def stands(self, entry: Entry) -> bool:
        """Whether nothing has corrected or retracted it."""
        return entry.id not in self.superseded_by

    def lineage(self, entry: Entry) -> list[Entry]:
        """Return the entry and its forerunners: what it corrects, what that corrects, and so on."""
        found = [entry]
        while (before := found[-1].supersedes) is not None:
            if before in self.retractions:
                before = self.retractions[before].entry
            if before not in self.entries:
                break
            found.append(self.entries[before])
        return found

    def successor(self, entry: Entry) -> Entry | None:
        """Return what stands in an entry's place now: itself, what corrects it in the end, or nothing."""
        number = entry.id
        while number in self.superseded_by:
            number = self.superseded_by[number]
        return self.entries.get(number)

    def met(self, one: Entry, other: Entry) -> bool:
        """Whether two entries have stood at one time, so that the later was compared with the earlier."""
        earlier, later = sorted((one.id, other.id))
        return self.superseded_by.get(earlier, later + 1) > later

    def standing(self, cell: Cell) -> list[Entry]:
        """Return a cell's entries that stand, earliest first."""
        return sorted((entry for entry in self.cells.get(cell, ()) if self.stands(entry)), key=lambda e: e.order)

    def find(self, ref: EntryRef, cell: Cell | None) -> list[Entry]:
        """Return the entries that a reference may mean, those that stand before those that do not, the latest first."""
        if ref.id is not None:
            return [self.entries[ref.id]] if ref.id in self.entries else []
        asked = ref.model_dump(exclude_none=True, exclude={"id", "source", "held_on", "item", "party"})
        found = [
            entry
            for line, entries in self.cells.items()
            if (cell is None or line == cell) and self._cell_fits(ref, line)
            for entry in entries
            if all(getattr(entry.said, name, None) == value for name, value in asked.items())
            and ref.held_on in (None, entry.held, entry.said.held_on)
            and ref.source in (None, *entry.sources)
        ]
        return sorted(found, key=lambda entry: (self.stands(entry), entry.order), reverse=True)

    @staticmethod
    def _cell_fits(ref: EntryRef, cell: Cell) -> bool:
        return not isinstance(ref, CellRef) or (ref.item in (None, cell.item) and ref.party in (None, cell.party))
