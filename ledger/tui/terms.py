"""A filter as typed, taken apart: words that must all be found, and terms (``party:ukraine``); no widgets."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

from ledger.domain.text import fold

Facts = Mapping[str, Iterable[str | None]]
"""What a line says under each name of a term; a term asks for the beginning of one of them."""


def apart(typed: str, names: Container[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Take a filter apart into words and terms; what has not the name of a term is a word."""
    pairs = [(word, *word.partition(":")) for word in fold(typed).split()]
    terms = [(name, value) for _, name, colon, value in pairs if colon and name in names]
    return tuple(word for word, name, colon, _ in pairs if not (colon and name in names)), tuple(terms)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a filter asks for."""

    words: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()

    @classmethod
    def typed(cls, text: str, names: Container[str]) -> "Wanted":
        """Read a filter."""
        return cls(*apart(text, names))

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)

    def found(self, text: Callable[[], str], facts: Callable[[], Facts]) -> bool:
        """Whether a line that says this is to be shown; neither is asked for where the filter has no need of it."""
        if self.terms and not _has(facts(), self.terms):
            return False
        folded = fold(text()) if self.words else ""
        return all(word in folded for word in self.words)


def _has(facts: Facts, terms: Iterable[tuple[str, str]]) -> bool:
    return all(any(fold(said).startswith(value) for said in facts[name] if said) for name, value in terms)
