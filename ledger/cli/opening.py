"""Opening the screens, which the command line is handed, since it does not know Textual."""

from collections.abc import Callable

from ledger.cli.streams import interactive
from ledger.errors import UsageError

Screens = Callable[[str | None, str | None], int]
"""Opens the screens on a ledger, as an author; gives the exit code."""


def open_screens(screens: Screens | None, ledger: str | None = None, author: str | None = None) -> int:
    """Open the screens and return their exit code; raise ``UsageError``, naming commands, where that cannot be."""
    if screens is None or not interactive():
        raise UsageError(
            "the screens need a terminal that can draw them, and this is none",
            hint="these print the same: posl matrix, posl show ITEM, posl diff R1 R2, posl list items; see posl --help",
        )
    return screens(ledger, author)
