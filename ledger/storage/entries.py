"""Entries and their citations, read: by number, by cell, by changeset, as known at a changeset."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, and_, func, or_, select, text

from ledger.domain.checklist import OPEN_PROMISES
from ledger.domain.entries import STATEMENTS, Cell, Citation, Entry, Figure, Retraction
from ledger.domain.field_types import LAST_NUMBER
from ledger.domain.moments import HeldOn
from ledger.domain.trusted import trusted
from ledger.domain.words import EntryKind, Op, Precision, Status
from ledger.errors import IntegrityFailure, as_typed
from ledger.storage import reviews, schema
from ledger.storage.bulk import among, chunks, plain_rows
from ledger.storage.columns import YesNo
from ledger.storage.database import NamedRow, Store
from ledger.storage.register import KeyNumbers

_E = schema.entry.c
_CITED = tuple(name for name in Citation.model_fields if name not in {"source", "by"})
_TIED = {EntryKind.event: "items", EntryKind.remark: "about"}
"""Kinds of entries that are tied to items, each with the field that names them."""
_AT_A_TIME = 2_000  # entries
VALUE_COLUMNS = sorted({name for statement in STATEMENTS.values() for name in statement.value_fields()})
FLAGS = tuple(name for name in VALUE_COLUMNS if isinstance(_E[name].type, YesNo))


def columns_of(kind: EntryKind) -> list[str]:
    """Return the columns that hold what an entry of a kind states."""
    return sorted(STATEMENTS[kind].value_fields())


def stated(columns: Iterable[object], names: Sequence[str] = VALUE_COLUMNS) -> dict[str, Any]:
    """Return what a row of these columns states, by field; SQLite hands out a flag as 0 or 1 where SQL is text."""
    return as_flags({name: value for name, value in zip(names, columns, strict=True) if value is not None})


def as_flags(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as a row gives them, flags as such."""
    for name in FLAGS:
        if name in values:
            values[name] = bool(values[name])
    return values


def by_ids(
    store: Store, ids: Iterable[int], known_at: int | None = None, names: KeyNumbers | None = None
) -> dict[int, Entry]:
    """Return entries by number; numbers of retractions, and unknown ones, are left out."""
    numbers = [number for number in ids if 0 < number <= LAST_NUMBER]
    found = _where(store, among(store, _E.id, numbers), known_at, names) if numbers else ()
    return {entry.id: entry for entry in found}


def of_items(store: Store, items: Sequence[str], known_at: int | None = None) -> list[Entry]:
    """Return every entry on these items, superseded ones too, in the order recorded; events tied to them included."""
    names = KeyNumbers(store)
    return list(_where(store, _on_items(store, items, names), known_at, names))


def _on_items(store: Store, items: Iterable[str], names: KeyNumbers) -> ColumnElement[bool]:
    numbers = [names.item_ids[key] for key in items if key in names.item_ids]
    tied = select(schema.entry_items.c.entry_id).where(among(store, schema.entry_items.c.item_id, numbers))
    return or_(among(store, _E.item_id, numbers), _E.id.in_(tied))


def in_cells(store: Store, cells: Iterable[Cell], names: KeyNumbers | None = None) -> dict[Cell, list[Entry]]:
    """Return every entry of each cell, superseded ones too, in the order recorded."""
    names = names or KeyNumbers(store)
    numbers = [number for number, _cell in _probed(store, dict.fromkeys(cells, EVER), names)]
    found: dict[Cell, list[Entry]] = defaultdict(list)
    for entry in _where(store, among(store, _E.id, numbers), None, names) if numbers else ():
        found[entry.said.cell].append(entry)
    return found


def in_use(store: Store, cells: Mapping[Cell, tuple[str, str]], names: KeyNumbers | None = None) -> set[Cell]:
    """Return those of these cells in which an entry is held on some of the days given (first and last, ISO)."""
    return {cell for _number, cell in _probed(store, cells, names or KeyNumbers(store))}


