"""Which files a person means by the paths they give."""

import os
import stat
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ledger.domain.seed import SeedFile
from ledger.errors import Fault, NotFound, UsageError
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml

STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"
MOST: Final = 512
"""Megabytes that one file, or one pipe, may have."""
_MEGABYTE: Final = 1 << 20
_IN_MEMORY: Final = 8 * _MEGABYTE  # of a pipe; the rest of it waits in a file
OnNote = Callable[[str], object]


@dataclass(slots=True)
class ReadSoFar:
    """How much there is to read, and how much of it was read, in bytes."""

    total: int = 0
    done: int = 0

    @property
    def share(self) -> float:
        """How much of it was read, from 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


def open_seeds(
    paths: Sequence[str],
    stdin: Iterable[bytes],
    *,
    most: int = MOST,
    told: OnNote = lambda _said: None,
    reading: ReadSoFar | None = None,
) -> Iterator[SeedFile]:
    """Find the files that the paths mean, in order, and read each when it is its turn.

    A path is a file (``.yaml``, ``.yml``, ``.jsonl``), a folder (its files of these kinds in name order), a pipe or
    ``-`` (both JSON Lines). Every path is looked at before anything is read: raises ``NotFound`` for one that is not
    there and for a folder without seeds, ``UsageError`` for a file of another kind, a device, and what has more than
    ``most`` megabytes. Pipes are taken in at once, so that nobody waits for one who has opened the ledger to write;
    ``told`` hears of them. What cannot be read is a fault. ``reading`` counts what was read.
    """
    return find_seeds(paths, stdin, most=most, told=told, reading=reading)()


def find_seeds(
    paths: Sequence[str],
    stdin: Iterable[bytes],
    *,
    most: int = MOST,
    told: OnNote = lambda _said: None,
    reading: ReadSoFar | None = None,
) -> Callable[[], Iterator[SeedFile]]:
    """Find the files as ``open_seeds`` does; return what reads them, as often as it is asked."""
    looking = _Looking(stdin, most, reading or ReadSoFar(), told)
    sources = [source for path in paths for source in looking.sources(path)]
    taken = [source() if isinstance(source, _Slow) else source for source in sources]

    def read() -> Iterator[SeedFile]:
        looking.reading.done = 0
        return (file for source in taken for file in source())

    return read


_Source = Callable[[], Iterable[SeedFile]]


@dataclass(frozen=True, slots=True)
class _Slow:
    """A pipe, or what is typed: taken in to its end before anything else is done; returns what then reads it."""

    name: str
    opened: Callable[[], AbstractContextManager[Iterable[bytes]]]
    looking: "_Looking"

    def __call__(self) -> _Source:
        try:
            with self.opened() as stream:
                kept = self._kept(stream)
        except OSError as problem:
            said = str(problem.strerror)
            return lambda: [_unreadable(self.name, said)]
        return _Kept(self.name, kept, self.looking)

    def _kept(self, stream: Iterable[bytes]) -> IO[bytes]:
        kept = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it is read later, and gone with the process
        for piece in _pieces(stream):
            kept.write(piece)
            if kept.tell() > self.looking.most * _MEGABYTE:
                kept.close()
                raise _too_large(self.name, self.looking.most)
        self.looking.reading.total += kept.tell()
        kept.seek(0)
        return kept


class _Kept:
    """What came through a pipe, to be read as often as it is asked."""

    def __init__(self, name: str, kept: IO[bytes], looking: "_Looking") -> None:
        self._name, self._bytes, self._looking = name, kept, looking
        weakref.finalize(self, kept.close)

    def __call__(self) -> Iterator[SeedFile]:
        self._bytes.seek(0)
        yield from read_jsonl(self._name, self._looking.counted(self._bytes))


def _pieces(stream: Iterable[bytes]) -> Iterable[bytes]:
    read = getattr(stream, "read1", None)  # a line may have no end
    return iter(lambda: read(_MEGABYTE), b"") if read is not None else stream


@dataclass(frozen=True, slots=True)
class _Looking:
    """What every path is looked at with: standard input, how much is read, and who is told."""

    stdin: Iterable[bytes]
    most: int
    reading: ReadSoFar
    told: OnNote

    def sources(self, path: str) -> "list[_Source | _Slow]":
        """Return what reads a path: the files that it means."""
        if path == STDIN:
            return [_Slow(STDIN_NAME, self._stdin, self)]
        if os.path.isdir(path):  # noqa: PTH112 -- pathlib would rewrite the name that the person gave (./a/ to a)
            return [self._source(os.path.join(path, name)) for name in _names(path)]  # noqa: PTH118
        if not os.path.exists(path):  # noqa: PTH110
            raise not_there(path)
        return [self._source(path)]

    def counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Hand lines on, and count them as read."""
        reading = self.reading
        for line in lines:
            reading.done += len(line)
            yield line

    def _stdin(self) -> AbstractContextManager[Iterable[bytes]]:
        if getattr(self.stdin, "isatty", bool)():
            self.told("reading JSON Lines as they are typed; end them with Ctrl-D")
        return nullcontext(self.stdin)

    def _source(self, path: str) -> "_Source | _Slow":
        found = os.stat(path)  # noqa: PTH116
        if stat.S_ISFIFO(found.st_mode):
            return _Slow(path, lambda: self._pipe(path), self)
        if not stat.S_ISREG(found.st_mode):
            raise UsageError(f"{path} is a device, not a file", hint="what a program writes is fed to - through a pipe")
        reader = _READERS.get(Path(path).suffix.lower())
        if reader is None:
            hint = "name it .yaml or .jsonl, or feed JSON Lines to -"
            raise UsageError(f"{path} is neither YAML nor JSON Lines by its name", hint=hint)
        if found.st_size > self.most * _MEGABYTE:
            raise _too_large(path, self.most, found.st_size)
        self.reading.total += found.st_size
        return lambda: _opened(reader, path, self)

    def _pipe(self, path: str) -> IO[bytes]:
        self.told(f"reading {path}, a pipe, to its end")
        return Path(path).open("rb")


