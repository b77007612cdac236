"""An analyst opens the ledger, moves over the matrix and steps through the rounds."""

from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


async def test_a_step_back_lights_what_changes_and_n_goes_there(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "left_square_bracket")
        shown = golden.text_of(pilot.app)
        assert "[R1 24 Jan]" in shown
        assert "R2 -> R1" in shown
        screen = pilot.app.screen
        await press(pilot, "n")
        assert screen.current_cell in screen.lit  # type: ignore[attr-defined]
        await press(pilot, "right_square_bracket")
        assert "[R2 5 Feb]" in golden.text_of(pilot.app)


async def test_filtering_as_one_types(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "is:contested ceasefire")
        shown = golden.text_of(pilot.app)
        assert "shown" in shown
        assert "Territory" not in shown
        await press(pilot, "escape")
        assert "Territory" in golden.text_of(pilot.app)
