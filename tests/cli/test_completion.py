"""What a shell offers when somebody presses Tab."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.__main__ import main


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
