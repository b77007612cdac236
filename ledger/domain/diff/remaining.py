"""The checklist: how many items are open and how hard they are, what has not moved, what nobody has talked about."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.domain.diff.sides import View
from ledger.domain.diff.spread import spread_of
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import ItemKind, Stance, Status

HARDEST_FIRST = range(5, 0, -1)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The items on the list at a point: those open, those settled, and how many open ones have which difficulty."""

    open: tuple[str, ...]
    settled: tuple[str, ...]
    by_difficulty: Mapping[int | None, int]

    @classmethod
    def at(cls, view: View, items: Mapping[str, Item]) -> "Checklist":
        """Read it off a whole view, in the order of the ledger."""
        listed = [key for key in items if key in view.items]
        settled = tuple(key for key in listed if view.items[key].status.settled)
        still_open = tuple(key for key in listed if not view.items[key].status.settled)
        counted = Counter(items[key].difficulty for key in still_open)
        return cls(still_open, settled, {level: counted[level] for level in (*HARDEST_FIRST, None) if counted[level]})

    @property
    def rated(self) -> int:
        """How many open items have a difficulty: what the mean rests on."""
        return sum(count for level, count in self.by_difficulty.items() if level is not None)

    @property
    def mean_difficulty(self) -> float | None:
        """How hard the open items are on average, 1–5; ``None`` where none is rated."""
        total = sum(level * count for level, count in self.by_difficulty.items() if level is not None)
        return total / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Remaining:
    """An open item on which something did not happen. ``spoken`` is when a party last spoke on it, or its status said so."""

    item: str
    status: Status
    difficulty: int | None
    spread: int | None
    spoken: HeldOn | None


@dataclass(frozen=True, slots=True)
class Due:
    """A commitment at a point: what is due when, and its state: ``promised``, ``overdue``, ``kept``, ``broken``, ``void``."""

    item: str
    due: str | None
    state: str


def due(view: View, items: Mapping[str, Item]) -> Iterator[Due]:
    """Yield every commitment on the list, settled ones too, in the order of the ledger."""
    for key, item in items.items():
        if item.kind is ItemKind.commitment and key in view.items:
            yield Due(key, item.due, view.items[key].state)


def still(
    view: View, items: Mapping[str, Item], principals: Collection[str], moved: Collection[str]
) -> list[Remaining]:
    """Return the open items on which the principals are apart and have not moved, the widest and hardest first."""
    found = [
        remaining
        for remaining in _remaining(view, items, principals)
        if remaining.spread and remaining.item not in moved
    ]
    return sorted(found, key=lambda remaining: (-(remaining.spread or 0), -(remaining.difficulty or 0)))


def unspoken(view: View, items: Mapping[str, Item], principals: Collection[str], since: date) -> list[Remaining]:
    """Return the open items that nobody has talked about, those reported as not raised first, then the hardest.

    Talk is a stance other than ``silent``, or a status other than ``not-raised``. An item is unspoken where none that
    counts at the point was held after ``since``, or where its status is ``not-raised`` and no talk is later than that.
    """
    found = [
        remaining
        for remaining in _remaining(view, items, principals)
        if remaining.spoken is None or remaining.spoken.last <= _silent_until(view, remaining.item, since)
    ]
    return sorted(found, key=lambda remaining: (remaining.status is not Status.not_raised, -(remaining.difficulty or 0)))


def _silent_until(view: View, item: str, since: date) -> date:
    side = view.items[item]
    not_raised = side.reading if side.status is Status.not_raised else None
    return max(since, not_raised.held.last) if not_raised else since


def _remaining(view: View, items: Mapping[str, Item], principals: Collection[str]) -> Iterator[Remaining]:
    spoken = _last_spoken(view)
    for key, item in items.items():
        side = view.items.get(key)
        if side is not None and not side.status.settled:
            apart = spread_of(key, principals, view.cells)
            yield Remaining(key, side.status, item.difficulty, apart, spoken.get(key))


def _last_spoken(view: View) -> dict[str, HeldOn]:
    statuses = (side.reading for side in view.items.values() if side.status is not Status.not_raised)
    found: dict[str, HeldOn] = {}
    for reading in _talk([*view.cells.values(), *(reading for reading in statuses if reading is not None)]):
        if reading.item not in found or found[reading.item] < reading.held:
            found[reading.item] = reading.held
    return found


def _talk(readings: Iterable[Reading]) -> Iterator[Reading]:
    return (reading for reading in readings if reading.stance is not Stance.silent)
