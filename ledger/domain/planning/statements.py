"""Entries: new, said already, correcting one that was wrong; and what they are to the others of their cell.

The rules are those of ``docs/explain/accounts.md``. Each source's statement is its own entry; what a
seed says is *said already* when an entry of the cell rests on the same place of the same source.
"""

from collections.abc import Iterable, Iterator
from operator import is_
from typing import TypeVar

from ledger.domain import accounts, authorship
from ledger.domain.accounts import CellClaim
from ledger.domain.entries import (
    AnyStatement,
    Cell,
    Citation,
    DiffMeaning,
    Entry,
    EntryRef,
    EventEntry,
    RemarkEntry,
    StanceEntry,
    Statement,
    StatusEntry,
)
from ledger.domain.intents import AddCitation, AddEntry, AddPair, Fallen, Intent
from ledger.domain.planning import quoting, references, warnings
from ledger.domain.planning.desk import Desk
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.planning.said_already import SaidAlready, recognise, same_content
from ledger.domain.points import days_of
from ledger.domain.records import Item
from ledger.domain.seed import Part
from ledger.domain.words import COMMITMENT_STATUSES, ISSUE_STATUSES, EntryKind, ItemKind, Relation, Speaker, Status
from ledger.errors import Fault, as_typed

S = TypeVar("S", bound=Statement)
_AT_ITEM, _AT_PARTY, _AT_ROUND = (("item",), ("party",), ("round",))


def decide(desk: Desk, part: Part, given: AnyStatement) -> list[Intent]:
    """Decide a stance, a status, an event or a remark of a seed."""
    said = with_sources(desk, given) if desk.replay else _about_now(desk, with_sources(desk, given))
    named = references_of(said)
    faults = _faults(desk, part, said, named)
    desk.faults += faults
    if not quoting.check_statement(desk, part, said) or faults:
        return []
    if said.corrects is not None or desk.replay or len(said.cite) == 1:
        return _decide_one(desk, part, said, named)
    return [intent for one in _by_source(said) for intent in _decide_one(desk, part, one)]


def _by_source(said: AnyStatement) -> Iterator[AnyStatement]:
    """Yield a statement once for each source it cites: each is that source's own account."""
    cited: dict[str | None, list[Citation]] = {}
    for citation in said.cite:
        cited.setdefault(citation.source, []).append(citation)
    for own in cited.values():
        yield said.model_copy(update={"cite": tuple(own)}) if len(cited) > 1 else said


def _decide_one(
    desk: Desk, part: Part, said: AnyStatement, named: Iterable[references.Named] | None = None
) -> list[Intent]:
    entry = _as_entry(desk, said)
    if entry is None:
        message = f"round {said.round} has no date yet, so the day this was held is not known"
        desk.faults.append(part.fault(message, "round", hint="give held_on, or the round's dates"))
        return []
    if said.corrects is not None:
        return _correct(desk, part, entry)
    known = None if desk.replay else recognise(desk.now, entry)
    if known is None:
        return add(desk, part, entry, named)
    _note_kept(desk, part, known)
    if known.now is None:
        return _cite_the_rest(desk, part, known.entry, entry)
    return _supersede(desk, part, known.now, known.entry)


def with_sources(desk: Desk, said: S) -> S:
    """Fill in the file's own source where a citation names none, and who says it where that is one remark's words.

    What the media tell of somebody are not that person's words.
    """
    if isinstance(said, RemarkEntry) and said.by:
        spoken = tuple(
            c if c.by or c.speaker is Speaker.media else c.model_copy(update={"by": said.by}) for c in said.cite
        )
        said = said.model_copy(update={"cite": spoken})
    if len(desk.file_sources) != 1 or all(citation.source for citation in said.cite):
        return said
    own = desk.file_sources[0]
    cite = tuple(c if c.source else c.model_copy(update={"source": own}) for c in said.cite)
    return said.model_copy(update={"cite": cite})


