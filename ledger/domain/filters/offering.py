"""What may come next in a filter, while it is being typed: names, words, what stands under a name."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.domain.filters.reading import IS, Known, Language, Name, Sort
from ledger.domain.filters.values import DAYS
from ledger.domain.text import fold

_TAIL = re.compile(
    r"""(?:(?P<name>[^\W\d][\w.\-]*)(?P<sign>:|\s*(?:<=|>=|==|!=|[<>=])\s*))?(?P<done>(?:[^\s()|,]+,)*)"""
    r"""(?P<part>"[^"]*|'[^']*|[^\s()|,:<>="']*)$"""
)
_SIGNS = {Sort.number: ">=", Sort.day: "<"}
_SIGNED = (":", "<", ">", "=", ",")
_JOINING = {"and": "both hold", "or": "one of them holds", "not": "what follows does not hold"}


class Offer(NamedTuple):
    """What may be typed: all of the filter with it, the word itself, and what it means."""

    text: str
    word: str
    about: str


def offers(text: str, language: Language[Any], known: Known | None = None) -> list[Offer]:
    """Return what the last word of a filter may become."""
    found = _TAIL.search(text)
    if found is None:
        return []
    part = found["part"].lstrip("-!") if not found["name"] else found["part"].lstrip("\"'")
    kept = text[: found.end() - len(part)] if not found["part"].startswith(('"', "'")) else text[: found.start("part")]
    name = found["name"]
    if not name and text[: found.start("part")].rstrip().endswith(_SIGNED):
        return []  # a value is wanted, of what no value is known
    words = _names(language) if not name else _values(name, language, known or {})
    wanted = fold(part)
    return [Offer(kept + _quoted(word), word, about) for word, about in words if fold(word).startswith(wanted)]


def _names(language: Language[Any]) -> Iterator[tuple[str, str]]:
    for word, flag in language.flags.items():
        yield f"{IS}:{word}", flag.about
    for called, name in language.names.items():
        yield called + _SIGNS.get(name.sort, ":"), name.about
    yield from _JOINING.items()


def _values(called: str, language: Language[Any], known: Known) -> Iterator[tuple[str, str]]:
    if called == IS:
        yield from ((word, flag.about) for word, flag in language.flags.items())
    elif called in language.names:
        name = language.names[called]
        words = [*DAYS, *known.get("round", {})] if name.sort is Sort.day else name.offered(known)
        for word in words:
            yield word, _about(name, word, known)


def _about(name: Name[Any], word: str, known: Known) -> str:
    record = known.get(name.table or "", {}).get(word)
    return str(getattr(record, "name", None) or getattr(record, "title", None) or "")


def _quoted(word: str) -> str:
    """Return a word as it is typed: what has blanks in it stands in quotes."""
    return f'"{word}"' if any(blank in word for blank in " (),|") else word
