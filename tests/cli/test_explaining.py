"""Why the ledger says what it says: the history of an item, and the log searched."""

import csv
import io
import json

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def lived(mine: Shell) -> Shell:
    """The five reports and a rumour, corrected, reviewed, settled, edited and partly undone."""
    mine.ok("--author", "ben", "correct", "20", "--summary", "Russia insists.", "--reason", "misread")
    mine.ok("--author", "ben", "review", "accept", "21")
    held = ("--item", "territory", "--party", "ukraine", "--stance", "supports", "--held-on", "2026-01-24")
    mine.ok("--author", "ben", "record", "stance", *held, "--cite", "vovworld-2026-02 ¶6")
    mine.ok("--author", "ben", "settle", "territory", "ukraine", "--keep", "21", "--reason", "three reports")
    mine.ok("--author", "ben", "edit", "territory", "--set", "difficulty=4", "-m", "easier now")
    return mine


def test_the_history_says_who_recorded_what_and_what_became_of_it(lived: Shell) -> None:
    text = lived.ok("show", "territory", "--history").out
    for said in (
        "entered @1 by ana, 2026-02-10T12:00:00Z: the bundled seed",
        "x  20  2026-01-24  +3 demands",
        "@7 by ben, 2026-02-10T12:00:00Z: corrected by 153 (misread)",
        "x 154  2026-01-24  +2 supports",
        "@11 by ben, 2026-02-10T12:00:00Z: easier now",
        "difficulty: 5 -> 4",
        '[preview-2026-01 ¶9] "Ukraine will not easily cede", zelenskyy own-words, credibility 3',
    ):
        assert said in text, said


def test_the_history_as_json_has_every_entry_under_its_party(lived: Shell) -> None:
    found = lived.ok("show", "territory", "--history", "--json").json
    assert found["schema"] == "position-ledger/history/1"
    history = found["history"]
    assert list(history) == ["entered", "parties", "statuses", "events", "remarks", "edits"]
    ukraine = next(party for party in history["parties"] if party["key"] == "ukraine")
    by_number = {entry["entry"]: entry for entry in ukraine["entries"]}
    assert {number: entry["state"] for number, entry in by_number.items()} == {
        3: "counts",
        21: "counts",
        71: "counts",
        154: "retracted",
    }
    assert by_number[154]["recorded"]["number"] == 9
    steps = by_number[154]["steps"]
    assert [(s["act"], s["other"], s["about"], s["why"], s["changeset"]["number"]) for s in steps] == [
        ("contested", 3, None, None, 9),
        ("contested", 21, None, None, 9),
        ("contested", 71, None, None, 9),
        ("settled", 21, "outweighed by", "three reports", 10),
        ("retracted", 155, None, "outweighed: three reports", 10),
    ]
    assert [(c["source"], c["changeset"]) for c in by_number[21]["cited"]] == [("cgtn-2026-01", 3)]
    assert history["edits"][0]["edits"][0]["field"] == "difficulty"


def test_the_history_has_rows(lived: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(lived.ok("show", "territory", "--history", "--format", "csv").out)))
    lines = lived.ok("show", "territory", "--history", "--format", "jsonl").lines
    assert [int(row["entry"]) for row in rows] == [json.loads(line)["entry"] for line in lines]
    retracted = next(row for row in rows if row["entry"] == "154")
    assert (retracted["party"], retracted["state"], retracted["changeset"]) == ("ukraine", "retracted", "'@9")
    page = lived.ok("show", "territory", "--history", "--format", "md").out
    assert page.startswith("# territory: Territory\n")
    assert "\n## Ukraine (UA)\n\n| entry |" in page


def test_what_is_one_thing_has_no_rows(posl: Shell) -> None:
    ran = posl("show", "territory", "--format", "csv")
    assert (ran.code, "--history" in ran.err) == (2, True)
    assert posl("show", "round:R1", "--history").code == 2
    assert posl("show", "territory", "--history", "--party", "ukrane").code == 4
    assert posl("show", "teritory", "--history").code == 4


