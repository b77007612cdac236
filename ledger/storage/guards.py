"""What is looked at before anything else of a ledger: whether tables are tables, and triggers ours.

A view in a table's place can run for ever, and a trigger of somebody else's would run with our first write. Both are
found by names and words alone, before either can run. Whether everything else is as it should be ``shape`` looks up.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from ledger.errors import IntegrityFailure
from ledger.storage import schema

REFUSAL = "what is recorded is never changed or removed"
FUNCTION = f"BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME; END"
REVISION, SEARCH = "alembic_version", "search_index"
"""Tables that the program makes and the metadata does not describe."""
_ROW_BEFORE_INSERT, _ROW_BEFORE_UPDATE_OR_DELETE, _STATEMENT_BEFORE_TRUNCATE = 7, 27, 34  # bits of pg_trigger.tgtype
IN_TURN = "changeset_in_turn"
_IN_TURN_ON_SQLITE = (
    "CREATE TRIGGER changeset_in_turn BEFORE INSERT ON changeset "
    "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM changeset) "
    "OR NEW.previous IS NOT (SELECT hash FROM changeset ORDER BY id DESC LIMIT 1) BEGIN "
    "SELECT RAISE(ABORT, 'a changeset follows the last one, and names its hash'); END"
)
_IN_TURN_ON_POSTGRESQL = (
    "DECLARE last_id integer; last_hash text; BEGIN "
    "EXECUTE format('SELECT id, hash FROM %I.%I ORDER BY id DESC LIMIT 1', TG_TABLE_SCHEMA, TG_TABLE_NAME) "
    "INTO last_id, last_hash; "
    "IF NEW.id IS DISTINCT FROM coalesce(last_id, 0) + 1 OR NEW.previous IS DISTINCT FROM last_hash THEN "
    "RAISE EXCEPTION 'a changeset follows the last one, and names its hash'; END IF; "
    "IF NEW.author IS DISTINCT FROM session_user::text AND NOT pg_catalog.pg_has_role(session_user, "
    "(SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID), 'MEMBER') THEN "
    "RAISE EXCEPTION 'the author of a changeset is the role that connects, %', session_user "
    "USING ERRCODE = 'insufficient_privilege'; END IF; "
    "RETURN NEW; END"
)


def check(connection: Connection) -> None:
    """Raise ``IntegrityFailure`` where something else stands in a table's place, or a trigger is not ours."""
    for where, message in (*stand_ins(connection), *odd_triggers(connection)):
        raise IntegrityFailure(f"{where}: {message}", hint="somebody changed this ledger; nothing in it was run")


def stand_ins(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield what should be a table and is something else."""
    postgres = connection.dialect.name == "postgresql"
    wanted = {*schema.tables, REVISION, SEARCH}
    query = _POSTGRES_KINDS if postgres else "SELECT name, type FROM sqlite_schema WHERE type = 'view'"
    for name, kind in connection.execute(text(query)):
        if name in wanted:
            yield f"table {name}", f"is a {kind}, not a table"


_POSTGRES_KINDS = (
    "SELECT relname, CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'f' THEN 'foreign table' "
    "ELSE 'partitioned table' END FROM pg_class "
    "WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm', 'f', 'p')"
)


def odd_triggers(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield triggers that do not belong to a ledger, or do not do what they should."""
    wanted, found = triggers(connection)
    for name in sorted(found):
        if name not in wanted:
            yield f"trigger {name}", "does not belong to a ledger"
        elif found[name] != wanted[name]:
            yield f"trigger {name}", "does not refuse what it should"


def missing(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield triggers that should be there and are not."""
    wanted, found = triggers(connection)
    for name in sorted({*wanted} - {*found}):
        yield f"trigger {name}", "is missing: what is recorded could be changed or removed"


def triggers(connection: Connection) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the triggers that a ledger has, and those that are there, each in words that can be compared."""
    return (_in_postgres if connection.dialect.name == "postgresql" else _in_sqlite)(connection)


def _in_sqlite(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    wanted = {
        f"{table}_no_{act.lower()}": f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
        for table in schema.APPEND_ONLY
        for act in ("UPDATE", "DELETE")
    }
    wanted[IN_TURN] = _IN_TURN_ON_SQLITE
    found = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
    # What is damaged can be bytes where there should be text.
    return wanted, {str(row.name): " ".join(str(row.sql or "").split()) for row in found}


def _in_postgres(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    wanted: dict[str, str] = {}
    for table in schema.APPEND_ONLY:
        wanted[f"{table}_append_only"] = f"{table} {_ROW_BEFORE_UPDATE_OR_DELETE} on {FUNCTION}"
        wanted[f"{table}_no_truncate"] = f"{table} {_STATEMENT_BEFORE_TRUNCATE} on {FUNCTION}"
    wanted[IN_TURN] = f"changeset {_ROW_BEFORE_INSERT} on {_IN_TURN_ON_POSTGRESQL}"
    # Foreign keys are triggers too, internal ones; they are looked at only where somebody has switched them off.
    query = text(
        "SELECT t.tgname AS name, c.relname || ' ' || t.tgtype || CASE WHEN t.tgqual IS NULL THEN '' ELSE ' when' END "
        "|| CASE WHEN t.tgenabled IN ('O', 'A') THEN ' on ' ELSE ' off ' END || p.prosrc AS sql "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND (NOT t.tgisinternal OR t.tgenabled = 'D')"
    )
    return wanted, {row.name: " ".join(row.sql.split()) for row in connection.execute(query)}
