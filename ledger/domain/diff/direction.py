"""Nearer to whom: a move is measured against where the other principals stand.

Each of them stands at the mean of its own two ends. So what one party did is told apart from what the others did, and a
move read backwards is the opposite move. Sums are kept twice as large, so that all numbers are whole. A bloc and its
members are not others to each other: it speaks for them, and what they said before it did is not where they stand now.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ledger.domain.accounts import NEAR
from ledger.domain.diff.sides import Cells
from ledger.domain.diff.verbs import Cause, Verb
from ledger.domain.readings import Reading, spread


@dataclass(frozen=True, slots=True)
class Others:
    """Where the other principals stand on an item, by party: twice the mean of both ends, of scores and of positions.

    Only those of which it is known at both ends (``surely``); ``positions`` has those that give one at both.
    """

    scores: Mapping[str, int] = field(default_factory=dict)
    positions: Mapping[str, int] = field(default_factory=dict)


Number = Callable[[Reading], int | None]
NOBODYS_KIN: Mapping[str, Collection[str]] = {}


class Principals:
    """Where the principals stand on each item, read off the cells of both ends once for all who moved there.

    ``kin``: by party, the members of a bloc and the blocs of a member: no others to it.
    """

    def __init__(
        self, principals: Iterable[str], before: Cells, after: Cells, kin: Mapping[str, Collection[str]] = NOBODYS_KIN
    ) -> None:
        self._principals, self._before, self._after, self._kin = tuple(principals), before, after, kin
        self._on: dict[str, Others] = {}

    def beside(self, item: str, party: str | None) -> Others:
        """Return where all of them stand but this one, and who speaks for it or is spoken for by it."""
        found = self._on.get(item)
        if found is None:
            found = self._on[item] = self._read(item)
        own = {party, *self._kin.get(party, ())} if party else frozenset[str]()
        return Others(_without(own, found.scores), _without(own, found.positions))

    def gaps(self, item: str, parties: Iterable[str], ends: tuple[int, int], number: Number) -> dict[str, int]:
        """Return by party how much wider its gap to who stands at these ``ends`` became: negative, narrower.

        Other than by the midpoints, by which it is told who moved, each of the two stands at its own ends here.
        """
        found: dict[str, int] = {}
        for party in parties:
            was, is_now = (number(cells[item, party]) for cells in (self._before, self._after))
            if was is not None and is_now is not None:
                found[party] = abs(ends[1] - is_now) - abs(ends[0] - was)
        return found

    def _read(self, item: str) -> Others:
        scores: dict[str, int] = {}
        positions: dict[str, int] = {}
        for party in self._principals:
            was, is_now = self._before.get((item, party)), self._after.get((item, party))
            if was is not None and is_now is not None:
                _add(scores, party, surely(was, score_told), surely(is_now, score_told))
                _add(positions, party, *(surely(each, position_told, near=NEAR) for each in (was, is_now)))
        return Others(scores, positions)


def _without(own: Collection[str], found: Mapping[str, int]) -> Mapping[str, int]:
    return {other: number for other, number in found.items() if other not in own}


def _add(found: dict[str, int], party: str, before: int | None, after: int | None) -> None:
    if before is not None and after is not None:
        found[party] = before + after


def surely(reading: Reading, number: Number, *, near: int = 0) -> int | None:
    """Return the number that stands in a cell by every account, and by all that is only possible there as well.

    Where something possible beside what is sure has another (further off than ``near``), or none, the party may stand
    there by then: where it stands nobody knows. A report of the same score that gives no position says of none.
    """
    told = number(reading)
    if told is None or not reading.sure or reading.contested:
        return None

    def may_be_there(account: Reading) -> bool:
        other = number(account)
        return account.score == reading.score if other is None else abs(other - told) <= near

    return told if all(map(may_be_there, (*reading.others, *reading.maybe))) else None


def score_told(account: Reading) -> int | None:
    """Return the score by an account, whether it is sure or not."""
    return account.score


def position_told(account: Reading) -> int | None:
    """Return the position by an account, whether it is sure or not."""
    return account.position


def position_of(reading: Reading) -> int | None:
    """Return the position that a party surely holds, by every account."""
    return reading.position if reading.sure and not reading.contested else None


NOBODY = Others()


def approach(before: int, after: int, others: Mapping[str, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parties that a move went toward, and those that it went away from."""
    nearer = {party: _distance(before, middle) - _distance(after, middle) for party, middle in others.items()}
    return (
        tuple(party for party, by in nearer.items() if by > 0),
        tuple(party for party, by in nearer.items() if by < 0),
    )


