"""From the command to the first paint: what is there by then, and what is not even loaded."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import Unavailable
from ledger.storage.database import Database
from ledger.tui import work
from ledger.tui.app import LedgerApp
from ledger.tui.matrix.prefetch import Ahead
from tests.tui import golden
from tests.tui.conftest import settled

OPENED = """
import sys
from textual.app import App
from ledger import __main__ as posl
from ledger.cli import streams as opening

async def look(pilot):
    while getattr(pilot.app.screen, "matrix", None) is None:
        await pilot.pause()
    print(*sys.modules)
    pilot.app.exit()

real = App.run
App.run = lambda app: real(app, headless=True, size=(80, 24), auto_pilot=look)
opening.interactive = lambda: True
sys.exit(posl.main([]))
"""
BROKEN = OPENED.replace("pilot.app.exit()", "pilot.app.call_later(lambda: 1 / 0); await pilot.pause()")
COLLECTING = """
import gc
from ledger import starting
starting.begin()
begun = gc.isenabled()
starting.done()
print(begun, gc.isenabled(), gc.get_freeze_count() > 0)
"""
LATER = (
    # libraries
    "alembic", "click", "icalendar", "jinja2", "psycopg", "rapidfuzz", "sqlalchemy.dialects.postgresql", "sqlalchemy.ext",
    "sqlalchemy.orm", "textual_serve", "tomllib", "xlsxwriter", "yaml",
    # the road of an act, and what other screens read
    "ledger.domain.diff", "ledger.domain.planning", "ledger.domain.seed", "ledger.services.acting",
    "ledger.services.diff", "ledger.services.importing", "ledger.services.showing",
    "ledger.services.undoing", "ledger.storage.migrate", "ledger.storage.recording",
    # screens one is not on, forms, and what opens over the matrix
    "ledger.tui.chooser", "ledger.tui.clipboard", "ledger.tui.diff", "ledger.tui.forms", "ledger.tui.help",
    "ledger.tui.item", "ledger.tui.pickers", "ledger.tui.review", "ledger.tui.sources", "ledger.tui.timeline",
)  # fmt: skip


def _run(code: str, *args: str) -> str:
    return subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True).stdout


def test_the_first_paint_loads_nothing_that_only_later_keys_need(
    demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("POSL_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setenv("POSL_LEDGER", str(demo.location))
    loaded = _run(OPENED).split()
    assert "ledger.tui.matrix.screen" in loaded
    assert [name for name in loaded if any(name == late or name.startswith(f"{late}.") for late in LATER)] == []
    # Of the formats, only the marks are shown in the matrix.
    assert [name for name in loaded if name.startswith("ledger.formats.")] == ["ledger.formats.marks"]


def test_the_first_read_begins_before_textual_is_loaded() -> None:
    loaded = _run("import sys, ledger.tui.matrix.prefetch; print(*sys.modules)").split()
    assert [name for name in ("textual", "rich") if name in loaded] == []


def test_screens_that_broke_are_no_success(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSL_LEDGER", str(demo.location))
    ran = subprocess.run([sys.executable, "-c", BROKEN], capture_output=True, text=True, check=False)
    assert (ran.returncode, "ZeroDivisionError" in ran.stderr) == (1, True)


def test_nobody_looks_for_garbage_until_the_program_is_there() -> None:
    assert _run(COLLECTING).split() == ["False", "True", "True"]


async def test_a_matrix_read_ahead_is_in_the_first_paint(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = work.read

    def spied(*args: Any, **options: Any) -> Any:
        read.append(options["group"])
        return real(*args, **options)

    monkeypatch.setattr(work, "read", spied)
    ahead = Ahead(demo)
    assert ahead.wait() is not None
    app = LedgerApp(demo, "tester", follow=None, ahead=ahead)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "15 open  1 settled" in golden.text_of(pilot.app)
        assert app.session.frame.items
        assert app.session.last_changeset
        assert "matrix" not in read
        await settled(pilot)


async def test_a_read_ahead_that_takes_its_time_is_waited_for(demo: Database) -> None:
    class Slow(Ahead):
        def so_far(self) -> None:
            return None

    app = LedgerApp(demo, "tester", follow=None, ahead=Slow(demo))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "15 open  1 settled" in golden.text_of(pilot.app)


async def test_a_read_ahead_that_failed_is_done_again_and_its_fault_is_said(demo: Database) -> None:
    class Locked(Database):
        def read(self) -> Any:
            raise Unavailable("the ledger is locked")

    locked = Locked(demo.location, check_schema=False)
    ahead = Ahead(locked)
    assert ahead.wait() is None
    app = LedgerApp(locked, "tester", follow=None, ahead=ahead)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        assert "the ledger is locked" in golden.text_of(pilot.app)
    locked.close()
