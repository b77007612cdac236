"""How much is tried at random: enough for every change; ``POSL_TEST_EFFORT=5`` (as ``make trials`` sets it) tries more.

With no more effort than usual the same is drawn each time, so that nobody's change fails by a fault that stood before it.
The search for new faults is ``make trials``.
"""

import os

from hypothesis import HealthCheck, Phase, settings

EFFORT = int(os.environ.get("POSL_TEST_EFFORT", "1"))


def same_each_time() -> None:
    """Let Hypothesis draw the same in every run, unless more is tried than usual; how long it takes fails nothing."""
    same = EFFORT == 1 and "POSL_TEST_EXAMPLES" not in os.environ
    slow = [HealthCheck.too_slow]  # on a machine at work
    enough = examples(40)
    settings.register_profile(
        "in its time", max_examples=enough, derandomize=same, deadline=None, suppress_health_check=slow
    )
    settings.load_profile("in its time")


def seeds(few: int) -> range:
    """Return this many seeds, times the effort."""
    return range(few * EFFORT)


def examples(few: int) -> int:
    """Return how many examples to draw: few, times the effort, or as many as ``POSL_TEST_EXAMPLES`` says."""
    return int(os.environ.get("POSL_TEST_EXAMPLES", few * EFFORT))


def slowly(few: int) -> settings:
    """Return settings for tests in which each try takes seconds.

    What fails is shown as it was drawn, since making it smaller takes minutes.
    """
    return settings(
        max_examples=examples(few),
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.target),
        suppress_health_check=list(HealthCheck),
    )
