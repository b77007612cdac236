"""Coverage of a point: the sources that what counts there rests on."""

from ledger.domain.evidence import Coverage
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point
from ledger.domain.records import Source
from ledger.services.counting import known_to_count
from ledger.storage import lookups, register
from ledger.storage.asof import When
from ledger.storage.database import Store


def coverage(store: Store, point: Point, counting: Counting = OWN) -> Coverage:
    """Return the sources of all stances and statuses that had begun to hold by a point and count there."""
    counts = known_to_count(store, point.known_at, counting)
    sources = register.load_one(store, Source, point.known_at)
    when = When.at(point, counts)
    return Coverage.of(lookups.cited_in(store, when, sources), sources)
