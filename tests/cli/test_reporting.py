"""``posl report`` and the one-way formats of ``posl export``."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.shell import Shell


def test_a_note_is_a_page_or_markdown_by_the_name_of_its_file(posl: Shell, tmp_path: Path) -> None:
    assert posl.ok("report", "R1", "R2", "-o", str(tmp_path / "note.html")).out == ""
    posl.ok("report", "R1", "R2", "-o", str(tmp_path / "note.md"))
    assert (tmp_path / "note.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "note.md").read_text(encoding="utf-8") == posl.ok("report", "R1", "R2").out
    assert posl.ok("report", "R1", "R2", "--format", "html").out.startswith("<!doctype html>")


def test_a_note_in_the_way_is_told_of_before_the_new_one_is_made(posl: Shell, tmp_path: Path) -> None:
    taken = tmp_path / "note.md"
    taken.write_text("mine", encoding="utf-8")
    assert "exists already" in posl("report", "R1", "R9", "-o", str(taken)).err  # R9 has not been looked up yet
    assert "R9" in posl("report", "R1", "R9", "-o", str(tmp_path / "new.md")).err
    assert [path.name for path in tmp_path.glob("*.md")] == ["note.md"]
    assert taken.read_text(encoding="utf-8") == "mine"


def test_a_note_tells_what_the_diff_tells_first(posl: Shell) -> None:
    first = posl.ok("diff", "R1", "R2").lines
    checklist = next(line for line in first if line.startswith("On our list")).replace("->", "→")
    assert checklist in posl.ok("report", "R1", "R2").out


def test_a_note_for_word_processors_opens(posl: Shell, tmp_path: Path) -> None:
    posl.ok("report", "R1", "R2", "-o", str(tmp_path / "note.docx"))
    with zipfile.ZipFile(tmp_path / "note.docx") as parts:
        assert "Nobody is reported to have moved in between" in parts.read("word/document.xml").decode()


def test_sections_are_chosen_by_key(posl: Shell) -> None:
    chosen = posl.ok("report", "R1", "R2", "--section", "promises", "--section", "rounds").lines
    assert [line for line in chosen if line.startswith("## ")] == ["## Promises", "## Rounds", "## Sources"]
    ran = posl("report", "R1", "R2", "--section", "promisses")
    assert ran.code == 2
    assert "known here: matrix, parties, settled, moved" in " ".join(ran.err.split())


def test_a_dossier_is_of_one_item_or_one_party(posl: Shell) -> None:
    assert posl.ok("report", "--item", "territory").lines[0] == "# Territory"
    assert posl.ok("report", "R1", "R2", "--party", "RU").lines[0] == "# Russian Federation"
    assert posl("report", "--item", "territory", "--party", "russia").code == 2
    assert posl("report", "--item", "teritory").code == 4
    assert posl("report").code == 2


def test_a_note_in_an_unknown_format_is_refused_before_anything_is_written(posl: Shell, tmp_path: Path) -> None:
    ran = posl("report", "R1", "R2", "-o", str(tmp_path / "note.pdf"))
    assert ran.code == 2
    assert "--format" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_note_never_replaces_a_file(posl: Shell, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("mine")
    assert posl("report", "R1", "R2", "-o", str(tmp_path / "note.md")).code == 5
    assert (tmp_path / "note.md").read_text() == "mine"


def test_a_point_there_is_not_is_told(posl: Shell) -> None:
    assert posl("report", "R1", "R9").code == 4


def test_tables_go_to_a_folder_or_as_one_to_a_file(posl: Shell, tmp_path: Path) -> None:
    posl.ok("export", str(tmp_path / "tables"), "--format", "csv")
    assert {path.name for path in (tmp_path / "tables").iterdir()} >= {"readings.csv", "history.csv", "sources.csv"}
    posl.ok("export", str(tmp_path / "all.csv"))
    history = (tmp_path / "all.csv").read_text(encoding="utf-8")
    assert history == (tmp_path / "tables" / "history.csv").read_text(encoding="utf-8")
    assert history == posl.ok("export", "--format", "csv").out
    assert next(csv.reader(io.StringIO(history)))[:3] == ["entry", "kind", "state"]


@pytest.mark.parametrize("name", ["ledger.html", "ledger.md", "days.ics", "ledger.xlsx"])
def test_the_ending_says_the_format(posl: Shell, tmp_path: Path, name: str) -> None:
    posl.ok("export", str(tmp_path / name))
    written = (tmp_path / name).read_bytes()
    starts = {"html": b"<!doctype html>", "md": b"# Abu Dhabi", "ics": b"BEGIN:VCALENDAR\r\n", "xlsx": b"PK"}
    assert written.startswith(starts[name.partition(".")[2]])


def test_a_calendar_replaces_the_earlier_one_of_its_ledger_and_no_other_file(
    mine: Shell, small: Shell, tmp_path: Path
) -> None:
    days = tmp_path / "days.ics"
    mine.ok("export", str(days))
    before = days.read_bytes()
    mine.ok(
        "record",
        "status",
        "--item",
        "third-round",
        "--status",
        "kept",
        "--held-on",
        "2026-02-09",
        "--cite",
        "vovworld-2026-02",
    )
    mine.ok("export", str(days))
    assert days.read_bytes() != before
    assert small("export", str(days)).code == 5
    (tmp_path / "notes.ics").write_text("mine")
    assert mine("export", str(tmp_path / "notes.ics")).code == 5
    assert (tmp_path / "notes.ics").read_text() == "mine"
    (tmp_path / "link.ics").symlink_to(days)
    assert mine("export", str(tmp_path / "link.ics")).code == 5
    mine.ok("export", str(tmp_path / "more.jsonl"))
    assert mine("export", str(tmp_path / "more.jsonl")).code == 5


def test_a_workbook_opens(posl: Shell, tmp_path: Path) -> None:
    posl.ok("export", str(tmp_path / "ledger.xlsx"))
    with zipfile.ZipFile(tmp_path / "ledger.xlsx") as archive:
        assert archive.testzip() is None
        assert b'name="readings"' in archive.read("xl/workbook.xml")


def test_without_its_library_a_format_says_what_to_install(
    posl: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    ran = posl("export", str(tmp_path / "ledger.xlsx"))
    assert ran.code == 2
    assert "pip install 'position-ledger[xlsx]'" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["report", "R1", "R2", "--format", "html"],
        ["report", "R1", "R2", "--format", "docx"],
        ["export", "--format", "xlsx"],
    ],
)
def test_bytes_are_the_same_under_another_locale_time_zone_and_hash_seed(posl: Shell, words: list[str]) -> None:
    def written(**surroundings: str) -> bytes:
        command = [sys.executable, "-m", "ledger", "--ledger", str(posl.ledger), *words]
        return subprocess.run(command, env={**os.environ, **surroundings}, capture_output=True, check=True).stdout

    one = written(TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    assert one == written(TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert len(one) > 10_000


def test_a_note_whose_name_is_too_long_is_told_of(posl: Shell, tmp_path: Path) -> None:
    ran = posl("report", "R1", "R2", "-o", str(tmp_path / f"{'x' * 300}.md"))
    assert ran.code == 6
    assert "cannot be written: File name too long" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_tables_says_what_every_column_of_it_is(posl: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    posl.ok("export", str(folder), "--format", "csv")
    said = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    assert {table["url"] for table in said["tables"]} == {path.name for path in folder.glob("*.csv")}
    for table in said["tables"]:
        with (folder / table["url"]).open(encoding="utf-8", newline="") as file:
            assert [column["name"] for column in table["tableSchema"]["columns"]] == next(csv.reader(file))
