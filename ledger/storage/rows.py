"""Rows made of entries and citations, as tuples in the order of their table's columns: by the hundred thousand."""

from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Table

from ledger.domain.entries import Citation, Entry, Statement
from ledger.domain.words import Op, Precision
from ledger.storage import schema
from ledger.storage.register import KeyNumbers

Row = tuple[Any, ...]


def _places(table: Table, *names: str) -> tuple[int, ...]:
    columns: list[str] = list(table.columns.keys())
    return tuple(map(columns.index, names))


_ENTRY = _places(
    schema.entry, "id", "kind", "op", "item_id", "party_id", "by_id", "round_id", "held_from", "held_to",
    "held_precision", "held_text", "rank", "after_id", "supersedes_id", "reason", "changeset_id",
)  # fmt: skip
_CITATION = _places(schema.citation, "id", "entry_id", "source_id", "by_id", "changeset_id")


def maker_of_entries(names: KeyNumbers, changeset: int) -> Callable[[Entry], Row]:
    """Return what makes an entry's row."""
    width, asserted = len(schema.entry.columns), Op.assert_.value
    items, parties, rounds = names.item_ids, names.party_ids, names.round_ids

    def row(entry: Entry) -> Row:
        said, held = entry.said, entry.held
        made: list[Any] = [None] * width
        for place, name in _stated(type(said)):
            made[place] = _kept(said.__dict__[name])
        _kind, item, party = said.cell
        by = said.__dict__.get("by")
        for place, value in zip(_ENTRY, (
            entry.id, said.kind.value, asserted, items[item] if item else None, parties[party] if party else None,
            names.person_ids[by] if by else None, rounds[said.round] if said.round else None,
            held.first.isoformat(), held.last.isoformat(),
            _BY_ROUND if entry.by_round else held.precision.value, held.written or None,
            entry.rank, said.after, entry.supersedes, entry.reason, changeset,
        ), strict=True):  # fmt: skip
            made[place] = value
        return tuple(made)

    return row


def maker_of_citations(names: KeyNumbers, changeset: int) -> Callable[[int, int, Citation], Row]:
    """Return what makes a citation's row, of its number, its entry's and itself."""
    width, sources = len(schema.citation.columns), names.source_ids

    def row(number: int, entry: int, citation: Citation) -> Row:
        made: list[Any] = [None] * width
        given = citation.__dict__
        for place, name in _CITED:
            made[place] = _kept(given[name])
        by = given["by"]
        numbered = number, entry, sources[given["source"]], names.person_ids[by] if by else None, changeset
        for place, value in zip(_CITATION, numbered, strict=True):
            made[place] = value
        return tuple(made)

    return row


_BY_ROUND = Precision.round.value


def _given(table: Table, fields: Iterable[str]) -> tuple[tuple[int, str], ...]:
    names = tuple(fields)
    return tuple(zip(_places(table, *names), names, strict=True))


@cache
def _stated(statement: type[Statement]) -> tuple[tuple[int, str], ...]:
    return _given(schema.entry, statement.value_fields())


_CITED = _given(schema.citation, (name for name in Citation.model_fields if name not in {"source", "by"}))


def _kept(value: object) -> object:
    """Return a value as its column has it: words for enumerations, ISO text for a day, a line for each of several."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return "\n".join(value) or None
    return value.isoformat() if isinstance(value, date) else value
