"""``/`` on the screens: the language of ``--where``, completed as one types."""

from typing import Any

import pytest

from ledger.storage.database import Database
from ledger.tui.matrix.view import Heading
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


def shown(pilot: Any) -> set[str]:
    """The items that are left in the matrix."""
    return {line.row.item.key for line in pilot.app.screen.grid._arranged.lines if hasattr(line, "row")}


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("is:overdue", {"ceasefire-terms"}),
        ("is:silent", {"energy-ceasefire"}),
        ("party:ukr score<0", {"territory"}),
        ("is:settled verb:settled", {"prisoner-exchange", "military-dialogue"}),
        ("is:stale track:political -status:open", {"peace-framework", "us-oversight"}),
        ("due<=today difficulty<3 is:overdue", {"ceasefire-terms"}),
    ],
)
async def test_the_matrix_is_filtered_by_what_a_list_is(
    demo: Database, screens: Opened, typed: str, items: set[str]
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, typed)
        await press(pilot, "enter")
        assert shown(pilot) == items


async def test_the_words_that_may_come_next_stand_below_and_tab_takes_the_first(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "is:con")
        assert "is:contested" not in golden.text_of(pilot.app).split("is:con ")[0]
        await press(pilot, "tab")
        assert pilot.app.screen.filter_line.value == "is:contested"  # type: ignore[attr-defined]
        await type_text(pilot, " party:uk")
        assert "ukraine" in golden.text_of(pilot.app).splitlines()[-3]
        await press(pilot, "tab", "enter")
        assert pilot.app.screen.view.filter == "is:contested party:ukraine"  # type: ignore[attr-defined]


async def test_a_word_that_is_none_is_answered_with_the_words_and_stays_to_be_mended(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "is:latte")
        assert 'unknown word "latte"; words: overdue, contested, stale' in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert pilot.app.screen.filter_line.has_focus  # type: ignore[attr-defined]


async def test_where_no_item_matches_it_is_said(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "nobody-says-this")
        assert "No item matches." in golden.text_of(pilot.app)


async def test_after_a_filter_that_nothing_matches_the_cursor_is_on_its_item_again(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "down", "down", "right")
        before = pilot.app.screen.grid.cell  # type: ignore[attr-defined]
        await press(pilot, "slash")
        await type_text(pilot, "nobody-says-this")
        await press(pilot, "escape")
        assert pilot.app.screen.grid.cell == before  # type: ignore[attr-defined]


async def test_on_the_line_of_a_track_it_is_not_said_that_nothing_matches(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "ter")
        await press(pilot, "enter", "home", "up", "up")
        assert isinstance(pilot.app.screen.grid.line, Heading)  # type: ignore[attr-defined]
        assert "No item matches." not in golden.text_of(pilot.app)


async def test_a_diff_is_asked_what_changed(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "slash")
        await type_text(pilot, "changed:status to.status:agreed")
        text = golden.text_of(pilot.app)
        assert "agreed" in text
        assert "Not moved" not in text


async def test_a_filter_that_names_a_person_holds_at_the_next_start(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "by:putin")
        await press(pilot, "enter", "q")
        left = shown(pilot)
    async with screens(demo) as pilot:
        assert shown(pilot) == left
        assert "is not a known person" not in golden.text_of(pilot.app)


@pytest.mark.parametrize("screen", ["f1", "d", "r"])
async def test_while_a_filter_is_typed_the_line_of_keys_offers_what_they_do_there(
    demo: Database, screens: Opened, screen: str
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, screen, "down", "down")
        before = golden.text_of(pilot.app).splitlines()[-1]
        assert "Filter" in before or "Open" in before
        await press(pilot, "slash")
        await type_text(pilot, "cease")
        keys = golden.text_of(pilot.app).splitlines()[-1]
        assert keys.split() == ["enter", "Keep", "tab", "Complete", "esc", "Clear", "ctrl+p", "All"]
        await press(pilot, "enter")
        after = golden.text_of(pilot.app).splitlines()[-1]
        assert "Keep" not in after
        assert "Help" in after
