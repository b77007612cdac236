"""A ledger in a git repository: told by git diff, brought together by git merge."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli.commands.merge import told
from ledger.domain.meeting import About, AtOdds
from ledger.services.merging import Merged
from tests.cli.shell import Shell

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def git(reports: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the demo ledger, set up as the docs say; ``posl`` is this program."""
    folder = tmp_path / "repository"
    folder.mkdir()
    program = tmp_path / "bin" / "posl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledger "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "ana")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ana@desk.example")
    shutil.copyfile(reports.ledger, folder / "ledger.db")
    (folder / ".gitattributes").write_text("*.db diff=posl merge=posl\n")
    run(folder, "git", "init", "-q", "-b", "main")
    run(folder, "git", "config", "diff.posl.command", "posl git-diff")
    run(folder, "git", "config", "diff.posl.textconv", "posl textconv")
    run(folder, "git", "config", "merge.posl.driver", "posl merge %O %A %B")
    run(folder, "git", "add", ".")
    run(folder, "git", "commit", "-qm", "the ledger")
    return folder


def run(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def recorded(folder: Path, author: str, *words: str) -> None:
    run(folder, "posl", "--author", author, *words)
    run(folder, "git", "commit", "-qam", f"{author}: {words[0]}")


def test_git_diff_tells_who_recorded_what_and_what_reads_otherwise(git: Path) -> None:
    run(git, "posl", "--author", "ben", "edit", "territory", "--set", "difficulty=4")
    told = run(git, "git", "diff")
    assert "1 new" in told
    assert "by ben" in told
    assert "difficulty: 5 -> 4" in told
    assert "Redefined by us" in told
    assert "+@" in run(git, "git", "diff", "--no-ext-diff", "--textconv")


def test_two_branches_come_together_with_every_author_kept(git: Path) -> None:
    run(git, "git", "switch", "-qc", "ben")
    recorded(git, "ben", "edit", "territory", "--set", "difficulty=4")
    run(git, "git", "switch", "-q", "main")
    recorded(git, "ana", "rename", "territory", "land")
    run(git, "git", "merge", "-q", "-m", "together", "ben")
    log = run(git, "posl", "log", "--limit", "2")
    assert "ben, merged by" in log
    assert "rename item:territory to land" in log
    assert "Sound" in run(git, "posl", "verify")


def test_two_corrections_of_one_entry_are_told_by_what_they_say_otherwise() -> None:
    ours, theirs = (json.dumps({"item": "land", "party": "red", "stance": word}) for word in ("demands", "doubts"))
    at_odds = AtOdds(About.entry, ours, theirs, entries=(7,))
    lines = list(told(Merged(3, (at_odds,), (1,)), 80, dry_run=True))
    assert lines[:3] == [
        "1. entry: entry 7",
        "     ours:   stance: demands",
        "     theirs: stance: doubts",
    ]


SETTLED = ("settle", "land", "red", "--reason", "nearer", "--keep")
APART = [
    (
        (*SETTLED, "1"),
        (*SETTLED, "2"),
        "contest: entries 1 and 2 (land × red)",
        "keeps entry 1 (opposes)",
        "keeps entry 2 (demands)",
    ),
    (
        (*SETTLED, "1"),
        ("retract", "1", "--reason", "misread"),
        "kept: entries 1 and 2 (land × red)",
        "keeps entry 1 (opposes) against entry 2 (demands)",
        "takes entry 1 (opposes) back",
    ),
    (
        ("correct", "1", "--summary", "Not yet.", "--reason", "misread"),
        ("retract", "1", "--reason", "misread"),
        "entry: entry 1 (land × red)",
        "summary: Not yet.",
        "takes entry 1 (opposes) back",
    ),
    (
        ("correct", "1", "--party", "blue", "--cite", "herald ¶2", "--reason", "misread"),
        ("retract", "1", "--reason", "misread"),
        "entry: entry 1 (land × red)",
        "party: blue; cite: at ¶2, credibility 6, source herald",
        "takes entry 1 (opposes) back",
    ),
    (
        ("correct", "3", "--title", "They parted", "--reason", "misread"),
        ("retract", "3", "--reason", "misread"),
        "entry: entry 3 (They met)",
        "title: They parted",
        "takes entry 3 (They met) back",
    ),
    (
        ("edit", "land", "--set", "tags=core,soil"),
        ("edit", "land", "--set", "tags=soil"),
        "field: item:land tags",
        "core, soil",
        "soil",
    ),
]


@pytest.mark.parametrize(("here", "there", "about", "mine", "other"), APART)
def test_who_merges_reads_of_which_item_it_is_and_what_each_copy_lets_stand(
    small: Shell, tmp_path: Path, here: tuple[str, ...], there: tuple[str, ...], about: str, mine: str, other: str
) -> None:
    for word, source in (("opposes", "herald"), ("demands", "gazette")):
        said = ("--item", "land", "--party", "red", "--stance", word, "--round", "R1", "--cite", f"{source} ¶1")
        small.ok("record", "stance", *said)
    small.ok("record", "event", "--title", "They met", "--held-on", "2026-02-05", "--cite", "herald ¶3")
    ours, theirs = (small.copy(tmp_path / name) for name in ("ours", "theirs"))
    ours.ok(*here)
    theirs.ok(*there)
    for into, copy, told_by in ((ours, theirs, (mine, other)), (theirs, ours, (other, mine))):
        lines = into("merge", "-", str(into.ledger), str(copy.ledger), "--width=100").lines
        assert lines[:3] == [f"1. {about}", f"     ours:   {told_by[0]}", f"     theirs: {told_by[1]}"]


def test_where_a_merge_lets_verdicts_follow_their_entries_it_counts_no_conflict_of_verdicts(
    small: Shell, tmp_path: Path
) -> None:
    for item in ("land", "fuel"):
        said = ("--item", item, "--party", "red", "--round", "R1", "--cite", "herald ¶1")
        small.ok("record", "stance", *said, "--stance", "opposes")
    ours, theirs = (small.copy(tmp_path / name) for name in ("ours", "theirs"))
    for copy, word, verdict in ((ours, "doubts", "accept"), (theirs, "rejects", "reject")):
        copy.ok("correct", "1", "--stance", word, "--reason", "misread")
        copy.ok("review", "accept", "3")
        copy.ok("review", verdict, "2", *(("--note", "misread") if verdict == "reject" else ()))
    ours.ok("merge", "-", str(ours.ledger), str(theirs.ledger), "--ours", "all")
    rows = ours.ok("log", "--json").json["rows"]
    assert {row["message"] for row in rows if row["message"].startswith("merge:")} == {
        "merge: entries; conflicts settled: 2 as ours",
        "merge: verdicts; conflicts settled: 1 as ours (of 2 in all)",
    }


def test_every_changeset_that_a_merge_makes_is_named_and_says_what_it_is_about(small: Shell, tmp_path: Path) -> None:
    said = ("--item", "land", "--party", "red", "--round", "R1", "--cite", "herald ¶1")
    small.ok("record", "stance", *said, "--stance", "opposes")
    ours, theirs = (small.copy(tmp_path / name) for name in ("ours", "theirs"))
    for copy, title, word in ((ours, "Soil", "doubts"), (theirs, "Ground", "rejects")):
        copy.ok("edit", "land", "--set", f"title={title}")
        copy.ok("correct", "1", "--stance", word, "--reason", "misread")
    told = ours.ok("merge", "-", str(ours.ledger), str(theirs.ledger), "--ours", "all").lines
    assert told[-2:] == ["Merged 2 of theirs since @2, as @5 to @6.", "@7 and @8 let stand what was chosen."]
    log = ours.ok("log", "--limit", "2", "--width=120").out
    assert "merge: records; conflicts settled: 1 as ours (of 2 in all)" in log
    assert "merge: entries; conflicts settled: 1 as ours (of 2 in all)" in log
    mixed = small.copy(tmp_path / "mixed")
    mixed.ok("correct", "1", "--stance", "doubts", "--reason", "misread")
    mixed.ok("edit", "land", "--set", "title=Soil")
    mixed.ok("merge", "-", str(mixed.ledger), str(theirs.ledger), "--ours", "1", "--theirs", "2")
    last = mixed.ok("log", "--limit", "1", "--width=120").out
    assert "merge: records; conflicts settled: 1 as ours (of 2 in all)" in last


def test_who_merges_reads_how_much_waits_and_then_which_side_was_chosen(small: Shell, tmp_path: Path) -> None:
    ours, theirs = (small.copy(tmp_path / name) for name in ("ours", "theirs"))
    for copy, land, fuel in ((ours, "Soil", "Oil"), (theirs, "Ground", "Gas")):
        copy.ok("edit", "land", "--set", f"title={land}")
        copy.ok("edit", "fuel", "--set", f"title={fuel}")
    both = ("merge", "-", str(ours.ledger), str(theirs.ledger))
    lines = ours(*both, "--dry-run", "--ours", "1").lines
    assert [line for line in lines if "(chosen)" in line] == ["     ours:   Oil (chosen)"]
    assert lines[-2].startswith("1 to settle; nothing was recorded.")
    assert lines[-1] == "Then 2 changesets of theirs since @1 would come in."
    lines = ours.ok(*both, "--ours", "1", "--theirs", "2").lines
    assert [line for line in lines if "(chosen)" in line] == [
        "     ours:   Oil (chosen)",
        "     theirs: Ground (chosen)",
    ]


def test_one_act_of_theirs_is_named_by_its_number(small: Shell, tmp_path: Path) -> None:
    theirs = small.copy(tmp_path / "theirs")
    theirs.ok("edit", "land", "--set", "title=Soil")
    lines = small.ok("merge", "-", str(small.ledger), str(theirs.ledger)).lines
    assert lines == ["Merged 1 of theirs since @1, as @2."]


def test_what_both_corrected_alike_is_counted_and_named_though_it_is_recorded_once(
    small: Shell, tmp_path: Path
) -> None:
    said = ("--item", "land", "--party", "red", "--round", "R1", "--cite", "herald ¶1")
    small.ok("record", "stance", *said, "--stance", "opposes")
    ours, theirs = (small.copy(tmp_path / name) for name in ("ours", "theirs"))
    for copy, title, reason in ((ours, "Soil", "it is in the text"), (theirs, "Ground", "misread")):
        copy.ok("correct", "1", "--stance", "doubts", "--reason", reason)
        copy.ok("edit", "land", "--set", f"title={title}")
    both = ("merge", "-", str(ours.ledger), str(theirs.ledger))
    assert ours(*both).lines[-1] == "Then 2 changesets of theirs since @2 would come in."
    alike = ", adds nothing to what ours says already: correct entry 1: misread"
    assert json.loads(ours(*both, "--theirs", "1", "--dry-run", "--json").out)["alike"] == [3]
    counted, named = ours.ok(*both, "--theirs", "1").lines[-2:]
    assert counted == "Merged 2 of theirs since @2, 1 of them as @5."
    assert named.startswith("@3 of theirs, by ")
    assert named.endswith(alike)
    assert ours.ok(*both).lines == ["Nothing new; 1 known already.", named]


def test_figures_at_odds_are_told_in_words() -> None:
    def said(value: int) -> str:
        figure = {"what": "boats", "value": value, "unit": "boats", "approx": False}
        return json.dumps({"item": "land", "figures": [figure]})

    at_odds = AtOdds(About.entry, said(14), said(15), entries=(7,))
    assert list(told(Merged(3, (at_odds,), (1,)), 80, dry_run=True))[1:3] == [
        "     ours:   figures: what boats, value 14, unit boats",
        "     theirs: figures: what boats, value 15, unit boats",
    ]


def test_what_contradicts_each_other_once_two_copies_are_one_is_named(posl: Shell, tmp_path: Path) -> None:
    here, there = (str(tmp_path / f"{name}.db") for name in ("here", "there"))
    for copy, source, word in ((here, "cgtn-2026-01", "supports"), (there, "restated-2026-01", "rejects")):
        posl.ok("db", "backup", copy)
        said = ("--item", "territory", "--party", "europe", "--stance", word, "--round", "R1", "--cite", f"{source} ¶9")
        posl.ok("--ledger", copy, "record", "stance", *said)
    for how in ("--dry-run", "--width=100"):
        lines = posl.ok("merge", "-", here, there, how).lines
        assert lines[1].startswith("1 contest, each until something later follows both or somebody settles it")
        assert lines[2].endswith("(territory × europe)")
    assert "contest" not in posl.ok("merge", "-", here, there).out, "it was named when it came"


def test_what_both_changed_stops_the_merge_until_somebody_says_which_stands(git: Path) -> None:
    run(git, "git", "switch", "-qc", "ben")
    recorded(git, "ben", "edit", "territory", "--set", "title=Soil")
    run(git, "git", "switch", "-q", "main")
    recorded(git, "ana", "edit", "territory", "--set", "title=Ground")
    told = run(git, "git", "merge", "ben", code=1)
    assert "CONFLICT" in told
    assert "theirs: Soil" in told
    with (git / "theirs.db").open("wb") as out:
        subprocess.run(["git", "show", ":3:ledger.db"], cwd=git, stdout=out, check=True)
    run(git, "posl", "merge", "-", "ledger.db", "theirs.db", "--dry-run", "--ours", "all")
    run(git, "posl", "merge", "-", "ledger.db", "theirs.db", "--draft", "draft.db", "--theirs", "all")
    assert "Soil" in run(git, "posl", "--ledger", "draft.db", "show", "territory")
    run(git, "posl", "merge", "-", "ledger.db", "theirs.db", "--ours", "1")
    run(git, "git", "add", "ledger.db")
    run(git, "git", "commit", "-qm", "together")
    assert "Ground" in run(git, "posl", "show", "territory")
    assert "Sound" in run(git, "posl", "verify")


def test_a_file_that_is_no_ledger_is_named_as_it_was_given(posl: Shell, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("no ledger")
    ran = posl("textconv", str(tmp_path / "notes.db"))
    assert ran.code == 4
    assert ran.err == f"posl: {tmp_path / 'notes.db'} is not a position ledger\n"
