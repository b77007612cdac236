"""Several processes at one ledger: one wins and the others are told; readers see whole changesets; a killed one leaves nothing."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import pytest

from ledger.domain.seed import ChangesetInfo
from ledger.errors import Conflict, IntegrityFailure
from ledger.services import acting
from ledger.services.matrix import matrix_at
from ledger.services.verifying import verify
from ledger.storage import changesets, entries, schema
from ledger.storage.bulk import insert_rows
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.effort import EFFORT
from tests.support import FRAME, HEADER, load, load_into, said, stance

SPAWN = multiprocessing.get_context("spawn")
PEOPLE = ("ann", "bob", "eve", "kim")
ENTRIES = 10 * EFFORT
ITEMS = 10


def some_entries() -> str:
    """Ten items, and on each a party that says the same on ten days."""
    items = ", ".join(f"{{key: item-{n}, title: Item {n}}}" for n in range(ITEMS))
    said = [
        f"  - {{item: item-{n % ITEMS}, party: red, held_on: {date(2026, 1, 1) + timedelta(n)}, stance: demands, "
        f"cite: {{source: herald, at: ¶{n}}}}}"
        for n in range(ENTRIES)
    ]
    return "\n".join([f"items: [{items}]", "stances:", *said])


def started(target: Callable[..., None], *args: object) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    """A process of its own, and the wire to it."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=target, args=(*args, theirs))
    process.start()
    theirs.close()
    return process, ours


# -- in processes of their own ----------------------------------------------------------------------------------------


def correct_every_entry(location: Location, name: str, all_ready: Barrier, wire: Connection) -> None:
    """Correct every entry in turn, as fast as the others let one, and tell how each came out."""
    database = Database(location)
    header = HEADER.model_copy(update={"author": name})
    all_ready.wait()
    wire.send(Counter(_corrected(database, number, header) for number in range(1, ENTRIES + 1)))
    database.close()


def _corrected(database: Database, number: int, header: ChangesetInfo) -> str:
    try:
        with database.write() as store:
            acting.correct(store, number, {"summary": f"As {header.author} reads it."}, header, reason="misread")
    except Conflict:
        return "conflict"
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is not clean
        return repr(problem)
    return "won"


def write_slowly(location: Location, wire: Connection) -> None:
    """Record a report, wait to be told, and commit."""
    database = Database(location)
    with database.write() as store:
        load_into(store, stance("land", "red", "rejects", "R2"), "statuses: [" + AGREED + "]")
        wire.send("written")
        wire.recv()
    wire.send("committed")
    database.close()


AGREED = "{item: land, round: R2, status: agreed, cite: {source: herald, at: ¶2}}"


def write_much_and_stop(location: Location, wire: Connection) -> None:
    """Record so much that part of it is in the file before the commit that never comes."""
    with Database(location).write() as store:
        _spill_early(store)
        load_into(store, *(stance("land", "red", "rejects", f"2026-02-{n:02}", more=LONG) for n in range(1, 29)))
        wire.send("written")
        wire.recv()


LONG = f", summary: {'Much was said. ' * 200}"


def _spill_early(store: Store) -> None:
    if not store.is_postgres:
        store.connection.exec_driver_sql("PRAGMA cache_size = 2")
        store.connection.exec_driver_sql("PRAGMA cache_spill = 2")


# -- what the others see ----------------------------------------------------------------------------------------------


def test_of_four_who_correct_the_same_entries_one_wins_each(location: Location) -> None:
    database = Database(location)
    load(database, FRAME, some_entries())
    all_ready = SPAWN.Barrier(len(PEOPLE))
    workers = [started(correct_every_entry, location, name, all_ready) for name in PEOPLE]
    outcomes = [wire.recv() for _process, wire in workers]
    for process, _wire in workers:
        process.join()
    assert sum(outcomes, Counter()) == {"won": ENTRIES, "conflict": 3 * ENTRIES}
    with database.read() as store:
        assert [done.number for done in changesets.log(store, newest_first=False)] == list(range(1, ENTRIES + 3))
        _each_corrected_by_its_winner(store)
        assert verify(store).checkpoint.number == ENTRIES + 2
    database.close()


def _each_corrected_by_its_winner(store: Store) -> None:
    authors = {done.number: done.header.name or done.header.author for done in changesets.log(store)}
    corrected = entries.by_ids(store, entries.superseded(store).values())
    assert {entry.supersedes for entry in corrected.values()} == set(range(1, ENTRIES + 1))
    assert all(entry.said.summary == f"As {authors[entry.changeset]} reads it." for entry in corrected.values())


def test_who_reads_while_another_writes_sees_all_of_it_or_nothing(location: Location) -> None:
    database = Database(location)
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    before, after = {"land red": "demands"}, {"land red": "rejects", "land": "agreed"}
    writer, wire = started(write_slowly, location)
    assert wire.recv() == "written"
    assert said(database) == before
    with database.read() as store:
        first = matrix_at(store)
        wire.send("commit")  # on SQLite the writer now waits for the reader, on PostgreSQL it goes ahead
        assert matrix_at(store) == first
        assert changesets.last_number(store) == 2
    assert wire.recv() == "committed"
    writer.join()
    assert said(database) == after
    database.close()


def test_a_writer_killed_half_way_leaves_nothing_behind(location: Location) -> None:
    database = Database(location)
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    writer, wire = started(write_much_and_stop, location)
    assert wire.recv() == "written"
    writer.kill()
    writer.join()
    journal = location.path.with_name(f"{location.path.name}-journal") if location.path else None
    assert journal is None or journal.stat().st_size > 0, "nothing was in the file yet: the test shows nothing"

    reader = Database(location)  # the first to come by only wants to read
    assert said(reader) == {"land red": "demands"}
    assert journal is None or not journal.exists()
    load(database, stance("land", "red", "supports", "R2"))
    assert said(reader) == {"land red": "supports"}
    with database.read() as store:
        assert verify(store).checkpoint.number == 3
    reader.close()
    database.close()


def test_readers_read_while_a_long_import_is_being_written(database: Database) -> None:
    """On SQLite a cache that spills into the file would lock them out; what fits in memory waits for the commit."""
    load(database, FRAME)
    text = "a long report\n" * 40_000
    with database.write() as writing:
        rows = [
            {"id": n, "source_id": 1, "edition": n, "sha256": f"{n:064x}", "text": text, "changeset_id": 1}
            for n in range(1, 31)  # 17 MB
        ]
        insert_rows(writing, schema.attachment, rows)
        for _ in range(5):
            with database.read() as store:
                assert (changesets.last_number(store), len(matrix_at(store).rows)) == (1, 3)
        writing.connection.rollback()


def test_whoever_follows_a_ledger_on_a_server_logs_in_once(database: Database) -> None:
    sessions = set()
    for _ in range(5):
        with database.read() as store:
            if store.is_postgres:
                sessions.add(store.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    assert len(sessions) <= 1


def test_rows_copied_to_a_server_are_refused_as_rows_of_a_statement_are(database: Database) -> None:
    load(database, FRAME)
    rows = [{"id": n, "record": "item:land", "field": "title", "old": "1", "new": "2"} for n in range(1, 101)]
    with pytest.raises(IntegrityFailure), database.write() as store:  # without a changeset
        insert_rows(store, schema.edit, rows)
