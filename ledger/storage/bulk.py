"""Many rows in, fast, and long lists asked for in one parameter.

Rows go in by the driver's own ``executemany`` with tuples (1.0–1.2 × raw sqlite3; the ORM is 14 ×).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Executable, Table, any_, bindparam, column, func, select
from sqlalchemy.exc import DBAPIError

from ledger.storage.columns import YesNo
from ledger.storage.database import Store
from ledger.storage.turns import say_alive

T = TypeVar("T")
_WORTH_COPYING = 50  # rows
_WORTH_NARROWING = 50
CHUNK = 500  # well below the depth of expression either engine takes


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut into lists of at most ``size``."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def among(store: Store, of: ColumnElement[T], values: Iterable[T]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these numbers or keys, however many they are.

    One parameter holds them all: a list of parameters has a limit, and is compiled anew for each length.
    """
    wanted = sorted(set(values))  # type: ignore[type-var]  # T is int or str, which sort
    if store.is_postgres:
        return of == any_(bindparam(None, wanted, ARRAY(of.type)))
    given = func.json_each(bindparam(None, json.dumps(wanted))).table_valued(column("value"))
    return of.in_(select(given.c.value))


def these_numbers(*, postgres: bool) -> str:
    """Return what follows a column in a statement in words: that it holds one of the numbers in ``numbers_for``."""
    return "= ANY(:numbers)" if postgres else "IN (SELECT value FROM json_each(:numbers))"


def numbers_for(store: Store, numbers: Iterable[int]) -> dict[str, Any]:
    """Return numbers as the one parameter that ``these_numbers`` asks for."""
    wanted = sorted(set(numbers))
    return {"numbers": wanted if store.is_postgres else json.dumps(wanted)}


def all_rows(
    store: Store, table: Table, *order: str, only: Sequence[str] = (), known_at: int | None = None
) -> Sequence[Sequence[Any]]:
    """Return all rows of a table, with its columns in their order, or only with these; or those there at a changeset.

    In words of SQL: to compile an expression takes several times as long as to read a small table, and at the start
    there are twenty.
    """
    quoted = store.connection.dialect.identifier_preparer.quote
    names, by = (", ".join(map(quoted, each)) for each in (only or table.columns.keys(), order))
    there = "" if known_at is None else f" WHERE changeset_id <= {known_at:d}"
    words = f"SELECT {names} FROM {quoted(table.name)}{there} ORDER BY {by}"  # noqa: S608 - names of our own schema, quoted, and a number
    return store.connection.exec_driver_sql(words).all()


_AT_A_TIME = 2_000  # rows
_KEPT_AT_A_TIME = 1_000


def plain_rows(store: Store, query: Executable, params: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """Yield all rows as the driver's own tuples: for tens of thousands, of columns without a type of our own.

    To take SQLAlchemy's rows apart costs as much as to read them.
    """
    with store.connection.execute(query, params) as result:
        while rows := _fetched(store, query, result.cursor, _AT_A_TIME):
            yield from rows


def _fetched(store: Store, query: Executable, cursor: Any, size: int) -> list[tuple[Any, ...]]:  # noqa: ANN401 - the driver's own
    """Return the next rows; what the driver refuses is raised as a statement's refusal is."""
    dialect = store.connection.dialect
    errors = dialect.loaded_dbapi.Error
    try:
        rows: list[tuple[Any, ...]] = cursor.fetchmany(size)
    except errors as problem:
        raise DBAPIError.instance(str(query), None, problem, errors, dialect=dialect) from problem
    return rows


def insert_rows(store: Store, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as mappings by column name; a missing column is NULL."""
    insert_tuples(store, table, in_columns(table, rows))


def as_kept(
    store: Store, query: Executable, values: Mapping[str, Any] | None = None
) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows that a query finds, some at a time, as the table keeps them: flags are 1 or 0.

    A file's are the driver's own tuples, at half of what SQLAlchemy's rows take; a server streams.
    """
    options = {"yield_per": _KEPT_AT_A_TIME} if store.is_postgres else {}
    with store.connection.execute(query, values, execution_options=options) as found:
        if store.is_postgres:
            yield from found.partitions()
            return
        while rows := _fetched(store, query, found.cursor, _KEPT_AT_A_TIME):
            yield rows


def in_columns(table: Table, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Return rows given as mappings by column name as tuples in the order of the columns."""
    names = table.columns.keys()
    return [tuple(map(row.get, names)) for row in rows]


def _as_kept(table: Table, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    """Return rows with flags as the table keeps them: the driver is handed them without SQLAlchemy's types between."""
    flags = [place for place, column in enumerate(table.columns) if isinstance(column.type, YesNo)]
    for place in flags:
        rows = [(*row[:place], int(row[place]), *row[place + 1 :]) if row[place] is not None else row for row in rows]
    return rows


def insert_tuples(store: Store, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows given as tuples in the order of the columns; of those that are empty in all rows nothing is said."""
    names: list[str] = list(table.columns.keys())
    if len(rows) >= _WORTH_NARROWING:
        columns = list(zip(*_as_kept(table, rows), strict=True))
        given = [place for place, column in enumerate(columns) if column.count(None) < len(column)]
        names, rows = [names[place] for place in given], list(zip(*(columns[place] for place in given), strict=True))
    else:
        rows = _as_kept(table, rows)
    insert_into(store, table.name, names, rows)


def insert_into(store: Store, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows into a table by name, each with these columns as the table keeps them."""
    if not rows:
        return
    quote = store.connection.dialect.identifier_preparer.quote
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    if store.is_postgres and len(rows) >= _WORTH_COPYING:
        _copy(store, into, rows)
        return
    mark = "%s" if store.is_postgres else "?"
    sql = f"INSERT INTO {into} VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608 - names are the schema's own
    store.connection.exec_driver_sql(sql, list(rows))
    if len(rows) >= _WORTH_COPYING:
        say_alive(store.location)


def _copy(store: Store, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows by PostgreSQL's COPY; what it refuses is raised as a statement's refusal is."""
    import psycopg

    sql = f"COPY {into} FROM STDIN"
    driver: Any = store.connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(sql) as out:
            for row in rows:
                out.write_row(row)
    except psycopg.Error as problem:
        raise DBAPIError.instance(sql, None, problem, psycopg.Error, dialect=store.connection.dialect) from problem
