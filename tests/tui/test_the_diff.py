"""Two points compared: chosen, filtered by verb and party, gone through, jumped from, written as a note."""

import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ledger.domain.entries import StanceEntry
from ledger.services import acting
from ledger.services.diff import diff_between
from ledger.services.matrix import matrix_at
from ledger.services.note import report_between
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


async def test_the_note_is_listed_under_the_headings_of_its_sections(demo: Database, screens: Opened) -> None:
    async with screens(demo, (200, 50)) as pilot:
        await press(pilot, "d")
        shown = golden.text_of(pilot.app)
        assert "In short" in shown
        assert shown.index("Settled, lapsed, reopened") < shown.index("Exchange of prisoners is settled: agreed")
        assert "One source tells of what came after R1 (C): VOVWORLD." in shown


async def test_the_screen_tells_the_changes_that_the_report_tells(demo: Database, screens: Opened) -> None:
    with demo.read() as store:
        of_report = report_between(store, "R1", "R2").changes
    async with screens(demo) as pilot:
        await press(pilot, "d")
        lines = pilot.app.screen._lines  # type: ignore[attr-defined]
        assert {told for line in lines if line.sentence for told in line.sentence.changes} == of_report


async def test_lines_are_filtered_by_verb_party_and_section(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "stated china")
        shown = golden.text_of(pilot.app)
        assert "China rejects it" in shown
        assert "Exchange of prisoners" not in shown.split("──")[0]
        await press(pilot, *["backspace"] * 12)
        await type_text(pilot, "section:rounds")
        assert "Second trilateral round (R2) was held about three days late" in " ".join(
            golden.text_of(pilot.app).split()
        )


async def test_a_party_asked_for_is_that_party_and_no_item_named_after_it(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "ukraine")
        assert "Ukraine's political and security" in golden.text_of(pilot.app)
        await press(pilot, *["backspace"] * 7)
        await type_text(pilot, "party:rus")
        shown = golden.text_of(pilot.app)
        assert "Ukraine's political and security" not in shown
        assert "Inside R1: Russia moved" in shown


async def test_how_many_lines_a_filter_shows_is_said_and_escape_shows_all(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "verb:overdue")
        assert re.search(r"\d+ changes  1 of \d+ lines shown", golden.text_of(pilot.app))
        await type_text(pilot, "x")
        shown = golden.text_of(pilot.app)
        assert '"overduex" is not a verb; did you mean "overdue"?' in shown
        assert "1 of " in shown, "what cannot be read leaves what was shown"
        await press(pilot, "backspace", *" nobody-says-this")
        assert "No line matches. esc clears the filter." in golden.text_of(pilot.app)
        await press(pilot, "enter", "escape")
        assert "shown" not in golden.text_of(pilot.app)


async def test_a_claim_shows_the_words_it_rests_on(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "n")
        shown = golden.text_of(pilot.app)
        assert "C2 VOVWORLD, 2026-02  vovworld-2026-02" in shown
        assert '"an agreement to exchange 314 prisoners"' in shown
        assert "entry " in shown


async def test_numbers_that_were_corrected_are_told_from_and_to(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.correct(store, 20, {"position": 60}, header(20), reason="less")
    async with screens(demo, (120, 40)) as pilot:
        await compare(pilot, "R2@6", "R2@7")
        await press(pilot, "n")
        assert "Learned or corrected by us" in golden.text_of(pilot.app)


async def test_one_stays_on_the_line_one_is_on_when_others_record(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "n", "n")
        on = pilot.app.screen._line  # type: ignore[attr-defined]
        assert on.tells
        await press(pilot, "f5")
        assert pilot.app.screen._line.text.plain == on.text.plain  # type: ignore[attr-defined]


async def test_what_a_party_said_on_the_way_is_told_with_its_day_and_source(demo: Database, screens: Opened) -> None:
    said = {"item": "territory", "party": "russia", "stance": "doubts", "held_on": "2026-01-30"}
    back = {**said, "stance": "demands", "held_on": "2026-02-03"}
    with demo.write() as store:
        for place, each in enumerate((said, back), 1):
            cited = {"source": "vovworld-2026-02", "at": f"¶{place}"}
            acting.record(store, StanceEntry.model_validate(each | {"cite": [cited]}), header(20 + place))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "section:moved party:russia")
        assert "In between: doubts, as a report has it (30 Jan 2026)." in pilot.app.screen._line.text.plain  # type: ignore[attr-defined]


