"""Items × parties at a point: stance, movement since the round before, marks, spread, status."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledger import starting
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point, last_day, round_before
from ledger.domain.readings import (
    COLUMN_ROLES,
    Matrix,
    MatrixRow,
    News,
    Reading,
    late_at,
    news,
    overdue_at,
    status_at,
    step,
)
from ledger.domain.records import Item, LedgerInfo, Party, Round
from ledger.domain.register import Register
from ledger.domain.words import ItemKind, RoundKind
from ledger.services import points
from ledger.services.evidence import fill_in
from ledger.storage import asof, register
from ledger.storage.asof import When
from ledger.storage.changed_cells import touched
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers

CellKey = tuple[str, str | None]
"""Item and party by key; a status has no party."""
Cells = Mapping[CellKey, Reading]
STAGES = frozenset({RoundKind.round.value})


def matrix_at(store: Store, at: str = "now", *, counting: Counting = OWN) -> Matrix:
    """Return the matrix at a point as written; raises as ``points.resolve`` does."""
    return matrix_of(store, points.resolve(store, at), counting=counting)


def matrix_of(store: Store, point: Point, *, counting: Counting = OWN) -> Matrix:
    """Return the matrix at a point.

    While nothing changes, the last two are kept: a note, a list and an inbox look at one point again and again.
    """
    kept: dict[object, Matrix] = {} if store.kept is None else store.kept.setdefault("matrices", {})
    if (point, counting) not in kept:
        with starting.made_to_last():
            reader = _reader(store, point, register.load(store, point.known_at), KeyNumbers(store), counting)
            kept[point, counting] = reader.matrix(reader.rows())
        for old in [*kept][:-_KEPT]:
            del kept[old]
    return kept[point, counting]


def rows_of(
    store: Store, point: Point, cells: Mapping[str, Collection[str] | None], *, counting: Counting = OWN
) -> Iterator[MatrixRow]:
    """Yield rows of some items, by key: each with all of its cells (``None``) or some, and not how far they moved."""
    known = register.load(store, point.known_at)
    known.items = {key: item for key, item in known.items.items() if key in cells}
    names = KeyNumbers(store, cells) if len(cells) < FEW_ITEMS else KeyNumbers(store)
    reader = _reader(store, point, known, names, counting)._replace(before=None)
    whole = {key for key, parties in cells.items() if parties is None}
    yield from reader.rows([item for item in known.live_items if item.key in whole])
    yield from reader.rows_with({key: parties for key, parties in cells.items() if parties is not None})


FEW_ITEMS = 5_000


class Flow(NamedTuple):
    """A matrix that is read row by row, each time that its rows are asked for: never held whole.

    ``matrix`` is all of it but the rows. ``columns`` are the parties that a matrix of it has.
    """

    matrix: Matrix
    reader: "_RowReader"

    @property
    def known(self) -> Register:
        """The records at its point; its items are those that it is of."""
        return self.reader.known

    def rows(self) -> Iterator[MatrixRow]:
        """Yield the rows, in the order of the ledger."""
        return self.reader.rows()

    @property
    def columns(self) -> tuple[Party, ...]:
        """Principals and mediators, and whoever else has a reading here."""
        heard = self.reader.heard({party.key for party in self.matrix.parties if party.role not in COLUMN_ROLES})
        return tuple(party for party in self.matrix.parties if party.role in COLUMN_ROLES or party.key in heard)


def flow_at(
    store: Store,
    at: str = "now",
    *,
    counting: Counting = OWN,
    items: Callable[[Item], bool] | None = None,
    bare: bool = False,
) -> Flow:
    """Return the matrix at a point, to be read row by row: of the items wanted, or of all.

    ``bare``: of the stances that stand alone in their cells it is not read what they rest on.
    """
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    if items is not None:
        known.items = {key: item for key, item in known.items.items() if items(item)}
    few = items is not None and len(known.items) < FEW_ITEMS
    reader = _reader(store, point, known, KeyNumbers(store, set(known.items) if few else None), counting)
    return Flow(reader.matrix(()), reader._replace(bare=bare))


_KEPT = 2
"""Matrices kept in a transaction in which nothing changes."""


def matrix_and_changes(
    store: Store, point: Point, known: Register, *, counting: Counting = OWN
) -> tuple[Matrix, dict[CellKey, News]]:
    """Return the matrix at a point, of records read as known there, and what is news in it since the round before."""
    names = KeyNumbers(store)
    reader = _reader(store, point, known, names, counting)
    parts = list(reader.parts())
    matrix = reader.matrix(row for _earlier, rows in parts for row in rows)
    if matrix.before is None:
        return matrix, {}
    before = When.at(matrix.before, matrix.counting)
    statuses = asof.statuses(store, before, names=names)
    then: dict[CellKey, Reading] = {(item, None): reading for item, reading in statuses.items()}
    for earlier, rows in parts:
        then |= earlier.stances(rows) if earlier else {}
    now = asof.with_what_may_precede(store, reader.when, matrix.readings, then, names)
    every = then.keys() | now.keys()
    return matrix, {cell: what for cell in every if (what := news(then.get(cell), now.get(cell)))}


class _RowReader(NamedTuple):
    """Reads the rows of a matrix, as many at a time as there are cells that can be held without a thought."""

    store: Store
    point: Point
    before: Point | None
    known: Register
    names: KeyNumbers
    counting: Counting
    bare: bool = False

    @property
    def when(self) -> When:
        """The point, as the database asks for it."""
        return When.at(self.point, self.counting)

    def matrix(self, rows: Iterable[MatrixRow]) -> Matrix:
        """Return the matrix of these rows."""
        known = self.known
        parties, rounds = tuple(known.live_parties), tuple(rounds_in_order(known))
        return Matrix(known.info or LedgerInfo(), self.point, self.before, parties, tuple(rows), rounds, self.counting)

    def rows(self, items: Sequence[Item] | None = None) -> Iterator[MatrixRow]:
        """Yield the rows of these items, or of all."""
        for _earlier, rows in self.parts(items):
            yield from rows

    def parts(self, items: Sequence[Item] | None = None) -> Iterator[tuple["_Earlier | None", list[MatrixRow]]]:
        """Yield some rows at a time, with the stances of a round before."""
        items = self.known.live_items if items is None else items
        changed = self._changed()
        size = max(1, AT_A_TIME // max(1, len(self.known.live_parties)))
        for start in range(0, len(items), size):
            some = items[start : start + size]
            keys = [item.key for item in some]
            stances = self._stances(self.when, keys)
            earlier = self._earlier(keys, changed) if self.before else None
            if earlier is not None:
                stances = asof.with_what_may_precede(self.store, self.when, stances, earlier.read(), self.names)
            rows = self._rows(some, stances, asof.statuses(self.store, self.when, keys, self.names), earlier)
            yield earlier, rows

    def rows_with(self, cells: Mapping[str, Collection[str]]) -> Iterator[MatrixRow]:
        """Yield the rows of some items with some of their cells."""
        wanted = [item for item in self.known.live_items if item.key in cells]
        live = {party.key for party in self.known.live_parties}
        asked = {(item.key, party) for item in wanted for party in cells[item.key] if party in live}
        stances = asof.stances(self.store, self.when, asked, self.names) if asked else {}
        statuses = asof.statuses(self.store, self.when, [item.key for item in wanted], self.names)
        yield from self._rows(wanted, stances, statuses, None)

    def heard(self, parties: set[str]) -> set[str]:
        """Return those of some parties that hold anything here; a few items tell it of most."""
        found: set[str] = set()
        items, size = [item.key for item in self.known.live_items], 1
        while items and (left := parties - found):
            some, items = items[:size], items[size:]
            cells = {(item, party) for item in some for party in left}
            found |= {party for _item, party in asof.stances(self.store, self.when, cells, self.names) if party}
            size = max(1, AT_A_TIME // len(left))
        return found

    def _rows(
        self,
        items: Sequence[Item],
        stances: Mapping[CellKey, Reading],
        statuses: Mapping[str, Reading],
        earlier: "_Earlier | None",
    ) -> list[MatrixRow]:
        known, by_item = self.known, _by_item(stances)
        weighed = [each for each in stances.values() if each.others] if self.bare else stances.values()
        fill_in(self.store, [(self.point, [*weighed, *statuses.values()])], {self.point.known_at: known.sources})
        principals = known.principals
        return [
            _row(item, by_item.get(item.key, {}), statuses.get(item.key), earlier, known, self.point, principals)
            for item in items
        ]

    def _stances(self, when: When, items: Collection[str]) -> Mapping[CellKey, Reading]:
        """Return the stances on some items at a point."""
        if when.plain:
            return asof.stances(self.store, when, names=self.names, items=items)
        cells = {(item, party.key) for item in items for party in self.known.live_parties}
        return asof.stances(self.store, when, cells, self.names)

    def _changed(self) -> Mapping[str, Collection[str | None]] | None:
        """Return the cells that can have changed since the round before, by item; ``None`` where they are many."""
        if self.before is None:
            return {}
        before = self.when.on(self.before)
        found = {cell for cell in touched(self.store, before, self.when) if cell[1] is not None}
        return None if len(found) > MANY else parties_by_item(found)

    def _earlier(self, items: Collection[str], changed: Mapping[str, Collection[str | None]] | None) -> "_Earlier":
        assert self.before is not None
        before = self.when.on(self.before)
        if changed is None:
            return _Earlier(None, _by_item(self._stances(before, items)))
        here = {item: changed[item] for item in items if item in changed}
        cells = {(item, party) for item, parties in here.items() for party in parties}
        return _Earlier(here, _by_item(asof.stances(self.store, before, cells, self.names) if cells else {}))


AT_A_TIME = 20_000
"""Cells read at a time."""


def _reader(store: Store, point: Point, known: Register, names: KeyNumbers, counting: Counting) -> _RowReader:
    return _RowReader(store, point, point_before(point, known), known, names, counting.under(known.info))


class _Earlier(NamedTuple):
    """The stances of a round before: ``then`` holds those of cells that can have ``changed``; all others are as now.

    ``None``: all can have changed.
    """

    changed: Mapping[str, Collection[str | None]] | None
    then: Mapping[str, Mapping[str, Reading]]

    def steps(self, item: str, now: Mapping[str, Reading], measured: Collection[str]) -> dict[str, int]:
        """Return by how much each party moved of which that can be told."""
        changed = now if self.changed is None else self.changed.get(item)
        if not changed:
            return dict.fromkeys(measured, 0)
        then = self.then.get(item, {})
        found = {party: step(then.get(party), now[party]) if party in changed else 0 for party in measured}
        return {party: by for party, by in found.items() if by is not None}

    def read(self) -> dict[CellKey, Reading]:
        """Return those that were read: of cells that can have changed."""
        return {(item, party): reading for item, cells in self.then.items() for party, reading in cells.items()}

    def stances(self, now: Iterable[MatrixRow]) -> dict[CellKey, Reading]:
        """Return all of these rows that counted a round before."""
        then = self.read()
        if self.changed is None:
            return then
        return {
            (row.item.key, party): reading
            for row in now
            for party, reading in row.cells.items()
            if party not in self.changed.get(row.item.key, ())
        } | then


MANY = 20_000
"""Cells from which on all are read rather than those one by one."""


def point_before(point: Point, known: Register) -> Point | None:
    """Return the point of the last round held before this one, as known at the same changeset."""
    stage = round_before(point.held_on, known.live_rounds, kinds=STAGES)
    return Point.of_round(stage, point.known_at, known.live_rounds) if stage else None


def rounds_in_order(known: Register) -> list[Round]:
    """Return the rounds by date; those without one come last."""
    return sorted(known.live_rounds, key=lambda stage: (last_day(stage) or date.max, stage.key))


def _by_item(cells: Cells) -> dict[str, dict[str, Reading]]:
    found: dict[str, dict[str, Reading]] = defaultdict(dict)
    for (item, party), reading in cells.items():
        if party is not None:
            found[item][party] = reading
    return found


def _row(
    item: Item,
    cells: Mapping[str, Reading],
    reading: Reading | None,
    earlier: _Earlier | None,
    known: Register,
    point: Point,
    principals: Sequence[str],
) -> MatrixRow:
    heard_of = reading is not None or bool(cells)
    status = status_at(reading, heard_of=heard_of)
    measured = {party: level for party, stance in cells.items() if (level := stance.measure) is not None}
    moved = earlier.steps(item.key, cells, measured) if earlier else {}
    scores = [measured[party] for party in principals if party in measured]
    width = max(scores) - min(scores) if len(scores) > 1 else None
    if item.kind is not ItemKind.commitment:  # nothing else is due
        return MatrixRow(item, status, reading, heard_of, cells, moved, width)
    overdue = overdue_at(item, reading, point.over, known.rounds)
    late = late_at(item, reading, known.rounds)
    return MatrixRow(item, status, reading, heard_of, cells, moved, width, overdue, late)


def parties_by_item(cells: Iterable[CellKey]) -> dict[str, set[str | None]]:
    """Return the parties of cells, by item."""
    found: dict[str, set[str | None]] = {}
    for item, party in cells:
        found.setdefault(item, set()).add(party)
    return found
