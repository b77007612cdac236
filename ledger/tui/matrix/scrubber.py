"""The rounds by date on one line above the matrix: where one stands in held time."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from ledger.domain.moments import MONTHS
from ledger.domain.points import Point, written_days
from ledger.domain.words import Precision
from ledger.tui import work
from ledger.tui.matrix.model import Stop, is_at, place_of
from ledger.tui.messages import JumpTo
from ledger.tui.safe import plain


class Scrubber(Widget):
    """Draws the stops, the current one marked by brackets as well as by colour; scrolls so that it is in view."""

    DEFAULT_CSS = """
    Scrubber { height: 1; background: $surface; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._stops: Sequence[Stop] = ()
        self._point: Point | None = None

    def show(self, stops: Sequence[Stop], point: Point) -> None:
        """Show where the point lies among the stops."""
        self._stops, self._point = stops, point
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        if self._point is None:
            return Content("")
        pieces, here = self._pieces(self._point)
        return _joined(pieces, _window(pieces, here, self.size.width))

    def on_click(self, event: events.Click) -> None:
        """Go to the round under the mouse."""
        if self._point is None:
            return
        pieces, here = self._pieces(self._point)
        window = _window(pieces, here, self.size.width)
        at = 2
        for number in window:
            width = cell_len(pieces[number].plain)
            if at <= event.x < at + width and (key := self._key_of(pieces[number].plain)):
                event.stop()
                work.ask(self, JumpTo("round", key))
            at += width + 1

    def _key_of(self, said: str) -> str | None:
        """Return the key of the stop that a piece says; none of a day between two of them."""
        found = (stop.key for stop in self._stops if _piece(stop, here=said.startswith("[")).plain == said)
        return next(found, None)

    def _pieces(self, point: Point) -> tuple[list[Content], int]:
        here = place_of(self._stops, point)
        exact = is_at(self._stops, point)
        pieces: list[Content] = []
        for number, stop in enumerate(self._stops):
            pieces.append(_piece(stop, here=exact and number == here))
            if not exact and number == here:
                pieces.append(_current(point.held_on.isoformat()))
        if not exact and here < 0:
            pieces.insert(0, _current(point.held_on.isoformat()))
        return pieces, here if exact else here + 1


def _piece(stop: Stop, *, here: bool) -> Content:
    text = " ".join(filter(None, (plain(stop.key), "plan" if stop.planned else "", _day(stop))))
    return _current(text) if here else Content.styled(f" {text} ", "$quiet" if stop.planned else "$foreground")


def _day(stop: Stop) -> str:
    """Return the day of a round as far as it is known: ``5 Feb``, ``Aug``, ``2025``; of a plan, ``~12-19 Feb``."""
    days = written_days(stop.round) if stop.round else None
    if days is None:
        return ""
    month = MONTHS[stop.day.month - 1]
    known = {Precision.month: month, Precision.year: str(stop.day.year)}.get(days.precision)
    last = known or f"{stop.day.day} {month}"
    if not stop.planned or known:
        return last
    one_month = (days.first.year, days.first.month) == (stop.day.year, stop.day.month)
    begun = "" if one_month else f" {MONTHS[days.first.month - 1]}"
    first = f"{days.first.day}{begun}-" if days.first != stop.day else ""
    return f"{'~' if days.about else ''}{first}{last}"


def _current(text: str) -> Content:
    return Content.styled(f"[{text}]", "bold $background on $primary")


def _window(pieces: list[Content], here: int, width: int) -> range:
    """Return as many pieces as fit, the current one among them."""
    room = width - 4
    used = sum(cell_len(piece.plain) + 1 for piece in pieces[here : here + 2])
    first = max(here, 0)
    while first > 0 and used + cell_len(pieces[first - 1].plain) + 1 <= room:
        first -= 1
        used += cell_len(pieces[first].plain) + 1
    last = first
    used = 0
    while last < len(pieces) and used + cell_len(pieces[last].plain) + 1 <= room:
        used += cell_len(pieces[last].plain) + 1
        last += 1
    return range(first, last)


def _joined(pieces: list[Content], window: range) -> Content:
    """Join pieces, with a sign at each end that is cut."""
    left, right = ("<" if window.start else " "), (">" if window.stop < len(pieces) else " ")
    return Content.assemble(left, " ", Content(" ").join(pieces[window.start : window.stop]), " ", right)
