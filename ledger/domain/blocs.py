"""Blocs: parties that others belong to, and what is said for others. A bloc's word is never a member's own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ledger.domain.accounts import Words, alike
from ledger.domain.field_types import Member
from ledger.domain.readings import Matrix, MatrixRow, Reading
from ledger.domain.records import Item, Party
from ledger.domain.register import Register
from ledger.domain.words import Stance


class SpokenFor(NamedTuple):
    """What one party, a bloc or somebody who speaks for others, holds on behalf of another."""

    by: str
    reading: Reading

    def differs_from(self, own: Reading) -> bool:
        """Whether what is told of a member itself is another word; where either is contested it is not.

        Who is reported as silent says nothing else.
        """
        return self._settled_beside(own) and own.stance != self.reading.stance

    def follows(self, own: Reading) -> bool:
        """Whether it is held after what is told of a member itself, and is not the same: its own is not the last word.

        The same word under another condition is not the same, as of accounts.
        """
        later = own.held.last < self.reading.held.first
        return later and self._settled_beside(own) and not alike(Words.of(own.values), Words.of(self.reading.values))

    def _settled_beside(self, own: Reading) -> bool:
        return not (own.contested or self.reading.contested) and own.stance is not Stance.silent


@dataclass(frozen=True)
class Blocs:
    """Who belongs to whom on a day. Parties are called by their keys of now; former keys are understood."""

    parties: Mapping[str, Party]
    day: date

    @cached_property
    def _now(self) -> dict[str, str]:
        former = {old: key for key, party in self.parties.items() for old in party.former}
        return former | {key: party.joined or key for key, party in self.parties.items()}

    @cached_property
    def blocs(self) -> tuple[str, ...]:
        """The parties that have members on this day, in the ledger's order."""
        return tuple(key for key, party in self.parties.items() if any(each.on(self.day) for each in party.members))

    def members_of(self, key: str, day: date | None = None) -> tuple[str, ...]:
        """Return who belongs to a party on this day, or another; members of members too."""
        day = day or self.day
        found: dict[str, None] = {}
        ahead = [self._now.get(key, key)]
        while ahead:
            party = self.parties.get(ahead.pop())
            for each in party.members if party else ():
                member = self._now.get(each.party, each.party)
                if each.on(day) and member not in found and member != key:
                    found[member] = None
                    ahead.append(member)
        return tuple(found)

    def heard_by(self, speaker: str, reading: Reading) -> dict[str, None]:
        """Return for whom a reading of a party speaks besides itself: its members, and whom it names, with theirs.

        A bloc that names some of its members speaks for these alone of them, and for none that has left it since.
        Whoever names a bloc speaks for those who belong to it, and did when it was said: not for who joined since.
        """
        named = [self._now.get(key, key) for key in reading.on_behalf_of]
        days = (reading.held.first, reading.held.last) if named else ()
        members = self.members_of(speaker)
        left = self._members_on(speaker, days).difference(members)
        others = dict.fromkeys(each for key in named for each in (key, *self._still_in(key, days)))
        every = others if any(key in others for key in (*members, *left)) else (*members, *others)
        return dict.fromkeys(key for key in every if key != speaker and key not in left)

    def _members_on(self, key: str, days: Iterable[date]) -> set[str]:
        return {member for day in days for member in self.members_of(key, day)}

    def _still_in(self, key: str, days: Iterable[date]) -> list[str]:
        then = self._members_on(key, days)
        return [member for member in self.members_of(key) if member in then]

    def speaks_for_others(self, speaker: str, reading: Reading) -> bool:
        """Whether a reading of a party can be the word of any besides itself."""
        return speaker in self.blocs or bool(reading.values.get("on_behalf_of"))

    def named_by(self, reading: Reading) -> tuple[str, ...]:
        """Return whom a reading names as those it speaks for besides its party, as far as it does on this day."""
        heard = self.heard_by(reading.party or "", reading) if reading.on_behalf_of else ()
        named = dict.fromkeys(self._now.get(key, key) for key in reading.on_behalf_of)
        return tuple(key for key in named if key in heard)

    def spoken_for(self, cells: Mapping[str, Reading]) -> dict[str, tuple[SpokenFor, ...]]:
        """Return, by party, what others hold for it in a row of cells; those with a word of their own too."""
        found: dict[str, list[SpokenFor]] = {}
        for speaker, reading in cells.items():
            if all(account.stance is Stance.silent for account in reading.accounts):
                continue  # who is reported as silent says nothing, for anybody
            for party in self.heard_by(speaker, reading) if self.speaks_for_others(speaker, reading) else ():
                found.setdefault(party, []).append(SpokenFor(speaker, reading))
        return {party: tuple(each) for party, each in found.items()}

    def besides(self, row: MatrixRow) -> Iterator[tuple[str, "Besides"]]:
        """Yield what others hold for parties on an item, by the party, beside the own word of each."""
        cells = row.every
        for party, every in self.spoken_for(cells).items():
            for said in every:
                yield party, Besides(row.item, said, cells.get(party))


