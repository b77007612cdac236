"""The commonest acts take few keys; letters of names, words and reasons are not counted."""

import pytest

from ledger.storage.database import Database
from tests.tui.conftest import Opened, press, type_text
from tests.tui.golden import text_of

TYPED = "typed: "
ACTS = {
    "a stance with its place": (
        7, ("s", "typed: opp", "enter", "typed: vov", "enter", "typed: 6", "ctrl+s"), "Recorded @9: moves",
    ),
    "a contest settled": (
        5, ("m", "exclamation_mark", "typed: keep 153", "enter", "typed: why", "ctrl+s"), "Recorded @9: keeps entry 153",
    ),
    "what waits is accepted": (2, ("r", "a"), "Recorded @9"),
    "one's last act undone": (2, ("U", "typed: why", "ctrl+s"), "Recorded @9"),
    "any two rounds compared": (4, ("d", "p", "typed: davos-2026-01", "enter", "typed: R2", "enter"), "davos-2026-01@8 -> R2@8"),
    "when a party moved, and towards whom": (2, ("p",), "Moved"),
    "what is overdue, and what is stale": (2, ("i",), "stale"),
    "a quote found": (8, ("ctrl+f", "typed: current line", "enter"), "at least on the current line"),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
async def test_the_commonest_acts_take_few_keys(disputed: Database, screens: Opened, act: str) -> None:
    most, keys, seen = ACTS[act]
    assert sum(not key.startswith(TYPED) for key in keys) <= most
    async with screens(disputed, (160, 50)) as pilot:
        if act.startswith("one's"):
            pilot.app.session.author = "analyst"  # type: ignore[attr-defined]
        for key in keys:
            await (type_text(pilot, key.removeprefix(TYPED)) if key.startswith(TYPED) else press(pilot, key))
        shown = " ".join(text_of(pilot.app).split())
        assert seen.casefold() in shown.casefold()
