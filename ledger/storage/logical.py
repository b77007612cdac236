"""Stored rows as logical records: the form that is hashed (``ledger.domain.canonical``), with keys for numbers.

One function a stream turns rows into records; it is used on the rows about to be written, which are compared with the
rows read back (``RowTally``), so that what the hash says is what the database holds.
"""

import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from sqlalchemy import Column, Select, Table, Text, select

from ledger.domain.canonical import Before, Streams, logical, quoted
from ledger.domain.records import RECORDS
from ledger.domain.renaming import renamed_fields
from ledger.domain.words import Counted, Matter, Precision
from ledger.storage import register, renames, schema
from ledger.storage.bulk import as_kept
from ledger.storage.database import NamedRow, Store
from ledger.storage.register import KeyNumbers

_REFERENCES: dict[str, tuple[str, Callable[[KeyNumbers], dict[int, str]]]] = {
    "item_id": ("item", lambda names: names.items),
    "party_id": ("party", lambda names: names.parties),
    "round_id": ("round", lambda names: names.rounds),
    "source_id": ("source", lambda names: names.sources),
    "by_id": ("by", lambda names: names.persons),
}
ROW_STREAMS: dict[str, Table] = {
    table.name: table
    for table in (
        schema.edit,
        schema.attachment,
        schema.entry,
        schema.entry_items,
        schema.entry_figures,
        schema.citation,
        schema.dropped_citation,
        schema.rival,
        schema.settlement,
        schema.review,
        schema.claim,
        schema.redaction,
    )
}
RECORD_STREAMS = tuple(record.table for record in RECORDS)
_OF_ENTRIES = (schema.entry_items, schema.entry_figures)
_USUAL = {"matter": Matter.substance.value, "counts": Counted.all.value}
"""Fields that the first edition did not have and that are never empty: their usual words are as good as not given."""


def lines_of(table: Table, names: KeyNumbers) -> Callable[[Sequence[Sequence[Any]]], list[str]]:
    """Return what writes rows, each its values in the order of the table's columns, as their logical records.

    Each is a line of canonical JSON with keys instead of numbers and nothing that is not given. A row's own number
    stays: it says in which order things were recorded. The first day of a day, a month, a year or a round follows from
    the rest, and is no part of the record. Values are whole numbers or texts, as columns are: written out here, column
    by column, they take a sixth of the time that an encoder takes for a mapping.
    """
    names_of: list[str] = list(table.columns.keys())
    fields = sorted(_field(column, place, names) for place, column in enumerate(table.columns) if _counts(column.name))
    precision = names_of.index("held_precision") if "held_precision" in names_of else None

    def lines(rows: Sequence[Sequence[Any]]) -> list[str]:
        columns = list(zip(*rows, strict=True))
        if precision is not None and columns:
            days, of_days = names_of.index("held_from"), columns[precision]
            columns[days] = tuple(map(_of_interval, columns[days], of_days))
        pieces = [piece for name, place, write in fields if rows for piece in _written_out(name, columns[place], write)]
        return [f"{{{line[1:]}}}" for line in map("".join, zip(*pieces, strict=False))]

    return lines


_Field = tuple[str, int, Callable[[Any], str]]
"""A column's name in the record, its place in the row, and what writes its value."""


def _of_interval(day: str, precision: str) -> str | None:
    return day if precision == _INTERVAL else None


def _written_out(name: str, column: tuple[Any, ...], write: Callable[[Any], str]) -> Iterator[Iterable[str]]:
    """Yield what is to be joined, row by row, to give a column's part of the line, the comma before it included."""
    start, empty = f',"{name}":', column.count(None)
    if not empty:
        yield repeat(start)
        yield map(write, column)
    elif empty < len(column):
        yield ["" if value is None else start + write(value) for value in column]


def _counts(column: str) -> bool:
    return column != "changeset_id"


def _field(column: Column[Any], place: int, names: KeyNumbers) -> _Field:
    if column.name in _REFERENCES:
        name, keys = _REFERENCES[column.name]
        return name, place, _Keys(keys(names)).__getitem__
    name = NAMES.get(column.name, column.name)
    return name, place, quoted if isinstance(column.type, Text) else str


class _Keys(dict[int, str]):
    """Keys by number, written as JSON has them."""

    def __init__(self, keys: Mapping[int, str]) -> None:
        super().__init__()
        self._known = keys

    def __missing__(self, number: int) -> str:
        written = self[number] = quoted(self._known.get(number, f"missing {number}"))
        return written


_INTERVAL = Precision.interval.value


