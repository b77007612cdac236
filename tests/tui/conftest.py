"""Ledgers to look at, and a way to open the screens on them: no animation, a fixed clock, waiting on conditions only."""

import os

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read once, when Textual is imported

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from textual import _wait
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled

from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.records import Source
from ledger.domain.seed import ChangesetInfo
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, proposing, sourcing
from ledger.services.importing import import_seeds
from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location
from ledger.tui import keyfeed
from ledger.tui.app import LedgerApp
from ledger.tui.state import Remembered
from tests.tui.big import fill

SEED = Path(__file__).parents[2] / "seeds" / "abu-dhabi-2026"
SIZES = ((80, 24), (120, 40))
NOW = "1770854400"  # 2026-02-12, a week after the second round
COMMUNIQUE = """Joint communique of the made-up press office

The delegations met for two days and agreed to meet again.

The Ukrainian delegation said that it welcomes monitoring by third countries, and named no condition.

The mediators will circulate a draft on monitoring before the next round.
"""
PHRASE = "The Ukrainian delegation said that it welcomes monitoring by third countries"
Opened = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)


@pytest.fixture(autouse=True)
def no_word_of_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, no notice that keys wait stands over what a test looks at."""
    monkeypatch.setattr(keyfeed, "PATIENCE", float("inf"))


@pytest.fixture(scope="session", autouse=True)
def styles_read_once() -> Iterator[None]:
    """What a style sheet says with the same colours is parsed once a session, not twice for each app."""
    parse, parsed = Stylesheet._parse_rules, dict[Any, list[RuleSet]]()

    def parse_once(sheet: Stylesheet, *args: Any, **named: Any) -> list[RuleSet]:
        asked = (frozenset(sheet._variables.items()), args, frozenset(named.items()))
        if asked not in parsed:
            parsed[asked] = parse(sheet, *args, **named)
        return parsed[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def looked_at_often() -> Iterator[None]:
    """Whether an app is at work is asked of it every few milliseconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", 0.004)
        yield


@pytest.fixture(scope="session", autouse=True)
def drawn_at_rest() -> Iterator[None]:
    """What nobody sees is not drawn: a frame is when the screen has come to rest (``settled``), whole."""

    draw = Compositor.render_update

    def put_off(
        compositor: Compositor,
        full: bool = False,
        screen_stack: list[Screen[Any]] | None = None,
        simplify: bool = False,
    ) -> Any:
        if full:  # a picture
            return draw(compositor, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        compositor._dirty_regions.clear()
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", put_off)
        yield


def header(number: int) -> ChangesetInfo:
    return ChangesetInfo(author="analyst", recorded_at=f"2026-02-10T09:{number:02d}:00Z", tool="test", message=None)


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five reports, each file a changeset."""
    path = tmp_path_factory.mktemp("demo") / "ledger.db"
    migrate.create(Location(path=path))
    database = Database(Location(path=path))
    for number, file in enumerate(sorted(SEED.glob("*.yaml")), 1):
        with database.write() as store:
            import_seeds(store, [read_yaml(file.name, file.read_bytes())], header(number))
    database.close()
    return path


@pytest.fixture(scope="session")
def big_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 items × 12 parties."""
    path = tmp_path_factory.mktemp("big") / "ledger.db"
    migrate.create(Location(path=path))
    database = Database(Location(path=path))
    with database.write() as store:
        fill(store, header(1))
    database.close()
    return path


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Callable[[Path], Database]]:
    """Opens a copy of a ledger."""
    opened: list[Database] = []

    def copy(template: Path) -> Database:
        path = tmp_path / "ledger.db"
        shutil.copyfile(template, path)
        opened.append(Database(Location(path=path)))
        return opened[-1]

    yield copy
    for database in opened:
        database.close()


@pytest.fixture
def demo(demo_template: Path, copied: Callable[[Path], Database]) -> Database:
    return copied(demo_template)


