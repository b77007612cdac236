"""Many rows in, fast: the driver's own ``executemany`` with tuples (1.0–1.2 × raw sqlite3; the ORM is 14 ×)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from ledger.storage.database import Store


def insert_rows(store: Store, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as mappings by column name; a missing column is NULL."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    quote = store.connection.dialect.identifier_preparer.quote
    mark = "%s" if store.is_postgres else "?"
    sql = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608 - names are the schema's own
    store.connection.exec_driver_sql(sql, [tuple(row.get(name) for name in names) for row in rows])
