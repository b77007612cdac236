"""Alembic's entry: takes an engine or connection handed over, else asks settings where the ledger is."""

from typing import Any

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from ledger import settings
from ledger.errors import IntegrityFailure, NotFound
from ledger.storage.engine import LOCK, Location, Mode, open_engine
from ledger.storage.schema import tell_postgres, with_rules

# Full-text tables are made by hand in the migrations: their shape is the engine's own.
_BY_HAND = "search_index"


def _ours(_object: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any) -> bool:
    return not (type_ == "table" and name is not None and name.startswith(_BY_HAND))


def _no_empty_revisions(_context: MigrationContext, _revision: Any, directives: list[MigrationScript]) -> None:
    if directives and directives[0].upgrade_ops is not None and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        tell_postgres()
    context.configure(
        connection=connection,
        target_metadata=with_rules(),
        render_as_batch=True,
        include_object=_ours,
        process_revision_directives=_no_empty_revisions,
    )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT {LOCK}")
    with context.begin_transaction():
        context.run_migrations()


def _engine() -> Engine | Connection:
    handed: Engine | Connection | None = context.config.attributes.get("connection")
    if handed is not None:
        return handed
    address = settings.ledger_address()
    if address is None:
        raise NotFound("no ledger to migrate", hint="set POSL_LEDGER, or use: posl db upgrade")
    return open_engine(Location.parse(address), Mode.write)


def _keys_unwatched(connection: Connection) -> None:
    """SQLite changes a table by making it anew, and would take that for the loss of all that refers to it."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = 0")


def _keys_hold(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if loose is not None:
            raise IntegrityFailure(f"{loose[0]}, row {loose[1]}, refers to a {loose[2]} that is not there")


target = _engine()
if isinstance(target, Connection):
    _run(target)
else:
    with target.connect() as connection:
        _keys_unwatched(connection)
        with connection.begin():
            _run(connection)
            _keys_hold(connection)
