"""What this installation and this ledger are."""

from pathlib import Path

import pytest

from ledger.__main__ import main
from tests.cli.shell import Shell


def test_it_says_what_matters_to_a_report_of_a_fault(mine: Shell) -> None:
    rows = {row["what"]: row for row in mine.ok("doctor", "--json").json["findings"]}
    assert rows["ledger"]["found"] == str(mine.ledger)
    assert rows["journal mode"]["found"] == "delete"
    assert rows["changesets"]["found"] == "6"
    assert {
        "python",
        "sqlite",
        "SQLAlchemy",
        "psycopg",
        "locale",
        "terminal",
        "editor",
        "schema",
        "file",
    } <= rows.keys()
    assert all(row["ok"] for row in rows.values())
    assert "whether they are what was recorded: posl verify" in mine.ok("doctor", "--width", "200").out


def test_it_works_where_there_is_no_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 0
    assert "none here; posl init makes one" in capsys.readouterr().out


def test_what_is_wrong_is_marked_and_ends_in_1(mine: Shell, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("not a ledger")
    ran = mine("--ledger", str(tmp_path / "x.db"), "doctor")
    assert ran.code == 1
    assert any(line.startswith("WRONG") for line in ran.lines)
    assert "is not a position ledger" in ran.err
    assert mine("--ledger", "mysql://x/y", "doctor").code == 1


def test_it_names_the_configuration_file_and_what_is_wrong_in_it(
    mine: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    monkeypatch.setenv("POSL_CONFIG", str(config))
    assert f"{config}; there is no such file" in mine.ok("doctor", "--width", "200").out
    config.write_text('theme = "ledger-drak"\nledgers = 5\n[keys]\nrecord-stanc = "S"\n')
    ran = mine("doctor", "--json")
    assert ran.code == 1
    wrong = [row["found"] for row in ran.json["findings"] if not row["ok"]]
    assert wrong == [
        'ledgers is a table: [ledgers] on a line, under it lines such as name = "value"',
        'there is no theme "ledger-drak"; did you mean "ledger-dark"?',
        'keys: there is no action "record-stanc"; did you mean "record-stance"?',
    ]
    config.write_text('theme = "ledger-dark"\nglyphs ascii\n')
    assert "(at line 2, column 8)" in mine("doctor").err


def test_a_file_that_others_can_read_gets_a_hint(mine: Shell) -> None:
    mine.ledger.chmod(0o644)
    assert f"chmod 600 {mine.ledger}" in mine.ok("doctor", "--json").out
