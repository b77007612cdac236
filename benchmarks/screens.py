"""The screens against Textual's own: start to first paint of a small ledger, and a step between rounds of a large one.

First paint is wall time in a fresh process, from its start to the first frame that shows data, against an app of
``Header``, ``DataTable`` and ``Footer``. The step is CPU time, against ``DataTable`` updating ten cells of as many rows
and columns.
"""

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest import mock

from pydantic import BaseModel
from textual.app import App, ComposeResult
from textual.coordinate import Coordinate
from textual.pilot import Pilot
from textual.widgets import DataTable, Footer, Header

from benchmarks import big_ledger
from ledger.domain.entries import StanceEntry
from ledger.domain.records import Round
from ledger.services import acting
from ledger.services.demo import make_demo
from ledger.services.upkeep import header, open_database
from ledger.tui.app import LedgerApp
from ledger.tui.matrix.screen import MatrixScreen

ITEMS, PARTIES, CHANGED, TIMES = 2_000, 40, 100, 7
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
        cells = ("+3", "+2", "+1", " 0", "-1", "-2", "-3")
        for row in range(ITEMS):
            table.add_row(f"Item {row}", *(cells[(row * 7 + column) % len(cells)] for column in range(PARTIES)))


def main() -> None:
    """Measure and print both."""
    with tempfile.TemporaryDirectory() as folder:
        patched = {"POSL_STATE": str(Path(folder) / "state"), "POSL_CONFIG": str(Path(folder) / "none.toml")}
        with mock.patch.dict("os.environ", patched):
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
    path = big_ledger.make(folder / "big.db", items=ITEMS, parties=PARTIES, rounds=1, changed=CHANGED)
    _add_rounds(path)
    ours, theirs = await _step_of_the_screens(path), await _ten_cells_of_a_table()
    print(f"{ITEMS} items x {PARTIES} parties: DataTable updates ten cells in {theirs * 1000:.1f} ms of CPU,")
    print(f"  a step between rounds ({CHANGED} cells changed, read from the ledger) takes {ours * 1000:.1f} ms")
    print(f"  ratio {ours / theirs:.2f} (wanted: less than 1)")


def _add_rounds(path: Path) -> None:
    """Add two rounds in each of which a few cells change, to step between."""
    chance, database = random.Random(7), open_database(str(path))
    for number in (3, 4):
        day = big_ledger.day_of(number)
        values: list[BaseModel] = [Round.model_validate(_round(number, day))]
        cells = chance.sample(range(ITEMS * PARTIES), CHANGED)
        values += [StanceEntry.model_validate(_stance(cell, number, chance)) for cell in cells]
        with database.write() as store:
            acting.perform(store, values, header("benchmark"))
    database.close()


def _round(number: int, day: date) -> dict[str, Any]:
    return {"key": f"R{number}", "title": f"Round {number}", "status": "held", "starts": day, "ends": day}


def _stance(cell: int, number: int, chance: random.Random) -> dict[str, Any]:
    item, party = f"item-{cell // PARTIES + 1}", f"p{cell % PARTIES + 1}"
    word = chance.choice(("demands", "supports", "doubts", "opposes"))
    return {"item": item, "party": party, "round": f"R{number}", "stance": word, "cite": {"source": "wire"}}


async def _step_of_the_screens(path: Path) -> float:
    database = open_database(str(path))
    app = LedgerApp(database, "benchmark", follow=None)
    async with app.run_test(size=SIZE) as pilot:
        await _at_rest(pilot)
        home = app.screen
        assert isinstance(home, MatrixScreen)
        back_and_forth = cycle((-1, 1))
        spent = await _cpu(pilot, lambda: home.action_step(next(back_and_forth)))
        assert home.lit
    database.close()
    return spent


async def _ten_cells_of_a_table() -> float:
    app = Table()
    async with app.run_test(size=SIZE) as pilot:
        await _at_rest(pilot)
        table, signs = app.query_one(DataTable), cycle(("+3", "-3", " 0"))

        def update() -> None:
            for number in range(10):
                table.update_cell_at(Coordinate(number, 1 + number), next(signs))

        return await _cpu(pilot, update)


async def _cpu(pilot: Pilot[None], act: Callable[[], None]) -> float:
    """Return the median CPU time of an act and of everything it sets off, in all threads."""
    spent = []
    for _ in range(TIMES):
        began = time.process_time()
        act()
        await _at_rest(pilot)
        spent.append(time.process_time() - began)
    return statistics.median(spent)


async def _at_rest(pilot: Pilot[None]) -> None:
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


if __name__ == "__main__":
    main()
