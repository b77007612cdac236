"""Measures: how far apart, how far moved, how much is left. Each is defined, with its source, in docs/measures.md.

They are made of ``Numbers``: scores, positions or saliences by (item, party) at one point, only those that are known.
What nobody has stated is missing, never zero: a figure says on how many cells it rests, of how many that were looked
at, and one that rests on nothing has no value. A name in the plural measures many at once: it costs what was said, not
all that could have been.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ledger.domain.checklist import on_checklist
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import Status

__all__ = [
    "compromise",
    "convergences",
    "disagree",
    "distances",
    "first_disagreement",
    "item_movements",
    "mean_gaps",
    "mean_spread",
    "midpoint",
    "most_moved",
    "net_movement",
    "open_items",
    "spread",
]

CellKey = tuple[str, str | None]
Pair = tuple[str, str]
Numbers = Mapping[CellKey, float]
LEVELS: tuple[int | None, ...] = (5, 4, 3, 2, 1, None)
"""Difficulties, hardest first; ``None`` is an item that nobody has rated."""


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A number, the cells it rests on, and the cells that were looked at; without a ``value`` it cannot be told."""

    value: float | None
    cells: int
    of: int


def scores(cells: Mapping[CellKey, Reading]) -> dict[CellKey, float]:
    """Return the scores, −3 … +3, of the readings that one can measure by.

    ``silent`` and ``withdrawn`` have none; what is contested, or only possible, is left out.
    """
    return {key: reading.measure for key, reading in cells.items() if reading.measure is not None}


