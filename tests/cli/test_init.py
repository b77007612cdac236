"""Making a ledger."""

from pathlib import Path

import pytest

from ledger.__main__ import main


def test_a_new_ledger_is_made_here_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert (tmp_path / "ledger.db").stat().st_mode & 0o777 == 0o600
    assert "Next: posl import SEEDS" in capsys.readouterr().out
    assert main(["list", "items"]) == 0


def test_what_stands_there_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "talks.db"
    path.write_text("mine")
    assert main(["init", str(path)]) == 5
    assert path.read_text() == "mine"
    assert "exists already" in capsys.readouterr().err


def test_a_ledger_elsewhere_is_named_in_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "talks.db"
    assert main(["--ledger", str(path), "init"]) == 0
    assert f"Next: posl --ledger {path} import SEEDS" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "none" / "x.db")]) == 4
    assert "there is no folder" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "postgresql://127.0.0.1:1/talks"]) == 6
    assert "unexpected" not in capsys.readouterr().err


def test_a_ledger_is_made_where_the_environment_says_that_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSL_LEDGER", str(tmp_path / "talks.db"))
    assert main(["init"]) == 0
    assert "Next: posl import SEEDS" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["talks.db"]
    assert main(["list", "items"]) == 0


def test_a_path_with_blanks_is_named_as_it_can_be_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "north bay.db"
    assert main(["init", str(path)]) == 0
    assert f"Next: posl --ledger '{path}' import SEEDS" in capsys.readouterr().out
