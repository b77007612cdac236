"""The checklist: how many items are open and how hard they are, what has not moved, what nobody has talked about."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from types import MappingProxyType

from ledger.domain.checklist import Tally, on_checklist, tally
from ledger.domain.diff.direction import spread_of
from ledger.domain.diff.sides import Cells, StatusSide, View
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import SCORES, ItemKind, Matter, Stance, Status

_NO_TALK = {Stance.silent.value, Status.not_raised.value}
HARDEST_FIRST = range(5, 0, -1)
_ENDED = {Status.dropped: "dropped", Status.lapsed: "lapsed"}
UNLIKE = "ended by accounts that differ"
_ENDINGS = ("settled", *_ENDED.values(), UNLIKE)
"""How an item comes off the list; settled is whatever nobody dropped and no time ended.

Accounts that contradict each other may each end it in another way: then it is none of these, since none of them leads.
"""
OPEN_AGAIN = "open again"
Endings = frozenset[str | None]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The issues of substance on the list at a point, parts of others left out.

    ``open`` and ``settled`` are their keys; ``first_reported`` are those that are not on the list at the other point,
    ``lapsed`` and ``dropped`` those among the settled that by every account nobody agreed on, ``ended_unlike`` those
    that ended, by accounts that contradict each other on how, ``deadlocked`` those among the open on which talks
    surely are stuck, ``stuck_possibly`` those on which they may be by what is only possible, ``possibly`` those among
    the open that are there by what is only possible at the point, ``by_difficulty`` how many open ones have which
    difficulty.
    Issues of procedure and context, and commitments, are counted apart. ``parts_ended`` are the parts of others that
    ended, each with how (settled, dropped, lapsed, or by accounts that differ): a part is counted with its whole, but
    what ended is told.
    ``parts_open`` is how many parts are open, ``apart_possibly`` how many of those that are open and counted apart are
    there by what is only possible, ``stuck_by`` the day until which the deadlock told of last was held.
    ``stuck_apart`` are those that are open, surely deadlocked and counted apart: parts of others, procedure, context;
    ``stuck_apart_possibly`` those of them that only possibly are. ``stuck_by_some`` are all that are deadlocked by some
    accounts and not by all, those counted apart too: nobody may say of them that no report tells it.
    ``endings`` has of each issue how it ended, by each account, with nothing for those by which it did not.
    """

    open: tuple[str, ...]
    settled: tuple[str, ...]
    by_difficulty: Mapping[int | None, int]
    first_reported: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    procedure_open: int = 0
    context_open: int = 0
    commitments_open: int = 0
    dropped: tuple[str, ...] = ()
    deadlocked: tuple[str, ...] = ()
    possibly: tuple[str, ...] = ()
    parts_ended: Mapping[str, str] = field(default_factory=dict)
    parts_open: int = 0
    apart_possibly: Mapping[Tally, int] = field(default_factory=dict)
    stuck_by: date | None = None
    endings: Mapping[str, Endings] = field(default_factory=dict)
    stuck_by_some: tuple[str, ...] = ()
    stuck_apart: tuple[str, ...] = ()
    ended_unlike: tuple[str, ...] = ()
    stuck_possibly: tuple[str, ...] = ()
    stuck_apart_possibly: tuple[str, ...] = ()

    @classmethod
    def at(
        cls,
        view: View,
        items: Mapping[str, Item],
        elsewhere: Collection[str] = (),
        unsure: Collection[str] = (),
    ) -> "Checklist":
        """Read it off a whole view, in the order of the ledger; ``elsewhere`` is what is listed at the other point.

        ``unsure`` are the items that nothing surely tells of by the point.
        """
        listed = [items[key] for key in items if key in view.items]
        counting = [item.key for item in listed if on_checklist(item)]
        settled = tuple(key for key in counting if view.items[key].settled)
        left = [item for item in listed if not view.items[item.key].settled]
        still_open = tuple(item.key for item in left if on_checklist(item))
        ended = {item.key: _ending(view.items[item.key]) for item in listed if view.items[item.key].settled}
        deadlocks = {item.key: _deadlock(view.items[item.key].reading) for item in left}
        stuck, stuck_apart = _that_are(Deadlock.surely, deadlocks, still_open)
        stuck_possibly, stuck_apart_possibly = _that_are(Deadlock.possibly, deadlocks, still_open)
        counted = Counter(items[key].difficulty for key in still_open)
        apart = Counter(map(tally, left))
        return cls(
            still_open,
            settled,
            {level: counted[level] for level in (*HARDEST_FIRST, None) if counted[level]},
            first_reported=tuple(key for key in counting if key not in elsewhere),
            lapsed=tuple(key for key in settled if ended[key] == "lapsed"),
            procedure_open=apart[Tally.procedure],
            context_open=apart[Tally.context],
            commitments_open=apart[Tally.commitment],
            dropped=tuple(key for key in settled if ended[key] == "dropped"),
            deadlocked=stuck,
            possibly=tuple(key for key in still_open if key in unsure),
            parts_ended={key: how for key, how in ended.items() if tally(items[key]) is Tally.part},
            parts_open=apart[Tally.part],
            apart_possibly=Counter(tally(item) for item in left if item.key in unsure and not on_checklist(item)),
            stuck_by=max((held.last for key in stuck if (held := view.items[key].held_on) is not None), default=None),
            endings={key: _endings(view.items[key]) for key in counting},
            stuck_by_some=tuple(key for key, found in deadlocks.items() if found is Deadlock.by_some),
            stuck_apart=stuck_apart,
            ended_unlike=tuple(key for key in settled if ended[key] == UNLIKE),
            stuck_possibly=stuck_possibly,
            stuck_apart_possibly=stuck_apart_possibly,
        )

    def otherwise_since(self, before: "Checklist") -> dict[str, list[str]]:
        """Return what else changed the count of what is open: what is open again, and what is not on the list here."""
        listed = {*self.open, *self.settled}
        return {
            OPEN_AGAIN: [key for key in self.open if key in before.settled],
            "not on the list": [key for key in before.open if key not in listed],
        }

    def parts_ended_since(self, before: "Checklist") -> dict[str, list[str]]:
        """Return the parts of others that ended since, by how they ended."""
        return _new_endings(before.parts_ended, self.parts_ended)

    def ended_since(self, before: "Checklist") -> dict[str, list[str]]:
        """Return what came off the list since, by how it ended."""
        return _new_endings(before.ended, self.ended)

    def ended_by_some_since(self, before: "Checklist") -> dict[str, list[str]]:
        """Return what ended since by some accounts alone, by how: not what any account told so before.

        Of what ended by every account, only who agreed says more than that they differ on how.
        """
        split = {key: told for key, told in self.endings.items() if len(told) > 1}
        new = {key: told - before.endings.get(key, frozenset()) for key, told in split.items()}
        agreed = [key for key in new if "settled" in new[key]]
        rest = {how: [key for key in new if how in new[key] and None in split[key]] for how in _ENDED.values()}
        return {"settled": agreed, **rest}

    @property
    def ended(self) -> dict[str, str]:
        """Those that are settled, each with how it ended."""
        apart = (("dropped", self.dropped), ("lapsed", self.lapsed), (UNLIKE, self.ended_unlike))
        found = {key: how for how, keys in apart for key in keys}
        return {key: found.get(key, "settled") for key in self.settled}

    @property
    def rated(self) -> int:
        """How many open items have a difficulty: what the mean rests on."""
        return sum(count for level, count in self.by_difficulty.items() if level is not None)

    @property
    def mean_difficulty(self) -> float | None:
        """How hard the open items are on average, 1–5; ``None`` where none is rated."""
        total = sum(level * count for level, count in self.by_difficulty.items() if level is not None)
        return total / self.rated if self.rated else None


