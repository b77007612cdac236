"""What one changeset recorded, as domain values: for ``posl show @N``, for exports, and for undoing it."""

from dataclasses import dataclass, field

from sqlalchemy import Table, select

from ledger.domain.entries import Citation, Entry, Retraction
from ledger.domain.records import RECORDS, Record
from ledger.domain.seed import AddedCitation, Attachment, CellRef, DroppedCitation, Edit, Review, Settlement
from ledger.storage import entries, schema
from ledger.storage.changesets import Changeset, get
from ledger.storage.database import NamedRow, Store
from ledger.storage.logical import FirstValues
from ledger.storage.register import KeyNumbers


@dataclass(frozen=True, slots=True)
class Contents:
    """A changeset's records. ``records`` are as they were entered; ``rivals`` are pairs of entry numbers.

    ``citations`` are those added to entries of earlier changesets; an entry's own citations stand with it.
    """

    changeset: Changeset
    records: list[Record] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    retractions: list[Retraction] = field(default_factory=list)
    citations: list[AddedCitation] = field(default_factory=list)
    dropped: list[DroppedCitation] = field(default_factory=list)
    rivals: list[tuple[int, int]] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)


class ContentsReader:
    """Reads changesets one after another; what they share (keys, first values of records) is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = KeyNumbers(store)
        self._first_values = FirstValues(store)

    def contents(self, number: int) -> Contents:
        """Return what a changeset recorded; raise ``NotFound`` where there is none of that number."""
        changeset = get(self._store, number)
        added, own = self._citations(number)
        return Contents(
            changeset,
            self._records(number),
            self._edits(number),
            self._attachments(number),
            [_with_own_citations(entry, own) for entry in entries.of_changeset(self._store, number)],
            entries.retractions(self._store, changeset=number),
            added,
            self._dropped(number),
            [(row["entry_id"], row["other_id"]) for row in self._rows(schema.rival, number)],
            [
                Settlement(how=row["how"], entry=row["entry_id"], other=row["other_id"], reason=row["reason"])
                for row in self._rows(schema.settlement, number)
            ],
            [
                Review(
                    entry=CellRef(id=row["entry_id"]),
                    verdict=row["verdict"],
                    reviewer=row["reviewer"],
                    note=row["note"],
                )
                for row in self._rows(schema.review, number)
            ],
        )

    def _records(self, number: int) -> list[Record]:
        models = {model.table: model for model in RECORDS}
        return [
            models[table].model_validate(fields)
            for table, records in self._first_values.of(number)
            for fields in records
        ]

    def _edits(self, number: int) -> list[Edit]:
        return [
            Edit(record=row["record"], field=row["field"], old=row["old"], new=row["new"])
            for row in self._rows(schema.edit, number)
        ]

    def _attachments(self, number: int) -> list[Attachment]:
        return [
            Attachment(
                source=self._names.sources[row["source_id"]],
                edition=row["edition"],
                sha256=row["sha256"],
                text=row["text"],
                original=row["original"],
                extractor=row["extractor"],
                pages=row["pages"],
            )
            for row in self._rows(schema.attachment, number)
        ]

    def _citations(self, number: int) -> tuple[list[AddedCitation], dict[int, list[Citation]]]:
        """Tell citations added to earlier entries from those that came with the changeset's own."""
        table, owner = schema.citation, schema.entry
        query = (
            select(table, owner.c.changeset_id.label("entered_in"))
            .join(owner, owner.c.id == table.c.entry_id)
            .where(table.c.changeset_id == number)
            .order_by(table.c.id)
        )
        added: list[AddedCitation] = []
        own: dict[int, list[Citation]] = {}
        for row in self._store.connection.execute(query).mappings():
            citation = entries.citation_from(row, self._names)
            if row["entered_in"] == number:
                own.setdefault(row["entry_id"], []).append(citation)
            else:
                fields = citation.model_dump()
                added.append(AddedCitation.model_validate(fields | {"entry": {"id": row["entry_id"]}}))
        return added, own

    def _dropped(self, number: int) -> list[DroppedCitation]:
        table, cited = schema.dropped_citation, schema.citation
        query = (
            select(cited.c.entry_id, cited.c.source_id, cited.c.at, table.c.reason)
            .join(cited, cited.c.id == table.c.citation_id)
            .where(table.c.changeset_id == number)
            .order_by(table.c.id)
        )
        return [
            DroppedCitation(
                entry=CellRef(id=row.entry_id),
                source=self._names.sources[row.source_id],
                at=row.at,
                reason=row.reason,
            )
            for row in self._store.connection.execute(query)
        ]

    def _rows(self, table: Table, number: int) -> list[NamedRow]:
        query = select(table).where(table.c.changeset_id == number).order_by(table.c.id)
        return list(self._store.connection.execute(query).mappings())


def _with_own_citations(entry: Entry, own: dict[int, list[Citation]]) -> Entry:
    """Take the entry back to what it was recorded with; what came later belongs to later changesets."""
    said = entry.said.model_copy(update={"cite": tuple(own.get(entry.id, entry.said.cite))})
    return entry.model_copy(update={"said": said})
