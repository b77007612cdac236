"""``posl mark``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, message_option, pass_session


@click.command("mark")
@click.argument("name")
@click.argument("at", metavar="[POINT]", default="now")
@message_option
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, name: str, at: str, message: str | None, format: str, width: int | None) -> None:
    """Name a place in both times, for everybody: usable wherever a point is. POINT is now by default.

    A mark is a record like an item: posl edit mark:KEY gives it another name, posl undo takes it back. It never hides a
    round, a date or now. Once there, posl diff "briefing 25 Jan" now and posl matrix --at "briefing 25 Jan" look from
    it; with @K behind the name, from what was known at changeset K.

    \b
    posl mark "briefing 25 Jan" R1
    posl mark "before the call" now@5
    """
    from ledger.services.marking import mark

    with session.write() as store:
        imported = mark(store, name, at, session.header(message))
    acts.report(imported, format, width)
