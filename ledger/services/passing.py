"""By way of what: the readings that stood for a while between the two ends of a diff."""

from collections.abc import Sequence

from ledger.domain.diff import Change, with_way
from ledger.storage.cells import Reader, When
from ledger.storage.database import Store
from ledger.storage.names import Names
from ledger.storage.passed import Days, between


def ways(store: Store, found: Sequence[Change], before: When, after: When, names: Names) -> list[Change]:
    """Return changes that time made, each with what its cell passed through from one point to the other."""
    forwards = before.held_on < after.held_on
    low, high = sorted((before.held_on, after.held_on))
    wanted = {(change.item, change.party) for change in found}
    reader = Reader(store, after.known_at, names)
    stood = between(reader, store, Days(low, high), after, wanted) if wanted else {}
    way = 1 if forwards else -1
    return [with_way(change, stood.get((change.item, change.party), [])[::way]) for change in found]
