"""What is typed while the ledger is still being read is neither lost nor taken for something else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.widgets import OptionList

from ledger.storage.database import Database, Store
from ledger.tui import keyfeed
from ledger.tui.forms.screen import FormScreen
from ledger.tui.matrix.screen import MatrixScreen
from ledger.tui.review.screen import ReviewScreen
from tests.support import said
from tests.tui import golden
from tests.tui.conftest import Opened, press, settled


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
        assert "3 of 150 done" in golden.text_of(pilot.app)


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


async def test_a_ledger_that_does_not_answer_holds_no_key_for_long(
    demo: Database, screens: Opened, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyfeed, "PATIENCE", 0.0)
    async with screens(demo) as pilot:
        gate.clear()
        await pilot.press("r", "g")
        while isinstance(pilot.app.screen, ReviewScreen):
            await pilot.pause()
        gate.set()
        await settled(pilot)
        assert "Timeline" in golden.text_of(pilot.app)
