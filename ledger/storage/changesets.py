"""Changesets: the log, and the numbers that order knowledge."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func, or_, select, union

from ledger.domain.field_types import LAST_NUMBER
from ledger.errors import NotFound, as_typed
from ledger.storage import renames, schema
from ledger.storage.bulk import among
from ledger.storage.database import NamedRow, Store

if TYPE_CHECKING:  # a reader that asks for the last number alone loads no models of seeds
    from ledger.domain.seed import ChangesetInfo

_C = schema.changeset.c


class Changeset(NamedTuple):
    """One act of recording: ``header`` has number, author, time, tool, message and hash."""

    header: "ChangesetInfo"
    previous: str | None

    @property
    def number(self) -> int:
        """Its place in the order of knowledge, from 1."""
        assert self.header.number is not None
        return self.header.number


def last_number(store: Store) -> int:
    """Return the number of the last changeset, 0 in an empty ledger."""
    return store.connection.execute(select(_C.id).order_by(_C.id.desc()).limit(1)).scalar() or 0


def last(store: Store) -> tuple[int, str | None]:
    """Return number and hash of the last changeset: as long as they are these, nothing was recorded."""
    found = store.connection.execute(select(_C.id, _C.hash).order_by(_C.id.desc()).limit(1)).first()
    return (found.id, found.hash) if found else (0, None)


def last_time(store: Store) -> str | None:
    """Return when the last changeset was recorded, as the clock said that it was recorded by."""
    return store.connection.execute(select(_C.recorded_at).order_by(_C.id.desc()).limit(1)).scalar()


def out_of_time(store: Store) -> list[tuple[int, str, str]]:
    """Return the changesets whose clock said an earlier time than that of the one before: number, time, time before."""
    times = select(_C.id, _C.recorded_at, func.lag(_C.recorded_at).over(order_by=_C.id).label("before")).subquery()
    early = select(times).where(times.c.recorded_at < times.c.before).order_by(times.c.id)
    return [(row.id, row.recorded_at, row.before) for row in store.connection.execute(early)]


def log(store: Store, *, known_at: int | None = None, newest_first: bool = True, since: int = 0) -> list[Changeset]:
    """Return the changesets known at a changeset, of those after ``since``."""
    query = select(schema.changeset).where(_C.id > since).order_by(_C.id.desc() if newest_first else _C.id)
    if known_at is not None:
        query = query.where(_C.id <= known_at)
    return _fetch(store, query)


def some(store: Store, numbers: Iterable[int]) -> dict[int, Changeset]:
    """Return changesets by number, in their order; those there are not are left out."""
    found = _fetch(store, select(schema.changeset).where(among(store, _C.id, numbers)).order_by(_C.id))
    return {each.number: each for each in found}


def of_item(store: Store, item: str) -> list[Changeset]:
    """Return the changesets that touched an item, newest first."""
    return list(some(store, touching(store, [item])).values())[::-1]


def touching(store: Store, items: Collection[str] = (), parties: Collection[str] = ()) -> set[int]:
    """Return the numbers of the changesets that touched one of these items, or a stance of one of these parties.

    Of both it is the stances of those parties on those items. To touch is to add an entry or an event, to correct or
    retract one, to cite, drop a citation, contest, settle or review; and to enter or edit the item or the party itself.
    """
    entry, tied = schema.entry, schema.entry_items
    keyed = ((entry.c.item_id, schema.item, items), (entry.c.party_id, schema.party, parties))
    wanted = [(column, table, among(store, table.c.key, keys)) for column, table, keys in keyed if keys]
    on = select(entry.c.id).where(*(column.in_(select(table.c.id).where(which)) for column, table, which in wanted))
    asked = [select(entry.c.changeset_id).where(entry.c.id.in_(on)), *_acts_on(on)]
    if len(wanted) == 1:
        ((_column, table, which),) = wanted
        asked += _described(store, table, which, [*items, *parties])
        if items:
            events = select(tied.c.entry_id).where(tied.c.item_id.in_(select(table.c.id).where(which)))
            taken_back = entry.c.supersedes_id.in_(events)
            asked += [select(entry.c.changeset_id).where(or_(entry.c.id.in_(events), taken_back)), *_acts_on(events)]
    return set(store.connection.execute(union(*asked)).scalars())


def _acts_on(entries: Select[tuple[int]]) -> list[Select[tuple[int]]]:
    """Changesets that did something to entries once they were recorded."""
    cited, dropped = schema.citation.c, schema.dropped_citation.c
    tables = (schema.citation, schema.review, schema.claim, schema.settlement, schema.rival)
    of_them = select(cited.id).where(cited.entry_id.in_(entries))
    return [
        *(select(table.c.changeset_id).where(table.c.entry_id.in_(entries)) for table in tables),
        select(dropped.changeset_id).where(dropped.citation_id.in_(of_them)),
    ]


def _described(store: Store, table: Table, which: ColumnElement[bool], keys: Iterable[str]) -> list[Select[tuple[int]]]:
    known = renames.keys_of(store)
    edits = [ref for key in keys for ref in known.refs(f"{table.name}:{key}")]
    return [
        select(table.c.changeset_id).where(which),
        select(schema.edit.c.changeset_id).where(among(store, schema.edit.c.record, edits)),
    ]


def holding(store: Store, streams: Collection[str]) -> set[int]:
    """Return the numbers of the changesets that hold any of these kinds of records (``entry``, ``review``)."""
    rows = store.connection.execute(select(_C.id, _C.streams))
    return {
        row.id for row in rows if not {line.partition(" ")[0] for line in row.streams.splitlines()}.isdisjoint(streams)
    }


def counts_held(store: Store, numbers: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return, by number, how many records of each kind changesets hold: ``{"entry": 2, "settlement": 2}``."""
    rows = store.connection.execute(select(_C.id, _C.streams).where(among(store, _C.id, numbers)))
    held = {row.id: [line.split(" ") for line in row.streams.splitlines()] for row in rows}
    return {number: {kind: int(count) for kind, count, _digest in lines} for number, lines in held.items()}


