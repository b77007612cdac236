"""Coverage of a point, or of what lies between two: the sources that what counts there rests on."""

from ledger.domain.coverage import Coverage
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point
from ledger.domain.records import Source
from ledger.services.counting import known_to_count
from ledger.storage import frame, lookups
from ledger.storage.cells import When
from ledger.storage.database import Store


def coverage(store: Store, point: Point, counting: Counting = OWN, *, since: Point | None = None) -> Coverage:
    """Return the sources of all entries that had begun to hold by a point and count there.

    ``since``: of those alone that began after another point.
    """
    counts = known_to_count(store, point.known_at, counting)
    sources = frame.load_one(store, Source, point.known_at)
    after = since.held_on if since is not None else None
    when = When(point.held_on, point.known_at, counts)
    return Coverage.of(lookups.sources_of(store, when, sources, after), sources)
