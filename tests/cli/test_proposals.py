"""Proposals and drafts from the shell: nothing counts until somebody accepts it."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.cli.test_schema import faults
from tests.support import stance

TEXT = "Red demands the land.\nBlue rejects the demand for land.\nRed supports a deal on fuel.\n"


def line(item: str, party: str, word: str, quote: str) -> str:
    cite = {"source": "herald", "quote": quote}
    said = {"item": item, "party": party, "stance": word, "held_on": "2026-01-24", "cite": cite}
    return json.dumps({"stance": said}) + "\n"


LAND = line("land", "red", "demands", "Red demands the land")
FUEL = line("fuel", "red", "supports", "Red supports a deal")
NOT = line("land", "blue", "rejects", "Blue rejects the demand")


@pytest.fixture
def talks(small: Shell) -> Shell:
    """Three parties, three items, and the text of one source."""
    (small.folder / "herald.txt").write_text(TEXT, encoding="utf-8")
    small.ok("source", "attach", "herald", str(small.folder / "herald.txt"))
    return small


def propose(shell: Shell, *lines: str, more: tuple[str, ...] = ()) -> Path:
    path = shell.folder / "proposals.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    shell.ok("import", "--propose", str(path), "--proposer", "reader", *more)
    return path


def test_what_a_program_proposes_waits_apart_with_its_words_and_what_accepting_it_does(talks: Shell) -> None:
    before = talks.ok("matrix").out
    ran = talks.ok("import", "--propose", "-", "--proposer", "reader", stdin=(LAND + FUEL).encode())
    assert ran.out == "Proposed by reader: p1 to p2. They count for nothing yet: posl review list\n"
    assert talks.ok("matrix").out == before
    assert talks.ok("review", "list").lines == [
        "Nothing is recorded yet that a verdict could be on.",
        "",
        "Proposed: 2 entries that count for nothing until accepted",
        "reader:",
        "  p1 (2026-01-24) land × red: demands [herald ¶1]",
        '      "Red demands the land"',
        "      - is the first stance of Red here: demands +3",
        "  p2 (2026-01-24) fuel × red: supports [herald ¶3]",
        '      "Red supports a deal"',
        "      - is the first stance of Red here: supports +2",
    ]
    rows = talks.ok("review", "list", "--proposed", "--item", "fuel", "--format", "csv").lines
    assert rows[1].startswith("p2,reader,(2026-01-24) fuel × red: supports [herald ¶3],is the first stance of Red here")


def test_a_proposer_that_invents_a_quote_is_refused_with_the_place(talks: Shell) -> None:
    invented = line("fuel", "red", "supports", "Red supports the deal")
    ran = talks("import", "--propose", "-", stdin=(LAND + invented).encode())
    assert ran.code == 3
    assert "<stdin>:2:" in ran.err
    assert (
        '"Red supports the deal" is not in the text of herald; what resembles it stands in ¶3: "Red supports a deal'
        in ran.err
    )
    assert talks.ok("review", "list").out == "Nothing is recorded yet that a verdict could be on.\n"


def test_accepted_amended_and_rejected_are_kept_and_measured(talks: Shell) -> None:
    propose(talks, LAND, FUEL, NOT)
    assert talks.ok("review", "accept", "p1").out.startswith("Recorded @3:\n  new stance, entry 1: land × red: demands")
    assert "fuel × red: doubts" in talks.ok("review", "amend", "p2", "--stance", "doubts").out
    told = talks.ok("review", "reject", "p3", "--note", "Not a stance.").out
    assert told == "Rejected p3: that is kept, and nothing was recorded.\n"
    assert talks("review", "accept", "p3").code == 5
    assert talks.ok("review", "agreement").lines[1].split() == (
        ["reader", "3", "0", "1", "1", "1", "0", "33%", "of", "3", "(6%", "to", "79%)", "stance", "1"]
    )
    assert talks.ok("matrix", "--json").json["counts"]["unreviewed"] == 0
    assert talks("review", "agreement", "nobody").code == 4


def test_the_inbox_says_how_many_proposals_wait_as_that_of_the_screens_does(talks: Shell) -> None:
    assert "Proposals" not in talks.ok("inbox").out
    propose(talks, LAND, FUEL)
    assert talks.ok("inbox").lines[5:6] == ["Proposals to review: 2 (posl review list --proposed)"]
    assert talks.ok("inbox", "--json").json["counts"]["proposed"] == 2


def test_a_file_brought_again_proposes_nothing_new(talks: Shell) -> None:
    path = propose(talks, LAND, FUEL)
    talks.ok("review", "reject", "p1")
    ran = talks.ok("import", "--propose", str(path), "--proposer", "reader")
    assert ran.out == "Nothing new of reader: 2 proposed before.\n"


def test_a_dry_run_keeps_nothing(talks: Shell) -> None:
    propose(talks, LAND, more=("--dry-run",))
    assert talks.ok("review", "list").out == "Nothing is recorded yet that a verdict could be on.\n"


def test_who_proposes_is_the_tool_that_the_file_names(talks: Shell) -> None:
    head = '{"changeset": {"tool": "reader 1.2"}}\n'
    assert talks.ok("import", "--propose", "-", stdin=(head + LAND).encode()).out.startswith(
        "Proposed by reader 1.2: p1."
    )


def test_entries_and_proposals_are_not_judged_together(talks: Shell) -> None:
    propose(talks, LAND, FUEL)
    talks.ok("review", "accept", "p1")
    assert talks("review", "accept", "1", "p2").code == 2
    assert talks("review", "accept", "q2").code == 2
    assert talks("review", "amend", "1", "--stance", "doubts").code == 2
    assert talks("review", "amend", "p2", "--status", "open").code == 2


def test_a_draft_is_looked_at_then_accepted_as_one_changeset_and_undone_as_one(talks: Shell) -> None:
    (talks.folder / "rival.jsonl").write_text(
        '{"stance": {"item": "land", "party": "red", "stance": "opposes", "held_on": "2026-01-24", '
        '"cite": {"source": "gazette", "at": "p. 2"}}}\n'
        '{"status": {"item": "fuel", "status": "agreed", "held_on": "2026-01-24", "cite": {"source": "gazette"}}}\n'
    )
    propose(talks, LAND)
    talks.ok("review", "accept", "p1")
    talks.ok("draft", "add", "spring", str(talks.folder / "rival.jsonl"))
    assert talks.ok("draft", "show", "spring").lines == [
        "Draft spring: waits, 2 proposals waiting",
        "  2026-02-10 opened by tester",
        "  p2 (2026-01-24) land × red: opposes [gazette p. 2]",
        "      - contradicts entry 1 (land × red: demands, 2026-01-24, from herald)",
        "  p3 (2026-01-24) fuel: agreed [gazette]",
        "      - settles Fuel: agreed",
        "",
        "Accepting it would record, as one changeset: 1 stance, 2 citations, 1 status.",
    ]
    assert "Draft spring: 2 proposals, posl draft show spring" in talks.ok("review", "list").lines
    in_drafts = ["Nothing is proposed but in drafts.", "", "Draft spring: 2 proposals, posl draft show spring"]
    assert talks.ok("review", "list", "--proposed").lines == in_drafts
    talks.ok("draft", "accept", "spring", "--note", "read")
    assert talks.ok("log", "--json").json["rows"][0]["message"] == "accept the draft spring: read"
    assert talks.ok("draft", "list").out == "No drafts.\n"
    talks.ok("undo", "--last", "--reason", "too early")
    assert talks.ok("matrix", "--json").json["counts"]["contested"] == 0


def test_a_draft_names_no_entry_that_is_not_recorded(talks: Shell) -> None:
    said = [
        ("demands", "2026-01-24", "herald"),
        ("supports", "2026-02-01", "herald"),
        ("rejects", "2026-02-01", "gazette"),
    ]
    (talks.folder / "way.jsonl").write_text(
        "".join(
            json.dumps(
                {"stance": {"item": "land", "party": "red", "stance": word, "held_on": day, "cite": {"source": at}}}
            )
            + "\n"
            for word, day, at in said
        )
    )
    talks.ok("draft", "add", "way", str(talks.folder / "way.jsonl"))
    told = talks.ok("draft", "show", "way")
    assert "is history: another proposed here is held later (2026-02-01)" in told.out
    assert "contradicts another proposed here (land × red: rejects, 2026-02-01, from gazette)" in told.out
    assert " entry " not in told.out


def test_a_draft_sent_back_says_why_and_is_opened_again(talks: Shell) -> None:
    propose(talks, LAND, more=("--draft", "spring"))
    assert (
        talks.ok("draft", "return", "spring", "--note", "And Blue?").out == "The draft spring is sent back: And Blue?\n"
    )
    ran = talks("draft", "accept", "spring")
    assert (ran.code, "sent back by tester: And Blue?" in ran.err) == (5, True)
    assert talks.ok("draft", "reopen", "spring").out == "The draft spring waits\n"
    assert talks.ok("draft", "drop", "spring").out == "The draft spring is dropped\n"
    assert talks.ok("draft", "list", "--every", "--json").json["rows"][0]["state"] == "dropped"
    assert talks("draft", "show", "autumn").code == 4


def test_a_draft_that_gives_a_round_other_days_shows_what_is_said_again_of_them(talks: Shell) -> None:
    (talks.folder / "land.yaml").write_text(stance("land", "red", "demands", "R1"))
    (talks.folder / "days.yaml").write_text(
        "rounds: [{key: R1, title: First, status: held, starts: 2026-01-25, ends: 2026-01-26}]"
    )
    talks.ok("import", str(talks.folder / "land.yaml"))
    talks.ok("draft", "add", "days", str(talks.folder / "days.yaml"))
    shown = talks.ok("draft", "show", "days")
    assert "corrects entry 1: land × red: demands" in shown.out
    assert "    because: redefined: the days of R1" in shown.lines
    document = talks.ok("draft", "show", "days", "--json").json
    assert document["because"] == [None, None, "redefined: the days of R1"]
    assert faults(document) == []


def test_a_draft_whose_acceptance_was_undone_shows_what_accepting_it_again_does_not_bring_back(talks: Shell) -> None:
    (talks.folder / "days.yaml").write_text(
        "rounds: [{key: R1, title: First, status: held, starts: 2026-01-25, ends: 2026-01-26}]"
    )
    talks.ok("draft", "add", "days", str(talks.folder / "days.yaml"))
    talks.ok("draft", "accept", "days")
    talks.ok("undo", "--last", "--reason", "too early")
    noted = [each.partition(";")[0] for each in talks.ok("draft", "show", "days", "--json").json["notices"]]
    assert noted == ["round:R1: starts was edited since", "round:R1: ends was edited since"]
    assert "note: round:R1: starts was edited since; the later edit stands" in talks.ok("draft", "show", "days").out


def test_a_draft_keeps_what_a_file_gives_though_it_is_the_default(talks: Shell) -> None:
    for status, day in (("postponed", "2026-03-01"), ("planned", "2026-04-01")):
        (talks.folder / f"{status}.yaml").write_text(
            f"rounds: [{{key: R3, title: Third, status: {status}, planned_for: {day}}}]"
        )
    talks.ok("import", str(talks.folder / "postponed.yaml"))
    talks.ok("draft", "add", "plan", str(talks.folder / "planned.yaml"))
    assert '  edit round:R3 status: "postponed" -> "planned"' in talks.ok("draft", "show", "plan").lines
    talks.ok("draft", "accept", "plan")
    assert "status: planned" in talks.ok("show", "R3").out


def test_what_cannot_be_recorded_is_no_draft(talks: Shell) -> None:
    (talks.folder / "bad.yaml").write_text("retractions: [{entry: 9, reason: no}]\n", encoding="utf-8")
    ran = talks("draft", "add", "spring", str(talks.folder / "bad.yaml"))
    assert (ran.code, "bad.yaml:1:" in ran.err, "there is no such entry" in ran.err) == (3, True, True)
    assert talks.ok("draft", "list").out == "No drafts.\n"


@pytest.mark.parametrize(
    "args",
    [
        "review list --json",
        "review list --proposed --json",
        "review agreement --json",
        "draft list --json",
        "draft show spring --json",
        "draft return spring --note x --json",
        "review reject p1 --json",
    ],
)
def test_what_is_written_for_scripts_is_what_its_schema_says(talks: Shell, args: str) -> None:
    propose(talks, LAND, NOT)
    talks.ok("review", "amend", "p2", "--stance", "opposes")
    propose(talks, FUEL, more=("--draft", "spring"))
    assert faults(talks.ok(*args.split()).json) == []


def test_what_came_of_proposing_is_what_its_schema_says(talks: Shell) -> None:
    ran = talks.ok("import", "--propose", "-", "--json", stdin=LAND.encode())
    assert faults(ran.json) == []
    assert ran.json["files"][0]["proposed"] == ["p1"]


def test_what_a_text_seems_to_say_is_suggested_once(talks: Shell) -> None:
    talks.ok("edit", "source:herald", "--set", "published=2026-01-24", "--set", "language=en-GB")
    shown = talks.ok("suggest", "herald", "--dry-run").lines
    assert shown == [
        "p1 (2026-01-24) land × red: demands [herald ¶1]",
        '    "Red demands the land"',
        "p2 (2026-01-24) land × blue: rejects [herald ¶2]",
        '    "Blue rejects the demand for land"',
        "p3 (2026-01-24) fuel × red: supports [herald ¶3]",
        '    "Red supports a deal on fuel"',
        "Would take in 3 proposals of posl suggest.",
    ]
    assert talks.ok("review", "list").out == "Nothing is recorded yet that a verdict could be on.\n"
    assert faults(talks.ok("suggest", "herald", "--json").json) == []
    talks.ok("review", "accept", "p1")
    assert talks.ok("suggest", "herald").out == "Nothing new of posl suggest: 2 proposed before.\n"


def test_nothing_is_suggested_without_a_text_a_day_or_a_lexicon(talks: Shell) -> None:
    assert (talks("suggest", "gazette").code, talks("suggest", "nobody").code) == (4, 4)
    assert "has no day" in talks("suggest", "herald").err
    talks.ok("edit", "source:herald", "--set", "published=2026-01-24")
    assert "there is: en" in talks("suggest", "herald", "--language", "ka").err
