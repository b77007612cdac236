"""Two points compared: chosen, filtered by verb and party, gone through, jumped from, written as a note."""

from pathlib import Path

import pytest

from ledger.services import acting
from ledger.storage.database import Database
from ledger.tui.matrix.screen import MatrixScreen
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


async def test_any_two_points_are_compared(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "p")
        await type_text(pilot, "2026-01-22@3")
        await press(pilot, "enter")
        await type_text(pilot, "R1@5")
        await press(pilot, "enter")
        assert "2026-01-22@3 -> R1@5" in golden.text_of(pilot.app)


async def test_a_point_that_is_none_is_said_and_the_diff_stays(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "p")
        await type_text(pilot, "R77")
        await press(pilot, "enter", "enter")
        assert "R1@6 -> R2@6" in golden.text_of(pilot.app)
        assert "R77" in golden.text_of(pilot.app)


async def test_lines_are_filtered_by_verb_and_party(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "softened ukraine")
        shown = golden.text_of(pilot.app)
        assert "UA   softened" in shown
        assert "stated" not in shown.split("──")[0]


async def test_a_change_is_shown_in_the_matrix(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "softened")
        await press(pilot, "enter", "M")
        assert isinstance(pilot.app.screen, MatrixScreen)
        assert pilot.app.screen.current_cell == ("course-of-talks", "ukraine")


async def test_what_was_reworded_is_shown_word_by_word(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.correct(
            store,
            100,
            {"summary": "Russia keeps all its territorial demands; the political group stays split."},
            header(20),
            reason="shorter",
        )
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "p")
        await type_text(pilot, "R2@6")
        await press(pilot, "enter")
        await type_text(pilot, "R2@7")
        await press(pilot, "enter")
        shown = golden.text_of(pilot.app)
        assert "{+all" in shown
        assert "(corrected)" in shown


@pytest.mark.parametrize("ending", ["md", "html"])
async def test_the_note_is_written_to_a_file(demo: Database, screens: Opened, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"note.{ending}"
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "X")
        await type_text(pilot, str(path))
        await press(pilot, "enter")
        assert "Wrote" in golden.text_of(pilot.app)
        written = path.read_text(encoding="utf-8")
        assert "314 prisoners" in written
        await press(pilot, "X")
        await type_text(pilot, str(path))
        await press(pilot, "enter")
        assert "exists already" in golden.text_of(pilot.app)
    assert path.read_text(encoding="utf-8") == written
