"""A source's text to read: one paragraph a line, so that line numbers are the ¶ of citations; quoted phrases marked.

A quote takes the colour of the party it was coded for, and an underline, so that colours off nothing is lost. Selecting
works as in any text: shift and arrows, or the mouse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.binding import Binding
from textual.widgets import TextArea

from ledger.services.sourcing import ShownParagraph, SourceText
from ledger.tui.safe import plain

COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "bright_red")
"""One for each party, in the ledger's order; beyond six they come round again, and the letters tell."""


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
        Binding("W", "cursor_word_right(True)", "Select a word", show=False, id="text-select-word"),
        Binding("B", "cursor_word_left(True)", "Select a word back", show=False, id="text-select-word-back"),
    ]
    DEFAULT_CSS = """
    ReadingText, ReadingText:focus { border: none; padding: 0; background: $surface; scrollbar-size: 1 1; }
    """

    def __init__(self, id: str) -> None:
        super().__init__("", read_only=True, show_line_numbers=True, soft_wrap=True, id=id)
        self._marks: dict[int, list[tuple[int, int, str]]] = {}

    def show(self, source: SourceText, colour_of: Mapping[int, str]) -> None:
        """Show a text; ``colour_of`` gives the colour of each entry's quotes."""
        self._marks = {place: _marks(paragraph, colour_of) for place, paragraph in enumerate(source.paragraphs)}
        # Paragraphs keep their length under safe(): see _line, which is what makes places in them comparable.
        self.load_text("\n".join(_line(paragraph.text) for paragraph in source.paragraphs))

    def get_line(self, line_index: int) -> Text:
        """Return a paragraph with its quotes marked."""
        line = super().get_line(line_index)
        for start, end, colour in self._marks.get(line_index, ()):
            line.stylize(f"underline {colour}", start, end)
        return line

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


def _marks(paragraph: ShownParagraph, colour_of: Mapping[int, str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    place = 0
    for piece in paragraph.pieces:
        if piece.entries:
            found.append((place, place + len(piece.text), colour_of.get(piece.entries[0], "")))
        place += len(piece.text)
    return found


def colours(parties: Sequence[str | None], entries: Mapping[int, str | None]) -> dict[int, str]:
    """Return the colour of each entry: its party's."""
    known = [party for party in parties if party is not None]
    return {
        entry: COLOURS[known.index(party) % len(COLOURS)] if party in known else "" for entry, party in entries.items()
    }
