"""Whose word it is that something was promised, kept or broken: derived, never stored.

Who tells later what became of a promise only tells it again: it stays the word of whoever said so at the nearest, its
promiser above all, and of whoever says on which day it was kept, for as long as nothing else was said of it.
"""

from collections.abc import Collection, Mapping
from datetime import date

from ledger.domain import accounts
from ledger.domain.accounts import Account, CellClaim, Standing
from ledger.domain.evidence import weigh
from ledger.domain.lateness import beginning, of_another_day, unbroken
from ledger.domain.records import Source
from ledger.domain.words import COMMITMENT_STATUSES, Status, Voice


def read(claims: Collection[CellClaim], day: date, sources: Mapping[str, Source]) -> Standing:
    """Return what stands in a cell at a day; of a promise of which it was told again, on all words that bear it."""
    standing = accounts.read(claims, day, sources)
    if len(claims) == 1 or not any(each.first.word in COMMITMENT_STATUSES for each in standing.accounts):
        return standing
    return standing._replace(accounts=tuple(_on_its_word(each, claims, day, sources) for each in standing.accounts))


def _on_its_word(account: Account, claims: Collection[CellClaim], day: date, sources: Mapping[str, Source]) -> Account:
    """Return an account of what became of a promise with the words of its unbroken run that it rests on besides.

    The words of an analyst that are told of it stay those of the entry that leads it.
    """
    first = account.first
    if not account.sure or first.word not in COMMITMENT_STATUSES:
        return account
    run = unbroken(claims, day, Status(first.word))
    leader = _leader(first, run)
    begin = beginning(run) if first.word == Status.kept else []
    days = (*begin, *of_another_day(run, begin)) if begin else ()
    had = account.evidence
    nearest = leader.citations if leader is not first else ()
    cited = tuple(dict.fromkeys((*nearest, *had.citations, *(each for claim in days for each in claim.citations))))
    borne = dict.fromkeys(claim.entry for claim in (leader, *days))
    account = account._replace(told_before=tuple(number for number in borne if number not in account.entries))
    if cited == had.citations:
        return account
    words = had.leading or had.citations
    possible = [(day, each) for day, then in had.in_time for each in then.citations]
    told = weigh(cited, sources, leading=nearest or words, possible=possible)
    return account._replace(evidence=told._replace(leading=words))


def _leader(first: CellClaim, run: Collection[CellClaim]) -> CellClaim:
    """Return the nearest word of a run, if it is nearer than that of the claim that leads its account.

    Of first-hand words it is the first: a later readout recalls what somebody undertook.
    """
    nearest = min(run, key=_nearness, default=first)
    nearer = nearest.voice.distance < first.voice.distance
    return nearest if nearer or nearest.voice is Voice.first_hand else first


def _nearness(claim: CellClaim) -> tuple[int, date, date, str, str, int]:
    """The nearest voice, of those the earliest; never by what was recorded first."""
    held = claim.held
    return claim.voice.distance, held.first, held.last, claim.reliability, claim.source, claim.place
