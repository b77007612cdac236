"""A whole changeset taken back."""

import json

from tests.cli.shell import Shell

STANCE = ("record", "stance", "--item", "land", "--party", "red", "--round", "R1", "--stance", "demands")


def test_every_reading_is_again_what_it_was(mine: Shell) -> None:
    before = mine.ok("matrix", "--json").json
    mine.ok("correct", "93", "--stance", "supports", "--reason", "misread")
    ran = mine.ok("undo", "@7", "--reason", "read right after all", "--width", "200")
    assert ran.lines[0] == "Recorded @8:"
    assert "because: undo @7: read right after all" in ran.out
    after = mine.ok("matrix", "--json").json
    assert [[cell and cell["stance"] for cell in row["cells"].values()] for row in before["items"]] == [
        [cell and cell["stance"] for cell in row["cells"].values()] for row in after["items"]
    ]


def test_it_is_refused_with_the_list_of_what_rests_on_it(small: Shell) -> None:
    small.ok(*STANCE, "--cite", "herald ¶1")
    small.ok("correct", "1", "--stance", "supports", "--reason", "misread")
    ran = small("undo", "2", "--reason", "x")
    assert ran.code == 5
    assert "  @3 corrected entry 1; posl show @3" in ran.err.splitlines()
    found = json.loads(small("undo", "2", "--reason", "x", "--json").err)
    assert [fault["message"] for fault in found["errors"]] == ["@3 corrected entry 1"]


def test_an_undo_can_be_undone(small: Shell) -> None:
    small.ok(*STANCE, "--cite", "herald ¶1")
    small.ok("undo", "@2", "--reason", "wrong")
    small.ok("undo", "@3", "--reason", "right")
    assert small.ok("matrix", "--json").json["items"][0]["cells"]["red"]["stance"] == "demands"


def test_what_is_no_changeset_is_said(small: Shell) -> None:
    assert small("undo", "x", "--reason", "y").code == 2
    assert small("undo", "@99", "--reason", "y").code == 4
    assert small("undo", "@1").code == 2
