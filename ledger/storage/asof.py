"""As of: what stands in each cell at a point.

One index probe a cell finds the entry that came last among those begun by the day, recorded by the changeset and not
superseded by then; its cost does not grow with history. If that entry is sure, only it and its pairs can stand: where
it has none, it is the reading. All other cells are read whole (``storage.cells``), by the rules of ``domain.accounts``.
The probe is written once; SQLite takes it as a scalar subquery, PostgreSQL as LATERAL.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    TextClause,
    bindparam,
    exists,
    func,
    lateral,
    literal_column,
    select,
    text,
    true,
)

from ledger.domain.evidence import NO_EVIDENCE
from ledger.domain.readings import Reading, with_all_of_its_cell
from ledger.domain.words import COMMITMENT_STATUSES, EntryKind, Op, Relation
from ledger.storage import entries, reviews, schema
from ledger.storage.bulk import among, numbers_for, plain_rows, these_numbers
from ledger.storage.cells import CellKey, CellReader, When, begun, given_cells, numbered
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers
from ledger.storage.struck import keys_on_the_list, listed, of_the_listed, struck_later
from ledger.storage.superseded import NEWER, superseded

__all__ = [
    "CellKey",
    "When",
    "first_sure",
    "not_heard_of",
    "readings",
    "rejected_cells",
    "some_names",
    "stances",
    "statuses",
    "with_what_may_precede",
]

_E = schema.entry
# An alias copies every column: made once, not at every call.
_ONE = _E.alias("e")
MANY_ITEMS = 5_000  # from so many on, all keys are read rather than asked for one by one
MANY_PAIRS = 100_000  # so many are not kept in memory, but asked for


def stances(
    store: Store,
    when: When,
    cells: Iterable[CellKey] | None = None,
    names: KeyNumbers | None = None,
    items: Collection[str] | None = None,
) -> dict[CellKey, Reading]:
    """Return the stance that counts for each cell at a point, for all cells or some. Evidence is not filled in.

    ``items``: of these alone all cells, which is quicker than naming each, where everything counts. ``names`` spares
    reading the keys again, where more than one point is read.
    """
    return _readings(store, EntryKind.stance, when, None if cells is None else set(cells), names, items)


def statuses(
    store: Store, when: When, items: Iterable[str] | None = None, names: KeyNumbers | None = None
) -> dict[str, Reading]:
    """Return the status that counts for each item at a point, for all items or some; ``names`` as for stances."""
    cells = None if items is None else [(item, None) for item in items]
    return {item: reading for (item, _), reading in _readings(store, EntryKind.status, when, cells, names).items()}


def readings(
    store: Store, when: When, cells: Iterable[CellKey], names: KeyNumbers | None = None
) -> dict[CellKey, Reading]:
    """Return what counts at a point for each of some cells and, where a key has no party, the status of its item."""
    wanted = set(cells)
    names = names or some_names(store, wanted)
    found: dict[CellKey, Reading] = {}
    for kind, keys in (
        (EntryKind.stance, {key for key in wanted if key[1] is not None}),
        (EntryKind.status, {key for key in wanted if key[1] is None}),
    ):
        if keys:
            found |= _readings(store, kind, when, keys, names)
    return found


def with_what_may_precede(
    store: Store,
    when: When,
    found: Mapping[CellKey, Reading],
    other: Mapping[CellKey, Reading],
    names: KeyNumbers | None = None,
) -> dict[CellKey, Reading]:
    """Return readings of a point with what they may go on from, where that may have been only possible at an ``other``.

    What decides a cell alone is read alone: the rest of it is read here, of the few cells in which that matters.
    """
    cells = {
        key
        for key, here in found.items()
        if here.sure
        and (there := other.get(key)) is not None
        and there.only_possible
        and there.only_possible.isdisjoint(here.numbers)
    }
    if not cells:
        return dict(found)
    reader = CellReader(store, when.known_at, names or some_names(store, cells))
    whole: dict[CellKey, Reading] = {}
    for kind in (EntryKind.stance, EntryKind.status):
        if of_kind := {key for key in cells if (key[1] is None) is (kind is EntryKind.status)}:
            whole |= reader.readings(kind, when, of_kind)
    return {**found, **{key: with_all_of_its_cell(found[key], reading) for key, reading in whole.items()}}


def some_names(store: Store, cells: Collection[CellKey]) -> KeyNumbers:
    """Return the names that reading these cells takes: to be shared where they are read more than once."""
    items = {item for item, _party in cells}
    return KeyNumbers(store, items if len(items) < MANY_ITEMS else None)


def not_heard_of(store: Store, when: When, only: Collection[str] | None = None, *, surely: bool = False) -> set[str]:
    """Return the items that nothing counts on by this point: no stance, no status. They are on no checklist yet.

    ``surely``: nor is what is only possible by then counted.
    """
    if not when.plain:
        kinds = (EntryKind.stance, EntryKind.status)
        found = (each for kind in kinds for each in _readings(store, kind, when, None, None).values())
        heard = {reading.item for reading in found if reading.sure or not surely}
        return {item for item in (KeyNumbers(store).items.values() if only is None else only) if item not in heard}
    items_ = schema.item
    begins = [_ONE.c.held_to <= when.held_on.isoformat()] if surely else begun(when, _ONE)
    query = select(items_.c.key).where(~exists().where(*_told_on_items(store, when.known_at), *begins))
    if only is not None:
        query = query.where(among(store, items_.c.key, only))
    return set(store.connection.execute(query).scalars())


def first_sure(store: Store, when: When, items: Collection[str]) -> dict[str, date]:
    """Return by item the first day by which something on it surely counts, as known and counted at a point.

    An item on which nothing ever does is left out.
    """
    if not when.plain:
        reader, found = CellReader(store, when.known_at), dict[str, date]()
        for kind in (EntryKind.stance, EntryKind.status):
            for (item, _party), day in reader.first_sure(kind, when):
                found[item] = min(day, found.get(item, day))
        return {item: day for item, day in found.items() if item in items}
    first = select(func.min(_ONE.c.held_to)).where(*_told_on_items(store, when.known_at)).correlate(schema.item)
    query = select(schema.item.c.key, first.scalar_subquery()).where(among(store, schema.item.c.key, items))
    return {item: date.fromisoformat(day) for item, day in store.connection.execute(query) if day is not None}


def _told_on_items(store: Store, known_at: int) -> list[ColumnElement[bool]]:
    """Return what is true of ``_ONE`` that counts on an item as known at a changeset: a stance, or a status."""
    e = _ONE
    rejected = reviews.rejected(store, known_at)
    counts = [~among(store, e.c.id, rejected)] if rejected else []
    counts += of_the_listed(store, known_at, e.c.item_id, e.c.party_id)
    replaced = superseded(e.c.id, known_at)
    if rejected:
        replaced = replaced.where(~among(store, NEWER.c.id, reviews.taking_no_place(store, known_at)))
    return [
        e.c.item_id == schema.item.c.id,
        literal_column("e.op") == _ASSERTED,
        literal_column("e.kind").in_([_literal(EntryKind.stance), _literal(EntryKind.status)]),
        e.c.changeset_id <= known_at,
        ~replaced,
        *counts,
    ]


def _readings(
    store: Store,
    kind: EntryKind,
    when: When,
    cells: Collection[CellKey] | None,
    names: KeyNumbers | None,
    items: Collection[str] | None = None,
) -> dict[CellKey, Reading]:
    """Return readings of one kind: by one probe a cell, and whole where that does not decide alone."""
    names = names or (KeyNumbers(store) if cells is None else some_names(store, cells))
    if not when.plain:
        return CellReader(store, when.known_at, names).readings(kind, when, cells)
    query = _last_of(store, kind, when, cells, None if items is None else _numbers_of(items, names))
    last = _fetch(store, kind, query, _params(when, cells, names), names)
    whole = _undecided(store, kind, when, last)
    if cells is not None:
        asked = frozenset(cells)  # once: there may be tens of thousands of either
        whole = {key: since for key, since in whole.items() if key in asked}
    elif not whole.keys() <= last.keys():  # of what is all rejected the query does not say that it is listed
        whole = _on_the_list(store, when.known_at, whole)
    if items is not None:
        among_these = frozenset(items)
        whole = {key: since for key, since in whole.items() if key[0] in among_these}
    if whole:
        found = CellReader(store, when.known_at, names).readings(kind, when, whole)
        last = {key: reading for key, reading in last.items() if key not in whole} | found
    return last


def _on_the_list(store: Store, known_at: int, cells: Mapping[CellKey, str]) -> dict[CellKey, str]:
    """Leave out the cells of what was, at this changeset, known to have been entered by mistake."""
    items, parties = keys_on_the_list(store, known_at)
    return {key: since for key, since in cells.items() if key[0] in items and (key[1] is None or key[1] in parties)}


def _numbers_of(items: Iterable[str], names: KeyNumbers) -> list[int]:
    return [number for key in items if (number := names.item_ids.get(key)) is not None]


def _undecided(store: Store, kind: EntryKind, when: When, last: Mapping[CellKey, Reading]) -> dict[CellKey, str]:
    """Return the cells in which more than the last entry may stand, or the last does not count.

    That is where the last is only possible, is one of a pair, or where somebody's verdict rejects an entry; and where
    it is told more than once what became of a promise, since what counts is who said so at the nearest, and when it was
    first kept. With each comes the day before which nothing that ended matters: the last entry, where it is sure,
    follows all that, unless somebody's word on the order says otherwise; nor is it one of a pair with what may stand
    beside the last.
    """
    found = {key: "" for key, reading in last.items() if not reading.sure}
    if kind is EntryKind.status:
        found |= dict.fromkeys(_told_again(store, when.known_at, last), "")
    numbers = {reading.entry: key for key, reading in last.items()}
    paired = _paired(store, numbers)
    began = _first_days(store, {other for _number, other, _ordered in paired})
    for number, other, ordered in paired:
        key = numbers[number]
        since = "" if ordered or found.get(key) == "" else min(_first_day(last[key]), began[other])
        found[key] = min(since, found.get(key, since))
    return found | dict.fromkeys(rejected_cells(store, kind, when.known_at), "")


def _told_again(store: Store, known_at: int, last: Mapping[CellKey, Reading]) -> Iterator[CellKey]:
    """Yield the cells of promises of which another entry says the same as the last: promised, say, or kept."""
    told = {reading.entry: key for key, reading in last.items() if reading.values.get("status") in _OF_A_RUN}
    if told:
        query = _others_say_so(store.is_postgres)
        for number in store.connection.execute(query, numbers_for(store, told) | {"known_at": known_at}).scalars():
            yield told[number]


_OF_A_RUN = frozenset(status.value for status in COMMITMENT_STATUSES)


@cache
def _others_say_so(postgres: bool) -> TextClause:  # noqa: FBT001 - cached
    """Return the statement of ``_told_again``, in words."""
    return text(
        f"SELECT e.id FROM entry AS e WHERE e.id {these_numbers(postgres=postgres)} AND EXISTS ("  # noqa: S608 - the program's own words
        f"SELECT 1 FROM entry AS o WHERE o.op = '{Op.assert_.value}' AND o.kind = '{EntryKind.status.value}' "
        f"AND o.item_id = e.item_id AND o.party_id IS NULL AND o.status = e.status "
        "AND o.id <> e.id AND o.changeset_id <= :known_at)"
    )


def _first_day(reading: Reading) -> str:
    return reading.held.first.isoformat()


def _paired(store: Store, numbers: Collection[int]) -> list[tuple[int, int, bool]]:
    """Return (entry, other, whether somebody said in which order) for each pair that one of these entries is of."""
    if not numbers:
        return []
    every = (
        store.once(_every_pair, lambda: _every_pair(store))
        if len(numbers) > MANY_ITEMS and store.kept is not None
        else None
    )
    if every is not None:
        return [(number, *pair) for number in every.keys() & numbers for pair in every[number]]
    rows = store.connection.execute(_pairs_of(store.is_postgres), numbers_for(store, numbers))
    return [(number, other, bool(said)) for number, other, said in rows]


def _every_pair(store: Store) -> dict[int, list[tuple[int, bool]]] | None:
    """Return (other, whether somebody said in which order) by entry, of all pairs; ``None`` where they are many."""
    pair = schema.pair.c
    ordered = (pair.relation == Relation.after.value).label("ordered")
    query = select(pair.entry_id, pair.other_id, ordered).limit(MANY_PAIRS)
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for one, other, said in plain_rows(store, query):
        found[one].append((other, bool(said)))
        found[other].append((one, bool(said)))
    return found if sum(map(len, found.values())) < 2 * MANY_PAIRS else None


def _first_days(store: Store, numbers: Collection[int]) -> dict[int, str]:
    """Return the earliest first day of these entries and of all that they are pairs with.

    What says them more finely, or after them, ended on that day or later; in one source without being a pair with them.
    The empty day where somebody said in which order: that holds for whatever stood in the places of the two.
    """
    if not numbers:
        return {}
    found: dict[int, str] = {}
    for number, began in store.connection.execute(_days_of(store.is_postgres), numbers_for(store, numbers)):
        found[number] = min(began, found.get(number, began))
    return found


@cache
def _pairs_of(postgres: bool) -> TextClause:  # noqa: FBT001 - cached
    """Return the statement of ``_paired``: in words, for to compile it takes longer than to ask it."""
    these, ordered = these_numbers(postgres=postgres), f"relation = '{Relation.after.value}'"
    return text(
        f"SELECT entry_id, other_id, {ordered} FROM pair WHERE entry_id {these} "  # noqa: S608 - the program's own words
        f"UNION ALL SELECT other_id, entry_id, {ordered} FROM pair WHERE other_id {these}"
    )


@cache
def _days_of(postgres: bool) -> TextClause:  # noqa: FBT001 - cached
    """Return the statement of ``_first_days``, in words."""
    these = these_numbers(postgres=postgres)
    of_others = " ".join(
        f"UNION ALL SELECT pair.{one}, min(CASE WHEN pair.relation = '{Relation.after.value}' THEN '' "  # noqa: S608 - the program's own words
        f"ELSE e.held_from END) FROM pair JOIN entry AS e ON e.id = pair.{other} WHERE pair.{one} {these} "
        f"GROUP BY pair.{one}"
        for one, other in (("entry_id", "other_id"), ("other_id", "entry_id"))
    )
    return text(f"SELECT e.id, e.held_from FROM entry AS e WHERE e.id {these} {of_others}")  # noqa: S608 - as above


def rejected_cells(store: Store, kind: EntryKind, known_at: int) -> set[CellKey]:
    """Return the cells of entries that somebody rejected, and of what those were to correct."""
    rejected = reviews.rejected(store, known_at)
    if not rejected:
        return set()
    items, parties = schema.item, schema.party
    old = _E.alias("old")
    cells = (
        select(items.c.key, parties.c.key.label("party"))
        .select_from(_E)
        .join(items, items.c.id == _E.c.item_id)
        .outerjoin(parties, parties.c.id == _E.c.party_id)
        .where(_E.c.kind == kind.value)
    )
    corrected = select(old.c.supersedes_id).where(among(store, old.c.id, rejected), old.c.supersedes_id.is_not(None))
    rows = store.connection.execute(cells.where(among(store, _E.c.id, rejected) | _E.c.id.in_(corrected)))
    return {(row.key, row.party) for row in rows}


def _last_of(
    store: Store, kind: EntryKind, when: When, cells: Collection[CellKey] | None, items: Collection[int] | None
) -> Select[Any]:
    if cells is not None:
        return _of_given_cells(kind, store.is_postgres)
    return _of_cells(_every_cell(store, kind, when.known_at, items), kind, postgres=store.is_postgres)


def _params(when: When, cells: Collection[CellKey] | None, names: KeyNumbers) -> dict[str, Any]:
    found = {"day": when.held_on.isoformat(), "known_at": when.known_at}
    return found if cells is None else found | {"cells": numbered(cells, names)}


def _fetch(
    store: Store, kind: EntryKind, query: Select[Any], params: Mapping[str, Any], names: KeyNumbers
) -> dict[CellKey, Reading]:
    held, columns, day = entries.held_from, entries.columns_of(kind), params["day"]
    items, parties, rounds = names.items, {None: None} | names.parties, {None: None} | names.rounds
    found: dict[CellKey, Reading] = {}
    for number, item, party, stage, first, last, how, written, known, *values in plain_rows(store, query, params):
        named, who = items[item], parties[party]
        said = names.read({name: value for name, value in zip(columns, values, strict=True) if value is not None})
        found[named, who] = Reading(
            number, kind, named, who, held(first, last, how, written), rounds[stage], known,
            entries.as_flags(said) if entries.FLAGS else said, NO_EVIDENCE, False, False, last <= day,  # noqa: FBT003 - by name takes twice as long
        )  # fmt: skip
    return found


def _of_cells(cells: Subquery, kind: EntryKind, *, postgres: bool) -> Select[Any]:
    """Return the statement that probes each cell; ``day`` and ``known_at`` are its parameters."""
    probe = _probe(kind, cells)
    query = select(*(_E.c[name] for name in (*_PLACE, *entries.columns_of(kind))))
    if postgres:
        last = lateral(probe).alias("last")
        return query.select_from(cells.join(last, true()).join(_E, _E.c.id == last.c.id))
    last_id = select(probe.scalar_subquery().label("id")).select_from(cells).subquery("last")
    return query.select_from(last_id.join(_E, _E.c.id == last_id.c.id))


_PLACE = (
    "id", "item_id", "party_id", "round_id", "held_from", "held_to", "held_precision", "held_text", "changeset_id",
)  # fmt: skip


def _literal(word: StrEnum) -> ColumnElement[str]:
    return literal_column(f"'{word.value}'")


_ASSERTED = _literal(Op.assert_)
"""Written out: a partial index does not match a parameter."""


def _probe(kind: EntryKind, cells: Subquery) -> Select[Any]:
    """Return the last begun of a cell's entries, of those the first ended, of those the last placed.

    If it is sure, it follows all others but its pairs.
    """
    e = _ONE
    known_at = bindparam("known_at", type_=Integer)
    return (
        select(e.c.id)
        .where(
            literal_column("e.op") == _ASSERTED,
            literal_column("e.kind") == _literal(kind),
            e.c.item_id == cells.c.item_id,
            e.c.party_id == cells.c.party_id if kind is EntryKind.stance else e.c.party_id.is_(None),
            e.c.held_from <= bindparam("day", type_=Text),
            e.c.changeset_id <= known_at,
            ~superseded(e.c.id, known_at),
        )
        .order_by(e.c.held_from.desc(), e.c.held_to, e.c.rank.desc())
        .limit(1)
        .correlate(cells)
    )


def _every_cell(store: Store, kind: EntryKind, known_at: int, among_items: Collection[int] | None) -> Subquery:
    """All cells but those of what was, at this changeset, known to have been entered by mistake."""
    items, parties = schema.item, schema.party
    was_struck = struck_later(store, known_at)
    if kind is EntryKind.status:
        return select(items.c.id.label("item_id")).where(listed(items, was_struck)).subquery("cells")
    wanted = [] if among_items is None else [among(store, items.c.id, among_items)]
    return (
        select(items.c.id.label("item_id"), parties.c.id.label("party_id"))
        .select_from(items.join(parties, true()))
        .where(listed(items, was_struck), listed(parties, was_struck), *wanted)
        .subquery("cells")
    )


@cache
def _of_given_cells(kind: EntryKind, postgres: bool) -> Select[Any]:  # noqa: FBT001 - cached
    """Return the statement for cells given one by one, in one parameter ``cells`` however many they are."""
    return _of_cells(given_cells(postgres=postgres), kind, postgres=postgres)
