"""``posl show``."""

from typing import TYPE_CHECKING

import click

from ledger.cli.options import ROWS, ShellSession, at_option, counting_options, format_option, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.domain.floors import Counting


@click.command("show")
@click.argument("what", metavar="ITEM|source:KEY|party:KEY|person:KEY|round:KEY|@N|ENTRY")
@at_option
@click.option("--history", is_flag=True, help="Of an item, every entry ever recorded: by whom, and what became of it.")
@click.option("--party", multiple=True, metavar="PARTY", help="Of an item, this party's stances only; may be repeated.")
@counting_options
@format_option(*ROWS)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    what: str,
    at: str,
    history: bool,
    party: tuple[str, ...],
    counting: "Counting",
    format: str,
    width: int | None,
) -> None:
    """Show one thing, whole: an item, source, party, person, round, changeset or entry.

    An item comes with its parties' stances over time, the citations they rest on, by which round they were apart,
    ties, events and history. The entry that counts is marked *, one that was corrected or retracted x.

    --history is a blame: each entry with the changeset that recorded it, and what replaced, contested, settled or
    reviewed it, by whom and why; and each edit of the item itself. It has rows: --format csv, md and jsonl.

    \b
    posl show territory
    posl show territory --at R1@3
    posl show territory --history --party ukraine
    posl show source:vovworld-2026-02
    posl show @3
    posl show 26
    """
    if history:
        _history(session, what, at, party, counting=counting, format=format, width=width)
    else:
        _whole(session, what, at, party, counting=counting, format=format, width=width)


def _whole(
    session: ShellSession,
    what: str,
    at: str,
    party: tuple[str, ...],
    *,
    counting: "Counting",
    format: str,
    width: int | None,
) -> None:
    from ledger.errors import UsageError
    from ledger.services.showing import show

    if format not in {"table", "json"}:
        raise UsageError(f"{format} is for rows, and this is one thing, whole", hint="--json, or add --history")
    with session.read() as store:
        view = show(store, what, at, counting=counting, of_parties=party)
    if format == "json":
        from ledger.cli.documents import view_document
        from ledger.formats.json_out import written

        say(written(view_document(view)))
    else:
        from ledger.cli.views.records import view_text

        say(view_text(view, columns(width)))


def _history(
    session: ShellSession,
    what: str,
    at: str,
    party: tuple[str, ...],
    *,
    counting: "Counting",
    format: str,
    width: int | None,
) -> None:
    from ledger.services.history import history

    with session.read() as store:
        found = history(store, what, at, of_parties=party, counting=counting)
    if format == "json":
        from ledger.cli.documents import history as document
        from ledger.formats.json_out import written

        say(written(document(found)))
    else:
        from ledger.cli.views.history import rendered

        say(rendered(found, format, columns(width)))
