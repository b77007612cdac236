"""What later changesets rest on an earlier one: the reasons for which it cannot be undone."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, or_, select

from ledger.domain.records import Record
from ledger.storage import schema
from ledger.storage.contents import Contents
from ledger.storage.database import Store
from ledger.storage.names import Names

Dependent = tuple[int, str]
"""The later changeset, and what it did, in a few words."""

_E = schema.entry.c


def of(store: Store, done: Contents) -> list[Dependent]:
    """Return every later thing that rests on what a changeset did, in the order recorded."""
    number = done.changeset.number
    found = [
        *((number, f"it attached the text of {each.source}: a text is never taken back") for each in done.attachments),
        *_on_entries(store, number, [entry.id for entry in done.entries]),
        *_on_retractions(store, number, [retraction.id for retraction in done.retractions]),
        *_on_settlements(store, done),
        *_on_reviews(store, done),
        *(each for edit in done.edits for each in _on_edit(store, number, edit.record, edit.field)),
        *(each for record in done.records for each in _on_record(store, number, record)),
    ]
    return sorted(set(found))


def _on_entries(store: Store, number: int, ids: list[int]) -> Iterator[Dependent]:
    newer = _E.supersedes_id.in_(ids)
    for row in store.connection.execute(select(_E.id, _E.op, _E.supersedes_id, _E.changeset_id).where(newer)):
        act = "retracted" if row.op == "retract" else "corrected"
        yield row.changeset_id, f"@{row.changeset_id} {act} entry {row.supersedes_id}"
    cited = schema.citation.c
    added = select(cited.changeset_id, cited.entry_id).where(cited.entry_id.in_(ids), cited.changeset_id > number)
    for by, entry in store.connection.execute(added.distinct()):
        yield by, f"@{by} added a citation to entry {entry}"
    settled = schema.settlement.c
    among = or_(settled.entry_id.in_(ids), settled.other_id.in_(ids))
    pairs = select(settled.changeset_id, settled.entry_id, settled.other_id).where(among, settled.changeset_id > number)
    for by, entry, other in store.connection.execute(pairs):
        yield by, f"@{by} settled entry {entry} against {other}"


def _on_retractions(store: Store, number: int, ids: list[int]) -> Iterator[Dependent]:
    query = select(_E.supersedes_id, _E.changeset_id).where(_E.supersedes_id.in_(ids), _E.changeset_id > number)
    for row in store.connection.execute(query):
        yield row.changeset_id, f"@{row.changeset_id} undid retraction {row.supersedes_id}"


def _on_settlements(store: Store, done: Contents) -> Iterator[Dependent]:
    table = schema.settlement.c
    for each in done.settlements:
        same = or_(
            (table.entry_id == each.entry) & (table.other_id == each.other),
            (table.entry_id == each.other) & (table.other_id == each.entry),
        )
        later = select(table.changeset_id).where(same, table.changeset_id > done.changeset.number)
        for by in store.connection.execute(later).scalars():
            yield by, f"@{by} settled entries {each.entry} and {each.other} anew"


def _on_reviews(store: Store, done: Contents) -> Iterator[Dependent]:
    table = schema.review.c
    ids = [review.entry.id for review in done.reviews]
    later = select(table.entry_id, table.changeset_id).where(
        table.entry_id.in_(ids), table.changeset_id > done.changeset.number
    )
    for row in store.connection.execute(later):
        yield row.changeset_id, f"@{row.changeset_id} reviewed entry {row.entry_id} anew"


def _on_edit(store: Store, number: int, record: str, field: str) -> Iterator[Dependent]:
    table = schema.edit.c
    later = select(table.changeset_id).where(table.record == record, table.field == field, table.changeset_id > number)
    for by in store.connection.execute(later).scalars():
        yield by, f"@{by} edited {field} of {record} again"


def _on_record(store: Store, number: int, record: Record) -> Iterator[Dependent]:
    """Later entries, citations and records that name a record, and later edits of it."""
    for condition, act in _mentions(store, record):
        query = select(_E.changeset_id).where(condition, _E.changeset_id > number).distinct()
        for by in store.connection.execute(query).scalars():
            yield by, f"@{by} {act} {record.ref}"
    for query, act in _named_by_records(record):
        for by in store.connection.scalars(query):
            if by > number:
                yield by, f"@{by} {act} {record.ref}"
    edits = schema.edit.c
    for by in store.connection.execute(
        select(edits.changeset_id).where(edits.record == record.ref, edits.changeset_id > number).distinct()
    ).scalars():
        yield by, f"@{by} edited {record.ref}"


def _mentions(store: Store, record: Record) -> list[tuple[ColumnElement[bool], str]]:
    names = Names(store)
    match record.table:
        case "item":
            item = names.item_ids[record.natural_key]
            tied = select(schema.entry_items.c.entry_id).where(schema.entry_items.c.item_id == item)
            return [(or_(_E.item_id == item, _E.id.in_(tied)), "recorded entries on")]
        case "party":
            return [(_E.party_id == names.party_ids[record.natural_key], "recorded stances of")]
        case "round":
            return [(_E.round_id == names.round_ids[record.natural_key], "recorded entries in")]
        case "source":
            cited = schema.citation.c
            source = names.source_ids[record.natural_key]
            return [(_E.id.in_(select(cited.entry_id).where(cited.source_id == source)), "recorded entries citing")]
        case _:
            return []


def _named_by_records(record: Record) -> list[tuple[Select[tuple[int]], str]]:
    """Queries for the changesets of records and citations that name this one."""
    key = record.natural_key
    item, links, delegate, stage = schema.item, schema.item_links, schema.delegate, schema.round_
    match record.table:
        case "item":
            holders = select(links.c.item).where(links.c.to == key)
            where = or_(item.c.part_of == key, item.c.key.in_(holders))
            return [(select(item.c.changeset_id).where(where), "entered items that name")]
        case "party":
            members = select(schema.round_parties.c.round).where(schema.round_parties.c.value == key)
            rounds = select(stage.c.changeset_id).where(or_(stage.c.host == key, stage.c.key.in_(members)))
            seats = select(delegate.c.changeset_id).where(delegate.c.party == key)
            return [(rounds, "entered rounds that name"), (seats, "entered delegates of")]
        case "round":
            seats = select(delegate.c.changeset_id).where(delegate.c.round == key)
            dues = select(item.c.changeset_id).where(item.c.due == key)
            return [(seats, "entered delegates in"), (dues, "entered commitments due by")]
        case "source":
            cited, source = schema.citation, schema.source
            own = select(cited.c.changeset_id).join(source, source.c.id == cited.c.source_id).where(source.c.key == key)
            return [(own, "added citations of")]
        case _:
            return []
