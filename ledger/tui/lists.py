"""A list to choose from that j and k walk through as well as the arrows."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Listed(OptionList):
    """An option list for a screen, not for a dialog in which one types."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False, id="list-down"),
        Binding("k", "cursor_up", "Up", show=False, id="list-up"),
        Binding("G", "last", "Last", show=False),
    ]

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
    Listed, Listed:focus { border: none; padding: 0; background: $surface; scrollbar-size: 1 1; }
    """
