"""``posl record``: what must be given is an argument, the rest are options, all of them fields of the statement's model."""

from typing import Any

import click

from ledger.cli import acts, fields
from ledger.cli.options import DOCUMENT, format_option, message_option
from ledger.cli.session import Session, pass_session
from ledger.domain.entries import STATEMENTS, Statement
from ledger.errors import UsageError

_NOT_ASKED = frozenset({"cite", "corrects", "reason", "id"})
_EXAMPLES = {
    "stance": "posl record stance territory russia demands --round R2 --source vovworld-2026-02 --cite-at ¶6",
    "status": "posl record status exchange-of-314 kept --held-on 2026-02-07 --source vovworld-2026-02 --cite-at ¶7",
    "event": "posl record event 'Talks adjourn' --held-on 2026-02-05 --item territory --source vovworld-2026-02",
}
_HELP = {
    "stance": "Record what a party holds on an item.",
    "status": "Record where an item stands: an issue, or a promise.",
    "event": "Record something that happened around the talks.",
}


@click.group("record")
def command() -> None:
    """Record a stance, a status or an event, with the citation it rests on.

    Each is one changeset. Saying what another source has said already adds a citation to that entry; contradicting it
    makes the cell contested, and says so.

    \b
    posl record stance territory russia demands --round R2 --source vovworld-2026-02 --cite-at ¶6
    """


def _ask_when_and_where(given: dict[str, Any], cited: dict[str, Any]) -> None:
    """What the model asks for too, said in the words of the command line."""
    if "source" not in cited:
        raise UsageError(
            "which source says so? No entry without a citation", hint="--source KEY --cite-at ¶7; posl list sources"
        )
    if not given.keys() & {"held_on", "round"}:
        raise UsageError("when was it so?", hint="--round R2, or --held-on 2026-02-05, 2026-02 or 2026")


def _recorder(model: type[Statement]) -> click.Command:
    needed = fields.required(model, _NOT_ASKED)
    optional = [name for name in model.model_fields if name not in needed and name not in _NOT_ASKED]

    @format_option(*DOCUMENT)
    @message_option
    @pass_session
    def recorder(session: Session, format: str, width: int | None, message: str | None, **values: Any) -> None:  # noqa: ANN401
        from ledger.services import acting

        given = fields.given(values, [*needed, *optional])
        cited = acts.citation_of(values)
        _ask_when_and_where(given, cited)
        said = acting.statement_of(model.kind, given | {"cite": cited})
        with session.write() as store:
            imported = acting.record(store, said, session.header(message))
        acts.report(imported, format, width)

    kind = model.kind.value
    made = click.command(kind, help=f"{_HELP[kind]}\n\n\b\n{_EXAMPLES[kind]}")(recorder)
    asked = [fields.argument(model, name) for name in needed]
    made.params = [*asked, *(fields.option(model, name) for name in optional), *acts.citation_options(), *made.params]
    return made


for _model in STATEMENTS.values():
    command.add_command(_recorder(_model))