def _about_now(desk: Desk, said: S) -> S:
    """Let a figure be about an item by the key under which that goes on now; other words stay."""
    if not said.figures:
        return said
    items, keys = desk.now.frame.items, desk.now.keys

    def now(about: str) -> str:
        key = keys.now(Item.table, about)
        while (item := items.get(key)) is not None and item.joined:
            key = item.joined
        return key

    figures = tuple(f.model_copy(update={"about": now(f.about)}) if f.about else f for f in said.figures)
    return said if figures == said.figures else said.model_copy(update={"figures": figures})


def _faults(desk: Desk, part: Part, said: Statement, named: Iterable[references.Named]) -> list[Fault]:
    faults: list[Fault] = []
    for table, key, where in named:
        if (table, key) in desk.sound:
            continue
        known = desk.now.frame.of(table).get(key)
        if known is None:
            faults += references.unknown(part, desk.now.frame, desk.declared, table, key, *where)
        elif not known.struck:
            desk.sound.add((table, key))
    for place, citation in enumerate(said.cite):
        if citation.source is None:
            faults += references.no_source(part, "cite", place, at_fault=desk.source_at_fault)
    if isinstance(said, StatusEntry) and not faults:
        faults += _misfit(desk, part, said)
    return faults


def references_of(said: Statement) -> list[references.Named]:
    """Return (table, key, place) for each key that a statement refers to."""
    found: list[references.Named] = []
    if isinstance(said, StanceEntry):
        found += [("item", said.item, _AT_ITEM), ("party", said.party, _AT_PARTY)]
        if said.on_behalf_of:
            found += [("party", key, ("on_behalf_of", place)) for place, key in enumerate(said.on_behalf_of)]
    elif isinstance(said, StatusEntry):
        found.append(("item", said.item, ("item",)))
    elif isinstance(said, EventEntry):
        found += [("item", key, ("items", place)) for place, key in enumerate(said.items)]
    elif isinstance(said, RemarkEntry):
        found += [("item", key, ("about", place)) for place, key in enumerate(said.about)]
        found += [("person", said.by, ("by",))] if said.by else []
    if said.round:
        found.append(("round", said.round, _AT_ROUND))
    for place, citation in enumerate(said.cite):
        found += references.of_citation(citation, "cite", place)
    return found


def _misfit(desk: Desk, part: Part, said: StatusEntry) -> list[Fault]:
    """A status of the wrong list: a commitment is not ``discussed``, an issue is not ``kept``."""
    item = desk.now.frame.items.get(said.item)
    if item is None:
        return []
    fitting = COMMITMENT_STATUSES if item.kind is ItemKind.commitment else ISSUE_STATUSES
    if said.status in fitting:
        return []
    words = ", ".join(status.value for status in Status if status in fitting)
    kind = "an issue" if item.kind is ItemKind.issue else "a commitment"
    message = f'"{said.status.value}" is not a status of {kind}'
    return [part.fault(message, "status", hint=f"{said.item} is {kind}; one of: {words}")]


def _as_entry(desk: Desk, said: AnyStatement) -> Entry | None:
    """Number the statement and fix its day; ``None`` where its round has no date."""
    held, by_round = said.held_on, False
    if held is None:
        stage = desk.now.frame.rounds.get(said.round or "")
        held, by_round = days_of(stage) if stage else None, True
        if held is None:
            return None
    body = said
    if said.corrects is not None or said.reason is not None or said.id is not None:
        body = said.model_copy(update={"corrects": None, "reason": None, "id": None})
    number = said.id if said.id is not None and desk.replay else desk.now.last_entry + 1
    return Entry.of({
        "id": number, "rank": number, "said": body, "held": held, "by_round": by_round, "supersedes": None,
        "reason": said.reason, "changeset": desk.now.last_changeset + 1,
    })  # fmt: skip


