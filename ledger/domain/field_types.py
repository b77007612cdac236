"""What fields hold: keys, lines, prose and lists of them, and values of several parts; checked wherever given."""

import re
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from ledger.domain.moments import HeldOn
from ledger.domain.text import forbidden, is_plain_line
from ledger.domain.words import LinkKind, Speaker, Voice

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


class KeyOf(NamedTuple):
    """Says of a field that it names a record of a table; a plan puts the key where a name was given (``naming``).

    ``or_days``: it may be a date as well, which names none.
    """

    table: str
    or_days: bool = False


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

BY_LINE = frozenset({"carries", "on_behalf_of"})
"""Fields that are kept as one text with a line for each name."""


def taken_apart(name: str, value: object) -> object:
    """Return the names of a field that is kept as one text with a line for each; of any other its value."""
    return value.split("\n") if name in BY_LINE and isinstance(value, str) else value


BehalfOf = Annotated[
    tuple[PartyName, ...],
    BeforeValidator(_by_line),
    PlainSerializer(lambda keys: "\n".join(keys) or None, return_type=str | None),
]
"""Parties that are spoken for: one or a list. Kept, and hashed, as one text, a line for each: its key of then."""


def given(value: Frozen, as_usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
    return {name: part for name, part in as_usual(value).items() if part is not None}


class Inner(Frozen):
    """A value inside a record: what is not given is not written, so that fields can be added later."""

    @model_serializer(mode="wrap")
    def _written(self, as_usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return given(self, as_usual)


class Floor(Inner):
    """The least that an account must have to count."""

    at_least: Annotated[str, Field(pattern=r"^[A-F][1-6]$")] | None = Field(
        default=None, description="C3: reliability C or better, and credibility 3 or better"
    )
    voice: Voice | None = Field(default=None, description="reported lets first-hand through as well")
    independent: Annotated[int, Field(ge=1, le=99)] | None = Field(default=None, description="independent sources")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.at_least is None and self.voice is None and self.independent is None:
            raise ValueError("a floor asks for something: at_least, voice or independent")
        return self


_SPAN = r"(?:, (?:from (?P<alone>[0-9]{4}[0-9-]*)|(?P<since>[0-9]{4}[0-9-]*)? ?to(?: (?P<until>[0-9]{4}[0-9-]*))?))?"
_MEMBER = re.compile(rf"(?P<party>[^,]+?){_SPAN}")


def _spanned(value: Any, form: re.Pattern[str]) -> Any:
    """Take what is typed in one apart; a beginning alone stands behind ``from``, or before ``to``."""
    found = form.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return value
    given = {name: part for name, part in found.groupdict().items() if part}
    alone = given.pop("alone", None)
    return given if alone is None else given | {"since": alone}


def _span(since: HeldOn | None, until: HeldOn | None) -> str:
    """Return from when until when something held, as it stands behind its name."""
    if until is None:
        return f", from {since}" if since else ""
    return f", {since} to {until}" if since else f", to {until}"


class Member(Inner):
    """A party that belongs to a bloc; ``from`` and ``to`` are days, months or years."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    party: PartyName
    since: HeldOn | None = Field(default=None, alias="from")
    until: HeldOn | None = Field(default=None, alias="to")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        """Take ``redland, 1995 to 2020`` apart, as it is typed in a form; a name alone is a member at any time."""
        return _spanned(value, _MEMBER)

    def __str__(self) -> str:
        return f"{self.party}{_span(self.since, self.until)}"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until.last < self.since.first:
            raise ValueError(f"the membership ends ({self.until}) before it begins ({self.since})")
        return self

    def on(self, day: date) -> bool:
        """Whether it holds on a day: from the first day that its beginning may mean to the last of its end."""
        return not (self.since and day < self.since.first) and not (self.until and day > self.until.last)


_OFFICE = re.compile(rf"(?P<office>.+?)(?: \((?P<party>[^()]+)\))?{_SPAN}")


class Office(Inner):
    """An office that a person held; ``from`` and ``to`` are days, months or years."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    office: OneLine
    party: PartyName | None = None
    since: HeldOn | None = Field(default=None, alias="from")
    until: HeldOn | None = Field(default=None, alias="to")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        """Take ``Minister (red), 2025-01 to 2026`` apart, as it is typed in a form."""
        return _spanned(value, _OFFICE)

    def __str__(self) -> str:
        party = f" ({self.party})" if self.party else ""
        return f"{self.office}{party}{_span(self.since, self.until)}"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until.last < self.since.first:
            raise ValueError(f"the office ends ({self.until}) before it begins ({self.since})")
        return self

    def within(self, days: HeldOn) -> bool:
        """Whether it was held on any of the days: from the first that its beginning may mean to the last of its end."""
        return not (self.since and days.last < self.since.first) and not (self.until and days.first > self.until.last)


class Citation(Frozen):
    """Ties what is said to a source (W3C TextQuoteSelector: ``quote`` with ``prefix`` and ``suffix``).

    ``credibility`` is 1 (confirmed) to 6 (cannot be judged), as in NATO AJP-2.1. ``note`` is what this source adds in
    the analyst's own words. ``quote`` is in the source's language, ``translation`` in the ledger's. ``by`` is the
    person whose words they are. ``carries`` names what this place of the source repeats, where that is not what the
    whole source does.
    """

    source: SourceKey | None = Field(default=None, description="key of the source; the file's own source when left out")
    at: OneLine | None = Field(default=None, description="¶7 is the 7th non-empty line; other forms are free text")
    quote: OneLine | None = None
    prefix: OneLine | None = None
    suffix: OneLine | None = None
    translation: OneLine | None = None
    by: PersonName | None = Field(default=None, description="the person who says so")
    speaker: Speaker | None = None
    credibility: Annotated[int, Field(ge=1, le=6)] = 6
    carries: Repeated = Field(default=(), description="the wires or outlets that this place repeats: one or a list")
    note: Prose | None = None

    def told_by(self, other: "Citation") -> bool:
        """Whether another citation says all that this one says; what is left out says nothing."""
        given = self.model_dump(exclude_defaults=True)
        return given.items() <= other.model_dump(exclude_defaults=True).items()


def parts_of_link(value: Any) -> Any:
    """Take apart what is written as a pair."""
    if isinstance(value, dict) and len(value) == 1:
        ((kind, to),) = value.items()
        return {"kind": kind, "to": to}
    return value


class Link(Frozen):
    """From the item that holds it to another item; written ``{depends-on: security-guarantees}``."""

    kind: LinkKind
    to: ItemKey

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        return parts_of_link(value)

    @model_serializer
    def _as_pair(self) -> dict[str, str]:
        return {self.kind.value: self.to}


class Scale(Frozen):
    """Anchor texts of position 0 and position 100."""

    low: OneLine
    high: OneLine
