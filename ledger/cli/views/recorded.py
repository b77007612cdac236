"""What an act recorded, or would record: by changeset, and thing by thing."""

from collections.abc import Iterator, Mapping, Sequence

from ledger.cli.views import words
from ledger.cli.views.grids import wrapped
from ledger.domain.entries import Citation, Entry
from ledger.domain.intents import (
    AddCitation,
    AddClaim,
    AddEntry,
    AddPair,
    AddRecord,
    AddReview,
    AddRivals,
    Attach,
    DropCitation,
    EditRecord,
    Intent,
    Plan,
    Redact,
    Retract,
    Settle,
)
from ledger.domain.planning.statements import describe
from ledger.domain.seed import Settlement
from ledger.domain.text import safe
from ledger.domain.words import SCORES, Relation, SettlementKind
from ledger.formats import marks
from ledger.formats.json_out import JsonDocument
from ledger.services.importing import Imported

MANY = 12  # verdicts that are counted, not listed: they were shown before
_SINGULAR = {
    "statuses": "status",
    "entries": "entry",
    "parties": "party",
    "ledger": "ledger description",
    "rivals": "contest",
}
_PLURAL = {"rivals": "contests", "ledger": "ledger descriptions"}


def import_text(imported: Imported, width: int) -> str:
    """Return what an import recorded, a line for each changeset, and what is contested now."""
    if not imported.changesets:
        return f"Nothing new: {_known_already(imported.unchanged)}; nothing was recorded."
    lines = [line for plan in imported.plans for line in wrapped(_recorded(plan), width, "   ")]
    told = *contest_lines(imported.contested, width), *_overtaken_lines(imported.overtaken, width)
    return "\n".join([*lines, *told])


def plan_text(imported: Imported, width: int) -> str:
    """Return everything that would be recorded, file by file."""
    lines = [line for plan in imported.plans if plan.intents for line in _plan(plan, imported, width)]
    if not imported.changesets:
        return f"Nothing new: {_known_already(imported.unchanged)}. This was a dry run."
    total = f"Would record {words.plural(len(imported.changesets), 'changeset')}: {counted(imported.recorded)}."
    known = [f"{_known_already(imported.unchanged).capitalize()}."] if imported.unchanged else []
    return "\n".join([*lines, *wrapped(total, width), *known, "Nothing was recorded: this was a dry run."])


def plan_documents(imported: Imported) -> list[JsonDocument]:
    """Return everything that would be recorded, file by file, for scripts."""
    return [
        {
            "changeset": plan.number,
            "file": plan.name,
            "unchanged": plan.unchanged,
            "things": [said(intent, imported.mentioned) for intent in _told(plan, imported)],
        }
        for plan in imported.plans
    ]


def check_text(imported: Imported, assertions: int) -> str:
    """Return what a check found, where it found no fault."""
    new = counted(imported.recorded)
    files = words.plural(len(imported.plans), "file")
    held = f"{words.plural(assertions, 'assertion')} checked, all hold" if assertions else "no assertions"
    return f"{files} without faults; {held}. " + (
        f"Not in the ledger yet: {new}." if new else "Nothing in them is new."
    )


def act_text(imported: Imported, width: int) -> str:
    """Return what one act recorded, thing by thing."""
    if not imported.changesets:
        return "Known already: nothing was recorded."
    intents = [intent for plan in imported.plans for intent in _told(plan, imported)]
    reviews = [intent for intent in intents if isinstance(intent, AddReview)]
    if len(reviews) > MANY:
        intents = [intent for intent in intents if not isinstance(intent, AddReview)]
    lines = [line for intent in intents for line in with_reason(intent, imported.mentioned, width)]
    if len(reviews) > MANY:
        verdict, reviewer = reviews[0].verdict.value, safe(reviews[0].reviewer)
        lines.append(f"  {words.plural(len(reviews), 'entry', 'entries')} {verdict} by {reviewer}")
    return "\n".join([f"Recorded {numbers(imported.changesets)}:", *lines])


def counted(counts: Mapping[str, int]) -> str:
    """Return ``72 stances, 45 statuses, 1 source``."""
    named = (
        words.plural(number, _SINGULAR.get(name, name.removesuffix("s")), _PLURAL.get(name, name))
        for name, number in counts.items()
        if number
    )
    return ", ".join(name.replace("_", " ") for name in named)


def numbers(changesets: list[int]) -> str:
    """Return ``@3``, or ``@3 to @8``."""
    first, last = changesets[0], changesets[-1]
    return f"@{first}" if first == last else f"@{first} to @{last}"


