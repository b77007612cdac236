"""A note as a document, for Markdown and HTML alike: titles for keys, a footnote for every claim."""

import re
from collections.abc import Iterable, Iterator

from ledger.cli.views.diff.lines import Line
from ledger.cli.views.diff.note import Note
from ledger.cli.views.diff.rows import stat_table
from ledger.cli.views.diff.sentences import ARROW, Clause
from ledger.formats.document import Bullets, Cell, Document, Grid, Kind, Paragraph, Section, Sentence, Span
from ledger.services.comparing import Compared
from ledger.services.reporting.citing import Notes
from ledger.services.reporting.wording import Names


def page(said: Note, compared: Compared) -> Document:
    """Return a note as a document. What follows from the record as a whole rests on the ledger itself."""
    return _Page(compared).document(said)


def stat_page(said: Note, compared: Compared) -> Document:
    """Return the counts alone."""
    writer = _Page(compared)
    table = stat_table(compared.diff)
    rows = tuple(tuple(Cell(value) for value in row) for row in table.rows)
    counted = Grid("Changes by item and party", tuple(table.columns), rows)
    blocks = (counted,) if rows else (Paragraph((writer.plain(said.nothing or ""),)),)
    return writer.framed(said, [Section("changes", "Changes", blocks)])


class _Page:
    def __init__(self, compared: Compared) -> None:
        self._names = Names(compared.names)
        self._notes = Notes(compared.names.sources, compared.names.info, compared.record)

    def document(self, said: Note) -> Document:
        return self.framed(said, self._sections(said), said.nothing)

    def framed(self, said: Note, sections: Iterable[Section], nothing: str | None = None) -> Document:
        """Put a top above sections; footnotes are numbered as they come up, so the sections are written last."""
        lead = tuple(self.plain(text) for text in (said.checklist, nothing) if text)
        listed = tuple(sections)
        return Document(said.title, _arrows(said.span).rstrip("."), lead, listed, self._notes.footnotes())

    def plain(self, text: str) -> Sentence:
        """Return a sentence that rests on the ledger as a whole."""
        return Sentence((Span(_arrows(text)),), self._notes.ledger())

    def _sections(self, said: Note) -> Iterator[Section]:
        for title, lines in said.sections:
            key = "-".join(re.findall(r"[a-z]+", title.lower()))
            yield Section(key, title, (Bullets(tuple(self._point(line) for line in lines)),))

    def _point(self, line: Line) -> tuple[Sentence, ...]:
        first, *rest = (self._sentence(clause) for clause in line.clauses)
        if line.about:
            first = Sentence((Span(self._names.item(line.about), Kind.item), Span(": "), *first.spans), first.notes)
        return first, *rest

    def _sentence(self, clause: Clause) -> Sentence:
        return Sentence(tuple(map(self._span, clause.spans)), self._notes.of(clause.citations))

    def _span(self, span: Span) -> Span:
        if span.kind is Kind.item:
            return Span(self._names.item(span.text), Kind.item)
        return Span(_arrows(span.text)) if span.kind is Kind.plain else span


def _arrows(text: str) -> str:
    return text.replace(ARROW, "→")
