"""Numbers and natural keys: what the rows of ``entry`` refer to by number, people name by key."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Table, select

from ledger.storage import schema
from ledger.storage.bulk import among
from ledger.storage.database import Store


@dataclass
class Names:
    """Keys by number and numbers by key, of items, parties, persons, rounds and sources; read when first asked for.

    Of items there may be tens of thousands: ``only_items`` reads those with these keys and no others.
    """

    store: Store
    only_items: Collection[str] | None = None

    @cached_property
    def items(self) -> dict[int, str]:
        """Item keys by number."""
        return self._keys(schema.item, self.only_items)

    @cached_property
    def parties(self) -> dict[int, str]:
        """Party keys by number."""
        return self._keys(schema.party)

    @cached_property
    def persons(self) -> dict[int, str]:
        """Person keys by number."""
        return self._keys(schema.person)

    @cached_property
    def rounds(self) -> dict[int, str]:
        """Round keys by number."""
        return self._keys(schema.round_)

    @cached_property
    def sources(self) -> dict[int, str]:
        """Source keys by number."""
        return self._keys(schema.source)

    @cached_property
    def item_ids(self) -> dict[str, int]:
        """Numbers by item key."""
        return {key: number for number, key in self.items.items()}

    @cached_property
    def party_ids(self) -> dict[str, int]:
        """Numbers by party key."""
        return {key: number for number, key in self.parties.items()}

    @cached_property
    def person_ids(self) -> dict[str, int]:
        """Numbers by person key."""
        return {key: number for number, key in self.persons.items()}

    @cached_property
    def round_ids(self) -> dict[str, int]:
        """Numbers by round key."""
        return {key: number for number, key in self.rounds.items()}

    @cached_property
    def source_ids(self) -> dict[str, int]:
        """Numbers by source key."""
        return {key: number for number, key in self.sources.items()}

    def _keys(self, table: Table, only: Collection[str] | None = None) -> dict[int, str]:
        query = select(table.c.id, table.c.key)
        if only is not None:
            query = query.where(among(self.store, table.c.key, only))
        rows = self.store.connection.execute(query).all()
        return {number: key for number, key in rows}  # noqa: C416 - rows are not plain pairs to mypy


def titled(store: Store, table: str) -> list[tuple[str, str]]:
    """Return key and title of the records of a table that were not entered by mistake, in the order entered."""
    columns = schema.metadata.tables[table].c
    title = columns["name" if "name" in columns else "title"]
    query = select(columns.key, title.label("title")).where(columns.struck == 0).order_by(columns.id)
    return [(row.key, row.title) for row in store.connection.execute(query)]
