"""Pages of a site as data: where each stands, what leads to it, and how one that is too long is cut into parts."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote

from ledger.formats.document import Block, Document, Footnote, Grid, HeatMap, Lines, Paragraph, Section, Sentence

MOST = 200
"""Rows or lines that a page shows of one list; the rest stands in parts."""
_LONGEST = 120  # bytes of a key in a file's name
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A link that stands on every page."""

    key: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share: the ledger's title, the links on every page, and the address of each record by its name.

    ``places`` has ``item:territory`` → ``item/territory.html``, ``entry:12`` → ``item/territory.html#entry-12``.
    """

    title: str
    nav: tuple[NavEntry, ...]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartLink:
    """A part of a long list: what it holds, and its page."""

    label: str
    path: str


PartsOf = Mapping[tuple[str, int], tuple[PartLink, ...]]


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page: its file, what stands on it, under which link of the site. ``parts`` are those of its long lists."""

    path: str
    document: Document
    under: str
    parts: PartsOf = field(default_factory=dict)

    def parts_of(self, section: str, place: int) -> tuple[PartLink, ...]:
        """Return the parts of a section's block, of which this page shows one; nothing where it shows all."""
        return self.parts.get((section, place), ())


SearchRow = tuple[str, str, str, str]
"""What a search finds, as it is shown: its kind, its title, more words, its address."""


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What a search finds, in order; the rows that have each token; the stems of words that are not English.

    ``runs`` is, of rows that have writing without blanks, what stands there.
    """

    rows: tuple[SearchRow, ...]
    tokens: Mapping[str, Sequence[int]]
    stems: Mapping[str, Sequence[str]]
    runs: Mapping[int, Sequence[str]]


def file_of(folder: str, key: str) -> str:
    """Return the file of a record: ``item/territory.html``; a key that a disk cannot keep is named otherwise."""
    named = key if len(key.encode()) <= _LONGEST else f"{key[:20]}~{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    stem = named.split(".", maxsplit=1)[0].lower()
    return f"{folder}/{'~' if stem in _RESERVED else ''}{named}.html"


def part_of(path: str, section: str, number: int, place: int = 0) -> str:
    """Return the file of a part, from 1 on: the first is the page itself."""
    where = f"{section}-{place}" if place else section
    return path if number == 1 else f"{path.removesuffix('.html')}~{where}-{number}.html"


def part_with(index: int) -> int:
    """Return the number of the part that has a row, the first row being 0."""
    return index // MOST + 1


def relative(target: str, page: str) -> str:
    """Return the address of a file or place (``item/territory.html#held``) as written on a page."""
    path, mark, anchor = target.partition("#")
    if path == page and mark:
        return f"#{_quoted(anchor)}"
    folder = page[: page.rfind("/") + 1]
    near = path.startswith(folder)
    written = _quoted(path[len(folder) :] if near else "../" * folder.count("/") + path)
    return f"{written}#{_quoted(anchor)}" if mark else written


_quoted = lru_cache(maxsize=20_000)(quote)


def in_parts(page: SitePage) -> Iterator[SitePage]:
    """Yield a page, and after it the parts of what is too long for it."""
    parts: dict[tuple[str, int], tuple[PartLink, ...]] = {}
    rest: list[SitePage] = []
    sections = []
    for section in page.document.sections:
        blocks: list[Block] = []
        for place, block in enumerate(section.blocks):
            pieces = list(_pieces(block))
            blocks.append(pieces[0])
            if len(pieces) > 1:
                links = _links(page.path, section.key, place, _length(block))
                parts[section.key, place] = links
                rest += (
                    _part(page, section, piece, link.path, {(section.key, 0): links})
                    for piece, link in zip(pieces[1:], links[1:], strict=True)
                )
        sections.append(replace(section, blocks=tuple(blocks)))
    yield replace(page, document=_with_own_notes(replace(page.document, sections=tuple(sections))), parts=parts)
    for part in rest:
        yield replace(part, document=_with_own_notes(part.document))


def _links(path: str, section: str, place: int, length: int) -> tuple[PartLink, ...]:
    starts = range(0, length, MOST)
    return tuple(
        PartLink(f"{start + 1:,}–{min(start + MOST, length):,} of {length:,}", part_of(path, section, number, place))
        for number, start in enumerate(starts, 1)
    )


def _part(page: SitePage, section: Section, piece: Block, path: str, parts: PartsOf) -> SitePage:
    document = replace(page.document, lead=(), first=(), sections=(replace(section, blocks=(piece,)),))
    return SitePage(path, document, page.under, parts)


def _length(block: Block) -> int:
    if isinstance(block, Grid | HeatMap):
        return len(block.rows)
    return len(block.sentences) if isinstance(block, Lines) else 1


def _pieces(block: Block) -> Iterator[Block]:
    """Yield a block, or, where it is too long, the blocks that hold its rows."""
    for start in range(0, max(_length(block), 1), MOST):
        end = start + MOST
        if isinstance(block, HeatMap):
            yield replace(block, rows=block.rows[start:end], twin=replace(block.twin, rows=block.twin.rows[start:end]))
        elif isinstance(block, Grid):
            yield replace(block, rows=block.rows[start:end])
        elif isinstance(block, Lines):
            yield replace(block, sentences=block.sentences[start:end])
        else:
            yield block


def _with_own_notes(document: Document) -> Document:
    """Keep the footnotes that are called on the page itself, each with its number."""
    called = set(_called(document))
    return replace(document, footnotes=tuple(note for note in document.footnotes if note.number in called))


def _called(document: Document) -> Iterator[int]:
    yield from _of_sentences((*document.lead, *document.first))
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph | Lines):
                yield from _of_sentences(block.sentences)
            else:
                grid = block if isinstance(block, Grid) else block.twin
                for row in grid.rows:
                    for cell in row:
                        yield from cell.cites


def _of_sentences(sentences: tuple[Sentence, ...]) -> Iterator[int]:
    for sentence in sentences:
        yield from sentence.rests_on


__all__ = [
    "MOST",
    "Footnote",
    "NavEntry",
    "PartLink",
    "Site",
    "SitePage",
    "file_of",
    "in_parts",
    "part_of",
    "part_with",
    "relative",
]