def said(intent: Intent, mentioned: Mapping[int, Entry]) -> str:
    """Return an intent in words; ``mentioned`` are entries that it may speak of."""
    match intent:
        case AddRecord(record):
            title = getattr(record, "title", None) or getattr(record, "name", None)
            return f"new {record.table} {record.natural_key}".rstrip() + (f": {title}" if title else "")
        case EditRecord():
            return f"edit {intent.ref.rstrip(':')} {intent.field}: {intent.old} -> {intent.new}"
        case AddEntry(entry):
            return _entry(entry, mentioned)
        case AddCitation(number, citation):
            return f"adds a citation to {_named(number, mentioned)}: {words.cited([citation])}"
        case AddRivals(number, other):
            return f"contested: {_named(other, mentioned)} with {_named(number, mentioned)}"
        case Attach(attachment):
            size = words.plural(len(attachment.text), "character")
            return f"text of {attachment.source}, edition {attachment.edition}: {size}"
        case AddPair(number, other, relation):
            return f"{relation.value}: {_named(other, mentioned)} with {_named(number, mentioned)}"
        case Redact(redaction):
            return f"redacted, of @{redaction.touched}: {redaction.stream} {redaction.record}, {redaction.fields}"
        case _:
            return _act(intent, mentioned)


def _act(intent: DropCitation | Retract | Settle | AddReview | AddClaim, mentioned: Mapping[int, Entry]) -> str:
    match intent:
        case DropCitation(number, source, at, reason):
            place = " ".join(filter(None, (source, at)))
            return f"drops the citation [{place}] of {_named(number, mentioned)}: {reason}"
        case Retract(retraction):
            return f"retracts {_named(retraction.entry, mentioned)}: {retraction.reason}"
        case Settle(settlement):
            return _settlement(settlement, mentioned)
        case AddReview(number, verdict, reviewer, note):
            return f"{_named(number, mentioned)}: {verdict.value} by {reviewer}{f': {note}' if note else ''}"
        case AddClaim(number, verdict, reviewer, note):
            return f"{_named(number, mentioned)}: claimed, {verdict.value} by {reviewer}{f': {note}' if note else ''}"


def _entry(entry: Entry, mentioned: Mapping[int, Entry]) -> str:
    order = f", after entry {entry.came_after}" if entry.came_after else ""
    what = f"{words.entry(entry)}{_numbers(entry)}, {words.held(entry)}{order} {words.cited(entry.said.cite)}"
    if entry.supersedes is None:
        return f"new {entry.kind.value}, entry {entry.id}: {what}"
    act = "corrects entry" if entry.supersedes in mentioned else "stands in the place of"
    return f"entry {entry.id} {act} {entry.supersedes}: {what}"


def _numbers(entry: Entry) -> str:
    """Return the numbers that an entry gives, so that one read wrongly is seen: ``, position 40, posts 48 posts``."""
    told = [f"{name} {value}" for name, value in entry.said.values().items() if type(value) is int]
    return "".join(f", {safe(each)}" for each in [*told, *(f"{each.named} {each}" for each in entry.said.figures)])


def _settlement(settlement: Settlement, mentioned: Mapping[int, Entry]) -> str:
    entry, other = _named(settlement.entry, mentioned), _named(settlement.other, mentioned)
    told = {
        SettlementKind.outweighed: f"settled: {entry} outweighs {other}",
        SettlementKind.moved: f"settled: both stand, {entry} after {other}",
        SettlementKind.reopened: f"contested again: {entry} with {other}",
    }[settlement.how]
    return f"{told}: {settlement.reason}"


def _named(number: int, mentioned: Mapping[int, Entry]) -> str:
    """Name an entry by number, and say what it is where that is known."""
    entry = mentioned.get(number)
    if entry is None:
        return f"entry {number}"
    return f"entry {number} ({describe(entry)})"


def _recorded(plan: Plan) -> str:
    known = _known_already(plan.unchanged)
    if plan.number is None:
        return f"{plan.name}: nothing new, {known}"
    return f"@{plan.number} {plan.name}: {counted(plan.recorded)}" + (f"; {known}" if plan.unchanged else "")


def _known_already(count: int) -> str:
    return f"{words.plural(count, 'part')} known already"


_MOST_CONTESTS = 20
_MOST_OVERTAKEN = 5


