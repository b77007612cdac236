"""``posl log``."""

import click

from ledger.cli.options import format_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say


@click.command("log")
@click.argument("item", required=False)
@click.option("--limit", "-n", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@format_option()
@pass_session
def command(session: Session, item: str | None, limit: int | None, format: str, width: int | None) -> None:
    """Show the changesets, newest first: all of them, or those that touched one item.

    The number is what @K means in a point: posl matrix --at R1@3.

    \b
    posl log
    posl log territory
    """
    from ledger.cli.documents import changeset
    from ledger.cli.views.lists import rendered
    from ledger.formats.tables import Table
    from ledger.services import listing

    with session.read() as store:
        found = listing.log(store, item)[:limit]
    rows = [(f"@{c.number}", c.header.recorded_at, c.header.author, c.header.tool, c.header.message) for c in found]
    table = Table(("changeset", "recorded", "author", "tool", "message"), rows)
    say(rendered("changesets", table, [changeset(each) for each in found], format, width))
