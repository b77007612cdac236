"""The ledger's own tables, as ``posl export`` writes them, taken apart again: records, and entries with their numbers.

What is worked out (``readings``, ``statuses``) is looked at for what somebody wrote into it; grades, counts and the
like are not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ledger.domain.entries import STATEMENTS, Citation, Figure
from ledger.domain.records import Delegate, Item, Party, Person, Record, Round, Source
from ledger.formats.table_cells import SheetGrid, as_text

RECORDS: Final[dict[str, type[Record]]] = {
    "parties": Party,
    "persons": Person,
    "rounds": Round,
    "sources": Source,
    "items": Item,
    "delegates": Delegate,
}
"""The sheets of records, in the order in which they are recorded."""
_HISTORY: Final = frozenset({"entry", "kind", "item", "party", "held", "cited"})
_VALUES: Final = tuple(dict.fromkeys(name for model in STATEMENTS.values() for name in model.value_fields()))
_PLACED: Final = ("kind", "item", "party", "items", "by", "held", "round", *_VALUES)
ORIGIN: Final = ("changeset", "author", "recorded_at")
"""Columns by which a row says which ledger wrote it, and when."""
_FIGURE: Final = tuple(Figure.model_fields)
_CITED: Final = ("source", *(name for name in Citation.model_fields if name != "source"))


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text and where it stands: row and column of a sheet, counted from 0."""

    text: str
    grid: SheetGrid
    row: int
    column: int | None = None


@dataclass(slots=True)
class TableRow:
    """One row, by the names of its columns; empty cells are empty texts."""

    cells: dict[str, PlacedText]

    def __getitem__(self, name: str) -> str:
        found = self.cells.get(name)
        return found.text if found else ""

    def texts(self, names: Sequence[str]) -> dict[str, str]:
        """Return these columns' texts."""
        return {name: self[name] for name in names}


@dataclass(slots=True)
class OwnEntry:
    """An entry as the tables have it: its row in the history, its citations and figures."""

    row: TableRow
    cited: list[TableRow] = field(default_factory=list)
    figures: list[TableRow] = field(default_factory=list)

    def content(self) -> dict[str, str]:
        """Return what is said, where and on what, as texts."""
        return {**self.row.texts(_PLACED), "cite": _told(self.cited, _CITED), "figures": _told(self.figures, _FIGURE)}

    @property
    def origin(self) -> dict[str, str]:
        """Return which changeset recorded it, of whom and when."""
        return self.row.texts(ORIGIN)


@dataclass(slots=True)
class OwnTables:
    """A ledger's tables: records by sheet, entries by number, and rows somebody added (``more``)."""

    records: dict[str, list[TableRow]] = field(default_factory=dict)
    entries: dict[str, OwnEntry] = field(default_factory=dict)
    more: list[OwnEntry] = field(default_factory=list)
    readings: dict[tuple[str, str], TableRow] = field(default_factory=dict)


def is_own(grids: Mapping[str, SheetGrid]) -> bool:
    """Whether these sheets are tables that the ledger wrote, by their names and heads."""
    if "history" in grids:
        return set(_heads(grids["history"])) >= _HISTORY
    return any(set(_heads(grid)) >= set(RECORDS[name].model_fields) for name, grid in grids.items() if name in RECORDS)


def named(grid: SheetGrid) -> str | None:
    """Return which of the ledger's tables a sheet without a name is, by its heads."""
    heads = set(_heads(grid))
    if heads >= _HISTORY:
        return "history"
    return next((name for name, model in RECORDS.items() if heads >= set(model.model_fields)), None)


def unescaped(grid: SheetGrid) -> SheetGrid:
    """Return the sheet of a CSV of ours: one ``'`` is taken off the front of what has one, as it was put there."""
    for row in grid.rows:
        row[:] = [cell.removeprefix("'") or None if isinstance(cell, str) else cell for cell in row]
    return grid


def taken_apart(grids: Mapping[str, SheetGrid]) -> OwnTables:
    """Return what the sheets hold."""
    found = OwnTables({name: list(_rows(grids[name])) for name in RECORDS if name in grids})
    if "history" in grids:
        for row in _rows(grids["history"]):
            if row["entry"]:
                found.entries[row["entry"]] = OwnEntry(row)
            else:
                found.more.append(OwnEntry(row))
    for name in ("citations", "figures"):
        for row in _rows(grids[name]) if name in grids else ():
            if (entry := found.entries.get(row["entry"])) is not None:
                (entry.cited if name == "citations" else entry.figures).append(row)
    for name in ("readings", "statuses"):
        for row in _rows(grids[name]) if name in grids else ():
            found.readings[row["item"], row["party"]] = row
    return found


def _told(rows: list[TableRow], names: Sequence[str]) -> str:
    return "\n".join("\t".join(row[name] for name in names) for row in rows)


def _heads(grid: SheetGrid) -> list[str]:
    start = grid.first_row
    return [as_text(cell) for cell in grid.rows[start]] if start is not None else []


def _rows(grid: SheetGrid) -> Iterator[TableRow]:
    heads = _heads(grid)
    start = grid.first_row
    for number in range((start or 0) + 1, len(grid.rows)):
        if any(cell is not None for cell in grid.rows[number]):
            cells = {
                head: PlacedText(as_text(grid.at(number, place)), grid, number, place)
                for place, head in enumerate(heads)
                if head
            }
            yield TableRow(cells)
