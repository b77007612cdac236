"""Measures over rounds: what is open and how hard it is, how far apart the parties are, who moved.

The record is swept over once; a stage is measured whenever its day has passed. No measure asks for evidence, so none is
read but where it takes whole cells to say what stands.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from ledger.domain import measures
from ledger.domain.floors import EVERYTHING, OWN, Counting
from ledger.domain.measures import MeasureValue, Numbers, Open, Pair, Scored
from ledger.domain.points import Point
from ledger.domain.readings import COLUMN_ROLES, Reading
from ledger.domain.records import Item, Party, Round
from ledger.domain.register import Register
from ledger.domain.words import Role, RoundKind, RoundStatus, Status, Voice
from ledger.errors import UsageError
from ledger.services import points
from ledger.services.evidence import with_evidence
from ledger.services.sweeping import Sweep
from ledger.storage import asof, entries, register
from ledger.storage.cells import When
from ledger.storage.database import Store

EVERY_KIND = frozenset(RoundKind)
MOST_COMPARED = 30
"""Parties that are compared two by two; of more, those that spoke most: nobody reads ten thousand pairs."""


@dataclass(frozen=True, slots=True)
class MeasuredRound:
    """The measures at one point of a series; ``round`` is ``None`` for a point that is no round's.

    ``distances`` (by party) and ``convergence`` (by pair) are since the stage before, and empty at the first. In
    neither is what moved since then or before, nobody knows which: ``undated`` names those cells.
    ``spreads`` has the items on which a spread can be told. What compares parties is empty in a short series. Cells
    that are contested, or only possible, are in no measure: ``left_out`` names them.
    """

    point: Point
    round: Round | None
    open: Open
    mean_spread: MeasureValue
    spreads: Mapping[str, MeasureValue]
    gaps: Mapping[Pair, MeasureValue]
    distances: Mapping[str, MeasureValue]
    convergence: Mapping[Pair, MeasureValue]
    left_out: tuple[measures.CellKey, ...] = ()
    undated: tuple[measures.CellKey, ...] = ()

    @property
    def label(self) -> str:
        """What its point is called: a round's key, ``now``, or a day."""
        return self.point.round or ("now" if self.point.is_now else self.point.held_on.isoformat())


