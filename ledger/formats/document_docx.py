"""A document as a file for word processors: the same sentences, tables and footnotes, each number a link and back.

Drawings stand as the tables that say the same. The same document gives the same bytes: no clock is asked.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ledger.domain.text import safe
from ledger.errors import UsageError
from ledger.formats.document import (
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
    TableCell,
    web_link,
)
from ledger.formats.html_cells import alignment, shown_number

__all__ = ["docx_bytes"]

Element = Any
"""What python-docx hands out, and the XML below it: it types neither of them closely."""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a zip archive knows
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no time zone; a fixed day for fixed bytes
_MOST_BACK = 6


def docx_bytes(document: Document) -> bytes:
    """Write a document as DOCX; raise ``UsageError`` where ``python-docx`` is not installed."""
    return _same_bytes(_DocxWriter().written(document))


class _DocxWriter:
    """Writes one document; remembers where each footnote was called."""

    def __init__(self) -> None:
        try:
            import docx
        except ImportError:
            raise UsageError(
                "python-docx is not installed, and DOCX is written with it",
                hint='run  pip install "position-ledger[docx]", or write HTML or Markdown',
            ) from None
        self._docx: Element = docx.Document()
        self._called: dict[int, list[str]] = defaultdict(list)
        self._marks = 0

    def written(self, document: Document) -> bytes:
        self._describe(document)
        self._docx.add_heading(safe(document.title), 0)
        self._docx.add_paragraph(safe(document.subtitle))
        self._paragraph(document.lead)
        self._lines(document.first)
        for section in document.sections:
            self._section(section)
        self._footnotes(document.footnotes)
        out = io.BytesIO()
        self._docx.save(out)
        return out.getvalue()

    def _describe(self, document: Document) -> None:
        core = self._docx.core_properties
        core.title, core.subject = safe(document.title)[:255], safe(document.subtitle)[:255]
        core.author = core.last_modified_by = core.comments = ""
        core.created = core.modified = _NO_DAY

    def _section(self, section: Section) -> None:
        self._docx.add_heading(safe(section.title), 1)
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block.sentences)
        elif isinstance(block, Lines):
            if block.title:
                self._docx.add_heading(safe(block.title), 2)
            self._lines(block.sentences)
        else:
            self._grid(block if isinstance(block, Grid) else block.twin)

    def _paragraph(self, sentences: Iterable[Sentence]) -> None:
        target = self._docx.add_paragraph()
        for place, sentence in enumerate(sentences):
            if place:
                target.add_run(" ")
            self._sentence(target, sentence)

    def _lines(self, sentences: Iterable[Sentence]) -> None:
        for sentence in sentences:
            self._sentence(self._docx.add_paragraph(style="List Bullet"), sentence)

    def _sentence(self, target: Element, sentence: Sentence) -> None:
        for span in sentence.spans:
            self._span(target, span)
            self._cites(target, span.cites)
        self._cites(target, sentence.cites)

    def _span(self, target: Element, span: Span) -> None:
        run = target.add_run(safe(span.text))
        run.bold = span.style is Style.strong or None
        run.italic = span.style is Style.mark or None
        run.font.strike = span.style is Style.before or None
        run.font.underline = span.style is Style.after or None

    def _grid(self, grid: Grid) -> None:
        self._docx.add_paragraph().add_run(safe(grid.title)).bold = True
        table = self._docx.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
        for cell, name in zip(table.rows[0].cells, grid.columns, strict=True):
            cell.paragraphs[0].add_run(safe(name)).bold = True
        for row in grid.rows:
            for target, cell in zip(table.add_row().cells, row, strict=True):
                self._cell(target.paragraphs[0], cell)
        self._docx.add_paragraph(safe(grid.remark or ""))

    def _cell(self, target: Element, cell: TableCell) -> None:
        target.add_run(safe(shown_number(cell)))
        if alignment(cell) in {"number", "missing"}:
            target.alignment = 2  # right
        self._cites(target, cell.cites)

    # -- footnotes: a numbered list at the end, with links there and back ----------------------------------------------

    def _cites(self, target: Element, numbers: Iterable[int]) -> None:
        for place, number in enumerate(numbers):
            if place:
                self._raised(target, ",")
            name = f"c{number}_{len(self._called[number]) + 1}"
            self._called[number].append(name)
            self._bookmarked(target, name, self._link(f"n{number}", str(number)))

    def _raised(self, target: Element, text: str) -> None:
        target.add_run(text).font.superscript = True

    def _footnotes(self, footnotes: Iterable[Footnote]) -> None:
        listed = tuple(footnotes)
        if listed:
            self._docx.add_heading("Sources", 1)
        for note in listed:
            target = self._docx.add_paragraph()
            start = self._run(f"{note.number}. ")
            self._bookmarked(target, f"n{note.number}", start)
            self._footnote(target, note)
            for name in self._called[note.number][:_MOST_BACK]:
                target._p.append(self._link(name, " ↩", raised=False))  # noqa: SLF001 - python-docx has no public door to a paragraph's XML

    def _footnote(self, target: Element, note: Footnote) -> None:
        if note.source is None:
            target.add_run(f"{safe(note.title)}.")
            return
        grade, carries = (
            f"grade {note.graded}" if note.graded else None,
            f"carrying {note.carries}" if note.carries else None,
        )
        where = (note.publisher, note.title, note.published or "no date", note.stands)
        parts = (*where, grade, note.by, note.speaker, carries)
        quote = f": “{note.quote}”" if note.quote else ""
        remark = f" ({note.remark})" if note.remark else ""
        address = f" {note.url}" if web_link(note.url) else f" (address given: {note.url})" if note.url else ""
        said = ", ".join(part for part in parts if part)
        target.add_run(safe(f"{said}{quote}{remark}{address} [{note.source}]"))

    # -- XML that python-docx has no words for -------------------------------------------------------------------------

    def _bookmarked(self, target: Element, name: str, element: Element) -> None:
        self._marks += 1
        start = _element("w:bookmarkStart", {"w:id": str(self._marks), "w:name": name})
        end = _element("w:bookmarkEnd", {"w:id": str(self._marks)})
        for each in (start, element, end):
            target._p.append(each)  # noqa: SLF001 - as above

    def _link(self, anchor: str, text: str, *, raised: bool = True) -> Element:
        link = _element("w:hyperlink", {"w:anchor": anchor})
        link.append(self._run(text, raised=raised))
        return link

    @staticmethod
    def _run(text: str, *, raised: bool = False) -> Element:
        run = _element("w:r", {})
        if raised:
            properties = _element("w:rPr", {})
            properties.append(_element("w:vertAlign", {"w:val": "superscript"}))
            run.append(properties)
        said = _element("w:t", {"xml:space": "preserve"})
        said.text = text
        run.append(said)
        return run


def _element(name: str, attributes: dict[str, str]) -> Element:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found: Element = OxmlElement(name)
    for key, value in attributes.items():
        found.set(qn(key), value)
    return found


def _same_bytes(written: bytes) -> bytes:
    """Pack the parts again without the time of day at which they were packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as parts, zipfile.ZipFile(out, "w") as packed:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), parts.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
