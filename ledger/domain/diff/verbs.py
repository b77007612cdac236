"""The verbs of a diff, weightiest first, and which of them says what another says, read backwards."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum


class Cause(StrEnum):
    """``moved``: the party did, time passed. ``corrected``: we did, by recording something."""

    moved = "moved"
    corrected = "corrected"


class Verb(StrEnum):
    """What happened to a cell or an item. Their order is the order of a diff: what weighs most comes first."""

    # How an item ended, or came back
    settled = "settled"
    lapsed = "lapsed"
    kept = "kept"
    partly_kept = "partly-kept"
    broken = "broken"
    voided = "voided"
    reopened = "reopened"
    overdue = "overdue"
    not_overdue = "not-overdue"
    # What a party did with its stance
    reversed = "reversed"
    withdrawn = "withdrawn"
    resumed = "resumed"
    softened = "softened"
    hardened = "hardened"
    declared = "declared"
    silenced = "silenced"
    spoke = "spoke"
    # Where an item stands on its way
    advanced = "advanced"
    regressed = "regressed"
    # What is new on the list
    promised = "promised"
    unpromised = "unpromised"
    opened = "opened"
    unopened = "unopened"
    stated = "stated"
    unstated = "unstated"
    # What it rests on
    contested = "contested"
    resolved = "resolved"
    corroborated = "corroborated"
    uncorroborated = "uncorroborated"
    cited = "cited"
    uncited = "uncited"
    # Said again
    reworded = "reworded"
    reaffirmed = "reaffirmed"

    @property
    def weight(self) -> int:
        """Place in a diff: 0 comes first."""
        return _WEIGHTS[self]


_WEIGHTS = {verb: place for place, verb in enumerate(Verb)}

EVIDENCE = frozenset({Verb.contested, Verb.resolved, Verb.corroborated, Verb.uncorroborated, Verb.cited, Verb.uncited})
"""Verbs about what an entry rests on; they stand beside the verb of the cell."""

UNMOVED = EVIDENCE | {Verb.reworded, Verb.reaffirmed}
"""Verbs under which nobody and nothing has changed place."""


def _both_ways(pairs: Iterable[tuple[Verb, Iterable[Verb]]]) -> dict[Verb, frozenset[Verb]]:
    found: dict[Verb, set[Verb]] = defaultdict(set)
    for one, others in pairs:
        for other in others:
            found[one].add(other)
            found[other].add(one)
    return {verb: frozenset(others) for verb, others in found.items()}


OPPOSITES: dict[Verb, frozenset[Verb]] = _both_ways(
    [
        (Verb.stated, [Verb.unstated]),
        (Verb.silenced, [Verb.spoke]),
        (Verb.withdrawn, [Verb.resumed]),
        (Verb.softened, [Verb.hardened, Verb.declared]),
        (Verb.reversed, [Verb.reversed]),
        (Verb.reworded, [Verb.reworded]),
        (Verb.reaffirmed, [Verb.reaffirmed]),
        (Verb.contested, [Verb.resolved]),
        (Verb.corroborated, [Verb.uncorroborated]),
        (Verb.cited, [Verb.cited, Verb.uncited]),
        (Verb.settled, [Verb.reopened]),
        (Verb.lapsed, [Verb.reopened, Verb.advanced]),
        (Verb.unopened, [Verb.opened, Verb.settled, Verb.lapsed]),
        (Verb.advanced, [Verb.regressed]),
        (Verb.unpromised, [Verb.promised, Verb.partly_kept, Verb.kept, Verb.broken, Verb.voided, Verb.overdue]),
        (Verb.reopened, [Verb.partly_kept, Verb.kept, Verb.broken, Verb.voided]),
        (Verb.overdue, [Verb.not_overdue, Verb.partly_kept, Verb.kept, Verb.broken, Verb.voided]),
        (Verb.partly_kept, [Verb.kept, Verb.broken, Verb.voided]),
        (Verb.kept, [Verb.broken, Verb.voided]),
        (Verb.broken, [Verb.voided]),
    ]
)
"""What a change may be called when it is read backwards; symmetric."""
