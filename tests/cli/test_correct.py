"""Entries put right: corrected, retracted; and two people at once."""

import json

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def held(small: Shell) -> Shell:
    """Entry 1: Red demands land, in R1, on one word; entries 2 and 3: Blue would sell fuel, as two sources say."""
    small.ok(
        "record", "stance", "--item", "land", "--party", "red", "--round", "R1", "--stance", "demands", "--summary", "All of it.",
        "--source", "herald", "--at", "¶1", "--credibility", "2",
    )  # fmt: skip
    small.ok(
        "record", "stance", "--item", "fuel", "--party", "blue", "--round", "R1", "--stance", "conditional", "--condition", "if paid",
        "--cite", "herald ¶2", "--cite", "gazette ¶9",
    )  # fmt: skip
    return small


def test_a_correction_says_what_it_changes_and_keeps_the_rest(held: Shell) -> None:
    ran = held.ok("correct", "1", "--stance", "supports", "--reason", "misread", "--width", "200")
    assert ran.lines == [
        "Recorded @4:",
        "  entry 4 corrects entry 1: land × red: supports, R1 [herald ¶1]",
        "    stance: demands -> supports",
        "    because: misread",
    ]
    entry = held.ok("show", "4", "--json").json["entry"]
    assert (entry["summary"], entry["supersedes"], entry["reason"]) == ("All of it.", 1, "misread")
    assert "correct entry 1: misread" in held.ok("log").out


def test_a_correction_of_what_is_said_of_a_place_says_what_it_changes(held: Shell) -> None:
    ran = held.ok("correct", "1", "--speaker", "media", "--quote", "all of it", "--reason", "unread", "--width", "200")
    assert ran.lines[2:] == [
        "    quote: (nothing) -> all of it",
        "    speaker: (nothing) -> media",
        "    because: unread",
    ]
    both = ("--source", "herald", "--at", "¶2", "--cite", "gazette ¶9")
    held.ok("correct", "2", *both, "--reason", "both say so")
    ran = held.ok("correct", "5", *both, "--speaker", "media", "--reason", "so")
    assert "    [herald ¶2] speaker: (nothing) -> media" in ran.lines, "of several it is said of which"


def test_a_diff_by_knowledge_calls_it_corrected(held: Shell) -> None:
    held.ok("correct", "1", "--stance", "supports", "--reason", "misread")
    (change,) = held.ok("diff", "R1@3", "R1@4", "--json").json["changes"]
    assert (change["verbs"], change["cause"]) == (["shifted"], "corrected"), "nobody is there to move towards"


def test_a_correction_of_a_correction_is_no_rival_of_either(held: Shell) -> None:
    held.ok("correct", "1", "--stance", "supports", "--reason", "misread")
    ran = held.ok("correct", "4", "--stance", "opposes", "--reason", "misread again")
    assert "entry 5 corrects entry 4" in ran.out
    assert "rival" not in ran.out


def test_an_empty_value_takes_a_field_off(held: Shell) -> None:
    ran = held.ok("correct", "2", "--stance", "supports", "--condition", "", "--reason", "there was no if")
    assert "condition: if paid -> (nothing)" in ran.out


def test_a_condition_that_stays_under_another_stance_is_named(held: Shell) -> None:
    """What was an *if* is an *unless* of who doubts it: nobody should find that out later."""
    ran = held.ok("correct", "2", "--stance", "doubts", "--reason", "misread", "--width", "200")
    assert '    condition stays, now read as "unless": if paid' in ran.lines
    ran = held.ok("correct", "4", "--stance", "rejects", "--condition", "paid", "--reason", "misread", "--width", "200")
    assert "condition stays" not in ran.out


def test_a_condition_that_stays_and_is_read_as_before_is_not_told_as_read_otherwise(held: Shell) -> None:
    ran = held.ok("correct", "2", "--stance", "supports", "--reason", "misread", "--width", "200")
    assert '    condition stays: "if paid"' in ran.lines


def test_the_only_citation_is_amended_without_naming_its_source(held: Shell) -> None:
    held.ok("correct", "1", "--at", "¶7", "--reason", "wrong paragraph")
    (cited,) = held.ok("show", "4", "--json").json["entry"]["citations"]
    assert (cited["source"], cited["at"], cited["credibility"]) == ("herald", "¶7", 2)


def test_of_several_citations_it_must_be_said_which(held: Shell) -> None:
    held.ok(
        "record", "stance", "--item", "land", "--party", "blue", "--round", "R1", "--stance", "opposes",
        "--cite", "herald ¶2", "--cite", "herald ¶9",
    )  # fmt: skip
    ran = held("correct", "4", "--at", "¶7", "--reason", "wrong paragraph")
    assert (ran.code, "which citation is amended" in ran.err) == (2, True)
    ran = held.ok("correct", "4", "--cite", "herald ¶2", "--reason", "the other ¶ does not say so")
    assert "cited: [herald ¶2, ¶9] -> [herald ¶2]" in ran.out


def test_each_source_of_a_stance_is_corrected_by_itself(held: Shell) -> None:
    ran = held.ok("correct", "2", "--at", "¶7", "--reason", "wrong paragraph")
    assert "cited: [herald ¶2] -> [herald ¶7]" in ran.out
    (cited,) = held.ok("show", "3", "--json").json["entry"]["citations"]
    assert (cited["source"], cited["at"]) == ("gazette", "¶9")


