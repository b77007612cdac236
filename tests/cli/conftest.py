"""A ledger of the five reports, made once, and a shell to look at it or at a copy of it."""

import shutil
from pathlib import Path

import pytest

from ledger.services.demo import make_demo
from tests.cli.shell import Shell
from tests.support import FRAME

CLOCK = "1770724800"
"""10 February 2026, noon: the day on which the golden files were written."""


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The five reports: to look at, not to record in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        patch.setenv("POSL_AUTHOR", "ana")
        folder = tmp_path_factory.mktemp("reports")
        make_demo(folder)
    return Shell(folder)


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def posl(reports: Shell) -> Shell:
    """``posl`` on the five reports; what is recorded there would be seen by other tests, so take ``mine`` for that."""
    return reports


@pytest.fixture
def mine(reports: Shell, tmp_path: Path) -> Shell:
    """``posl`` on a copy of the five reports."""
    return reports.copy(tmp_path / "mine")


@pytest.fixture(scope="session")
def small_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``small`` is a copy of."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copyfile(sqlite_template, folder / "ledger.db")
    (folder / "frame.yaml").write_text(FRAME, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        surroundings = {"SOURCE_DATE_EPOCH": CLOCK, "POSL_AUTHOR": "tester", "POSL_STATE": str(folder / "state")}
        for name, value in surroundings.items():
            patch.setenv(name, value)
        Shell(folder).ok("import", str(folder / "frame.yaml"))
    return folder


@pytest.fixture
def small(small_template: Path, tmp_path: Path) -> Shell:
    """``posl`` on a ledger of three parties, three items and four sources (``tests.support.FRAME``), nothing held yet."""
    shell = Shell(tmp_path / "small")
    shell.folder.mkdir()
    for name in ("ledger.db", "frame.yaml"):
        shutil.copyfile(small_template / name, shell.folder / name)
    return shell
