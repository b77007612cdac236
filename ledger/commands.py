"""Every command of ``posl``: those of the CLI, and the screens, which the CLI does not know."""

import click

from ledger.cli.group import CommandGroup, make_group
from ledger.cli.options import ShellSession, pass_session, up_to_option
from ledger.cli.streams import open_screens
from ledger.cli.terminal import tell
from ledger.tui.start import config_faults, screens


def commands() -> CommandGroup:
    """Return every command, the screens among them."""
    group = make_group(screens, config_faults)
    group.add_command(tui)
    group.add_command(serve)
    return group


@click.command("tui")
@click.option("--served", is_flag=True, hidden=True)
@pass_session
def tui(session: ShellSession, *, served: bool) -> int:
    """Open the screens, as posl does without a command."""
    if served:  # a browser is the terminal
        return screens(session.ledger, session.author)
    return open_screens(screens, session.ledger, session.author)


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8010, show_default=True)
@click.option("--read-only", "reading", is_flag=True, help="Let nothing be recorded.")
@up_to_option(more=" Where anything is, a copy without it is served, to be read.")
@pass_session
def serve(session: ShellSession, *, port: int, reading: bool, up_to: str) -> None:
    """Serve the screens to a browser on this machine, and to nobody else: the address it prints holds the key."""
    from ledger.services.handling import served
    from ledger.services.ledgers import address_of, folder_of
    from ledger.tui.browser import serve as serve_screens

    address = address_of(session.ledger)
    # Whatever is wrong with it is said here, not in the browser.
    with session.database() as database, served(database, up_to) as (location, withheld):
        if withheld:
            tell(f"{withheld} What is served is a copy of now, to be read.")
        where = str(location) if withheld else address
        serve_screens(where, session.author, port, folder_of(address), reading=reading or bool(withheld))
