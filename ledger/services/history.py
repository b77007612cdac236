"""An item's whole history, as a blame: every entry ever recorded on it, by whom and when, and what became of each."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from ledger.domain.entries import Citation
from ledger.domain.floors import EVERYTHING, OWN, Counting
from ledger.domain.points import Point
from ledger.domain.records import Item, Party
from ledger.domain.register import Register
from ledger.domain.seed import Edit
from ledger.domain.words import EntryKind, SettlementKind
from ledger.errors import UsageError
from ledger.services import keys, points, showing
from ledger.services.entry_states import EntryAtPoint, begun, tell
from ledger.storage import changesets, contests, entries, lineage, register
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store


class Act(StrEnum):
    """What was done to an entry once it was recorded."""

    cited = "cited"
    uncited = "uncited"
    contested = "contested"
    settled = "settled"
    accepted = "accepted"
    rejected = "rejected"
    withdrawn = "withdrawn"
    corrected = "corrected"
    retracted = "retracted"


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One thing that was done to an entry.

    ``other`` is the entry (or retraction) concerned; ``about`` the place cited, the reviewer, or how a contest ended;
    ``why`` the reason given.
    """

    changeset: Changeset
    act: Act
    other: int | None = None
    about: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Traced:
    """An entry with who recorded it, every citation it ever had (each with its changeset), and what became of it."""

    told: EntryAtPoint
    recorded: Changeset
    citations: tuple[tuple[int, Citation], ...]
    steps: tuple[HistoryStep, ...]


@dataclass(frozen=True, slots=True)
class PartyHistory:
    """Every entry ever recorded of a party's stance on an item, in the order of their days."""

    party: Party
    entries: tuple[Traced, ...]


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """What one changeset changed of an item's descriptive fields."""

    changeset: Changeset
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All that was ever recorded on an item, held and known by a point. Of some parties, it is their stances alone."""

    point: Point
    item: Item
    entered: Changeset
    parties: tuple[PartyHistory, ...]
    statuses: tuple[Traced, ...]
    events: tuple[Traced, ...]
    remarks: tuple[Traced, ...]
    edits: tuple[ItemEdit, ...]
    counting: Counting = EVERYTHING

    @property
    def entries(self) -> tuple[Traced, ...]:
        """Every entry: the parties' stances, then statuses, events, remarks."""
        stances = (traced for party in self.parties for traced in party.entries)
        return (*stances, *self.statuses, *self.events, *self.remarks)


def history(
    store: Store, what: str, at: str = "now", *, of_parties: Collection[str] = (), counting: Counting = OWN
) -> History:
    """Return the history of an item, of all parties or of some; ``counting`` says what counts.

    Raises as ``showing.show`` does, ``UsageError`` for what is no item, and ``NotFound`` for a party there is not.
    """
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    kind, key = ("changeset", what) if what.startswith("@") else showing.named(what, known)
    if kind != "item":
        raise UsageError(f"only items have a history, and {what} is none", hint="posl list items names them")
    of_parties = keys.keys_of("party", of_parties, known.parties)
    found = begun(entries.of_items(store, [key], point.known_at), point)
    told = tell(store, found, point, known, counting=counting)
    edited = lineage.edits(store, f"item:{key}", point.known_at)
    traced = list(_traced(store, told, point))
    ((entered, _fields),) = register.fields_of(store, Item.table, keys=[key])
    log = changesets.some(store, {entered, *(number for number, _edit in edited)})
    return History(
        point,
        known.items[key],
        log[entered],
        tuple(_by_party(traced, known, of_parties)),
        () if of_parties else _of_kind(traced, EntryKind.status),
        () if of_parties else _of_kind(traced, EntryKind.event),
        () if of_parties else _of_kind(traced, EntryKind.remark),
        () if of_parties else tuple(_edited(edited, log)),
        counting.under(known.info),
    )


def _by_party(traced: Iterable[Traced], known: Register, wanted: Collection[str]) -> Iterator[PartyHistory]:
    """Those asked for come even where nothing was recorded of them, struck ones only where something was."""
    own: dict[str, list[Traced]] = defaultdict(list)
    for each in traced:
        if each.told.entry.said.cell.party is not None:
            own[each.told.entry.said.cell.party].append(each)
    for key, party in known.parties.items():
        if key in wanted or (not wanted and key in own):
            yield PartyHistory(party, tuple(own[key]))


