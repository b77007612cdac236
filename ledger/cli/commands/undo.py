"""``posl undo``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, format_option, reason_option
from ledger.cli.session import Session, pass_session


@click.command("undo")
@click.argument("changeset", metavar="@N")
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(session: Session, changeset: str, reason: str, format: str, width: int | None) -> None:
    """Undo a whole changeset by a new one that does the opposite: every reading is again what it was.

    Refused, with the list, where later changesets rest on it.

    \b
    posl undo @7 --reason "Recorded in the wrong ledger."
    """
    from ledger.errors import UsageError
    from ledger.services.undoing import undo

    number = changeset.removeprefix("@")
    if not (number.isascii() and number.isdigit()):
        raise UsageError(f'"{changeset}" is not a changeset; a changeset is @ and a number', hint="posl log")
    with session.write() as store:
        imported = undo(store, int(number), session.header(), reason=reason)
    acts.report(imported, format, width)
