"""Coverage: which sources something rests on, and how reliable the best of them is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.domain.records import Source


@dataclass(frozen=True, slots=True)
class Coverage:
    """Sources by key, in the order of the ledger; ``best`` is the reliability of the best, ``None`` without any."""

    sources: tuple[str, ...] = ()
    best: str | None = None

    @classmethod
    def of(cls, cited: Iterable[str], known: Mapping[str, Source]) -> "Coverage":
        """Return the coverage of what cites these sources."""
        wanted = set(cited)
        found = [source for key, source in known.items() if key in wanted]
        best = min((source.reliability.value for source in found), default=None)
        return cls(tuple(source.key for source in found), best)
