"""A whole changeset undone, by a new one that does the opposite; refused, with the list, where later ones rest on it."""

from pydantic import BaseModel

from ledger.domain.entries import Entry, EntryRef, Statement
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
from ledger.errors import Conflict, Fault
from ledger.services.acting import perform
from ledger.services.importing import Imported
from ledger.storage import changesets, contents, dependents, entries, reviews
from ledger.storage.contents import Contents
from ledger.storage.database import Store


def undo(store: Store, number: int, header: ChangesetInfo, *, reason: str) -> Imported:
    """Undo changeset ``number``: every reading is again what it was, as far as later changesets do not speak to it.

    Entries are retracted, what they corrected or retracted is asserted again, edits are turned back, records entered are
    struck. Raises ``NotFound`` where there is no such changeset, ``Conflict`` with a fault for each later thing that rests
    on it.
    """
    done = contents.Reader(store).contents(number)
    later = dependents.of(store, done)
    if later:
        raise Conflict(
            f"@{number} cannot be undone: {len(later)} later {'thing rests' if len(later) == 1 else 'things rest'} on it",
            hint="undo those first, or correct single entries",
            faults=tuple(Fault(text, hint=f"posl show @{by}") for by, text in later),
        )
    because = f"undo @{number}: {reason}"
    titled = header if header.message else header.model_copy(update={"message": because})
    return perform(store, _opposite(store, done, because), titled)


def undo_last_of(store: Store, author: str) -> int | None:
    """Return the number of an author's last changeset, the one that undoing one's own last act undoes."""
    return next((c.number for c in changesets.log(store) if c.header.author == author), None)


def _opposite(store: Store, done: Contents, reason: str) -> list[BaseModel]:
    values: list[BaseModel] = []
    values += [_struck(record) for record in done.records if not isinstance(record, LedgerInfo)]
    values += [Edit(record=e.record, field=e.field, old=e.new, new=e.old) for e in reversed(done.edits)]
    for entry in done.entries:
        values += _entry_undone(store, entry, reason)
    values += [_asserted_again(store, r.entry, r.id, reason) for r in done.retractions]
    values += [
        AddedCitation.model_validate(
            _dropped_citation(store, dropped) | {"entry": dropped.entry.model_dump(exclude_none=True)}
        )
        for dropped in done.dropped
    ]
    values += [DroppedCitation(entry=a.entry, source=a.source or "", at=a.at, reason=reason) for a in done.citations]
    values += [
        Settlement(how=SettlementKind.reopened, entry=s.entry, other=s.other, reason=reason)
        for s in done.settlements
        if s.how is not SettlementKind.reopened
    ]
    values += [
        Settlement(how=SettlementKind.moved, entry=s.entry, other=s.other, reason=reason)
        for s in done.settlements
        if s.how is SettlementKind.reopened
    ]
    values += _verdicts_before(store, done, reason)
    return values


def _struck(record: Record) -> Edit:
    return Edit(record=record.ref, field="struck", old="false", new="true")


def _entry_undone(store: Store, entry: Entry, reason: str) -> list[BaseModel]:
    if entry.supersedes is None or entry.supersedes not in (before := entries.by_ids(store, [entry.supersedes])):
        return [RetractionPart(entry=CellRef(id=entry.id), reason=reason)]
    return [_again(before[entry.supersedes], entry.id, reason)]


def _asserted_again(store: Store, number: int, retraction: int, reason: str) -> Statement:
    return _again(entries.by_ids(store, [number])[number], retraction, reason)


def _again(entry: Entry, supersedes: int, reason: str) -> Statement:
    """Say again what an entry said, in place of what took it back."""
    return entry.said.model_copy(
        update={"corrects": EntryRef(id=supersedes), "reason": reason, "after": None, "id": None}
    )


def _dropped_citation(store: Store, dropped: DroppedCitation) -> dict[str, object]:
    """Find the citation as it was before it was dropped."""
    number = dropped.entry.id or 0
    for citation in entries.all_citations_of(store, number):
        if (citation.source, citation.at) == (dropped.source, dropped.at):
            found: dict[str, object] = citation.model_dump(exclude_none=True)
            return found
    return {"source": dropped.source, "at": dropped.at}


def _verdicts_before(store: Store, done: Contents, reason: str) -> list[BaseModel]:
    """Give back the verdict each entry had before; where it had none, say so by rejecting with the reason."""
    values: list[BaseModel] = []
    for review in done.reviews:
        number = review.entry.id or 0
        before = reviews.verdicts(store, done.changeset.number - 1, [number]).get(number)
        verdict = before.verdict if before else Verdict.withdrawn
        reviewer = before.reviewer if before else review.reviewer
        values.append(Review(entry=CellRef(id=number), verdict=verdict, reviewer=reviewer, note=reason))
    return values