def giving(store: Store, cells: Iterable[Cell], number: str, names: KeyNumbers | None = None) -> set[Cell]:
    """Return those of these cells in which an entry gives a number: a ``position``, a ``salience``."""
    return _telling(store, cells, f"{_E[number].name} IS NOT NULL", names)


def keeping(store: Store, cells: Iterable[Cell], names: KeyNumbers | None = None) -> set[Cell]:
    """Return those of these cells, each the status of an item, in which an entry has a promise as kept."""
    return _telling(store, cells, f"{_E.status.name} = '{Status.kept.value}'", names)


def promised_in(store: Store, cells: Mapping[Cell, tuple[str, str]], names: KeyNumbers | None = None) -> set[Cell]:
    """Return those of these cells in which an entry has a promise as open on some of the days given."""
    words = ", ".join(f"'{status.value}'" for status in sorted(OPEN_PROMISES))
    return {cell for _number, cell in _probed(store, cells, names or KeyNumbers(store), f"status IN ({words})")}


def _telling(store: Store, cells: Iterable[Cell], telling: str, names: KeyNumbers | None) -> set[Cell]:
    probed = _probed(store, dict.fromkeys(cells, EVER), names or KeyNumbers(store), telling)
    return {cell for _number, cell in probed}


def by_round(store: Store, stage: str) -> set[int]:
    """Return the numbers of the entries of which only the round is known."""
    of_round = select(schema.round_.c.id).where(schema.round_.c.key == stage)
    query = select(_E.id).where(
        _E.op == Op.assert_.value, _E.held_precision == Precision.round.value, _E.round_id.in_(of_round)
    )
    return set(store.connection.execute(query).scalars())


def of_changeset(store: Store, number: int, names: KeyNumbers | None = None) -> list[Entry]:
    """Return the entries that a changeset recorded."""
    return list(_where(store, _E.changeset_id == number, None, names))


def events(store: Store, known_at: int | None = None) -> list[Entry]:
    """Return the events that stand at a changeset, in the order they happened."""
    return _standing(store, _E.kind == EntryKind.event.value, known_at)


def remarks(store: Store, known_at: int | None = None) -> list[Entry]:
    """Return the remarks that stand at a changeset, in the order they were made."""
    return _standing(store, _E.kind == EntryKind.remark.value, known_at)


def around(store: Store, known_at: int | None = None, ids: Iterable[int] | None = None) -> list[Entry]:
    """Return the events and the remarks that stand at a changeset, in the order of their days; of these alone."""
    where = _E.kind.in_([EntryKind.event.value, EntryKind.remark.value])
    return _standing(store, where if ids is None else and_(where, among(store, _E.id, ids)), known_at)


def with_figures(store: Store, known_at: int | None = None, items: Sequence[str] | None = None) -> list[Entry]:
    """Return the entries that stand at a changeset and give figures, in the order of their days.

    Of some ``items`` alone: those on them, and those whose figures are about them.
    """
    figures = schema.entry_figures.c
    where: ColumnElement[bool] = _E.id.in_(select(figures.entry_id))
    if items is not None:
        about = select(figures.entry_id).where(among(store, figures.about, items))
        where = and_(where, or_(_on_items(store, items, KeyNumbers(store)), _E.id.in_(about)))
    return _standing(store, where, known_at)


def _standing(store: Store, where: ColumnElement[bool], known_at: int | None) -> list[Entry]:
    found = list(_where(store, where, known_at))
    gone = displaced(store, known_at, [entry.id for entry in found])
    rejected = reviews.rejected(store, known_at)
    stands = (entry for entry in found if entry.id not in gone and entry.id not in rejected)
    return sorted(stands, key=lambda entry: entry.order)


