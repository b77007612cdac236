"""``posl edit``."""

from typing import Any

import click

from ledger.cli import acts
from ledger.cli.options import DOCUMENT, format_option, message_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say, tell

_TABLES = ("item", "party", "round", "source")


@click.command("edit")
@click.argument("what", metavar="ITEM|party:KEY|round:KEY|source:KEY|ledger")
@message_option
@format_option(*DOCUMENT)
@pass_session
def command(session: Session, what: str, message: str | None, format: str, width: int | None) -> None:
    """Edit descriptive fields as YAML in $VISUAL or $EDITOR: a title, a question, a round's dates.

    The journal keeps old and new. A text with faults is opened again; nothing typed is lost. What parties hold is never
    edited: posl correct, posl retract.

    \b
    EDITOR=nano posl edit territory
    """
    from ledger.cli.editing import edited, keep
    from ledger.errors import Conflict, LedgerError
    from ledger.services import acting

    table, key = _named(what)
    with session.read() as store:
        before = acting.record_or_fail(store, table, key)
    fields = edited(before)
    if not fields:
        say("Nothing changed.")
        return
    try:
        with session.write() as store:
            _refuse_overwriting(acting.record_or_fail(store, table, key), before, fields)
            imported = acting.edit(store, table, key, fields, session.header(message))
    except LedgerError as problem:
        tell(f"posl: what you typed is kept in {keep(before, fields)}")
        if isinstance(problem, Conflict):
            problem.hint = problem.hint or f"look at it again: posl edit {what}"
        raise
    acts.report(imported, format, width)


def _named(what: str) -> tuple[str, str]:
    table, colon, key = what.partition(":")
    if what == "ledger":
        return "ledger", ""
    return (table, key) if colon and table in _TABLES else ("item", what)


def _refuse_overwriting(now: Any, before: Any, fields: dict[str, Any]) -> None:  # noqa: ANN401 - records of any table
    from ledger.errors import Conflict, Fault

    since, then = now.model_dump(mode="json"), before.model_dump(mode="json")
    taken = [name for name in fields if since[name] != then[name]]
    if taken:
        raise Conflict(
            f"somebody changed {', '.join(taken)} of {now.ref} while you were editing",
            faults=tuple(Fault(f"theirs: {since[n]!r}; yours: {fields[n]!r}", path=n) for n in taken),
        )
