"""Seeds into a ledger: read, planned, recorded, hashed and indexed, against raw inserts of the same rows.

``python -m benchmarks imports``: ledgers of three sizes, then file after file into one ledger. By hand is
``executemany`` over ``sqlite3`` of the same rows of all tables into a ledger with the same indexes and guards, then
with the search index filled, then with every row hashed as well. What came of it is verified, against hashing those
rows alone and against reading them too. Everything is CPU time;
``python -m benchmarks.imports FULL`` takes 870,000 stances in one file.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks import seeds
from benchmarks.seeds import TALKS, VOTES, Shape
from ledger.domain.seed import ChangesetInfo
from ledger.domain.tokens import tokens
from ledger.services import verifying
from ledger.services.ahead import ImportAhead
from ledger.services.tables_in import open_all
from ledger.storage import migrate, search
from ledger.storage.database import Database
from ledger.storage.engine import Location

HEADER = ChangesetInfo(author="benchmark", recorded_at="2026-01-01T00:00:00Z", tool="benchmark")
SIZES = {
    "10,000 stances": replace(VOTES, items=82, rounds=1),
    "100,000 stances": replace(VOTES, items=82 * 8, rounds=8),
    "the same with quotes out of attached texts": replace(VOTES, items=82 * 8, rounds=8, texts=True),
    "10,000 stances in YAML": replace(VOTES, items=82, rounds=1),
    "300,000 stances": replace(VOTES, items=82 * 25, rounds=25),
}
TABLES = ("entry", "citation", "pair")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        for name in SIZES:  # each in a process of its own: the peak of memory is a process's
            subprocess.run([sys.executable, "-m", "benchmarks.imports", name, folder], check=True)
        for shape in ("votes", "talks"):
            subprocess.run([sys.executable, "-m", "benchmarks.imports", shape, folder], check=True)


def one_file(name: str, shape: Shape, folder: Path) -> None:
    """Import one seed into an empty ledger, and insert the rows that came of it by hand."""
    path, file = folder / "ledger.db", folder / "seed.jsonl"
    database = _new(path)
    _written(file, seeds.whole(shape))
    if name.endswith("YAML"):
        file = seeds.as_yaml(file)
    count, took = _import(database, file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    verified = _verified(database)
    database.close()
    hand = _by_hand(path, folder / "raw.db")
    rows, with_index = hand.rows, hand.rows + hand.indexing
    with_hash = with_index + hand.hashing
    print(
        f"{name}: {took:.1f} s, {count / took:,.0f} a second, at most {peak} MB for {path.stat().st_size >> 20} MB; "
        f"{rows / took:.2f} of raw executemany, {with_index / took:.2f} with the search index, "
        f"{with_hash / took:.2f} with that and the hash; verified in {verified:.1f} s, "
        f"{verified / hand.hashing:.1f} times hashing alone, {verified / (hand.hashing + hand.reading):.1f} "
        "reading and hashing",
        flush=True,
    )


def file_after_file(name: str, shape: Shape, folder: Path) -> None:
    """Import round after round into one ledger: what a stance costs must not grow with the ledger."""
    database = _new(folder / "ledger.db")
    file = folder / "seed.jsonl"
    _written(file, seeds.frame(shape))
    _import(database, file)
    costs = []
    for stage in range(shape.rounds):
        _written(file, seeds.stances(shape, stage, stage + 1))
        count, took = _import(database, file)
        costs.append(took / count * 1e6)
    database.close()
    shown = [costs[place] for place in sorted({0, 1, len(costs) // 2, len(costs) - 1})]
    told = ", ".join(f"{cost:.0f}" for cost in shown)
    print(f"{name}, {shape.rounds} files into one ledger: {told} µs a stance (first, second, middle, last)", flush=True)


def _new(path: Path) -> Database:
    path.unlink(missing_ok=True)
    migrate.create(Location(path=path))
    return Database(Location(path=path))


def _written(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as out:
        out.writelines(lines)


def _import(database: Database, file: Path) -> tuple[int, float]:
    """Return how many stances were recorded, and the CPU seconds it took."""
    began = time.process_time()
    seeds_ahead = ImportAhead.of(open_all([str(file)], ()))
    with database.read() as store:
        seeds_ahead.plan(store, HEADER)
    planned = time.process_time()
    with database.write() as store:
        done = seeds_ahead.record(store, HEADER)
    ended = time.process_time()
    print(f"  planned in {planned - began:.1f} s, recorded in {ended - planned:.1f} s")
    return done.recorded["stances"], ended - began


def _verified(database: Database) -> float:
    with database.read() as store:
        began = time.process_time()
        verifying.verify(store)
        return time.process_time() - began


class ByHand(NamedTuple):
    """CPU seconds of what an import has to do in any case: inserting, indexing, reading again, hashing."""

    rows: float
    indexing: float
    reading: float
    hashing: float


def _by_hand(path: Path, target: Path) -> ByHand:
    """Insert the rows of a ledger into an empty one."""
    _new(target).close()
    raw = sqlite3.connect(target, isolation_level=None)
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("ATTACH ? AS known", (str(path),))
    raw.execute("BEGIN IMMEDIATE")
    for table in ("changeset", "party", "round", "source", "item"):
        raw.execute(f"INSERT INTO {table} SELECT * FROM known.{table}")  # noqa: S608 - the program's own words
    spent = sum(_inserted(raw, table) for table in TABLES)
    reading, hashes = map(sum, zip(*(_hashed(raw, table) for table in ("entry", "citation")), strict=True))
    began = time.process_time()
    for query, _alias in search._SOURCES.values():  # noqa: SLF001 - what fills it is the same statement
        rows = (
            (kind, ref, place, body, tokens(body, [language]))
            for kind, ref, place, language, body in raw.execute(query.format(scope=""))
        )
        raw.executemany("INSERT INTO search_index (kind, ref, place, body, tokens) VALUES (?, ?, ?, ?, ?)", rows)
    indexed = time.process_time() - began
    began = time.process_time()
    raw.execute("COMMIT")
    spent += time.process_time() - began
    raw.close()
    return ByHand(spent, indexed, reading, hashes)


def _hashed(raw: sqlite3.Connection, table: str) -> tuple[float, float]:
    """Hash a table's rows, each as canonical JSON of what is given, as the standard library writes it.

    Return the CPU seconds of reading them, and of hashing alone.
    """
    started = time.process_time()
    cursor = raw.execute(f"SELECT * FROM known.{table}")  # noqa: S608
    names, digests, spent = [column[0] for column in cursor.description], list[bytes](), 0.0
    for rows in _some(cursor):
        began = time.process_time()
        for row in rows:
            given = {name: value for name, value in zip(names, row, strict=True) if value is not None}
            line = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            digests.append(sha256(line.encode()).digest())
        spent += time.process_time() - began
    began = time.process_time()
    sha256(b"".join(sorted(digests))).digest()
    spent += time.process_time() - began
    return time.process_time() - started - spent, spent


def _inserted(raw: sqlite3.Connection, table: str) -> float:
    """Insert a table's rows; only the inserting is counted."""
    spent = 0.0
    for rows in _some(raw.execute(f"SELECT * FROM known.{table}")):  # noqa: S608
        began = time.process_time()
        raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        spent += time.process_time() - began
    return spent


def _some(rows: sqlite3.Cursor) -> Iterator[list[tuple[object, ...]]]:
    while found := rows.fetchmany(10_000):
        yield found


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] in SIZES:
        one_file(sys.argv[1], SIZES[sys.argv[1]], Path(sys.argv[2]))
    elif sys.argv[1] == "votes":
        file_after_file("votes", replace(VOTES, items=82 * 12, rounds=12), Path(sys.argv[2]))
    elif sys.argv[1] == "talks":
        file_after_file("talks", replace(TALKS, items=1_000, rounds=20), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            one_file("870,000 stances", VOTES, Path(made))
