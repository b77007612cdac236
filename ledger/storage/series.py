"""The whole story in one pass: what stands of a kind, in the order in which it came to count, and what was recorded."""

from collections.abc import Generator, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import literal_column, select, union

from ledger.domain.words import EntryKind, Op, Relation
from ledger.storage import schema
from ledger.storage.asof import CellKey, rejected_cells
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers
from ledger.storage.struck import of_the_listed, struck_at
from ledger.storage.superseded import superseded

_AT_A_TIME = 10_000
SeriesRow = tuple[int, date, str, str | None, str]


def in_order(store: Store, kind: EntryKind, known_at: int) -> Generator[SeriesRow, None, None]:
    """Yield (entry, day, item, party, word) of every stance or status that stands at a changeset, by day, then by rank.

    What is said of what was entered by mistake goes with it. At the end of a day the last one yielded of a cell is the
    one that stands, but for ``undecided`` cells. Rows come as they are asked for: whoever stops before the last one
    closes the generator.
    """
    e, names = schema.entry, KeyNumbers(store)
    query = (
        select(e.c.id, e.c.held_to, e.c.item_id, e.c.party_id, e.c[kind.value])
        .where(
            e.c.kind == kind.value,
            e.c.op == Op.assert_.value,
            e.c.changeset_id <= known_at,
            ~superseded(e.c.id, known_at),
            *of_the_listed(store, known_at, e.c.item_id, e.c.party_id),
        )
        .order_by(e.c.held_to, e.c.held_from, e.c.rank)
    )
    days: dict[str, date] = {}
    with store.connection.execute(query, execution_options={"yield_per": _AT_A_TIME}) as rows:
        for number, held_on, item, party, word in rows:
            day = days.get(held_on)
            if day is None:
                day = days[held_on] = date.fromisoformat(held_on)
            yield number, day, names.items[item], names.parties[party] if party else None, word


def turning_days(store: Store, kind: EntryKind, known_at: int) -> Iterator[tuple[date, CellKey]]:
    """Yield each cell with every day on which an entry in it begins or ends, by day; on no other does it change."""
    e, names = schema.entry.c, KeyNumbers(store)
    days = [
        select(day.label("day"), e.item_id, e.party_id).where(
            e.kind == kind.value, e.op == Op.assert_.value, e.changeset_id <= known_at
        )
        for day in (e.held_from, e.held_to)
    ]
    for day, item, party in store.connection.execute(union(*days).order_by("day")):
        yield date.fromisoformat(day), (names.items[item], names.parties[party] if party else None)


class SeriesEntry(NamedTuple):
    """A stance or a retraction as it was recorded; ``word`` is ``None`` where it only takes one back."""

    number: int
    changeset: int
    item: int
    party: int
    order: tuple[str, int]
    word: str | None
    supersedes: int | None


def as_recorded(store: Store) -> Iterator[SeriesEntry]:
    """Yield every stance, and what took one back, in the order recorded."""
    e = schema.entry.c
    columns = e.id, e.changeset_id, e.item_id, e.party_id, e.held_to, e.rank, e.stance, e.op, e.supersedes_id
    query = select(*columns).where(e.kind == EntryKind.stance.value).order_by(e.changeset_id, e.id)
    with store.connection.execute(query, execution_options={"yield_per": _AT_A_TIME}) as rows:
        for number, changeset, item, party, held_on, rank, word, op, supersedes in rows:
            states = op == Op.assert_.value
            yield SeriesEntry(number, changeset, item, party, (held_on, rank), word if states else None, supersedes)


def undecided(store: Store, kind: EntryKind, known_at: int) -> set[CellKey]:
    """Return the cells in which the last row of ``in_order`` may not be what stands.

    That is where a day is vague, where entries are a pair (of stances that agree either may be taken), and where
    somebody rejected one.
    """
    e, pair, names = schema.entry.c, schema.pair.c, KeyNumbers(store)
    of_kind = (e.kind == kind.value, e.op == Op.assert_.value, e.changeset_id <= known_at)
    paired = select(e.item_id, e.party_id).join(schema.pair, pair.other_id == e.id).where(*of_kind)
    if kind is EntryKind.stance:
        paired = paired.where(pair.relation != Relation.agree.value)
    # Written out: the partial index of vague days is used only for what it says itself.
    vague = select(e.item_id, e.party_id).where(*of_kind, literal_column("entry.held_to <> entry.held_from"))
    rows = store.connection.execute(union(paired, vague))
    found = {(names.items[item], names.parties[party] if party else None) for item, party in rows}
    items, parties = (struck_at(store, table, known_at) for table in (schema.item, schema.party))
    every = found | rejected_cells(store, kind, known_at)
    return {key for key in every if key[0] not in items and key[1] not in parties}
