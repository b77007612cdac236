"""A dossier: one item, or one party, whole. What stands, what changed between two points, and how it came about.

One service for ``posl report --item`` and ``--party``, the party page and the site.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.domain.entries import Entry
from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.readings import COLUMN_ROLES, Matrix, Reading, Row
from ledger.domain.records import Item
from ledger.domain.words import EntryKind, ItemKind
from ledger.formats import marks
from ledger.formats.document import Block, Cell, Document, Grid, Lines, Paragraph, Section, Sentence, Span
from ledger.services import keys
from ledger.services.comparing import compare
from ledger.services.matrix import matrix_at
from ledger.services.note import stages, words
from ledger.services.note.build import PARTS, Writer
from ledger.services.note.first import remark
from ledger.services.note.material import Material, of_compared
from ledger.services.note.pages import Pages
from ledger.services.note.stages import Stage
from ledger.services.tabulating import every_entry
from ledger.services.telling import Told
from ledger.storage import frame
from ledger.storage.database import Store

_MANY = 40  # items named in a sentence; the rest is counted
_CHANGES = (
    "settled",
    "moved",
    "inside",
    "course",
    "new",
    "gone",
    "promises",
    "contested",
    "evidence",
    "corrected",
    "redefined",
    "still",
)


def dossier_of_item(
    store: Store, item: str, start: str | None = None, end: str = "now", *, counting: Counting = OWN
) -> Document:
    """Return the dossier of an item at ``end``, with what changed since ``start`` where that is given.

    Raises ``NotFound`` for an item there is not, and as ``points.resolve`` does.
    """
    found = gather(store, start, end, item=item, counting=counting)
    key = keys.key_of("item", item, found.known.items)
    over = stages.stages(store, found.known, found.matrix.point, found.matrix.counting, [key])
    return item_dossier(replace(found, stages=tuple(over)), key)


def dossier_of_party(
    store: Store, party: str, start: str | None = None, end: str = "now", *, counting: Counting = OWN
) -> Document:
    """Return the dossier of a party at ``end``, with what changed since ``start`` where that is given.

    Raises ``NotFound`` for a party there is not, and as ``points.resolve`` does.
    """
    found = gather(store, start, end, party=party, counting=counting)
    return party_dossier(found, keys.key_of("party", party, found.known.parties))


@dataclass(frozen=True)
class Found:
    """What dossiers are made of: gathered once, for one or for all of them.

    ``told`` is every entry known, in the order of their days; ``stages`` are for the steps of items.
    """

    material: Material
    matrix: Matrix
    known: Frame
    told: tuple[Told, ...]
    compared: bool
    stages: tuple[Stage, ...] = ()

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """The rows of the matrix, by item."""
        return {row.item.key: row for row in self.matrix.rows}

    @cached_property
    def by_item(self) -> Mapping[str, list[Told]]:
        """Entries by each item that they are on; what is on no item is on the talks, under an empty key."""
        found: dict[str, list[Told]] = defaultdict(list)
        for each in self.told:
            for item in items_of(each.entry):
                found[item].append(each)
        return found

    @cached_property
    def by_party(self) -> Mapping[str, list[Told]]:
        """Stances, by party."""
        found: dict[str, list[Told]] = defaultdict(list)
        for each in self.told:
            party = getattr(each.entry.said, "party", None)
            if party:
                found[party].append(each)
        return found


def items_of(entry: Entry) -> tuple[str, ...]:
    """Return the items that an entry is on; an empty key is the talks."""
    said = entry.said
    tied = tuple(getattr(said, "items", ()) or ())
    return tied or (said.cell.item or "",)


def gather(store: Store, start: str | None, end: str, *, counting: Counting, **wanted: str) -> Found:
    """Gather what dossiers at ``end`` are made of; raises as ``points.resolve`` does."""
    matrix = matrix_at(store, end, counting=counting)
    known = frame.load(store, matrix.point.known_at)
    compared = compare(store, start or end, end, with_rows=True, counting=counting, **wanted)  # type: ignore[arg-type]
    material = of_compared(store, compared, counting=counting, whole=False)
    told = tuple(every_entry(store, known, matrix.point))
    return Found(material, matrix, known, told, start is not None)


def item_dossier(found: Found, key: str) -> Document:
    """Return the dossier of an item, by its key."""
    return _ItemDossier(found, key).document()


def party_dossier(found: Found, key: str) -> Document:
    """Return the dossier of a party, by its key."""
    return _PartyDossier(found, key).document()


class Dossier:
    """What all dossiers share."""

    def __init__(self, found: Found, key: str) -> None:
        self._found = found
        self._key = key
        self._writer = Writer(found.material, brief=False)
        self._lines = self._writer.lines
        self._names = self._lines.names
        self._pages = Pages(found.known, found.matrix.point, self._lines.notes)

    def _framed(self, title: str, sections: Iterable[Section]) -> Document:
        info = self._found.known.info
        ledger = info.title if info and info.title else ""
        point = self._found.matrix.point
        written = tuple(section for section in sections if not section.empty)
        dated = f"{words.dated(point)}, known at changeset {point.known_at}" if self._found.material.stamped else ""
        subtitle = ": ".join(filter(None, (ledger, dated)))
        return Document(title, subtitle, (), written, self._lines.notes.footnotes())

    def _changes(self) -> Iterator[Section]:
        """Yield what changed, in the sections of the note."""
        if self._found.compared:
            yield from (part.written(self._writer) for part in PARTS if part.key in _CHANGES)

    def _remarks(self, told: Iterable[Told]) -> Section:
        said = tuple(remark(self._lines, each.entry) for each in told if each.stands)
        return Section("remarks", "What is said of it", (Lines(said),))

    def _plain(self, text: str) -> Sentence:
        return self._lines.plain(text)


class _ItemDossier(Dossier):
    def document(self) -> Document:
        item = self._found.known.items[self._key]
        return self._framed(item.title, [*self._sections(item)])

    def _sections(self, item: Item) -> Iterator[Section]:
        row = self._found.rows[self._key]
        yield Section("item", "The item", (Paragraph(tuple(self._pages.described(item, row))), *self._whose(item)))
        held = [self._lines.holds(reading) for reading in row.cells.values()]
        yield Section("held", "Who holds what", (Lines(tuple(Sentence((*said, Span("."))) for said in held)),))
        parties = self._found.matrix.columns
        steps = stages.steps(self._key, parties, list(self._found.stages)) if self._found.stages else ()
        yield Section("steps", "Over the rounds", tuple(steps))
        yield Section("accounts", "Account by account", self._accounts(row))
        yield from self._changes()
        own = self._found.by_item.get(self._key, [])
        yield self._remarks(each for each in own if each.entry.kind is EntryKind.remark)
        yield Section("history", "Over time", (self._pages.over_time(own, home=True),) if own else ())

    def _whose(self, item: Item) -> tuple[Block, ...]:
        """Who promised it, to whom."""
        if item.kind is not ItemKind.commitment or not item.by:
            return ()
        to = (Span(" to "), *self._named(item.to)) if item.to else ()
        said = (Span("It is a promise of "), *self._named(item.by), *to, Span("."))
        return (Paragraph((Sentence(said, self._lines.notes.ledger()),)),)

    def _named(self, parties: Iterable[str]) -> tuple[Span, ...]:
        return words.enumerated([self._names.who(party) for party in parties])

    def _accounts(self, row: Row) -> tuple[Block, ...]:
        """Every account of the item, those that contradict each other under one another."""
        readings = ([row.status_reading] if row.status_reading else []) + list(row.cells.values())
        rows = tuple(self._account(reading, account) for reading in readings for account in reading.accounts)
        columns = ("Whose", "Account", "If or unless", "Held", "Whose word", "Grade", "Independent sources", "Entries")
        return (Grid("Accounts, as they stand", columns, rows),) if rows else ()

    def _account(self, reading: Reading, account: Reading) -> tuple[Cell, ...]:
        evidence = account.evidence
        state = ", ".join(filter(None, (words.stance_word(account.word), marks.mark_words(reading))))
        return (
            Cell(self._names.party(reading.party), to=f"party:{reading.party}") if reading.party else Cell("status"),
            Cell(state, self._lines.notes.of(evidence.citations)),
            Cell(account.condition),
            Cell(account.round or str(account.held), to=f"round:{account.round}" if account.round else None),
            Cell(marks.whose(account) or None),
            Cell(evidence.grade),
            Cell(evidence.independent_sources),
            Cell(
                words.listed([str(number) for number in account.entries or (account.entry,)]),
                to=f"entry:{account.entry}",
            ),
        )


class _PartyDossier(Dossier):
    def document(self) -> Document:
        party = self._found.known.parties[self._key]
        return self._framed(party.name, [*self._sections()])

    def _sections(self) -> Iterator[Section]:
        party = self._found.known.parties[self._key]
        told = [f"{party.name} ({party.code}), {party.role.value}."]
        told += [f"Also called {words.listed(list(party.aliases))}."] if party.aliases else []
        yield Section("party", "The party", (Paragraph((*map(self._plain, told), *self._heard())),))
        yield Section("held", "What it holds", (Lines(tuple(self._held())),))
        yield from self._changes()
        people = {person.key for person in self._found.known.persons.values() if self._is_of(person.offices)}
        said = [
            t
            for t in self._found.told
            if t.entry.kind is EntryKind.remark and getattr(t.entry.said, "by", None) in people
        ]
        yield self._remarks(said)
        own = self._found.by_party.get(self._key, [])
        table = self._pages.over_time(own, items=True, parties=False)
        yield Section("history", "Over time", (table,) if own else ())

    def _is_of(self, offices: Iterable[object]) -> bool:
        return any(getattr(office, "party", None) == self._key for office in offices)

    def _heard(self) -> Iterator[Sentence]:
        """Yield when it was last heard, and on which open items nothing of it is in the reports we have."""
        rows = self._found.matrix.rows
        days = [row.cells[self._key].held.last for row in rows if self._key in row.cells]
        yield self._plain(
            f"Last heard on {words.day(max(days))}." if days else "No stance of it is in the reports we have."
        )
        at_table = self._found.known.parties[self._key].role in COLUMN_ROLES
        silent = [row.item for row in rows if row.open and self._key not in row.cells]
        if silent and at_table:
            named: list[words.Part] = [Span(item.title, to=f"item:{item.key}") for item in silent[:_MANY]]
            named += [f"{len(silent) - _MANY:,} more"] if len(silent) > _MANY else []
            said = (Span("Nothing of it in the reports we have on "), *words.enumerated(named), Span("."))
            yield Sentence(said, self._lines.notes.ledger())

    def _held(self) -> Iterator[Sentence]:
        for row in self._found.matrix.rows:
            reading = row.cells.get(self._key)
            if reading is not None:
                said = self._lines.holds(reading)
                mark = " (contested)" if reading.contested else ""
                yield Sentence(
                    (self._names.about(row.item.key), Span(": "), *said, Span(f"{mark}.")), item=row.item.key
                )