def _by_accounts(reading: Reading | None) -> set[Status]:
    """Return where an item stands, by each account of it."""
    return {each.status for each in reading.accounts if each.status} if reading else set()


def _ending(side: StatusSide) -> str:
    """Return how an item ended that did: the same by every account, or by accounts that differ."""
    found = [how for how in _endings(side) if how]
    return found[0] if len(found) == 1 else UNLIKE


def _endings(side: StatusSide) -> Endings:
    """Return how an item ended by each account of its status; nothing for one by which it did not, or not surely."""
    if side.reading is not None and not side.reading.sure:
        return frozenset({None})
    return endings_of(_by_accounts(side.reading) or {side.status})


class Deadlock(Enum):
    """By what talks on an open item are stuck: by every account, by some of them, or by what is only possible."""

    surely = auto()
    by_some = auto()
    possibly = auto()


def _deadlock(reading: Reading | None) -> Deadlock | None:
    """Return by what an item is deadlocked, if it is."""
    told = _by_accounts(reading) if reading is not None and reading.sure else set()
    if Status.deadlocked in told:
        return Deadlock.surely if len(told) == 1 else Deadlock.by_some
    possible = reading.may_stand if reading is not None else ()
    return Deadlock.possibly if any(each.status is Status.deadlocked for each in possible) else None


