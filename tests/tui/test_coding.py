"""A report coded in one sitting, by keys alone."""

import re

import pytest
from textual.pilot import Pilot

from ledger.domain.entries import StanceEntry
from ledger.domain.records import Delegate, Source
from ledger.services import acting, sourcing
from ledger.services.log import log
from ledger.storage import entries
from ledger.storage.database import Database
from ledger.tui.sources.coding import CodingScreen
from ledger.tui.sources.text import ReadingText
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text

TEXT = """Notes of a made-up talk

Moscow will not leave the east. It said so twice.

Kyiv keeps the border as it is.

The made-up mediators will meet again, and they said why.
"""


@pytest.fixture
def coding(demo: Database) -> Database:
    with demo.write() as store:
        sourcing.add_source(
            store, Source.model_validate({"key": "zz-talk", "title": "Zz talk", "published": "2026-02-09"}), header(20)
        )
        sourcing.attach(store, "zz-talk", sourcing.read_file("talk.txt", TEXT.encode()), header(21))
    return demo


async def begin(pilot: Pilot[None]) -> None:
    await press(pilot, "v", "G", "c")
    assert isinstance(pilot.app.screen, CodingScreen)


def quoted(database: Database) -> list[tuple[str, ...]]:
    """All that was coded: item, party, stance, place and words."""
    with database.read() as store:
        every = entries.by_ids(store, range(1, 400)).values()
        return [
            (str(each.said.cell.item), str(each.said.cell.party), str(getattr(each.said, "stance", "")),
             str(each.said.cite[0].at), str(each.said.cite[0].quote))
            for each in every if each.said.cite[0].source == "zz-talk"
        ]  # fmt: skip


async def test_phrases_are_coded_one_after_another_on_one_line_each(coding: Database, screens: Opened) -> None:
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        await press(pilot, "n", "n", "enter")
        await type_text(pilot, "terr rus rej")
        assert "territory / russia: rejects" in golden.text_of(pilot.app)
        await press(pilot, "enter", "n", "enter")
        await type_text(pilot, "ukr opp")
        await press(pilot, "enter")
        assert "2 of 4 ¶ coded" in golden.text_of(pilot.app)
        assert re.search(r"¶2 +RU ", golden.text_of(pilot.app))
    assert quoted(coding) == [
        ("territory", "russia", "rejects", "¶2", "Moscow will not leave the east."),
        ("territory", "ukraine", "opposes", "¶3", "Kyiv keeps the border as it is."),
    ]


async def test_how_far_one_is_opens_what_is_coded(coding: Database, screens: Opened) -> None:
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        await press(pilot, "n", "n", "enter")
        await type_text(pilot, "terr rus rej")
        await press(pilot, "enter", "ctrl+end", "number_sign")
        for said in ("1 of 4 ¶ coded", "1 entry here", "1 act in this sitting"):
            assert said in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert "¶2  Moscow will not leave the east." in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(ReadingText).paragraph == 2
        await press(pilot, "number_sign", "down", "enter", "enter")
        assert "Territory › Russian Federation" in golden.text_of(pilot.app)


async def test_the_same_of_another_party_takes_its_name_alone(coding: Database, screens: Opened) -> None:
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        await press(pilot, "n", "n", "enter")
        await type_text(pilot, "terr rus rej")
        await press(pilot, "enter", "equals_sign")
        assert "territory, rejects: which party?" in golden.text_of(pilot.app)
        await type_text(pilot, "ukr")
        await press(pilot, "enter")
    assert [each[:4] for each in quoted(coding)] == [
        ("territory", "russia", "rejects", "¶2"),
        ("territory", "ukraine", "rejects", "¶2"),
    ]


