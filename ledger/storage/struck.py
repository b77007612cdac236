"""What was entered by mistake: which items and parties were on the list at a changeset, and which were struck."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, not_, or_, select

from ledger.storage import renames, schema
from ledger.storage.bulk import among
from ledger.storage.database import Store


def keys_on_the_list(store: Store, known_at: int) -> tuple[set[str], set[str]]:
    """Return the keys of the items and parties that were on the list at a changeset: not entered by mistake."""
    was_struck = struck_later(store, known_at)
    items, parties = (
        set(store.connection.execute(select(table.c.key).where(listed(table, was_struck))).scalars())
        for table in (schema.item, schema.party)
    )
    return items, parties


def of_the_listed(
    store: Store, known_at: int, item_id: ColumnElement[Any], party_id: ColumnElement[Any]
) -> list[ColumnElement[bool]]:
    """Return the conditions that leave out what is said of items and parties entered by mistake."""
    found: list[ColumnElement[bool]] = []
    for table, column_ in ((schema.item, item_id), (schema.party, party_id)):
        if struck := struck_at(store, table, known_at):
            theirs = select(table.c.id).where(among(store, table.c.key, struck))
            found.append(or_(column_.is_(None), column_.not_in(theirs)))
    return found


def struck_at(store: Store, table: Table, known_at: int) -> set[str]:
    """Return the keys of the items, or the parties, that were at a changeset known to have been entered by mistake."""
    query = select(table.c.key).where(not_(listed(table, struck_later(store, known_at))))
    return set(store.connection.execute(query).scalars())


def struck_later(store: Store, known_at: int) -> dict[str, bool]:
    """Return whether a record (``item:land``) was struck at a changeset, for those struck or brought back since."""
    edit = schema.edit.c
    since = select(edit.record, edit.old).where(edit.changeset_id > known_at, edit.field == "struck")
    ref_now = renames.keys_of(store).ref_now
    return {ref_now(row.record): row.old == "true" for row in store.connection.execute(since.order_by(edit.id.desc()))}


def listed(table: Table, was_struck: Mapping[str, bool]) -> ColumnElement[bool]:
    """Whether a record was on the list: it is now, unless it was otherwise then."""
    named = {True: list[str](), False: list[str]()}
    for record, struck in was_struck.items():
        kind, _, key = record.partition(":")
        if kind == table.name:
            named[struck].append(key)
    if not any(named.values()):
        return table.c.struck == 0
    return or_(and_(table.c.struck == 0, table.c.key.not_in(named[True])), table.c.key.in_(named[False]))
