"""What the planner knows of the ledger. Storage fills it for the cells a seed speaks of; each decision updates it."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import permutations

from ledger.domain import accounts
from ledger.domain.accounts import CellClaim, claims_of
from ledger.domain.entries import Cell, Citation, Entry, EntryRef, Retraction
from ledger.domain.moments import HeldOn
from ledger.domain.quotes import QuotedText, proves
from ledger.domain.register import Register
from ledger.domain.renaming import Keys, Rename
from ledger.domain.seed import Attachment, CellRef, Part, Path, Review
from ledger.domain.words import Verdict

MOST_TEXT = 20_000_000
"""Characters of texts that are kept at hand between the batches of a long import."""


@dataclass(slots=True)  # thousands of them: a frozen one takes four times as long to make
class Awaiting:
    """A citation of a source whose text may come later in the same import; ``known``: the ledger had it before.

    ``part`` only says where it stands.
    """

    part: Part
    citation: Citation
    where: Path
    known: bool


@dataclass(slots=True)
class LedgerNow:
    """The ledger as far as a plan needs it.

    ``keys`` says what every key ever meant. ``former`` holds values that a descriptive field had and lost, as canonical
    JSON, by record and field. ``cells`` holds every entry of the cells asked for (``fetched``), superseded ones too;
    ``superseded_by`` says by what. Of other cells it holds what is being recorded, on days on which nothing else stands
    there.
    ``dropped`` are citations that no longer count, by entry. ``settled`` are pairs of rivals whose contest is over,
    ``kept`` by such a pair the entry that outweighs the other, ``moved`` those of them where (later, earlier) the party
    moved, each with the changeset that said so. ``ever_moved`` are all that ever were. ``by_round`` are numbers of
    entries known by a round alone, of the rounds that a file gives other days.
    ``authors`` are whose entries are, as ``authorship.marks``; ``names`` every author and reviewer by such a mark;
    ``role`` who connected, on a server.
    ``claimed`` are verdicts claimed for others; ``verdicts`` the last of each reviewer, by entry and reviewer.
    ``marks`` are what no two keys of a table may share (``lookalikes``), each with its key, once they were asked for.
    ``resting`` are the entries that stand on records about to be struck, by record. ``texts`` has the sha256 of every
    text, by source and edition; ``read`` those of them that were needed, ``awaiting`` what was cited from sources
    without one (``awaited``: how often).
    ``last_recorded`` is when the last changeset was recorded, as its clock said. ``amended`` are entries with what else
    they are to rest on, kept where what is decided is not recorded at once, so that nobody else could tell.
    """

    frame: Register
    keys: Keys = field(default_factory=Keys)
    former: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    cells: dict[Cell, list[Entry]] = field(default_factory=dict)
    fetched: set[Cell] = field(default_factory=set)
    entries: dict[int, Entry] = field(default_factory=dict)
    superseded_by: dict[int, int] = field(default_factory=dict)
    retractions: dict[int, Retraction] = field(default_factory=dict)
    dropped: dict[int, list[Citation]] = field(default_factory=dict)
    rivals: set[frozenset[int]] = field(default_factory=set)
    settled: set[frozenset[int]] = field(default_factory=set)
    kept: dict[frozenset[int], int] = field(default_factory=dict)
    moved: dict[tuple[int, int], int] = field(default_factory=dict)
    by_round: dict[str, set[int]] = field(default_factory=dict)
    authors: dict[int, frozenset[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    role: str | None = None
    claimed: set[tuple[int, str, Verdict]] = field(default_factory=set)
    verdicts: dict[tuple[int, str], Review] = field(default_factory=dict)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    read: dict[str, dict[int, QuotedText]] = field(default_factory=dict)
    awaiting: "dict[str, list[Awaiting]]" = field(default_factory=dict)
    awaited: int = 0
    hashes: dict[str, int] = field(default_factory=dict)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    resting: dict[str, set[int]] = field(default_factory=dict)
    last_entry: int = 0
    last_changeset: int = 0
    last_recorded: str | None = None
    ever_moved: set[tuple[int, int]] = field(default_factory=set)
    amended: dict[int, Entry] | None = None
    _claims: dict[int, tuple[CellClaim, ...]] = field(default_factory=dict)
    _compared: dict[int, tuple[int, tuple[CellClaim, ...]]] = field(default_factory=dict)

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take in entries as they stand in the ledger; a cell has them in the order recorded."""
        amended = self.amended
        for known in entries:
            entry = amended.get(known.id, known) if amended else known
            if entry.id not in self.entries:
                self.entries[entry.id] = entry
                line = self.cells.setdefault(entry.said.cell, [])
                older = bool(line) and line[-1].id > entry.id and entry.changeset <= self.last_changeset
                line.append(entry)
                if older:  # the rest of a cell of which what this import brought was at hand
                    line.sort(key=lambda one: one.id)

    def forget_entries(self) -> None:
        """Let go of what was learnt about cells; between the batches of a long import."""
        self.fetched.clear()
        self.cells.clear()
        self.entries.clear()
        self.authors.clear()
        self._claims.clear()
        self._compared.clear()

    def take_text(self, attachment: Attachment) -> None:
        """Take in a text just decided."""
        self.texts[attachment.source, attachment.edition] = attachment.sha256
        self.learn_text(attachment.source, attachment.edition, attachment.text, attachment.pages)

    def learn_text(self, source: str, edition: int, text: str, pages: str | None = None) -> None:
        """Take in a text as it stands in the ledger."""
        self.read.setdefault(source, {})[edition] = QuotedText(text, pages)

    def unread(self, sources: Iterable[str]) -> set[str]:
        """Return which of these sources have a text that is not at hand."""
        wanted = set(sources)
        return {
            source for source, edition in self.texts if source in wanted and edition not in self.read.get(source, {})
        }

    def editions(self, source: str) -> list[QuotedText]:
        """Return the texts of a source that are at hand, the last edition last."""
        return [text for _edition, text in self.numbered_editions(source)]

    def numbered_editions(self, source: str) -> list[tuple[int, QuotedText]]:
        """Return the same texts, each with its number."""
        return sorted(self.read.get(source, {}).items())

    def proves(self, source: str) -> bool:
        """Whether the text that a source was coded from is among those attached."""
        known = self.frame.sources.get(source)
        coded_from = known.sha256 if known else None
        return proves(coded_from, ((edition, sha256) for (key, edition), sha256 in self.texts.items() if key == source))

    def rename(self, renamed: Rename) -> None:
        """Take in that a record has another key from now on, wherever it is named."""
        self.keys.add(renamed)
        self.frame.rename(renamed)
        self.forget_entries()
        self.resting.clear()
        self.marks.pop(renamed.table, None)
        old, new = (f"{renamed.table}:{key}" for key in (renamed.old, renamed.new))
        self.former = {(new if ref == old else ref, name): values for (ref, name), values in self.former.items()}
        if renamed.table == "source":
            self.texts = {(renamed.new if key == renamed.old else key, n): sha for (key, n), sha in self.texts.items()}
            self.read.pop(renamed.old, None)

    def forget_texts(self) -> None:
        """Let go of the texts at hand, where they have become many."""
        if sum(len(text.text) for editions in self.read.values() for text in editions.values()) > MOST_TEXT:
            self.read.clear()

    def put(self, entry: Entry) -> None:
        """Take in an entry just decided."""
        self.last_entry = max(self.last_entry, entry.id)
        self.learn((entry,))
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
        if self.amended is not None:
            self.amended[entry.id] = changed
        self._claims.pop(entry.id, None)
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

    def claims(self, entry: Entry) -> tuple[CellClaim, ...]:
        """Return what each source of an entry says, to be compared with others of its cell."""
        known = self._claims.get(entry.id)
        if known is None:
            known = self._claims[entry.id] = tuple(self._read(entry))
        return known

    def _read(self, entry: Entry) -> Iterator[CellClaim]:
        base = self.entries.get(entry.rank, entry)
        after = {entry.said.after} - {one.id for one in self.lineage(entry)}
        return claims_of(
            entry.id, entry.held, entry.said.values(), entry.said.cite, self.frame.sources,
            file=base.changeset, place=entry.rank, after=[number for number in after if number is not None],
        )  # fmt: skip

    def compared(self, entry: Entry) -> tuple[CellClaim, ...]:
        """Return an entry's claims as pairs are found by: with every word that it ever rested on."""
        cited = self.ever_cited(entry)
        known = self._compared.get(entry.id)
        if known is None or known[0] != len(cited):
            base = self.entries.get(entry.rank, entry)
            words = ((c.source, c.speaker.value if c.speaker else None, c.by) for c in cited)
            claims = accounts.compared(
                entry.id, entry.held, entry.said.values(), words, file=base.changeset, place=entry.rank
            )
            known = self._compared[entry.id] = len(cited), claims
        return known[1]

    def said_after(self, entry: Entry) -> set[int]:
        """Return the entries of the same cell of which somebody ever said that this one came after them, or before.

        What was said of an entry holds of what takes its place.
        """
        if not self.ever_moved and all(one.said.after is None for one in self.cells.get(entry.said.cell, ())):
            return set()
        seat = self._seat(entry.id)
        ordered = (
            {self._seat(later), self._seat(earlier)} - {seat}
            for later, earlier in self._orders(entry.said.cell, self.ever_moved)
            if seat in {self._seat(later), self._seat(earlier)}
        )
        others = {other for pair in ordered for other in pair}
        if not others:
            return set()
        return {one.id for one in self.cells.get(entry.said.cell, ()) if self._seat(one.id) in others}

    def _orders(self, cell: Cell, moved: AbstractSet[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield (later, earlier) as people said it of a cell's entries; ``moved`` may be of the whole ledger."""
        here = {one.id for one in self.cells.get(cell, ())}
        said = ((one.id, one.said.after or 0) for one in self.cells.get(cell, ()))
        yield from (pair for pair in said if pair[1] in here)
        if len(here) ** 2 < len(moved):
            yield from (pair for pair in permutations(here, 2) if pair in moved)
        else:
            yield from (pair for pair in moved if here.issuperset(pair))

    def _seat(self, number: int) -> int:
        """Return the first of the entries that stood in one place."""
        return self.lineage(self.entries[number])[-1].id if number in self.entries else number

    def in_force(self, cell: Cell) -> list[CellClaim]:
        """Return the claims of a cell's entries that stand, with what people said of their order."""
        after = accounts.last_said(self._orders_in_force(cell))
        claims = (claim for entry in self.standing(cell) for claim in self.claims(entry))
        return [claim._replace(after=after.get(claim.entry, frozenset())) for claim in claims]

    def _orders_in_force(self, cell: Cell) -> Iterator[tuple[int, int, int]]:
        """Yield (changeset, later, earlier) as people said it, of what stands now in the places of the two."""
        for later, earlier in self._orders(cell, self.moved.keys()):
            one, other = (self._heir(number) for number in (later, earlier))
            if one is not None and other is not None and later in self._in_effect(one):
                yield self.moved.get((later, earlier), self.entries[later].changeset), one.id, other.id

    def _in_effect(self, entry: Entry) -> Iterator[int]:
        """Yield an entry and its forerunners, but for those undone: what says an earlier one again passes them over."""
        line = self.lineage(entry)
        places = {one.id: place for place, one in enumerate(line)}
        place = 0
        while place < len(line):
            yield line[place].id
            place = max(place + 1, places.get(line[place].said.after or 0, 0))

    def _heir(self, number: int) -> Entry | None:
        return self.successor(self.entries[number]) if number in self.entries else None

    def standing(self, cell: Cell, in_days: HeldOn | None = None) -> list[Entry]:
        """Return a cell's entries that stand, earliest first; all, or those that share a day with these."""
        line = (one for one in self.cells.get(cell, ()) if in_days is None or one.held.overlaps(in_days))
        return sorted((entry for entry in line if self.stands(entry)), key=lambda e: e.order)

    def find(self, ref: EntryRef, cell: Cell | None) -> list[Entry]:
        """Return the entries that a reference may mean, those that stand before those that do not, the latest first."""
        if ref.id is not None:
            return [self.entries[ref.id]] if ref.id in self.entries else []
        asked = ref.model_dump(exclude_none=True, exclude={"id", "source", "held_on", "item", "party"})
        found = [
            entry
            for line in self._cells_of(ref, cell)
            for entry in self.cells.get(line, ())
            if all(getattr(entry.said, name, None) == value for name, value in asked.items())
            and (ref.held_on in (None, entry.held, entry.said.held_on) or _ends_its_round(entry, ref.held_on))
            and ref.source in (None, *entry.sources)
        ]
        return sorted(found, key=lambda entry: (self.stands(entry), entry.order), reverse=True)

    def _cells_of(self, ref: EntryRef, cell: Cell | None) -> Iterable[Cell]:
        """Return the cells in which a reference may mean something: one, where it says which."""
        lines = self.cells if cell is None else (cell,)
        if not isinstance(ref, CellRef):
            return lines
        return [line for line in lines if ref.item in (None, line.item) and ref.party in (None, line.party)]


def _ends_its_round(entry: Entry, held: HeldOn | None) -> bool:
    """Whether an entry known by its round alone is named by the round's last day."""
    return entry.by_round and held == HeldOn.between(entry.held.last, entry.held.last)
