"""Which columns the grid has and how wide they are at a given width of the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from rich.cells import cell_len

from ledger.domain.readings import COLUMN_ROLES, Matrix, Reading, Row
from ledger.domain.records import Party
from ledger.formats.marks import scores
from ledger.tui.matrix.view import ItemLine, Line

STATUS = 15
SPREAD = 6
NARROW, WIDE = 8, 20
SIGN = 5
"""A blank, the sign and a blank stand before a stance's word; a mark stands behind it."""
LEAST_WORDS = 13
TITLE_LEAST, TITLE_MOST = 24, 52


@dataclass(frozen=True)
class Columns:
    """Widths: the item's title, status and spread stand still on the left; the parties move under the cursor."""

    parties: tuple[Party, ...]
    title: int
    status: int
    cells: tuple[int, ...]
    wide: bool
    """Whether the stances' words fit beside their signs."""

    @property
    def frozen(self) -> int:
        """Cells that do not scroll."""
        return self.title + self.status + SPREAD + 1

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each party's column starts, from the first one; the last number is where all of them end."""
        return tuple(accumulate(self.cells, initial=0))

    @property
    def width(self) -> int:
        """Of everything."""
        return self.frozen + self.starts[-1]

    @cached_property
    def named(self) -> bool:
        """Whether every party's name fits over its column; else all have their codes there."""
        return self.wide and all(cell_len(p.name) < width for p, width in zip(self.parties, self.cells, strict=True))

    def column_at(self, x: int) -> int:
        """Return which party's column (from 1) lies at so many cells from the first one."""
        return min(sum(start <= x for start in self.starts[:-1]), len(self.parties))


def columns_of(matrix: Matrix, shown: Sequence[str] = ()) -> tuple[Party, ...]:
    """Return principals and mediators, then whoever else has a reading here, or had one on a point seen before."""
    heard = {party.key for party in matrix.columns} | set(shown)
    mine = [party for party in matrix.parties if party.role in COLUMN_ROLES]
    return (*mine, *(party for party in matrix.parties if party.role not in COLUMN_ROLES and party.key in heard))


def words_may_fit(parties: Sequence[Party], width: int) -> bool:
    """Whether it is worth looking how long the words are."""
    return _beside(width) - LEAST_WORDS * len(parties) >= TITLE_LEAST


def measure(lines: Iterable[Line], parties: Sequence[Party], known: Mapping[str, int]) -> dict[str, int]:
    """Return what each party's column needs to show every word whole, never less than it was known to need."""
    needs = {party.key: max(known.get(party.key, 0), LEAST_WORDS) for party in parties}
    for line in lines:
        if isinstance(line, ItemLine):
            for key, reading in line.row.cells.items():
                if key in needs:
                    needs[key] = max(needs[key], _need(line.row, key, reading))
    return needs


def _need(row: Row, party: str, reading: Reading) -> int:
    """The sign, the word, a movement of two cells or the sign of a new reading, and marks; if contested, all scores."""
    if reading.contested:
        return SIGN + max(len(scores(reading)) - 3, 0) + 3
    word = len(reading.stance.value) if reading.stance else 0
    return SIGN + word + (2 if row.moved.get(party) else 1) + 2


def title_need(lines: Iterable[Line]) -> int:
    """Return what the longest title needs, its indentation and a blank behind it included."""
    return max(
        (len(line.row.item.title) + 2 * line.indent + 4 for line in lines if isinstance(line, ItemLine)), default=0
    )


def _beside(width: int) -> int:
    return width - STATUS - SPREAD - 1


def fit(parties: tuple[Party, ...], width: int, needs: Mapping[str, int] | None = None, title: int = 0) -> Columns:
    """Return the widths for so many cells: whole words beside the signs where all of them fit, else signs alone.

    What is to spare goes to the titles until the longest is whole, then to the narrowest columns.
    """
    rest = _beside(width)
    cells = [needs.get(party.key, LEAST_WORDS) for party in parties] if needs is not None else []
    if parties and needs is not None and rest - sum(cells) >= TITLE_LEAST:
        room = max(TITLE_LEAST, min(title, TITLE_MOST, rest - sum(cells)))
        return Columns(parties, room, STATUS, _widened(cells, parties, rest - room - sum(cells)), wide=True)
    room = max(TITLE_LEAST, min(TITLE_MOST, max(rest - NARROW * len(parties), width // 5)))
    if width < 60:
        room = max(12, width // 3)
    return Columns(parties, room, STATUS, (NARROW,) * len(parties), wide=False)


def _widened(cells: list[int], parties: Sequence[Party], spare: int) -> tuple[int, ...]:
    """Give what is to spare to the columns whose names do not fit yet, then make all of them alike."""
    wishes = [max(width, cell_len(party.name) + 2) for width, party in zip(cells, parties, strict=True)]
    if sum(wishes) - sum(cells) <= spare:
        spare -= sum(wishes) - sum(cells)
        cells = wishes
    wanted = max(WIDE, *cells)
    while spare > 0 and min(cells) < wanted:
        cells[cells.index(min(cells))] += 1
        spare -= 1
    return tuple(cells)
