"""``posl report``."""

from pathlib import Path

import click

from ledger.cli.options import reviewed_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import tell

_ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md"}


@click.command("report")
@click.argument("start", metavar="FROM")
@click.argument("end", default="now", metavar="[TO]")
@click.option("-o", "--output", metavar="FILE", help="A new file, FILE.html or FILE.md; else stdout.")
@click.option("--format", type=click.Choice(["md", "html"]), help="Else as the file ends; Markdown on stdout.")
@reviewed_option
@pass_session
def command(
    session: Session, start: str, end: str, output: str | None, format: str | None, reviewed_only: bool
) -> None:
    """Write the note on what changed between two points: one page to send, every sentence with its sources.

    What moved, what is contested, what is due, what nobody mentioned, what did not move; the matrix before and after,
    open items and spread over the rounds. The page runs nothing, asks nothing of any server, and prints.

    \b
    posl report R1 R2 -o note.html
    posl report R1 R2 -o note.md
    posl report R1 R2 --format html > note.html
    """
    from ledger.services.reporting import report_between

    chosen = format or _by_name(output)
    with session.read() as store:
        document = report_between(store, start, end, reviewed_only=reviewed_only)
    if chosen == "html":
        from ledger.formats.document_html import html_text as written
    else:
        from ledger.formats.document_markdown import markdown_text as written
    _put(written(document), output)


def _by_name(output: str | None) -> str:
    from ledger.errors import UsageError

    if output is None:
        return "md"
    try:
        return _ENDINGS[Path(output).suffix.lower()]
    except KeyError:
        raise UsageError(f"{output} ends neither in .html nor in .md", hint="say which with --format") from None


def _put(text: str, output: str | None) -> None:
    if output is None:
        from ledger.cli.commands.export import pour

        pour(iter([text]))
        return
    from ledger.formats.files import new_file

    with new_file(Path(output)) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    tell(f"Wrote {output}.")
