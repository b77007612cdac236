"""What an analyst asks of a ledger from the shell, and gets on stdout."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell
from tests.support import stance

READING = [
    "matrix", "matrix --at R1@3 --json", "show territory", "show @3", "show 26 --json", "diff R1 R2", "diff R1@3 R2 --json",
    "list items --silent", "list events", "log", "search prisoners", "list sources --format csv", "list rounds --format md",
]  # fmt: skip


def test_nobodys_word_stands_beside_what_is_overdue(posl: Shell) -> None:
    def line(at: str) -> str:
        return next(row for row in posl.ok("matrix", "--at", at).out.splitlines() if row.startswith("ceasefire-terms"))

    assert line("R1").endswith("promised r")
    assert line("R2").endswith("overdue")


def test_an_overdue_promise_is_overdue_in_a_matrix_for_a_page_or_a_spreadsheet_too(posl: Shell) -> None:
    asked = ("matrix", "--at", "R2", "--item", "ceasefire-terms,next-meeting", "--format")
    overdue, kept = sorted(posl.ok(*asked, "md").lines[2:])
    assert overdue.endswith("| overdue |"), overdue
    assert kept.endswith("| kept |"), kept
    rows = {row["item"]: row for row in csv.DictReader(io.StringIO(posl.ok(*asked, "csv").out))}
    assert {key: (row["status"], row["overdue"]) for key, row in rows.items()} == {
        "ceasefire-terms": ("promised", "yes"),
        "next-meeting": ("kept", "no"),
    }


def test_what_one_says_all_three_promised_is_on_each_ones_page_by_who_says_it(posl: Shell) -> None:
    for party in ("russia", "ukraine", "united-states"):
        for counted, word in (((), " and by an unnamed source's account"), (("--voice", "first-hand"), "")):
            told = " ".join(posl.ok("show", f"party:{party}", *counted).out.split())
            assert f"report-to-capitals: promised (by Volodymyr Zelenskyy's account{word}, C2)" in told
    davos = posl.ok("show", "davos-2026-01", "--json").json["delegates"]
    cited = {seat["person"]: seat["cite"] for seat in davos if seat["cite"]["source"] == "preview-2026-01"}
    assert {who: (cite["by"], cite["speaker"]) for who, cite in cited.items()} == {
        "zelenskyy": ("zelenskyy", "own-words"),
        "trump": ("zelenskyy", "counterpart"),
    }


def test_an_overdue_promise_is_overdue_in_the_matrix_by_groups_too(posl: Shell) -> None:
    def keyed(*more: str) -> dict[str, str]:
        lines = [line.split() for line in posl.ok("matrix", "--at", "R2", *more).lines]
        return {words[0]: words[-1] for words in lines if words}

    assert keyed("--group", "tag")["ceasefire-terms"] == keyed()["ceasefire-terms"] == "overdue"
    early = posl.ok("matrix", "--at", "2026-01-01", "--group", "tag").out
    assert "ceasefire-terms" not in early, "nobody had promised it by then"


LOAN = """
items:
  - {key: loan, kind: commitment, title: A loan, by: red, due: 2026-02-01, links: [{relates-to: land}]}
statuses:
  - {item: loan, round: R1, status: promised, cite: {source: herald, at: ¶1}}
  - {item: loan, held_on: 2026-01-30, status: partly-kept, cite: {source: herald, at: ¶2, speaker: media}}
