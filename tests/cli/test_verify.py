"""Whether the ledger is what it was recorded to be."""

import json
import sqlite3

from tests.cli.shell import Shell


def tamper(shell: Shell, sql: str) -> None:
    connection = sqlite3.connect(shell.ledger)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_a_sound_ledger_is_said_to_be_sound_with_what_was_checked(mine: Shell) -> None:
    ran = mine.ok("verify")
    assert ran.lines[0] == "Sound: 6 changesets, 152 entries, 201 citations."
    assert ran.lines[1].startswith("Checkpoint @6 ")
    found = mine.ok("verify", "--json").json
    assert (found["schema"], found["counts"]["entries"]) == ("position-ledger/verify/1", 152)
    mine.ok("edit", "territory", "--set", "difficulty=4")
    assert mine.ok("verify").lines[0] == "Sound: 7 changesets, 152 entries, 201 citations, 1 edit."


def test_a_changed_word_is_found_and_named(mine: Shell) -> None:
    tamper(mine, "UPDATE entry SET summary = 'x' WHERE id = 26")
    ran = mine("verify")
    assert (ran.code, ran.out) == (7, "")
    assert "entry 26" in ran.err
    assert "changeset 3" in ran.err
    assert json.loads(mine("verify", "--json").err)["code"] == "integrity"


def test_an_older_copy_put_back_is_found_by_a_checkpoint(mine: Shell) -> None:
    old = mine.copy(mine.folder / "old")
    mine.ok("edit", "territory", "--set", "difficulty=4")
    point = mine.folder / "point.json"
    mine.ok("verify", "--checkpoint", str(point))
    mine.ok("edit", "territory", "--set", "difficulty=5")
    assert "It goes on from checkpoint @7." in mine.ok("verify", "--against", str(point)).out
    ran = old("verify", "--against", str(point))
    assert ran.code == 7
    assert "ends at changeset 6, but had 7" in ran.err


def test_a_checkpoint_is_written_only_of_a_sound_ledger_and_over_nothing(mine: Shell) -> None:
    point = mine.folder / "point.json"
    mine.ok("verify", "--checkpoint", str(point))
    assert json.loads(point.read_text())["number"] == 6
    assert mine("verify", "--checkpoint", str(point)).code == 5
    tamper(mine, "UPDATE entry SET summary = 'x' WHERE id = 26")
    assert mine("verify", "--checkpoint", str(mine.folder / "other.json")).code == 7
    assert not (mine.folder / "other.json").exists()


def test_what_is_no_checkpoint_is_refused(mine: Shell) -> None:
    (mine.folder / "x.json").write_text("{}")
    assert mine("verify", "--against", str(mine.folder / "x.json")).code == 3
    assert mine("verify", "--against", str(mine.folder / "none.json")).code == 4
