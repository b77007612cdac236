"""A document on a terminal: wrapped, a line a fact; words that were taken out ``[-so-]`` and put in ``{+so+}``.

Places stand in brackets behind what rests on them; those of the source that most of it rests on by their ¶ alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger.cli.terminal import bold, coloured, paint
from ledger.cli.views.grids import grid, wrapped
from ledger.domain.text import safe
from ledger.formats.document import (
    ARROW,
    Block,
    Document,
    Footnote,
    Grid,
    Lines,
    Paragraph,
    Section,
    Sentence,
    Span,
    Style,
    around,
)
from ledger.formats.html_cells import alignment, shown_number

_PARAGRAPH = "¶"
_FEW = 3  # places that may all name their source in full
_SHORT = 2  # lines of a section that can begin behind its heading
_SCREEN = 39  # lines, and one for the prompt
# Where a colour begins and ends: characters of no meaning that survive wrapping; those in stored text are taken out.
_GONE, _NEW, _ABOUT, _HEAD, _END = "\ue000", "\ue001", "\ue003", "\ue004", "\ue002"
_AROUND = {
    Style.before: (_GONE, _END),
    Style.after: (_NEW, _END),
    Style.strong: (_ABOUT, _END),
}
_COLOURS: dict[str, dict[str, Any]] = {
    _GONE: {"fg": "red"}, _NEW: {"fg": "green"}, _ABOUT: {"fg": "cyan"}, _HEAD: {"bold": True}, _END: {},
}  # fmt: skip
_SIGNS = re.compile(f"([{_GONE}{_NEW}{_ABOUT}{_HEAD}{_END}])")


def note_text(document: Document, width: int) -> str:
    """Return a document in at most ``width`` columns; the first line says which points are compared.

    Sections stand apart by a blank line, unless that would push the note off a screen of 40 lines.
    """
    writer = _Writer(document, width)
    top, sections = writer.top(), [writer.section(section) for section in document.sections]
    apart = len(top) + sum(len(section) + 1 for section in sections) <= _SCREEN
    return "\n".join([*top, *(line for section in sections for line in ([""] if apart else []) + section)])


class _Writer:
    def __init__(self, document: Document, width: int) -> None:
        self._document = document
        self._width = width
        self._notes: Mapping[int, Footnote] = {note.number: note for note in document.footnotes}
        self._main = self._main_source()

    def _main_source(self) -> str | None:
        """The source that most of it rests on: named once on top, then only by its paragraphs."""
        told = (number for sentence in self._document.sentences for number in sentence.rests_on)
        counted = Counter(self._notes[number].source for number in told)
        del counted[None]
        return max(counted, key=lambda key: (counted[key], key or "")) if counted.total() > _FEW else None

    def top(self) -> list[str]:
        document = self._document
        told = [f"{document.subtitle}.{self._told_by()}", " ".join(map(self._said, document.lead))]
        return [
            *(line for text in told if text for line in self._wrapped(text.replace(ARROW.text, " -> "), 0)),
            *(line for sentence in document.first for line in self._line(sentence, 0)),
        ]

    def _told_by(self) -> str:
        """Say which source is meant where a place names none."""
        if self._main is None:
            return ""
        publisher = next((n.publisher for n in self._notes.values() if n.source == self._main and n.publisher), None)
        return f" {_PARAGRAPH} alone: {self._main}{f' ({publisher})' if publisher else ''}."

    def section(self, section: Section) -> list[str]:
        """Return a heading and its lines; where the section is short, the heading stands before the first."""
        said = list(section.sentences)
        if not (len(section.blocks) == 1 and isinstance(section.blocks[0], Lines) and len(said) <= _SHORT):
            return [bold(safe(section.title)), *(line for block in section.blocks for line in self._block(block))]
        first, *more = self._wrapped(f"{_HEAD}{safe(section.title)}.{_END} {self._said(said[0])}", 0, "    ")
        if more and len(said) > 1:
            return [bold(safe(section.title)), *(line for sentence in said for line in self._line(sentence, 2))]
        rest = (line for sentence in said[1:] for line in self._line(sentence, 2))
        return [first, *more, *rest]

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield from self._wrapped(" ".join(map(self._said, block.sentences)), 2)
        elif isinstance(block, Lines):
            yield from [f"  {safe(block.title)}"] if block.title else []
            yield from (line for sentence in block.sentences for line in self._line(sentence, 2))
        else:
            yield from self._grid(block if isinstance(block, Grid) else block.twin)

    def _grid(self, table: Grid) -> Iterator[str]:
        right = frozenset(place for place in range(len(table.columns)) if _numeric(table, place))
        rows = [[shown_number(cell) for cell in row] for row in table.rows]
        yield f"  {safe(table.title)}"
        yield from (f"  {line}" for line in grid(table.columns, rows, self._width - 2, right).splitlines())

    def _line(self, sentence: Sentence, indent: int) -> list[str]:
        return self._wrapped(self._said(sentence), indent)

    def _wrapped(self, text: str, indent: int, further: str = "  ") -> list[str]:
        lines = _painted(wrapped(text, self._width - indent, further))
        return [f"{' ' * indent}{line}" for line in lines]

    def _said(self, sentence: Sentence) -> str:
        said = "".join(f"{_marked(span)}{self._places(span.cites)}" for span in sentence.spans)
        return f"{said}{self._places(sentence.cites)}"

    def _places(self, cites: Sequence[int]) -> str:
        """Return places in brackets, the main source's first and by their ¶ alone; bare where these are all."""
        if not cites:
            return ""
        notes = [self._notes[number] for number in cites if self._notes[number].source is not None]
        own = [note for note in notes if note.source == self._main and note.at]
        others = [note for note in notes if note not in own]
        places = ", ".join(dict.fromkeys(note.place or "" for note in own))
        if not others and all((note.at or "").startswith(_PARAGRAPH) for note in own):
            return f" {safe(places)}" if own else ""
        return f" [{'; '.join(filter(None, (safe(places), _named(others))))}]"


def _named(notes: Iterable[Footnote]) -> str:
    found: dict[str, list[str]] = {}
    for note in notes:
        found.setdefault(note.source or "", []).extend([note.place] if note.place else [])
    return safe("; ".join(" ".join([key, ", ".join(dict.fromkeys(at))]).strip() for key, at in found.items()))


def _numeric(table: Grid, place: int) -> bool:
    found = {alignment(row[place]) for row in table.rows}
    return "number" in found and "" not in found


def _marked(span: Span) -> str:
    if span == ARROW:
        return " -> "
    return around(_SIGNS.sub("", span.marked), *_AROUND.get(span.style, ("", "")))


def _painted(lines: Iterable[str]) -> list[str]:
    """Give colours to what a line is about and to the words taken out and put in; a colour may run over lines."""
    style: dict[str, Any] = {}
    found = []
    for line in lines:
        parts = []
        for part in _SIGNS.split(line):
            if part in _COLOURS:
                style = _COLOURS[part]
            else:
                parts.append(paint(part, **style) if style and part.strip() and coloured() else part)
        found.append("".join(parts))
    return found
