"""Two points compared: chosen, filtered by verb and party, gone through, jumped from, written as a note."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from ledger.domain.entries import StanceEntry
from ledger.services import acting
from ledger.storage.database import Database
from ledger.tui.matrix.screen import MatrixScreen
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


async def compare(pilot: Pilot[None], start: str, end: str) -> None:
    await press(pilot, "d", "p")
    await type_text(pilot, start)
    await press(pilot, "enter")
    await type_text(pilot, end)
    await press(pilot, "enter")


async def test_any_two_points_are_compared(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await compare(pilot, "2026-01-22@3", "R1@5")
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


async def test_a_party_asked_for_is_that_party_and_no_item_named_after_it(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "ukraine")
        assert "RU " in golden.text_of(pilot.app)  # on "Ukraine's political and security future"
        await press(pilot, *["backspace"] * 7)
        await type_text(pilot, "party:ukr")
        shown = golden.text_of(pilot.app).split("──")[0]
        lines = [line for line in shown.splitlines() if line.startswith("  ")]
        assert len(lines) > 3
        assert all(line.startswith("  UA ") for line in lines)


async def test_how_many_lines_a_filter_shows_is_said_and_escape_shows_all(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "verb:overdue")
        assert "36 changes  1 of 60 lines shown" in golden.text_of(pilot.app)
        await type_text(pilot, "x")
        assert "No line matches. esc clears the filter." in golden.text_of(pilot.app)
        await press(pilot, "enter", "escape")
        assert "shown" not in golden.text_of(pilot.app)
        assert "Exchange of prisoners" in golden.text_of(pilot.app)


async def test_a_gap_that_closed_stands_with_the_stances_that_closed_it(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.correct(store, 100, {"stance": "supports"}, header(20), reason="misread")
    async with screens(demo) as pilot:
        await compare(pilot, "R2@6", "R2@7")
        shown = golden.text_of(pilot.app).split("──")[0]
        assert shown.index("softened") < shown.index("gap  converged     5 -> 4 between principals")


async def test_numbers_that_were_corrected_are_told_from_and_to(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.correct(store, 100, {"position": 90}, header(20), reason="less")
    async with screens(demo, (120, 40)) as pilot:
        await compare(pilot, "R2@6", "R2@7")
        shown = golden.text_of(pilot.app)
        assert "position: 100 -> 90" in shown
        assert "we did: what we know was corrected" in shown


async def test_of_an_item_nobody_is_said_to_have_moved(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d")
        assert "the party did" not in golden.text_of(pilot.app)
        await press(pilot, "j")
        assert "the party did" in golden.text_of(pilot.app)
        await press(pilot, "slash")
        await type_text(pilot, "verb:overdue")
        assert "its day has passed" in golden.text_of(pilot.app)


async def test_one_stays_on_the_second_change_of_a_cell_when_others_record(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await compare(pilot, "2026-01-23@6", "R1@6")
        await press(pilot, "slash")
        await type_text(pilot, "verb:contested")
        await press(pilot, "enter", "j", "escape")
        screen = pilot.app.screen
        on = screen._line.change  # type: ignore[attr-defined]
        assert on.verb == "contested"
        await press(pilot, "f5")
        assert screen._line.change == on  # type: ignore[attr-defined]


async def test_what_a_party_said_on_the_way_is_told_with_its_day_and_source(demo: Database, screens: Opened) -> None:
    said = {"item": "territory", "party": "russia", "held_on": "2026-01-30", "stance": "doubts"}
    with demo.write() as store:
        cited = {"source": "vovworld-2026-02", "at": "¶2"}
        acting.record(store, StanceEntry.model_validate(said | {"cite": [cited]}), header(20))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "item:territory party:russia")
        shown = golden.text_of(pilot.app)
        assert "✓+3 demands -> ✗-1 doubts (2026-01-30)" in shown
        assert "On the way" in shown
        assert shown.index("On the way") < shown.index("✗-1 doubts  2026-01-30") < shown.index("¶2")


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
        await compare(pilot, "R2@6", "R2@7")
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


async def test_a_point_is_taken_as_typed_though_it_is_found_in_another(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "p")
        await type_text(pilot, "2026-02")  # now is a day of February
        await press(pilot, "down", "enter")
        assert "2026-02 compared with" in golden.text_of(pilot.app)


async def test_a_point_mistyped_leaves_what_was_compared(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "p")
        await type_text(pilot, "R9")
        await press(pilot, "enter", "enter")
        assert '"R9" is neither a round nor a date' in golden.text_of(pilot.app)
        await press(pilot, "q")
    async with screens(demo, (120, 40)) as pilot:
        assert "R1@6 -> R2@6  36 changes" in golden.text_of(pilot.app)


async def test_points_that_are_gone_give_way_to_the_last_round(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        pilot.app.state.set("diff", {"from": "R8", "to": "R9"})  # type: ignore[attr-defined]
        await press(pilot, "d")
        assert "R1@6 -> R2@6  36 changes" in golden.text_of(pilot.app)


async def test_a_note_for_the_home_of_nobody_is_refused_in_words(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "X")
        await type_text(pilot, "~nobody-of-this-name/note.md")
        await press(pilot, "enter")
        assert "there is no folder ~nobody-of-this-name" in golden.text_of(pilot.app)
