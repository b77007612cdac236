"""A list to choose from that j and k walk through as well as the arrows."""

from textual.binding import Binding
from textual.widgets import OptionList


class Listed(OptionList):
    """An option list for a screen, not for a dialog in which one types."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False, id="list-down"),
        Binding("k", "cursor_up", "Up", show=False, id="list-up"),
        Binding("G", "last", "Last", show=False),
    ]
    DEFAULT_CSS = """
    Listed, Listed:focus { border: none; padding: 0; background: $surface; scrollbar-size: 1 1; }
    """
