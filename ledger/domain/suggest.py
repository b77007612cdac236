"""What an error offers: the nearest known word to a mistyped one, or what there is, the first ten of it."""

from collections.abc import Iterable, Iterator

MOST = 10
"""So many are named in an error; the rest is counted."""
KNOWN = "known here: "
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


def few(names: Iterable[object]) -> str:
    """Return names in a row, commas between; after ten, how many more there are: ``a, b and 23 more``."""
    every = [str(name) for name in names]
    more = len(every) - MOST
    return ", ".join(every[:MOST]) + (f" and {more} more" if more > 0 else "")


def there_is(names: Iterable[object]) -> Iterator[str]:
    """Yield ``known here: R1, R2``, or nothing where there is nothing."""
    if said := few(names):
        yield f"{KNOWN}{said}"


def instead(word: str, known: Iterable[str], *, what: str = "one") -> str:
    """Return a hint for a word that is none of those known: the nearest, and what there is.

    ``what`` is what each of them is called where there is none yet.
    """
    every = list(known)
    near = did_you_mean(word, every)
    return "; ".join(filter(None, [near, *there_is(every)])) or f"no {what} is known here yet"
