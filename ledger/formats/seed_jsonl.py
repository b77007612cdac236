"""JSON Lines in: one object a line, any number of changesets a file, in constant memory."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from ledger.domain.seed import BLOCKS, Part, Path, SeedFile
from ledger.errors import Fault
from ledger.formats.seed_check import judge, unknown_key
from ledger.formats.seed_nodes import (
    EMPTY,
    Growth,
    Mapping,
    Node,
    Problem,
    SeedText,
    TooDeep,
    check_depth,
    decode,
    trace,
)

# ----------------------------------------------------------------------------------------------------------------------
# JSON made into nodes: the slow reading of a line that the quick one refused, to find out what and where.

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_CONSTANTS: Final = ("NaN", "Infinity", "-Infinity")
_ESCAPE: Final = ("an unknown escape after a backslash", "write a backslash twice")
# How the decoder's sentence starts: ours and a hint.
_PLAIN: Final = {
    "Unterminated string": ("the quote that is opened here is never closed", "close it"),
    "Expecting value": ("a value is expected here", "text in quotes, a number, true, false, null, [ ] or { }"),
    "Invalid \\escape": _ESCAPE,
    "Invalid \\uXXXX escape": _ESCAPE,
    "Invalid control character": ("text holds a line break, tab or other control", "write it as an escape: \\n, \\t"),
}


class Broken(Exception):
    """A line is not JSON. Whatever is wrong behind the place stays unknown."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


class Scanner:
    """Reads one JSON value as nodes; a key twice and control characters are noticed in ``growth``."""

    def __init__(self, text: str) -> None:
        self.growth = Growth()
        self._text = text
        self._at = 0
        self._decoder = json.JSONDecoder(parse_constant=_no_constant)

    def root(self) -> Node:
        """Return the one value that the text holds; raise ``Broken`` or ``TooDeep``."""
        node = self._node(1)
        if self._peek():
            raise self._broken("something stands behind the end of the object", "one object a line")
        return node

    def _node(self, depth: int) -> Node:
        first = self._peek()
        offset = self._at
        if first in {"{", "["}:
            check_depth(offset, depth)
            self._at += 1
            return Node(offset, self._mapping(depth) if first == "{" else self._sequence(depth))
        value = self._scalar()
        if isinstance(value, str):
            self.growth.check_text(offset, value)
        return Node(offset, value)

    def _scalar(self) -> str | float | bool | None:
        offset = self._at
        if self._text.startswith(_CONSTANTS, offset):
            raise self._broken("NaN and Infinity are not JSON")
        try:
            value: str | float | bool | None
            value, self._at = self._decoder.raw_decode(self._text, offset)
        except json.JSONDecodeError as error:
            raise self._undecoded(error) from None
        except ValueError:  # Python refuses to read numbers of more than some thousand digits
            raise self._broken("a number has too many digits") from None
        return value

    def _undecoded(self, error: json.JSONDecodeError) -> Broken:
        message, hint = next(
            (said for start, said in _PLAIN.items() if error.msg.startswith(start)),
            (f"is not JSON: {error.msg}", None),
        )
        return Broken(Problem(error.pos, message, hint, tuple(self.growth.path)))

    def _sequence(self, depth: int) -> list[Node]:
        elements: list[Node] = []
        while not self._ends("]", bool(elements)):
            with self.growth.inside(len(elements)):
                elements.append(self._node(depth + 1))
        return elements

    def _mapping(self, depth: int) -> Mapping:
        mapping: Mapping = {}
        pairs = 0
        while not self._ends("}", bool(pairs)):
            self._pair(mapping, depth)
            pairs += 1
        return mapping

    def _pair(self, mapping: Mapping, depth: int) -> None:
        if self._peek() != '"':
            raise self._broken("a key in quotes is expected here")
        offset, key = self._at, str(self._scalar())
        if self._peek() != ":":
            raise self._broken("a colon is expected here")
        self._at += 1
        with self.growth.inside(key):
            fresh = self.growth.check_new(mapping, offset, key)
            value = self._node(depth + 1)
            if fresh:
                mapping[key] = offset, value

    def _ends(self, closing: str, follows: bool) -> bool:  # noqa: FBT001
        """Step over what ends a list or object, or over the comma before its next element."""
        found = self._peek()
        if found == closing or (follows and found == ","):
            self._at += 1
        elif follows or not found:
            raise self._broken(f"a comma or {closing} is expected here")
        return found == closing

    def _peek(self) -> str:
        """Return the next character that is not blank, or nothing at the end."""
        blank = _BLANKS.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _broken(self, message: str, hint: str | None = None) -> Broken:
        return Broken(Problem(self._at, message, hint, tuple(self.growth.path)))


