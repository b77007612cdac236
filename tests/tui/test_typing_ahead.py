"""What is typed while the ledger is still being read is neither lost nor taken for something else."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from ledger.errors import Unavailable
from ledger.storage.database import Database, Store
from ledger.tui import keyfeed
from ledger.tui.app import LedgerApp
from ledger.tui.forms.field import FieldRow
from ledger.tui.forms.screen import FormScreen
from ledger.tui.keyfeed import KeyFeed
from ledger.tui.matrix.screen import MatrixScreen
from ledger.tui.review.screen import QueueRead
from ledger.tui.timeline.screen import TimelineScreen
from tests.support import said
from tests.tui import golden
from tests.tui.conftest import Opened, press, settled


def at_once(pilot: Pilot[None], *keys: str) -> None:
    """Type keys in one go, the next before anything came of the one before."""
    for key in keys:
        typed = {" ": "space"}.get(key, key)
        pilot.app.post_message(events.Key(typed, key if len(key) == 1 else None))


def told(pilot: Pilot[None]) -> str:
    """Return all notices."""
    return "\n".join(notice.message for notice in pilot.app._notifications)


def waiting(pilot: Pilot[None]) -> int:
    """Return how many keys wait where the one before them has been handled."""
    app = pilot.app
    assert isinstance(app, KeyFeed)
    return 0 if app._way else len(app._early_keys)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait for something, however long it takes."""
    while not condition():
        await pilot.pause()


@pytest.fixture
def gate(demo: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """While it is clear, every read of the ledger waits."""
    opened, read = threading.Event(), demo.read
    opened.set()

    @contextmanager
    def when_opened() -> Iterator[Store]:
        opened.wait()
        with read() as store:
            yield store

    monkeypatch.setattr(demo, "read", when_opened)
    yield opened
    opened.set()


async def test_what_is_typed_before_the_first_paint_lands_where_one_goes(demo: Database) -> None:
    app = LedgerApp(demo, "tester", follow=None)
    async with app.run_test(size=(120, 40)) as pilot:
        at_once(pilot, "r", "slash", *"territory")
        await settled(pilot)
        assert "Review" in golden.text_of(app).splitlines()[1]
        assert [line.value for line in app.screen.query(Input)] == ["territory"]
        assert told(pilot) == ""


LISTS = {"v": "#list", "d": "#lines", "r": "#queue", "g": "#moments", "enter": "#parts"}


@pytest.mark.parametrize("key", LISTS)
async def test_a_key_typed_right_behind_the_one_that_opens_a_screen_waits_for_it(
    demo: Database, screens: Opened, gate: threading.Event, key: str
) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "j")
        gate.clear()
        await pilot.press(key, "G")
        assert not isinstance(pilot.app.screen, MatrixScreen)
        gate.set()
        await settled(pilot)
        listed = pilot.app.screen.query_one(LISTS[key], OptionList)
        assert listed.highlighted == listed.option_count - 1


async def test_what_is_typed_ahead_of_a_form_stands_in_it(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "j")
        gate.clear()
        await pilot.press("s", *"rejects", "tab", *"one wire")
        gate.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, FormScreen)
        shown = golden.text_of(pilot.app)
        assert "rejects" in shown
        assert "one wire" in shown


