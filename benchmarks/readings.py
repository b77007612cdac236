"""The matrix of a large ledger, and what is made of it, against the bare probe: one index lookup a cell over SQLite.

Three sizes of ledgers, five parties and twenty rounds each. All in CPU seconds of one process, in turns; peak of memory
at the end.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from benchmarks import big_ledger
from ledger import starting
from ledger.cli.views.matrix import matrix_table
from ledger.formats import json_out, tables
from ledger.services.ledgers import open_database
from ledger.services.matrix import matrix_at
from ledger.services.reviewing import first_waiting
from ledger.storage.database import Store

SIZES = (1_000, 3_000, 10_000)
RUNS = 5
PROBE = (
    "SELECT (SELECT e.id FROM entry e WHERE e.op = 'assert' AND e.kind = 'stance' AND e.item_id = i.id "
    "AND e.party_id = p.id AND e.held_from <= '9999' AND e.changeset_id <= 1000 AND NOT EXISTS "
    "(SELECT 1 FROM entry n WHERE n.supersedes_id = e.id AND n.changeset_id <= 1000) "
    "ORDER BY e.held_from DESC, e.held_to, e.rank DESC LIMIT 1) FROM item i JOIN party p ON 1 = 1"
)


def main() -> None:
    """Measure each size in a process of its own, and print."""
    with tempfile.TemporaryDirectory() as folder:
        for items in SIZES:
            path = big_ledger.make(Path(folder) / "ledger.db", items=items)
            subprocess.run([sys.executable, "-m", "benchmarks.readings", str(path)], check=True)


def measure(path: str) -> None:
    """Print the medians and what they are to the probe."""
    starting.begin()
    starting.done()
    database = open_database(path)
    spent: dict[str, list[float]] = {name: [] for name in READ}
    for _ in range(RUNS):
        for name, read in READ.items():
            with database.read() as store:  # of its own: what one has read is kept for the next
                began = time.process_time()
                read(store)
                spent[name].append(time.process_time() - began)
                cells = len(store.connection.exec_driver_sql(PROBE).all())
    database.close()
    probe = statistics.median(spent["the bare probe"])
    print(f"{cells:,} cells, {cells * 20:,} entries:")
    for name, times in spent.items():
        print(f"  {name:<22} {statistics.median(times):6.2f} s, {statistics.median(times) / probe:5.1f} probes")
    print(f"  at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", flush=True)


def _made(store: Store, write: Callable[[object], object]) -> None:
    deque(write(matrix_at(store)), maxlen=0)  # type: ignore[call-overload]  # pieces, each let go of


READ: dict[str, Callable[[Store], object]] = {
    "the bare probe": lambda store: store.connection.exec_driver_sql(PROBE).all(),
    "matrix_at": matrix_at,
    "matrix as CSV": lambda store: _made(store, lambda matrix: tables.csv_lines(matrix_table(matrix))),  # type: ignore[arg-type]
    "matrix as JSON": lambda store: _made(store, json_out.matrix_pieces),  # type: ignore[arg-type]
    "first 5 of the queue": lambda store: first_waiting(store, 5),
}

if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
