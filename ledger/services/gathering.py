"""What a reading rests on and how sure we are of it: citations, grade, contests, reviews; filled in by the thousand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    known = None if sources is None else {point.known_at: sources}
    (found,) = with_evidence_along(store, [(point, readings)], citations=citations, sources=known)
    return found


def with_evidence_along(
    store: Store,
    stops: Sequence[tuple[Point, Mapping[K, Reading]]],
    *,
    citations: bool = True,
    sources: Mapping[int, Mapping[str, Source]] | None = None,
) -> list[dict[K, Reading]]:
    """Return the readings at several points, as ``with_evidence`` does; what is known alike is read once.

    ``sources`` are those known at a changeset, by its number.
    """
    numbers: dict[int, set[int]] = defaultdict(set)
    for point, readings in stops:
        numbers[point.known_at].update(reading.entry for reading in readings.values())
    known = {
        known_at: _known(store, known_at, ids, citations=citations, sources=(sources or {}).get(known_at))
        for known_at, ids in numbers.items()
        if ids
    }
    return [
        known[point.known_at].under(readings, point.held_on.isoformat()) if readings else {}
        for point, readings in stops
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of entries at a changeset."""

    evidence: Mapping[int, Evidence]
    contests: Sequence[contests.Contest]
    accepted: set[int]

    def under(self, readings: Mapping[K, Reading], day: str) -> dict[K, Reading]:
        """Put it under the readings of a day."""
        contested = {(contest.item, contest.party) for contest in self.contests if contest.held_on <= day}
        return {
            key: reading.resting_on(
                self.evidence.get(reading.entry, NO_EVIDENCE),
                contested=(reading.item, reading.party) in contested,
                reviewed=reading.entry in self.accepted,
            )
            for key, reading in readings.items()
        }


def _known(
    store: Store, known_at: int, ids: set[int], *, citations: bool, sources: Mapping[str, Source] | None
) -> _Known:
    return _Known(
        _evidence(store, ids, known_at, sources) if citations else {},
        [contest for contest in contests.contests(store, known_at) if contest.open],
        reviews.accepted(store, known_at, ids if len(ids) < FEW else None),
    )


def sources_at(store: Store, known_at: int) -> dict[str, Source]:
    """Return the sources as known at a changeset, without the rest of the frame."""
    described = frame.fields_of(store, Source.table, known_at)
    return {fields["key"]: Source.model_validate(fields) for _number, fields in described}


def _evidence(
    store: Store, numbers: set[int], known_at: int, sources: Mapping[str, Source] | None
) -> dict[int, Evidence]:
    known = sources if sources is not None else sources_at(store, known_at)
    weighed: dict[tuple[tuple[str | None, int], ...], Evidence] = {}
    found: dict[int, Evidence] = {}
    for number, cited in entries.citations_of(store, numbers, known_at).items():
        alike = _what_is_weighed(cited)
        if alike not in weighed:  # many entries rest on one document: weigh it once
            weighed[alike] = weigh(cited, known)
        found[number] = Evidence(cited, weighed[alike].grade, weighed[alike].independent_sources)
    return found


def _what_is_weighed(cited: tuple[Citation, ...]) -> tuple[tuple[str | None, int], ...]:
    return tuple((citation.source, citation.credibility) for citation in cited)