def _of_kind(traced: Iterable[Traced], kind: EntryKind) -> tuple[Traced, ...]:
    return tuple(each for each in traced if each.told.entry.kind is kind)


def _edited(found: Iterable[tuple[int, Edit]], log: Mapping[int, Changeset]) -> Iterator[ItemEdit]:
    for number, group in groupby(found, key=lambda pair: pair[0]):
        yield ItemEdit(log[number], tuple(edit for _number, edit in group))


# -- what became of entries -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Done:
    """A step before its changeset has been read."""

    entry: int
    changeset: int
    act: Act
    other: int | None = None
    about: str | None = None
    why: str | None = None


def _traced(store: Store, told: list[EntryAtPoint], point: Point) -> Iterator[Traced]:
    numbers = {each.entry.id: each.entry.changeset for each in told}
    cited = lineage.citations(store, numbers, point.known_at)
    done = sorted(_done(store, told, cited, point.known_at), key=lambda step: step.changeset)
    log = changesets.some(store, {*numbers.values(), *(step.changeset for step in done)})
    steps: dict[int, list[HistoryStep]] = defaultdict(list)
    for each in done:
        steps[each.entry].append(HistoryStep(log[each.changeset], each.act, each.other, each.about, each.why))
    for each_told in told:
        number = each_told.entry.id
        yield Traced(each_told, log[numbers[number]], tuple(cited[number]), tuple(steps[number]))


def _done(
    store: Store, told: list[EntryAtPoint], cited: Mapping[int, list[tuple[int, Citation]]], known_at: int
) -> Iterator[_Done]:
    numbers = {each.entry.id: each.entry.changeset for each in told}
    for entry, citations in cited.items():
        for changeset, citation in citations:
            if changeset != numbers[entry]:
                yield _Done(entry, changeset, Act.cited, about=_place(citation.source, citation.at))
    for changeset, gone in lineage.dropped(store, numbers, known_at):
        if gone.entry.id is not None:
            about = _place(gone.source, gone.at)
            yield _Done(gone.entry.id, changeset, Act.uncited, about=about, why=gone.reason)
    for said in lineage.verdicts(store, numbers, known_at):
        yield _Done(said.entry, said.changeset, Act(said.verdict.value), about=said.reviewer, why=said.note)
    yield from _contested(store, numbers, known_at)
    yield from _superseded(store, told, known_at)


def _place(source: str | None, at: str | None) -> str:
    return " ".join(filter(None, (source, at)))


def _contested(store: Store, numbers: Collection[int], known_at: int) -> Iterator[_Done]:
    """Both sides of a contest are told of it, and of how it ended."""
    for one, two, changeset in contests.met(store, numbers, known_at):
        for entry, other in ((one, two), (two, one)):
            yield _Done(entry, changeset, Act.contested, other)
    for changeset, settled in contests.settlements_of(store, numbers, known_at):
        first, second = _ENDED[settled.how]
        for entry, other, how in ((settled.entry, settled.other, first), (settled.other, settled.entry, second)):
            if entry in numbers:
                yield _Done(entry, changeset, Act.settled, other, how, settled.reason)


_ENDED = {
    SettlementKind.outweighed: ("outweighs", "outweighed by"),
    SettlementKind.moved: ("comes after", "comes before"),
    SettlementKind.reopened: ("contested again with", "contested again with"),
}
"""How a contest ended, as the entry that a settlement names first says it, and as the other does."""


def _superseded(store: Store, told: Iterable[EntryAtPoint], known_at: int) -> Iterator[_Done]:
    by = {each.by: each for each in told if each.by is not None}
    heirs = entries.by_ids(store, by, known_at)
    retractions = {each.id: each for each in entries.retractions(store, by)}
    for number, each in by.items():
        act = Act.corrected if number in heirs else Act.retracted
        changeset = heirs[number].changeset if number in heirs else retractions[number].changeset
        yield _Done(each.entry.id, changeset, act, number, why=each.reason)
