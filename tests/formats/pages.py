"""Documents for tests, and how to look at a page as a browser would: elements, attributes, links, text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from ledger.formats.document import (
    AxisMark,
    Bubbles,
    Document,
    Footnote,
    Grid,
    HeatCell,
    HeatMap,
    HeatRow,
    Lines,
    Paragraph,
    Run,
    Section,
    Sentence,
    Span,
    Stacks,
    Steps,
    Style,
    TableCell,
    ToldChange,
)

VOID = {"meta", "link", "rect", "line", "circle", "polyline", "path"}


@dataclass
class Page(HTMLParser):
    """What is on a page."""

    elements: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"a comment: {data}")

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def values(self, name: str) -> list[str]:
        return [value for _tag, attribute, value in self.attributes if attribute == name]


def looked_at(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert page._open == []
    return page


def filled_with(text: str) -> Document:
    """A document with one text in every place where a text can stand."""
    spans = tuple(span for style in Style for span in (Span(text, style, (1,), text), Span(" ")))
    said = Sentence(spans, (1, 2), tells=(ToldChange(text, text, (text,)),))
    many = Sentence((Span(text),), (1, 2, 3, 4))
    grid = Grid(
        text, (text, text), ((TableCell(text), TableCell(text, (1,))), (TableCell(text), TableCell(None))), text
    )
    marks = (AxisMark(text, text), AxisMark(text, text))
    changed = HeatCell(3, text, changed=True, contested=True, arrow=text, sign=text)
    rows = (HeatRow(text, text, ((HeatCell(None, text),), (changed,))),)
    charts = (
        HeatMap(text, (text, text), (text,), rows, grid),
        Stacks(text, marks, (text, text), ((1, 2), (3, 4)), grid),
        Bubbles(text, marks, 6, ((1,) * 7, (0,) * 7), (3.0, None), grid),
        Steps(text, marks, (Run(text, (changed, None)), Run(text, (None, HeatCell(None, text)))), grid),
    )
    note = Footnote(1, text, text, text, text, text, text, text, text, text, text, text, text)
    blocks = (Paragraph((said,)), Lines((said, many), text), grid, *charts)
    rest = tuple(Footnote(number, text) for number in (2, 3, 4))
    return Document(text, text, (said,), (Section("one", text, blocks),), (note, *rest), (said,))
