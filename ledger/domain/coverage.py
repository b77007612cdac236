"""Coverage: which sources something rests on, and how reliable the best of them is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.domain.records import Source


@dataclass(frozen=True, slots=True)
class Coverage:
    """Sources by key, the most reliable first; ``best`` is the reliability of that one, ``None`` without any."""

    sources: tuple[str, ...] = ()
    best: str | None = None

    @classmethod
    def of(cls, cited: Iterable[str], known: Mapping[str, Source]) -> "Coverage":
        """Return the coverage of what cites these sources."""
        wanted = set(cited)
        found = sorted((known[key].reliability.value, key) for key in wanted if key in known)
        return cls(tuple(key for _reliability, key in found), found[0][0] if found else None)
