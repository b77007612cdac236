"""The command ``posl``: alone it opens the screens, and loads nothing of the commands for it."""

import sys
from collections.abc import Sequence

import ledger

if not hasattr(ledger, "THE_POSITION_LEDGER"):  # another distribution brings a package of this name too
    sys.exit(
        f"posl: {ledger.__file__} is another program's package. Two distributions that bring a package called ledger "
        "do not fit into one environment: give this one its own (uv tool install position-ledger, or pipx install)"
    )

from ledger import settings, starting
from ledger.cli.running import run
from ledger.cli.streams import open_screens
from ledger.tui.start import screens


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    starting.begin()
    settings.without_plugins()
    given = sys.argv[1:] if args is None else list(args)
    try:
        return _called(given) if given or settings.shell_asks() else run(lambda: open_screens(screens))
    finally:
        starting.done()


def _called(args: Sequence[str]) -> int:
    from ledger.cli.group import asks_for_json, call
    from ledger.commands import commands

    return run(lambda: call(commands(), args), as_json=asks_for_json(args))


if __name__ == "__main__":
    sys.exit(main())
