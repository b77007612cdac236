"""Descriptive records: who takes part, when they met, what is on the list, which documents we have.

The tables mirror these models column for column. Their fields may change later, but only through a changeset that
keeps field, old and new (design law 1).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    WrapSerializer,
    model_validator,
)

from ledger.domain.field_types import (
    LAST_NUMBER,
    ONE_LINE,
    Citation,
    Floor,
    Frozen,
    ItemKey,
    Key,
    KeyOf,
    Keys,
    Link,
    Member,
    Office,
    OneLine,
    OneLineList,
    PartyName,
    PartyNames,
    Prose,
    Repeated,
    RoundKey,
    Scale,
    SourceKey,
    given,
)
from ledger.domain.moments import Day, HeldOn, reads_as_days
from ledger.domain.text import fold
from ledger.domain.words import (
    Counted,
    Handling,
    ItemKind,
    Matter,
    Reliability,
    Role,
    RoundKind,
    RoundStatus,
    SourceKind,
)

_KEY_ALONE = ("key",)


class Record(Frozen):
    """A descriptive record; ``table`` names it in the journal, in YAML (plural) and in the database."""

    table: ClassVar[str]
    plural: ClassVar[str]
    identity: ClassVar[tuple[str, ...]] = _KEY_ALONE

    @property
    def natural_key(self) -> str:
        """The record's natural key; of several fields, joined by ``/``."""
        fields: dict[str, Any] = self.__dict__
        return fields["key"] if self.identity == _KEY_ALONE else self.key_in(fields)

    @classmethod
    def key_in(cls, fields: Mapping[str, Any]) -> str:
        """Return the natural key that a record with these fields has."""
        return "/".join(str(fields[field]) for field in cls.identity)

    @property
    def ref(self) -> str:
        """How the journal names it: ``item:territory``."""
        return f"{self.table}:{self.natural_key}"

    @classmethod
    def described(cls) -> Iterator[str]:
        """Names of the fields that may be edited."""
        return (name for name in cls.model_fields if name not in cls.identity)


OWNED = ("four_eyes", "counts", "owners")
"""Settings of a ledger that its owners alone may change, where it names any."""


MARKING = "how far it may go (TLP 2.0); unmarked is as the ledger says, else clear"
EMBARGO = "the day before which it is red, whatever else it is marked"


class LedgerInfo(Record):
    """What the ledger says of itself, and its settings."""

    table: ClassVar[str] = "ledger"
    plural: ClassVar[str] = "ledger"
    identity: ClassVar[tuple[str, ...]] = ()

    title: OneLine | None = None
    description: Prose | None = None
    four_eyes: bool = Field(default=False, description="an author may not review their own entries")
    counts: Counted = Field(default=Counted.all, description="accepted: only what somebody has accepted counts")
    floor: Floor | None = Field(default=None, description="the least that an account must have to count")
    owners: Repeated = Field(default=(), description="who alone may change four_eyes, counts and owners: one or a list")
    marking: Handling | None = Field(default=None, description="what is not marked is this; clear when left out")


class Listed(Record):
    """A record of which a ledger has many, each entered once."""

    struck: bool = Field(default=False, description="entered by mistake: kept in the record, left out of every view")
    _former: tuple[str, ...] = PrivateAttr(default=())

    @property
    def former(self) -> tuple[str, ...]:
        """The keys that it had before: they mean it still."""
        return self._former

    def once_called(self, keys: tuple[str, ...]) -> Self:
        """Return the same record, known by these former keys too."""
        named = self.model_copy()
        named._former = keys  # noqa: SLF001 - its own
        return named


_JOINED = "the record that it was found to be: what was recorded of it goes on there"


class Joinable(Listed):
    """A record that can be found to be the same as another, under whose key it goes on."""


def goes_on_as(records: Mapping[str, Joinable]) -> dict[str, str]:
    """Return what is meant now by former keys, and by the keys of what was joined to another."""
    now = {key: str(getattr(record, "joined", None) or key) for key, record in records.items()}
    former = {old: now[key] for key, record in records.items() for old in record.former}
    return former | {key: other for key, other in now.items() if key != other}


