"""Other people record while the screens are open; the ledger goes away and comes back."""

import shutil
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from ledger.domain.entries import StanceEntry
from ledger.services import acting
from ledger.storage.database import Database
from ledger.storage.engine import Location
from ledger.tui.app import LedgerApp
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, settled, type_text


async def test_what_others_record_appears_and_the_cursor_stays(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "j", "j", "l")
        place = pilot.app.screen.current_cell  # type: ignore[attr-defined]
        said = StanceEntry.model_validate(
            {
                "item": place[0],
                "party": place[1],
                "round": "R2",
                "stance": "rejects",
                "cite": {"source": "vovworld-2026-02"},
            }
        )
        with demo.write() as store:
            acting.record(store, said, header(30))
        app = pilot.app
        assert isinstance(app, LedgerApp)
        app.look()
        await settled(pilot)
        assert pilot.app.screen.current_cell == place  # type: ignore[attr-defined]
        assert pilot.app.screen.current_reading.values["stance"] == "rejects"  # type: ignore[attr-defined]


async def test_what_is_recorded_meanwhile_is_no_movement_since_the_round_before(
    demo: Database, screens: Opened
) -> None:
    """A stance recorded and taken back leaves as many moved, new and gone as the round before bears."""
    said = StanceEntry.model_validate(
        {
            "item": "security-guarantees",
            "party": "russia",
            "round": "R2",
            "stance": "doubts",
            "cite": {"source": "vovworld-2026-02"},
        }
    )
    async with screens(demo) as pilot:
        await press(pilot, "j")
        app = pilot.app
        assert isinstance(app, LedgerApp)
        was, lit = golden.text_of(app).splitlines()[1], app.screen.lit  # type: ignore[attr-defined]
        with demo.write() as store:
            entry = acting.record(store, said, header(30)).entries[0].id
        app.look()
        await settled(pilot)
        with demo.write() as store:
            acting.retract(store, entry, header(31), reason="of another country")
        app.look()
        await settled(pilot)
        assert golden.text_of(app).splitlines()[1] == was
        assert app.screen.lit == lit  # type: ignore[attr-defined]


async def test_a_settling_is_no_change_since_the_round_one_came_from(disputed: Database, screens: Opened) -> None:
    """We decide what was said before both ends: cells, tracks and head tell what they told before, also of an undoing."""
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "left_square_bracket", "right_square_bracket", "m")
        home: Any = pilot.app.screen
        lit, head = home.lit, _news(pilot)
        await press(pilot, "exclamation_mark", "down", "space", "tab")  # the list is walked, and a blank chooses
        await type_text(pilot, "the other rests on one wire")
        await press(pilot, "ctrl+s")
        assert not home.current_reading.contested
        assert (home.lit, _news(pilot)) == (lit, head)
        await press(pilot, "U")
        await type_text(pilot, "too soon")
        await press(pilot, "ctrl+s")
        assert home.current_reading.contested
        assert (home.lit, _news(pilot)) == (lit, head)


def _news(pilot: Pilot[None]) -> str:
    """Return what the head says of news."""
    return golden.text_of(pilot.app).splitlines()[1].partition("contested")[2]


async def test_an_item_opened_from_the_diff_follows_what_is_recorded(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "n", "enter")
        item: Any = pilot.app.screen
        known, app = item.current_point.known_at, pilot.app
        assert isinstance(app, LedgerApp)
        with demo.write() as store:
            acting.edit(store, "item", "territory", {"difficulty": 4}, header(30))
        app.look()
        await settled(pilot)
        assert item.current_point.known_at == known + 1


async def test_a_vanished_ledger_is_said_and_survived(demo: Database, screens: Opened) -> None:
    path = demo.location.path
    assert path is not None
    async with screens(demo) as pilot:
        app = pilot.app
        assert isinstance(app, LedgerApp)
        away = path.rename(path.with_suffix(".away"))
        app.look()
        await settled(pilot)
        assert "cannot be reached" in golden.text_of(app)
        assert "Territory" in golden.text_of(app)
        await press(pilot, "j", "left_square_bracket")
        away.rename(path)
        app.look()
        await settled(pilot)
        assert "can be read again" in golden.text_of(app)
        await press(pilot, "left_square_bracket")
        assert "[R1 24 Jan]" in golden.text_of(app)


async def test_another_ledger_put_in_its_place_is_said_and_shown(
    demo: Database, screens: Opened, sqlite_template: Path
) -> None:
    path = demo.location.path
    assert path is not None
    async with screens(demo) as pilot:
        app = pilot.app
        assert isinstance(app, LedgerApp)
        await press(pilot, "left_square_bracket")
        assert "[R1 24 Jan]" in golden.text_of(app)
        other = path.with_suffix(".other")
        shutil.copyfile(sqlite_template, other)
        other.replace(path)
        app.look()
        await settled(pilot)
        assert "Another ledger stands in its place" in golden.text_of(app)
        assert "R1" not in golden.text_of(app)
        assert app.screen.matrix.rows == ()  # type: ignore[attr-defined]


async def test_another_ledger_with_as_many_changesets_is_told_from_it(
    disputed: Database, screens: Opened, demo_template: Path
) -> None:
    path = disputed.location.path
    assert path is not None
    for more in (0, 1):
        other = path.with_suffix(f".{more}")
        shutil.copyfile(demo_template, other)
        put = Database(Location(path=other))
        for number in range(2 + more):
            with put.write() as store:
                acting.edit(store, "item", "territory", {"title": f"Land {more} {number}"}, header(30 + number))
        put.close()
        async with screens(disputed) as pilot:
            app = pilot.app
            assert isinstance(app, LedgerApp)
            for _ in range(2):
                app.look()
                await settled(pilot)
            assert "Another ledger" not in golden.text_of(app)
            other.replace(path)
            app.look()
            await settled(pilot)
            assert "Another ledger stands in its place" in golden.text_of(app)
            assert f"Land {more} {1 + more}" in golden.text_of(app)
            app.look()
            await settled(pilot)
            assert len(app._notifications) == 1


async def test_coming_back_to_the_same_place(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "left_square_bracket", "j", "j", "l", "z")
        await press(pilot, "z", "j", "q")
    async with screens(demo) as pilot:
        assert "[R1 24 Jan]" in golden.text_of(pilot.app)
        assert pilot.app.screen.current_cell == ("peace-framework", "ukraine")  # type: ignore[attr-defined]
