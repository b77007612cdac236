"""Whether tables, indexes, views and all else are those that this program makes: what is missing, changed, or extra.

Everything is compared with a ledger made for the purpose, in the database's own words: on SQLite one in a temporary
folder, word for word; on PostgreSQL one in a schema of its own, in a transaction that is rolled back, so that both are
told by the same server. Who may not make a schema there compares by name, type and the words and numbers of each
condition. Triggers are looked at by ``guards``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import CheckConstraint, Connection, Inspector, Table, inspect, text
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema

from ledger.storage import engine as engines
from ledger.storage import guards, migrate, schema
from ledger.storage.constraints import Finding
from ledger.storage.database import Store
from ledger.storage.engine import Location, Mode

VIEWS = ("v_changes", "v_history", "v_readings", "v_sources")
_BESIDE = frozenset({guards.REVISION, guards.SEARCH})
_STATISTICS = "sqlite_stat"
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|[^ \t\n\f\r]""")


def findings(store: Store) -> Iterator[Finding]:
    """Yield what is missing, changed or extra, by name."""
    wanted, found = _both(store)
    for name in sorted({*wanted, *found}):
        if name not in found:
            yield Finding(name, "is missing")
        elif name not in wanted:
            yield Finding(name, "does not belong to a ledger")
        elif found[name] != wanted[name]:
            yield Finding(name, "is not what this program makes")


def _both(store: Store) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return what a ledger's schema should hold, and what this one does, each by name."""
    if not store.is_postgres:
        return _made(), _in_sqlite(store.connection)
    wanted = _made_on_server(store)
    if wanted is None:
        return _described(), _in_postgres(inspect(store.connection))
    return wanted, _catalog(store.connection)


def _in_sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'trigger'"))
    return {
        f"{row.type} {row.name}": f"{row.tbl_name}: {_plain(str(row.sql or ''))}"  # bytes where somebody damaged it
        for row in rows
        if not str(row.name).startswith(_STATISTICS)
    }


@lru_cache(maxsize=512)  # what is found is what is wanted, word for word, but for what was changed
def _plain(sql: str) -> str:
    """Return a definition without what means nothing: blanks between words, quotes around names that need none."""
    tokens = (found.group() for found in _TOKEN.finditer(sql))
    return " ".join(each[1:-1] if re.fullmatch(r'"\w+"', each) else each for each in tokens)


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


# -- on a server, in its own words ------------------------------------------------------------------------------------

_told: dict[str, Mapping[str, str]] = {}
"""What a new ledger holds, by the server's version: each has its own words."""


def _made_on_server(store: Store) -> Mapping[str, str] | None:
    """Return what a new ledger holds on this server, or ``None`` where none may be made."""
    version = str(store.connection.exec_driver_sql("SHOW server_version").scalar())
    if version not in _told:
        engine = engines.beside_engine(store.location)
        try:
            with suppress(DBAPIError), engine.connect() as connection:
                name = f"posl_{uuid4().hex}"
                connection.execute(CreateSchema(name))
                connection.execute(text(f"SET LOCAL search_path = {name}"))
                migrate.move_engine(connection)
                _told[version] = _catalog(connection)
                connection.rollback()
        finally:
            engine.dispose()
    return _told.get(version)


def _catalog(connection: Connection) -> dict[str, str]:
    """Return all that the schema holds but triggers, named as people do, in the server's words."""
    name = str(connection.execute(text("SELECT quote_ident(current_schema())")).scalar())
    found: dict[str, str] = {}
    for what, said in connection.execute(_CATALOG):
        found[what] = str(said).replace(f"{name}.", "")
    return found


_CATALOG = text("""
SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' WHEN 'S' THEN 'sequence '
    ELSE 'relation ' END || relname AS what,
  concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity, relispartition, relhasrules,
    CASE WHEN relkind IN ('v', 'm') THEN concat_ws(' ', reloptions, pg_get_viewdef(oid)) END) AS said
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('t', 'c', 'i')
UNION ALL
SELECT 'column ' || c.relname || '.' || a.attname,
  concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
    (SELECT collname FROM pg_collation WHERE oid = a.attcollation), pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index ' || c.relname,
  concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indislive, i.indisunique)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'i'
UNION ALL
SELECT 'constraint ' || conname || coalesce(' of ' || (SELECT relname FROM pg_class WHERE oid = conrelid), ''),
  concat_ws(' ', pg_get_constraintdef(oid), convalidated, condeferrable, condeferred)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype NOT IN ('t', 'n')
UNION ALL
SELECT 'rule ' || r.rulename || ' of ' || c.relname, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = current_schema()::regnamespace AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'policy ' || policyname || ' of ' || tablename, concat_ws(' ', permissive, roles, cmd, qual, with_check)
FROM pg_policies WHERE schemaname = current_schema()
UNION ALL
SELECT 'function ' || proname || '(' || pg_get_function_identity_arguments(oid) || ')',
  concat_ws(' ', prosrc, prosecdef, proconfig, prolang)
FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
UNION ALL
SELECT 'type ' || typname, concat_ws(' ', typtype, typbasetype::regtype)
FROM pg_type WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('d', 'e', 'r', 'm')
""")
"""Everything a schema holds but triggers: how it is kept, made and limited, and who may see which rows of it."""


# -- on a server, by name and by the words of each condition ----------------------------------------------------------


def _described() -> dict[str, str]:
    tables = schema.with_rules().tables.values()
    return {
        **{f"table {name}": "" for name in (*schema.tables, *_BESIDE)},
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


def table_names() -> list[str]:
    """Return the names of the tables, made for the program, in order."""
    return sorted(schema.tables)
