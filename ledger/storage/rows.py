"""Rows made of entries and citations, as tuples in the order of their table's columns: by the hundred thousand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Table

from ledger.domain.entries import Citation, Entry, Statement
from ledger.domain.words import Op, Precision
from ledger.storage import schema
from ledger.storage.register import KeyNumbers

Row = tuple[Any, ...]


_ENTRY = (
    "id", "kind", "op", "item_id", "party_id", "by_id", "round_id", "held_from", "held_to",
    "held_precision", "held_text", "rank", "after_id", "supersedes_id", "reason", "changeset_id",
)  # fmt: skip
_CITATION = "id", "entry_id", "source_id", "by_id", "changeset_id"
_CITED = tuple(name for name in Citation.model_fields if name not in {"source", "by"})


def maker_of_entries(names: KeyNumbers, changeset: int) -> Callable[[Entry], Row]:
    """Return what makes an entry's row."""
    asserted = Op.assert_.value
    items, parties, rounds = names.item_ids, names.party_ids, names.round_ids

    def row(entry: Entry) -> Row:
        said, held = entry.said, entry.held
        kind, item, party = said.cell
        given = said.__dict__
        pick, arrange = _stated(type(said))
        by, stage = given.get("by"), given["round"]
        return arrange((
            None, entry.id, kind._value_, asserted, items[item] if item else None, parties[party] if party else None,
            names.person_ids[by] if by else None, rounds[stage] if stage else None,
            held.first.isoformat(), held.last.isoformat(),
            _BY_ROUND if entry.by_round else held.precision._value_, held.written or None,
            entry.rank, given["after"], entry.supersedes, entry.reason, changeset,
            *[value if value is None or type(value) is str else _kept(value) for value in pick(given)],
        ))  # fmt: skip

    return row


def maker_of_citations(names: KeyNumbers, changeset: int) -> Callable[[int, int, Citation], Row]:
    """Return what makes a citation's row, of its number, its entry's and itself."""
    sources = names.source_ids
    pick, arrange = _made_of(schema.citation, _CITATION, _CITED)

    def row(number: int, entry: int, citation: Citation) -> Row:
        given = citation.__dict__
        by = given["by"]
        return arrange((
            None, number, entry, sources[given["source"]], names.person_ids[by] if by else None, changeset,
            *[value if value is None or type(value) is str else _kept(value) for value in pick(given)],
        ))  # fmt: skip

    return row


_BY_ROUND = Precision.round.value


_Made = tuple[Callable[[Mapping[str, Any]], Row], Callable[[Row], Row]]
"""What picks the values of fields, and what puts nothing, the numbered values and these in the order of the table."""


def _made_of(table: Table, numbered: Sequence[str], fields: Sequence[str]) -> _Made:
    columns: list[str] = list(table.columns.keys())
    given = {name: place for place, name in enumerate((*numbered, *fields), 1)}
    return itemgetter(*fields), itemgetter(*(given.get(name, 0) for name in columns))


@cache
def _stated(statement: type[Statement]) -> _Made:
    return _made_of(schema.entry, _ENTRY, statement.value_fields())


def _kept(value: object) -> object:
    """Return a value as its column has it: words for enumerations, ISO text for a day, a line for each of several."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value._value_
    if isinstance(value, tuple):
        return "\n".join(value) or None
    return value.isoformat() if isinstance(value, date) else value
