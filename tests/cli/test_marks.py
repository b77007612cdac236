"""Places by name, what one has seen, and one's own last act undone, from a shell."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell

NAME = "briefing 25 Jan"


def test_a_mark_is_a_point_for_every_command(mine: Shell) -> None:
    assert mine.ok("mark", NAME, "R1").out == "Recorded @7:\n  new mark briefing-25-jan: briefing 25 Jan\n"
    assert mine.ok("matrix", "--at", "Briefing  25 jan").out == mine.ok("matrix", "--at", "R1@6").out
    assert (
        mine.ok("diff", NAME, "R2", "--json").json["changes"] == mine.ok("diff", "R1@6", "R2", "--json").json["changes"]
    )
    assert mine.ok("show", "territory", "--at", NAME).out == mine.ok("show", "territory", "--at", "R1@6").out
    assert mine.ok("list", "items", "--at", NAME).out == mine.ok("list", "items", "--at", "R1@6").out
    assert mine.ok("measures", "--at", NAME).out == mine.ok("measures", "--at", "R1@6").out


def test_marks_are_listed(mine: Shell) -> None:
    assert mine.ok("list", "marks").out == "No marks.\n"
    mine.ok("mark", NAME, "R1")
    assert "briefing-25-jan  briefing 25 Jan  R1    @6" in mine.ok("list", "marks").out
    found = mine.ok("list", "marks", "--json").json
    assert (found["schema"], found["list"]) == ("position-ledger/list/1", "marks")
    assert found["rows"] == [
        {
            "struck": False,
            "key": "briefing-25-jan",
            "name": NAME,
            "held": "R1",
            "known_at": 6,
            "point": {"held_on": "2026-01-24", "round": "R1", "known_at": 6},
        }
    ]


def test_a_name_that_is_a_point_already_is_refused(mine: Shell) -> None:
    for name, code in (("R1", 3), ("now", 3), ("2026-01-24", 3)):
        assert mine("mark", name).code == code
    mine.ok("mark", NAME)
    again = mine("mark", NAME, "R1")
    assert again.code == 5
    assert "is a mark already: 2026-02-10@6" in again.err
    assert mine("matrix", "--at", "nowhere").code == 4


def test_a_mark_is_renamed_and_survives_an_export(mine: Shell, tmp_path: Path) -> None:
    mine.ok("mark", NAME, "R1")
    mine.ok("edit", f"mark:{NAME}", "--set", "name=The briefing")
    for path, format in (("seeds", "seed"), ("all.jsonl", "jsonl")):
        mine.ok("export", str(tmp_path / path), "--format", format)
        fresh = Shell(tmp_path / format)
        fresh.folder.mkdir()
        fresh.ok("init")
        fresh.ok("import", str(tmp_path / path))
        assert fresh.ok("list", "marks").out == mine.ok("list", "marks").out
        assert fresh.ok("verify").out.splitlines()[-1] == mine.ok("verify").out.splitlines()[-1]


def test_what_came_since_ones_last_look(mine: Shell) -> None:
    never = mine("--author", "ana", "diff", "@last-look")
    assert never.code == 4
    assert "ana has not looked at this ledger yet" in never.err
    assert "posl seen" in never.err
    before = mine.ledger.read_bytes()
    seen = mine.ok("--author", "ana", "seen")
    assert seen.out.startswith("Seen until @6, on 2026-02-10, by ana.")
    assert mine.ledger.read_bytes() == before
    mine.ok("retract", "5", "--reason", "not said")
    changes = mine.ok("--author", "ana", "diff", "@last-look", "--json").json["changes"]
    assert [(each["item"], each["party"]) for each in changes] == [("peace-framework", "united-states")]
    assert mine("--author", "ben", "diff", "@last-look").code == 4
    assert mine.ok("--author", "ana", "seen", "--json").json["known_at"] == 7


def test_ones_own_last_act_is_undone(mine: Shell) -> None:
    mine.ok("mark", NAME, "R1")
    mine.ok("--author", "ben", "retract", "5", "--reason", "not said")
    assert "edit mark:briefing-25-jan struck" in mine.ok("undo", "--last", "--reason", "a slip").out
    assert mine.ok("list", "marks").out == "No marks.\n"
    none = mine("undo", "--last", "--reason", "one more")
    assert none.code == 4
    assert "there is no act of tester that is not undone already" in none.err
    assert mine("undo", "--reason", "which?").code == mine("undo", "@7", "--last", "--reason", "both?").code == 2


def test_the_log_tells_what_the_parties_did_from_what_we_did(small: Shell) -> None:
    cell = ("record", "stance", "--item", "land", "--party", "red", "--source", "herald")
    small.ok(*cell, "--round", "R1", "--stance", "demands", "--at", "¶1")
    small.ok(*cell, "--round", "R2", "--stance", "rejects", "--at", "¶2")
    small.ok("correct", "2", "--stance", "doubts", "--reason", "misread")
    small.ok("undo", "@4", "--reason", "it was right")
    verbs = [word for verb in ("reversed", "shifted") for word in ("--verb", verb)]
    log = small.ok("log", *verbs, "--width", "200").lines
    assert "land × red: shifted (by undoing @4)" in log[1]
    assert "land × red: shifted (corrected)" in log[2]
    assert "land × red: reversed  " in log[3]
    (found,) = small.ok("log", "--cause", "undone", "--json").json["rows"]
    assert (found["number"], found["undoes"], found["changes"][0]["cause"]) == (5, 4, "undone")
    assert small("log", "--cause", "fate").code == 2


def test_a_conflict_shows_the_fields_that_differ_and_no_others(mine: Shell) -> None:
    mine.ok("--author", "ana", "correct", "5", "--summary", "Another summary.", "--reason", "unclear")
    second = mine("--author", "ben", "correct", "5", "--stance", "opposes", "--reason", "misread")
    assert second.code == 5
    said = second.err.splitlines()
    assert said[1] == "  theirs, @7 by ana: entry 153"
    assert [line.split(":")[0].strip() for line in said[2:-1]] == ["summary", "stance"]
    assert "stance: theirs supports; yours opposes" in second.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("matrix", "--at", "R9"), "known here: "),
        (("show", "round:R9"), "known here: R1, R2, R3, "),
        (("show", "source:cgtn"), "known here: "),
        (("show", "party:Moskow"), 'did you mean "russia"'),
        (("matrix", "--status", "agred"), ", partly-kept, kept, broken, void, overdue"),
        (("matrix", "--track", "x"), "known here: "),
        (("diff", "R1", "R2", "--verb", "x"), "and 32 more"),
        (("diff", "R1", "R2", "--cause", "x"), "known here: corrected, moved, redefined"),
        (("report", "R1", "R2", "--section", "x"), "known here: "),
    ],
)
def test_a_word_there_is_not_is_told_with_what_there_is(posl: Shell, args: tuple[str, ...], said: str) -> None:
    ran = posl(*args)
    assert ran.code in (2, 4)
    assert said in ran.err


def test_measures_say_what_they_rest_on(posl: Shell) -> None:
    text = posl.ok("measures", "--at", "R2").out
    assert "a move inside a round is told by posl diff" in " ".join(text.split())
    assert "Two by two, at R2 since R1" in text
    assert "Measured over stances whose word is: first-hand" in text
    assert "Nothing is left out at R2" in text
    found = posl.ok("measures", "--at", "R2", "--json").json
    assert found["schema"] == "position-ledger/measures/1"
    assert [stage["label"] for stage in found["stages"]][-2:] == ["R1", "R2"]
    last = found["stages"][-1]
    assert last["mean_spread"].keys() == {"value", "rests_on", "looked_at"}
    assert last["voices"] == ["first-hand", "reported", "assessed"]
    rows = posl.ok("measures", "--at", "R2", "--format", "csv").lines
    assert rows[0].startswith("point,held_on,known_at,measure,about,value,rests_on,looked_at")
    assert any(row.startswith("R2,") and ",convergence,russia ukraine," in row for row in rows)


def test_measures_under_a_floor_say_so_and_name_what_is_left_out(small: Shell) -> None:
    for stance, source, speaker in (("demands", "herald", "own-words"), ("rejects", "gazette", "analyst")):
        small.ok(
            "record", "stance", "--item", "land", "--party", "red", "--round", "R1", "--stance", stance,
            "--source", source, "--at", "¶1", "--speaker", speaker,
        )  # fmt: skip
    assert "Left out at now, contested or only possible: land × red." in small.ok("measures").out
    floor = small.ok("measures", "--voice", "first-hand").out
    assert floor.startswith("Counting only first-hand.")
    assert "Nothing is left out at now" in floor
    assert small.ok("measures", "--json").json["stages"][-1]["left_out"] == [{"item": "land", "party": "red"}]
