"""Whose turn it is to write: writers of an SQLite file queue up, and who waits can say for whom.

SQLite lets those who wait ask again and again, so that with many of them one may ask in vain for ever. Here they stand
in a queue of the operating system's, on a file in the temporary folder that says who is writing. The queue only orders
who asks SQLite next: where it does not work (another system, another user's file), all else holds without it.

On PostgreSQL the queue is the server's own; only the question for whom one waits is asked here.

Whoever waits gives up once nobody has got on for half a minute: a long import may take minutes, one that hangs may not.
A writer's signs of life are the time of that file, and on a server when it last asked something.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Row, TextClause, text

from ledger.errors import Unavailable
from ledger.storage import engine as engines
from ledger.storage.engine import Location

if sys.platform != "win32":  # where there is no such queue
    import fcntl

PATIENCE = 1.0
"""Seconds before somebody who waits is told for whom."""


class Holder(NamedTuple):
    """Who is writing, as far as it is known: by name, and since when (seconds)."""

    name: str | None = None
    seconds: int | None = None


def said_of(found: Holder) -> str:
    """Say who is writing, and since when."""
    since = f" for {found.seconds} s" if found.seconds is not None else ""
    return f"{found.name or 'another process'} has been writing{since}; try again"


Told = Callable[[Holder], None]


@contextmanager
def told_after(location: Location, told: Told | None) -> Iterator[None]:
    """Tell once for whom the block waits, if it takes longer than a second."""
    if told is None:
        yield
        return
    done = threading.Event()

    def tell() -> None:
        if not done.wait(PATIENCE):
            with suppress(Exception):  # whoever it is, they are waited for
                told(holder(location))

    threading.Thread(target=tell, name="waiting", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def holder(location: Location) -> Holder:
    """Return who is writing."""
    return _on_server(location) if location.path is None else _in_file(location.path)


def _in_file(path: Path | None) -> Holder:
    queue = _queue_of(path) if path is not None else None
    with suppress(OSError, ValueError):
        name, began = (queue.read_text(encoding="utf-8") if queue else "").split("\n")
        return Holder(name or None, max(0, round(time.time() - float(began))))
    return Holder()


_HOLDS = (
    "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND l.classid = :program AND l.objid = current_schema()::regnamespace::oid"
)
_SINCE = "CAST(extract(epoch FROM now() - a.xact_start) AS integer)"
_QUIET = "CAST(extract(epoch FROM clock_timestamp() - greatest(a.query_start, a.state_change)) AS integer)"
_WRITING = text(f"SELECT a.application_name, a.usename, {_SINCE} {_HOLDS}")
_GETS_ON = text(f"SELECT {_QUIET} {_HOLDS}")


def _on_server(location: Location) -> Holder:
    found = _of_writer(location, _WRITING)
    if found is None:
        return Holder()
    application, role, seconds = found
    author = str(application or "").removeprefix("posl").strip()
    return Holder(f"{author} ({role})" if author and author != role else str(role), max(0, seconds or 0))


def gets_on(location: Location) -> bool:
    """Whether whoever is writing has shown a sign of life of late."""
    if location.path is not None:
        queue = _queue_of(location.path)
        return queue is not None and time.time() - queue.stat().st_mtime < engines.BUSY_SECONDS
    found = _of_writer(location, _GETS_ON)
    return found is not None and found[0] is not None and found[0] < engines.BUSY_SECONDS


def _of_writer(location: Location, query: TextClause) -> Row[*tuple[Any, ...]] | None:
    engine = engines.beside_engine(location)
    try:
        with engine.connect() as connection:
            return connection.execute(query, {"program": engines.APPLICATION_ID}).first()
    finally:
        engine.dispose()


def say_alive(location: Location) -> None:
    """Give a sign of life while writing to a file; called with every insert of many rows."""
    if location.path is not None and (queue := _queue_of(location.path)) is not None:
        with suppress(OSError):
            os.utime(queue)


@contextmanager
def turn(location: Location, who: str | None) -> Iterator[None]:
    """Wait in the queue of a file's writers, as long as it moves, and be its first until the block ends."""
    queue = _queue_of(location.path) if location.path is not None else None
    descriptor = _opened(queue) if queue is not None else None
    if descriptor is None:
        yield
        return
    wait = _Wait(descriptor)
    try:
        if not _in_turn(wait, descriptor):
            raise Unavailable("the ledger is locked", hint=said_of(_in_file(location.path)))
        _write(descriptor, f"{' '.join((who or '').split())}\n{time.time()}")
        yield
    finally:
        wait.leave()


def _in_turn(wait: "_Wait", descriptor: int) -> bool:
    """Whether the turn came before nobody had got on for as long as a lock may take."""
    began, left = time.time(), float(engines.BUSY_SECONDS)
    while left >= 0:
        if wait.first(left):
            return True
        left = max(began, os.fstat(descriptor).st_mtime) + engines.BUSY_SECONDS - time.time()
    return False


class _Wait:
    """A place in the queue; whoever gives up leaves it to a thread to take the turn and pass it on."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._mine = threading.Event()
        self._lock = threading.Lock()
        self._left = self._standing = False

    def first(self, seconds: float) -> bool:
        """Whether the turn came within so many seconds; asked again, it stands where it stood."""
        if self._standing:
            return self._mine.wait(seconds)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._standing = True
            threading.Thread(target=self._stand, name="queueing", daemon=True).start()
            return self._mine.wait(seconds)
        self._mine.set()
        return True

    def _stand(self) -> None:
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._lock:
            self._mine.set()
            if self._left:
                os.close(self._descriptor)

    def leave(self) -> None:
        """Let the next one go on."""
        with self._lock:
            self._left = True
            if self._mine.is_set():
                os.close(self._descriptor)


def _write(descriptor: int, said: str) -> None:
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, said.encode(), 0)


def _queue_of(path: Path) -> Path | None:
    """Return the file on which the writers of a ledger's file queue, in a folder that is this user's alone."""
    try:
        found = path.stat()
        folder = Path(tempfile.gettempdir()) / f"posl-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        there = folder.lstat()
    except (OSError, AttributeError):  # AttributeError: a system whose users have no number
        return None
    mine = there.st_uid == os.getuid() and (there.st_mode & 0o170_077) == 0o040_000
    return folder / f"{found.st_dev:x}-{found.st_ino:x}" if mine else None


def _opened(queue: Path) -> int | None:
    try:
        return os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None
