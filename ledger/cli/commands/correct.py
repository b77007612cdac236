"""``posl correct``."""

from collections.abc import Mapping
from typing import Any

import click

from ledger.cli import acts, fields
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option, unfound_option
from ledger.domain.entries import STATEMENTS, Statement


@click.command("correct")
@click.argument("entry", type=int)
@format_option(*DOCUMENT)
@reason_option
@unfound_option
@pass_session
def command(
    session: ShellSession, /, entry: int, format: str, width: int | None, reason: str, unfound: bool, **values: Any
) -> None:
    """Correct an entry that was wrong: give what it should have said; the rest stays as it was.

    We were wrong, not the party: a diff says "corrected", never "moved". An empty value takes a field off. A citation
    with a --source takes the place of the entry's; without one, it amends the only citation there is.

    Exit 5 where somebody corrected or retracted the entry first: both versions are shown, nothing is overwritten.

    \b
    posl correct 26 --stance rejects --condition "" --reason "There is no if in what he said."
    """
    from ledger.errors import UsageError
    from ledger.services import acting

    changes, cited = asked(values)
    if not changes and not cited:
        raise UsageError("what should it have said? No field was given", hint="posl correct --help names them")
    with acts.faults_named(values), session.write() as store:
        changes = fitted(acting.entry_or_fail(store, entry).said, changes, cited)
        imported = acting.correct(store, entry, changes, session.header(), reason=reason, unfound=unfound)
    acts.report(imported, format, width)


def asked(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the fields, and the citations, that somebody gave to be changed."""
    return _changes(values), acts.cited_in(values)


def fitted(said: Statement, changes: Mapping[str, Any], cited: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is changed in a statement, by field; raise ``UsageError`` for what its kind does not have."""
    found = dict(changes)
    if "by" in found and "by" not in type(said).model_fields:
        cited = [*cited[:-1], {**(cited[-1] if cited else {}), "by": found.pop("by")}]
    found = _of_its_kind(said, found)
    if cited:
        found["cite"] = _amended(said, cited)
    return found


def _changes(values: Mapping[str, Any]) -> dict[str, Any]:
    names = {name for model in STATEMENTS.values() for name in model.model_fields}
    return {name: None if value == "" else value for name, value in fields.given(values, names & values.keys()).items()}


def _of_its_kind(wrong: Statement, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse a field that this kind of statement does not have."""
    from ledger.errors import UsageError

    found = dict(changes)
    if "items" in found and "items" not in type(wrong).model_fields:
        *others, found["item"] = found.pop("items")
        if others:
            raise UsageError(f"this entry is of kind {wrong.kind.value}: it has one item")
    for name in found:
        if name not in type(wrong).model_fields:
            raise UsageError(f"this entry is of kind {wrong.kind.value}: it has no {name.replace('_', ' ')}")
    return found


def _amended(wrong: Statement, cited: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let what is given without a source amend the entry's only citation; a new quote stands between other words."""
    from ledger.errors import UsageError

    if all(each.get("source") for each in cited):
        return cited
    if len(wrong.cite) != 1 or len(cited) != 1:
        raise UsageError(
            "which citation is amended? The entry rests on several",
            hint="give each of them: --source KEY --at …, --cite 'KEY ¶7'",
        )
    around = {"prefix", "suffix"} if "quote" in cited[0] else set()
    return [wrong.cite[0].model_dump(exclude_none=True, exclude=around) | cited[0]]


command.params[1:1] = [*acts.statement_options(*STATEMENTS.values()), *acts.citation_options(*STATEMENTS.values())]
