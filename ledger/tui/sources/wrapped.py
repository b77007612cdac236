"""Paragraphs wrapped into the lines of a screen: pure arithmetic, quick enough to be done anew for every width.

A text of 500,000 characters is wrapped in a few milliseconds, in one paragraph or in thousands. Places are
``(paragraph, character)``, both counted from 0; lines are counted from the top of the text.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.cells import get_character_cell_size

Place = tuple[int, int]
ONE_LINE = (0,)


class Wrapped:
    """Paragraphs cut into lines of a width: where each line begins, and what lies where."""

    def __init__(self, paragraphs: Sequence[str], width: int) -> None:
        self.paragraphs, self.width = paragraphs, max(width, 2)
        self._starts = [_wrapped(paragraph, self.width) for paragraph in paragraphs]
        self._tops = list(accumulate((len(starts) for starts in self._starts), initial=0))

    @property
    def height(self) -> int:
        """How many lines it takes."""
        return self._tops[-1]

    @property
    def end(self) -> Place:
        """The place behind the last character."""
        return (len(self.paragraphs) - 1, len(self.paragraphs[-1])) if self.paragraphs else (0, 0)

    def lines_in(self, paragraph: int) -> int:
        """Return how many lines a paragraph takes."""
        return len(self._starts[paragraph])

    def line(self, y: int) -> tuple[int, int, int, int]:
        """Return (paragraph, which of its lines, first character, the one after the last) of a line."""
        paragraph = bisect_right(self._tops, y) - 1
        starts, number = self._starts[paragraph], y - self._tops[paragraph]
        stop = starts[number + 1] if number + 1 < len(starts) else len(self.paragraphs[paragraph])
        return paragraph, number, starts[number], stop

    def y_of(self, place: Place) -> int:
        """Return the line that a place is on."""
        return self._tops[place[0]] + bisect_right(self._starts[place[0]], place[1]) - 1

    def x_of(self, place: Place) -> int:
        """Return how many cells a place stands from the left."""
        _, _, start, _ = self.line(self.y_of(place))
        return cells_of(self.paragraphs[place[0]][start : place[1]])

    def place_at(self, x: int, y: int) -> Place:
        """Return the place nearest to a cell."""
        paragraph, number, start, stop = self.line(max(0, min(y, self.height - 1)))
        if number + 1 < len(self._starts[paragraph]):
            stop -= 1  # the place behind it is the beginning of the next line
        for place in range(start, stop):
            x -= _cells(self.paragraphs[paragraph][place])
            if x < 0:
                return paragraph, place
        return paragraph, stop


def cells_of(text: str) -> int:
    """Return how many cells a stretch takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _wrapped(text: str, width: int) -> tuple[int, ...]:
    """Return where the lines of a paragraph begin."""
    if text.isascii():
        return ONE_LINE if len(text) <= width else tuple(_narrow(text, width))
    sizes = {character: _cells(character) for character in set(text)}
    if set(sizes.values()) == {1}:
        return ONE_LINE if len(text) <= width else tuple(_narrow(text, width))
    return tuple(_wide(text, width, sizes))


def _narrow(text: str, width: int) -> Iterator[int]:
    """Break behind a blank, where a line has one; all characters take one cell."""
    start, last = 0, len(text)
    yield start
    while last - start > width:
        blank = text.rfind(" ", start, start + width + 1)
        start = blank + 1 if blank > start else start + width
        if start < last:
            yield start


def _wide(text: str, width: int, sizes: dict[str, int]) -> Iterator[int]:
    """Break behind a blank, where a line has one; characters take up to two cells."""
    start, used, behind_blank, used_since = 0, 0, 0, 0
    yield start
    for place, character in enumerate(text):
        size = sizes[character]
        while used + size > width and character != " ":  # twice, where what stands behind the blank is too long as well
            on_blank = behind_blank > start
            start, used = (behind_blank, used_since) if on_blank else (place, 0)
            used_since = 0
            yield start
        used += size
        used_since += size
        if character == " ":
            behind_blank, used_since = place + 1, 0


def _cells(character: str) -> int:
    return get_character_cell_size(character)
