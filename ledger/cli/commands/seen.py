"""``posl seen``."""

import click

from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session
from ledger.cli.terminal import say


@click.command("seen")
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, format: str, width: int | None) -> None:  # noqa: ARG001 - said in one short line
    """Say that you have seen all that is recorded now: @last-look names it, for you and for this ledger.

    Kept in the state folder (POSL_STATE), by ledger and author; the ledger itself is only read. The screens do it on
    leaving. posl diff @last-look then tells what was recorded since, by anybody, and what happened since that day;
    R1@last-look is R1 as you knew it.

    \b
    posl seen
    """
    from ledger.formats.json_out import document, written
    from ledger.services.watch import seen

    with session.read() as store:
        look = seen(store)
    if format == "json":
        say(written(document("seen", author=look.author, known_at=look.known_at, on=look.on.isoformat())))
    else:
        say(f"Seen until @{look.known_at}, on {look.on}, by {look.author}. What comes after: posl diff @last-look")
