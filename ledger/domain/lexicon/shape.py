"""What a language's file holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ledger.domain.words import Stance

SHORTEST = 4
"""Letters that a stem keeps."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language: what tells a stance, what turns it round, what to leave out of account.

    ``cues`` are phrases in lower case, every form written out. ``negations`` stand shortly before a cue; ``turned``
    says what a negated stance becomes (of one not named, nothing is said). ``joined`` stands between parties that hold
    one stance together. ``conditions`` begin what a party makes
    its yes depend on. ``hedges`` make a sentence say nothing of what is held: a question, a guess, what might be.
    ``endings`` are taken off words before they are compared, the longest first.
    """

    cues: Mapping[Stance, Iterable[str]]
    negations: Iterable[str]
    turned: Mapping[Stance, Stance]
    joined: Iterable[str]
    conditions: Iterable[str]
    hedges: Iterable[str]
    common: frozenset[str]
    endings: tuple[str, ...]

    @cached_property
    def cue(self) -> re.Pattern[str]:
        """Finds any cue, the longest first."""
        return _any_of(self.stances)

    @cached_property
    def stances(self) -> dict[str, Stance]:
        """What each cue tells."""
        return {phrase: stance for stance, phrases in self.cues.items() for phrase in phrases}

    @cached_property
    def negation(self) -> re.Pattern[str]:
        """Finds what turns a cue round."""
        return _any_of(self.negations)

    @cached_property
    def condition(self) -> re.Pattern[str]:
        """Finds where a condition begins."""
        return _any_of(self.conditions)

    @cached_property
    def hedge(self) -> re.Pattern[str]:
        """Finds what makes a sentence say nothing of what is held."""
        return _any_of(self.hedges)

    def stem(self, word: str) -> str:
        """Return a word without its ending."""
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
                return word.removesuffix(ending)
        return word

    def stems(self, text: str) -> set[str]:
        """Return the stems of a text's words, but for short ones, and those that every text has."""
        return {self.stem(word) for word in _words(text) if len(word) >= SHORTEST and word not in self.common}

    def every_stem(self, text: str) -> set[str]:
        """Return the stems of all words of a text."""
        return set(map(self.stem, _words(text)))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