def trend(before: int, after: int, others: Collection[int]) -> Verb:
    """Return which way a score moved that did not change its sign."""
    was, is_now = (sum(_distance(score, middle) for middle in others) for score in (before, after))
    if was == is_now:
        return Verb.shifted
    return Verb.softened if is_now < was else Verb.hardened


def _distance(value: int, middle: int) -> int:
    return abs(2 * value - middle)


# ----------------------------------------------------------------------------------------------------------------------
# Whether the principals came nearer to each other.


@dataclass(frozen=True, slots=True)
class SpreadChange:
    """The largest gap on an item among the principals with a score at both ends (``parties``), before and after.

    Where they moved so that it is another, both ends are as read at the changeset at which the days pass; ``had``: what
    it was before they moved as we had it, where we put that right since, and ``had_by``: what they held then, as we had
    it, with those of whom we took that back.
    Else it is we that read the gap otherwise, and each end is as it was read there.
    ``causes``: who made it another. ``contested``: the principals left out because accounts of them contradict each
    other at either end; ``once``: those that have a score at one end alone; ``left`` and ``since``: what those held at
    the first end, and at the last. ``ends``: by party what it held at both, where that is not one and the same.
    """

    item: str
    before: int
    after: int
    parties: tuple[str, ...] = ()
    causes: frozenset[Cause] = frozenset({Cause.moved})
    contested: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    left: tuple[Reading, ...] = ()
    since: tuple[Reading, ...] = ()
    ends: Mapping[str, tuple[Reading, Reading]] = field(default_factory=dict, hash=False)
    had: int | None = None
    had_by: tuple[Reading, ...] = ()

    @property
    def verb(self) -> str:
        """``converged`` or ``diverged``."""
        return "converged" if self.after < self.before else "diverged"

    @property
    def ours(self) -> bool:
        """Whether none of them moved, or we put right what it was measured by: then it is we who read it otherwise."""
        return Cause.moved not in self.causes or Cause.corrected in self.causes


def spread_changes(
    items: Iterable[str], principals: Iterable[str], before: Cells, after: Cells
) -> Iterator[SpreadChange]:
    """Yield the items whose spread differs, over parties measured at both ends: being first heard is no distance."""
    parties = list(principals)
    for item in items:
        heard = [party for party in parties if _has_measure(before, item, party) and _has_measure(after, item, party)]
        had, has = spread_of(item, heard, before), spread_of(item, heard, after)
        if had is not None and has is not None and had != has:
            disputed = (party for party in parties if _is_contested(before, item, party, after))
            once = tuple(p for p in parties if _has_measure(before, item, p) is not _has_measure(after, item, p))
            left = tuple(before[item, party] for party in once if _has_measure(before, item, party))
            since = tuple(after[item, party] for party in once if _has_measure(after, item, party))
            yield SpreadChange(
                item, had, has, tuple(heard), contested=tuple(disputed), once=once, left=left, since=since
            )


def _is_contested(before: Cells, item: str, party: str, after: Cells) -> bool:
    readings = (cells.get((item, party)) for cells in (before, after))
    return any(reading is not None and reading.contested for reading in readings)


def _has_measure(cells: Cells, item: str, party: str) -> bool:
    reading = cells.get((item, party))
    return reading is not None and reading.measure is not None


def spread_of(item: str, principals: Iterable[str], cells: Cells) -> int | None:
    """Return the largest gap among principals on an item, or ``None`` with fewer than two scores."""
    return spread(cells.get((item, party)) for party in principals)
