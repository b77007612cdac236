"""A diff as a seed that, imported on the one point's ledger, yields the other's readings.

Where both points are known at one changeset, that ledger holds what stood by the first point's day. Where one is known
later than the other, it holds the first one's changesets, whole: a ledger knows no "held until", so what differs is
read at the second point's day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Unpack

from ledger.domain.diff import Change
from ledger.domain.entries import Cell, Entry
from ledger.domain.patch import CellThere, Patcher, Target, cell_of, described
from ledger.domain.points import Point
from ledger.domain.records import Source
from ledger.domain.register import Register
from ledger.domain.seed import BLOCKS, ChangesetInfo, Edit, Value
from ledger.formats.seed_out import write_yaml
from ledger.services import diff, points
from ledger.services.diff import ChangeFilter
from ledger.storage import asof, entries, register
from ledger.storage.asof import When
from ledger.storage.database import Store

_BLOCK_OF = {model: block for block, model in BLOCKS.items()}


def patch_between(store: Store, from_text: str, to_text: str = "now", **wanted: Unpack[ChangeFilter]) -> str:
    """Return the patch of the changes that ``wanted`` wants, as a seed in YAML; raises as ``diff_between`` does."""
    one, other = points.resolve(store, from_text), points.resolve(store, to_text)
    numbered = one.known_at != other.known_at
    start = Point(other.held_on, one.known_at, later_rounds=other.later_rounds) if numbered else one
    before, known = register.load(store, one.known_at), register.load(store, other.known_at)
    changed = [cell_of(*key) for key in diff.cells_between(store, _text(start), _text(other), **wanted)]
    every = dict.fromkeys([*changed, *_brought_back(store, one, before, known)])
    cells = [cell for cell in every if not _struck(cell, known)]  # that its record is struck empties such a cell
    patcher, ledger = Patcher(known, other.held_on, numbered), _There(store, cells, start, numbered=numbered)
    targets = _readings(store, cells, other)
    values = [
        value
        for cell in cells
        for value in patcher.of_cell(ledger.cell(cell), [ledger.target(entry) for entry in targets.get(cell, ())])
    ]
    records = described(before, known) if numbered else _cited(values, known.sources)
    header = ChangesetInfo(message=f"patch from {one} to {other}")
    return write_yaml((_BLOCK_OF[type(value)], value) for value in (header, *records, *values))


def patch_across(here: Store, there: Store, from_text: str, to_text: str, changes: Iterable[Change]) -> str:
    """Return what makes this ledger at one point read as another does at the other point, as far as these changes go.

    What the two tell differently of one day supersedes what stands here. Entries are named by what they say: the ledger
    that is patched holds what stood here by the first point's day. Records that only the other has are entered, those
    it describes otherwise are edited, none is struck.
    """
    one, other = points.resolve(here, from_text), points.resolve(there, to_text)
    before, known = register.load(here, one.known_at), register.load(there, other.known_at)
    changed = [cell_of(change.item, change.party) for change in changes]
    patched = _as_patched(before, known)
    cells = list(dict.fromkeys([*changed, *_brought_back(here, one, before, patched)]))
    patcher, ledger = Patcher(known, other.held_on, numbered=False), _There(here, cells, one, numbered=False)
    targets = _readings(there, [cell for cell in cells if not _struck(cell, known)], other)
    values: list[Value] = []
    for cell in cells:
        stands = ledger.cell(cell)
        values += patcher.of_cell(stands, [_instead(stands, entry) for entry in targets.get(cell, ())])
    records = (value for value in described(before, known) if not _strikes(value))
    header = ChangesetInfo(message="patch from another ledger")
    return write_yaml((_BLOCK_OF[type(value)], value) for value in (header, *records, *values))


def _as_patched(before: Register, known: Register) -> Register:
    """Return the items and parties that a patch leaves as they are here, struck or not: any other is struck no more."""
    return Register(
        items={key: each for key, each in before.items.items() if key not in known.items or known.items[key].struck},
        parties={
            key: each for key, each in before.parties.items() if key not in known.parties or known.parties[key].struck
        },
    )


def _strikes(value: Value) -> bool:
    return isinstance(value, Edit) and value.field == "struck" and value.new == "true"


def _instead(stands: CellThere, theirs: Entry) -> Target:
    """Return an entry of another ledger, under a number that none of this one has, in the place of this one's account.

    That is what counts here, if it is of the same day; of another day the two follow one another.
    """
    entry = theirs.model_copy(update={"id": theirs.id + (1 << 62)})
    here = stands.standing[-1] if stands.standing else None
    same_day = here is not None and here.held.last == entry.held.last
    return Target(entry, here.id if here is not None and same_day else None)


def _struck(cell: Cell, known: Register) -> bool:
    """Whether a cell's item or party was entered by mistake: then nothing counts in it, whatever stands."""
    records = known.items.get(cell.item or ""), known.parties.get(cell.party or "")
    return any(record is not None and record.struck for record in records)


