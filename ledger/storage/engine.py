"""Engines and pragmas: the one factory, used by the application, the migrations and the tests.

On SQLite we begin transactions ourselves (``BEGIN`` to read, ``BEGIN IMMEDIATE`` to write): with the driver's own
habits a failed migration stays half done, and half of all concurrent writes fail instead of waiting.
"""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from ledger import settings
from ledger.errors import Conflict, NotFound, Unavailable, UsageError, as_typed

# ----------------------------------------------------------------------------------------------------------------------
# Where a ledger is: an SQLite file or a PostgreSQL database.

MOST_PORTS = 65_535
_FORMS = (
    "ledger.db, sqlite:///ledger.db, postgresql://host/database, postgresql://host/database?options=-csearch_path=talks"
)


@dataclass(frozen=True, slots=True)
class Location:
    """An SQLite file (``path``) or a PostgreSQL database (``url``); exactly one is set."""

    path: Path | None = None
    url: URL | None = None

    @classmethod
    def parse(cls, address: str) -> "Location":
        """Read a bare path or an SQLAlchemy URL.

        Raises ``UsageError`` for an engine we do not speak, and for an SQLite database in memory.
        """
        if "://" not in address:
            return cls(path=settings.typed_path(address))
        scheme, rest = address.split("://", maxsplit=1)
        try:
            url = make_url(f"postgresql://{rest}" if scheme == "postgres" else address)
        except (ArgumentError, ValueError) as problem:  # which would repeat the address, password and all
            raise UsageError(f"{scheme}://… is not a database address", hint=_FORMS) from problem
        if url.port is not None and url.port > MOST_PORTS:
            raise UsageError(f"{scheme}://… has the port {url.port}; there is none above {MOST_PORTS}", hint=_FORMS)
        backend = url.get_backend_name()
        if backend == "sqlite":
            if not url.database or url.database == ":memory:":
                raise UsageError("a ledger is a file: an SQLite address needs a path", hint="sqlite:///ledger.db")
            return cls(path=Path(url.database))
        if backend == "postgresql":
            return cls(url=url.set(drivername="postgresql+psycopg"))
        raise UsageError(f"a ledger lives in SQLite or PostgreSQL, not in {backend}")

    @property
    def is_file(self) -> bool:
        """Whether it is an SQLite file."""
        return self.path is not None

    def __str__(self) -> str:
        """Return the address as it may be shown: without the password, wherever in it that stands."""
        if self.path is not None:
            return str(self.path)
        hidden = {name: "***" for name in self.url.query if name.lower() in _SECRET} if self.url else {}
        return self.url.update_query_dict(hidden).render_as_string() if self.url else ""


_SECRET = frozenset({"password", "passfile", "sslpassword", "sslkey"})


APPLICATION_ID = 0x504F534C  # "POSL"
BUSY_SECONDS = 30
MOST_CONNECTIONS = 4
"""Connections of one program at one time; most hold one."""
LOCK = f"pg_advisory_xact_lock({APPLICATION_ID}, current_schema()::regnamespace::oid::int4)"
"""One writer at a time in one schema, so that changeset numbers follow commit order (a sequence's would not)."""
CHANNEL = "'posl_' || current_schema()::regnamespace::oid"
"""Where a server tells of every changeset of a schema."""
MOST_OF_A_NAME = 63
MOST_UNWRITTEN = 28_000
"""Pages (4 KB) that a transaction keeps in memory before it writes into the file, which locks readers out."""
_HEADER = b"SQLite format 3\x00"
_PRAGMAS = {"foreign_keys": 1, "busy_timeout": BUSY_SECONDS * 1000, "synchronous": 2, "trusted_schema": 0}


class Mode(Enum):
    """The ways to open a ledger. Only ``create_file`` makes a file; opening never does."""

    read = "ro"
    write = "rw"


def sqlite_version() -> str:
    """Return the version of SQLite that this Python brings."""
    return sqlite3.sqlite_version


def create_file(path: Path) -> None:
    """Make a new, empty file that only its owner can read; raise ``Conflict`` where something stands already."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Conflict(f"{path} exists already", hint="choose another path; nothing is ever overwritten") from None
    except OSError as problem:
        raise Unavailable(f"{path} cannot be made: {problem.strerror}") from problem


def check_file(path: Path) -> None:
    """Refuse what is not a ledger: a missing, an empty or a foreign file is never shown as an empty ledger."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise NotFound(f"there is no ledger at {path}", hint=f"make one with: {as_typed('init')}") from None
    except OSError as problem:
        raise Unavailable(f"{path} cannot be read: {problem.strerror}") from problem
    if not header:
        raise NotFound(f"{path} is empty, not a ledger", hint=f"remove it, then: {as_typed('init')}")
    if header[:16] != _HEADER or int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise NotFound(f"{path} is not a position ledger", hint="name the right file with --ledger")


