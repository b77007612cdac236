"""``posl search``."""

from typing import TYPE_CHECKING

import click

from ledger.cli.options import ShellSession, counting_options, format_option, pass_session
from ledger.cli.terminal import say

if TYPE_CHECKING:
    from ledger.domain.floors import Counting


@click.command("search")
@click.argument("text", nargs=-1, required=True, metavar="TEXT…")
@click.option("--raw", is_flag=True, help="TEXT is a query in the database's own language, of words in small letters.")
@click.option("--limit", "-n", type=click.IntRange(min=1), default=50, show_default=True, metavar="N")
@counting_options
@format_option()
@pass_session
def command(
    session: ShellSession,
    text: tuple[str, ...],
    raw: bool,
    limit: int,
    counting: "Counting",
    format: str,
    width: int | None,
) -> None:
    """Find words in names, summaries, conditions, questions, quotes, sources and their texts.

    All the words must stand there, in any order; the last may be the beginning of one. Nothing in TEXT is an operator.
    Case, accents and endings do not count: prisoner finds prisoners, by the language of each source. Found are items,
    parties, persons and delegates by any name, then entries and quotes, the newest first, then sources and their texts.
    A text that a later edition took the place of says which it is.

    \b
    posl search prisoners
    posl search --raw 'energy OR prison*'
    """
    if not " ".join(text).strip():
        raise click.UsageError("nothing to look for: TEXT is empty")
    from ledger.cli.documents import found as document
    from ledger.cli.views.lists import found_row, rendered
    from ledger.formats.tables import Table
    from ledger.services.counting import what_counts
    from ledger.services.searching import find, passages

    with session.read() as store:
        counts = what_counts(store, asked=counting)
        hits = find(store, " ".join(text), raw=raw, limit=limit, counting=counts)
        here = {} if raw else passages(store, hits, " ".join(text))
    table = Table(("in", "of", "text"), [found_row(hit, here.get(place)) for place, hit in enumerate(hits)])
    say(rendered("found", table, [document(hit) for hit in hits], format, width, counts))