def _overtaken_lines(overtaken: Sequence[str], width: int) -> Iterator[str]:
    """Yield how many contests came that stand no more, then the first of them: what was coded may be a slip."""
    if overtaken:
        count = words.plural(len(overtaken), "earlier contest")
        yield from wrapped(f"{count}, unsettled: something later has followed (posl show item:KEY)", width)
        for line in overtaken[:_MOST_OVERTAKEN]:
            yield from _lines(line, width)
        if (more := len(overtaken) - _MOST_OVERTAKEN) > 0:
            yield f"  and {more:,} more"


def contest_lines(contested: Sequence[str], width: int) -> Iterator[str]:
    """Yield how many contests came with what was recorded and how each ends, then the first of them."""
    if contested:
        ends = "each until something later follows both or somebody settles it: posl settle --help"
        yield f"{words.plural(len(contested), 'contest')}, {ends}"
        for line in contested[:_MOST_CONTESTS]:
            yield from _lines(line, width)
        if (more := len(contested) - _MOST_CONTESTS) > 0:
            yield f"  and {more:,} more: posl list items --contested"


def _plan(plan: Plan, imported: Imported, width: int) -> Iterator[str]:
    yield f"@{plan.number} {safe(plan.name)}"
    for intent in _told(plan, imported):
        yield from with_reason(intent, imported.mentioned, width)


def _told(plan: Plan, imported: Imported) -> list[Intent]:
    """Leave out what an entry is to one that no longer stands, as that which it corrects: they never count together.

    Whose word of the order of two it is, and which way round, is told with the entry or the settlement that says so.
    """
    gone = imported.displaced
    return [
        intent
        for intent in plan.intents
        if not isinstance(intent, AddPair)
        or (intent.relation is not Relation.after and gone.isdisjoint((intent.entry, intent.other)))
    ]


def with_reason(intent: Intent, mentioned: Mapping[int, Entry], width: int) -> Iterator[str]:
    """Say an intent; of a correction, what it changes and why."""
    yield from _lines(said(intent, mentioned), width)
    if isinstance(intent, AddEntry) and intent.entry.supersedes is not None:
        for line in _corrected(intent.entry, mentioned.get(intent.entry.supersedes)):
            yield from (f"    {each}" for each in wrapped(line, width - 4, "  "))


def _corrected(entry: Entry, before: Entry | None) -> Iterator[str]:
    old, new = (_values(before) if before else {}), _values(entry)
    for name in dict.fromkeys([*new, *old]) if before else ():
        if old.get(name) != new.get(name):
            yield f"{name.replace('_', ' ')}: {old.get(name, '(nothing)')} -> {new.get(name, '(nothing)')}"
    if old.get("stance") != new.get("stance") and (kept := new.get("condition")) and kept == old.get("condition"):
        was, now = (marks.conditioned(SCORES.get(each.get("stance", "")), kept) for each in (old, new))
        joint, _colon, as_read = now.partition(": ")
        yield f'condition stays: "{kept}"' if was == now else f'condition stays, now read as "{joint}": {as_read}'
    if before and old.get("cited") == new.get("cited"):
        yield from _cited_otherwise(entry, before)
    yield f"because: {entry.reason}"


def _cited_otherwise(entry: Entry, before: Entry) -> Iterator[str]:
    """Yield what a correction says otherwise of places that both cite: whose words, how likely, the quote."""
    several = len(entry.said.cite) > 1
    for was, now in zip(before.said.cite, entry.said.cite, strict=True):
        of = f"{words.cited([now])} " if several else ""
        for name in Citation.model_fields:
            old, new = (marks.in_one_line(name, getattr(each, name)) or "(nothing)" for each in (was, now))
            if old != new:
                yield f"{of}{name}: {old} -> {new}"


def _values(entry: Entry) -> dict[str, str]:
    """Every value of an entry that a correction can change, as it is shown."""
    place = {name: getattr(entry.said, name, None) for name in ("item", "party")}
    items = " ".join(getattr(entry.said, "items", ()))
    figures = "; ".join(f"{figure.named} {figure}" for figure in entry.said.figures)
    held = {"held": words.held(entry), "items": items or None, "cited": words.cited(entry.said.cite)}
    told = {**place, **entry.said.values(), "figures": figures or None, **held}
    return {name: str(value) for name, value in told.items() if value is not None}


def _lines(text: str, width: int) -> list[str]:
    """Wrap one thing, its further lines indented below its first."""
    first, *rest = wrapped(text, width - 2, "  ")
    return [f"  {first}", *(f"  {line}" for line in rest)]
