"""Readings made complete: citations, grade and independent sources, contested, reviewed. Few queries, however many cells."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ledger.domain.points import Point
from ledger.domain.readings import NO_EVIDENCE, Reading, weigh
from ledger.domain.records import Source
from ledger.storage import contests, entries, frame, reviews
from ledger.storage.database import Store

K = TypeVar("K")


def with_evidence(store: Store, readings: Mapping[K, Reading], point: Point) -> dict[K, Reading]:
    """Return the readings with what they rest on, as known at the point."""
    ids = {reading.entry for reading in readings.values()}
    if not ids:
        return dict(readings)
    cited = entries.citations_of(store, ids, point.known_at)
    sources = frame.load_one(store, Source, point.known_at)
    evidence = {entry: weigh(citations, sources) for entry, citations in cited.items()}
    contested = contests.contested_cells(store, point.held_on.isoformat(), point.known_at)
    accepted = reviews.accepted(store, point.known_at, ids)
    return {
        key: replace(
            reading,
            evidence=evidence.get(reading.entry, NO_EVIDENCE),
            contested=(reading.item, reading.party) in contested,
            reviewed=reading.entry in accepted,
        )
        for key, reading in readings.items()
    }
