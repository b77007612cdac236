"""Did you mean: the nearest known word to a mistyped one."""

from collections.abc import Iterable

CLOSE_ENOUGH = 60  # of 100; rapidfuzz's ratio. Below it a suggestion misleads more than it helps.


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word`` (case does not count), or ``None`` where none is close."""
    from rapidfuzz import fuzz, process  # only who mistypes waits for it

    found = process.extractOne(
        word.casefold(),
        {name: name.casefold() for name in sorted(known)},
        scorer=fuzz.ratio,
        score_cutoff=CLOSE_ENOUGH,
    )
    return str(found[2]) if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean "demands"?`` or ``None``."""
    found = nearest(word, known)
    return f'did you mean "{found}"?' if found else None
