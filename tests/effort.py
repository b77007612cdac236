"""How much is tried at random: enough for every change; ``POSL_TEST_EFFORT=5`` (as ``make trials`` sets it) tries more."""

import os

from hypothesis import Phase

AS_DRAWN = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target)
"""For tests in which each try takes seconds: what fails is shown as it was drawn, since making it smaller takes minutes."""

EFFORT = int(os.environ.get("POSL_TEST_EFFORT", "1"))


def seeds(few: int) -> range:
    """Return this many seeds, times the effort."""
    return range(few * EFFORT)
