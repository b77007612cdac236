"""What stands on the screen: the matrix that was read, and what is worked out of it once; no widgets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ledger import settings
from ledger.domain.readings import Matrix, Reading, Row
from ledger.domain.records import Party, Source
from ledger.tui.matrix.columns import columns_of
from ledger.tui.matrix.counts import Counts
from ledger.tui.matrix.reading import Found
from ledger.tui.matrix.standing import name_of
from ledger.tui.matrix.stops import Stop, stops_of
from ledger.tui.matrix.view import Cell

if TYPE_CHECKING:
    from ledger.services.stepping import Step

SINCE = "since the round before"


class Shown:
    """A matrix, its columns and counts, which cells are lit and by what."""

    def __init__(self) -> None:
        self.matrix: Matrix | None = None
        self.counts = Counts()
        self.stops: tuple[Stop, ...] = ()
        self.parties: tuple[Party, ...] = ()
        self.sources: Mapping[str, Source] = {}
        self.lit: frozenset[Cell] = frozenset()
        self.lit_by = ""
        self._rows: dict[str, Row] = {}

    def read(self, found: Found, *, fresh: bool) -> None:
        """Take a matrix that was read. ``fresh``: at another point, so that what was lit before is not any more."""
        if self.matrix is None and found.matrix.before is not None:
            self.lit_by = SINCE
        self.lit = found.changed if fresh else self.lit | found.changed
        self.sources = found.sources
        self._take(found.matrix, Counts.of(found.matrix))
        self.parties = columns_of(found.matrix, self._columns)

    def stepped(self, step: "Step") -> None:
        """Take the matrix that a step led to; columns are added where something changed in them."""
        old, new = self.matrix, step.matrix
        assert old is not None  # one steps from somewhere
        self.lit = step.changed
        self.lit_by = f"{name_of(old.point)} -> {name_of(new.point)}"
        self._take(new, self.counts.stepped(old, new))
        if not {party for _, party in step.changed if party} <= set(self._columns):
            self.parties = columns_of(new, self._columns)

    def add_column(self, party: str) -> bool:
        """Give a party a column; return whether it had none."""
        if party in self._columns or self.matrix is None:
            return False
        self.parties = columns_of(self.matrix, [*self._columns, party])
        return True

    def row(self, item: str | None) -> Row | None:
        """Return an item's row."""
        return self._rows.get(item or "")

    def party(self, key: str | None) -> Party | None:
        """Return a column's party; the status has none."""
        return next((party for party in self.parties if party.key == key), None)

    def reading(self, item: str | None, party: str | None) -> Reading | None:
        """Return what is read in a cell."""
        row = self.row(item)
        return None if row is None else row.status_reading if party is None else row.cells.get(party)

    @property
    def changed(self) -> str:
        """How many cells are lit, and by what, in words."""
        return f"{len(self.lit)} changed {self.lit_by}" if self.lit_by else ""

    @property
    def _columns(self) -> list[str]:
        return [party.key for party in self.parties]

    def _take(self, matrix: Matrix, counts: Counts) -> None:
        self.matrix, self.counts = matrix, counts
        self.stops = stops_of(matrix.rounds, settings.today())
        self._rows = {row.item.key: row for row in matrix.rows}
