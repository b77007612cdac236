"""Drafts as lines: each with what it contains, what accepting it would do, what stands in its way."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import BaseModel
from textual.content import Content

from ledger.domain.entries import Statement
from ledger.domain.proposals import Proposal
from ledger.domain.records import Record
from ledger.domain.register import Register
from ledger.domain.words import DraftStep
from ledger.formats.marks import figures
from ledger.services import drafting, proposing
from ledger.services.accepting import Effect
from ledger.services.drafting import ShownDraft
from ledger.services.reviewing import Waiting
from ledger.tui.glyphs import Glyphs
from ledger.tui.lines_screen import Line
from ledger.tui.messages import JumpTo
from ledger.tui.review.lines import GRAVE, in_ascii, named_source, queue_line
from ledger.tui.safe import content, plain

DRAFT, PROPOSED = "draft", "proposed"
_UNDER, _DEEP = "    ", "        "


def lines_of(drafts: Iterable[ShownDraft], known: Register, signs: Glyphs) -> list[Line]:
    """Return each draft, and below it its proposals with their words and effects."""
    return [line for each in drafts for line in _lines(each, known, signs)]


def _lines(shown: ShownDraft, known: Register, signs: Glyphs) -> Iterator[Line]:
    draft, steps = shown.draft, shown.draft.steps
    waiting, last = len(draft.waiting), steps[-1]
    of = ", ".join(dict.fromkeys(plain(each.proposer) for each in draft.waiting))
    count = f"{waiting} {'proposal' if waiting == 1 else 'proposals'}{f' of {of}' if of else ''}"
    sent_back = draft.state is DraftStep.returned
    state = f"sent back by {last.author}: {last.note or ''}" if sent_back else f"waits since {last.at[:10]}"
    how = "o opens it again" if sent_back else "a accepts all of it, x sends it back"
    text = Content.assemble(
        (plain(draft.name), "bold $primary"), f"  {count}  ", content(state), (f"   {how}", "$quiet")
    )
    yield Line(DRAFT, f"draft {draft.name}", text, JumpTo("draft", draft.name))
    for fault in shown.planned.faults:
        yield _said(f"{_UNDER}! cannot be accepted as it stands: {fault}", "bold $accent")
    for proposal in draft.waiting:
        yield from _proposed(shown, proposal, known, signs)
    for entry in shown.said_again if draft.waiting else ():
        yield _said(f"{_UNDER}- entry {entry.supersedes} is said again: {entry.reason}", "$quiet")
    for notice in shown.planned.notices:
        yield _said(f"{_UNDER}- {in_ascii(notice)}", "$quiet")


def _proposed(shown: ShownDraft, proposal: Proposal, known: Register, signs: Glyphs) -> Iterator[Line]:
    effects = [effect for waiting in drafting.effects_of(shown, proposal) for effect in waiting.effects]
    value = shown.value_of(proposal)
    item, party = _cell(value, known)
    to = JumpTo("cell", item, party) if item else JumpTo("draft", shown.draft.name)
    text = Content.assemble(f"  {proposal.called}", _words(proposal.number, value, effects, known, signs))
    yield Line(PROPOSED, f"draft {shown.draft.name} {proposal.called}", text, to, item, party)
    if isinstance(value, Statement) and value.figures:
        yield _said(f"{_DEEP}{figures(value)}", "")
    for cited in value.cite if isinstance(value, Statement) else ():
        if cited.quote:
            yield _said(
                f'{_DEEP}"{cited.quote}" {named_source(cited.source or "", known)} {cited.at or ""}'.rstrip(), "italic"
            )
    for effect in effects:
        grave = effect.kind in GRAVE
        yield _said(f"{_DEEP}{'!' if grave else '-'} {in_ascii(effect.text)}", "bold $accent" if grave else "$quiet")


def _cell(value: BaseModel, known: Register) -> tuple[str | None, str | None]:
    """Return the cell of the matrix that it is of; of an item that only the draft has there is none."""
    if not isinstance(value, Statement) or value.cell.item not in known.items:
        return None, None
    return value.cell.item, value.cell.party if value.cell.party in known.parties else None


def _words(number: int, value: BaseModel, effects: Iterable[Effect], known: Register, signs: Glyphs) -> Content:
    entry = proposing.as_entry(number, value, known)
    if entry is None:
        return content(f"  {in_words(value)}")
    return queue_line(replace(Waiting(entry, "", ()), effects=tuple(effects)), known, signs, chosen=False)


def in_words(value: BaseModel) -> str:
    """Return what is no entry in a line: of a record its name, of an act its fields."""
    if isinstance(value, Record):
        title = getattr(value, "title", None) or getattr(value, "name", None) or ""
        return f"{value.table} {value.natural_key}{f': {title}' if title else ''}"
    fields = value.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return ", ".join(f"{name} {said}" for name, said in fields.items())


def _said(text: str, style: str) -> Line:
    """Return a line that is read, and leads nowhere."""
    return Line(PROPOSED, "", content(text, style))