@pytest.fixture(scope="session")
def disputed_template(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("disputed") / "ledger.db"
    shutil.copyfile(demo_template, path)
    cite = {"source": "vovworld-2026-02", "at": "¶6", "speaker": "counterpart", "credibility": 5}
    on = {"item": "territory", "cite": cite}
    held = {**on, "party": "ukraine", "held_on": "2026-01-24", "stance": "supports"}
    database = Database(Location(path=path))
    with database.write() as store:
        acting.record(store, StanceEntry.model_validate(held), header(7))
    cite["source"] = "restated-2026-01"
    with database.write() as store:
        acting.record(store, StatusEntry.model_validate({**on, "round": "R2", "status": "narrowed"}), header(8))
    database.close()
    return path


@pytest.fixture
def disputed(disputed_template: Path, copied: Callable[[Path], Database]) -> Database:
    """The five reports, and two rumours: Ukraine gives way on territory (153), and the two are nearer there (154)."""
    return copied(disputed_template)


PROPOSED = "Ukraine rejects it.\nRussia demands the land.\n"
PROPOSAL = (
    '{"stance": {"item": "territory", "party": "%s", "stance": "%s", "held_on": "2026-02-06", '
    '"cite": {"source": "herald", "quote": "%s"}}}\n'
)


@pytest.fixture
def proposed(demo: Database) -> Database:
    """The five reports, and two proposals out of another text."""
    lines = PROPOSAL % ("ukraine", "rejects", "Ukraine rejects it") + PROPOSAL % (
        "russia",
        "demands",
        "Russia demands the land",
    )
    with demo.write() as store:
        sourcing.add_source(store, Source(key="herald", title="Herald"), header(9))
        sourcing.attach(store, "herald", PROPOSED.encode(), header(9))
        proposing.propose(
            store, read_jsonl("", [line.encode() for line in lines.splitlines()]), header(9), proposer="reader"
        )
    return demo


@pytest.fixture
def with_text(demo: Database) -> Database:
    """The five reports, and a made-up readout with its text."""
    attach_readout(demo)
    return demo


def attach_readout(database: Database) -> None:
    source = Source(key="communique", title="Joint communique", publisher="Press office", reliability="B")  # type: ignore[arg-type]
    with database.write() as store:
        sourcing.add_source(store, source, header(10))
        sourcing.attach(store, "communique", COMMUNIQUE.encode(), header(11))


@pytest.fixture
def empty(sqlite_template: Path, copied: Callable[[Path], Database]) -> Database:
    return copied(sqlite_template)


@pytest.fixture
def big(big_template: Path, copied: Callable[[Path], Database]) -> Database:
    return copied(big_template)


@pytest.fixture
def screens() -> Opened:
    """Opens the screens on a ledger: ``async with screens(demo, (80, 24)) as pilot``, not for the first time."""

    @asynccontextmanager
    async def opened(
        database: Database, size: tuple[int, int] = (80, 24), *, first: bool = False
    ) -> AsyncIterator[Pilot[None]]:
        if not first:
            Remembered(str(database.location)).set("legend", True)
        app = LedgerApp(database, "tester", follow=None)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settled(pilot)
            yield pilot

    return opened


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no work is under way, no key waits, and every message is handled."""
    calm = False
    for _ in range(20_000):  # rounds, not seconds: a busy machine has as many of them as it needs
        await pilot.pause()
        under_way = [worker for worker in pilot.app.workers if not worker.is_finished]
        drawn = not pilot.app.screen._layout_required
        if not drawn:  # what a batch of updates left to be laid out waits for a message to end with
            pilot.app.screen.check_idle()
        was_calm, calm = calm, drawn and not under_way and not getattr(pilot.app, "keys_wait", False)
        if was_calm and calm:
            visible_screen_stack.set(pilot.app._background_screens)
            pilot.app.screen._compositor.render_strips()
            return
        for worker in under_way:
            with contextlib.suppress(WorkerCancelled):
                await worker.wait()
    raise AssertionError("the screens did not come to rest")


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one by one, each when what the one before began has come to rest; of a key held down only the last."""
    if not keys:
        await settled(pilot)
    for key, held in groupby(keys):
        times = len(list(held))
        with pilot.app.batch_update() if times > 1 else contextlib.nullcontext():  # nobody looks on the way
            await pilot.press(*[key] * times)
        await settled(pilot)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Type a text."""
    names = {
        " ": "space",
        "_": "underscore",
        "@": "at",
        "/": "slash",
        ":": "colon",
        "-": "minus",
        ".": "full_stop",
        ",": "comma",
        "¶": "¶",
    }
    with pilot.app.batch_update():  # nobody looks between two letters
        await pilot.press(*(names.get(character, character) for character in text))
    await settled(pilot)
