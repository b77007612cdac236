"""The screens against Textual's own: start to first paint of a small ledger, and a step between rounds of a large one.

First paint is wall time in a fresh process, from its start to the first frame that shows data, against an app of
``Header``, ``DataTable`` and ``Footer``. The step is CPU time, against ``DataTable`` updating ten cells of as many rows
and columns.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable, Footer, Header

from benchmarks import big_ledger
from ledger.services.demo import make_demo
from ledger.services.matrix import matrix_at
from ledger.services.upkeep import open_database
from ledger.tui.app import LedgerApp
from ledger.tui.glyphs import Glyphs
from ledger.tui.matrix.screen import MatrixScreen

ITEMS, PARTIES, TIMES = 2_000, 40, 7
SIZE = (160, 50)
_BARE = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header

class Bare(App[None]):
    def compose(self):
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Item", "RU", "UA", "US", "EU", "CN")
        table.add_rows([f"Item {n}", "+3", "-2", "+2", "0", "-1"] for n in range(35))
        self.call_after_refresh(self.exit)

Bare().run(headless=True, size=(160, 50))
"""
_SCREENS = """
import sys
from ledger.services.upkeep import open_database
from ledger.tui.app import LedgerApp
from ledger.tui.matrix import screen

class Shown(screen.MatrixScreen):
    def on_read(self, event):
        super().on_read(event)
        self.app.call_after_refresh(self.app.exit)

class Opened(LedgerApp):
    MODES = {**LedgerApp.MODES, "matrix": Shown}

Opened(open_database(sys.argv[1])).run(headless=True, size=(160, 50))
"""


class Table(App[None]):
    """The table that the step is compared with."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("Item", *(f"P{number}" for number in range(PARTIES)))
        sign = Glyphs().stance
        cells = [sign(stance).text for stance in _STANCES]
        for row in range(ITEMS):
            table.add_row(f"Item {row}", *(cells[(row * 7 + column) % len(cells)] for column in range(PARTIES)))


def main() -> None:
    """Measure and print both."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["POSL_STATE"] = str(Path(folder) / "state")
        os.environ["TEXTUAL_ANIMATIONS"] = "none"
        _first_paint(Path(folder))
        asyncio.run(_step(Path(folder)))


def _first_paint(folder: Path) -> None:
    ledger = str(make_demo(folder / "demo").path)
    bare, ours = _starts(_BARE, ledger), _starts(_SCREENS, ledger)
    print(f"start to first paint: bare Textual app {bare * 1000:.0f} ms, the five reports {ours * 1000:.0f} ms")
    print(f"  ratio {ours / bare:.2f} (wanted: at most 2)")


def _starts(program: str, ledger: str) -> float:
    return min(_start(program, ledger) for _ in range(TIMES))


def _start(program: str, ledger: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, ledger], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


async def _step(folder: Path) -> None:
    path = big_ledger.make(folder / "big.db", items=ITEMS, parties=PARTIES, rounds=3, changed=100)
    database = open_database(str(path))
    app = LedgerApp(database, "benchmark", follow=None)
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: isinstance(app.screen, MatrixScreen) and app.screen.matrix is not None)
        ours = await _cpu(lambda by=-1: _go(pilot, app, by), lambda: _go(pilot, app, 1))
    database.close()