def _that_are(
    which: Deadlock, deadlocks: Mapping[str, Deadlock | None], counted: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the items that are deadlocked so: those that are counted on the list, and those counted apart."""
    found = [key for key, by in deadlocks.items() if by is which]
    return tuple(key for key in found if key in counted), tuple(key for key in found if key not in counted)


def endings_of(told: Iterable[Status]) -> Endings:
    """Return how an item ended by some statuses; nothing for one by which it did not."""
    return frozenset(_ENDED.get(status, "settled") if status.settled else None for status in told)


def _new_endings(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    new = [(key, how) for key, how in after.items() if before.get(key) != how]
    return {ending: [key for key, how in new if how == ending] for ending in _ENDINGS}


@dataclass(frozen=True, slots=True)
class Remaining:
    """An open item on which something did not happen.

    ``spoken``: the last day on which it was talked about after the point that one compares from, as far as known.
    """

    item: str
    status: Status
    difficulty: int | None
    spread: int | None
    spoken: date | None


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


def remaining(
    view: View,
    items: Mapping[str, Item],
    principals: Collection[str],
    start: date,
    talked: Mapping[str, date] = MappingProxyType({}),
) -> list[Remaining]:
    """Return what is still open at a point, in the order of the ledger; ``start``: since when talk is looked for.

    The view must have every item, and the cells of principals, of what was held since, and of what is only possible.
    ``talked``: by item, the last day since of all that tells of talk, whether it leads in its cell or not.
    """
    spoken = _last_spoken(view, start, talked)
    listed = ((item, view.items[key]) for key, item in items.items() if key in view.items)
    return [
        Remaining(
            item.key, side.left, item.difficulty, spread_of(item.key, principals, view.cells), spoken.get(item.key)
        )
        for item, side in listed
        if not side.settled
    ]


def apart(left: Iterable[Remaining], cells: Cells, principals: Collection[str]) -> list[Remaining]:
    """Return the open items on which the principals are apart, the widest and hardest first.

    One of which a side was first heard in between is among them: as last reported they are apart all the same.
    """
    found = [each for each in left if each.spread]
    found = [each for each in found if each.spread != 1 or not _of_one_mind(each.item, cells, principals)]
    return sorted(found, key=lambda each: (-(each.spread or 0), -(each.difficulty or 0)))


def _of_one_mind(item: str, cells: Cells, principals: Collection[str]) -> bool:
    """Whether all, a step from each other, are for it without an if, or all against: who demands, and who supports."""
    readings = (cells.get((item, party)) for party in principals)
    scores = [each.measure for each in readings if each is not None and each.measure is not None]
    return min(scores) >= SCORES[Stance.supports] or max(scores) <= SCORES[Stance.doubts]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Open issues of substance on which nothing was said, those hardest first.

    ``silent``: reported as not raised, or by somebody as not commented on. ``unreported``: the reports we have say
    nothing of them at all; of a part neither of the whole, of a whole neither of any part.
    """

    unreported: tuple[Remaining, ...] = ()
    silent: tuple[Remaining, ...] = ()

    @classmethod
    def since(
        cls, left: Iterable[Remaining], view: View, items: Mapping[str, Item], start: date, mentioned: Collection[str]
    ) -> "Quiet":
        """Read it off a view. Talk is a stance other than ``silent``, or a status other than ``not-raised``.

        ``mentioned`` are items that something else held after ``start`` is about, or tells of beside what leads.
        """
        silences = _silences(view)
        issues = [each for each in left if _is_an_issue(items[each.item])]
        silent = [each for each in issues if _is_silent(each, silences.get(each.item), view, start)]
        heard = {*_last_spoken(view, start, {}), *_may_be_spoken(view, start), *mentioned}
        heard |= {each.item for each in silent}
        spoken_of = heard | {whole for item in heard for whole in _wholes(item, items)}
        unreported = [
            each for each in issues if each.item not in spoken_of and heard.isdisjoint(_wholes(each.item, items))
        ]
        return cls(_hardest_first(unreported), _hardest_first(silent))


def _wholes(key: str, items: Mapping[str, Item]) -> Iterator[str]:
    """Yield what an item is a part of, what that is a part of, and so on."""
    seen = {key}
    while (item := items.get(key)) is not None and item.part_of is not None and item.part_of not in seen:
        key = item.part_of
        seen.add(key)
        yield key


def _is_an_issue(item: Item) -> bool:
    return item.kind is ItemKind.issue and item.matter is Matter.substance


def _hardest_first(found: Iterable[Remaining]) -> tuple[Remaining, ...]:
    return tuple(sorted(found, key=lambda each: -(each.difficulty or 0)))


def _is_silent(each: Remaining, silence: HeldOn | None, view: View, start: date) -> bool:
    """Whether somebody reported since that it was not raised, and there was no talk: at all, or after that."""
    if silence is None or silence.last <= start:
        return False
    since = silence.last if view.items[each.item].status is Status.not_raised else start
    return each.spoken is None or each.spoken <= since


def _silences(view: View) -> dict[str, HeldOn]:
    found: dict[str, HeldOn] = {}
    silent = [cell for cell in view.cells.values() if cell.stance is Stance.silent]
    statuses = [side.reading for side in view.items.values() if side.reading and side.status is Status.not_raised]
    for reading in (*silent, *statuses):
        if reading.item not in found or found[reading.item] < reading.held:
            found[reading.item] = reading.held
    return found


def _last_spoken(view: View, start: date, talked: Mapping[str, date]) -> dict[str, date]:
    found = dict(talked)
    for reading in _talk(view):
        if (day := reading.last_told.last) > start:
            found[reading.item] = max(day, found.get(reading.item, date.min))
    return found


def _may_be_spoken(view: View, start: date) -> Iterator[str]:
    """Yield items of which something else that stands there may have been said since: they are not unreported."""
    sides = (side.reading for side in view.items.values() if side.reading is not None)
    beside = (each for reading in (*view.cells.values(), *sides) for each in reading.others)
    yield from (each.item for each in beside if each.held.last > start and each.word not in _NO_TALK)


def _talk(view: View) -> Iterator[Reading]:
    yield from (cell for cell in view.cells.values() if cell.stance is not Stance.silent)
    for side in view.items.values():
        if side.reading is not None and side.status is not Status.not_raised:
            yield side.reading
