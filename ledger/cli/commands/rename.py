"""``posl rename``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, message_option, pass_session
from ledger.cli.rekeyed import named


@click.command("rename")
@click.argument("what", metavar="ITEM|party:KEY|person:KEY|source:KEY|round:KEY|mark:KEY")
@click.argument("new", metavar="NEW")
@message_option
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, what: str, new: str, message: str | None, format: str, width: int | None) -> None:
    """Give a record another key. The old one means it still, in seeds and in commands; no other record can take it.

    A diff tells it as our doing, and nothing as new or gone. The changesets of before keep their hashes. It is undone
    as any act is.

    \b
    posl rename territory territorial-questions
    posl rename round:R1 abu-dhabi-1
    """
    from ledger.services import rekeying

    table, key = named(what, rekeying.RENAMED)
    with session.write() as store:
        imported = rekeying.rename(store, table, key, new, session.header(message))
    acts.report(imported, format, width)
