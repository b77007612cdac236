"""What is derived from the record and hashed with none of it, worked out again: pairs, and the first days of entries.

Pairs are found when an entry is recorded, and again when it comes to rest on another word; here they are found for each
cell as they were found then.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain as joined
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, literal_column, select

from ledger.domain import accounts
from ledger.domain.accounts import CellClaim
from ledger.domain.moments import HeldOn
from ledger.domain.points import days_of
from ledger.domain.records import Round
from ledger.domain.words import EntryKind, Op, Precision, Relation, SettlementKind
from ledger.storage import entries, register, schema
from ledger.storage.bulk import among, as_kept, insert_rows
from ledger.storage.constraints import Finding
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers

_E = schema.entry.c
_READ = (EntryKind.stance.value, EntryKind.status.value)
_CELL = (_E.kind, _E.item_id, _E.party_id)
_VALUES = ("stance", "status", "position", "condition")
_ASSERTED: ColumnElement[str] = literal_column(f"'{Op.assert_.value}'")
_AT_A_TIME = 500  # entries whose citations and pairs are read with one query
_Order = tuple[frozenset[int], int, int]
"""Two places of which one came after the other; the changeset, and the entry that says so (0: a settlement)."""
Words = list[tuple[int, tuple[int, str | None, int | None]]]
"""(changeset, (source, speaker, by)) of each citation that an entry ever had."""


@dataclass(frozen=True, slots=True)
class _One:
    """An entry as far as pairs are found by it."""

    number: int
    held: HeldOn
    values: Mapping[str, Any]
    rank: int
    file: int
    changeset: int
    after: int | None
    words: Words = field(default_factory=list)

    def claims(self, known_at: int) -> tuple[CellClaim, ...]:
        words = (word for known, word in self.words if known <= known_at)
        return accounts.compared(self.number, self.held, self.values, words, file=self.file, place=self.rank)


# -- pairs -----------------------------------------------------------------------------------------------------------


def pair_findings(store: Store) -> Iterator[Finding]:
    """Yield every pair of entries that is missing, or there and should not be, or said to be another."""
    for pair, found, wanted in _differing(store):
        yield Finding("pair {}/{}".format(*pair), _said(found, wanted))


def work_out_again(store: Store) -> None:
    """Put right the pairs that are another since something was taken out of what they are found by."""
    pair = schema.pair.c
    for (one, other), found, wanted in list(_differing(store)):
        if found is not None:
            store.connection.execute(delete(schema.pair).where(pair.entry_id == one, pair.other_id == other))
        if wanted is not None:
            insert_rows(store, schema.pair, [{"entry_id": one, "other_id": other, "relation": wanted}])


def _differing(store: Store) -> Iterator[tuple[tuple[int, int], str | None, str | None]]:
    """Yield each pair that is another than it should be: what it is, and what it should be."""
    orders = _Orders(store)
    for several in _cells(store):
        numbers = [one.number for line in several for one in line]
        found = _recorded(store, numbers)
        wanted = {pair: relation for line in several for pair, relation in orders.pairs(line)}
        for pair in sorted({*found, *wanted}):
            if found.get(pair) != wanted.get(pair):
                yield pair, found.get(pair), wanted.get(pair)


def _said(found: str | None, wanted: str | None) -> str:
    if found is None:
        return f"is missing: the two entries are {wanted}"
    return f"is {found}, and should be {wanted}" if wanted else f"is {found}, but a rule orders the two entries"


def _recorded(store: Store, numbers: Iterable[int]) -> dict[tuple[int, int], str]:
    pair = schema.pair.c
    query = select(pair.entry_id, pair.other_id, pair.relation).where(among(store, pair.other_id, numbers))
    return {(one, other): relation for one, other, relation in store.connection.execute(query)}


def _cells(store: Store) -> Iterator[list[list[_One]]]:
    """Yield cells of several entries, some at a time, each as its entries in the order recorded."""
    waiting: list[list[int]] = []
    held = 0
    for numbers in _of_several(store):
        waiting.append(numbers)
        held += len(numbers)
        if held >= _AT_A_TIME:
            yield _read(store, waiting)
            waiting, held = [], 0
    if waiting:
        yield _read(store, waiting)


def _of_several(store: Store) -> Iterator[list[int]]:
    """Yield the numbers of the entries of each cell that has several: of all others nothing is read."""
    kinds: list[ColumnElement[str]] = [literal_column(f"'{kind}'") for kind in _READ]
    query = (
        select(func.aggregate_strings(cast(_E.id, Text), ","))
        .where(literal_column("entry.op") == _ASSERTED, _E.kind.in_(kinds))  # in words, for an index of a part
        .group_by(*_CELL)
        .having(func.count() > 1)
    )
    for (numbers,) in joined.from_iterable(as_kept(store, query)):
        yield sorted(map(int, numbers.split(",")))


def _read(store: Store, cells: Sequence[Sequence[int]]) -> list[list[_One]]:
    found = _entries(store, [number for numbers in cells for number in numbers])
    lines = ([found[number] for number in numbers if number in found] for numbers in cells)
    return _with_words(store, [line for line in lines if len(line) > 1])


def _entries(store: Store, numbers: Iterable[int]) -> dict[int, _One]:
    """Return entries by number. One whose days are in no calendar is found elsewhere, and left out."""
    base = schema.entry.alias("base")
    days = _E.held_from, _E.held_to, _E.held_precision, _E.held_text
    places = _E.rank, base.c.changeset_id, _E.changeset_id, _E.after_id
    query = (
        select(_E.id, *days, *places, *(_E[name] for name in _VALUES))
        .join(base, base.c.id == _E.rank)
        .where(among(store, _E.id, numbers))
    )
    found: dict[int, _One] = {}
    for number, *row in joined.from_iterable(as_kept(store, query)):
        said = dict(zip(_VALUES, row[8:], strict=True))
        with suppress(ValueError):
            found[number] = _One(number, entries.held_from(*row[:4]), said, *row[4:8])
    return found


def _with_words(store: Store, lines: list[list[_One]]) -> list[list[_One]]:
    cited = schema.citation.c
    by_number = {one.number: one for line in lines for one in line}
    words = select(cited.entry_id, cited.changeset_id, cited.source_id, cited.speaker, cited.by_id)
    query = words.where(among(store, cited.entry_id, by_number)).order_by(cited.id)
    for number, known, source, speaker, by in joined.from_iterable(as_kept(store, query)):
        by_number[number].words.append((known, (source, speaker, by)))
    return lines


class _Orders:
    """What people ever said of the order of entries, and which of them stood in one place."""

    def __init__(self, store: Store) -> None:
        query = select(_E.id, _E.supersedes_id).where(_E.supersedes_id.is_not(None))
        self._before = {number: older for number, older in store.connection.execute(query)}  # noqa: C416 - not pairs
        table = schema.settlement.c
        moved = select(table.entry_id, table.other_id, table.changeset_id).where(
            table.how == SettlementKind.moved.value
        )
        self._moved: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for later, earlier, known in store.connection.execute(moved):
            self._moved[later].append((earlier, known))

    def pairs(self, line: Sequence[_One]) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield ((earlier, later), relation) for the entries of one cell that were found to be pairs."""
        said = list(self._said(line))
        for one, other in combinations(line, 2) if said else _overlapping(line):
            relation = self._relation(one, other, said)
            if relation is not None:
                yield (one.number, other.number), relation.value

    def _said(self, line: Sequence[_One]) -> Iterator[_Order]:
        """Yield each order that somebody gave of the entries of a cell."""
        here = {one.number for one in line}
        for one in line:
            ordered = [(one.after, one.changeset, one.number)] if one.after is not None else []
            ordered += [(earlier, known, 0) for earlier, known in self._moved.get(one.number, ())]
            for earlier, known, by_entry in ordered:
                pair = frozenset((self._seat(one.number), self._seat(earlier)))
                if earlier in here and len(pair) > 1:
                    yield pair, known, by_entry

    def _relation(self, one: _One, other: _One, said: Iterable[_Order]) -> Relation | None:
        """Return what two entries were found to be, as soon as they were found to be anything."""
        recorded = other.changeset
        seats = frozenset((self._seat(one.number), self._seat(other.number)))
        moments = {recorded, *(known for each in (one, other) for known, _word in each.words if known > recorded)}
        for moment in sorted(moments):
            if any(each[0] == seats and _was_said(each, other, moment) for each in said):
                return Relation.after
            if one.held.overlaps(other.held) and (found := accounts.relation(one.claims(moment), other.claims(moment))):
                return found
        return None

    def _seat(self, number: int) -> int:
        seen = {number}
        while (older := self._before.get(number)) is not None and older not in seen:
            seen.add(older)
            number = older
        return number


