"""How much is tried at random: enough for every change; ``POSL_TEST_EFFORT=5`` (as ``make trials`` sets it) tries more."""

import os

EFFORT = int(os.environ.get("POSL_TEST_EFFORT", "1"))


def seeds(few: int) -> range:
    """Return this many seeds, times the effort."""
    return range(few * EFFORT)
