"""A list to choose from, and all of what is chosen: j and k walk through both as well as the arrows."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.containers import VerticalScroll
from textual.strip import Strip
from textual.style import Style
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ledger.tui.actions import LIST, Offers

HIGHLIGHTED = "option-list--option-highlighted"
REVERSED = Style(reverse=True)


class ByArrows(OptionList):
    """An option list for a screen, not for a dialog in which one types; letters are left to the screen."""

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.scroll_to_highlight)

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Turn the line one is on round where the keys go to it: its colours and its quiet words stay readable so.

        Textual leaves ``reverse`` out of what it takes from the style sheet.
        """
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + REVERSED if HIGHLIGHTED in component_classes and self.has_focus else style

    def render_line(self, y: int) -> Strip:
        """Draw the line one is on in one pair of colours: what is coloured on it would stand out as patches."""
        strip = super().render_line(y)
        return in_one_pair(strip) if self.has_focus and self._is_highlighted(y) else strip

    def _is_highlighted(self, y: int) -> bool:
        number = self.scroll_offset.y + y
        return number < len(self._lines) and self._lines[number][0] == self.highlighted

    def refill(self, options: Iterable[Option], place: int | None) -> None:
        """Show other lines: the cursor on one of them, and what was at the top still there as far as that goes."""
        top = self.scroll_offset.y
        self.clear_options()
        self.add_options(options)
        self.highlighted = place
        self.call_after_refresh(self._look_where_one_was, top)

    def _look_where_one_was(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)
        self.scroll_to_highlight()

    DEFAULT_CSS = """
    ByArrows, ByArrows:focus { border: none; padding: 0; background: $surface; scrollbar-size: 1 1; }
    ByArrows > .option-list--option-disabled { color: $foreground; }
    ByArrows > .option-list--option-highlighted { color: $foreground; background: $panel; }
    ByArrows:focus > .option-list--option-highlighted { color: $foreground; background: $surface; text-style: bold; }
    """


def in_one_pair(strip: Strip) -> Strip:
    """Return a line in the colours of its last cell, which nothing is written in; bold and the like stay."""
    last = next((segment.style for segment in reversed([*strip]) if segment.style), None)
    if last is None:
        return strip
    pair = RichStyle(color=last.color, bgcolor=last.bgcolor, reverse=last.reverse)
    return Strip([Segment(text, (style or pair) + pair) for text, style, _ in strip], strip.cell_length)


class ScreenList(Offers, ByArrows):
    """A list that j and k walk through too; a click goes to a line, a second one there opens it."""

    SCOPES = (LIST,)

    async def _on_click(self, event: events.Click) -> None:
        """Instead of opening at once what one may only want to read."""
        event.prevent_default()
        clicked = event.style.meta.get("option")
        if clicked is not None and not self.options[clicked].disabled:
            self.highlighted = clicked
            if event.chain > 1:
                self.action_select()


class Whole(Offers, VerticalScroll, can_focus=True):
    """All of what is chosen in a list; takes the focus by tab, so that what is long can be scrolled."""

    SCOPES = (LIST,)
    DEFAULT_CSS = """
    Whole { scrollbar-size: 1 1; padding: 0 1; }
    Whole:focus { background: $panel; }
    Whole > Static { width: 1fr; height: auto; }
    """

    def action_cursor_down(self) -> None:
        """One line on."""
        self.scroll_down(animate=False)

    def action_cursor_up(self) -> None:
        """One line back."""
        self.scroll_up(animate=False)

    def action_last(self) -> None:
        """To its end."""
        self.scroll_end(animate=False)
