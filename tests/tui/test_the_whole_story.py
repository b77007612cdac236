"""One afternoon at the ledger, by keys alone: a contest settled, a phrase cited, accepted, seen, undone, come back to."""

import pytest
from textual.pilot import Pilot

from ledger.services import verifying
from ledger.storage.database import Database
from ledger.tui.matrix.screen import MatrixScreen
from tests.effort import EFFORT
from tests.support import said
from tests.tui import golden
from tests.tui.conftest import PHRASE, Opened, attach_readout, press, type_text

CELL = "ceasefire-monitoring ukraine"


def shown(pilot: Pilot[None]) -> str:
    return golden.text_of(pilot.app)


async def wait_for_notices_to_go(pilot: Pilot[None]) -> None:
    pilot.app.clear_notifications()
    await press(pilot)


async def settle_the_contest(pilot: Pilot[None]) -> None:
    await press(pilot, "m", *([] if pilot.app.query("CellPanel.-beside") else ["space"]))
    assert "2 accounts contradict" in shown(pilot)
    await press(pilot, "exclamation_mark")
    form = shown(pilot)
    assert "Ukraine will not easily cede" in form
    await type_text(pilot, "keep")
    await press(pilot, "tab")
    await type_text(pilot, "the other rests on one wire")
    await press(pilot, "ctrl+s")
    assert "1 contested" in shown(pilot)


async def cite_a_phrase(pilot: Pilot[None]) -> None:
    await press(pilot, "v", "G", "enter", "right_curly_bracket", "right_curly_bracket")
    await press(pilot, *["W"] * len(PHRASE.split()), "s")
    for typed in ("ceasefire-mon", "ukr", "supp", "R2"):
        await type_text(pilot, typed)
        await press(pilot, "tab")
    await press(pilot, "ctrl+s")
    assert "Recorded @" in shown(pilot)


async def accept_it(pilot: Pilot[None]) -> None:
    await press(pilot, "r", "G")
    await wait_for_notices_to_go(pilot)
    assert PHRASE[:40] in shown(pilot)
    await press(pilot, "a")
    assert "1 of " in shown(pilot)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (160, 50)][:EFFORT], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_whole_story_by_keys(disputed: Database, screens: Opened, size: tuple[int, int]) -> None:
    attach_readout(disputed)
    async with screens(disputed, size) as pilot:
        await settle_the_contest(pilot)
        assert said(disputed, "R1")["territory ukraine"] == "opposes"

        await cite_a_phrase(pilot)
        assert said(disputed)[CELL] == "supports"
        await accept_it(pilot)

        await press(pilot, "escape")
        home = pilot.app.screen
        assert isinstance(home, MatrixScreen)
        assert ("ceasefire-monitoring", "ukraine") in home.lit
        await press(pilot, "d", "slash")
        await type_text(pilot, "takes part ukraine")
        await press(pilot, "enter")
        await wait_for_notices_to_go(pilot)
        assert "welcomes monitoring by third" in shown(pilot)

        for reason in ("accepted too soon", "he said it of another text"):
            await press(pilot, "U")
            await type_text(pilot, reason)
            await press(pilot, "ctrl+s")
        assert CELL not in said(disputed)
        await press(pilot, "escape", "escape", "j", "l", "q")
        place = home.current_cell

    async with screens(disputed, size) as pilot:
        assert pilot.app.screen.current_cell == place  # type: ignore[attr-defined]
        assert "[R2 5 Feb]" in shown(pilot)
    with disputed.read() as store:
        verifying.verify(store)


async def test_a_source_without_its_text_can_be_entered_and_left_again(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "v", "enter")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "under"
        await press(pilot, "d", "v", "escape", "G")
        assert "VOVWORLD, 2026-02" in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MatrixScreen)
