"""A diff as a seed: what a ledger that stands as one point did has to record so that it reads as another does.

Pure: what each changed cell holds there and what it is to read come in, the values of a seed come out. A reading that
moved is a plain statement; one that was corrected supersedes what stood in its place; what no longer counts is taken
back. The assertions make the import fail where the ledger is not the one the patch was made for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import AnyStatement, Cell, Citation, DiffMeaning, Entry, EntryRef, says_the_same
from ledger.domain.own_words import own_beginning
from ledger.domain.points import days_of
from ledger.domain.records import RECORDS, Item, Party, Record, Round
from ledger.domain.register import Register
from ledger.domain.seed import AddedCitation, Assertion, CellRef, DroppedCitation, Edit, RetractionPart, Value
from ledger.domain.words import EntryKind

NOT_THERE = "no longer counts at the point patched to"
WHY_THERE = "so at the point patched to"


@dataclass(frozen=True, slots=True)
class CellThere:
    """What a cell holds in the ledger to be patched.

    ``known`` is every entry of the cell, ``standing`` those that were neither corrected nor taken back, in order.
    ``places`` says, for every entry that does not stand, what has its place now: an entry, or the retraction that
    left it empty.
    """

    known: tuple[Entry, ...] = ()
    standing: tuple[Entry, ...] = ()
    places: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What a cell is to read: an entry or nothing; ``place`` is what has the entry's place in the ledger there."""

    entry: Entry | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Patcher:
    """Writes the parts of a patch. ``frame`` is the one at the point patched to, ``until`` that point's day.

    ``numbered``: the ledger there numbers its entries as this one does; else entries are named by what they say.
    """

    frame: Register
    until: date
    numbered: bool

    def of_cell(self, there: CellThere, targets: Sequence[Target]) -> Iterator[Value]:
        """Yield what makes the cell read as wanted, and the assertion that it does.

        ``targets`` are all entries that stand in it, the leading one first; without any nothing is to stand. The
        leading one is stated last: of what one source says of the same days in one file, the last counts.
        """
        wanted = [target for target in targets if target.entry is not None]
        places = self._places(there, wanted)
        for target, place in reversed([*zip(wanted, places, strict=True)]):
            yield from self._entered(there, target, place)
        kept = {place for place in places if place is not None}
        yield from (self._retraction(entry) for entry in self._above(there, wanted) if entry.id not in kept)
        if wanted and wanted[0].entry is not None:
            yield self._assertion(wanted[0].entry)

    def _places(self, there: CellThere, wanted: Iterable[Target]) -> list[int | None]:
        """Return what each has the place of; one place is one entry's, the leading one's: the rest stand beside it."""
        found: list[int | None] = []
        for target in wanted:
            place = self._place(there, target)
            found.append(None if place in found else place)
        return found

    def _place(self, there: CellThere, target: Target) -> int | None:
        here = self._here(there, target)
        return here.id if here else self._in_place_of(there, target)

    def _here(self, there: CellThere, target: Target) -> Entry | None:
        return next((entry for entry in there.standing if target.entry and entry.id == target.entry.id), None)

    def _entered(self, there: CellThere, target: Target, place: int | None) -> Iterator[Value]:
        assert target.entry is not None
        if (here := self._here(there, target)) is not None:
            yield from self._recited(here, target.entry)
        else:
            yield self._statement(target.entry, place, there)

    def _above(self, there: CellThere, wanted: Sequence[Target]) -> list[Entry]:
        """Return what would stand beside what is wanted or in its stead: all that does not end before it begins."""
        read = [entry for entry in there.standing if not self.numbered or entry.held.first <= self.until]
        first = min((target.entry.held.first for target in wanted if target.entry), default=None)
        return [entry for entry in reversed(read) if first is None or entry.held.last >= first]

    def _in_place_of(self, there: CellThere, target: Target) -> int | None:
        """Return what the wanted entry supersedes: its forerunner, or what an import would take it for."""
        assert target.entry is not None
        if target.place is not None:
            return target.place
        alike = [entry for entry in there.known if self._alike(entry, target.entry)]
        standing = [entry for entry in there.standing if entry in alike]
        if standing:
            return standing[-1].id
        return there.places[alike[-1].id] if alike else None

    def _alike(self, known: Entry, wanted: Entry) -> bool:
        """Whether an import might find that the ledger has this already: the same, from one place of one source."""
        places = ({(citation.source, citation.at) for citation in entry.said.cite} for entry in (known, wanted))
        return (
            says_the_same(known.said, wanted.said) and known.held.overlaps(wanted.held) and not set.isdisjoint(*places)
        )

    def _statement(self, entry: Entry, place: int | None, there: CellThere) -> AnyStatement:
        """Return what is to be stated; a round that slipped since does not take the day with it."""
        stage = self.frame.rounds.get(entry.said.round or "")
        by_round = entry.by_round and stage is not None and days_of(stage) == entry.held
        held = {"held_on": None if by_round else entry.held}
        corrects = self._named(place, there) if place is not None else None
        reason = entry.reason if place is not None else None
        if own_beginning(reason):  # the ledger did so there; here a person puts it right
            reason = f"{WHY_THERE}: {reason}"
        return entry.said.model_copy(update={**held, "corrects": corrects, "reason": reason, "after": None, "id": None})

    def _named(self, place: int, there: CellThere) -> EntryRef:
        if self.numbered:
            return EntryRef(id=place)
        entry = next(entry for entry in there.standing if entry.id == place)
        return EntryRef.model_validate(_words(entry))

    def _ref(self, entry: Entry) -> CellRef:
        if self.numbered:
            return CellRef(id=entry.id)
        cell = entry.said.cell
        return CellRef.model_validate({"item": cell.item, "party": cell.party, **_words(entry)})

    def _retraction(self, entry: Entry) -> RetractionPart:
        return RetractionPart(entry=self._ref(entry), reason=NOT_THERE)

    def _recited(self, here: Entry, wanted: Entry) -> Iterator[Value]:
        """Yield the citations that came and went; the entry itself is there."""
        for citation in _missing(wanted.said.cite, here.said.cite):
            yield AddedCitation.model_validate(citation.model_dump() | {"entry": self._ref(here)})
        for citation in _missing(here.said.cite, wanted.said.cite):
            assert citation.source is not None
            yield DroppedCitation(entry=self._ref(here), source=citation.source, at=citation.at, reason=NOT_THERE)

    def _assertion(self, entry: Entry) -> Assertion:
        cell = entry.said.cell
        said = {name: getattr(entry.said, name) for name in type(entry.said).counting(DiffMeaning.verb)}
        return Assertion.model_validate({"at": self.until.isoformat(), "item": cell.item, "party": cell.party, **said})