def _brought_back(store: Store, point: Point, before: Register, known: Register) -> list[Cell]:
    """Return the cells in which all counts again that stands there, as their item or party is struck no more."""

    def struck_no_more(cell: Cell) -> bool:
        return _struck(cell, before) and not _struck(cell, known)

    if not any(record.struck for record in (*before.items.values(), *before.parties.values())):
        return []
    return [cell for key in entries.cells(store, point.known_at) if struck_no_more(cell := cell_of(*key))]


def _text(point: Point) -> str:
    return f"{point.held_on.isoformat()}@{point.known_at}"


def _cited(values: Iterable[Value], sources: Mapping[str, Source]) -> list[Value]:
    """Return what the statements cite: a ledger that holds only what came before has none of it."""
    cited = {citation.source for value in values for citation in getattr(value, "cite", ())}
    return [source for key, source in sources.items() if key in cited]


def _readings(store: Store, cells: Iterable[Cell], point: Point) -> dict[Cell, list[Entry]]:
    """Return the entries that stand in cells at a point, the leading one first."""
    wanted = [(cell.item, cell.party) for cell in cells if cell.item is not None]
    found = asof.readings(store, When.at(point), wanted).values()
    read = entries.by_ids(store, [number for reading in found for number in reading.numbers], point.known_at)
    return {
        cell_of(reading.item, reading.party): [read[number] for number in dict.fromkeys(reading.numbers)]
        for reading in found
    }


class _There:
    """The ledger to be patched, as far as some cells go."""

    def __init__(self, store: Store, cells: Iterable[Cell], point: Point, *, numbered: bool) -> None:
        self._numbered = numbered
        every = [entry.id for line in entries.in_cells(store, cells).values() for entry in line]
        self._known = entries.by_ids(store, every, point.known_at)
        self._after = _superseded(store, every, point.known_at)
        self._before = {newer: older for older, newer in _superseded(store, every).items()}
        if not numbered:  # nothing is there but what stands at the point
            self._known = {
                number: entry
                for number, entry in self._known.items()
                if number not in self._after and entry.held.last <= point.held_on
            }
        self._lines: dict[Cell, list[Entry]] = defaultdict(list)
        for entry in self._known.values():
            self._lines[entry.said.cell].append(entry)

    def cell(self, cell: Cell) -> CellThere:
        """Return what a cell holds there."""
        line = self._lines[cell]
        standing = sorted((entry for entry in line if entry.id not in self._after), key=lambda entry: entry.order)
        places = {entry.id: self._place(entry.id) for entry in line if entry.id in self._after}
        return CellThere(tuple(line), tuple(standing), places)

    def target(self, entry: Entry) -> Target:
        """Say what has an entry's place there: itself, or what it took the place of, or what took its place."""
        number = entry.id if self._numbered else None
        while number is not None and number not in self._known and number not in self._after.values():
            number = self._before.get(number)
        return Target(entry, None if number is None else self._place(number))

    def _place(self, number: int) -> int:
        while number in self._after:
            number = self._after[number]
        return number


def _superseded(store: Store, numbers: Iterable[int], known_at: int | None = None) -> dict[int, int]:
    """Return what supersedes these entries at a changeset, and what supersedes that."""
    after: dict[int, int] = {}
    asked = set(numbers)
    while asked:
        found = entries.superseded(store, known_at, asked)
        after |= found
        asked = set(found.values()) - after.keys()
    return after
