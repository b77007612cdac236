"""What a settlement took back for an entry that counts no more: what became of that one, and how to bring it back."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from shlex import join
from typing import NamedTuple

from ledger.domain.accounts import CellClaim, compared
from ledger.domain.entries import Cell, Entry
from ledger.domain.floors import EVERYTHING, OWN
from ledger.domain.outweighed import Outweighed, lost_its_ground
from ledger.domain.points import days_of
from ledger.domain.records import goes_on_as
from ledger.domain.register import Register
from ledger.services.entry_states import EntryState
from ledger.storage import changesets, contests, entries, lineage, reviews
from ledger.storage.cells import CellReader, When
from ledger.storage.database import Store

OUTWEIGHED = "Outweighed by what counts no more"
"""What such entries are called where they wait."""


@dataclass(frozen=True, slots=True)
class OutweighedEntry:
    """An entry that a settlement took back, although what it kept counts no more; nothing says it anew.

    ``kept`` was kept, and ``state`` says what became of it, ``by`` which number: of a correction, or of a retraction.
    ``moved`` is the cell that the correction is of, where that is another. ``item`` and ``party`` are the cell as it
    goes on now; without a party, an item's status. ``changeset`` settled it, for ``reason``. ``alone``: undoing that
    brings back this entry and others that wait like it, and does nothing else.
    """

    item: str
    party: str | None
    entry: Entry
    kept: Entry
    state: EntryState
    by: int | None
    moved: Cell | None
    changeset: int
    reason: str
    alone: bool

    @property
    def became(self) -> str:
        """What became of the kept entry, in words."""
        by = f" by {self.by}" if self.by is not None else ""
        return f"{self.state.value}{by}{f', now of {self.moved}' if self.moved else ''}"

    @property
    def mend(self) -> str:
        """The command that brings it back."""
        if self.alone:
            return f"posl undo @{self.changeset} --reason …"
        said, cited = self.entry.said, self.entry.said.cite[0]
        word = next(iter(said.values().get(name) for name in ("stance", "status") if name in said.values()))
        when = ("--round", said.round) if self.entry.by_round else ("--held-on", self.entry.held)
        party = ("--party", self.party) if self.party else ()
        cite = ("--cite", " ".join(filter(None, (cited.source, cited.at))))
        kind = said.kind.value
        return join(map(str, ("posl", "record", kind, "--item", self.item, *party, f"--{kind}", word, *when, *cite)))


def without_ground(store: Store, known: Register) -> tuple[OutweighedEntry, ...]:
    """Return what is still taken back for an entry that counts no more, in the order in which it was settled.

    Whatever floor is asked for: a settlement is the record's own. ``known`` are the descriptive records of now.
    """
    back = _still_back(store)
    if not back:
        return ()
    cells = _Cells(store, known, back)
    found = [each for each in back if cells.listed(each.entry) and cells.lost(each)]
    alone = _doing_nothing_else(store, found)
    return tuple(cells.told(each, alone=each.changeset in alone) for each in found)


class _Back(NamedTuple):
    """An entry that a settlement took back and nothing brought back, and what stood in the place of the kept one.

    ``line`` are the numbers there, ``heirs`` the entries among them, ``retraction`` what ends it, if that does.
    """

    changeset: int
    reason: str
    entry: Entry
    kept: Entry
    line: Sequence[int]
    heirs: Sequence[Entry]
    retraction: int | None


def _still_back(store: Store) -> list[_Back]:
    settled = contests.kept_in_doubt(store)
    if not settled:
        return []
    lines = lineage.lines(store, {number for _by, each in settled for number in (each.entry, each.other)})
    ends = {each.id: each for each in entries.retractions(store, {line[-1] for line in lines.values()})}
    ended = [(by, each, ends.get(lines[each.other][-1])) for by, each in settled]
    took = contests.outweighed_in(store, {number for _by, each in settled for number in lines[each.other]})
    back_in = {each.other: {by for number in lines[each.other] for by in took.get(number, ())} for _by, each in settled}
    own = [(by, each, end.entry) for by, each, end in ended if end is not None and end.changeset in back_in[each.other]]
    numbers = {number for _by, each, back in own for number in (*lines[each.entry], back)}
    read, rejected = entries.by_ids(store, numbers), reviews.rejected(store)
    return [
        _Back(
            by,
            each.reason,
            read[back],
            read[each.entry],
            line := lines[each.entry],
            [read[number] for number in line if number in read],
            line[-1] if line[-1] in ends else None,
        )
        for by, each, back in own
        if back not in rejected  # brought back, it would not count
    ]


class _Cells:
    """The cells that such entries are of, as they go on now, and what counts there."""

    def __init__(self, store: Store, known: Register, back: Iterable[_Back]) -> None:
        self._known = known
        self._items, self._parties = goes_on_as(known.items), goes_on_as(known.parties)
        wanted = {self.now(entry) for each in back for entry in (each.entry, *each.heirs)}
        self._claims = _counting(store, known, wanted)

    def now(self, entry: Entry) -> Cell:
        """Return the cell of an entry, by the records that its item and party were found to be."""
        kind, item, party = entry.said.cell
        return Cell(kind, self._items.get(item or "", item), self._parties.get(party or "", party))

    def listed(self, entry: Entry) -> bool:
        """Whether the cell is on the lists."""
        _kind, item, party = self.now(entry)
        gone = self._known.items[item or ""].struck, party is not None and self._known.parties[party].struck
        return not any(gone)

    def lost(self, back: _Back) -> bool:
        """Whether nothing that counts says what was kept, or anew what was taken back."""
        here = self.now(back.entry)
        moved = {self.now(heir) for heir in back.heirs} - {here}
        elsewhere = (claim for cell in moved for claim in self._claims[cell])
        settled = Outweighed(self._compared(back.kept), self._compared(back.entry), back.line)
        return lost_its_ground(settled, self._claims[here], elsewhere)

    def _compared(self, entry: Entry) -> Sequence[CellClaim]:
        """Return an entry's claims; of a round, on the days that it has now."""
        said = entry.said
        stage = self._known.rounds.get(said.round or "") if entry.by_round else None
        held = (days_of(stage) if stage else None) or entry.held
        words = ((cited.source, None, None) for cited in said.cite)
        return compared(entry.id, held, said.values(), words, file=0, place=0)

    def told(self, back: _Back, *, alone: bool) -> OutweighedEntry:
        """Return it with what became of the kept entry."""
        here = self.now(back.entry)
        counts = [heir for heir in back.heirs if any(claim.entry == heir.id for claim in self._claims[self.now(heir)])]
        by, moved = back.retraction, None
        state = EntryState.rejected if by is None else EntryState.retracted
        if counts:
            cell = self.now(counts[-1])
            state, by, moved = EntryState.corrected, counts[-1].id, cell if cell != here else None
        return OutweighedEntry(
            here.item or "", here.party, back.entry, back.kept, state, by, moved, back.changeset, back.reason,
            alone and here == back.entry.said.cell,
        )  # fmt: skip


