"""Whether the database is what it was recorded to be: its own check, its guards, and everything in it read again.

Nothing here needs a row to be sound: what cannot even be read is a finding like any other.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Text, cast, select, text
from sqlalchemy.exc import DBAPIError

from ledger.domain.editions import is_text_of
from ledger.storage import chain, constraints, derived, guards, schema, search, shape
from ledger.storage.constraints import Finding, place
from ledger.storage.database import HEAD, Store

__all__ = ["Finding", "findings"]

_INDEXED = {"quote": "a quote of entry", "text": "the text of source"}


def findings(store: Store, told: Callable[[str], None] = lambda _step: None) -> Iterator[Finding]:
    """Yield everything that is wrong with the database, single records before whole changesets.

    ``told`` is called with the name of each step as it begins.
    """
    broken: list[Finding] = []
    for name, step in STEPS:
        told(name)
        try:
            yield from step(store)
        except DBAPIError as problem:
            yield from _unreadable(store, problem)
            return
        except Exception as problem:  # noqa: BLE001 - a damaged value can break whatever reads it; the next step may say where
            broken.append(Finding(name, f"cannot be looked through: {type(problem).__name__}: {problem}"))
    yield from broken


def _own_check(store: Store) -> Iterator[Finding]:
    """SQLite's own check of pages, indexes and keys. PostgreSQL has none of its kind: reading everything stands in."""
    if store.is_postgres:
        return
    for (said,) in store.connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield Finding("the database", f"says: {' '.join(str(said).split())}")
    for table, row, parent, _key in constraints.refused_keys(store):
        yield Finding(f"{table}, row {row}", f"refers to a {parent} that is not there")


def _texts(store: Store) -> Iterator[Finding]:
    """Attached texts whose sha256 is not that of the file they were read from; of one redacted nobody can say."""
    table, source, taken = schema.attachment.c, schema.source.c, schema.redaction.c
    less = select(taken.record).where(taken.stream == "attachment")
    query = (
        select(table.id, source.key, table.edition, table.sha256, table.text)
        .join(schema.source, source.id == table.source_id)
        .where(cast(table.id, Text).not_in(less))
        .order_by(table.id)
    )
    with store.connection.execute(query, execution_options={"yield_per": 20}) as rows:
        for row in rows:
            if not is_text_of(row.text, row.sha256):
                yield Finding(f"edition {row.edition} of {row.key}", f"is not the text whose sha256 is {row.sha256}")


def _search(store: Store) -> Iterator[Finding]:
    for kind, ref in search.differences(store):
        yield Finding(f"{_INDEXED.get(kind, kind)} {ref}", "is not in the search index as it should be")


def _revision(store: Store) -> Iterator[Finding]:
    found = list(store.connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if found != [HEAD]:
        yield Finding("table alembic_version", f"holds {', '.join(map(repr, found)) or 'nothing'}, not '{HEAD}'")


def _guards(store: Store) -> Iterator[Finding]:
    """Triggers that are to refuse every change of the record: each there, switched on and word for word."""
    for where, message in sorted([*guards.odd_triggers(store.connection), *guards.missing(store.connection)]):
        yield Finding(where, message)


STEPS: Sequence[tuple[str, Callable[[Store], Iterator[Finding]]]] = (
    ("the database's own check", _own_check),
    ("constraints", constraints.broken_rules),
    ("the journal of edits", chain.journal_findings),
    ("descriptive records", chain.record_findings),
    ("days", chain.day_findings),
    ("first days", derived.first_day_findings),
    ("pairs", derived.pair_findings),
    ("texts", _texts),
    ("the search index", _search),
    ("the chain", chain.findings),
    ("the schema", _revision),
    ("tables, indexes and views", shape.findings),
    ("guards", _guards),
)


def _unreadable(store: Store, problem: DBAPIError) -> Iterator[Finding]:
    """Say what the database could not read: on SQLite, text that is none; else in its own words."""
    found = [] if store.is_postgres else list(_not_text(store))
    yield from found or [Finding("the database", f"cannot be read: {' '.join(str(problem.orig).split())}")]


def _not_text(store: Store) -> Iterator[Finding]:
    """Find the columns that hold bytes which are not UTF-8; SQLite itself does not mind them."""
    for table in schema.with_rules().sorted_tables:
        columns = [f'CAST("{column.name}" AS BLOB)' for column in table.columns]
        sql = f'SELECT {", ".join(columns)} FROM "{table.name}"'  # noqa: S608 - names are the schema's own
        try:
            for row in store.connection.exec_driver_sql(sql):
                for column, value in zip(table.columns, row, strict=True):
                    if isinstance(value, bytes) and not _is_utf8(value):
                        key = {c.name: _plain(part) for c, part in zip(table.columns, row, strict=True)}
                        yield Finding(_where(table.name, key), f"{column.name} holds bytes that are no text")
        except (DBAPIError, sqlite3.Error) as problem:
            yield Finding(f"table {table.name}", f"cannot be read: {problem.__cause__ or problem}")


def _where(table: str, row: dict[str, object]) -> str:
    keys = {c.name: row[c.name] for c in schema.tables[table].primary_key.columns}
    return place(table, {name: int(str(value)) if name == "id" else value for name, value in keys.items()})


def _plain(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
