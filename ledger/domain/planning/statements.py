"""Entries: new, said already, corroborating another source's, correcting one that was wrong; and the rivals they make.

The rules are those of design §2 and §3. What a seed says is *said already* when an entry of the cell rests on the same
place of the same source; it *corroborates* when another source says the same of the same time.
"""

from typing import TYPE_CHECKING

from ledger.domain import rivals
from ledger.domain.entries import (
    AnyStatement,
    Cell,
    Citation,
    Counts,
    Entry,
    EventEntry,
    RemarkEntry,
    StanceEntry,
    Statement,
    StatusEntry,
)
from ledger.domain.intents import AddCitation, AddEntry, AddRivals, Intent
from ledger.domain.moments import HeldOn
from ledger.domain.planning import days, references
from ledger.domain.points import last_day
from ledger.domain.seed import Part
from ledger.domain.text import fold
from ledger.domain.words import COMMITMENT_STATUSES, ISSUE_STATUSES, ItemKind, Precision, Status
from ledger.errors import Fault

if TYPE_CHECKING:
    from ledger.domain.planning.planner import FilePlanner

SEED_CHANGED = "the seed says it otherwise now"


def decide(planner: "FilePlanner", part: Part, given: AnyStatement) -> list[Intent]:
    """Decide a stance, a status, an event or a remark of a seed."""
    said = _with_sources(planner, given)
    faults = _faults(planner, part, said)
    planner.faults += faults
    if faults:
        return []
    entry = _as_entry(planner, said)
    if entry is None:
        message = f"round {said.round} has no date yet, so the day this was held is not known"
        planner.faults.append(part.fault(message, "round", hint="give held_on, or the round's dates"))
        return []
    if said.corrects is not None:
        return _correct(planner, part, entry)
    if planner.replay:
        return _add(planner, part, entry)
    for room in (_said_already, _corroborate):
        intents = room(planner, part, entry)
        if intents is not None:
            return intents
    return _add(planner, part, entry)


def _with_sources(planner: "FilePlanner", said: AnyStatement) -> AnyStatement:
    """Fill in the file's own source where a citation names none, and who says it where that is one remark's words."""
    if isinstance(said, RemarkEntry) and said.by:
        spoken = tuple(c if c.by else c.model_copy(update={"by": said.by}) for c in said.cite)
        said = said.model_copy(update={"cite": spoken})
    if len(planner.file_sources) != 1 or all(citation.source for citation in said.cite):
        return said
    own = planner.file_sources[0]
    cite = tuple(c if c.source else c.model_copy(update={"source": own}) for c in said.cite)
    return said.model_copy(update={"cite": cite})


def _faults(planner: "FilePlanner", part: Part, said: Statement) -> list[Fault]:
    faults: list[Fault] = []
    for table, key, where in references_of(said):
        faults += references.unknown(part, planner.now.frame, planner.declared, table, key, *where)
    for place, citation in enumerate(said.cite):
        if citation.source is None:
            hint = "give source: KEY in the citation; the file has no source of its own, or several"
            faults.append(part.fault("which source is cited?", "cite", place, hint=hint))
    if isinstance(said, StatusEntry) and not faults:
        faults += _misfit(planner, part, said)
    return faults


def references_of(said: Statement) -> list[references.Named]:
    """Return (table, key, place) for each key that a statement refers to."""
    found: list[references.Named] = []
    if isinstance(said, StanceEntry | StatusEntry):
        found.append(("item", said.item, ("item",)))
    if isinstance(said, StanceEntry):
        found.append(("party", said.party, ("party",)))
    if isinstance(said, EventEntry):
        found += [("item", key, ("items", place)) for place, key in enumerate(said.items)]
    if isinstance(said, RemarkEntry):
        found += [("item", key, ("about", place)) for place, key in enumerate(said.about)]
        found += [("person", said.by, ("by",))] if said.by else []
    if said.round:
        found.append(("round", said.round, ("round",)))
    return [*found, *(each for place, c in enumerate(said.cite) for each in references.of_citation(c, "cite", place))]


