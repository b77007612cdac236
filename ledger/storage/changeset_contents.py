"""What one changeset recorded, as domain values: for showing it, for exports, and for undoing it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import Table, select

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import STATEMENTS, Citation, Entry, Retraction
from ledger.domain.records import RECORDS, Record
from ledger.domain.renaming import Keys
from ledger.domain.seed import (
    AddedCitation,
    Attachment,
    CellRef,
    Claim,
    DroppedCitation,
    Edit,
    Redaction,
    Review,
    Settlement,
)
from ledger.domain.words import Op
from ledger.storage import entries, renames, schema
from ledger.storage.bulk import among, chunks
from ledger.storage.changesets import Changeset, get
from ledger.storage.database import NamedRow, Store
from ledger.storage.logical import FirstValues
from ledger.storage.register import KeyNumbers

_V = TypeVar("_V", Review, Claim)
_AT_A_TIME = 2_000  # entries


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
    claims: list[Claim] = field(default_factory=list)
    redactions: list[Redaction] = field(default_factory=list)


class ContentsReader:
    """Reads changesets one after another; what they share (keys, first values of records) is read once.

    Records go by the keys of now; with ``as_then`` by those that they had when the changeset was recorded.
    """

    def __init__(self, store: Store, *, as_then: bool = False) -> None:
        self._store, self._as_then = store, as_then
        self._keys = renames.keys_of(store)
        self._names = KeyNumbers(store)
        self._first_values = FirstValues(store, as_then=as_then)

    def contents(self, number: int) -> Contents:
        """Return what a changeset recorded; raise ``NotFound`` where there is none of that number."""
        done = self.without_entries(number)
        return replace(done, entries=sorted(self.entries(number), key=lambda entry: entry.id))

    def _name_as_then(self, number: int) -> None:
        if self._as_then and self._keys:
            self._names = KeyNumbers(self._store, renamed=self._keys.then(number))

    def entries(self, number: int) -> Iterator[Entry]:
        """Yield the entries that a changeset recorded, kind by kind as a seed has them; few in memory at a time."""
        self._name_as_then(number)
        e = schema.entry.c
        query = select(e.id).where(e.changeset_id == number, e.op == Op.assert_.value).order_by(e.id)
        for kind in STATEMENTS:
            numbers = self._store.connection.execute(query.where(e.kind == kind.value)).scalars().all()
            for some in chunks(numbers, _AT_A_TIME):
                own = self._own_citations(number, some)
                found = entries.by_ids(self._store, some, names=self._names)
                yield from (_with_own_citations(found[each], own) for each in some)

    def without_entries(self, number: int) -> Contents:
        """Return what a changeset recorded but its entries, which may be many; raise ``NotFound`` as ``contents``."""
        self._name_as_then(number)
        return Contents(
            get(self._store, number),
            self._records(number),
            self._edits(number),
            self._attachments(number),
            [],
            entries.retractions(self._store, changeset=number),
            self._added_citations(number),
            self._dropped(number),
            [(row["entry_id"], row["other_id"]) for row in self._rows(schema.rival, number)],
            [
                Settlement(how=row["how"], entry=row["entry_id"], other=row["other_id"], reason=row["reason"])
                for row in self._rows(schema.settlement, number)
            ],
            [_verdict(Review, row) for row in self._rows(schema.review, number)],
            [_verdict(Claim, row) for row in self._rows(schema.claim, number)],
            [
                Redaction.model_validate({name: row[name] for name in Redaction.model_fields})
                for row in self._rows(schema.redaction, number)
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
        edits = [
            Edit(record=row["record"], field=row["field"], old=row["old"], new=row["new"])
            for row in self._rows(schema.edit, number)
        ]
        return edits if self._as_then or not self._keys else [_of_now(edit, self._keys) for edit in edits]

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

    def _own_citations(self, number: int, ids: Iterable[int]) -> dict[int, list[Citation]]:
        """Return the citations with which a changeset recorded some of its entries."""
        table, own = schema.citation, dict[int, list[Citation]]()
        query = select(table).where(among(self._store, table.c.entry_id, ids), table.c.changeset_id == number)
        for row in self._store.connection.execute(query.order_by(table.c.id)).mappings():
            own.setdefault(row["entry_id"], []).append(entries.citation_from(row, self._names))
        return own

    def _added_citations(self, number: int) -> list[AddedCitation]:
        """Return the citations that a changeset added to entries of earlier ones."""
        table, owner = schema.citation, schema.entry
        query = (
            select(table)
            .join(owner, owner.c.id == table.c.entry_id)
            .where(table.c.changeset_id == number, owner.c.changeset_id != number)
            .order_by(table.c.id)
        )
        return [
            AddedCitation.model_validate(
                entries.citation_from(row, self._names).model_dump() | {"entry": {"id": row["entry_id"]}}
            )
            for row in self._store.connection.execute(query).mappings()
        ]

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


def _of_now(edit: Edit, keys: Keys) -> Edit:
    """Return an edit with the keys of now; what a rename changed stays what it was."""
    ref = keys.ref_now(edit.record)
    table = ref.partition(":")[0]
    old, new = (canonical_json(keys.value_now(table, edit.field, json.loads(value))) for value in (edit.old, edit.new))
    return Edit(record=ref, field=edit.field, old=old, new=new)


def _verdict(kind: type[_V], row: NamedRow) -> _V:
    return kind(entry=CellRef(id=row["entry_id"]), verdict=row["verdict"], reviewer=row["reviewer"], note=row["note"])


def _with_own_citations(entry: Entry, own: dict[int, list[Citation]]) -> Entry:
    """Take the entry back to what it was recorded with; what came later belongs to later changesets."""
    said = entry.said.model_copy(update={"cite": tuple(own.get(entry.id, entry.said.cite))})
    return entry.model_copy(update={"said": said})
