"""``python -m benchmarks.bare CELLS.json``: the app that the screens are measured against.

``Header``, ``DataTable`` and ``Footer`` around a table whose cells stand ready in a file, and nothing else.
"""

import json
import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Bare(App[None]):
    """A table."""

    def compose(self) -> ComposeResult:
        """Header, table, footer."""
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        columns, *rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        table = self.query_one(DataTable)
        table.add_columns(*columns)
        table.add_rows(rows)


if __name__ == "__main__":
    Bare().run()
