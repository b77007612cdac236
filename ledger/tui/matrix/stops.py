"""The points one steps through: every dated round, held or planned, and now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.domain.points import Point, last_day
from ledger.domain.records import Round
from ledger.domain.words import RoundKind, RoundStatus

NOW = "now"


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the scrubber; without a round it is now."""

    day: date
    round: Round | None = None

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
        return Point(self.day, known_at, self.round.key if self.round else None, is_now=self.round is None)


def stops_of(rounds: Iterable[Round], today: date) -> tuple[Stop, ...]:
    """Return the stops in order; rounds of one day stay in the order of their keys, now comes after them."""
    dated = [Stop(day, stage) for stage in rounds if (day := last_day(stage)) and _shown(stage)]
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