async def test_each_of_several_quick_verdicts_is_on_an_entry_of_its_own(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r")
        gate.clear()
        await pilot.press("a", "a", "a")
        gate.set()
        await settled(pilot)
        pilot.app.clear_notifications()  # which may stand over the count
        await settled(pilot)
        assert "3 of 152 done" in golden.text_of(pilot.app)


async def test_what_was_read_before_a_verdict_does_not_let_the_next_one_be_on_the_same_entry(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r")
        screen: Any = pilot.app.screen
        queue = screen._queue
        screen.action_accept()
        before = QueueRead([*queue.every], queue.total, queue.known, recorded=True, proposed=0, asked=screen._asked)
        screen.on_queue_read(before)
        assert not screen.takes("a")
        await settled(pilot)
        assert screen.takes("a")


async def test_a_change_is_looked_for_where_the_step_leads(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo) as pilot:
        gate.clear()
        await pilot.press("left_square_bracket", "j", "n")
        gate.set()
        await settled(pilot)
        screen: Any = pilot.app.screen
        assert "[R1 24 Jan]" in golden.text_of(pilot.app)
        assert screen.current_cell in screen.lit


async def test_escape_leaves_a_screen_that_is_still_reading_and_drops_what_was_typed(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo) as pilot:
        gate.clear()
        await pilot.press("r", "a", "x", "escape")
        assert isinstance(pilot.app.screen, MatrixScreen)
        gate.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, MatrixScreen)
    assert said(demo) == said(demo, "now@6")


async def test_a_ledger_that_does_not_answer_keeps_nobody_on_a_screen(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo) as pilot:
        gate.clear()
        await pilot.press("r", "g")
        assert isinstance(pilot.app.screen, TimelineScreen)
        gate.set()
        await settled(pilot)
        assert "Timeline" in golden.text_of(pilot.app)


async def test_what_waits_for_long_is_told_so_and_lands_whole(
    demo: Database, screens: Opened, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyfeed, "PATIENCE", 0.0)
    async with screens(demo) as pilot:
        gate.clear()
        at_once(pilot, "K", *"second")
        await until(pilot, lambda: "What you type waits; esc drops it." in told(pilot))
        assert isinstance(pilot.app.screen, MatrixScreen)
        gate.set()
        await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == "second"


async def test_escape_gives_up_what_is_about_to_be_opened(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo) as pilot:
        gate.clear()
        at_once(pilot, "K", *"12", "escape")
        await until(pilot, lambda: "The 2 keys typed ahead were dropped" in told(pilot))
        gate.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, MatrixScreen)


async def test_what_is_typed_for_a_form_that_is_not_opened_is_dropped_with_a_word(
    demo: Database, screens: Opened, gate: threading.Event
) -> None:
    async with screens(demo, (120, 40)) as pilot:
        gate.clear()
        at_once(pilot, "U", *"drd")
        await until(pilot, lambda: waiting(pilot) == 3)
        gate.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, MatrixScreen)
        assert "The 3 keys typed ahead were dropped: what it was typed for was not opened." in told(pilot)


async def test_what_is_typed_in_one_go_lands_field_by_field(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        at_once(pilot, "j", "s", *"rejects", "tab", *"R2", "tab", *"one wire", "tab", *"2")
        await settled(pilot)
        rows = {row.field.path: row.text for row in pilot.app.screen.query(FieldRow)}
        assert [rows[path] for path in ("stance", "when", "condition", "summary")] == [
            "rejects",
            "R2",
            "one wire",
            "2",
        ]


async def test_a_form_that_takes_long_to_be_drawn_gets_all_that_was_typed_for_it(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyfeed, "PATIENCE", 0.0)
    opening, drawn, mount = asyncio.Event(), asyncio.Event(), FormScreen.on_mount

    async def slowly(form: FormScreen) -> None:
        opening.set()
        await drawn.wait()
        mount(form)

    monkeypatch.setattr(FormScreen, "on_mount", slowly)
    async with screens(demo) as pilot:
        at_once(pilot, "j", "s", *"rejects")
        await opening.wait()
        drawn.set()
        await settled(pilot)
        assert "rejects" in golden.text_of(pilot.app)


async def test_what_is_typed_behind_a_form_that_is_not_recorded_does_not_land_in_it(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = threading.Event()

    @contextmanager
    def away() -> Iterator[Store]:
        refused.wait()
        raise Unavailable("the ledger is away")
        yield

    async with screens(demo) as pilot:
        await press(pilot, "o")
        at_once(pilot, *"bridges", "enter", "enter", "enter", *"Bridges")
        await settled(pilot)
        monkeypatch.setattr(demo, "write", away)
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        at_once(pilot, "ctrl+s", *"jjs")
        await until(pilot, lambda: waiting(pilot) == 3 and form._saving)
        refused.set()
        await settled(pilot)
        rows = {row.field.path: row.text for row in pilot.app.screen.query(FieldRow)}
        assert (rows["key"], rows["title"]) == ("bridges", "Bridges")
        assert "The 3 keys typed ahead were dropped: this was not recorded." in told(pilot)
