"""What waits: under each heading what is there, with a count, whatever is asked."""

import pytest

from tests.cli.shell import Shell
from tests.cli.test_schema import faults
from tests.support import stance

HEADINGS = ("overdue", "due", "contested", "outweighed", "unreviewed", "unfound", "stale", "news")


@pytest.fixture
def waiting(small: Shell) -> Shell:
    """A ledger with something under every heading; the author is tester."""
    (small.folder / "a.yaml").write_text(
        "items: [{key: soon, kind: commitment, title: Soon kept, due: 2026-02-20}]\n"
        "statuses:\n"
        "  - {item: pledge, round: R1, status: promised, cite: {source: herald, at: ¶1}}\n"
        "  - {item: soon, round: R1, status: promised, cite: {source: herald, at: ¶1}}\n"
        "stances:\n"
        "  - {item: land, party: red, round: R1, stance: demands, cite: {source: herald, at: ¶9, quote: never said}}\n"
        "  - {item: land, party: red, round: R1, stance: rejects, cite: {source: gazette, at: ¶2}}\n",
        encoding="utf-8",
    )
    small.ok("import", str(small.folder / "a.yaml"))
    (small.folder / "herald.txt").write_text("One line.\nAnother line.\n", encoding="utf-8")
    small.ok("source", "attach", "herald", str(small.folder / "herald.txt"))
    small.ok("seen")
    (small.folder / "b.yaml").write_text(stance("fuel", "red", "doubts", "R1", "gazette"), encoding="utf-8")
    small.ok("--author", "bob", "import", str(small.folder / "b.yaml"))
    return small


def test_each_heading_says_how_many_and_lists_the_first(waiting: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770854400")  # 2026-02-12
    found = waiting.ok("inbox", "--json").json
    assert set(HEADINGS) <= set(found)
    assert [row["item"] for row in found["overdue"]] == ["pledge"]
    assert [row["item"] for row in found["due"]] == ["soon"]
    assert [(row["item"], row["party"]) for row in found["contested"]] == [("land", "red")]
    assert {row["entry"] for row in found["unreviewed"]} == {1, 2, 3, 4, 5}
    assert found["counts"]["unreviewed"] == 5
    assert [row["entry"] for row in found["unfound"]] == [1]
    assert {row["item"] for row in found["stale"]} == {"land", "fuel", "pledge", "soon"}
    assert [(row["changeset"], row["author"]) for row in found["news"]] == [(4, "bob")]
    text = waiting.ok("inbox", "--limit", "1", "--width", "160").lines
    assert "Overdue today: 1 (posl list commitments --overdue)" in [line.replace("  (", " (") for line in text]
    assert any(line.startswith("  pledge: A pledge, due R2 (2026-02-05), overdue") for line in text), text
    assert any(line.startswith("Recorded by others since @3, which tester had seen: 1") for line in text)
    assert "  and 4 more" in text
    stale = [line for line in text if "last said of" in line]
    assert stale, text
    assert all("last said of by 2026-" in line for line in stale), text  # a round may give two days or more


def test_a_promise_is_due_no_more_exactly_than_it_was_promised(small: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")  # 2026-05-28
    (small.folder / "a.yaml").write_text(
        "items:\n"
        "  - {key: soon, kind: commitment, title: Soon kept, due: 2026-02-12/2026-02-19~}\n"
        "  - {key: papers, kind: commitment, title: Papers, due: R1}\n"
        "statuses:\n"
        "  - {item: soon, round: R1, status: promised, cite: {source: herald, at: ¶1}}\n"
        "  - {item: papers, round: R1, status: promised, cite: {source: herald, at: ¶1}}\n",
        encoding="utf-8",
    )
    small.ok("import", str(small.folder / "a.yaml"))
    (day,) = (row["day"] for row in small.ok("inbox", "--json").json["overdue"] if row["item"] == "papers")
    text = small.ok("inbox", "--width", "160").lines
    assert "  soon: Soon kept, due 2026-02-12/2026-02-19~, overdue" in text, text
    assert f"  papers: Papers, due R1 ({day}), overdue" in text, text


def test_headings_with_nothing_under_them_are_shown_with_0(small: Shell) -> None:
    text = small.ok("inbox").lines
    for heading in ("Overdue today: 0", "Due within 14 days: 0", "Contested: 0", "Quotes and places not found: 0"):
        assert heading in text
    assert set(small.ok("inbox", "--json").json["counts"].values()) == {0}


def test_what_was_outweighed_by_what_counts_no_more_is_told_with_what_brings_it_back(waiting: Shell) -> None:
    waiting.ok("settle", "land", "red", "--keep", "1", "--reason", "a rumour")
    assert waiting.ok("inbox", "--json").json["outweighed"] == []
    waiting.ok("retract", "1", "--reason", "misread")
    found = waiting.ok("inbox", "--json").json
    assert found["counts"]["outweighed"] == 1
    (each,) = found["outweighed"]
    assert (each["item"], each["party"], each["changeset"], each["reason"]) == ("land", "red", 5, "a rumour")
    assert (each["taken_back"]["entry"], each["taken_back"]["stance"]) == (2, "rejects")
    assert (each["kept"]["entry"], each["state"], each["by"], each["moved"]) == (1, "retracted", 7, None)
    assert each["mend"] == "posl undo @5 --reason …"
    text = waiting.ok("inbox", "--width", "200").lines
    assert "Outweighed by what counts no more: 1 (each with what brings it back)" in text
    assert (
        "  entry 2 (land × red: rejects, R1, from gazette), outweighed by entry 1 (land × red: demands, R1, from herald), "
        "retracted by 7; posl undo @5 --reason …"
    ) in text
    waiting.ok("undo", "@5", "--reason", "for nothing")
    assert waiting.ok("inbox", "--json").json["outweighed"] == []


def test_the_schema_tells_of_what_was_outweighed(waiting: Shell) -> None:
    waiting.ok("settle", "land", "red", "--keep", "1", "--reason", "a rumour")
    waiting.ok("correct", "1", "--party", "blue", "--reason", "another party's")
    found = waiting.ok("inbox", "--json").json
    assert found["outweighed"][0]["moved"] == {"item": "land", "party": "blue"}
    assert faults(found) == []


def test_what_is_dealt_with_is_gone(waiting: Shell) -> None:
    waiting.ok("settle", "land", "red", "--keep", "2", "--reason", "read again")
    waiting.ok("seen")
    found = waiting.ok("inbox", "--json").json
    assert (found["contested"], found["unfound"], found["news"]) == ([], [], [])
