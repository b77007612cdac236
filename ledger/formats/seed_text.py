"""A seed's bytes made text, and where in that text things stand."""

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ledger.domain.seed import Path
from ledger.domain.text import forbidden, safe
from ledger.errors import Fault

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
