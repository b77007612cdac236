"""Verdicts on entries, and what they would do; two codings compared."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.services import reviewing
from tests.cli.shell import Shell
from tests.support import SEED, stance


def waiting(shell: Shell, *which: str) -> list[int]:
    return [row["entry"] for row in shell.ok("review", "list", *which, "--json").json["rows"]]


def rival(shell: Shell) -> None:
    """Record entry 153: another source has Ukraine hold otherwise on the day of entry 21."""
    told = ("--held-on", "2026-01-24", "--stance", "supports", "--cite", "vovworld-2026-02 ¶6")
    shell.ok("record", "stance", "--item", "territory", "--party", "ukraine", *told)


def test_the_queue_says_what_accepting_each_entry_does(mine: Shell) -> None:
    rival(mine)
    ran = mine.ok("review", "list", "--item", "territory", "--width", "200")
    assert "cgtn-2026-01: 5 entries waiting" in ran.lines
    assert "  21 (2026-01-24) territory × ukraine: opposes [¶30]" in ran.lines
    assert "      - says again what entry 21 says: opposes −2" in ran.lines
    assert any("- contradicts entry 21 (territory × ukraine: opposes" in line for line in ran.lines)
    assert ran.lines[-1] == "14 entries waiting in all."


def test_the_figures_of_what_waits_are_shown_wherever_it_is_decided_on(small: Shell) -> None:
    seed = small.folder / "fund.yaml"
    seed.write_text(stance("land", "red", "supports", "R1", more=", figures: [fund=12 m]"), encoding="utf-8")
    small.ok("draft", "add", "spring", str(seed))
    assert "land × red: supports, fund 12 m [herald ¶1]" in small.ok("draft", "show", "spring").out
    small.ok("draft", "accept", "spring")
    small.ok("correct", "1", "--figure", "fund=20 m", "--reason", "misread")
    queue = small.ok("review", "list").lines
    assert "  2 (R1) land × red: supports, fund 20 m [¶1]" in queue
    assert "      - replaces entry 1: fund 12 → 20 m" in queue
    assert "entry 2: land × red: supports, fund 20 m [herald]" in small.ok("inbox").out
    seed.write_text(stance("land", "red", "supports", "R1", more=", figures: [fund=20 m]"), encoding="utf-8")
    other = small.folder / "other.yaml"
    other.write_text(stance("land", "red", "supports", "R1", more=", figures: [fund=21 m]"), encoding="utf-8")
    said = small.ok("review", "compare", str(seed), str(other)).out
    assert "land × red: supports; figures fund 20 m | fund 21 m" in said


def test_the_queue_is_narrowed_and_comes_as_rows(mine: Shell) -> None:
    assert len(waiting(mine)) == 152
    assert len(waiting(mine, "--changeset", "@6")) == 36
    assert set(waiting(mine, "--party", "nato")) < set(waiting(mine))
    rows = mine.ok("review", "list", "--source", "vovworld-2026-02", "--format", "csv").lines
    assert rows[0] == "entry,changeset,source,held,says,does,summary,cited"
    (effect, *_rest) = mine.ok("review", "list", "--item", "territory", "--json").json["rows"][-1]["effects"]
    assert effect == {"kind": "confirms", "text": "says again what entry 35 says: deadlocked", "entry": 35}


def test_who_accepts_what_is_history_is_told_so_in_words(mine: Shell) -> None:
    rows = mine.ok("review", "list", "--json").json["rows"]
    old = next(str(row["entry"]) for row in rows if any(each["kind"] == "precedes" for each in row["effects"]))
    ran = mine.ok("review", "accept", old, "--note", "read again")
    assert ran.err.startswith("To be accepted: 1 entry.\nOf these 1 being followed by something later.")


def test_an_entry_without_a_place_has_no_empty_brackets(small: Shell) -> None:
    small.ok(
        "record",
        "stance",
        "--item",
        "land",
        "--party",
        "red",
        "--round",
        "R1",
        "--stance",
        "demands",
        "--cite",
        "herald",
    )
    assert "land × red: demands\n" in small.ok("review", "list").out
    assert small.ok("review", "agreement").out == "Nothing was proposed that somebody could have judged.\n"


def test_entries_named_are_accepted_and_wait_no_more(mine: Shell) -> None:
    rival(mine)
    ran = mine.ok("review", "accept", "153", "27", "--note", "read again", "--width", "200")
    assert ran.err.startswith("To be accepted: 2 entries.\nOf these 1 contradicting another entry")
    assert "accepted by tester: read again" in ran.out
    assert not {153, 27} & set(waiting(mine))
    assert mine.ok("show", "153", "--json").json["entry"]["verdict"] == "accepted"


def test_a_reading_has_been_reviewed_once_any_entry_that_says_what_is_told_is_accepted(mine: Shell) -> None:
    before = mine.ok("matrix", "--json").json["counts"]["unreviewed"]
    cell = next(
        cell
        for item in mine.ok("matrix", "--json").json["items"]
        for cell in item["cells"].values()
        if cell and not cell["contested"] and len(cell["accounts"][0]["entries"]) > 1
    )
    _leader, second, *_others, coarser = cell["accounts"][0]["entries"]
    mine.ok("review", "accept", str(coarser))
    assert mine.ok("matrix", "--json").json["counts"]["unreviewed"] == before
    mine.ok("review", "accept", str(second))
    assert mine.ok("matrix", "--json").json["counts"]["unreviewed"] == before - 1
    assert "none of these reviewed" not in mine.ok("matrix").out


def test_a_verdict_on_what_was_put_right_since_leaves_none_of_what_stands_reviewed(mine: Shell) -> None:
    items = mine.ok("matrix", "--json").json["items"]
    cell = next(cell for item in items for cell in item["cells"].values() if cell and not cell["contested"])
    entry = str(cell["accounts"][0]["entries"][0])
    mine.ok("review", "accept", entry)
    assert "none of these reviewed" not in mine.ok("matrix").out
    mine.ok("correct", entry, "--summary", "In other words.", "--reason", "clumsy")
    assert "none of these reviewed" in mine.ok("matrix").out


def test_a_contested_reading_waits_until_each_account_has_a_verdict(mine: Shell) -> None:
    rival(mine)

    def reviewed() -> bool:
        (row,) = (row for row in mine.ok("matrix", "--json").json["items"] if row["key"] == "territory")
        cell = row["cells"]["ukraine"]
        assert cell["contested"]
        return bool(cell["reviewed"])

    mine.ok("review", "accept", "153")
    assert not reviewed()
    mine.ok("review", "accept", "21")
    assert reviewed()


def test_a_verdict_can_be_given_anew(mine: Shell) -> None:
    mine.ok("review", "accept", "26")
    ran = mine.ok("review", "reject", "26", "--note", "not in ¶30")
    assert "To be rejected: 1 entry, 1 of them anew." in ran.err
    assert 26 not in waiting(mine)
    assert mine.ok("review", "reject", "26").out == "Known already: nothing was recorded.\n"


def test_many_at_once_are_counted_and_need_a_yes(mine: Shell) -> None:
    ran = mine("review", "accept", "--source", "vovworld-2026-02")
    assert ran.code == 2
    assert ran.err.startswith("To be accepted: 36 entries.\n")
    assert "settles Exchange of prisoners: agreed" in ran.err
    assert "--yes does it" in ran.err
    ran = mine.ok("review", "accept", "--source", "vovworld-2026-02", "--yes")
    assert ran.lines == ["Recorded @7:", "  36 entries accepted by tester"]
    assert "No entry waits there" in mine.ok("review", "accept", "--source", "vovworld-2026-02", "--yes").err


def test_at_a_terminal_it_asks_and_no_means_no(mine: Shell) -> None:
    def answered(answer: bytes) -> str:
        inner, outer = pty.openpty()
        os.write(inner, answer)
        args = [sys.executable, "-m", "ledger", "--ledger", str(mine.ledger), "review", "accept", "--item", "territory"]
        ran = subprocess.run(args, stdin=outer, capture_output=True, text=True, check=True)
        return ran.stdout + ran.stderr

    assert "Nothing was recorded." in answered(b"n\n")
    assert "Recorded @7" in answered(b"y\n")


def test_which_entries_must_be_said_in_one_way(mine: Shell) -> None:
    assert mine("review", "accept").code == 2
    assert mine("review", "accept", "26", "--item", "territory").code == 2
    assert mine("review", "accept", "--changeset", "@99").code == 4
    assert mine("review", "accept", "--changeset", "x").code == 2
    assert mine("review", "accept", "9999").code == 4
    assert 'did you mean "territory"?' in mine("review", "list", "--item", "teritory").err


def test_four_eyes_see_more_than_two(small: Shell) -> None:
    small.ok("edit", "ledger", "--set", "four_eyes=true")
    small.ok("--author", "ann", "record", "event", "--title", "A storm", "--held-on", "2026", "--cite", "herald")
    ran = small("--author", "ann", "review", "accept", "1")
    assert (ran.code, "another pair of eyes" in ran.err) == (3, True)
    small.ok("--author", "ben", "review", "accept", "1")


def test_each_entry_that_wants_other_eyes_is_told_once(small: Shell) -> None:
    small.ok("edit", "ledger", "--set", "four_eyes=true")
    for title in ("A storm", "A calm", "A fog"):
        small.ok("--author", "ann", "record", "event", "--title", title, "--held-on", "2026", "--cite", "herald")
    said = small("--author", "ann", "review", "accept", "1", "2", "3", "--yes").err
    assert [said.count(f"entry {number} was recorded by ann") for number in (1, 2, 3)] == [1, 1, 1]
    assert max(map(len, said.splitlines())) < 150


def test_two_codings_of_one_report_are_compared(posl: Shell, tmp_path: Path) -> None:
    one = SEED / "01-preview-2026-01.yaml"
    other = tmp_path / "other.yaml"
    other.write_text(one.read_text(encoding="utf-8").replace("stance: demands", "stance: supports"), encoding="utf-8")
    ran = posl.ok("review", "compare", str(one), str(other), "--width", "200")
    assert "6 of 9 units coded by both agree (67%); only in A: 0, only in B: 0" in ran.out
    assert "Cohen's kappa" in ran.out
    assert "  territory × russia: demands, R1 [preview-2026-01 ¶8] | supports, R1 [preview-2026-01 ¶8]" in ran.lines
    found = posl.ok("review", "compare", str(one), str(other), "--json").json
    assert (found["schema"], found["overall"]["agreed"]) == ("position-ledger/comparison/1", 6)
    assert found["items"]["territory"]["both"] == 3


def test_what_only_one_saw_is_listed(posl: Shell, tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(stance("land", "red", "demands", "R1") + "\n")
    other.write_text("items: [{key: x, title: X}]\n")
    said = posl.ok("review", "compare", str(one), str(other)).out
    assert "Only in A" in said
    assert "Only in B" not in said
    other.write_text("stances: [{item: land}]\n")
    assert json.loads(posl("review", "compare", str(one), str(other), "--json").err)["exit"] == 3


def test_only_what_there_is_and_still_stands_gets_a_verdict_without_a_word(mine: Shell) -> None:
    ran = mine("review", "accept", "9999")
    assert (ran.code, ran.err.splitlines()[0]) == (4, "posl: there is no entry 9999")
    mine.ok("correct", "26", "--summary", "Otherwise.", "--reason", "x")
    ran = mine.ok("review", "accept", "26")
    assert ran.err == "To be accepted: 1 entry, 1 of them corrected or retracted since.\n"


def test_a_long_queue_is_looked_at_from_its_beginning(posl: Shell) -> None:
    every = posl.ok("review", "list", "--format", "jsonl").lines
    assert posl.ok("review", "list", "--format", "jsonl", "--limit", "3").lines == every[:3]
    told = posl.ok("review", "list", "-n", "3").lines
    assert (told[0], told[-1]) == ("preview-2026-01", f"The first 3 of {len(every)} entries waiting in all.")
    assert posl("review", "list", "-n", "0").code == 2


def test_of_entries_that_are_named_no_others_are_read(mine: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    mine.ok("review", "accept", "26")
    monkeypatch.setattr(reviewing, "first_waiting", None)
    ran = mine.ok("review", "accept", "27", "26")
    assert ran.err.startswith("To be accepted: 2 entries, 1 of them anew.")
    assert mine.ok("log").out.count("@") == 8


def test_what_was_corrected_and_rejected_too_is_shown_with_the_reason_of_each(mine: Shell) -> None:
    """Entry 21 is of Ukraine on territory: each act stands with its own reason, whatever the other did."""
    mine.ok("correct", "21", "--summary", "In other words.", "--reason", "misread at first")
    mine.ok("review", "reject", "21", "--note", "not in the report")
    shown = mine.ok("show", "21").out
    assert "corrected by 153: misread at first" in shown
    assert "rejected by 153" not in shown
    assert "; rejected by " in shown
