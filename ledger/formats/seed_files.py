"""Which files a person means by the paths they give."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from ledger.domain.seed import SeedFile
from ledger.errors import Fault, NotFound, UsageError
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml

STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"


def open_seeds(paths: Sequence[str], stdin: Iterable[bytes]) -> Iterator[SeedFile]:
    """Find the files that the paths mean, in order, and read each when it is its turn.

    A path is a file (``.yaml``, ``.yml``, ``.jsonl``), a folder (its files of these kinds in name order), a pipe or
    ``-`` (both JSON Lines). Every path is looked at before anything is read: raises ``NotFound`` for one that is not
    there and for a folder without seeds, ``UsageError`` for a file of another kind. What cannot be read is a fault.
    """
    sources = [source for path in paths for source in _sources(path, stdin)]
    return (file for source in sources for file in source())


_Source = Callable[[], Iterable[SeedFile]]


def _sources(path: str, stdin: Iterable[bytes]) -> list[_Source]:
    if path == STDIN:
        return [lambda: read_jsonl(STDIN_NAME, stdin)]
    if os.path.isdir(path):  # noqa: PTH112 -- pathlib would rewrite the name that the person gave (./a/ to a)
        return [_source(os.path.join(path, name)) for name in _names(path)]  # noqa: PTH118
    if not os.path.exists(path):  # noqa: PTH110
        raise NotFound(f"no file or folder {path}", hint=_nearby(path))
    return [_source(path)]


def _source(path: str) -> _Source:
    reader = _READERS.get(Path(path).suffix.lower())
    if reader is None and Path(path).is_file():
        hint = "name it .yaml or .jsonl, or feed JSON Lines to -"
        raise UsageError(f"{path} is neither YAML nor JSON Lines by its name", hint=hint)
    return lambda: _opened(reader or _jsonl, path)


def _opened(reader: Callable[[str], Iterable[SeedFile]], path: str) -> Iterator[SeedFile]:
    try:
        yield from reader(path)
    except OSError as problem:
        yield SeedFile(path, (), [Fault(f"cannot be read: {problem.strerror}", path)])


def _yaml(path: str) -> Iterator[SeedFile]:
    yield read_yaml(path, Path(path).read_bytes())


def _jsonl(path: str) -> Iterator[SeedFile]:
    with Path(path).open("rb") as lines:
        yield from read_jsonl(path, lines)


_READERS: Final = {".yaml": _yaml, ".yml": _yaml, ".jsonl": _jsonl}


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


def _nearby(path: str) -> str:
    above = Path(path).parent
    return f"the folder {above} does not exist either" if not above.is_dir() else f"look into {above}"
