"""What the matrix screen reads, as services over a store: at first, and again from what was read before."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger import settings
from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.readings import Matrix
from ledger.domain.records import Source
from ledger.services import points
from ledger.services.following import known_at, known_now
from ledger.services.matrix import matrix_and_changes
from ledger.storage.database import Store
from ledger.tui.matrix.stops import first_stop, stops_of
from ledger.tui.matrix.view import Cell


@dataclass(frozen=True, slots=True)
class Found:
    """A matrix, the sources known there, and the cells that are other than on what was shown before.

    ``now`` is the last changeset with the ledger's records, where they were read on the way.
    """

    matrix: Matrix
    sources: Mapping[str, Source]
    changed: frozenset[Cell]
    now: tuple[int, Frame] | None = None


def open_at(store: Store, held: str, known: int | None = None, *, counting: Counting = OWN) -> Found:
    """Read where one left, or at the last round held; lit is what changed since the round before."""
    number, records = known_now(store)
    stops = stops_of(records.live_rounds, settings.today())
    at = held if held in {stop.key for stop in stops} else first_stop(stops).key
    point = points.resolve(store, at if known is None else f"{at}@{known}", known=records)
    there = records if point.known_at == number else known_at(store, point.known_at)
    matrix, changed = matrix_and_changes(store, point, there, counting=counting)
    return Found(matrix, there.sources, changed, (number, records))


def again(store: Store, matrix: Matrix, sources: Mapping[str, Source], at: str, *, counting: Counting) -> Found:
    """Read at a point, fetching what can differ from what was shown."""
    from ledger.services.stepping import follow

    found, sources = follow(store, matrix, sources, at, counting=counting)
    return Found(found.matrix, sources, found.changed)
