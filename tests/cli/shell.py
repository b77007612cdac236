"""The command, run within the test: its exit code, its stdout and its stderr."""

import io
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.__main__ import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Shell:
    """Runs ``posl`` in a folder, on the ledger there; ``keep`` hands out a copy to record in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "ledger.db"

    def __call__(self, *args: str, stdin: bytes = b"") -> Ran:
        out, err = io.BytesIO(), io.BytesIO()
        with _streams(io.TextIOWrapper(io.BytesIO(stdin)), _text(out), _text(err)):
            code = main(["--ledger", str(self.ledger), *args])
            sys.stdout.flush()
            sys.stderr.flush()
        return Ran(code, out.getvalue().decode(), err.getvalue().decode())

    def ok(self, *args: str, stdin: bytes = b"") -> Ran:
        """Run what must succeed."""
        ran = self(*args, stdin=stdin)
        assert ran.code == 0, ran.err
        return ran

    def copy(self, folder: Path) -> "Shell":
        """Return a shell on a copy of the ledger."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.ledger, folder / "ledger.db")
        return Shell(folder)


def _text(stream: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding="utf-8", newline="\n")


@contextmanager
def _streams(*streams: io.TextIOWrapper) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in streams:
            stream.detach()  # or closing the text would close the bytes that are read afterwards