"""
STILL_PROMISED = """
statuses: [{item: loan, held_on: 2026-01-30, status: promised, cite: {source: gazette, at: ¶3, speaker: media}}]
"""


def recorded(shell: Shell, text: str) -> None:
    (shell.folder / "said.yaml").write_text(text, encoding="utf-8")
    shell.ok("import", str(shell.folder / "said.yaml"))


def test_a_promise_that_is_overdue_and_partly_kept_is_told_as_both_wherever_its_status_stands(small: Shell) -> None:
    recorded(small, LOAN)

    def line(*args: str, of: str = "loan ") -> str:
        return next(each for each in small.ok(*args).lines if each.strip().startswith(of))

    both = "overdue, partly kept"
    assert line("matrix").endswith(both)
    assert line("matrix", "--group", "tag").endswith(both)
    for listed in ("items", "commitments"):
        assert line("list", listed).split("  ", 1)[1].strip().startswith(f"{both}  ")
        assert line("list", listed, "--format", "csv", of="loan,").startswith(f'loan,"{both}",')
    assert line("inbox", of="loan: A loan, due").endswith(f", due 2026-02-01, {both}")
    assert line("show", "land", of="relates to").split("  ")[2:] == ["loan", both, "A loan"]
    assert line("report", "R1", "now", "--format", "md", of="| A loan").startswith(f"| A loan | promised → {both}[")
    small.ok("export", "--format", "site", str(small.folder / "site"))
    for page in ("matrix", "items", "timeline", "item/loan"):
        assert both in (small.folder / "site" / f"{page}.html").read_text(encoding="utf-8"), page


def test_a_contested_overdue_promise_takes_no_more_room_in_the_matrix_than_another(small: Shell) -> None:
    recorded(small, LOAN)
    recorded(small, STILL_PROMISED)
    assert small.ok("matrix", "--width", "60").out.count("overdue") == 1
    assert next(line for line in small.ok("matrix").lines if line.startswith("loan")).split()[-2:] == ["overdue", "!"]
    assert "overdue, partly kept or promised" in small.ok("list", "commitments").out


def test_what_is_worked_out_of_a_promise_has_no_grade_and_no_source_behind_it(posl: Shell) -> None:
    assert "  overdue; promised (reported, C3 x2); due R2" in posl.ok("show", "ceasefire-terms").lines
    assert "  kept (reported, C2), about 3 days late; due 2026-02-01~" in posl.ok("show", "next-meeting").lines
    told = " ".join(posl.ok("diff", "R1", "R2", "--full").out.split())
    assert (
        "at R2, status promised, by an unnamed source's account and as the media report [cgtn-2026-01 ¶31; "
        "china-military-2026-01 ¶6], overdue."
    ) in told
    assert "overdue [" not in told


def test_what_a_stance_put_on_the_list_that_is_only_possible_is_there_only_possibly(posl: Shell) -> None:
    def line(at: str) -> str:
        return next(row for row in posl.ok("matrix", "--at", at).out.splitlines() if row.startswith("territory-first"))

    assert line("davos-2026-01").endswith("open ~")
    assert line("R1").endswith("open")
    told = " ".join(posl.ok("diff", "2026-01-22", "2026-01-23").out.split())
    assert "13 first reported, by us (ten only possibly), none settled" in told
    report = posl.ok("report", "2026-01-22", "2026-01-23", "--format", "md").out
    assert "| Guarantees for Ukraine | – → open, possible |" in report


def test_choosing_columns_changes_nothing_that_is_said_of_items(posl: Shell) -> None:
    whole, some = (posl.ok("matrix", "--at", "R2", "--json", *more).json for more in ((), ("--party", "ukraine")))
    of_readings = {"contested", "unreviewed"}  # these are counted where they are shown
    assert {k: n for k, n in whole["counts"].items() if k not in of_readings} == {
        k: n for k, n in some["counts"].items() if k not in of_readings
    }
    of_cells = {"cells", "tally", "spoken_for"}
    rows = [[{k: v for k, v in row.items() if k not in of_cells} for row in each["items"]] for each in (whole, some)]
    assert rows[0] == rows[1]
    for at in ("2026-01-22", "davos-2026-01", "R1", "R2"):
        texts = [posl.ok("matrix", "--at", at, "--width", "200", *more).lines for more in ((), ("--party", "ukraine"))]
        told = [" ".join(lines[: lines.index("")]).partition(" contested;")[0].rpartition(";")[0] for lines in texts]
        assert told[0] == told[1]
        statuses = [[line.rpartition("  ")[2] for line in lines if line[:1].isalpha()] for lines in texts]
        assert {"open ~"} & set(statuses[0]) == {"open ~"} & set(statuses[1])


def test_whom_one_asks_for_has_a_column_with_what_others_say_for_it(small: Shell) -> None:
    seed = """
parties: [{key: platform, code: PO, name: Platform, role: stakeholder}, {key: mute, code: MU, name: Mute, role: stakeholder}]
stances:
  - {item: land, party: red, round: R1, stance: demands, on_behalf_of: [platform], cite: {source: herald, at: ¶9}}
