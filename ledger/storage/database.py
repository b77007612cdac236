"""A ledger opened: ``Database`` hands out ``Store`` s, one transaction each, and wraps drivers' errors, once."""

import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from ledger.errors import Conflict, IntegrityFailure, LedgerError, NotFound, SchemaMismatch, Unavailable
from ledger.storage import engine as engines
from ledger.storage.engine import Mode
from ledger.storage.location import Location

Row = Mapping[Any, Any]
"""A row by column name."""

HEAD = "0008"
"""The schema revision this program speaks: the head of ``migrations/``."""


@dataclass(frozen=True, slots=True)
class Store:
    """One transaction on a ledger. Services are handed one; they never open, commit or roll back.

    ``location`` is where the ledger is, and ``reader`` who reads it, if anybody said so: what a reader has seen is kept
    by both.
    """

    connection: Connection
    location: Location
    reader: str | None = None

    @property
    def is_postgres(self) -> bool:
        """Whether SQL goes to PostgreSQL."""
        return self.connection.dialect.name == "postgresql"


class Database:
    """A ledger at a place. Raises on opening where there is none (``NotFound``) or its schema is another version's."""

    def __init__(self, location: Location, *, check_schema: bool = True, reader: str | None = None) -> None:
        self.location, self.reader = location, reader
        if location.path is not None:
            engines.check_file(location.path)
        self._read = engines.open_engine(location, Mode.read)
        self._write = engines.open_engine(location, Mode.write)
        weakref.finalize(self, self._read.dispose)  # a reader's connection is kept: it goes when nobody has the ledger
        if check_schema:
            self.check_schema()

    @contextmanager
    def read(self) -> Iterator[Store]:
        """Give a consistent view; nothing can be written through it."""
        with self._transaction(self._read) as store:
            yield store

    @contextmanager
    def write(self) -> Iterator[Store]:
        """Give a transaction that commits when the block ends well and leaves nothing behind when it does not."""
        with self._transaction(self._write) as store:
            yield store

    @contextmanager
    def rehearse(self) -> Iterator[Store]:
        """Give a transaction in which everything can be done and nothing remains; no file is opened to write."""
        with self._to_rehearse_on() as engine, _wrapped(), engine.connect() as connection:
            yield self._store(connection)
            connection.rollback()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Store]:
        with _wrapped(), engine.begin() as connection:
            yield self._store(connection)

    def _store(self, connection: Connection) -> Store:
        return Store(connection, self.location, self.reader)

    @contextmanager
    def _to_rehearse_on(self) -> Iterator[Engine]:
        if self.location.path is None:
            yield self._write
            return
        with _wrapped():
            engine = engines.memory_engine(self.location.path)
        try:
            yield engine
        finally:
            engine.dispose()

    def revision(self) -> str | None:
        """Return the schema revision the ledger has, or ``None`` where it has no schema."""
        with self._transaction(self._read) as store:
            return revision_of(store.connection)

    def check_schema(self) -> None:
        """Raise ``SchemaMismatch`` where the ledger's schema is not the one this program speaks."""
        found = self.revision()
        if found is None:
            raise NotFound(f"{self.location} holds no position ledger", hint="make one with: posl init")
        if found != HEAD:
            raise SchemaMismatch(
                f"{self.location} has schema {found}; this program speaks {HEAD}",
                hint="posl db upgrade" if found < HEAD else "install a newer position-ledger",
            )

    def close(self) -> None:
        """Let go of the engines."""
        self._read.dispose()
        self._write.dispose()


def engine_of(store: Store) -> dict[str, str]:
    """Return what a bug report should know of the engine: SQLite's journal mode, or the server's version."""
    if store.is_postgres:
        return {"PostgreSQL": str(store.connection.exec_driver_sql("SHOW server_version").scalar())}
    return {"journal mode": str(store.connection.exec_driver_sql("PRAGMA journal_mode").scalar())}


def revision_of(connection: Connection) -> str | None:
    """Return the schema revision in force, or ``None``."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


@contextmanager
def _wrapped() -> Iterator[None]:
    """Turn what a driver raises into one of our errors; ours pass through."""
    try:
        yield
    except LedgerError:
        raise
    except IntegrityError as problem:
        raise _from_constraint(problem) from problem
    except OperationalError as problem:
        raise Unavailable(_first_line(problem), hint=_hint(problem)) from problem
    except DBAPIError as problem:
        raise IntegrityFailure(_first_line(problem), hint="posl verify says more") from problem


def _from_constraint(problem: IntegrityError) -> LedgerError:
    said = _first_line(problem)
    if "supersedes" in said:
        return Conflict("someone else corrected or retracted this entry first", hint="look again: posl show @N")
    return IntegrityFailure(said, hint="the database refused it; nothing was recorded")


def _first_line(problem: DBAPIError) -> str:
    return str(problem.orig).strip().splitlines()[0] if str(problem.orig).strip() else type(problem.orig).__name__


def _hint(problem: OperationalError) -> str | None:
    said = str(problem.orig)
    if "locked" in said:
        return "another process is writing; try again"
    if "readonly" in said or "read-only" in said:
        return "the file or its folder cannot be written to"
    return None
