"""What stands in 50,000 cells of a ledger of a million entries, against the statement of the first edition.

The first edition took, of the entries held by a day, the last held and of one day the last in rank; it knew neither
intervals nor accounts. Its statement is kept here as it was, with the index that it had, and its rows become readings
in the same way. Both run in turns. The ledger is measured three times: without contradictions, with a rival in every
twentieth cell, and with a tenth of the history.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from benchmarks import big_ledger
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind
from ledger.storage import asof, schema
from ledger.storage.asof import When
from ledger.storage.bulk import insert_rows
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from ledger.storage.entries import VALUE_COLUMNS, held_from
from ledger.storage.register import KeyNumbers

RUNS = 7
INDEX = "CREATE INDEX first_edition ON entry (kind, item_id, party_id, held_to, rank, changeset_id) WHERE op = 'assert'"
FIRST_EDITION = (
    "SELECT e.id, e.item_id, e.party_id, e.round_id, e.held_from, e.held_to, e.held_precision, e.held_text, "  # noqa: S608 - no values
    f"e.changeset_id, {', '.join(f'e.{name}' for name in VALUE_COLUMNS)} FROM (SELECT ("
    "SELECT e.id FROM entry e INDEXED BY first_edition WHERE e.op = 'assert' AND e.kind = 'stance' "
    "AND e.item_id = cells.item_id AND e.party_id = cells.party_id AND e.held_to <= :day AND e.changeset_id <= :known "
    "AND NOT EXISTS (SELECT 1 FROM entry n WHERE n.supersedes_id = e.id AND n.changeset_id <= :known) "
    "ORDER BY e.held_to DESC, e.rank DESC LIMIT 1) AS id "
    "FROM (SELECT item.id AS item_id, party.id AS party_id FROM item JOIN party ON 1 = 1 "
    "WHERE item.struck = 0 AND party.struck = 0) cells) last JOIN entry e ON e.id = last.id"
)


def first_edition(store: Store, when: When) -> int:
    """Return how many cells the first edition's statement fills."""
    names = KeyNumbers(store)
    rows = store.connection.execute(text(FIRST_EDITION), {"day": when.held_on.isoformat(), "known": when.known_at})
    found: dict[tuple[str, str | None], Reading] = {}
    for number, item, party, stage, first, last, how, written, known, *values in rows.all():
        said = {name: value for name, value in zip(VALUE_COLUMNS, values, strict=True) if value is not None}
        reading = Reading(
            number, EntryKind.stance, names.items[item], names.parties[party], held_from(first, last, how, written),
            names.rounds[stage], known, said,
        )  # fmt: skip
        found[reading.item, reading.party] = reading
    return len(found)


def second_edition(store: Store, when: When) -> int:
    """Return how many cells have a reading."""
    return len(asof.stances(store, when))


def main() -> None:
    """Print the ratio of CPU seconds, run by run in turns, for each ledger."""
    with tempfile.TemporaryDirectory() as folder:
        for name, rounds, rivals in (("20 rounds", 20, 0), ("20 rounds, 5 % rivals", 20, 20), ("2 rounds", 2, 0)):
            path = big_ledger.make(Path(folder) / "ledger.db", rounds=rounds, changed=500)
            database = Database(Location(path=path))
            with database.write() as store:
                store.connection.exec_driver_sql(INDEX)
                if rivals:
                    _contradict(store, every=rivals, stage=rounds)
            when = When(big_ledger.day_of(rounds), rounds + 2)
            with database.read() as store:
                pairs = [
                    (_seconds(second_edition, store, when), _seconds(first_edition, store, when)) for _ in range(RUNS)
                ]
            ratios = sorted(ours / theirs for ours, theirs in pairs)
            print(
                f"{name}: {statistics.median(ours for ours, _ in pairs):.3f} s against "
                f"{statistics.median(theirs for _, theirs in pairs):.3f} s; "
                f"ratio {ratios[0]:.2f} to {ratios[-1]:.2f}, median {statistics.median(ratios):.2f}"
            )
            database.close()


def _contradict(store: Store, *, every: int, stage: int) -> None:
    """Let a second source say otherwise of the last round in every so many cells."""
    day, last = (
        big_ledger.day_of(stage).isoformat(),
        store.connection.execute(text("SELECT max(id) FROM entry")).scalar_one(),
    )
    source = {
        "id": 2,
        "key": "other",
        "title": "Other",
        "kind": "news-report",
        "reliability": "C",
        "struck": 0,
        "changeset_id": 1,
    }
    insert_rows(store, schema.source, [source])
    rows = store.connection.execute(
        text(
            "SELECT id, item_id, party_id, round_id, changeset_id FROM entry WHERE held_to = :day AND id % :every = 0"
        ),
        {"day": day, "every": every},
    ).all()
    entries = [
        {
            "id": last + place, "kind": "stance", "op": "assert", "item_id": row.item_id, "party_id": row.party_id,
            "round_id": row.round_id, "held_from": day, "held_to": day, "held_precision": "round", "rank": last + place,
            "stance": "withdrawn", "changeset_id": row.changeset_id,
        }
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip
    insert_rows(store, schema.entry, entries)
    cited = [
        {"id": entry["id"] * schema.CITATIONS_PER_ENTRY + 1, "entry_id": entry["id"], "source_id": 2, "credibility": 3}
        | {"changeset_id": entry["changeset_id"]}
        for entry in entries
    ]
    insert_rows(store, schema.citation, cited)
    pairs = [
        {"entry_id": row.id, "other_id": entry["id"], "relation": "rival"}
        for row, entry in zip(rows, entries, strict=True)
    ]
    insert_rows(store, schema.pair, pairs)


def _seconds(read: Callable[[Store, When], int], store: Store, when: When) -> float:
    start = time.process_time()
    assert read(store, when) == 50_000
    return time.process_time() - start


if __name__ == "__main__":
    main()