# -- said already -----------------------------------------------------------------------------------------------------


def _note_kept(desk: Desk, part: Part, known: SaidAlready) -> None:
    """Note what stays though the seed leaves it out: who took a line out of a file learns why nothing came of it."""
    if known.left_out:
        left = ", ".join(known.left_out)
        off = as_typed("correct", known.entry.id, "… --reason …")
        message = f"entry {known.entry.id} keeps what is left out here: {left}; to take it off: {off}"
        desk.plan.note(str(part.fault(message) if part.file else Fault(message)))


def _cite_the_rest(desk: Desk, part: Part, known: Entry, entry: Entry) -> list[Intent]:
    """Add whichever of the statement's citations the entry never had."""
    had = desk.now.ever_cited(known)
    missing = [c for c in entry.said.cite if not any(quoting.same_place(c, mine) for mine in had)]
    desk.plan.unchanged += 1
    if desk.now.stands(known):
        return _add_citations(desk, part, known, missing)
    desk.plan.fallen.append(Fallen(entry.said, known.id, desk.now.superseded_by[known.id]))
    return []


def _add_citations(desk: Desk, part: Part, known: Entry, citations: list[Citation]) -> list[Intent]:
    named: list[references.Named] = [("source", c.source, ("cite",)) for c in citations if c.source]
    if struck := references.struck(desk, part, named):
        desk.faults += struck
        return []
    intents: list[Intent] = []
    desk.recited |= {known.id} if citations else set()
    for citation in (quoting.filled(desk, each) for each in citations):
        known = desk.now.cite(known, citation)
        intents.append(AddCitation(known.id, citation))
    return intents


# -- new, and correcting ----------------------------------------------------------------------------------------------


def add(desk: Desk, part: Part, entry: Entry, named: Iterable[references.Named] | None = None) -> list[Intent]:
    """Record it, and say what it is to the other entries of its cell; ``named`` is what it refers to, where known."""
    now = desk.now
    if struck := references.struck(desk, part, references_of(entry.said) if named is None else named):
        desk.faults += struck
        return []
    if entry.said.after is not None and not desk.replay and not _can_come_after(desk, part, entry):
        return []
    if not desk.replay:
        entry = _placed(desk, entry)
        warnings.note_odd_day(desk, part, entry)
        warnings.note_misreading(desk, part, entry)
        if entry.supersedes is None and warnings.numbers_left_out(entry.said, now.frame):
            desk.numberless.append((part, entry))
    now.put(entry)
    now.authors[entry.id] = authorship.of_header(desk.header)
    pairs = list(pairs_of(desk, entry))
    if not desk.replay:
        _note_coarser(desk, part, entry, pairs)
    return [AddEntry(entry), *pairs]


def pairs_anew(desk: Desk) -> Iterator[AddPair]:
    """Yield what entries are to others of their cell once another source says the same; pairs known already, too."""
    for number in sorted(desk.recited):
        yield from pairs_of(desk, desk.now.entries[number])


def pairs_of(desk: Desk, entry: Entry) -> Iterator[AddPair]:
    """Yield what an entry is to each other of its cell that no rule orders, or that somebody ordered."""
    now = desk.now
    line = now.cells.get(entry.said.cell, ()) if entry.kind in _READ else ()
    if len(line) <= 1:  # nothing but the entry itself
        return
    ordered = now.said_after(entry)
    for other in line:
        if other.id == entry.id or not (other.held.overlaps(entry.held) or other.id in ordered):
            continue
        earlier, later = sorted((other, entry), key=lambda one: one.id)
        found = accounts.relation(now.compared(earlier), now.compared(later))
        if other.id in ordered:
            found = Relation.after
        if found is not None:
            yield AddPair(earlier.id, later.id, found)


