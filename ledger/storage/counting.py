"""How much there is of everything."""

from sqlalchemy import func, select

from ledger.storage import schema
from ledger.storage.database import Store

_COUNTED = {
    "changesets": schema.changeset,
    "entries": schema.entry,
    "citations": schema.citation,
    "reviews": schema.review,
    "edits": schema.edit,
    "texts": schema.attachment,
}


def counts(store: Store) -> dict[str, int]:
    """Return the number of rows, retractions among the entries, by what people call them."""
    return {
        name: store.connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in _COUNTED.items()
    }
