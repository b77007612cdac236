"""Measures: how far apart, how far moved, how much is left. Each is defined, with its source, in docs/measures.md.

Every figure says how many cells it rests on. What nobody has stated is missing, never zero: a stance without a score
(``silent``, ``withdrawn``) or without a position is left out, and a figure that rests on nothing has no value.

``Cells`` are readings by (item, party) at one point, the same that a diff compares.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ledger.domain.diff.sides import Cells, Key
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import Status

__all__ = [
    "OPEN_LEVELS",
    "Figure",
    "Open",
    "compromise",
    "convergence",
    "disagree",
    "distance",
    "first_disagreement",
    "item_movement",
    "mean_gap",
    "mean_spread",
    "midpoint",
    "midpoint_on_scale",
    "most_moved",
    "net_movement",
    "open_items",
    "pairwise_gaps",
    "spread",
]

OPEN_LEVELS: tuple[int | None, ...] = (5, 4, 3, 2, 1, None)
"""Difficulties, hardest first; ``None`` is an item that nobody has rated."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, the cells it rests on, and the cells that were looked at; without a ``value`` it cannot be told."""

    value: float | None
    cells: int
    of: int

    @property
    def missing(self) -> int:
        """How many of the cells looked at say nothing that could be counted."""
        return self.of - self.cells


# -- one item at one point --------------------------------------------------------------------------------------------


def pairwise_gaps(item: str, parties: Iterable[str], cells: Cells) -> dict[Pair, Figure]:
    """Return the gap between each two parties' scores on an item, 0–6."""
    return {
        (one, other): _width([_score(cells, (item, one)), _score(cells, (item, other))])
        for one, other in combinations(parties, 2)
    }


def spread(item: str, principals: Iterable[str], cells: Cells) -> Figure:
    """Return the largest gap among the principals on an item, 0–6."""
    return _width([_score(cells, (item, party)) for party in principals])


def midpoint(item: str, principals: Iterable[str], cells: Cells) -> Figure:
    """Return what lies halfway between the principals furthest apart on an item, −3 … +3."""
    return _middle([_score(cells, (item, party)) for party in principals])


def midpoint_on_scale(item: str, principals: Iterable[str], cells: Cells) -> Figure:
    """Return what lies halfway between the principals furthest apart on the item's own scale, 0–100."""
    return _middle([_number(cells.get((item, party)), "position") for party in principals])


def compromise(item: str, parties: Iterable[str], cells: Cells) -> Figure:
    """Return the compromise position on the item's own scale: the mean of positions, each weighted by its salience.

    Achen (2006). A party counts where both its position and its salience are known.
    """
    every = [cells.get((item, party)) for party in parties]
    known = [
        (position, salience)
        for reading in every
        if (position := _number(reading, "position")) is not None
        and (salience := _number(reading, "salience")) is not None
    ]
    weight = sum(salience for _position, salience in known)
    value = sum(position * salience for position, salience in known) / weight if weight else None
    return Figure(value, len(known), len(every))


# -- many items at one point ------------------------------------------------------------------------------------------


def mean_spread(items: Iterable[str], principals: Collection[str], cells: Cells) -> Figure:
    """Return the mean spread of the items on which it can be told; it rests on items, not on single cells."""
    return _mean([spread(item, principals, cells).value for item in items])


def mean_gap(one: str, other: str, items: Iterable[str], cells: Cells) -> Figure:
    """Return the mean gap between two parties over the items on which both have a score."""
    return _mean([_gap(item, one, other, cells) for item in items])


@dataclass(frozen=True, slots=True)
class Open:
    """The checklist at a point: how many items are open at each difficulty, and how many are settled."""

    by_difficulty: Mapping[int | None, int]
    settled: int

    @property
    def count(self) -> int:
        """How many are open."""
        return sum(self.by_difficulty.values())

    @property
    def mean_difficulty(self) -> Figure:
        """How hard the open items are on average, 1–5, over those that have been rated."""
        rated = {level: count for level, count in self.by_difficulty.items() if level is not None}
        number = sum(rated.values())
        return Figure(sum(k * n for k, n in rated.items()) / number if number else None, number, self.count)


def open_items(items: Iterable[Item], statuses: Mapping[str, Status]) -> Open:
    """Count the items on the checklist by difficulty; ``statuses`` are those of the items heard of by the point."""
    counts = dict.fromkeys(OPEN_LEVELS, 0)
    settled = 0
    for item in items:
        status = statuses.get(item.key)
        if status is not None and status.settled:
            settled += 1
        elif status is not None:
            counts[item.difficulty] += 1
    return Open(counts, settled)


