"""``posl source``."""

from typing import Any, BinaryIO

import click

from ledger.cli import acts, fields
from ledger.cli.group import Together
from ledger.cli.options import DOCUMENT, at_option, format_option, message_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns
from ledger.domain.records import Source

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
    """Add a source, attach its text, show it.

    \b
    posl source show vovworld-2026-02
    """


@command.command("add")
@message_option
@format_option(*DOCUMENT)
@pass_session
def add(session: Session, /, message: str | None, format: str, width: int | None, **values: Any) -> None:
    """Add a source: a document that stances, statuses and events can cite.

    \b
    posl source add gazette-2026-03 'Report on the first day' --publisher 'The Gazette' --reliability C
    """
    from ledger.services import acting, sourcing

    with fields.faults_named(Source):
        source = acting.of_fields(Source, fields.given(values, Source.model_fields))
        with session.write() as store:
            imported = sourcing.add_source(store, source, session.header(message))
    acts.report(imported, format, width)


_needed = fields.required(Source)
_optional = [name for name in Source.model_fields if name not in _needed and name not in _NOT_ASKED]
add.params[:0] = [
    *(fields.argument(Source, name) for name in _needed),
    *(fields.option(Source, name, about=_HELP.get(name)) for name in _optional),
]


@command.command("attach")
@click.argument("key")
@click.argument("file", type=click.File("rb"), metavar="FILE")
@click.option("--edition", is_flag=True, help="FILE is a later edition of the text that the source was coded from.")
@message_option
@format_option(*DOCUMENT)
@pass_session
def attach(
    session: Session, key: str, file: BinaryIO, edition: bool, message: str | None, format: str, width: int | None
) -> None:
    """Attach the text of a source, checked against its sha256, and look up every quote in it.

    A quote that is not found, or stands there more than once, is reported; it is never moved to a look-alike.

    \b
    posl source attach vovworld-2026-02 report.txt
    """
    from ledger.cli.views.attached import attached_document, attached_text
    from ledger.formats.json_out import written
    from ledger.services import sourcing

    with session.write() as store:
        done = sourcing.attach(store, key, file.read(), session.header(message), edition=edition)
    say(written(attached_document(done)) if format == "json" else attached_text(done, columns(width)))


@command.command("show")
@click.argument("key")
@click.option("--text", is_flag=True, help="Print the text attached, its paragraphs numbered and its quotes marked.")
@click.option("--edition", type=int, metavar="N", help="With --text: this edition; else the last.")
@at_option
@format_option(*DOCUMENT)
@pass_session
def show(session: Session, key: str, text: bool, edition: int | None, at: str, format: str, width: int | None) -> None:
    """Show a source, what rests on it, and the texts attached.

    \b
    posl source show vovworld-2026-02
    posl source show vovworld-2026-02 --text
    """
    if text or edition is not None:
        _show_text(session, key, edition, at, format, columns(width))
        return
    from ledger.cli.documents import view_document
    from ledger.cli.views.things import view_text
    from ledger.formats.json_out import written
    from ledger.services import showing

    with session.read() as store:
        view = showing.show(store, f"source:{key}", at)
    say(written(view_document(view)) if format == "json" else view_text(view, columns(width)))


def _show_text(session: Session, key: str, edition: int | None, at: str, format: str, width: int) -> None:
    from ledger.cli.views.attached import source_document, source_text
    from ledger.errors import NotFound
    from ledger.formats.json_out import written
    from ledger.services import sourcing

    with session.read() as store:
        shown = sourcing.show_source(store, key, edition=edition, at=at)
    if shown.edition is None:
        raise NotFound(f"no text is attached to {key}", hint=f"posl source attach {key} FILE")
    say(written(source_document(shown)) if format == "json" else source_text(shown, width))
