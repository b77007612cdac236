"""Figures side by side: what several sources say of one thing, which of them agree, and which are rivals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.domain.entries import Entry, Figure
from ledger.domain.text import fold

CLOSE = 0.05
"""Two figures of which one is approximate are the same within this part of the larger."""


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as one entry gives it."""

    entry: Entry
    figure: Figure
    about: str | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """What is counted, of what, in which unit, with every account of it.

    ``accounts`` are groups that agree, in the order in which they were first given; more than one are rivals.
    """

    what: str
    about: str | None
    unit: str | None
    accounts: tuple[tuple[Given, ...], ...]

    @property
    def contested(self) -> bool:
        """Whether the accounts contradict each other."""
        return len(self.accounts) > 1


def figure_lines(entries: Iterable[Entry]) -> list[FigureLine]:
    """Group the figures of entries that count at a point by what, about and unit, in the order given."""
    found: dict[tuple[str, str, str], list[Given]] = {}
    for entry in entries:
        for figure in entry.said.figures:
            for given in _given(entry, figure):
                found.setdefault(_key(given), []).append(given)
    return [_line(of_one) for of_one in found.values()]


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures of one thing are the same; where one is approximate, nearly the same is."""
    if one.approx or other.approx:
        return abs(one.value - other.value) <= CLOSE * max(abs(one.value), abs(other.value))
    return one.value == other.value


def _given(entry: Entry, figure: Figure) -> list[Given]:
    """Return it once for each thing it is about: its own, else the items that the entry is about, else nothing."""
    items: Sequence[str] = getattr(entry.said, "items", ()) or ([entry.said.cell.item] if entry.said.cell.item else [])
    about: Sequence[str | None] = [figure.about] if figure.about else list(items) or [None]
    return [Given(entry, figure, each) for each in about]


def _key(given: Given) -> tuple[str, str, str]:
    return fold(given.figure.what), fold(given.about or ""), fold(given.figure.unit or "")


def _line(given: list[Given]) -> FigureLine:
    accounts: list[list[Given]] = []
    for each in given:
        account = next((a for a in accounts if all(agree(each.figure, other.figure) for other in a)), None)
        if account is None:
            accounts.append([each])
        else:
            account.append(each)
    first = given[0]
    return FigureLine(first.figure.what, first.about, first.figure.unit, tuple(map(tuple, accounts)))