def schema_is_text(path: Path) -> bool:
    """Whether SQLite can say of a file's schema what it thinks of it: words of it are in what it complains of."""
    with closing(sqlite3.connect(_uri(path, Mode.read), uri=True)) as connection, suppress(sqlite3.Error):
        try:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except UnicodeDecodeError:
            return False
    return True


def open_engine(location: Location, mode: Mode, who: str | None = None) -> Engine:
    """Return an engine on a ledger; connections open when first used. A server is told ``who`` is at work."""
    return _file_engine(location.path, mode) if location.path is not None else _server_engine(location, mode, who)


def memory_engine(copy_of: Path) -> Engine:
    """Return an engine on a copy in memory of an SQLite ledger: a place to rehearse in that touches nothing."""
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with closing(sqlite3.connect(_uri(copy_of, Mode.read), uri=True)) as original:
        original.backup(memory)
    engine = create_engine("sqlite+pysqlite://", creator=lambda: memory, poolclass=StaticPool)
    return _with_hooks(engine, "BEGIN IMMEDIATE")


def _file_engine(path: Path, mode: Mode) -> Engine:
    def connect() -> sqlite3.Connection:
        if mode is Mode.read:
            _finish_rollback(path)
        return sqlite3.connect(
            _uri(path, mode), uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    if mode is Mode.write:
        event.listen(
            engine, "connect", lambda connection, _: connection.execute(f"PRAGMA cache_spill = {MOST_UNWRITTEN}")
        )
    return _with_hooks(engine, "BEGIN" if mode is Mode.read else "BEGIN IMMEDIATE")


def _finish_rollback(path: Path) -> None:
    """Take back what a writer that was killed half-way left in the file.

    Its journal is rolled back by whoever opens the file next; a reader may not, and would be told that the file cannot
    be written to. A journal in use by a living writer is left alone.
    """
    if not path.with_name(f"{path.name}-journal").exists():
        return
    with closing(sqlite3.connect(_uri(path, Mode.write), uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()


def _with_hooks(engine: Engine, begin: str) -> Engine:
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    for name, wanted in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise Unavailable(f"this SQLite does not honour PRAGMA {name} = {wanted}")


def _uri(path: Path, mode: Mode) -> str:
    return f"{path.absolute().as_uri()}?mode={mode.value}"


def _server_engine(location: Location, mode: Mode, who: str | None) -> Engine:
    if mode is Mode.read:
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        # Who follows a ledger reads it again and again: a reader keeps its connection, and a writer has none to keep.
        kept: dict[str, Any] = {"pool_size": 1, "max_overflow": MOST_CONNECTIONS - 1, "pool_pre_ping": True}
        return _server(location, options, who, poolclass=QueuePool, **kept)
    engine = _server(location, {"isolation_level": "READ COMMITTED"}, who, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(f"SELECT {LOCK}"))
    return engine


def beside_engine(location: Location) -> Engine:
    """Return an engine on a server's ledger that waits for nobody's turn: to look around, to listen, to be undone."""
    return _server(location, {"isolation_level": "READ COMMITTED"}, None, poolclass=NullPool)


def _server(location: Location, execution: dict[str, Any], who: str | None, **pool: Any) -> Engine:
    assert location.url is not None
    if find_spec("psycopg") is None:
        raise Unavailable("a PostgreSQL ledger needs one more library", hint="pip install 'position-ledger[postgres]'")
    return create_engine(
        location.url,
        execution_options=execution,
        connect_args={
            "connect_timeout": 10,
            "application_name": " ".join(filter(None, ("posl", who)))[:MOST_OF_A_NAME],
            "options": f"{_asked_of(location.url)} -c timezone=UTC -c lock_timeout={max(BUSY_SECONDS * 1000, 1)}",
        },
        **pool,
    )


def _asked_of(url: URL) -> str:
    """Return the options that an address asks of the server (``?options=-csearch_path=talks``)."""
    given = url.query.get("options", "")
    return given if isinstance(given, str) else " ".join(given)
