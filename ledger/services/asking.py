"""What a filter in words of its own asks of the items of a matrix: what stands there, and what changed since."""

from collections.abc import Callable, Iterable

from ledger.domain.diff import Change
from ledger.domain.filters.things import ASK_CHANGES, Around, began_by, by_cell, of_row
from ledger.domain.points import Point
from ledger.domain.readings import Matrix
from ledger.domain.register import Register
from ledger.services import filtering
from ledger.services.diff import changes_between
from ledger.services.listed import ListedItem, Narrowing
from ledger.storage.database import Store


def question(store: Store, matrix: Matrix, known: Register, wanted: Narrowing) -> Callable[[ListedItem], bool]:
    """Return what tells of a line whether ``where`` holds; what changed is read only where it asks for that."""
    read = filtering.of_items(wanted.where or "", known, matrix.point.held_on)
    changed = by_cell(changes_at(store, matrix, wanted.since) if read.asks & ASK_CHANGES else ())
    records, began = filtering.known_in(known), began_by(matrix.rounds, matrix.point.held_on)

    def holds(line: ListedItem) -> bool:
        key = line.item.key
        return bool(read.wants(of_row(line.row, records, around_of([line], ()), began, changed.get(key, {}))))

    return holds


def around_of(lines: Iterable[ListedItem], changes: tuple[Change, ...]) -> Around:
    """Return what a filter may ask of some lines beside what their rows hold."""
    every = list(lines)
    return Around(
        {line.item.key: line.confirmed for line in every if line.confirmed},
        frozenset(line.item.key for line in every if line.unreported),
        changes,
    )


def changes_at(store: Store, matrix: Matrix, since: str | None = None) -> tuple[Change, ...]:
    """Return what changed by the point of a matrix: since another, else since the round before."""
    if since is None and matrix.before is None:
        return ()
    start = since if since is not None else _written(matrix.before or matrix.point)
    return changes_between(store, start, _written(matrix.point), counting=matrix.counting)


def _written(point: Point) -> str:
    return f"{point.round or point.held_on}@{point.known_at}"
