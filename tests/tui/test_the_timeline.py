"""Rounds, events and promises over time: where one begins, what became of promises, many rounds."""

from dataclasses import replace
from datetime import date, timedelta

from ledger.domain.entries import StatusEntry
from ledger.domain.records import Round
from ledger.services import acting
from ledger.storage.database import Database
from ledger.tui.timeline.screen import TimelineRead
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


async def test_one_begins_at_the_last_thing_that_has_come(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "g")
        shown = golden.text_of(pilot.app)
        assert "▸ R2  Second trilateral round  held, about three days late" in shown
        assert "round, held, about three days late (planned for about 1 Feb 2026)" in shown
        assert "from 2026-02-04 to 2026-02-05" in shown
        await press(pilot, "j", "j")
        assert "o R3  Third trilateral round  planned" in golden.text_of(pilot.app)


async def test_in_a_smaller_window_one_still_sees_where_one_is(demo: Database, screens: Opened) -> None:
    async with screens(demo, (80, 50)) as pilot:
        await press(pilot, "g")
        await pilot.resize_terminal(80, 20)
        await press(pilot)
        assert "▸ R2  Second trilateral round" in golden.text_of(pilot.app)


async def test_what_became_of_a_promise_is_said(demo: Database, screens: Opened) -> None:
    async with screens(demo, (200, 50)) as pilot:
        await press(pilot, "g")
        shown = golden.text_of(pilot.app)
        assert "3 promises  1 overdue" in shown
        assert "✓ due: Second round in about a week  kept, about three days late" in shown
        assert "! due: Papers on the terms  OVERDUE, due with R2" in shown
        await press(pilot, "G")
        assert "o due: Third round  promised" in golden.text_of(pilot.app)


async def test_a_promise_that_one_report_has_as_kept_is_not_marked_as_kept(demo: Database, screens: Opened) -> None:
    said = {"item": "ceasefire-terms", "held_on": "2026-02-06", "cite": {"source": "vovworld-2026-02"}}
    other = {**said, "cite": {"source": "cgtn-2026-01"}}
    with demo.write() as store:
        for number, each in enumerate(({**said, "status": "kept"}, {**other, "status": "promised"}), 20):
            acting.record(store, StatusEntry.model_validate(each), header(number))
    async with screens(demo, (200, 50)) as pilot:
        await press(pilot, "g")
        shown = golden.text_of(pilot.app)
        assert "3 promises  0 overdue" in shown
        assert "o due: Papers on the terms  promised or kept, contested, due with R2" in shown


async def test_what_was_kept_of_a_promise_that_is_overdue_is_said_too(demo: Database, screens: Opened) -> None:
    said = {"item": "ceasefire-terms", "held_on": "2026-02-04", "status": "partly-kept"}
    with demo.write() as store:
        entry = StatusEntry.model_validate({**said, "cite": {"source": "vovworld-2026-02", "speaker": "media"}})
        acting.record(store, entry, header(20))
    async with screens(demo, (200, 50)) as pilot:
        await press(pilot, "number_sign")
        await type_text(pilot, "overdue")
        await press(pilot, "enter")
        assert "Papers on the terms  overdue, partly kept" in golden.text_of(pilot.app)
        await press(pilot, "enter", "enter")
        assert "OVERDUE, partly kept, due by R2" in golden.text_of(pilot.app)
        await press(pilot, "g")
        assert "! due: Papers on the terms  OVERDUE, partly kept, due with R2" in golden.text_of(pilot.app)


async def test_an_event_is_named_once(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "g", "home")
        shown = golden.text_of(pilot.app)
        assert (
            shown.count("The military dialogue of Washington and Moscow is suspended") == 3
        )  # in the list, below it, and as where one is
        await press(pilot, "tab", "G")
        assert "about: US–Russia military dialogue" in golden.text_of(pilot.app)


async def test_of_many_rounds_the_one_at_hand_is_in_view(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        for number in range(30):
            day = date(2024, 1, 1) + timedelta(days=7 * number)
            stage = Round.model_validate(
                {"key": f"E{number}", "title": f"Early {number}", "status": "held", "starts": day, "ends": day}
            )
            acting.add(store, stage, header(20))
    async with screens(demo) as pilot:
        await press(pilot, "g")
        shown = golden.text_of(pilot.app)
        assert ">R2 " in shown
        assert "open items by difficulty" in shown
        assert "▸ R2  Second" in shown
        assert " E0 " not in shown
        await press(pilot, "home")
        assert " E0 " in golden.text_of(pilot.app)
        assert "open items by difficulty" in golden.text_of(pilot.app)


async def test_a_spread_that_hardly_changes_is_not_drawn_as_if_it_did(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "g")
        said = "mean spread 0.0 of one item -> 3.0 of three items, drawn from 0.0 to 3.0"
        assert said in golden.text_of(pilot.app)
        screen = pilot.app.screen
        stages = screen._found.stages  # type: ignore[attr-defined]
        flat = tuple(replace(stage, mean_spread=replace(stages[-1].mean_spread, value=3.04)) for stage in stages)
        screen.post_message(TimelineRead(replace(screen._found, stages=flat)))  # type: ignore[attr-defined]
        await press(pilot)
        assert "drawn from" not in golden.text_of(pilot.app)


async def test_what_is_due_stands_on_its_days_as_they_are_known(demo: Database, screens: Opened) -> None:
    async with screens(demo, (140, 110)) as pilot:
        await press(pilot, "g")
        shown = golden.text_of(pilot.app)
        assert "02-12/02-19~ o due: Third round" in shown
        assert "2026-02-01~ ✓ due: Second round in about a week" in shown


async def test_rounds_and_spread_are_drawn_in_letters_too(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "g")
        assert "------*......" in golden.text_of(pilot.app)


async def test_a_remark_has_the_room_that_the_list_has(demo: Database, screens: Opened) -> None:
    async with screens(demo, (80, 24)) as pilot:
        await press(pilot, "g")
        assert "Volodymyr Zelenskyy: No easy talks; Kyiv wants faster headway .." in golden.text_of(pilot.app)
        await pilot.resize_terminal(200, 50)
        await press(pilot)
        assert "Kyiv wants faster headway to an end of the war." in golden.text_of(pilot.app)


async def test_a_planned_round_whose_days_are_over_is_flagged(demo: Database, screens: Opened) -> None:
    stage = Round.model_validate({"key": "R9", "title": "Ninth round", "kind": "round", "planned_for": "2026-02-09"})
    with demo.write() as store:
        acting.add(store, stage, header(9))
    async with screens(demo, (160, 50)) as pilot:
        await press(pilot, "g")
        shown = golden.text_of(pilot.app)
        assert "1 planned, past" in shown
        assert "! R9  Ninth round  planned, PAST" in shown


async def test_rounds_stand_to_the_scale_of_time_with_what_was_said_of_them(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "g")
        _, _, rounds, around, *_ = golden.text_of(pilot.app).splitlines()
        assert "##R1..o##R2" in rounds  # planned three days before it was held
        assert around.index("remark") < around.rindex('"') < rounds.index("R2")
        assert "remarks" in golden.text_of(pilot.app)
