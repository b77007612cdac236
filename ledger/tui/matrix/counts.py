"""The checklist's numbers, kept up to date from the rows that are not the same object any more."""

from dataclasses import dataclass

from ledger.domain.checklist import on_checklist
from ledger.domain.readings import Matrix, Row


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items of substance are open and settled; how many readings are contested and unreviewed."""

    open: int = 0
    settled: int = 0
    contested: int = 0
    unreviewed: int = 0

    @classmethod
    def of(cls, matrix: Matrix) -> "Counts":
        """Count everything."""
        return cls(matrix.items_open, matrix.items_settled, matrix.contested, matrix.unreviewed)

    def stepped(self, old: Matrix, new: Matrix) -> "Counts":
        """Count again after a step, looking only at rows that differ."""
        counts = self
        for before, after in zip(old.rows, new.rows, strict=True):
            if before is not after:
                counts = counts.plus(before, -1).plus(after, 1)
        return counts

    def plus(self, row: Row, sign: int) -> "Counts":
        """Add a row's part, or take it away."""
        readings = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]
        return Counts(
            self.open + sign * (row.open and on_checklist(row.item)),
            self.settled + sign * (row.settled and on_checklist(row.item)),
            self.contested + sign * sum(reading.contested for reading in readings),
            self.unreviewed + sign * sum(not reading.reviewed for reading in readings),
        )
