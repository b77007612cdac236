"""The screens against Textual's own: start to first paint of a small ledger, and a step between rounds of a large one.

First paint is from the start of a process to the frame on its terminal in which all items stand, against an app of
``Header``, ``DataTable`` and ``Footer`` that shows the same matrix from a file (``bare``). The step is CPU time,
against ``DataTable`` updating ten cells of as many rows and columns.
"""

import asyncio
import json
import random
import statistics
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
from benchmarks.processes import as_installed, in_turns, median, ratio
from ledger.domain.entries import StanceEntry
from ledger.domain.readings import Reading
from ledger.domain.records import Round
from ledger.services import acting
from ledger.services.demo import make_demo
from ledger.services.ledgers import header, open_database
from ledger.services.matrix import matrix_at
from ledger.tui.app import LedgerApp
from ledger.tui.matrix.screen import MatrixScreen

ITEMS, PARTIES, CHANGED, TIMES, STARTS = 2_000, 40, 100, 7, 15
SIZE = (160, 50)


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
    with tempfile.TemporaryDirectory() as folder, as_installed(Path(folder)):
        _first_paint(Path(folder))
        asyncio.run(_step(Path(folder)))


def _first_paint(folder: Path) -> None:
    ledger = str(make_demo(folder / "demo").path)
    cells, titles = _cells(ledger)
    file = folder / "cells.json"
    file.write_text(json.dumps(cells), encoding="utf-8")
    programs = {"bare": ("benchmarks.bare", str(file)), "ours": ("ledger",)}
    with mock.patch.dict("os.environ", {"POSL_LEDGER": ledger}):
        spent = in_turns(programs, STARTS, marks=[title[:12] for title in titles])
    for name, told in (("bare", "a bare Textual app"), ("ours", "the screens")):
        each = median(spent[name])
        print(f"start to first paint of the five reports, {told}: {each.wall:.0f} ms, {each.cpu:.0f} ms of CPU")
    times = ratio(spent["ours"], spent["bare"])
    print(f"  ratio {times.wall:.2f}, of CPU {times.cpu:.2f} (wanted: at most 2)")


def _cells(ledger: str) -> tuple[list[list[str]], list[str]]:
    """Return the matrix as rows of text, its heading first, and the titles of its items."""
    database = open_database(ledger)
    with database.read() as store:
        matrix = matrix_at(store)
    database.close()
    columns, titles = matrix.columns, [row.item.title for row in matrix.rows]
    rows = [
        [
            row.item.title,
            row.status.value,
            str(row.spread or "-"),
            *(_said(row.cells.get(party.key)) for party in columns),
        ]
        for row in matrix.rows
    ]
    return [["Item", "Status", "Gap", *(party.code for party in columns)], *rows], titles


def _said(reading: Reading | None) -> str:
    return "." if reading is None or reading.stance is None else f"{reading.score} {reading.stance.value}"


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