def kin_on(parties: Mapping[str, Party], days: Iterable[date]) -> dict[str, set[str]]:
    """Return, by party, for whom it speaks and who speaks for it on any of these days: members of a bloc, and blocs."""
    on = [Blocs(parties, day) for day in set(days)]
    found: dict[str, set[str]] = {}
    for bloc, member in {(key, member) for each in on for key in each.blocs for member in each.members_of(key)}:
        found.setdefault(bloc, set()).add(member)
        found.setdefault(member, set()).add(bloc)
    return found


def memberships(known: Register, party: str) -> Iterator[tuple[Party, Member]]:
    """Yield the blocs that a party belongs to, or did, each with the time for which it does."""
    for bloc in known.live_parties:
        yield from ((bloc, each) for each in bloc.members if each.party == party)


class Besides(NamedTuple):
    """What others hold for a party on an item, beside its own word, if it has one there."""

    item: Item
    said: SpokenFor
    own: Reading | None

    @property
    def dissent(self) -> bool:
        """Whether what is told of itself is another word."""
        return self.own is not None and self.said.differs_from(self.own)

    @property
    def follows(self) -> bool:
        """Whether something is told of itself, and this is held after it, and is not the same."""
        return self.own is not None and self.said.follows(self.own)


def blocs_of(matrix: Matrix) -> Blocs:
    """Return who belongs to whom at a matrix's point."""
    return Blocs({party.key: party for party in matrix.parties}, matrix.point.held_on)


def spoken_for(matrix: Matrix, rows: Iterable[MatrixRow] | None = None) -> dict[str, dict[str, tuple[SpokenFor, ...]]]:
    """Return, by item and party, what others hold for it."""
    blocs = blocs_of(matrix)
    found = {row.item.key: blocs.spoken_for(row.every) for row in (matrix.rows if rows is None else rows)}
    return {item: cells for item, cells in found.items() if cells}


Spoken = Mapping[str, Mapping[str, tuple[SpokenFor, ...]]]


def besides(matrix: Matrix, party: str, spoken: Spoken | None = None) -> Iterator[Besides]:
    """Yield what others hold for a party, item by item; ``spoken`` is what they hold for all, where that is known."""
    spoken = spoken_for(matrix) if spoken is None else spoken
    for row in matrix.rows if spoken else ():
        for said in spoken.get(row.item.key, {}).get(party, ()):
            yield Besides(row.item, said, row.cells.get(party))


class Group(NamedTuple):
    """Parties that are looked at together: a bloc with its members, or all that have a tag."""

    key: str
    name: str
    parties: frozenset[str]


def groups(parties: Sequence[Party], day: date, by: str) -> tuple[Group, ...]:
    """Return the groups of parties ``by`` tag or bloc, in the order of the ledger; those in none are the rest."""
    if by == "tag":
        tags = dict.fromkeys(tag for party in parties for tag in party.tags)
        found = [Group(tag, tag, frozenset(p.key for p in parties if tag in p.tags)) for tag in tags]
    else:
        blocs = Blocs({party.key: party for party in parties}, day)
        found = [Group(key, blocs.parties[key].code, frozenset(blocs.members_of(key))) for key in blocs.blocs]
    grouped = {party for group in found for party in group.parties} | {group.key for group in found}
    rest = frozenset(party.key for party in parties if party.key not in grouped)
    return (*found, Group(REST, REST, rest)) if rest else tuple(found)


REST = "rest"