def values(cells: Mapping[CellKey, Reading], field: str) -> dict[CellKey, float]:
    """Return a numeric field (``position``, ``salience``) of the readings that have it and can be measured by."""
    sure = {key: reading for key, reading in cells.items() if reading.sure and not reading.contested}
    return {key: number for key, reading in sure.items() if (number := reading.values.get(field)) is not None}


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of cells at a point: the ``entries`` that say them, and those that are only ``possible`` there.

    ``goes_on_from`` are earlier entries of vague days that say the same, nothing else told since. ``entries`` need no
    more cells than those in which anything is possible at any of the points compared.
    """

    scores: Numbers
    entries: Mapping[CellKey, Collection[int]]
    possible: Mapping[CellKey, Collection[int]]
    goes_on_from: Mapping[CellKey, Collection[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Mapping[CellKey, Reading]) -> "Scored":
        """Take from readings what measuring asks for."""
        found = scores(cells)
        return cls(
            found,
            {key: cells[key].own for key in found},
            {key: possible for key, reading in cells.items() if (possible := reading.only_possible)},
            {key: before for key in found if (before := cells[key].goes_on_from)},
        )

    def undated(self, after: "Scored", since: "Scored | None" = None) -> frozenset[CellKey]:
        """Return the cells that score otherwise later, nobody knows since when: possibly since before ``since``.

        ``since`` is where that begins of which steps are told; without it, that is here.
        """
        start = since or self
        ends = (start, after), (after, start)
        doubtful = {
            key
            for one, other in ends
            for key, possible in one.possible.items()
            if not frozenset(possible).isdisjoint((*other.entries.get(key, ()), *other.goes_on_from.get(key, ())))
        }
        return frozenset(
            key
            for key in doubtful
            if key in self.scores and key in after.scores and self.scores[key] != after.scores[key]
        )

    def before(self, after: "Scored", since: "Scored | None" = None) -> Numbers:
        """Return the scores from which the steps to a later point are taken: those of ``undated`` cells are not."""
        left = self.undated(after, since)
        return {key: score for key, score in self.scores.items() if key not in left} if left else self.scores

    def after_gaps(self, before: "Scored") -> "Scored":
        """Return the same, with the score ``before`` of each cell that has none here: what a later step starts from."""
        return replace(self, scores={**before.scores, **self.scores})


# -- one item at one point --------------------------------------------------------------------------------------------


def spread(item: str, principals: Iterable[str], scores: Numbers) -> MeasureValue:
    """Return the largest gap among the principals on an item, 0–6."""
    return _width([scores.get((item, party)) for party in principals])


def midpoint(item: str, principals: Iterable[str], numbers: Numbers) -> MeasureValue:
    """Return what lies halfway between the principals furthest apart: of scores −3 … +3, of positions 0–100."""
    found = [numbers.get((item, party)) for party in principals]
    known = _known(found)
    return MeasureValue((max(known) + min(known)) / 2 if len(known) > 1 else None, len(known), len(found))


def compromise(item: str, parties: Iterable[str], positions: Numbers, saliences: Numbers) -> MeasureValue:
    """Return the compromise position on the item's own scale: the mean of positions, each weighted by its salience.

    Achen (2006). A party counts where both its position and its salience are known.
    """
    keys = [(item, party) for party in parties]
    known = [(positions[key], saliences[key]) for key in keys if key in positions and key in saliences]
    weight = sum(salience for _position, salience in known)
    value = sum(position * salience for position, salience in known) / weight if weight else None
    return MeasureValue(value, len(known), len(keys))


def disagree(one: float | None, other: float | None) -> bool:
    """Whether one party is for it and the other against: scores of opposite sign."""
    return one is not None and other is not None and one * other < 0


# -- many items at one point ------------------------------------------------------------------------------------------


def mean_spread(spreads: Iterable[MeasureValue]) -> MeasureValue:
    """Return the mean spread of the items on which it can be told; it rests on items, not on single cells."""
    return mean([figure.value for figure in spreads])


def mean_gaps(pairs: Iterable[Pair], items: Iterable[str], scores: Numbers) -> dict[Pair, MeasureValue]:
    """Return the mean gap between the parties of each pair over the items on which both have a score."""
    looked_at = set(items)
    at = _by_party(looked_at, scores)
    return {pair: _mean_of(list(_gaps(pair, at).values()), looked_at) for pair in pairs}


@dataclass(frozen=True, slots=True)
class Open:
    """The checklist at a point: how many items are open at each difficulty, and how many are settled.

    ``possibly``: how many of the open ones are on it by what is only possible at the point.
    """

    by_difficulty: Mapping[int | None, int]
    settled: int
    possibly: int = 0

    @property
    def count(self) -> int:
        """How many are open."""
        return sum(self.by_difficulty.values())

    @property
    def mean_difficulty(self) -> MeasureValue:
        """How hard the open items are on average, 1–5, over those that have been rated."""
        rated = {level: count for level, count in self.by_difficulty.items() if level is not None}
        number = sum(rated.values())
        return MeasureValue(sum(k * n for k, n in rated.items()) / number if number else None, number, self.count)


def open_items(items: Iterable[Item], statuses: Mapping[str, Status], unsure: Collection[str] = ()) -> Open:
    """Count the items of substance by difficulty; ``statuses`` are those of the items heard of by the point.

    ``unsure`` are the items that were heard of only possibly by then.
    """
    counts = dict.fromkeys(LEVELS, 0)
    settled = possibly = 0
    for item in filter(on_checklist, items):
        status = statuses.get(item.key)
        if status is not None and status.settled:
            settled += 1
        elif status is not None:
            counts[item.difficulty] += 1
            possibly += item.key in unsure
    return Open(counts, settled, possibly)


# -- between points ---------------------------------------------------------------------------------------------------


def distances(parties: Iterable[str], items: Iterable[str], before: Numbers, after: Numbers) -> dict[str, MeasureValue]:
    """Return how far each party moved in all: the sum of its steps, whichever way.

    They are taken over the items on which it has a score at both ends.
    """
    looked_at = set(items)
    steps: dict[str | None, list[float]] = defaultdict(list)
    for (item, party), was in before.items():
        if item in looked_at and (is_now := after.get((item, party))) is not None:
            steps[party].append(abs(is_now - was))
    return {party: _sum_of(steps.get(party, ()), looked_at) for party in parties}


def net_movement(party: str, items: Iterable[str], before: Numbers, after: Numbers) -> MeasureValue:
    """Return which way a party moved on balance: the sum of its steps, up (towards the questions) less down."""
    return _sum(list(_steps(party, items, before, after)))


def convergences(
    pairs: Iterable[Pair], items: Iterable[str], before: Numbers, after: Numbers
) -> dict[Pair, MeasureValue]:
    """Return by how much each two parties came nearer, on average over the items on which both score at both ends.

    Above zero they came nearer, below zero they drew apart.
    """
    looked_at = set(items)
    were, are = _by_party(looked_at, before), _by_party(looked_at, after)
    found = {}
    for pair in pairs:
        was, is_now = _gaps(pair, were), _gaps(pair, are)
        found[pair] = _mean_of([was[item] - is_now[item] for item in was if item in is_now], looked_at)
    return found


def item_movements(
    items: Iterable[str], parties: Iterable[str], before: Numbers, after: Numbers
) -> dict[str, MeasureValue]:
    """Return how far these parties moved on each item: the sum of their steps, whichever way."""
    looked_at: set[str | None] = set(parties)
    steps: dict[str, list[float]] = defaultdict(list)
    for (item, party), was in before.items():
        if party in looked_at and (is_now := after.get((item, party))) is not None:
            steps[item].append(abs(is_now - was))
    return {item: _sum_of(steps.get(item, ()), looked_at) for item in items}


def most_moved(steps: Mapping[str, Iterable[MeasureValue]]) -> list[tuple[str, MeasureValue]]:
    """Return the items that moved, furthest first: what ``item_movements`` says from view to view, summed.

    Items that moved equally far stay in the order given.
    """
    return furthest_first((item, total(moved)) for item, moved in steps.items())


def first_disagreement(item: str, one: str, other: str, views: Iterable[Numbers]) -> int | None:
    """Return the place, from 0, of the first view in which two parties disagree on an item, or ``None``."""
    places = enumerate(views)
    return next((place for place, at in places if disagree(at.get((item, one)), at.get((item, other)))), None)


# -- what they are made of --------------------------------------------------------------------------------------------


def total(figures: Iterable[MeasureValue]) -> MeasureValue:
    """Add figures up; one without a value adds cells that were looked at, and nothing else."""
    every = list(figures)
    known = _known([figure.value for figure in every])
    return MeasureValue(
        sum(known) if known else None, sum(each.cells for each in every), sum(each.of for each in every)
    )


def mean(found: Sequence[float | None]) -> MeasureValue:
    """Return the mean of what is known."""
    known = _known(found)
    return MeasureValue(sum(known) / len(known) if known else None, len(known), len(found))


def furthest_first(figures: Iterable[tuple[str, MeasureValue]]) -> list[tuple[str, MeasureValue]]:
    """Sort by value, the largest first; what is missing or zero is left out."""
    return sorted((pair for pair in figures if pair[1].value), key=lambda pair: -(pair[1].value or 0))


def _sum_of(known: Sequence[float], looked_at: Collection[str | None]) -> MeasureValue:
    return MeasureValue(sum(known) if known else None, len(known), len(looked_at))


def _mean_of(known: Sequence[float], looked_at: Collection[str]) -> MeasureValue:
    return MeasureValue(sum(known) / len(known) if known else None, len(known), len(looked_at))


def _by_party(items: Collection[str], scores: Numbers) -> Mapping[str | None, Mapping[str, float]]:
    """Sort scores by party once, so that a pair costs only the items on which somebody spoke."""
    found: dict[str | None, dict[str, float]] = defaultdict(dict)
    for (item, party), score in scores.items():
        if item in items:
            found[party][item] = score
    return dict(found)


def _gaps(pair: Pair, at: Mapping[str | None, Mapping[str, float]]) -> dict[str, float]:
    one, other = (at.get(party, {}) for party in pair)
    return {item: abs(score - other[item]) for item, score in one.items() if item in other}


def _steps(party: str, items: Iterable[str], before: Numbers, after: Numbers) -> Iterator[float | None]:
    return (_step((item, party), before, after) for item in items)


def _step(key: CellKey, before: Numbers, after: Numbers) -> float | None:
    was, is_now = before.get(key), after.get(key)
    return None if was is None or is_now is None else is_now - was


def _known(found: Sequence[float | None]) -> list[float]:
    return [number for number in found if number is not None]


def _width(found: Sequence[float | None]) -> MeasureValue:
    known = _known(found)
    return MeasureValue(max(known) - min(known) if len(known) > 1 else None, len(known), len(found))


def _sum(found: Sequence[float | None]) -> MeasureValue:
    known = _known(found)
    return MeasureValue(sum(known) if known else None, len(known), len(found))
