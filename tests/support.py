"""Helpers for tests: short ways to say what a person records."""

import tempfile
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ledger.domain.seed import ChangesetInfo
from ledger.formats.seed_yaml import read_yaml
from ledger.services.importing import Imported, import_seeds
from ledger.services.matrix import matrix_at
from ledger.storage import changesets, migrate
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location

SEED = Path(__file__).parents[1] / "seeds" / "abu-dhabi-2026"
HEADER = ChangesetInfo(author="tester", recorded_at="2026-02-10T09:00:00Z", tool="tests", message=None)

FRAME = """
ledger: {title: Test talks}
parties:
  - {key: red, code: RD, name: Red, role: principal}
  - {key: blue, code: BL, name: Blue, role: principal}
  - {key: green, code: GR, name: Green, role: mediator}
rounds:
  - {key: R1, title: First, status: held, starts: 2026-01-23, ends: 2026-01-24}
  - {key: R2, title: Second, status: held, starts: 2026-02-04, ends: 2026-02-05}
  - {key: R3, title: Third, status: planned}
items:
  - {key: land, title: Land, track: political, difficulty: 5}
  - {key: fuel, title: Fuel, track: humanitarian, difficulty: 2}
  - {key: pledge, kind: commitment, title: A pledge, due: R2}
sources:
  - {key: herald, title: Herald, reliability: B}
  - {key: gazette, title: Gazette, reliability: C}
  - {key: echo, title: Echo, reliability: D, carries: Herald}
  - {key: desk, title: Our own reading, kind: assessment, reliability: B}
"""


def load(database: Database, *documents: str, header: ChangesetInfo = HEADER) -> Imported:
    """Import YAML texts, one changeset each."""
    with database.write() as store:
        signed_in(store, header.author or "tester")
        return load_into(store, *documents, header=header)


def load_into(store: Store, *documents: str, header: ChangesetInfo = HEADER) -> Imported:
    """Import YAML texts within a transaction."""
    seeds = [read_yaml(f"{place}.yaml", textwrap.dedent(text).encode()) for place, text in enumerate(documents, 1)]
    return import_seeds(store, seeds, header, keep_intents=True)


def load_real_seed(database: Database) -> None:
    """Import the five reports; where a file has nothing in it yet, it becomes a copy of one that has them."""
    filled_once(database, import_real_seed)


def filled_once(database: Database, fill: Callable[[Database], object]) -> None:
    """Fill a ledger; where a file has nothing in it yet, it becomes a copy of one that was filled so."""
    path = database.location.path
    with database.read() as store:
        is_empty = changesets.last_number(store) == 0
    if path is not None and is_empty:
        path.write_bytes(_filled(fill))
    else:
        fill(database)


def import_real_seed(database: Database) -> Imported:
    seeds = [read_yaml(path.name, path.read_bytes()) for path in sorted(SEED.glob("*.yaml"))]
    with database.write() as store:
        return import_seeds(store, seeds, HEADER, keep_intents=True)


@cache
def _filled(fill: Callable[[Database], object]) -> bytes:
    """A ledger file that this filled, once a session."""
    with tempfile.TemporaryDirectory() as folder:
        location = Location(path=Path(folder) / "ledger.db")
        assert location.path is not None
        migrate.create(location)
        database = Database(location)
        fill(database)
        database.close()
        return location.path.read_bytes()


def said(database: Database, at: str = "now") -> dict[str, str]:
    """Return what a matrix says, shortly: ``{"land red": "demands", "land": "open"}``; ``!`` marks a contest."""
    with database.read() as store:
        matrix = matrix_at(store, at)
    found: dict[str, str] = {}
    for row in matrix.rows:
        if row.status_reading:
            found[row.item.key] = row.status.value + ("!" if row.status_reading.contested else "")
        for party, cell in row.cells.items():
            found[f"{row.item.key} {party}"] = f"{cell.stance}" + ("!" if cell.contested else "")
    return found


def signed_in(store: Store, name: str) -> ChangesetInfo:
    """Let a person record in this transaction: on a server they connect as the role of that name."""
    if store.is_postgres:
        run = store.connection.exec_driver_sql
        if not run("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).scalar():
            run(f'CREATE ROLE "{name}" SUPERUSER LOGIN')
        run(f'SET LOCAL SESSION AUTHORIZATION "{name}"')
    return HEADER.model_copy(update={"author": name})


def stance(item: str, party: str, word: str, held: str, source: str = "herald", at: str = "¶1", more: str = "") -> str:
    """Return a seed with one stance; ``held`` is a round's key or a date."""
    when = f"round: {held}" if held.startswith("R") else f"held_on: {held}"
    extra = ", condition: if paid" if word == "conditional" and "condition" not in more else ""
    return (
        f"stances: [{{item: {item}, party: {party}, {when}, stance: {word}{extra}{more}, "
        f"cite: {{source: {source}, at: '{at}'}}}}]"
    )


def together(*stances: str) -> str:
    """Return seeds of a stance each as one seed; of one source and the same days, these are steps."""
    return f"stances: [{', '.join(seed.removeprefix('stances: [').removesuffix(']') for seed in stances)}]"
