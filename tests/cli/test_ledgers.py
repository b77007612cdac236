"""Several ledgers, each under a short name of the configuration file."""

from pathlib import Path

import pytest

from ledger.__main__ import main
from tests.cli.shell import Shell
from tests.cli.test_schema import faults


@pytest.fixture
def named(small: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    config = tmp_path / "config.toml"
    gone = tmp_path / "gone.db"
    config.write_text(
        f'[ledgers]\ntalks = "{small.ledger}"\nold = "{gone}"\nsecret = "postgresql://ana:hush@nowhere.invalid:1/x"\n'
    )
    monkeypatch.setenv("POSL_CONFIG", str(config))
    return small


def test_every_ledger_is_listed_and_one_that_is_gone_hides_no_other(named: Shell) -> None:
    ran = named.ok("ledgers", "--json")
    talks, old, secret = ran.json["rows"]
    assert (talks["alias"], talks["changesets"], talks["problem"]) == ("talks", 1, None)
    assert "there is no ledger at" in old["problem"]
    assert "hush" not in ran.out
    assert secret["changesets"] is None
    assert faults(ran.json) == []
    assert "talks" in named.ok("ledgers").out


def test_a_short_name_opens_its_ledger(named: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-L", "talks", "list", "items", "--json"]) == 0
    assert '"land"' in capsys.readouterr().out
    assert main(["-L", "tolks", "list", "items"]) == 4
    assert 'did you mean "talks"' in capsys.readouterr().err
    capsys.readouterr()
    assert main(["-L", "./talks.db", "list", "items"]) == 4
    assert "--ledger ./talks.db" in capsys.readouterr().err
    assert main(["--ledger", "x.db", "-L", "talks", "list", "items"]) == 2


def test_without_names_it_says_where_they_are_given(
    small: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSL_CONFIG", str(tmp_path / "none.toml"))
    assert str(tmp_path / "none.toml") in small.ok("ledgers").err


def test_of_a_configuration_that_cannot_be_read_it_is_said_where_it_breaks_off(
    named: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What short names there are is not known then: none is said not to be there."""
    config = tmp_path / "config.toml"
    config.write_text(f"{config.read_text()}broken\n")
    said = f"the configuration file cannot be read: {config}: "
    listed = named("ledgers")
    assert (listed.code, said in listed.err, "(at line 5, column 7)" in listed.err) == (3, True, True)
    assert main(["-L", "talks", "list", "items"]) == 3
    assert said in capsys.readouterr().err
    config.write_text('ledgers = "talks.db"\n')
    assert f"{said}ledgers is a table" in named("ledgers").err
    assert named.ok("list", "items").out, "whose ledger is named otherwise need not wait for that"
