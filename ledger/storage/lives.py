"""What became of entries, act by act: every citation, every verdict, every edit, with the changeset that made it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from ledger.domain.entries import Citation
from ledger.domain.seed import CellRef, DroppedCitation, Edit
from ledger.domain.words import Verdict
from ledger.storage import schema
from ledger.storage.bulk import among
from ledger.storage.database import Row, Store
from ledger.storage.entries import citation_from
from ledger.storage.names import Names
from ledger.storage.reviews import Reviewed


def citations(store: Store, ids: Iterable[int], known_at: int) -> dict[int, list[tuple[int, Citation]]]:
    """Return (changeset, citation) of all that was ever cited for these entries, in the order recorded."""
    table, names = schema.citation, Names(store)
    query = select(table).where(table.c.changeset_id <= known_at).order_by(table.c.id)
    found: dict[int, list[tuple[int, Citation]]] = defaultdict(list)
    for row in _of_entries(store, query, table.c.entry_id, ids):
        found[row["entry_id"]].append((row["changeset_id"], citation_from(row, names)))
    return found


def dropped(store: Store, ids: Iterable[int], known_at: int) -> list[tuple[int, DroppedCitation]]:
    """Return (changeset, what was dropped and why) of citations of these entries."""
    gone, cited, names = schema.dropped_citation, schema.citation, Names(store)
    query = (
        select(gone.c.changeset_id, gone.c.reason, cited.c.entry_id, cited.c.source_id, cited.c.at)
        .join(cited, cited.c.id == gone.c.citation_id)
        .where(gone.c.changeset_id <= known_at)
        .order_by(gone.c.id)
    )
    return [
        (
            row["changeset_id"],
            DroppedCitation(
                entry=CellRef(id=row["entry_id"]),
                source=names.sources[row["source_id"]],
                at=row["at"],
                reason=row["reason"],
            ),
        )
        for row in _of_entries(store, query, cited.c.entry_id, ids)
    ]


def verdicts(store: Store, ids: Iterable[int], known_at: int) -> list[Reviewed]:
    """Return every verdict ever given on these entries, those taken back too, in the order recorded."""
    table = schema.review
    query = select(table).where(table.c.changeset_id <= known_at).order_by(table.c.id)
    return [
        Reviewed(row["entry_id"], Verdict(row["verdict"]), row["reviewer"], row["note"], row["changeset_id"])
        for row in _of_entries(store, query, table.c.entry_id, ids)
    ]


def edits(store: Store, record: str, known_at: int) -> list[tuple[int, Edit]]:
    """Return (changeset, edit) of the descriptive fields of a record (``item:land``), in the order recorded."""
    table = schema.edit
    query = select(table).where(table.c.record == record, table.c.changeset_id <= known_at).order_by(table.c.id)
    return [
        (row["changeset_id"], Edit(record=row["record"], field=row["field"], old=row["old"], new=row["new"]))
        for row in store.connection.execute(query).mappings()
    ]


def _of_entries(store: Store, query: Select[Any], entry: ColumnElement[int], ids: Iterable[int]) -> list[Row]:
    return list(store.connection.execute(query.where(among(store, entry, ids))).mappings())
