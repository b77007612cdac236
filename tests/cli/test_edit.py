"""Descriptive fields edited, in an editor or by --set."""

import json
import os
import sys
from pathlib import Path

import pytest

from ledger.cli import editing
from ledger.domain.records import RECORDS, Item, LedgerInfo, Mark, Party, Person, Record, Round, SavedView, Source
from tests.cli.shell import Shell


def editor(monkeypatch: pytest.MonkeyPatch, folder: Path, *steps: str) -> Path:
    """Make an editor that does one step (Python on ``text``) each time it is opened, and keeps what it was shown."""
    script = folder / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"shown = pathlib.Path({str(folder / 'shown')!r}); shown.mkdir(exist_ok=True)\n"
        "turn, path = len(list(shown.iterdir())), pathlib.Path(sys.argv[1])\n"
        "text = path.read_text()\n"
        "(shown / str(turn)).write_text(text)\n"
        f"steps = {list(steps)!r}\n"
        "space = {'text': text}\n"
        "exec(steps[turn] if turn < len(steps) else '', space)\n"
        "path.write_text(space['text'])\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder / "shown"


def left_over(folder: Path) -> list[Path]:
    return list(folder.glob("posl-*/*.yaml"))


def test_a_field_changed_in_the_editor_is_journalled(
    small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = editor(monkeypatch, tmp_path, "text = text.replace('difficulty: 5', 'difficulty: 3')")
    ran = small.ok("edit", "land", "-m", "easier now")
    assert ran.lines == ["Recorded @2:", "  edit item:land difficulty: 5 -> 3"]
    first = (shown / "0").read_text()
    assert "  - key: land\n    title: Land\n" in first
    assert "    # question:\n" in first
    assert left_over(tmp_path) == []
    assert "easier now" in small.ok("log").out


def test_a_text_left_as_it_is_records_nothing(small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor(monkeypatch, tmp_path)
    assert small.ok("edit", "land").out == "Nothing changed; nothing was recorded.\n"
    assert len(small.ok("log", "--json").json["rows"]) == 1
    assert left_over(tmp_path) == []


def test_a_field_taken_out_is_cleared_and_a_comment_opened_is_set(
    small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    step = "text = text.replace('    difficulty: 5\\n', '').replace('# question:', 'question: Red may have it.')"
    editor(monkeypatch, tmp_path, step)
    said = small.ok("edit", "item:land").out
    assert "difficulty: 5 -> null" in said
    assert 'question: null -> "Red may have it."' in said


def test_faults_come_back_on_top_until_they_are_mended(
    small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the model refuses, then what the ledger refuses; nothing typed is lost between."""
    shown = editor(
        monkeypatch, tmp_path,
        "text = text.replace('difficulty: 5', 'difficulty: 9').replace('# part_of:', 'part_of: fule')",
        "text = text.replace('difficulty: 9', 'difficulty: 4')",
        "text = text.replace('fule', 'fuel')",
    )  # fmt: skip
    ran = small.ok("edit", "land")
    second, third = (shown / "1").read_text(), (shown / "2").read_text()
    assert second.startswith('#! line 8: items[0].difficulty: "9" is too large: at most 5\n')
    assert second.splitlines()[7].strip() == "difficulty: 9"
    assert third.startswith('#! part_of: "fule" is not a known item; did you mean "fuel"?\n')
    assert "#!" not in third.split("\n", 1)[1]
    assert ran.err.count("1 fault; the editor opens again") == 2
    assert 'part_of: null -> "fuel"' in ran.out


def test_whoever_gives_up_finds_the_text_again(small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor(monkeypatch, tmp_path, "text = text.replace('title: Land', 'title: Land and sea\\n    colour: blue')")
    ran = small("edit", "land")
    (kept,) = left_over(tmp_path)
    assert ran.code == 3
    assert f"what you typed is kept in {kept}" in ran.err
    assert f"{kept}:6:5: items[0].colour: unknown key" in ran.err
    assert "title: Land and sea" in kept.read_text()
    assert "#!" not in kept.read_text()


@pytest.mark.parametrize(
    ("command", "said"), [("false", "the editor ended with 1"), ("/none/vi", "no editor /none/vi")]
)
def test_an_editor_that_fails_records_nothing(
    small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, said: str
) -> None:
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = small("edit", "land")
    assert ran.code != 0
    assert said in ran.err
    assert left_over(tmp_path) == []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = f"from ledger.__main__ import main; main(['--ledger', {str(small.ledger)!r}, 'edit', 'land', '--set', 'title=Theirs'])"
    editor(monkeypatch, tmp_path, f"{other}\ntext = text.replace('title: Land', 'title: Mine')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    ran = small("edit", "land")
    assert ran.code == 5
    assert "title: theirs Theirs; yours Mine" in ran.err
    (kept,) = left_over(tmp_path)
    assert "title: Mine" in kept.read_text()
    assert small.ok("list", "items", "--json").json["rows"][0]["title"] == "Theirs"


def test_fields_are_set_without_an_editor(small: Shell) -> None:
    said = small.ok(
        "edit", "land", "--set", "difficulty=", "--set", "tags=core, east", "--set", "part-of=fuel", "--set", 'links=[{"depends-on": "pledge"}]',
        "--width", "200",
    ).out  # fmt: skip
    for line in (
        "difficulty: 5 -> null", 'tags: [] -> ["core","east"]', 'part_of: null -> "fuel"', 'links: [] -> [{"depends-on":"pledge"}]',
    ):  # fmt: skip
        assert f"edit item:land {line}" in said


def test_a_round_moves_from_one_month_to_another(small: Shell) -> None:
    """Between its two edits it would end before it starts."""
    small.ok("edit", "round:R1", "--set", "starts=2026-03-04", "--set", "ends=2026-03-05")
    assert small("edit", "round:R1", "--set", "ends=2026-01-01").code == 3


def test_parties_sources_and_the_ledger_itself_have_fields_too(small: Shell) -> None:
    small.ok("edit", "party:red", "--set", "aliases=Reds,The Reds")
    small.ok("edit", "source:herald", "--set", "reliability=A")
    small.ok("edit", "ledger", "--set", "four_eyes=true")
    assert "four_eyes: false -> true" in small.ok("show", "@4").out


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("lnad", "--set", "title=x"), 4, 'did you mean "land"?'),
        (("land", "--set", "dificulty=3"), 3, 'did you mean "difficulty"?'),
        (("land", "--set", "difficulty=hard"), 3, "difficulty: "),
        (("land", "--set", "title="), 3, "title: "),
        (("land", "--set", "title"), 2, "FIELD=VALUE"),
        (("land", "--set", "links=[{"), 2, "is not JSON"),
        (("land", "--set", "key=soil"), 3, 'no field "key"'),
        (("land", "--set", "part_of=lnd"), 3, 'did you mean "land"?'),
    ],
)
def test_what_cannot_be_set_is_said(small: Shell, args: tuple[str, ...], code: int, said: str) -> None:
    ran = small("edit", *args)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


RECORDED: tuple[Record, ...] = (
    LedgerInfo(title="NO", four_eyes=True),
    Party.model_validate({"key": "NO", "code": "NO", "name": "on", "role": "host", "aliases": ["1e3", "a: b"]}),
    Person.model_validate(
        {
            "key": "p",
            "name": "NO",
            "aliases": ["1e3"],
            "offices": [{"office": "a: b", "party": "NO", "from": "2025-01"}, {"office": "on", "to": "2024"}],
        }
    ),
    Round.model_validate({"key": "R1", "title": "- x #y", "planned_for": "2026-01"}),
    Source.model_validate({"key": "s", "title": "0755", "published": "2026"}),
    Item.model_validate({"key": "i", "title": "I", "scale": {"low": "a", "high": "b"}, "question": "two\nlines"}),
    Mark.model_validate({"key": "m", "name": "- no: #1", "held": "2026-01", "known_at": 0}),
    SavedView.model_validate({"key": "v", "name": "on", "filter": "status:open #1: x", "folded": ["1e3", "a: b"]}),
)


@pytest.mark.parametrize("record", RECORDED, ids=lambda record: record.table)
def test_a_record_comes_back_from_the_editor_as_it_was(record: Record) -> None:
    assert editing.changed_fields(record, editing.as_text(record), "x") == {}


def test_the_key_stays(small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor(monkeypatch, tmp_path, "text = text.replace('key: land', 'key: soil')")
    assert "the key stays land: everything refers to it" in small("edit", "land").err


def test_an_edit_is_json_for_scripts(small: Shell) -> None:
    found = small.ok("edit", "land", "--set", "title=Soil", "--json").json
    assert found["recorded"]["edits"] == 1
    again = small.ok("edit", "land", "--set", "title=Soil", "--json")
    assert json.loads(again.out)["changesets"] == []


def test_every_table_with_fields_can_be_written(small: Shell) -> None:
    assert {type(record) for record in RECORDED} == {model for model in RECORDS if model.table != "delegate"}


def test_a_text_left_as_it_is_is_a_document_for_scripts(
    small: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor(monkeypatch, tmp_path)
    assert small.ok("edit", "land", "--json").json["changesets"] == []


def test_what_is_edited_by_a_seed_alone_is_no_unknown_item(small: Shell) -> None:
    ran = small("edit", "person:berg", "--set", "name=Berg")
    assert ran.code == 2
    assert '"person:berg" is nothing that posl edit changes' in ran.err
    assert "by a seed" in ran.err
