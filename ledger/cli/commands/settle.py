"""``posl settle``."""

from typing import TYPE_CHECKING

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option

if TYPE_CHECKING:
    from ledger.errors import UsageError


@click.command("settle")
@click.argument("item")
@click.argument("party", required=False)
@click.argument("entries", nargs=-1, type=int, metavar="[EARLIER LATER]")
@click.option("--keep", type=int, metavar="ENTRY", help="This account outweighs its rivals, which are retracted.")
@click.option(
    "--moved",
    is_flag=True,
    help="Both stand: the party moved, from EARLIER to LATER or as their days say.",
)
@click.option("--last", type=int, metavar="ENTRY", help="With --moved: this one came after all others.")
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    item: str,
    party: str | None,
    entries: tuple[int, ...],
    keep: int | None,
    moved: bool,
    last: int | None,
    reason: str,
    format: str,
    width: int | None,
) -> None:
    """Settle rival accounts of a cell, or, without a party, of an item's status.

    \b
    posl settle territory ukraine --keep 21 --reason "Two reports from inside the talks against a briefing."
    posl settle territory ukraine --moved 21 153 --reason "He said the one before the talks and the other after."
    """
    from ledger.errors import UsageError
    from ledger.services import settling

    if moved and party is not None and party.isdigit() and len(entries) == 1:  # of a status no party is named
        entries, party = (int(party), *entries), None
    if (keep is not None) == moved:
        raise _say_how(session, item, party)
    if last is not None and not moved:
        raise UsageError("--last goes with --moved: with --keep the others are retracted")
    if entries and (len(entries) != _PAIR or not moved or last is not None):
        raise UsageError("two entries go with --moved: the earlier, then the later", hint="--moved 21 153 --reason …")
    order = (entries[0], entries[1]) if entries else None
    with session.write() as store:
        header = session.header()
        imported = settling.settle(store, item, party, header, reason=reason, keep=keep, moved=order, last=last)
    acts.report(imported, format, width)


_PAIR = 2


def _say_how(session: ShellSession, item: str, party: str | None) -> "UsageError":
    """Ask for the one thing that is missing, with the rivals to choose from."""
    from ledger.domain.planning.statements import describe
    from ledger.errors import Fault, UsageError
    from ledger.services import settling

    with session.read() as store:
        rivals = settling.rivals(store, item, party)
    return UsageError(
        "how is it settled? One of these outweighs, or the party moved and both stand",
        hint="--keep ENTRY, or --moved",
        faults=tuple(Fault(f"entry {entry.id}: {describe(entry)}") for entry in rivals),
    )
