"""The whole story in one pass: what stands of a kind, in the order in which it came to count."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from ledger.domain.words import EntryKind, Op
from ledger.storage import schema
from ledger.storage.database import Store
from ledger.storage.names import Names

_AT_A_TIME = 10_000
Row = tuple[int, date, str, str | None, str]


def in_order(store: Store, kind: EntryKind, known_at: int) -> Generator[Row, None, None]:
    """Yield (entry, day, item, party, word) of every stance or status that stands at a changeset, by day, then by rank.

    At the end of a day the last one yielded of a cell is the one that counts (``asof``). Rows come as they are asked
    for: whoever stops before the last one closes the generator.
    """
    e, newer, names = schema.entry, schema.entry.alias("newer"), Names(store)
    query = (
        select(e.c.id, e.c.held_to, e.c.item_id, e.c.party_id, e.c[kind.value])
        .where(
            e.c.kind == kind.value,
            e.c.op == Op.assert_.value,
            e.c.changeset_id <= known_at,
            ~exists().where(newer.c.supersedes_id == e.c.id, newer.c.changeset_id <= known_at),
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


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stance or a retraction as it was recorded; ``word`` is ``None`` where it only takes one back."""

    number: int
    changeset: int
    item: int
    party: int
    order: tuple[str, int]
    word: str | None
    supersedes: int | None


def as_recorded(store: Store) -> Iterator[Recorded]:
    """Yield every stance, and what took one back, in the order recorded."""
    e = schema.entry.c
    columns = e.id, e.changeset_id, e.item_id, e.party_id, e.held_to, e.rank, e.stance, e.op, e.supersedes_id
    query = select(*columns).where(e.kind == EntryKind.stance.value).order_by(e.changeset_id, e.id)
    with store.connection.execute(query, execution_options={"yield_per": _AT_A_TIME}) as rows:
        for number, changeset, item, party, held_on, rank, word, op, supersedes in rows:
            states = op == Op.assert_.value
            yield Recorded(number, changeset, item, party, (held_on, rank), word if states else None, supersedes)


def mentioned(store: Store, known_at: int) -> set[str]:
    """Return the items on which a stance or a status stands at a changeset, whenever it is held."""
    e, newer, items = schema.entry.alias("e"), schema.entry.alias("newer"), schema.item
    stands = exists().where(
        e.c.item_id == items.c.id,
        e.c.op == Op.assert_.value,
        e.c.kind.in_([EntryKind.stance.value, EntryKind.status.value]),
        e.c.changeset_id <= known_at,
        ~exists().where(newer.c.supersedes_id == e.c.id, newer.c.changeset_id <= known_at),
    )
    return set(store.connection.execute(select(items.c.key).where(stands)).scalars())
