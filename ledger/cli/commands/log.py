"""``posl log``."""

import click

from ledger.cli.options import ShellSession, format_option, pass_session
from ledger.cli.terminal import Progress, say


@click.command("log")
@click.argument("item", required=False)
@click.option("--item", "items", multiple=True, metavar="ITEM", help="That touched this item; may be repeated.")
@click.option("--party", multiple=True, metavar="PARTY", help="That touched this party's stances; may be repeated.")
@click.option("--verb", multiple=True, metavar="VERB", help="That did this, in the words of a diff; may be repeated.")
@click.option(
    "--cause",
    multiple=True,
    metavar="CAUSE",
    help="moved: the parties did; corrected or redefined: we did; undone: by undoing another. May be repeated.",
)
@click.option("--author", multiple=True, metavar="NAME", help="Recorded by; may be repeated.")
@click.option("--since", metavar="DATE|@N", help="Recorded on that day or later; or that changeset and later ones.")
@click.option("--limit", "-n", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@format_option()
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    item: str | None,
    items: tuple[str, ...],
    party: tuple[str, ...],
    verb: tuple[str, ...],
    cause: tuple[str, ...],
    author: tuple[str, ...],
    since: str | None,
    limit: int | None,
    format: str,
    width: int | None,
) -> None:
    """Show the changesets, newest first: all of them, or those that touched an item or a party, or did something.

    The number is what @K means in a point: posl matrix --at R1@3. Of an item and a party together, it is the stances of
    that party on that item. --verb asks what a changeset did to the readings of today, as posl diff @2 @3 would say of
    changeset 3, and says on what: a party's own move by the verb alone, our corrections, what we redefined and what
    undoing did with that word beside it. --cause keeps to one of these.

    \b
    posl log
    posl log territory
    posl log --item ceasefire --party ukraine
    posl log --verb hardened --verb reversed -n 5
    posl log --verb softened --cause moved
    posl log --author ana --since 2026-02
    """
    from ledger.cli.documents import logged
    from ledger.cli.views.lists import log_row, rendered
    from ledger.formats.tables import Table
    from ledger.services.log import Sought, log

    told = bool(verb or cause)
    named = (*items, *([item] if item is not None else []))
    with session.read() as store, Progress("looking into changesets") as progress:
        found = log(store, Sought(named, party, verb, cause, author, since), limit, progress.step)
    columns = ("changeset", "recorded", "author", "tool", *(["did"] if told else []), "message")
    table = Table(columns, [log_row(each, with_changes=told) for each in found])
    documents = [logged(each, with_changes=told) for each in found]
    say(rendered("changesets", table, documents, format, width))
