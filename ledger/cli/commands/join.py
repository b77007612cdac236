"""``posl join``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option
from ledger.cli.rekeyed import named


@click.command("join")
@click.argument("what", metavar="ITEM|party:KEY|person:KEY|source:KEY")
@click.argument("into", metavar="INTO")
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, what: str, into: str, reason: str, format: str, width: int | None) -> None:
    """Say that two records are one: what was recorded of the first goes on under the second, with its verdicts.

    The first one's key and names mean the second from now on. A diff tells it as our doing. Undone as any act is.

    \b
    posl join party:osce europe --reason "The reports do not tell them apart."
    posl join source:preview-2026-01 cgtn-2026-01 --reason "One report under two keys."
    """
    from ledger.services import rekeying

    table, key = named(what, rekeying.JOINED)
    into = named(into, [table])[1] if ":" in into else into
    with session.write() as store:
        imported = rekeying.join(store, table, key, into, session.header(), reason=reason)
    acts.report(imported, format, width)
