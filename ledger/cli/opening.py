"""Opening the screens, which the command line is handed, since it does not know Textual."""

from collections.abc import Callable

from ledger.cli.streams import interactive
from ledger.errors import UsageError

Screens = Callable[[str | None, str | None], None]
"""Opens the screens on a ledger, as an author."""


def open_screens(screens: Screens | None, ledger: str | None = None, author: str | None = None) -> None:
    """Open the screens; raise ``UsageError`` with the commands to use instead where that cannot be."""
    if screens is None or not interactive():
        raise UsageError(
            "the screens need a terminal that can draw them, and this is none",
            hint="these print the same: posl matrix, posl show ITEM, posl diff R1 R2, posl list items; see posl --help",
        )
    screens(ledger, author)