def _counting(store: Store, known: Register, cells: Collection[Cell]) -> Mapping[Cell, list[CellClaim]]:
    """Return the claims of cells that count where every entry does, or as the ledger says of itself.

    So that neither a correction that is still to be accepted takes the place of what was kept, nor what nobody has
    accepted yet is taken for gone.
    """
    number = changesets.last_number(store)
    reader, found = CellReader(store, number), defaultdict[Cell, list[CellClaim]](list)
    for counting in {EVERYTHING, replace(OWN.under(known.info), floor=None)}:
        for kind in {cell.kind for cell in cells}:
            keys = {(cell.item or "", cell.party) for cell in cells if cell.kind is kind}
            for key, _rows, claims in reader.claims(kind, When(date.max, number, counting), keys):
                found[Cell(kind, *key)] += claims
    return found


def _doing_nothing_else(store: Store, found: Iterable[_Back]) -> set[int]:
    """Return the changesets that did nothing but settle, and take back by it what waits; what is said has citations."""
    waiting = Counter(each.changeset for each in {each.entry.id: each for each in found}.values())
    held = changesets.counts_held(store, waiting)
    return {
        number for number, count in waiting.items()
        if held[number].keys() == {"entry", "settlement"} and held[number]["entry"] == count
    }  # fmt: skip
