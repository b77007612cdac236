"""The diff of two rounds in a ledger of a million entries, against hand-written SQL over raw ``sqlite3``.

Both return the same rows: for each cell that changed the item and the party as people read them, the entry that counts
before and the one that counts after with all that they state, whether each is contested and accepted, and what they
cite with what its source is worth; and the statuses and overdue promises that changed (there are none). The same is
done on a ledger with a tenth of the history.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import big_ledger
from ledger.services.diff import changes_between, diff_between
from ledger.storage.database import Database
from ledger.storage.engine import Location

RUNS = 15
_CELLS = (
    "SELECT DISTINCT kind, item_id, party_id FROM entry WHERE item_id IS NOT NULL "
    "AND held_from > :low AND held_from <= :high UNION SELECT 'status', id, NULL FROM item WHERE kind = 'commitment'"
)
_PROBE = (
    "SELECT e.id FROM entry e WHERE e.op = 'assert' AND e.kind = {kind} AND e.item_id = c.item_id "
    "AND e.party_id {party} AND e.held_from <= :{day} AND e.changeset_id <= :known AND NOT EXISTS "
    "(SELECT 1 FROM entry n WHERE n.supersedes_id = e.id AND n.changeset_id <= :known) "
    "ORDER BY e.held_from DESC, e.held_to, e.rank DESC LIMIT 1"
)


def _probe(day: str) -> str:
    stance = _PROBE.format(kind="'stance'", party="= c.party_id", day=day)
    status = _PROBE.format(kind="'status'", party="IS NULL", day=day)
    return f"CASE c.kind WHEN 'stance' THEN ({stance}) ELSE ({status}) END"


_STATED = (
    "id", "stance", "status", "held_to", "held_precision", "changeset_id",
    "summary", "condition", "position", "salience", "confidence",
)  # fmt: skip
RAW = (
    f"WITH c AS ({_CELLS}), p AS (SELECT c.*, {_probe('low')} AS before, {_probe('high')} AS after FROM c) "  # noqa: S608 - no values
    "SELECT i.key, i.title, i.kind, i.track, i.difficulty, i.due, q.key, q.name, "
    + ", ".join(f"{e}.{name}" for e in "ba" for name in _STATED)
    + ", br.key, ar.key FROM p JOIN item i ON i.id = p.item_id LEFT JOIN party q ON q.id = p.party_id "
    "LEFT JOIN entry b ON b.id = p.before LEFT JOIN entry a ON a.id = p.after "
    "LEFT JOIN round br ON br.id = b.round_id LEFT JOIN round ar ON ar.id = a.round_id"
)
CITATIONS = (
    "SELECT c.entry_id, s.key, s.title, s.publisher, s.published, s.reliability, s.carries, c.at, c.quote, c.prefix, "
    "c.suffix, c.translation, c.speaker, c.credibility, c.note FROM citation c JOIN source s ON s.id = c.source_id "
    "WHERE c.entry_id IN (SELECT value FROM json_each(:entries)) AND c.changeset_id <= :known "
    "AND c.id NOT IN (SELECT citation_id FROM dropped_citation WHERE changeset_id <= :known) ORDER BY c.entry_id, c.id"
)
RIVALS = (
    "SELECT r.entry_id, r.other_id FROM rival r WHERE r.changeset_id <= :known AND NOT EXISTS (SELECT 1 FROM entry n "
    "WHERE n.supersedes_id IN (r.entry_id, r.other_id) AND n.changeset_id <= :known) AND NOT EXISTS (SELECT 1 FROM "
    "settlement s WHERE s.entry_id = r.entry_id AND s.other_id = r.other_id AND s.how <> 'reopened')"
)
REVIEWS = (
    "SELECT entry_id, verdict FROM review WHERE entry_id IN (SELECT value FROM json_each(:entries)) "
    "AND changeset_id <= :known ORDER BY id"
)


def by_hand(path: Path, low: str, high: str) -> int:
    """Return how many cells changed, having read all that a diff shows of them."""
    connection = sqlite3.connect(path)
    known = connection.execute("SELECT max(id) FROM changeset").fetchone()[0]
    rows = connection.execute(RAW, {"low": low, "high": high, "known": known}).fetchall()
    before, after = 8, 8 + len(_STATED)
    rows = [row for row in rows if row[before] != row[after]]
    entries = {number for row in rows for number in (row[before], row[after]) if number is not None}
    asked = {"entries": str(sorted(entries)), "known": known}
    cited: dict[int, list[tuple[object, ...]]] = {}
    for row in connection.execute(CITATIONS, asked):
        cited.setdefault(row[0], []).append(row)
    contested = {number for row in connection.execute(RIVALS, asked) for number in row}
    verdicts = dict(connection.execute(REVIEWS, asked))
    connection.close()
    assert cited.keys() == entries
    assert not contested & entries
    assert not verdicts
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
