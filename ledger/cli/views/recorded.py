"""What an act recorded, or would record."""

from collections import Counter
from collections.abc import Iterator

from ledger.cli.views import words
from ledger.cli.views.grid import paragraph
from ledger.domain.intents import (
    AddCitation,
    AddEntry,
    AddRecord,
    AddReview,
    AddRivals,
    Attach,
    DropCitation,
    EditRecord,
    Intent,
    Plan,
    Retract,
    Settle,
)
from ledger.domain.text import safe
from ledger.services.importing import Imported

_SINGULAR = {"stances": "stance", "statuses": "status", "parties": "party", "ledger": "ledger title"}


def import_text(imported: Imported, width: int) -> str:
    """Return what an import recorded, in a sentence."""
    if not imported.changesets:
        return f"Nothing new: {words.plural(imported.unchanged, 'part')} known already, nothing recorded."
    lines = [paragraph(f"Recorded {_numbers(imported.changesets)}: {counted(imported.recorded)}.", width)]
    if imported.unchanged:
        lines.append(f"{words.plural(imported.unchanged, 'part')} known already.")
    return "\n".join(lines)


def plan_text(imported: Imported, width: int) -> str:
    """Return everything that would be recorded, file by file."""
    lines = [line for plan in imported.plans for line in _plan(plan, width)]
    total = counted(imported.recorded)
    verdict = f"Would record {words.plural(len(imported.changesets), 'changeset')}: {total}." if total else "Nothing new."
    return "\n".join([*lines, paragraph(f"{verdict} Nothing was recorded: this was a dry run.", width)])


def act_text(imported: Imported, width: int) -> str:
    """Return what one act recorded, thing by thing."""
    if not imported.changesets:
        return "Known already: nothing was recorded."
    lines = [line for plan in imported.plans for intent in plan.intents for line in _intent(intent, width)]
    return "\n".join([f"Recorded {_numbers(imported.changesets)}:", *lines])


def contest_lines(imported: Imported) -> Iterator[str]:
    """Say what is contested now, and what else the plans had to say."""
    for line in imported.contested:
        yield f"contested: {safe(line)}"
    for line in imported.notices:
        yield f"note: {safe(line)}"


def counted(counts: Counter[str]) -> str:
    """Return ``72 stances, 45 statuses, 1 source``."""
    named = (words.plural(n, _SINGULAR.get(name, name[:-1]), name) for name, n in counts.items() if n)
    return ", ".join(name.replace("_", " ") for name in named)


def _numbers(changesets: list[int]) -> str:
    first, last = changesets[0], changesets[-1]
    return f"@{first}" if first == last else f"@{first} to @{last}"


def _plan(plan: Plan, width: int) -> Iterator[str]:
    if plan.name:
        known = f" ({plan.unchanged} known already)" if plan.unchanged else ""
        yield f"{safe(plan.name)}: {words.plural(len(plan.intents), 'thing')} to record{known}"
    for intent in plan.intents:
        yield from _intent(intent, width)


def _intent(intent: Intent, width: int) -> Iterator[str]:
    yield paragraph(_said(intent), width, "  ")


def _said(intent: Intent) -> str:
    match intent:
        case AddRecord(record):
            title = getattr(record, "title", None) or getattr(record, "name", None) or ""
            return f"+ {record.ref} {title}".rstrip()
        case EditRecord(record, field, old, new):
            return f"~ {record.ref} {field}: {old} -> {new}"
        case AddEntry(entry):
            corrects = f", corrects {entry.supersedes}" if entry.supersedes else ""
            return f"+ entry {entry.id} ({words.held(entry)}) {words.entry(entry)} {words.cited(entry.said.cite)}{corrects}"
        case AddCitation(number, citation):
            return f"+ citation to entry {number} {words.cited([citation])}"
        case DropCitation(number, source, at, reason):
            return f"- citation of entry {number} [{source} {at or ''}]: {reason}"
        case Retract(retraction):
            return f"- entry {retraction.entry} retracted ({retraction.id}): {retraction.reason}"
        case AddRivals(number, other):
            return f"! entry {other} contested with entry {number}"
        case Settle(settlement):
            return f"= entries {settlement.entry} and {settlement.other} {settlement.how.value}: {settlement.reason}"
        case AddReview(number, verdict, reviewer, note):
            return f"= entry {number} {verdict.value} by {reviewer}{f': {note}' if note else ''}"
        case Attach(attachment):
            return f"+ text of {attachment.source}, edition {attachment.edition}"
