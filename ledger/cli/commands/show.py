"""``posl show``."""

import click

from ledger.cli.options import DOCUMENT, at_option, format_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns


@click.command("show")
@click.argument("what", metavar="ITEM|source:KEY|party:KEY|round:KEY|@N|ENTRY")
@at_option
@format_option(*DOCUMENT)
@pass_session
def command(session: Session, what: str, at: str, format: str, width: int | None) -> None:
    """Show one thing, whole: an item, a source, a party, a round, a changeset or an entry.

    An item comes with its parties' stances over time, the citations they rest on, ties, events and history. The entry
    that counts is marked *, one that was corrected or retracted x.

    \b
    posl show territory
    posl show territory --at R1@3
    posl show source:vovworld-2026-02
    posl show @3
    posl show 26
    """
    from ledger.services.showing import show

    with session.read() as store:
        view = show(store, what, at)
    if format == "json":
        from ledger.cli.documents import view_document
        from ledger.formats.json_out import written

        say(written(view_document(view)))
    else:
        from ledger.cli.views.things import view_text

        say(view_text(view, columns(width)))
