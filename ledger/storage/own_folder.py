"""A temporary folder that is gone with its process, however that ends: the next one finds it, and takes it away.

Whoever has one holds a lock of the operating system's on a file in it, which goes with the process. Where there are no
such locks (another system), only the process itself takes its folder away.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX = "posl-aside-"
_HELD = "held"


class OwnFolder:
    """A folder that nobody else can read, until it is closed."""

    def __init__(self) -> None:
        clear_away()
        while not self._made():
            pass

    def _made(self) -> bool:
        """Make it and hold it; whether nobody took it for left behind, in between."""
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        held = self.path / _HELD
        try:
            self._lock = os.open(held, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except FileNotFoundError:
            return False
        if sys.platform != "win32":
            with suppress(OSError):  # a file system without locks: nobody has one on it, either
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        if held.exists():
            return True
        os.close(self._lock)
        return False

    def close(self) -> None:
        """Take it away, with all that is in it."""
        os.close(self._lock)
        shutil.rmtree(self.path, ignore_errors=True)


def clear_away() -> None:
    """Take away what was left behind by processes of this user that are no more."""
    if sys.platform != "win32":
        for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with suppress(OSError):  # somebody has it, or had it in between
                if _is_own(left):
                    _take_away(left)


def _is_own(folder: Path) -> bool:
    found = folder.lstat()
    return found.st_uid == os.getuid() and (found.st_mode & 0o170_077) == 0o040_000


def _take_away(folder: Path) -> None:
    try:
        lock = os.open(folder / _HELD, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:  # killed before it held anything
        folder.rmdir()
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(lock)
