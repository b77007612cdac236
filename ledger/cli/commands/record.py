"""``posl record``: every field of a statement and of its citation is an option, taken from the models."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from ledger.cli import acts, fields
from ledger.cli.group import Together
from ledger.cli.options import DOCUMENT, ShellSession, format_option, message_option, pass_session, unfound_option
from ledger.domain.entries import STATEMENTS, Statement
from ledger.errors import UsageError

_ABOUT = {
    "stance": (
        "Record what a party holds on an item.",
        "posl record stance --item ceasefire --party russia --stance rejects --round R2 --cite 'vovworld-2026-02 ¶6'",
    ),
    "status": (
        "Record where an item stands: an issue, or something promised.",
        "posl record status --item next-meeting --status kept --round R2 --cite 'vovworld-2026-02 ¶2'",
    ),
    "remark": (
        "Record what somebody says of the talks, or of an item, without taking a stance on it.",
        "posl record remark --text 'The list is shorter.' --tone -1 --round R2 --cite 'vovworld-2026-02 ¶9'",
    ),
    "event": (
        "Record something that happened around the talks.",
        "posl record event --title 'Talks adjourn' --held-on 2026-02-05 --item territory --source vovworld-2026-02",
    ),
}


@click.group("record", cls=Together)
def command() -> None:
    """Record a stance, a status, an event or a remark, with the citation it rests on.

    Each is one changeset. Saying what another source has said already makes one account of the two; contradicting it
    makes the cell contested. Either is said at once. A quote or ¶ that is not in the source's attached text is refused,
    with what resembles it; a quote without --place is given its ¶.

    \b
    posl record stance --item ceasefire --party russia --stance rejects --round R2 --cite 'vovworld-2026-02 ¶6'
    """


def _recorder(model: type[Statement]) -> click.Command:
    @format_option(*DOCUMENT)
    @message_option
    @unfound_option
    @pass_session
    def recorder(
        session: ShellSession, /, format: str, width: int | None, message: str | None, unfound: bool, **values: Any
    ) -> None:
        from ledger.services import acting

        given = fields.given(values, model.model_fields)
        cited = acts.cited_in(values)
        _ask_for_what_is_missing(model, given, cited)
        with acts.faults_named(values):
            said = acting.statement_of(model.kind, given | {"cite": cited}, session.read)
            with session.write() as store:
                imported = acting.record(store, said, session.header(message), unfound=unfound)
        acts.report(imported, format, width)

    kind = model.kind.value
    about, example = _ABOUT[kind]
    made = click.command(kind, help=f"{about}\n\n\b\n{example}")(recorder)
    made.params = [*acts.statement_options(model), *acts.citation_options(model), *made.params]
    return made


def _ask_for_what_is_missing(
    model: type[Statement], given: Mapping[str, Any], cited: Sequence[Mapping[str, Any]]
) -> None:
    """Name everything at once, in the words of the command line."""
    missing = [fields.flag(model, name) for name in fields.required(model, acts.NOT_ASKED) if name not in given]
    if not given.keys() & {"held_on", "round"}:
        missing.append("--held-on or --round")
    if not cited or not all(each.get("source") for each in cited):
        missing.append("--source")
    if missing:
        hint = "no entry without a source: posl list sources" if "--source" in missing else None
        raise UsageError(f"missing: {', '.join(missing)}", hint=hint or f"posl record {model.kind.value} --help")


for _model in STATEMENTS.values():
    command.add_command(_recorder(_model))
