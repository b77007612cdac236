"""Palette, help, known time, copying."""

import pytest

from ledger.storage.database import Database
from ledger.tui import clipboard
from ledger.tui.forms.field import FieldInput
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


async def test_the_palette_finds_commands_and_things(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        assert "Peek  space  The cell's reading" in golden.text_of(pilot.app)
        await type_text(pilot, "local truces")
        await press(pilot, "enter")
        assert "Local truces" in golden.text_of(pilot.app)


async def test_help_explains_the_keys_of_the_thing_in_focus(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "question_mark")
        shown = golden.text_of(pilot.app)
        assert "Help: matrix" in shown
        for action in ("open", "record-stance", "peek"):
            assert f"  {action} " in shown


async def test_the_ledger_as_it_was_known(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "K")
        await type_text(pilot, "@3")
        await press(pilot, "enter")
        assert "AS KNOWN AT @3 of @6" in golden.text_of(pilot.app)
        await press(pilot, "escape")
        assert "AS KNOWN" not in golden.text_of(pilot.app)


async def test_the_item_with_its_stances_and_citations(demo: Database, screens: Opened) -> None:
    async with screens(demo, (80, 28)) as pilot:
        await press(pilot, "enter")
        shown = golden.text_of(pilot.app)
        for words in (
            "Territory  deadlocked  spread 5  at R2@6",
            "status: deadlocked",
            "+3 r  Russian Federation",
            "-2 ro Ukraine",
        ):
            assert words in shown
        for words in (
            "C3 x1: fairly reliable, possibly true; 1",
            "position: 90 of 100",
            "C3 CGTN, 2026-01  cgtn-2026-01",
            "¶30, anonymous-source",
        ):
            assert words in shown


async def test_peek_shows_the_reading_with_quote_and_grade(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "space")
        shown = golden.text_of(pilot.app)
        for words in (
            "+3 demands  2026-01-24",
            "C3 CGTN, 2026-01",
            '"Russia insisted that Ukrainian forces withdraw"',
            "+3 demands 2026-01-24, C3 x2, reported",
        ):
            assert words in shown


async def test_copying_falls_back_to_showing_the_text(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "TOOLS", ())
    async with screens(demo) as pilot:
        await press(pilot, "y")
        assert "Territory / Russian Federation: demands (+3) (reported), 2026-01-24" in golden.text_of(pilot.app)


@pytest.mark.parametrize(("typed", "shown"), [("21", "-2 ro Ukraine"), ("entry 20", "+3 demands  2026-01-24")])
async def test_the_palette_finds_an_entry_by_its_number(
    demo: Database, screens: Opened, typed: str, shown: str
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, typed)
        await press(pilot, "enter")
        assert " Territory  deadlocked" in golden.text_of(pilot.app)
        assert shown in golden.text_of(pilot.app)


async def test_the_palette_goes_to_a_changeset_a_round_and_a_source(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        for typed, shown in (("@3", "AS KNOWN AT @3"), ("R1", "[R1 24 Jan]"), ("vovworld", "VOVWORLD, 2026-02")):
            await press(pilot, "ctrl+p")
            await type_text(pilot, typed)
            await press(pilot, "enter")
            assert shown in golden.text_of(pilot.app)


async def test_an_entry_that_is_not_there_is_said(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "9999")
        await press(pilot, "enter")
        assert "there is no entry 9999" in golden.text_of(pilot.app)


async def test_what_a_filter_finds_is_seen_though_its_track_was_folded(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "Z")
        assert "dead./narr." not in golden.text_of(pilot.app)
        await press(pilot, "slash")
        await type_text(pilot, "territory is:contested")
        await press(pilot, "enter")
        assert "dead./narr." in golden.text_of(pilot.app)


async def test_after_the_last_field_comes_the_first_not_a_note_with_nothing_to_scroll(
    disputed: Database, screens: Opened
) -> None:
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "m", "exclamation_mark")
        await type_text(pilot, "keep 21")
        await press(pilot, "tab", "tab")
        assert isinstance(pilot.app.focused, FieldInput)
