"""Rival accounts: when two entries of one cell contradict each other (design §3).

Rivals overlap in their held periods, say different things, and have no source in common: entries from one source are a
sequence, since a party may move twice in a round.
"""

from collections.abc import Mapping

from ledger.domain.entries import Counts, Entry, Statement
from ledger.domain.moments import HeldOn, Period
from ledger.domain.points import first_day, last_day
from ledger.domain.records import Round
from ledger.domain.words import EntryKind


def held_period(held: HeldOn, stage: Round | None, *, by_round: bool) -> Period:
    """Return the period a statement covers: its day, month or year, or its round where only the round is known."""
    if by_round and stage is not None:
        first, last = first_day(stage), last_day(stage)
        if first and last:
            return Period(min(first, held.first), max(last, held.last))
    return Period(held.first, held.last)


def period_of(entry: Entry, rounds: Mapping[str, Round]) -> Period:
    """Return a recorded entry's held period."""
    return held_period(entry.held, rounds.get(entry.said.round or ""), by_round=entry.by_round)


def says_the_same(one: Statement, other: Statement) -> bool:
    """Whether two statements of one cell agree in the field that decides the verb (stance or status)."""
    return all(getattr(one, field) == getattr(other, field) for field in type(one).counting(Counts.verb))


def are_rivals(one: Entry, other: Entry, rounds: Mapping[str, Round]) -> bool:
    """Whether two live entries of one cell contradict each other. Events and remarks never do."""
    return (
        one.kind in {EntryKind.stance, EntryKind.status}
        and not says_the_same(one.said, other.said)
        and not (one.sources & other.sources)
        and period_of(one, rounds).overlaps(period_of(other, rounds))
    )
