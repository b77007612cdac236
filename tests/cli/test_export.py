"""Everything out, and in again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.__main__ import main
from tests.cli.shell import Shell


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: Path) -> Shell:
    shell = Shell(tmp_path / "new")
    shell.folder.mkdir()
    shell.ledger.write_bytes(sqlite_template.read_bytes())
    return shell


@pytest.fixture
def lived(mine: Shell) -> Shell:
    """The five reports, corrected, reviewed, settled, edited and partly undone."""
    mine.ok("correct", "93", "--stance", "supports", "--reason", "misread")
    mine.ok("review", "accept", "20", "21")
    held = ("--item", "territory", "--party", "ukraine", "--stance", "supports", "--held-on", "2026-01-24")
    mine.ok("record", "stance", *held, "--cite", "vovworld-2026-02 ¶6")
    mine.ok("settle", "territory", "ukraine", "--keep", "21", "--reason", "two reports")
    mine.ok("edit", "territory", "--set", "difficulty=4")
    mine.ok("undo", "@11", "--reason", "five after all")
    return mine


def test_a_seed_folder_makes_the_same_ledger_again(lived: Shell, empty: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ran = lived.ok("export", str(folder))
    assert ran.err == f"Wrote 12 files to {folder}.\n"
    assert sorted(path.name for path in folder.iterdir())[::11] == ["0001.yaml", "0012.yaml"]
    empty.ok("--author", "somebody else", "import", str(folder), "-m", "moved here")
    assert empty.ok("export").out == lived.ok("export").out
    assert empty.ok("log").out == lived.ok("log").out
    assert empty.ok("import", str(folder)).out.startswith("Nothing new")


def test_json_lines_go_to_stdout_and_come_in_on_stdin(lived: Shell, empty: Shell) -> None:
    lines = lived.ok("export", "--format", "jsonl").out
    empty.ok("import", "-", stdin=lines.encode())
    assert empty.ok("export", "-").out == lines


def test_a_file_ending_in_jsonl_is_json_lines(lived: Shell, tmp_path: Path) -> None:
    lived.ok("export", str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == lived.ok("export").out


def test_nothing_is_ever_overwritten(mine: Shell, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    (tmp_path / "out.jsonl").write_text("mine")
    assert mine("export", str(tmp_path / "full")).code == 5
    assert mine("export", str(tmp_path / "out.jsonl")).code == 5
    assert (tmp_path / "out.jsonl").read_text() == "mine"
    assert mine("export", str(tmp_path / "none" / "x.jsonl")).code == 4
    (tmp_path / "empty").mkdir()
    mine.ok("export", str(tmp_path / "empty"))
    assert len(list((tmp_path / "empty").iterdir())) == 6


def test_what_is_cut_short_leaves_nothing_behind(mine: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.storage.changeset_contents import ContentsReader

    whole = ContentsReader.without_entries

    def breaks(reader: ContentsReader, number: int) -> object:
        if number == 3:
            raise OSError(28, "No space left on device")
        return whole(reader, number)

    monkeypatch.setattr(ContentsReader, "without_entries", breaks)
    folder = tmp_path / "there"
    folder.mkdir()
    for path in (folder / "seed", folder / "x.jsonl"):
        ran = mine("export", str(path))
        assert (ran.code, "No space left on device" in ran.err) == (6, True)
    assert list(folder.iterdir()) == []


def test_a_seed_cannot_go_to_stdout(mine: Shell) -> None:
    ran = mine("export", "--format", "seed")
    assert (ran.code, ran.out) == (2, "")
    assert "several files" in ran.err


def test_an_export_is_the_same_bytes_under_another_locale(lived: Shell) -> None:
    args = [sys.executable, "-m", "ledger", "--ledger", str(lived.ledger), "export"]
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Asia/Tokyo"}
    ran = subprocess.run(args, capture_output=True, check=True, env=surroundings)
    assert ran.stdout.decode() == lived.ok("export").out


def test_an_altered_export_is_refused(lived: Shell, empty: Shell) -> None:
    lines = lived.ok("export").out.replace("Ukraine will not easily cede", "Ukraine will not cede")
    ran = empty("import", "-", stdin=lines.encode())
    assert ran.code == 7
    assert "the export was altered" in ran.err
    assert empty.ok("log").out == "No changesets.\n"


def test_an_empty_ledger_is_exported_as_nothing(
    empty: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert empty.ok("export").out == ""
    assert main(["--ledger", str(empty.ledger), "export", str(tmp_path / "seed")]) == 0
    assert list((tmp_path / "seed").iterdir()) == []


def test_one_file_is_said_as_one(small: Shell, tmp_path: Path) -> None:
    assert small.ok("export", str(tmp_path / "seed")).err == f"Wrote 1 file to {tmp_path / 'seed'}.\n"


@pytest.mark.parametrize("name", ["ledger.pdf", "ledger.txt", "ledger.json"])
def test_an_ending_that_no_format_has_is_not_taken_for_a_folder(mine: Shell, tmp_path: Path, name: str) -> None:
    ran = mine("export", str(tmp_path / name))
    assert (ran.code, f"no format ends in {Path(name).suffix}" in ran.err) == (2, True)
    assert not (tmp_path / name).exists()
    mine.ok("export", str(tmp_path / name), "--format", "seed")
    mine.ok("export", str(tmp_path / "2026.02"))


@pytest.mark.parametrize("format", ["jsonl", "csv", "html", "md", "ics"])
def test_what_was_known_at_a_changeset_is_what_was_exported_then(posl: Shell, lived: Shell, format: str) -> None:
    then = posl.ok("export", "--format", format).out
    assert lived.ok("export", "--format", format, "--at", "@6").out == then
    assert lived.ok("export", "--format", format).out != then or format == "ics"


def test_an_earlier_seed_folder_holds_no_later_file(lived: Shell, tmp_path: Path) -> None:
    assert lived.ok("export", str(tmp_path / "then"), "--at", "@7").err.startswith("Wrote 7 files to ")


@pytest.mark.parametrize(("at", "code"), [("@99", 4), ("R1", 2), ("2026-01-24@3", 2), ("@x", 2)])
def test_an_export_is_of_every_day_and_of_a_changeset_there_is(posl: Shell, at: str, code: int) -> None:
    ran = posl("export", "--at", at)
    assert (ran.code, ran.out) == (code, "")
