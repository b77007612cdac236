"""Descriptive records in and out of their tables, and as they were known at a changeset.

A record's fields are its table's columns of the same names. Lists have a table each (``item_tags``), a scale two
columns.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from sqlalchemy import Table, delete, insert, select, update

from ledger.domain.field_types import Citation, Floor, Scale
from ledger.domain.points import plan_before
from ledger.domain.records import RECORDS, Delegate, Listed, Record, Round
from ledger.domain.register import Register
from ledger.domain.renaming import KEY, Keys, Renamed
from ledger.domain.trusted import trusted
from ledger.domain.words import ItemKind, RoundStatus
from ledger.storage import renames, schema
from ledger.storage.bulk import all_rows, among, plain_rows
from ledger.storage.database import NamedRow, Store

R = TypeVar("R", bound=Record)
TABLES: dict[str, Table] = {record.table: schema.tables[record.table] for record in RECORDS}
MODELS = {record.table: record for record in RECORDS}
_LISTS = {
    ("party", "aliases"): schema.party_aliases,
    ("party", "tags"): schema.party_tags,
    ("party", "members"): schema.party_members,
    ("person", "aliases"): schema.person_aliases,
    ("person", "offices"): schema.person_offices,
    ("round", "parties"): schema.round_parties,
    ("item", "tags"): schema.item_tags,
    ("item", "links"): schema.item_links,
    ("item", "by"): schema.item_by,
    ("item", "to"): schema.item_to,
}
_BOOLEANS = frozenset({"struck", "lead", "four_eyes"})
_NESTED = {
    ("item", "scale"): tuple(Scale.model_fields),
    ("ledger", "floor"): tuple(Floor.model_fields),
    ("delegate", "cite"): tuple(Citation.model_fields),
}


def load(store: Store, known_at: int | None = None, items: Collection[str] | None = None) -> Register:
    """Return all descriptive records, as known at a changeset (now, when left out); of the items, all or some.

    Where nothing changes they are read once for each changeset: what is handed out is a copy.
    """
    if items is not None:
        return _load(store, known_at, items)
    whole = store.once((load, known_at), lambda: _load(store, known_at))
    return whole if store.kept is None else whole.copy()


def load_now(store: Store, number: int) -> Register:
    """Return all descriptive records as they are now; ``number`` is the last changeset, at which they are known."""
    found = load(store)
    store.once((load, number), lambda: found)
    return found.copy()


def _load(store: Store, known_at: int | None, items: Collection[str] | None = None) -> Register:
    frame, keys = Register(), renames.keys_of(store)
    for table, model in MODELS.items():
        rows = fields_of(store, table, known_at, keys=items if table == "item" else None)
        records = _once_called(keys, [trusted(model, fields) for _number, fields in rows])
        frame.put_all(_put_off(store, keys, records, known_at))
    return frame


def _once_called(keys: Keys, records: list[R]) -> list[R]:
    """Let the records of one table that had other keys be known by those too."""
    former = keys.former(records[0].table) if keys and records else {}
    return [
        record.once_called(former[record.natural_key])
        if isinstance(record, Listed) and record.natural_key in former
        else record
        for record in records
    ]


def _put_off(store: Store, keys: Keys, records: list[R], known_at: int | None) -> list[R]:
    """Let the rounds among the records that are postponed know the plan that they had until then."""
    if not any(isinstance(each, Round) and each.status is RoundStatus.postponed for each in records):
        return records
    edit = schema.edit.c
    query = select(edit.record, edit.changeset_id, edit.field, edit.old, edit.new).order_by(edit.id)
    query = query.where(edit.record.like(f"{Round.table}:%"), edit.field.in_(("status", "planned_for")))
    found: dict[str, list[tuple[int, str, Any, Any]]] = defaultdict(list)
    for record, changeset, field, old, new in store.connection.execute(query):
        if known_at is None or changeset <= known_at:
            found[keys.ref_now(record)].append((changeset, field, json.loads(old), json.loads(new)))
    return [
        each.postponed_from(plan_before(found[each.ref], each.planned_for))
        if isinstance(each, Round) and each.status is RoundStatus.postponed
        else each
        for each in records
    ]


def load_one(store: Store, model: type[R], known_at: int | None = None) -> dict[str, R]:
    """Return the records of one table by natural key, as known at a changeset."""
    whole: Register | None = (store.kept or {}).get((load, known_at))
    return dict(whole.of(model.table)) if whole is not None else _load_one(store, model, known_at)


def _load_one(store: Store, model: type[R], known_at: int | None) -> dict[str, R]:
    found = [trusted(model, fields) for _number, fields in fields_of(store, model.table, known_at)]
    keys = renames.keys_of(store)
    records = _put_off(store, keys, _once_called(keys, found), known_at)
    return {record.natural_key: record for record in records}


def commitments(store: Store) -> set[str]:
    """Return the keys of the items that are commitments."""
    table = schema.item.c
    return set(store.connection.execute(select(table.key).where(table.kind == ItemKind.commitment.value)).scalars())


def items_described_between(store: Store, early: int, late: int) -> set[str]:
    """Return the keys of the items that changesets after ``early`` and until ``late`` entered or edited."""
    item, edit = schema.item.c, schema.edit.c
    entered = select(item.key).where(item.changeset_id > early, item.changeset_id <= late)
    edited = select(edit.record).where(
        edit.changeset_id > early, edit.changeset_id <= late, edit.record.like(f"{schema.item.name}:%")
    )
    refs, ref_now = store.connection.execute(edited).scalars(), renames.keys_of(store).ref_now
    return set(store.connection.execute(entered).scalars()) | {ref_now(ref).partition(":")[2] for ref in refs}


def fields_of(
    store: Store,
    table: str,
    known_at: int | None = None,
    entered_in: int | None = None,
    keys: Collection[str] | None = None,
) -> list[tuple[int, dict[str, Any]]]:
    """Return (changeset, fields) of a table's records in the order they were entered.

    ``entered_in`` keeps to one changeset's, ``keys`` to those with these keys.
    """
    columns = TABLES[table]
    if entered_in is None and keys is None:
        rows = all_rows(store, columns, "id", known_at=known_at)
    else:
        rows = _some_rows(store, columns, known_at, entered_in, keys)
    if not rows:
        return []
    records = _built(table, rows, _lists_of(store, table))
    if known_at is not None:
        _undo_later_edits(store, table, known_at, [fields for _number, fields in records])
    return records


def _some_rows(
    store: Store, columns: Table, known_at: int | None, entered_in: int | None, keys: Collection[str] | None
) -> Sequence[Sequence[Any]]:
    query = select(columns).order_by(columns.c.id)
    if known_at is not None:
        query = query.where(columns.c.changeset_id <= known_at)
    if entered_in is not None:
        query = query.where(columns.c.changeset_id == entered_in)
    if keys is not None:
        query = query.where(among(store, columns.c.key, keys))
    return [*plain_rows(store, query)]


def _built(
    table: str, rows: Iterable[Sequence[Any]], lists: Mapping[str, Mapping[str, list[Any]]]
) -> list[tuple[int, dict[str, Any]]]:
    """Return (changeset, fields) of rows of a table, at least one; put together column by column: there may be many."""
    columns = dict(zip(TABLES[table].columns.keys(), zip(*rows, strict=True), strict=True))
    keys = columns.get("key", columns["id"])
    fields: dict[str, Iterable[Any]] = {name: columns[name] for name in _plain(table)}
    fields |= {name: map(bool, columns[name]) for name in _BOOLEANS & fields.keys()}
    fields |= {name: [listed.get(key) or [] for key in keys] for name, listed in lists.items()}
    fields |= {name: _parts(names, [columns[f"{name}_{part}"] for part in names]) for name, names in _nested(table)}
    names = tuple(fields)
    made = (dict(zip(names, values, strict=True)) for values in zip(*fields.values(), strict=True))
    return list(zip(columns["changeset_id"], made, strict=True))


def _parts(names: Sequence[str], columns: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, Any] | None]:
    """Yield, row by row, those of some parts that are given; ``None`` where none is."""
    for values in zip(*columns, strict=True):
        yield {part: value for part, value in zip(names, values, strict=True) if value is not None} or None


@cache
def _plain(table: str) -> tuple[str, ...]:
    """Names of the fields that are columns of the same name."""
    kept_otherwise = {name for owner, name in (*_LISTS, *_NESTED) if owner == table}
    return tuple(name for name in MODELS[table].model_fields if name not in kept_otherwise)


def _nested(table: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(name, parts) for (owner, name), parts in _NESTED.items() if owner == table]


def _lists_of(store: Store, table: str) -> dict[str, dict[str, list[Any]]]:
    return {field: _list_of(store, owner, rows) for (owner, field), rows in _LISTS.items() if owner == table}


def _list_of(store: Store, owner: str, table: Table) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    names = table.columns.keys()
    for values in all_rows(store, table, owner, "place"):
        row = dict(zip(names, values, strict=True))
        found[row[owner]].append(_element(row, owner))
    return found


def _element(row: NamedRow, owner: str) -> Any:  # noqa: ANN401 -- text, or a mapping
    """Return one element of a list: a link, a plain value, or what the columns of its own say."""
    if "kind" in row:
        return {row["kind"]: row["to"]}
    if "value" in row:
        return row["value"]
    given = ((name, value) for name, value in row.items() if name not in {owner, "place"} and value is not None)
    return {_ELEMENTS.get(name, name): value for name, value in given}


_ELEMENTS = {"member": "party"}
"""Columns of a list that its element has under another name: the table has a column of that name for its owner."""


def _undo_later_edits(store: Store, table: str, known_at: int, records: list[dict[str, Any]]) -> None:
    """Put back what each field was at a changeset: the journal read backwards (in words of SQL, as ``all_rows``)."""
    of_table = f"substr(record, 1, {len(table) + 1}) = '{table}:'"
    words = f"SELECT record, field, old FROM edit WHERE changeset_id > {known_at:d} AND {of_table} ORDER BY id DESC"  # noqa: S608 - a number, and a name of our own schema
    later = store.connection.exec_driver_sql(words).all()
    if later:
        model = MODELS[table]
        by_ref, keys = {f"{table}:{model.key_in(fields)}": fields for fields in records}, renames.keys_of(store)
        for ref, field, old in later:
            now = keys.ref_now(ref)
            if now in by_ref and field != KEY:
                by_ref[now][field] = keys.value_now(table, field, json.loads(old))


def add(store: Store, records: Iterable[Record], changeset: int) -> None:
    """Insert new records; each table's numbers go on from its last."""
    by_table: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_table[record.table].append(record)
    for table, group in by_table.items():
        first = next_id(store, TABLES[table])
        rows = [
            {"id": first + place, "changeset_id": changeset, **_columns(table, record.model_dump(mode="json"))}
            for place, record in enumerate(group)
        ]
        store.connection.execute(insert(TABLES[table]), rows)
        for (owner, field), child in _LISTS.items():
            if owner == table:
                _add_list(store, child, owner, {record.natural_key: record for record in group}, field)


