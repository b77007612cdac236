"""Walking through a wrapped text: by character, word, line, page, paragraph. Pure: a place in, a place out."""

import re
from collections.abc import Callable

from ledger.tui.sources.wrapped import Place, Wrapped

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
