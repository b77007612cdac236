"""Which items are wanted: by their own fields, by what stands on them, by a filter in words of its own.

A matrix starts without what only some filters ask for: what changed, and the language of filters, are loaded by those.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.blocs import blocs_of
from ledger.domain.checklist import due_day
from ledger.domain.floors import OWN, Counting
from ledger.domain.naming import instead
from ledger.domain.parts import with_wholes
from ledger.domain.readings import Matrix, MatrixRow
from ledger.domain.records import Item
from ledger.domain.register import Register
from ledger.domain.words import OVERDUE, Stance, Status
from ledger.errors import UsageError
from ledger.services import keys, points
from ledger.services.listed import ListedItem, Narrowing
from ledger.services.matrix import Flow, flow_at, matrix_at
from ledger.storage import lookups, register
from ledger.storage.asof import When
from ledger.storage.database import Store

if TYPE_CHECKING:
    from ledger.domain.filters.things import Around

_STATES = [*(status.value for status in Status), OVERDUE]


def lines_wanted(
    store: Store, at: str, wanted: Narrowing, *, counting: Counting = OWN
) -> tuple[Matrix, list[ListedItem]]:
    """Return a matrix and those of its items that a filter wants; raises ``NotFound`` for a word that no item has."""
    if wanted.where:
        flow = flow_at(store, at, counting=counting)
        return flow.matrix, _wanted(store, flow.matrix, flow.rows(), wanted)
    matrix, lines = lines_at(store, at, counting=counting)
    _check_words(wanted, [line.item for line in lines])
    return matrix, [line for line in lines if _wants(wanted, line, matrix.point.held_on)]


def lines_at(
    store: Store, at: str = "now", *, counting: Counting = OWN, see: Callable[[MatrixRow], object] = bool
) -> tuple[Matrix, list[ListedItem]]:
    """Return a matrix without rows, and its items as a list has them; ``see`` is shown each row, with all its cells.

    What a stance rests on is read of those alone that do not stand alone in their cells.
    """
    flow = flow_at(store, at, counting=counting, bare=True)
    matrix, known, confirmed = flow.matrix, flow.known, _confirmed(store, flow.matrix, flow.known)
    lines: list[ListedItem] = []
    for row in flow.rows():
        see(row)
        line = _line(row, matrix, known, confirmed.get(row.item.key))
        lines.append(replace(line, row=replace(_bare(row), moved={})))
    return matrix, _with_reports(lines, known, {line.item.key for line in lines if line.row.heard_of})


def _narrowed(
    store: Store,
    matrix: Matrix,
    rows: Iterable[MatrixRow],
    wanted: Narrowing,
    of_items: Collection[str],
    of_parties: Collection[str],
) -> Matrix:
    """Return a matrix with those of its rows that are wanted; of all others, as they come, nothing is kept."""
    chosen = frozenset(keys.keys_of("party", of_parties, {party.key: party for party in matrix.parties}))
    lines = _wanted(store, matrix, rows, wanted, _shown_of(matrix, chosen))
    found = (line.row for line in lines if not of_items or line.item.key in of_items)
    return replace(matrix, rows=tuple(found), chosen=chosen)


def _shown_of(matrix: Matrix, chosen: frozenset[str]) -> Callable[[MatrixRow], MatrixRow]:
    """Return what leaves of a row the cells of the parties chosen, and beside them what else is told of it.

    That is what others hold on behalf of those chosen, and the principals, over whom the spread is.
    """
    if not chosen:
        return lambda row: row
    blocs, principals = blocs_of(matrix), frozenset(matrix.principals)

    def shown(row: MatrixRow) -> MatrixRow:
        spoken = blocs.spoken_for(row.cells)
        speakers = {said.by for party in chosen for said in spoken.get(party, ())}
        return row.showing(chosen, principals | speakers)

    return shown


def _bare(row: MatrixRow) -> MatrixRow:
    return row.showing(())


def matrix_narrowed(
    store: Store,
    at: str,
    wanted: Narrowing,
    *,
    of_items: Collection[str] = (),
    of_parties: Collection[str] = (),
    counting: Counting = OWN,
) -> Matrix:
    """Return the rows that a filter wants, of some items and parties or of all; its counts are of the rows left.

    Of what a filter of fields leaves out nothing is read.
    """
    if not (of_items or of_parties or wanted != Narrowing()):
        return matrix_at(store, at, counting=counting)
    if wanted.where or wanted.unreported:
        flow = flow_at(store, at, counting=counting)
        named = keys.keys_of("item", of_items, {item.key: item for item in flow.known.live_items})
        return _narrowed(store, flow.matrix, flow.rows(), wanted, named, of_parties)
    flow = flow_narrowed(store, at, wanted, of_items=of_items, counting=counting)
    return _narrowed(store, flow.matrix, flow.rows(), _not_of_fields(wanted), (), of_parties)


def flow_narrowed(
    store: Store, at: str, wanted: Narrowing, *, of_items: Collection[str] = (), counting: Counting = OWN
) -> Flow:
    """Return the matrix at a point, to be read row by row: of some items, or of those whose fields are wanted."""
    point = points.resolve(store, at)
    items = register.load(store, point.known_at).live_items
    named = keys.keys_of("item", of_items, {item.key: item for item in items})
    _check_words(wanted, items)

    def is_wanted(item: Item) -> bool:
        return (not of_items or item.key in named) and _wants_of_fields(wanted, item)

    return flow_at(store, at, counting=counting, items=is_wanted)


def _not_of_fields(wanted: Narrowing) -> Narrowing:
    """Return what a filter asks for beside an item's own fields."""
    return replace(wanted, track=(), tag=(), owner=())


