"""``posl edit``."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ledger.cli import acts, fields
from ledger.cli.options import DOCUMENT, ShellSession, format_option, message_option, pass_session
from ledger.cli.terminal import say

if TYPE_CHECKING:
    from ledger.domain.records import Record

_TABLES = ("item", "party", "round", "source", "mark", "view")


@click.command("edit")
@click.argument("what", metavar="ITEM|party:KEY|round:KEY|source:KEY|mark:KEY|ledger")
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Without an editor; may be repeated. FIELD= clears it; a list has commas, or is JSON.",
)
@message_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession, what: str, given: tuple[str, ...], message: str | None, format: str, width: int | None
) -> None:
    """Edit descriptive fields as YAML in $VISUAL or $EDITOR: a title, a question, a round's dates.

    The journal keeps old and new. A text with faults is opened again with the faults on top; nothing typed is lost.
    What parties hold is never edited: posl correct, posl retract.

    \b
    EDITOR=nano posl edit territory
    posl edit territory --set difficulty=5 --set tags=core,land
    posl edit round:R3 --set status=held --set starts=2026-03-04 --set ends=2026-03-05
    """
    from ledger.cli.editing import edit
    from ledger.services import acting
    from ledger.services.conflicts import refuse_to_overwrite
    from ledger.services.importing import Imported

    table, key = _named(what)
    with session.read() as store:
        before = acting.record_or_fail(store, table, key)

    def take(changed: Mapping[str, Any]) -> Imported:
        with session.write() as store:
            refuse_to_overwrite(acting.record_or_fail(store, table, key), before, changed)
            return acting.edit(store, table, key, changed, session.header(message))

    imported = take(_fields(before, given)) if given else edit(before, take)
    if (imported is None or not imported.changesets) and format != "json":
        say("Nothing changed; nothing was recorded.")
    else:
        acts.report(imported or Imported(), format, width)


def _named(what: str) -> tuple[str, str]:
    table, colon, key = what.partition(":")
    if what == "ledger":
        return "ledger", ""
    if colon and table not in _TABLES:
        from ledger.errors import UsageError

        hint = f"an item by its key, {':, '.join(_TABLES[1:])}: or ledger; all else by a seed that has it again"
        raise UsageError(f'"{what}" is nothing that posl edit changes', hint=hint)
    return (table, key) if colon and table in _TABLES else ("item", what)


def _fields(record: "Record", given: Sequence[str]) -> dict[str, Any]:
    """Read ``--set``: nothing behind the sign is the field's default, brackets are JSON, a list may have commas."""
    from ledger.errors import UsageError

    found: dict[str, Any] = {}
    for each in given:
        name, sign, text = each.partition("=")
        if not sign:
            raise UsageError(f'--set takes FIELD=VALUE, not "{each}"')
        found[name.strip().replace("-", "_")] = _value(record, name.strip().replace("-", "_"), text)
    return found


def _value(record: "Record", name: str, text: str) -> Any:  # noqa: ANN401 - whatever the field holds
    from ledger.errors import UsageError

    field = type(record).model_fields.get(name)
    if field is None:
        return text
    if not text:
        return None if field.is_required() else field.get_default(call_default_factory=True)
    if not fields.is_compound(type(record), name):
        return text
    if text[0] not in "[{":
        return [each.strip() for each in text.split(",")]
    try:
        return json.loads(text)
    except ValueError as problem:
        raise UsageError(f"--set {name}: {text} is not JSON: {problem}") from problem
