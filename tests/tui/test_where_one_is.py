"""Where am I, what can I do: the bar of screens, the crumbs, the keys of the thing in focus, counts that open."""

from dataclasses import replace

from ledger.storage.database import Database
from ledger.tui.messages import FrameRead
from ledger.tui.pieces import Here
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


def lines(pilot: object) -> list[str]:
    return golden.text_of(pilot.app).splitlines()  # type: ignore[attr-defined]


async def test_the_bar_shows_every_screen_and_lights_the_present_one(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        assert lines(pilot)[0].startswith(" i Inbox  f1 [Matrix]  d Diff  r Review  v Sources  g Timeline")
        for key, name in (("d", "[Diff]"), ("v", "[Sources]"), ("g", "[Timeline]"), ("C", "[Commitments]")):
            await press(pilot, key)
            assert name in lines(pilot)[0]


async def test_a_click_on_the_bar_goes_there(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await pilot.click("PlaceBar", offset=(lines(pilot)[0].index("Timeline") + 2, 0))
        await press(pilot)
        assert "[Timeline]" in lines(pilot)[0]


async def test_a_line_that_does_not_fit_says_so_and_a_contest_has_nobody_s_grade(
    disputed: Database, screens: Opened
) -> None:
    async with screens(disputed, (80, 24)) as pilot:
        await press(pilot, "m")
        here = golden.text_of(pilot.app).splitlines()[-2]
        assert here == " Matrix › Territory › Ukraine: -2 opposes / +2 supports contested"
        await pilot.resize_terminal(60, 24)
        await press(pilot)
        assert golden.text_of(pilot.app).splitlines()[-2].endswith("+2 supports co..")


async def test_the_crumbs_lead_down_to_the_cell(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "l")
        assert lines(pilot)[-2].startswith(" Matrix › Territory › Ukraine: -2 opposes / +2 supports")
        await press(pilot, "enter")
        assert lines(pilot)[-2].startswith(" Matrix › Territory › Ukraine")


async def test_the_crumbs_have_the_party_s_name_also_where_names_are_read_after_the_matrix(
    disputed: Database, screens: Opened
) -> None:
    async with screens(disputed) as pilot:
        session, here = pilot.app.session, pilot.app.screen.query_one(Here)  # type: ignore[attr-defined]
        number, frame = session.last_changeset, session.frame
        session.frame = replace(frame, parties={})
        here.refresh()
        await press(pilot)
        assert lines(pilot)[-2].startswith(" Matrix › Territory › russia: ")
        pilot.app.post_message(FrameRead(number, frame))
        await press(pilot)
        assert lines(pilot)[-2].startswith(" Matrix › Territory › Russian Federation: ")


async def test_the_keys_begin_with_what_is_done_with_the_thing_in_focus(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        assert lines(pilot)[-1].startswith("enter Open space Peek s Stance c Correct")
        await press(pilot, "l")
        assert lines(pilot)[-1].startswith("! Settle")
        await press(pilot, "l")
        assert lines(pilot)[-1].startswith("s Stance")
        await press(pilot, "h", "h", "k")
        assert lines(pilot)[-1].startswith("z Fold")
        await press(pilot, "j", "l", "question_mark")
        shown = golden.text_of(pilot.app)
        assert "With this contested cell" in shown
        assert "ctrl+p All" in lines(pilot)[-1]


async def test_a_click_on_a_key_does_it(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "l")
        await pilot.click("KeyLine", offset=(3, 0))
        await press(pilot)
        assert "Settle Territory / Ukraine" in golden.text_of(pilot.app)


async def test_a_count_opens_what_it_counts_by_key_and_by_click(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "number_sign")
        await type_text(pilot, "contested")
        await press(pilot, "enter")
        shown = golden.text_of(pilot.app)
        assert "2 contested" in shown
        await type_text(pilot, "ukraine")
        await press(pilot, "enter")
        assert pilot.app.screen.current_cell == ("territory", "ukraine")  # type: ignore[attr-defined]
        await pilot.click("#title", offset=(lines(pilot)[1].index("settled"), 0))
        await press(pilot)
        assert "1 settled" in golden.text_of(pilot.app)
        assert "Exchange of prisoners" in golden.text_of(pilot.app)


async def test_rounds_heads_and_lines_are_clicked(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (160, 50)) as pilot:
        strip, head = lines(pilot)[2], lines(pilot)[3]
        await pilot.click("#scrubber", offset=(strip.index("R1 24 Jan") + 1, 0))
        await press(pilot)
        assert "[R1 24 Jan]" in lines(pilot)[2]
        await pilot.click("#grid", offset=(head.index("Ukraine") + 1, 0))
        await press(pilot)
        assert "Ukraine" in lines(pilot)[1]
        await press(pilot, "g")
        here = pilot.app.screen
        await pilot.click("#moments", offset=(20, 3))
        await press(pilot)
        assert pilot.app.screen is here  # a second click would open
        told = here.query_one("#whole Static").content.lines(60)  # type: ignore[attr-defined]
        assert "2026-02-05  ▸ R2" not in " ".join(line.plain for line in told)


async def test_a_plan_is_told_by_its_days_and_no_sharper_than_it_is(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (160, 50)) as pilot:
        assert "R3 plan ~6-19 Feb" in lines(pilot)[2]
