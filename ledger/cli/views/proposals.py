"""Proposals and drafts: what is proposed, what accepting it would do, what became of it, who is right how often."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from shlex import quote

from pydantic import BaseModel

from ledger.cli.terminal import bold, say
from ledger.cli.views import lists, recorded, words
from ledger.cli.views.grids import wrapped
from ledger.domain.entries import DiffMeaning, Statement
from ledger.domain.intents import AddEntry, AddRecord, Intent, count
from ledger.domain.proposals import Draft, Figures, Proposal, Step
from ledger.domain.records import Record
from ledger.domain.seed import BLOCKS
from ledger.domain.text import safe
from ledger.domain.words import DraftStep, Outcome
from ledger.formats import marks
from ledger.formats.json_out import JsonDocument, document, written
from ledger.formats.tables import Table
from ledger.services import drafting
from ledger.services.accepting import Effect
from ledger.services.drafting import ShownDraft
from ledger.services.proposing import Brought, Foreseen

_BLOCK_OF = {model: block for block, model in BLOCKS.items()}
_STATES = {DraftStep.opened: "waits", DraftStep.returned: "sent back"}


# -- brought in, rejected ---------------------------------------------------------------------------------------------


def say_brought(found: Sequence[Brought], format: str, *, dry_run: bool = False) -> None:
    """Say what came of bringing proposals in."""
    if format == "json":
        rows = [
            {
                "proposer": each.proposer,
                "draft": each.draft,
                "proposed": [f"p{number}" for number in each.new],
                "again": [f"p{number}" for number in each.again],
                "recorded_already": each.recorded,
            }
            for each in found
        ]
        say(written(document("proposed", dry_run=dry_run, files=rows)))
        return
    for each in found:
        say(_brought(each, dry_run=dry_run))


def _brought(each: Brought, *, dry_run: bool) -> str:
    in_draft = f" in the draft {each.draft}" if each.draft else ""
    beside = [f"{len(each.again)} proposed before"] if each.again else []
    beside += [f"{each.recorded} recorded already"] if each.recorded else []
    if not each.new:
        return f"Nothing new of {safe(each.proposer)}: {', '.join(beside) or 'nothing was found'}."
    if dry_run:
        counted = words.plural(len(each.new), "proposal")
        return f"Would take in {counted} of {safe(each.proposer)}{in_draft}{''.join(f'; {one}' for one in beside)}."
    first, last = each.new[0], each.new[-1]
    which = f"p{first}" if first == last else f"p{first} to p{last}"
    then = f"posl draft show {quote(each.draft)}" if each.draft else "posl review list"
    told = "".join(f"; {one}" for one in beside)
    return f"Proposed by {safe(each.proposer)}{in_draft}: {which}{told}. They count for nothing yet: {safe(then)}"


def say_rejected(found: Sequence[Proposal], format: str) -> None:
    """Say which proposals were not taken."""
    if format == "json":
        say(written(document("rejected", proposals=[each.called for each in found])))
        return
    say(f"Rejected {', '.join(each.called for each in found)}: that is kept, and nothing was recorded.")


# -- waiting ----------------------------------------------------------------------------------------------------------


def proposed_text(found: Sequence[Foreseen], total: int, width: int) -> str:
    """Return what is proposed, proposer by proposer, each with its words and what accepting it does."""
    if not found:
        return "Nothing is proposed."
    counted = words.plural(total, "entry", "entries")
    first = f", the first {len(found)} shown" if len(found) < total else ""
    lines = [bold(f"Proposed: {counted} that {'counts' if total == 1 else 'count'} for nothing until accepted{first}")]
    for proposer, group in groupby(found, key=lambda each: each.proposal.proposer):
        lines.append(f"{safe(proposer)}:")
        lines += [line for each in group for line in _foreseen(each, width)]
    return "\n".join(lines)


def _foreseen(each: Foreseen, width: int) -> Iterator[str]:
    yield from _indented(_says(each.proposal), width, 2)
    yield from (line for quote in _quotes(each.proposal.value) for line in _indented(quote, width, 6))
    for effect in (effect for waiting in each.waiting for effect in waiting.effects):
        yield from _indented(f"- {effect.text}", width, 6)
    for fault in each.faults:
        yield from _indented(f"! cannot be accepted as it stands: {fault}", width, 6)
    if each.recorded:
        yield from _indented("- the ledger says so already", width, 6)


def _says(proposal: Proposal) -> str:
    return f"{proposal.called} {_value(proposal.value)}"


def _value(value: BaseModel) -> str:
    """Return a value in a line: of an entry when and what, of a record its name, of an act its fields."""
    if isinstance(value, Record):
        title = getattr(value, "title", None) or getattr(value, "name", None) or ""
        return safe(f"{value.table} {value.natural_key}{f': {title}' if title else ''}")
    if not isinstance(value, Statement):
        fields = value.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        return safe(f"{_BLOCK_OF[type(value)]} " + ", ".join(f"{name} {_plain(said)}" for name, said in fields.items()))
    verbs = " ".join(str(getattr(value, name)) for name in type(value).counting(DiffMeaning.verb))
    said = ", ".join(filter(None, (verbs, marks.figures(value))))
    who = f"{value.cell}: " if value.cell.item else ""
    return safe(f"({value.held_on or value.round}) {who}{said} ") + words.cited(value.cite)


def _plain(said: object) -> object:
    return said["id"] if isinstance(said, dict) and list(said) == ["id"] else said


def _quotes(value: BaseModel) -> list[str]:
    cited = value.cite if isinstance(value, Statement) else ()
    return [f'"{safe(each.quote)}"' for each in cited if each.quote]


def _indented(text: str, width: int, by: int) -> Iterator[str]:
    return (" " * by + line for line in wrapped(text, width - by, "  "))


def values_text(found: Sequence[Proposal], width: int) -> str:
    """Return what is proposed, each with its words."""
    lines: list[str] = []
    for each in found:
        lines += _indented(_says(each), width, 0)
        lines += (line for quote in _quotes(each.value) for line in _indented(quote, width, 4))
    return "\n".join(lines)


def drafts_text(found: Sequence[Draft], width: int) -> str:
    """Return a line for each draft that waits, with the command that shows it."""
    waiting = ((one.name, words.plural(len(one.waiting), "proposal")) for one in found)
    told = (f"Draft {name}: {count}, posl draft show {quote(name)}" for name, count in waiting)
    return "\n".join(part for line in told for part in wrapped(safe(line), width, "  "))


def rendered_proposals(found: Sequence[Foreseen], format: str, width: int | None) -> str:
    """Return what is proposed, as rows."""
    names = ("proposal", "proposer", "says", "does", "quote", "cited")
    rows = [_row(each) for each in found]
    return lists.rendered("proposed", Table(names, rows), [foreseen_document(each) for each in found], format, width)


def _row(each: Foreseen) -> list[object]:
    value = each.proposal.value
    does = "; ".join(effect.text for waiting in each.waiting for effect in waiting.effects)
    cited = words.cited(value.cite) if isinstance(value, Statement) else ""
    of = each.proposal
    return [of.called, of.proposer, _value(value), does, " ".join(_quotes(value)), cited]


def foreseen_document(each: Foreseen) -> JsonDocument:
    """Return a proposal, with what accepting it does, for scripts."""
    effects = [_effect(effect) for waiting in each.waiting for effect in waiting.effects]
    faults = [str(fault) for fault in each.faults]
    return {**proposal_document(each.proposal), "effects": effects, "faults": faults, "recorded": each.recorded}


def _effect(effect: Effect) -> JsonDocument:
    return {"kind": effect.kind.value, "text": effect.text, "entry": effect.entry}


def proposal_document(each: Proposal) -> JsonDocument:
    """Return a proposal, and what became of it, for scripts."""
    settled = each.settled
    return {
        "proposal": each.called,
        "proposer": each.proposer,
        "author": each.author,
        "proposed_at": each.at,
        "draft": each.draft,
        "block": each.block,
        "value": each.value.model_dump(mode="json", exclude_defaults=True, exclude_none=True),
        "outcome": settled.outcome.value if settled else None,
        "judged_by": settled.author if settled else None,
        "note": settled.note if settled else None,
        "changeset": settled.changeset if settled else None,
    }


# -- drafts -----------------------------------------------------------------------------------------------------------


def drafts_table(found: Iterable[Draft]) -> Table:
    """Return drafts as rows."""
    names = ("draft", "state", "proposals", "waiting", "proposers", "since", "note")
    return Table(names, [_draft_row(each) for each in found])


def _draft_row(each: Draft) -> list[object]:
    last = each.steps[-1]
    who = ", ".join(dict.fromkeys(one.proposer for one in each.proposals))
    return [each.name, _state(each), len(each.proposals), len(each.waiting), who, last.at[:10], last.note]


def _state(each: Draft) -> str:
    return _STATES.get(each.state, each.state.value)


def draft_row_document(each: Draft) -> JsonDocument:
    """Return a draft and what was done with it, for scripts."""
    return {
        "draft": each.name,
        "state": each.state.value,
        "steps": [_step(step) for step in each.steps],
        "proposals": [one.called for one in each.proposals],
        "waiting": [one.called for one in each.waiting],
    }


def _step(step: Step) -> JsonDocument:
    return {
        "step": step.step.value,
        "author": step.author,
        "at": step.at,
        "note": step.note,
        "changeset": step.changeset,
    }


def say_draft(each: Draft, format: str) -> None:
    """Say where a draft stands."""
    if format == "json":
        say(written(document("draft-state", **draft_row_document(each))))
        return
    note = f": {safe(each.steps[-1].note)}" if each.steps[-1].note else ""
    say(f"The draft {safe(each.name)} {'is ' if each.state is not DraftStep.opened else ''}{_state(each)}{note}")


def draft_text(found: ShownDraft, width: int) -> str:
    """Return a draft: what was done with it, what is in it, and what accepting it would do."""
    draft = found.draft
    lines = [bold(f"Draft {safe(draft.name)}: {_state(draft)}, {words.plural(len(draft.waiting), 'proposal')} waiting")]
    lines += [line for step in draft.steps for line in _indented(_done(step), width, 2)]
    kept = (each for each in draft.proposals if each.settled is None or each.settled.outcome is not Outcome.dropped)
    lines += [line for each in kept for line in _proposal(each, found, width)]
    if found.planned.faults:
        lines += ["", bold("It cannot be accepted as it stands")]
        return "\n".join([*lines, *(line for each in found.planned.faults for line in _indented(str(each), width, 2))])
    noted = (line for each in found.planned.notices for line in wrapped(f"note: {safe(each)}", width, "  "))
    return "\n".join([*lines, "", *_would(found, width), *noted] if draft.waiting else lines)


def _done(step: Step) -> str:
    where = f" (@{step.changeset})" if step.changeset else ""
    return safe(f"{step.at[:10]} {step.step.value} by {step.author}{where}{f': {step.note}' if step.note else ''}")


def _proposal(each: Proposal, found: ShownDraft, width: int) -> Iterator[str]:
    became = f" [{each.settled.outcome.value} by {safe(each.settled.author)}]" if each.settled else ""
    yield from _indented(f"{_says(each)}{became}", width, 2)
    yield from (line for quote in _quotes(each.value) for line in _indented(quote, width, 6))
    for waiting in drafting.effects_of(found, each) if each.settled is None else ():
        yield from (line for effect in waiting.effects for line in _indented(f"- {effect.text}", width, 6))


def _would(found: ShownDraft, width: int) -> Iterator[str]:
    """Say how much accepting it would record, and one by one what it would do to what is recorded."""
    intents = found.planned.told
    if not intents:
        yield "Accepting it would record nothing: the ledger has it already."
        return
    yield from wrapped(f"Accepting it would record, as one changeset: {recorded.counted(count(intents))}.", width)
    acts: list[Intent] = [each for each in intents if not isinstance(each, AddEntry | AddRecord)]
    acts += map(AddEntry, found.said_again)
    yield from (line for each in acts for line in recorded.with_reason(each, found.planned.mentioned, width))


def _reason(intent: Intent) -> str | None:
    return intent.entry.reason if isinstance(intent, AddEntry) else None


def draft_document(found: ShownDraft) -> JsonDocument:
    """Return a draft, with what accepting it would do, for scripts."""
    planned = found.planned
    return document(
        "draft",
        **{**draft_row_document(found.draft), "proposals": [proposal_document(each) for each in found.draft.proposals]},
        would=[recorded.said(intent, planned.mentioned) for intent in planned.told],
        because=[_reason(intent) for intent in planned.told],
        notices=list(planned.notices),
        effects=[_effect(effect) for each in found.waiting for effect in each.effects],
        faults=[str(fault) for fault in planned.faults],
    )


# -- who is right how often -------------------------------------------------------------------------------------------


def figures_table(found: Iterable[Figures]) -> Table:
    """Return how often proposers were right as rows."""
    names = ("proposer", "proposed", "waiting", "as is", "amended", "rejected", "dropped", "share as is", "amended in")
    return Table(names, [_figures(each) for each in found])


def _figures(each: Figures) -> list[object]:
    counts = [each.outcomes[outcome] for outcome in Outcome]
    fields = ", ".join(f"{name} {count}" for name, count in each.fields.most_common())
    return [each.proposer, each.proposed, each.waiting, *counts, _share(each), fields]


def _share(each: Figures) -> str | None:
    if each.share is None or each.between is None:
        return None
    low, high = each.between
    return f"{each.share:.0%} of {each.judged} ({low:.0%} to {high:.0%})"


def figures_document(each: Figures) -> JsonDocument:
    """Return how often a proposer was right, for scripts."""
    low, high = each.between or (None, None)
    return {
        "proposer": each.proposer,
        "proposed": each.proposed,
        "waiting": each.waiting,
        "judged": each.judged,
        **{outcome.value: each.outcomes[outcome] for outcome in Outcome},
        "share": each.share,
        "share_from": low,
        "share_to": high,
        "amended_fields": dict(each.fields),
    }
