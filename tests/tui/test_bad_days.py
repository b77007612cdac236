"""Bad days in front of a screen: a lock that goes again, a colleague's upgrade, news that a server tells of."""

import sqlite3

import pytest

from ledger.storage import engine
from ledger.storage.database import HEAD, Database
from ledger.storage.engine import Mode, open_engine
from ledger.tui import watch
from ledger.tui.app import LedgerApp
from tests.conftest import NewLocation
from tests.support import FRAME, load, said, stance
from tests.tui import golden
from tests.tui.conftest import press, settled

SIZE = (120, 40)


async def test_a_read_that_a_lock_kept_away_is_taken_up_when_the_lock_is_gone(
    new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    monkeypatch.setitem(engine._PRAGMAS, "busy_timeout", 0)
    talks = Database(new_location("sqlite"))
    load(talks, FRAME, stance("land", "red", "demands", "R1"))
    app = LedgerApp(talks, "ann", follow=None)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        load(talks, stance("fuel", "blue", "opposes", "R2"))
        other = sqlite3.connect(talks.location.path, isolation_level=None)  # type: ignore[arg-type]
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "f5" if app.screen.action_of("f5") else "R")  # type: ignore[attr-defined]
        app.screen.reread()  # type: ignore[attr-defined]
        await settled(pilot)
        assert app.session.following.missed
        other.execute("ROLLBACK")
        other.close()
        app.look()
        await settled(pilot)
        await settled(pilot)
        assert not app.session.following.missed
        assert "can be read again" in golden.text_of(app)
    talks.close()


async def test_a_screen_says_that_a_colleague_upgraded_the_ledger_and_records_nothing_more(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    app = LedgerApp(database, "ann", follow=None)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        other = open_engine(database.location, Mode.write)
        with other.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        app.look()
        await settled(pilot)
        assert "the ledger was upgraded" in golden.text_of(app)
        await press(pilot, "x")
        await press(pilot, "m", "i", "s", "ctrl+s")
        await settled(pilot)
        with other.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{HEAD}'")
        other.dispose()
    assert said(database, "R1") == {"land red": "demands"}


async def test_what_a_server_tells_of_is_on_the_screen_before_the_clock_would_look(
    new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SELDOM", 10_000)
    talks = Database(new_location("postgresql"))
    load(talks, FRAME, stance("land", "red", "demands", "R1"))
    app = LedgerApp(talks, "ann")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        load(talks, stance("fuel", "blue", "opposes", "R2"))
        for _ in range(200):
            if app.session.last_changeset == 3:
                break
            await pilot.pause(0.05)
        assert app.session.last_changeset == 3
        await settled(pilot)
        await settled(pilot)
    talks.close()