def test_the_item_says_since_which_round_parties_are_apart(posl: Shell) -> None:
    assert "  russia - ukraine  R1 (2026-01-24)" in posl.ok("show", "territory").lines
    narrow = posl.ok("show", "territory", "--party", "ukraine").lines
    assert "  russia - ukraine  R1 (2026-01-24)" in narrow
    assert not any(line.startswith("Russian Federation") for line in narrow)
    (apart,) = posl.ok("show", "territory", "--at", "R2", "--json").json["disagreements"]
    assert apart["parties"] == ["russia", "ukraine"]
    assert (apart["since"]["round"], apart["still"]) == ("R1", True)


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ("log --verb hardend", 2, "hardened"),
        ("log --item territry", 4, "territory"),
        ("log territry", 4, "territory"),
        ("log --party ukrane", 4, "ukraine"),
        ("log --author anna", 4, "ana"),
        ("log --since soon", 2, "a day"),
        ("list items --from R1", 2, "--moved"),
        ("list items --moved --from R2 --at R1", 2, ""),
        ("list events --item territry", 4, "territory"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(posl: Shell, words: str, code: int, hint: str) -> None:
    ran = posl(*words.split())
    assert (ran.code, ran.out) == (code, "")
    assert hint in ran.err


def test_the_log_is_searched_in_every_format(lived: Shell) -> None:
    found = lived.ok("log", "--item", "territory", "--party", "ukraine", "--json").json
    assert [row["number"] for row in found["rows"]] == [10, 9, 8, 4, 3, 2]
    assert "changes" not in found["rows"][0]
    lived.ok("--author", "ben", "correct", "93", "--stance", "supports", "--reason", "misread")
    did = lived.ok("log", "ceasefire", "--verb", "softened", "--party", "ukraine", "--json").json["rows"]
    assert [row["changes"] for row in did] == [
        [{"item": "ceasefire", "party": "ukraine", "verb": "softened", "cause": "corrected"}]
    ]
    (row,) = csv.DictReader(io.StringIO(lived.ok("log", "--verb", "softened", "--since", "@7", "--format", "csv").out))
    assert row["did"] == "ceasefire × ukraine: softened (corrected)"
    assert "| did |" in lived.ok("log", "--verb", "softened", "--format", "md").out
    assert [json.loads(line)["author"] for line in lived.ok("log", "--author", "ben", "--format", "jsonl").lines] == [
        "ben"
    ] * 6
    assert lived.ok("log", "-n", "1", "--author", "ana", "--json").json["rows"][0]["number"] == 6
    assert lived.ok("log", "--verb", "withdrawn").out == "No changesets.\n"


def test_movement_has_its_number_and_none_is_made_up(posl: Shell) -> None:
    rows = posl.ok("list", "items", "--moved", "--from", "2026-01-23", "--at", "R2", "--json").json["rows"]
    assert all(row["moved"].keys() == {"value", "cells", "of"} for row in rows)
    assert posl.ok("list", "items", "--at", "R2", "--json").json["rows"][0]["moved"] is None
    assert posl.ok("list", "items", "--moved", "--at", "R2").out == "No items.\n", "no report has a party move since"


def test_only_what_somebody_accepted_is_shown_where_only_that_counts(lived: Shell) -> None:
    text = lived.ok("show", "territory", "--reviewed-only").out
    assert "Ukraine (UA): -2 opposes" in text
    assert "Russian Federation" not in text
    assert lived.ok("list", "events", "--reviewed-only").lines[-1] == "No events."
    assert lived.ok("list", "items", "--moved", "--reviewed-only").lines[-1] == "No items."


@pytest.mark.parametrize("what", ["@3", "26", "party:russia", "round:R1"])
def test_only_an_item_has_a_history_to_be_shown(posl: Shell, what: str) -> None:
    ran = posl("show", what, "--history")
    assert (ran.code, "only items have a history" in ran.err) == (2, True)
