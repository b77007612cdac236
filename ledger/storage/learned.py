"""What became of entries and records from one changeset to another: taken back, put right, described otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ledger.domain.planning.redefined import REDEFINED
from ledger.domain.records import Round
from ledger.domain.words import EntryKind, Op
from ledger.storage import reviews, schema
from ledger.storage.database import Store

_E, _NEWER, _BASE, _OLD = (schema.entry.alias(name) for name in ("e", "newer", "base", "old"))


def gone_between(store: Store, early: int, late: int, *, accepted: bool) -> tuple[set[int], set[int]]:
    """Return the entries of before ``early`` that no longer counted at ``late``, with what stands in their places.

    And those of them that only had to be said again of other days, since the days of their round changed. Where only
    what was ``accepted`` counts, a verdict lets an entry count, or not count any more.
    """
    gone: set[int] = set()
    redefined: set[int] = set()
    query = (
        select(_NEWER.c.id, _NEWER.c.supersedes_id, _NEWER.c.reason)
        .join(_BASE, _BASE.c.id == _NEWER.c.rank)
        .where(
            _NEWER.c.supersedes_id.is_not(None),
            _NEWER.c.changeset_id > early,
            _NEWER.c.changeset_id <= late,
            _BASE.c.changeset_id <= early,
        )
        .order_by(_NEWER.c.id)
    )
    for number, supersedes, reason in store.connection.execute(query):
        days_alone = (reason or "").startswith(REDEFINED) and supersedes not in gone
        (redefined if days_alone else gone).update((number, supersedes))
    judged = reviews.rejected(store, early) ^ reviews.rejected(store, late)
    if accepted:
        judged |= reviews.accepted(store, early) ^ reviews.accepted(store, late)
    return gone | judged, redefined - gone


@dataclass(frozen=True, slots=True)
class Edited:
    """A field that an edit changed; values as canonical JSON."""

    record: str
    field: str
    old: str
    new: str
    changeset: int


def edits_between(store: Store, early: int, late: int) -> list[Edited]:
    """Return the edits of changesets after ``early`` and until ``late``, in the order recorded."""
    edit = schema.edit.c
    query = select(edit.record, edit.field, edit.old, edit.new, edit.changeset_id).where(
        edit.changeset_id > early, edit.changeset_id <= late
    )
    return [Edited(*row) for row in store.connection.execute(query.order_by(edit.id))]


def plans(store: Store, known_at: int) -> Iterator[tuple[str, Any, Any]]:
    """Yield the edits of rounds' plans until a changeset as canonical JSON (round, old, new), in the order recorded."""
    edit = schema.edit.c
    query = (
        select(edit.record, edit.old, edit.new)
        .where(edit.field == "planned_for", edit.record.like(f"{Round.table}:%"), edit.changeset_id <= known_at)
        .order_by(edit.id)
    )
    for record, old, new in store.connection.execute(query):
        yield record.partition(":")[2], old, new


def stances_before(store: Store, items: dict[str, int]) -> dict[str, int]:
    """Return how many stances on each of these items were recorded before a changeset and not taken back by then."""
    found: dict[str, int] = {}
    item = schema.item.c
    for key, changeset in items.items():
        replaced = select(_OLD.c.supersedes_id).where(
            _OLD.c.supersedes_id.is_not(None), _OLD.c.changeset_id < changeset
        )
        query = (
            select(func.count())
            .select_from(_E)
            .join(schema.item, item.id == _E.c.item_id)
            .where(
                item.key == key,
                _E.c.kind == EntryKind.stance.value,
                _E.c.op == Op.assert_.value,
                _E.c.changeset_id < changeset,
                _E.c.id.not_in(replaced),
            )
        )
        found[key] = store.connection.execute(query).scalar_one()
    return found
