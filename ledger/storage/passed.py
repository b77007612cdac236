"""What stood in cells between two days: where a diff of the two ends alone would leave out a step."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import exists, func, select

from ledger.domain.moments import HeldOn
from ledger.domain.words import EntryKind, Op
from ledger.storage import entries, schema
from ledger.storage.asof import Key
from ledger.storage.database import Store
from ledger.storage.names import Names

_E, _NEWER = schema.entry, schema.entry.alias("newer")
_KINDS = (EntryKind.stance.value, EntryKind.status.value)


def held_between(store: Store, low: date, high: date, known_at: int) -> Iterator[tuple[Key, int, HeldOn, str]]:
    """Yield (cell, entry, held, stance or status) of what came to be sure after one day and by another.

    As known at a changeset, in the order in which it counts.
    """
    names = Names(store)
    query = (
        select(
            _E.c.item_id, _E.c.party_id, _E.c.id, _E.c.held_from, _E.c.held_to, _E.c.held_precision, _E.c.held_text,
            func.coalesce(_E.c.stance, _E.c.status),
        )
        .where(
            _E.c.op == Op.assert_.value,
            _E.c.kind.in_(_KINDS),
            _E.c.held_to > low.isoformat(),
            _E.c.held_to <= high.isoformat(),
            _E.c.changeset_id <= known_at,
            ~exists().where(_NEWER.c.supersedes_id == _E.c.id, _NEWER.c.changeset_id <= known_at),
        )
        .order_by(_E.c.held_from, _E.c.held_to.desc(), _E.c.rank)
    )  # fmt: skip
    for item, party, number, first, last, precision, written, word in store.connection.execute(query):
        held = entries.held_from(first, last, precision, written)
        yield (names.items[item], names.parties[party] if party else None), number, held, word
