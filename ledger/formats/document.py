"""A document as data: sentences with footnotes, tables, charts. What a page and its Markdown say is decided here.

No text here is safe to show: whoever writes it down passes it through ``ledger.domain.text.safe`` and escapes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from ledger.domain.entries import Citation
from ledger.domain.quotes import EarlierEdition


class Style(StrEnum):
    """How a stretch of text is set apart.

    ``strong``: what a line is about. ``quote``: somebody's own words. ``mark``: a word of the ledger's vocabulary, a
    stance or a status. ``before`` and ``after`` are the words that a change of wording took out and put in.
    """

    plain = "plain"
    strong = "strong"
    mark = "mark"
    before = "before"
    after = "after"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style.

    ``cites`` are the numbers of the footnotes that this claim alone rests on, in a line with several. ``to`` is the
    record that it names (``item:territory``), for what can link to it.
    """

    text: str
    style: Style = Style.plain
    cites: tuple[int, ...] = ()
    to: str | None = None

    @property
    def marked(self) -> str:
        """Its text as plain text shows it: words that were taken out ``[-so-]``, and put in ``{+so+}``."""
        before, after = _MARKS.get(self.style, ("", ""))
        return around(self.text, before, after)


_MARKS = {Style.before: ("[-", "-]"), Style.after: ("{+", "+}")}


def around(text: str, before: str, after: str) -> str:
    """Put marks around a text, inside of its blanks."""
    core = text.strip()
    return text.replace(core, f"{before}{core}{after}", 1) if core else text


ARROW = Span(" → ")
"""From … to; a terminal without that sign may write it otherwise."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line: what is said, and the numbers of the footnotes that all of it rests on.

    ``item``, ``party`` and ``verbs`` name the change that it tells, ``entries`` the numbers of the entries it tells of;
    a line that tells no change has none. ``tells`` has those of a line that tells several.
    """

    spans: tuple[Span, ...]
    cites: tuple[int, ...] = ()
    item: str | None = None
    party: str | None = None
    verbs: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    tells: tuple["ToldChange", ...] = ()

    @property
    def text(self) -> str:
        """The line as plain text, without its footnotes."""
        return "".join(span.text for span in self.spans)

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The numbers of all footnotes, those of its claims first."""
        return tuple(dict.fromkeys([*(cite for span in self.spans for cite in span.cites), *self.cites]))

    @property
    def changes(self) -> tuple["ToldChange", ...]:
        """The changes it tells."""
        own = (ToldChange(self.item, self.party, self.verbs),) if self.item is not None and self.verbs else ()
        return (*own, *self.tells)


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change that a line tells: an item, a party (none where it is the item's status), what happened."""

    item: str
    party: str | None
    verbs: tuple[str, ...]


