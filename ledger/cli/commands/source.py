"""``posl source``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from ledger.cli import acts, fields
from ledger.cli.group import Together
from ledger.cli.options import (
    DOCUMENT,
    BytesHere,
    FileHere,
    ShellSession,
    at_option,
    format_option,
    message_option,
    pass_session,
    up_to_option,
)
from ledger.cli.terminal import say, tell
from ledger.cli.terminal import width as columns
from ledger.domain.records import Source
from ledger.errors import UsageError

if TYPE_CHECKING:
    from ledger.formats.extract import Extracted

_NOT_ASKED = frozenset({"struck"})
_HELP = {
    "publisher": "Who published it.",
    "published": "When: 2026-02-05, 2026-02 or 2026.",
    "language": "en, ru, uk …",
    "reliability": "A (completely reliable) to F (cannot be judged).",
    "carries": "The wire or outlet it repeats: repeats are not independent.",
    "sha256": "Of the text it was coded from; posl source attach checks it.",
}


@click.group("source", cls=Together)
def command() -> None:
    """Add a source, attach its text, show it; sources in from Zotero and out to it.

    \b
    posl source show vovworld-2026-02
    """


_encoding_option = click.option("--encoding", metavar="NAME", help="Of a text file: windows-1251 …; else found out.")


@command.command("add")
@click.option("--title", "titled", metavar="TEXT", help="Of a file: its title, in place of the one that it gives.")
@_encoding_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def add(
    session: ShellSession,
    /,
    message: str | None,
    titled: str | None,
    encoding: str | None,
    format: str,
    width: int | None,
    **values: Any,
) -> None:
    """Add a source that stances, statuses and events can cite: by its title, or out of a document.

    TITLE may be a file: HTML, PDF, DOCX, EML or text. Its text is attached, each heading, list item and row of a table
    a paragraph of its own; what the file says of itself (title, day, publisher) is taken where no option says it. Pages
    of a PDF are places: p. 3 ¶2. The file's own sha256, and what read it, are kept. Added again, it gives nothing new.

    \b
    posl source add gazette-2026-03 'Report on the first day' --publisher 'The Gazette' --reliability C
    posl source add communique-2026-02 communique.pdf --publisher 'The hosts'
    """
    from ledger.services import acting, sourcing

    given = fields.given(values, Source.model_fields)
    with fields.faults_named(Source):
        if Path(values["title"]).is_file():
            document = _read(values["title"], Path(values["title"]).read_bytes(), encoding)
            del given["title"], given["key"]
            given |= {} if titled is None else {"title": titled}
            with session.write() as store:
                done = sourcing.add_document(store, values["key"], document, given, session.header(message))
            _say_attached(done, document, format, width)
            return
        if titled is not None:
            hint = "leave --title out: a source without a file has its title in that place"
            raise UsageError(f"there is no file {values['title']}", hint=hint)
        source = acting.of_fields(Source, given)
        with session.write() as store:
            imported = sourcing.add_source(store, source, session.header(message))
    acts.report(imported, format, width)
    _note_missing(values["title"])


def _note_missing(title: str) -> None:
    """Note that a title reads like the name of a document that is not there."""
    from ledger.domain.text import safe
    from ledger.formats.extract import is_document

    if is_document(title):
        tell(f"note: there is no file {safe(title)}: that is its title now; posl undo --last takes it back")


def _read(name: str, data: bytes, encoding: str | None) -> "Extracted":
    from ledger.formats.extract import extract

    return extract(name, data, encoding)


def _say_attached(done: Any, document: "Extracted | None", format: str, width: int | None) -> None:  # noqa: ANN401
    from ledger.cli.views.source import attached_document, attached_text
    from ledger.formats.json_out import written

    say(written(attached_document(done)) if format == "json" else attached_text(done, columns(width)))
    for note in document.notes if document else ():
        tell(f"Note: {note}.")


_needed = fields.required(Source)
_optional = [name for name in Source.model_fields if name not in _needed and name not in _NOT_ASKED]
add.params[:0] = [
    *(fields.argument(Source, name) for name in _needed),
    *(fields.option(Source, name, about=_HELP.get(name)) for name in _optional),
]


@command.command("attach")
@click.argument("key")
@click.argument("file", type=BytesHere(), metavar="FILE")
@click.option("--edition", is_flag=True, help="FILE is a later edition of the text that the source was coded from.")
@_encoding_option
@message_option
@format_option(*DOCUMENT)
@pass_session
def attach(
    session: ShellSession,
    /,
    key: str,
    file: BinaryIO,
    *,
    edition: bool,
    encoding: str | None,
    message: str | None,
    format: str,
    width: int | None,
) -> None:
    """Attach the text of a source, checked against its sha256, and look up every quote in it.

    Text is read out of HTML, PDF, DOCX and EML as posl source add does.

    A quote that is not found, or stands there more than once, is reported; it is never moved to a look-alike. What a
    later edition no longer says waits in posl inbox, and is marked in every note, until it is corrected or taken back;
    posl review accept N --note … keeps it as it is.

    \b
    posl source attach vovworld-2026-02 report.txt
    """
    from ledger.services import sourcing

    read = sourcing.read_file(file.name, file.read(), encoding)
    with session.write() as store:
        done = sourcing.attach(store, key, read, session.header(message), edition=edition)
    _say_attached(done, None if isinstance(read, bytes) else read, format, width)


@command.command("import")
@click.argument("file", type=FileHere(), metavar="REFS")
@click.option("--dry-run", is_flag=True, help="Show everything that would be recorded; record nothing.")
@message_option
@format_option(*DOCUMENT)
@pass_session
def bring(
    session: ShellSession, /, file: str, *, dry_run: bool, message: str | None, format: str, width: int | None
) -> None:
    """Enter the sources of a CSL-JSON (.json) or RIS (.ris) file, as Zotero writes them.

    Title, publisher, day, address, language and day of access are taken; the citation key is the key. What is there is
    not entered again; a field that says otherwise now is an edit.

    \b
    posl source import zotero.json
    """
    from ledger.cli.commands.importing import report
    from ledger.formats.references import read_references
    from ledger.services.importing import import_seeds

    seed = read_references(file, Path(file).read_bytes())
    with session.rehearse() if dry_run else session.write() as store:
        imported = import_seeds(store, [seed], session.header(message), keep_intents=dry_run)
    report(imported, format, columns(width), dry_run=dry_run)


@command.command("export")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--format", type=click.Choice(["csl", "ris"]), help="Else as the path ends: .json or .ris; else csl.")
@up_to_option()
@pass_session
def give(session: ShellSession, path: str | None, format: str | None, up_to: str) -> None:
    """Write the sources as CSL-JSON or RIS, for Zotero and its like: to a new file, or to stdout.

    \b
    posl source export sources.json
    posl source export sources.ris
    """
    from ledger.cli.commands.export import tell_withheld
    from ledger.files import new_file
    from ledger.formats import references
    from ledger.services import sourcing
    from ledger.services.handling import leaving

    chosen = format or (references.format_of(path) if path else "csl")
    with session.read() as whole, leaving(whole, up_to=up_to) as (store, counting):
        sources = sourcing.listed(store)
    tell_withheld(counting)
    text = references.csl_text(sources) if chosen == "csl" else references.ris_text(sources)
    if path is None:
        say(text.rstrip("\n"))
        return
    with new_file(Path(path)) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    tell(f"Wrote {path}.")


@command.command("show")
@click.argument("key")
@click.option("--text", is_flag=True, help="Print the text attached, its paragraphs numbered and its quotes marked.")
@click.option("--edition", type=int, metavar="N", help="With --text: this edition; else the last.")
@at_option
@format_option(*DOCUMENT)
@pass_session
def show(
    session: ShellSession, key: str, text: bool, edition: int | None, at: str, format: str, width: int | None
) -> None:
    """Show a source, what rests on it, and the texts attached.

    \b
    posl source show vovworld-2026-02
    posl source show vovworld-2026-02 --text
    """
    if text or edition is not None:
        _show_text(session, key, edition, at, format, columns(width))
        return
    from ledger.cli.documents import view_document
    from ledger.cli.views.records import view_text
    from ledger.formats.json_out import written
    from ledger.services import showing

    with session.read() as store:
        view = showing.show(store, f"source:{key}", at)
    say(written(view_document(view)) if format == "json" else view_text(view, columns(width)))


def _show_text(session: ShellSession, key: str, edition: int | None, at: str, format: str, width: int) -> None:
    from ledger.cli.views.source import source_document, source_text
    from ledger.errors import NotFound
    from ledger.formats.json_out import written
    from ledger.services import sourcing

    with session.read() as store:
        shown = sourcing.show_source(store, key, edition=edition, at=at)
    if shown.edition is None:
        raise NotFound(f"no text is attached to {key}", hint=f"posl source attach {key} FILE")
    say(written(source_document(shown)) if format == "json" else source_text(shown, width))
