"""A document as Markdown (CommonMark with GitHub's tables and footnotes): the same sentences, each text as it is."""

import re
from collections.abc import Callable, Iterable, Iterator

from ledger.domain.text import safe
from ledger.formats.document import (
    Block,
    Document,
    Footnote,
    Grid,
    Lines,
    Paragraph,
    Sentence,
    Span,
    Style,
    TableCell,
    web_link,
)
from ledger.formats.html_cells import alignment, shown_number

__all__ = ["escaped", "markdown_text"]

_ANYWHERE = re.compile(r"([\\`*_\[\]|~$!])")
_AT_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# What GitHub makes a link of by itself: the colon of an address, the dot after www.
_ADDRESS = re.compile(r"(https?|ftp|mailto|xmpp|javascript|data|vbscript)(:)|(www)(\.)", re.IGNORECASE)
_SET = {
    Style.strong: ("**", "**"),
    Style.mark: ("*", "*"),
    Style.before: ("<del>", "</del>"),  # HTML, since a strike has no mark that every Markdown knows
    Style.after: ("<ins>", "</ins>"),
}


def markdown_text(document: Document) -> str:
    """Write a document; the same document gives the same text."""
    return "\n".join(_lines(document)).rstrip("\n") + "\n"


def escaped(text: object) -> str:
    """Write any text so that it is shown as it is, on a line of its own too: no markup, no link, no HTML."""
    return _AT_START.sub(_kept, _inside(text))


def _inside(text: object) -> str:
    """The same where no line can begin, as in a table."""
    shown = _ANYWHERE.sub(r"\\\1", safe(text)).translate(_ENTITIES)
    return _ADDRESS.sub(lambda found: "\\".join(part for part in found.groups() if part), shown)


def _kept(found: re.Match[str]) -> str:
    """A sign that would begin a heading, a list or a rule; of a number the stop after it is what counts."""
    sign = found[2]
    return f"{found[1]}{sign}\\" if sign.isdigit() else f"{found[1]}\\{sign}"


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {escaped(document.title)}", "", escaped(document.subtitle), "")
    if document.lead:
        yield from (_sentences(document.lead), "")
    if document.first:
        yield from (*(f"- {_sentence(sentence)}" for sentence in document.first), "")
    for section in document.sections:
        yield from (f"## {escaped(section.title)}", "")
        for block in section.blocks:
            yield from _block(block)
            yield ""
    if document.footnotes:
        yield from ("## Sources", "")
        yield from (_footnote(note) for note in document.footnotes)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _sentences(block.sentences)
    elif isinstance(block, Lines):
        yield from (f"### {escaped(block.title)}", "") if block.title else ()
        yield from (f"- {_sentence(sentence)}" for sentence in block.sentences)
    else:
        yield from _grid(block if isinstance(block, Grid) else block.twin)


def _sentences(sentences: Iterable[Sentence]) -> str:
    return " ".join(_sentence(sentence) for sentence in sentences)


def _sentence(sentence: Sentence) -> str:
    """Only what a line begins with could be taken for a mark of its own."""
    said = (_span(span, escaped if place == 0 else _inside) for place, span in enumerate(sentence.spans))
    return "".join(said) + _notes(sentence.cites)


def _span(span: Span, written: Callable[[object], str]) -> str:
    """Emphasis takes hold only where it touches the words: blanks at the ends stay outside."""
    text, marks = span.text, _SET.get(span.style)
    core = text.strip()
    if not core:
        return text
    if not marks:
        return written(text) + _notes(span.cites)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{marks[0]}{written(core)}{marks[1]}{_notes(span.cites)}{after}"


def _notes(numbers: Iterable[int]) -> str:
    return "".join(f"[^{number}]" for number in numbers)


def _grid(grid: Grid) -> Iterator[str]:
    yield from (f"**{escaped(grid.title)}**", "")
    yield _row(escaped(name) for name in grid.columns)
    yield _row("---" if place == 0 or not _numeric(grid, place) else "---:" for place in range(len(grid.columns)))
    for row in grid.rows:
        yield _row(_cell(cell) for cell in row)
    if grid.remark:
        yield from ("", escaped(grid.remark))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: TableCell) -> str:
    return _inside(shown_number(cell)) + _notes(cell.cites)


def _numeric(grid: Grid, place: int) -> bool:
    found = {alignment(row[place]) for row in grid.rows}
    return "number" in found and "" not in found


def _footnote(note: Footnote) -> str:
    if note.source is None:
        return f"[^{note.number}]: {escaped(note.title)}."
    parts = [
        escaped(note.publisher) if note.publisher else None,
        _title(note),
        escaped(note.published) if note.published else "no date",
        escaped(note.stands) if note.stands else None,
        f"grade {escaped(note.graded)}" if note.graded else None,
        escaped(note.by) if note.by else None,
        escaped(note.speaker) if note.speaker else None,
        f"carrying {escaped(note.carries)}" if note.carries else None,
    ]
    said = ", ".join(part for part in parts if part)
    quote = f": “{escaped(note.quote)}”" if note.quote else ""
    remark = f" ({escaped(note.remark)})" if note.remark else ""
    bare = f" (address given: {escaped(note.url)})" if note.url and not web_link(note.url) else ""
    return f"[^{note.number}]: {said}{quote}{remark}{bare} \\[{escaped(note.source)}\\]"


def _title(note: Footnote) -> str:
    address = web_link(note.url)
    if address is None:
        return f"*{escaped(note.title)}*"
    return f"[{escaped(note.title)}](<{_in_link(address)}>)"


def _in_link(address: str) -> str:
    """Percent-encode what could end the link or be read as markup."""
    return re.sub(r"[<>\\|`\"'()\[\]*_~]", lambda found: f"%{ord(found.group()):02X}", safe(address))
