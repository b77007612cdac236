"""A source's text to read, drawn line by line: what is not in view costs nothing.

One paragraph is one ¶ of citations. A quote takes the colour of the party it was coded for, and an underline; in the
margin stand the codes of the parties that a paragraph is cited for (``st``: a status, ``ev``: an event), so that with
colours off nothing is lost. The cursor walks by keys and by the mouse, and selects as in any text.
"""

from dataclasses import dataclass
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledger.tui.actions import TEXT, Offers
from ledger.tui.safe import plain
from ledger.tui.sources.document import DrawnText
from ledger.tui.sources.wrapped import WALKS, Place, Wrapped, by_lines, word_at

MARGIN = 5
"""Cells of the margin: a code of up to four letters and a blank."""
AFTER_NUMBER = 2
SELECTED = Style(reverse=True)
CURSOR = Style(reverse=True, bold=True, underline=True)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A selected phrase, in the coordinates of its paragraph, which is counted from 1."""

    paragraph: int
    start: int
    end: int
    text: str


class ReadingText(Offers, ScrollView, can_focus=True):
    """The text of a source."""

    SCOPES = (TEXT,)
    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"text--number", "text--here"}
    DEFAULT_CSS = """
    ReadingText { background: $surface; color: $foreground; scrollbar-size: 1 1; }
    ReadingText > .text--number { color: $quiet; }
    ReadingText > .text--here { color: $primary; text-style: bold; }
    """

    @dataclass
    class Went(Message):
        """The cursor went to another paragraph."""

        paragraph: int

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._document = DrawnText()
        self._text = Wrapped((), 2)
        self._cursor: Place = (0, 0)
        self._anchor: Place = (0, 0)
        self._column = 0
        self._by_mouse = False

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show(self, document: DrawnText, at: Place) -> None:
        """Show a text, the cursor at a place of it, as near as can be."""
        self._document = document
        self._wrap()
        self._cursor = self._anchor = self._inside(at)
        self._came()

    def _inside(self, place: Place) -> Place:
        """Return the place of this text that is nearest to one of another."""
        if place > self._text.end:
            return self._text.end
        return place[0], min(place[1], len(self._document.paragraphs[place[0]])) if self._document.paragraphs else 0

    def _wrap(self) -> None:
        """Wrap anew; what is at the top stays there."""
        top = self._text.line(self.scroll_offset.y)[::2] if self.scroll_offset.y < self._text.height else None
        self._text = Wrapped(self._document.paragraphs, self._room)
        self.virtual_size = Size(self._room + self.gutter_width, self._text.height)
        if top is not None and top <= self._text.end and top[1] <= len(self._document.paragraphs[top[0]]):
            self.scroll_to(y=self._text.y_of(top), animate=False, force=True)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines to the new width."""
        if self._text.width != self._room:
            self._wrap()
            self._show_cursor()
            self.refresh()

    @property
    def gutter_width(self) -> int:
        """Cells left of the text: the codes of those cited, and the paragraph's number."""
        return MARGIN + self._digits + AFTER_NUMBER

    @property
    def _room(self) -> int:
        """Cells for the words; those of the scrollbar are never among them, so that it comes and goes unnoticed."""
        return max(self.outer_size.width - 1 - self.gutter_width, 10)

    @property
    def _digits(self) -> int:
        return len(str(len(self._document.paragraphs)))

    # -- drawing ------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line of the part in view."""
        number, base = y + self.scroll_offset.y, self.rich_style
        if number >= self._text.height:
            return Strip.blank(self.size.width, base)
        paragraph, which, start, stop = self._text.line(number)
        here = paragraph == self._cursor[0]
        name = self.get_component_rich_style("text--here" if here else "text--number")
        segments = [
            self._code(paragraph, which, base),
            Segment(f"{paragraph + 1 if not which else '':>{self._digits}}{' ' * AFTER_NUMBER}", name),
            *self._words(paragraph, start, stop, base),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _code(self, paragraph: int, which: int, base: Style) -> Segment:
        """Return whom a paragraph is cited for: one code beside each of its lines, and how many more there are."""
        cited, lines = self._document.margin.get(paragraph, ()), self._text.lines_in(paragraph)
        if which >= len(cited):
            return Segment(" " * MARGIN, base)
        if which == lines - 1 and len(cited) > lines > 1:
            return Segment(f"+{len(cited) - which:<{MARGIN - 1}}", base + Style(bold=True))
        style = base + Style(color=cited[which].colour or None, bold=True)
        return Segment(f"{plain(cited[which].code):<{MARGIN}}"[:MARGIN], style)

    def _words(self, paragraph: int, start: int, stop: int, base: Style) -> list[Segment]:
        """Return a line cut where a quote, the selection or the cursor begins or ends."""
        stretches = [
            (mark.start, mark.end, Style(underline=True, color=mark.colour or None))
            for mark in self._document.marks.get(paragraph, ())
            if mark.start < stop and mark.end > start
        ]
        stretches += self._chosen(paragraph, stop)
        text = self._document.paragraphs[paragraph]
        if any(begin == len(text) == stop and style is CURSOR for begin, _, style in stretches):
            text, stop = f"{text} ", stop + 1  # for the cursor to stand on
        edges = {start, stop, *(edge for begin, end, _ in stretches for edge in (begin, end) if start < edge < stop)}
        return [
            Segment(
                text[one:other],
                sum((style for begin, end, style in stretches if begin <= one and other <= end), start=base),
            )
            for one, other in pairwise(sorted(edges))
        ]

    def _chosen(self, paragraph: int, stop: int) -> list[tuple[int, int, Style]]:
        """Return the selected stretch of a paragraph, and the cursor if it is on this line."""
        first, last = sorted((self._anchor, self._cursor))
        found = []
        if first != last and first[0] <= paragraph <= last[0]:
            begin = first[1] if first[0] == paragraph else 0
            end = last[1] if last[0] == paragraph else len(self._document.paragraphs[paragraph])
            found.append((begin, end, SELECTED))
        at = self._cursor[1]
        if self.has_focus and self._cursor[0] == paragraph and at <= stop:
            found.append((at, at + 1, CURSOR))
        return found

    # -- the cursor ---------------------------------------------------------------------------------------------------

    @property
    def paragraph(self) -> int:
        """The ¶ that the cursor is in, counted from 1."""
        return self._cursor[0] + 1

    @property
    def place(self) -> Place:
        """Where the cursor stands."""
        return self._cursor

    @property
    def phrase(self) -> Phrase | None:
        """What is selected, if it lies within one paragraph."""
        (first, start), (last, end) = sorted((self._anchor, self._cursor))
        text = self._document.paragraphs[first][start:end] if self._document.paragraphs else ""
        if first != last or not text.strip():
            return None
        lead, tail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        return Phrase(first + 1, start + lead, end - tail, text.strip())

    @property
    def selection(self) -> tuple[Place, Place]:
        """What is selected, within a paragraph or not: from where, and to where the cursor is."""
        return self._anchor, self._cursor

    def select(self, first: Place, last: Place) -> None:
        """Select from one place to another, where the cursor then is."""
        before = self._cursor[0]
        self._anchor, self._cursor = first, last
        self._came(before)

    def action_walk(self, how: str, select: bool = False) -> None:
        """Walk by one step of a kind; with ``select`` what lies between is selected."""
        if self._document.paragraphs:
            self._go(WALKS[how](self._text, self._cursor), select=select)

    def action_walk_lines(self, by: int, select: bool = False) -> None:
        """Walk up or down; the column is kept."""
        if self._document.paragraphs:
            column = self._column
            self._go(by_lines(self._text, self._cursor, by, column), select=select)
            self._column = column

    def action_walk_pages(self, by: int, select: bool = False) -> None:
        """Walk by screenfuls."""
        page = by * max(self.size.height - 1, 1)
        self.scroll_to(y=self.scroll_offset.y + page, animate=False, force=True)
        self.action_walk_lines(page, select)

    def _go(self, place: Place, *, select: bool) -> None:
        self.select(self._anchor if select else place, place)

    def _came(self, before: int | None = None) -> None:
        """Take note of a new place of the cursor."""
        if not self._document.paragraphs:
            self.refresh()
            return
        self._column = self._text.x_of(self._cursor)
        self._show_cursor()
        self.refresh()
        if before != self._cursor[0]:
            self.post_message(self.Went(self.paragraph))

    def _show_cursor(self) -> None:
        if not self.size.height or not self._document.paragraphs:
            return
        y, top = self._text.y_of(self._cursor), self.scroll_offset.y
        if not top <= y < top + self.size.height:
            self.scroll_to(y=y if y < top else y - self.size.height + 1, animate=False, force=True)

    # -- the mouse ----------------------------------------------------------------------------------------------------

    def _place_under(self, event: events.MouseEvent) -> Place:
        return self._text.place_at(max(event.x - self.gutter_width, 0), event.y + self.scroll_offset.y)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to select."""
        if self._document.paragraphs and event.button == 1:
            self._by_mouse = True
            self.capture_mouse()
            self._go(self._place_under(event), select=event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select as far as the mouse is; beyond the edge the text moves on."""
        if self._by_mouse:
            self._go(self._place_under(event), select=True)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Leave it at that."""
        self._by_mouse = False
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A second click takes the whole word, a third the paragraph."""
        if event.chain == 2 and self._document.paragraphs:
            self.select(*word_at(self._text, self._cursor))
        elif event.chain == 3 and self._document.paragraphs:
            self.select((self._cursor[0], 0), (self._cursor[0], len(self._document.paragraphs[self._cursor[0]])))
