"""Screens that are left and opened again: one is where one was, or is told why not."""

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ledger.domain.records import Source
from ledger.services import acting, points, sourcing
from ledger.storage import changesets
from ledger.storage.database import Database
from ledger.tui.app import LedgerApp
from ledger.tui.item.screen import ItemScreen
from ledger.tui.matrix.screen import MatrixScreen
from ledger.tui.sources.text import ReadingText
from ledger.tui.start import keep_seen
from ledger.tui.state import Remembered
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


def at(pilot: Pilot[None]) -> str:
    return type(pilot.app.screen).__name__


def remembered(database: Database) -> Path:
    return Remembered(str(database.location))._path


@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        (("d",), "DiffScreen"),
        (("g",), "TimelineScreen"),
        (("r",), "ReviewScreen"),
        (("v",), "SourcesScreen"),
        (("j", "l", "enter"), "ItemScreen"),
        (("d", "n", "enter"), "ItemScreen"),
    ],
    ids="-".join,
)
async def test_one_comes_back_to_the_screen_one_left(
    demo: Database, screens: Opened, keys: tuple[str, ...], screen: str
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, *keys)
        before = golden.text_of(pilot.app)
        await press(pilot, "q")
    async with screens(demo) as pilot:
        assert at(pilot) == screen
        assert golden.text_of(pilot.app) == before
        await press(pilot, "escape", *(["escape"] if keys[0] == "d" and screen == "ItemScreen" else []))
        assert isinstance(pilot.app.screen, MatrixScreen)
        await press(pilot, "q")
    async with screens(demo) as pilot:
        assert isinstance(pilot.app.screen, MatrixScreen)


@pytest.mark.parametrize(
    "keys",
    [
        ("d", "slash", *"ceasefire", "enter", "n", "n"),
        ("d", *"nnnnn"),
        ("r", "slash", *"energy", "enter", "j"),
        ("g", "G"),
    ],
    ids=["diff-filtered", "diff", "review-filtered", "timeline"],
)
async def test_one_comes_back_to_the_line_one_was_on(demo: Database, screens: Opened, keys: tuple[str, ...]) -> None:
    async with screens(demo) as pilot:
        await press(pilot, keys[0])
        first = golden.text_of(pilot.app)
        await press(pilot, *keys[1:])
        before = golden.text_of(pilot.app)
        assert before != first
        await press(pilot, "q")
    async with screens(demo) as pilot:
        assert golden.text_of(pilot.app) == before


async def test_one_comes_back_to_the_place_in_a_text(with_text: Database, screens: Opened) -> None:
    async with screens(with_text) as pilot:
        await press(pilot, "v", "G", "enter", "right_curly_bracket", "right_curly_bracket", "w", "q")
    async with screens(with_text) as pilot:
        area = pilot.app.screen.query_one(ReadingText)
        assert (area.place, area.has_focus) == ((2, 3), True)


async def test_keys_typed_ahead_go_to_the_screen_one_comes_back_to(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "g", "q")
    async with screens(demo) as pilot:
        await pilot.press("G", "e")
        await press(pilot)
        assert "Edit round:R3" in golden.text_of(pilot.app)


async def test_a_source_that_is_gone_is_said_and_one_is_on_the_matrix(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        sourcing.add_source(store, Source(key="zz", title="Soon gone"), header(20))
    async with screens(demo) as pilot:
        await press(pilot, "v", "G", "q")
    with demo.write() as store:
        acting.edit(store, "source", "zz", {"struck": True}, header(21))
    async with screens(demo) as pilot:
        assert isinstance(pilot.app.screen, MatrixScreen)
        assert "The source zz is not in the ledger any more." in golden.text_of(pilot.app)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"screen": {"place": "matrix", "over": {"item": "moon"}}}, "The item moon is not in the ledger any more."),
        ({"screen": {"place": "diff"}, "diff": {"from": "R1", "to": "R7"}}, "The point R7 is not in the ledger"),
        ({"screen": {"place": "diff"}, "diff": {"from": "R1@999", "to": "R2"}}, "The point R1@999 is not in"),
    ],
)
async def test_a_subject_that_is_gone_is_said(demo: Database, screens: Opened, left: dict[str, Any], said: str) -> None:
    path = remembered(demo)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(left), encoding="utf-8")
    async with screens(demo, (120, 40)) as pilot:
        assert isinstance(pilot.app.screen, MatrixScreen)
        assert said in golden.text_of(pilot.app)