def _placed(desk: Desk, entry: Entry) -> Entry:
    """Give each quote without a place the ¶ that it stands in."""
    given = entry.said.cite
    cite = tuple([quoting.filled(desk, citation) for citation in given])
    if all(map(is_, cite, given)):
        return entry
    return entry.model_copy(update={"said": entry.said.model_copy(update={"cite": cite})})


_READ = frozenset({EntryKind.stance, EntryKind.status})
"""Kinds of which several entries make one reading."""


def _note_coarser(desk: Desk, part: Part, entry: Entry, pairs: Iterable[AddPair]) -> None:
    """Note an entry that says of many days what an earlier recorded one denies of a few of them."""
    for pair in pairs:
        known = desk.now.entries[pair.entry]
        inside = entry.held.first <= known.held.first and known.held.last <= entry.held.last
        stands = desk.now.stands(known) and known.id != entry.supersedes
        if pair.relation is Relation.rival and stands and inside and entry.held.days > known.held.days:
            message = (
                f"entry {entry.id} is held {entry.held}, in which entry {known.id} ({known.held}) says otherwise: "
                "both stand, contested"
            )
            placed = part.fault(message, "held_on") if part.file else Fault(message)
            desk.plan.note(str(placed))


def _can_come_after(desk: Desk, part: Part, entry: Entry) -> bool:
    """Whether an entry may follow the one it names: of the same cell, and without closing a circle."""
    now, after = desk.now, entry.said.after
    if any(one.id == after for one in now.lineage(entry)):
        return True
    other = now.entries.get(after or 0)
    if other is None or other.said.cell != entry.said.cell:
        message = f"entry {after} is none of the same item and party, so this cannot come after it"
        desk.faults.append(part.fault(message, "after"))
        return False
    here = now.successor(other)
    if circle := accounts.circle(list(_in_its_place(desk, entry)), entry.id, here.id) if here is not None else []:
        desk.faults.append(part.fault(f"that goes round in a circle: {' → '.join(map(str, circle))}", "after"))
    return not circle


def _in_its_place(desk: Desk, entry: Entry) -> Iterator[CellClaim]:
    """Yield the claims of an entry's cell with the entry in the place of what it corrects, and of its order there."""
    inherited: frozenset[int] = frozenset()
    for claim in desk.now.in_force(entry.said.cell):
        if claim.entry == entry.supersedes:
            inherited = claim.after
        else:
            after = (entry.id if number == entry.supersedes else number for number in claim.after)
            yield claim._replace(after=frozenset(after))
    yield from (claim._replace(after=claim.after | inherited) for claim in desk.now.claims(entry))


def _supersede(desk: Desk, part: Part, entry: Entry, wrong: Entry) -> list[Intent]:
    """Put it in the place of what was wrong: it counts where that counted, unless it says what it came after."""
    return _take_place(desk, part, entry, wrong.id, wrong.rank)


def _take_place(desk: Desk, part: Part, entry: Entry, supersedes: int, rank: int) -> list[Intent]:
    placed = entry.model_copy(update={"supersedes": supersedes, "rank": rank})
    if entry.said.after is None:
        return add(desk, part, placed)
    forerunner = next((one for one in desk.now.lineage(placed) if one.id == entry.said.after), None)
    return add(desk, part, placed.model_copy(update={"rank": forerunner.rank if forerunner else entry.id}))


def _correct(desk: Desk, part: Part, entry: Entry) -> list[Intent]:
    """Supersede the entry that the statement names; a second correction of one entry is a conflict."""
    ref, now = part.value.corrects, desk.now
    if ref.id is not None and ref.id in now.retractions:
        return _revive(desk, part, entry, ref.id)
    found = now.find(ref, None if ref.id is not None else entry.said.cell)
    if not found or found[0].kind is not entry.kind:
        message = f"there is no such {entry.kind.value} to correct: {ref}"
        desk.faults.append(part.fault(message, "corrects", hint=_entries_hint(desk, entry, ref)))
        return []
    if (made := _made_already(now, entry, found)) is not None:
        return _cite_the_rest(desk, part, made, entry)
    wrong = found[0] if ref.source is not None else _own_first(desk, found)
    if now.stands(wrong):
        return _supersede(desk, part, entry, wrong)
    successor = now.entries.get(now.superseded_by[wrong.id])
    if successor is not None and _states(successor, entry):
        return _cite_the_rest(desk, part, successor, entry)
    desk.conflicts.append(_too_late(desk, part, wrong))
    return []


