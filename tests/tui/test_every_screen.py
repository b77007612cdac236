"""Every screen at two sizes: on the five reports, on an empty ledger, and on one of 60 items × 12 parties.

The five on which most time is spent are compared row by row with golden files; of all others what must be read there.
"""

from typing import Any

import pytest
from textual.pilot import Pilot

from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import SIZES, Opened, press

GRIDS: dict[str, tuple[str, ...]] = {
    "matrix": (),
    "item": ("l", "enter"),
    "diff": ("d",),
    "review": ("r",),
    "form": ("l", "s"),
}
"""From home to each screen; at l is a contest."""
READ: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "one source chosen": (
        ("r", "asterisk", "j"),
        ("0 of 154 done", "18 chosen", "✓ ¶1         The media: The first meeting of this kind", "entry 15"),
    ),
    "a verdict with its note": (("r", "x"), ("Reject entry 12", "note", "ctrl+s save  esc leave")),
    "sources": (
        ("v",),
        ("D - unnamed news site  18", "Its text is not attached. A attaches it", "¶1 First round opens in Abu Dhabi,", "re   ¶1 The media: The first meeting of"),
    ),
    "timeline": (
        ("g",),
        ("6 rounds 24 events 41 remarks 3 promises 1 overdue", "(# held o planned * event ! due", "| today)", "round open settled mean spread",
         "R2 15 1 2.0, 2 items", '" A spokesperson: The agreement', "555444443332222", "▸ R2 Second trilateral round held, about three days late"),
    ),
    "a round on the timeline": (("g", "G"), ("Third trilateral round", "planned for about 6–19 Feb 2026")),
    "an item from above": (
        ("enter", "k", "k"),
        ("2 contested: choose what is marked !", "Stances over time", "-3 -2 -1  0 +1 +2 +3", "Status path", "deadlocked / narrowed"),
    ),
    "an item's history": (("l", "enter", "G"), ("entry 3 contested by entry 153", "import 05-vovworld-2026-02.yaml")),
    "a correction": (
        ("l", "c"),
        ("Correct entry 21: our having been wrong, not the party's moving", "opposes", "2026-01-24", "holds to the present",
         "takes the place of entry 21: our having been wrong", "still wanted: reason"),
    ),
    "a contest to settle": (
        ("m", "exclamation_mark"),
        ("Settle Territory / Ukraine", "-2 opposes  2026-01-24  C3 x2, reported", "+2 supports  2026-01-24  C5 x1", "keep 21", "moved, 153 last", "reason"),
    ),
    "a new round": (("g", "o"), ("Enter a round", "a short name without blanks", "planned for", "parties  type part of a name")),
    "the palette": (("ctrl+p",), ("a command, an item, a party", "Peek  space  The cell's reading", "Views  w  Take up a view")),
    "help": (("question_mark",), ("Help: matrix", "-2/+2 ! contested, none has won", "esc closes")),
    "what was known": (("K",), ("now  everything that is known", "@8  2026-02-10 09:08:00  analyst  record status territory", "import 00-frame.yaml")),
}  # fmt: skip
"""From home to each place, and what is to be read there."""
EMPTY = {
    "matrix": ((), ("This ledger is empty.", "posl import FILE", "o New item O New .. q Quit ctrl+p All")),
    "review": (("r",), ("Nothing is recorded in this ledger yet",)),
    "sources": (("v",), ("There are no sources yet: o enters one",)),
    "diff": (("d",), ("There is no round before this point to compare with.",)),
    "timeline": (("g",), ("0 rounds 0 events 0 remarks 0 promises", "Nothing has a date yet")),
}
LARGE = {
    "matrix": ((), ("50 open  10 settled", "[R6 31 May]", "12 items, 11 open", "Item number 11 of", "P2")),
    "item": (
        ("enter",),
        ("implemented  spread 5  at R6@1", "-3 r Party 2", "0 r Party 11", "entry 961, recorded @1"),
    ),
    "form": (("l", "s"), ("Record a stance: Item number 0 of many / Party 1", "-2 opposes", "= Round 6")),
    "diff": (("d",), ("120 changes", "Party 1 on eight items", "eight more parties")),
    "timeline": (("g",), ("2.9, 52 items", "Round 6  held")),
    "sources": (("v",), ("C - Wire  1320", "P7   ¶1 Item number 0 of many: demands")),
    "review": (("r",), ("0 of 1320 done", "the first 500 shown", "Accepting it")),
}


async def read_at_every_size(pilot: Pilot[Any], words: tuple[str, ...]) -> None:
    """Everything of this can be read, and nothing is drawn beside the screen."""
    for size in SIZES:
        await pilot.resize_terminal(*size)
        pilot.app.clear_notifications()
        await press(pilot)
        drawn = golden.text_of(pilot.app)
        assert len(drawn.splitlines()) == size[1]
        assert max(map(len, drawn.splitlines())) <= size[0]
        flowing = " ".join(drawn.replace("│", " ").split())
        assert [word for word in words if " ".join(word.split()) not in flowing] == [], drawn


@pytest.mark.parametrize("screen", GRIDS)
async def test_a_screen_looks_as_it_did(disputed: Database, screens: Opened, screen: str) -> None:
    async with screens(disputed, SIZES[0]) as pilot:
        await press(pilot, *GRIDS[screen])
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await press(pilot)
            golden.check(pilot.app, f"{screen}-{size[0]}x{size[1]}")


async def test_the_matrix_has_the_styles_it_had(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, SIZES[0]) as pilot:
        golden.check_styles(pilot.app, "styles-of-the-matrix")


async def test_every_screen_names_its_keys(disputed: Database, screens: Opened) -> None:
    lines = []
    async with screens(disputed, (200, 50)) as pilot:
        for name, key in (
            ("matrix", ""),
            ("item", "enter"),
            ("diff", "d"),
            ("review", "r"),
            ("sources", "v"),
            ("timeline", "g"),
        ):
            await press(pilot, *([key] if key else []))
            lines.append(f"{name}: {golden.keys_of(pilot.app)}")
    golden.check_lines("keys", lines)


@pytest.mark.parametrize("place", READ)
async def test_what_must_be_read_can_be_read(disputed: Database, screens: Opened, place: str) -> None:
    keys, words = READ[place]
    async with screens(disputed, SIZES[0]) as pilot:
        await press(pilot, *keys)
        await read_at_every_size(pilot, words)


async def test_a_source_with_its_text(with_text: Database, screens: Opened) -> None:
    async with screens(with_text, SIZES[0]) as pilot:
        await press(pilot, "v", "G", "enter", "right_curly_bracket", "right_curly_bracket", "W", "W")
        words = (
            "Joint communique",
            "3 The Ukrainian delegation said that it",
            "Nothing is cited from here. Select a phrase; s",
        )
        await read_at_every_size(pilot, words)


@pytest.mark.parametrize("screen", EMPTY)
async def test_a_screen_of_an_empty_ledger_says_how_to_begin(empty: Database, screens: Opened, screen: str) -> None:
    keys, words = EMPTY[screen]
    async with screens(empty, SIZES[0]) as pilot:
        await press(pilot, *keys)
        await read_at_every_size(pilot, words)


@pytest.mark.slow
async def test_every_screen_of_a_large_ledger(big: Database, screens: Opened) -> None:
    async with screens(big, SIZES[0]) as pilot:
        for screen, (keys, words) in LARGE.items():
            await press(pilot, *keys)
            await read_at_every_size(pilot, words)
            if screen in {"item", "form"}:
                await press(pilot, "escape", "escape")  # of a form the first puts away the list of what matches
