"""Every screen at three sizes: on the five reports, on an empty ledger, and on one of 60 items × 12 parties."""

import pytest

from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import SIZES, Opened, press

KEYS: dict[str, tuple[str, ...]] = {
    "review": ("r",),
    "review-chosen": ("r", "asterisk", "j"),
    "reject": ("r", "x"),
    "sources": ("v",),
    "diff": ("d",),
    "timeline": ("g",),
    "timeline-round": ("g", "G"),
    "item": ("enter",),
    "item-overview": ("enter", "k", "k"),
    "item-rivals": ("l", "enter"),
    "item-history": ("l", "enter", "G"),
    "form": ("l", "s"),
    "correct": ("l", "c"),
    "settle": ("m", "exclamation_mark"),
    "new-round": ("g", "o"),
    "palette": ("ctrl+p",),
    "help": ("question_mark",),
    "known": ("K",),
}
"""From home to each screen."""
PLACES = ("review", "sources", "diff", "timeline")


def named(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("screen", KEYS)
async def test_a_screen_of_the_five_reports(
    disputed: Database, screens: Opened, screen: str, size: tuple[int, int]
) -> None:
    async with screens(disputed, size) as pilot:
        await press(pilot, *KEYS[screen])
        golden.check(pilot.app, f"{screen}-demo-{named(size)}")


@pytest.mark.parametrize("size", SIZES, ids=named)
async def test_a_source_with_its_text(with_text: Database, screens: Opened, size: tuple[int, int]) -> None:
    async with screens(with_text, size) as pilot:
        await press(pilot, "v", "G", "enter", "right_curly_bracket", "right_curly_bracket", "W", "W")
        golden.check(pilot.app, f"sources-text-{named(size)}")


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("screen", PLACES)
async def test_a_screen_of_an_empty_ledger(
    empty: Database, screens: Opened, screen: str, size: tuple[int, int]
) -> None:
    async with screens(empty, size) as pilot:
        await press(pilot, *KEYS[screen])
        golden.check(pilot.app, f"{screen}-empty-{named(size)}")


@pytest.mark.slow
async def test_every_screen_of_a_large_ledger(big: Database, screens: Opened) -> None:
    async with screens(big, SIZES[0]) as pilot:
        for screen in ("matrix", "item", "form", "diff", "timeline", "sources", "review"):
            await press(pilot, *KEYS.get(screen, ()))
            for size in SIZES:
                await pilot.resize_terminal(*size)
                pilot.app.clear_notifications()
                await press(pilot)
                golden.check(pilot.app, f"{screen}-big-{named(size)}")
            if screen in ("item", "form"):
                await press(pilot, "escape", "escape")  # of a form the first puts away the list of what matches
