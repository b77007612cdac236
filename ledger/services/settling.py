"""A contest ended: by keeping one account, or because the party moved from one to another."""

from collections.abc import Collection, Iterable
from datetime import date

from pydantic import BaseModel

from ledger.domain.entries import Entry
from ledger.domain.moments import HeldOn
from ledger.domain.naming import few
from ledger.domain.seed import ChangesetInfo, Settlement
from ledger.domain.words import SettlementKind
from ledger.errors import NotFound, UsageError
from ledger.services.acting import in_words_of, perform, record_or_fail, titled
from ledger.services.importing import Imported
from ledger.storage import asof, changesets, contests, entries
from ledger.storage.cells import When
from ledger.storage.database import Store


def settle(  # noqa: PLR0913 - the ways in which a contest ends
    store: Store,
    item: str,
    party: str | None,
    header: ChangesetInfo,
    *,
    reason: str,
    keep: int | None = None,
    moved: tuple[int, int] | None = None,
    last: int | None = None,
) -> Imported:
    """Settle the contests of a cell: by keeping one account, or because the party moved from one to another.

    ``keep`` names an entry of the account that is kept: the entries of the others are retracted. Else the party moved:
    ``moved`` names an entry of the earlier account and one of the later, ``last`` one of the account that came after
    all others; both may be left out where their days say which came later.
    Raises ``NotFound`` where nothing is contested, ``UsageError`` where an entry named is none of the rivals, or where
    their order is not plain.
    """
    reason = in_words_of(reason, "reason")
    parts = parts_of(store, item, party, reason=reason, keep=keep, moved=moved, last=last)
    return perform(store, parts, titled(header, f"settle {_named(*_cell_of(store, item, party))}: {reason}"))


def parts_of(
    store: Store,
    item: str,
    party: str | None,
    *,
    reason: str,
    keep: int | None = None,
    moved: tuple[int, int] | None = None,
    last: int | None = None,
) -> list[BaseModel]:
    """Return what settles the contests of a cell; raise as ``settle`` does."""
    open_ones = open_contests(store, item, party)
    named = [number for number in (keep, last, *(moved or ())) if number is not None]
    accounts = _accounts(store, open_ones)
    at_odds = sorted(set().union(*accounts))
    for number in named:
        if number not in at_odds:
            raise UsageError(f"entry {number} is none of the rivals", hint=f"one of: {few(at_odds)}")
    if keep is not None:
        return _outweigh(store, accounts, keep, reason)
    if last is not None:
        after = _account_of(accounts, last)
        return _both_stand(store, open_ones, (set(at_odds) - after, after), reason)
    order = (_account_of(accounts, moved[0]), _account_of(accounts, moved[1])) if moved else None
    return _both_stand(store, open_ones, order, reason)


def open_contests(store: Store, item: str, party: str | None) -> list[contests.Contest]:
    """Return what is contested in a cell; raise ``NotFound``, naming the item's contested cells, where nothing is.

    Those that stand today, else earlier ones that nobody settled.
    """
    item, party = _cell_of(store, item, party)
    on_item = contests.open_at(store, When(date.max, changesets.last_number(store)), [item])
    found = [each for each in on_item if each.party == party]
    if not found:
        cells = few(dict.fromkeys(_named(each.item, each.party) for each in on_item))
        hint = f"what is: {cells}" if cells else "posl list items --contested"
        raise NotFound(f"{_named(item, party)} is not contested", hint=hint)
    return [each for each in found if each.stands] or found


def _cell_of(store: Store, item: str, party: str | None) -> tuple[str, str | None]:
    """Return the keys of a cell, by whatever names it was given."""
    found = record_or_fail(store, "item", item).natural_key
    return found, record_or_fail(store, "party", party).natural_key if party is not None else None


def _named(item: str, party: str | None) -> str:
    return f"{item} × {party}" if party else f"the status of {item}"


def rivals(store: Store, item: str, party: str | None) -> list[Entry]:
    """Return the entries that contradict each other in a cell; raise ``NotFound`` where none do."""
    numbers = {number for each in open_contests(store, item, party) for number in (each.entry, each.other)}
    return list(entries.by_ids(store, numbers).values())


def _accounts(store: Store, open_ones: list[contests.Contest]) -> list[set[int]]:
    """Return the entries of each account of a contested cell, as they stood while it was contested.

    What stood in none of them is by itself.
    """
    (key,) = {(contest.item, contest.party) for contest in open_ones}
    found = entries.by_ids(store, {number for each in open_ones for number in (each.entry, each.other)})
    days = {
        date.max if each.stands else max(found[n].held.last for n in (each.entry, each.other)) for each in open_ones
    }
    accounts: list[set[int]] = []
    for day in sorted(days):
        reading = asof.readings(store, When(day, changesets.last_number(store)), [key]).get(key)
        for account in (set(each.entries) for each in (reading.accounts if reading else ())):
            if account & found.keys():
                joined = [each for each in accounts if each & account]
                accounts = [*(each for each in accounts if not each & account), account.union(*joined)]
    return [*accounts, *({number} for number in found.keys() - set().union(*accounts))]


def _account_of(accounts: Iterable[set[int]], number: int) -> set[int]:
    return next(account for account in accounts if number in account)


def _outweigh(store: Store, accounts: Collection[set[int]], keep: int, reason: str) -> list[BaseModel]:
    """The entries of the account that is kept stay; all of the others that contradict one of them are outweighed."""
    kept = _account_of(accounts, keep)
    every = set().union(*accounts)
    at_odds = contests.rivals_among(store, every)
    listed = [entry.id for entry in sorted(entries.by_ids(store, every).values(), key=lambda entry: entry.order)]
    others: dict[int, int] = {}
    for other in (number for number in listed if number not in kept):
        against = [one for one in listed if one in kept and frozenset((one, other)) in at_odds]
        if against:
            others[other] = keep if keep in against else against[0]
    return [
        Settlement(how=SettlementKind.outweighed, entry=one, other=other, reason=reason)
        for other, one in others.items()
    ]


def _both_stand(
    store: Store, open_ones: list[contests.Contest], order: tuple[set[int], set[int]] | None, reason: str
) -> list[BaseModel]:
    """Say which entry came after which: of one account after those of another, else as their days say."""
    found = entries.by_ids(store, {n for c in open_ones for n in (c.entry, c.other)})
    values: list[BaseModel] = []
    for contest in open_ones:
        one, other = sorted((found[contest.entry], found[contest.other]), key=lambda entry: entry.held.first)
        if order is None:
            _refuse_made_up(one, other)
        elif other.id in order[0] and one.id in order[1]:
            one, other = other, one
        elif not (one.id in order[0] and other.id in order[1]):
            continue
        values.append(Settlement(how=SettlementKind.moved, entry=other.id, other=one.id, reason=reason))
    return values


def days_say(one: HeldOn, other: HeldOn) -> bool:
    """Whether the other is later by its days: begun and ended later. Days within days say nothing of an order."""
    return one.first < other.first and one.last < other.last


def _refuse_made_up(one: Entry, other: Entry) -> None:
    """Raise ``UsageError`` where the days do not say that the other came later: which way it moved is not made up."""
    if days_say(one.held, other.held):
        return
    one, other = sorted((one, other), key=lambda entry: entry.id)
    days = f"both are held {one.held}" if one.held == other.held else f"they are held {one.held} and {other.held}"
    raise UsageError(
        f"which of the entries {one.id} and {other.id} came first the days do not say: {days}",
        hint=f"say it: --moved {one.id} {other.id} or --moved {other.id} {one.id}; or which came last: --last ENTRY",
    )
