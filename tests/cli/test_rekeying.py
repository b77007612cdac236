"""What a person sees who gives a record another key."""

from pathlib import Path

from tests.cli.shell import Shell


def test_a_renamed_item_is_found_by_both_keys_and_its_log_goes_on(reports: Shell, tmp_path: Path) -> None:
    mine = reports.copy(tmp_path)
    told = mine.ok("rename", "territory", "land").out
    assert 'edit item:territory key: "territory" -> "land"' in told
    assert mine.ok("show", "territory").out == mine.ok("show", "land").out
    assert "rename item:territory to land" in mine.ok("log", "land").out
    assert "renamed, from territory to land" in mine.ok("diff", "@prev", "now").out
    assert "Sound" in mine.ok("verify").out


def test_two_parties_joined_are_one_column_until_it_is_undone(reports: Shell, tmp_path: Path) -> None:
    mine = reports.copy(tmp_path)
    before = mine.ok("matrix", "--format", "csv").out
    mine.ok("join", "party:china", "europe", "--reason", "one column")
    assert "joined to europe" in mine.ok("diff", "@prev", "now").out
    mine.ok("undo", "--last", "--reason", "two after all")
    assert [line.split(",")[0] for line in mine.ok("matrix", "--format", "csv").out.splitlines()] == [
        line.split(",")[0] for line in before.splitlines()
    ]


def test_what_cannot_be_joined_is_said(reports: Shell, tmp_path: Path) -> None:
    mine = reports.copy(tmp_path)
    ran = mine("join", "round:R1", "R2", "--reason", "no")
    assert ran.code == 2
    assert "round" in ran.err


def test_a_bare_name_that_was_joined_shows_what_it_goes_on_as(reports: Shell, tmp_path: Path) -> None:
    mine = reports.copy(tmp_path)
    mine.ok("join", "local-truces", "ceasefire", "--reason", "one thing")
    assert mine.ok("show", "local-truces").out == mine.ok("show", "ceasefire").out
    assert mine.ok("show", "local-truces", "--at", "now@6").lines[0].startswith("local-truces: ")


def test_a_round_gets_no_key_that_reads_as_a_date(reports: Shell, tmp_path: Path) -> None:
    mine = reports.copy(tmp_path)
    ran = mine("rename", "round:R1", "2026-01")
    assert (ran.code, '"2026-01" is a date, which is a point already' in ran.err) == (3, True)
    (mine.folder / "late.yaml").write_text("rounds: [{key: '2026-04', title: April, planned_for: 2026-05}]\n")
    ran = mine("import", str(mine.folder / "late.yaml"))
    assert (ran.code, "choose another key for the round" in ran.err) == (3, True)
