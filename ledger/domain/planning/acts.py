"""Acts on entries: retractions, settlements, reviews, citations added and dropped, and the texts of sources."""

from collections.abc import Callable

from ledger.domain import accounts, authorship
from ledger.domain.entries import Citation, Entry, EntryRef, Retraction, says_the_same
from ledger.domain.intents import (
    AddCitation,
    AddReview,
    AddRivals,
    Attach,
    DropCitation,
    Intent,
    Redact,
    Retract,
    Settle,
)
from ledger.domain.planning import claims, quoting, references
from ledger.domain.planning.desk import Desk
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.planning.statements import describe
from ledger.domain.seed import (
    AddedCitation,
    Attachment,
    CellRef,
    Claim,
    DroppedCitation,
    Part,
    Redaction,
    RetractionPart,
    Review,
    Rivals,
    Settlement,
)
from ledger.domain.words import SettlementKind, Verdict
from ledger.errors import Fault, as_typed

OUTWEIGHED = "outweighed"


def decide(desk: Desk, part: Part) -> list[Intent]:
    """Decide an act on what is recorded."""
    return _ROOMS[type(part.value)](desk, part)


def _retract(desk: Desk, part: Part) -> list[Intent]:
    value: RetractionPart = part.value
    found = _found(desk, part, value.entry)
    if not found:
        return []
    entry, before = found[0], [] if desk.replay else _taken_back_before(desk.now, value, found)
    if before and (not desk.now.stands(entry) or max(before) > desk.now.lineage(entry)[-1].id):
        desk.plan.unchanged += 1
        return []
    if desk.now.stands(entry):
        if before:
            message = f"takes back entry {entry.id} ({describe(entry)}), recorded since this took back another report"
            desk.plan.note(str(part.fault(message, "entry") if part.file else Fault(message)))
        return [_take_back(desk, entry, value.reason, value.id)]
    by = desk.now.superseded_by[entry.id]
    if by in desk.now.retractions and desk.now.retractions[by].reason == value.reason:
        desk.plan.unchanged += 1
        return []
    successor = desk.now.entries.get(by)
    what = f"corrected: {describe(successor)}" if successor else f"retracted by {by}"
    desk.conflicts.append(part.fault(f"entry {entry.id} ({describe(entry)}) was already {what}", "entry"))
    return []


def _taken_back_before(now: LedgerNow, value: RetractionPart, found: list[Entry]) -> list[int]:
    """Return the retractions for the same reason of what is named by its words: this one came in before, as those.

    Each took back what it meant then, so that it does not mean what was recorded by then and stands. ``found`` is what
    is named now, the first first. Who names an entry by its number means it as it is now.
    """
    if value.entry.id is not None:
        return []
    named = {each.id for each in (*found, *now.lineage(found[0]))}
    gone = (now.retractions.get(now.superseded_by.get(number, 0)) for number in named)
    return [each.id for each in gone if each is not None and each.reason == value.reason]


def _take_back(desk: Desk, entry: Entry, reason: str, number: int | None = None) -> Retract:
    now = desk.now
    number = number if number is not None and desk.replay else now.last_entry + 1
    now.last_entry = max(now.last_entry, number)
    retraction = Retraction(id=number, entry=entry.id, rank=entry.rank, reason=reason, changeset=now.last_changeset + 1)
    now.superseded_by[entry.id] = number
    now.retractions[number] = retraction
    return Retract(retraction)


def _contest(desk: Desk, part: Part) -> list[Intent]:
    """Keep a pair of rivals that an export of the first edition brings; who contradicts whom is found, not declared."""
    value: Rivals = part.value
    now, pair = desk.now, frozenset((value.entry, value.other))
    found = [now.entries.get(number) for number in (value.entry, value.other)]
    cells = {entry.said.cell for entry in found if entry is not None}
    if None in found or len(cells) != 1 or len(pair) != 2:
        hint = "rivals are two entries of one item and party"
        desk.faults.append(part.fault(f"entries {value.entry} and {value.other} cannot be rivals", hint=hint))
        return []
    if pair in now.rivals or not desk.replay:
        desk.plan.unchanged += 1
        return []
    now.rivals.add(pair)
    return [AddRivals(value.entry, value.other)]


