"""Rival entries and how their contests ended. A contest is open while both entries stand and nobody settled it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.domain.words import SettlementKind
from ledger.storage import schema
from ledger.storage.bulk import among
from ledger.storage.database import Store
from ledger.storage.entries import superseded

if TYPE_CHECKING:
    from ledger.domain.seed import Settlement

_ONE, _TWO = schema.entry.alias("one"), schema.entry.alias("two")


@dataclass(frozen=True, slots=True)
class Contest:
    """Two rival entries of one cell. ``open`` says that nobody has settled it and both still stand."""

    entry: int
    other: int
    item: str
    party: str | None
    held_on: str
    changeset: int
    open: bool


def contests(store: Store, known_at: int | None = None) -> list[Contest]:
    """Return every pair of rivals known at a changeset, in the order found; ``held_on`` is the later one's day."""
    one, other = _ONE, _TWO
    rival, item, party = schema.rival, schema.item, schema.party
    query = (
        select(
            rival.c.entry_id,
            rival.c.other_id,
            rival.c.changeset_id,
            item.c.key.label("item"),
            party.c.key.label("party"),
            one.c.held_on.label("one_held"),
            other.c.held_on.label("other_held"),
        )
        .join(one, one.c.id == rival.c.entry_id)
        .join(other, other.c.id == rival.c.other_id)
        .join(item, item.c.id == one.c.item_id)
        .outerjoin(party, party.c.id == one.c.party_id)
        .order_by(rival.c.id)
    )
    if known_at is not None:
        query = query.where(rival.c.changeset_id <= known_at)
    rows = store.connection.execute(query).all()
    gone = superseded(store, known_at, {number for row in rows for number in (row.entry_id, row.other_id)})
    settled = settled_pairs(store, known_at)
    return [
        Contest(
            row.entry_id,
            row.other_id,
            row.item,
            row.party,
            max(row.one_held, row.other_held),
            row.changeset_id,
            row.entry_id not in gone
            and row.other_id not in gone
            and frozenset((row.entry_id, row.other_id)) not in settled,
        )
        for row in rows
    ]


def contested_cells(store: Store, held_on: str, known_at: int) -> dict[tuple[str, str | None], list[Contest]]:
    """Return the open contests by cell at a point: both entries held by then."""
    found: dict[tuple[str, str | None], list[Contest]] = defaultdict(list)
    for contest in contests(store, known_at):
        if contest.open and contest.held_on <= held_on:
            found[contest.item, contest.party].append(contest)
    return dict(found)


def settled_pairs(store: Store, known_at: int | None = None) -> set[frozenset[int]]:
    """Return the pairs of entries whose contest is settled at a changeset."""
    table = schema.settlement
    query = select(table.c.how, table.c.entry_id, table.c.other_id).order_by(table.c.id)
    if known_at is not None:
        query = query.where(table.c.changeset_id <= known_at)
    state: dict[frozenset[int], str] = {
        frozenset((row.entry_id, row.other_id)): row.how for row in store.connection.execute(query)
    }
    return {pair for pair, how in state.items() if how != SettlementKind.reopened}


def settlements_of(store: Store, entries: Iterable[int], known_at: int | None = None) -> list[tuple[int, "Settlement"]]:
    """Return (changeset, settlement) that concern these entries, in the order recorded."""
    from ledger.domain.seed import Settlement

    table = schema.settlement
    wanted = set(entries)
    of_these = among(store, table.c.entry_id, wanted) | among(store, table.c.other_id, wanted)
    query = select(table).where(of_these).order_by(table.c.id)
    if known_at is not None:
        query = query.where(table.c.changeset_id <= known_at)
    return [
        (row.changeset_id, Settlement(how=row.how, entry=row.entry_id, other=row.other_id, reason=row.reason))
        for row in store.connection.execute(query)
    ]
