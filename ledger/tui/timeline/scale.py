"""Rounds to the scale of time, plan and fact, over a line of what happened around them and was said of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from ledger import settings
from ledger.domain.moments import HeldOn
from ledger.domain.words import RoundStatus
from ledger.services.timeline import Happening, Moment

HELD, PLAN, TODAY = "#", "o", "|"
MARKS = {Happening.remark: '"', Happening.event: "*", Happening.due: "!"}
"""Where several stand on one day, the last of these is drawn."""
KEY = '(# held o planned * event ! due " remark | today)'
"""In brackets: the same signs stand beside it, on their days."""
APART = (3, 2, 1)
"""Blanks between the signs on their days and the words for them: as many as there is room for."""
EDGE = 1
Cells = list[tuple[str, str]]
"""Signs, each with the name of its style."""


class TimeScale(Widget):
    """Draws two lines as long as the days are: rounds by name; below them events, promises, remarks, and the key."""

    COMPONENT_CLASSES = {"scale--held", "scale--plan", "scale--here", "scale--quiet"}
    DEFAULT_CSS = """
    TimeScale { height: 2; background: $surface; }
    TimeScale > .scale--held { color: $primary; text-style: bold; }
    TimeScale > .scale--plan { color: $accent; text-style: bold; }
    TimeScale > .scale--here { text-style: reverse; }
    TimeScale > .scale--quiet { color: $quiet; }
    """
    can_focus = False

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._moments: Sequence[Moment] = ()
        self._here: date | None = None

    def show(self, moments: Sequence[Moment]) -> None:
        """Draw these."""
        self._moments = moments
        self.refresh()

    def mark(self, day: date | None) -> None:
        """Mark the day one is at."""
        self._here = day
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Two lines."""
        return 2

    def _ends(self) -> tuple[date, date] | None:
        """Return the first and last day drawn: from the first round on, however old the first event is."""
        days = [each for moment in self._moments for span in _spans(moment) for each in (span.first, span.last)]
        if not days:
            return None
        return min(days), max(*days, settings.today())

    def _place(self, day: date, ends: tuple[date, date]) -> int:
        first, last = ends
        room = max(self.size.width - 2 * EDGE - 1, 1)
        share = (day - first).days / max((last - first).days, 1)
        return EDGE + round(max(0.0, min(share, 1.0)) * room)

    def render_line(self, y: int) -> Strip:
        """Return the line of marks, or that of names."""
        ends, width = self._ends(), self.size.width
        if ends is None:
            return Strip.blank(width, self.rich_style)
        cells = self._rounds(ends) if y == 0 else self._around(ends)
        if self._here is not None and ends[0] <= self._here <= ends[1]:
            place = self._place(self._here, ends)
            cells[place] = cells[place][0], "here"
        segments = [Segment(sign, self._style(style)) for sign, style in cells]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"scale--{name}") if name else self.rich_style

    def _rounds(self, ends: tuple[date, date]) -> Cells:
        """Draw rounds as long as they were, plans, and today; each with its key where there is room behind it."""
        cells = [(".", "quiet") if EDGE <= n < self.size.width - EDGE else (" ", "") for n in range(self.size.width)]
        self._put(cells, settings.today(), ends, (TODAY, "held"))
        rounds = [moment for moment in self._moments if moment.kind is Happening.round]
        for moment in rounds:
            self._draw_round(cells, moment, ends)
        for moment in rounds:
            _name(cells, moment, max((self._place(span.last, ends) for span in _spans(moment)), default=None))
        return cells

    def _draw_round(self, cells: Cells, moment: Moment, ends: tuple[date, date]) -> None:
        """Draw the plan, then the days it was held over it."""
        stage = moment.round
        if stage is None:
            return
        if stage.planned_for is not None:
            self._put(cells, stage.planned_for.last, ends, (PLAN, "plan" if moment.past else "quiet"))
        held = stage.starts or stage.ends
        if held is not None and stage.status is RoundStatus.held:
            for place in range(self._place(held.first, ends), self._place((stage.ends or held).last, ends) + 1):
                cells[place] = HELD, "held"

    def _around(self, ends: tuple[date, date]) -> Cells:
        """Draw events, promises and remarks on their days; and say what the signs mean, where there is room."""
        cells = [(" ", "")] * self.size.width
        for kind, sign in MARKS.items():
            for moment in self._moments:
                if moment.kind is kind and moment.day is not None and ends[0] <= moment.day <= ends[1]:
                    self._put(cells, moment.day, ends, (sign, "plan" if moment.overdue else ""))
        places = ((gap, apart) for apart in APART if (gap := _room_for(cells, len(KEY) + 2 * apart)) is not None)
        for gap, apart in islice(places, 1):
            cells[gap + apart : gap + apart + len(KEY)] = [(sign, "quiet") for sign in KEY]
        return cells

    def _put(self, cells: Cells, day: date, ends: tuple[date, date], cell: tuple[str, str]) -> None:
        cells[self._place(day, ends)] = cell


def _name(cells: Cells, moment: Moment, last: int | None) -> None:
    """Write a round's key behind its days, where nothing else stands."""
    key = moment.round.key if moment.round is not None else ""
    if last is None:
        return
    room = cells[last + 1 : last + 2 + len(key)]
    if len(room) > len(key) and all(sign == "." for sign, _ in room):
        cells[last + 1 : last + 1 + len(key)] = [(sign, "held") for sign in key]


def _spans(moment: Moment) -> Iterable[HeldOn]:
    """Return the days of a round: planned, then held."""
    stage = moment.round if moment.kind is Happening.round else None
    found = (stage.planned_for, stage.starts, stage.ends) if stage is not None else ()
    return [each for each in found if each is not None]


def _room_for(cells: Sequence[tuple[str, str]], wanted: int) -> int | None:
    """Return where so many blanks stand together, the first such place."""
    run = 0
    for place, (sign, _) in enumerate(cells):
        run = run + 1 if sign == " " else 0
        if run == wanted:
            return place - wanted + 1
    return None
