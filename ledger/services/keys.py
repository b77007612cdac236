"""What people give where a key is asked for: the keys they mean, and whether there is a word like that."""

from collections.abc import Iterable, Mapping
from typing import Any

from ledger.domain.naming import KNOWN, Unnamed, instead, resolve, there_is
from ledger.errors import NotFound, UsageError


def key_of(table: str, name: str, known: Mapping[str, Any]) -> str:
    """Return the key of the record that a name means: by key, code, name or alias.

    Raises ``NotFound`` with the nearest names and what there is where there is none, ``UsageError`` with all whom it
    may mean where there are several.
    """
    try:
        return resolve(table, name, known)
    except Unnamed as problem:
        if problem.several:
            raise UsageError(problem.message, hint=problem.hint) from None
        raise NotFound(problem.message, hint=nearest_first(problem.hint, known)) from None


def nearest_first(hint: str, known: Mapping[str, Any]) -> str:
    """Return a hint with what there is behind whom a name may mean: by key, the first ten and how many more."""
    if hint.startswith(KNOWN):
        return hint
    live = sorted(key for key, record in known.items() if not getattr(record, "struck", False))
    return "; ".join([hint, *there_is(live)])


def keys_of(table: str, names: Iterable[str], known: Mapping[str, Any]) -> list[str]:
    """Return the keys that names mean, each once; several may stand in one with commas. Raise as ``key_of`` does."""
    every = (each for name in names for each in _apart(table, name, known))
    return list(dict.fromkeys(key_of(table, name, known) for name in every))


def _apart(table: str, name: str, known: Mapping[str, Any]) -> list[str]:
    """Take ``red,blue`` apart; a name that has a comma of its own is one."""
    try:
        return [resolve(table, name, known)]
    except Unnamed:
        return [part for each in name.split(",") if (part := each.strip())] or [name]


def check(name: str, asked: Iterable[str], known: Iterable[str | None]) -> None:
    """Raise ``NotFound`` with a did-you-mean for the first word that is not among those known."""
    words = {word for word in known if word}
    for word in asked:
        if word not in words:
            raise NotFound(f'there is no {name} "{word}"', hint=instead(word, sorted(words), what=name))
