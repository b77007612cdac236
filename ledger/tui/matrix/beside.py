"""What stands beside or below the matrix: the panel with the cell's reading, and at first what the marks mean."""

from collections.abc import Iterator

from textual import events

from ledger.tui.cell_actions import CellScreen
from ledger.tui.matrix.grid import MatrixGrid
from ledger.tui.matrix.panel import CellPanel, Legend

BESIDE_FROM, BESIDE = 110, 42
"""Width of the terminal from which the panel that is asked for stands beside the matrix, and its width there."""


class WithPanel(CellScreen):
    """A screen with a grid, and a panel where there is room for it or where it is asked for."""

    peeks = False
    """Whether the panel was asked for; where it stands anyway, to go."""

    def draw_cell(self) -> None:
        """Show the cell in the panel."""

    @property
    def grid(self) -> MatrixGrid:
        return self.query_one("#grid", MatrixGrid)

    def legend(self) -> Iterator[Legend]:
        """Yield what the marks mean, for those who have not put it away yet."""
        if not self.session.state.get("legend", False):
            yield Legend(self.session.signs)

    def put_legend_away(self) -> bool:
        """Put it away, for good; return whether it was there."""
        found = self.query(Legend)
        if not found:
            return False
        found.remove()
        self.session.state.set("legend", True)
        return True

    def action_peek(self) -> None:
        """Show the cell's reading, or put it away."""
        self.peeks = not self.peeks
        self.lay_out()
        self.draw_cell()

    def on_resize(self, event: events.Resize) -> None:
        """Put the panel where there is room for it."""
        self.lay_out()
        self.draw_cell()

    def lay_out(self) -> None:
        """Keep room for the panel beside the grid: as much as is to spare or, where it is asked for, what it needs.

        Asked for where it stands already, it goes; on narrow terminals it stands below the grid.
        """
        grid = self.grid
        grid.keep_for_panel(None)
        if self.peeks:
            wide = self.app.size.width >= BESIDE_FROM
            grid.keep_for_panel(BESIDE if wide and not grid.reserved else 0)

    def place_panel(self) -> None:
        """Show the panel, unless it has nothing: the columns keep their places, so that they do not jump about."""
        has_something = self.peeks or self.current_reading is not None
        shown, room = has_something and self.current_cell[0] is not None, self.grid.reserved
        panel, below = self.query_one(CellPanel), self.peeks and self.app.size.width < BESIDE_FROM
        panel.set_class(shown and room > 0, "-beside")
        panel.set_class(shown and below, "-below")
        panel.styles.width = None if below else room or BESIDE
        self.query_one("#main").set_class(below, "-stacked")
