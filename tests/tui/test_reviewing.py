"""The review queue: what is waiting is found, judged one by one or many at once, and taken back."""

import threading
from typing import Any

import pytest

from ledger.errors import Unavailable
from ledger.services import acting, undoing
from ledger.services.importing import Imported
from ledger.services.reviewing import waiting
from ledger.storage import register
from ledger.storage.database import Database
from ledger.tui.glyphs import Glyphs
from ledger.tui.messages import Failed
from ledger.tui.review import screen as review
from ledger.tui.review.lines import waiting_text
from tests.support import FRAME, load, stance
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, settled, type_text


def title(shown: str) -> str:
    return shown.splitlines()[1]


def still_waiting(database: Database) -> set[int]:
    with database.read() as store:
        return {each.entry.id for each in waiting(store)}


async def test_a_filter_shows_what_matches_as_it_is_typed(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, "kind:stance item:terr")
        assert "0 of 152 done  10 of 152 shown" in title(golden.text_of(pilot.app))
        await type_text(pilot, " party:ukr")
        shown = golden.text_of(pilot.app)
        assert "4 of 152 shown" in title(shown)
        assert "UA   -2 opposes  Territory" in shown
        assert "RU " not in shown.split("──")[0]


def test_the_figures_of_what_waits_stand_beside_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1", more=", figures: [fund=12 m]"))
    with database.read() as store:
        (found,) = waiting(store)
        shown = waiting_text(found, register.load(store), Glyphs()).plain
    assert "figures: fund 12 m" in shown


@pytest.mark.parametrize("typed", ["ukraine territory", "easily cede", "preview-2026-01 ukr", "kind:stance item:terr"])
async def test_words_are_looked_for_in_all_that_is_shown_of_an_entry(
    demo: Database, screens: Opened, typed: str
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, typed)
        assert "UA   -2 opposes  Ter" in golden.text_of(pilot.app)


async def test_where_nothing_matches_it_is_said_and_escape_leads_back(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "j", "j", "j")
        screen = pilot.app.screen
        place = screen._queue.entry  # type: ignore[attr-defined]
        await press(pilot, "slash")
        await type_text(pilot, "nobody says this")
        assert "No entry matches. esc clears the filter." in golden.text_of(pilot.app)
        assert "0 of 152 shown" in title(golden.text_of(pilot.app))
        await press(pilot, "a", "escape")
        assert title(golden.text_of(pilot.app)).strip() == "Review  0 of 152 done"
        assert screen._queue.entry == place  # type: ignore[attr-defined]
        assert len(still_waiting(demo)) == 152
        await press(pilot, "escape")
        assert pilot.app.screen is not screen


async def test_a_filter_kept_that_found_nothing_leads_back_too(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "j", "j", "j")
        place = pilot.app.screen._queue.entry  # type: ignore[attr-defined]
        await press(pilot, "slash")
        await type_text(pilot, "nobody says this")
        await press(pilot, "enter", "escape")
        assert pilot.app.screen._queue.entry == place  # type: ignore[attr-defined]


async def test_a_filter_kept_leaves_one_on_what_it_found(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, "status:dead item:terr")
        await press(pilot, "enter")
        found = pilot.app.screen._queue.entry  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert pilot.app.screen._queue.entry == found  # type: ignore[attr-defined]
        assert "deadlocked  Territory" in golden.text_of(pilot.app)


async def test_a_verdict_on_many_is_only_on_what_is_shown(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "asterisk", "slash")
        await type_text(pilot, "party:ukr")
        await press(pilot, "enter")
        assert "18 chosen, 2 of them shown" in title(golden.text_of(pilot.app))
        before = still_waiting(demo)
        await press(pilot, "a")
        assert len(before - still_waiting(demo)) == 2
        await press(pilot, "escape")
        assert "2 of 152 done  16 chosen" in title(golden.text_of(pilot.app))


async def test_all_of_a_source_is_all_of_it_that_is_shown(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, "item:terr kind:stance")
        await press(pilot, "enter", "asterisk")
        assert "10 of 152 shown  2 chosen" in title(golden.text_of(pilot.app))
        await press(pilot, "asterisk")
        assert "chosen" not in title(golden.text_of(pilot.app))


async def test_one_moves_on_to_the_next_of_what_is_shown(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, "item:terr")
        await press(pilot, "enter")
        queue = pilot.app.screen._queue  # type: ignore[attr-defined]
        second, third = (each.entry.id for each in queue.shown[1:3])
        await press(pilot, "a")
        assert queue.entry == second
        await press(pilot, "a")
        assert queue.entry == third
        assert "2 of 152 done" in title(golden.text_of(pilot.app))


