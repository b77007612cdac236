"""The way from one point of a diff to another: what is known at each, and which cells can differ on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger.domain.diff import CellKey, Heirs, Leg, legs
from ledger.domain.floors import Counting
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, alike_on_one_day, days_learned, days_of, of_one_round, other_days
from ledger.domain.readings import Reading, numbered
from ledger.domain.records import Item
from ledger.domain.register import Register
from ledger.domain.words import EntryKind, ItemKind
from ledger.services import points
from ledger.storage import asof, changesets, entries, register
from ledger.storage.asof import When
from ledger.storage.cells import CellReader
from ledger.storage.changed_cells import said_again, touched
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers


@dataclass(frozen=True, slots=True)
class DiffSpan:
    """The way from one point to another: its legs, the points it passes, the items on the list at each, cells touched.

    What was entered by mistake and struck is left out from the changeset that struck it, as in the matrix.
    """

    store: Store
    legs: tuple[Leg, ...]
    points: tuple[Point, ...]
    listed: tuple[Mapping[str, Item], ...]
    frames: Mapping[int, Register]
    now: Register
    touched: frozenset[CellKey]
    names: KeyNumbers
    counting: Counting
    heirs: Heirs

    def known(self, point: Point) -> Register:
        """Return the frame as known at a point."""
        return self.frames[point.known_at]

    def when(self, point: Point) -> When:
        """Return a point as the database asks for it."""
        return When.at(point, self.counting)

    @property
    def late(self) -> int:
        """The changeset that is known at the later end."""
        return max(point.known_at for point in self.points)

    @property
    def known_latest(self) -> Register:
        """The frame as known at the later end."""
        return self.frames[self.late]

    def in_its_days(
        self, point: Point, found: Mapping[CellKey, Reading], asked: Collection[CellKey] | None
    ) -> Mapping[CellKey, Reading]:
        """Return readings of a round before its days were known, with what it was known by alone held on those days.

        Only of one round at both ends: by whatever days, its end comes after what was held at it.
        """
        if point.known_at == self.late:
            return found
        days = days_learned(self.points, self.known(point).rounds, self.known_latest.rounds)
        named = (number for stage in days for number in entries.by_round(self.store, stage))
        cells = {each.said.cell for each in entries.by_ids(self.store, named, point.known_at).values()}
        here = ((str(cell.item), cell.party) for cell in cells)
        return {**found, **self._on_days(point, days, [key for key in here if asked is None or key in asked])}

    def on_later_days(self, point: Point, cells: Collection[CellKey]) -> Mapping[CellKey, Reading]:
        """Return readings of some cells, with what is known by a round alone held on the days that are known later."""
        days = {key: now for key, (_then, now) in self.other_days.items()} if point.known_at != self.late else {}
        if not days:
            return asof.readings(self.store, self.when(point), cells, self.names)
        return self._on_days(point, days, cells)

    @property
    def other_days(self) -> Mapping[str, tuple[HeldOn | None, HeldOn]]:
        """The days of rounds that have others at the later end than at the earlier, as known at either."""
        then = self.frames[min(self.frames)].rounds
        return {key: (days_of(then[key]), now) for key, now in other_days(then, self.known_latest.rounds).items()}

    def _on_days(self, point: Point, days: Mapping[str, HeldOn], cells: Iterable[CellKey]) -> Mapping[CellKey, Reading]:
        reader = CellReader(self.store, point.known_at, self.names, self.known(point).sources, days)
        stances, statuses = set[CellKey](), set[CellKey]()
        for key in cells:
            (statuses if key[1] is None else stances).add(key)
        kinds = ((EntryKind.stance, stances), (EntryKind.status, statuses))
        return {
            key: each for kind, keys in kinds for key, each in reader.readings(kind, self.when(point), keys).items()
        }

    def as_later(self, point: Point, readings: Mapping[CellKey, Reading]) -> Mapping[CellKey, Reading]:
        """Return readings at a point with the entries by their numbers at the end that is known later.

        An entry that only had to be said again since its round has other days is the entry that it was.
        """
        again = said_again(self.store, point.known_at, self.late) if point.known_at != self.late else {}
        return {key: numbered(each, again) for key, each in readings.items()} if again else readings

    @property
    def principals(self) -> list[str]:
        """Whose moves direction is told against: the principals, as known at the later end."""
        return self.known_latest.principals

    @property
    def ever_principals(self) -> set[str]:
        """The principals, as known at any of the points."""
        return {party for known in self.frames.values() for party in known.principals}

    def standing(self, cells: Iterable[CellKey], point: Point) -> list[CellKey]:
        """Return the cells of which both item and party are known at a point, and neither is struck."""
        known = self.known(point)
        items = {item.key for item in known.live_items}
        parties = {party.key for party in known.live_parties}
        return [key for key in cells if key[0] in items and key[1] in parties]


def open_span(
    store: Store,
    from_text: str,
    to_text: str,
    *,
    counting: Counting,
    whole: bool = True,
    named: Collection[str] = (),
) -> DiffSpan:
    """Resolve the points and read what describes the items: all of them, or those that can differ and those named."""
    written = points.resolve_all(store, (from_text, to_text))
    one, other = alike_on_one_day(*of_one_round(*written))
    cells = touched(store, _when(one), _when(other))
    among = None if whole else _items_of(store, cells, one, other) | set(named)
    now = register.load(store, items=among)
    last = changesets.last_number(store)
    numbers = {one.known_at, other.known_at}
    frames = {number: now if number == last else register.load(store, number, among) for number in numbers}
    steps = legs(one, other)
    stops = (one, *(leg.after for leg in steps)) if steps else (one, other)
    counts = counting.under(frames[max(numbers)].info)
    listed = _listed(store, stops, frames, among, counts)
    names, heirs = KeyNumbers(store, among), Heirs.between(frames[min(numbers)], frames[max(numbers)])
    return DiffSpan(store, steps, stops, listed, frames, now, frozenset(cells), names, counts, heirs)


def _items_of(store: Store, cells: Iterable[CellKey], one: Point, other: Point) -> set[str]:
    """Items on which anything can differ: something was held or recorded in between, or time alone makes it overdue."""
    early, late = sorted((one.known_at, other.known_at))
    return (
        {item for item, _party in cells}
        | register.commitments(store)
        | register.items_described_between(store, early, late)
    )


def _listed(
    store: Store,
    stops: Sequence[Point],
    frames: Mapping[int, Register],
    among: Collection[str] | None,
    counting: Counting,
) -> tuple[dict[str, Item], ...]:
    """Return the items on the list at each point: known by then, and nothing says that they come up only later."""
    unheard: dict[Point, Collection[str]] = {}
    narrowed: dict[int, Collection[str] | None] = dict.fromkeys(frames, among)
    for stop in sorted(stops, key=lambda point: point.held_on):  # what was heard of once is heard of ever after
        only = narrowed[stop.known_at]
        later = () if only is not None and not only else asof.not_heard_of(store, When.at(stop, counting), only)
        unheard[stop] = narrowed[stop.known_at] = later
    return tuple(
        {item.key: item for item in frames[stop.known_at].live_items if item.key not in unheard[stop]} for stop in stops
    )


def _when(point: Point) -> When:
    return When.at(point)


@dataclass(frozen=True, slots=True)
class Differing:
    """Cells, and items by their status, that can differ somewhere on the way; all others are the same all along.

    ``beside`` are the principals' other cells on the same items, against which a move is measured; where time alone
    passes they are read once for all points.
    """

    cells: frozenset[CellKey]
    items: frozenset[str]
    beside: frozenset[CellKey]


def can_differ(span: DiffSpan) -> Differing:
    arrived = {key for one, other in pairwise(span.listed) for key in one.keys() ^ other.keys()}
    held_there = {(item, party) for item in arrived for party in span.now.parties}
    cells = {key for key in span.touched if key[1]} | held_there
    principals = span.principals
    measured_by = {(item, party) for item in {item for item, _party in cells} for party in principals}
    items = {item for item, party in span.touched if party is None} | arrived | _promises(span) | _described(span)
    items |= set(span.heirs.items.values())  # with what was joined to it: at the later end it stands for both
    beside = frozenset(measured_by - cells) if len(span.frames) == 1 else frozenset[CellKey]()
    return Differing(frozenset(cells if beside else cells | measured_by), frozenset(items), beside)


def _described(span: DiffSpan) -> set[str]:
    """Items that were entered or edited on the way: another kind can be another status."""
    early, late = min(point.known_at for point in span.points), span.late
    return register.items_described_between(span.store, early, late) if early != late else set()


def _promises(span: DiffSpan) -> set[str]:
    """Commitments: time alone makes them overdue."""
    return {key for listed in span.listed for key, item in listed.items() if item.kind is ItemKind.commitment}