def _no_constant(name: str) -> None:
    raise ValueError(name)


_BLANK: Final = "\r"  # JSON allows it between tokens, and its scanner refuses it in text
_ONE_KEY: Final = 'a line is one object with one key: {"stance": {…}}'


def read_jsonl(name: str, lines: Iterable[bytes]) -> Iterator[SeedFile]:
    """Read a stream of lines; ``name`` is what its faults call it.

    A line ``{"changeset": {…}}`` starts another ``SeedFile``. ``parts`` come in the order of the lines, are read when
    asked for and can be walked once; whoever goes on to the next file skips what is left of them (their faults are
    still collected). Nothing is raised: what is wrong is in ``faults``.
    """
    return iter(_Files(name, lines))


@dataclass(slots=True)
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
class _FaultyLine:
    """What came of a faulty line. ``block`` is known where it can be read."""

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

    def _parts(self, file: SeedFile, line: Part | _FaultyLine | None) -> Iterator[Part]:
        self._ahead = None
        while line is not None:
            part = line if isinstance(line, Part) else _noted(line, file)
            if part is not None:
                yield part
            line = next(self._lines, None)
            if line is not None and line.block == "changeset":
                self._ahead, line = line, None


def _noted(line: _FaultyLine, file: SeedFile) -> Part | None:
    """Put what is wrong with a line down on its file; return what it gives all the same."""
    file.faults += line.faults
    file.declared |= line.declared
    if line.faulty is not None:
        file.faulty.append(line.faulty)
    return line.part


def _read_all(name: str, lines: Iterable[bytes]) -> Iterator[Part | _FaultyLine]:
    for number, data in enumerate(lines, 1):
        line = _Line(name, number, data)
        read = _quickly(line) or _carefully(line)
        if read is not None:
            yield read


def _quickly(line: _Line) -> Part | None:
    """Read a line in which nothing is wrong; ``None`` for any other."""
    try:
        ((block, data),) = _decoded(line.data.decode()).items()
        value = BLOCKS[block].model_validate(data)
    except (ValueError, KeyError, AttributeError, RecursionError, StopIteration):
        return None
    return Part(block, value, line.name, block, line.locate)


def _decoded(text: str) -> Any:  # noqa: ANN401 -- JSON is anything
    """Decode a line that starts with its object; half the time of the decoder's own way in."""
    value, end = _SCAN(text, 0)
    if text[end:].strip():
        raise ValueError("something stands behind it")
    return value


def value_of(line: str) -> tuple[str, BaseModel]:
    """Return block and value of a line that was written by ``seed_out.write_jsonl``."""
    ((block, data),) = _decoded(line).items()
    return block, BLOCKS[block].model_validate(data)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; each key may stand in it once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


_SCAN: Final = json.scanner.make_scanner(json.JSONDecoder(object_pairs_hook=_once))  # type: ignore[attr-defined]  # typeshed does not know it


def _carefully(line: _Line) -> _FaultyLine | None:
    """Read a line to find what is wrong with it; ``None`` for a blank one."""
    text, unreadable, is_text = decode(line.data, _BLANK)
    whole = SeedText(line.name, text, line.number)
    read = _FaultyLine(faults=[whole.fault(problem) for problem in unreadable])
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


def _examine(read: _FaultyLine, root: Node, growth: Growth, whole: SeedText, line: _Line) -> None:
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
