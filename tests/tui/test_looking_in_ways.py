"""Folding, sorting, saved views, the panel, words and signs: the matrix looked at in different ways."""

from typing import Any

import pytest

from ledger.domain.words import Stance
from ledger.services import acting, viewing
from ledger.storage.database import Database
from tests.support import load
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


async def test_whose_columns_are_shown_is_chosen_by_name_and_by_tag_and_kept(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        for party in ("europe", "china"):
            acting.edit(store, "party", party, {"tags": ["far"]}, header(20))

    def heads(pilot: Any) -> str:
        return " ".join(golden.text_of(pilot.app).splitlines()[3].partition("spread")[2].split("│")[0].split())

    async with screens(demo, (120, 40)) as pilot:
        all_who_speak = heads(pilot)
        await press(pilot, "vertical_line")
        await type_text(pilot, "RU, china")
        assert "Russian Federation, China" in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert heads(pilot) == "Russian Federation China"
        assert "2 columns chosen" in golden.text_of(pilot.app)
        await press(pilot, "left_square_bracket", "right_square_bracket")
        assert heads(pilot) == "Russian Federation China"
        await pilot.press("q")
    async with screens(demo, (120, 40)) as pilot:
        assert "2 columns chosen" in golden.text_of(pilot.app)
        await press(pilot, "vertical_line")
        await type_text(pilot, "far")
        await press(pilot, "enter")
        assert heads(pilot) == "Europe China"
        await press(pilot, "vertical_line")
        await type_text(pilot, "who speaks")
        await press(pilot, "enter")
        assert heads(pilot) == all_who_speak


async def test_a_name_that_is_no_party_is_named_where_columns_are_chosen(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "vertical_line")
        await type_text(pilot, "RU, chona")
        assert '"chona" is not a known party; did you mean "china"' in golden.text_of(pilot.app)


async def test_rounds_are_gone_through_by_tens(big: Database, screens: Opened) -> None:
    async with screens(big, (120, 40)) as pilot:
        await press(pilot, "less_than_sign")
        assert "[R1" in golden.text_of(pilot.app)
        await press(pilot, "less_than_sign")
        assert "That is the first round." in golden.text_of(pilot.app)
        await press(pilot, "greater_than_sign")
        assert "[R6 31 May]" in golden.text_of(pilot.app)
        await press(pilot, "d", "less_than_sign")
        assert "R1@1 -> R2@1" in golden.text_of(pilot.app)


@pytest.mark.parametrize("width", [160, 200])
async def test_where_there_is_room_every_stance_is_a_whole_word(demo: Database, screens: Opened, width: int) -> None:
    async with screens(demo, (width, 50)) as pilot:
        grid = [line.split("│")[0] for line in golden.text_of(pilot.app).splitlines()[3:-2]]
        words = {stance.value for stance in Stance}
        shown = [word.split()[0].rstrip("*=▸") for line in grid for word in line.split(" +2 ")[1:]]
        assert shown
        assert set(shown) <= words
        assert "conditional" in " ".join(grid)


async def test_the_columns_do_not_shrink_while_one_steps(demo: Database, screens: Opened) -> None:
    async with screens(demo, (200, 50)) as pilot:
        head = golden.text_of(pilot.app).splitlines()[3].split("│")[0].rstrip()
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert golden.text_of(pilot.app).splitlines()[3].split("│")[0].rstrip() == head


async def test_a_click_lands_on_the_cell_under_the_mouse(demo: Database, screens: Opened) -> None:
    async with screens(demo, (200, 50)) as pilot:
        lines = golden.text_of(pilot.app).splitlines()
        for party, name in (("ukraine", "UA"), ("china", "CN")):
            await pilot.click("#grid", offset=(lines[3].index(name) + 1, 2))
            await press(pilot)
            assert pilot.app.screen.current_cell == ("territory", party)  # type: ignore[attr-defined]


async def test_tracks_fold_and_unfold(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "z")
        assert "+ POLITICAL" in golden.text_of(pilot.app)
        assert "Anchorage" not in golden.text_of(pilot.app)
        await press(pilot, "Z")
        assert golden.text_of(pilot.app).count("+ ") == 6
        await press(pilot, "Z")
        assert "Anchorage" in golden.text_of(pilot.app)


async def test_what_folds_a_track_unfolds_it_and_the_cursor_is_back_on_its_cell(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "j", "j", "l")
        grid, cell = pilot.app.screen.grid, pilot.app.screen.current_cell  # type: ignore[attr-defined]
        for key in ("z", "Z"):
            await press(pilot, key)
            assert (grid.track, grid.line.folded) == ("political", True)
            assert grid.scroll_offset.y <= grid._line, "in view"
            await press(pilot, key)
            assert pilot.app.screen.current_cell == cell  # type: ignore[attr-defined]
            assert "+ " not in "".join(golden.text_of(pilot.app).split("│")[0])


async def test_items_are_sorted_and_the_view_is_kept_under_a_name(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "S", "slash")
        await type_text(pilot, "is:contested")
        await press(pilot, "enter", "w")
        await type_text(pilot, "disputes")
        await press(pilot, "enter", "escape", "S")
        assert "is:contested" not in golden.text_of(pilot.app)
    async with screens(demo) as pilot:
        await press(pilot, "w")
        await type_text(pilot, "disp")
        await press(pilot, "enter")
        screen: Any = pilot.app.screen
        assert (screen.view.filter, screen.view.sort) == ("is:contested", "spread")
        assert "shown" in golden.text_of(pilot.app)


async def test_the_name_of_a_view_may_be_a_part_of_the_name_of_another(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "S", "w")
        await type_text(pilot, "disputes")
        await press(pilot, "enter", "S", "w")
        await type_text(pilot, "disp")
        assert "disp  enter keeps what is shown as your own" in golden.text_of(pilot.app)
        await press(pilot, "down", "enter")
        with demo.read() as store:
            assert {each.name for each in viewing.views(store)} == {"disputes", "disp"}
        assert pilot.app.screen.view.sort == "movement"  # type: ignore[attr-defined]


async def test_the_panel_beside_the_matrix_is_put_away_and_brought_back(demo: Database, screens: Opened) -> None:
    async with screens(demo, (200, 50)) as pilot:
        assert "In the political group" in golden.text_of(pilot.app)
        await press(pilot, "space")
        assert "In the political group" not in golden.text_of(pilot.app)
        await press(pilot, "space")
        assert "In the political group" in golden.text_of(pilot.app)


async def test_what_nobody_has_accepted_is_left_out(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "R")
        shown = golden.text_of(pilot.app)
        assert "Counting only accepted by a reviewer." in shown
        assert "0 open" in shown
        await press(pilot, "R")
        assert " 15 open" in golden.text_of(pilot.app)


async def test_a_view_is_kept_for_everybody_renamed_and_deleted(demo: Database, screens: Opened) -> None:
    def kept() -> set[tuple[str, str, bool]]:
        with demo.read() as store:
            return {(each.name, each.filter, each.shared) for each in viewing.views(store)}

    async def choose(*typed: str) -> None:
        await press(pilot, "w")
        for words in typed:
            await type_text(pilot, words)
            await press(pilot, "enter")

    async with screens(demo) as pilot:
        await press(pilot, "slash")
        await type_text(pilot, "is:contested")
        await press(pilot, "enter", "w")
        await type_text(pilot, "fights")
        assert "fights  for everybody, in the ledger" in golden.text_of(pilot.app)
        await press(pilot, "down", "enter")
        assert "Recorded @7" in golden.text_of(pilot.app)
        await choose("mine")
        assert kept() == {("fights", "is:contested", True), ("mine", "is:contested", False)}
        await choose("rename fights", "rows")
        await choose("rename mine", "own")
        await choose("share own")
        assert kept() == {(name, "is:contested", shared) for name, shared in (("rows", 1), ("own", 0), ("own", 1))}
        await choose("delete own")
        await choose("delete rows")
        assert kept() == {("own", "is:contested", True)}
        await choose("rename own", "rows")
        pilot.app.clear_notifications()  # what they tell of may still stand over the lines
        await press(pilot, "f1", "escape", "d", "w")
        await type_text(pilot, "rows")
        await press(pilot, "enter")
        assert "lines shown" in golden.text_of(pilot.app)


def votes(*said: str, members: int) -> str:
    """A bloc that supports something, and members of it of which the last say what they hold."""
    keys = [f"m{number}" for number in range(1, members + 1)]
    parties = [f"  - {{key: {key}, code: {key.upper()}, name: Member {key}, role: principal}}" for key in keys]
    joint = ", ".join(f"{{party: {key}}}" for key in keys)
    bloc = f"  - {{key: bloc, code: BLC, name: Bloc, role: principal, members: [{joint}]}}"
    held = zip(["bloc", *keys[-len(said) :]], ["supports", *said], strict=True)
    stances = [
        f"  - {{item: cuts, party: {party}, round: R1, stance: {stance}, cite: {{at: ¶{place}}}}}"
        for place, (party, stance) in enumerate(held, 1)
    ]
    rounds = "rounds: [{key: R1, title: First, status: held, starts: 2026-02-01, ends: 2026-02-01}]"
    items = "items: [{key: cuts, kind: issue, title: Cuts, question: Less is emitted.}]"
    source = "source: {key: record, title: Record, kind: document}"
    return "\n".join(["parties:", bloc, *parties, rounds, items, source, "stances:", *stances])


async def test_a_member_that_says_other_than_its_bloc_is_marked(database: Database, screens: Opened) -> None:
    load(database, votes("supports", "doubts", members=3))
    async with screens(database, (120, 24)) as pilot:
        await press(pilot, "escape")
        shown = golden.text_of(pilot.app)
    assert (shown.count("!="), "doubts!=" in shown) == (1, True)


async def test_of_many_parties_those_who_speak_have_columns_and_votes_are_counted(
    database: Database, screens: Opened
) -> None:
    load(database, votes(*["supports"] * 9, *["opposes"] * 4, *["undecided"] * 2, members=30))
    async with screens(database, (140, 24)) as pilot:
        head, *rest = golden.text_of(pilot.app).splitlines()[3:]
    assert head.split()[3:11] == ["+", "/", "-", "/", "0", "BLC", "M16", "M17"]
    assert "10/4/2" in "\n".join(rest)
