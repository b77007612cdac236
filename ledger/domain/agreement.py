"""How far two analysts who coded the same reports agree: what both have, what one has, and Cohen's kappa.

A unit is a stance (or a status) of one cell by one source. Two analysts may date the same thing differently, so units
are paired by their day or round first, and what is left over in the order of its days. Kappa (Cohen 1960) is over the
units that both coded, stances and statuses apart: what only one of them saw is counted and listed, but is no category.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ledger.domain.entries import DiffMeaning, Statement
from ledger.domain.words import EntryKind


@dataclass(frozen=True, slots=True)
class Coding:
    """A stance or status as one analyst coded it from one source."""

    source: str
    said: Statement

    @property
    def unit(self) -> tuple[EntryKind, str, str, str]:
        """What it is a coding of: kind, item, party, source."""
        cell = self.said.cell
        return self.said.kind, cell.item or "", cell.party or "", self.source

    @property
    def word(self) -> str:
        """The stance or the status."""
        return "/".join(str(getattr(self.said, name)) for name in type(self.said).counting(DiffMeaning.verb))

    @property
    def when(self) -> str:
        """The round or the day, as written."""
        return str(self.said.held_on or self.said.round)


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit as coded by the one, the other, or both."""

    one: Coding | None
    other: Coding | None

    @property
    def coded(self) -> Coding:
        """Whichever there is, the one's first."""
        found = self.one or self.other
        assert found is not None
        return found

    @property
    def both(self) -> bool:
        """Whether both coded it."""
        return self.one is not None and self.other is not None

    @property
    def agree(self) -> bool:
        """Whether both coded it with the same word."""
        return self.one is not None and self.other is not None and self.one.word == self.other.word

    @property
    def differ_in(self) -> tuple[str, ...]:
        """Names of the fields that the two coded differently; what only one filled in counts."""
        if self.one is None or self.other is None:
            return ()
        one, other = self.one, self.other
        fields = [name for kind in DiffMeaning for name in type(one.said).counting(kind) if name != "summary"]
        found = [name for name in fields if getattr(one.said, name) != getattr(other.said, name)]
        dated = [] if one.when == other.when else ["held_on"]
        placed = [] if one.said.cite[0].at == other.said.cite[0].at else ["cite.at"]
        figures = [] if set(one.said.figures) == set(other.said.figures) else ["figures"]
        return (*found, *figures, *dated, *placed)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of units: coded by both, of those with the same word, and coded by one only.

    ``kappa`` is ``None`` where it is not defined: no units, or one word throughout.
    """

    both: int
    agreed: int
    only_one: int
    only_other: int
    kappa: float | None = None

    @property
    def observed(self) -> float | None:
        """The share of the units coded by both that have the same word."""
        return self.agreed / self.both if self.both else None


@dataclass(frozen=True, slots=True)
class CodingsCompared:
    """Two codings laid side by side."""

    pairs: tuple[Pair, ...]
    overall: Agreement
    by_kind: dict[EntryKind, Agreement]
    by_item: dict[str, Agreement]

    @property
    def agreed(self) -> tuple[Pair, ...]:
        """Units coded with the same word."""
        return tuple(pair for pair in self.pairs if pair.agree)

    @property
    def differing(self) -> tuple[Pair, ...]:
        """Units coded by both with different words."""
        return tuple(pair for pair in self.pairs if pair.both and not pair.agree)

    @property
    def only_one(self) -> tuple[Pair, ...]:
        """Units that only the one coded."""
        return tuple(pair for pair in self.pairs if pair.other is None)

    @property
    def only_other(self) -> tuple[Pair, ...]:
        """Units that only the other coded."""
        return tuple(pair for pair in self.pairs if pair.one is None)


def compare(one: Iterable[Coding], other: Iterable[Coding]) -> CodingsCompared:
    """Pair two codings and count."""
    pairs = tuple(_paired(one, other))
    by_kind: dict[EntryKind, list[Pair]] = defaultdict(list)
    by_item: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_kind[pair.coded.said.kind].append(pair)
        by_item[pair.coded.said.cell.item or ""].append(pair)
    kinds = {kind: _counted(found, kappa(found)) for kind, found in by_kind.items()}
    items = {item: _counted(found) for item, found in by_item.items()}
    return CodingsCompared(pairs, _counted(pairs), kinds, items)


def kappa(pairs: Iterable[Pair]) -> float | None:
    """Return Cohen's kappa of the units coded by both (1960): how far they agree beyond what chance would bring.

    ``None`` where there are no units, or but one word throughout.
    """
    words = [(pair.one.word, pair.other.word) for pair in pairs if pair.one is not None and pair.other is not None]
    if len({word for both in words for word in both}) < 2:
        return None
    of_one, of_other = (Counter(coder) for coder in zip(*words, strict=True))
    observed = sum(mine == theirs for mine, theirs in words) / len(words)
    by_chance = sum(of_one[word] * of_other[word] for word in of_one) / len(words) ** 2
    return (observed - by_chance) / (1 - by_chance)


def _counted(pairs: Sequence[Pair], worked_out: float | None = None) -> Agreement:
    return Agreement(
        both=sum(pair.both for pair in pairs),
        agreed=sum(pair.agree for pair in pairs),
        only_one=sum(pair.other is None for pair in pairs),
        only_other=sum(pair.one is None for pair in pairs),
        kappa=worked_out,
    )


def _paired(one: Iterable[Coding], other: Iterable[Coding]) -> Iterable[Pair]:
    units: dict[tuple[EntryKind, str, str, str], tuple[list[Coding], list[Coding]]] = defaultdict(lambda: ([], []))
    for side, codings in enumerate((one, other)):
        for coding in codings:
            units[coding.unit][side].append(coding)
    for _unit, (mine, theirs) in sorted(units.items(), key=lambda found: found[0]):
        yield from _of_unit(mine, theirs)


def _of_unit(mine: list[Coding], theirs: list[Coding]) -> Iterable[Pair]:
    """Pair what has one date, then the rest in order: a party may have moved within the report."""
    left = list(theirs)
    unmatched: list[Coding] = []
    for coding in mine:
        same = next((each for each in left if each.when == coding.when), None)
        if same is None:
            unmatched.append(coding)
        else:
            left.remove(same)
            yield Pair(coding, same)
    for one, other in zip_longest(_by_day(unmatched), _by_day(left)):
        yield Pair(one, other)


def _by_day(codings: list[Coding]) -> list[Coding]:
    return sorted(codings, key=lambda coding: (coding.said.held_on is None, coding.when))