def _settle(desk: Desk, part: Part) -> list[Intent]:
    """Settle a contest; where one account outweighs, the other is retracted with it."""
    value: Settlement = part.value
    now, pair = desk.now, frozenset((value.entry, value.other))
    if faults := _settlement_faults(desk, part, value):
        desk.faults += faults
        return []
    over = value.how is not SettlementKind.reopened
    if (pair in now.settled) == over and _settled_so(now, value) and not desk.replay:
        desk.plan.unchanged += 1
        return []
    (now.settled.add if over else now.settled.discard)(pair)
    now.kept.pop(pair, None)
    if value.how is SettlementKind.outweighed:
        now.kept[pair] = value.entry
    for order in ((value.entry, value.other), (value.other, value.entry)):
        now.moved.pop(order, None)
    if value.how is SettlementKind.moved:
        now.moved[value.entry, value.other] = now.last_changeset + 1
        now.ever_moved.add((value.entry, value.other))
    other = now.entries[value.other]
    if value.how is SettlementKind.outweighed and now.stands(other):
        return [_take_back(desk, other, f"{OUTWEIGHED}: {value.reason}"), Settle(value)]
    return [Settle(value)]


def _settled_so(now: LedgerNow, said: Settlement) -> bool:
    """Whether a contest that is over ended so; one kept against what still stands is left as it was settled."""
    if said.how is SettlementKind.moved:
        return (said.entry, said.other) in now.moved
    if said.how is SettlementKind.reopened:
        return True
    kept = now.kept.get(frozenset((said.entry, said.other)))  # none where the last word is that the party moved
    return kept is not None and (kept == said.entry or now.stands(now.entries[kept]))


def _settlement_faults(desk: Desk, part: Part, value: Settlement) -> list[Fault]:
    now = desk.now
    found = [now.entries.get(number) for number in (value.entry, value.other)]
    missing = [number for number in (value.entry, value.other) if number not in now.entries]
    if missing:
        return [part.fault(f"there is no entry {missing[0]} to settle", hint=as_typed("list items --contested"))]
    one, other = (entry for entry in found if entry is not None)
    if desk.replay:
        return []
    relation = accounts.relation(now.claims(one), now.claims(other)) if one.said.cell == other.said.cell else None
    if relation is None or one.id == other.id:
        message = f"entries {value.entry} and {value.other} are not rivals"
        return [part.fault(message, hint=f"{as_typed('list items --contested')} names those that are")]
    if value.how is SettlementKind.moved:
        claims = [
            claim._replace(after=claim.after - {value.other}) if claim.entry == value.entry else claim
            for claim in now.in_force(one.said.cell)
        ]
        if circle := accounts.circle(claims, value.entry, value.other):
            message = f"entry {value.entry} cannot come after entry {value.other}"
            hint = f"that goes round in a circle: {' → '.join(map(str, circle))}"
            return [part.fault(message, "entry", hint=hint)]
    return []


def _review(desk: Desk, part: Part) -> list[Intent]:
    value: Review = part.value
    entry = _entry(desk, part, value.entry)
    if entry is None:
        return []
    reviewer = claims.reviewer(desk, part, value.reviewer)
    if reviewer is None:
        return []
    if not desk.replay and not desk.given_back and reviewer != desk.header.author:
        said = Claim(entry=value.entry, verdict=value.verdict, reviewer=reviewer, note=value.note)
        return claims.claim(desk, entry.id, said)
    given = value.model_copy(update={"entry": CellRef(id=entry.id), "reviewer": reviewer})
    if _adds_nothing(given, desk.now.verdicts.get((entry.id, reviewer))) and not desk.replay:
        desk.plan.unchanged += 1
        return []
    if _looks_at_own_work(desk, entry, given) and not desk.replay:
        message = f"entry {entry.id} was recorded by {reviewer}: this ledger wants another pair of eyes"
        desk.faults.append(part.fault(message, "reviewer", hint="four_eyes is set; let somebody else review it"))
        return []
    if desk.given_back and claims.takes_back_anothers(desk, entry.id, given):
        message = f"the verdict of {reviewer} on entry {entry.id} is theirs to take back: this ledger wants four eyes"
        desk.faults.append(part.fault(message, "reviewer"))
        return []
    desk.now.verdicts[entry.id, reviewer] = given
    return [AddReview(entry.id, given.verdict, reviewer, given.note)]


def _claim(desk: Desk, part: Part) -> list[Intent]:
    entry = _entry(desk, part, part.value.entry)
    reviewer = claims.reviewer(desk, part, part.value.reviewer)
    if entry is None or reviewer is None:
        return []
    return claims.claim(desk, entry.id, part.value.model_copy(update={"reviewer": reviewer}))


def _adds_nothing(given: Review, held: Review | None) -> bool:
    said_before = held is not None and (held.verdict, held.reviewer) == (given.verdict, given.reviewer)
    return said_before and given.note in (None, held.note if held else None)


