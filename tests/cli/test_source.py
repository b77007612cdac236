"""Sources: added, their texts attached, read."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.cli.test_schema import faults
from tests.documents import pdf

TEXT = "The Herald, by our correspondent.\n\nRed will have all of the land.\nAsked twice, Red said: all of it.\n"
CITE = ("--source", "herald", "--at", "¶2", "--quote")
LAND = ("record", "stance", "--item", "land", "--party", "red", "--round", "R1", "--stance", "demands")


@pytest.fixture
def quoted(small: Shell) -> Shell:
    """Entry 1 quotes the Herald; so does entry 2, words that are not there."""
    small.ok(*LAND, *CITE, "all of the land")
    small.ok("record", "event", "--title", "Asked twice", "--held-on", "2026-01-24", *CITE, "Red said: all of the land")
    (small.folder / "herald.txt").write_text(TEXT, encoding="utf-8")
    return small


def test_a_source_is_added_with_its_fields(small: Shell) -> None:
    ran = small.ok("source", "add", "courier", "The Courier", "--reliability", "B", "--published", "2026-02")
    assert ran.lines == ["Recorded @2:", "  new source courier: The Courier"]
    small.ok(*LAND, "--cite", "courier ¶1")
    found = small.ok("source", "show", "courier", "--json").json
    assert (found["source"]["reliability"], found["source"]["published"], len(found["entries"])) == ("B", "2026-02", 1)


def test_a_document_that_is_not_there_is_said_to_have_become_a_title(small: Shell) -> None:
    ran = small.ok("source", "add", "talks", "talks.pdf")
    assert ran.err == "note: there is no file talks.pdf: that is its title now; posl undo --last takes it back\n"


def test_a_file_is_entered_by_a_title_that_one_gives_it(small: Shell, tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_text("ON THE FIRST DAY\n\nRed spoke.\n", encoding="utf-8")
    small.ok("source", "add", "minutes", str(path), "--title", "Minutes of the first day")
    assert small.ok("show", "source:minutes", "--json").json["source"]["title"] == "Minutes of the first day"
    ran = small("source", "add", "courier", "The Courier", "--title", "Courier")
    assert ran.code == 2
    assert "there is no file The Courier" in ran.err


def test_a_source_that_is_there_or_does_not_fit_is_refused(small: Shell) -> None:
    ran = small("source", "add", "herald", "Another Herald")
    assert (ran.code, "posl edit source:herald" in ran.err) == (5, True)
    ran = small("source", "add", "courier", "The Courier", "--published", "soon", "--sha256", "abc")
    assert ran.code == 3
    assert '--published: "soon": a date is a day' in ran.err
    assert '--sha256: "abc" is not a SHA-256' in ran.err
    assert small("source", "add", "courier", "The Courier", "--reliability", "G").code == 2


def test_an_attached_text_is_searched_for_every_quote(quoted: Shell) -> None:
    ran = quoted.ok("source", "attach", "herald", str(quoted.folder / "herald.txt"), "--width", "200")
    assert ran.lines[:2] == [
        "Recorded @4: text of herald, edition 1, 100 characters.",
        "1 of 2 quotes found, once each.",
    ]
    assert 'not found: entry 2 [¶2] "Red said: all of the land"; alike, in ¶' in ran.lines[2]
    quoted.ok(*LAND[:5], "blue", *LAND[6:], "--cite", "herald ¶9", "--unfound")
    again = quoted.ok("source", "attach", "herald", str(quoted.folder / "herald.txt"), "--width", "200")
    assert again.out.startswith("Nothing new: attached already")
    assert "  not found: entry 3 there is no ¶9 in the text of herald; its last is ¶3" in again.lines


def test_the_text_is_read_with_its_quotes_marked(quoted: Shell) -> None:
    quoted.ok("source", "attach", "herald", str(quoted.folder / "herald.txt"))
    said = quoted.ok("source", "show", "herald", "--text").lines
    assert "¶2 Red will have «all of the land» {1}. [cited by 1, 2]" in said
    assert 'not in this edition: entry 2, "Red said: all of the land"' in said
    assert quoted.ok("source", "show", "herald", "--text", "--json").json["paragraphs"][1]["cited_by"] == [1, 2]


def test_another_text_is_refused_but_as_an_edition_with_its_orphans(quoted: Shell) -> None:
    quoted.ok("edit", "source:herald", "--set", f"sha256={sha256(TEXT.encode()).hexdigest()}")
    quoted.ok("source", "attach", "herald", str(quoted.folder / "herald.txt"))
    changed = quoted.folder / "changed.txt"
    changed.write_text(TEXT.replace("all of the land", "some of the land"), encoding="utf-8")
    ran = quoted("source", "attach", "herald", str(changed))
    assert ran.code == 3
    assert "this is not the text that herald was coded from" in ran.err
    said = quoted.ok("source", "attach", "herald", str(changed), "--edition", "--width", "200").lines
    assert said[0].startswith("Recorded @6: text of herald, edition 2")
    assert any('orphaned by this edition: entry 1 [¶2] "all of the land"' in line for line in said)
    assert any(
        "What this edition orphaned waits in posl inbox until it is put right (posl correct N --reason …)" in line
        for line in said
    )
    found = quoted.ok("source", "attach", "herald", str(changed), "--edition", "--json").json
    assert [quote["standing"] for quote in found["quotes"]] == ["missing", "missing"]
    assert quoted("source", "show", "herald", "--text", "--edition", "1").out.count("«") == 1


def test_what_the_newest_edition_no_longer_says_waits_and_is_marked(quoted: Shell) -> None:
    quoted.ok("source", "attach", "herald", str(quoted.folder / "herald.txt"))
    changed = quoted.folder / "changed.txt"
    changed.write_text(TEXT.replace("all of the land", "some of the land"), encoding="utf-8")
    quoted.ok("source", "attach", "herald", str(changed), "--edition")
    found = quoted.ok("inbox", "--json").json
    assert faults(found) == []
    assert found["counts"]["withdrawn"] == 1
    assert [(each["entry"], each["edition"], each["gone"]) for each in found["withdrawn"]] == [(1, 1, 2)]
    said = quoted.ok("inbox", "--width", "300").lines
    assert "No longer in the newest edition of the source: 1 (correct, retract, or keep)" in said
    assert any("posl review accept 1 --note … keeps it" in line for line in said)
    assert "[herald ¶2 of edition 1, no longer in edition 2]" in quoted.ok("show", "1", "--width", "200").out
    shown = quoted.ok("show", "1", "--json").json
    assert faults(shown) == []
    assert ((cited := shown["entry"]["citations"][0])["edition"], cited["gone"]) == (1, 2)
    of_source = quoted.ok("show", "source:herald", "--json").json
    assert faults(of_source) == []
    assert [each["entry"] for each in of_source["withdrawn"]] == [1]
    assert "No longer in the newest edition of the source" in quoted.ok("show", "source:herald").lines
    quoted.ok("review", "accept", "1", "--note", "what it said first is meant")
    assert quoted.ok("inbox", "--json").json["withdrawn"] == []


def test_what_is_not_there_is_said(small: Shell, tmp_path: Path) -> None:
    assert small("source", "show", "hrald").code == 4
    assert "posl source attach herald FILE" in small("source", "show", "herald", "--text").err
    assert small("source", "attach", "herald", str(tmp_path / "none")).code == 4
    (tmp_path / "x.pdf").write_bytes(b"%PDF\x00")
    assert small("source", "attach", "herald", str(tmp_path / "x.pdf")).code == 3


def test_a_document_is_a_source_with_its_text(small: Shell) -> None:
    path = small.folder / "truce.pdf"
    path.write_bytes(pdf(["Red will have all of the land."], ["Blue said no."], title="The truce of today"))
    ran = small.ok("source", "add", "truce", str(path), "--publisher", "The hosts", "--width", "200")
    assert ran.lines[0].startswith("Recorded @2: text of truce, edition 1")
    assert re.fullmatch(r"2 paragraphs on 2 pages, read by pypdf [\d.]+, rules 3\.", ran.lines[1])
    again = small.ok("source", "add", "truce", str(path))
    assert again.out.startswith("Nothing new: attached already")
    said = small.ok("source", "show", "truce", "--text", "--json").json
    assert (said["source"]["title"], said["source"]["kind"]) == ("The truce of today", "document")
    (edition,) = said["editions"]
    assert (edition["original"], edition["pages"]) == (sha256(path.read_bytes()).hexdigest(), [1, 1])
    small.ok(*LAND, "--source", "truce", "--at", "p. 1 ¶1", "--quote", "all of the land")
    assert small(*LAND, "--source", "truce", "--at", "p. 2 ¶1", "--quote", "all of the land").code == 3


def test_a_text_in_another_encoding_is_attached(small: Shell) -> None:
    path = small.folder / "herald.txt"
    path.write_bytes("Красные требуют всю землю. Синие против.\n".encode("windows-1251"))
    assert small("source", "attach", "herald", str(path)).code == 3
    small.ok("source", "attach", "herald", str(path), "--encoding", "windows-1251")
    assert "Красные" in small.ok("source", "show", "herald", "--text").out


def test_a_scan_is_no_source(small: Shell) -> None:
    path = small.folder / "scan.pdf"
    path.write_bytes(pdf([]))
    ran = small("source", "add", "scan", str(path))
    assert ran.code == 3
    assert "holds no text" in ran.err
    assert "ocrmypdf" in ran.err


@pytest.mark.parametrize("name", ["refs.json", "refs.ris"])
def test_sources_go_out_and_come_in_again(mine: Shell, name: str) -> None:
    path = str(mine.folder / name)
    mine.ok("source", "export", path)
    assert mine("source", "export", path).code == 5
    assert mine.ok("source", "import", path).out.startswith("Nothing new: 5 parts")
    fresh = Shell(mine.folder / "fresh")
    fresh.folder.mkdir()
    fresh.ok("init", str(fresh.ledger))
    assert "5 sources" in fresh.ok("source", "import", path, "--dry-run").out
    fresh.ok("source", "import", path)
    mine_too = [
        (each["key"], each["title"], each["published"]) for each in mine.ok("list", "sources", "--json").json["rows"]
    ]
    assert mine_too == [
        (each["key"], each["title"], each["published"]) for each in fresh.ok("list", "sources", "--json").json["rows"]
    ]


def test_every_citation_is_a_web_annotation(mine: Shell) -> None:
    page = json.loads(mine.ok("export", "--format", "annotations").out)
    assert (page["type"], page["@context"][0]) == ("AnnotationPage", "http://www.w3.org/ns/anno.jsonld")
    assert len(page["items"]) > 150
    first = next(each for each in page["items"] if "selector" in each["target"])
    assert first["type"] == "Annotation"
    assert first["target"]["selector"]["type"] == "TextQuoteSelector"
    assert first["target"]["selector"]["exact"]
    assert len({each["id"] for each in page["items"]}) == len(page["items"])
    assert len(json.loads(mine.ok("export", "--format", "csl").out)) == 5
