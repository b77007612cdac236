"""Measures over rounds: what is open and how hard it is, how far apart the parties are, who moved.

The rounds are read one after another; from each to the next only the cells that can differ are fetched. Evidence is not:
no measure asks for it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from ledger.domain import measures
from ledger.domain.diff.sides import Cells
from ledger.domain.frame import Frame
from ledger.domain.measures import Figure, Open, Pair
from ledger.domain.points import Point, last_day
from ledger.domain.readings import COLUMN_ROLES, Reading, status_at
from ledger.domain.records import Item, Party, Round
from ledger.domain.words import EntryKind, Role, RoundKind, RoundStatus, Status
from ledger.services import points
from ledger.storage import asof, frame
from ledger.storage.asof import When
from ledger.storage.database import Store

EVERY_KIND = frozenset(RoundKind)
MANY = 2_000  # cells; past that it is quicker to read them all than to name them


@dataclass(frozen=True, slots=True)
class Stage:
    """The measures at one point of a series; ``round`` is ``None`` for a point that is no round's.

    ``moved`` and ``convergence`` are since the stage before, and empty at the first. ``spreads`` has the items on which
    a spread can be told.
    """

    point: Point
    round: Round | None
    open: Open
    mean_spread: Figure
    spreads: Mapping[str, Figure]
    gaps: Mapping[Pair, Figure]
    moved: Mapping[str, Figure]
    convergence: Mapping[Pair, Figure]

    @property
    def label(self) -> str:
        """What its point is called: a round's key, ``now``, or a day."""
        return self.point.round or ("now" if self.point.is_now else self.point.held_on.isoformat())


@dataclass(frozen=True, slots=True)
class Series:
    """Measures over rounds, earliest first. ``most_moved`` is over the whole series, furthest first."""

    stages: tuple[Stage, ...]
    items: tuple[Item, ...]
    parties: tuple[Party, ...]
    most_moved: tuple[tuple[str, Figure], ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The parties, two by two, by key."""
        return tuple(combinations([party.key for party in self.parties], 2))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Since when two parties are on opposite sides of an item; ``at`` is ``None`` where they never were."""

    item: str
    one: str
    other: str
    at: Point | None


def over_rounds(
    store: Store, until: str = "now", *, kinds: Collection[str] = EVERY_KIND, also: Collection[Point] = ()
) -> Series:
    """Return the measures at every round held by a point, as known there, and at the points in ``also``.

    Raises as ``points.resolve`` does.
    """
    end = points.resolve(store, until)
    known = frame.load(store, end.known_at)
    parties = tuple(party for party in known.live_parties if party.role in COLUMN_ROLES)
    return _series(_views(store, _stops(end, known, kinds, also), known), known, parties)


def _series(views: Iterator[_View], known: Frame, parties: tuple[Party, ...]) -> Series:
    """Go from view to view; no more than two are held at a time."""
    stages: list[Stage] = []
    moved: dict[str, list[Figure]] = {item.key: [] for item in known.live_items}
    keys = [party.key for party in parties]
    before: _View | None = None
    for view in views:
        stages.append(_stage(before, view, known, parties))
        for item, steps in moved.items() if before else ():
            steps.append(measures.item_movement(item, keys, before.cells, view.cells))
        before = view
    totals = ((item, measures.total(steps)) for item, steps in moved.items())
    return Series(tuple(stages), tuple(known.live_items), parties, tuple(measures.furthest_first(totals)))


def first_disagreement(store: Store, item: str, one: str, other: str, until: str = "now") -> Disagreement:
    """Return the first round (or the day the later of two stances was held, between rounds) when two parties disagreed."""
    end = points.resolve(store, until)
    known = frame.load(store, end.known_at)
    cells = [(item, one), (item, other)]
    stops = _stops(end, known, EVERY_KIND, ())
    views = [asof.stances(store, When(stop.held_on, stop.known_at), cells) for stop in stops]
    place = measures.first_disagreement(item, one, other, views)
    return Disagreement(item, one, other, stops[place] if place is not None else None)


@dataclass(frozen=True, slots=True)
class _View:
    point: Point
    cells: Cells
    statuses: Mapping[str, Status]


def _stops(end: Point, known: Frame, kinds: Collection[str], also: Collection[Point]) -> list[Point]:
    """The rounds held by a point, in order, and the further points; the end itself where no round ends with it."""
    held = [
        Point(day, end.known_at, stage.key)
        for stage in known.live_rounds
        if stage.kind in kinds and stage.status is RoundStatus.held and (day := last_day(stage)) and day <= end.held_on
    ]
    rounds = {stop.round for stop in held}
    further = [replace(point, known_at=end.known_at) for point in (*also, end) if point.held_on <= end.held_on]
    days = {stop.held_on for stop in held}
    for point in further:
        if point.round not in rounds and point.held_on not in days:
            held.append(point)
            days.add(point.held_on)
    return sorted(held, key=lambda stop: (stop.held_on, stop.round or ""))


def _views(store: Store, stops: list[Point], known: Frame) -> Iterator[_View]:
    listed = {item.key: item for item in known.live_items}
    cells: dict[tuple[str, str | None], Reading] = {}
    recorded: dict[str, Reading] = {}
    for before, stop in zip([None, *stops], stops, strict=False):
        when = When(stop.held_on, stop.known_at)
        was = When(before.held_on, before.known_at) if before else None
        cells = _stances_at(store, cells, was, when)
        recorded = _statuses_at(store, recorded, was, when)
        later = asof.not_heard_of(store, when)
        statuses = {
            key: status_at(item, recorded.get(key), heard_of=True) for key, item in listed.items() if key not in later
        }
        yield _View(stop, cells, statuses)


def _stances_at(
    store: Store, cells: dict[tuple[str, str | None], Reading], was: When | None, when: When
) -> dict[tuple[str, str | None], Reading]:
    touched = asof.touched(store, EntryKind.stance, was, when) if was else None
    if touched is None or len(touched) > MANY:
        return dict(asof.stances(store, when))
    return {**cells, **asof.stances(store, when, touched)} if touched else cells


def _statuses_at(store: Store, recorded: dict[str, Reading], was: When | None, when: When) -> dict[str, Reading]:
    touched = asof.touched(store, EntryKind.status, was, when) if was else None
    if touched is None or len(touched) > MANY:
        return asof.statuses(store, when)
    return {**recorded, **asof.statuses(store, when, [item for item, _ in touched])} if touched else recorded


def _stage(before: _View | None, view: _View, known: Frame, parties: tuple[Party, ...]) -> Stage:
    keys = [party.key for party in parties]
    principals = [party.key for party in parties if party.role is Role.principal]
    spreads = {key: measures.spread(key, principals, view.cells) for key in view.statuses}
    pairs = list(combinations(keys, 2))
    return Stage(
        view.point,
        known.rounds.get(view.point.round or ""),
        measures.open_items(known.live_items, view.statuses),
        measures.mean_spread(view.statuses, principals, view.cells),
        {key: figure for key, figure in spreads.items() if figure.value is not None},
        {pair: measures.mean_gap(*pair, view.statuses, view.cells) for pair in pairs},
        {key: measures.distance(key, before.cells, view.cells) for key in keys} if before else {},
        {pair: measures.convergence(*pair, before.cells, view.cells) for pair in pairs} if before else {},
    )
