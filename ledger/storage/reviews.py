"""Verdicts on entries. The last verdict on an entry is the one that holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from ledger.domain.words import Verdict
from ledger.storage import schema
from ledger.storage.bulk import among
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A verdict as recorded."""

    entry: int
    verdict: Verdict
    reviewer: str
    note: str | None
    changeset: int


def verdicts(store: Store, known_at: int | None = None, ids: Iterable[int] | None = None) -> dict[int, Reviewed]:
    """Return the verdict that holds on each reviewed entry at a changeset, by entry number."""
    table = schema.review
    query = select(table).order_by(table.c.id)
    if known_at is not None:
        query = query.where(table.c.changeset_id <= known_at)
    if ids is not None:
        query = query.where(among(store, table.c.entry_id, ids))
    found = {
        row.entry_id: Reviewed(row.entry_id, Verdict(row.verdict), row.reviewer, row.note, row.changeset_id)
        for row in store.connection.execute(query)
    }
    return {entry: said for entry, said in found.items() if said.verdict is not Verdict.withdrawn}


def accepted(store: Store, known_at: int | None = None, ids: Iterable[int] | None = None) -> set[int]:
    """Return the numbers of entries whose last verdict is that they are accepted."""
    return {entry for entry, said in verdicts(store, known_at, ids).items() if said.verdict is Verdict.accepted}