def _misfit(planner: "FilePlanner", part: Part, said: StatusEntry) -> list[Fault]:
    """A status of the wrong list: a commitment is not ``discussed``, an issue is not ``kept``."""
    item = planner.now.frame.items.get(said.item)
    if item is None:
        return []
    fitting = COMMITMENT_STATUSES if item.kind is ItemKind.commitment else ISSUE_STATUSES
    if said.status in fitting:
        return []
    words = ", ".join(status.value for status in Status if status in fitting)
    kind = "an issue" if item.kind is ItemKind.issue else "a commitment"
    message = f'"{said.status.value}" is not a status of {kind}'
    return [part.fault(message, "status", hint=f"{said.item} is {kind}; one of: {words}")]


def _as_entry(planner: "FilePlanner", said: AnyStatement) -> Entry | None:
    """Number the statement and fix its day; ``None`` where its round has no date."""
    held, by_round = said.held_on, False
    if held is None:
        stage = planner.now.frame.rounds.get(said.round or "")
        day = last_day(stage) if stage else None
        if day is None:
            return None
        held, by_round = HeldOn(day, day, Precision.day), True
    body = said.model_copy(update={"corrects": None, "reason": None, "id": None})
    number = said.id if said.id is not None and planner.replay else planner.now.last_entry + 1
    return Entry.model_construct(
        id=number,
        rank=number,
        said=body,
        held=held,
        by_round=by_round,
        supersedes=None,
        reason=said.reason,
        changeset=planner.now.last_changeset + 1,
    )


# -- said already -----------------------------------------------------------------------------------------------------


def _said_already(planner: "FilePlanner", part: Part, entry: Entry) -> list[Intent] | None:
    """Recognise what the ledger has from the same place of the same source, and leave it; correct it where it changed.

    What somebody corrected, retracted or dropped since does not come back with the seed that brought it.
    """
    found = [known for known in planner.now.cells.get(entry.said.cell, ()) if _same_claim(planner, known, entry)]
    if not found:
        return None
    exact = [known for known in found if _same_content(known, entry)]
    standing = sorted((known for known in found if planner.now.stands(known)), key=lambda known: known.order)
    if exact or not standing or standing[-1].held != entry.held or not _own_citation(standing[-1], entry):
        return _cite_the_rest(planner, part, (exact or standing or found)[-1], entry)
    changed = _with_evidence_of(standing[-1], entry)
    return _supersede(planner, part, changed.model_copy(update={"reason": SEED_CHANGED}), standing[-1])


def _with_evidence_of(known: Entry, entry: Entry) -> Entry:
    """Let what others have said in support of an entry support its new wording too."""
    own = entry.said.cite
    others = tuple(c for c in known.said.cite if not any(_same_place(c, mine) for mine in own))
    return entry.model_copy(update={"said": entry.said.model_copy(update={"cite": (*own, *others)})})


def _same_claim(planner: "FilePlanner", known: Entry, entry: Entry) -> bool:
    rounds = planner.now.frame.rounds
    return (
        rivals.says_the_same(known.said, entry.said)
        and any(_same_place(mine, entry.said.cite[0]) for mine in planner.now.ever_cited(known))
        and rivals.period_of(known, rounds).overlaps(rivals.period_of(entry, rounds))
    )


def _same_content(known: Entry, entry: Entry) -> bool:
    return (
        known.said.cell == entry.said.cell
        and known.said.values() == entry.said.values()
        and (known.held, known.by_round) == (entry.held, entry.by_round)
        and known.said.round == entry.said.round
        and getattr(known.said, "items", ()) == getattr(entry.said, "items", ())
        and getattr(known.said, "by", None) == getattr(entry.said, "by", None)
        and known.said.figures == entry.said.figures
    )


def _own_citation(known: Entry, entry: Entry) -> bool:
    """Whether the entry rests first on this citation; otherwise the citation only corroborates it."""
    return _same_place(known.said.cite[0], entry.said.cite[0])


def _same_place(one: Citation, other: Citation) -> bool:
    quotes_agree = one.quote is None or other.quote is None or one.quote == other.quote
    return (one.source, one.at) == (other.source, other.at) and quotes_agree


