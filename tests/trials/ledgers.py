"""Small ledgers for trials, and what must hold of one afterwards."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ledger.errors import LedgerError
from ledger.services.exporting import jsonl_lines
from ledger.services.verifying import verify
from ledger.storage import changesets, migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location, Mode, create_file, open_engine
from tests.support import FRAME, load, stance

DISPUTE = (stance("land", "blue", "rejects", "R1"), stance("land", "blue", "doubts", "R1", "gazette"))
OLDEST = "0002"


def small(folder: Path) -> Path:
    """A ledger of five changesets, one of them a contest."""
    path = folder / "small.db"
    migrate.create(Location(path=path))
    database = Database(Location(path=path))
    load(database, FRAME, stance("land", "red", "demands", "R1"), *DISPUTE, stance("fuel", "red", "supports", "R2"))
    database.close()
    return path


def dense(folder: Path) -> Path:
    """The small ledger on the smallest pages, so that hardly a byte of the file holds nothing."""
    path = folder / "dense.db"
    with closing(sqlite3.connect(small(folder))) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute("VACUUM INTO ?", (str(path),))
    return path


def old(folder: Path, revision: str = OLDEST) -> Path:
    """A ledger of an earlier schema."""
    path = folder / "old.db"
    create_file(path)
    engine = open_engine(Location(path=path), Mode.write)
    migrate.move_engine(engine, revision)
    engine.dispose()
    return path


def copy_of(path: Path, name: str = "ledger.db") -> Location:
    """A copy to try something on."""
    target = path.with_name(name)
    for left in (target, target.with_name(f"{name}-journal")):
        left.unlink(missing_ok=True)
    shutil.copyfile(path, target)
    return Location(path=target)


def dump(location: Location) -> tuple[str, ...]:
    """All that a ledger holds, as it is exported."""
    database = Database(location)
    try:
        with database.read() as store:
            return tuple(jsonl_lines(store))
    finally:
        database.close()


def unsound(location: Location) -> str | None:
    """What is wrong with a ledger, if anything is."""
    try:
        database = Database(location)
        with database.read() as store:
            verify(store)
        database.close()
    except LedgerError as problem:
        return str(problem)
    return None


def last(location: Location) -> int:
    """The number of the last changeset."""
    database = Database(location)
    try:
        with database.read() as store:
            return changesets.last_number(store)
    finally:
        database.close()
