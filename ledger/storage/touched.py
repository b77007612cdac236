"""Which cells can differ between two points: only these are read for a diff, or for a step from round to round."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, literal_column, or_, select, union

from ledger.storage import schema
from ledger.storage.asof import Key, When
from ledger.storage.bulk import among
from ledger.storage.database import Store

_E = schema.entry
_NEWER = _E.alias("newer")
_IN_A_CELL = _E.c.item_id.is_not(None)  # stances and statuses; an event is tied to items otherwise
_WEIGHED = ("reliability", "carries", "publisher", "kind")


def touched(store: Store, one: When, other: When) -> set[Key]:
    """Return the cells whose reading can differ between two points: held in between, or known in between.

    What a reading rests on counts too: its citations, what their sources are worth, contests and verdicts. An item
    whose status can differ is a key without a party.
    """
    low, high = sorted((one.held_on, other.held_on))
    early, late = sorted((one.known_at, other.known_at))
    asked: list[Select[Any]] = []
    if low != high:
        asked.append(
            select(_E.c.item_id, _E.c.party_id).where(
                _IN_A_CELL,
                _E.c.held_from > low.isoformat(),
                _E.c.held_from <= high.isoformat(),
            )
        )
        asked.append(  # what was only possible becomes sure
            select(_E.c.item_id, _E.c.party_id).where(
                _IN_A_CELL,
                literal_column("entry.held_to <> entry.held_from"),
                _E.c.held_to > low.isoformat(),
                _E.c.held_to <= high.isoformat(),
            )
        )
    if early != late:
        asked += [*_known_between(early, late), *_described_between(store, early, late)]
    if not asked:
        return set()
    cells, items, parties = union(*asked).subquery(), schema.item, schema.party
    query = (
        select(items.c.key, parties.c.key.label("party"))
        .join(cells, cells.c.item_id == items.c.id)
        .outerjoin(parties, parties.c.id == cells.c.party_id)
    )
    return {(row.key, row.party) for row in store.connection.execute(query)}


def _known_between(early: int, late: int) -> list[Select[Any]]:
    """Cells that changesets touched: by entries, by what those supersede, by citations, contests and settlements."""
    cell = (_E.c.item_id, _E.c.party_id)
    found = [
        select(*cell).where(_IN_A_CELL, _E.c.changeset_id > early, _E.c.changeset_id <= late),
        select(*cell)
        .join(_NEWER, _NEWER.c.supersedes_id == _E.c.id)
        .where(_IN_A_CELL, _NEWER.c.changeset_id > early, _NEWER.c.changeset_id <= late),
    ]
    found += [
        select(*cell)
        .join(table, table.c.entry_id == _E.c.id)
        .where(_IN_A_CELL, table.c.changeset_id > early, table.c.changeset_id <= late)
        for table in (schema.citation, schema.settlement, schema.review)
    ]
    dropped = schema.dropped_citation
    found.append(
        select(*cell)
        .join(schema.citation, schema.citation.c.entry_id == _E.c.id)
        .join(dropped, dropped.c.citation_id == schema.citation.c.id)
        .where(_IN_A_CELL, dropped.c.changeset_id > early, dropped.c.changeset_id <= late)
    )
    return found


def _described_between(store: Store, early: int, late: int) -> list[Select[Any]]:
    """Cells whose sources, item or party were described anew: what a source is worth, what was entered by mistake."""
    edit, source = schema.edit.c, schema.source.c
    edits = select(edit.record, edit.field).where(
        edit.changeset_id > early,
        edit.changeset_id <= late,
        edit.field.in_(["struck", *_WEIGHED]),
    )
    cell = select(_E.c.item_id, _E.c.party_id).where(_IN_A_CELL)
    named: dict[str, set[str]] = defaultdict(set)
    for record, name in store.connection.execute(edits):
        table, _, key = record.partition(":")
        can_differ = name in _WEIGHED if table == "source" else name == "struck"
        if can_differ:
            named[table].add(key)
    found = [
        cell.join(table, table.c.id == _E.c[f"{table.name}_id"]).where(among(store, table.c.key, named[table.name]))
        for table in (schema.item, schema.party)
        if named[table.name]
    ]
    if named["source"]:  # and whoever repeats another may, through it, repeat one of these
        repeats = or_(source.carries.is_not(None), schema.citation.c.carries.is_not(None))
        weighed = or_(among(store, source.key, named["source"]), repeats)
        cited = cell.join(schema.citation, schema.citation.c.entry_id == _E.c.id)
        found.append(cited.join(schema.source, source.id == schema.citation.c.source_id).where(weighed))
    return found
