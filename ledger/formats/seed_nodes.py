"""Values that know their places: what YAML and JSON have in common before a model has seen it."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from ledger.domain.seed import Path
from ledger.domain.text import forbidden, safe
from ledger.errors import Fault

# ----------------------------------------------------------------------------------------------------------------------
# A seed's bytes made text, and where in that text things stand.

MOST_UNREADABLE: Final = 20  # in one text; whatever holds more is not text, and its syntax is not worth reporting
EMPTY: Final = ("the file is empty", "an empty seed is refused, lest it be taken for an empty ledger")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BREAK = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at an offset of a text; ``path`` leads there from the element it was found in."""

    offset: int
    message: str
    hint: str | None = None
    path: Path = ()


class SeedText:
    """A text whose offsets become lines and columns; ``first`` is the number of its first line in the file."""

    def __init__(self, name: str, text: str, first: int = 1) -> None:
        self.name = name
        self.text = text
        self.first = first

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, counted from 1."""
        row = bisect_right(self._starts, offset) - 1
        return self.first + row, offset - self._starts[row] + 1

    def fault(self, problem: Problem, base: str = "") -> Fault:
        """Return the problem with its place; ``base`` is the path of the element it was found in."""
        path = written(base, problem.path) or None
        return Fault(problem.message, self.name, *self.place(problem.offset), path, problem.hint)

    @cached_property
    def _starts(self) -> list[int]:
        # Editors break lines at newlines only. YAML also does at U+2028 and U+2029, so its own line numbers are no use.
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]


def written(base: str, path: Path) -> str:
    """Return ``base`` and ``path`` as people read them: ``stances[2].cite.quote``."""
    inner = "".join(f"[{step}]" if isinstance(step, int) else f".{safe(step)}" for step in path)
    return base + inner if base else inner.removeprefix(".")


def decode(data: bytes, returns: str = "\r\n") -> tuple[str, list[Problem], bool]:
    """Return the text, every byte and character in it that may not be there, and whether it is text at all.

    Byte order marks are dropped. Each unreadable character stands in the text as U+FFFD, so that offsets hold and the
    rest can still be checked. ``returns`` is how a carriage return may stand.
    """
    if data.startswith(_UTF16):
        return "", [Problem(0, "is UTF-16 text", "save it as UTF-8")], False
    # Bytes that are not UTF-8 become lone surrogates, which the search for forbidden characters finds in their places.
    text = data.decode("utf-8", "surrogateescape").lstrip("\ufeff")
    return _readable(text, text.replace(returns, returns.replace("\r", " ")))


def _readable(text: str, searched: str) -> tuple[str, list[Problem], bool]:
    """Find what is forbidden in ``searched``: the text with its carriage returns made harmless where they may stand."""
    problems: list[Problem] = []
    after = 0
    while found := forbidden(searched[after:] if after else searched):
        offset = after + found[0]
        if len(problems) == MOST_UNREADABLE:
            problems.append(Problem(offset, "holds still more such characters", "is this a text file?"))
            return text, problems, False
        problems.append(_unreadable(offset, text[offset], found[1]))
        after = offset + 1
    for problem in problems:
        text = f"{text[: problem.offset]}\ufffd{text[problem.offset + 1 :]}"
    return text, problems, True


def _unreadable(offset: int, character: str, name: str) -> Problem:
    if "\udc80" <= character <= "\udcff":
        byte = ord(character) - 0xDC00
        return Problem(offset, f"is not valid UTF-8: byte 0x{byte:02X}", "save the file as UTF-8")
    return Problem(offset, f"holds the control character {name}", "take it out")


MAX_DEPTH: Final = 32
TWICE: Final = ("stands here twice", "keep one of the two")


class TooDeep(Exception):
    """Nesting goes past the limit: what follows cannot be read safely (libyaml takes quadratic time on it)."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


class Absent:
    """The value of a key with nothing behind it, or with something that was refused."""


ABSENT: Final = Absent()
Mapping = dict[str, tuple[int, "Node"]]
"""Key to the key's offset and its value."""


@dataclass(slots=True)
class Node:
    """A value at an offset: text, ``ABSENT``, a list of nodes, a ``Mapping``; in JSON also numbers, bools, ``None``."""

    offset: int
    value: Any


@dataclass(slots=True)
class Growth:
    """What was noticed while nodes were built; ``path`` is where the builder stands in the element.

    ``refused`` are the paths of values that were refused: nobody should hear that they are missing, too. ``left_out``
    are offset and path of keys with nothing behind them.
    """

    problems: list[Problem] = field(default_factory=list)
    refused: set[Path] = field(default_factory=set)
    left_out: list[tuple[int, Path]] = field(default_factory=list)
    path: list[str | int] = field(default_factory=list)

    def object(self, offset: int, message: str, hint: str | None = None, *, refused: bool = False) -> None:
        """Note a problem where the builder stands; ``refused`` when the value there was left out for it."""
        self.problems.append(Problem(offset, message, hint, tuple(self.path)))
        if refused:
            self.refused.add(tuple(self.path))

    def inner(self) -> "Growth":
        """Return the same as seen from one step further in."""
        problems = [replace(problem, path=problem.path[1:]) for problem in self.problems]
        return Growth(problems, {path[1:] for path in self.refused})

    @contextmanager
    def inside(self, step: str | int) -> Iterator[None]:
        """Let the builder stand one step further in."""
        self.path.append(step)
        yield  # not in a ``try``: the path of what raised is wanted by whoever catches it
        self.path.pop()

    def check_text(self, offset: int, text: str) -> None:
        """Note a control character that came in by an escape."""
        if found := forbidden(text):
            self.object(offset, f"holds the control character {found[1]}", "take it out", refused=True)

    def check_new(self, mapping: Mapping, offset: int, key: str) -> bool:
        """Whether a mapping does not have the key yet; a second one is a problem."""
        if key in mapping:
            self.object(offset, *TWICE)
            return False
        return True


def check_depth(offset: int, depth: int) -> None:
    """Raise ``TooDeep`` past the limit."""
    if depth > MAX_DEPTH:
        raise TooDeep(Problem(offset, f"nests deeper than {MAX_DEPTH} levels", "what follows was not read"))


def plain(node: Node) -> Any:  # noqa: ANN401 -- the data of a node, for a model to judge
    """Return the data without its places; keys without a value are left out."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(inner) for key, (_, inner) in value.items() if inner.value is not ABSENT}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path leads, as far as the data goes.

    ``path`` is as written, ``key`` the offset of the last key on the way, ``rest`` what the data does not have.
    """

    node: Node
    key: int
    path: Path
    rest: Path

    @property
    def offset(self) -> int:
        """Where the value stands."""
        return self.node.offset


def trace(root: Node, path: Path) -> Spot:
    """Follow a model's path through the data.

    Where people may write one value in place of a list, the model counts it as the first: that step is not in the data.
    """
    node, key = root, root.offset
    done: list[str | int] = []
    for taken, step in enumerate(path):
        found = _step(node, step)
        if found is not None:
            key, node = found
            done.append(step)
        elif not isinstance(step, int) or isinstance(node.value, list):
            return Spot(node, key, tuple(done), path[taken:])
    return Spot(node, key, tuple(done), ())


def _step(node: Node, step: str | int) -> tuple[int, Node] | None:
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step].offset, node.value[step]
    return None