class Party(Joinable):
    """Who takes part; one with ``members`` is a bloc, and a party like any other."""

    table: ClassVar[str] = "party"
    plural: ClassVar[str] = "parties"

    key: Key
    # Ledgers of the first edition may have a "_" in one; a new one is refused by the plan (``planning.keys``).
    code: Annotated[str, Field(pattern=r"^\w{2,4}$", json_schema_extra={"pattern": r"^[^\W_]{2,4}$"})]
    name: OneLine
    role: Role
    aliases: OneLineList = ()
    tags: Keys = Field(default=(), description="words to group it by")
    members: tuple[Member, ...] = Field(default=(), description="of a bloc: who belongs to it, and when")
    joined: Annotated[Key, KeyOf("party")] | None = Field(default=None, description=_JOINED)


class Person(Joinable):
    """Who speaks, or sits at a table."""

    table: ClassVar[str] = "person"
    plural: ClassVar[str] = "persons"

    key: Key
    name: OneLine
    aliases: OneLineList = ()
    offices: tuple[Office, ...] = ()
    joined: Annotated[Key, KeyOf("person")] | None = Field(default=None, description=_JOINED)

    def holds_office_of(self, party: str, days: HeldOn) -> bool:
        """Whether they may have held an office of a party in days: only what they said then is said for it."""
        return any(office.party == party and office.within(days) for office in self.offices)


class Round(Listed):
    """A dated stage. The plan (``planned_for``) and the fact (``starts``, ``ends``) are both kept."""

    table: ClassVar[str] = "round"
    plural: ClassVar[str] = "rounds"

    key: Key
    title: OneLine
    kind: RoundKind = RoundKind.round
    status: RoundStatus = RoundStatus.planned
    planned_for: HeldOn | None = None
    starts: HeldOn | None = Field(default=None, description="its first day; a month where no more is known")
    ends: HeldOn | None = Field(default=None, description="its last day; a month where no more is known")
    venue: OneLine | None = None
    host: PartyName | None = None
    parties: PartyNames = ()
    _planned_then: HeldOn | None = PrivateAttr(default=None)

    @property
    def planned_then(self) -> HeldOn | None:
        """Of a postponed round the days that it was planned for until then, where its plan is another since."""
        return self._planned_then if self._planned_then != self.planned_for else None

    @property
    def put_off_to(self) -> HeldOn | None:
        """Of a postponed round the days that it is planned for since, where those are not what they were until then."""
        put_off = self.status is RoundStatus.postponed and self._planned_then != self.planned_for
        return self.planned_for if put_off else None

    def postponed_from(self, plan: HeldOn | None) -> Self:
        """Return the same round, known to have had this plan when it was postponed."""
        known = self.model_copy()
        known._planned_then = plan  # noqa: SLF001 - its own
        return known

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts and self.ends and self.ends.last < self.starts.first:
            raise ValueError(f"ends ({self.ends}) before it starts ({self.starts})")
        return self


class Delegate(Listed):
    """A person who sat for a party in a round, as one source has it.

    ``cite`` makes it part of that source's list: what two sources say of one person stays two. Those of the first
    edition have none, and the name of the person in place of a key.
    """

    table: ClassVar[str] = "delegate"
    plural: ClassVar[str] = "delegates"
    identity: ClassVar[tuple[str, ...]] = ("round", "party", "person")

    round: RoundKey
    party: PartyName
    person: OneLine = Field(description="a person's key, name or alias; of somebody new the name")
    office: OneLine | None = None
    lead: bool = False
    cite: Annotated[Citation, WrapSerializer(given)] | None = Field(
        default=None, description="where it stands; needed for whoever is new"
    )

    @classmethod
    def key_in(cls, fields: Mapping[str, Any]) -> str:
        """Return round, party and person, with the source where there is one."""
        cite = fields.get("cite")
        source = cite.get("source") if isinstance(cite, Mapping) else cite and cite.source
        return "/".join([super().key_in(fields), *([source] if source else [])])


