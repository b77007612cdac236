"""Tab pressed in each shell, in a terminal: what was typed is completed."""

import os
import pty
import select
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import pytest

from tests.cli.shell import Shell

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(posl completion bash)"'),
    "zsh": (["zsh", "-f", "-i"], 'autoload -Uz compinit; compinit -u -D; eval "$(posl completion zsh)"'),
    "fish": (["fish", "--no-config", "--interactive"], "posl completion fish | source"),
}
PATIENCE = 60.0  # seconds, on a machine that is busy


class Typist:
    """Types into a shell, and reads what it shows."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal

    def types(self, keys: str) -> None:
        """Type keys."""
        os.write(self._terminal, keys.encode())

    def sees(self, text: str) -> str:
        """Return what is shown until a text is."""
        shown, end = "", monotonic() + PATIENCE
        while text not in shown:
            ready, _, _ = select.select([self._terminal], [], [], max(end - monotonic(), 0))
            assert ready, f"{text} is not shown: {shown!r}"
            shown += os.read(self._terminal, 65_536).decode(errors="replace")
            if "\x1b[6n" in shown or "\x1b[0c" in shown or "\x1b[c" in shown:  # fish asks what terminal it is in
                self.types("\x1b[1;1R\x1b[?62c")
                shown = shown.replace("\x1b[6n", "").replace("\x1b[0c", "").replace("\x1b[c", "")
        return shown


@contextmanager
def terminal(command: list[str], surroundings: dict[str, str]) -> Iterator[Typist]:
    child, parent = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, surroundings)
    try:
        yield Typist(parent)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(parent)


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_a_command_and_a_key(shell: str, posl: Shell, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    program = tmp_path / "posl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m ledger "$@"\n')
    program.chmod(0o755)
    surroundings = {
        "PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2]),
        "POSL_LEDGER": str(posl.ledger), "HOME": str(tmp_path), "TERM": "xterm", "PS1": "$ ", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    command, setup = SHELLS[shell]
    with terminal(command, surroundings) as typist:
        typist.types(f"{setup}; echo rea''dy\r")
        typist.sees("ready")
        typist.types("posl und\t")
        typist.sees("undo")
        typist.types("\x15posl show european-r\t")
        typist.sees("european-role")
