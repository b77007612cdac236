"""A large ledger to measure on: items × parties × rounds, one stance each, quickly and reproducibly made.

Rows go in by the project's own bulk insert. The chain of hashes is not computed: what is measured here is reading.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from ledger.storage import migrate, schema
from ledger.storage.bulk import insert_rows
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location

STANCES = ("demands", "supports", "conditional", "undecided", "doubts", "opposes", "rejects", "silent")
FIRST_DAY = date(2020, 1, 6)
BATCH = 50_000


def make(path: Path, *, items: int = 10_000, parties: int = 5, rounds: int = 20, changed: int = 500) -> Path:
    """Make a ledger of ``items`` × ``parties`` × ``rounds`` entries, with ``changed`` more in one last round."""
    path.unlink(missing_ok=True)
    migrate.create(Location(path=path))
    database = Database(Location(path=path))
    with database.write() as store:
        _frame(store, items, parties, rounds + 1)
        number = 0
        for stage in range(1, rounds + 1):
            number = _round(store, stage, number, ((i, p) for i in range(1, items + 1) for p in range(1, parties + 1)))
        cells = random.Random(7).sample(range(items * parties), min(changed, items * parties))
        _round(store, rounds + 1, number, ((cell // parties + 1, cell % parties + 1) for cell in sorted(cells)))
    with database.write() as store:
        store.connection.exec_driver_sql("ANALYZE")
    database.close()
    return path


def make_wide(path: Path, *, items: int = 1_000, parties: int = 200, rounds: int = 40, entries: int = 40_000) -> Path:
    """Make a ledger of many parties, in which a round speaks of a few cells: ``entries`` over all rounds."""
    path.unlink(missing_ok=True)
    migrate.create(Location(path=path))
    database = Database(Location(path=path))
    with database.write() as store:
        _frame(store, items, parties, rounds)
        number = 0
        for stage in range(1, rounds + 1):
            cells = random.Random(stage).sample(range(items * parties), entries // rounds)
            number = _round(store, stage, number, ((cell // parties + 1, cell % parties + 1) for cell in sorted(cells)))
    with database.write() as store:
        store.connection.exec_driver_sql("ANALYZE")
    database.close()
    return path


def day_of(stage: int) -> date:
    """Return the day of a round."""
    return FIRST_DAY + timedelta(weeks=2 * stage)


def _frame(store: Store, items: int, parties: int, rounds: int) -> None:
    changeset = {"author": "benchmark", "recorded_at": "2026-01-01T00:00:00Z", "tool": "benchmark", "streams": ""}
    insert_rows(store, schema.changeset, [changeset | _chained(n) for n in range(1, rounds + 2)])
    common = {"struck": 0, "changeset_id": 1}
    insert_rows(
        store,
        schema.party,
        [
            common | {"id": n, "key": f"p{n}", "code": f"P{n}", "name": f"Party {n}", "role": _role(n)}
            for n in range(1, parties + 1)
        ],
    )
    insert_rows(
        store,
        schema.round_,
        [
            common
            | {"id": n, "key": f"R{n}", "title": f"Round {n}", "kind": "round", "status": "held"}
            | {"starts": day_of(n).isoformat(), "ends": day_of(n).isoformat()}
            for n in range(1, rounds + 1)
        ],
    )
    source = {"id": 1, "key": "wire", "title": "Wire", "kind": "news-report", "reliability": "B"}
    insert_rows(store, schema.source, [common | source])
    insert_rows(
        store,
        schema.item,
        [
            common
            | {"id": n, "key": f"item-{n}", "kind": "issue", "matter": "substance"}
            | {"title": f"Item {n}", "track": f"track-{n % 8}"}
            for n in range(1, items + 1)
        ],
    )


def _chained(number: int) -> dict[str, object]:
    return {"id": number, "hash": f"{number:064x}", "previous": f"{number - 1:064x}" if number > 1 else None}


def _role(number: int) -> str:
    return "principal" if number < 3 else "mediator" if number < 6 else "stakeholder"


def _round(store: Store, stage: int, number: int, cells: Iterator[tuple[int, int]]) -> int:
    chance = random.Random(stage)
    entries: list[dict[str, object]] = []
    for item, party in cells:
        number += 1
        entries.append(
            {
                "id": number, "kind": "stance", "op": "assert", "item_id": item, "party_id": party, "round_id": stage,
                "held_from": (day := day_of(stage).isoformat()), "held_to": day, "held_precision": "round",
                "rank": number,
                "stance": (word := chance.choice(STANCES)), "condition": "if met" if word == "conditional" else None,
                "summary": f"What party {party} said of item {item} in round {stage}.", "changeset_id": stage + 1,
            }
        )  # fmt: skip
        if len(entries) == BATCH:
            _flush(store, entries)
    _flush(store, entries)
    return number


def _flush(store: Store, entries: list[dict[str, object]]) -> None:
    insert_rows(store, schema.entry, entries)
    insert_rows(store, schema.citation, [_citation(entry) for entry in entries])
    entries.clear()


def _citation(entry: dict[str, object]) -> dict[str, object]:
    number = int(str(entry["id"]))
    first = {"id": number * schema.CITATIONS_PER_ENTRY + 1, "entry_id": number, "source_id": 1}
    return first | {"at": "¶1", "credibility": 2, "changeset_id": entry["changeset_id"]}
