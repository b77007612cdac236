"""How long commands take from their start to their end, on the ledger of the five reports."""

import tempfile
from pathlib import Path

from benchmarks.processes import as_installed, in_turns, median
from ledger.services.demo import make_demo

TIMES = 11


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, as_installed(Path(folder)):
        ledger = str(make_demo(Path(folder) / "demo").path)
        posl = ("ledger", "--ledger", ledger)
        programs = {
            "posl --help": ("ledger", "--help"),
            "posl matrix": (*posl, "matrix"),
            "posl diff R1 R2": (*posl, "diff", "R1", "R2"),
            "posl show territory": (*posl, "show", "territory"),
        }
        for name, spent in in_turns(programs, TIMES).items():
            each = median(spent)
            print(f"{name:<20} {each.wall:4.0f} ms, {each.cpu:4.0f} ms of CPU")
