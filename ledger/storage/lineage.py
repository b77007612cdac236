"""What a changeset did to entries, and what stands in their places now.

A *seat* is an entry and all that took its place. Later changesets may have come and gone (a correction that was
undone): to undo an earlier one, what counts is whether a seat is again as it left it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select

from ledger.domain import accounts
from ledger.domain.accounts import CellClaim
from ledger.domain.entries import Citation, Entry
from ledger.domain.evidence import weigh
from ledger.domain.floors import Counting
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.seed import CellRef, DroppedCitation, Edit
from ledger.domain.words import EntryKind, Op, Stance, Status, Verdict
from ledger.storage import entries, register, renames, reviews, schema
from ledger.storage.bulk import among
from ledger.storage.cells import CellClaims, CellKey, CellReader, Row, When, reading_of
from ledger.storage.changeset_contents import Contents
from ledger.storage.database import NamedRow, Store
from ledger.storage.entries import citation_from
from ledger.storage.lookups import sources_that_count
from ledger.storage.register import KeyNumbers
from ledger.storage.reviews import Reviewed
from ledger.storage.superseded import superseded


@dataclass(frozen=True, slots=True)
class Seat:
    """Numbers of entries or retractions: ``base`` is what was there, ``head`` what a changeset left there.

    ``tip`` is what is there now, at the end of ``line``, which starts with ``head``.
    """

    base: int | None
    head: int
    line: tuple[int, ...]

    @property
    def tip(self) -> int:
        """What is there now."""
        return self.line[-1]


def seats_of(store: Store, done: Contents) -> list[Seat]:
    """Return the seats in which a changeset put something, in the order of what it left there."""
    rows: dict[int, int | None] = {entry.id: entry.supersedes for entry in done.entries}
    rows |= {retraction.id: retraction.entry for retraction in done.retractions}
    heads = sorted(rows.keys() - set(rows.values()))
    return [Seat(_base(rows, head), head, line) for head, line in lines(store, heads).items()]


def _base(rows: Mapping[int, int | None], head: int) -> int | None:
    base = rows[head]
    while base is not None and base in rows:
        base = rows[base]
    return base


def lines(store: Store, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return what took the place of each of these since, each line starting with the number itself."""
    found: dict[int, tuple[int, ...]] = {number: (number,) for number in numbers}
    ends = {number: number for number in found}
    while after := entries.superseded(store, ids=ends):
        for end, newer in after.items():
            number = ends.pop(end)
            found[number] += (newer,)
            ends[newer] = number
    return found


def same_words(one: Entry, other: Entry) -> bool:
    """Whether two entries of one seat say the same of the same time, in the same place of the day."""
    return _words(one) == _words(other)


def _words(entry: Entry) -> tuple[object, ...]:
    said = entry.said
    items = getattr(said, "items", ())
    told = said.figures, getattr(said, "by", None)
    return said.cell, said.values(), items, told, entry.held, entry.by_round, said.round, entry.rank


def same_sources(one: Entry, other: Entry) -> bool:
    """Whether they rest on the same citations, in whatever order."""
    mine, theirs = (sorted(str(citation) for citation in entry.said.cite) for entry in (one, other))
    return mine == theirs


# ----------------------------------------------------------------------------------------------------------------------
# What became of entries, act by act: every citation, every verdict, every edit, with the changeset that made it.


def citations(store: Store, ids: Iterable[int], known_at: int) -> dict[int, list[tuple[int, Citation]]]:
    """Return (changeset, citation) of all that was ever cited for these entries, in the order recorded."""
    table, names = schema.citation, KeyNumbers(store)
    query = select(table).where(table.c.changeset_id <= known_at).order_by(table.c.id)
    found: dict[int, list[tuple[int, Citation]]] = defaultdict(list)
    for row in _of_entries(store, query, table.c.entry_id, ids):
        found[row["entry_id"]].append((row["changeset_id"], citation_from(row, names)))
    return found


def dropped(store: Store, ids: Iterable[int], known_at: int) -> list[tuple[int, DroppedCitation]]:
    """Return (changeset, what was dropped and why) of citations of these entries."""
    gone, cited, names = schema.dropped_citation, schema.citation, KeyNumbers(store)
    query = (
        select(gone.c.changeset_id, gone.c.reason, cited.c.entry_id, cited.c.source_id, cited.c.at)
        .join(cited, cited.c.id == gone.c.citation_id)
        .where(gone.c.changeset_id <= known_at)
        .order_by(gone.c.id)
    )
    return [
        (
            row["changeset_id"],
            DroppedCitation(
                entry=CellRef(id=row["entry_id"]),
                source=names.sources[row["source_id"]],
                at=row["at"],
                reason=row["reason"],
            ),
        )
        for row in _of_entries(store, query, cited.c.entry_id, ids)
    ]


