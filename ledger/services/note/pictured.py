"""The matrices at both ends of a report, for its pictures and tables: of each row the cells that those show.

Of many parties few have a column; what all others hold is only counted, and of a large ledger never held at once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.domain.blocs import blocs_of
from ledger.domain.diff import Change
from ledger.domain.floors import OWN, Counting
from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow
from ledger.services.matrix import Flow, flow_at
from ledger.services.note.charts import DrawnParties, columns_of
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Pictured:
    """Both ends as they are drawn and measured.

    Rows are all there; their cells are those of parties that have a column or are at the table, and of those who speak
    for others. ``held`` has, by party, the items on which it holds anything at the later point, of all parties.
    """

    before: Matrix
    after: Matrix
    columns: DrawnParties
    held: Mapping[str, Sequence[str]]

    @property
    def ends(self) -> tuple[Matrix, Matrix]:
        """The two matrices."""
        return self.before, self.after


_Held = defaultdict[str, list[str]]


def of_matrices(before: Matrix, after: Matrix, changes: Iterable[Change]) -> Pictured:
    """Return what is drawn of two matrices that are at hand."""
    columns = columns_of(after.parties, (*before.columns, *after.columns), changes)
    held: _Held = defaultdict(list)
    for row in after.rows:
        _see(row, held)
    return Pictured(before, after, columns, held)


def between(
    store: Store, from_text: str, to_text: str, changes: Iterable[Change], *, counting: Counting = OWN
) -> Pictured:
    """Read what is drawn of the matrices at two points, row by row; raises as ``points.resolve`` does."""
    first, last = (flow_at(store, text, counting=counting) for text in (from_text, to_text))
    parties = last.matrix.parties
    columns = columns_of(parties, (*first.columns, *last.columns), changes)
    shown = {party.key for party in (*columns.parties, *(each for each in parties if each.role in COLUMN_ROLES))}
    held: _Held = defaultdict(list)
    before = _with_rows(first, shown)
    after = _with_rows(last, shown, lambda row: _see(row, held))
    return Pictured(before, after, columns, held)


def _with_rows(flow: Flow, shown: Collection[str], see: Callable[[MatrixRow], None] = lambda _row: None) -> Matrix:
    """Return a matrix with the cells that are shown; ``see`` is shown each row, with all its cells."""
    blocs = blocs_of(flow.matrix)
    rows: list[MatrixRow] = []
    for row in flow.rows():
        see(row)
        kept = {who for who, said in row.cells.items() if who in shown or blocs.speaks_for_others(who, said)}
        rows.append(replace(row.showing(kept), moved={}))
    return replace(flow.matrix, rows=tuple(rows))


def _see(row: MatrixRow, held: _Held) -> None:
    for party in row.cells:
        held[party].append(row.item.key)
