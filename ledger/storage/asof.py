"""As of: the entry that counts for each cell at a point.

As of (d, k) is, for each cell, the entry with the greatest (held_on, rank) among those held by d, recorded by k and not
superseded by a row recorded by k: one index probe a cell, whose cost does not grow with history. The probe is written
once; SQLite takes it as a scalar subquery, PostgreSQL as LATERAL.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    bindparam,
    column,
    exists,
    lateral,
    literal_column,
    or_,
    select,
    text,
    true,
)

from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind, Op, Precision
from ledger.storage import schema
from ledger.storage.bulk import among
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


def stances(
    store: Store, when: When, cells: Iterable[Key] | None = None, names: Names | None = None
) -> dict[Key, Reading]:
    """Return the stance that counts for each cell at a point, for all cells or some. Evidence is not filled in.

    ``names`` spares reading the keys again, where more than one point is read.
    """
    return _readings(store, EntryKind.stance, when, cells, names)


def statuses(
    store: Store, when: When, items: Iterable[str] | None = None, names: Names | None = None
) -> dict[str, Reading]:
    """Return the status that counts for each item at a point, for all items or some; ``names`` as for stances."""
    cells = None if items is None else [(item, None) for item in items]
    return {item: reading for (item, _), reading in _readings(store, EntryKind.status, when, cells, names).items()}


def readings(store: Store, when: When, cells: Iterable[Key], names: Names | None = None) -> dict[Key, Reading]:
    """Return what counts at a point for each of some cells and, where a key has no party, the status of its item."""
    wanted = set(cells)
    names = names or some_names(store, wanted)
    found: dict[Key, Reading] = {}
    for kind, keys in (
        (EntryKind.stance, {key for key in wanted if key[1] is not None}),
        (EntryKind.status, {key for key in wanted if key[1] is None}),
    ):
        if keys:
            query = _of_given_cells(kind, store.is_postgres, when.reviewed_only)
            found |= _fetch(store, kind, query, _params(when) | {"cells": _numbered(keys, names)}, names)
    return found


def some_names(store: Store, cells: Collection[Key]) -> Names:
    """Return the names that reading these cells takes: to be shared where they are read more than once."""
    items = {item for item, _party in cells}
    return Names(store, items if len(items) < MANY_ITEMS else None)


def not_heard_of(store: Store, when: When, only: Collection[str] | None = None) -> set[str]:
    """Return the items that come up only later: something stands on them, but nothing held by this point.

    An item on which nothing stands at all was put on the list by somebody, and is not among them.
    """
    e, newer, items = _ONE, _NEWER, schema.item
    stands = exists().where(
        e.c.item_id == items.c.id,
        literal_column("e.op") == _ASSERTED,
        literal_column("e.kind").in_([_literal(EntryKind.stance), _literal(EntryKind.status)]),
        e.c.changeset_id <= when.known_at,
        ~exists().where(newer.c.supersedes_id == e.c.id, newer.c.changeset_id <= when.known_at),
    )
    query = select(items.c.key).where(
        ~stands.where(e.c.held_on <= when.held_on.isoformat()),  # first: it is mostly this that says no
        stands.where(e.c.held_on > when.held_on.isoformat()),
    )
    if only is not None:
        query = query.where(among(store, items.c.key, only))
    return set(store.connection.execute(query).scalars())


def _readings(
    store: Store, kind: EntryKind, when: When, cells: Iterable[Key] | None, names: Names | None
) -> dict[Key, Reading]:
    if cells is not None:
        return readings(store, when, cells, names)
    every = _every_cell(store, kind, when.known_at)
    query = _of_cells(every, kind, postgres=store.is_postgres, reviewed_only=when.reviewed_only)
    return dict(_fetch(store, kind, query, _params(when), names or Names(store)))


def _params(when: When) -> dict[str, Any]:
    return {"day": when.held_on.isoformat(), "known_at": when.known_at}


def _fetch(
    store: Store, kind: EntryKind, query: Select[Any], params: Mapping[str, Any], names: Names
) -> Iterator[tuple[Key, Reading]]:
    read = _reader(kind, names)
    for row in store.connection.execute(query, params).all():
        reading = read(*row)
        yield (reading.item, reading.party), reading


def _of_cells(cells: Subquery, kind: EntryKind, *, postgres: bool, reviewed_only: bool) -> Select[Any]:
    """Return the statement that probes each cell; ``day`` and ``known_at`` are its parameters."""
    probe = _probe(kind, cells, reviewed_only=reviewed_only)
    query = select(*(_E.c[name] for name in (*_PLACE, *VALUE_COLUMNS)))
    if postgres:
        last = lateral(probe).alias("last")
        return query.select_from(cells.join(last, true()).join(_E, _E.c.id == last.c.id))
    last_id = select(probe.scalar_subquery().label("id")).select_from(cells).subquery("last")
    return query.select_from(last_id.join(_E, _E.c.id == last_id.c.id))


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


def _literal(word: StrEnum) -> ColumnElement[str]:
    return literal_column(f"'{word.value}'")


_ASSERTED = _literal(Op.assert_)
"""Written out: a partial index does not match a parameter."""


def _probe(kind: EntryKind, cells: Subquery, *, reviewed_only: bool) -> Select[Any]:
    e, newer = _ONE, _NEWER
    known_at = bindparam("known_at", type_=Integer)
    conditions: list[ColumnElement[bool]] = [
        literal_column("e.op") == _ASSERTED,
        literal_column("e.kind") == _literal(kind),
        e.c.item_id == cells.c.item_id,
        e.c.party_id == cells.c.party_id if kind is EntryKind.stance else e.c.party_id.is_(None),
        e.c.held_on <= bindparam("day", type_=Text),
        e.c.changeset_id <= known_at,
        ~exists().where(newer.c.supersedes_id == e.c.id, newer.c.changeset_id <= known_at),
    ]
    if reviewed_only:
        conditions.append(_accepted(e.c.id, known_at))
    return select(e.c.id).where(*conditions).order_by(e.c.held_on.desc(), e.c.rank.desc()).limit(1).correlate(cells)


def _accepted(entry: ColumnElement[int], known_at: ColumnElement[int]) -> ColumnElement[bool]:
    review, newer = schema.review.alias("review"), schema.review.alias("newer_review")
    return exists().where(
        review.c.entry_id == entry,
        review.c.verdict == "accepted",
        review.c.changeset_id <= known_at,
        ~exists().where(
            newer.c.entry_id == review.c.entry_id, newer.c.id > review.c.id, newer.c.changeset_id <= known_at
        ),
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


@cache
def _of_given_cells(kind: EntryKind, postgres: bool, reviewed_only: bool) -> Select[Any]:  # noqa: FBT001 - cached
    """Return the statement for cells given one by one, in one parameter ``cells`` however many they are."""
    given = text(_CELLS_ON_POSTGRES if postgres else _CELLS_ON_SQLITE)
    cells = given.columns(column("item_id", Integer), column("party_id", Integer)).subquery("cells")
    return _of_cells(cells, kind, postgres=postgres, reviewed_only=reviewed_only)


def _numbered(keys: Iterable[Key], names: Names) -> str:
    numbers = sorted(
        (names.item_ids[item], names.party_ids[party] if party else 0)
        for item, party in keys
        if item in names.item_ids and (party is None or party in names.party_ids)
    )
    return json.dumps(numbers)


_CELLS_ON_SQLITE = "SELECT value ->> 0 AS item_id, value ->> 1 AS party_id FROM json_each(:cells)"
_CELLS_ON_POSTGRES = (
    "SELECT (value ->> 0)::int AS item_id, (value ->> 1)::int AS party_id "
    "FROM json_array_elements(CAST(:cells AS json)) AS given(value)"
)
