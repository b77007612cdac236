"""A source's text to read: one paragraph a line, so that line numbers are the ¶ of citations; quoted phrases marked.

A quote takes the colour of the party it was coded for, and an underline; in the margin stand the codes of the parties
that a paragraph is cited for (``st``: a status, ``ev``: an event), so that colours off nothing is lost. Selecting works
as in any text: shift and arrows, or the mouse.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea

from ledger.domain.entries import Entry
from ledger.domain.records import Party
from ledger.services.sourcing import ShownParagraph, SourceText
from ledger.tui.safe import plain
from ledger.tui.sources.notes import OTHERS

COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "bright_red")
"""One for each party, in the ledger's order; beyond six they come round again, and the letters tell."""


MARGIN = 5
"""Cells of the margin: a code of up to four letters and a blank."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom an entry speaks of: the code that stands in the margin, and the colour of its quotes."""

    code: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A selected phrase, in the coordinates of its paragraph."""

    paragraph: int
    start: int
    end: int
    text: str


class ReadingText(TextArea):
    """The text of a source, read-only."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False, id="text-down"),
        Binding("k", "cursor_up", "Up", show=False, id="text-up"),
        Binding("h", "cursor_left", "Left", show=False, id="text-left"),
        Binding("l", "cursor_right", "Right", show=False, id="text-right"),
        Binding("J", "cursor_down(True)", "Select down", show=False, id="text-select-down"),
        Binding("K", "cursor_up(True)", "Select up", show=False, id="text-select-up"),
        Binding("H", "cursor_left(True)", "Select left", show=False, id="text-select-left"),
        Binding("L", "cursor_right(True)", "Select right", show=False, id="text-select-right"),
        Binding("w", "cursor_word_right", "Word on", show=False, id="text-word"),
        Binding("b", "cursor_word_left", "Word back", show=False, id="text-word-back"),
        Binding("right_curly_bracket", "paragraph(1)", "Next paragraph", show=False, id="text-paragraph"),
        Binding("left_curly_bracket", "paragraph(-1)", "Paragraph before", show=False, id="text-paragraph-back"),
        Binding("W", "cursor_word_right(True)", "Select a word", show=False, id="text-select-word"),
        Binding("B", "cursor_word_left(True)", "Select a word back", show=False, id="text-select-word-back"),
    ]
    DEFAULT_CSS = """
    ReadingText, ReadingText:focus { border: none; padding: 0; background: $surface; scrollbar-size: 1 1; }
    """

    def __init__(self, id: str) -> None:
        super().__init__("", read_only=True, show_line_numbers=True, soft_wrap=True, id=id)
        self._marks: dict[int, list[tuple[int, int, str]]] = {}
        self._margin: dict[int, list[Whose]] = {}

    def show(self, source: SourceText, whose: Mapping[int, Whose]) -> None:
        """Show a text; ``whose`` says of each entry whom it speaks of."""
        self._marks = {place: _marks(paragraph, whose) for place, paragraph in enumerate(source.paragraphs)}
        self._margin = {place: _cited(paragraph, whose) for place, paragraph in enumerate(source.paragraphs)}
        # Paragraphs keep their length under safe(): see _line, which is what makes places in them comparable.
        self.load_text("\n".join(_line(paragraph.text) for paragraph in source.paragraphs))

    def get_line(self, line_index: int) -> Text:
        """Return a paragraph with its quotes marked."""
        line = super().get_line(line_index)
        for start, end, colour in self._marks.get(line_index, ()):
            line.stylize(f"underline {colour}", start, end)
        return line

    @property
    def gutter_width(self) -> int:
        """The margin stands left of the numbers."""
        return super().gutter_width + MARGIN

    def render_line(self, y: int) -> Strip:
        """Put the codes of those cited into the margin: one beside each line of the paragraph."""
        strip = super().render_line(y)
        whose = self._in_margin(y + self.scroll_offset.y)
        if whose is None or not strip.cell_length:
            return strip
        first, *rest = list(strip)
        code = f"{plain(whose.code):<{MARGIN}}"[:MARGIN]
        style = (first.style or Style()) + Style(color=whose.colour or None, bold=True)
        return Strip([Segment(code, style), Segment(first.text[MARGIN:], first.style), *rest], strip.cell_length)

    def _in_margin(self, y: int) -> Whose | None:
        if y >= self.wrapped_document.height:
            return None
        line, column = self.wrapped_document.offset_to_location(Offset(0, y))
        cited = self._margin.get(line, [])
        section = sum(offset <= column for offset in self.wrapped_document.get_offsets(line)) if cited else 0
        return cited[section] if section < len(cited) else None

    def action_paragraph(self, by: int) -> None:
        """Go to the beginning of the next paragraph, or of the one before."""
        last = self.document.line_count - 1
        self.move_cursor((max(0, min(self.cursor_location[0] + by, last)), 0))

    @property
    def paragraph(self) -> int:
        """The ¶ that the cursor is in."""
        return self.cursor_location[0] + 1

    @property
    def phrase(self) -> Phrase | None:
        """What is selected, if it lies within one paragraph."""
        (first, start), (last, end) = sorted((self.selection.start, self.selection.end))
        text = self.selected_text
        if first != last or not text.strip():
            return None
        lead, tail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        return Phrase(first + 1, start + lead, end - tail, text.strip())


def _line(text: str) -> str:
    """Make a paragraph harmless without changing its length: one character stands for each that is not shown."""
    return "".join(character if plain(character) == character else "\N{REPLACEMENT CHARACTER}" for character in text)


def _cited(paragraph: ShownParagraph, whose: Mapping[int, Whose]) -> list[Whose]:
    """Return whom a paragraph is cited for, each once, those quoted first."""
    numbers = [*(entry for piece in paragraph.pieces for entry in piece.entries), *paragraph.cited_by]
    return list(dict.fromkeys(whose[number] for number in numbers if number in whose))


def _marks(paragraph: ShownParagraph, whose: Mapping[int, Whose]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    place = 0
    for piece in paragraph.pieces:
        if piece.entries:
            found.append((place, place + len(piece.text), whose.get(piece.entries[0], Whose("")).colour))
        place += len(piece.text)
    return found


def speakers(parties: Sequence[Party], entries: Iterable[Entry]) -> dict[int, Whose]:
    """Return whom each entry speaks of; parties have colours in the ledger's order."""
    known = {party.key: Whose(party.code, COLOURS[place % len(COLOURS)]) for place, party in enumerate(parties)}
    others = {kind: Whose(code) for kind, code in OTHERS.items()}
    return {entry.id: known.get(entry.said.cell.party or "", others.get(entry.kind, Whose("?"))) for entry in entries}
