"""What stands on the screen: the matrix that was read, and what is worked out of it once; no widgets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledger import settings
from ledger.domain.checklist import on_checklist
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point, last_day, rounds_after
from ledger.domain.readings import Matrix, MatrixRow, Reading
from ledger.domain.records import Party, Round, Source
from ledger.domain.register import Register
from ledger.domain.words import RoundKind, RoundStatus
from ledger.services import points
from ledger.services.matrix import matrix_and_changes
from ledger.services.watch import known_at, known_now
from ledger.storage.database import Store
from ledger.tui.matrix.view import Changes, columns_of

# ----------------------------------------------------------------------------------------------------------------------
# The checklist's numbers, kept up to date from the rows that are not the same object any more.


class TitleCounts(NamedTuple):
    """How many items of substance are open and settled; how many readings are contested and unreviewed.

    ``possibly``: how many of the open ones are on the list by what is only possible.
    """

    open: int = 0
    settled: int = 0
    contested: int = 0
    unreviewed: int = 0
    possibly: int = 0

    @classmethod
    def of(cls, matrix: Matrix) -> "TitleCounts":
        """Count everything."""
        of_substance = matrix.items_open, matrix.items_settled
        return cls(*of_substance, matrix.contested, matrix.unreviewed, matrix.items_possibly)

    def stepped(self, old: Matrix, new: Matrix) -> "TitleCounts":
        """Count again after a step, looking only at rows that differ."""
        counts = self
        for before, after in zip(old.rows, new.rows, strict=True):
            if before is not after:
                counts = counts.plus(before, -1).plus(after, 1)
        return counts

    def plus(self, row: MatrixRow, sign: int) -> "TitleCounts":
        """Add a row's part, or take it away."""
        readings = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]
        return TitleCounts(
            self.open + sign * (row.open and on_checklist(row.item)),
            self.settled + sign * (row.settled and on_checklist(row.item)),
            self.contested + sign * sum(reading.contested for reading in readings),
            self.unreviewed + sign * sum(not reading.reviewed for reading in readings),
            self.possibly + sign * (row.only_possibly and on_checklist(row.item)),
        )


# ----------------------------------------------------------------------------------------------------------------------
# The points one steps through: every dated round, held or planned, and now.

NOW = "now"


