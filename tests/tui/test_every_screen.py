"""Every screen at three sizes, on the five reports and on an empty ledger; the matrix of a large ledger."""

import pytest

from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import SIZES, Opened, press

KEYS: dict[str, tuple[str, ...]] = {
    "review": ("r",),
    "sources": ("v",),
    "diff": ("d",),
    "timeline": ("g",),
    "item": ("j", "enter"),
    "item-contested": ("j", "l", "l", "enter"),
    "form": ("j", "l", "s"),
}
"""From home to each screen."""
PLACES = ("review", "sources", "diff", "timeline")


def named(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("screen", KEYS)
async def test_a_screen_of_the_five_reports(
    demo: Database, screens: Opened, screen: str, size: tuple[int, int]
) -> None:
    async with screens(demo, size) as pilot:
        await press(pilot, *KEYS[screen])
        golden.check(pilot.app, f"{screen}-demo-{named(size)}")


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("screen", PLACES)
async def test_a_screen_of_an_empty_ledger(
    empty: Database, screens: Opened, screen: str, size: tuple[int, int]
) -> None:
    async with screens(empty, size) as pilot:
        await press(pilot, *KEYS[screen])
        golden.check(pilot.app, f"{screen}-empty-{named(size)}")


@pytest.mark.slow
async def test_the_matrix_of_a_large_ledger(big: Database, screens: Opened) -> None:
    async with screens(big, (120, 40)) as pilot:
        golden.check(pilot.app, "matrix-big-120x40")
