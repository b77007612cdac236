"""The matrices at both ends of a report, for its pictures and tables: of each row the cells that those show.

Of many parties few have a column; what all others hold is only counted, and of a large ledger never held at once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.domain.blocs import Besides, blocs_of
from ledger.domain.diff import Change
from ledger.domain.floors import OWN, Counting
from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow
from ledger.services.matrix import Flow, flow_at
from ledger.services.note.charts import DrawnParties, columns_of
from ledger.storage import asof
from ledger.storage.asof import When
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Pictured:
    """Both ends as they are drawn and measured.

    Rows are all there; their cells are those of parties that have a column or are at the table, and of those who speak
    for others. ``held`` has, by party, the items on which it holds anything at the later point, of all parties;
    ``besides`` what others hold for it there after its own word, or, of one that holds nothing anywhere, at all.
    """

    before: Matrix
    after: Matrix
    columns: DrawnParties
    held: Mapping[str, Sequence[str]]
    besides: Mapping[str, Sequence[Besides]]

    @property
    def ends(self) -> tuple[Matrix, Matrix]:
        """The two matrices."""
        return self.before, self.after


class _ToldAtEnd:
    """What is told of all parties at the later point, gathered row by row."""

    def __init__(self, matrix: Matrix) -> None:
        self._blocs = blocs_of(matrix)
        self.held: dict[str, list[str]] = defaultdict(list)
        self._besides: dict[str, list[Besides]] = defaultdict(list)

    def see(self, row: MatrixRow) -> None:
        """Take in a row with all its cells."""
        for party in row.cells:
            self.held[party].append(row.item.key)
        for party, each in self._blocs.besides(row):
            if each.follows or (each.own is None and party not in self.held):
                self._besides[party].append(each)

    @property
    def besides(self) -> Mapping[str, Sequence[Besides]]:
        """What others hold for parties: of those heard themselves, what came after their word."""
        told = {
            party: [each for each in every if each.follows or party not in self.held]
            for party, every in self._besides.items()
        }
        return {party: every for party, every in told.items() if every}


def of_matrices(before: Matrix, after: Matrix, changes: Iterable[Change]) -> Pictured:
    """Return what is drawn of two matrices that are at hand."""
    columns = columns_of(after.parties, (*before.columns, *after.columns), changes)
    seen = _ToldAtEnd(after)
    for row in after.rows:
        seen.see(row)
    return Pictured(before, after, columns, seen.held, seen.besides)


def between(
    store: Store, from_text: str, to_text: str, changes: Iterable[Change], *, counting: Counting = OWN
) -> Pictured:
    """Read what is drawn of the matrices at two points, row by row; raises as ``points.resolve`` does."""
    first, last = (flow_at(store, text, counting=counting) for text in (from_text, to_text))
    parties = last.matrix.parties
    columns = columns_of(parties, (*first.columns, *last.columns), changes)
    shown = {party.key for party in (*columns.parties, *(each for each in parties if each.role in COLUMN_ROLES))}
    seen = _ToldAtEnd(last.matrix)
    before = _with_rows(first, shown)
    after = _with_rows(last, shown, seen.see)
    ends = _with_what_may_precede(store, before, after), _with_what_may_precede(store, after, before)
    return Pictured(*ends, columns, seen.held, seen.besides)


def _with_what_may_precede(store: Store, matrix: Matrix, other: Matrix) -> Matrix:
    """Return a matrix in whose cells it is known what they may go on from that was only possible at the other end."""
    found = asof.with_what_may_precede(store, When.at(matrix.point, matrix.counting), matrix.readings, other.readings)
    rows = [
        replace(
            row,
            cells={party: found[row.item.key, party] for party in row.cells},
            status_reading=found.get((row.item.key, None)),
        )
        for row in matrix.rows
    ]
    return replace(matrix, rows=tuple(rows))


def _with_rows(flow: Flow, shown: Collection[str], see: Callable[[MatrixRow], None] = lambda _row: None) -> Matrix:
    """Return a matrix with the cells that are shown; ``see`` is shown each row, with all its cells."""
    blocs = blocs_of(flow.matrix)
    rows: list[MatrixRow] = []
    for row in flow.rows():
        see(row)
        kept = {who for who, said in row.cells.items() if who in shown or blocs.speaks_for_others(who, said)}
        rows.append(replace(row.showing(kept), moved={}))
    return replace(flow.matrix, rows=tuple(rows))
