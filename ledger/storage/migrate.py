"""Schema revisions: what the ledger has, what this program brings, and the way up, with a backup first."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.schema import CreateSchema

from ledger.errors import Conflict, NotFound, Unavailable, UsageError, as_typed
from ledger.files import new_file
from ledger.storage import engine as engines
from ledger.storage import guards, search, turns
from ledger.storage.database import Database, Store, mismatch, revision_of, wrapped
from ledger.storage.engine import Location, Mode


def scripts_folder() -> Path:
    """Return where the migrations are: inside the installed package, else at the top of a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "_migrations", package.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise NotFound("the migrations are missing from this installation", hint="install position-ledger again")


def head() -> str:
    """Return the newest revision there is a migration for."""
    from alembic.script import ScriptDirectory  # Alembic takes long to load, and opening a ledger does not need it

    return str(ScriptDirectory(str(scripts_folder())).get_current_head())


def create(location: Location) -> None:
    """Make a new, empty ledger; raise ``Conflict`` where something stands already."""
    with founding(location):
        pass


@contextmanager
def founding(location: Location) -> Iterator[Store]:
    """Give a new ledger to fill. It is there only when the block ends well: whole, or not at all.

    Raises ``Conflict`` where something stands already, be it no ledger.
    """
    if location.path is None:
        with _within(location) as connection:
            _refuse_what_is_there(connection, location)
            _move(connection)
            connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))  # which migrations may have had looked at at once
            yield Store(connection, location)
        return
    with new_file(location.path) as part:
        engines.create_file(part)
        with _within(Location(path=part), _move) as connection:
            yield Store(connection, location)


@contextmanager
def _within(location: Location, first: Callable[[Engine], None] | None = None) -> Iterator[Connection]:
    """Give one transaction in a ledger that nobody else uses yet; ``first`` has one of its own before."""
    engine = engines.open_engine(location, Mode.write)
    try:
        with wrapped(location):
            if first is not None:
                first(engine)
            with engine.begin() as connection:
                yield connection
    finally:
        engine.dispose()


def _refuse_what_is_there(connection: Connection, location: Location) -> None:
    """Raise ``Conflict`` where the schema holds anything; make it where it is asked for and is not there yet."""
    if connection.execute(text("SELECT current_schema()")).scalar() is None:
        wanted = str(connection.execute(text("SHOW search_path")).scalar()).split(",")[0].strip().strip('"')
        connection.execute(CreateSchema(wanted))
    elif (found := connection.execute(text(_ANYTHING)).scalar()) is not None:
        what = "a ledger" if found == guards.REVISION and revision_of(connection) else f"{found}, which is no ledger's"
        raise Conflict(
            f"{location} is not empty: it holds {what}",
            hint="choose another database, or a schema of its own: …?options=-csearch_path=talks",
        )


_ANYTHING = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind <> 'i' "
    "ORDER BY relname <> 'alembic_version', relname LIMIT 1"
)


def _move(target: Engine | Connection) -> None:
    move_engine(target)


def move_engine(engine: Engine | Connection, revision: str = "head") -> None:
    """Migrate up to a revision, or down to ``base``, all in one transaction: its own, or that of a connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["connection"] = engine
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def upgrade(location: Location, at: datetime) -> Path | None:
    """Migrate an existing ledger to this program's schema; return the backup made first (SQLite only).

    Raises ``SchemaMismatch`` for a revision that this program has no way from, and ``IntegrityFailure`` for a trigger
    that is none of a ledger's. What fails leaves nothing behind.
    """
    found = _known_revision(location)
    if found == head():
        return None
    copy = backup(location, _backup_path(location.path, at)) if location.path is not None else None
    engine = engines.open_engine(location, Mode.write)
    try:
        with turns.turn(location, None), wrapped(location):
            move_engine(engine)
            with engine.begin() as connection:
                search.fill_if_empty(Store(connection, location))
    except BaseException:
        if copy is not None and _revision(location) == found:  # nothing has changed, so nothing needs to be put back
            copy.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()
    return copy


def _known_revision(location: Location) -> str:
    """Return the revision of a ledger that there is a way up from, in which no trigger of somebody else's would run."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(scripts_folder())).walk_revisions()}
    database = Database(location, check_schema=False)
    try:
        with database.read() as store:
            found = revision_of(store.connection)
            if found not in known:
                raise mismatch(location, found or "")
            guards.check(store.connection)  # a trigger that an earlier revision has, this one has word for word
    finally:
        database.close()
    return found


def _revision(location: Location) -> str | None:
    database = Database(location, check_schema=False)
    try:
        return database.revision()
    finally:
        database.close()


def backup(location: Location, target: Path) -> Path:
    """Copy a ledger file while it may be in use, by SQLite's own backup; raise ``Conflict`` where ``target`` exists."""
    if location.path is None:
        raise UsageError(f"a PostgreSQL ledger is backed up with pg_dump, or copied: {as_typed('db copy TARGET')}")
    engines.check_file(location.path)
    with new_file(target) as part:
        engines.create_file(part)
        try:
            with (
                closing(sqlite3.connect(location.path.absolute().as_uri() + "?mode=ro", uri=True)) as original,
                closing(sqlite3.connect(part)) as copy,
            ):
                original.backup(copy)
        except sqlite3.Error as problem:
            raise Unavailable(f"backup to {target} failed: {problem}") from problem
    return target


def _backup_path(path: Path, at: datetime) -> Path:
    """Return a name that is free; a second attempt in the same second gets another one."""
    stem = f"{path.stem}.before-upgrade-{at:%Y%m%dT%H%M%SZ}"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(found for name in names if not (found := path.with_name(f"{name}{path.suffix}")).exists())
