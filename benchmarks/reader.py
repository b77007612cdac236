"""Reading a long text: opening it, a page on, a word selected, a terminal of another width; against ``TextArea``.

Textual's own ``TextArea`` (read-only, wrapped, with numbers) shows the same paragraphs, ready in memory. The reader
takes them from a ledger, finds every quote in them and marks it; that is counted in its opening.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import TextArea

from ledger.domain.entries import StanceEntry
from ledger.domain.records import Item, Party, Record, Source
from ledger.services import acting, sourcing
from ledger.services.ledgers import header, make, open_database
from ledger.tui.app import LedgerApp
from ledger.tui.sources.screen import SourcesScreen
from ledger.tui.sources.text import ReadingText

SIZE, NARROWER = (160, 50), (120, 40)
LENGTH, LINES, QUOTES, TIMES = 500_000, 10_000, 500, 7
WORDS = ("the", "delegation", "said", "that", "monitoring", "by", "third", "countries", "would", "begin", "once",
         "lines", "of", "withdrawal", "had", "been", "agreed", "between", "mediators", "and", "both")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A long text, and how many of its lines are quoted."""

    key: str
    told: str
    paragraphs: list[str]
    quotes: int = 0


class Area(App[None]):
    """What the reader is compared with."""

    def compose(self) -> ComposeResult:
        yield TextArea("", read_only=True, show_line_numbers=True, soft_wrap=True)


def main() -> None:
    """Measure and print."""
    texts = _texts(random.Random(7))
    with tempfile.TemporaryDirectory() as folder:
        path = _ledger(Path(folder), texts)
        asyncio.run(_compare(path, texts))


def _texts(chance: random.Random) -> list[Text]:
    def words(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    long = [words(chance.randint(30, 160)) for _ in range(LENGTH // 550)]
    short = [f"Line {number}: {words(6)}" for number in range(LINES)]
    return [
        Text("long", f"{sum(map(len, long)):,} characters in {len(long)} paragraphs", long),
        Text("line", f"{LENGTH:,} characters in one paragraph", [words(LENGTH // 5)[:LENGTH]]),
        Text("lines", f"{LINES:,} short paragraphs, {QUOTES} of them quoted", short, QUOTES),
    ]


def _ledger(folder: Path, texts: list[Text]) -> Path:
    """Make a ledger with these texts attached, and entries that quote them."""
    path = folder / "texts.db"
    make(str(path))
    database = open_database(str(path))
    records: list[Record] = [
        Item(key="item", title="An item"),
        *(Source(key=each.key, title=each.key) for each in texts),
    ]
    records += [
        Party.model_validate({"key": f"p{n}", "code": f"P{n}", "name": f"P{n}", "role": "principal"}) for n in range(3)
    ]
    with database.write() as store:
        acting.perform(store, records, header("benchmark"))
        for text in texts:
            sourcing.attach(store, text.key, "\n\n".join(text.paragraphs).encode(), header("benchmark"))
            acting.perform(store, [_quoting(text, number) for number in range(text.quotes)], header("benchmark"))
    database.close()
    return path


def _quoting(text: Text, number: int) -> StanceEntry:
    place = number * len(text.paragraphs) // text.quotes
    cite = {"source": text.key, "at": f"¶{place + 1}", "quote": text.paragraphs[place]}
    day = f"2026-01-{number % 28 + 1:02d}"
    said = {"item": "item", "party": f"p{number % 3}", "held_on": day, "stance": "supports", "cite": cite}
    return StanceEntry.model_validate(said)


async def _compare(path: Path, texts: list[Text]) -> None:
    ours, theirs = await _reader(path, texts), await _area(texts)
    for text in texts:
        print(text.told)
        for act, spent in ours[text.key].items():
            other = theirs[text.key][act]
            print(f"  {act:<24} reader {spent:7.1f} ms, TextArea {other:7.1f} ms of CPU, ratio {spent / other:.2f}")


Spent = dict[str, dict[str, float]]


async def _reader(path: Path, texts: list[Text]) -> Spent:
    database = open_database(str(path))
    app = LedgerApp(database, "benchmark", follow=None)
    found: Spent = {}
    async with app.run_test(size=SIZE) as pilot:
        await _at_rest(pilot)
        await pilot.press("v")
        await _at_rest(pilot)
        screen = app.screen
        assert isinstance(screen, SourcesScreen)
        area = screen.query_one(ReadingText)
        for text in texts:

            async def opened(key: str = text.key) -> None:
                screen.open_source(key)

            found[text.key] = await _measured(pilot, area, opened, "W")
    database.close()
    return found


async def _area(texts: list[Text]) -> Spent:
    found: Spent = {}
    async with Area().run_test(size=SIZE) as pilot:
        area = pilot.app.query_one(TextArea)
        for text in texts:

            async def opened(whole: str = "\n".join(text.paragraphs)) -> None:
                area.load_text(whole)

            found[text.key] = await _measured(pilot, area, opened, "ctrl+shift+right")
    return found


async def _measured(
    pilot: Pilot[None], area: Widget, opened: Callable[[], Awaitable[None]], select: str
) -> dict[str, float]:
    """Return the CPU time of each act, in milliseconds."""
    spent = {"opening": await _cpu(pilot, opened, times=3)}
    area.focus()
    await _at_rest(pilot)
    spent["a page on"] = await _cpu(pilot, lambda: pilot.press("pagedown"))
    spent["selecting a word"] = await _cpu(pilot, lambda: pilot.press(select))
    spent["another width"] = await _cpu(pilot, lambda: pilot.resize_terminal(*NARROWER), times=1)
    spent["and back"] = await _cpu(pilot, lambda: pilot.resize_terminal(*SIZE), times=1)
    return spent


async def _cpu(pilot: Pilot[None], act: Callable[[], Awaitable[None]], times: int = TIMES) -> float:
    spent = []
    for _ in range(times):
        await _at_rest(pilot)
        began = time.process_time()
        await act()
        await _at_rest(pilot)
        spent.append(time.process_time() - began)
    return statistics.median(spent) * 1000


async def _at_rest(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


if __name__ == "__main__":
    main()
