"""Contests: entries of a cell that contradict each other, and how they ended.

A contest is open while both accounts count and nobody has settled it. It *stands* at a point where both stand there; a
later undisputed entry ends it, and then it is listed as an earlier one, unsettled. Where both are only possible beside
something sure it does neither.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, exists, or_, select

from ledger.domain import accounts
from ledger.domain.accounts import CellClaim
from ledger.domain.entries import Entry
from ledger.domain.words import EntryKind, Relation, SettlementKind, Verdict
from ledger.storage import schema
from ledger.storage.bulk import among, chunks
from ledger.storage.cells import CellKey, CellReader, When
from ledger.storage.database import Store
from ledger.storage.superseded import superseded

if TYPE_CHECKING:
    from ledger.domain.seed import Settlement


@dataclass(frozen=True, slots=True)
class Contest:
    """Two entries of one cell that contradict each other and that nobody has settled, the earlier held first.

    ``held_on`` is the day (ISO) from which both count, ``changeset`` the one that brought the later of them.
    ``stands``: both stand at the point, so that the cell is contested there. ``overtaken``: something sure has followed
    one of them, or both.
    """

    entry: int
    other: int
    item: str
    party: str | None
    held_on: str
    changeset: int
    stands: bool
    overtaken: bool


def open_at(store: Store, when: When, items: Collection[str] | None = None) -> list[Contest]:
    """Return the contests that are open at a point, of all items or some, in the order of their days.

    Which report was recorded first has no say in it.
    """
    cells = {kind: _with_rivals(store, kind, when, items) for kind in _READ}
    return [contest for _order, contest in sorted(_in_cells(store, when, cells), key=lambda one: one[0])]


def open_among(store: Store, when: When, pairs: Collection[frozenset[int]]) -> dict[frozenset[int], bool]:
    """Return those of these pairs whose contest is open at a point, and of each whether it stands there."""
    e, item, party = schema.entry.c, schema.item, schema.party
    pairs_of: dict[int, list[frozenset[int]]] = {}
    for pair in pairs:
        pairs_of.setdefault(max(pair), []).append(pair)
    numbers = pairs_of.keys()
    cells: dict[EntryKind, set[CellKey]] = {kind: set() for kind in _READ}
    query = (
        select(e.kind, item.c.key, party.c.key.label("party"))
        .join(item, item.c.id == e.item_id)
        .outerjoin(party, party.c.id == e.party_id)
        .where(among(store, e.id, numbers), e.kind.in_([kind.value for kind in _READ]))
    )
    for kind, *key in store.connection.execute(query) if numbers else ():
        cells[EntryKind(kind)].add((key[0], key[1]))
    reader = CellReader(store, when.known_at) if numbers else None
    return {
        pair: stands
        for kind, keys in cells.items()
        for some in chunks(sorted(keys, key=_by_keys), AT_A_TIME)
        if reader is not None
        for _key, _rows, claims in reader.claims(kind, when, some)
        for pair, stands in _still_open(claims, pairs_of, when)
    }


def _still_open(
    claims: Sequence[CellClaim], pairs_of: Mapping[int, Sequence[frozenset[int]]], when: When
) -> Iterator[tuple[frozenset[int], bool]]:
    """Yield the pairs that contradict each other among the claims of a cell, and whether they stand.

    Only these pairs are looked at: of a long cell all others would take long.
    """
    standing = accounts.rivals(claims, when.held_on)
    begun = [each for each in claims if each.begun(when.held_on)]
    at_odds = accounts.Contradictions(begun)
    said: dict[int, list[CellClaim]] = {}
    for claim in begun:
        said.setdefault(claim.entry, []).append(claim)
    for number in said:
        for pair in pairs_of.get(number, ()):
            one, other = (said.get(each, []) for each in sorted(pair))
            if any(at_odds.contradict(mine, theirs) for mine in one for theirs in other):
                yield pair, pair in standing


_READ = (EntryKind.stance, EntryKind.status)
AT_A_TIME = 2_000  # cells


def _by_keys(key: CellKey) -> tuple[str, str]:
    return key[0], key[1] or ""


def _in_cells(
    store: Store, when: When, cells: Mapping[EntryKind, Collection[CellKey]]
) -> Iterator[tuple[tuple[Any, ...], Contest]]:
    """Yield the contests of some cells, each with what orders it; some cells are read at a time."""
    reader = CellReader(store, when.known_at) if any(cells.values()) else None
    for kind, keys in cells.items():
        for some in chunks(sorted(keys, key=_by_keys), AT_A_TIME):
            assert reader is not None
            for key, rows, claims in reader.claims(kind, when, some):
                yield from _of_cell(key, {row.number: row.changeset for row in rows}, claims, when)


def _opposed(claims: Iterable[CellClaim], when: When) -> Iterator[tuple[frozenset[int], CellClaim, CellClaim]]:
    """Yield the pairs of entries of a cell that are in contest at a point, each once, with the claims that are."""
    seen: set[frozenset[int]] = set()
    for one, other in accounts.Contradictions(claim for claim in claims if claim.begun(when.held_on)).pairs():
        pair = frozenset((one.entry, other.entry))
        if len(pair) == 1 or pair in seen:
            continue
        if one.sure(when.held_on) is not other.sure(when.held_on):
            continue  # what is only possible contests nothing that is sure
        seen.add(pair)
        yield pair, one, other


def _of_cell(
    key: CellKey, recorded: Mapping[int, int], claims: Sequence[CellClaim], when: When
) -> Iterator[tuple[tuple[Any, ...], Contest]]:
    """Yield the contests among the claims of a cell; ``recorded`` is the changeset of each entry."""
    item, party = key
    opposed = list(_opposed(claims, when))
    standing = accounts.rivals(claims, when.held_on) if opposed else ()
    overtaken = accounts.overtaken(claims, when.held_on) if opposed else set[int]()
    for pair, one, other in opposed:
        begins = max(one.held.first, other.held.first)
        first, second = sorted((one, other), key=_placed)
        changeset = max(recorded[number] for number in pair)
        order = begins, item, party or "", _placed(first), _placed(second)
        which = pair in standing, pair not in standing and not overtaken.isdisjoint(pair)
        contest = Contest(first.entry, second.entry, item, party, begins.isoformat(), changeset, *which)
        yield order, contest


def _placed(claim: CellClaim) -> tuple[Any, ...]:
    return claim.held.first, -claim.held.last.toordinal(), claim.source, claim.place


def met(store: Store, numbers: Iterable[int], known_at: int) -> list[tuple[int, int, int]]:
    """Return (entry, other, changeset) of entries, both among these, that contradicted each other when the later came.

    Whether they still do, or how that ended, is another question.
    """
    pair, wanted = schema.pair.c, set(numbers)
    later = schema.entry.alias("later")
    gone = superseded(pair.entry_id, later.c.changeset_id)
    query = (
        select(pair.entry_id, pair.other_id, later.c.changeset_id)
        .join(later, later.c.id == pair.other_id)
        .where(
            pair.relation == Relation.rival.value,
            later.c.changeset_id <= known_at,
            among(store, pair.entry_id, wanted),
            among(store, pair.other_id, wanted),
            ~gone,
        )
        .order_by(pair.other_id, pair.entry_id)
    )
    return [(one, other, changeset) for one, other, changeset in store.connection.execute(query)]


def _with_rivals(store: Store, kind: EntryKind, when: When, items: Collection[str] | None) -> set[CellKey]:
    """Return the cells in which two entries were found to be rivals when they were recorded."""
    e, pair, item, party = schema.entry, schema.pair.c, schema.item, schema.party
    query = (
        select(item.c.key, party.c.key.label("party"))
        .select_from(schema.pair)
        .join(e, e.c.id == pair.other_id)
        .join(item, item.c.id == e.c.item_id)
        .outerjoin(party, party.c.id == e.c.party_id)
        .where(pair.relation == Relation.rival.value, e.c.kind == kind.value, e.c.changeset_id <= when.known_at)
        .distinct()
    )
    if items is not None:
        query = query.where(among(store, item.c.key, items))
    return {(row.key, row.party) for row in store.connection.execute(query)}


def rivals_among(store: Store, numbers: Collection[int]) -> set[frozenset[int]]:
    """Return the pairs of these entries that contradict each other, those of coarse days included."""
    pair = schema.pair.c
    query = select(pair.entry_id, pair.other_id).where(
        pair.relation == Relation.rival.value,
        among(store, pair.entry_id, numbers),
        among(store, pair.other_id, numbers),
    )
    return {frozenset(row) for row in store.connection.execute(query)}


def new_to_accounts(store: Store, when: When) -> list[Contest]:
    """Return one contest of each cell that is contested at a point and in which the first edition saw no rivals."""
    seen = {frozenset((row.entry_id, row.other_id)) for row in store.connection.execute(select(schema.rival))}
    found: dict[CellKey, list[Contest]] = {}
    for contest in open_at(store, when):
        found.setdefault((contest.item, contest.party), []).append(contest)
    return [
        next(each for each in cell if each.stands)
        for cell in found.values()
        if any(each.stands for each in cell) and not any(frozenset((each.entry, each.other)) in seen for each in cell)
    ]


def state_of(store: Store, known_at: int | None = None) -> dict[frozenset[int], tuple[str, tuple[int, int]]]:
    """Return the pairs of entries whose contest is settled at a changeset, each with how, by the last word on it.

    Behind how stand the two in order: which was kept before which, or where the party moved the later before the
    earlier.
    """
    last = {
        frozenset((row.entry_id, row.other_id)): (row.how, (row.entry_id, row.other_id))
        for row in store.connection.execute(_as_settled(known_at))
    }
    return {pair: state for pair, state in last.items() if state[0] != SettlementKind.reopened}


def settled_pairs(store: Store, known_at: int | None = None) -> dict[frozenset[int], tuple[int, int] | None]:
    """Return the pairs of entries whose contest is settled at a changeset; (later, earlier) where the party moved."""
    found = state_of(store, known_at).items()
    return {pair: order if how == SettlementKind.moved else None for pair, (how, order) in found}


def moved_for(store: Store, entries: Iterable[int], known_at: int | None = None) -> dict[tuple[int, int], str]:
    """Return, by (later, earlier), the reason why it is settled that the party moved from one to the other.

    Of the settlements those that concern any of these entries: all are read once, and looked up by entry.
    """
    found = store.once((moved_for, known_at), lambda: _moved_for(store, known_at))
    return {pair: why for number in entries for pair, why in found.get(number, {}).items()}


def _moved_for(store: Store, known_at: int | None) -> dict[int, dict[tuple[int, int], str]]:
    last = {frozenset((each.entry, each.other)): each for _number, each in _settlements(store, _as_settled(known_at))}
    found: dict[int, dict[tuple[int, int], str]] = {}
    for one in last.values():
        if one.how is SettlementKind.moved:
            for number in (one.entry, one.other):
                found.setdefault(number, {})[one.entry, one.other] = one.reason
    return found


def said_orders(store: Store, given: Collection[Entry], known_at: int | None = None) -> dict[int, frozenset[int]]:
    """Return, by entry, those of the others that it came after because somebody said so, with it or who settled it.

    What corrects an entry stands in its place.
    """
    now = {entry.rank: entry.id for entry in given} | {entry.id: entry.id for entry in given}
    said = [(entry.changeset, entry.id, entry.came_after) for entry in given]
    last = {frozenset((row.entry_id, row.other_id)): row for row in store.connection.execute(_as_settled(known_at))}
    moved = [row for row in last.values() if row.how == SettlementKind.moved.value]
    orders = [*said, *((row.changeset_id, row.entry_id, row.other_id) for row in moved)]
    return accounts.last_said(
        (known, now[later], now[earlier]) for known, later, earlier in orders if later in now and earlier in now
    )


def kept_of(store: Store, known_at: int | None = None) -> dict[frozenset[int], int]:
    """Return, by the pair, the entry that outweighs the other: of a contest settled both ways, by the last word."""
    return {
        pair: entry
        for pair, (how, (entry, _other)) in state_of(store, known_at).items()
        if how == SettlementKind.outweighed
    }


def _as_settled(known_at: int | None) -> Select[Any]:
    table = schema.settlement
    query = select(table).order_by(table.c.id)
    return query if known_at is None else query.where(table.c.changeset_id <= known_at)


def moves(store: Store) -> dict[tuple[int, int], int]:
    """Return, by (later, earlier), which changeset said that a party moved from one entry to another, if it holds."""
    table = schema.settlement.c
    query = select(table.how, table.entry_id, table.other_id, table.changeset_id).order_by(table.id)
    last = {frozenset((row.entry_id, row.other_id)): row for row in store.connection.execute(query)}
    return {
        (row.entry_id, row.other_id): row.changeset_id for row in last.values() if row.how == SettlementKind.moved.value
    }


def ever_moved(store: Store) -> set[tuple[int, int]]:
    """Return (later, earlier) wherever somebody ever said that a party moved from one entry to another."""
    table = schema.settlement.c
    query = select(table.entry_id, table.other_id).where(table.how == SettlementKind.moved.value)
    return {(later, earlier) for later, earlier in store.connection.execute(query)}


def settlements_of(store: Store, entries: Iterable[int], known_at: int | None = None) -> list[tuple[int, "Settlement"]]:
    """Return (changeset, settlement) that concern these entries, in the order recorded."""
    table = schema.settlement
    wanted = set(entries)
    of_these = among(store, table.c.entry_id, wanted) | among(store, table.c.other_id, wanted)
    query = select(table).where(of_these).order_by(table.c.id)
    if known_at is not None:
        query = query.where(table.c.changeset_id <= known_at)
    return _settlements(store, query)


def kept_in_doubt(store: Store) -> list[tuple[int, "Settlement"]]:
    """Return (changeset, settlement) of what was outweighed by an entry that was superseded since, or once rejected.

    Of two entries the last word alone. Whether what stands there now says the same is another question.
    """
    settled, review = schema.settlement.c, schema.review.c
    later = schema.settlement.alias("later").c
    same_pair = or_(
        and_(later.entry_id == settled.entry_id, later.other_id == settled.other_id),
        and_(later.entry_id == settled.other_id, later.other_id == settled.entry_id),
    )
    again = exists().where(same_pair, later.id > settled.id)
    once_rejected = exists().where(review.entry_id == settled.entry_id, review.verdict == Verdict.rejected.value)
    query = (
        select(schema.settlement)
        .where(
            settled.how == SettlementKind.outweighed.value,
            ~again,
            superseded(settled.other_id),
            or_(superseded(settled.entry_id), once_rejected),
        )
        .order_by(settled.id)
    )
    return _settlements(store, query)


def outweighed_in(store: Store, numbers: Collection[int]) -> dict[int, set[int]]:
    """Return, of entries that settlements took back, the changesets of all that did, decided anew since or not."""
    settled = schema.settlement.c
    query = select(settled.other_id, settled.changeset_id).where(
        settled.how == SettlementKind.outweighed.value, among(store, settled.other_id, numbers)
    )
    found: dict[int, set[int]] = {}
    for number, changeset in store.connection.execute(query):
        found.setdefault(number, set()).add(changeset)
    return found


def _settlements(store: Store, query: Select[Any]) -> list[tuple[int, "Settlement"]]:
    from ledger.domain.seed import Settlement

    return [
        (row.changeset_id, Settlement(how=row.how, entry=row.entry_id, other=row.other_id, reason=row.reason))
        for row in store.connection.execute(query)
    ]
