"""What is to be taken out of a ledger's texts, and what stands there instead: a marker with a salted hash.

Whoever has what was taken out, and the salt, can show that it was that; nobody can without the salt, which is kept
nowhere.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from unicodedata import east_asian_width

SHORTEST = 12
"""A field's value shorter than this is taken out only where it is all that a field says."""
MARK = "redacted-"
_SHOWN = 12  # digits of the hash: enough to tell markers apart, and a key can have them


@dataclass(frozen=True, slots=True)
class Taken:
    """Something to be taken out wherever it stands; a ``whole`` one was all that a field said, ``key`` a key."""

    text: str
    whole: bool = False
    key: bool = False


class Redactor:
    """Takes texts out, the longest first, and puts the marker of each in its place."""

    def __init__(self, wanted: Iterable[Taken], salt: bytes) -> None:
        self._wanted = sorted(set(wanted), key=lambda each: (-len(each.text), each.text))
        self.salted = {each: sha256(salt + each.text.encode()).hexdigest() for each in self._wanted}

    @property
    def markers(self) -> list[str]:
        """The markers that it puts in."""
        return [marker_of(salted) for salted in self.salted.values()]

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The markers of keys."""
        return {each.text: marker_of(salted) for each, salted in self.salted.items() if each.key}

    def text(self, value: str, *, keys: bool = False) -> str:
        """Return a text without them; with ``keys``, without keys too (what a program writes names records by key)."""
        for pattern, marker, key in self._patterns:
            if keys or not key:
                value = pattern.sub(lambda found, by=marker: by + "\n" * found.group().count("\n"), value)  # type: ignore[misc]  # mypy does not see the type of by
        return value

    def value(self, value: Any, *, keys: bool = False) -> Any:
        """Return a plain value (as of JSON) without them, at any depth."""
        if isinstance(value, str):
            return self.keys.get(value, value) if keys and value in self.keys else self.text(value)
        if isinstance(value, list):
            return [self.value(each, keys=keys) for each in value]
        if isinstance(value, dict):
            return {name: self.value(each, keys=keys) for name, each in value.items()}
        return value

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str, bool]]:
        return [(_pattern(each), marker_of(salted), each.key) for each, salted in self.salted.items()]


def marker_of(salted: str) -> str:
    """Return what stands in the place of what was taken out."""
    return f"{MARK}{salted[:_SHOWN]}"


def _pattern(wanted: Taken) -> re.Pattern[str]:
    """Find it as a word of its own, in small letters or capitals, however its lines are broken."""
    words = r"\s+".join(map(re.escape, wanted.text.split()))
    if wanted.key:
        return re.compile(rf"(?<![\w.\-]){words}(?![\w\-])")
    if wanted.whole and len(wanted.text) < SHORTEST:
        return re.compile(rf"\A\s*{words}\s*\Z", re.IGNORECASE)
    before, after = (r"(?<!\w)" if _is_cased(wanted.text[0]) else "", r"(?!\w)" if _is_cased(wanted.text[-1]) else "")
    return re.compile(f"{before}{words}{after}", re.IGNORECASE)


def _is_cased(sign: str) -> bool:
    """Whether words that begin or end with it stand apart: those of Chinese or Japanese do not."""
    return sign.isalnum() and east_asian_width(sign) not in "WF"


def held_by(values: Mapping[str, Any], markers: Collection[str]) -> list[str]:
    """Return the names of the values that hold a marker."""
    holds: Callable[[Any], bool] = lambda value: any(marker in str(value) for marker in markers)  # noqa: E731
    return [name for name, value in values.items() if holds(value)]
