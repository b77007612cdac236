"""``posl diff``: filters in words of their own, patches, and the same bytes wherever it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.domain.where import NAMES, SIDES
from tests.cli.conftest import CLOCK
from tests.cli.documented import DOCS
from tests.cli.shell import Shell
from tests.support import SEED

SURROUNDINGS = (
    {"LC_ALL": "C", "TZ": "UTC"},
    {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
    {"LC_ALL": "", "TZ": "Asia/Dubai", "PYTHONHASHSEED": "7"},
    {"LC_ALL": "de_DE.UTF-8", "TZ": "Europe/Kyiv", "PYTHONHASHSEED": "11"},
)


def test_a_filter_in_words_of_its_own(posl: Shell) -> None:
    softened = posl.ok("diff", "R1", "R2", "--where", "to.score < from.score", "--names").lines
    assert softened == ["course-of-talks\tukraine"]
    assert posl("diff", "R1", "R2", "--where", "to.score < from.score", "--exit-code").code == 1
    assert posl("diff", "R1", "R2", "--where", "delta < -3", "--exit-code").code == 0


def test_a_slip_of_the_pen_in_a_filter_is_shown_with_its_place(posl: Shell) -> None:
    ran = posl("diff", "R1", "R2", "--where", "difficulty > 3 and to.scre < 0")
    assert ran.code == 2
    assert '--where:1:20: "to.scre" is not a name here; did you mean "to.score"?' in ran.err


def test_every_name_a_filter_knows_is_documented() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert [name for name in (*NAMES, *SIDES) if f"`{name}`" not in page] == []


def test_a_patch_brings_a_ledger_that_holds_fewer_reports_up_to_date(posl: Shell, tmp_path: Path) -> None:
    behind = Shell(tmp_path)
    behind.ok("init", str(behind.ledger))
    behind.ok("import", *map(str, sorted(SEED.glob("*.yaml"))[:4]))
    (tmp_path / "patch.yaml").write_text(posl.ok("diff", "@4", "--format", "seed").out, encoding="utf-8")
    behind.ok("import", str(tmp_path / "patch.yaml"))
    assert (
        posl.ok("matrix", "--at", "R2", "--format", "csv").out
        == behind.ok("matrix", "--at", "R2", "--format", "csv").out
    )


@pytest.mark.parametrize("option", ["--names", "--stat", "--exit-code", "--reviewed-only"])
def test_a_patch_is_whole(posl: Shell, option: str) -> None:
    ran = posl("diff", "R1", "R2", "--format", "seed", option)
    assert ran.code == 2
    assert "leave out" in ran.err


@pytest.mark.parametrize("words", ["R1 R2", "R1@3 R2 --json", "R1 R2 --format seed"])
def test_the_bytes_are_the_same_wherever_it_runs(posl: Shell, words: str) -> None:
    told = {_told(posl, words, surroundings) for surroundings in SURROUNDINGS for _ in range(2)}
    assert len(told) == 1
    assert told != {b""}


def _told(posl: Shell, words: str, surroundings: dict[str, str]) -> bytes:
    env = {**os.environ, "SOURCE_DATE_EPOCH": CLOCK, "PYTHONUTF8": "1", **surroundings}
    command = [sys.executable, "-m", "ledger", "--ledger", str(posl.ledger), "diff", *words.split()]
    return subprocess.run(command, env=env, check=True, capture_output=True, timeout=120).stdout
