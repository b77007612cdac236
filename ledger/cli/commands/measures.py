"""``posl measures``."""

from typing import TYPE_CHECKING

import click

from ledger.cli.options import ShellSession, at_option, counting_options, format_option, pass_session
from ledger.cli.terminal import Progress, say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.floors import Counting


@click.command("measures")
@at_option
@counting_options
@format_option()
@pass_session
def command(session: ShellSession, at: str, counting: "Counting", format: str, width: int | None) -> None:
    """Measure the negotiation at every round held by a point: what is open, how far apart they are, who moved.

    Each figure stands beside what it rests on. Contested stances, and those that are only possible, are left out; the
    last lines say which, and over whose words the rest is. In the other formats every figure of every round is there.

    \b
    posl measures
    posl measures --at R2 --voice first-hand
    posl measures --format csv
    """
    from ledger.cli.documents import measures_document
    from ledger.cli.views import words
    from ledger.cli.views.measures import measures_table, measures_text
    from ledger.formats import json_out, tables
    from ledger.services.measuring import over_rounds, voices_of

    with session.read() as store, Progress("measuring rounds") as progress:
        series = over_rounds(store, at, counting=counting)
        voices = voices_of(store, series, progress.step)
    match format:
        case "json":
            say(json_out.written(measures_document(series, voices)))
        case "jsonl":
            say(tables.jsonl_text(measures_document(series, voices)["stages"]).removesuffix("\n"))
        case "csv":
            say(tables.csv_text(measures_table(series, voices)).removesuffix("\n"))
        case "md":
            say(words.counted(series.counting) + tables.md_text(measures_table(series, voices)).removesuffix("\n"))
        case _:
            say(words.counted(series.counting) + measures_text(series, voices, columns(width)))
