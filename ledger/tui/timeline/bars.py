"""Open items by difficulty and mean spread over rounds: one bar a round, drawn with the Line API.

Difficulty is a digit inside the bar, not a colour alone: ``55544433`` are three items of difficulty 5, three of 4 …
Where there is room the mean spread is drawn as a line too: a ``*`` between 0 and 6, dashes from where it was before.
"""

from collections.abc import Sequence
from datetime import date

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledger.services.measuring import Stage
from ledger.tui.glyphs import cut
from ledger.tui.safe import plain

LEVELS: tuple[int | None, ...] = (5, 4, 3, 2, 1, None)
NAME, FIGURES = 17, 29
WIDEST, STEPS = 6, 2
"""The largest spread there can be; cells drawn for each step of it."""
LINE = WIDEST * STEPS + 1
LINE_FROM = 100
MOST, FEW, TALL = 12, 9, 30
"""Lines it takes at most: on a tall terminal, on another, and how tall a tall one is."""
HERE = ">"


class StageBars(ScrollView):
    """A line for each round: its name, what is open by difficulty, settled items, the mean spread."""

    COMPONENT_CLASSES = {"stage-bars--hard", "stage-bars--easy", "stage-bars--quiet"}
    DEFAULT_CSS = """
    StageBars { height: auto; background: $surface; overflow-x: hidden; scrollbar-size: 1 1; }
    StageBars > .stage-bars--hard { color: $stance-against; text-style: bold; }
    StageBars > .stage-bars--easy { color: $stance-for; }
    StageBars > .stage-bars--quiet { color: $quiet; }
    """
    can_focus = False

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._stages: Sequence[Stage] = ()
        self._here: int | None = None

    def show(self, stages: Sequence[Stage]) -> None:
        """Draw these rounds; as many as leave room for the moments below, the rest by scrolling."""
        self._stages = stages
        self.styles.height = min(len(stages) + 1, MOST if self.app.size.height >= TALL else FEW)
        self.virtual_size = Size(self.size.width, len(stages) + 1)
        self.refresh(layout=True)

    def mark(self, day: date | None) -> None:
        """Mark the last round held by a day, and bring it into view."""
        places = [n for n, stage in enumerate(self._stages) if day is None or stage.point.held_on <= day]
        self._here = places[-1] if places else None
        self.call_after_refresh(self._show_here)
        self.refresh()

    def _show_here(self) -> None:
        room, here = self.size.height - 1, self._here or 0
        top = min(max(self.scroll_offset.y, here - room + 1), here)
        self.scroll_to(y=top, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Return one line: the heading, which stays at the top, or a round."""
        place, width = y - 1 + self.scroll_offset.y, self.size.width
        if y == 0:
            return self._heading(width)
        if place >= len(self._stages):
            return Strip.blank(width, self.rich_style)
        return self._stage(place, width)

    def _heading(self, width: int) -> Strip:
        quiet = self.get_component_rich_style("stage-bars--quiet")
        scale = f"0{'spread':^{LINE - 2}}{WIDEST}"
        line = f"{scale:<{LINE + 2}}" if width >= LINE_FROM else ""
        text = f" {'round':<{NAME}}{'open  settled  spread':<{FIGURES}}{line}open items by difficulty"
        return self._fitted([Segment(text, quiet)], width)

    def _stage(self, number: int, width: int) -> Strip:
        stage = self._stages[number]
        spread = stage.mean_spread
        mean = f"{spread.value:.1f} of {spread.cells}" if spread.value is not None else "-"
        figures = f"{stage.open.count:>4}  {stage.open.settled:>7}  {mean:<13}"
        mark = HERE if number == self._here else " "
        head = f"{mark}{cut(plain(stage.label), NAME - 1)} {figures:<{FIGURES}}"
        line = f"{self._spread_line(number):<{LINE + 2}}" if width >= LINE_FROM else ""
        room = max(width - len(head) - len(line) - 1, 5)
        return self._fitted([Segment(head + line, self.rich_style), *self._bar(stage, room)], width)

    def _spread_line(self, number: int) -> str:
        """Draw where the mean spread stands, and whence it came."""
        means = [stage.mean_spread.value for stage in self._stages[: number + 1]]
        if means[-1] is None:
            return "." * LINE
        here = round(means[-1] * STEPS)
        before = next((round(mean * STEPS) for mean in reversed(means[:-1]) if mean is not None), here)
        low, high = min(here, before), max(here, before)
        return "".join("*" if n == here else "-" if low <= n <= high else "." for n in range(LINE))

    def _bar(self, stage: Stage, room: int) -> list[Segment]:
        """One digit an item; where there are more items than cells, each digit stands for several, hardest first."""
        total = sum(stage.open.by_difficulty.values())
        scale = min(1.0, room / total) if total else 1.0
        return [
            Segment(("?" if level is None else str(level)) * round(count * scale), self._style(level))
            for level in LEVELS
            if (count := stage.open.by_difficulty.get(level, 0))
        ]

    def _style(self, level: int | None) -> Style:
        name = "quiet" if level is None else "hard" if level >= 4 else "easy"
        return self.get_component_rich_style(f"stage-bars--{name}")

    def _fitted(self, segments: list[Segment], width: int) -> Strip:
        return Strip(segments).adjust_cell_length(width, self.rich_style)
