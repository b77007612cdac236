"""Each trial counts what it tried and what failed, says both, and fails when fewer were tried than its table says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

SHARE = float(os.environ.get("POSL_TRIALS_SHARE", "1"))
"""What share of the table is tried: ``POSL_TRIALS_SHARE=0.1 make trials`` is a tenth, and says so."""

LEAST = {
    "kills while importing": 80,
    "kills while recording": 80,
    "kills while settling": 80,
    "kills while undoing": 80,
    "kills while redacting": 60,
    "kills while upgrading": 50,
    "kills while copying": 50,
    "kills while backing up": 50,
    "kills while making a ledger": 50,
    "imports told to stop by SIGINT": 20,
    "imports told to stop by SIGTERM": 20,
    "imports told to stop by SIGHUP": 20,
    "a failure at every statement of an import": 40,
    "a failure at every statement of a migration": 40,
    "full disks": 24,
    "bit flips": 10_000,
    "schema changes, SQLite": 36,
    "schema changes, PostgreSQL": 36,
    "truncations": 200,
    "writes of 16 writers, SQLite": 16 * 500,
    "writes of 16 writers, PostgreSQL": 16 * 500,
    "reads beside an import, SQLite": 50,
    "reads beside an import, PostgreSQL": 50,
    "stale edits": 200,
    "server connections cut": 20,
    "server restarts": 10,
    "writes after somebody's upgrade": 10,
    "hostile texts in outputs": 1_000,
    "odd seeds": 92,
    "typing at full speed": 50,
}
"""How many each trial tries at least, when all of it is tried."""
WHOLE = {name for name in LEAST if name.startswith(("a failure", "schema", "full disks", "odd", "hostile"))}
"""Trials that have an end of their own, whatever the share."""


def wanted(name: str) -> int:
    """How many are to be tried."""
    return LEAST[name] if name in WHOLE else ceil(LEAST[name] * SHARE)


@dataclass
class Tally:
    """What one trial tried, and what failed. ``more`` is what else was measured."""

    name: str
    tried: int = 0
    failed: list[str] = field(default_factory=list)
    more: str = ""

    def take(self, problem: str | None) -> None:
        """Count one more; a problem is a failure."""
        self.tried += 1
        if problem:
            self.failed.append(problem)


@contextmanager
def counted(name: str) -> Iterator[Tally]:
    """Count a trial, and say what came of it, whatever comes of it."""
    tally, began = Tally(name), monotonic()
    try:
        yield tally
    finally:
        share = "" if SHARE == 1 or name in WHOLE else f" of {LEAST[name]} in the table"
        more = f"; {tally.more}" if tally.more else ""
        print(  # noqa: T201 - a trial says how many were tried
            f"\n{name}: tried {tally.tried}{share}, failed {len(tally.failed)}{more} ({monotonic() - began:.0f} s)"
        )
        for problem in tally.failed[:10]:
            print(f"  {problem}")  # noqa: T201 - and which failed
    assert tally.tried >= wanted(name), f"{name}: only {tally.tried} of {wanted(name)} tried"
    assert not tally.failed
