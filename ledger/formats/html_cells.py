"""The small parts of a page, of which a site has millions: cells, marks of footnotes, spans, boxes of drawings.

Written by hand rather than as templates, which take thirty times as long for them. Each part makes its own texts safe
(``ledger.domain.text.safe``) and escapes them, so that what leaves this room is markup.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from ledger.domain.text import safe
from ledger.formats.document import Footnote, Grid, HeatCell, HeatRow, Sentence, Span, Style, TableCell, web_link
from ledger.formats.document_charts import Box, Drawing, heat_style, heat_text

_MOST_MARKS = 3  # footnotes that stand side by side; a longer run is one mark that unfolds
_MOST_BACK = 6  # places that a footnote leads back to
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+−]?\d+(\.\d+)?( \(\d+\))?")
_KEPT = 20_000  # texts that stand written already: names and words come up again and again
_TAGS = {Style.mark: ('<span class="word">', "</span>"), Style.before: ("<del>", "</del>")}
_TAGS |= {Style.after: ("<ins>", "</ins>")}
Links = Callable[[str | None], str | None]


@lru_cache(maxsize=_KEPT)
def written(text: str) -> str:
    """Return a text as it stands in a page, between tags or in quotes."""
    return str(escape(safe(text)))


def shown_number(cell: TableCell) -> str:
    """Return a cell's text: numbers with a real minus sign and at most two decimals, what is missing as a dash."""
    value = cell.value
    if value is None:
        return "–"
    if isinstance(value, float):
        value = f"{value:.2f}".rstrip("0").rstrip(".")
        return value.replace("-", "−")
    return str(value).replace("-", "−") if isinstance(value, int) else value


def alignment(cell: TableCell) -> str:
    """Return ``number``, ``day``, ``missing`` or nothing: numbers stand flush right, a signed or bracketed one too."""
    if cell.value is None:
        return "missing"
    shown = shown_number(cell)
    return "number" if _NUMBER.fullmatch(shown) else "day" if _DAY.fullmatch(shown) else ""


@lru_cache(maxsize=_KEPT, typed=True)  # 1, 1.0 and True are equal, and not written alike
def _value(value: str | float | None) -> tuple[str, str]:
    """Return how a value is aligned, and how it is written."""
    cell = TableCell(value)
    return alignment(cell), written(shown_number(cell))


def language(named: str | None) -> str:
    """Return the attribute that says in which language a quote is; nothing where it is not a plain code."""
    return f' lang="{named}"' if named is not None and _LANGUAGE.fullmatch(named) else ""