"""
    (small.folder / "more.yaml").write_text(seed, encoding="utf-8")
    small.ok("import", str(small.folder / "more.yaml"))
    text = small.ok("matrix", "--party", "platform,mute").out
    assert "[+3 RD]" in text
    assert "  MU  " in text
    found = small.ok("matrix", "--party", "platform,mute", "--json").json
    assert [party["key"] for party in found["parties"]] == ["platform", "mute"]
    (land,) = (row for row in found["items"] if row["key"] == "land")
    assert [(said["by"], said["stance"]) for said in land["spoken_for"]["platform"]] == [("red", "demands")]
    assert set(land["cells"]) == {"platform", "mute"}


def test_a_round_says_whether_it_was_held(posl: Shell) -> None:
    assert "  status: planned" in posl.ok("show", "R3").lines
    assert "  status: held, about three days late (planned for about 1 Feb 2026)" in posl.ok("show", "R2").lines


def test_of_a_party_that_holds_nothing_its_page_says_so(posl: Shell) -> None:
    assert "  No stance of it that counts is recorded by this point." in posl.ok("show", "party:nato").lines
    assert "No stance of it" not in posl.ok("show", "party:russia").out


def test_that_an_item_was_not_raised_is_said_only_where_a_report_says_so(posl: Shell) -> None:
    at = ("--at", "2025-01-01")
    assert "no stance or status that counts is recorded" in posl.ok("show", "territory", *at).out
    told = (posl.ok("show", "territory", *at), posl.ok("list", "items", *at), posl.ok("matrix", *at, "--group", "tag"))
    assert not any("not-raised" in each.out for each in told)
    report = posl.ok("report", "--item", "territory", "2025-01-01", "2025-01-01", "--format", "md").out
    assert "Status: no stance or status that counts is recorded" in report
    assert "  not-raised (R1, reported, C3)" in posl.ok("show", "energy-ceasefire").lines, "it is said of R1 alone"


def test_the_matrix_as_json_has_the_keys_that_scripts_use(posl: Shell) -> None:
    found = posl.ok("matrix", "--at", "R2", "--json").json
    assert found["schema"] == "position-ledger/matrix/1"
    assert found["point"] == {"held_on": "2026-02-05", "round": "R2", "known_at": 6}
    counts = found["counts"]
    assert (counts["items_open"], counts["items_settled"], counts["contested"]) == (15, 1, 0)
    assert counts["unreviewed"] == 49
    assert counts["items_possibly"] == 0
    early = posl.ok("matrix", "--at", "kremlin-2026-01", "--json").json["counts"]
    assert (early["items_open"], early["items_possibly"]) == (4, 0)
    assert [party["code"] for party in found["parties"]] == ["RU", "UA", "US", "EUR", "CN"]
    territory = next(item for item in found["items"] if item["key"] == "territory")
    assert (territory["status"], territory["spread"], territory["track"]) == ("deadlocked", 5, "political")
    assert territory["cells"]["united-states"] is None
    cell = territory["cells"]["ukraine"]
    wanted = {"entry", "stance", "score", "held_on", "summary", "condition", "confidence", "reviewed", "contested", "grade",
              "independent_sources", "moved", "citations"}  # fmt: skip
    assert wanted <= cell.keys()
    assert (cell["stance"], cell["score"], cell["moved"]) == ("opposes", -2, 0)
    assert {"source", "at", "quote", "speaker", "credibility"} <= cell["citations"][0].keys()


def test_every_field_of_a_stance_stands_in_a_cell(posl: Shell) -> None:
    from ledger.domain.entries import StanceEntry

    found = posl.ok("matrix", "--item", "territory", "--json").json
    assert set(StanceEntry.value_fields()) <= found["items"][0]["cells"]["russia"].keys()


def test_the_diff_as_json_has_the_keys_that_scripts_use(posl: Shell) -> None:
    found = posl.ok("diff", "R1", "R2", "--json").json
    assert found["schema"] == "position-ledger/diff/1"
    assert found["from"]["round"] == "R1"
    counts = found["counts"]
    assert (counts["items_open"], counts["items_settled"]) == ({"from": 15, "to": 15}, {"from": 0, "to": 1})
    assert (counts["changes"], counts["moved"], counts["corrected"]) == (len(found["changes"]), 0, 0)
    assert {"procedure_open", "context_open", "commitments_open"} <= counts.keys()
    agreed = next(c for c in found["changes"] if c["item"] == "prisoner-exchange" and c["party"] is None)
    assert (agreed["verb"], agreed["verbs"], agreed["cause"]) == ("settled", ["settled"], "moved")
    assert (agreed["before"]["status"], agreed["after"]["status"]) == ("open", "agreed")
    assert (agreed["by_account"], agreed["certain"], agreed["contested"], agreed["points"]) == (None, True, False, None)
    assert (agreed["toward"], agreed["away"], agreed["via"]) == ([], [], [])
    (inside,) = found["inside"]
    assert (inside["item"], inside["party"], inside["verb"], inside["delta"]) == (
        "ceasefire-monitoring", "russia", "reversed", 4,
    )  # fmt: skip
    assert found["coverage"]["to"] == {
        "sources": 1,
        "independent": 1,
        "best": "C",
        "keys": ["vovworld-2026-02"],
    }
    assert {"round": "R2", "verb": "held", "days": 3} in found["rounds"]
    assert "rubio" in {remark["by"] for remark in found["remarks"]}
    assert (found["redefined"], found["undated"], found["contested"], found["earlier_contests"]) == ([], [], [], [])
    assert {"item": "ceasefire-terms", "due": "R2", "state": "overdue"} in found["commitments"]


def test_the_diff_tells_who_has_not_seen_the_reports(posl: Shell) -> None:
    said = " ".join(posl.ok("diff", "R1", "R2").out.split())
    assert "open: 15 -> 15; one first reported, by us, one settled, none lapsed." in said
    assert "Exchange of prisoners is settled: agreed, as the media report." in said
    assert "Prisoners: 314 persons." in said
    assert (
        "Apart as last reported: Territory (5 of 6, in part by an unnamed source's account)"
        in said.partition("As last reported, or said again")[2]
    )
    assert (
        "Papers on the terms: overdue; promised, by an unnamed source's account and as the media report; due by R2"
        in said
    )
    assert "Third round (procedure): newly promised, as the media report; due about 12–19 Feb 2026." in said
    assert (
        "Ukraine's political and security future"
        in said.partition(" First reported, by us ")[2].partition("Promises")[0]
    )
    assert "Guarantees for Ukraine" in said.partition("Not in the reports we have. Since R1")[2]


def test_what_parties_did_and_what_we_learnt_are_told_apart(posl: Shell) -> None:
    learnt = posl.ok("diff", "R1@3", "R1@6")
    assert "Learned or corrected by us" in learnt.lines
    assert not any(line.startswith(("Moved", "Inside the rounds")) for line in learnt.lines)
    found = posl.ok("diff", "R1@3", "R1@6", "--json").json
    assert found["counts"]["moved"] == 0
    heard = {change["verb"] for change in found["changes"] if change["cause"] == "moved"}
    learned = {change["verb"] for change in found["changes"] if change["cause"] == "corrected"}
    assert heard == {"opened", "stated", "reaffirmed"}
    assert learned == {"corroborated", "cited"}


def test_a_script_asks_whether_something_changed(posl: Shell) -> None:
    assert posl("diff", "R1", "R2", "--exit-code").code == 1
    assert posl("diff", "R1", "R2", "--party", "china", "--verb", "softened", "--exit-code").code == 0
    assert posl("diff", "R1", "R1", "--exit-code").code == 0
    names = posl("diff", "R1", "R2", "--names", "--exit-code")
    assert (names.code, names.lines[0], "new-start\tunited-states" in names.lines) == (1, "prisoner-exchange", True)


def test_a_diff_of_nothing_says_so(posl: Shell) -> None:
    assert "No changes: this is one and the same point." in posl.ok("diff", "R1", "R1").lines
    assert posl.ok("diff", "R1", "R1", "--names").out.strip() == ""


def test_a_round_asked_for_before_it_was_entered_is_said_to_be_entered_later(small: Shell, tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    later.write_text("rounds: [{key: R9, title: Nine, status: held, starts: 2026-03-01}]\n")
    small.ok("import", str(later))
    ran = small("diff", "R9@1", "R9")
    said = "posl: the round R9 is not known yet at @1: @2 entered it\n  hint: posl show @2\n"
    assert (ran.code, ran.err) == (4, said)


def test_a_mistyped_point_item_or_verb_is_answered_with_the_nearest(posl: Shell) -> None:
    for args, said in (
        (("matrix", "--at", "R9"), '"R9" is neither a round, a date nor a mark'),
        (("matrix", "--at", "2026-13-01"), "2026-13-01 is not in the calendar"),
        (("show", "teritory"), 'did you mean "territory"?'),
        (("show", "source:vovwrld-2026-02"), 'did you mean "vovworld-2026-02"?'),
        (("diff", "R1", "R2", "--verb", "softned"), 'did you mean "softened"?'),
        (("diff", "R1", "R2", "--item", "teritory"), 'did you mean "territory"?'),
        (("matrix", "--party", "rusia"), 'did you mean "russia"?'),
        (("list", "items", "--track", "militry"), 'did you mean "military"?'),
        (("list", "items", "--status", "agred"), 'did you mean "agreed"?'),
    ):
        ran = posl(*args)
        assert ran.code in {2, 4}, args
        assert said in ran.err
        assert ran.out == ""


def test_a_point_can_be_known_at_a_changeset(posl: Shell) -> None:
    then = posl.ok("matrix", "--at", "R1@3", "--json").json
    assert then["point"]["known_at"] == 3
    assert posl("matrix", "--at", "R1@77").code == 4


def test_known_time_gives_byte_for_byte_what_it_gave_at_the_time(mine: Shell) -> None:
    before = mine.ok("matrix", "--at", "R1").out.replace("known @6", "known @")
    mine.ok("retract", "92", "--reason", "misread")
    after = mine.ok("matrix", "--at", "R1@6").out.replace("known @6", "known @")
    assert after == before
    assert mine.ok("matrix", "--at", "R1").out.replace("known @7", "known @") != before


@pytest.mark.parametrize("command", READING)
def test_reading_leaves_the_file_as_it_was(posl: Shell, command: str) -> None:
    before = hashlib.sha256(posl.ledger.read_bytes()).hexdigest()
    posl.ok(*command.split())
    assert hashlib.sha256(posl.ledger.read_bytes()).hexdigest() == before
    assert [path.name for path in posl.folder.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize("command", READING)
def test_output_is_the_same_every_time(posl: Shell, command: str) -> None:
    assert len({posl.ok(*command.split()).out for _ in range(3)}) == 1


def test_rows_come_as_csv_markdown_and_json_lines(posl: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(posl.ok("list", "items", "--format", "csv").out)))
    assert rows[0]["item"] == "territory"
    lines = [json.loads(line) for line in posl.ok("list", "items", "--format", "jsonl").lines]
    assert [line["key"] for line in lines] == [row["item"] for row in rows]
    assert posl.ok("list", "items", "--format", "md").lines[1] == "| --- " * 9 + "|"
    assert len(posl.ok("matrix", "--format", "jsonl").lines) == 28


def test_what_is_shown_of_an_item_tells_which_entry_counts(posl: Shell) -> None:
    lines = posl.ok("show", "territory", "--at", "R2").lines
    counting = [line for line in lines if re.match(r"  \*  (19|20) ", line)]
    assert ["+3 demands" in line for line in counting] == [True, True]  # two accounts of one day, neither the earlier
    assert any(line.startswith("      7  2026-01-23  open") for line in lines)
    found = posl.ok("show", "territory", "--json").json
    russia = next(party for party in found["parties"] if party["key"] == "russia")
    states = [(e["entry"], e["state"]) for e in russia["entries"]]
    assert states == [(2, "counts"), (70, "counts"), (19, "counts"), (20, "counts")]


def test_what_is_shown_of_an_item_tells_which_entries_are_rivals(small: Shell) -> None:
    for number, (said, source) in enumerate((("demands", "herald"), ("rejects", "gazette"))):
        path = small.folder / f"{number}.yaml"
        path.write_text(stance("land", "red", said, "R1", source), encoding="utf-8")
        small.ok("import", str(path))
    lines = small.ok("show", "land", "--at", "R1").lines
    assert any(re.match(r"  [*!]?\s+1  R1 .*contested with 2", line) for line in lines), lines
    found = small.ok("show", "land", "--json").json
    red = next(party for party in found["parties"] if party["key"] == "red")
    assert {e["entry"]: e["contested_with"] for e in red["entries"]} == {1: [2], 2: [1]}


def test_a_condition_that_only_another_of_the_account_names_is_told_wherever_the_account_is(small: Shell) -> None:
    named = stance("land", "red", "opposes", "R2", more=", condition: Blue pays", source="gazette")
    for number, said in enumerate((named, stance("land", "red", "opposes", "R2", at="¶4"))):
        path = small.folder / f"{number}.yaml"
        path.write_text(said, encoding="utf-8")
        small.ok("import", str(path))
    told = "unless, according to a report: Blue pays"
    assert told in small.ok("show", "land").out
    assert f"its account: {told}" in small.ok("show", "2").out
    assert told not in small.ok("show", "1").out, "it says so itself"
    wanted = {"condition": "Blue pays", "citations": ["gazette"]}

    def anothers(found: dict[str, Any]) -> dict[str, Any]:
        given = found["another_condition"]
        return {**given, "citations": [cite["source"] for cite in given["citations"]]}

    (line,) = (each for each in small.ok("show", "land", "--json").json["parties"] if each["key"] == "red")
    assert (line["reading"]["condition"], anothers(line["reading"])) == (None, wanted)
    assert anothers(line["reading"]["accounts"][0]) == wanted
    assert anothers(small.ok("show", "2", "--json").json) == wanted
    assert "another_condition" not in small.ok("show", "1", "--json").json
    assert small.ok("list", "items", "--where", "condition:pays", "--format", "csv").out.count("land") == 1


def test_everything_has_a_page_of_its_own(posl: Shell) -> None:
    for what, schema in (
        ("territory", "item"), ("item:territory", "item"), ("source:cgtn-2026-01", "source"), ("russia", "party"),
        ("party:russia", "party"), ("round:R1", "round"), ("R1", "round"), ("@2", "changeset"), ("26", "entry"),
    ):  # fmt: skip
        assert posl.ok("show", what, "--json").json["schema"] == f"position-ledger/{schema}/1"
        assert posl.ok("show", what).out.strip()


def test_members_are_shown_as_a_form_takes_them(small: Shell, tmp_path: Path) -> None:
    bloc = "{key: bloc, code: BC, name: Bloc, role: stakeholder, members: [red, {party: blue, from: 2019}]}"
    (tmp_path / "bloc.yaml").write_text(f"parties: [{bloc}]\n", encoding="utf-8")
    small.ok("import", str(tmp_path / "bloc.yaml"))
    assert "  members: red; blue, from 2019" in small.ok("show", "bloc").lines


def test_what_became_of_a_retracted_entry_is_told_with_the_reason(mine: Shell) -> None:
    mine.ok("retract", "5", "--reason", "misread")
    said = mine.ok("show", "5").out
    assert "retracted by 153: misread" in said
    assert "153: retraction of entry 5" in mine.ok("show", "153").out
    assert mine("show", "5", "--at", "now@6").out.count("retracted") == 0


def test_what_is_found_in_a_text_is_told_as_the_paragraph_it_stands_in(small: Shell, tmp_path: Path) -> None:
    path = tmp_path / "weekly.txt"
    path.write_text("A first line of a report.\n\nThe ferry waits.\n", encoding="utf-8")
    small.ok("source", "add", "weekly", str(path))
    assert small.ok("search", "ferry").lines[-1].split(maxsplit=3) == ["text", "weekly", "¶2", "The ferry waits."]


def test_searching_takes_words_for_words(posl: Shell) -> None:
    assert "prisoner-exchange" in posl.ok("search", "prisoners").out
    assert '"at least on the current line" No party has' in posl.ok("search", "current", "line").out
    assert posl.ok("search", "prisoners", "energy").out != posl.ok("search", "--raw", "prisoners OR energy").out
    assert posl.ok("search", 'OR "', "NEAR(", "*").out == "Nothing found.\n"
    assert posl("search", "--raw", '"unclosed').code == 2


def test_the_log_names_the_numbers_that_points_take(posl: Shell) -> None:
    assert [line.split()[0] for line in posl.ok("log").lines[1:]] == ["@6", "@5", "@4", "@3", "@2", "@1"]
    assert len(posl.ok("log", "energy-ceasefire").lines) < 6
    assert posl.ok("log", "-n", "2", "--json").json["rows"][0]["number"] == 6
    assert posl("log", "nothing").code == 4


def test_only_reviewed_entries_count_when_asked(mine: Shell) -> None:
    assert mine.ok("matrix", "--reviewed-only", "--json").json["counts"]["unreviewed"] == 0
    mine.ok("review", "accept", "20")
    found = mine.ok("matrix", "--at", "R2", "--reviewed-only", "--json").json
    heard = [(item["key"], party) for item in found["items"] for party, cell in item["cells"].items() if cell]
    assert heard == [("territory", "russia")]


def test_a_reviewed_cell_makes_the_unreviewed_ones_stand_out(mine: Shell) -> None:
    assert "?" not in mine.ok("matrix", "--at", "R2").out
    mine.ok("review", "accept", "20")
    (territory,) = [line for line in mine.ok("matrix", "--at", "R2").lines if line.startswith("territory ")]
    russia, ukraine = re.findall(r"[+-]\d \w+(?: [rao!?]+)?", territory)
    assert (russia, ukraine) == ("+3 dem r", "-2 opp ro?")


@pytest.mark.parametrize("nothing", ["", "  "])
def test_to_search_for_nothing_is_no_search(posl: Shell, nothing: str) -> None:
    ran = posl("search", nothing)
    assert (ran.code, ran.out) == (2, "")
    assert "nothing to look for: TEXT is empty" in ran.err


def test_an_entry_that_is_not_known_yet_is_told_from_one_there_is_not(posl: Shell) -> None:
    ran = posl("show", "122", "--at", "R1@2")
    assert (ran.code, ran.err) == (
        4,
        "posl: entry 122 is not known yet at R1@2: @6 recorded it\n  hint: posl show @6\n",
    )
    assert "there is no entry 9999" in posl("show", "9999", "--at", "R1@2").err


def test_a_changeset_that_is_yet_to_come_has_no_log(posl: Shell) -> None:
    ran = posl("log", "--since", "@99")
    assert (ran.code, ran.err.splitlines()[0]) == (4, "posl: there is no changeset @99; the last is @6")
    assert posl.ok("log", "--since", "@6", "--format", "csv").out.count("\n") == 2


def test_a_list_too_narrow_for_a_table_breaks_no_word(posl: Shell) -> None:
    lines = posl.ok("list", "items", "--width", "40").lines
    assert lines[:3] == ["territory", "  status deadlocked, spread 5, track", "  political, hard 5, title Territory"]
    assert max(map(len, lines)) <= 40
    words = {word.strip(",") for line in lines for word in line.split()}
    assert {"anchorage-understandings", "humanitarian", "implemented"} <= words


def test_in_a_table_a_key_is_broken_after_a_hyphen(posl: Shell) -> None:
    table = posl.ok("list", "items", "--width", "80").out
    assert "\nanchorage-  " in table
    assert "\nunderstandings  " in table


def test_a_day_there_is_not_is_told_from_a_round_there_is_not(posl: Shell) -> None:
    ran = posl("matrix", "--at", "2026-02-30")
    assert (ran.code, "2026-02-30 is not in the calendar" in ran.err) == (4, True)
    assert "a point is a round (R1)" in posl("matrix", "--at", "nowhere").err


def test_a_promise_kept_a_day_late_is_late_by_one_day(small: Shell) -> None:
    kept = "statuses: [{item: pledge, held_on: 2026-02-06, status: kept, cite: {source: herald}}]"
    (small.folder / "kept.yaml").write_text(kept, encoding="utf-8")
    small.ok("import", str(small.folder / "kept.yaml"))
    assert "kept, 1 day late" in small.ok("list", "commitments").out


def test_what_a_party_holds_on_a_condition_stands_on_its_page_with_it(posl: Shell) -> None:
    shown = " ".join(posl.ok("show", "party:ukraine", "--width", "200").out.split())
    assert "unless, according to zelenskyy: There are substantial guarantees of peace. In the political group" in shown
    assert "+1 conditional" in shown
    assert "if: The readiness to go on is there" in shown


def test_a_party_holds_as_many_stances_in_its_list_as_on_its_page(posl: Shell) -> None:
    """A silence holds nothing: it stands apart in both."""
    (russia,) = (each for each in posl.ok("list", "parties", "--json").json["rows"] if each["key"] == "russia")
    page = posl.ok("show", "party:russia").out
    assert f"\nHolds: {russia['stances']} stances\n" in page
    assert f"\nSilent on, as reported: {len(russia['silent_on'])} item\n" in page
