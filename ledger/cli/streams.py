"""stdin, stdout and stderr as they are found: whether somebody sits at them, and how they are kept from failing.

Without Click, as ``running``: the screens, opened by ``posl`` alone, load nothing of the commands.
"""

import os
import sys
from pathlib import Path

from ledger import settings


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
