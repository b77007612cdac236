"""What an entry is to the others of its cell, once all of them have come to count.

It is worked out of the claims that count, by the rules of ``ledger.domain.accounts``, and never goes by the order in
which entries were recorded.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.domain.accounts import Account, CellClaim, Contradictions, fine_and_coarse, finer, follows, read
from ledger.domain.records import Source

_IN_THE_END = date.max


class InItsCell(NamedTuple):
    """What an entry is to the others of its cell; of ``again``, ``followed_by`` and ``beside`` one at most is given.

    ``rivals`` are the entries that contradict it. ``again``: what tells the same of the same time in its place.
    ``followed_by``: what it is history for. ``beside``: the stance that a silence is only listed beside. Where none of
    these is given, ``claim`` is what it says in the account that it tells, and ``before`` are the accounts that this
    one follows, the leading one first.
    """

    rivals: tuple[int, ...] = ()
    again: CellClaim | None = None
    followed_by: CellClaim | None = None
    beside: CellClaim | None = None
    claim: CellClaim | None = None
    before: tuple[Account, ...] = ()


class CellLine:
    """The claims of a cell that count, what stands of them in the end, and what each entry is to the others."""

    def __init__(self, claims: Sequence[CellClaim], sources: Mapping[str, Source]) -> None:
        self._claims, self._sources = claims, sources
        self._fine, _coarse = fine_and_coarse(claims)
        self._at_odds = Contradictions(claims)
        self._standing = read(claims, _IN_THE_END, sources)

    @property
    def words(self) -> tuple[str, ...]:
        """What the accounts say that stand in the end, the leading one first."""
        return tuple(account.first.word for account in self._standing.accounts)

    def place_of(self, entry: int, told: Collection[int] = ()) -> InItsCell:
        """Return what an entry is to the others; of an account, one of ``told`` tells it before its leader does."""
        mine = [claim for claim in self._claims if claim.entry == entry]
        place = InItsCell(tuple(dict.fromkeys(claim.entry for claim in self._against(mine))))
        account = next((each for each in self._standing.accounts if entry in each.entries), None)
        if account is None:
            return self._not_read(place, entry, mine)
        claims = (*account.claims, *account.besides)
        teller = min(claims, key=lambda claim: claim.entry not in told)  # of equals the first, which leads
        if teller.entry != entry:
            return place._replace(again=teller)
        return place._replace(claim=teller, before=tuple(self._left_by(account)))

    def _not_read(self, place: InItsCell, entry: int, mine: Sequence[CellClaim]) -> InItsCell:
        """Say why an entry is in none of the accounts that stand; what stands itself is named before what does not."""
        stands = [claim for account in self._standing.accounts for claim in account.claims]
        if entry in self._standing.listed:
            return place._replace(beside=next(iter(stands), None))
        for others in (stands, sorted(self._fine, key=_by_days, reverse=True)):
            again = next((other for other in others if any(finer(other, one) for one in mine)), None)
            later = next((other for other in others if any(follows(other, one) for one in mine)), None)
            if again or later:
                return place._replace(again=again, followed_by=None if again else later)
        return place

    def _against(self, mine: Iterable[CellClaim]) -> list[CellClaim]:
        """Return the claims of others that contradict these, in their order."""
        own = list(mine)
        others = (claim for claim in self._claims if any(self._at_odds.contradict(claim, one) for one in own))
        return sorted((claim for claim in others if all(claim.entry != one.entry for one in own)), key=_by_days)

    def _left_by(self, account: Account) -> Iterator[Account]:
        """Yield the accounts that an account follows: nobody moved from what contradicts it."""
        out = {*account.entries, *(claim.entry for claim in self._against(account.claims))}
        rest = [claim for claim in self._claims if claim.entry not in out]
        for other in read(rest, _IN_THE_END, self._sources).accounts:
            if any(follows(later, earlier) for later in account.claims for earlier in other.claims):
                yield other


def _by_days(claim: CellClaim) -> tuple[Any, ...]:
    return claim.held.first, -claim.held.last.toordinal(), claim.source, claim.place