class Stop(NamedTuple):
    """A place on the scrubber; without a round it is now."""

    day: date
    round: Round | None = None
    later_rounds: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The held part of its point, as written: ``R1`` or ``now``."""
        return self.round.key if self.round else NOW

    @property
    def planned(self) -> bool:
        """Whether it has not been held."""
        return self.round is not None and self.round.status is not RoundStatus.held

    def point(self, known_at: int) -> Point:
        """Return the point, known at a changeset."""
        stage = self.round.key if self.round else None
        return Point(self.day, known_at, stage, is_now=stage is None, later_rounds=self.later_rounds)


def stops_of(rounds: Iterable[Round], today: date) -> tuple[Stop, ...]:
    """Return the stops in order; rounds of one day stay in the order of their keys, now comes after them."""
    known = list(rounds)
    shown = [(day, stage) for stage in known if (day := last_day(stage)) and _shown(stage)]
    dated = [Stop(day, stage, rounds_after(stage, known)) for day, stage in shown]
    return tuple(sorted([*dated, Stop(today)], key=lambda stop: (stop.day, stop.round is None, stop.key)))


def _shown(stage: Round) -> bool:
    return stage.status is not RoundStatus.cancelled


def first_stop(stops: Sequence[Stop]) -> Stop:
    """Return where a ledger opens: its last round held, or now where it has none."""
    held = [stop for stop in stops if stop.round and stop.round.kind is RoundKind.round and not stop.planned]
    return held[-1] if held else next(stop for stop in stops if stop.round is None)


def place_of(stops: Sequence[Stop], point: Point) -> int:
    """Return which stop the point is, or the last one before it (-1 where it lies before all)."""
    exact = [number for number, stop in enumerate(stops) if _is(stop, point)]
    if exact:
        return exact[0]
    return sum(stop.day <= point.held_on for stop in stops) - 1


def is_at(stops: Sequence[Stop], point: Point) -> bool:
    """Whether the point is one of the stops."""
    return any(_is(stop, point) for stop in stops)


def _is(stop: Stop, point: Point) -> bool:
    return stop.round.key == point.round if stop.round else point.is_now


# ----------------------------------------------------------------------------------------------------------------------
# What the matrix screen reads, as services over a store: at first, and again from what was read before.


class Since(NamedTuple):
    """What news are counted from: the round before, whichever that is where one stands, or a ``point`` one came from.

    The earlier end is always known at the changeset of the matrix, so that what we do is no move of a party's; unless
    one went from what was known to what was ``known_otherwise``, and ``said`` so.
    """

    point: Point | None = None
    said: str = ""
    known_otherwise: bool = False

    def point_of(self, matrix: Matrix) -> Point | None:
        """Return the earlier end, as the rounds of a matrix have it; ``None`` where there is no round before."""
        if self.point is None or self.known_otherwise:
            return self.point or matrix.before
        known_at, rounds = matrix.point.known_at, matrix.rounds
        stage = next((each for each in rounds if each.key == self.point.round), None)
        found = Point.of_round(stage, known_at, rounds) if stage else None
        return found or self.point._replace(known_at=known_at)

    def is_round_before(self, matrix: Matrix) -> bool:
        """Whether that is the round before the matrix, from which its rows say how far parties moved."""
        here, before = (each.held_on if each else None for each in (self.point_of(matrix), matrix.before))
        return here == before

    def said_in(self, matrix: Matrix) -> str:
        """Return it in words, where it is anything at all."""
        before = self.point_of(matrix)
        if self.said or before is None:
            return self.said
        return f"from {name_of(before)}" if self.point is None else f"{name_of(before)} -> {name_of(matrix.point)}"


SINCE_ROUND = Since()


class MatrixRead(NamedTuple):
    """A matrix, the sources known there, and what is news in it since a point.

    ``now`` is the last changeset with the ledger's records, where they were read on the way.
    """

    matrix: Matrix
    sources: Mapping[str, Source]
    changed: Changes
    now: tuple[int, Register] | None = None
    since: Since = SINCE_ROUND


def open_at(store: Store, held: str, known: int | None = None, *, counting: Counting = OWN) -> MatrixRead:
    """Read where one left, or at the last round held; lit is what changed since the round before."""
    number, records = known_now(store)
    stops = stops_of(records.live_rounds, settings.today())
    at = held if held in {stop.key for stop in stops} else first_stop(stops).key
    point = points.resolve(store, at if known is None else f"{at}@{known}", known=records)
    there = records if point.known_at == number else known_at(store, point.known_at)
    matrix, changed = matrix_and_changes(store, point, there, counting=counting)
    return MatrixRead(matrix, there.sources, changed, (number, records))


def again(
    store: Store,
    matrix: Matrix,
    sources: Mapping[str, Source],
    at: str,
    *,
    counting: Counting,
    since: Since = SINCE_ROUND,
) -> MatrixRead:
    """Read at a point, fetching what can differ from what was shown; what is news there is read anew, at both ends."""
    from ledger.services.stepping import follow, news_since

    found, sources = follow(store, matrix, sources, at, counting=counting)
    before = since.point_of(found.matrix)
    changed = news_since(store, found.matrix, before) if before else {}
    return MatrixRead(found.matrix, sources, changed, since=since)


# ----------------------------------------------------------------------------------------------------------------------
# Where one stands in time: at which round, as known when, and where the step under way leads; no widgets.


@dataclass
class PositionInTime:
    """``held``: a round's key, ``now`` or a day; empty until something was read. ``known``: ``None`` for all of it."""

    held: str = ""
    known: int | None = None
    going: str | None = None

    @property
    def at(self) -> str:
        """The point as written, of the step under way where there is one: ``R1``, ``now@12``."""
        return f"{self.going or self.held or NOW}{f'@{self.known}' if self.known is not None else ''}"

    def arrive(self, point: Point) -> None:
        """A matrix at this point was read."""
        self.held, self.going = name_of(point), None

    def next_stop(self, stops: Sequence[Stop], point: Point, by: int) -> Stop | None:
        """Return the stop so many after where one is going to be, from a point shown; ``None`` is beyond the ends.

        Who goes by many at once comes to the end at most.
        """
        target = next((stop.point(point.known_at) for stop in stops if stop.key == self.going), point)
        here = place_of(stops, target)
        if not is_at(stops, target) and by < 0:
            here += 1  # between two stops, back is the one just passed
        wanted = here + by
        if abs(by) > 1:
            wanted = max(0, min(wanted, len(stops) - 1))
            return stops[wanted] if wanted != here else None
        return stops[wanted] if 0 <= wanted < len(stops) else None


