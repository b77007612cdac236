"""Changesets: the log, and the numbers that order knowledge."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from ledger.domain.records import LAST_NUMBER
from ledger.domain.seed import ChangesetInfo
from ledger.errors import NotFound
from ledger.storage import schema
from ledger.storage.database import Store

_C = schema.changeset.c


@dataclass(frozen=True, slots=True)
class Changeset:
    """One act of recording: ``header`` has number, author, time, tool, message and hash."""

    header: ChangesetInfo
    previous: str | None

    @property
    def number(self) -> int:
        """Its place in the order of knowledge, from 1."""
        assert self.header.number is not None
        return self.header.number


def last_number(store: Store) -> int:
    """Return the number of the last changeset, 0 in an empty ledger."""
    return store.connection.execute(select(_C.id).order_by(_C.id.desc()).limit(1)).scalar() or 0


def log(store: Store, *, known_at: int | None = None, newest_first: bool = True) -> list[Changeset]:
    """Return the changesets known at a changeset."""
    query = select(schema.changeset).order_by(_C.id.desc() if newest_first else _C.id)
    if known_at is not None:
        query = query.where(_C.id <= known_at)
    return _fetch(store, query)


def of_item(store: Store, item: str) -> list[Changeset]:
    """Return the changesets that touched an item, newest first: entries, citations, reviews, settlements, edits."""
    e, number = schema.entry.c, select(schema.item.c.id).where(schema.item.c.key == item).scalar_subquery()
    on_item = select(e.id).where(e.item_id == number)
    about = [
        _C.id.in_(select(e.changeset_id).where(e.item_id == number)),
        _C.id.in_(select(schema.item.c.changeset_id).where(schema.item.c.key == item)),
        _C.id.in_(select(schema.edit.c.changeset_id).where(schema.edit.c.record == f"item:{item}")),
        *(
            _C.id.in_(select(table.c.changeset_id).where(table.c.entry_id.in_(on_item)))
            for table in (schema.citation, schema.review, schema.settlement)
        ),
    ]
    return _fetch(store, select(schema.changeset).where(or_(*about)).order_by(_C.id.desc()))


def get(store: Store, number: int) -> Changeset:
    """Return one changeset; raise ``NotFound`` where there is none of that number."""
    found = _fetch(store, select(schema.changeset).where(_C.id == number)) if 0 < number <= LAST_NUMBER else []
    if not found:
        raise NotFound(f"there is no changeset @{number}; the last is @{last_number(store)}", hint="posl log")
    return found[0]


def hashes(store: Store) -> dict[str, int]:
    """Return the numbers of all changesets by hash."""
    return {row.hash: row.id for row in store.connection.execute(select(_C.id, _C.hash).order_by(_C.id))}


def _fetch(store: Store, query: Select[tuple[object, ...]]) -> list[Changeset]:
    return [
        Changeset(
            ChangesetInfo(
                number=row["id"],
                author=row["author"],
                recorded_at=row["recorded_at"],
                tool=row["tool"],
                message=row["message"],
                hash=row["hash"],
            ),
            row["previous"],
        )
        for row in store.connection.execute(query).mappings()
    ]
