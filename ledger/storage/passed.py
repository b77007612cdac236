"""What stood in cells between two days: where a diff of the two ends alone would leave out a step."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, literal_column, or_, select

from ledger.domain import accounts
from ledger.domain.accounts import Claim
from ledger.domain.evidence import weigh
from ledger.domain.floors import Counting
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.words import EntryKind, Op
from ledger.storage import schema
from ledger.storage.cells import Cell, Key, Reader, When, reading_of
from ledger.storage.database import Store
from ledger.storage.lookups import sources_that_count

_E = schema.entry.c
_KINDS = (EntryKind.stance, EntryKind.status)


@dataclass(frozen=True, slots=True)
class Days:
    """Days after one and until another."""

    after: date
    until: date


def between(reader: Reader, store: Store, days: Days, when: When, wanted: Collection[Key]) -> dict[Key, list[Reading]]:
    """Return what stood in cells at the end of each day in between on which that can have changed, in order.

    Of these cells, those in which more than one entry came to be sure. As known and counted at ``when``.
    """
    found: dict[Key, list[Reading]] = {}
    for kind in _KINDS:
        cells = _busy(store, kind, days, when.known_at) & set(wanted)
        for cell in reader.cells(kind, replace(when, held_on=days.until), cells) if cells else ():
            found[cell.key] = list(_along(reader, kind, cell, days))
    return found


def _along(reader: Reader, kind: EntryKind, cell: Cell, days: Days) -> Iterator[Reading]:
    turning = {day for claim in cell.claims for day in (claim.held.first, claim.held.last)}
    for day in sorted(day for day in turning if days.after < day <= days.until):
        standing = accounts.read(cell.claims, day, reader.sources)
        if standing.accounts:
            yield reading_of(kind, replace(cell, standing=standing), standing.accounts[0], day)


def within(reader: Reader, store: Store, days: Days, when: When) -> dict[Key, list[tuple[Reading, Reading]]]:
    """Return the stances of each cell that followed one another in one source, all in these days: (earlier, later)."""
    cells = _busy(store, EntryKind.stance, days, when.known_at)
    if not cells:
        return {}
    read = reader.cells(EntryKind.stance, replace(when, held_on=days.until), cells)
    found = {cell.key: list(_pairs(reader, cell, days)) for cell in read}
    return {key: pairs for key, pairs in found.items() if pairs}


def _pairs(reader: Reader, cell: Cell, days: Days) -> Iterator[tuple[Reading, Reading]]:
    here = [claim for claim in cell.claims if days.after < claim.held.first and claim.held.last <= days.until]
    for later in here:
        for earlier in here:
            if _comes_next(earlier, later, here):
                yield _told(reader, cell, earlier), _told(reader, cell, later)


def _comes_next(earlier: Claim, later: Claim, claims: Collection[Claim]) -> bool:
    """Whether one claim follows another of the same source, and none of that source stands in between."""
    if earlier.source != later.source or not accounts.follows(later, earlier):
        return False
    return not any(
        each.source == later.source and accounts.follows(later, each) and accounts.follows(each, earlier)
        for each in claims
    )


def _told(reader: Reader, cell: Cell, claim: Claim) -> Reading:
    row = cell.rows[claim.entry]
    return Reading(
        claim.entry, EntryKind.stance, *cell.key, row.held, row.round, row.changeset, row.values,
        weigh(claim.citations, reader.sources), entries=(claim.entry,),
    )  # fmt: skip


def _busy(store: Store, kind: EntryKind, days: Days, known_at: int) -> set[Key]:
    """Return the cells in which more than one entry came to be sure in these days."""
    items, parties = schema.item.c, schema.party.c
    busy = (
        select(_E.item_id, _E.party_id)
        .where(
            _E.op == Op.assert_.value,
            _E.kind == kind.value,
            *_sure_in(days),
            _E.changeset_id <= known_at,
        )
        .group_by(_E.item_id, _E.party_id)
        .having(func.count() > 1)
        .subquery()
    )
    query = (
        select(items.key, parties.key.label("party"))
        .join(busy, busy.c.item_id == items.id)
        .outerjoin(schema.party, parties.id == busy.c.party_id)
    )
    return {(row.key, row.party) for row in store.connection.execute(query)}


def _sure_in(days: Days) -> tuple[ColumnElement[bool], ...]:
    """Whether an entry came to be sure in these days; said so that both indexes on days can be used."""
    after, until = days.after.isoformat(), days.until.isoformat()
    ends = (_E.held_to > after) & (_E.held_to <= until)
    begins = (_E.held_from > after) & (_E.held_from <= until)
    return or_(begins, literal_column("entry.held_to <> entry.held_from") & ends), ends


def mentioned(store: Store, days: Days, known_at: int) -> set[str]:
    """Return the items that an event or a remark of these days is about."""
    tie, items = schema.entry_items.c, schema.item.c
    query = (
        select(items.key)
        .join(schema.entry_items, tie.item_id == items.id)
        .join(schema.entry, _E.id == tie.entry_id)
        .where(
            _E.op == Op.assert_.value,
            *_sure_in(days),
            _E.changeset_id <= known_at,
        )
    )
    return set(store.connection.execute(query.distinct()).scalars())


def sources_of(
    store: Store, days: Days, known: tuple[int, int], counting: Counting, sources: Mapping[str, Source]
) -> set[str]:
    """Return the sources of what counts and came to be sure in these days, as cited after a changeset until another."""
    cited, source, gone = schema.citation.c, schema.source.c, schema.dropped_citation.c
    newer = schema.entry.alias("newer").c
    after, until = known
    dropped = select(gone.citation_id).where(gone.changeset_id <= until)
    replaced = select(newer.supersedes_id).where(newer.supersedes_id.is_not(None), newer.changeset_id <= until)
    query = (
        select(source.key, cited.speaker, cited.credibility)
        .join(schema.citation, cited.source_id == source.id)
        .join(schema.entry, _E.id == cited.entry_id)
        .where(
            _E.op == Op.assert_.value,
            *_sure_in(days),
            cited.changeset_id > after,
            cited.changeset_id <= until,
            cited.id.not_in(dropped),
            _E.id.not_in(replaced),
        )
    )
    return sources_that_count(store, query, until, counting, sources)