def name_of(point: Point) -> str:
    """Return the held part of a point, as written."""
    return point.round or (NOW if point.is_now else point.held_on.isoformat())


if TYPE_CHECKING:
    from ledger.services.stepping import MatrixStep


class Shown:
    """A matrix, its columns and counts; which cells are lit, as news since what. The head counts those very cells."""

    def __init__(self) -> None:
        self.matrix: Matrix | None = None
        self.counts = TitleCounts()
        self.stops: tuple[Stop, ...] = ()
        self.parties: tuple[Party, ...] = ()
        self.only: tuple[str, ...] = ()
        self.sources: Mapping[str, Source] = {}
        self.lit: Changes = {}
        self.since = SINCE_ROUND
        self._rows: dict[str, MatrixRow] = {}

    def read(self, found: MatrixRead) -> None:
        """Take a matrix that was read."""
        self.lit, self.since, self.sources = found.changed, found.since, found.sources
        self._take(found.matrix, TitleCounts.of(found.matrix))
        self.parties = self._columns_of(found.matrix, self._columns)

    def stepped(self, step: "MatrixStep") -> None:
        """Take the matrix that a step led to; columns are added where something changed in them."""
        old, new = self.matrix, step.matrix
        assert old is not None  # one steps from somewhere
        self.lit, self.since = step.changed, Since(old.point)
        self._take(new, self.counts.stepped(old, new))
        if not {party for _, party in step.changed if party} <= set(self._columns):
            self.parties = self._columns_of(new, self._columns)

    def choose(self, parties: tuple[str, ...]) -> None:
        """Have the columns of these parties alone; of those who speak, where none is named."""
        self.only = parties
        if self.matrix is not None:
            self.parties = self._columns_of(self.matrix, ())

    def add_column(self, party: str) -> bool:
        """Give a party a column; return whether it had none."""
        if party in self._columns or self.matrix is None:
            return False
        self.only = (*self.only, party) if self.only else ()
        self.parties = self._columns_of(self.matrix, [*self._columns, party])
        return True

    def row(self, item: str | None) -> MatrixRow | None:
        return self._rows.get(item or "")

    def party(self, key: str | None) -> Party | None:
        """Return a column's party; the status has none."""
        return next((party for party in self.parties if party.key == key), None)

    def reading(self, item: str | None, party: str | None) -> Reading | None:
        """Return what is read in a cell."""
        row = self.row(item)
        return None if row is None else row.status_reading if party is None else row.cells.get(party)

    def _columns_of(self, matrix: Matrix, kept: Sequence[str]) -> tuple[Party, ...]:
        """Return the columns that were chosen, as far as there are such parties; else those of who speaks."""
        known = {party.key: party for party in matrix.parties} if self.only else {}
        return tuple(known[key] for key in self.only if key in known) or columns_of(matrix, kept)

    @property
    def _columns(self) -> list[str]:
        return [party.key for party in self.parties]

    def _take(self, matrix: Matrix, counts: TitleCounts) -> None:
        self.matrix, self.counts = matrix, counts
        self.stops = stops_of(matrix.rounds, settings.today())
        self._rows = {row.item.key: row for row in matrix.rows}