OUT_OF_SHAPE = {
    "": {}, "{": {}, "null": {}, "[1]": {}, '"x"': {}, "[" * 100_000: {}, "\x00\x01": {},
    '{"matrix": []}': {"matrix": {}},
    '{"matrix": {"held": 5, "item": [1]}}': {"matrix": {}},
    '{"matrix": {"view": {"sort": [], "folded": {}, "filter": 7}}}': {"matrix": {"view": {}}},
    '{"screen": 7, "diff": 7, "sources": 7, "theme": 7}': {"screen": {}, "diff": {}, "sources": {}},
    '{"screen": {"place": [], "over": []}}': {"screen": {"over": {}}},
    '{"screen": {"place": "diff", "over": 1}}': {"screen": {"place": "diff", "over": {}}},
    '{"screen": {"place": "diff"}, "diff": {"from": 5, "to": []}}': {"screen": {"place": "diff"}, "diff": {}},
    '{"screen": {"place": "review"}, "review": {"entry": "x"}}': {"screen": {"place": "review"}, "review": {}},
}  # fmt: skip
OF_NOTHING = (
    "{", '{"matrix": {"view": {}}, "screen": {"over": {}}}', '{"screen": {"place": "cellar"}}',
    '{"screen": {"place": "diff", "over": {}}, "diff": {"to": "@@"}}', '{"screen": {"over": {"item": "territory", "at": "R9"}}}',
    '{"screen": {"over": {"item": "territory", "party": "moon", "at": "@x"}}}', '{"screen": {"place": "review"}, "review": {}}',
    '{"screen": {"place": "sources"}, "sources": {"source": "cgtn-2026-01", "place": ["a", -1], "in_text": true}}',
    '{"screen": {"place": "sources"}, "sources": {"source": "cgtn-2026-01", "place": [99, 99], "in_text": true}}',
)  # fmt: skip


@pytest.mark.parametrize("spoilt", OUT_OF_SHAPE, ids=range(len(OUT_OF_SHAPE)))
def test_what_is_remembered_in_another_shape_counts_as_not_there(demo: Database, spoilt: str) -> None:
    path = remembered(demo)
    path.parent.mkdir(parents=True)
    path.write_text(spoilt, encoding="utf-8")
    assert Remembered(str(demo.location))._values == OUT_OF_SHAPE[spoilt]


@pytest.mark.parametrize("left", OF_NOTHING, ids=range(len(OF_NOTHING)))
async def test_what_is_remembered_may_be_of_nothing_that_there_is(demo: Database, screens: Opened, left: str) -> None:
    path = remembered(demo)
    path.parent.mkdir(parents=True)
    path.write_text(left, encoding="utf-8")
    async with screens(demo) as pilot:
        await press(pilot, "escape", "escape", "f1")
        assert "Items" in golden.text_of(pilot.app) or "POLITICAL" in golden.text_of(pilot.app)
        await press(pilot, "w", "escape", "v", "d", "r", "f1", "q")


async def test_forms_left_half_typed_are_named_at_the_next_start(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "j", "s")
        await type_text(pilot, "rej")
    async with screens(demo) as pilot:  # the screens died meanwhile
        assert "left half typed" in golden.text_of(pilot.app)
        assert "Record a stance: Guarantees for Ukraine / Russian" in golden.text_of(pilot.app)
        await press(pilot, "j", "s", "escape", "t")
    async with screens(demo) as pilot:
        assert "left half typed" not in golden.text_of(pilot.app)


async def test_an_item_looked_at_in_an_earlier_round_is_seen_there_again(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "left_square_bracket", "j", "enter", "q")
    async with screens(demo) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ItemScreen)
        assert screen.current_point is not None
        assert screen.current_point.round == "R1"


async def test_one_comes_back_after_the_terminal_was_closed_as_well(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "d", "g")  # and no more
    async with screens(demo) as pilot:
        assert at(pilot) == "TimelineScreen"
        await press(pilot, "escape")
    async with screens(demo) as pilot:
        assert isinstance(pilot.app.screen, MatrixScreen)


async def test_on_leaving_one_has_seen_what_the_screens_showed(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "q")
        app = pilot.app
    assert isinstance(app, LedgerApp)
    keep_seen(app.session)
    with demo.read() as store:
        assert points.resolve(store, "@last-look").known_at == app.session.last_changeset
        assert points.resolve(store, "@last-look").known_at == changesets.last_number(store)
