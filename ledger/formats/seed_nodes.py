"""Values that know their places: what YAML and JSON have in common before a model has seen it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ledger.domain.seed import Path
from ledger.domain.text import forbidden
from ledger.formats.seed_text import Problem

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