def _made_already(now: LedgerNow, entry: Entry, found: Iterable[Entry]) -> Entry | None:
    """Return the entry that a correction made when it came in before, whatever became of that since.

    It may say the word, the day and the source by which it names what it corrects; so that alone tells nothing.
    """
    for wrong in found:
        made = now.entries.get(now.superseded_by.get(wrong.id, 0))
        if made is not None and made.reason == entry.reason and _states(made, entry):
            last = now.successor(made)
            return last if last is not None and _states(last, entry) else made
    return None


def _states(known: Entry, entry: Entry) -> bool:
    return same_content(known, entry) and entry.said.places_as(known.said)


def _own_first(desk: Desk, found: list[Entry]) -> Entry:
    """Return what a correction without a source means: what the file's own source said, before what others did."""
    own = set(desk.file_sources)
    return next((entry for entry in found if own & set(entry.sources)), found[0])


def _revive(desk: Desk, part: Part, entry: Entry, retraction: int) -> list[Intent]:
    """Assert again what a retraction took back: the new entry supersedes the retraction."""
    if retraction in desk.now.superseded_by:
        desk.conflicts.append(part.fault(f"retraction {retraction} was undone already", "corrects"))
        return []
    return _take_place(desk, part, entry, retraction, desk.now.retractions[retraction].rank)


def _too_late(desk: Desk, part: Part, wrong: Entry) -> Fault:
    by = desk.now.superseded_by[wrong.id]
    successor = desk.now.entries.get(by)
    what = "retracted" if successor is None else f"corrected by entry {by}"
    hint = (
        f"now it reads: {describe(successor)}" if successor else f"see: {as_typed('show', wrong.said.cell.item or by)}"
    )
    return part.fault(f"entry {wrong.id} ({describe(wrong)}) was {what} already", "corrects", hint=hint)


def describe(entry: Entry) -> str:
    """Return an entry in a few words: cell, what it says, when held, from where."""
    said = " ".join(
        str(value) for name in type(entry.said).counting(DiffMeaning.verb) if (value := getattr(entry.said, name))
    )
    sources = ", ".join(sorted(entry.sources))
    who = getattr(entry.said, "by", None) or entry.said.cell
    return f"{who}: {said}, {entry.said.round if entry.by_round else entry.held}, from {sources}"


def _entries_hint(desk: Desk, entry: Entry, ref: EntryRef) -> str:
    """Say how the entry is named that was likely meant: of the cell the last that says the word, is of the source."""
    cell: Cell = entry.said.cell
    if not cell.item:
        return f"see: {as_typed('list events')}"
    found = [each for each in desk.now.standing(cell) if each.kind is entry.kind]
    near = max(
        found,
        key=lambda each: (_word(each) in (ref.stance, ref.status), ref.source in each.sources, each.id),
        default=None,
    )
    told = f"entry {near.id} is {{{_as_named(near)}}}; " if near else ""
    return f"{told}see what stands there: {as_typed('show', cell.item)}"


def _as_named(entry: Entry) -> str:
    """Return an entry of a cell as ``corrects`` names it: by its round where that alone is known."""
    when = f"round: {entry.said.round}" if entry.by_round else f"held_on: {entry.held}"
    return f"{entry.kind.value}: {_word(entry)}, {when}, source: {min(entry.sources)}"


def _word(entry: Entry) -> object:
    return entry.said.values()[entry.kind.value]
