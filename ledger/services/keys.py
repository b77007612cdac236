"""Natural keys as people give them: whether there is one of that name."""

from collections.abc import Iterable

from ledger.domain.suggest import did_you_mean
from ledger.errors import NotFound

_FEW = 12  # as many as a hint names


def check(name: str, asked: Iterable[str], known: Iterable[str | None]) -> None:
    """Raise ``NotFound`` with a did-you-mean for the first word that is not among those known."""
    words = {word for word in known if word}
    for word in asked:
        if word not in words:
            known_here = f"known here: {', '.join(sorted(words)[:_FEW])}" if words else f"no {name} is known here yet"
            raise NotFound(f'there is no {name} "{word}"', hint=did_you_mean(word, words) or known_here)
