"""Two screens on one ledger, and a screen beside a running import, on both engines: nothing lost, nothing frozen."""

import asyncio
import sqlite3

import pytest
from textual.pilot import Pilot

from ledger.services import verifying
from ledger.storage import engine
from ledger.storage.database import Database
from ledger.tui.app import LedgerApp
from ledger.tui.forms.screen import FormScreen
from tests.conftest import NewLocation
from tests.support import FRAME, load, said, stance
from tests.tui import golden
from tests.tui.conftest import press, settled

SIZE = (120, 40)


@pytest.fixture
def talks(database: Database) -> Database:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    return database


def app_on(database: Database, author: str) -> LedgerApp:
    return LedgerApp(database, author, follow=None)


async def correct_to(pilot: Pilot[None], word: str, reason: str) -> None:
    """Fill the form for a correction, which is open, without saving it."""
    form = pilot.app.screen
    assert isinstance(form, FormScreen)
    put(form, "stance", word)
    put(form, "reason", reason)
    await settled(pilot)


def put(form: FormScreen, path: str, text: str) -> None:
    next(row for row in form.query("FieldRow") if row.field.path == path).put(text)  # type: ignore[attr-defined]


async def test_of_two_who_correct_one_entry_the_second_is_told_and_sees_both(talks: Database) -> None:
    async with (
        app_on(talks, "ann").run_test(size=SIZE, notifications=True) as ann,
        app_on(talks, "ben").run_test(size=SIZE, notifications=True) as ben,
    ):
        for pilot in (ann, ben):
            await settled(pilot)
            await press(pilot, "c")
        await correct_to(ann, "supports", "read too much into it")
        await correct_to(ben, "opposes", "read the wrong line")
        await press(ann, "ctrl+s")
        await press(ben, "ctrl+s")
        assert isinstance(ben.app.screen, FormScreen)
        shown = golden.text_of(ben.app)
        assert "Somebody else was first" in shown
        assert "supports" in shown
        assert "opposes" in shown
    assert said(talks, "R1")["land red"] == "supports"


async def test_both_may_record_in_different_cells(talks: Database) -> None:
    async with (
        app_on(talks, "ann").run_test(size=SIZE) as ann,
        app_on(talks, "ben").run_test(size=SIZE) as ben,
    ):
        for pilot, across in ((ann, 1), (ben, 2)):
            await settled(pilot)
            await press(pilot, *["l"] * across, "s")
            form = pilot.app.screen
            assert isinstance(form, FormScreen)
            for path, text in {"stance": "doubts", "when": "R2", "cite.0.source": "herald", "cite.0.at": "¶3"}.items():
                put(form, path, text)
            await settled(pilot)
        await asyncio.gather(ann.press("ctrl+s"), ben.press("ctrl+s"))
        for pilot in (ann, ben):
            await settled(pilot)
    now = said(talks)
    assert now["land blue"] == now["land green"] == "doubts"
    with talks.read() as store:
        verifying.verify(store)


async def test_a_screen_stays_alive_beside_an_import(talks: Database) -> None:
    words = ("demands", "supports", "doubts", "opposes")
    seeds = [stance("fuel", "blue", words[n % 4], f"2026-02-{n + 10:02d}") for n in range(12)]
    async with app_on(talks, "ann").run_test(size=SIZE) as pilot:
        await settled(pilot)
        importing = asyncio.create_task(asyncio.to_thread(one_by_one, talks, seeds))
        while not importing.done():
            await pilot.press("j", "l", "left_square_bracket", "right_square_bracket", "k", "h")
            look(pilot)
            await pilot.pause()
        await importing
        look(pilot)
        await settled(pilot)
        look(pilot)
        await settled(pilot)
        assert golden.text_of(pilot.app).count("\n") == SIZE[1]
        assert pilot.app.session.last_changeset == 14  # type: ignore[attr-defined]


def look(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, LedgerApp)
    app.look()


def one_by_one(database: Database, seeds: list[str]) -> None:
    """Import in a thread of its own, over its own connections."""
    mine = Database(database.location)
    try:
        for seed in seeds:
            load(mine, seed)
    finally:
        mine.close()


async def test_a_locked_ledger_is_said_and_what_was_typed_is_saved_later(
    new_location: NewLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    monkeypatch.setitem(engine._PRAGMAS, "busy_timeout", 0)
    talks = Database(new_location("sqlite"))
    load(talks, FRAME, stance("land", "red", "demands", "R1"))
    async with app_on(talks, "ann").run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "c")
        await correct_to(pilot, "supports", "read too much into it")
        other = sqlite3.connect(talks.location.path, isolation_level=None)  # type: ignore[arg-type]
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "ctrl+s")
        assert "Nothing was recorded" in golden.text_of(pilot.app)
        look(pilot)
        await settled(pilot)
        assert "cannot be reached" in golden.text_of(pilot.app)
        other.execute("ROLLBACK")
        other.close()
        await press(pilot, "ctrl+s")
    assert said(talks, "R1")["land red"] == "supports"
    talks.close()
