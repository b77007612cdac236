"""stdin, stdout and stderr as they are found, and the screens, where somebody sits at them.

Without Click, as ``running``: the screens, opened by ``posl`` alone, load nothing of the commands.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from ledger import settings
from ledger.errors import UsageError

Screens = Callable[[str | None, str | None], int]
"""Opens the screens on a ledger, as an author; gives the exit code. The command line does not know Textual."""


def open_screens(screens: Screens | None, ledger: str | None = None, author: str | None = None) -> int:
    """Open the screens and return their exit code; raise ``UsageError``, naming commands, where that cannot be."""
    if screens is None or not interactive():
        raise UsageError(
            "the screens need a terminal that can draw them, and this is none",
            hint="these print the same: posl matrix, posl show ITEM, posl diff R1 R2, posl list items; see posl --help",
        )
    return screens(ledger, author)


def interactive() -> bool:
    """Whether somebody sits at a terminal that screens can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not settings.terminal_is_dumb()


def steady() -> None:
    """Make output the same bytes everywhere, and never fail on a character that a terminal cannot show."""
    if sys.stdout is None:  # closed by whoever started this: nobody wants to read it
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the command runs
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and stream.isatty():
            reconfigure(errors="replace")
        elif reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def let_go_of_stdout() -> None:
    """Point stdout nowhere, so that the interpreter's last flush does not complain of the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