def displaced(store: Store, known_at: int | None, ids: Iterable[int]) -> dict[int, int]:
    """Return, of these entries, those whose place something took that counts, each with the number of that.

    A correction that somebody's last verdict rejects takes no place, what corrects it does; a retraction always does,
    and so does what only says an entry again, whatever becomes of it.
    """
    found = superseded(store, known_at, ids)
    rejected = reviews.taking_no_place(store, known_at) if found else set()
    again = reviews.rejected_again(store, known_at) if rejected else {}
    while wrong := {number: _said_last(heir, again) for number, heir in found.items() if heir in rejected}:
        further = superseded(store, known_at, wrong.values())
        taken_back = {each.id for each in retractions(store, further.values())}
        for number, heir in wrong.items():
            after = further.get(heir)
            if after is None or after in taken_back:
                del found[number]
            else:
                found[number] = after
    return found


def heirs(store: Store, known_at: int | None, numbers: Iterable[int]) -> dict[int, int]:
    """Return what stands in the place of each entry: an entry, itself perhaps, or the retraction that ends it."""
    found = {number: number for number in numbers}
    while newer := displaced(store, known_at, found.values()) if found else {}:
        found = {number: newer.get(heir, heir) for number, heir in found.items()}
    return found


def _said_last(number: int, again: Mapping[int, int]) -> int:
    while number in again:
        number = again[number]
    return number


def retractions(store: Store, ids: Iterable[int] | None = None, *, changeset: int | None = None) -> list[Retraction]:
    """Return retractions in the order recorded: all, those with these numbers, or those of one changeset."""
    query = select(_E.id, _E.supersedes_id, _E.rank, _E.reason, _E.changeset_id).where(_E.op == Op.retract.value)
    if ids is not None:
        query = query.where(among(store, _E.id, ids))
    if changeset is not None:
        query = query.where(_E.changeset_id == changeset)
    rows = store.connection.execute(query.order_by(_E.id)).all()
    return [
        Retraction(id=row.id, entry=row.supersedes_id, rank=row.rank, reason=row.reason, changeset=row.changeset_id)
        for row in rows
    ]


def superseded(store: Store, known_at: int | None = None, ids: Iterable[int] | None = None) -> dict[int, int]:
    """Return, by number, the entries that are corrected or retracted, each with the number of what supersedes it."""
    query = select(_E.supersedes_id, _E.id, _E.changeset_id)
    # One row each at the most: asked for by changeset too, SQLite goes through all of the changesets' entries instead.
    query = query.where(_E.supersedes_id.is_not(None) if ids is None else among(store, _E.supersedes_id, ids))
    rows = store.connection.execute(query)
    return {row.supersedes_id: row.id for row in rows if known_at is None or row.changeset_id <= known_at}


def in_order(store: Store, known_at: int) -> Iterator[list[int]]:
    """Yield the numbers of all entries known at a changeset in the order of ``Entry.order``, some at a time.

    The database puts them in the order of their days; those of the same days are put in order here, by their keys.
    """
    cited, gone, source = schema.citation.c, schema.dropped_citation.c, schema.source.c
    dropped_by_then = select(gone.citation_id).where(gone.changeset_id <= known_at)
    query = (
        select(_E.held_from, _E.held_to, _E.id, _E.rank, source.key)
        .join(schema.citation, cited.entry_id == _E.id)
        .join(schema.source, source.id == cited.source_id)
        .where(_E.op == Op.assert_.value, _E.changeset_id <= known_at, cited.changeset_id <= known_at)
        .where(cited.id.not_in(dropped_by_then))
        .order_by(_E.held_from, _E.held_to.desc())
    )
    with store.connection.execute(query, execution_options={"yield_per": 1000}) as rows:
        yield from chunks(_in_order(rows), _AT_A_TIME)


def _in_order(rows: Iterable[Any]) -> Iterator[int]:
    for _days, line in groupby(rows, key=itemgetter(0, 1)):
        sources: dict[tuple[int, int], list[str]] = defaultdict(list)
        for _first, _last, number, rank, key in line:
            sources[number, rank].append(key)
        keys = {one: (sorted(set(cited)), one[1], one[0]) for one, cited in sources.items()}
        yield from (number for number, _rank in sorted(keys, key=keys.__getitem__))


