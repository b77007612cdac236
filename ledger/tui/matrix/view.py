"""What is shown of a matrix, and in which order: filter, sort, folded tracks. Pure: a matrix in, lines out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ledger.domain.naming import names_of
from ledger.domain.readings import Matrix, MatrixRow
from ledger.domain.text import fold
from ledger.tui.terms import apart

NO_TRACK = "no track"
CellKey = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A way to look at the matrix; kept under a name it is a saved view."""

    filter: str = ""
    sort: str = "entered"
    folded: frozenset[str] = frozenset()

    def toggled(self, track: str) -> "MatrixView":
        """Fold the track, or unfold it."""
        return replace(self, folded=self.folded ^ {track})

    def as_json(self) -> dict[str, Any]:
        """Return it as it is remembered."""
        return {"filter": self.filter, "sort": self.sort, "folded": sorted(self.folded)}

    @classmethod
    def from_json(cls, found: object) -> "MatrixView":
        """Read what was remembered; what does not fit counts as not there."""
        values: Mapping[str, Any] = found if isinstance(found, dict) else {}
        sort, folded = values.get("sort"), values.get("folded")
        return cls(
            str(values.get("filter") or ""),
            sort if sort in SORTS else "entered",
            frozenset(str(track) for track in folded) if isinstance(folded, list) else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a track's items."""

    track: str
    items: int
    open: int
    changed: int
    folded: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
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


@dataclass(frozen=True, slots=True)
class Arranged:
    """The lines of the grid, and where each item's line is."""

    lines: tuple[MatrixLine, ...]
    place: Mapping[str, int]
    shown: int
    total: int = 0


def arrange(matrix: Matrix, view: MatrixView, lit: frozenset[CellKey] = frozenset()) -> Arranged:
    """Return the lines to show: tracks in the order in which they first come up, each with its items in order."""
    wanted = Query.parse(view.filter)
    changed = {item for item, _ in lit}
    by_track: dict[str, list[MatrixRow]] = {}
    shown = 0
    for row in matrix.rows:
        if wanted.matches(row, lit, matrix):
            by_track.setdefault(row.item.track or NO_TRACK, []).append(row)
            shown += 1
    lines: list[MatrixLine] = []
    for track, rows in by_track.items():
        folded = track in view.folded
        is_open = sum(row.open for row in rows)
        lines.append(Heading(track, len(rows), is_open, sum(row.item.key in changed for row in rows), folded))
        if not folded:
            lines += _items(rows, view.sort)
    place = {line.row.item.key: number for number, line in enumerate(lines) if isinstance(line, ItemLine)}
    return Arranged(tuple(lines), place, shown, len(matrix.rows))


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


@dataclass(frozen=True, slots=True)
class Query:
    """A filter as typed: words that must all be found, and terms (``is:contested``, ``track:military``)."""

    words: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Take a filter apart; what is not a known term is a word."""
        return cls(*apart(text, TERMS))

    def matches(self, row: MatrixRow, lit: frozenset[CellKey], matrix: Matrix) -> bool:
        """Whether the item is to be shown."""
        if not self.words and not self.terms:
            return True
        for name, value in self.terms:
            if not (_has_party(row, value, matrix) if name == "party" else TERMS[name](row, value, lit)):
                return False
        text = _text(row) if self.words else ""
        return all(word in text for word in self.words)


def _text(row: MatrixRow) -> str:
    item = row.item
    parts = (item.key, item.title, item.question, item.category, item.track, item.owner, row.status.value, *item.tags)
    return fold(" ".join(part for part in parts if part))


def _has_party(row: MatrixRow, value: str, matrix: Matrix) -> bool:
    """Whether a party with a name that begins so holds a stance here."""
    return any(
        fold(name).startswith(value) for party in matrix.parties if party.key in row.cells for name in names_of(party)
    )


def _is(row: MatrixRow, value: str, lit: frozenset[CellKey]) -> bool:
    readings = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]
    facts: dict[str, Callable[[], bool]] = {
        "contested": lambda: any(reading.contested for reading in readings),
        "unreviewed": lambda: any(not reading.reviewed for reading in readings),
        "changed": lambda: any(item == row.item.key for item, _ in lit),
        "moved": lambda: any(row.moved.values()),
        "open": lambda: row.open,
        "settled": lambda: row.settled,
        "overdue": lambda: row.overdue,
        "silent": lambda: not row.cells,
        "commitment": lambda: row.item.kind.value == "commitment",
        "issue": lambda: row.item.kind.value == "issue",
    }
    found = [fact for name, fact in facts.items() if value and name.startswith(value)]
    return any(fact() for fact in found) if value else True


TERMS: dict[str, Callable[[MatrixRow, str, frozenset[CellKey]], bool]] = {
    "is": _is,
    "track": lambda row, value, _lit: fold(row.item.track or NO_TRACK).startswith(value),
    "status": lambda row, value, _lit: row.status.value.startswith(value),
    "tag": lambda row, value, _lit: any(fold(tag).startswith(value) for tag in row.item.tags),
    "owner": lambda row, value, _lit: fold(row.item.owner or "").startswith(value),
    "category": lambda row, value, _lit: fold(row.item.category or "").startswith(value),
    "party": lambda row, value, _lit: any(fold(party).startswith(value) for party in row.cells),
    "stance": lambda row, value, _lit: any(
        str(reading.values.get("stance", "")).startswith(value) for reading in row.cells.values()
    ),
}
"""Terms of a filter; each takes the beginning of a word, so that it works while it is being typed."""
