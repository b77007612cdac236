"""What the matrix screen reads, as services over a store: at first, and again from what was read before."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger import settings
from ledger.domain.readings import Matrix
from ledger.domain.records import Source
from ledger.services.following import rounds_now
from ledger.services.gathering import sources_at
from ledger.services.matrix import matrix_at
from ledger.services.stepping import follow, step
from ledger.storage.database import Store
from ledger.tui.matrix.stops import first_stop, stops_of
from ledger.tui.matrix.view import Cell


@dataclass(frozen=True, slots=True)
class Found:
    """A matrix, the sources known there, and the cells that are other than on what was shown before."""

    matrix: Matrix
    sources: Mapping[str, Source]
    changed: frozenset[Cell]


def open_at(store: Store, held: str, known: int | None = None, *, reviewed_only: bool = False) -> Found:
    """Read where one left, or at the last round held; lit is what changed since the round before."""
    stops = stops_of(rounds_now(store), settings.today())
    at = held if held in {stop.key for stop in stops} else first_stop(stops).key
    matrix = matrix_at(store, at if known is None else f"{at}@{known}", reviewed_only=reviewed_only)
    sources = sources_at(store, matrix.point.known_at)
    if matrix.before is None:
        return Found(matrix, sources, frozenset())
    earlier = step(store, matrix, matrix.before, sources=sources, reviewed_only=reviewed_only)
    return Found(matrix, sources, earlier.changed)


def again(store: Store, matrix: Matrix, sources: Mapping[str, Source], at: str, *, reviewed_only: bool) -> Found:
    """Read at a point, fetching what can differ from what was shown."""
    found, sources = follow(store, matrix, sources, at, reviewed_only=reviewed_only)
    return Found(found.matrix, sources, found.changed)
