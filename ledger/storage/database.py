"""A ledger opened: ``Database`` hands out ``Store`` s, one transaction each, and wraps drivers' errors, once."""

import re
import weakref
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from traceback import clear_frames
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from ledger import settings
from ledger.errors import (
    Conflict,
    IntegrityFailure,
    LedgerError,
    NotFound,
    SchemaMismatch,
    Unavailable,
    UsageError,
    as_typed,
)
from ledger.storage import engine as engines
from ledger.storage import guards, rights, turns
from ledger.storage.engine import Location, Mode
from ledger.storage.turns import Told

T = TypeVar("T")
NamedRow = Mapping[Any, Any]
"""A row by column name."""

HEAD = "0020"
"""The schema revision this program speaks: the head of ``migrations/``."""


@dataclass(frozen=True, slots=True)
class Store:
    """One transaction on a ledger. Services are handed one; they never open, commit or roll back.

    ``location`` is where the ledger is, and ``reader`` who reads it, if anybody said so: what a reader has seen is kept
    by both. ``seal`` is called with each changeset that somebody records here. ``kept`` holds what was read once, in a
    transaction in which nothing changes; ``None`` where it may.
    """

    connection: Connection
    location: Location
    reader: str | None = None
    kept: dict[Hashable, Any] | None = None
    seal: "Seal | None" = None

    @property
    def is_postgres(self) -> bool:
        """Whether SQL goes to PostgreSQL."""
        return self.connection.dialect.name == "postgresql"

    def once(self, place: Hashable, read: Callable[[], T]) -> T:
        """Return what is read: once, where nothing changes in the transaction, so nobody may change it either."""
        if self.kept is None:
            return read()
        if place not in self.kept:
            self.kept[place] = read()
        found: T = self.kept[place]
        return found


Seal = Callable[[Store, int, str], None]
"""Signs a changeset, by its number and hash; not one that is brought along from elsewhere."""
Blame = Callable[[Store], LedgerError | None]
"""Says what is wrong with a record, where something is."""


class Database:
    """A ledger at a place. Raises on opening where there is none (``NotFound``) or its schema is another version's."""

    def __init__(
        self,
        location: Location,
        *,
        check_schema: bool = True,
        reader: str | None = None,
        blame: Blame | None = None,
        seal: Seal | None = None,
    ) -> None:
        self.location, self.reader, self._blame, self._seal = location, reader, blame, seal
        self.waiting: Told | None = None
        """Told for whom a writer waits, once, when it has waited for a second; set by who can show it."""
        if location.path is not None:
            engines.check_file(location.path)
        self._read = engines.open_engine(location, Mode.read)
        self._write = engines.open_engine(location, Mode.write, reader)
        weakref.finalize(self, self._read.dispose)  # a reader's connection is kept: it goes when nobody has the ledger
        if check_schema:
            self.check_schema()

    @contextmanager
    def read(self) -> Iterator[Store]:
        """Give a consistent view; nothing can be written through it."""
        with ExitStack() as stack:
            yield replace(self._in_view(stack), kept={})

    def _in_view(self, stack: ExitStack) -> Store:
        """Begin to read; wait for one who writes into the file what memory does not hold, as long as they get on."""
        while True:
            try:
                return stack.enter_context(self._reading())
            except Unavailable as problem:
                if "locked" not in problem.message or not self._somebody_gets_on():
                    raise

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        with self._transaction(self._read) as store:
            if not store.is_postgres:
                store.connection.exec_driver_sql("SELECT 1 FROM sqlite_schema LIMIT 1").all()  # its view begins here
            yield store

    @contextmanager
    def write(self) -> Iterator[Store]:
        """Give a transaction that commits when the block ends well and leaves nothing behind when it does not.

        Raises ``SchemaMismatch`` where somebody has upgraded the ledger since it was opened.
        """
        if settings.read_only():
            raise Unavailable("this ledger was opened to be read", hint="what is recorded is recorded elsewhere")
        with ExitStack() as stack:
            with turns.told_after(self.location, self.waiting):
                stack.enter_context(turns.turn(self.location, self.reader))
                store = self._in_turn(stack)
            self._check(store.connection)
            yield replace(store, seal=self._seal)

    def _in_turn(self, stack: ExitStack) -> Store:
        """Begin to write; on a server, wait for whoever does as long as they get on."""
        while True:
            try:
                return stack.enter_context(self._transaction(self._write))
            except Unavailable as problem:
                if "lock timeout" not in problem.message or not self._somebody_gets_on():
                    raise

    def _somebody_gets_on(self) -> bool:
        with suppress(Exception):  # who cannot be asked is not waited for
            return turns.gets_on(self.location)
        return False

    @contextmanager
    def rehearse(self) -> Iterator[Store]:
        """Give a transaction in which everything can be done and nothing remains; no file is opened to write."""
        with self._to_rehearse_on() as engine, self._wrapped(), engine.connect() as connection:
            self._check(connection)
            yield self._store(connection)
            connection.rollback()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Store]:
        with self._wrapped(), engine.begin() as connection:
            yield self._store(connection)

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        """Turn what a driver raises into one of our errors, and what damaged values raise into where they are."""
        try:
            with wrapped(self.location):
                yield
        except Exception as problem:
            clear_frames(problem.__traceback__)  # cursors in them would keep a file locked as long as the error is kept
            found = self._damage() if _may_be_damage(problem) else None
            if found is None:
                raise
            try:
                raise found from problem
            finally:
                del found

    def _damage(self) -> LedgerError | None:
        """Return what is wrong with the record, where something is: then that, and not the program, is at fault."""
        if self._blame is None:
            return None
        with suppress(Exception), self._read.begin() as connection:
            return self._blame(self._store(connection))
        return None

    def _store(self, connection: Connection) -> Store:
        return Store(connection, self.location, self.reader)

    @contextmanager
    def _to_rehearse_on(self) -> Iterator[Engine]:
        if self.location.path is None:
            yield self._write
            return
        with wrapped(self.location):
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
        """Raise ``SchemaMismatch`` where the ledger's schema is not the one this program speaks.

        ``IntegrityFailure`` where somebody put something else in a table's place, or triggers of their own.
        """
        with self._transaction(self._read) as store:
            self._check(store.connection)
            guards.check(store.connection)

    def _check(self, connection: Connection) -> None:
        same_schema(self._store(connection))

    def close(self) -> None:
        """Let go of the engines."""
        self._read.dispose()
        self._write.dispose()


