"""Who waits for whom: writers take turns, are told for whom they wait, and stop when somebody has upgraded the ledger."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from ledger.errors import IntegrityFailure, SchemaMismatch, Unavailable
from ledger.storage import changesets, engine, turns
from ledger.storage.database import HEAD, Database
from ledger.storage.engine import Location, Mode, open_engine
from ledger.storage.turns import Holder
from tests.conftest import NewLocation
from tests.support import FRAME, load, stance


@contextmanager
def writing(location: Location, who: str) -> Iterator[None]:
    """Somebody else writes, in a thread, for as long as the block."""
    began, end = threading.Event(), threading.Event()

    def write() -> None:
        database = Database(location, reader=who)
        with database.write():
            began.set()
            end.wait()
        database.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert began.wait(30)
    try:
        yield
    finally:
        end.set()
        thread.join()


def test_who_waits_is_told_after_a_moment_for_whom(location: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    database = Database(location, reader="ben")
    told: list[Holder] = []
    heard = threading.Event()

    def hear(holder: Holder) -> None:
        told.append(holder)
        heard.set()

    database.waiting = hear
    with writing(location, "ana"):
        waiter = threading.Thread(target=load, args=(database, FRAME))
        waiter.start()
        assert heard.wait(30)
    waiter.join()
    assert [holder.name.split(" ")[0] for holder in told if holder.name] == ["ana"]
    assert told[0].seconds is not None
    with database.read() as store:
        assert changesets.last_number(store) == 1
    load(database, stance("land", "red", "demands", "R1"))
    database.close()


def test_who_does_not_get_the_lock_in_time_is_told_who_has_it(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(location, "ana"):
        monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
        database = Database(location, reader="ben")
        with pytest.raises(Unavailable) as given_up:
            load(database, FRAME)
    assert given_up.value.exit_code == 6
    assert "ana" in str(given_up.value.hint)
    assert "has been writing for" in str(given_up.value.hint)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 30)  # the place that ben gave up may take a moment to pass the turn on
    load(database, FRAME)
    database.close()


def test_a_writer_who_gets_on_is_waited_for(location: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times as long as one who does not."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.5)
    ana, ben = Database(location, reader="ana"), Database(location, reader="ben")
    waiter = threading.Thread(target=load, args=(ben, FRAME))
    with ana.write() as store:
        waiter.start()
        for _row in range(15):
            waiter.join(0.1)
            store.connection.exec_driver_sql("SELECT 1")
            turns.say_alive(store.location)
        assert waiter.is_alive()
    waiter.join()
    with ana.read() as store:
        assert changesets.last_number(store) == 1
    ana.close()
    ben.close()


def test_who_reads_a_file_waits_for_a_writer_who_has_it_alone_and_gets_on(
    new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a long import writes is more than memory holds: then the file is its own until it is done."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.5)
    monkeypatch.setitem(engine._PRAGMAS, "busy_timeout", 100)
    location = new_location("sqlite")
    database, found = Database(location), list[int]()

    def read() -> None:
        with database.read() as store:
            found.append(changesets.last_number(store))

    reader = threading.Thread(target=read)
    with turns.turn(location, "ana"), closing(sqlite3.connect(str(location), isolation_level=None)) as alone:
        alone.execute("BEGIN EXCLUSIVE")
        reader.start()
        for _row in range(8):
            reader.join(0.1)
            turns.say_alive(location)
        assert reader.is_alive()
    reader.join()
    assert found == [0]
    database.close()


def test_an_old_program_stops_writing_once_a_colleague_has_upgraded(location: Location) -> None:
    database = Database(location)
    load(database, FRAME)
    other = open_engine(location, Mode.write)
    with other.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch, match="schema 9999"):
        load(database, stance("land", "red", "demands", "R1"))
    with pytest.raises(SchemaMismatch), database.rehearse():
        pass
    with other.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{HEAD}'")
    other.dispose()
    load(database, stance("land", "red", "demands", "R1"))
    database.close()


@pytest.mark.parametrize("table", ["review", "entry", "alembic_version", "search_index"])
def test_a_view_in_a_tables_place_is_never_read(location: Location, table: str) -> None:
    """A recursive one would run for ever."""
    other = open_engine(location, Mode.write)
    with other.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
        connection.exec_driver_sql(
            f"CREATE VIEW {table} AS WITH RECURSIVE n(version_num) AS (SELECT 1 UNION ALL SELECT version_num FROM n) "
            "SELECT * FROM n"
        )
    other.dispose()
    with pytest.raises(IntegrityFailure, match=f"table {table}: is a view, not a table"):
        Database(location)


def test_a_strangers_trigger_never_runs(location: Location) -> None:
    other = open_engine(location, Mode.write)
    with other.begin() as connection:
        if location.is_file:
            connection.exec_driver_sql(
                "CREATE TRIGGER theirs AFTER INSERT ON changeset BEGIN INSERT INTO search_index(text) VALUES ('x'); END"
            )
        else:
            connection.exec_driver_sql(
                "CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER theirs AFTER INSERT ON changeset FOR EACH ROW EXECUTE FUNCTION theirs()"
            )
    other.dispose()
    with pytest.raises(IntegrityFailure, match="trigger theirs: does not belong to a ledger"):
        Database(location)
