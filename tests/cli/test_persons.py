"""Persons, remarks and figures from the shell: recorded, corrected, listed, shown, found."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell

SEED = """
persons: [{key: smith, name: Ann Smith, aliases: [Secretary Smith], offices: [{office: Secretary, party: green, to: 2027}]}]
delegates: [{round: R1, party: red, person: Bo Berg, lead: true, cite: {source: herald, at: ¶2}}]
"""


@pytest.fixture
def told(small: Shell, tmp_path: Path) -> Shell:
    (tmp_path / "p.yaml").write_text(SEED, encoding="utf-8")
    small.ok("import", str(tmp_path / "p.yaml"))
    small.ok(
        "record", "remark", "--by", "smith", "--text", "The list is shorter.", "--tone", "-1", "--round", "R1",
        "--cite", "herald ¶9",
    )  # fmt: skip
    small.ok(
        "record", "event", "--title", "Exchange", "--held-on", "2026-02-05", "--item", "land", "--figure",
        "prisoners=314 persons", "--figure", "losses=~900", "--source", "gazette", "--carries", "Reuters",
        "--carries", "AP", "--by", "smith",
    )  # fmt: skip
    return small


def test_remarks_are_listed_by_whom_and_in_which_tone(told: Shell) -> None:
    assert (
        told.ok("list", "remarks", "--format", "csv").lines[1] == "1,R1,smith,-1,talks,The list is shorter.,[herald ¶9]"
    )
    (row,) = told.ok("list", "remarks", "--by", "smith", "--json").json["rows"]
    assert (row["by"], row["tone"], row["items"], row["text"]) == ("smith", -1, [], "The list is shorter.")
    assert told.ok("list", "remarks", "--item", "land", "--json").json["rows"] == []


def test_figures_are_listed_thing_by_thing(told: Shell) -> None:
    assert [line.split(",")[:4] for line in told.ok("list", "figures", "--format", "csv").lines[1:]] == [
        ["losses", "land", "~900", ""],
        ["prisoners", "land", "314 persons", ""],
    ]
    _first, second = told.ok("list", "figures", "--json").json["rows"]
    assert second["accounts"][0][0]["value"] == 314


def test_persons_are_listed_with_how_often_they_spoke_and_sat(told: Shell) -> None:
    assert told.ok("list", "persons", "--format", "csv").lines[1:] == [
        'smith,Ann Smith,2,0,"Secretary (green), to 2027",Secretary Smith',
        "bo-berg,Bo Berg,0,1,,",
    ]


def test_a_person_is_shown_with_what_they_said(told: Shell) -> None:
    shown = told.ok("show", "person:smith").out
    assert "Said: 2 entries, newest first" in shown
    assert "Cited in" not in shown
    assert shown.index("Exchange") < shown.index("The list is shorter.")
    assert "Sat in\n  R1 for red (lead) [herald ¶2]" in told.ok("show", "bo-berg").out
    assert told.ok("show", "person:smith", "--json").json["person"]["name"] == "Ann Smith"


def test_an_item_shows_its_figures_and_a_round_its_remarks(told: Shell) -> None:
    assert "prisoners (land): 314 persons [gazette]" in told.ok("show", "land").out
    assert "smith: The list is shorter." in told.ok("show", "round:R1").out
    assert "red: Bo Berg (lead) [herald ¶2]" in told.ok("show", "round:R1").out


def test_a_remark_is_found_by_its_words(told: Shell) -> None:
    assert "shorter" in told.ok("search", "shorter").out


def test_whose_words_an_event_rests_on_is_corrected_by_the_same_option(told: Shell) -> None:
    told.ok("correct", "2", "--by", "bo-berg", "--reason", "it was him")
    entry = told.ok("show", "3", "--json").json["entry"]
    assert (entry["citations"][0]["by"], entry["citations"][0]["carries"]) == ("bo-berg", ["Reuters", "AP"])
    assert [figure["what"] for figure in entry["figures"]] == ["prisoners", "losses"]


def test_a_figure_that_is_none_is_refused(told: Shell) -> None:
    ran = told("record", "event", "--title", "X", "--round", "R1", "--source", "herald", "--figure", "many")
    assert ran.code == 3
    assert "prisoners=314 persons" in ran.err


def test_every_format_that_lists_entries_has_them(told: Shell, tmp_path: Path) -> None:
    told.ok("export", str(tmp_path / "csv"), "--format", "csv")
    assert "The list is shorter." in (tmp_path / "csv" / "history.csv").read_text(encoding="utf-8")
    assert "314" in (tmp_path / "csv" / "figures.csv").read_text(encoding="utf-8")
    assert "Ann Smith" in (tmp_path / "csv" / "persons.csv").read_text(encoding="utf-8")
    for name in ("page.html", "page.md"):
        told.ok("export", str(tmp_path / name))
        assert "The list is shorter" in (tmp_path / name).read_text(encoding="utf-8")


def test_who_speaks_may_be_somebody_whom_a_delegate_of_the_same_file_makes(small: Shell, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        "delegates:\n"
        "  - {round: R1, party: red, person: Bo Berg, cite: {source: herald, at: ¶2}}\n"
        "  - {round: R1, party: green, person: Cy Dahl, cite: {source: herald, at: ¶2, by: Bo Berg}}\n"
        "stances: [{item: land, party: red, round: R1, stance: demands, cite: {source: herald, at: ¶3, by: Bo Berg}}]\n"
        "remarks: [{by: Cy Dahl, text: Good., round: R1, cite: {source: herald, at: ¶4}}]\n",
        encoding="utf-8",
    )
    small.ok("import", str(tmp_path / "p.yaml"))
    assert small.ok("show", "1", "--json").json["entry"]["citations"][0]["by"] == "bo-berg"
    assert [row["by"] for row in small.ok("list", "remarks", "--json").json["rows"]] == ["cy-dahl"]
    small.ok("verify")
    assert small.ok("import", str(tmp_path / "p.yaml")).out.startswith("Nothing new")


def test_a_round_shows_where_each_list_of_who_sat_in_it_stands_and_what_its_source_adds(
    small: Shell, tmp_path: Path
) -> None:
    (tmp_path / "p.yaml").write_text(
        "delegates:\n"
        "  - {round: R1, party: red, person: Bo Berg, cite: {source: herald, at: ¶2, note: Among others.}}\n"
        "  - {round: R1, party: red, person: Ida Holm, cite: {source: herald, at: ¶5}}\n",
        encoding="utf-8",
    )
    small.ok("import", str(tmp_path / "p.yaml"))
    shown = small.ok("show", "round:R1", "--width", "160").lines
    assert "  red: Bo Berg (Among others.); Ida Holm [herald ¶2, ¶5]" in shown, shown
