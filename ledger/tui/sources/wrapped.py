"""Paragraphs wrapped into the lines of a screen: pure arithmetic, quick enough to be done anew for every width.

A text of 500,000 characters is wrapped in a few milliseconds, in one paragraph or in thousands. Places are
``(paragraph, character)``, both counted from 0; lines are counted from the top of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
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


# ----------------------------------------------------------------------------------------------------------------------
# Walking through a wrapped text: by character, word, line, page, paragraph. Pure: a place in, a place out.

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
"""``third-party``, ``Ukraine's`` and ``U.S`` are one word each, as one would quote them."""

Walk = Callable[[Wrapped, Place], Place]


def _left(text: Wrapped, place: Place) -> Place:
    paragraph, at = place
    if at:
        return paragraph, at - 1
    return (paragraph - 1, len(text.paragraphs[paragraph - 1])) if paragraph else place


def _right(text: Wrapped, place: Place) -> Place:
    paragraph, at = place
    if at < len(text.paragraphs[paragraph]):
        return paragraph, at + 1
    return (paragraph + 1, 0) if paragraph + 1 < len(text.paragraphs) else place


def _word_on(text: Wrapped, place: Place) -> Place:
    """To the end of this word, or of the next; behind the last one, to the end of the paragraph, then to the next."""
    paragraph, at = place
    whole = text.paragraphs[paragraph]
    if at >= len(whole):
        return _right(text, place)
    found = _WORD.search(whole, at)
    return paragraph, found.end() if found else len(whole)


def _word_back(text: Wrapped, place: Place) -> Place:
    """To the beginning of this word, or of the one before."""
    paragraph, at = place
    if not at:
        return _left(text, place)
    whole = text.paragraphs[paragraph]
    begin = whole.rfind(" ", 0, max(at - 200, 0)) + 1  # a word is not looked for in all of a long paragraph
    starts = [found.start() for found in _WORD.finditer(whole, begin, at)]
    return paragraph, starts[-1] if starts else begin


def _line_start(text: Wrapped, place: Place) -> Place:
    paragraph, _, start, _ = text.line(text.y_of(place))
    return paragraph, start


def _line_end(text: Wrapped, place: Place) -> Place:
    paragraph, _, _, stop = text.line(text.y_of(place))
    return paragraph, stop if stop == len(text.paragraphs[paragraph]) else stop - 1


def _paragraph_on(text: Wrapped, place: Place) -> Place:
    return (place[0] + 1, 0) if place[0] + 1 < len(text.paragraphs) else text.end


def _paragraph_back(_text: Wrapped, place: Place) -> Place:
    return (place[0], 0) if place[1] else (max(place[0] - 1, 0), 0)


WALKS: dict[str, Walk] = {
    "left": _left,
    "right": _right,
    "word-on": _word_on,
    "word-back": _word_back,
    "line-start": _line_start,
    "line-end": _line_end,
    "paragraph-on": _paragraph_on,
    "paragraph-back": _paragraph_back,
    "first": lambda _text, _place: (0, 0),
    "last": lambda text, _place: text.end,
}


def by_lines(text: Wrapped, place: Place, by: int, x: int) -> Place:
    """Return the place so many lines further, as near to a column as it can be; beyond the edges lie the ends."""
    y = text.y_of(place) + by
    if y < 0:
        return 0, 0
    return text.place_at(x, y) if y < text.height else text.end


def word_at(text: Wrapped, place: Place) -> tuple[Place, Place]:
    """Return both ends of the word that a place is in; where it is in none, the place twice."""
    paragraph, at = place
    whole = text.paragraphs[paragraph]
    begin = whole.rfind(" ", 0, at) + 1
    found = next((each for each in _WORD.finditer(whole, begin, begin + 200) if each.end() >= at), None)
    if found is None or found.start() > at:
        return place, place
    return (paragraph, found.start()), (paragraph, found.end())
