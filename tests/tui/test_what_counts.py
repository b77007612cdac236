"""What counts on the screens, and how contested, only possible and whose word it is are seen there."""

import pytest

from ledger.domain.entries import StanceEntry
from ledger.domain.floors import OWN
from ledger.services import acting
from ledger.storage.database import Database
from ledger.tui.floor import parsed, remembered, written
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


async def test_a_contested_cell_shows_every_score_and_both_accounts(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (200, 50)) as pilot:
        await press(pilot, "left_square_bracket", "l")
        shown = golden.text_of(pilot.app)
        line = next(line for line in shown.splitlines() if line.strip().startswith("Territory "))
        assert "-2 / +2" in line
        assert " !" in line
        assert "2 accounts contradict each other" in shown
        assert "contested" in shown


async def test_a_floor_is_chosen_shown_in_the_title_and_remembered(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (160, 40)) as pilot:
        await press(pilot, "F")
        await type_text(pilot, "first-hand")
        await press(pilot, "enter")
        shown = golden.text_of(pilot.app).splitlines()
        assert "Counting only first-hand." in shown[1]
        line = next(line for line in shown if line.strip().startswith("Territory "))
        assert "-2 / +2" not in line
        await press(pilot, "enter")
        assert "Counting only first-hand." in golden.text_of(pilot.app).splitlines()[1]
    async with screens(disputed, (160, 40)) as pilot:
        assert "Counting only first-hand." in golden.text_of(pilot.app).splitlines()[1]


async def test_whatever_is_read_under_a_floor_says_so_on_its_own_screen(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "R", "ctrl+f")
        await type_text(pilot, "nuclear")
        pilot.app.clear_notifications()
        await press(pilot)
        assert "Counting only accepted by a reviewer." in golden.text_of(pilot.app).splitlines()[2]
        await press(pilot, "escape")
        for place in ("i", "C", "d", "g", "p"):
            await press(pilot, "f1", place)
            assert "Counting only accepted by a reviewer." in golden.text_of(pilot.app).splitlines()[1], place
        await press(pilot, "f1", "R", "C")
        assert "Counting only" not in golden.text_of(pilot.app)
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "ctrl+f")
        assert "Counting only" not in golden.text_of(pilot.app)


async def test_only_what_was_accepted_can_be_added_to_a_floor(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (160, 40)) as pilot:
        await press(pilot, "F")
        await type_text(pilot, "B4 reported")
        await press(pilot, "enter", "R")
        assert "accepted by a reviewer." in golden.text_of(pilot.app).splitlines()[1]
        await press(pilot, "R")
        assert "Counting only B4 or better; first-hand or reported." in golden.text_of(pilot.app).splitlines()[1]


@pytest.mark.parametrize("words", ["", "everything", "B3", "B3 first-hand 2 accepted", "everything C4 reported"])
def test_what_is_remembered_is_what_was_chosen(words: str) -> None:
    assert written(parsed(words)) == words
    assert remembered(words) == parsed(words)


def test_what_cannot_be_read_any_more_counts_as_not_there() -> None:
    assert remembered("loudly") == remembered(None) == OWN


async def test_under_a_floor_nothing_is_said_not_to_be_recorded(demo: Database, screens: Opened) -> None:
    """It is recorded, and does not count."""
    async with screens(demo, (80, 30)) as pilot:
        await press(pilot, "R", "space")
        pilot.app.clear_notifications()
        await press(pilot)
        shown = " ".join(golden.text_of(pilot.app).split())
        assert "Nothing that counts is recorded for Russian Federation here by this point." in shown
        assert "Territory › Russian Federation: nothing that counts" in shown
        await press(pilot, "c")
        assert "Nothing that counts is recorded in this cell." in golden.text_of(pilot.app)
        await press(pilot, "enter")
        shown = golden.text_of(pilot.app)
        assert "no stance that counts is recorded" in shown
        assert "none that counts is recorded" in shown
        assert "not-raised" not in shown, "that it was not raised would be a report's word"


async def test_where_there_is_no_round_before_nothing_is_since_it(empty: Database, screens: Opened) -> None:
    async with screens(empty, (160, 40)) as pilot:
        await press(pilot, "R")
        title = golden.text_of(pilot.app).splitlines()[1]
        assert "Counting only accepted" in title
        assert "since" not in title


async def test_a_contested_cell_has_the_short_words_of_the_others(demo: Database, screens: Opened) -> None:
    cite = {"source": "vovworld-2026-02", "at": "¶6", "speaker": "counterpart", "credibility": 5}
    said = {"item": "territory", "party": "russia", "held_on": "2026-01-24", "stance": "withdrawn", "cite": cite}
    with demo.write() as store:
        acting.record(store, StanceEntry.model_validate(said), header(7))
    async with screens(demo, (120, 24)) as pilot:
        line = next(line for line in golden.text_of(pilot.app).splitlines() if line.strip().startswith("Territory "))
        assert " +3/wdr" in line
