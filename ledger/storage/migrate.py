"""Schema revisions: what the ledger has, what this program brings, and the way up, with a backup first."""

import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ledger.errors import Conflict, NotFound, Unavailable, UsageError
from ledger.storage import engine as engines
from ledger.storage.database import Database
from ledger.storage.engine import Mode
from ledger.storage.location import Location


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
    """Make a new, empty ledger; a failure leaves no file behind. Raises ``Conflict`` where one stands already."""
    if location.path is None:
        _refuse_a_second_ledger(location)
        move_engine(engines.open_engine(location, Mode.write))
        return
    engines.create_file(location.path)
    try:
        engine = engines.open_engine(location, Mode.write)
        move_engine(engine)
        engine.dispose()
    except BaseException:
        location.path.unlink(missing_ok=True)
        raise


def _refuse_a_second_ledger(location: Location) -> None:
    database = Database(location, check_schema=False)
    try:
        if database.revision() is not None:
            raise Conflict(f"{location} holds a ledger already", hint="choose another database; nothing is overwritten")
    finally:
        database.close()


def move_engine(engine: Engine, revision: str = "head") -> None:
    """Migrate up to a revision, or down to ``base``, all in one transaction."""
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
    """Migrate an existing ledger to this program's schema; return the backup made first (SQLite only)."""
    database = Database(location, check_schema=False)
    try:
        if database.revision() == head():
            return None
    finally:
        database.close()
    copy = backup(location, _backup_path(location.path, at)) if location.path is not None else None
    move_engine(engines.open_engine(location, Mode.write))
    return copy


def backup(location: Location, target: Path) -> Path:
    """Copy a ledger file while it may be in use, by SQLite's own backup; raise ``Conflict`` where ``target`` exists."""
    if location.path is None:
        raise UsageError("a PostgreSQL ledger is backed up with pg_dump, or copied: posl db copy TARGET")
    engines.check_file(location.path)
    engines.create_file(target)
    try:
        with sqlite3.connect(location.path.absolute().as_uri() + "?mode=ro", uri=True) as original:
            with sqlite3.connect(target) as copy:
                original.backup(copy)
            copy.close()
        original.close()
    except sqlite3.Error as problem:
        target.unlink(missing_ok=True)
        raise Unavailable(f"backup to {target} failed: {problem}") from problem
    return target


def _backup_path(path: Path, at: datetime) -> Path:
    return path.with_name(f"{path.stem}.before-upgrade-{at:%Y%m%dT%H%M%SZ}{path.suffix}")
