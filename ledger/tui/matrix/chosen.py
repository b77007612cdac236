"""Whose columns the matrix has: of those who speak, or of whom one chooses."""

from ledger.tui.cell_actions import CellScreen
from ledger.tui.matrix.model import Shown
from ledger.tui.matrix.view import MatrixView


class WithColumns(CellScreen):
    """A screen with a matrix, of which one may choose the columns."""

    shown: Shown
    view: MatrixView

    def draw_matrix(self) -> None:
        """Show the matrix as it is to be looked at."""

    def action_columns(self) -> None:
        """Choose whose columns are shown, by name, tag or bloc."""
        from ledger.tui.matrix import choosing

        choosing.columns(self, self.shown, self.take_columns)

    def take_columns(self, parties: tuple[str, ...]) -> None:
        """Show the columns of these parties; of those who speak, where none is named."""
        self.view = self.view._replace(columns=parties)
        self.shown.choose(parties)
        self.draw_matrix()
