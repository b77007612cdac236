"""A matrix at another point, fetching only the cells that can differ: what a screen needs to go round by round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point
from ledger.domain.readings import Matrix, MatrixRow, News, Reading, late_at, news, overdue_at, spread, status_at
from ledger.domain.readings import step as moved_by
from ledger.domain.records import LedgerInfo, Source
from ledger.domain.register import Register
from ledger.services import points
from ledger.services.evidence import with_evidence
from ledger.services.matrix import CellKey, matrix_at, parties_by_item, point_before, rounds_in_order
from ledger.storage import asof, register
from ledger.storage.asof import When
from ledger.storage.changed_cells import touched
from ledger.storage.database import Store


class MatrixStep(NamedTuple):
    """A matrix at another point, and the cells whose reading is another than before: how so."""

    matrix: Matrix
    changed: Mapping[CellKey, News]


def differences(one: Matrix, other: Matrix) -> dict[CellKey, News]:
    """Return the cells whose reading differs between two matrices, whole, and how."""
    before = {row.item.key: row for row in one.rows}
    return {cell: what for row in other.rows for cell, what in _differing(before.get(row.item.key), row)}


def step(
    store: Store,
    matrix: Matrix,
    point: Point,
    *,
    sources: Mapping[str, Source] | None = None,
) -> MatrixStep:
    """Return the matrix at a point at which parties, rounds, items and sources are known to be the same.

    There counts what counts in the matrix.
    """
    here = When.at(matrix.point, matrix.counting)
    there = When.at(point, matrix.counting)
    known = Register(rounds={stage.key: stage for stage in matrix.rounds})
    before = point_before(point, known)
    fresh = _fetch(store, here, there, point, sources, matrix.readings)
    movement = _movement(store, here, there, matrix.before, before)
    rows = tuple(_stepped_row(row, fresh, movement, matrix.principals, known, point) for row in matrix.rows)
    pairs = zip(matrix.rows, rows, strict=True)
    changed = {cell: what for old, new in pairs if old is not new for cell, what in _differing(old, new)}
    return MatrixStep(replace(matrix, point=point, before=before, rows=rows), changed)


def follow(
    store: Store, matrix: Matrix, sources: Mapping[str, Source], at: str, *, counting: Counting = OWN
) -> tuple[MatrixStep, Mapping[str, Source]]:
    """Return the matrix at a point, and the sources known there, from what was read before as far as that goes."""
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    alike = matrix.counting == counting.under(known.info)
    if alike and _describes(matrix, known) and known.sources == sources:
        return step(store, matrix, point, sources=sources), sources
    whole = matrix_at(store, at, counting=counting)
    return MatrixStep(whole, differences(matrix, whole)), known.sources


def news_since(store: Store, matrix: Matrix, since: Point) -> dict[CellKey, News]:
    """Return what is news in a matrix since a point: both ends are read as they are known at the changesets of the two.

    Who compares two days of one ledger gives a point known where the matrix is: what we did after the earlier was read
    is then no news.
    """
    then, there = When.at(since, matrix.counting), When.at(matrix.point, matrix.counting)
    listed = {row.item.key for row in matrix.rows}
    cells = {cell for cell in touched(store, then, there) if cell[0] in listed}
    before = asof.readings(store, then, cells) if cells else {}
    after = asof.with_what_may_precede(store, there, matrix.readings, before)
    return {cell: what for cell in cells if (what := news(before.get(cell), after.get(cell)))}


def _describes(matrix: Matrix, known: Register) -> bool:
    """Whether the matrix was made of these very records."""
    return (
        matrix.info == (known.info or LedgerInfo())
        and matrix.parties == tuple(known.live_parties)
        and matrix.rounds == tuple(rounds_in_order(known))
        and [row.item for row in matrix.rows] == known.live_items
    )


class _Fresh(NamedTuple):
    """Readings of touched cells (absent where nothing is held there any more); a touched status has no party."""

    cells: Mapping[CellKey, Reading]
    touched: Mapping[str, set[str | None]]
    not_heard_of: set[str]


def _fetch(
    store: Store,
    here: When,
    there: When,
    point: Point,
    sources: Mapping[str, Source] | None,
    stood: Mapping[CellKey, Reading],
) -> _Fresh:
    cells = touched(store, here, there)
    found = asof.with_what_may_precede(store, there, asof.readings(store, there, cells), stood)
    return _Fresh(
        with_evidence(store, found, point, sources=sources),
        parties_by_item(cells),
        asof.not_heard_of(store, there),
    )


class _Movement(NamedTuple):
    """What was held at the round before, where it can differ from what is held now.

    ``after`` is what is held now, of cells in which something was only possible then. ``stale`` are items whose
    movement has to be worked out anew; in all others nothing moved, before or now.
    """

    earlier: Mapping[CellKey, Reading]
    moving: set[CellKey]
    stale: set[str] | None
    since: bool
    after: Mapping[CellKey, Reading]

    def of(self, item: str, cells: Mapping[str, Reading]) -> dict[str, int]:
        """Return by how much each party moved, as ``matrix_at`` does."""
        moved: dict[str, int] = {}
        for party, after in cells.items() if self.since else ():
            key = (item, party)
            before, now = self.earlier.get(key) if key in self.moving else after, self.after.get(key, after)
            if (by := moved_by(before, now)) is not None:
                moved[party] = by
        return moved


def _movement(store: Store, here: When, there: When, was: Point | None, before: Point | None) -> _Movement:
    moving = _touched_since(store, before, there)
    stale = moving | _touched_since(store, was, here)
    earlier = asof.stances(store, there.on(before), moving) if before and moving else {}
    doubtful = {key for key, reading in earlier.items() if reading.only_possible}
    after = asof.with_what_may_precede(store, there, asof.stances(store, there, doubtful), earlier) if doubtful else {}
    everything = (was is None) != (before is None)
    return _Movement(earlier, moving, None if everything else {item for item, _ in stale}, before is not None, after)


def _touched_since(store: Store, before: Point | None, when: When) -> set[CellKey]:
    if before is None:
        return set()
    return {cell for cell in touched(store, when.on(before), when) if cell[1] is not None}


def _stepped_row(
    row: MatrixRow, fresh: _Fresh, movement: _Movement, principals: Sequence[str], known: Register, point: Point
) -> MatrixRow:
    key = row.item.key
    touched = fresh.touched.get(key, set())
    reading = fresh.cells.get((key, None)) if None in touched else row.status_reading
    heard_of = key not in fresh.not_heard_of
    status = status_at(reading, heard_of=heard_of)
    cells = _cells(row, touched, fresh)
    overdue = overdue_at(row.item, reading, point.over, known.rounds)
    late = late_at(row.item, reading, known.rounds)
    still = movement.stale is not None and key not in movement.stale
    if still and not touched and heard_of == row.heard_of and overdue == row.overdue:
        return row
    moved = movement.of(key, cells)
    width = spread([cells.get(party) for party in principals])
    return MatrixRow(row.item, status, reading, heard_of, cells, moved, width, overdue, late)


def _cells(row: MatrixRow, touched: Iterable[str | None], fresh: _Fresh) -> Mapping[str, Reading]:
    cells = dict(row.cells)
    for party in touched:
        if party is not None:
            reading = fresh.cells.get((row.item.key, party))
            if reading is None:
                cells.pop(party, None)
            else:
                cells[party] = reading
    return cells


def _differing(old: MatrixRow | None, new: MatrixRow) -> Iterable[tuple[CellKey, News]]:
    key = new.item.key
    before: Mapping[str, Reading] = old.cells if old else {}
    for party in before.keys() | new.cells.keys():
        if what := news(before.get(party), new.cells.get(party)):
            yield (key, party), what
    if what := news(old.status_reading if old else None, new.status_reading):
        yield (key, None), what
