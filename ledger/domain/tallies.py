"""How many of many parties are for something, against it, on neither side: votes, counted."""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.domain.readings import Reading
from ledger.domain.words import Stance

MANY = 12
"""Parties in one item from which on they are better counted than named."""


class Votes(NamedTuple):
    """How many hold what, by the sign of their scores; one contested or only possible is on neither side."""

    for_: int = 0
    against: int = 0
    abstaining: int = 0
    silent: int = 0
    withdrawn: int = 0
    contested: int = 0
    possible: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """By the word for each: what is counted in any ledger, then what is here."""
        usual = {"for": self.for_, "against": self.against, "abstaining": self.abstaining}
        rare = ("silent", "withdrawn", "contested", "possible")
        return usual | {word: count for word in rare if (count := getattr(self, word))}

    @property
    def sides(self) -> str:
        """The same without those on no side."""
        usual = {"for": self.for_, "against": self.against, "abstaining": self.abstaining}
        return ", ".join(f"{count} {word}" for word, count in usual.items() if count)

    @property
    def said(self) -> str:
        """``155 for, 8 against, 20 abstaining``; nothing where nobody speaks."""
        return ", ".join(f"{count} {word}" for word, count in self.counts.items() if count)


_OF_A_SIGN = {1: "for_", -1: "against", 0: "abstaining"}


def tally_of(readings: Iterable[Reading]) -> Votes:
    """Count readings of stances."""
    counts: dict[str, int] = {}
    for side in map(side_of, readings):  # a few at a time, thousands of times: a Counter takes twice as long
        counts[side] = counts.get(side, 0) + 1
    return Votes(**counts)


def side_of(reading: Reading) -> str:
    """Return on which side a reading counts: the name of a field of ``Votes``."""
    if reading.contested:
        return "contested"
    if not reading.sure:
        return "possible"
    score = reading.score
    if score is None:
        return "withdrawn" if reading.stance is Stance.withdrawn else "silent"
    return _OF_A_SIGN[(score > 0) - (score < 0)]
