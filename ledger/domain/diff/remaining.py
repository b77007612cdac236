"""The checklist: how many items are open and how hard they are, what has not moved, what nobody has talked about."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.domain.diff.sides import StatusSide, View
from ledger.domain.diff.spread import spread_of
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import ItemKind, Matter, Stance, Status

HARDEST_FIRST = range(5, 0, -1)


def is_of_substance(item: Item) -> bool:
    """Whether an item counts on the checklist: an issue of substance, and no part of another."""
    return item.kind is ItemKind.issue and item.matter is Matter.substance and item.part_of is None


@dataclass(frozen=True, slots=True)
class Checklist:
    """The issues of substance on the list at a point, parts of others left out.

    ``open`` and ``settled`` are their keys; ``first_reported`` are those that are not on the list at the other point,
    ``lapsed`` those among the settled that time ended, ``by_difficulty`` how many open ones have which difficulty.
    Issues of procedure and context, and commitments, are counted apart.
    """

    open: tuple[str, ...]
    settled: tuple[str, ...]
    by_difficulty: Mapping[int | None, int]
    first_reported: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    procedure_open: int = 0
    context_open: int = 0
    commitments_open: int = 0

    @classmethod
    def at(cls, view: View, items: Mapping[str, Item], elsewhere: Collection[str] = ()) -> "Checklist":
        """Read it off a whole view, in the order of the ledger; ``elsewhere`` is what is listed at the other point."""
        listed = [items[key] for key in items if key in view.items]
        counting = [item.key for item in listed if is_of_substance(item)]
        settled = tuple(key for key in counting if view.items[key].status.settled)
        left = [item for item in listed if not view.items[item.key].status.settled]
        still_open = tuple(item.key for item in left if is_of_substance(item))
        counted = Counter(items[key].difficulty for key in still_open)
        apart = Counter(item.matter for item in left if item.kind is ItemKind.issue and item.part_of is None)
        return cls(
            still_open,
            settled,
            {level: counted[level] for level in (*HARDEST_FIRST, None) if counted[level]},
            tuple(key for key in counting if key not in elsewhere),
            tuple(key for key in settled if view.items[key].status is Status.lapsed),
            apart[Matter.procedure],
            apart[Matter.context],
            sum(item.kind is ItemKind.commitment for item in left),
        )

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
    """An open item on which something did not happen. ``spoken``: when it was last talked about, as far as known."""

    item: str
    status: Status
    difficulty: int | None
    spread: int | None
    spoken: HeldOn | None


@dataclass(frozen=True, slots=True)
class Due:
    """A commitment at a point. Its ``state`` is ``promised``, ``partly-kept``, ``overdue`` or ended."""

    item: str
    due: str | None
    state: str


def due(view: View, items: Mapping[str, Item]) -> Iterator[Due]:
    """Yield every commitment on the list, settled ones too, in the order of the ledger."""
    for key, item in items.items():
        if item.kind is ItemKind.commitment and key in view.items:
            yield Due(key, item.due, view.items[key].state)


def remaining(view: View, items: Mapping[str, Item], principals: Collection[str]) -> list[Remaining]:
    """Return what is still open at a point, in the order of the ledger; the view must be whole."""
    spoken = _last_spoken(view)
    listed = ((item, view.items[key]) for key, item in items.items() if key in view.items)
    return [
        Remaining(
            item.key, side.status, item.difficulty, spread_of(item.key, principals, view.cells), spoken.get(item.key)
        )
        for item, side in listed
        if not side.status.settled
    ]


def still(left: Iterable[Remaining], moved: Collection[str]) -> list[Remaining]:
    """Return the open items on which the principals are apart and have not moved, the widest and hardest first."""
    found = [each for each in left if each.spread and each.item not in moved]
    return sorted(found, key=lambda each: (-(each.spread or 0), -(each.difficulty or 0)))


def unspoken(left: Iterable[Remaining], view: View, items: Mapping[str, Item], since: date) -> list[Remaining]:
    """Return the open issues that nobody has talked about, those reported as not raised first, then the hardest.

    Talk is a stance other than ``silent``, or a status other than ``not-raised``. An issue is unspoken where none that
    counts at the point was held after ``since``, or where its status is ``not-raised`` and no talk is later than that.
    """
    found = [
        each
        for each in left
        if items[each.item].kind is ItemKind.issue
        and (each.spoken is None or each.spoken.last <= _silent_until(view.items[each.item], since))
    ]
    return sorted(found, key=lambda each: (each.status is not Status.not_raised, -(each.difficulty or 0)))


def _silent_until(side: StatusSide, since: date) -> date:
    not_raised = side.reading if side.status is Status.not_raised else None
    return max(since, not_raised.held.last) if not_raised else since


def _last_spoken(view: View) -> dict[str, HeldOn]:
    found: dict[str, HeldOn] = {}
    for reading in _talk(view):
        if reading.item not in found or found[reading.item] < reading.held:
            found[reading.item] = reading.held
    return found


def _talk(view: View) -> Iterator[Reading]:
    yield from (cell for cell in view.cells.values() if cell.stance is not Stance.silent)
    for side in view.items.values():
        if side.reading is not None and side.status is not Status.not_raised:
            yield side.reading
