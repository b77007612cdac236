"""Programs as people start them: a process of their own, byte-compiled, and for the screens a terminal of their own.

Times are those of one process from its start, by the clock on the wall and by the processor (user and system), which is
the one to trust where others are at work. Programs to be compared take turns.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

Program = Sequence[str]
"""What follows ``python -m``."""
ROWS, COLUMNS = 50, 160
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds by the wall's clock and by the processor's."""

    wall: float
    cpu: float


@contextmanager
def as_installed(folder: Path) -> Iterator[None]:
    """Run programs from bytecode, as an installation has it, and with nothing remembered of earlier runs."""
    environment = {
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "PYTHONDONTWRITEBYTECODE": "",
        "POSL_STATE": str(folder / "state"),
        "POSL_CONFIG": str(folder / "none.toml"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    with mock.patch.dict("os.environ", environment):
        yield


def in_turns(programs: Mapping[str, Program], times: int, marks: Sequence[str] | None = None) -> dict[str, list[Spent]]:
    """Run programs one after the other, again and again; the first round, which writes the bytecode, does not count.

    With ``marks`` each is measured to the frame in which the last of these texts is on its terminal, else to its end.
    """
    spent: dict[str, list[Spent]] = {name: [] for name in programs}
    for turn in range(times + 1):
        for name, program in programs.items():
            one = _to_its_end(program) if marks is None else _to_first_paint(program, marks)
            if turn:
                spent[name].append(one)
    return spent


def median(spent: Sequence[Spent]) -> Spent:
    """Return the median of both clocks."""
    return Spent(statistics.median(each.wall for each in spent), statistics.median(each.cpu for each in spent))


def ratio(one: Sequence[Spent], other: Sequence[Spent]) -> Spent:
    """Return how many times as long one takes as the other: the median over the turns."""
    pairs = list(zip(one, other, strict=True))
    return Spent(
        statistics.median(a.wall / b.wall for a, b in pairs), statistics.median(a.cpu / b.cpu for a, b in pairs)
    )


def _to_its_end(program: Program) -> Spent:
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *program], stdout=subprocess.DEVNULL)
    cpu = _cpu(process, wanted=0)
    return Spent((time.perf_counter() - began) * 1000, cpu)


def _to_first_paint(program: Program, marks: Sequence[str]) -> Spent:
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    began = time.perf_counter()
    streams: dict[str, Any] = {"stdin": its, "stdout": its, "stderr": its}
    process = subprocess.Popen([sys.executable, "-m", *program], start_new_session=True, **streams)
    os.close(its)
    try:
        _wait_for(ours, {mark.encode() for mark in marks}, process)
        wall = (time.perf_counter() - began) * 1000
    finally:
        process.send_signal(signal.SIGKILL)
        os.close(ours)
    return Spent(wall, _cpu(process, wanted=-signal.SIGKILL))


def _wait_for(terminal: int, marks: set[bytes], process: subprocess.Popen[bytes]) -> None:
    """Read what is written to a terminal until all marks were seen."""
    seen = b""
    while not all(mark in seen for mark in marks):
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        written = os.read(terminal, 65_536) if ready else b""
        if not written:
            sys.exit(f"{process.args!r} did not paint what it was to show")
        seen += written


def _cpu(process: subprocess.Popen[bytes], *, wanted: int) -> float:
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != wanted:
        sys.exit(f"{process.args!r} ended with {process.returncode}")
    return (used.ru_utime + used.ru_stime) * 1000
