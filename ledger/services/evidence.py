"""What a reading rests on and how sure we are of it: citations, grade, reviews; filled in by the thousand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from ledger.domain.entries import Citation
from ledger.domain.evidence import NO_EVIDENCE, Evidence, weigh
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.storage import entries, register, reviews
from ledger.storage.database import Store

K = TypeVar("K")
FEW = 5_000  # past that, all verdicts are read at once rather than those of these entries


def with_evidence(
    store: Store,
    readings: Mapping[K, Reading],
    point: Point,
    *,
    sources: Mapping[str, Source] | None = None,
) -> dict[K, Reading]:
    """Return the readings with what each rests on, as known at the point.

    What was read with its cell (storage.cells) has its evidence already. ``sources`` spares reading them, where the
    caller has the point's frame.
    """
    if not readings:
        return {}
    given = {} if sources is None else {point.known_at: sources}
    known = _known_at(store, [(point, readings.values())], given)
    return known[point.known_at].under(readings)


def fill_in(
    store: Store, stops: Sequence[tuple[Point, Collection[Reading]]], sources: Mapping[int, Mapping[str, Source]]
) -> None:
    """Put under readings, just read and nobody else's yet, what each rests on, as ``with_evidence`` does.

    At several points: what is known alike is read once; ``sources`` are those known at a changeset, by its number. A
    copy of each of tens of thousands costs as much as all the rest.
    """
    known = _known_at(store, stops, sources)
    for point, readings in stops:
        if readings:
            known[point.known_at].fill_in(readings)


def _known_at(
    store: Store,
    stops: Sequence[tuple[Point, Collection[Reading]]],
    sources: Mapping[int, Mapping[str, Source]],
) -> "dict[int, _Known]":
    numbers: dict[int, set[int]] = defaultdict(set)
    members: dict[int, set[int]] = defaultdict(set)
    many: set[int] = set()
    for point, readings in stops:
        numbers[point.known_at].update(reading.entry for reading in readings)
        numbers[point.known_at].update(other.entry for reading in readings for other in reading.others)
        if len(readings) < FEW:
            members[point.known_at].update(number for reading in readings for number in reading.numbers)
        else:
            many.add(point.known_at)
    return {
        known_at: _known(
            store,
            known_at,
            ids,
            None if known_at in many else members[known_at],
            sources=sources.get(known_at),
        )
        for known_at, ids in numbers.items()
        if ids
    }


class _Known(NamedTuple):
    """What is known of entries at a changeset."""

    evidence: Mapping[int, Evidence]
    accepted: set[int]

    def fill_in(self, readings: Iterable[Reading]) -> None:
        """Put it under readings that are nobody else's."""
        evidence, accepted = self.evidence, self.accepted
        for reading in readings:
            if reading.entries:
                self._fill_in(reading)
            else:  # as the probe found it, alone in its cell: nearly all
                reading.evidence = evidence.get(reading.entry, NO_EVIDENCE)
                reading.reviewed = reading.entry in accepted

    def _fill_in(self, reading: Reading) -> None:
        full = self._under(reading)
        reading.evidence, reading.reviewed, reading.others = full.evidence, full.reviewed, full.others

    def under(self, readings: Mapping[K, Reading]) -> dict[K, Reading]:
        """Put it under readings."""
        return {key: self._under(reading) for key, reading in readings.items()}

    def _under(self, reading: Reading) -> Reading:
        known = reading.evidence if reading.evidence.citations else self.evidence.get(reading.entry, NO_EVIDENCE)
        reviewed = not self.accepted.isdisjoint(reading.saying or reading.own)
        if not reading.others:
            return reading.resting_on(known, reviewed=reviewed)
        others = tuple(map(self._under, reading.others))
        if reading.contested:  # it waits for a reviewer until each account has had one
            reviewed = reviewed and all(other.reviewed for other in others)
        return replace(reading.resting_on(known, reviewed=reviewed), others=others)


def _known(
    store: Store,
    known_at: int,
    leading: set[int],
    members: set[int] | None,
    *,
    sources: Mapping[str, Source] | None,
) -> _Known:
    return _Known(
        _evidence(store, leading, known_at, sources),
        reviews.accepted(store, known_at, members if members is not None and len(members) < FEW else None),
    )


def sources_at(store: Store, known_at: int) -> dict[str, Source]:
    """Return the sources as known at a changeset, without the rest of the frame."""
    return register.load_one(store, Source, known_at)


def _evidence(
    store: Store, numbers: set[int], known_at: int, sources: Mapping[str, Source] | None
) -> dict[int, Evidence]:
    known = sources if sources is not None else sources_at(store, known_at)
    weighed: dict[tuple[_Weighed, ...], Evidence] = {}
    alike: dict[int | tuple[int, ...], Evidence] = {}
    found: dict[int, Evidence] = {}
    for number, cited in entries.citations_of(store, numbers, known_at).items():
        # Many entries rest on one place, whose citation is read once.
        same = id(cited[0]) if len(cited) == 1 else tuple(map(id, cited))
        if same not in alike:
            alike[same] = _weighed(cited, known, weighed)
        found[number] = alike[same]
    return found


def _weighed(
    cited: tuple[Citation, ...], known: Mapping[str, Source], weighed: "dict[tuple[_Weighed, ...], Evidence]"
) -> Evidence:
    """Weigh citations; those that differ only in what is not weighed, once."""
    what = _what_is_weighed(cited)
    if what not in weighed:
        weighed[what] = weigh(cited, known)
    return weighed[what]._replace(citations=cited)


_Weighed = tuple[str | None, int, str | None, str | None, tuple[str, ...]]


def _what_is_weighed(cited: tuple[Citation, ...]) -> tuple[_Weighed, ...]:
    return tuple((each.source, each.credibility, each.speaker, each.by, each.carries) for each in cited)
