"""What a shell offers when somebody presses Tab."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.__main__ import main
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.cli.shell import Shell
from tests.support import FRAME, load


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_says_where_it_goes_and_is_one(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    first, *script = capsys.readouterr().out.splitlines()
    assert first.startswith("# ")
    assert f"posl completion {shell}" in first
    assert any(f"_POSL_COMPLETE={shell}_complete" in line for line in script)


def test_another_shell_is_refused() -> None:
    assert main(["completion", "tcsh"]) == 2


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("posl und", "undo"),
        ("posl record stance --stance dem", "demands"),
        ("posl db cop", "copy"),
        ("posl record stance --held", "--held-on"),
        ("posl matrix --voice rep", "reported"),
        ("posl list items --at-least b3", "B3"),
    ],
)
def test_commands_options_and_words_are_offered(
    typed: str, offered: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_POSL_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    assert main([]) == 0
    assert f"plain,{offered}" in capsys.readouterr().out.splitlines()


def offered(typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what a shell is told may follow; a line that ends with a blank asks for the next word."""
    monkeypatch.setenv("_POSL_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(shlex.split(typed)) - (not typed.endswith(" "))))
    capsys.readouterr()
    assert main([]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [line.removeprefix("plain,") for line in out.splitlines() if line]


def test_marks_are_offered_as_points(
    mine: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.ok("mark", "briefing 25 Jan", "R1")
    assert offered(f"posl --ledger {mine.ledger} matrix --at b", monkeypatch, capsys) == ["briefing-25-jan"]
    assert offered(f"posl --ledger {mine.ledger} mark again b", monkeypatch, capsys) == ["briefing-25-jan"]
    assert "@last-look" in offered(f"posl --ledger {mine.ledger} diff @", monkeypatch, capsys)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("show ter", ["territory", "territory-first"]),
        ("show party:u", ["party:ukraine", "party:united-states", "party:uae"]),
        ("show source:v", ["source:vovworld-2026-02"]),
        ("show round:R1", ["round:R1"]),
        ("show @", ["@6", "@5", "@4", "@3", "@2", "@1"]),
        ("show territory --party uk", ["ukraine"]),
        ("matrix --at R", ["R1", "R2", "R3"]),
        ("matrix --at no", ["now"]),
        (
            "matrix --at R1@",
            ["R1@6", "R1@5", "R1@4", "R1@3", "R1@2", "R1@1", "R1@prev", "R1@last-review", "R1@last-look"],
        ),
        ("matrix --item terr", ["territory", "territory-first"]),
        ("diff R", ["R1", "R2", "R3"]),
        ("diff R1 R", ["R1", "R2", "R3"]),
        ("list items --moved --from R", ["R1", "R2", "R3"]),
        ("log ceasefire-t", ["ceasefire-terms"]),
        ("log --since @6", ["@6"]),
        ("record stance --party ru", ["russia"]),
        ("record stance --source vov", ["vovworld-2026-02"]),
        ("record stance --summary 'a b c' --round R1", ["R1"]),
        ("record event --item new-s", ["new-start"]),
        ("settle territory uk", ["ukraine"]),
        ("undo @6", ["@6"]),
        ("edit party:ru", ["party:russia"]),
        ("review list --source v", ["vovworld-2026-02"]),
        ("source show v", ["vovworld-2026-02"]),
        ("source add v", []),
        ("record stance --stance dem", ["demands"]),
    ],
)
def test_keys_of_the_ledger_are_offered_where_they_are_wanted(
    posl: Shell, typed: str, keys: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offered(f"posl --ledger {posl.ledger} {typed}", monkeypatch, capsys) == keys


def test_items_come_with_their_titles(
    posl: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_POSL_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", f"posl --ledger {posl.ledger} show ceasefire-m")
    monkeypatch.setenv("COMP_CWORD", "ceasefire-m")
    assert main([]) == 0
    assert capsys.readouterr().out == "plain,ceasefire-monitoring\tMonitoring of a ceasefire, and by whom\n"


def test_what_was_entered_by_mistake_is_not_offered(
    mine: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.ok("edit", "ceasefire-monitoring", "--set", "struck=true")
    assert offered(f"posl --ledger {mine.ledger} show ceasefire-", monkeypatch, capsys) == ["ceasefire-terms"]


@pytest.mark.parametrize("content", [None, b"", b"no ledger", b"SQLite format 3\x00" + bytes(200)])
def test_without_a_ledger_nothing_is_offered_said_or_made(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / "ledger.db").write_bytes(content)
    assert offered("posl show ", monkeypatch, capsys) == []
    assert offered("posl --ledger ledger.db matrix --at R", monkeypatch, capsys) == []
    assert offered("posl --ledger nosuch://x matrix --at R", monkeypatch, capsys) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == (
        {} if content is None else {"ledger.db": content}
    )


def test_offering_leaves_the_ledger_as_it_is(
    mine: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = mine.ledger.read_bytes()
    mine.ledger.chmod(0o400)
    assert offered(f"posl --ledger {mine.ledger} show ter", monkeypatch, capsys)
    assert mine.ledger.read_bytes() == before
    assert [path.name for path in mine.folder.iterdir()] == ["ledger.db"]


def test_keys_are_offered_from_a_ledger_on_either_engine(
    location: Location, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(location)
    load(database, FRAME)
    database.close()
    url = location.url
    address = url.render_as_string(hide_password=False) if url is not None else str(location.path)
    monkeypatch.setenv("POSL_LEDGER", address)
    assert offered("posl show ", monkeypatch, capsys) == ["land", "fuel", "pledge"]
    assert offered("posl matrix --at R", monkeypatch, capsys) == ["R1", "R2", "R3"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("pieces", "replies"),
    [
        (["posl", " ", "show", " ", "source", ":", "vov"], "vovworld-2026-02"),
        (["posl", " ", "matrix", " ", "--at", " ", "R1", "@"], "6 5 4 3 2 1 prev last-review last-look"),
        (["posl", " ", "matrix", " ", "--at", "=", "R1", "@", "6"], "6"),
        (["posl", " ", "undo", " ", "@", "6"], "6"),
        (["posl", " ", "record", " ", "stance", " ", "--summary", " ", "'a b'", " ", "--party", " ", "uk"], "ukraine"),
    ],
)
def test_bash_puts_together_what_it_cut(posl: Shell, tmp_path: Path, pieces: list[str], replies: str) -> None:
    """Bash hands over ``R1@6`` in three pieces, and replaces the last of them."""
    program = tmp_path / "posl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m ledger "$@"\n')
    program.chmod(0o755)
    words = [piece for piece in pieces if piece != " "]
    script = f"""
        eval "$(posl completion bash)"
        COMP_LINE={shlex.quote("".join(pieces))}
        COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}
        _posl_completion posl; echo "${{COMPREPLY[*]}}"
    """
    root = Path(__file__).parents[2]
    surroundings = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(root), "POSL_LEDGER": str(posl.ledger)}
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, env=surroundings)
    assert (ran.stdout.strip(), ran.stderr) == (replies, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_a_command(tmp_path: Path) -> None:
    """The whole way, through a shell and a process of its own."""
    program = tmp_path / "posl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m ledger "$@"\n')
    program.chmod(0o755)
    line = 'eval "$(posl completion bash)"; COMP_WORDS=(posl matr); COMP_CWORD=1; _posl_completion posl; echo "${COMPREPLY[@]}"'
    surroundings = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, env=surroundings)
    assert ran.stdout.strip() == "matrix"


@pytest.mark.parametrize("asked", ["nosuch", "bash_nosuch", "bash_complete"])
def test_what_no_shell_asks_is_refused_in_words(
    asked: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_POSL_COMPLETE", asked)
    monkeypatch.delenv("COMP_WORDS", raising=False)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("posl: _POSL_COMPLETE is set, but not as a shell sets it")