class Parts:
    """Writes the small parts of one page: it knows where links lead, and where each footnote is called."""

    def __init__(self, href: Links) -> None:
        self._href = href
        self._places: dict[int, list[str]] = defaultdict(list)

    # -- sentences ----------------------------------------------------------------------------------------------------

    def sentence(self, said: Sentence) -> Markup:
        """Write a sentence with the marks of its footnotes."""
        return Markup("".join([*map(self._span, said.spans), self._refs(said.cites)]))  # noqa: S704 - escaped

    def _span(self, span: Span) -> str:
        if span.style is Style.plain:
            text = self._linked(span.to, written(span.text))
        elif span.style is Style.strong:
            text = f'<b class="about">{self._linked(span.to, written(span.text))}</b>'
        else:
            text = written(span.text).join(_TAGS[span.style])
        return text + self._refs(span.cites)

    def _linked(self, to: str | None, text: str) -> str:
        address = self._href(to) if to else None
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def linked(self, to: str | None, text: str) -> Markup:
        """Write a text that leads to a record, where that has a page."""
        return Markup(self._linked(to, written(text)))  # noqa: S704 - escaped

    # -- footnotes ----------------------------------------------------------------------------------------------------

    def _refs(self, cites: Sequence[int]) -> str:
        if not cites:
            return ""
        marks = [self._mark(number) for number in cites]
        if len(cites) <= _MOST_MARKS:
            return f"<sup>{','.join(marks)}</sup>"
        head = f"<summary>{len(cites)} places</summary>"
        return f'<details class="cites">{head}<sup>{", ".join(marks)}</sup></details>'

    def _mark(self, number: int) -> str:
        places = self._places[number]
        places.append(f"c{number}-{len(places) + 1}")
        return f'<a id="{places[-1]}" href="#n{number}">{number}</a>'

    def footnote(self, note: Footnote) -> Markup:
        """Write a footnote with the ways back to the first places where it is called."""
        told = f"{written(note.title)}." if note.source is None else self._of_source(note)
        back = (
            f' <a class="back" href="#{place}" aria-label="back to place {count} of note {note.number}">↩</a>'
            for count, place in enumerate(self._places[note.number][:_MOST_BACK], 1)
        )
        return Markup(told + "".join(back))  # noqa: S704 - escaped

    def _of_source(self, note: Footnote) -> str:
        link = web_link(note.url)
        title = written(note.title)
        if link:
            title = f'<a href="{written(link)}" rel="noopener noreferrer nofollow">{title}</a>'
        given = f" (address given: {written(note.url)})" if note.url and not link else ""
        told = (
            written(note.published) if note.published else "no date",
            *(f"{lead}{written(text)}" for lead, text in _details(note) if text),
        )
        quote = f": <q{language(note.lang)}>{written(note.quote)}</q>" if note.quote else ""
        remark = f" ({written(note.remark)})" if note.remark else ""
        publisher = f"{written(note.publisher)}, " if note.publisher else ""
        key = self._linked(f"source:{note.source}", written(note.source or ""))
        said = f"{', '.join(told)}{quote}{remark}{given}"
        return f'{publisher}<cite>{title}</cite>, {said} <span class="key">[{key}]</span>'

    # -- tables -------------------------------------------------------------------------------------------------------

    def rows(self, grid: Grid) -> Markup:
        """Write the rows of a table."""
        return Markup("".join(map(self._row, grid.rows)))  # noqa: S704 - escaped

    def _row(self, row: Sequence[TableCell]) -> str:
        anchors = "".join(f' id="{written(cell.anchor)}"' for cell in row if cell.anchor)
        cells = [self._data(cell, first=place == 0) for place, cell in enumerate(row)]
        return f"<tr{anchors}>{''.join(cells)}</tr>\n"

    def _data(self, cell: TableCell, *, first: bool) -> str:
        if cell.value is None and not (first or cell.cites or cell.to):  # most cells of a large ledger
            return _MISSING
        kind, text = _value(cell.value)
        said = (self._linked(cell.to, text) if cell.to else text) + (self._refs(cell.cites) if cell.cites else "")
        if first:
            return f'<th scope="row"{_class("day" if kind == "day" else "")}>{said}</th>'
        return f"<td{_class(kind)}>{said}</td>"

    def heat_rows(self, rows: Iterable[HeatRow]) -> Markup:
        """Write rows of a heat map as rows of a table."""
        return Markup("".join(map(self._heat_row, rows)))  # noqa: S704 - escaped

    def _heat_row(self, row: HeatRow) -> str:
        cells = "".join(_heat_cell(cell) for panel in row.panels for cell in panel)
        return f'<tr><th scope="row">{self._linked(row.to, written(row.label))}</th>{cells}</tr>\n'


_MISSING = f'<td class="missing">{_value(None)[1]}</td>'


def _details(note: Footnote) -> tuple[tuple[str, str | None], ...]:
    """Return what a footnote tells after its date, each with the words that lead to it."""
    own = (("", note.stands), ("grade ", note.graded), ("", note.by), ("", note.speaker))
    return (*own, ("carrying ", note.carries))


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


@lru_cache(maxsize=_KEPT)
def _heat_cell(cell: HeatCell) -> str:
    changed = " changed" if cell.changed else ""
    return f'<td class="{heat_style(cell)}{changed}">{written(heat_text(cell))}</td>'


# -- drawings ---------------------------------------------------------------------------------------------------------


def boxes(drawing: Drawing, rounded: int = 0) -> Markup:
    """Write the rectangles of a drawing, each with its text."""
    corner = f' rx="{rounded}"' if rounded else ""
    return Markup("".join(_box(box, corner) for box in drawing.boxes))  # noqa: S704 - escaped


def _box(box: Box, corner: str) -> str:
    changed = " changed" if box.changed else ""
    place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
    rect = f'<rect class="{box.style}{changed}" {place}{corner}/>\n'
    if not box.text:
        return rect
    x, y = box.middle
    return f'{rect}<text class="{box.style}" x="{x}" y="{y}">{written(box.text)}</text>\n'


def labels(drawing: Drawing) -> Markup:
    """Write the texts beside what is drawn."""
    found = (
        f'<text class="{label.style}" x="{label.x}" y="{label.y}" text-anchor="{label.anchor}">'
        f"{written(label.text)}</text>\n"
        for label in drawing.labels
    )
    return Markup("".join(found))  # noqa: S704 - escaped
