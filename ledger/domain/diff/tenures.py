"""Tenures: the days for which a party belongs to a bloc and a person holds an office, as the records give them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from ledger.domain.field_types import Member, Office
from ledger.domain.records import Party, Person


@dataclass(frozen=True, slots=True)
class Tenure:
    """A membership or an office that began in the days that pass, or ended in them.

    ``record`` is whose it is, as the journal names it: the bloc (``party:east``), or the person (``person:vale``).
    """

    record: str
    held: Member | Office
    began: bool
    ended: bool

    @property
    def parties(self) -> frozenset[str]:
        """Who it is of: the bloc and its member, or the party that the office is of; of some offices nobody."""
        table, _, key = self.record.partition(":")
        return frozenset(filter(None, (self.held.party, key if table == Party.table else None)))


def tenures(
    early: Collection[Party | Person], late: Iterable[Party | Person], since: date, until: date
) -> tuple[Tenure, ...]:
    """Return the tenures that began or ended after a day until another, of records as known at either end.

    A tenure holds from the first day that its beginning may mean to the last of its end. What only the later knowledge
    has of it is our description, and nothing that came about.
    """
    known = {(each.table, each.key): _tenures_of(each) for each in early}
    found = (
        Tenure(f"{record.table}:{record.key}", held, *_turned(held, since, until))
        for record in late
        for held in _tenures_of(record)
        if held in known.get((record.table, record.key), ())
    )
    return tuple(each for each in found if each.began or each.ended)


def _tenures_of(record: Party | Person) -> Collection[Member | Office]:
    return record.members if isinstance(record, Party) else record.offices


def _turned(held: Member | Office, since: date, until: date) -> tuple[bool, bool]:
    began = held.since is not None and since < held.since.first <= until
    ended = held.until is not None and since <= held.until.last < until
    return began, ended
