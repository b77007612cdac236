"""``posl source``."""

from typing import Any, BinaryIO

import click

from ledger.cli import acts, fields
from ledger.cli.options import DOCUMENT, at_option, format_option, message_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns
from ledger.domain.records import Source

_NOT_ASKED = frozenset({"struck"})


@click.group("source")
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
    from pydantic import ValidationError

    from ledger.errors import InvalidData
    from ledger.services import acting

    try:
        source = Source.model_validate(fields.given(values, values))
    except ValidationError as problem:
        raise InvalidData(faults=acting.faults_of(problem)) from problem
    with session.write() as store:
        imported = acting.add(store, source, session.header(message))
    acts.report(imported, format, width)


@command.command("show")
@click.argument("key")
@click.option("--text", is_flag=True, help="Print the attached text itself, its paragraphs numbered.")
@at_option
@format_option(*DOCUMENT)
@pass_session
def show(session: Session, key: str, text: bool, at: str, format: str, width: int | None) -> None:
    """Show a source, what rests on it, and the texts attached.

    \b
    posl source show vovworld-2026-02
    """
    from ledger.cli.documents import view_document
    from ledger.cli.views.things import numbered, view_text
    from ledger.errors import NotFound
    from ledger.formats.json_out import written
    from ledger.services.showing import SourceView
    from ledger.services.showing import show as shown

    with session.read() as store:
        view = shown(store, f"source:{key}", at)
    assert isinstance(view, SourceView)
    if format == "json":
        say(written(view_document(view)))
    elif not text:
        say(view_text(view, columns(width)))
    elif view.texts:
        say(numbered(view.texts[-1][2], columns(width)))
    else:
        raise NotFound(f"no text is attached to {key}", hint=f"posl source attach {key} FILE")


_needed = fields.required(Source)
_optional = [name for name in Source.model_fields if name not in _needed and name not in _NOT_ASKED]
add.params[:0] = [*(fields.argument(Source, name) for name in _needed), *(fields.option(Source, n) for n in _optional)]


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
