"""What comes from somebody else: a ledger in a folder above, a file with more in it than a ledger has, damaged values."""

import os
import sqlite3
from pathlib import Path

import pytest

from ledger.__main__ import main
from tests import changes
from tests.cli.shell import Shell


@pytest.fixture
def below(mine: Shell, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below that of a ledger, in which one works."""
    folder = mine.folder / "notes" / "today"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_a_ledger_above_that_is_somebody_elses_is_not_opened_unless_named(
    below: Path, mine: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["log"]) == 0
    monkeypatch.setattr(os, "geteuid", lambda: mine.ledger.stat().st_uid + 1)
    capsys.readouterr()
    for command in (["log"], ["verify"], ["db", "status"], ["retract", "1", "--reason", "x"]):
        assert main(command) == 2
        said = capsys.readouterr()
        assert (said.out, "belongs to somebody else" in said.err) == ("", True)
        assert f"--ledger {mine.ledger}" in said.err
    assert main(["--ledger", str(mine.ledger), "log"]) == 0
    monkeypatch.chdir(mine.folder)
    assert main(["log"]) == 0


def test_root_may_open_what_is_that_persons_it_acts_for(
    below: Path, mine: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = mine.ledger.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("SUDO_UID", str(owner))
    assert main(["log"]) == 0


@pytest.mark.parametrize("command", [("matrix",), ("show", "territory"), ("log",), ("retract", "1", "--reason", "x")])
@pytest.mark.parametrize("what", ["a recursive view in a table's place", "a trigger too many"])
def test_a_strangers_views_and_triggers_are_named_and_never_run(
    mine: Shell, command: tuple[str, ...], what: str
) -> None:
    connection = sqlite3.connect(mine.ledger, isolation_level=None)
    for statement in changes.split((changes.BOTH | changes.ON_SQLITE)[what]):
        connection.execute(statement)
    connection.close()
    ran = mine(*command)
    assert ran.code == 7
    assert "is a view, not a table" in ran.err or "trigger theirs: does not belong to a ledger" in ran.err


def test_a_file_of_the_right_header_with_nothing_behind_it_is_damage(mine: Shell) -> None:
    size = mine.ledger.stat().st_size
    with mine.ledger.open("r+b") as file:
        file.seek(100)
        file.write(bytes(size - 100))
    for command in (("matrix",), ("verify",), ("db", "status"), ("db", "upgrade"), ("log",)):
        ran = mine(*command)
        assert (ran.code, "fault of posl" in ran.err) == (7, False), (command, ran.err)


def test_a_schema_that_is_no_text_any_more_is_damage(mine: Shell) -> None:
    """SQLite then complains in words that are no text either."""
    data = bytearray(mine.ledger.read_bytes())
    data[data.index(b"CREATE TABLE entry") + 8] ^= 0x80
    mine.ledger.write_bytes(data)
    for command in (("matrix",), ("verify",), ("db", "status"), ("db", "upgrade"), ("log",)):
        ran = mine(*command)
        assert (ran.code, "fault of posl" in ran.err) == (7, False), (command, ran.err)


DAMAGE = {
    "a stance there is not": "UPDATE entry SET stance = 'banana' WHERE id = 91",
    "a day there is not": "UPDATE entry SET held_to = '2026-99-99', held_from = '2026-99-99' WHERE id = 91",
    "a precision there is not": "UPDATE entry SET held_precision = 'hour' WHERE id = 91",
    "a time there is not": "UPDATE changeset SET recorded_at = 'yesterday' WHERE id = 2",
    "a speaker there is not": "UPDATE citation SET speaker = 'nobody' WHERE entry_id = 91",
    "a round's day there is not": "UPDATE round SET starts = '2026-13-45' WHERE key = 'R1'",
    "a role there is not": "UPDATE party SET role = 'spy' WHERE key = 'russia'",
    "an item that is not there": "UPDATE entry SET item_id = 9999 WHERE id = 91",
    "a source that is not there": "UPDATE citation SET source_id = 9999 WHERE entry_id = 91",
    "a text that is none": "UPDATE item SET title = CAST(x'fffe41' AS TEXT) WHERE key = 'territory'",
    "an empty key": "UPDATE party SET key = '' WHERE key = 'russia'",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damaged_values_are_damage_and_never_a_fault_of_the_programs(mine: Shell, what: str) -> None:
    connection = sqlite3.connect(mine.ledger, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    assert connection.execute(DAMAGE[what]).rowcount > 0
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()
    found = mine("verify")
    assert found.code == 7
    for command in (
        ("matrix",), ("show", "territory"), ("log",), ("diff", "R1", "R2"), ("list", "items"), ("list", "parties"),
        ("export", "--format", "jsonl"), ("report", "R1", "R2"), ("inbox",), ("search", "a"), ("measures",),
        ("retract", "3", "--reason", "x"),
    ):  # fmt: skip
        ran = mine(*command)
        assert "fault of posl" not in ran.err, (command, ran.err)
        assert ran.code in {0, 7}, (command, ran.err)
