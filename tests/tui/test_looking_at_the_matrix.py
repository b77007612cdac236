"""An analyst opens the ledger, moves over the matrix and steps through the rounds."""

from ledger.storage.database import Database
from ledger.tui.matrix.grid import HEADER
from ledger.tui.matrix.view import ItemLine
from tests.support import FRAME, load, stance
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


async def test_where_a_cell_came_from_is_shown_for_the_points_that_the_head_names_alone(
    database: Database, screens: Opened
) -> None:
    """Stepping back, what moved since the round before is not what differs from the point one came from."""
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R2"))

    def line(shown: str) -> str:
        return next(row for row in shown.splitlines() if "Land" in row)

    async with screens(database, (120, 40)) as pilot:
        assert "+3▸-2" in line(golden.text_of(pilot.app))
        await press(pilot, "right_square_bracket", "left_square_bracket")
        shown = golden.text_of(pilot.app)
        assert "now -> R2" in shown
        assert "▸" not in line(shown)
        await press(pilot, "left_square_bracket", "right_square_bracket")
        shown = golden.text_of(pilot.app)
        assert "R1 -> R2" in shown
        assert "+3▸-2" in line(shown)


async def test_a_status_that_is_only_possible_stands_in_brackets(demo: Database, screens: Opened) -> None:
    def line(shown: str) -> str:
        return next(row for row in shown.splitlines() if "No settlement" in row)

    async with screens(demo, (120, 40)) as pilot:
        assert " open " in line(golden.text_of(pilot.app))
        await press(pilot, *["left_square_bracket"] * 3)
        shown = golden.text_of(pilot.app)
        assert "[davos-2026-01 22 Jan]" in shown
        assert " (open) " in line(shown)


async def test_filtering_as_one_types(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "is:contested ceasefire")
        shown = golden.text_of(pilot.app)
        assert "shown" in shown
        assert "Territory" not in shown
        await press(pilot, "escape")
        assert "Territory" in golden.text_of(pilot.app)


async def test_scrolled_to_the_right_every_word_stands_below_its_party(big: Database, screens: Opened) -> None:
    async with screens(big, (80, 24)) as pilot:
        grid = pilot.app.screen.grid  # type: ignore[attr-defined]
        line = next(line for line in grid._arranged.lines if isinstance(line, ItemLine) and len(line.row.cells) > 2)
        number = grid._arranged.lines.index(line)
        columns, painter, everybody = grid._columns, grid._painter, slice(None)
        whole = painter.cells(line.row, grid._lit, grid._arranged.blocs, everybody, here=False, on=None).text
        at = set()
        for left in range(0, grid.max_scroll_x + 1, 3):
            grid.scroll_to(left, 0, animate=False)
            await pilot.pause()
            at.add(grid.scroll_offset.x)
            shown = grid.render_line(number + HEADER).text[columns.frozen :]
            assert shown == whole[left : left + len(shown)].ljust(len(shown))
        assert len(at) > 1