def get(store: Store, number: int) -> Changeset:
    """Return one changeset; raise ``NotFound`` where there is none of that number."""
    found = _fetch(store, select(schema.changeset).where(_C.id == number)) if 0 < number <= LAST_NUMBER else []
    if not found:
        raise NotFound(f"there is no changeset @{number}; the last is @{last_number(store)}", hint=as_typed("log"))
    return found[0]


def hash_of(store: Store, number: int) -> str | None:
    """Return what a changeset was sealed with; ``None`` where there is none of that number."""
    query = select(_C.hash).where(_C.id == number)
    return store.connection.execute(query).scalar() if 0 < number <= LAST_NUMBER else None


def hashes(store: Store) -> dict[str, int]:
    """Return the numbers of all changesets by hash."""
    return {row.hash: row.id for row in store.connection.execute(select(_C.id, _C.hash).order_by(_C.id))}


def origins(store: Store) -> dict[str, int]:
    """Return the numbers of merged changesets by the hash that they had in the copy which they came from."""
    query = select(_C.origin, _C.id).where(_C.origin.is_not(None)).order_by(_C.id)
    return {row.origin: row.id for row in store.connection.execute(query)}


def _fetch(store: Store, query: Select[tuple[object, ...]]) -> list[Changeset]:
    from ledger.domain.seed import ChangesetInfo

    return [
        Changeset(ChangesetInfo.model_validate(fields_of(row) | {"hash": row["hash"]}), row["previous"])
        for row in store.connection.execute(query).mappings()
    ]


def fields_of(row: NamedRow) -> dict[str, Any]:
    """Return the fields of a header that the hash is over, as a row has them."""
    claimed = {name: row[f"claimed_{name}"] for name in _CLAIMED if row[f"claimed_{name}"] is not None}
    return {"number": row["id"], **{name: row[name] for name in _HEADER}, "claimed": claimed or None}


def columns_of(header: "ChangesetInfo") -> dict[str, Any]:
    """Return the columns of a header's fields."""
    fields = header.model_dump(include={*_HEADER, "claimed"})
    claimed = fields.pop("claimed") or {}
    return fields | {f"claimed_{name}": claimed.get(name) for name in _CLAIMED}


_HEADER = ("author", "recorded_at", "tool", "message", "name", "origin", "merged_by")
_CLAIMED = ("author", "recorded_at", "tool")


def authors(store: Store) -> list[str]:
    """Return every name that somebody recorded or judged under, the first used first."""
    asked = union(
        select(_C.author.label("name"), func.min(_C.id).label("first")).group_by(_C.author),
        select(_C.name, func.min(_C.id)).where(_C.name.is_not(None)).group_by(_C.name),
        select(schema.review.c.reviewer, func.min(schema.review.c.changeset_id)).group_by(schema.review.c.reviewer),
    )
    found = sorted((row.first, row.name) for row in store.connection.execute(asked))
    return [*dict.fromkeys(name for _first, name in found)]


# ----------------------------------------------------------------------------------------------------------------------
# How much there is of everything.

_COUNTED = {
    "changesets": schema.changeset,
    "entries": schema.entry,
    "citations": schema.citation,
    "reviews": schema.review,
    "edits": schema.edit,
    "texts": schema.attachment,
}


def counts(store: Store) -> dict[str, int]:
    """Return the number of rows, retractions among the entries, by what people call them."""
    return {
        name: store.connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in _COUNTED.items()
    }