def streams(wanted: Narrowing) -> bool:
    """Whether a filter asks of each item its own fields alone."""
    return _not_of_fields(wanted) == Narrowing()


def _wanted(
    store: Store,
    matrix: Matrix,
    rows: Iterable[MatrixRow],
    wanted: Narrowing,
    kept: Callable[[MatrixRow], MatrixRow] = _bare,
) -> list[ListedItem]:
    """Return the lines that are wanted of rows that may come one by one, each with what is ``kept`` of it: no cells.

    Whether a report says anything on an item that nobody was heard on is known only when all rows have been seen.
    """
    known = register.load(store, matrix.point.known_at)
    confirmed = _confirmed(store, matrix, known)
    _check_words(wanted, known.live_items)
    asked, day = _asked(store, matrix, known, wanted), matrix.point.held_on
    heard: set[str] = set()
    found: list[ListedItem] = []
    for row in rows:
        line = _line(row, matrix, known, confirmed.get(row.item.key))
        if row.heard_of:
            heard.add(row.item.key)
        if not row.heard_of or (_wants(wanted, line, day) and asked(line)):
            found.append(replace(line, row=kept(row)))
    lines = _with_reports(found, known, heard)
    return [line for line in lines if line.row.heard_of or (_wants(wanted, line, day) and asked(line))]


def _asked(store: Store, matrix: Matrix, known: Register, wanted: Narrowing) -> Callable[[ListedItem], bool]:
    if not wanted.where:
        return lambda _line: True
    from ledger.services.asking import question

    return question(store, matrix, known, wanted)


def around(store: Store, matrix: Matrix) -> "Around":
    """Return what a filter may ask of a matrix beside what it holds: all of it, for who filters as they type."""
    from ledger.services.asking import around_of, changes_at

    return around_of(_wanted(store, matrix, matrix.rows, Narrowing()), changes_at(store, matrix))


def _confirmed(store: Store, matrix: Matrix, known: Register) -> Mapping[str, date]:
    """Return when each item was last said of: who speaks of a part speaks of the whole, as a diff has it."""
    found = lookups.last_confirmed(store, When.at(matrix.point, matrix.counting))
    every = dict(found)
    for part in (item for item in known.live_items if item.part_of is not None and item.key in found):
        for key in with_wholes(part, known.items):
            every[key] = max(found[part.key], every.get(key, found[part.key]))
    return every


def _with_reports(lines: Sequence[ListedItem], known: Register, heard: set[str]) -> list[ListedItem]:
    """Mark the items on which no report says anything, nor on what they are part of; ``heard`` are those heard of."""
    return [
        line if heard & set(with_wholes(line.item, known.items)) else replace(line, unreported=True) for line in lines
    ]


def _line(row: MatrixRow, matrix: Matrix, known: Register, confirmed: date | None) -> ListedItem:
    quiet = {party for party, reading in row.cells.items() if reading.stance is Stance.silent}
    silent = tuple(party for party in matrix.parties if party.key in quiet) if quiet else ()
    readings = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]
    contested = any(reading.contested for reading in readings)
    return ListedItem(row, silent, confirmed, due_day(row.item, known.rounds), contested=contested)


def _wants(wanted: Narrowing, line: ListedItem, day: date) -> bool:
    row, states = line.row, {line.row.status.value, OVERDUE if line.row.overdue else None}
    return (
        (not wanted.status or bool(set(wanted.status) & states))
        and _wants_of_fields(wanted, line.item)
        and (line.contested or not wanted.contested)
        and (row.overdue or not wanted.overdue)
        and (bool(line.silent) or not wanted.silent)
        and (line.unreported or not wanted.unreported)
        and (row.open or not wanted.open_only)
        and (wanted.stale is None or (row.open and _days_since(line, day) > wanted.stale))
    )


def _wants_of_fields(wanted: Narrowing, item: Item) -> bool:
    words = ((wanted.track, {item.track}), (wanted.tag, set(item.tags)), (wanted.owner, {item.owner}))
    return all(not asked or set(asked) & has for asked, has in words)


def _days_since(line: ListedItem, day: date) -> float:
    return (day - line.confirmed).days if line.confirmed else float("inf")


def _check_words(wanted: Narrowing, every: Sequence[Item]) -> None:
    """A word that no item has is a slip of the pen, not a list without rows."""
    keys.check("track", wanted.track, [item.track for item in every])
    keys.check("tag", wanted.tag, [tag for item in every for tag in item.tags])
    keys.check("owner", wanted.owner, [item.owner for item in every])
    for word in wanted.status:
        if word not in _STATES:
            raise UsageError(f'"{word}" is not a status', hint=instead(word, _STATES, whole=True))
