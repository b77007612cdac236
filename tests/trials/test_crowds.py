"""Many at one ledger: writers in a crowd, edits of what somebody else has changed, connections cut, an upgrade meanwhile."""

import json
import multiprocessing
import random
from itertools import chain, islice
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

import pytest

from benchmarks import seeds
from ledger.errors import Conflict, LedgerError, SchemaMismatch
from ledger.services import acting
from ledger.services.matrix import matrix_at
from ledger.services.verifying import verify
from ledger.storage import entries, turns
from ledger.storage.database import HEAD, Database
from ledger.storage.engine import Mode, beside_engine, open_engine
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, stance
from tests.trials.counting import counted, wanted
from tests.trials.crowd import MANY_ITEMS, import_all, read_often, write_often
from tests.trials.ledgers import last, unsound

SPAWN = multiprocessing.get_context("spawn")
WRITERS, READERS = 16, 4
LONGEST_WAIT = 5.0


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_writers_in_a_crowd(new_location: NewLocation, engine: str) -> None:
    name = f"writes of 16 writers, {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}"
    location, times = new_location(engine), -(-wanted(name) // WRITERS)
    database = Database(location)
    load(database, MANY_ITEMS)
    database.close()
    people = [_started(write_often, location, f"person-{n}", times) for n in range(WRITERS)]
    readers = [_started(read_often, location) for _ in range(READERS)]
    for _process, wire in (*people, *readers):
        assert wire.recv() == "ready"
    for _process, wire in (*people, *readers):
        wire.send("go")
    took: list[float] = []
    with counted(name) as tally:
        for _process, wire in people:
            times_taken, gave_up = json.loads(wire.recv())
            took += times_taken
            tally.tried += len(times_taken)
            tally.failed += gave_up
        for _process, wire in readers:
            wire.send("stop")
            if wrong := wire.recv():
                tally.failed.append(f"a reader: {wrong}")
        for process, _wire in (*people, *readers):
            process.join()
        lost = 1 + tally.tried - last(location)
        if lost:
            tally.failed.append(f"{lost} writes are not there")
        if (said := unsound(location)) is not None:
            tally.failed.append(said)
        worst = sorted(took)[int(len(took) * 0.99)]
        tally.more = f"99 of 100 waited {worst:.2f} s or less, the longest {max(took):.2f} s, {READERS} readers beside"
        if worst > LONGEST_WAIT:
            tally.failed.append(f"one in a hundred waited {worst:.1f} s")


def _started(target: object, *args: object) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=target, args=(*args, theirs))  # type: ignore[arg-type]
    process.start()
    theirs.close()
    return process, ours


