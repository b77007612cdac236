"""What is shown of one thing: an item, a source, a party, a person, a round or an entry, whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.domain.blocs import Besides
from ledger.domain.delegations import Delegations
from ledger.domain.entries import Retraction
from ledger.domain.field_types import Member
from ledger.domain.figures import FigureLine
from ledger.domain.floors import EVERYTHING, Counting
from ledger.domain.lateness import Lateness
from ledger.domain.points import Point, Slip
from ledger.domain.readings import Reading
from ledger.domain.records import Delegate, Item, Party, Person, Round, Source
from ledger.domain.seed import Settlement
from ledger.domain.words import Status
from ledger.services.entry_states import EntryAtPoint
from ledger.services.measuring import Disagreement
from ledger.storage.changeset_contents import Contents
from ledger.storage.changesets import Changeset
from ledger.storage.contests import Contest

if TYPE_CHECKING:
    from ledger.services.verifying import UnfoundQuote, WithdrawnQuote


@dataclass(frozen=True, slots=True)
class PartyOnItem:
    """What a party has held on an item: its reading, and every entry, earliest first."""

    party: Party
    reading: Reading | None
    entries: tuple[EntryAtPoint, ...]


_TIES = {
    "depends-on": "depends on",
    "<depends-on": "needed by",
    "trades-with": "trades with",
    "relates-to": "relates to",
    "part-of": "part of",
    "part": "has the part",
}


@dataclass(frozen=True, slots=True)
class Tie:
    """Another item this one is tied to.

    ``kind`` is a link's (``<depends-on`` comes from the other), ``part`` or ``part-of``. ``state`` is where it stands
    in words, of a contested one by each account; a promise past its day is overdue. Not ``told`` is one of which
    nothing that counts is recorded.
    """

    kind: str
    item: Item
    status: Status
    state: str
    overdue: bool = False
    told: bool = True

    @property
    def said(self) -> str:
        """Its kind in words, as seen from the item shown: ``needed by``."""
        return _TIES[self.kind]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item, whole. ``history`` are the changesets that touched it.

    ``left_out`` are the principals whose contested or only possible stances the spread leaves out. ``called`` are the
    parties that anything is said of, by key, also where the stances of some alone are shown.
    """

    point: Point
    item: Item
    status: Status
    overdue: bool
    late: Lateness | None
    spread: int | None
    parties: tuple[PartyOnItem, ...]
    statuses: tuple[EntryAtPoint, ...]
    events: tuple[EntryAtPoint, ...]
    remarks: tuple[EntryAtPoint, ...]
    figures: tuple[FigureLine, ...]
    ties: tuple[Tie, ...]
    contests: tuple[Contest, ...]
    settlements: tuple[tuple[int, Settlement], ...]
    history: tuple[Changeset, ...]
    disagreements: tuple[Disagreement, ...]
    left_out: tuple[str, ...] = ()
    status_reading: Reading | None = None
    counting: Counting = EVERYTHING
    called: Mapping[str, Party] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, what rests on it, the texts attached: (edition, sha256, text); and what is not found in them.

    ``withdrawn``: what entries cite, and the newest edition has no longer, whether somebody keeps it or not.
    """

    point: Point
    source: Source
    entries: tuple[EntryAtPoint, ...]
    texts: tuple[tuple[int, str, str], ...]
    unfound: tuple["UnfoundQuote", ...] = ()
    withdrawn: tuple["WithdrawnQuote", ...] = ()
    counting: Counting = EVERYTHING


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that a party promised, and what became of it.

    Without a ``status_reading`` stances alone put it on the list: no source that we have says that it was promised.
    ``whose`` is on whose word it stands, as the note has it: one of several may have promised in the name of all.
    """

    item: Item
    status: Status
    status_reading: Reading | None
    overdue: bool
    late: Lateness | None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party, what it holds on each item, and where it sat; ``names`` are those of persons, by key.

    ``promises`` are the commitments by it that anything is told of; ``besides`` is what others, blocs that it belongs
    to among them, hold on its behalf. ``blocs`` are those it belongs to, or did, each with its membership.
    """

    point: Point
    party: Party
    readings: tuple[tuple[Item, Reading], ...]
    delegates: tuple[Delegate, ...]
    rounds: tuple[Round, ...]
    names: Mapping[str, str]
    counting: Counting = EVERYTHING
    besides: tuple[Besides, ...] = ()
    promises: tuple[Promise, ...] = ()
    blocs: tuple[tuple[Party, Member], ...] = ()


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person: what they said, the newest first, and where they sat."""

    point: Point
    person: Person
    entries: tuple[EntryAtPoint, ...]
    seats: tuple[tuple[Round, Delegate], ...]
    counting: Counting = EVERYTHING

    @property
    def said(self) -> tuple[EntryAtPoint, ...]:
        """What stands on this person's words alone."""
        return tuple(each for each in self.entries if each.stands and self._alone(each))

    @property
    def cited_in(self) -> tuple[EntryAtPoint, ...]:
        """What stands on this person's words and on others': the words told of it may be theirs."""
        return tuple(each for each in self.entries if each.stands and not self._alone(each))

    def _alone(self, told: EntryAtPoint) -> bool:
        return all(citation.by == self.person.key for citation in told.entry.said.cite)


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round, who sat in it by whose account, and what was held, happened or was said on its days.

    ``names`` are those of persons, by key; ``slip`` is how far it slipped from the days it was first planned for.
    """

    point: Point
    stage: Round
    slip: Slip | None
    delegates: tuple[Delegate, ...]
    entries: tuple[EntryAtPoint, ...]
    due: tuple[Item, ...]
    delegations: tuple[tuple[str, Delegations], ...]
    names: Mapping[str, str]
    counting: Counting = EVERYTHING


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry, with its changeset, or a retraction; ``account``: what it leads at the point, where it does."""

    point: Point
    told: EntryAtPoint | None
    retraction: Retraction | None
    changeset: Changeset
    account: Reading | None = None
    counting: Counting = EVERYTHING


ShownThing = ItemView | SourceView | PartyView | PersonView | RoundView | EntryView | Contents
