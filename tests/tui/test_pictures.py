"""The pictures in the docs show the screens as they are: made by the program, compared by what can be read on them.

``POSL_GOLDEN=write`` draws them anew.
"""

import html
import re
from pathlib import Path

import pytest
from textual.keys import format_key

from ledger.storage.database import Database
from ledger.tui.actions import (
    ACTIONS,
    APP,
    CELL,
    CODE_LINE,
    CODING,
    DIFF,
    DRAFTS,
    FILTER,
    FORM,
    GRID,
    INBOX,
    ITEM,
    LINES,
    LIST,
    MATRIX,
    PARTY,
    PLACES,
    REVIEW,
    SEARCH,
    SOURCES,
    TEXT,
    TIMELINE,
    Action,
)
from ledger.tui.app import KEY_NAMES
from tests.tui.conftest import Opened, press
from tests.tui.golden import WRITES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
WIDE, SMALL = (120, 34), (100, 28)
PICTURES: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "matrix": (WIDE, ()),
    "diff": (WIDE, ("d",)),
    "inbox": (SMALL, ("i",)),
    "item": (WIDE, ("enter",)),
    "settle": (SMALL, ("m", "exclamation_mark")),
    "timeline": (WIDE, ("g",)),
}
_FETCHED = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)
KEYS_FROM = "<!-- from here on written by the program: POSL_GOLDEN=write pytest tests/tui/test_pictures.py -->\n"
HEADINGS = {
    "With a cell or an item": {CELL, ITEM},
    "On the matrix": {MATRIX, GRID},
    "On the diff": {DIFF},
    "On the review": {REVIEW},
    "In a source and its text": {SOURCES, TEXT},
    "While a text is coded": {CODING, CODE_LINE},
    "On the timeline": {TIMELINE},
    "In the inbox, on a party's page, among commitments and drafts, in the search": {
        INBOX,
        LINES,
        PARTY,
        DRAFTS,
        SEARCH,
    },
    "In a form, in a filter": {FORM, FILTER},
    "In a list": {LIST},
    "Everywhere": {APP, PLACES},
}
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)


def words(picture: str) -> list[str]:
    """What can be read on a picture, piece by piece."""
    return [html.unescape(each).replace("\xa0", " ").strip() for each in _TEXT.findall(picture)]


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_shows_the_screen_as_it_is(disputed: Database, screens: Opened, name: str) -> None:
    size, keys = PICTURES[name]
    async with screens(disputed, size) as pilot:
        await press(pilot, *keys)
        drawn = _FETCHED.sub("", pilot.app.export_screenshot(title="position ledger"))  # nothing is fetched to see it
    path = FOLDER / f"{name}.svg"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{drawn.rstrip()}\n", encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    assert "http" not in kept.replace("http://www.w3.org/", "")
    assert words(kept) == words(drawn), f"docs/pictures/{name}.svg differs; POSL_GOLDEN=write draws it anew"


def test_every_picture_stands_on_a_page() -> None:
    pages = [ROOT / "README.md", ROOT / "docs" / "screens.md"]
    shown = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in PICTURES if f"pictures/{name}.svg)" not in shown] == []
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(PICTURES)


def test_the_page_tells_every_key() -> None:
    page = ROOT / "docs" / "screens.md"
    before, _, after = page.read_text(encoding="utf-8").partition(KEYS_FROM)
    told = "\n".join(table(heading, scopes) for heading, scopes in HEADINGS.items())
    if WRITES:
        page.write_text(f"{before}{KEYS_FROM}{told}", encoding="utf-8")
    else:
        assert after == told, "POSL_GOLDEN=write writes the keys anew"
    assert [each.id for each in ACTIONS if f"`{each.id}`" not in told] == []


def table(heading: str, scopes: set[str]) -> str:
    """The keys of some scopes; an action stands where its first scope is."""
    rows = [row_of(each) for each in ACTIONS if each.scopes[0] in scopes]
    return "\n".join([f"\n### {heading}\n", "| key | does | name | command |", "|---|---|---|---|", *rows, ""])


def row_of(action: Action) -> str:
    keys = " ".join(f"`{shown(key)}`" for key in action.key.split(",")) or "-"
    keys, does = (text.replace("|", "\\|") for text in (keys, action.help))
    return f"| {keys} | {does} | `{action.id}` | {f'`{action.twin}`' if action.twin else ''} |"


def shown(key: str) -> str:
    """A key as the screens spell it."""
    return KEY_NAMES.get(key) or (key if "+" in key else format_key(key))
