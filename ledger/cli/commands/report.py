"""``posl report``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import ShellSession, counting_options, pass_session, up_to_option
from ledger.cli.terminal import Progress, tell

if TYPE_CHECKING:
    from ledger.formats.document import Document
    from ledger.storage.database import Store

_ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".docx": "docx"}


@click.command("report")
@click.argument("start", metavar="[FROM]", required=False)
@click.argument("end", default="now", metavar="[TO]")
@click.option("-o", "--output", metavar="FILE", help="A new file, FILE.html, FILE.md or FILE.docx; else stdout.")
@click.option("--format", type=click.Choice(["md", "html", "docx"]), help="Else as the file ends; Markdown on stdout.")
@click.option("--section", "sections", multiple=True, metavar="KEY", help="Only this section; may be repeated.")
@click.option("--item", metavar="ITEM", help="A dossier of one item in place of the note.")
@click.option("--party", metavar="PARTY", help="A dossier of one party in place of the note.")
@up_to_option()
@counting_options
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    start: str | None,
    end: str,
    output: str | None,
    format: str | None,
    up_to: str,
    **asked: Any,
) -> None:
    """Write the note on what changed between two points: one page to send, every sentence with its sources.

    Three sentences, the matrix with arrows for who moved, party by party; then who settled, moved and promised what,
    what is contested, what is not in the reports we have; open items and spread over the rounds. The page runs nothing,
    asks nothing of any server, and prints. --section chooses: settled, moved, new, promises, still … (a wrong one lists
    them all).

    \b
    posl report R1 R2 -o note.html
    posl report R1 R2 -o note.md
    posl report R1 R2 -o note.docx
    posl report R1 R2 --section moved --section promises
    posl report R1 R2 --item territory
    posl report --party russia -o russia.html
    posl report R1 R2 --up-to amber -o inside.html
    """
    from ledger.services.handling import leaving

    chosen = format or _by_name(output)

    def data() -> bytes:
        with (
            Progress("writing the note") as progress,
            session.read() as whole,
            leaving(whole, asked["counting"], up_to) as (store, counting),
        ):
            document = _document(store, start, end, {**asked, "counting": counting})
            progress.step()
            return _written(document, chosen)

    _put(data, output)


def _document(store: "Store", start: str | None, end: str, asked: dict[str, Any]) -> "Document":
    from ledger.errors import UsageError
    from ledger.services.note import dossier_of_item, dossier_of_party, report_between

    item, party, sections = asked.pop("item"), asked.pop("party"), asked.pop("sections")
    if sum(map(bool, (item, party, sections))) > 1:
        raise UsageError("--item, --party and --section choose different things", hint="give one of them")
    if item:
        return dossier_of_item(store, item, start, end, **asked)
    if party:
        return dossier_of_party(store, party, start, end, **asked)
    if start is None:
        raise UsageError("a note is on two points: posl report FROM [TO]", hint="only --item and --party need no FROM")
    return report_between(store, start, end, sections=sections, **asked)


def _by_name(output: str | None) -> str:
    from ledger.errors import UsageError

    if output is None:
        return "md"
    try:
        return _ENDINGS[Path(output).suffix.lower()]
    except KeyError:
        raise UsageError(f"{output} ends in none of .html, .md and .docx", hint="say which with --format") from None


def _written(document: "Document", format: str) -> bytes:
    from ledger.formats.document_files import written

    return written(document, format)


def _put(data: Callable[[], bytes], output: str | None) -> None:
    """Write what is made; a file that is in the way is told of before anything is."""
    if output is None:
        from ledger.cli.commands.export import pour

        pour(iter([data()]))
        return
    from ledger.files import new_file

    with new_file(Path(output)) as part:
        part.write_bytes(data())
    tell(f"Wrote {output}.")