def verdicts(store: Store, ids: Iterable[int], known_at: int) -> list[Reviewed]:
    """Return every verdict ever given on these entries, those taken back too, in the order recorded."""
    table = schema.review
    query = select(table).where(table.c.changeset_id <= known_at).order_by(table.c.id)
    return [
        Reviewed(row["entry_id"], Verdict(row["verdict"]), row["reviewer"], row["note"], row["changeset_id"])
        for row in _of_entries(store, query, table.c.entry_id, ids)
    ]


def edits(store: Store, record: str, known_at: int) -> list[tuple[int, Edit]]:
    """Return (changeset, edit) of the descriptive fields of a record (``item:land``), in the order recorded."""
    table = schema.edit
    refs = renames.keys_of(store).refs(record)
    query = select(table).where(among(store, table.c.record, refs), table.c.changeset_id <= known_at)
    query = query.order_by(table.c.id)
    return [
        (row["changeset_id"], Edit(record=row["record"], field=row["field"], old=row["old"], new=row["new"]))
        for row in store.connection.execute(query).mappings()
    ]


def _of_entries(store: Store, query: Select[Any], entry: ColumnElement[int], ids: Iterable[int]) -> list[NamedRow]:
    return list(store.connection.execute(query.where(among(store, entry, ids))).mappings())


# ----------------------------------------------------------------------------------------------------------------------
# Which changeset touched a thing last before another one did.


def edited_before(store: Store, edit: Edit, number: int) -> int | None:
    """Return the last changeset before this one that edited the same field, else the one that entered the record."""
    table = schema.edit.c
    query = select(table.changeset_id).where(
        among(store, table.record, renames.keys_of(store).refs(edit.record)),
        table.field == edit.field,
        table.changeset_id < number,
    )
    found = store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()
    return entered(store, edit.record) if found is None else found


def entered(store: Store, ref: str) -> int | None:
    """Return the changeset that entered a descriptive record, by its name in the journal."""
    table, _, key = ref.partition(":")
    if table not in register.MODELS:
        return None
    model = register.MODELS[table]
    return next((number for number, fields in register.fields_of(store, table) if model.key_in(fields) == key), None)


def reviewed_before(store: Store, entry: int, number: int) -> int | None:
    """Return the last changeset before this one that gave a verdict on an entry."""
    table = schema.review.c
    query = select(table.changeset_id).where(table.entry_id == entry, table.changeset_id < number)
    return store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()


# ----------------------------------------------------------------------------------------------------------------------
# What stood in cells between two days: where a diff of the two ends alone would leave out a step.

_E = schema.entry.c
_KINDS = (EntryKind.stance, EntryKind.status)


@dataclass(frozen=True, slots=True)
class Days:
    """Days after one and until another."""

    after: date
    until: date


def between(
    reader: CellReader, store: Store, days: Days, when: When, wanted: Collection[CellKey]
) -> dict[CellKey, list[Reading]]:
    """Return what stood in cells at the end of each day in between on which that can have changed, in order.

    Before it comes what the same source tells of the same time and no round, and what followed that: no day ends on
    it. Of these cells, those in which more than one entry came to be sure. As known and counted at ``when``.
    """
    found: dict[CellKey, list[Reading]] = {}
    for kind in _KINDS:
        cells = _busy(store, kind, days, when.known_at) & set(wanted)
        for cell in reader.cells(kind, when._replace(held_on=days.until), cells) if cells else ():
            found[cell.key] = list(_along(reader, kind, cell, days))
    return found


def _along(reader: CellReader, kind: EntryKind, cell: CellClaims, days: Days) -> Iterator[Reading]:
    turning = {day for claim in cell.claims for day in (claim.held.first, claim.held.last)}
    for day in sorted(day for day in turning if days.after < day <= days.until):
        standing = accounts.read(cell.claims, day, reader.sources)
        if standing.accounts:
            found = reading_of(kind, cell._replace(standing=standing), standing.accounts[0], day)
            if not found.contested:
                left = _left_behind(cell, day)
                yield from (_told(reader, kind, cell.key, cell.rows[claim.entry], claim) for claim in left)
            yield found


def _left_behind(cell: CellClaims, day: date) -> list[CellClaim]:
    """Return the claims that end on a day and name no round, and that another of their source and days came after."""
    ended = [claim for claim in cell.claims if claim.held.last == day and not cell.rows[claim.entry].round]
    passed = [
        earlier
        for earlier in ended
        if any(later.held == earlier.held and _comes_next(earlier, later, ended) for later in ended)
    ]
    return sorted(passed, key=lambda claim: sum(accounts.follows(claim, each) for each in passed))


def within(
    reader: CellReader, store: Store, spans: Sequence[Days], when: When
) -> list[dict[CellKey, list[tuple[Reading, Reading]]]]:
    """Return for each span of days the stances of each cell that followed one another, all in them: (earlier, later).

    They follow in one source, or by what somebody said who settled a contest. As known and counted at ``when``; however
    many spans there are, a cell is read once.
    """
    kind = EntryKind.stance
    busy = [_busy(store, kind, days, when.known_at) for days in spans]
    found: list[dict[CellKey, list[tuple[Reading, Reading]]]] = [{} for _ in spans]
    cells = set[CellKey]().union(*busy)
    for key, line, claims in reader.claims(kind, when, cells) if cells else ():
        rows = {row.number: row for row in line}
        for place, days in enumerate(spans):
            pairs = list(_pairs(claims, days)) if key in busy[place] else []
            if pairs:
                found[place][key] = [
                    (_told(reader, kind, key, rows[one.entry], one), _told(reader, kind, key, rows[other.entry], other))
                    for one, other in pairs
                ]
    return found


