"""Which cells can differ between two points: only these are read for a diff, or for a step from round to round."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, union

from ledger.domain.own_words import only_redefined
from ledger.domain.records import Round
from ledger.domain.words import EntryKind, Op
from ledger.storage import renames, reviews, schema
from ledger.storage.asof import CellKey, When, rejected_cells
from ledger.storage.bulk import among
from ledger.storage.cells import later_rounds
from ledger.storage.database import Store

_E = schema.entry
_NEWER_ENTRY = _E.alias("newer")
_IN_A_CELL = _E.c.item_id.is_not(None)  # stances and statuses; an event is tied to items otherwise
_WEIGHED = ("reliability", "carries", "publisher", "kind")


def touched(store: Store, one: When, other: When) -> set[CellKey]:
    """Return the cells whose reading can differ between two points: held in between, or known in between.

    What a reading rests on counts too: its citations, what their sources are worth, contests and verdicts. An item
    whose status can differ is a key without a party.
    """
    low, high = sorted((one.held_on, other.held_on))
    early, late = sorted((one.known_at, other.known_at))
    asked: list[Select[Any]] = []
    if low != high:
        asked.append(
            select(_E.c.item_id, _E.c.party_id).where(
                _IN_A_CELL,
                _E.c.held_from > low.isoformat(),
                _E.c.held_from <= high.isoformat(),
            )
        )
        asked.append(  # what was only possible becomes sure
            select(_E.c.item_id, _E.c.party_id).where(
                _IN_A_CELL,
                literal_column("entry.held_to <> entry.held_from"),
                _E.c.held_to > low.isoformat(),
                _E.c.held_to <= high.isoformat(),
            )
        )
    asked += [_held_later(when) for when in (one, other) if when.later_rounds]
    if early != late:
        asked += [*_known_between(early, late), *_described_between(store, early, late)]
    if not asked:
        return set()
    return _cells_of(store, asked)


def _held_later(when: When) -> Select[Any]:
    """Cells of what has begun by the day of a point, at a round that comes after it."""
    day = when.held_on.isoformat()
    return select(_E.c.item_id, _E.c.party_id).where(
        _IN_A_CELL,
        literal_column("entry.held_to <> entry.held_from"),
        _E.c.held_from <= day,
        _E.c.held_to > day,
        _E.c.round_id.in_(later_rounds(when)),
    )


def _cells_of(store: Store, asked: Sequence[Select[Any]]) -> set[CellKey]:
    cells, items, parties = union(*asked).subquery(), schema.item, schema.party
    query = (
        select(items.c.key, parties.c.key.label("party"))
        .join(cells, cells.c.item_id == items.c.id)
        .outerjoin(parties, parties.c.id == cells.c.party_id)
    )
    return {(row.key, row.party) for row in store.connection.execute(query)}


def doubtful(store: Store, when: When) -> set[CellKey]:
    """Return the cells of stances in which more than one entry may stand at a point, or none may be sure.

    In all others one sure entry stands, alone. Some too many: whatever was one of a pair, or may still be going on.
    """
    cell = (_E.c.item_id, _E.c.party_id)
    is_stance, day = _E.c.kind == EntryKind.stance.value, when.held_on.isoformat()
    pairs = (select(*cell).where(_E.c.id.in_(select(schema.pair.c[end]))) for end in ("entry_id", "other_id"))
    going_on = select(*cell).where(
        literal_column("entry.held_to <> entry.held_from"), _E.c.held_from <= day, _E.c.held_to > day
    )
    asked = [each.where(is_stance) for each in (*pairs, going_on)]
    return _cells_of(store, asked) | rejected_cells(store, EntryKind.stance, when.known_at)


def _known_between(early: int, late: int) -> list[Select[Any]]:
    """Cells that changesets touched: by entries, by what those supersede, by citations, contests and settlements."""
    cell = (_E.c.item_id, _E.c.party_id)
    found = [
        select(*cell).where(_IN_A_CELL, _E.c.changeset_id > early, _E.c.changeset_id <= late),
        select(*cell)
        .join(_NEWER_ENTRY, _NEWER_ENTRY.c.supersedes_id == _E.c.id)
        .where(_IN_A_CELL, _NEWER_ENTRY.c.changeset_id > early, _NEWER_ENTRY.c.changeset_id <= late),
    ]
    found += [
        select(*cell)
        .join(table, table.c.entry_id == _E.c.id)
        .where(_IN_A_CELL, table.c.changeset_id > early, table.c.changeset_id <= late)
        for table in (schema.citation, schema.settlement, schema.review)
    ]
    dropped = schema.dropped_citation
    found.append(
        select(*cell)
        .join(schema.citation, schema.citation.c.entry_id == _E.c.id)
        .join(dropped, dropped.c.citation_id == schema.citation.c.id)
        .where(_IN_A_CELL, dropped.c.changeset_id > early, dropped.c.changeset_id <= late)
    )
    return found


def _described_between(store: Store, early: int, late: int) -> list[Select[Any]]:
    """Cells whose sources, item or party were described anew: what a source is worth, what was entered by mistake."""
    edit, source = schema.edit.c, schema.source.c
    edits = select(edit.record, edit.field).where(
        edit.changeset_id > early,
        edit.changeset_id <= late,
        edit.field.in_(["struck", *_WEIGHED]),
    )
    cell = select(_E.c.item_id, _E.c.party_id).where(_IN_A_CELL)
    named: dict[str, set[str]] = defaultdict(set)
    ref_now = renames.keys_of(store).ref_now
    for record, name in store.connection.execute(edits):
        table, _, key = ref_now(record).partition(":")
        can_differ = name in _WEIGHED if table == "source" else name == "struck"
        if can_differ:
            named[table].add(key)
    found = [
        cell.join(table, table.c.id == _E.c[f"{table.name}_id"]).where(among(store, table.c.key, named[table.name]))
        for table in (schema.item, schema.party)
        if named[table.name]
    ]
    if named["source"]:  # and whoever repeats another may, through it, repeat one of these
        repeats = or_(source.carries.is_not(None), schema.citation.c.carries.is_not(None))
        weighed = or_(among(store, source.key, named["source"]), repeats)
        cited = cell.join(schema.citation, schema.citation.c.entry_id == _E.c.id)
        found.append(cited.join(schema.source, source.id == schema.citation.c.source_id).where(weighed))
    return found


# ----------------------------------------------------------------------------------------------------------------------
# What became of entries and records from one changeset to another: taken back, put right, described otherwise.

_OF, _NEWER, _BASE, _OLD = (schema.entry.alias(name) for name in ("e", "newer", "base", "old"))


class Gone(NamedTuple):
    """What became of entries between two changesets: see ``ledger.domain.diff.Learned``."""

    gone: set[int]
    redefined: set[int]
    places: dict[int, int]


def gone_between(store: Store, early: int, late: int, *, accepted: bool) -> Gone:
    """Return the entries of before ``early`` that no longer counted at ``late``, with what stands in their places.

    And those of them that only had to be said again of other days, since the days of their round changed. Where only
    what was ``accepted`` counts, a verdict lets an entry count, or not count any more.
    """
    gone: set[int] = set()
    redefined: set[int] = set()
    pairs: list[tuple[int, int]] = []
    query = (
        select(_NEWER.c.id, _NEWER.c.supersedes_id, _NEWER.c.reason)
        .join(_BASE, _BASE.c.id == _NEWER.c.rank)
        .where(
            _NEWER.c.supersedes_id.is_not(None),
            _NEWER.c.changeset_id > early,
            _NEWER.c.changeset_id <= late,
            _BASE.c.changeset_id <= early,
        )
        .order_by(_NEWER.c.id)
    )
    for number, supersedes, reason in store.connection.execute(query):
        days_alone = only_redefined(reason) and supersedes not in gone
        (redefined if days_alone else gone).update((number, supersedes))
        if days_alone:
            pairs.append((supersedes, number))

    again: dict[int, int] = {}
    for first, number in reversed(pairs):  # the later first, so that each goes to what says it in the end
        again[first] = again.get(number, number)

    def judged_otherwise(judged: Callable[[Store, int], Collection[int]]) -> set[int]:
        """What is said again has the verdicts that it had."""
        had, has = ({again.get(each, each) for each in judged(store, known_at)} for known_at in (early, late))
        return had ^ has

    gone |= {first for first, last in again.items() if last in gone}
    judged = judged_otherwise(reviews.rejected)
    if accepted:
        judged |= judged_otherwise(reviews.accepted)
    return Gone(gone | judged, redefined - gone, _places(store, gone | judged))


def said_again(store: Store, early: int, late: int) -> dict[int, int]:
    """Return the entries of before ``early`` that only had to be said again until ``late``: of other days or keys.

    By their numbers, those of what says so and still stood then.
    """
    return store.once((said_again, early, late), lambda: _said_again(store, early, late))


def _said_again(store: Store, early: int, late: int) -> dict[int, int]:
    query = (
        select(_NEWER.c.id, _NEWER.c.supersedes_id, _NEWER.c.reason)
        .join(_BASE, _BASE.c.id == _NEWER.c.rank)
        .where(_NEWER.c.supersedes_id.is_not(None), _NEWER.c.changeset_id > early, _NEWER.c.changeset_id <= late)
        .where(_BASE.c.changeset_id <= early)
        .order_by(_NEWER.c.id)
    )
    was: dict[int, int] = {}
    put_right: set[int] = set()
    for number, supersedes, reason in store.connection.execute(query):
        first = was.pop(supersedes, supersedes)
        if only_redefined(reason) and supersedes not in put_right:
            was[number] = first
        else:
            put_right.add(number)
    return {first: number for number, first in was.items()}


def _places(store: Store, numbers: set[int]) -> dict[int, int]:
    """Return the place of each of these entries in the ledger, and of what it took that from."""
    query = select(_OF.c.id, _OF.c.supersedes_id, _OF.c.rank).where(among(store, _OF.c.id, numbers))
    found: dict[int, int] = {}
    for number, supersedes, rank in store.connection.execute(query) if numbers else ():
        found[number] = rank
        if supersedes is not None:
            found[supersedes] = rank
    return found


def days_put_right(store: Store, early: int, late: int) -> dict[CellKey, set[date]]:
    """Return by cell the last days of what changesets recorded, put right, settled or judged in it."""
    cell = (_E.c.item_id, _E.c.party_id, _E.c.held_to)
    asked: list[Select[Any]] = [select(*cell).where(_IN_A_CELL, _E.c.changeset_id > early, _E.c.changeset_id <= late)]
    for table, entry in (
        (_NEWER_ENTRY, _NEWER_ENTRY.c.supersedes_id),
        *((each, each.c.entry_id) for each in (schema.settlement, schema.review)),
    ):
        asked.append(
            select(*cell)
            .join(table, entry == _E.c.id)
            .where(_IN_A_CELL, table.c.changeset_id > early, table.c.changeset_id <= late)
        )
    days, items, parties = union(*asked).subquery(), schema.item, schema.party
    query = (
        select(items.c.key, parties.c.key.label("party"), days.c.held_to)
        .join(days, days.c.item_id == items.c.id)
        .outerjoin(parties, parties.c.id == days.c.party_id)
    )
    found: dict[CellKey, set[date]] = defaultdict(set)
    for item, party, held_to in store.connection.execute(query):
        found[item, party].add(date.fromisoformat(held_to))
    return found


class FirstTold(NamedTuple):
    """A stance that was told for the first time: its cell, the number of its entry, the days that it was held."""

    cell: CellKey
    entry: int
    first: date
    last: date


def stances_first_told(store: Store, early: int, late: int, *, accepted: bool) -> list[FirstTold]:
    """Return the stances that changesets recorded, without those that only took the place of an earlier one.

    Where only what was ``accepted`` counts, those that a verdict was on too.
    """
    items, parties, base, review = schema.item.c, schema.party.c, _BASE.c, schema.review.c
    told: ColumnElement[bool] = and_(
        _E.c.changeset_id > early,  # none is older than what it takes the place of
        _E.c.changeset_id <= late,
        _E.c.rank.in_(select(base.id).where(base.changeset_id > early, base.changeset_id <= late)),
    )
    if accepted:
        judged = select(review.entry_id).where(review.changeset_id > early, review.changeset_id <= late)
        told |= _E.c.id.in_(judged)
    query = (
        select(items.key, parties.key.label("party"), _E.c.id, _E.c.held_from, _E.c.held_to)
        .join(schema.item, items.id == _E.c.item_id)
        .join(schema.party, parties.id == _E.c.party_id)
        .where(_E.c.kind == EntryKind.stance.value, told)
    )
    return [
        FirstTold((item, party), number, date.fromisoformat(first), date.fromisoformat(last))
        for item, party, number, first, last in store.connection.execute(query)
    ]


class EditedField(NamedTuple):
    """A field that an edit changed; values as canonical JSON."""

    record: str
    field: str
    old: str
    new: str
    changeset: int


def edits_between(store: Store, early: int, late: int) -> list[EditedField]:
    """Return the edits of changesets after ``early`` and until ``late``, in the order recorded."""
    edit = schema.edit.c
    query = select(edit.record, edit.field, edit.old, edit.new, edit.changeset_id).where(
        edit.changeset_id > early, edit.changeset_id <= late
    )
    ref_now = renames.keys_of(store).ref_now
    return [EditedField(ref_now(ref), *rest) for ref, *rest in store.connection.execute(query.order_by(edit.id))]


def plans(store: Store, known_at: int) -> Iterator[tuple[str, Any, Any]]:
    """Yield the edits of rounds' plans until a changeset as canonical JSON (round, old, new), in the order recorded."""
    edit = schema.edit.c
    query = (
        select(edit.record, edit.old, edit.new)
        .where(edit.field == "planned_for", edit.record.like(f"{Round.table}:%"), edit.changeset_id <= known_at)
        .order_by(edit.id)
    )
    ref_now = renames.keys_of(store).ref_now
    for record, old, new in store.connection.execute(query):
        yield ref_now(record).partition(":")[2], old, new


def stances_before(store: Store, items: dict[str, int]) -> dict[str, int]:
    """Return how many stances on each of these items were recorded before a changeset and not taken back by then."""
    found: dict[str, int] = {}
    item = schema.item.c
    for key, changeset in items.items():
        replaced = select(_OLD.c.supersedes_id).where(
            _OLD.c.supersedes_id.is_not(None), _OLD.c.changeset_id < changeset
        )
        query = (
            select(func.count())
            .select_from(_OF)
            .join(schema.item, item.id == _OF.c.item_id)
            .where(
                item.key == key,
                _OF.c.kind == EntryKind.stance.value,
                _OF.c.op == Op.assert_.value,
                _OF.c.changeset_id < changeset,
                _OF.c.id.not_in(replaced),
            )
        )
        found[key] = store.connection.execute(query).scalar_one()
    return found