def _cite_the_rest(planner: "FilePlanner", part: Part, known: Entry, entry: Entry) -> list[Intent]:
    """Add whichever of the statement's citations the entry never had."""
    had = planner.now.ever_cited(known)
    missing = [c for c in entry.said.cite if not any(_same_place(c, mine) for mine in had)]
    planner.plan.unchanged += 1
    return _add_citations(planner, part, known, missing) if planner.now.stands(known) else []


# -- corroborating ----------------------------------------------------------------------------------------------------


def _corroborate(planner: "FilePlanner", part: Part, entry: Entry) -> list[Intent] | None:
    """Add the citations to an entry that says the same of the same time already."""
    standing = [known for known in planner.now.standing(entry.said.cell) if known.held.last <= entry.held.last]
    for known in reversed(standing):
        if _says_as_much(planner, known, entry):
            return _add_citations(planner, part, known, _summarised(entry, known))
        if known.sources & entry.sources:
            return None  # the same source has moved on since: this is the next step of its sequence
    return None


def _says_as_much(planner: "FilePlanner", known: Entry, entry: Entry) -> bool:
    rounds = planner.now.frame.rounds
    return (
        rivals.says_the_same(known.said, entry.said)
        and entry.said.figures in ((), known.said.figures)
        and getattr(entry.said, "by", None) == getattr(known.said, "by", None)
        and all(
            getattr(entry.said, name) is None
            or _folded(getattr(known.said, name)) == _folded(getattr(entry.said, name))
            for name in type(entry.said).counting(Counts.wording)
        )
        and rivals.period_of(known, rounds).overlaps(rivals.period_of(entry, rounds))
    )


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def _summarised(entry: Entry, known: Entry) -> list[Citation]:
    """Keep, as a note on the first citation, what the second source's summary adds."""
    first, *rest = entry.said.cite
    if entry.said.summary and not first.note and entry.said.summary != known.said.summary:
        first = first.model_copy(update={"note": entry.said.summary})
    return [first, *rest]


def _add_citations(planner: "FilePlanner", part: Part, known: Entry, citations: list[Citation]) -> list[Intent]:
    named: list[references.Named] = [("source", c.source, ("cite",)) for c in citations if c.source]
    if struck := references.struck(planner, part, named):
        planner.faults += struck
        return []
    intents: list[Intent] = []
    for citation in citations:
        known = planner.now.cite(known, citation)
        intents.append(AddCitation(known.id, citation))
    return intents


# -- new, and correcting ----------------------------------------------------------------------------------------------


def _add(planner: "FilePlanner", part: Part, entry: Entry) -> list[Intent]:
    """Record it, and say with which standing entries it is at odds."""
    now = planner.now
    if struck := references.struck(planner, part, references_of(entry.said)):
        planner.faults += struck
        return []
    opposed = [
        known
        for known in now.standing(entry.said.cell)
        if not planner.replay  # an export brings its rivals along
        and known.id != entry.supersedes
        and _at_odds(planner, entry, known)
    ]
    if not planner.replay:
        days.note(planner, part, entry)
    now.put(entry)
    now.authors[entry.id] = planner.header.author or ""
    pairs = [AddRivals(known.id, entry.id) for known in opposed]
    now.rivals |= {frozenset((pair.entry, pair.other)) for pair in pairs}
    return [AddEntry(entry), *pairs]


def _at_odds(planner: "FilePlanner", entry: Entry, known: Entry) -> bool:
    """Whether two entries are rivals (design §3), unless their forerunners have settled that.

    Who says again what was said, of the same time and on the same sources, stands to others as that did: rewording an
    entry, or undoing a correction, neither ends a contest nor starts one.
    """
    now = planner.now
    before = [
        (one, other)
        for one in now.lineage(entry)[1:]
        if rivals.says_the_same(one.said, entry.said)
        for other in now.lineage(known)
        if rivals.says_the_same(other.said, known.said)
    ]
    if any(frozenset((one.id, other.id)) in now.settled for one, other in before):
        return False
    for one, other in before:
        if _same_footing(one, entry) and _same_footing(other, known) and now.met(one, other):
            return frozenset((one.id, other.id)) in now.rivals
    return rivals.are_rivals(known, entry, now.frame.rounds)


