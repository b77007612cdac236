"""Files that people ask for: whole or not there at all, never over something else, and for their owner's eyes.

What is written stands under a name of its own until it is on the disk; only then does it get the name that was asked
for. Whoever is killed before that leaves a hidden folder behind, and no half a file.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.errors import Conflict, NotFound, Unavailable

_HINT = "choose another path; nothing is ever overwritten"
_MINE = 0o600
_MY_FOLDER = 0o700


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give a path to write to, and put the file in its place when the block ends well."""
    if os.path.lexists(target):
        raise Conflict(f"{target} exists already", hint=_HINT)
    with beside(target) as folder:
        part = folder / target.name
        yield part
        on_disk(part)
        _put_in_place(part, target)
        _folder_on_disk(target.parent)


def replaced(target: Path, data: bytes, is_same: Callable[[bytes, bytes], bool]) -> None:
    """Put bytes in the place of an earlier file of the same thing; raise ``Conflict`` for any other file."""
    with beside(target) as folder:
        if not is_same(target.read_bytes(), data):
            raise Conflict(f"{target} exists already, and is no earlier one of this ledger", hint=_HINT)
        part = folder / target.name
        part.write_bytes(data)
        on_disk(part)
        part.replace(target)
        _folder_on_disk(target.parent)


def on_disk(part: Path) -> None:
    """Have a file on the disk before it gets its name, and nobody but its owner read it."""
    descriptor = os.open(part, os.O_RDWR)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, _MINE)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder_on_disk(folder: Path) -> None:
    """Have the new name on the disk too, where the system lets a folder be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put_in_place(part: Path, target: Path) -> None:
    """Link rather than rename: that never replaces what somebody put there meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise Conflict(f"{target} exists already", hint=_HINT) from None
    except OSError:  # a disk without links
        if os.path.lexists(target):
            raise Conflict(f"{target} exists already", hint=_HINT) from None
        part.rename(target)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill, and put it in its place when the block ends well; an empty folder may be there."""
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise Conflict(f"{target} exists already, and is no empty folder", hint=_HINT)
    with beside(target) as folder:
        part = folder / target.name
        part.mkdir()
        yield part
        _all_on_disk(part)
        part.rename(target)  # refused by the system where the target is no longer empty
        _folder_on_disk(target.parent)


def _all_on_disk(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(_MY_FOLDER)
        else:
            on_disk(path)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a folder of our own on the same disk, gone afterwards; raise ``Unavailable`` where the disk refuses."""
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}")
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        yield folder
    except OSError as problem:
        raise Unavailable(f"{target} cannot be written: {problem.strerror or problem}") from problem
    finally:
        if folder is not None:
            with suppress(OSError):
                shutil.rmtree(folder)
