"""Typing at full speed on a busy machine: every letter stands where it was meant to, and none is a command."""

import multiprocessing
import os
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from ledger.services.demo import make_demo
from ledger.storage import changesets
from ledger.storage.database import Database
from ledger.storage.engine import Location
from ledger.tui import keyfeed
from ledger.tui.app import LedgerApp
from tests.trials.counting import counted, wanted
from tests.trials.crowd import burn
from tests.trials.ledgers import last
from tests.tui.conftest import press, settled

SPAWN = multiprocessing.get_context("spawn")
LETTERS = "abcdefghijklmnopqrstuvwxyzADEFGKNOPRSTUXZ0123456789"
"""Nearly each of them is a command somewhere."""
WORDS = "<words>"
"""Stands for what is drawn at random."""
SCRIPTS: dict[str, tuple[str, ...]] = {
    "the form of a stance": ("j", "s", *"rejects", "tab", *"R2", "tab", WORDS, "tab", *"2", "tab", *"7"),
    "the form of an event": ("E", WORDS, "tab", *"R1"),
    "the filter of the matrix": ("slash", WORDS),
    "the filter of the review": ("r", "slash", WORDS),
    "the filter of the diff": ("d", "slash", WORDS),
    "the search": ("ctrl+f", WORDS),
    "the palette": ("ctrl+p", WORDS),
    "the changesets": ("K", WORDS),
    "the name of a view": ("w", WORDS),
    "the points of a diff": ("d", "p", WORDS),
    "what counts": ("F", WORDS),
    "a note to a verdict": ("r", "x", WORDS),
    "the reason of an undo": ("U", WORDS),
}
SIZES = ((80, 24), (120, 40), (160, 50))
Seen = tuple[list[str], list[str]]


@pytest.fixture
def busy() -> Iterator[None]:
    """Both cores are busy, and however long a key waits no notice stands over what is compared."""
    burning = [SPAWN.Process(target=burn, daemon=True) for _ in range(os.cpu_count() or 2)]
    for each in burning:
        each.start()
    yield
    for each in burning:
        each.kill()
        each.join()


@asynccontextmanager
async def opened(path: Path, size: tuple[int, int], author: str) -> AsyncIterator[Pilot[None]]:
    """Open the screens, and wait for nothing."""
    database = Database(Location(path=path))
    app = LedgerApp(database, author, follow=None)
    async with app.run_test(size=size) as pilot:
        yield pilot
    database.close()


def author_of(path: Path) -> str:
    """Return who recorded last, so that there is an act to undo."""
    database = Database(Location(path=path))
    with database.read() as store:
        found = changesets.get(store, changesets.last_number(store)).header.author
    database.close()
    assert found is not None
    return found


def seen(pilot: Pilot[None]) -> Seen:
    """Return the screens that are open, and what stands in every field of them."""
    stack = pilot.app.screen_stack
    fields = [field for screen in stack for field in screen.query("Input, TextArea")]
    texts = [
        field.value if isinstance(field, Input) else field.text
        for field in fields
        if isinstance(field, Input | TextArea)
    ]
    return [type(screen).__name__ for screen in stack], texts


def keys_of(script: tuple[str, ...], words: str) -> list[str]:
    keys = [key for part in script for key in (words if part == WORDS else (part,))]
    return [{" ": "space"}.get(key, key) for key in keys]


async def typed(path: Path, size: tuple[int, int], keys: list[str], *, calmly: bool) -> Seen:
    async with opened(path, size, author_of(path)) as pilot:
        if calmly:
            await settled(pilot)
            await press(pilot, *keys)
        else:  # before the first paint, and the next before anything came of the one before
            for key in keys:
                character = " " if key == "space" else key if len(key) == 1 else None
                pilot.app.post_message(events.Key(key, character))
        await settled(pilot)
        return seen(pilot)


async def test_typing_at_full_speed_on_a_busy_machine(
    busy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770854400")
    monkeypatch.setattr(keyfeed, "PATIENCE", float("inf"))
    template, chance, name = make_demo(tmp_path / "demo").path, random.Random(7), "typing at full speed"
    letters = 0
    with counted(name) as tally:
        for number in range(wanted(name)):
            script = [*SCRIPTS][number % len(SCRIPTS)]
            drawn = ("".join(chance.choices(LETTERS, k=chance.randint(1, 9))) for _ in range(4))
            words, size = " ".join(drawn), chance.choice(SIZES)
            keys = keys_of(SCRIPTS[script], words)
            found = {}
            for calmly in (True, False):
                monkeypatch.setenv("POSL_STATE", str(tmp_path / f"state-{number}-{calmly}"))
                path = tmp_path / f"{number}-{calmly}.db"
                shutil.copyfile(template, path)
                before = last(Location(path=path))
                found[calmly] = await typed(path, size, keys, calmly=calmly)
                if last(Location(path=path)) != before:
                    tally.failed.append(f"{script}: {' '.join(keys)}: something was recorded")
                path.unlink()
            letters += len(keys)
            tally.take(None if found[True] == found[False] else f"{script}: {' '.join(keys)}: {found}")
            assert any(words in text for text in found[True][1]), f"{script}: {words}: {found[True]}"
        tally.more = f"{letters} keys, each at once; {len(SCRIPTS)} places to type into"
