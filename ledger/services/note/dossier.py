"""A dossier: one item, or one party, whole. What stands, what changed between two points, and how it came about.

One service for ``posl report --item`` and ``--party``, the party page and the site.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.readings import COLUMN_ROLES, Matrix
from ledger.domain.records import Item
from ledger.domain.words import EntryKind
from ledger.formats.document import Block, Document, Lines, Paragraph, Section, Sentence, Span
from ledger.services import keys
from ledger.services.comparing import compare
from ledger.services.matrix import matrix_at
from ledger.services.note import words
from ledger.services.note.build import PARTS, Writer
from ledger.services.note.first import remark
from ledger.services.note.material import Material, of_compared
from ledger.services.note.pages import Pages
from ledger.services.tabulating import every_entry
from ledger.services.telling import Told
from ledger.storage import frame
from ledger.storage.database import Store

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
    found = _gather(store, start, end, item=item, counting=counting)
    return _ItemDossier(found, keys.key_of("item", item, found.known.items)).document()


def dossier_of_party(
    store: Store, party: str, start: str | None = None, end: str = "now", *, counting: Counting = OWN
) -> Document:
    """Return the dossier of a party at ``end``, with what changed since ``start`` where that is given.

    Raises ``NotFound`` for a party there is not, and as ``points.resolve`` does.
    """
    found = _gather(store, start, end, party=party, counting=counting)
    return _PartyDossier(found, keys.key_of("party", party, found.known.parties)).document()


@dataclass(frozen=True, slots=True)
class _Found:
    material: Material
    matrix: Matrix
    known: Frame
    told: list[Told]
    compared: bool


def _gather(store: Store, start: str | None, end: str, *, counting: Counting, **wanted: str) -> _Found:
    matrix = matrix_at(store, end, counting=counting)
    known = frame.load(store, matrix.point.known_at)
    compared = compare(store, start or end, end, with_rows=True, counting=counting, **wanted)  # type: ignore[arg-type]
    material = of_compared(store, compared, counting=counting, whole=False)
    return _Found(material, matrix, known, list(every_entry(store, known, matrix.point)), start is not None)


class _Dossier:
    """What the dossiers of items and of parties share."""

    def __init__(self, found: _Found, key: str) -> None:
        self._found = found
        self._key = key
        self._writer = Writer(found.material, brief=False)
        self._lines = self._writer.lines
        self._pages = Pages(found.known, found.matrix.point, self._lines.notes)

    def _framed(self, title: str, sections: Iterable[Section]) -> Document:
        info = self._found.known.info
        ledger = f"{info.title}: " if info and info.title else ""
        point = self._found.matrix.point
        written = tuple(section for section in sections if not section.empty)
        subtitle = f"{ledger}{words.dated(point)}, known at changeset {point.known_at}"
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


class _ItemDossier(_Dossier):
    def document(self) -> Document:
        item = self._found.known.items[self._key]
        return self._framed(item.title, [*self._sections(item)])

    def _sections(self, item: Item) -> Iterator[Section]:
        row = next(row for row in self._found.matrix.rows if row.item.key == self._key)
        yield Section("item", "The item", (Paragraph(tuple(self._pages.described(item, row))),))
        held = [self._lines.holds(reading) for reading in row.cells.values()]
        yield Section("held", "Who holds what", (Lines(tuple(Sentence((*said, Span("."))) for said in held)),))
        yield from self._changes()
        own = [each for each in self._found.told if self._concerns(each)]
        yield self._remarks(each for each in own if each.entry.kind is EntryKind.remark)
        yield Section("history", "Over time", self._history(own))

    def _concerns(self, told: Told) -> bool:
        said = told.entry.said
        return said.cell.item == self._key or self._key in getattr(said, "items", ())

    def _history(self, own: list[Told]) -> tuple[Block, ...]:
        return (self._pages.over_time(own),) if own else ()


class _PartyDossier(_Dossier):
    def document(self) -> Document:
        party = self._found.known.parties[self._key]
        return self._framed(party.name, [*self._sections()])

    def _sections(self) -> Iterator[Section]:
        party = self._found.known.parties[self._key]
        told = [f"{party.name} ({party.code}), {party.role.value}."]
        told += [f"Also called {words.listed(list(party.aliases))}."] if party.aliases else []
        yield Section("party", "The party", (Paragraph(tuple(map(self._plain, (*told, *self._heard())))),))
        yield Section("held", "What it holds", (Lines(tuple(self._held())),))
        yield from self._changes()
        people = {person.key for person in self._found.known.persons.values() if self._is_of(person.offices)}
        said = [
            t
            for t in self._found.told
            if t.entry.kind is EntryKind.remark and getattr(t.entry.said, "by", None) in people
        ]
        yield self._remarks(said)
        own = [each for each in self._found.told if getattr(each.entry.said, "party", None) == self._key]
        yield Section("history", "Over time", (self._pages.over_time(own, items=True),) if own else ())

    def _is_of(self, offices: Iterable[object]) -> bool:
        return any(getattr(office, "party", None) == self._key for office in offices)

    def _heard(self) -> Iterator[str]:
        """Yield when it was last heard, and on which open items nothing of it is in the reports we have."""
        rows = self._found.matrix.rows
        days = [row.cells[self._key].held.last for row in rows if self._key in row.cells]
        yield f"Last heard on {words.day(max(days))}." if days else "No stance of it is in the reports we have."
        at_table = self._found.known.parties[self._key].role in COLUMN_ROLES
        silent = [row.item.title for row in rows if row.open and self._key not in row.cells]
        if silent and at_table:
            yield f"Nothing of it in the reports we have on {words.listed(silent)}."

    def _held(self) -> Iterator[Sentence]:
        for row in self._found.matrix.rows:
            reading = row.cells.get(self._key)
            if reading is not None:
                said = self._lines.holds(reading)
                mark = " (contested)" if reading.contested else ""
                yield Sentence(
                    (self._lines.names.about(row.item.key), Span(": "), *said, Span(f"{mark}.")), item=row.item.key
                )