# -- between points ---------------------------------------------------------------------------------------------------


def distance(party: str, before: Cells, after: Cells) -> Figure:
    """Return how far a party moved in all: the sum of its steps, whichever way, over the cells it scored at both ends."""
    return _sum([_length(step) for step in _steps(party, before, after)])


def net_movement(party: str, before: Cells, after: Cells) -> Figure:
    """Return which way a party moved on balance: the sum of its steps, up (towards the questions) less down."""
    return _sum(list(_steps(party, before, after)))


def convergence(one: str, other: str, before: Cells, after: Cells) -> Figure:
    """Return by how much two parties came nearer, on average over the items on which both have a score at both ends.

    Above zero they came nearer, below zero they drew apart.
    """
    items = {item for item, party in (*before, *after) if party in (one, other)}
    return _mean([_less(_gap(item, one, other, before), _gap(item, one, other, after)) for item in items])


def item_movement(item: str, parties: Iterable[str], before: Cells, after: Cells) -> Figure:
    """Return how far these parties moved on an item: the sum of their steps, whichever way."""
    return _sum([_length(_step((item, party), before, after)) for party in parties])


def most_moved(items: Iterable[str], parties: Collection[str], views: Sequence[Cells]) -> list[tuple[str, Figure]]:
    """Return the items on which the parties moved, furthest first: their steps from each view to the next, summed.

    Items that moved equally far stay in the order given.
    """
    figures = [(item, total(item_movement(item, parties, *pair) for pair in pairwise(views))) for item in items]
    return furthest_first(figures)


def total(figures: Iterable[Figure]) -> Figure:
    """Add figures up; those without a value add cells that were looked at, and nothing else."""
    every = list(figures)
    known = _known([figure.value for figure in every])
    return Figure(sum(known) if known else None, sum(each.cells for each in every), sum(each.of for each in every))


def furthest_first(figures: Iterable[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    """Sort by value, the largest first; what is missing or zero is left out."""
    return sorted((pair for pair in figures if pair[1].value), key=lambda pair: -(pair[1].value or 0))


def disagree(one: Reading | None, other: Reading | None) -> bool:
    """Whether one party is for it and the other against: scores of opposite sign."""
    if one is None or other is None or one.score is None or other.score is None:
        return False
    return one.score * other.score < 0


def first_disagreement(item: str, one: str, other: str, views: Iterable[Cells]) -> int | None:
    """Return the place, from 0, of the first view in which two parties disagree on an item, or ``None``."""
    for place, cells in enumerate(views):
        if disagree(cells.get((item, one)), cells.get((item, other))):
            return place
    return None


# -- what they are made of --------------------------------------------------------------------------------------------


def _score(cells: Cells, key: Key) -> int | None:
    reading = cells.get(key)
    return reading.score if reading is not None else None


def _number(reading: Reading | None, field: str) -> float | None:
    return None if reading is None else reading.values.get(field)


def _gap(item: str, one: str, other: str, cells: Cells) -> float | None:
    return _width([_score(cells, (item, one)), _score(cells, (item, other))]).value


def _steps(party: str, before: Cells, after: Cells) -> Iterator[int | None]:
    return (_step(key, before, after) for key in before.keys() | after.keys() if key[1] == party)


def _step(key: Key, before: Cells, after: Cells) -> int | None:
    was, is_now = _score(before, key), _score(after, key)
    return None if was is None or is_now is None else is_now - was


def _length(step: float | None) -> float | None:
    return None if step is None else abs(step)


def _less(was: float | None, is_now: float | None) -> float | None:
    return None if was is None or is_now is None else was - is_now


def _known(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _width(values: Sequence[float | None]) -> Figure:
    known = _known(values)
    return Figure(max(known) - min(known) if len(known) > 1 else None, len(known), len(values))


def _middle(values: Sequence[float | None]) -> Figure:
    known = _known(values)
    return Figure((max(known) + min(known)) / 2 if len(known) > 1 else None, len(known), len(values))


def _mean(values: Sequence[float | None]) -> Figure:
    known = _known(values)
    return Figure(sum(known) / len(known) if known else None, len(known), len(values))


def _sum(values: Sequence[float | None]) -> Figure:
    known = _known(values)
    return Figure(sum(known) if known else None, len(known), len(values))
