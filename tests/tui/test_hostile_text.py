"""A ledger full of hostile texts: shown literally, with controls made visible; random keys do no harm."""

import random
import re
from typing import Any

import pytest

from ledger.domain.entries import StanceEntry
from ledger.domain.records import Item, Party, Round, Source
from ledger.domain.words import Stance
from ledger.services import acting, sourcing, verifying
from ledger.services.matrix import matrix_at
from ledger.storage.database import Database
from tests.effort import EFFORT, seeds
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, settled

MARKUP = "[/] [bold]x[/bold] [@click=app.quit]x[/] [/"
BIDI = "safe\u202egnp.exe zero\u200bwidth \u2066isolate\u2069"
LONG = "word" * 2_000
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
KEYS = (
    *"jkhlnNmzZ[]{}sSyKwRtcxeogvdrE!U?/ab1 ", "up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "space",
    "pageup", "pagedown", "home", "end", "ctrl+p", "ctrl+k", "ctrl+n", "backspace", "f1", "f5",
)  # fmt: skip


PLACES: tuple[tuple[str, ...], ...] = ((), ("enter",), ("r",), ("v", "enter"), ("d",), ("g",), ("s",), ("ctrl+p",))
PRESSES = 25 if EFFORT == 1 else 100
NAMELESS = (("question_mark",),)
"""Screens that show nothing from the ledger."""


@pytest.fixture
def hostile(empty: Database) -> Database:
    records: list[Any] = [
        Party(key="p1", code="P1", name=MARKUP, role="principal"),  # type: ignore[arg-type]
        Party(key="p2", code="P2", name=BIDI, role="mediator"),  # type: ignore[arg-type]
        Round(key="R1", title=MARKUP, status="held", starts="2026-01-23", ends="2026-01-24"),  # type: ignore[arg-type]
        Round(key="R2", title=BIDI, status="held", starts="2026-02-04", ends="2026-02-05"),  # type: ignore[arg-type]
        Source(key="s1", title=MARKUP, publisher=BIDI),
        Item(key="i1", title=MARKUP, question=BIDI, track=MARKUP, tags=("t",)),
        Item(key="i2", title=BIDI, question=MARKUP, track=BIDI),
        Item(key="i3", title=LONG[:400], question=LONG[:8_000], track="long"),
    ]
    texts = {"i1": MARKUP, "i2": BIDI, "i3": LONG[:8_000]}
    stances = [
        StanceEntry.model_validate(
            {"item": item, "party": party, "round": "R1", "stance": "demands", "summary": text,
             "cite": {"source": "s1", "at": MARKUP, "quote": BIDI, "speaker": "media", "note": text}}
        )
        for item, text in texts.items()
        for party in ("p1", "p2")
    ]  # fmt: skip
    moved = [
        each.model_copy(update={"round": "R2", "stance": Stance.rejects}) for each in stances if each.party == "p1"
    ]
    act = header(1).model_copy(update={"message": MARKUP})
    with empty.write() as store:
        acting.perform(store, [*records, *stances, *moved], act)
        sourcing.attach(store, "s1", f"{MARKUP}\n\n{BIDI}\n\n{LONG}\n".encode(), header(2))
    return empty


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("space",),
        ("j", "space"),
        ("enter",),
        ("j", "enter"),
        ("j", "enter", "j", "j"),
        ("ctrl+p",),
        ("s",),
        ("y",),
        ("c",),
        ("x",),
        ("t",),
        ("e",),
        ("r",),
        ("r", "j", "j"),
        ("r", "e"),
        ("v",),
        ("v", "enter"),
        ("d",),
        ("g",),
        ("g", "j", "j"),
        ("K",),
        ("slash",),
        ("question_mark",),
    ],
    ids="-".join,
)
async def test_hostile_text_is_shown_literally(hostile: Database, screens: Opened, keys: tuple[str, ...]) -> None:
    async with screens(hostile, (120, 40)) as pilot:
        await press(pilot, *keys)
        shown = golden.text_of(pilot.app)
        assert not _CONTROL.search(shown)
        if keys not in NAMELESS:
            assert "[/]" in shown or "⟨U+202E⟩" in shown or "[bold]" in shown


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("seed", seeds(1))
async def test_random_keys_do_no_harm(hostile: Database, screens: Opened, seed: int, place: tuple[str, ...]) -> None:
    chance = random.Random(f"{seed} {place}")
    pressed: list[str] = []
    async with screens(hostile, chance.choice([(80, 24), (120, 40), (40, 12)])) as pilot:
        await press(pilot, *place)
        for _ in range(PRESSES):
            pressed.append(chance.choice(KEYS))
            await pilot.press(pressed[-1])
            if len(pressed) % 25 == 0:
                await settled(pilot)
                assert not _CONTROL.search(golden.text_of(pilot.app)), pressed
        await settled(pilot)
    with hostile.read() as store:
        assert len(matrix_at(store, "R1").rows) >= 3
        verifying.verify(store)
