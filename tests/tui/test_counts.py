"""Every number on the screens opens the list of what it counts, by a key and by a click, and is the same everywhere."""

import re
from typing import Any

from textual.pilot import Pilot

from ledger.services import listing
from ledger.services.matrix import matrix_at
from ledger.storage.database import Database
from ledger.tui.chooser import Chooser
from ledger.tui.counts import Members
from ledger.tui.matrix.view import Heading
from ledger.tui.messages import JumpTo
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text

PLACES = ("i", "p", "C", "d", "g", "r")


def counts(pilot: Pilot[None]) -> list[Members]:
    """Return the counts of the screen one is on."""
    screen: Any = pilot.app.screen
    return list(screen.counts())


def number(said: str) -> int:
    """Return the number that is said."""
    found = re.findall(r"[0-9][0-9,]*", said.partition(": ")[2] or said)
    return int(found[0].replace(",", ""))


async def test_a_number_opens_a_list_of_as_many(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (160, 50)) as pilot:
        told = {"": counts(pilot)}
        for place in PLACES:
            await press(pilot, "f1", place)
            told[place] = counts(pilot)
        for place, found in told.items():
            assert found, place
            for counted in found:
                members = counted.members()
                if isinstance(members, list):
                    of_both_ends = counted.said.startswith("On our list")  # 15 at one, 15 at the other, one of them new
                    assert len(members) == number(counted.said) + of_both_ends, (place, counted.said)
                else:
                    assert members == "review" or isinstance(members, JumpTo), counted.said


async def test_a_number_is_the_same_wherever_it_stands(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (160, 50)) as pilot:
        matrix = {counted.said.partition(" ")[2]: number(counted.said) for counted in counts(pilot)}
        tracks = re.findall(r"items?, ([0-9]+) open(?! apart)", golden.text_of(pilot.app))
        assert sum(map(int, tracks)) == matrix["open"]
        went = re.findall(r"open(?: apart)?, ([0-9]+) cells? changed", golden.text_of(pilot.app))
        assert sum(map(int, went)) == matrix["changed"], "cells, of which an item may have several"
        await press(pilot, "i")
        inbox = {each.said.rpartition(": ")[0]: number(each.said) for each in counts(pilot)}
        assert (inbox["Overdue today"], inbox["Contested"]) == (matrix["overdue"], matrix["contested"])
        await press(pilot, "C")
        promises = {each.said.partition(" ")[2]: number(each.said) for each in counts(pilot)[:3]}
        assert promises["overdue today"] == matrix["overdue"]
        await press(pilot, "g")
        line = next(each.said for each in counts(pilot) if each.said.startswith("R2: "))
        assert line == f"R2: {matrix['open']} open, {matrix['settled']} settled"
        await press(pilot, "d")
        assert counts(pilot)[-1].said.endswith(f"open: 15 -> {matrix['open']}")
        with disputed.read() as store:
            owed = {line.party.key: line.held for line in listing.parties(store).lines}
        await press(pilot, "f1", "p")
        assert f"{owed['russia']} held" in counts(pilot)[0].said


async def test_a_count_of_a_track_is_opened_by_a_key_and_leads_there(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "up")
        assert "# Counts" in golden.text_of(pilot.app).splitlines()[-1]
        await press(pilot, "number_sign")
        await type_text(pilot, "political cell changed")
        await press(pilot, "enter")
        assert "Territory  deadlocked / narrowed" in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert pilot.app.screen.current_cell == ("territory", None)  # type: ignore[attr-defined]


async def click(pilot: Pilot[None], words: str) -> None:
    """Click on the first place where words stand."""
    lines = golden.text_of(pilot.app).splitlines()
    row = next(n for n, line in enumerate(lines) if words in line)
    await pilot.click(offset=(lines[row].index(words) + 1, row))
    await press(pilot)


async def test_a_count_is_opened_by_a_click(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 50)) as pilot:
        for keys, words, listed in (
            ((), "1 overdue", "Papers on the terms"),
            ((), "3 open apart", "Americans as monitors"),
            (("i",), "Stale, not spoken of since", "Guarantees for Ukraine"),
            (("d",), "On our list of substance", "open at R1@8, settled"),
            (("v",), "cited by 18 entries", "entries rest on unnamed news site"),
            (("r",), "CGTN  51 waiting", "promised  Reports to the capitals"),
        ):
            await press(pilot, "f1", *keys)
            await click(pilot, words)
            assert isinstance(pilot.app.screen, Chooser), words
            assert listed in golden.text_of(pilot.app)
            await press(pilot, "escape")
        await press(pilot, "g")
        await click(pilot, "davos-2026-01       1")
        assert "[davos-2026-01 22 Jan]" in golden.text_of(pilot.app)
        assert "1 open" in golden.text_of(pilot.app)
        await click(pilot, "1 of them only possibly")
        assert "No settlement without territory" in golden.text_of(pilot.app)
        await press(pilot, "escape", "g")
        (line,) = (each.said for each in counts(pilot) if each.said.startswith("davos-2026-01: "))
        assert line == "davos-2026-01: 1 open (1 only possibly), 0 settled"


async def test_what_an_item_counts_is_a_part_of_it(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 60)) as pilot:
        await press(pilot, "enter", "number_sign")
        await type_text(pilot, "history")
        await press(pilot, "enter")
        assert "the item was entered" in golden.text_of(pilot.app)


async def test_where_nothing_is_counted_there_is_nothing_to_list(empty: Database, screens: Opened) -> None:
    async with screens(empty) as pilot:
        await press(pilot, "i", "number_sign", "enter")
        assert "there is nothing to list" in golden.text_of(pilot.app)


def test_of_one_item_two_parties_that_moved_are_two_cells_and_not_two_items(disputed: Database) -> None:
    with disputed.read() as store:
        (row, *_others) = matrix_at(store).rows
    heading = Heading("money", (row,), ((row.item.key, "russia"), (row.item.key, "ukraine")), folded=False)
    assert [said for said, _cells in heading.counts()][::2] == ["1 item", "2 cells changed"]
