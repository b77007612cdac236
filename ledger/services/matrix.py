"""Items × parties at a point: stance, movement since the round before, marks, spread, status."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ledger.domain.commitments import days_late, is_overdue
from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.points import Point, last_day, round_before
from ledger.domain.readings import Matrix, Reading, Row, is_another, spread, status_at
from ledger.domain.records import Item, LedgerInfo, Round
from ledger.domain.words import Role, RoundKind
from ledger.services import points
from ledger.services.gathering import with_evidence
from ledger.storage import asof, frame, touched
from ledger.storage.asof import When
from ledger.storage.database import Store
from ledger.storage.names import Names

Cell = tuple[str, str | None]
Cells = Mapping[Cell, Reading]
STAGES = frozenset({RoundKind.round.value})


def matrix_at(store: Store, at: str = "now", *, counting: Counting = OWN) -> Matrix:
    """Return the matrix at a point; raises as ``points.resolve`` does."""
    point = points.resolve(store, at)
    known = frame.load(store, point.known_at)
    return _read(store, point, known, Names(store), counting=counting)[0]


def matrix_and_changes(
    store: Store, point: Point, known: Frame, *, counting: Counting = OWN
) -> tuple[Matrix, frozenset[Cell]]:
    """Return the matrix at a point, of records read as known there, and the cells that were other a round before."""
    names = Names(store)
    matrix, earlier = _read(store, point, known, names, counting=counting)
    if matrix.before is None:
        return matrix, frozenset()
    before = When(matrix.before.held_on, matrix.before.known_at, matrix.counting)
    statuses = asof.statuses(store, before, names=names)
    then: Cells = {**earlier, **{(item, None): reading for item, reading in statuses.items()}}
    now: dict[Cell, Reading] = {}
    now |= {(row.item.key, party): reading for row in matrix.rows for party, reading in row.cells.items()}
    now |= {(row.item.key, None): row.status_reading for row in matrix.rows if row.status_reading}
    every = then.keys() | now.keys()
    return matrix, frozenset(cell for cell in every if is_another(then.get(cell), now.get(cell)))


def _read(
    store: Store, point: Point, known: Frame, names: Names, *, counting: Counting
) -> tuple[Matrix, dict[Cell, Reading]]:
    """Return the matrix at a point, and the stances that counted a round before."""
    counting = counting.under(known.info)
    before, when = point_before(point, known), When(point.held_on, point.known_at, counting)
    statuses: Cells = {(item, None): reading for item, reading in asof.statuses(store, when, names=names).items()}
    stances = asof.stances(store, when, names=names)
    earlier = _earlier(store, stances, when, replace(when, held_on=before.held_on), names) if before else {}
    standing: Cells = {**stances, **statuses}
    readings = with_evidence(store, standing, point, sources=known.sources)
    heard = {item for item, _party in readings}
    by_item = _by_item(readings)
    rows = tuple(
        _row(item, by_item.get(item.key, {}), readings, earlier, known, point, heard_of=item.key in heard)
        for item in known.live_items
    )
    rounds = tuple(rounds_in_order(known))
    parties = tuple(known.live_parties)
    return Matrix(known.info or LedgerInfo(), point, before, parties, rows, rounds, counting), earlier


def _earlier(store: Store, stances: Cells, when: When, before: When, names: Names) -> dict[Cell, Reading]:
    """Return the stances that counted a round before: those of now, but for the cells that can have been other."""
    changed = {cell for cell in touched.touched(store, before, when) if cell[1] is not None}
    if len(changed) > MANY:
        return dict(asof.stances(store, before, names=names))
    then = asof.stances(store, before, changed, names) if changed else {}
    return {cell: reading for cell, reading in stances.items() if cell not in changed} | dict(then)


MANY = 20_000
"""Cells from which on all are read rather than those one by one."""


def point_before(point: Point, known: Frame) -> Point | None:
    """Return the point of the last round held before this one, as known at the same changeset."""
    stage = round_before(point.held_on, known.live_rounds, kinds=STAGES)
    day = last_day(stage) if stage else None
    return Point(day, point.known_at, stage.key) if stage and day else None


def rounds_in_order(known: Frame) -> list[Round]:
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
    statuses: Cells,
    earlier: Cells,
    known: Frame,
    point: Point,
    *,
    heard_of: bool,
) -> Row:
    reading = statuses.get((item.key, None))
    status = status_at(item, reading, heard_of=heard_of)
    principals = [cells.get(party.key) for party in known.live_parties if party.role is Role.principal]
    moved = {
        party: after.measure - before.measure
        for party, after in cells.items()
        if (before := earlier.get((item.key, party))) and after.measure is not None and before.measure is not None
    }
    overdue = is_overdue(item, status, point.held_on, known.rounds, promised=reading is not None or bool(cells))
    late = days_late(item, status, reading.held.last if reading else None, known.rounds)
    return Row(item, status, reading, heard_of, cells, moved, spread(principals), overdue, late)
