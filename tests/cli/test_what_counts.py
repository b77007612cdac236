"""What counts, at the command line: every reading command takes a floor, and says so first."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell

READING = (
    "matrix",
    "show territory",
    "show party:russia",
    "list items",
    "list parties",
    "list commitments",
    "list events",
    "list remarks",
    "list figures",
    "search prisoners",
    "review list",
)


@pytest.mark.parametrize("command", READING)
def test_the_first_line_says_what_counts(posl: Shell, command: str) -> None:
    plain = posl.ok(*command.split()).lines[0]
    under = posl.ok(*command.split(), "--at-least", "b3", "--voice", "first-hand").lines[0]
    assert not plain.startswith("Counting only")
    assert under == "Counting only B3 or better; first-hand."


def test_json_says_what_counts(posl: Shell) -> None:
    found = json.loads(posl.ok("matrix", "--at", "R1", "--independent", "2", "--json").out)
    assert found["counting"] == {"at_least": None, "voice": None, "independent": 2, "reviewed_only": False}
    listed = json.loads(posl.ok("list", "items", "--voice", "reported", "--json").out)
    assert listed["counting"]["voice"] == "reported"


@pytest.mark.parametrize(
    "what", ["territory", "party:russia", "source:vovworld-2026-02", "person:rubio", "round:R1", "3"]
)
def test_json_of_a_thing_shown_says_what_counts(posl: Shell, what: str) -> None:
    found = json.loads(posl.ok("show", what, "--at-least", "B1", "--json").out)
    assert found["counting"]["at_least"] == "B1"


def test_what_does_not_count_is_left_out(posl: Shell) -> None:
    every = json.loads(posl.ok("matrix", "--at", "R2", "--json").out)
    own = json.loads(posl.ok("matrix", "--at", "R2", "--voice", "first-hand", "--json").out)
    said = {cell["voice"] for item in every["items"] for cell in item["cells"].values() if cell}
    assert said == {"first-hand", "reported", "assessed"}
    assert {cell["voice"] for item in own["items"] for cell in item["cells"].values() if cell} == {"first-hand"}


def test_the_ledger_may_say_itself_what_counts(mine: Shell) -> None:
    own = mine.folder / "own.yaml"
    own.write_text("ledger: {title: Talks, floor: {at_least: C3, voice: first-hand}}", encoding="utf-8")
    mine.ok("import", str(own))
    assert mine.ok("matrix").lines[0] == "Counting only C3 or better; first-hand."
    assert mine.ok("matrix", "--voice", "reported").lines[0] == "Counting only C3 or better; first-hand or reported."
    assert not mine.ok("matrix", "--everything").lines[0].startswith("Counting")


def test_a_grade_that_is_none_is_refused(posl: Shell) -> None:
    failed = posl("matrix", "--at-least", "Z9")
    assert failed.code == 2
    assert '"Z9" is not a grade' in failed.err


def test_a_seed_holds_everything_whatever_counts(posl: Shell) -> None:
    failed = posl("export", "--format", "jsonl", "--voice", "first-hand")
    assert failed.code == 2
    assert "holds everything" in failed.err


def test_exported_readings_are_of_what_counts(posl: Shell, tmp_path: Path) -> None:
    posl.ok("export", str(tmp_path / "tables"), "--format", "csv", "--voice", "first-hand")
    with (tmp_path / "tables" / "readings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["voice"] for row in rows} == {"first-hand"}


def test_a_matrix_in_which_nothing_counts_says_by_what(posl: Shell) -> None:
    assert (
        "No item had a stance or a status by then, going by what counts." in posl.ok("matrix", "--at-least", "A1").out
    )
    assert "No item had a stance or a status by then.\n" in posl.ok("matrix", "--at", "2020").out


def test_one_entry_and_the_history_of_an_item_say_what_counts_there(posl: Shell) -> None:
    for told in (
        posl.ok("show", "121", "--voice", "first-hand"),
        posl.ok("show", "territory", "--history", "--voice", "first-hand"),
    ):
        assert told.lines[0] == "Counting only first-hand."
        assert "left out" in told.out
    assert "left out" not in posl.ok("show", "121").out
