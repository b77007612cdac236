"""Changed wording, word by word."""

import re
from collections.abc import Iterator
from enum import Enum

from rapidfuzz.distance import Indel

_WORDS = re.compile(r"\S+|\s+")
_KEPT = 0.4  # the share of words that must have stayed for a text to be a changed one rather than another


class WordChange(Enum):
    """Whether a piece of text stands on both sides, only before, or only after."""

    same = "same"
    gone = "gone"
    new = "new"


def word_diff(before: str, after: str) -> list[tuple[WordChange, str]]:
    """Return the pieces that make ``after`` of ``before``: joined without the gone ones they are ``after``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    return list(_merged(_pieces(old, new)))


def phrase_diff(before: str, after: str) -> list[tuple[WordChange, str]]:
    """Return the same for people to read: by phrases, what is gone before what is new.

    White space between two changes is part of them. Of a text of which few words stayed, all is gone and all is new.
    """
    pieces = word_diff(before, after)
    kept = sum(len(text.split()) for piece, text in pieces if piece is WordChange.same)
    if kept < _KEPT * max(len(before.split()), len(after.split())):
        return [(piece, text) for piece, text in ((WordChange.gone, before), (WordChange.new, after)) if text]
    return list(_phrases(pieces))


def _phrases(pieces: list[tuple[WordChange, str]]) -> Iterator[tuple[WordChange, str]]:
    gone = new = ""
    for place, (piece, text) in enumerate(pieces):
        between = piece is WordChange.same and text.isspace() and (gone or new) and place + 1 < len(pieces)
        if piece is WordChange.same and not between:
            yield from _changed(gone, new)
            gone = new = ""
            yield piece, text
        else:
            gone += text if piece is not WordChange.new else ""
            new += text if piece is not WordChange.gone else ""
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[tuple[WordChange, str]]:
    """Yield both, and the white space they end with once, as the same."""
    ends = new[len(new.rstrip()) :] if gone.endswith((" ", "\n")) and new.endswith((" ", "\n")) else ""
    for piece, text in ((WordChange.gone, gone), (WordChange.new, new)):
        core = text.removesuffix(ends)
        if core:
            yield piece, core
    if ends:
        yield WordChange.same, ends


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[WordChange, str]]:
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield WordChange.same, "".join(new[step.dest_start : step.dest_end])
        if step.tag in {"delete", "replace"}:
            yield WordChange.gone, "".join(old[step.src_start : step.src_end])
        if step.tag in {"insert", "replace"}:
            yield WordChange.new, "".join(new[step.dest_start : step.dest_end])


def _merged(pieces: Iterator[tuple[WordChange, str]]) -> Iterator[tuple[WordChange, str]]:
    """Join neighbours of one kind."""
    last: tuple[WordChange, str] | None = None
    for piece, text in pieces:
        if last is not None and last[0] is piece:
            last = piece, last[1] + text
        else:
            if last is not None:
                yield last
            last = piece, text
    if last is not None:
        yield last