def change(store: Store, record: Record, fields: Iterable[str]) -> None:
    """Set these fields of a record to what ``record`` has; the journal is written elsewhere."""
    table = TABLES[record.table]
    changed = list(fields)
    values = _columns(record.table, {name: record.model_dump(mode="json")[name] for name in changed})
    if values:
        same = [table.c[name] == getattr(record, name) for name in record.identity]
        if isinstance(record, Delegate):
            same.append(table.c.cite_source.is_not_distinct_from(record.cite and record.cite.source))
        store.connection.execute(update(table).where(*same).values(values))
    for name in changed:
        child = _LISTS.get((record.table, name))
        if child is not None:
            store.connection.execute(delete(child).where(child.c[record.table] == record.natural_key))
            _add_list(store, child, record.table, {record.natural_key: record}, name)


def next_id(store: Store, table: Table) -> int:
    """Return the number the table's next row gets: writers take turns, so the last plus one is safe."""
    last = store.connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar()
    return (last or 0) + 1


def _columns(table: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in fields.items():
        if (table, name) in _NESTED:
            row |= {f"{name}_{part}": (value or {}).get(part) for part in _NESTED[table, name]}
        elif (table, name) not in _LISTS:
            row[name] = int(value) if name in _BOOLEANS else value
    return row


def _add_list(store: Store, child: Table, owner: str, records: Mapping[str, Record], field: str) -> None:
    rows = [
        {owner: key, "place": place, **_columns_of(value, child)}
        for key, record in records.items()
        for place, value in enumerate(record.model_dump(mode="json")[field])
    ]
    if rows:
        store.connection.execute(insert(child), rows)


def _columns_of(element: Any, child: Table) -> dict[str, Any]:  # noqa: ANN401 -- text, or a mapping
    if "value" in child.c:
        return {"value": element}
    if "kind" not in child.c:
        names = (column.name for column in child.c if not column.primary_key)
        return {name: element.get(_ELEMENTS.get(name, name)) for name in names}
    ((kind, to),) = element.items()
    return {"kind": kind, "to": to}


# ----------------------------------------------------------------------------------------------------------------------
# Numbers and natural keys: what the rows of ``entry`` refer to by number, people name by key.


@dataclass
class KeyNumbers:
    """Keys by number and numbers by key, of items, parties, persons, rounds and sources; read when first asked for.

    Of items there may be tens of thousands: ``only_items`` reads those with these keys and no others. ``renamed``
    gives other keys for those of now: as they were at a changeset.
    """

    store: Store
    only_items: Collection[str] | None = None
    renamed: Renamed | None = None

    @cached_property
    def items(self) -> dict[int, str]:
        """Item keys by number."""
        return self._keys(schema.item, self.only_items)

    @cached_property
    def parties(self) -> dict[int, str]:
        """Party keys by number."""
        return self._keys(schema.party)

    @cached_property
    def persons(self) -> dict[int, str]:
        """Person keys by number."""
        return self._keys(schema.person)

    @cached_property
    def rounds(self) -> dict[int, str]:
        """Round keys by number."""
        return self._keys(schema.round_)

    @cached_property
    def sources(self) -> dict[int, str]:
        """Source keys by number."""
        return self._keys(schema.source)

    @cached_property
    def item_ids(self) -> dict[str, int]:
        """Numbers by item key."""
        return {key: number for number, key in self.items.items()}

    @cached_property
    def party_ids(self) -> dict[str, int]:
        """Numbers by party key."""
        return {key: number for number, key in self.parties.items()}

    @cached_property
    def person_ids(self) -> dict[str, int]:
        """Numbers by person key."""
        return {key: number for number, key in self.persons.items()}

    @cached_property
    def round_ids(self) -> dict[str, int]:
        """Numbers by round key."""
        return {key: number for number, key in self.rounds.items()}

    @cached_property
    def source_ids(self) -> dict[str, int]:
        """Numbers by source key."""
        return {key: number for number, key in self.sources.items()}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what an entry states, with the keys of now where it names records in a text."""
        if self.renamed is None and (text := values.get("on_behalf_of")):
            keys = renames.keys_of(self.store)
            return values | {"on_behalf_of": "\n".join(keys.now("party", key) for key in text.split("\n"))}
        return values

    def item_now(self, about: str | None) -> str | None:
        """Return what a figure is about: an item by its key of now, or what else was written."""
        if about is None or self.renamed is not None:
            return about
        return renames.keys_of(self.store).now("item", about)

    def numbers(self) -> dict[tuple[str, str], int]:
        """Return every number, by table and key."""
        of_table = (
            (schema.item, self.item_ids),
            (schema.party, self.party_ids),
            (schema.person, self.person_ids),
            (schema.round_, self.round_ids),
            (schema.source, self.source_ids),
        )
        return {(table.name, key): number for table, ids in of_table for key, number in ids.items()}

    def _keys(self, table: Table, only: Collection[str] | None = None) -> dict[int, str]:
        rows: Iterable[Any] = self._every(table) if only is None else self._some(table, only)
        if self.renamed is None:
            return dict(rows)
        return {number: self.renamed(table.name, key) for number, key in rows}

    def _every(self, table: Table) -> Iterable[Any]:
        return self.store.once((KeyNumbers, table.name), lambda: all_rows(self.store, table, "id", only=("id", KEY)))

    def _some(self, table: Table, keys: Collection[str]) -> Iterable[Any]:
        query = select(table.c.id, table.c.key).where(among(self.store, table.c.key, keys))
        return self.store.connection.execute(query).all()


def titled(store: Store, table: str) -> list[tuple[str, str]]:
    """Return key and title of the records of a table that were not entered by mistake, in the order entered."""
    columns = schema.tables[table].c
    title = columns["name" if "name" in columns else "title"]
    query = select(columns.key, title.label("title")).where(columns.struck == 0).order_by(columns.id)
    return [(row.key, row.title) for row in store.connection.execute(query)]
