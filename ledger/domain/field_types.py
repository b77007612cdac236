"""What fields hold: keys, lines, prose and lists of them, checked wherever they are given."""

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from ledger.domain.text import forbidden, is_plain_line
from ledger.values import dataclass

_KEY = re.compile(r"\w[\w.\-]*")
LONGEST_KEY = 80
RESERVED_KEYS = frozenset({"now", "prev"})


class Frozen(BaseModel):
    """A value: frozen, and strict about what it does not know."""

    # Built when first used: no command needs more than a few of the models, and building all takes longer than most.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _clean(text: str) -> str:
    found = forbidden(text)
    if found:
        offset, name = found
        raise ValueError(f"holds the control character {name} at character {offset + 1}; take it out")
    return text


def _line(text: str) -> str:
    if is_plain_line(text):  # nearly always; this runs once for each text of each row read
        return text
    if "\n" in _clean(text):
        raise ValueError("must stand on one line")
    text = text.strip()
    if not text:
        raise ValueError("must not be empty")
    return text


def _prose(text: str) -> str:
    if is_plain_line(text):
        return text
    text = _clean(text).strip()
    if not text:
        raise ValueError("must not be empty")
    return text


@lru_cache(maxsize=4096)  # a seed names the same few items and parties in entry after entry
def _key(text: str) -> str:
    if not _KEY.fullmatch(_clean(text)):
        raise ValueError("a key is letters, digits, '-', '_' and '.', starting with a letter or digit")
    if text in RESERVED_KEYS:
        raise ValueError(f'"{text}" has a meaning of its own in points; choose another key')
    return text


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    return _KEY.fullmatch(text) is not None and len(text) <= LONGEST_KEY


def _listed(value: object) -> object:
    """Let one value stand where a list is expected, as people write it."""
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class KeyOf:
    """Says of a field that it names a record of a table; a plan puts the key where a name was given (``naming``)."""

    table: str


VERBATIM = "kept to the letter, in whatever normal form it came"
Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY), AfterValidator(_key)]
LAST_NUMBER = 2**31 - 1  # what both engines hold
Number = Annotated[int, Field(ge=1, le=LAST_NUMBER)]
Text = Annotated[str, AfterValidator(_clean), VERBATIM]
ONE_LINE = AfterValidator(_line)
OneLine = Annotated[str, Field(max_length=500), ONE_LINE]
Prose = Annotated[str, Field(max_length=20_000), AfterValidator(_prose)]
OneLineList = Annotated[tuple[OneLine, ...], BeforeValidator(_listed)]
Keys = Annotated[tuple[Key, ...], BeforeValidator(_listed)]
ItemKey = Annotated[Key, KeyOf("item")]
ItemKeys = Annotated[tuple[ItemKey, ...], BeforeValidator(_listed)]
RoundKey = Annotated[Key, KeyOf("round")]
SourceKey = Annotated[Key, KeyOf("source")]
PartyName = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_line), KeyOf("party")]
"""A party by its key, its code, its name or an alias; once it is recorded, by its key."""
PartyNames = Annotated[tuple[PartyName, ...], BeforeValidator(_listed)]
PersonName = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_line), KeyOf("person")]
"""A person by its key, its name or an alias; once it is recorded, by its key."""


def _by_line(value: object) -> object:
    """Take several names apart that are kept as one text, a line each."""
    if value is None:
        return ()
    return tuple(value.split("\n")) if isinstance(value, str) else value


Repeated = Annotated[
    tuple[OneLine, ...],
    BeforeValidator(_by_line),
    PlainSerializer(lambda names: "\n".join(names) or None, return_type=str | None),
]
"""Wires or outlets that are repeated: one or a list. Kept, and hashed, as one text with a line for each."""


BehalfOf = Annotated[
    tuple[PartyName, ...],
    BeforeValidator(_by_line),
    PlainSerializer(lambda keys: "\n".join(keys) or None, return_type=str | None),
]
"""Parties that are spoken for: one or a list. Kept, and hashed, as one text, a line for each: its key of then."""
