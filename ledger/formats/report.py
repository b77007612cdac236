"""A document as data: sentences with footnotes, tables, charts. What a page and its Markdown say is decided here.

No text here is safe to show: whoever writes it down passes it through ``ledger.domain.text.safe`` and escapes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Kind(StrEnum):
    """What a stretch of text is, so that it can be set apart: an item's name, a stance or status, somebody's words.

    ``gone`` and ``new`` are the words that a change of wording took out and put in.
    """

    plain = "plain"
    item = "item"
    party = "party"
    word = "word"
    said = "said"
    question = "question"
    gone = "gone"
    new = "new"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text of one kind."""

    text: str
    kind: Kind = Kind.plain


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and the numbers of the footnotes it rests on."""

    spans: tuple[Span, ...]
    notes: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as plain text, without its footnotes."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Footnote:
    """Where something stands: a place in a source, or (without a ``source``) the ledger's own record, in ``title``."""

    number: int
    title: str
    source: str | None = None
    publisher: str | None = None
    published: str | None = None
    at: str | None = None
    speaker: str | None = None
    quote: str | None = None
    grade: str | None = None
    carries: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences, one after another."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each point is one or more sentences."""

    points: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a number stands flush right. ``None`` is missing, and shown as such."""

    value: str | int | float | None
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading. Its first column names the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a heat map: a score as colour and number, else a word; empty where nothing was heard.

    ``mark`` says in a sign or two whose word it is, and whether it is only possible.
    """

    score: int | None = None
    word: str = ""
    changed: bool = False
    contested: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a heat map: one line of cells for each panel."""

    label: str
    group: str
    panels: tuple[tuple[HeatCell, ...], ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows by columns, once for each panel (before, after)."""

    title: str
    panels: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    twin: Grid


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the time axis: what it is called, and its day."""

    label: str
    day: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """Bars of counts on top of one another, one bar for each mark; ``layers`` are named from the bottom up."""

    title: str
    marks: tuple[Mark, ...]
    layers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    twin: Grid


@dataclass(frozen=True, slots=True)
class Bubbles:
    """How many have each value, 0 to ``top``, at each mark; and the mean, ``None`` where it cannot be told."""

    title: str
    marks: tuple[Mark, ...]
    top: int
    counts: tuple[tuple[int, ...], ...]
    means: tuple[float | None, ...]
    twin: Grid


Chart = HeatMap | Stacks | Bubbles
Block = Paragraph | Bullets | Grid | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``key`` names it in links."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A note or a whole ledger, ready to be written down. ``lead`` comes before everything else."""

    title: str
    subtitle: str
    lead: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def sentences(self) -> Iterable[Sentence]:
        """Every sentence, lead first; not the cells of tables."""
        yield from self.lead
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield from block.sentences
                elif isinstance(block, Bullets):
                    for point in block.points:
                        yield from point


def web_link(url: str | None) -> str | None:
    """Return an address that is safe to link to: http or https, with a host and nothing hidden; else ``None``."""
    if url is None or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return url if named else None
