"""Keys that changed: read from the journal, and changed in every table that names the record."""

import json
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, literal_column, select, update

from ledger.domain.renaming import KEY, Keys, Rename
from ledger.storage import schema
from ledger.storage.database import Store

_OF_KEYS: ColumnElement[bool] = literal_column(f"edit.field = '{KEY}'")  # to the letter what the partial index says
_BY_WORD: dict[str, tuple[tuple[Table, str], ...]] = {
    "round": ((schema.item, "due"), (schema.mark, "held")),
    "person": ((schema.delegate, "person"), (schema.delegate, "cite_by"), (schema.person, "joined")),
    "source": ((schema.delegate, "cite_source"), (schema.source, "joined")),
    "party": ((schema.party, "joined"),),
    "item": ((schema.item, "joined"), (schema.item, "split_from")),
}
"""Columns that hold a key of a table without a foreign key: they may hold something else as well."""


def keys_of(store: Store) -> Keys:
    """Return what keys meant at any time."""
    return store.once(keys_of, lambda: _keys_of(store))


def _keys_of(store: Store) -> Keys:
    edit = schema.edit.c
    query = select(edit.changeset_id, edit.record, edit.old, edit.new).where(_OF_KEYS).order_by(edit.id)
    return Keys(
        Rename(changeset, record.partition(":")[0], json.loads(old), json.loads(new))
        for changeset, record, old, new in store.connection.execute(query)
    )


def rename(store: Store, table: str, old: str, new: str) -> None:
    """Give a record another key, wherever it is named; the journal is written elsewhere."""
    own = schema.tables[table]
    store.connection.execute(update(own).where(own.c.key == old).values(key=new))
    for naming, column in _naming(own):
        store.connection.execute(update(naming).where(naming.c[column] == old).values({column: new}))


def _naming(own: Table) -> Iterator[tuple[Table, str]]:
    for table in schema.with_rules().sorted_tables:
        yield from ((table, key.parent.name) for key in table.foreign_keys if key.column is own.c.get(KEY))
    yield from _BY_WORD.get(own.name, ())