LEFT_OUT = "left out"
"""What is below what counts is marked so, wherever it is told beside what counts."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """Where something stands: a place in a source, or (without a ``source``) the ledger's own record, in ``title``.

    ``by`` is who says it, ``speaker`` what sort of word it is, ``lang`` the language of the quote, ``remark`` what the
    analyst noted on the place. ``left_out``: it is below what counts here, and cited beside what is not. ``edition``:
    an earlier edition of the text alone has it so. ``cited`` is the citation itself, which has more than is told.
    """

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
    by: str | None = None
    lang: str | None = None
    remark: str | None = None
    left_out: bool = False
    edition: EarlierEdition | None = None
    cited: Citation | None = None

    @property
    def stands(self) -> str | None:
        """Where it stands: the place in its source, with the edition where it is not the newest."""
        return " of ".join(filter(None, (self.at, self.edition.said if self.edition else None))) or None

    @property
    def graded(self) -> str | None:
        """The grade, and that the place does not count here, where that is so."""
        return ", ".join(filter(None, (self.grade, LEFT_OUT if self.left_out else None))) or None

    @property
    def place(self) -> str | None:
        """The place in its source, short, with the same mark, and whether the newest edition has it no longer."""
        marks = "; ".join(
            filter(None, (LEFT_OUT if self.left_out else None, self.edition.brief if self.edition else None))
        )
        return f"{self.at} ({marks})" if self.at and marks else self.at


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences, one after another."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of short sentences, one fact a line; under a ``title`` where a section has several."""

    sentences: tuple[Sentence, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table; a number stands flush right. ``None`` is missing, and shown as such.

    ``to`` is the record that it names. ``anchor`` is what its row is called, for links that lead here (``entry-12``).
    """

    value: str | int | float | None
    cites: tuple[int, ...] = ()
    to: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading. Its first column names the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a heat map: a score as colour and number, else a word; empty where nothing was heard.

    ``arrow`` says of who moved in which direction (``↑`` more for, ``↓`` more against, ``↔`` otherwise); ``sign`` is
    what tells whose word it is, where it is not the party's own (``r`` reported, ``a`` assessed, ``ro`` its own too),
    and that others say another on its behalf (``≠``). ``behalf`` is what others hold for a party that has no word of
    its own: ``[+1 EU]``.
    """

    score: int | None = None
    word: str = ""
    changed: bool = False
    contested: bool = False
    arrow: str = ""
    sign: str = ""
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a heat map: one line of cells for each panel. ``to`` is the record that its label names."""

    label: str
    group: str
    panels: tuple[tuple[HeatCell, ...], ...]
    to: str | None = None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows by columns, once for each panel (before, after). ``heads`` are the records that its columns name, if any."""

    title: str
    panels: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    twin: Grid
    heads: tuple[str, ...] = ()

    @property
    def cells(self) -> Iterator[HeatCell]:
        """Every cell, row by row."""
        for row in self.rows:
            for panel in row.panels:
                yield from panel


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A place on the time axis: what it is called, and its day, or its month where no day is known."""

    label: str
    day: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """Bars of counts on top of one another, one bar for each mark; ``layers`` are named from the bottom up."""

    title: str
    marks: tuple[AxisMark, ...]
    layers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    twin: Grid


@dataclass(frozen=True, slots=True)
class Bubbles:
    """How many have each value, 0 to ``top``, at each mark; and the mean, ``None`` where it cannot be told."""

    title: str
    marks: tuple[AxisMark, ...]
    top: int
    counts: tuple[tuple[int, ...], ...]
    means: tuple[float | None, ...]
    twin: Grid


@dataclass(frozen=True, slots=True)
class Run:
    """Somebody's way over the marks: what was held at each, ``None`` where nothing was heard yet."""

    label: str
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Runs under one another, each a line that steps up and down between +3 and −3."""

    title: str
    marks: tuple[AxisMark, ...]
    runs: tuple[Run, ...]
    twin: Grid

    @property
    def cells(self) -> Iterator[HeatCell | None]:
        """What was held at every mark, run by run."""
        for run in self.runs:
            yield from run.cells


Chart = HeatMap | Stacks | Bubbles | Steps
Block = Paragraph | Lines | Grid | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``key`` names it, in links and where sections are chosen."""

    key: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing stands under it."""
        return not any(not isinstance(block, Paragraph | Lines) or block.sentences for block in self.blocks)

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence under it; not the cells of tables."""
        for block in self.blocks:
            if isinstance(block, Paragraph | Lines):
                yield from block.sentences


@dataclass(frozen=True, slots=True)
class Document:
    """A note or a whole ledger, ready to be written down.

    ``lead`` is the picture in a few sentences, before everything else; ``first`` are the lines that always follow:
    what the record rests on, what is counted.
    """

    title: str
    subtitle: str
    lead: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    first: tuple[Sentence, ...] = ()

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, lead first; not the cells of tables."""
        yield from (*self.lead, *self.first)
        for section in self.sections:
            yield from section.sentences

    @property
    def changes(self) -> frozenset[ToldChange]:
        """The changes that are told."""
        return frozenset(told for sentence in self.sentences for told in sentence.changes)


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