def _looks_at_own_work(desk: Desk, entry: Entry, given: Review) -> bool:
    """Whether four eyes are wanted and only two have seen it. A verdict taken or given back needs no new eyes."""
    now = desk.now
    if now.frame.info is None or not now.frame.info.four_eyes or given.verdict is Verdict.withdrawn:
        return False
    again = any(
        (held := now.verdicts.get((one.id, given.reviewer or ""))) is not None and held.verdict is given.verdict
        for one in now.lineage(entry)
        if says_the_same(one.said, entry.said)
    )
    eyes = authorship.marks(given.reviewer) if desk.given_back else authorship.of_header(desk.header)
    return not eyes.isdisjoint(now.authors.get(entry.id, ())) and not again


def _cite(desk: Desk, part: Part) -> list[Intent]:
    value: AddedCitation = part.value
    entry = _entry(desk, part, value.entry)
    citation = Citation.model_validate(value.model_dump(exclude={"entry"}))
    if citation.source is None and len(desk.file_sources) == 1:
        citation = citation.model_copy(update={"source": desk.file_sources[0]})
    if entry is None or not _source_known(desk, part, citation.source):
        return []
    if {citation, quoting.filled(desk, citation)} & set(entry.said.cite) and not desk.replay:
        desk.plan.unchanged += 1
        return []
    if struck := references.struck(desk, part, [("source", citation.source or "", ("source",))]):
        desk.faults += struck
        return []
    had = desk.now.ever_cited(entry)
    if not quoting.check(desk, part, citation, (), had):
        return []
    citation = quoting.filled(desk, citation)
    desk.now.cite(entry, citation)
    desk.recited.add(entry.id)
    return [AddCitation(entry.id, citation)]


def _drop(desk: Desk, part: Part) -> list[Intent]:
    value: DroppedCitation = part.value
    entry = _entry(desk, part, value.entry)
    if entry is None:
        return []
    places = [place for place, c in enumerate(entry.said.cite) if (c.source, c.at) == (value.source, value.at)]
    if not places:
        desk.plan.unchanged += 1
        return []
    if len(entry.said.cite) == 1:
        message = f"entry {entry.id} rests on nothing else; no entry stands without a citation"
        desk.faults.append(part.fault(message, "at", hint=f"retract it: {as_typed('retract', entry.id, '--reason …')}"))
        return []
    desk.now.drop(entry, places[-1])  # the one added last, as an act that is undone was the last of its kind
    return [DropCitation(entry.id, value.source, value.at, value.reason)]


def _attach(desk: Desk, part: Part) -> list[Intent]:
    value: Attachment = part.value
    if not _source_known(desk, part, value.source):
        return []
    known = desk.now.texts.get((value.source, value.edition))
    if known == value.sha256:
        desk.plan.unchanged += 1
        return []
    if known is not None:
        message = f"edition {value.edition} of {value.source} is another text"
        desk.faults.append(part.fault(message, "edition", hint="a changed text is a new edition"))
        return []
    quoting.attached(desk, value)
    return [Attach(value)]


def _redact(desk: Desk, part: Part) -> list[Intent]:
    """Keep what an export says was taken out. In any other file nothing is: it would only be said."""
    if not desk.replay or desk.header.merging:
        desk.faults.append(part.fault("what was redacted stands in replays alone", hint="the ledger's owners redact"))
        return []
    return [Redact(part.value)]


def _entry(desk: Desk, part: Part, ref: EntryRef) -> Entry | None:
    return next(iter(_found(desk, part, ref)), None)


def _found(desk: Desk, part: Part, ref: EntryRef) -> list[Entry]:
    """Return what a reference may mean, what it means first; that there is nothing is a fault."""
    found = desk.now.find(ref, None)
    if not found:
        desk.faults.append(
            part.fault(f"there is no such entry: {ref}", "entry", hint=f"{as_typed('show ITEM')} lists them")
        )
    return found


def _source_known(desk: Desk, part: Part, key: str | None) -> bool:
    if key is None:
        desk.faults.append(part.fault("which source is cited?", "source", hint="give source: KEY"))
        return False
    faults = references.unknown(part, desk.now.frame, desk.declared, "source", key, "source")
    desk.faults += faults
    return not faults


_ROOMS: dict[type, Callable[[Desk, Part], list[Intent]]] = {
    RetractionPart: _retract,
    Rivals: _contest,
    Settlement: _settle,
    Review: _review,
    Claim: _claim,
    AddedCitation: _cite,
    DroppedCitation: _drop,
    Attachment: _attach,
    Redaction: _redact,
}