async def test_a_change_is_shown_in_the_matrix(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "section:inside")
        await press(pilot, "enter", "M")
        assert isinstance(pilot.app.screen, MatrixScreen)
        assert pilot.app.screen.current_cell == ("ceasefire-monitoring", "russia")


async def test_what_was_reworded_is_shown_word_by_word(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        words = "Trump rules any extension out."
        number = next(row[0] for row in store.connection.exec_driver_sql(
            "SELECT id FROM entry WHERE summary = 'Trump rules an extension out.'"))  # fmt: skip
        acting.correct(store, number, {"summary": words}, header(20), reason="closer")
    async with screens(demo, (120, 40)) as pilot:
        await compare(pilot, "R2@6", "R2@7")
        shown = golden.text_of(pilot.app)
        assert "{+any" in shown
        assert "Learned or corrected by us" in shown


async def test_the_note_is_written_to_a_file(
    demo: Database, screens: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # so that few letters name a file
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d")
        for name, begins in (("a.md", b"# "), ("a.html", b"<!doctype html>"), ("a.docx", b"PK")):
            await press(pilot, "X")
            await type_text(pilot, name)
            await press(pilot, "enter")
            assert "Wrote" in golden.text_of(pilot.app)
            pilot.app.clear_notifications()
            written = (tmp_path / name).read_bytes()
            assert written.startswith(begins)
            assert name == "a.docx" or b"314 persons" in written
        await press(pilot, "X")
        await type_text(pilot, name)
        await press(pilot, "enter")
        assert "exists already" in golden.text_of(pilot.app)
        assert (tmp_path / name).read_bytes() == written


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
        assert '"R9" is neither a round' in golden.text_of(pilot.app)
        await press(pilot, "q")
    async with screens(demo, (120, 40)) as pilot:
        assert "R1@6 -> R2@6  18 changes" in golden.text_of(pilot.app)


async def test_points_that_are_gone_give_way_to_the_last_round(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        pilot.app.session.state.set("diff", {"from": "R8", "to": "R9"})  # type: ignore[attr-defined]
        await press(pilot, "d")
        assert "R1@6 -> R2@6  18 changes" in golden.text_of(pilot.app)


async def test_a_note_for_the_home_of_nobody_is_refused_in_words(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d", "X")
        await type_text(pilot, "~nobody-of-this-name/note.md")
        await press(pilot, "enter")
        assert "there is no folder ~nobody-of-this-name" in golden.text_of(pilot.app)


async def test_the_largest_moves_come_first_in_each_section_if_asked(demo: Database, screens: Opened) -> None:
    with demo.read() as store:
        rows = matrix_at(store, "R2").rows
    held = [row.item.key for row in rows if (cell := row.cells.get("russia")) and cell.measure == 3][:2]
    cite = {"source": "vovworld-2026-02", "at": "¶6", "speaker": "spokesperson"}
    for item, stance in zip(held, ("opposes", "rejects"), strict=True):
        said = {"item": item, "party": "russia", "round": "R2", "stance": stance, "cite": cite}
        with demo.write() as store:
            acting.record(store, StanceEntry.model_validate(said), header(9))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d")
        screen: Any = pilot.app.screen
        as_noted = [line.text.plain for line in screen._lines]
        await press(pilot, "S")
        assert "largest moves first" in golden.text_of(pilot.app)
        by_size = [line.text.plain for line in screen._lines]
        assert sorted(by_size) == sorted(as_noted)
        assert by_size != as_noted
        moved = {(each.item, each.party): abs(each.delta or 0) for each in screen._changes}
        for key in {line.section for line in screen._lines} - {"top"}:
            lines = [line for line in screen._lines if line.section == key and line.sentence]
            sizes = [max((moved.get((t.item, t.party), 0) for t in line.sentence.changes), default=0) for line in lines]
            assert sizes == sorted(sizes, reverse=True)
        await press(pilot, "S")
        assert [line.text.plain for line in screen._lines] == as_noted


async def test_changes_are_counted_as_the_command_counts_them(demo: Database, screens: Opened) -> None:
    """What a party moved inside the days of a round is no change from one end to the other: it counts apart."""
    with demo.read() as store:
        diff = diff_between(store, "R1", "R2")
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "d")
        title = golden.text_of(pilot.app).splitlines()[1]
        assert f"  {len(diff.changes)} changes  {len(diff.inside)} move inside the rounds" in title
        await press(pilot, "number_sign", "down", "enter")
        assert "Monitoring of a ceasefire, and by whom, Russian Federation" in golden.text_of(pilot.app)
