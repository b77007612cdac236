"""Changed wording, word by word."""

import re
from collections.abc import Iterator
from enum import Enum

from rapidfuzz.distance import Indel

_WORDS = re.compile(r"\S+|\s+")


class Piece(Enum):
    """Whether a piece of text stands on both sides, only before, or only after."""

    same = "same"
    gone = "gone"
    new = "new"


def word_diff(before: str, after: str) -> list[tuple[Piece, str]]:
    """Return the pieces that make ``after`` of ``before``: joined without the gone ones they are ``after``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    return list(_merged(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[Piece, str]]:
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield Piece.same, "".join(new[step.dest_start : step.dest_end])
        if step.tag in {"delete", "replace"}:
            yield Piece.gone, "".join(old[step.src_start : step.src_end])
        if step.tag in {"insert", "replace"}:
            yield Piece.new, "".join(new[step.dest_start : step.dest_end])


def _merged(pieces: Iterator[tuple[Piece, str]]) -> Iterator[tuple[Piece, str]]:
    """Join neighbours of one kind."""
    last: tuple[Piece, str] | None = None
    for piece, text in pieces:
        if last is not None and last[0] is piece:
            last = piece, last[1] + text
        else:
            if last is not None:
                yield last
            last = piece, text
    if last is not None:
        yield last
