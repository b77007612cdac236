"""What of the matrix a filter leaves; what it asks for beside the matrix is read when it first does."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ledger.domain.readings import Matrix
from ledger.tui.matrix.view import CellKey

if TYPE_CHECKING:
    from ledger.domain.filters import Filter, Known
    from ledger.domain.filters.things import Around


class Filtering:
    """The items that the filter of a matrix leaves. ``known`` are the records that it may name."""

    def __init__(self) -> None:
        self._around: Around | None = None
        self._of: Matrix | None = None
        self._left: frozenset[str] | None = None

    def items(
        self, matrix: Matrix, wanted: "Filter[Any] | None", known: "Known", lit: frozenset[CellKey]
    ) -> frozenset[str] | None:
        """Return the items that are wanted, ``None`` for all; while there is more to be read, those shown before."""
        if wanted is None:
            self._left = None
        elif not self.must_read(matrix, wanted):
            self._left = _items(matrix, wanted, known, lit, self._around)
        return self._left

    def must_read(self, matrix: Matrix, wanted: "Filter[Any] | None") -> bool:
        """Whether the filter asks for what the matrix does not hold."""
        if wanted is None:
            return False
        from ledger.domain.filters.things import ASK_AROUND

        return self._of is not matrix and bool(wanted.asks & ASK_AROUND)

    def take(self, matrix: Matrix, around: "Around") -> None:
        """Take what was read beside a matrix."""
        self._of, self._around = matrix, around


def _items(
    matrix: Matrix, wanted: "Filter[Any]", known: "Known", lit: frozenset[CellKey], read: "Around | None"
) -> frozenset[str]:
    from dataclasses import replace

    from ledger.domain.filters.things import NOTHING, of_matrix

    around = replace(read or NOTHING, lit=lit)
    return frozenset(thing.item.key for thing in of_matrix(matrix, known, around) if wanted.wants(thing))


def known_in(matrix: Matrix, sources: Mapping[str, Any], persons: Mapping[str, Any]) -> "Known":
    """Return the records that a filter of a matrix may name."""
    return {
        "item": {row.item.key: row.item for row in matrix.rows},
        "party": {party.key: party for party in matrix.parties},
        "round": {stage.key: stage for stage in matrix.rounds},
        "source": sources,
        "person": persons,
    }
