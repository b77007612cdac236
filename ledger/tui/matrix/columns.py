"""Which columns the grid has and how wide they are at a given width of the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.readings import COLUMN_ROLES, Matrix
from ledger.domain.records import Party

STATUS = 14
SPREAD = 3
NARROW, WIDE = 7, 19
TITLE_LEAST, TITLE_MOST = 24, 52


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths: the item's title, status and spread stand still on the left; the parties move under the cursor."""

    parties: tuple[Party, ...]
    title: int
    status: int
    cell: int

    @property
    def frozen(self) -> int:
        """Cells that do not scroll."""
        return self.title + self.status + SPREAD + 1

    @property
    def wide(self) -> bool:
        """Whether the stance's word fits beside its sign."""
        return self.cell >= WIDE

    @property
    def width(self) -> int:
        """Of everything."""
        return self.frozen + self.cell * len(self.parties)


def columns_of(matrix: Matrix, shown: Sequence[str] = ()) -> tuple[Party, ...]:
    """Return principals and mediators, then whoever else has a reading here, or had one on a point seen before."""
    heard = {party.key for party in matrix.columns} | set(shown)
    mine = [party for party in matrix.parties if party.role in COLUMN_ROLES]
    return (*mine, *(party for party in matrix.parties if party.role not in COLUMN_ROLES and party.key in heard))


def fit(parties: tuple[Party, ...], width: int) -> Columns:
    """Return the widths for so many cells: words beside the signs where all of them fit, else signs alone."""
    rest = width - STATUS - SPREAD - 1
    wide = rest - WIDE * len(parties) >= TITLE_LEAST
    cell = WIDE if wide else NARROW
    title = max(TITLE_LEAST, min(TITLE_MOST, rest - cell * len(parties)))
    if width < 60:
        title = max(12, width // 3)
    return Columns(parties, title, STATUS, cell)