async def test_a_verdict_on_many_is_taken_back_whole(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "asterisk", "a")
        assert "18 of 152 done" in title(golden.text_of(pilot.app))
        await press(pilot, "u")
        assert "0 of 152 done" in title(golden.text_of(pilot.app))
        assert len(still_waiting(demo)) == 152


async def test_the_filter_is_still_there_when_one_comes_back(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, "kind:stance item:terr")
        await press(pilot, "enter", "q")
    async with screens(demo) as pilot:
        await press(pilot, "r")
        assert "10 of 152 shown" in title(golden.text_of(pilot.app))
        assert "kind:stance item:terr" in golden.text_of(pilot.app).splitlines()[2]


async def test_of_a_long_queue_the_first_are_filtered_and_enter_looks_through_all(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST", 10)
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "r")
        assert "0 of 152 done  the first 10 shown" in title(golden.text_of(pilot.app))
        await press(pilot, "slash")
        await type_text(pilot, "sotheby")
        assert "0 of the first 10 shown; enter looks through all 152" in title(golden.text_of(pilot.app))
        await press(pilot, *["backspace"] * 7)
        await type_text(pilot, "deadlocked territory")
        await press(pilot, "enter")
        shown = golden.text_of(pilot.app)
        assert "of 152 shown" in title(shown)
        assert "deadlocked  Territory" in shown
        await press(pilot, "a")
        assert "1 of 152 done" in title(golden.text_of(pilot.app))
        await press(pilot, "escape")
        assert "1 of 152 done  the first 10 shown" in title(golden.text_of(pilot.app))


async def test_what_is_grave_is_seen_before_the_entry_itself(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "slash")
        await type_text(pilot, "is:settles")
        shown = golden.text_of(pilot.app)
        assert "settles it" in shown
        panel = shown.split("──")[-1]
        assert panel.index("! settles") < panel.index("1 independent source")


async def test_what_was_amended_is_what_one_judges_next(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "r", "j", "j", "j")
        queue = pilot.app.screen._queue  # type: ignore[attr-defined]
        wrong = queue.entry
        await press(pilot, "e")
        await type_text(pilot, "doubts")
        await press(pilot, "ctrl+s")
        await type_text(pilot, "misread")
        await press(pilot, "ctrl+s")
        assert queue.current.entry.supersedes == wrong
        assert f"replaces {wrong}" in golden.text_of(pilot.app)


async def test_one_entry_is_rejected_with_a_note_and_the_next_comes_up(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "r")
        queue = pilot.app.screen._queue  # type: ignore[attr-defined]
        second = queue.shown[1].entry.id
        await press(pilot, "x")
        await type_text(pilot, "said by nobody")
        await press(pilot, "ctrl+s")
        assert queue.entry == second
        assert "1 of 152 done" in title(golden.text_of(pilot.app))


async def test_a_verdict_that_cannot_be_taken_back_does_not_stand_in_the_way(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "a", "a")
        with demo.write() as store:  # somebody has taken the second back meanwhile
            undoing.undo(store, 8, header(40), reason="too early")
        await press(pilot, "u")
        assert "The verdict @8 stays; u takes back the one before it." in golden.text_of(pilot.app)
        await press(pilot, "u")
        assert len(still_waiting(demo)) == 152


async def test_correcting_an_event_is_not_told_as_one_more(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r", "e")
        shown = golden.text_of(pilot.app)
        assert "takes the place of entry 12: our having been wrong " in shown
        assert "adds an event" not in shown


async def test_a_look_that_fails_while_a_verdict_is_recorded_opens_no_keys(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, record = threading.Event(), acting.review

    def slowly(*args: Any, **named: Any) -> Imported:
        go.wait(60)
        return record(*args, **named)

    monkeypatch.setattr(acting, "review", slowly)
    async with screens(demo) as pilot:
        await press(pilot, "r")
        screen: Any = pilot.app.screen
        try:
            screen.action_accept()
            screen.post_message(Failed(Unavailable("it is away"), "reading the review queue"))
            await pilot.pause()
            assert not screen.takes("a")
        finally:
            go.set()
        await settled(pilot)
        assert screen.takes("a")


async def test_what_was_read_before_a_verdict_and_comes_after_it_is_not_shown(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "r")
        screen: Any = pilot.app.screen
        queue, first = screen._queue, screen._queue.entry
        before = review.QueueRead([*queue.every], 152, queue.known, recorded=True, proposed=0, asked=screen._asked)
        await press(pilot, "a")
        screen.on_queue_read(before)
        assert first not in {each.entry.id for each in queue.shown}