def _words(entry: Entry) -> dict[str, object]:
    """Name an entry by what it says, when, and from where."""
    said = {name: getattr(entry.said, name) for name in type(entry.said).counting(DiffMeaning.verb)}
    return {**said, "held_on": entry.held, "source": entry.said.cite[0].source}


def _missing(wanted: Iterable[Citation], there: Iterable[Citation]) -> list[Citation]:
    had = list(there)
    return [citation for citation in wanted if citation not in had]


def described(there: Register, wanted: Register) -> Iterator[Value]:
    """Yield what makes one frame of another: records that are new, fields that differ, and what must be struck."""
    for model in RECORDS:
        before, after = there.of(model.table), wanted.of(model.table)
        yield from (record for key, record in after.items() if key not in before)
        for key, record in before.items():
            if key in after:
                yield from _edits(record, after[key])
            elif isinstance(record, Item | Party | Round) and not record.struck:
                yield Edit(record=record.ref, field="struck", old="false", new="true")


def _edits(before: Record, after: Record) -> Iterator[Edit]:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    for name in before.described():
        if old[name] != new[name]:
            yield Edit(record=before.ref, field=name, old=canonical_json(old[name]), new=canonical_json(new[name]))


def cell_of(item: str, party: str | None) -> Cell:
    """Return the cell of a change: a stance's, or without a party the status's."""
    return Cell(EntryKind.status if party is None else EntryKind.stance, item, party)
