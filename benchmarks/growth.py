"""What lists, reports and diffs cost as a ledger grows, beside SQL written by hand over raw ``sqlite3``.

Three sizes, five parties and twenty rounds each, every item in every round, and one round more in which a hundredth of
the cells changed; then a ledger of many parties and many rounds; then one cell of which every round tells. All in CPU
seconds of one process; by hand is the bare probe of every cell at both ends, with what the entries found state. Peak of
memory at the end.
"""

import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import big_ledger
from ledger import starting
from ledger.services import listing, measuring
from ledger.services.comparing import compare
from ledger.services.ledgers import open_database
from ledger.services.note.build import note_of, report_between
from ledger.services.reviewing import first_waiting
from ledger.storage.database import Database, Store

SIZES = (500, 1_000, 2_000)
ROUNDS = 20
WIDE = {"items": 60, "parties": 243, "rounds": 120, "entries": 100_000}
ONE_CELL = (250, 500, 1_000)
RUNS = 3
_LAST = (
    "SELECT (SELECT x.id FROM entry x WHERE x.op = 'assert' AND x.kind = 'stance' AND x.item_id = i.id "
    "AND x.party_id = p.id AND x.held_from <= :day AND NOT EXISTS (SELECT 1 FROM entry n WHERE n.supersedes_id = x.id) "
    "ORDER BY x.held_from DESC, x.held_to, x.rank DESC LIMIT 1) AS id FROM item i JOIN party p ON 1 = 1"
)
BY_HAND = f"SELECT e.* FROM ({_LAST}) AS l JOIN entry e ON e.id = l.id"  # noqa: S608 - no values


def main() -> None:
    """Measure each in a process of its own, and print."""
    with tempfile.TemporaryDirectory() as folder:
        for items in SIZES:
            path = big_ledger.make(Path(folder) / "ledger.db", items=items, rounds=ROUNDS, changed=items // 20)
            _in_a_process(path, f"{items} items × 5 parties × {ROUNDS} rounds", ROUNDS)
        path = big_ledger.make_wide(Path(folder) / "ledger.db", **WIDE)
        _in_a_process(path, f"{WIDE['items']} items × {WIDE['parties']} parties × {WIDE['rounds']} rounds", 119)
        for entries in ONE_CELL:
            path = big_ledger.make_wide(Path(folder) / "ledger.db", items=1, parties=1, rounds=entries, entries=entries)
            _of_one_cell(path, entries)


def _in_a_process(path: Path, called: str, stage: int) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.growth", str(path), called, str(stage)], check=True)


def measure(path: str, called: str, stage: int) -> None:
    """Print the medians, and what they are to reading both ends by hand."""
    starting.begin()
    starting.done()
    days = [big_ledger.day_of(each).isoformat() for each in (stage, stage + 1)]
    hand = _spent(lambda: _by_hand(path, days))
    database = open_database(path)
    spent = {name: _spent(partial(_read, database, read, stage)) for name, read in READ.items()}
    with database.read() as store:
        entries = store.connection.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
    database.close()
    print(f"{called}, {entries:,} entries; both ends by hand {hand:.2f} s:")
    for name, took in spent.items():
        print(f"  {name:<22} {took:6.2f} s, {took / hand:5.1f} × by hand, {took / entries * 1e6:5.1f} µs an entry")
    print(f"  at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", flush=True)


def _of_one_cell(path: Path, entries: int) -> None:
    """Print what the diff of the first round and the last takes, with all that the cell went through in between."""
    database = open_database(str(path))
    took = _spent(lambda: _read_diff(database, entries))
    database.close()
    print(f"one cell, {entries:,} entries; its diff {took:6.2f} s, {took / entries * 1e6:5.0f} µs an entry", flush=True)


def _read_diff(database: Database, entries: int) -> None:
    with database.read() as store:
        _diff(store, "R1", f"R{entries - 1}")


def _read(database: Database, read: "Read", stage: int) -> None:
    with database.read() as store:  # one each: what was read once in a transaction is kept
        read(store, f"R{stage}", f"R{stage + 1}")


def _spent(act: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return statistics.median(times)


def _by_hand(path: str, days: list[str]) -> None:
    connection = sqlite3.connect(path)
    for day in days:
        connection.execute(BY_HAND, {"day": day}).fetchall()
    connection.close()


def _diff(store: Store, start: str, end: str) -> None:
    note_of(store, compare(store, start, end))


Read = Callable[[Store, str, str], object]
READ: dict[str, Read] = {
    "list items": lambda store, _start, end: listing.items(store, end),
    "list parties": lambda store, _start, end: listing.parties(store, end),
    "first 5 of the queue": lambda store, _start, _end: first_waiting(store, 5),
    "diff, as told": _diff,
    "report": report_between,
    "measures": lambda store, _start, end: measuring.over_rounds(store, end),
}

if __name__ == "__main__":
    measure(sys.argv[1], sys.argv[2], int(sys.argv[3])) if len(sys.argv) > 1 else main()