def cells(store: Store, known_at: int) -> Iterator[tuple[str, str | None]]:
    """Yield the cells, by item's and party's key, in which a stance or a status was known at a changeset."""
    names = KeyNumbers(store)
    read = [EntryKind.stance.value, EntryKind.status.value]
    query = select(_E.item_id, _E.party_id).where(_E.kind.in_(read), _E.changeset_id <= known_at).distinct()
    for item, party in store.connection.execute(query):
        yield names.items[item], names.parties[party] if party else None


def items_of_party(store: Store, party: str, known_at: int) -> set[str]:
    """Return the items on which a stance of a party was known at a changeset, whatever became of it."""
    items, parties = schema.item, schema.party
    query = (
        select(items.c.key)
        .select_from(schema.entry.join(items, items.c.id == _E.item_id).join(parties, parties.c.id == _E.party_id))
        .where(parties.c.key == party, _E.kind == EntryKind.stance.value, _E.changeset_id <= known_at)
        .distinct()
    )
    return set(store.connection.execute(query).scalars())


def said_for_others(store: Store, known_at: int) -> set[tuple[str, str | None]]:
    """Return the cells, by item's and party's key, in which a stance was ever taken on somebody else's behalf."""
    names = KeyNumbers(store)
    query = select(_E.item_id, _E.party_id).where(_E.on_behalf_of.is_not(None), _E.changeset_id <= known_at).distinct()
    return {(names.items[item], names.parties[party]) for item, party in store.connection.execute(query)}


def counts_by_party(store: Store, known_at: int) -> dict[str, int]:
    """Return how many stances were known of each party at a changeset, by its key."""
    names = KeyNumbers(store)
    query = (
        select(_E.party_id, func.count())
        .where(_E.kind == EntryKind.stance.value, _E.op == Op.assert_.value, _E.changeset_id <= known_at)
        .group_by(_E.party_id)
    )
    return {names.parties[party]: count for party, count in store.connection.execute(query)}


def last_id(store: Store, known_at: int | None = None) -> int:
    """Return the number of the last entry (or retraction) recorded by a changeset, 0 where there is none."""
    query = select(_E.id).order_by(_E.id.desc()).limit(1)
    if known_at is not None:
        query = query.where(_E.changeset_id <= known_at)
    return store.connection.execute(query).scalar() or 0


def last_day(store: Store, known_at: int) -> date | None:
    """Return the last day on which anything was held or happened of what was known at a changeset."""
    query = select(func.max(_E.held_to)).where(_E.op == Op.assert_.value, _E.changeset_id <= known_at)
    found: str | None = store.connection.execute(query).scalar()
    return date.fromisoformat(found) if found else None


def supersedes(store: Store, number: int) -> int | None:
    """Return what an entry or retraction took the place of."""
    found: int | None = store.connection.execute(select(_E.supersedes_id).where(_E.id == number)).scalar()
    return found


def citations_of(
    store: Store, ids: Iterable[int], known_at: int | None = None, names: KeyNumbers | None = None
) -> dict[int, tuple[Citation, ...]]:
    """Return the citations of entries as they count at a changeset: added by then, and not dropped by then."""
    names = names or KeyNumbers(store)
    table = schema.citation.c
    query = _citations(among(store, table.entry_id, ids), known_at).with_only_columns(
        table.entry_id, table.source_id, table.by_id, *(table[name] for name in _CITED)
    )
    alone: dict[tuple[Any, ...], tuple[Citation]] = {}  # many entries cite one place in the same words
    found: dict[int, tuple[Citation, ...]] = {}
    for entry, *words in plain_rows(store, query):
        what = tuple(words)
        cited = alone.get(what)
        if cited is None:
            cited = alone[what] = (_cited(what, names),)
        found[entry] = (*found[entry], *cited) if entry in found else cited
    return found


def _cited(row: Sequence[Any], names: KeyNumbers) -> Citation:
    """Make a citation of a row: its source, who is cited, and what else it says."""
    source, by, *values = row
    said = {name: value for name, value in zip(_CITED, values, strict=True) if value is not None}
    return trusted(Citation, {"source": names.sources[source], "by": names.persons[by] if by else None, **said})


