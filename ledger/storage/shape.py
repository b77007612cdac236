"""Whether tables, indexes and views are those that this program makes: what is missing, changed, or does not belong.

On SQLite everything is compared, word for word, with a ledger made for the purpose. PostgreSQL tells its objects in
words of its own, which differ between versions: there tables, columns with their types, indexes and constraints are
compared with what the program describes, constraints by the words and numbers in them, and views by name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import CheckConstraint, Connection, Inspector, Table, inspect, text
from sqlalchemy.engine import Dialect, make_url

from ledger.storage import engine as engines
from ledger.storage import migrate, schema
from ledger.storage.constraints import Finding
from ledger.storage.database import Store
from ledger.storage.engine import Mode
from ledger.storage.location import Location

VIEWS = ("v_changes", "v_history", "v_readings", "v_sources")
_BESIDE = frozenset({"alembic_version", "search_index"})
"""Tables that the program makes and the metadata does not describe."""
_STATISTICS = "sqlite_stat"


def findings(store: Store) -> Iterator[Finding]:
    """Yield what is missing, changed or extra, by name; triggers are looked at elsewhere."""
    wanted: Mapping[str, str]
    if store.is_postgres:
        wanted, found = _described(), _in_postgres(inspect(store.connection))
    else:
        wanted, found = _made(), _in_sqlite(store.connection)
    for name in sorted({*wanted, *found}):
        if name not in found:
            yield Finding(name, "is missing")
        elif name not in wanted:
            yield Finding(name, "does not belong to a ledger")
        elif found[name] != wanted[name]:
            yield Finding(name, "is not what this program makes")


def _in_sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_schema WHERE type <> 'trigger'"))
    return {
        f"{row.type} {row.name}": re.sub(r'[\s"]+', "", row.sql or "").lower()
        for row in rows
        if not row.name.startswith(_STATISTICS)
    }


@cache
def _made() -> Mapping[str, str]:
    """Return what a new SQLite ledger holds."""
    with TemporaryDirectory(prefix="posl-") as folder:
        location = Location(path=Path(folder) / "ledger.db")
        migrate.create(location)
        engine = engines.open_engine(location, Mode.read)
        try:
            with engine.connect() as connection:
                return _in_sqlite(connection)
        finally:
            engine.dispose()


def _described() -> dict[str, str]:
    tables = schema.metadata.tables.values()
    return {
        **{f"table {name}": "" for name in (*schema.metadata.tables, *_BESIDE)},
        **{f"view {name}": "" for name in VIEWS},
        **{name: said for table in tables for name, said in _parts(table)},
    }


def _parts(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        kind = str(column.type.compile(_dialect()))
        yield f"column {table.name}.{column.name}", _column(kind, nullable=bool(column.nullable))
    for index in table.indexes:
        yield f"index {index.name}", "unique" if index.unique else ""
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            yield f"constraint {check.name}", _words(str(check.sqltext))


def _in_postgres(looked: Inspector) -> dict[str, str]:
    tables, views = looked.get_table_names(), looked.get_view_names()
    found = {f"table {name}": "" for name in tables} | {f"view {name}": "" for name in views}
    for table in (name for name in tables if name not in _BESIDE):
        for column in looked.get_columns(table):
            kind = str(column["type"].compile(_dialect()))
            found[f"column {table}.{column['name']}"] = _column(kind, nullable=bool(column["nullable"]))
        constraints = {each["name"] for each in looked.get_unique_constraints(table)}
        for index in looked.get_indexes(table):
            if index["name"] not in constraints:
                found[f"index {index['name']}"] = "unique" if index["unique"] else ""
        for check in looked.get_check_constraints(table):
            found[f"constraint {check['name']}"] = _words(check["sqltext"])
    return found


@cache
def _dialect() -> Dialect:
    return make_url("postgresql://").get_dialect()()


def _column(kind: str, *, nullable: bool) -> str:
    plain = re.sub(r"VARCHAR(\(\d+\))?", "TEXT", kind.upper().partition(" COLLATE")[0])
    return plain if nullable else f"{plain} NOT NULL"


def _words(condition: str) -> str:
    """Return the texts and numbers of a condition, which no rewording of it changes."""
    return " ".join(sorted(_literals(condition)))


def _literals(condition: str) -> Iterable[str]:
    quoted = set(re.findall(r"'([^']*)'", condition))
    return quoted | set(re.findall(r"(?<![\w'.])-?\d+(?![\w'])", re.sub(r"'[^']*'", " ", condition)))
