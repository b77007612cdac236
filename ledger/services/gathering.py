"""What a reading rests on and how sure we are of it: citations, grade, contests, reviews; filled in by the thousand."""

from collections.abc import Mapping
from typing import TypeVar

from ledger.domain.entries import Citation
from ledger.domain.points import Point
from ledger.domain.readings import NO_EVIDENCE, Evidence, Reading, weigh
from ledger.domain.records import Source
from ledger.storage import contests, entries, frame, reviews
from ledger.storage.database import Store

K = TypeVar("K")
FEW = 5_000  # past that, all verdicts are read at once rather than those of these entries


def with_evidence(
    store: Store,
    readings: Mapping[K, Reading],
    point: Point,
    *,
    citations: bool = True,
    sources: Mapping[str, Source] | None = None,
) -> dict[K, Reading]:
    """Return the readings with what each rests on, as known at the point.

    Without ``citations`` only the marks (contested, reviewed) are filled in. ``sources`` spares reading them, where the
    caller has the point's frame.
    """
    if not readings:
        return {}
    numbers = {reading.entry for reading in readings.values()}
    evidence = _evidence(store, numbers, point, sources) if citations else {}
    contested = contests.contested_cells(store, point.held_on.isoformat(), point.known_at)
    accepted = reviews.accepted(store, point.known_at, numbers if len(numbers) < FEW else None)
    return {
        key: reading.resting_on(
            evidence.get(reading.entry, NO_EVIDENCE),
            contested=(reading.item, reading.party) in contested,
            reviewed=reading.entry in accepted,
        )
        for key, reading in readings.items()
    }


def sources_at(store: Store, known_at: int) -> dict[str, Source]:
    """Return the sources as known at a changeset, without the rest of the frame."""
    described = frame.fields_of(store, Source.table, known_at)
    return {fields["key"]: Source.model_validate(fields) for _number, fields in described}


def _evidence(
    store: Store, numbers: set[int], point: Point, sources: Mapping[str, Source] | None
) -> dict[int, Evidence]:
    known = sources if sources is not None else sources_at(store, point.known_at)
    weighed: dict[tuple[tuple[str | None, int], ...], Evidence] = {}
    found: dict[int, Evidence] = {}
    for number, cited in entries.citations_of(store, numbers, point.known_at).items():
        alike = _what_is_weighed(cited)
        if alike not in weighed:  # many entries rest on one document: weigh it once
            weighed[alike] = weigh(cited, known)
        found[number] = Evidence(cited, weighed[alike].grade, weighed[alike].independent_sources)
    return found


def _what_is_weighed(cited: tuple[Citation, ...]) -> tuple[tuple[str | None, int], ...]:
    return tuple((citation.source, citation.credibility) for citation in cited)