def _pairs(claims: Iterable[CellClaim], days: Days) -> Iterator[tuple[CellClaim, CellClaim]]:
    here = [claim for claim in claims if days.after < claim.held.first and claim.held.last <= days.until]
    for later in here:
        for earlier in here:
            if _comes_next(earlier, later, here):
                yield earlier, later


def _comes_next(earlier: CellClaim, later: CellClaim, claims: Collection[CellClaim]) -> bool:
    """Whether one claim follows another, and none of its source stands in between.

    It follows one of the same source, or one that somebody said it came after: else nobody tells of two days.
    """
    told_of = earlier.source == later.source or earlier.entry in later.after
    if not told_of or not accounts.follows(later, earlier):
        return False
    return not any(
        each.source == later.source and accounts.follows(later, each) and accounts.follows(each, earlier)
        for each in claims
    )


def _told(reader: CellReader, kind: EntryKind, key: CellKey, row: Row, claim: CellClaim) -> Reading:
    return Reading(
        claim.entry, kind, *key, row.held, row.round, row.changeset, row.values,
        weigh(claim.citations, reader.sources), entries=(claim.entry,),
    )  # fmt: skip


def _busy(store: Store, kind: EntryKind, days: Days, known_at: int, least: int = 2) -> set[CellKey]:
    """Return the cells in which more than one entry came to be sure in these days; or as many at ``least``."""
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
        .having(func.count() >= least)
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


_NO_TALK = (Stance.silent.value, Status.not_raised.value)


def talked(store: Store, days: Days, when: When, sources: Mapping[str, Source]) -> dict[str, date]:
    """Return, by item, the last day in these of a stance or a status that counts, is sure and tells of talk.

    Whether it leads in its cell, stands behind another or was followed by one does not matter. As known and counted at
    ``when``; ``sources`` are those known there.
    """
    items = schema.item.c
    tells = func.coalesce(_E.stance, _E.status).not_in(_NO_TALK)
    kinds = _E.kind.in_([kind.value for kind in _KINDS])
    query = (
        select(items.key, func.max(_E.held_to))
        .join(schema.entry, _E.item_id == items.id)
        .where(_E.op == Op.assert_.value, kinds, tells, *_sure_in(days), _E.changeset_id <= when.known_at)
        .group_by(items.key)
    )
    if when.plain and not reviews.rejected(store, when.known_at):
        query = query.where(~superseded(_E.id, when.known_at))
    else:
        query = query.where(among(store, _E.id, _counted_in(store, days, when, sources)))
    return {key: date.fromisoformat(day) for key, day in store.connection.execute(query)}


def _counted_in(store: Store, days: Days, when: When, sources: Mapping[str, Source]) -> set[int]:
    """Return the stances and statuses that count in the cells of which anything came to be sure in these days."""
    reader = CellReader(store, when.known_at, sources=sources)
    found: set[int] = set()
    for kind in _KINDS:
        cells = _busy(store, kind, days, when.known_at, least=1)
        for _key, _rows, claims in reader.claims(kind, when, cells) if cells else ():
            found |= {claim.entry for claim in claims}
    return found


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
            ~superseded(_E.id, known_at),
        )
    )
    return set(store.connection.execute(query.distinct()).scalars())


def sources_of(
    store: Store,
    days: Days,
    known: tuple[int, int],
    counting: Counting,
    sources: Mapping[str, Source],
    *,
    begun: bool = False,
) -> set[str]:
    """Return the sources of what counts and came to be sure in these days, as cited after a changeset until another.

    ``begun``: of what began in them alone. What may have been so before tells nothing of what came after.
    """
    cited, source, gone = schema.citation.c, schema.source.c, schema.dropped_citation.c
    newer = schema.entry.alias("newer").c
    after, until = known
    # Of all that was ever recorded the days are the fewer: a sum, lest the index on changesets be taken.
    recorded = cited.changeset_id if after else cited.changeset_id + 0
    dropped = select(gone.citation_id).where(gone.changeset_id <= until)
    replaced = select(newer.supersedes_id).where(newer.supersedes_id.is_not(None), newer.changeset_id <= until)
    query = (
        select(source.key, cited.speaker, cited.credibility)
        .join(schema.citation, cited.source_id == source.id)
        .join(schema.entry, _E.id == cited.entry_id)
        .where(
            _E.op == Op.assert_.value,
            *_sure_in(days),
            *([_E.held_from > days.after.isoformat()] if begun else []),
            recorded > after,
            recorded <= until,
            cited.id.not_in(dropped),
            _E.id.not_in(replaced),
        )
    )
    return sources_that_count(store, query, until, counting, sources)
