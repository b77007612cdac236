"""Lines longer than what they stand in: what follows hangs below where the words of the first begin."""

from collections.abc import Iterator

import pytest
from textual.content import Content
from textual.widgets import Static

from ledger.storage.database import Database
from ledger.tui.indent import Hanging, Hung, indent_of
from ledger.tui.lists import ScreenList
from tests.tui import golden
from tests.tui.conftest import Opened, press


@pytest.mark.parametrize(
    ("line", "indent"),
    [
        ("no mark at all", 0),
        ("- what a bullet says", 2),
        ("! what is grave", 2),
        ("? nobody has reviewed it", 2),
        ("C3 VOVWORLD, 2026-02", 3),
        ("   ¶6, media", 3),
        ("position: 100 of 100", 2),
        ("  entry 75: event", 4),
        ("A sentence: with a colon", 0),
        ("+2 supports  R2", 0),
    ],
)
def test_a_line_hangs_behind_its_bullet_grade_or_label(line: str, indent: int) -> None:
    assert indent_of(line) == indent


def test_each_line_of_a_text_hangs_by_itself_and_no_word_is_lost() -> None:
    text = "A head that is long enough\n- one two three four five\n\n   seven eight nine ten"
    lines = [line.plain.rstrip() for line in Hung(Content(text)).lines(16)]
    assert lines == [
        "A head that is",
        "long enough",
        "- one two three",
        "  four five",
        "",
        "   seven eight",
        "   nine ten",
    ]


def test_where_there_is_no_room_nothing_is_set_in() -> None:
    assert [line.plain.rstrip() for line in Hanging(Content("one two three four"), 8).lines(9)] == [
        "one two",
        "three",
        "four",
    ]


@pytest.mark.parametrize("keys", [("enter",), ("r", "j"), ("d", "j"), ("g",)])
async def test_what_stands_beside_a_list_hangs(disputed: Database, screens: Opened, keys: tuple[str, ...]) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "l", *keys)
        texts = pilot.app.screen.query("#whole Static").results(Static)
        assert [type(text.visual) for text in texts if text.display] == [Hung] * (3 if keys == ("enter",) else 1)


def _within(line: list[tuple[str, str]], start: int, end: int) -> Iterator[tuple[str, str]]:
    """The part of a line that stands in some columns; no letter here is double-width."""
    place = 0
    for text, style in line:
        yield text[max(start - place, 0) : max(end - place, 0)], style
        place += len(text)


@pytest.mark.parametrize("theme", ["ledger-dark", "terminal"])
@pytest.mark.parametrize("keys", [("r", "j"), ("d",), ("g",), ("enter",)])
async def test_the_line_one_is_on_is_turned_round_so_that_no_colour_of_it_is_lost(
    disputed: Database, screens: Opened, keys: tuple[str, ...], theme: str
) -> None:
    async with screens(disputed) as pilot:
        pilot.app.theme = theme
        await press(pilot, "l", *keys)
        region = pilot.app.screen.query_one(ScreenList).region
        rows = [
            [style for text, style in _within(line, region.x, region.right) if text.strip()]
            for line in golden.strips(pilot.app)[region.y : region.bottom]
        ]
        turned = [bool(row) and all("reverse" in style and "not reverse" not in style for style in row) for row in rows]
        assert 1 <= turned.count(True) <= 3
