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
        "1. entry: entry 7 (land × red)",
        "     ours:   stance: demands",
        "     theirs: stance: doubts",
    ]


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
    assert 'theirs: "Soil"' in told
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
