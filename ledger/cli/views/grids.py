"""Tables in plain text: columns as wide as they need be, shrunk and wrapped where the width is less."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, split_graphemes

from ledger.cli.terminal import bold
from ledger.domain.text import safe

GAP = 2
_LEAST = 6
_LONGEST_WHOLE = 30
_END = 4  # characters at the end of a text cut in its middle, at least
_FEW_BROKEN = 0.25  # cells with a broken word, for each row, that a table is still easy to read with
_PIECE = re.compile(r"[^\s-]+-?|-+")


def grid(
    headings: Sequence[str], rows: Iterable[Sequence[object]], width: int, right: frozenset[int] = frozenset()
) -> str:
    """Return a table that is no wider than ``width`` if that can be; columns in ``right`` are flush right."""
    texts = [[_cell_text(value) for value in row] for row in rows]
    widths = _widths(headings, texts, width)
    lines = [bold(line) for line in _lines(headings, widths, right)]
    for row in texts:
        lines += _lines(row, widths, right)
    return "\n".join(line.rstrip() for line in lines)


def listed(
    headings: Sequence[str], rows: Iterable[Sequence[object]], width: int, right: frozenset[int] = frozenset()
) -> str:
    """Return a table or, where that would break many words in the middle, each row as a few lines of its own."""
    texts = [[_cell_text(value) for value in row] for row in rows]
    widths = _widths(headings, texts, width)
    broken = sum(_longest_piece(value) > wide for row in texts for value, wide in zip(row, widths, strict=True))
    if broken <= len(texts) * _FEW_BROKEN:
        return grid(headings, texts, width, right)
    return "\n".join(line for row in texts for line in _apart(headings, row, width))


def _apart(headings: Sequence[str], row: Sequence[str], width: int) -> Iterator[str]:
    """Yield a row as its first cell, and below that the others that hold something, each after its heading."""
    first, *rest = row
    yield from (bold(line) for line in wrapped(first, width))
    named = zip(headings[1:], rest, strict=True)
    said = (value if value == name else f"{name} {value}" for name, value in named if value)
    yield from (f"  {line}" for line in wrapped(", ".join(said), width - 2))


def _widths(headings: Sequence[str], texts: Sequence[Sequence[str]], width: int) -> list[int]:
    columns = list(zip(headings, *texts, strict=True))
    natural = [max(map(wide, column)) for column in columns]
    whole, pieces = (
        [min(max(map(longest, column)), _LONGEST_WHOLE) for column in columns]
        for longest in (_longest_word, _longest_piece)
    )
    return shrunk(natural, width - GAP * (len(headings) - 1), whole, pieces)


def shrunk(natural: Sequence[int], room: int, *least_wanted: Sequence[int]) -> list[int]:
    """Return widths that fit: the widest column gives way first.

    ``least_wanted`` are widths that no word (or no piece of one) is broken at, given up one after the other.
    """
    widths = list(natural)
    for least in (*least_wanted, [_LEAST] * len(widths)):
        while sum(widths) > room:
            slack = [width - low for width, low in zip(widths, least, strict=True)]
            roomy = [place for place, free in enumerate(slack) if free > 0]
            if not roomy:
                break
            widths[max(roomy, key=lambda place: (widths[place], place))] -= 1
    return widths


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _longest_piece(text: str) -> int:
    """Return the width of what cannot be broken well: a key may be, after a hyphen."""
    return max(map(cell_len, _PIECE.findall(text)), default=0)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return a text in lines of at most ``width`` columns, all but the first indented; safe to print."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(safe(text), max(width - len(indent), _LEAST)):
        room = wide(word)
        if line and used + 1 + room > width:
            lines.append(line)
            line, used = indent + word, len(indent) + room
        else:
            line, used = (f"{line} {word}", used + 1 + room) if line else (word, room)
    return [*lines, line] if line or not lines else lines


def wide(text: str) -> int:
    """Return how many columns a text takes: with nothing but ASCII in it, as many as it has letters."""
    return len(text) if text.isascii() else cell_len(text)


def paragraph(text: str, width: int, indent: str = "") -> str:
    """Return a text wrapped, every line indented."""
    return textwrap.indent("\n".join(wrapped(text, width - len(indent))), indent)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill up with blanks to a width in columns."""
    blanks = " " * (width - wide(text))
    return blanks + text if right else text + blanks


def cut(text: str, width: int) -> str:
    """Cut to a width, with dots where something is missing."""
    if wide(text) <= width:
        return text
    return _head(text, max(width - 2, 1)) + ".."


def distinct(texts: Sequence[str], width: int) -> list[str]:
    """Cut texts to a width; those that would look alike keep as much of their ends as tells them apart."""
    short = [cut(text, width) for text in texts]
    alike = Counter(short)
    for size in range(min(_END, max(width // 2 - 1, 1)), width - 2):
        again = [place for place, text in enumerate(short) if alike[text] > 1]
        if not again:
            break
        for place in again:
            end = texts[place][-size:]
            short[place] = cut(_head(texts[place], max(width - cell_len(end) - 2, 1)) + ".." + end, width)
        alike = Counter(short)
    return short


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "") if isinstance(value, bool) else safe(value)


def _words(text: str, width: int) -> Iterator[str]:
    """Yield words, those wider than a line in pieces."""
    for word in text.split():
        rest = word
        while wide(rest) > width:
            piece = _head(rest, width)
            piece = piece[: piece.rfind("-") + 1] or piece
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


def nothing(name: str, asked: str | None = None) -> str:
    """Say that there is nothing to list; with a filter, that it is this which leaves nothing."""
    if asked:
        return f"No {name} match: {safe(asked)}"
    return _NOTHING.get(name, f"No {name}.")


_NOTHING = {
    "found": "Nothing found.",
    "judged": "Nobody has given a verdict.",
    "agreement": "Nothing was proposed that somebody could have judged.",
}
