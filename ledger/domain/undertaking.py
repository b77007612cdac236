"""Whose word it is that something was promised: derived, never stored.

Who tells later that a promise stands only tells it again: it stays the word of whoever said so at the nearest, its
promiser above all, for as long as nothing else was said of it.
"""

from collections.abc import Collection, Mapping
from datetime import date

from ledger.domain import accounts
from ledger.domain.accounts import Account, CellClaim, Standing
from ledger.domain.evidence import weigh
from ledger.domain.lateness import unbroken
from ledger.domain.records import Source
from ledger.domain.words import Status, Voice


def read(claims: Collection[CellClaim], day: date, sources: Mapping[str, Source]) -> Standing:
    """Return what stands in a cell at a day; of a promise that was told again, on the nearest word there is of it."""
    standing = accounts.read(claims, day, sources)
    if len(claims) == 1 or not any(each.first.word == Status.promised for each in standing.accounts):
        return standing
    return standing._replace(accounts=tuple(_on_its_word(each, claims, day, sources) for each in standing.accounts))


def _on_its_word(account: Account, claims: Collection[CellClaim], day: date, sources: Mapping[str, Source]) -> Account:
    """Return an account that something is promised with the nearest word of its unbroken run, if another is nearer.

    Of first-hand words it is the first: a later readout recalls what somebody undertook.

    The words of an analyst that are told of it stay those of the entry that leads it.
    """
    run = unbroken(claims, day, Status.promised) if account.sure and account.first.word == Status.promised else []
    nearest = min(run, key=_nearness, default=account.first)
    nearer = nearest.voice.distance < account.first.voice.distance
    if nearest is account.first or not (nearer or nearest.voice is Voice.first_hand):
        return account
    had = account.evidence
    cited = tuple(dict.fromkeys((*nearest.citations, *had.citations)))
    told = weigh(cited, sources, leading=nearest.citations)
    return account._replace(evidence=told._replace(leading=had.leading or had.citations))


def _nearness(claim: CellClaim) -> tuple[int, date, date, str, str, int]:
    """The nearest voice, of those the earliest; never by what was recorded first."""
    held = claim.held
    return claim.voice.distance, held.first, held.last, claim.reliability, claim.source, claim.place