STANCES = 100_000


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_work_goes_on_beside_a_large_import(
    new_location: NewLocation, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads sees the ledger as it was; whoever records waits for what is written, and is told for whom."""
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    name = f"reads beside an import, {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}"
    shape = seeds.Shape(parties=200, items=STANCES // 120, rounds=10, share=0.68)
    large = tmp_path / "large.jsonl"
    large.write_bytes(b"".join(chain(seeds.frame(shape), islice(seeds.stances(shape), STANCES))))
    location = new_location(engine)
    database = Database(location, reader="ben")
    load(database, FRAME, stance("land", "red", "demands", "2026-01-24"))  # not by a round: those get other days
    process, wire = _started(import_all, location, large)
    with counted(name) as tally:
        assert wire.recv() == "reading"
        for _ in range(wanted(name) // 2):
            tally.take(_read_beside(database, wire))
        planning = _recorded_beside(database, "doubts")
        assert wire.recv() == "writing"
        for _ in range(wanted(name) // 2):
            tally.take(_read_beside(database, wire))
        writing = _recorded_beside(database, "rejects")
        tally.more = f"while it planned, a stance was {planning}; while it wrote, {writing}"
        assert "importer" in writing
    assert wire.recv() == STANCES
    process.join()
    load(database, stance("fuel", "red", "demands", "R1"))
    assert unsound(location) is None
    database.close()


def _read_beside(database: Database, wire: Connection) -> str | None:
    try:
        with database.read() as store:
            seen = len(matrix_at(store).rows)
    except LedgerError as problem:
        return str(problem)
    return None if seen == 3 and not wire.poll() else f"saw {seen} items; the import got on: {wire.poll()}"


def _recorded_beside(database: Database, word: str) -> str:
    told: list[str | None] = []
    database.waiting = lambda holder: told.append(holder.name)
    began = monotonic()
    load(database, stance("land", "red", word, "2026-02-04"))
    whom = f", told of the {told[0]}" if told else ", told of nobody"
    return f"recorded after {monotonic() - began:.1f} s{whom}"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_edits_of_what_somebody_else_has_changed(new_location: NewLocation, engine: str) -> None:
    """Two load one entry, and save in any order, with others' acts between: the second is told, and nothing is lost."""
    name, chance = "stale edits", random.Random(engine)
    database = Database(new_location(engine))
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    entry = 1
    with counted(name) as tally:
        for number in range(wanted(name)):
            editors = chance.sample(["ana", "ben", "eve"], 2)
            outcomes = []
            for place, who in enumerate(editors):
                if chance.random() < 0.3:
                    load(database, stance("fuel", "blue", "opposes", f"{1900 + number % 90}", at=f"{number} {place}"))
                header = HEADER.model_copy(update={"author": who})
                try:
                    with database.write() as store:
                        acting.correct(store, entry, {"summary": f"{who} {number}"}, header, reason="misread")
                    outcomes.append("won")
                except Conflict:
                    outcomes.append("told")
            with database.read() as store:
                entry = entries.superseded(store)[entry]
                said = entries.by_ids(store, [entry])[entry].said.summary
            kept = said == f"{editors[0]} {number}"
            tally.take(None if outcomes == ["won", "told"] and kept else f"{outcomes}, and it says {said}")
        with database.read() as store:
            verify(store)
    database.close()


def test_connections_cut(new_location: NewLocation) -> None:
    """The server drops a writer half-way: nothing of the act is there, and the same program writes on."""
    name, chance = "server connections cut", random.Random(1)
    location = new_location("postgresql")
    database, admin = Database(location), beside_engine(location)
    load(database, FRAME)
    with counted(name) as tally:
        for number in range(wanted(name)):
            before = last(location)
            seed = stance("land", "red", "demands", f"{1900 + number % 90}", at=f"{number}")
            problem = _cut_off(database, admin, seed, late=chance.random() < 0.5)
            load(database, seed)
            now = last(location)
            tally.take(problem or (None if now == before + 1 else f"{now - before} changesets instead of one"))
        if (said := unsound(location)) is not None:
            tally.failed.append(said)
    admin.dispose()
    database.close()


def _cut_off(database: Database, admin: object, seed: str, *, late: bool) -> str | None:
    from tests.support import load_into

    try:
        with database.write() as store:
            if late:
                load_into(store, seed)
            pid = store.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with admin.begin() as other:  # type: ignore[attr-defined]
                other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
            load_into(store, stance("fuel", "red", "demands", "R1"))
    except LedgerError:
        return None
    return "the writer did not notice"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_writes_after_somebodys_upgrade(new_location: NewLocation, engine: str) -> None:
    name, location = "writes after somebody's upgrade", new_location(engine)
    database, admin = Database(location), open_engine(location, Mode.write)
    load(database, FRAME)
    before = last(location)
    with counted(name) as tally:
        for number in range(max(wanted(name), 1)):
            _revision(admin, "9999")
            try:
                load(database, stance("land", "red", "demands", f"{1900 + number}"))
                said: str | None = "it was written all the same"
            except SchemaMismatch:
                said = None
            _revision(admin, HEAD)
            tally.take(said or (None if last(location) == before else "something was written"))
    admin.dispose()
    database.close()


def _revision(admin: object, number: str) -> None:
    with admin.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{number}'")
