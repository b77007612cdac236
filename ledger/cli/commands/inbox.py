"""``posl inbox``."""

from typing import TYPE_CHECKING

import click

from ledger.cli.options import DOCUMENT, ShellSession, counting_options, format_option, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.floors import Counting


@click.command("inbox")
@click.option(
    "-n", "--limit", "most", type=click.IntRange(min=1), default=10, show_default=True, help="So many of each."
)
@counting_options
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, most: int, counting: "Counting", format: str, width: int | None) -> None:
    """Show what waits for you: overdue and due soon, contested, outweighed, not reviewed, not found, stale, and news.

    A heading with nothing under it is shown with 0. What the newest edition of a source no longer says waits until it
    is corrected, retracted, or accepted since. Outweighed is what a settlement took back for an entry that counts
    no more: retracted, rejected, or corrected to something else. Stale is what is open and not spoken of since the last
    round began; news is what others recorded since you last said posl seen (the screens say it on leaving). Each
    heading names the command that lists the whole, or that deals with it.

    \b
    posl inbox
    posl inbox --limit 3
    posl inbox --json
    """
    from ledger.cli.views import words
    from ledger.cli.views.inbox import inbox_document, inbox_text
    from ledger.formats import json_out
    from ledger.services.counting import what_counts
    from ledger.services.inbox import FIRST, inbox

    with session.read() as store:
        counts = what_counts(store, asked=counting)
        found = inbox(store, counting=counts, most=FIRST if format == "json" else most)
    if format == "json":
        say(json_out.written(inbox_document(found)))
    else:
        say(words.counted(counts) + inbox_text(found, most, columns(width)))