def _same_footing(before: Entry, entry: Entry) -> bool:
    """Whether an entry stands where one before it stood: in its cell, at its time, on its sources or more."""
    one, other = ((each.said.cell, each.held, each.by_round, each.said.round) for each in (before, entry))
    return one == other and before.sources <= entry.sources


def _supersede(planner: "FilePlanner", part: Part, entry: Entry, wrong: Entry) -> list[Intent]:
    """Put it in the place of what was wrong: it counts where that counted, unless it says what it came after."""
    return _take_place(planner, part, entry, wrong.id, wrong.rank)


def _take_place(planner: "FilePlanner", part: Part, entry: Entry, supersedes: int, rank: int) -> list[Intent]:
    placed = entry.model_copy(update={"supersedes": supersedes, "rank": rank})
    after = entry.said.after
    if after is None:
        return _add(planner, part, placed)
    forerunner = next((one for one in planner.now.lineage(placed) if one.id == after), None)
    if forerunner is None and not planner.replay and not _of_one_day(placed, planner.now.entries.get(after)):
        message = f"entry {after} is none of the same item, party and day, so this cannot come after it"
        planner.faults.append(part.fault(message, "after"))
        return []
    return _add(planner, part, placed.model_copy(update={"rank": forerunner.rank if forerunner else entry.id}))


def _of_one_day(entry: Entry, other: Entry | None) -> bool:
    return other is not None and (entry.said.cell, entry.held.last) == (other.said.cell, other.held.last)


def _correct(planner: "FilePlanner", part: Part, entry: Entry) -> list[Intent]:
    """Supersede the entry that the statement names; a second correction of one entry is a conflict."""
    ref, now = part.value.corrects, planner.now
    if ref.id is not None and ref.id in now.retractions:
        return _revive(planner, part, entry, ref.id)
    found = now.find(ref, None if ref.id is not None else entry.said.cell)
    if not found or found[0].kind is not entry.kind:
        message = f"there is no such {entry.kind.value} to correct: {ref}"
        planner.faults.append(part.fault(message, "corrects", hint=_entries_hint(entry)))
        return []
    wrong = found[0]
    if now.stands(wrong):
        return _supersede(planner, part, entry, wrong)
    successor = now.entries.get(now.superseded_by[wrong.id])
    if successor is not None and _same_content(successor, entry):
        return _cite_the_rest(planner, part, successor, entry)
    planner.conflicts.append(_too_late(planner, part, wrong))
    return []


def _revive(planner: "FilePlanner", part: Part, entry: Entry, retraction: int) -> list[Intent]:
    """Assert again what a retraction took back: the new entry supersedes the retraction."""
    if retraction in planner.now.superseded_by:
        planner.conflicts.append(part.fault(f"retraction {retraction} was undone already", "corrects"))
        return []
    return _take_place(planner, part, entry, retraction, planner.now.retractions[retraction].rank)


def _too_late(planner: "FilePlanner", part: Part, wrong: Entry) -> Fault:
    by = planner.now.superseded_by[wrong.id]
    successor = planner.now.entries.get(by)
    what = "retracted" if successor is None else f"corrected by entry {by}"
    hint = f"now it reads: {describe(successor)}" if successor else f"see: posl show {wrong.said.cell.item or by}"
    return part.fault(f"entry {wrong.id} ({describe(wrong)}) was {what} already", "corrects", hint=hint)


def describe(entry: Entry) -> str:
    """Return an entry in a few words: cell, what it says, when held, from where."""
    said = " ".join(
        str(value) for name in type(entry.said).counting(Counts.verb) if (value := getattr(entry.said, name))
    )
    sources = ", ".join(sorted(entry.sources))
    who = getattr(entry.said, "by", None) or entry.said.cell
    return f"{who}: {said}, {entry.said.round if entry.by_round else entry.held}, from {sources}"


def _entries_hint(entry: Entry) -> str:
    cell: Cell = entry.said.cell
    return f"see what stands there: posl show {cell.item}" if cell.item else "see: posl list events"
