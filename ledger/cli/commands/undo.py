"""``posl undo``."""

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option


@click.command("undo")
@click.argument("changeset", metavar="@N", required=False)
@click.option("--last", is_flag=True, help="Your own last act that is not undone yet; then the one before it.")
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession, changeset: str | None, reason: str, format: str, width: int | None, *, last: bool
) -> None:
    """Undo a whole changeset by a new one that does the opposite: every reading is again what it was.

    Refused, with the list, where later changesets rest on it.

    \b
    posl undo @7 --reason "Recorded in the wrong ledger."
    posl undo --last --reason "A slip of the pen."
    """
    from ledger.errors import UsageError
    from ledger.services.undoing import undo, undo_last

    if (changeset is not None) is last:
        raise UsageError("name one changeset, or --last: your own last act", hint="posl log")
    number = "" if changeset is None else changeset.removeprefix("@")
    if not last and not (number.isascii() and number.isdigit()):
        raise UsageError(f'"{changeset}" is not a changeset; a changeset is @ and a number', hint="posl log")
    with session.write() as store:
        header = session.header()
        imported = undo_last(store, header, reason=reason) if last else undo(store, int(number), header, reason=reason)
    acts.report(imported, format, width)