class Item(Joinable):
    """An open item. Its ``question`` is the sentence that stances are for or against."""

    table: ClassVar[str] = "item"
    plural: ClassVar[str] = "items"

    key: Key
    kind: ItemKind = ItemKind.issue
    matter: Matter = Field(
        default=Matter.substance, description="procedure: how and when one meets; context: outside this table"
    )
    title: OneLine
    question: Prose | None = None
    category: OneLine | None = Field(default=None, description="the field that it belongs to: territory, energy")
    track: OneLine | None = Field(default=None, description="the strand of the talks that it is dealt with in")
    difficulty: Annotated[int, Field(ge=1, le=5)] | None = Field(default=None, description="1 (easy) to 5 (hardest)")
    scale: Scale | None = None
    part_of: ItemKey | None = None
    links: tuple[Link, ...] = ()
    by: PartyNames = Field(default=(), description="the parties that promise; of commitments only")
    to: PartyNames = Field(default=(), description="the parties that it is promised to; of commitments only")
    due: Annotated[OneLine, KeyOf("round", or_days=True)] | None = Field(
        default=None, description="the round, date or interval by which a commitment is to be kept"
    )
    tags: Keys = Field(default=(), description="words to find it by")
    owner: OneLine | None = Field(default=None, description="who looks after it here")
    joined: ItemKey | None = Field(default=None, description=_JOINED)
    split_from: ItemKey | None = Field(default=None, description="the item that it was part of until it was split")
    marking: Handling | None = Field(default=None, description=MARKING)
    embargo: Day | None = Field(default=None, description=EMBARGO)


class Source(Joinable):
    """A document. ``carries`` names the wires or outlets it repeats: repeats are not independent."""

    table: ClassVar[str] = "source"
    plural: ClassVar[str] = "sources"

    key: Key
    title: OneLine
    publisher: OneLine | None = None
    kind: SourceKind = SourceKind.news_report
    published: HeldOn | None = None
    url: OneLine | None = None
    archived_url: OneLine | None = Field(default=None, description="where a copy of it is kept")
    accessed: Day | None = Field(default=None, description="the day on which it was read there")
    language: OneLine | None = None
    translated_from: OneLine | None = Field(default=None, description="the language it was written in, where another")
    reliability: Reliability = Reliability.F
    carries: Repeated = Field(default=(), description="the wires or outlets that it repeats: one or a list")
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    joined: SourceKey | None = Field(default=None, description=_JOINED)
    marking: Handling | None = Field(default=None, description=MARKING)
    embargo: Day | None = Field(default=None, description=EMBARGO)

    @property
    def called(self) -> str:
        """What readers know it by: who published it, else its title."""
        return self.publisher or self.title


POINT_WORDS = frozenset({"now", "prev", "last-review", "last-look"})
"""Words that mean something in a point."""


def _no_point(text: str) -> str:
    """Refuse a name for a point that can be read as a point of another kind, whatever the ledger holds."""
    if "@" in text:
        raise ValueError("must not hold an @: behind it stands a changeset")
    if fold(text) in POINT_WORDS:
        raise ValueError(f'"{text}" has a meaning of its own in points; choose another name')
    if is_date(text):
        raise ValueError(f'"{text}" is a date, which is a point already; choose another name')
    return text


def is_date(text: str) -> bool:
    """Whether a text reads as a date, and so as a point."""
    return reads_as_days(fold(text))


MarkName = Annotated[str, Field(max_length=80), ONE_LINE, AfterValidator(_no_point)]


class Mark(Listed):
    """A name given to a place in both times: usable wherever a point is.

    ``held`` is a round (its last day) or a day; ``known_at`` the changeset whose knowledge is meant, 0 for none.
    """

    table: ClassVar[str] = "mark"
    plural: ClassVar[str] = "marks"

    key: Annotated[Key, AfterValidator(_no_point)]
    name: MarkName = Field(description="what it is called, in a point too; never a date, a round's key or now")
    held: Annotated[OneLine, KeyOf("round", or_days=True)] = Field(
        description="the round (its last day) or the day it names"
    )
    known_at: Annotated[int, Field(ge=0, le=LAST_NUMBER)] = Field(description="the changeset it names; 0 is before all")


class SavedView(Listed):
    """A filter, an order and what is folded, kept under a name for everybody."""

    table: ClassVar[str] = "view"
    plural: ClassVar[str] = "views"

    key: Key
    name: Annotated[str, Field(max_length=80), ONE_LINE] = Field(description="what it is called")
    filter: Annotated[str, Field(max_length=1_000), ONE_LINE] | None = Field(
        default=None, description="which items are wanted, as behind --where; all when left out"
    )
    sort: OneLine | None = Field(default=None, description="the order of the items on the screens")
    folded: Repeated = Field(default=(), description="the tracks that are folded on the screens")


RECORDS: tuple[type[Record], ...] = (LedgerInfo, Party, Person, Round, Source, Item, Delegate, Mark, SavedView)
"""In the order in which they are recorded: each may refer only to those before it, or to its own kind."""
