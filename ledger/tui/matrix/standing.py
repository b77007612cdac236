"""Where one stands in time: at which round, as known when, and where the step under way leads; no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.points import Point
from ledger.tui.matrix.stops import NOW, Stop, is_at, place_of


@dataclass
class Standing:
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
        """Return the stop so many after where one is going to be, from a point shown; ``None`` is beyond the ends."""
        target = next((stop.point(point.known_at) for stop in stops if stop.key == self.going), point)
        here = place_of(stops, target)
        if not is_at(stops, target) and by < 0:
            here += 1  # between two stops, back is the one just passed
        wanted = here + by
        return stops[wanted] if 0 <= wanted < len(stops) else None


def name_of(point: Point) -> str:
    """Return the held part of a point, as written."""
    return point.round or (NOW if point.is_now else point.held_on.isoformat())
