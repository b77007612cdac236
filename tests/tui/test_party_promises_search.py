"""A party's page, the list of commitments, and words that are looked for."""

from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


async def test_the_page_of_the_party_of_a_cell(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "l", "p")
        shown = golden.text_of(pilot.app)
        for words in (
            "Ukraine (UA), principal  last heard 2026-01-24",
            "Stances held: 6",
            "Moved: 1",
            "Alone on: 1",
            "Silent on, as reported: 1",
            "Not in the reports we have, of what is open: 14",
            "Promises owed: 3",
            "Volodymyr Zelenskyy",
            "Party › Ukraine › Territory",
        ):
            assert words in shown
        await press(pilot, "M")
        assert "[Matrix]" in golden.text_of(pilot.app)
        assert pilot.app.screen.current_cell[1] == "ukraine"  # type: ignore[attr-defined]


async def test_the_palette_goes_to_a_party_s_page(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "moscow")
        await press(pilot, "enter")
        assert "Russian Federation (RU), principal" in golden.text_of(pilot.app)


async def test_a_commitment_is_kept_by_k_and_a_citation(demo: Database, screens: Opened) -> None:
    async with screens(demo, (100, 40)) as pilot:
        await press(pilot, "C")
        assert "1 overdue  2 open, not overdue  1 settled" in golden.text_of(pilot.app)
        await press(pilot, "k")
        assert "Kept: ceasefire-terms" in golden.text_of(pilot.app)
        assert "kept" in golden.text_of(pilot.app)


async def test_a_quote_is_found_and_opened(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "not easily cede")
        assert "Quotes: 1" in golden.text_of(pilot.app)
        await press(pilot, "enter", "enter")
        assert "Territory" in golden.text_of(pilot.app)
        await press(pilot, "escape", "ctrl+f")
        await type_text(pilot, " zzz")
        assert "These words stand nowhere here." in golden.text_of(pilot.app)
