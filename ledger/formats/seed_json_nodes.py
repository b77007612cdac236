"""JSON made into nodes: the slow reading of a line that the quick one refused, to find out what and where."""

import json
import re
from typing import Final

from ledger.formats.seed_nodes import Growth, Mapping, Node, check_depth
from ledger.formats.seed_text import Problem

_BLANK: Final = re.compile(r"[ \t\r\n]*")
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
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _broken(self, message: str, hint: str | None = None) -> Broken:
        return Broken(Problem(self._at, message, hint, tuple(self.growth.path)))


def _no_constant(name: str) -> None:
    raise ValueError(name)