def _too_large(path: str, most: int, size: int | None = None) -> UsageError:
    has = f"has {size / _MEGABYTE:,.0f} MB" if size is not None else "has more"
    hint = "split it into several files, or allow more with --max-size"
    return UsageError(f"{path} {has}; at most {most:,} MB are read", hint=hint)


def _unreadable(path: str, said: str) -> SeedFile:
    return SeedFile(path, (), [Fault(f"cannot be read: {said}", path)])


_Reader = Callable[[str, _Looking], Iterable[SeedFile]]


def _opened(reader: _Reader, path: str, looking: _Looking) -> Iterator[SeedFile]:
    try:
        yield from reader(path, looking)
    except OSError as problem:
        yield _unreadable(path, str(problem.strerror))


def _yaml(path: str, looking: _Looking) -> Iterator[SeedFile]:
    data = Path(path).read_bytes()
    yield read_yaml(path, data)
    looking.reading.done += len(data)


def _jsonl(path: str, looking: _Looking) -> Iterator[SeedFile]:
    with Path(path).open("rb") as lines:
        yield from read_jsonl(path, looking.counted(lines))


_READERS: Final[dict[str, _Reader]] = {".yaml": _yaml, ".yml": _yaml, ".jsonl": _jsonl}


def _names(folder: str) -> list[str]:
    """Return the names of a folder's seeds, in order; hidden files are none."""
    names = sorted(entry.name for entry in Path(folder).iterdir() if _is_seed(entry))
    if not names:
        raise NotFound(f"no seeds in the folder {folder}", hint=_inside(folder))
    return names


def _is_seed(path: Path) -> bool:
    return path.suffix.lower() in _READERS and not path.name.startswith(".") and path.is_file()


def _inside(folder: str) -> str:
    """Return where seeds may be meant: folders inside, which are not looked into by themselves."""
    inner = sorted(path.name for path in Path(folder).iterdir() if path.is_dir() and any(map(_is_seed, path.iterdir())))
    if not inner:
        return "a seed is a file named .yaml, .yml or .jsonl"
    return f"there are some in {', '.join(os.path.join(folder, name) for name in inner)}"  # noqa: PTH118


def not_there(path: str) -> NotFound:
    """Return the error of a path that names nothing, with what is near it."""
    return NotFound(f"no file or folder {path}", hint=_nearby(path))


def _nearby(path: str) -> str:
    above = Path(path).parent
    return f"the folder {above} does not exist either" if not above.is_dir() else f"look into {above}"