NAMES = {"held_to": "held_on"}
"""Columns that the record has under another name: it is older than they are."""


def of_record(fields: NamedRow, place: int) -> dict[str, Any]:
    """Return a descriptive record as its logical record; ``place`` counts its kind in the changeset, from 0."""
    given = {name: value for name, value in fields.items() if name not in _USUAL or value != _USUAL[name]}
    return logical({**given, "place": place})


def rows_of(
    store: Store, table: Table, first: int, last: int, *, placed: bool = True
) -> Generator[Sequence[Sequence[Any]]]:
    """Yield the rows that changesets ``first`` … ``last`` wrote into a table, changeset by changeset, in parts.

    Each is its values in the order of the columns, with the changeset's number behind them where it is none of them.
    ``placed``: those of a changeset in the order of their numbers, for which a wide table has to be sorted.
    """
    query, changeset, within = _written(table, first, last)
    yield from as_kept(store, query.order_by(changeset, *(within if placed else ())))


def _written(table: Table, first: int, last: int) -> tuple[Select[Any], Column[Any], list[Column[Any]]]:
    """Return what selects the rows of some changesets, and by what they are put in order: changeset, and within it."""
    if table in _OF_ENTRIES:
        owner = schema.entry
        number = owner.c.changeset_id
        query: Select[Any] = select(table, number).join(owner, owner.c.id == table.c.entry_id)
        within = [table.c.entry_id, table.c.place]
    else:
        number, query, within = table.c.changeset_id, select(table), [table.c.id]
    return query.where(number.between(first, last)), number, within


@dataclass(slots=True)
class RowTally:
    """How many rows there are of each table, and what they come to: the order in which they stand does not count.

    It tells in one process whether the database has what it was given, at a fifth of what writing out and digesting
    the rows a second time would cost.
    """

    counts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def take(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        each = list(map(hash, rows))
        self.counts[table] += len(each)
        self.sums[table] += sum(each)


def tally_of(store: Store, number: int) -> RowTally:
    """Read the rows of one changeset back."""
    tally = RowTally()
    for name, table in ROW_STREAMS.items():
        width = len(table.columns)
        for some in as_kept(store, _written(table, number, number)[0]):
            tally.take(name, [row[:width] for row in some] if table in _OF_ENTRIES else some)
    return tally


def records_of(entered: Iterable[tuple[str, list[dict[str, Any]]]], before: Before) -> Streams:
    """Return descriptive records as the streams that their changeset's hash is over."""
    streams = Streams(before=before)
    for table, records in entered:
        streams.add(table, (of_record(fields, place) for place, fields in enumerate(records)))
    return streams


def just_entered(store: Store, number: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (table, records) of what a changeset entered that nothing has edited since: the one being recorded."""
    return [
        (table, [fields for _number, fields in register.fields_of(store, table, entered_in=number)])
        for table in RECORD_STREAMS
    ]


class FirstValues:
    """Descriptive records as they were when entered: today's fields with the whole journal read backwards.

    Their keys, and those that they name, are the keys of now, or with ``as_then`` those of their changeset.
    """

    def __init__(self, store: Store, *, as_then: bool = True) -> None:
        self._by_changeset: dict[int, list[tuple[str, list[dict[str, Any]]]]] = {}
        journal: dict[tuple[str, str], str] = {}
        keys = renames.keys_of(store)
        for edit in store.connection.execute(select(schema.edit).order_by(schema.edit.c.id.desc())).mappings():
            journal[keys.ref_now(edit["record"]), edit["field"]] = edit["old"]
        for model in RECORDS:
            grouped: dict[int, list[dict[str, Any]]] = {}
            for number, fields in register.fields_of(store, model.table):
                ref = f"{model.table}:{model.key_in(fields)}"
                for name in model.described():
                    if (ref, name) in journal:
                        fields[name] = keys.value_now(model.table, name, _parsed(journal[ref, name]))
                if as_then and keys.since(number):
                    fields = renamed_fields(model.table, fields, keys.then(number))  # noqa: PLW2901 - the same, as then
                grouped.setdefault(number, []).append(fields)
            for number, records in grouped.items():
                self._by_changeset.setdefault(number, []).append((model.table, records))

    def of(self, number: int) -> Iterable[tuple[str, list[dict[str, Any]]]]:
        """Return (table, records) of what a changeset entered."""
        return self._by_changeset.get(number, [])


def _parsed(text: str) -> object:
    """Read a value of the journal; one that was tampered with stays text, so that the hash is what tells."""
    try:
        return json.loads(text)
    except ValueError:
        return text
