"""The command ``posl``: everything the CLI has, and the screens, which the CLI does not know."""

import sys
from collections.abc import Sequence

import click

from ledger import settings, starting
from ledger.cli.group import CommandGroup, make_group, open_screens
from ledger.cli.running import run
from ledger.cli.session import Session, pass_session


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    starting.begin()
    settings.without_plugins()
    try:
        return run(commands(), sys.argv[1:] if args is None else args)
    finally:
        starting.done()


def commands() -> CommandGroup:
    """Return every command, the screens among them."""
    group = make_group(screens)
    group.add_command(tui)
    group.add_command(serve)
    return group


def screens(ledger: str | None, author: str | None) -> None:
    """Open the screens on a ledger."""
    from ledger.services.upkeep import open_database

    database = open_database(ledger)
    try:
        from ledger.tui.ahead import Ahead

        ahead = Ahead(database)
        from ledger.tui.app import run as open_on

        open_on(database, author, ahead)
    finally:
        database.close()


@click.command("tui")
@click.option("--served", is_flag=True, hidden=True)
@pass_session
def tui(session: Session, *, served: bool) -> None:
    """Open the screens, as posl does without a command."""
    if served:  # a browser is the terminal
        screens(session.ledger, session.author)
    else:
        open_screens(session)


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8010, show_default=True)
@pass_session
def serve(session: Session, port: int) -> None:
    """Serve the screens to a browser on this machine, and to nobody else: there is no login."""
    from ledger.services.upkeep import address_of, open_database
    from ledger.tui.serving import serve as serve_screens

    address = address_of(session.ledger)
    open_database(address).close()  # whatever is wrong with it is said here, not in the browser
    serve_screens(address, session.author, port)


if __name__ == "__main__":
    sys.exit(main())