def dropped(store: Store, changeset: int | None = None) -> dict[int, list[Citation]]:
    """Return the citations that somebody dropped, by entry: all, or those that one changeset dropped."""
    names, table, gone = KeyNumbers(store), schema.citation, schema.dropped_citation.c
    numbers = select(gone.citation_id)
    if changeset is not None:
        numbers = numbers.where(gone.changeset_id == changeset)
    query = select(table).where(table.c.id.in_(numbers)).order_by(table.c.id)
    found: dict[int, list[Citation]] = defaultdict(list)
    for row in store.connection.execute(query).mappings():
        found[row["entry_id"]].append(citation_from(row, names))
    return found


def citation_from(row: NamedRow, names: KeyNumbers) -> Citation:
    """Build a citation from its row."""
    by = names.persons[row["by_id"]] if row["by_id"] else None
    said = {name: row[name] for name in _CITED}
    return Citation.model_validate({"source": names.sources[row["source_id"]], "by": by, **said})


@lru_cache(maxsize=8192)  # many entries, on few days
def held_from(first: str, last: str, precision: str, written: str | None) -> HeldOn:
    """Build held time from its columns."""
    return HeldOn.of(date.fromisoformat(last), Precision(precision), date.fromisoformat(first), written or "")


def _citations(where: ColumnElement[bool], known_at: int | None) -> Select[tuple[object, ...]]:
    table, dropped = schema.citation, schema.dropped_citation
    gone = select(dropped.c.citation_id)
    if known_at is not None:
        gone = gone.where(dropped.c.changeset_id <= known_at)
        where = and_(where, table.c.changeset_id <= known_at)
    return select(table).where(where, table.c.id.not_in(gone)).order_by(table.c.entry_id, table.c.id)


_TIED_TO = {EntryKind.stance: ("item_id", "party_id"), EntryKind.status: ("item_id",)}
"""What places an entry of a kind in its cell; what happened and what is said of the talks stands in one cell each."""
EVER = ("", "~")
"""All days, in the order of texts."""
_GIVEN_ON_SQLITE = (
    "SELECT value ->> 0 AS place, value ->> 1 AS item_id, value ->> 2 AS party_id, value ->> 3 AS first, "
    "value ->> 4 AS last FROM json_each(:cells)"
)
_GIVEN_ON_POSTGRES = (
    "SELECT (value ->> 0)::int AS place, (value ->> 1)::int AS item_id, (value ->> 2)::int AS party_id, "
    "value ->> 3 AS first, value ->> 4 AS last FROM json_array_elements(CAST(:cells AS json)) AS given(value)"
)


def _probed(
    store: Store, cells: Mapping[Cell, tuple[str, str]], names: KeyNumbers, telling: str | None = None
) -> Iterator[tuple[int, Cell]]:
    """Yield the numbers of the entries of some cells on some days, by one probe of the index a cell.

    With ``telling``, of those alone of which this is true: a column, and what it is to have, the program's own words.
    What is not in the ledger yet has no number, and nothing stands there.
    """
    listed = list(cells)
    given: dict[EntryKind, list[tuple[int, int, int, str, str]]] = defaultdict(list)
    for place, cell in enumerate(listed):
        item = names.item_ids.get(cell.item) if cell.item else 0
        party = names.party_ids.get(cell.party) if cell.party else 0
        if item is not None and party is not None:
            given[cell.kind].append((place, item, party, *cells[cell]))
    for kind, some in given.items():
        params = {"cells": json.dumps(some)}
        for number, place in store.connection.execute(_of_cells(kind, store.is_postgres, telling), params):
            yield number, listed[place]


