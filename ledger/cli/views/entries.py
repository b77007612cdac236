"""Entries as they stand at a point: what was said and when, in whose words, on which citations."""

from collections.abc import Iterable, Iterator

from ledger.cli.terminal import dim
from ledger.cli.views import words
from ledger.cli.views.grids import paragraph, wrapped
from ledger.domain.entries import Citation, DiffMeaning, StanceEntry, Statement
from ledger.domain.quotes import EarlierEdition
from ledger.domain.text import safe
from ledger.domain.words import EntryKind, Stance
from ledger.formats import marks
from ledger.formats.marks import yes_or_no
from ledger.services.entry_states import EntryAtPoint, EntryState
from ledger.services.note.words import unended

INDENT = " " * 9
_MARKS = {
    EntryState.counts: "*",
    EntryState.earlier: " ",
    EntryState.left_out: " ",
    EntryState.corrected: "x",
    EntryState.retracted: "x",
    EntryState.rejected: "x",
}


def entry_lines(told: Iterable[EntryAtPoint], width: int) -> Iterator[str]:
    """Each entry: what and when, how it stands, in whose words, on which citations. ``*`` marks the one that counts."""
    for each in told:
        yield from head_lines(each, width)
        yield from wording_lines(each.entry.said, width)
        if each.reason and not each.stands:
            yield paragraph(f"{(each.gone or each.state).value} by {each.by}: {each.reason}", width, INDENT)
        editions = dict(each.editions)
        for citation in each.entry.said.cite:
            yield dim(paragraph(citation_text(citation, editions.get(citation)), width, INDENT))


def wording_lines(said: Statement, width: int) -> Iterator[str]:
    """Return the condition and the analyst's summary."""
    if isinstance(said, StanceEntry) and said.condition:
        yield paragraph(marks.conditioned(said.stance.score, said.condition), width, INDENT)
    if said.summary:
        yield paragraph(said.summary, width, INDENT)


def head_lines(told: EntryAtPoint, width: int) -> Iterator[str]:
    """Return an entry's number, its day, what it says, and how sure that is."""
    entry = told.entry
    start = f"  {_MARKS[told.state]} {entry.id:>3}  {words.held(entry):<10}  "
    first, *rest = wrapped("; ".join([_said(entry.said), *_remarks(told)]), width - len(start))
    yield start + first
    yield from (INDENT + line for line in rest)


def _said(said: Statement) -> str:
    """The verb, or the words of a remark without their last stop, and the numbers; other texts have their own lines."""
    values = said.values()
    first = [
        words.stance(Stance(values.pop(name))) if name == "stance" else unended(safe(values.pop(name)))
        for name in type(said).counting(DiffMeaning.verb)
    ]
    for name in ("condition", "summary"):
        values.pop(name, None)
    who = f"{safe(by)}: " if (by := getattr(said, "by", None)) else ""
    numbers = [safe(f"{figure.named} {figure}") for figure in said.figures]
    return who + ", ".join([*first, *(_named(name, value) for name, value in values.items()), *numbers])


def _named(name: str, value: object) -> str:
    """Return a field as it is read: ``position 90``, ``red line: yes``."""
    label = name.replace("_", " ")
    if isinstance(value, bool):
        return f"{label}: {yes_or_no(value)}"
    return f"{label} {safe(marks.in_one_line(name, value))}"


def _remarks(told: EntryAtPoint) -> Iterator[str]:
    if told.state is EntryState.left_out:
        yield told.state.value
    if told.stands and not told.sure:
        yield "possible"
    if told.rivals:
        yield f"contested with {', '.join(map(str, told.rivals))}"
    if whose := marks.voiced(told.evidence.voice, of_a_status=told.entry.said.kind is EntryKind.status):
        yield whose
    if told.evidence.grade:
        sources = told.evidence.independent_sources
        yield f"{told.evidence.grade} x{sources}" if sources > 1 else told.evidence.grade
    yield from (f"{each.verdict.value} by {safe(each.reviewer)}" for each in told.verdicts)
    if told.entry.says_again:  # what it took the place of may be a retraction, which no row tells of
        yield f"says {told.entry.says_again} again"
    elif told.entry.supersedes:
        yield f"corrects {told.entry.supersedes}"
    if told.entry.came_after:
        yield f"after {told.entry.came_after}"


def citation_text(citation: Citation, edition: EarlierEdition | None = None) -> str:
    """Return a citation: its place, its words, on whose word it is; ``edition`` alone has it."""
    place = " ".join(filter(None, (citation.source, citation.at)))
    place += f" of {edition.said}" if edition else ""
    said_by = " ".join(filter(None, (citation.by, citation.speaker.value if citation.speaker else None)))
    who = f", {said_by}" if said_by else ""
    carried = f", carrying {' and '.join(citation.carries)}" if citation.carries else ""
    quote = f' "{citation.quote}"' if citation.quote else ""
    translation = f" ({citation.translation})" if citation.translation else ""
    note = f"; {citation.note}" if citation.note else ""
    return f"[{place}]{quote}{translation}{who}{carried}, credibility {citation.credibility}{note}"
