"""Paragraphs of printed pages: lines are joined, running heads and page numbers are left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

_PARTED: Final = re.compile(r"([\ufb01-\ufb04]) (?=[^\W\d_])")
_ENDS: Final = (".", "!", "?", ":", ";", "…", "”", '"', "»", ")", "]")
_BULLET: Final = re.compile(r"[-•–*▪●◦]\s|\(?[0-9a-z]{1,3}[.)]\s|\[\d+\]")


def paragraphs_of(printed: Sequence[str]) -> tuple[list[list[str]], list[int]]:
    """Return the paragraphs of each page, on the page where they begin, and the numbers of pages that have no text."""
    bare = _without_running_heads(_undivided(printed))
    pages = [list(_paragraphs(page)) for page in bare]
    empty = [number for number, page in enumerate(pages, 1) if not page]
    _join_over_page_ends(bare, pages)
    return pages, empty


def _undivided(pages: Sequence[str]) -> list[list[str]]:
    """Return the lines of pages; where nearly every ligature is set with a blank behind it, that parts no words."""
    whole = "\n".join(pages)
    parted, every = len(_PARTED.findall(whole)), len(re.findall("[\ufb01-\ufb04]", whole))
    joined = parted > 1 and parted > every * 0.8
    return [(_PARTED.sub(r"\1", page) if joined else page).splitlines() for page in pages]


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Leave out page numbers, and first and last lines that most pages have alike but for numbers."""
    edges = Counter(key for page in pages for key in {_edge(line) for line in _edges(page)})
    often = {key for key, count in edges.items() if count > max(1, len(pages) // 2) and len(pages) > 2}
    return [list(_inner(page, often)) for page in pages]


def _edges(page: Sequence[str]) -> list[str]:
    lines = [line for line in page if line.strip()]
    return [*lines[:2], *lines[-2:]]


def _edge(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()


def _inner(page: Sequence[str], often: set[str]) -> Iterator[str]:
    edges = set(_edges(page))
    for line in page:
        at_edge = line in edges
        number = re.fullmatch(
            r"\s*(?:page\s+|p\.\s*|[-–]\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4}|\s*[-–])?\s*", line, re.IGNORECASE
        )
        if not (at_edge and (number or _edge(line) in often)):
            yield line


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Join the lines of a page to paragraphs: a blank line ends one, and so does a short line that ends a sentence."""
    widest = max((len(line.rstrip()) for line in lines), default=0)
    said = ""
    for line in lines:
        text = line.strip()
        if not text or _BULLET.match(text):
            if said:
                yield said
            said = text
        else:
            said = _joined(said, text)
        if text and text.endswith(_ENDS) and len(line.rstrip()) < widest * 0.8:
            yield said
            said = ""
        elif text and len(text) < widest * 0.5 and not text.endswith((",", "-", "\u00ad")) and said == text:
            yield said  # a heading
            said = ""
    if said:
        yield said


def _join_over_page_ends(bare: Sequence[Sequence[str]], pages: list[list[str]]) -> None:
    """Join a paragraph that runs over the end of a page: it stands on the page where it begins."""
    before: list[str] = []
    runs_on = False
    for lines, page in zip(bare, pages, strict=True):
        if before and page and runs_on and _goes_on(before[-1], page[0]):
            before[-1] = _joined(before[-1], page.pop(0))
        if page or not lines:
            before = page
        if page:
            runs_on = _runs_on(lines, page[-1])


def _runs_on(lines: Sequence[str], last: str) -> bool:
    """Whether the last paragraph of a page fills its last line, and ends no sentence there."""
    widest = max(len(line.rstrip()) for line in lines)
    ends = next(line.strip() for line in reversed(lines) if line.strip())
    return len(ends) >= widest * 0.8 and len(last) > widest and not last.endswith(_ENDS)


def _goes_on(said: str, more: str) -> bool:
    return not _BULLET.match(more) and (more[0].islower() or said.endswith((",", "-", "\u00ad")) or more[0] in '"“(')


def _joined(said: str, more: str) -> str:
    """Join two lines; a hyphen that only broke a word at the end of a line goes."""
    if not said:
        return more
    if said.endswith("\u00ad"):
        return said[:-1] + more
    if re.search(r"[^\W\d_]-$", said) and more[0].islower():
        return said[:-1] + more
    return f"{said} {more}"
