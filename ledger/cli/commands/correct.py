"""``posl correct``."""

from typing import Any

import click

from ledger.cli import acts, fields
from ledger.cli.options import DOCUMENT, format_option, reason_option
from ledger.cli.session import Session, pass_session
from ledger.domain.entries import STATEMENTS, Statement

_NOT_ASKED = frozenset({"cite", "corrects", "reason", "id"})


@click.command("correct")
@click.argument("entry", type=int)
@format_option(*DOCUMENT)
@reason_option
@pass_session
def command(session: Session, entry: int, format: str, width: int | None, reason: str, **values: Any) -> None:  # noqa: ANN401
    """Correct an entry that was wrong: give what it should have said; the rest stays as it was.

    We were wrong, not the party: a diff says "corrected", never "moved". A citation given here replaces the entry's.
    Exit 5 where somebody corrected it first.

    \b
    posl correct 26 --stance rejects --reason "There is no if in what he said."
    """
    from ledger.errors import UsageError
    from ledger.services import acting

    changes = fields.given(values, [name for name in values if not name.startswith("cite_")])
    cited = acts.citation_of(values)
    if cited:
        changes["cite"] = cited
    if not changes:
        raise UsageError("nothing to correct was given", hint="posl correct --help names the fields")
    with session.write() as store:
        if cited and "source" not in cited:
            changes["cite"] = _with_source(acting.entry_or_fail(store, entry).said, cited)
        imported = acting.correct(store, entry, changes, session.header(), reason=reason)
    acts.report(imported, format, width)


def _with_source(said: Statement, cited: dict[str, Any]) -> dict[str, Any]:
    """What is corrected of the only citation leaves its other fields as they were."""
    only = said.cite[0].model_dump(exclude_none=True) if len(said.cite) == 1 else {}
    return only | cited


def _every_field() -> list[click.Parameter]:
    """Every field of every statement, once."""
    homes = {name: model for model in STATEMENTS.values() for name in model.model_fields if name not in _NOT_ASKED}
    return [fields.option(model, name, called=name) for name, model in homes.items()]


command.params[1:1] = [*_every_field(), *acts.citation_options()]
