"""A child process that is this one over again, warm, and can be killed at any moment."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

ACKNOWLEDGED = b"done"


def killed_after(act: Callable[[], object], seconds: float) -> bool:
    """Do this in a child, killed after so many seconds; return whether it had said by then that it was done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            act()
            os.write(writing, ACKNOWLEDGED)
        finally:
            os._exit(0)
    os.close(writing)
    time.sleep(seconds)  # a moment of a trial's own choosing, not one that is waited for
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as wire:
        return wire.read() == ACKNOWLEDGED


def told_by(act: Callable[[], str]) -> str:
    """Do this in a child, and return what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        said = "the child broke"
        try:
            said = act()
        except BaseException as problem:  # noqa: BLE001 - whatever it is, it is told
            said = f"{type(problem).__name__}: {problem}"
        finally:
            os.write(writing, said.encode()[:60_000])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as wire:
        said = wire.read().decode()
    os.waitpid(child, 0)
    return said


def signalled(act: Callable[[], int], number: signal.Signals, seconds: float, said: Path) -> int:
    """Do this in a child that gets a signal after so many seconds; return its exit code, or the signal below zero."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with said.open("w") as out:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
            sys.stdout = sys.stderr = os.fdopen(2, "w")
            code = act()
            sys.stderr.flush()
        except KeyboardInterrupt:  # before the program began, or when it was done
            code = 130
        finally:
            os._exit(code)
    time.sleep(seconds)
    os.kill(child, number)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