@cache
def _of_cells(kind: EntryKind, postgres: bool, telling: str | None) -> TextClause:  # noqa: FBT001 - cached
    """Return the statement: written by hand, for SQLite keeps the order of a CROSS JOIN."""
    tied = _TIED_TO.get(kind, ())
    here = [f"e.{name} = given.{name}" if name in tied else f"e.{name} IS NULL" for name in ("item_id", "party_id")]
    here += [f"e.{telling}"] if telling else []
    given = _GIVEN_ON_POSTGRES if postgres else _GIVEN_ON_SQLITE
    return text(
        f"SELECT e.id, given.place FROM ({given}) AS given CROSS JOIN entry AS e "  # noqa: S608 - the program's own words
        f"WHERE e.op = '{Op.assert_.value}' AND e.kind = '{kind.value}' AND {' AND '.join(here)} "
        "AND e.held_from <= given.last AND e.held_to >= given.first"
    )


def _where(
    store: Store, where: ColumnElement[bool], known_at: int | None, names: KeyNumbers | None = None
) -> Iterator[Entry]:
    names = names or KeyNumbers(store)
    query = select(schema.entry).where(where, _E.op == Op.assert_.value).order_by(_E.id)
    if known_at is not None:
        query = query.where(_E.changeset_id <= known_at)
    rows = store.connection.execute(query).mappings().all()
    cited = citations_of(store, (row["id"] for row in rows), known_at, names)
    tied = _tied_items(store, [row["id"] for row in rows if row["kind"] in _TIED], names)
    figures = _figures_of(store, [row["id"] for row in rows], names)
    for row in rows:
        number = row["id"]
        yield _entry(row, names, cited.get(number, ()), tied.get(number, ()), figures.get(number, ()))


def _tied_items(store: Store, ids: list[int], names: KeyNumbers) -> dict[int, tuple[str, ...]]:
    table = schema.entry_items
    found: dict[int, list[str]] = defaultdict(list)
    query = select(table).where(among(store, table.c.entry_id, ids)).order_by(table.c.entry_id, table.c.place)
    for row in store.connection.execute(query) if ids else ():
        found[row.entry_id].append(names.items[row.item_id])
    return {entry: tuple(keys) for entry, keys in found.items()}


def _figures_of(store: Store, ids: list[int], names: KeyNumbers) -> dict[int, tuple[Figure, ...]]:
    table = schema.entry_figures
    found: dict[int, list[Figure]] = defaultdict(list)
    query = select(table).where(among(store, table.c.entry_id, ids)).order_by(table.c.entry_id, table.c.place)
    for row in store.connection.execute(query).mappings() if ids else ():
        given = {name: row[name] for name in Figure.model_fields} | {"about": names.item_now(row["about"])}
        found[row["entry_id"]].append(Figure.model_validate(given))
    return {entry: tuple(figures) for entry, figures in found.items()}


def _entry(
    row: NamedRow, names: KeyNumbers, cited: tuple[Citation, ...], tied: tuple[str, ...], figures: tuple[Figure, ...]
) -> Entry:
    if not cited:
        raise IntegrityFailure(f"entry {row['id']} has no citation", hint=f"{as_typed('verify')} says more")
    kind = EntryKind(row["kind"])
    held = held_from(row["held_from"], row["held_to"], row["held_precision"], row["held_text"])
    by_round = row["held_precision"] == Precision.round.value
    statement = STATEMENTS[kind]
    said = statement.model_validate(
        names.read({name: row[name] for name in statement.value_fields() if row[name] is not None})
        | {"held_on": None if by_round else held, "round": names.rounds[row["round_id"]] if row["round_id"] else None}
        | ({"item": names.items[row["item_id"]]} if row["item_id"] else {})
        | ({"party": names.parties[row["party_id"]]} if row["party_id"] else {})
        | ({_TIED[kind]: tied} if kind in _TIED else {})
        | ({"by": names.persons[row["by_id"]]} if row["by_id"] else {})
        | {"cite": cited, "after": row["after_id"], "figures": figures}
    )
    return Entry(
        id=row["id"],
        rank=row["rank"],
        said=said,
        held=held,
        by_round=by_round,
        supersedes=row["supersedes_id"],
        reason=row["reason"],
        changeset=row["changeset_id"],
    )
