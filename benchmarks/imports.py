"""A seed of 20,000 stances in JSON Lines: read, planned, recorded and hashed, against raw inserts of the same rows."""

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.domain.seed import ChangesetInfo
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services.importing import import_seeds
from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.location import Location

STANCES = 20_000
HEADER = ChangesetInfo(author="benchmark", recorded_at="2026-01-01T00:00:00Z", tool="benchmark")


def lines() -> Iterator[bytes]:
    """Yield a seed: a frame of 1,000 items and 5 parties, then stances on them, four a cell."""
    yield from (_line("party", key=f"p{n}", code=f"P{n}", name=f"Party {n}", role="principal") for n in range(5))
    yield _line("source", key="wire", title="Wire", reliability="B")
    yield from (_line("item", key=f"i{n}", title=f"Item {n}") for n in range(1_000))
    for n in range(STANCES):
        day = f"2026-{n // 5_000 + 1:02d}-01"
        said = {"held_on": day, "stance": "supports", "summary": f"said {n}", "cite": {"source": "wire", "at": f"¶{n}"}}
        yield _line("stance", item=f"i{n % 1_000}", party=f"p{n % 5_000 // 1_000}", **said)


def _line(block: str, **fields: object) -> bytes:
    return json.dumps({block: fields}).encode() + b"\n"


def main() -> None:
    """Import once, and insert the rows that came of it by hand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        migrate.create(Location(path=path))
        database = Database(Location(path=path))
        start = time.perf_counter()
        with database.write() as store:
            import_seeds(store, read_jsonl("bench.jsonl", lines()), HEADER)
        took = time.perf_counter() - start
        database.close()
        raw = _by_hand(path, Path(folder) / "raw.db")
        print(f"{STANCES:,} stances: {took:.1f} s, {STANCES / took:,.0f} a second; {took / raw:.0f} × raw inserts")


def _by_hand(path: Path, target: Path) -> float:
    source = sqlite3.connect(path)
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in ("entry", "citation")}  # noqa: S608
    made = [row[0] for row in source.execute("SELECT sql FROM sqlite_master WHERE name IN ('entry', 'citation')")]
    copy = sqlite3.connect(target)
    for statement in made:
        copy.execute(statement)
    start = time.perf_counter()
    for table, found in rows.items():
        copy.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)  # noqa: S608
    copy.commit()
    return time.perf_counter() - start