@dataclass(frozen=True, slots=True)
class Series:
    """Measures over rounds, earliest first. ``most_moved`` is over the whole series, furthest first.

    ``since_first`` has how far each party moved over all of it: a step over stages at which it had no score is in it,
    and one of which nobody knows at which stage it came, where that was after the first.
    ``opposed_since`` has, by item, the first stage at which one principal was for it and another against. ``compared``
    are the parties that are compared two by two.
    """

    stages: tuple[MeasuredRound, ...]
    items: tuple[Item, ...]
    parties: tuple[Party, ...]
    most_moved: tuple[tuple[str, MeasureValue], ...]
    opposed_since: Mapping[str, MeasuredRound]
    counting: Counting = EVERYTHING
    compared: tuple[Party, ...] = ()
    since_first: Mapping[str, MeasureValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two parties on opposite sides of an item: at the end of which round first, and whether they ``still`` are.

    ``unsure``: what one of them holds now is contested, or only possible, so that nobody can tell its side.
    """

    one: str
    other: str
    since: Point
    still: bool
    unsure: bool = False

    @property
    def ended(self) -> str | None:
        """What became of it, in words: nothing where they still are on opposite sides."""
        return None if self.still else NOT_SURE if self.unsure else NO_LONGER


NO_LONGER, NOT_SURE = "no longer", "not sure now"
"""What became of two sides: they are on one by now, or on neither; what one of them holds is contested or possible."""


def over_rounds(
    store: Store,
    until: str = "now",
    *,
    kinds: Collection[str] = EVERY_KIND,
    also: Collection[Point] = (),
    short: bool = False,
    counting: Counting = OWN,
) -> Series:
    """Return the measures at every round held by a point, at the points in ``also``, and at the point itself.

    All of it as known at the point. ``short`` measures only what a timeline draws, open items and spread, and does not
    compare parties. Raises as ``points.resolve`` does.
    """
    end = points.resolve(store, until)
    known = register.load(store, end.known_at)
    columns = _measured(known)
    compared = () if short else _compared(store, columns, end.known_at)
    meter = _Meter(known, counting.under(known.info), columns, compared, short=short)
    for view in _views(store, _stops(end, known, kinds, also), known, counting):
        meter.take(view)
    return meter.series()


def _measured(known: Register) -> tuple[Party, ...]:
    """Return the parties whose scores are measured; what others hold is only counted as heard, or left out."""
    return tuple(party for party in known.live_parties if party.role in COLUMN_ROLES)


def _compared(store: Store, parties: tuple[Party, ...], known_at: int) -> tuple[Party, ...]:
    if len(parties) <= MOST_COMPARED:
        return parties
    spoke = entries.counts_by_party(store, known_at)
    first = {party.key for party in sorted(parties, key=lambda party: -spoke.get(party.key, 0))[:MOST_COMPARED]}
    return tuple(party for party in parties if party.key in first)


def disagreements(store: Store, item: str, end: When, known: Register) -> tuple[Disagreement, ...]:
    """Return which parties disagreed on an item by a point, and the first round at whose end they did.

    A stance that is contested, or only possible, is on no side.
    """
    stops = _stops(Point(end.held_on, end.known_at), known, EVERY_KIND, ())
    cells = [(item, party.key) for party in known.live_parties]
    stood = [asof.stances(store, end.on(stop), cells) for stop in stops]
    views = [measures.scores(each) for each in stood]
    heard = {party for view in views for _item, party in view}
    parties = [party.key for party in known.live_parties if party.key in heard]
    found = []
    for one, other in combinations(parties, 2):
        place = measures.first_disagreement(item, one, other, views)
        if place is not None:
            still = measures.disagree(*(views[-1].get((item, party)) for party in (one, other)))
            unsure = any(in_doubt(stood[-1].get((item, party))) for party in (one, other))
            found.append(Disagreement(one, other, stops[place], still, unsure))
    return tuple(found)


def in_doubt(reading: Reading | None) -> bool:
    """Whether what a party holds cannot be measured, though it is told: it is contested, or only possible."""
    return reading is not None and reading.measure is None and reading.scored


def most_moved(
    store: Store, until: str = "now", since: str | None = None, *, counting: Counting = OWN
) -> list[tuple[str, MeasureValue]]:
    """Return the items that moved by a point, furthest first: from round to round, from the first or from a point on.

    All of it as known at the later point. Raises ``UsageError`` where ``since`` comes after it, and as
    ``points.resolve`` does.
    """
    known, stops = _stops_between(store, until, since)
    views = _views(store, stops, known, counting)
    path = _Path([item.key for item in known.live_items], [party.key for party in _measured(known)])
    for view in views:
        path.take(view.scored)
    return path.most_moved()


def stops(store: Store, until: str = "now", since: str | None = None) -> list[Point]:
    """Return the points from one to the next of which ``most_moved`` looks; raises as that does."""
    _known, found = _stops_between(store, until, since)
    return found


def _stops_between(store: Store, until: str, since: str | None) -> tuple[Register, list[Point]]:
    end = points.resolve(store, until)
    start = points.resolve(store, since) if since is not None else None
    if start is not None and start.held_on > end.held_on:
        raise UsageError(f"{since} comes after {until}: nothing can have moved from there to here")
    known = register.load(store, end.known_at)
    stops = _stops(end, known, EVERY_KIND, [start] if start else ())
    return known, [stop for stop in stops if not start or stop.held_on >= start.held_on]


def _stops(end: Point, known: Register, kinds: Collection[str], also: Collection[Point]) -> list[Point]:
    """The rounds held by a point, in order; further points, and the end itself, where no round ends on their day."""
    held = [stage for stage in known.live_rounds if stage.kind in kinds and stage.status is RoundStatus.held]
    points_of = (Point.of_round(stage, end.known_at, known.live_rounds) for stage in held)
    found = [point for point in points_of if point and point.held_on <= end.held_on]
    days = {stop.held_on for stop in found}
    for point in (*also, end):
        if point.held_on <= end.held_on and point.held_on not in days:
            found.append(point._replace(known_at=end.known_at))
            days.add(point.held_on)
    return sorted(found, key=lambda stop: (stop.held_on, stop.round or ""))


@dataclass(frozen=True, slots=True)
class _View:
    """At a point: scores of the parties measured, statuses of the items listed, what is left out, or only possible."""

    point: Point
    scored: Scored
    statuses: Mapping[str, Status]
    left_out: frozenset[measures.CellKey]
    unsure: frozenset[str]


def _views(store: Store, stops: list[Point], known: Register, counting: Counting) -> Iterator[_View]:
    """Sweep over the record once; every view has scores of its own, so that two can be compared."""
    items = {item.key: item for item in known.live_items}
    parties = {party.key for party in known.live_parties}
    measured = [party.key for party in _measured(known)]
    when = When.at(stops[-1], counting.under(known.info))
    with Sweep(store, when, measured) as sweep:
        for stop in stops:
            held = sweep.until(stop)
            scores = {key: score for key, score in held.scores.items() if key[0] in items}
            listed = (item for item in items.values() if item.key in held.heard)
            statuses = {item.key: _status(held.statuses.get(item.key)) for item in listed}
            left_out = frozenset(key for key in held.left_out if key[1] in parties)
            yield _View(stop, replace(held.scored, scores=scores), statuses, left_out, held.unsure)


def _status(recorded: str | None) -> Status:
    return Status.open if recorded is None else Status(recorded)


class _Path:
    """How far items and parties moved from view to view, added up.

    A step is taken from the last view at which a cell had a score: what was silent, withdrawn or contested in between
    moved all the same. One of which nobody knows between which views it came is in the sum, where it came after the
    first.
    """

    def __init__(self, items: Collection[str], parties: Collection[str]) -> None:
        self._items, self._parties = items, parties
        self._of_items: dict[str, list[MeasureValue]] = {item: [] for item in items}
        self._of_parties: dict[str, list[MeasureValue]] = {party: [] for party in parties}
        self._first: Scored | None = None
        self._last: Scored | None = None
        """What was scored last in each cell, at the view before or earlier."""

    def take(self, view: Scored) -> None:
        """Add the steps to this view."""
        if self._last is not None:
            before = self._last.before(view, since=self._first)
            for item, figure in measures.item_movements(self._items, self._parties, before, view.scores).items():
                self._of_items[item].append(figure)
            for party, figure in measures.distances(self._parties, self._items, before, view.scores).items():
                self._of_parties[party].append(figure)
            view = view.after_gaps(self._last)
        self._first, self._last = self._first or view, view

    def most_moved(self) -> list[tuple[str, MeasureValue]]:
        """Return the items that moved, furthest first."""
        return measures.most_moved(self._of_items)

    def by_party(self) -> dict[str, MeasureValue]:
        """Return how far each party moved in all."""
        return {party: measures.total(found) for party, found in self._of_parties.items()}


class _Meter:
    """Measures one view after another; it remembers the last one only."""

    def __init__(
        self,
        known: Register,
        counting: Counting,
        parties: tuple[Party, ...],
        compared: tuple[Party, ...],
        *,
        short: bool,
    ) -> None:
        self._known, self._counting, self._parties, self._compared = known, counting, parties, compared
        self._principals = [party.key for party in self._parties if party.role is Role.principal]
        self._items = [item.key for item in known.live_items]
        self._keys = [] if short else [party.key for party in self._parties]
        self._pairs = list(combinations([party.key for party in compared], 2))
        self._path = _Path([] if short else self._items, self._keys)
        self._watched = () if short else self._items
        self._opposed: dict[str, MeasuredRound] = {}
        self._stages: list[MeasuredRound] = []
        self._last: Scored | None = None

    def take(self, view: _View) -> None:
        """Measure a view, and what has changed since the one before."""
        stage = self._stage(view, self._last)
        self._stages.append(stage)
        for item in self._watched:
            if item not in self._opposed and self._is_opposed(item, view.scored.scores):
                self._opposed[item] = stage
        self._path.take(view.scored)
        self._last = view.scored

    def _is_opposed(self, item: str, scores: Numbers) -> bool:
        """Whether any two principals disagree: the two furthest apart do, if any do."""
        known = [score for party in self._principals if (score := scores.get((item, party))) is not None]
        return bool(known) and measures.disagree(min(known), max(known))

    def series(self) -> Series:
        """Return all that was measured."""
        stages, items, moved = tuple(self._stages), tuple(self._known.live_items), tuple(self._path.most_moved())
        since_first = self._path.by_party() if len(stages) > 1 else {}
        whole = self._opposed, self._counting, self._compared, since_first
        return Series(stages, items, self._parties, moved, *whole)

    def _stage(self, view: _View, last: Scored | None) -> MeasuredRound:
        items, at = self._items, view.scored.scores
        since = None if last is None else last.before(view.scored)
        undated = () if last is None else last.undated(view.scored)
        spreads = {item: measures.spread(item, self._principals, at) for item in view.statuses}
        return MeasuredRound(
            view.point,
            self._known.rounds.get(view.point.round or ""),
            measures.open_items(self._known.live_items, view.statuses, view.unsure),
            measures.mean_spread(spreads.values()),
            {item: figure for item, figure in spreads.items() if figure.value is not None},
            measures.mean_gaps(self._pairs, view.statuses, at),
            {} if since is None else measures.distances(self._keys, items, since, at),
            {} if since is None else measures.convergences(self._pairs, items, since, at),
            _in_order(view.left_out),
            _in_order(undated),
        )


def _in_order(cells: Iterable[measures.CellKey]) -> tuple[measures.CellKey, ...]:
    return tuple(sorted(cells, key=lambda key: (key[0], key[1] or "")))


def voices_of(store: Store, series: Series, told: Callable[[], object] = lambda: None) -> tuple[tuple[Voice, ...], ...]:
    """Return on whose words the measured stances of each stage rest, the nearest first; ``told`` hears of each stage.

    The series asks for no evidence; this does, once for each account that stood at any stage, when it came to stand.
    """
    if not series.stages:
        return ()
    end = series.stages[-1].point
    when = When.at(end, series.counting)
    items, parties = {item.key for item in series.items}, {party.key for party in series.parties}
    heard: list[tuple[Voice, ...]] = []
    voices: dict[measures.CellKey, tuple[int, Voice | None]] = {}
    with Sweep(store, when, parties) as sweep:
        for stage in series.stages:
            held = sweep.until(stage.point)
            measured = {key: entry for key, entry in held.entries.items() if key[0] in items}
            new = [key for key, entry in measured.items() if voices.get(key, (0,))[0] != entry]
            read = asof.stances(store, when.on(stage.point), new) if new else {}
            for key, reading in with_evidence(store, read, end).items():
                voices[key] = measured[key], reading.evidence.voice
            found = {voices[key][1] for key in measured}
            heard.append(tuple(voice for voice in Voice if voice in found))
            told()
    return tuple(heard)
