"""JSON Lines in: one object a line, any number of changesets a file, in constant memory."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from ledger.domain.seed import BLOCKS, Part, Path, SeedFile
from ledger.errors import Fault
from ledger.formats.seed_check import judge, unknown_key
from ledger.formats.seed_json_nodes import Broken, Scanner
from ledger.formats.seed_nodes import Growth, Node, TooDeep, trace
from ledger.formats.seed_text import EMPTY, Problem, SeedText, decode

_BLANK: Final = "\r"  # JSON allows it between tokens, and its scanner refuses it in text
_ONE_KEY: Final = 'a line is one object with one key: {"stance": {…}}'


def read_jsonl(name: str, lines: Iterable[bytes]) -> Iterator[SeedFile]:
    """Read a stream of lines; ``name`` is what its faults call it.

    A line ``{"changeset": {…}}`` starts another ``SeedFile``. ``parts`` come in the order of the lines, are read when
    asked for and can be walked once; whoever goes on to the next file skips what is left of them (their faults are
    still collected). Nothing is raised: what is wrong is in ``faults``.
    """
    return iter(_Files(name, lines))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as read, from which places inside it can be found again."""

    name: str
    number: int
    data: bytes

    def locate(self, path: Path) -> tuple[int | None, int | None]:
        """Return line and column of a field of the line's value."""
        text = decode(self.data, _BLANK)[0]
        ((_, node),) = Scanner(text).root().value.values()
        return SeedText(self.name, text, self.number).place(trace(node, path).offset)


@dataclass(slots=True)
class _Read:
    """What came of a line. ``block`` is known of faulty ones too, where it can be read."""

    block: str | None = None
    part: Part | None = None
    faults: list[Fault] = field(default_factory=list)
    declared: set[tuple[str, str]] = field(default_factory=set)
    faulty: Part | None = None


class _Passed:
    """In place of parts that were skipped: whoever asks for them now would otherwise take them for none."""

    def __iter__(self) -> Iterator[Part]:
        raise RuntimeError("a file of JSON Lines is read once: walk its parts before going on to the next")


class _Files:
    """Splits the stream of lines at its changesets. ``_ahead`` is the line that starts the next file."""

    def __init__(self, name: str, lines: Iterable[bytes]) -> None:
        self._name = name
        self._lines = _read_all(name, lines)
        self._ahead = next(self._lines, None)

    def __iter__(self) -> Iterator[SeedFile]:
        if self._ahead is None:
            yield SeedFile(self._name, (), [Fault(EMPTY[0], self._name, 1, 1, hint=EMPTY[1])])
        while self._ahead is not None:
            file = SeedFile(self._name, ())
            parts = self._parts(file, self._ahead)
            file.parts = parts
            yield file
            if sum(1 for _ in parts):
                file.parts = _Passed()

    def _parts(self, file: SeedFile, line: _Read | None) -> Iterator[Part]:
        self._ahead = None
        while line is not None:
            file.faults += line.faults
            file.declared |= line.declared
            if line.faulty:
                file.faulty.append(line.faulty)
            if line.part:
                yield line.part
            line = next(self._lines, None)
            if line and line.block == "changeset":
                self._ahead, line = line, None


def _read_all(name: str, lines: Iterable[bytes]) -> Iterator[_Read]:
    for number, data in enumerate(lines, 1):
        line = _Line(name, number, data)
        read = _quickly(line) or _carefully(line)
        if read is not None:
            yield read


def _quickly(line: _Line) -> _Read | None:
    """Read a line in which nothing is wrong; ``None`` for any other."""
    try:
        ((block, data),) = _DECODER.decode(line.data.decode()).items()
        value = BLOCKS[block].model_validate(data)
    except (ValueError, KeyError, AttributeError, RecursionError):
        return None
    return _Read(block, Part(block, value, line.name, block, line.locate))


def value_of(line: str) -> tuple[str, BaseModel]:
    """Return block and value of a line that was written by ``seed_out.write_jsonl``."""
    ((block, data),) = _DECODER.decode(line).items()
    return block, BLOCKS[block].model_validate(data)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; each key may stand in it once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once)


def _carefully(line: _Line) -> _Read | None:
    """Read a line to find what is wrong with it; ``None`` for a blank one."""
    text, unreadable, is_text = decode(line.data, _BLANK)
    whole = SeedText(line.name, text, line.number)
    read = _Read(faults=[whole.fault(problem) for problem in unreadable])
    if not is_text:
        return read
    if not text.strip():
        return read if unreadable else None
    scanner = Scanner(text)
    try:
        _examine(read, scanner.root(), scanner.growth, whole, line)
    except (Broken, TooDeep) as ended:
        read.faults += [whole.fault(problem) for problem in (*scanner.growth.problems, ended.problem)]
    return read


def _examine(read: _Read, root: Node, growth: Growth, whole: SeedText, line: _Line) -> None:
    if not isinstance(root.value, dict) or len(root.value) != 1:
        read.faults.append(whole.fault(Problem(root.offset, _ONE_KEY)))
        return
    ((block, (offset, node)),) = root.value.items()
    if block not in BLOCKS:
        read.faults.append(whole.fault(unknown_key(block, BLOCKS, offset)))
        return
    read.block = block
    verdict = judge(BLOCKS[block], node, growth.inner())
    read.faults += [whole.fault(problem, block) for problem in verdict.problems]
    read.declared = verdict.declared
    if verdict.faulty is not None:
        read.faulty = Part(block, verdict.faulty, line.name, block, line.locate)
    if verdict.value is not None:
        read.part = Part(block, verdict.value, line.name, block, line.locate)