def test_an_events_items_are_corrected_and_a_stance_has_but_one(held: Shell) -> None:
    held.ok("record", "event", "--title", "A storm", "--held-on", "2026-02-01", "--item", "land", "--cite", "herald")
    ran = held.ok("correct", "4", "--item", "fuel", "--item", "pledge", "--reason", "it was at sea")
    assert "items: land -> fuel pledge" in ran.out
    assert held("correct", "1", "--item", "fuel", "--item", "land", "--reason", "x").code == 2
    held.ok("correct", "1", "--item", "fuel", "--reason", "it was about fuel")
    assert held.ok("show", "6", "--json").json["entry"]["item"] == "fuel"


def test_nothing_to_correct_is_a_slip(held: Shell) -> None:
    assert held("correct", "1", "--reason", "why").code == 2
    assert "has no title" in held("correct", "1", "--title", "x", "--reason", "why").err
    assert held("correct", "1", "--stance", "doubts").code == 2
    assert held("correct", "9", "--stance", "doubts", "--reason", "why").code == 4


def test_whoever_comes_second_gets_both_versions_and_overwrites_nothing(held: Shell) -> None:
    held.ok("--author", "ann", "correct", "1", "--stance", "supports", "--reason", "misread")
    ran = held("--author", "ben", "correct", "1", "--stance", "opposes", "--reason", "misread too")
    assert (ran.code, ran.out) == (5, "")
    first, theirs, differs, hint = ran.err.splitlines()
    assert "was corrected by entry 4 already" in first
    assert theirs.strip() == "theirs, @4 by ann: entry 4"
    assert differs.strip() == "stance: theirs supports; yours opposes", "the summary is the same in both"
    assert hint.strip() == "hint: look again: posl show 4"
    assert len(held.ok("log", "--json").json["rows"]) == 4


def test_scripts_get_both_versions_too(held: Shell) -> None:
    held.ok("correct", "1", "--stance", "supports", "--reason", "misread")
    ran = held("correct", "1", "--stance", "opposes", "--reason", "misread too", "--json")
    found = json.loads(ran.err)
    assert (found["code"], found["exit"]) == ("conflict", 5)
    assert [(fault["path"], fault["message"]) for fault in found["errors"]] == [
        (None, "theirs, @4 by tester: entry 4"),
        ("stance", "theirs supports; yours opposes"),
    ]


def test_an_entry_taken_back_is_in_the_record_and_counts_no_more(held: Shell) -> None:
    ran = held.ok("retract", "1", "--reason", "another region", "--width", "200")
    assert ran.lines[1] == "  retracts entry 1 (land × red: demands, R1, from herald): another region"
    assert held.ok("show", "1", "--json").json["entry"]["state"] == "retracted"
    assert held.ok("matrix", "--json").json["items"][0]["cells"]["red"] is None


def test_what_was_taken_back_cannot_be_taken_back_again(held: Shell) -> None:
    held.ok("--author", "ann", "retract", "1", "--reason", "another region")
    for act in (["retract", "1"], ["correct", "1", "--stance", "opposes"]):
        ran = held(*act, "--reason", "mine")
        assert ran.code == 5
        assert "theirs, @4 by ann: retracted: another region" in ran.err
    assert held("retract", "99", "--reason", "x").code == 4
    assert held("retract", "4", "--reason", "x").err.startswith("posl: 4 is a retraction, not an entry")


@pytest.mark.parametrize("same", [("--stance", "demands"), ("--round", "R1"), ("--at", "¶1"), ("--condition", "")])
def test_a_correction_that_changes_nothing_is_refused(held: Shell, same: tuple[str, str]) -> None:
    ran = held("correct", "1", *same, "--reason", "x")
    assert (ran.code, "entry 1 says just that already" in ran.err) == (2, True)
    assert "@4" not in held.ok("log").out


def test_a_corrected_figure_is_told_from_and_to(held: Shell) -> None:
    held.ok("correct", "1", "--figure", "fund=40 million EUR", "--reason", "x")
    ran = held.ok("correct", "4", "--figure", "fund=~30 million EUR", "--reason", "misread")
    assert "figures: fund 40 million EUR -> fund ~30 million EUR" in ran.out


def test_a_corrected_figure_is_still_about_what_it_was_about(held: Shell) -> None:
    held.ok("correct", "1", "--figure", "cost about fuel=3.2 million EUR", "--reason", "x")
    ran = held.ok("correct", "4", "--figure", "cost=2.3 million EUR", "--reason", "misread")
    assert "figures: cost (about fuel) 3.2 million EUR -> cost (about fuel) 2.3 million EUR" in ran.out
    held.ok("correct", "5", "--figure", "cost about land=2300 thousand EUR", "--reason", "of another item")
    assert held.ok("list", "figures", "--json").json["rows"][0]["about"] == "land"


def test_of_two_figures_of_one_name_it_must_be_said_which_is_corrected(held: Shell) -> None:
    held.ok("correct", "1", "--figure", "cost about fuel=3", "--figure", "cost=4", "--reason", "x")
    ran = held("correct", "4", "--figure", "cost=5", "--reason", "misread")
    assert "--figure: which is meant? The entry gives cost (about fuel) and cost" in ran.err
    assert "figures" not in held.ok("correct", "4", "--summary", "All.", "--reason", "y").out, (
        "the rest stays as it was"
    )


def test_a_figure_may_be_about_another_item(held: Shell) -> None:
    held.ok(
        "record", "status", "--item", "land", "--held-on", "2026-02-01", "--status", "open", "--figure", "cost about fuel=3 m",
        "--cite", "herald ¶3",
    )  # fmt: skip
    (line,) = held.ok("list", "figures", "--json").json["rows"]
    assert (line["what"], line["about"]) == ("cost", "fuel")
