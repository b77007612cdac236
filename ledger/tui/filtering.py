"""The line a filter is typed into, and the screens that have one; ``terms`` takes what is typed apart.

A screen that is ``Filtered`` has a ``FilterLine`` and says in ``filter_changed`` what to do. ``enter`` keeps the filter
and goes back to the list, ``escape`` clears it; the next ``escape`` leaves the screen.
"""

from textual.widgets import Input

from ledger.tui.actions import FILTER, Offers
from ledger.tui.screen import LedgerScreen


class FilterLine(Offers, Input):
    """One line; it is there while something is typed into it, or filtered by."""

    SCOPES = (FILTER,)
    DEFAULT_CSS = """
    FilterLine, FilterLine:focus { height: 1; border: none; padding: 0 1; background: $panel; display: none; }
    FilterLine.-open { display: block; }
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character that can be typed; of ``slash`` Textual does not know that it is one."""
        return key == "slash" or super().check_consume_key(key, character)

    def action_clear_filter(self) -> None:
        """Leave it empty, as the screen does."""
        screen = self.screen
        assert isinstance(screen, Filtered)
        screen.clear_filter()


class Filtered(LedgerScreen):
    """A screen with a list that can be filtered; ``LIST`` is what the keys go back to."""

    LIST = ""

    @property
    def filter_line(self) -> FilterLine:
        """The line."""
        return self.query_one(FilterLine)

    def filter_changed(self, typed: str) -> None:
        """Show what matches."""

    def filter_kept(self) -> None:
        """It is typed to its end, and stays."""

    def take_filter(self, typed: str) -> None:
        """Take up a filter that was typed before; ``filter_changed`` is not told of it."""
        with self.prevent(Input.Changed):
            self.filter_line.value = typed
        self.filter_line.set_class(bool(typed), "-open")

    def action_filter(self) -> None:
        """Open the line to filter by."""
        self.filter_line.add_class("-open")
        self.filter_line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        self.filter_changed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go back to the list."""
        self._leave_filter()
        if event.value:
            self.filter_kept()

    def action_close(self) -> None:
        """Clear the filter first; then go back."""
        if self.filter_line.has_class("-open"):
            self.clear_filter()
        else:
            super().action_close()

    def clear_filter(self) -> None:
        """Filter no more, and go back to the list."""
        self.filter_line.value = ""
        self._leave_filter()

    def _leave_filter(self) -> None:
        self.filter_line.set_class(bool(self.filter_line.value), "-open")
        self.query_one(self.LIST).focus()
