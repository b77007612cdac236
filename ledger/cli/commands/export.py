"""``posl export``."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ledger.cli.options import ShellSession, counting_options, pass_session, up_to_option
from ledger.cli.terminal import Progress, tell
from ledger.services.export_formats import FORMATS, LOSSLESS, STDOUT, Stream, as_asked, encoded, write

if TYPE_CHECKING:
    from ledger.domain.floors import Counting
    from ledger.services.export_formats import Written


@click.command("export")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--format", type=click.Choice(list(FORMATS)), help="Else as the path ends; a folder is a seed.")
@click.option("--at", default="now", metavar="@N", help="As it was known at this changeset; nothing later is in it.")
@up_to_option()
@counting_options
@pass_session
def command(
    session: ShellSession, path: str | None, format: str | None, at: str, up_to: str, counting: "Counting"
) -> None:
    """Write everything out. seed and jsonl hold the history too: imported into a new ledger, they give the same ledger.

    A seed is a new or empty folder with one file a changeset; every other format is a new file, or stdout without PATH.
    But for a site, and a calendar of the same ledger, nothing is ever overwritten; what is cut short leaves nothing
    behind.

    The rest is for reading. csv is a folder of tables, or one file of everything recorded; no cell of csv or xlsx is a
    formula. html and md are the whole ledger as one page. ics has the planned rounds and due promises, csl the sources
    for Zotero, annotations every citation as a W3C Web Annotation (JSON-LD). Readings are of
    what counts; the history is all there is.

    site is a folder of pages to walk in a browser or to put on a server: an overview, every item, party, person, round
    and source, a note for each two rounds, a search, a feed. It asks nothing of any server. Written again to the same
    folder, only what changed is; pages that are no more are taken away, and nothing else.

    What is marked higher than --up-to is in none of it, and counts nowhere; seed and jsonl are refused instead.

    \b
    posl export ledger-seed
    posl export ledger.jsonl
    posl export --format jsonl > ledger.jsonl
    posl export tables --format csv
    posl export ledger.xlsx
    posl export ledger.html
    posl export days.ics
    posl export citations.jsonld --format annotations
    posl export --format site talks
    posl export ledger-then.html --at @3
    posl export ledger-inside.html --up-to amber
    """
    from ledger.services import points
    from ledger.services.handling import leaving, refuse

    chosen, wanted = as_asked(path, format, counting)
    with session.read() as now:
        if chosen in LOSSLESS:
            refuse(now, chosen, up_to)
        with (
            leaving(now, counting, up_to, points.changeset(now, at)) as (store, counts),
            Progress(f"writing {chosen}") as progress,
        ):
            if path is not None and path != STDOUT:
                tell(_said(write(store, path, chosen, told=progress.step, counting=counts)))
            elif isinstance(wanted, Stream):
                pour(progress.each(wanted.pieces(store, counts)))
    tell_withheld(counts)


def tell_withheld(counting: "Counting") -> None:
    """Say on stderr what was left out since it is marked."""
    from ledger.services.counting import withheld_said

    if said := withheld_said(counting.withheld):
        tell(said)


def _said(written: "Written") -> str:
    """Return what was written; of a site also what was left as it was."""
    from ledger.cli.views.words import plural

    if not written.is_folder:
        return f"Wrote {written.path}."
    others = [f"{written.same:,} as before"] if written.same else []
    others += [f"{written.removed:,} taken away"] if written.removed else []
    others += [f"left, since somebody changed it: {name}" for name in written.left]
    more = f" ({'; '.join(others)})" if others else ""
    return f"Wrote {plural(written.files, 'file')} to {written.path}{more}."


def pour(pieces: Iterator[str | bytes]) -> None:
    """Write pieces to stdout, whatever encoding the terminal has: what is read back must be what was written."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(encoded(piece) for piece in pieces)
    sys.stdout.buffer.flush()
