"""``posl retract``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option


@click.command("retract")
@click.argument("entry", type=int)
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, entry: int, reason: str, format: str, width: int | None) -> None:
    """Take an entry back: it stays in the record, and counts no more.

    What it had corrected does not come back: record that again, or posl undo the changeset.

    \b
    posl retract 26 --reason "The paragraph speaks of another region."
    """
    from ledger.services import acting

    with session.write() as store:
        imported = acting.retract(store, entry, session.header(), reason=reason)
    acts.report(imported, format, width)
