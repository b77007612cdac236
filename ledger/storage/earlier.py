"""Which changeset touched a thing last before another one did."""

from sqlalchemy import select

from ledger.domain.seed import Edit
from ledger.storage import frame, schema
from ledger.storage.database import Store


def edited_before(store: Store, edit: Edit, number: int) -> int | None:
    """Return the last changeset before this one that edited the same field, else the one that entered the record."""
    table = schema.edit.c
    query = select(table.changeset_id).where(
        table.record == edit.record, table.field == edit.field, table.changeset_id < number
    )
    found = store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()
    return entered(store, edit.record) if found is None else found


def entered(store: Store, ref: str) -> int | None:
    """Return the changeset that entered a descriptive record, by its name in the journal."""
    table, _, key = ref.partition(":")
    if table not in frame.MODELS:
        return None
    model = frame.MODELS[table]
    return next((number for number, fields in frame.fields_of(store, table) if model.key_in(fields) == key), None)


def reviewed_before(store: Store, entry: int, number: int) -> int | None:
    """Return the last changeset before this one that gave a verdict on an entry."""
    table = schema.review.c
    query = select(table.changeset_id).where(table.entry_id == entry, table.changeset_id < number)
    return store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()
