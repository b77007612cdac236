"""Which settlements of contests hold, and the reason that somebody gave for each."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from ledger.domain.seed import Settlement
from ledger.domain.words import SettlementKind

_SAID_AGAIN = re.compile(r"merge: as (ours|theirs)$|undo @\d+: ")
"""How a reason begins by which a merge, or an undo of an undo, lets stand what somebody decided before."""


def holding(said: Iterable[tuple[int, Settlement]], counts: Collection[int], since: int) -> Iterator[Settlement]:
    """Yield, of each two entries, the last word that was recorded after ``since``, if it holds.

    ``said`` gives each settlement with its changeset, in the order recorded; ``counts`` the entries that still stand
    and say what they said, whatever corrected them. What only lets an earlier word stand is told with its reason.
    """
    found: dict[frozenset[int], list[tuple[int, Settlement]]] = defaultdict(list)
    for by, each in said:
        found[frozenset((each.entry, each.other))].append((by, each))
    for words in found.values():
        by, last = words[-1]
        if by > since and _holds(last, counts):
            alike = [each for _by, each in words if (each.how, each.entry) == (last.how, last.entry)]
            yield next((each for each in reversed(alike) if not _SAID_AGAIN.match(each.reason)), last)


def _holds(said: Settlement, counts: Collection[int]) -> bool:
    """Whether what was kept stands, and what was taken back does not; where the party moved, both stand."""
    if said.how is SettlementKind.moved:
        return said.entry in counts and said.other in counts
    return said.how is SettlementKind.outweighed and said.entry in counts and said.other not in counts
