"""A whole changeset undone, by a new one that does the opposite; refused, with a list, where later ones rest on it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from ledger.domain import own_words
from ledger.domain.authorship import mark
from ledger.domain.canonical import canonical_json
from ledger.domain.entries import STATEMENTS, AnyStatement, Entry, EntryRef
from ledger.domain.records import LedgerInfo, Record
from ledger.domain.seed import (
    AddedCitation,
    CellRef,
    ChangesetInfo,
    DroppedCitation,
    Edit,
    RetractionPart,
    Review,
    Settlement,
)
from ledger.domain.words import SettlementKind, Verdict
from ledger.errors import Conflict, Fault, NotFound
from ledger.services.acting import in_words_of, perform
from ledger.services.importing import Imported
from ledger.services.proposing import wait_again
from ledger.storage import changeset_contents, changesets, contests, dependents, entries, lineage, reviews
from ledger.storage.changeset_contents import Contents
from ledger.storage.database import Store, role_of

_IN_ORDER = list(STATEMENTS)


def undo(store: Store, number: int, header: ChangesetInfo, *, reason: str) -> Imported:
    """Undo changeset ``number``: every reading is again what it was, as far as later changesets do not speak to it.

    Entries are retracted, what they corrected or retracted is asserted again (with the verdict it had), edits are
    turned back, records entered are struck. Raises ``NotFound`` where there is no such changeset, ``Conflict`` with a
    fault for each later thing that rests on it, where it holds only claims (they count for nothing), and where it took
    something out of the record. Proposals that it had accepted wait again.
    """
    done = changeset_contents.ContentsReader(store).contents(number)
    if _only_claims(done):
        hint = "a claim counts for nothing until the person named gives the verdict"
        raise Conflict(f"@{number} has nothing to undo: it only claims verdicts of others", hint=hint)
    if done.redactions:
        hint = "what was taken out is kept nowhere; record anew what may stand"
        raise Conflict(f"@{number} cannot be undone: it took something out of the record for good", hint=hint)
    later = dependents.of(store, done)
    if later:
        rest = "thing rests" if len(later) == 1 else "things rest"
        raise Conflict(
            f"@{number} cannot be undone: {len(later)} later {rest} on it",
            hint="undo those first, or correct single entries",
            faults=tuple(Fault(text, hint=f"posl show @{by}") for by, text in later),
        )
    because = own_words.undoing(number, in_words_of(reason, "reason"))
    titled = header if header.message else header.model_copy(update={"message": because})
    imported = perform(store, _opposite(store, done, because), titled, given_back=True)
    imported.waiting_again = wait_again(store, number, header)
    return imported


def _only_claims(done: Contents) -> bool:
    return bool(done.claims) and done == Contents(done.changeset, claims=done.claims)


def _opposite(store: Store, done: Contents, reason: str) -> list[BaseModel]:
    return [
        *fields_as_before(done),
        *_entries_as_before(store, done, reason),
        *_citations_as_before(store, done, reason),
        *_contests_as_before(store, done, reason),
        *_verdicts_as_before(store, done, reason),
    ]


def fields_as_before(done: Contents) -> Iterator[Edit]:
    """Yield the edits that turn back what a changeset entered and edited."""
    for record in done.records:
        yield from _struck(record)
    for edit in reversed(done.edits):
        yield Edit(record=edit.record, field=edit.field, old=edit.new, new=edit.old)


def _struck(record: Record) -> Iterator[Edit]:
    """Take a record off every list; what the ledger says of itself is emptied."""
    if not isinstance(record, LedgerInfo):
        yield Edit(record=record.ref, field="struck", old="false", new="true")
        return
    empty = LedgerInfo().model_dump(mode="json")
    for name, value in record.model_dump(mode="json").items():
        if value != empty[name]:
            yield Edit(record=record.ref, field=name, old=canonical_json(value), new=canonical_json(empty[name]))


# -- entries ----------------------------------------------------------------------------------------------------------


def _entries_as_before(store: Store, done: Contents, reason: str) -> Iterator[BaseModel]:
    """Say again what was said before, with the verdict it had; retract what was not there.

    What only said it again has the verdict that counts: whoever gave it there meant what it says.
    """
    found = lineage.seats_of(store, done)
    before = entries.by_ids(store, (seat.base for seat in found if seat.base is not None))
    now = entries.by_ids(store, (seat.tip for seat in found))
    again = [(before[seat.base], _again(before[seat.base], seat.tip, reason)) for seat in found if seat.base in before]
    again.sort(key=lambda pair: _IN_ORDER.index(pair[0].kind))  # as they will be numbered
    yield from (said for _entry, said in again)
    for seat in found:
        if seat.base not in before and seat.tip in now:
            yield RetractionPart(entry=CellRef(id=seat.tip), reason=reason)
    judged = reviews.side_by_side(store, done.changeset.number - 1, before)
    last = reviews.said_again(store, [seat.tip for seat in found])
    tips = {seat.base: seat.tip for seat in found if seat.base in last}
    since = reviews.side_by_side(store, None, tips.values()) if tips else {}
    judged |= {base: since.get(tip, ()) for base, tip in tips.items()}
    for number, (entry, _said) in enumerate(again, entries.last_id(store) + 1):
        for verdict in judged.get(entry.id, ()):
            yield _review(number, verdict.verdict, verdict.reviewer, verdict.note)


def _again(entry: Entry, supersedes: int, reason: str) -> AnyStatement:
    """Say again what an entry said, in place of what took its place, and in its place of the day."""
    corrects = {"corrects": EntryRef(id=supersedes), "reason": reason, "after": entry.id, "id": None}
    return entry.said.model_copy(update=corrects)


def _citations_as_before(store: Store, done: Contents, reason: str) -> Iterator[BaseModel]:
    named = [*(added.entry.id for added in done.citations), *(dropped.entry.id for dropped in done.dropped)]
    here = dependents.entry_in_place(store, lineage.lines(store, [number for number in named if number is not None]))
    for entry, citations in entries.dropped(store, done.changeset.number).items():
        for citation in citations:
            yield AddedCitation.model_validate(citation.model_dump(exclude_none=True) | {"entry": {"id": here[entry]}})
    for added in done.citations:
        ref = CellRef(id=here[added.entry.id or 0])
        yield DroppedCitation(entry=ref, source=added.source or "", at=added.at, reason=reason)


# -- contests and verdicts --------------------------------------------------------------------------------------------


def _contests_as_before(store: Store, done: Contents, reason: str) -> Iterator[Settlement]:
    """Open again what it settled, and settle what it opened again. Rivals are found, whatever it declared."""
    number = done.changeset.number
    before, after = (contests.state_of(store, known_at) for known_at in (number - 1, number))
    named = {frozenset((each.entry, each.other)): each for each in done.settlements}
    for pair, each in named.items():
        if before.get(pair) == after.get(pair):
            continue
        if pair not in before:
            yield each.model_copy(update={"how": SettlementKind.reopened, "reason": reason})
        else:
            yield _last_settlement(store, each, number).model_copy(update={"reason": reason})


def _last_settlement(store: Store, reopened: Settlement, number: int) -> Settlement:
    """Return how two entries were settled before they were set at odds again."""
    pair = {reopened.entry, reopened.other}
    return next(
        settlement
        for _number, settlement in reversed(contests.settlements_of(store, pair, number - 1))
        if {settlement.entry, settlement.other} == pair and settlement.how is not SettlementKind.reopened
    )


def _verdicts_as_before(store: Store, done: Contents, reason: str) -> Iterator[Review]:
    """Give back the verdict each entry had before; where it had none, take this one back.

    On what says the same in its place since too, which has taken it over.
    """
    own = {entry.id for entry in done.entries}
    judged = [review for review in done.reviews if review.entry.id not in own]
    numbers = {review.entry.id for review in judged if review.entry.id is not None}
    here = dependents.judged_now(store, numbers, done.changeset.number)
    before = _held(reviews.side_by_side(store, done.changeset.number - 1, here))
    now = _held(reviews.side_by_side(store, None, (each for line in here.values() for each in line)))
    for review in judged:
        number, reviewer = review.entry.id or 0, review.reviewer or ""
        held = before.get((number, reviewer))
        for each in here.get(number, ()):
            if held is not None:
                yield _review(each, held.verdict, held.reviewer, held.note)
            elif (each, reviewer) in now:
                yield _review(each, Verdict.withdrawn, review.reviewer, reason)


def _held(given: Mapping[int, Iterable[reviews.Reviewed]]) -> dict[tuple[int, str], reviews.Reviewed]:
    return {(number, said.reviewer): said for number, by in given.items() for said in by}


def _review(entry: int, verdict: Verdict, reviewer: str | None, note: str | None) -> Review:
    return Review(entry=CellRef(id=entry), verdict=verdict, reviewer=reviewer, note=note)


# ----------------------------------------------------------------------------------------------------------------------
# Which of somebody's acts still stand: an undoing is known by what it did, whatever message it was given.

Change = tuple[str, str, str, str]
"""A field of a record, what stood there and what stands there now."""


def undo_last_of(store: Store, author: str) -> int | None:
    """Return the number of an author's last act that still stands; on a server, of the role that connected.

    Undoing twice undoes the last two acts, not the undoing.
    """
    whose = mark(role_of(store) or author)
    reader = changeset_contents.ContentsReader(store)
    undone: set[int] = set()
    for changeset in changesets.log(store):
        if mark(changeset.header.author or "") != whose or changeset.number in undone:
            continue
        done = reader.contents(changeset.number)
        if _only_claims(done):
            continue
        undoes = undone_by(store, done, reader)
        if undoes is None:
            return changeset.number
        undone.add(undoes)
    return None


def undo_last(store: Store, header: ChangesetInfo, *, reason: str) -> Imported:
    """Undo the last act of who records now that still stands.

    Raises ``NotFound`` where they did nothing here that is not undone, and as ``undoing.undo`` does.
    """
    number = undo_last_of(store, str(header.author))
    if number is None:
        hint = "whose acts there are: posl log; another's is undone by its number: posl undo @N"
        raise NotFound(f"there is no act of {header.author} that is not undone already", hint=hint)
    return undo(store, number, header, reason=reason)


def undone_by(store: Store, done: Contents, reader: changeset_contents.ContentsReader) -> int | None:
    """Return the changeset that this one undoes: the one it names in its reasons, or whose changes it turns back."""
    for reason in _reasons(done):
        if (undoes := own_words.undone(reason)) is not None:
            return undoes
    last = _before(store, done)
    if last is None or done.entries or done.records or done.attachments:
        return None
    before = reader.contents(last)
    turned_back = Counter(map(_change, fields_as_before(before))) == Counter(map(_change, done.edits))
    return last if turned_back and _restored(store, before, done) else None


def _reasons(done: Contents) -> Iterator[str | None]:
    """Every reason that the record itself keeps; edits and verdicts given back have none."""
    yield from (each.reason for each in done.retractions)
    yield from (each.reason for each in done.entries)
    yield from (each.reason for each in done.dropped)
    yield from (each.reason for each in done.settlements)
    yield from (each.note for each in done.reviews)


def _before(store: Store, done: Contents) -> int | None:
    """Return the last changeset before that touched what this one's first change is about."""
    number = done.changeset.number
    if done.edits:
        return lineage.edited_before(store, done.edits[0], number)
    entry = done.reviews[0].entry.id if done.reviews else None
    return lineage.reviewed_before(store, entry, number) if entry is not None else None


def _change(edit: Edit) -> Change:
    return edit.record, edit.field, edit.old, edit.new


def _restored(store: Store, before: Contents, done: Contents) -> bool:
    """Whether the verdicts it gives are those that held before the other changeset gave its own."""
    given = {each.entry.id: (each.verdict, each.reviewer, each.note) for each in done.reviews}
    judged = {each.entry.id for each in before.reviews if each.entry.id is not None}
    here = dependents.judged_now(store, judged, before.changeset.number)
    if not judged <= given.keys() <= {each for line in here.values() for each in line}:
        return False
    held = reviews.verdicts(store, before.changeset.number - 1, judged)
    return all(
        number in held and given[number] == (held[number].verdict, held[number].reviewer, held[number].note)
        for number in judged
    )
