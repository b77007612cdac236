"""The command ``posl``: everything the CLI has, and the screens, which the CLI does not know."""

import sys
from collections.abc import Sequence

import click

from ledger.cli.group import CommandGroup, make_group, open_screens
from ledger.cli.running import run
from ledger.cli.session import Session, pass_session


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run(commands(), sys.argv[1:] if args is None else args)


def commands() -> CommandGroup:
    """Return every command, the screens among them."""
    group = make_group(screens)
    group.add_command(tui)
    return group


def screens(ledger: str | None, author: str | None) -> None:
    """Open the screens on a ledger."""
    from ledger.services.upkeep import open_database
    from ledger.tui.app import run as open_on

    database = open_database(ledger)
    try:
        open_on(database, author)
    finally:
        database.close()


@click.command("tui")
@pass_session
def tui(session: Session) -> None:
    """Open the screens, as posl does without a command."""
    open_screens(session)


if __name__ == "__main__":
    sys.exit(main())
