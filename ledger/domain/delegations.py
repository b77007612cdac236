"""Who sat for a party in a round, source by source: two reports' lists stay two.

Lists contradict each other by their lead, or by one person's office, and by nothing else: a list that leaves somebody
out does not say that they stayed away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from ledger.domain.field_types import Citation
from ledger.domain.records import Delegate, Source
from ledger.domain.text import fold
from ledger.domain.words import Reliability, Voice


@dataclass(frozen=True, slots=True)
class Delegation:
    """One source's list; without a source those that the first edition recorded."""

    source: str | None
    delegates: tuple[Delegate, ...]

    @property
    def leads(self) -> frozenset[str]:
        """Who is said to lead."""
        return frozenset(seat.person for seat in self.delegates if seat.lead)


@dataclass(frozen=True, slots=True)
class Delegations:
    """All lists of one round and party in the leading order, and the pairs that contradict each other."""

    lists: tuple[Delegation, ...]
    rivals: tuple[tuple[Delegation, Delegation], ...]

    @property
    def contested(self) -> bool:
        """Whether any two lists contradict each other."""
        return bool(self.rivals)


def delegations(delegates: Iterable[Delegate], sources: Mapping[str, Source]) -> Delegations:
    """Return the lists of one round and party, the surest first, and which of them contradict each other."""
    by_source: dict[str | None, list[Delegate]] = {}
    for seat in delegates:
        by_source.setdefault(seat.cite.source if seat.cite else None, []).append(seat)
    lists = [Delegation(source, tuple(seats)) for source, seats in by_source.items()]
    lists.sort(key=lambda each: _order(each, sources))
    return Delegations(tuple(lists), tuple(pair for pair in combinations(lists, 2) if not agree(*pair)))


def agree(one: Delegation, other: Delegation) -> bool:
    """Whether two lists can both be right."""
    offices = {seat.person: fold(seat.office) for seat in one.delegates if seat.office}
    same = all(
        offices.get(seat.person, fold(seat.office)) == fold(seat.office) for seat in other.delegates if seat.office
    )
    return same and (not one.leads or not other.leads or one.leads == other.leads)


def _order(found: Delegation, sources: Mapping[str, Source]) -> tuple[object, ...]:
    """The leading order as far as a list has it: voice, reliability, credibility, then its source."""
    best = min((_grade(seat.cite, sources) for seat in found.delegates if seat.cite), default=_LAST)
    return (*best, found.source or "")


_LAST = (len(Voice), Reliability.F.value, 6)


def _grade(cite: Citation, sources: Mapping[str, Source]) -> tuple[int, str, int]:
    voice = cite.speaker.voice if cite.speaker else Voice.reported
    source = sources.get(cite.source or "")
    return voice.distance, source.reliability.value if source else Reliability.F.value, cite.credibility
