"""Files that people ask for: whole or not there at all, and never over something else."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.errors import Conflict, NotFound, Unavailable

_HINT = "choose another path; nothing is ever overwritten"


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give a path to write to, and put the file in its place when the block ends well."""
    if os.path.lexists(target):
        raise Conflict(f"{target} exists already", hint=_HINT)
    with beside(target) as folder:
        part = folder / target.name
        yield part
        _put_in_place(part, target)


def replaced(target: Path, data: bytes, is_same: Callable[[bytes, bytes], bool]) -> None:
    """Put bytes in the place of an earlier file of the same thing; raise ``Conflict`` for any other file."""
    with beside(target) as folder:
        if not is_same(target.read_bytes(), data):
            raise Conflict(f"{target} exists already, and is no earlier one of this ledger", hint=_HINT)
        part = folder / target.name
        part.write_bytes(data)
        part.replace(target)


def _put_in_place(part: Path, target: Path) -> None:
    """Link rather than rename: that never replaces what somebody put there meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise Conflict(f"{target} exists already", hint=_HINT) from None
    except OSError:  # a disk without links
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
        part.rename(target)  # refused by the system where the target is no longer empty


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