async def test_what_was_coded_last_is_taken_back(coding: Database, screens: Opened) -> None:
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        await press(pilot, "n", "n", "enter")
        await type_text(pilot, "terr rus rej")
        await press(pilot, "enter", "n", "enter")
        await type_text(pilot, "terr ukr opp")
        await press(pilot, "enter", "u")
        assert "1 of 4 ¶ coded  1 entry here  1 act in this sitting" in golden.text_of(pilot.app)
        await press(pilot, "equals_sign")
        assert "territory, rejects: which party?" in golden.text_of(pilot.app)
        await press(pilot, "escape", "u")
        assert "0 of 4 ¶ coded" in golden.text_of(pilot.app)
        await press(pilot, "u")
        assert "Nothing was coded here yet" in golden.text_of(pilot.app)
    with coding.read() as store:
        assert "coded by mistake" in str(log(store))


async def test_a_line_that_says_nothing_yet_stays_to_be_mended(coding: Database, screens: Opened) -> None:
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        await press(pilot, "enter")
        assert "Select a phrase within one paragraph first" in golden.text_of(pilot.app)
        await press(pilot, "n", "enter")
        await type_text(pilot, "nothing")
        await press(pilot, "enter")
        assert "an item, a party, a stance" in golden.text_of(pilot.app)
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(ReadingText).has_focus
    assert quoted(coding) == []


async def test_words_are_completed_and_found_again(coding: Database, screens: Opened) -> None:
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "SAID")
        await press(pilot, "enter")
        area = pilot.app.screen.query_one(ReadingText)
        assert (area.paragraph, area.phrase.text if area.phrase else "") == (2, "said")
        await press(pilot, "slash", "enter")
        assert area.paragraph == 4
        await press(pilot, "full_stop")
        assert area.phrase
        assert area.phrase.text == "The made-up mediators will meet again, and they said why."
        await press(pilot, "enter")
        await type_text(pilot, "terr")
        await press(pilot, "tab")
        await type_text(pilot, "ru")
        await press(pilot, "tab")
        await type_text(pilot, "opp")
        await press(pilot, "tab", "enter")
    assert [each[:3] for each in quoted(coding)] == [("territory", "russia", "opposes")]


async def test_a_paragraph_that_tells_who_sat_is_coded(coding: Database, screens: Opened) -> None:
    seat = {
        "round": "R2",
        "party": "ukraine",
        "person": "umerov",
        "office": "Secretary",
        "cite": {"source": "zz-talk", "at": "¶3"},
    }
    with coding.write() as store:
        acting.add(store, Delegate.model_validate(seat), header(22))
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        shown = golden.text_of(pilot.app)
        assert "1 of 4 ¶ coded" in shown
        assert "¶3   de   ¶3 Rustem Umerov sat for" in shown
        await press(pilot, "n", "n", "n")  # past the one that has it
        assert pilot.app.screen.query_one(ReadingText).paragraph == 4
    async with screens(coding, (140, 40)) as pilot:
        await press(pilot, "v", "G", "enter", "right_curly_bracket", "right_curly_bracket")
        shown = golden.text_of(pilot.app)
        assert "de   ¶3 Rustem Umerov sat for Ukraine in R2, Secretary" in shown
        assert "Nothing is cited from here" not in shown


async def test_a_quote_that_stands_twice_is_coded_where_it_was_cited_from(coding: Database, screens: Opened) -> None:
    text = "They said no\n\nMoscow stands firm. They said no, again.\n\nNothing else.\n"
    cite = {"source": "zz-twice", "at": "¶2", "quote": "They said no"}
    said = {"item": "territory", "party": "russia", "round": "R1", "stance": "rejects", "cite": cite}
    with coding.write() as store:
        sourcing.add_source(store, Source.model_validate({"key": "zz-twice", "title": "Zz twice"}), header(22))
        sourcing.attach(store, "zz-twice", text.encode(), header(23))
        acting.record(store, StanceEntry.model_validate(said), header(24))
    async with screens(coding, (140, 40)) as pilot:
        await begin(pilot)
        shown = golden.text_of(pilot.app)
        assert "1 of 3 ¶ coded" in shown
        assert shown.count("Territory: rejects") == 1
        visited = []
        for _ in range(2):
            await press(pilot, "n")
            visited.append(pilot.app.screen.query_one(ReadingText).paragraph)
        assert sorted(visited) == [1, 3]
