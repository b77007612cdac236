"""Signatures of changesets: beside the record, inserted only, and no part of any hash."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from ledger.storage import schema
from ledger.storage.bulk import insert_rows
from ledger.storage.database import Store
from ledger.storage.register import next_id

_C, _S = schema.changeset.c, schema.signature.c


@dataclass(frozen=True, slots=True)
class Signed:
    """A changeset, as far as signing goes: its hash, and whatever says that its author signed that."""

    number: int
    author: str
    hash: str
    signatures: tuple[str, ...]


def changesets(store: Store) -> list[Signed]:
    """Return every changeset with its signatures, in the order recorded."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, signature in store.connection.execute(select(_S.changeset_id, _S.signature).order_by(_S.id)):
        found[number].append(signature)
    rows = store.connection.execute(select(_C.id, _C.author, _C.hash).order_by(_C.id))
    return [Signed(number, author, hash_, tuple(found[number])) for number, author, hash_ in rows]


def add(store: Store, author: str, at: str, signatures: Iterable[tuple[int, str]]) -> None:
    """Keep signatures of changesets, by number."""
    first = next_id(store, schema.signature)
    rows = [
        {"id": first + place, "changeset_id": number, "author": author, "at": at, "signature": signature}
        for place, (number, signature) in enumerate(signatures)
    ]
    insert_rows(store, schema.signature, rows)


def copy(store: Store, into: Store) -> None:
    """Copy all of them into a ledger that has the same changesets."""
    rows = [dict(row) for row in store.connection.execute(select(schema.signature).order_by(_S.id)).mappings()]
    insert_rows(into, schema.signature, rows)
