"""``posl split``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option


@click.command("split")
@click.argument("item", metavar="ITEM")
@click.argument("new", metavar="NEW")
@click.argument("entries", metavar="ENTRY...", nargs=-1, type=int, required=True)
@click.option("--title", required=True, metavar="TEXT", help="Title of the new item.")
@click.option("--question", metavar="TEXT", help="What stances on the new item are for or against.")
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    item: str,
    new: str,
    entries: tuple[int, ...],
    title: str,
    question: str | None,
    reason: str,
    format: str,
    width: int | None,
) -> None:
    """Make an item of a part of another: the entries named are about the new one from now on, with their verdicts.

    Kind, matter, category, track, tags and owner are as with the item that it comes from.

    \b
    posl split prisoner-exchange children 44 --title "Return of deported children" --reason "Talked of apart."
    """
    from ledger.services import rekeying

    fields = {"key": new, "title": title, **({"question": question} if question else {})}
    with session.write() as store:
        imported = rekeying.split(store, item, fields, entries, session.header(), reason=reason)
    acts.report(imported, format, width)