def _overlapping(line: Iterable[_One]) -> Iterator[tuple[_One, _One]]:
    """Yield every two of these that share a day, the earlier recorded first."""
    begun: list[_One] = []
    for other in sorted(line, key=lambda one: one.held.first):
        begun = [one for one in begun if one.held.last >= other.held.first]
        for one in begun:
            yield (one, other) if one.number < other.number else (other, one)
        begun.append(other)


def _was_said(order: _Order, later: _One, moment: int) -> bool:
    """Whether an order had been given when an entry was recorded, or came to rest on another word."""
    _pair, known, by_entry = order
    if moment > later.changeset:
        return known <= moment
    return by_entry <= later.number if by_entry else known < moment


# -- first days ------------------------------------------------------------------------------------------------------


def first_day_findings(store: Store) -> Iterator[Finding]:
    """Yield every entry known by its round alone that does not begin with the round, as known when it was recorded."""
    edit, names = schema.edit.c, KeyNumbers(store)
    edited = select(edit.changeset_id).where(edit.record.startswith("round:"))
    entered = select(schema.round_.c.changeset_id)
    changes = sorted(store.connection.execute(edited.union(entered)).scalars())
    known: dict[int, dict[str, Round]] = {}
    query = (
        select(_E.round_id, _E.changeset_id, _E.held_from, _E.held_to, func.min(_E.id))
        .where(_E.held_precision == Precision.round.value, _E.op == Op.assert_.value)
        .group_by(_E.round_id, _E.changeset_id, _E.held_from, _E.held_to)
        .order_by(func.min(_E.id))
    )
    for stage, number, first, last, entry in store.connection.execute(query).all():
        since = max((change for change in changes if change <= number), default=0)
        if since not in known:
            known[since] = _rounds(store, since)
        then = known[since].get(names.rounds.get(stage, ""))
        days = days_of(then) if then is not None else None
        if known[since] and (days is None or first != min(days.first.isoformat(), last)):
            yield Finding(f"entry {entry}", f"begins on {first}, which is not the first day of its round as known then")


def _rounds(store: Store, known_at: int) -> dict[str, Round]:
    """Return the rounds as known at a changeset; none where they cannot be read, which ``chain`` finds."""
    try:
        return register.load_one(store, Round, known_at)
    except ValueError:
        return {}
