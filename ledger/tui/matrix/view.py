"""What is shown of a matrix, and in which order: filter, sort, folded tracks. Pure: a matrix in, lines out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.domain.blocs import Blocs, blocs_of
from ledger.domain.checklist import on_checklist
from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow, News
from ledger.domain.records import Party
from ledger.domain.tallies import MANY
from ledger.domain.text import fold
from ledger.domain.words import Role

NO_TRACK = "no track"
CellKey = tuple[str, str | None]
Changes = Mapping[CellKey, News]
"""What is news in which cells."""


class MatrixView(NamedTuple):
    """A way to look at the matrix; kept under a name it is a saved view, but for whose columns are shown."""

    filter: str = ""
    sort: str = "entered"
    folded: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()

    def toggled(self, track: str) -> "MatrixView":
        """Fold the track, or unfold it."""
        return self._replace(folded=self.folded ^ {track})

    def as_json(self) -> dict[str, Any]:
        """Return it as it is remembered."""
        return {
            "filter": self.filter,
            "sort": self.sort,
            "folded": sorted(self.folded),
            "columns": list(self.columns),
        }

    @classmethod
    def from_json(cls, found: object) -> "MatrixView":
        """Read what was remembered; what does not fit counts as not there."""
        values: Mapping[str, Any] = found if isinstance(found, dict) else {}
        sort, folded, columns = values.get("sort"), values.get("folded"), values.get("columns")
        return cls(
            str(values.get("filter") or ""),
            sort if sort in SORTS else "entered",
            frozenset(str(track) for track in folded) if isinstance(folded, list) else frozenset(),
            tuple(str(party) for party in columns) if isinstance(columns, list) else (),
        )


class Heading(NamedTuple):
    """The line above a track's items: those shown, and the cells of them that became others."""

    track: str
    rows: tuple[MatrixRow, ...]
    changed: tuple[CellKey, ...]
    folded: bool

    def counts(self) -> Iterator[tuple[str, Sequence[CellKey]]]:
        """Yield its numbers in words, each with the cells that it counts; what is not of substance counts apart."""
        cells = [(row.item.key, None) for row in self.rows]
        yield f"{len(cells)} {'item' if len(cells) == 1 else 'items'}", cells
        on_list = [(row.item.key, None) for row in self.rows if row.open and on_checklist(row.item)]
        apart = [(row.item.key, None) for row in self.rows if row.open and not on_checklist(row.item)]
        if on_list or not apart:
            yield f"{len(on_list)} open", on_list
        if apart:
            yield f"{len(apart)} open apart", apart
        if self.changed:
            yield f"{len(self.changed)} {'cell' if len(self.changed) == 1 else 'cells'} changed", self.changed


class ItemLine(NamedTuple):
    """An item's line; ``indent`` where it is part of an item of the same track."""

    row: MatrixRow
    indent: int = 0


MatrixLine = Heading | ItemLine


def _moved(row: MatrixRow) -> int:
    return max((abs(delta) for delta in row.moved.values()), default=0)


SORTS: dict[str, Callable[[MatrixRow], Any]] = {
    "entered": lambda _row: 0,
    "spread": lambda row: -(row.spread if row.spread is not None else -1),
    "movement": lambda row: -_moved(row),
    "difficulty": lambda row: -(row.item.difficulty or 0),
    "status": lambda row: (row.settled, row.status.rank),
    "title": lambda row: fold(row.item.title),
}


_NO_BLOCS = Blocs({}, date.min)


class Arranged(NamedTuple):
    """The lines of the grid, and where each item's line is."""

    lines: tuple[MatrixLine, ...]
    place: Mapping[str, int]
    shown: int
    total: int = 0
    blocs: Blocs = _NO_BLOCS


def arrange(
    matrix: Matrix, view: MatrixView, lit: Changes | None = None, wanted: Container[str] | None = None
) -> Arranged:
    """Return the lines to show: tracks in the order in which they first come up, each with its items in order.

    ``wanted`` are the items that the filter leaves, where there is one.
    """
    lit = lit or {}
    changed: dict[str, list[CellKey]] = defaultdict(list)
    for cell, what in lit.items():
        if what is News.moved:
            changed[cell[0]].append(cell)
    by_track: dict[str, list[MatrixRow]] = {}
    shown = 0
    for row in matrix.rows:
        if wanted is None or row.item.key in wanted:
            by_track.setdefault(row.item.track or NO_TRACK, []).append(row)
            shown += 1
    lines: list[MatrixLine] = []
    for track, rows in by_track.items():
        folded = track in view.folded
        went = tuple(cell for row in rows for cell in changed.get(row.item.key, ()))
        lines.append(Heading(track, tuple(rows), went, folded))
        if not folded:
            lines += _items(rows, view.sort)
    place = {line.row.item.key: number for number, line in enumerate(lines) if isinstance(line, ItemLine)}
    return Arranged(tuple(lines), place, shown, len(matrix.rows), blocs_of(matrix))


def columns_of(matrix: Matrix, shown: Sequence[str] = ()) -> tuple[Party, ...]:
    """Return principals and mediators, then whoever else has a reading here, or had one on a point seen before.

    Of many parties only those who speak, who speaks most before others; columns that stand already stay in place.
    """
    heard = {party.key for party in matrix.columns} | set(shown)
    if len(heard) > MANY and (found := _of_many(matrix, shown)):
        return found
    mine = [party for party in matrix.parties if party.role in COLUMN_ROLES]
    return (*mine, *(party for party in matrix.parties if party.role not in COLUMN_ROLES and party.key in heard))


def _of_many(matrix: Matrix, shown: Sequence[str]) -> tuple[Party, ...]:
    heard = Counter(party for row in matrix.rows for party in row.cells)
    speaking = [party for party in matrix.parties if party.key in heard and party.key not in shown]
    roles = list(Role)
    new = sorted(speaking, key=lambda party: (-heard[party.key], roles.index(party.role)))
    known = {party.key: party for party in matrix.parties}
    return (*(known[key] for key in shown if key in known), *new)


def _items(rows: list[MatrixRow], sort: str) -> Iterable[ItemLine]:
    if sort != "entered":
        return [ItemLine(row) for row in sorted(rows, key=SORTS[sort])]
    here = {row.item.key: row for row in rows}
    return [ItemLine(row, _depth(row, here)) for row in rows]


def _depth(row: MatrixRow, here: Mapping[str, MatrixRow]) -> int:
    """How deep it lies below items of the same track; at most two levels are drawn."""
    depth, parent = 0, row.item.part_of
    while parent is not None and parent in here and depth < 2:
        depth, parent = depth + 1, here[parent].item.part_of
    return depth
