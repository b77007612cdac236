"""As of: the entry that counts for each cell at a point, and which cells can differ between two points.

As of (d, k) is, for each cell, the entry with the greatest (held_on, rank) among those held by d, recorded by k and not
superseded by a row recorded by k: one index probe a cell, whose cost does not grow with history. The probe is written
once; SQLite takes it as a scalar subquery, PostgreSQL as LATERAL.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Table,
    and_,
    column,
    exists,
    lateral,
    literal_column,
    or_,
    select,
    text,
    true,
    union,
)

from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind, Op, Precision
from ledger.storage import schema
from ledger.storage.database import Store
from ledger.storage.entries import VALUE_COLUMNS
from ledger.storage.names import Names

_E = schema.entry
# An alias copies every column: made once, not at every call.
_ONE, _NEWER = _E.alias("e"), _E.alias("newer")
MANY_ITEMS = 5_000  # from so many on, all keys are read rather than asked for one by one
Key = tuple[str, str | None]
"""A cell by its item's and its party's key; a status has no party."""


@dataclass(frozen=True, slots=True)
class When:
    """A point as the database asks for it. ``reviewed_only`` leaves out what nobody has accepted."""

    held_on: date
    known_at: int
    reviewed_only: bool = False


def stances(store: Store, when: When, cells: Iterable[Key] | None = None) -> dict[Key, Reading]:
    """Return the stance that counts for each cell at a point, for all cells or some. Evidence is not filled in."""
    return _readings(store, EntryKind.stance, when, cells)


def statuses(store: Store, when: When, items: Iterable[str] | None = None) -> dict[str, Reading]:
    """Return the status that counts for each item at a point, for all items or some."""
    cells = None if items is None else [(item, None) for item in items]
    return {item: reading for (item, _), reading in _readings(store, EntryKind.status, when, cells).items()}


def not_heard_of(store: Store, when: When, among: Collection[str] | None = None) -> set[str]:
    """Return the items that come up only later: something stands on them, but nothing held by this point.

    An item on which nothing stands at all was put on the list by somebody, and is not among them.
    """
    e, newer, items = _ONE, _NEWER, schema.item
    stands = exists().where(
        e.c.item_id == items.c.id,
        e.c.op == Op.assert_.value,
        e.c.kind.in_([EntryKind.stance.value, EntryKind.status.value]),
        e.c.changeset_id <= when.known_at,
        ~exists().where(newer.c.supersedes_id == e.c.id, newer.c.changeset_id <= when.known_at),
    )
    query = select(items.c.key).where(
        stands.where(e.c.held_on > when.held_on.isoformat()),
        ~stands.where(e.c.held_on <= when.held_on.isoformat()),
    )
    if among is not None:
        query = query.where(items.c.key.in_(sorted(among)))
    return set(store.connection.execute(query).scalars())


def touched(store: Store, kind: EntryKind, one: When, other: When) -> set[Key]:
    """Return the cells whose reading can differ between two points: held in between, or known in between.

    What a reading rests on counts too: its citations, what their sources are worth, contests and verdicts.
    """
    low, high = sorted((one.held_on, other.held_on))
    early, late = sorted((one.known_at, other.known_at))
    asked: list[Select[Any]] = []
    if low != high:
        asked.append(
            select(_E.c.item_id, _E.c.party_id).where(
                _E.c.kind == kind.value,
                _E.c.held_on > low.isoformat(),
                _E.c.held_on <= high.isoformat(),
            )
        )
    if early != late:
        asked += [*_known_between(kind, early, late), *_described_between(store, kind, early, late)]
    if not asked:
        return set()
    cells, items, parties = union(*asked).subquery(), schema.item, schema.party
    query = (
        select(items.c.key, parties.c.key.label("party"))
        .join(cells, cells.c.item_id == items.c.id)
        .outerjoin(parties, parties.c.id == cells.c.party_id)
    )
    return {(row.key, row.party) for row in store.connection.execute(query)}


def _known_between(kind: EntryKind, early: int, late: int) -> list[Select[Any]]:
    """Cells that changesets touched: by entries, by what those supersede, by citations, contests and settlements."""
    cell = (_E.c.item_id, _E.c.party_id)
    is_kind = _E.c.kind == kind.value
    newer = _NEWER
    found = [
        select(*cell).where(is_kind, _E.c.changeset_id > early, _E.c.changeset_id <= late),
        select(*cell)
        .join(newer, newer.c.supersedes_id == _E.c.id)
        .where(is_kind, newer.c.changeset_id > early, newer.c.changeset_id <= late),
    ]
    found += [
        select(*cell)
        .join(table, table.c.entry_id == _E.c.id)
        .where(is_kind, table.c.changeset_id > early, table.c.changeset_id <= late)
        for table in (schema.citation, schema.rival, schema.settlement, schema.review)
    ]
    dropped = schema.dropped_citation
    found.append(
        select(*cell)
        .join(schema.citation, schema.citation.c.entry_id == _E.c.id)
        .join(dropped, dropped.c.citation_id == schema.citation.c.id)
        .where(is_kind, dropped.c.changeset_id > early, dropped.c.changeset_id <= late)
    )
    return found


def _described_between(store: Store, kind: EntryKind, early: int, late: int) -> list[Select[Any]]:
    """Cells whose sources, item or party were described anew: what a source is worth, what was entered by mistake."""
    edit, source = schema.edit.c, schema.source.c
    edits = select(edit.record, edit.field).where(
        edit.changeset_id > early,
        edit.changeset_id <= late,
        edit.field.in_(["struck", *_WEIGHED]),
    )
    cell = select(_E.c.item_id, _E.c.party_id).where(_E.c.kind == kind.value)
    named: dict[str, set[str]] = defaultdict(set)
    for record, name in store.connection.execute(edits):
        table, _, key = record.partition(":")
        can_differ = name in _WEIGHED if table == "source" else name == "struck"
        if can_differ:
            named[table].add(key)
    found = [
        cell.join(table, table.c.id == _E.c[f"{table.name}_id"]).where(table.c.key.in_(sorted(named[table.name])))
        for table in (schema.item, schema.party)
        if named[table.name]
    ]
    if named["source"]:  # and whoever repeats another may, through it, repeat one of these
        weighed = or_(source.key.in_(sorted(named["source"])), source.carries.is_not(None))
        cited = cell.join(schema.citation, schema.citation.c.entry_id == _E.c.id)
        found.append(cited.join(schema.source, source.id == schema.citation.c.source_id).where(weighed))
    return found


_WEIGHED = ("reliability", "carries", "publisher")


def _readings(store: Store, kind: EntryKind, when: When, cells: Iterable[Key] | None) -> dict[Key, Reading]:
    if cells is None:
        return dict(_fetch(store, kind, when, _every_cell(store, kind, when.known_at), Names(store)))
    wanted = set(cells)
    items = {item for item, _party in wanted}
    names = Names(store, items if len(items) < MANY_ITEMS else None)
    return dict(_fetch(store, kind, when, _these_cells(store, wanted, names), names))


def _fetch(store: Store, kind: EntryKind, when: When, cells: Subquery, names: Names) -> Iterator[tuple[Key, Reading]]:
    probe = _probe(kind, when, cells)
    query = select(*(_E.c[name] for name in (*_PLACE, *VALUE_COLUMNS)))
    if store.is_postgres:
        last = lateral(probe).alias("last")
        query = query.select_from(cells.join(last, true()).join(_E, _E.c.id == last.c.id))
    else:
        last_id = select(probe.scalar_subquery().label("id")).select_from(cells).subquery("last")
        query = query.select_from(last_id.join(_E, _E.c.id == last_id.c.id))
    read = _reader(kind, names)
    for row in store.connection.execute(query).all():
        reading = read(*row)
        yield (reading.item, reading.party), reading


_PLACE = ("id", "item_id", "party_id", "round_id", "held_on", "held_precision", "changeset_id")


def _reader(kind: EntryKind, names: Names) -> Callable[..., Reading]:
    """Return what turns a row into a reading; a matrix has tens of thousands, on few days."""
    days: dict[tuple[str, str], HeldOn] = {}

    def read(
        number: int, item: int, party: int | None, stage: int | None, day: str, how: str, known: int, *values: object
    ) -> Reading:
        held = days.get((day, how))
        if held is None:
            held = days[day, how] = HeldOn.of(date.fromisoformat(day), Precision(how))
        return Reading(
            number,
            kind,
            names.items[item],
            names.parties[party] if party else None,
            held,
            names.rounds[stage] if stage else None,
            known,
            {name: value for name, value in zip(VALUE_COLUMNS, values, strict=True) if value is not None},
        )

    return read


def _probe(kind: EntryKind, when: When, cells: Subquery) -> Select[Any]:
    e, newer = _ONE, _NEWER
    conditions: list[ColumnElement[bool]] = [
        literal_column("e.op") == literal_column(f"'{Op.assert_.value}'"),  # literal, to match the partial index
        literal_column("e.kind") == literal_column(f"'{kind.value}'"),
        e.c.item_id == cells.c.item_id,
        e.c.party_id == cells.c.party_id if kind is EntryKind.stance else e.c.party_id.is_(None),
        e.c.held_on <= when.held_on.isoformat(),
        e.c.changeset_id <= when.known_at,
        ~exists().where(newer.c.supersedes_id == e.c.id, newer.c.changeset_id <= when.known_at),
    ]
    if when.reviewed_only:
        conditions.append(_accepted(e.c.id, when.known_at))
    return select(e.c.id).where(*conditions).order_by(e.c.held_on.desc(), e.c.rank.desc()).limit(1).correlate(cells)


def _accepted(entry: ColumnElement[int], known_at: int) -> ColumnElement[bool]:
    review, newer = schema.review.alias("review"), schema.review.alias("newer_review")
    return exists().where(
        review.c.entry_id == entry,
        review.c.verdict == "accepted",
        review.c.changeset_id <= known_at,
        ~exists().where(newer.c.entry_id == entry, newer.c.id > review.c.id, newer.c.changeset_id <= known_at),
    )


def _every_cell(store: Store, kind: EntryKind, known_at: int) -> Subquery:
    """All cells but those of what was, at this changeset, known to have been entered by mistake."""
    items, parties = schema.item, schema.party
    was_struck = _struck_later(store, known_at)
    if kind is EntryKind.status:
        return select(items.c.id.label("item_id")).where(_listed(items, was_struck)).subquery("cells")
    return (
        select(items.c.id.label("item_id"), parties.c.id.label("party_id"))
        .select_from(items.join(parties, true()))
        .where(_listed(items, was_struck), _listed(parties, was_struck))
        .subquery("cells")
    )


def _struck_later(store: Store, known_at: int) -> dict[str, bool]:
    """Return whether a record (``item:land``) was struck at a changeset, for those struck or brought back since."""
    edit = schema.edit.c
    since = select(edit.record, edit.old).where(edit.changeset_id > known_at, edit.field == "struck")
    return {row.record: row.old == "true" for row in store.connection.execute(since.order_by(edit.id.desc()))}


def _listed(table: Table, was_struck: Mapping[str, bool]) -> ColumnElement[bool]:
    """Whether a record was on the list: it is now, unless it was otherwise then."""
    named = {True: list[str](), False: list[str]()}
    for record, struck in was_struck.items():
        kind, _, key = record.partition(":")
        if kind == table.name:
            named[struck].append(key)
    if not any(named.values()):
        return table.c.struck == 0
    return or_(and_(table.c.struck == 0, table.c.key.not_in(named[True])), table.c.key.in_(named[False]))


def _these_cells(store: Store, keys: Iterable[Key], names: Names) -> Subquery:
    """Cells named one by one, in one parameter however many they are; the database probes exactly these."""
    numbers = sorted(
        (names.item_ids[item], names.party_ids[party] if party else 0)
        for item, party in keys
        if item in names.item_ids and (party is None or party in names.party_ids)
    )
    cells = text(_CELLS_ON_POSTGRES if store.is_postgres else _CELLS_ON_SQLITE).bindparams(cells=json.dumps(numbers))
    return cells.columns(column("item_id", Integer), column("party_id", Integer)).subquery("cells")


_CELLS_ON_SQLITE = "SELECT value ->> 0 AS item_id, value ->> 1 AS party_id FROM json_each(:cells)"
_CELLS_ON_POSTGRES = (
    "SELECT (value ->> 0)::int AS item_id, (value ->> 1)::int AS party_id "
    "FROM json_array_elements(CAST(:cells AS json)) AS given(value)"
)
