"""Tables in plain text: columns as wide as they need be, shrunk and wrapped where the width is less."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, split_graphemes

from ledger.cli.terminal import bold
from ledger.domain.text import safe

GAP = 2
_LEAST = 6
_LONGEST_WHOLE = 30


def grid(
    headings: Sequence[str], rows: Iterable[Sequence[object]], width: int, right: frozenset[int] = frozenset()
) -> str:
    """Return a table that is no wider than ``width`` if that can be; columns in ``right`` are flush right."""
    texts = [[_text(value) for value in row] for row in rows]
    columns = list(zip(headings, *texts, strict=True))
    natural = [max(map(cell_len, column)) for column in columns]
    whole = [min(max(_longest_word(value) for value in column), _LONGEST_WHOLE) for column in columns]
    room = width - GAP * (len(headings) - 1)
    widths = shrunk(natural, room, whole)
    lines = [bold(line) for line in _lines(headings, widths, right)]
    for row in texts:
        lines += _lines(row, widths, right)
    return "\n".join(line.rstrip() for line in lines)


def shrunk(natural: Sequence[int], room: int, whole: Sequence[int]) -> list[int]:
    """Return widths that fit: the widest column gives way first, and words are broken only where nothing else helps."""
    widths = list(natural)
    for least in (list(whole), [_LEAST] * len(widths)):
        while sum(widths) > room:
            slack = [width - low for width, low in zip(widths, least, strict=True)]
            roomy = [place for place, free in enumerate(slack) if free > 0]
            if not roomy:
                break
            widths[max(roomy, key=lambda place: (widths[place], place))] -= 1
    return widths


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return a text in lines of at most ``width`` columns, all but the first indented; safe to print."""
    lines: list[str] = []
    line = ""
    for word in _words(safe(text), max(width - len(indent), _LEAST)):
        joined = f"{line} {word}" if line.strip() else line + word
        if line.strip() and cell_len(joined) > width:
            lines.append(line)
            joined = indent + word
        line = joined
    return [*lines, line] if line.strip() or not lines else lines


def paragraph(text: str, width: int, indent: str = "") -> str:
    """Return a text wrapped, every line indented."""
    return textwrap.indent("\n".join(wrapped(text, width - len(indent))), indent)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill up with blanks to a width in columns."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def cut(text: str, width: int) -> str:
    """Cut to a width, with dots where something is missing."""
    if cell_len(text) <= width:
        return text
    return _head(text, max(width - 2, 1)) + ".."


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "") if isinstance(value, bool) else safe(value)


def _words(text: str, width: int) -> Iterator[str]:
    """Yield words, those wider than a line in pieces."""
    for word in text.split():
        rest = word
        while cell_len(rest) > width:
            piece = _head(rest, width)
            yield piece
            rest = rest[len(piece) :]
        if rest:
            yield rest


def _head(text: str, width: int) -> str:
    """Return the longest beginning that fits; at least one character, so that cutting comes to an end."""
    spans, _total = split_graphemes(text)
    fitting, used = 0, 0
    for _start, end, cells in spans:
        used += cells
        if used > width and fitting:
            break
        fitting = end
    return text[:fitting]


def _lines(values: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> Iterator[str]:
    cells = [wrapped(value, width) for value, width in zip(values, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        yield (" " * GAP).join(
            pad(part, width, right=place in right)
            for place, (part, width) in enumerate(zip(parts, widths, strict=True))
        )