def same_schema(store: Store) -> None:
    """Raise ``SchemaMismatch`` where the schema is not the one this program speaks, as after somebody's upgrade."""
    found, location = revision_of(store.connection), store.location
    if found is None and location.path is not None:
        raise IntegrityFailure(f"{location} is a ledger's file, but there is no ledger in it", hint=_BACKUP)
    if found is None:
        raise NotFound(f"{location} holds no position ledger", hint=f"make one with: {as_typed('init')}")
    if found != HEAD:
        raise mismatch(location, found)


def mismatch(location: Location, found: str) -> SchemaMismatch:
    """Return the error that says which schema a ledger has, and how to go on from there."""
    if not re.fullmatch("[0-9]{4}", found):
        said, hint = f"no revision of a ledger's schema ({found!r})" if found else "no revision", _BACKUP
    else:
        said, hint = f"schema {found}", as_typed("db upgrade") if found < HEAD else "install a newer position-ledger"
    return SchemaMismatch(f"{location} has {said}; this program speaks {HEAD}", hint=hint)


def role_of(store: Store) -> str | None:
    """Return the role that connected to a server; a file knows of nobody."""
    return str(store.connection.exec_driver_sql("SELECT session_user").scalar()) if store.is_postgres else None


def engine_of(store: Store) -> dict[str, str]:
    """Return what a bug report should know of the engine: SQLite's journal mode, or the server's version."""
    if store.is_postgres:
        return {"PostgreSQL": str(store.connection.exec_driver_sql("SHOW server_version").scalar())}
    return {"journal mode": str(store.connection.exec_driver_sql("PRAGMA journal_mode").scalar())}


def revision_of(connection: Connection) -> str | None:
    """Return the schema revision in force, empty where none is written down, ``None`` without a schema.

    Raises ``IntegrityFailure`` where a view or the like stands in a table's place.
    """
    postgres = connection.dialect.name == "postgresql"
    if connection.execute(text(_IN_POSTGRES if postgres else _IN_SQLITE)).first() is None:
        return None
    for where, message in guards.stand_ins(connection):
        raise IntegrityFailure(f"{where}: {message}", hint=_BACKUP)
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    return ", ".join(found)


_IN_SQLITE = "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
_IN_POSTGRES = (
    "SELECT 1 FROM pg_class WHERE relname = 'alembic_version' AND relnamespace = current_schema()::regnamespace"
)
_NO_TEXT = "Could not decode"
_MORE = f"{as_typed('verify')} says more"
_BACKUP = "nothing was changed by looking; go back to a backup that verifies"


def _may_be_damage(problem: Exception) -> bool:
    """Whether it is what reading a damaged record could raise: nothing that was raised on purpose."""
    if isinstance(problem, LedgerError):
        return isinstance(problem, IntegrityFailure) and isinstance(problem.__cause__, DBAPIError)
    return not isinstance(problem, OSError)


@contextmanager
def wrapped(location: Location) -> Iterator[None]:
    """Turn what a driver raises into one of our errors; ours pass through."""
    try:
        yield
    except LedgerError:
        raise
    except DBAPIError as problem:
        raise _ours(problem, location) from problem
    except UnicodeDecodeError as problem:  # a driver that cannot even say what is wrong with a schema's text
        if location.path is None or engines.schema_is_text(location.path):
            raise
        raise IntegrityFailure(f"{location}: its schema holds bytes that are no text", hint=_BACKUP) from problem


def _ours(problem: DBAPIError, location: Location) -> LedgerError:
    if (lacking := rights.denied(problem, location)) is not None:
        return Unavailable(lacking[0], hint=lacking[1])
    if isinstance(problem, IntegrityError):
        return _from_constraint(problem)
    if isinstance(problem, OperationalError) and _NO_TEXT not in str(problem.orig):
        return Unavailable(_first_line(problem), hint=_hint(problem, location))
    if isinstance(problem, ProgrammingError) and problem.statement is None:
        return UsageError(f"{location}: {_first_line(problem)}")  # not even connected: the driver knows no such option
    return IntegrityFailure(_first_line(problem), hint=_MORE)


def _from_constraint(problem: IntegrityError) -> LedgerError:
    said = _first_line(problem)
    if "supersedes" in said:
        return Conflict(
            "someone else corrected or retracted this entry first", hint=f"look again: {as_typed('show @N')}"
        )
    return IntegrityFailure(said, hint="the database refused it; nothing was recorded")


def _first_line(problem: DBAPIError) -> str:
    return str(problem.orig).strip().splitlines()[0] if str(problem.orig).strip() else type(problem.orig).__name__


def _hint(problem: OperationalError, location: Location) -> str | None:
    said = str(problem.orig)
    if "locked" in said or "lock timeout" in said:
        with suppress(Exception):
            return turns.said_of(turns.holder(location))
    if "readonly" in said or "read-only" in said:
        return "the file or its folder cannot be written to"
    return None
