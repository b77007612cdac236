"""The diff of two rounds in a ledger of a million entries, against hand-written SQL over raw ``sqlite3``.

Both return, for each cell with an entry held between the two rounds, the entry that counts before and the one that
counts after, with their citations. The same is done on a ledger with a tenth of the history.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import big_ledger
from ledger.services.diffing import changes_between, diff_between
from ledger.storage.database import Database
from ledger.storage.location import Location

RUNS = 15
_TOUCHED = "SELECT DISTINCT item_id, party_id FROM entry WHERE kind = 'stance' AND held_on > :low AND held_on <= :high"
_PROBE = (
    "SELECT e.id FROM entry e WHERE e.op = 'assert' AND e.kind = 'stance' AND e.item_id = c.item_id "
    "AND e.party_id = c.party_id AND e.held_on <= :{day} AND e.changeset_id <= :known AND NOT EXISTS "
    "(SELECT 1 FROM entry n WHERE n.supersedes_id = e.id AND n.changeset_id <= :known) "
    "ORDER BY e.held_on DESC, e.rank DESC LIMIT 1"
)
RAW = (
    f"WITH c AS ({_TOUCHED}), p AS (SELECT c.*, ({_PROBE.format(day='low')}) AS before, "  # noqa: S608 - no values
    f"({_PROBE.format(day='high')}) AS after FROM c) "
    "SELECT i.key, q.key, b.id, b.stance, b.held_on, b.summary, a.id, a.stance, a.held_on, a.summary "
    "FROM p JOIN item i ON i.id = p.item_id JOIN party q ON q.id = p.party_id "
    "LEFT JOIN entry b ON b.id = p.before LEFT JOIN entry a ON a.id = p.after"
)
CITATIONS = (
    "SELECT c.entry_id, s.key, s.reliability, c.at, c.quote, c.speaker, c.credibility FROM citation c "
    "JOIN source s ON s.id = c.source_id WHERE c.entry_id IN (SELECT value FROM json_each(?)) "
    "AND c.id NOT IN (SELECT citation_id FROM dropped_citation)"
)


def by_hand(path: Path, low: str, high: str) -> int:
    """Return how many cells changed, having read all that a diff shows of them."""
    connection = sqlite3.connect(path)
    known = connection.execute("SELECT max(id) FROM changeset").fetchone()[0]
    rows = connection.execute(RAW, {"low": low, "high": high, "known": known}).fetchall()
    entries = [number for row in rows for number in (row[2], row[6]) if number is not None]
    cited = connection.execute(CITATIONS, (str(entries),)).fetchall()
    connection.close()
    assert len(cited) == len(entries)
    return len(rows)


def ours(database: Database, low: str, high: str) -> int:
    """Return how many changes there are, by the service."""
    with database.read() as store:
        return len(changes_between(store, low, high))


def whole(database: Database, low: str, high: str) -> int:
    """Return the same with the checklist, what did not move and what nobody talked about."""
    with database.read() as store:
        return len(diff_between(store, low, high).changes)


def timed(act: Callable[[], int]) -> tuple[float, int]:
    """Return the median CPU time of a few runs in milliseconds, after one that does not count, and the result."""
    result = act()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000, result


def main() -> None:
    """Measure on a million entries and on a tenth of them."""
    with tempfile.TemporaryDirectory() as folder:
        for rounds in (2, 20):
            _measure(Path(folder) / f"{rounds}.db", rounds)


def _measure(path: Path, rounds: int) -> None:
    big_ledger.make(path, rounds=rounds)
    days = big_ledger.day_of(rounds).isoformat(), big_ledger.day_of(rounds + 1).isoformat()
    names = f"R{rounds}", f"R{rounds + 1}"
    database = Database(Location(path=path))
    raw, cells = timed(lambda: by_hand(path, *days))
    service, changes = timed(lambda: ours(database, *names))
    full, _ = timed(lambda: whole(database, *names))
    assert cells == changes
    database.close()
    print(f"{rounds * 50_000 + cells:>9,} entries, {cells} of 50,000 cells changed (medians of {RUNS}, ms of CPU)")
    print(f"  raw sqlite3             {raw:8.1f}")
    print(f"  changes_between         {service:8.1f}   {service / raw:.1f} × raw")
    print(f"  diff_between, the whole {full:8.1f}   with the checklist of 10,000 items and all that did not move")
