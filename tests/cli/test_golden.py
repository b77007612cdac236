"""What people see, to the letter. ``POSL_GOLDEN=write pytest tests/cli`` writes the files anew; read the diff then."""

import os
from pathlib import Path

import pytest

from tests.cli.shell import Shell

GOLDEN = Path(__file__).parent / "golden"
SEEN = {
    "matrix-r1": "matrix --at R1",
    "matrix-r2": "matrix --at R2",
    "matrix-r2-80-columns": "matrix --at R2 --width 80",
    "matrix-r2-140-columns": "matrix --at R2 --width 140",
    "matrix-r2-40-columns": "matrix --at R2 --width 40",
    "matrix-military.md": "matrix --at R2 --track military --format md",
    "matrix-military.csv": "matrix --at R2 --track military --format csv",
    "matrix-territory.json": "matrix --at R2 --item territory --json",
    "diff-r1-r2": "diff R1 R2",
    "diff-r1-r2-80-columns": "diff R1 R2 --width 80",
    "diff-r1-r2.md": "diff R1 R2 --format md",
    "diff-r1-r2.csv": "diff R1 R2 --format csv",
    "diff-r1-r2-names": "diff R1 R2 --names",
    "diff-r1-r2-stat": "diff R1 R2 --stat",
    "diff-r2-r1": "diff R2 R1",
    "diff-learnt-of-r1": "diff R1@3 R1@6",
    "diff-r1-r2-full": "diff R1 R2 --full",
    "diff-r1-r2.html": "diff R1 R2 --format html",
    "diff-ukraine": "diff R1 R2 --party ukraine",
    "show-territory": "show territory --at R2",
    "show-territory-80-columns": "show territory --at R2 --width 80",
    "show-ceasefire-terms": "show ceasefire-terms --at R2",
    "show-history": "show ceasefire --history --at R2",
    "show-history.md": "show territory --history --party ukraine --at R2 --format md",
    "log-reversed": "log --verb reversed --verb settled",
    "show-source": "show source:china-military-2026-01",
    "show-party": "show party:ukraine --at R2",
    "show-round": "show round:R2 --at R2",
    "show-entry": "show 26",
    "list-items-contested": "list items --contested --at R2",
    "list-items-silent": "list items --silent --at R2 --track humanitarian",
    "list-items-stale": "list items --stale 5 --at R2",
    "list-items-moved": "list items --moved --at R2",
    "list-commitments": "list commitments --at R2",
    "list-parties": "list parties",
    "list-rounds": "list rounds",
    "list-sources": "list sources",
    "list-events": "list events --at R2",
    "search-prisoners": "search prisoners",
}


@pytest.mark.parametrize("name", SEEN)
def test_the_five_reports_look_as_they_did(posl: Shell, name: str) -> None:
    found = posl.ok(*SEEN[name].split()).out
    golden = GOLDEN / (name if "." in name else f"{name}.txt")
    if os.environ.get("POSL_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in SEEN if "." not in name])
def test_nothing_is_wider_than_it_may_be(posl: Shell, name: str) -> None:
    words = SEEN[name].split()
    width = int(words[words.index("--width") + 1]) if "--width" in words else 100
    assert [line for line in posl.ok(*words).lines if len(line) > width] == []


def test_the_diff_of_the_two_rounds_fits_a_screen(posl: Shell) -> None:
    lines = posl.ok("diff", "R1", "R2").lines
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
