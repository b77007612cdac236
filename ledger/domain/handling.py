"""Handling marks: how far things may go (TLP 2.0), and what must stay behind when something leaves the ledger.

An entry stays behind when it is marked higher than what may leave, when it is on an item that is, or when nothing that
may leave bears it out. What it took the place of stays behind as well: it was found wrong, and leaving alone it would
be told as right. So does the retraction of what stays behind.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from ledger.domain.words import Handling

__all__ = ["Handling", "MarkedEntry", "Withheld", "entries_above", "marked_as"]


class Withheld(NamedTuple):
    """What stays behind of a ledger: numbers of entries, and items and sources by every key that they ever had."""

    up_to: Handling
    entries: frozenset[int] = frozenset()
    items: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    counts: tuple[int, int, int] = (0, 0, 0)
    """How many entries, items and sources that is; retractions are not counted."""

    def __bool__(self) -> bool:
        """Whether anything stays behind."""
        return bool(self.entries or self.items or self.sources)


class MarkedEntry(NamedTuple):
    """An entry or a retraction, as far as its handling goes; ``sources`` are those of the citations that count."""

    number: int
    retracts: bool
    supersedes: int | None
    marking: str | None
    embargo: str | None
    items: Collection[str]
    sources: Collection[str]


def marked_as(marking: str | None, embargo: date | str | None, usual: Handling, today: date) -> Handling:
    """Return how far something may go on a day: before its embargo ends it is red, whatever it is marked."""
    if embargo is not None and today.isoformat() < str(embargo):
        return Handling.red
    return Handling(marking) if marking else usual


def entries_above(
    entries: Iterable[MarkedEntry],
    items: Collection[str],
    sources: Collection[str],
    *,
    usual: Handling,
    up_to: Handling,
    today: date,
) -> frozenset[int]:
    """Return the numbers of what stays behind with these items and sources, retractions among them."""
    every = {entry.number: entry for entry in entries}

    def is_above(entry: MarkedEntry) -> bool:
        marked = marked_as(entry.marking, entry.embargo, usual, today)
        bare = all(source in sources for source in entry.sources)
        return marked.height > up_to.height or bare or any(item in items for item in entry.items)

    above = {entry.number for entry in every.values() if not entry.retracts and is_above(entry)}
    for number in sorted(every, reverse=True):  # what an entry took the place of was recorded before it
        before = every[number].supersedes
        if number in above and before is not None:
            above.add(before)
    for number in sorted(every):
        if every[number].retracts and every[number].supersedes in above:
            above.add(number)
    return frozenset(above)
