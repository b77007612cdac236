"""The timeline screen: what is open after each round, and everything dated, one of it in words."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Sparkline, Static
from textual.widgets.option_list import Option

from ledger.services.timeline import Happening, Timeline, timeline
from ledger.tui import work
from ledger.tui.actions import PLACES, TIMELINE
from ledger.tui.keyline import KeyLine
from ledger.tui.lists import Listed
from ledger.tui.screen import LedgerScreen
from ledger.tui.timeline.bars import StageBars
from ledger.tui.timeline.lines import line_of, moment_text

WIDE_FROM = 120


@dataclass
class TimelineRead(Message):
    """The timeline was read."""

    found: Timeline


class TimelineScreen(LedgerScreen):
    """Rounds, events and promises over time."""

    SCOPES = (TIMELINE, PLACES)
    DEFAULT_CSS = """
    TimelineScreen { background: $background; }
    TimelineScreen #title { height: 1; background: $panel; padding: 0 1; }
    TimelineScreen #spread { height: 1; margin: 0 1; }
    TimelineScreen #spread.-short { display: none; }
    TimelineScreen #main { height: 1fr; layout: vertical; }
    TimelineScreen #main.-wide { layout: horizontal; }
    TimelineScreen #moments { width: 1fr; height: 3fr; }
    TimelineScreen #whole { width: 1fr; height: 2fr; padding: 0 1; border-top: solid $panel; }
    TimelineScreen .-wide #moments, TimelineScreen .-wide #whole { height: 1fr; }
    TimelineScreen .-wide #whole { border-top: none; }
    TimelineScreen #whole Static { width: 1fr; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: Timeline | None = None

    def compose(self) -> ComposeResult:
        """Title, bars, spread, moments, all of one, keys."""
        yield Static(Content("reading ..."), id="title", markup=False)
        yield StageBars("bars")
        yield Sparkline([], id="spread")
        with Container(id="main"):
            yield Listed(id="moments", markup=False)
            with VerticalScroll(id="whole"):
                yield Static(Content(""), markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read."""
        self.query_one("#moments").focus()
        self.reread()

    def on_resize(self) -> None:
        """Put list and text beside each other where there is room."""
        self.query_one("#main").set_class(self.size.width >= WIDE_FROM, "-wide")

    def reread(self) -> None:
        """Read the timeline again; the moment one is on stays."""
        work.read(self, timeline, TimelineRead, group="timeline", what="reading the timeline")

    def on_timeline_read(self, event: TimelineRead) -> None:
        """Show it."""
        found = self._found = event.found
        self.query_one("#title", Static).update(_title(found))
        self.query_one(StageBars).show(found.stages)
        spread = self.query_one("#spread", Sparkline)
        means = [stage.mean_spread.value for stage in found.stages if stage.mean_spread.value is not None]
        spread.data = means
        spread.set_class(len(means) < 3, "-short")
        listed = self.query_one("#moments", OptionList)
        place = listed.highlighted
        listed.clear_options()
        listed.add_options([Option(line_of(moment)) for moment in found.moments])
        if not found.moments:
            listed.add_option(
                Option(Content("Nothing has a date yet: rounds, events and promises stand here."), disabled=True)
            )
        else:
            listed.highlighted = min(place or 0, len(found.moments) - 1)
        self._draw_whole()

    def _draw_whole(self) -> None:
        found, place = self._found, self.query_one("#moments", OptionList).highlighted
        if found is None or place is None or place >= len(found.moments):
            return
        text = moment_text(found.moments[place], found.known, self.ledger.signs, found.known.sources)
        self.query_one("#whole Static", Static).update(text)
        self.query_one("#whole").scroll_home(animate=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all of the moment one is on."""
        self._draw_whole()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the round on the matrix, or to the item."""
        if self._found is None:
            return
        moment = self._found.moments[event.option_index]
        tied: tuple[str, ...] = getattr(moment.told.entry.said, "items", ()) if moment.told else ()
        if moment.kind is Happening.round and moment.round is not None:
            self.ledger.jump("round", moment.round.key)
        elif moment.item is not None or tied:
            self.ledger.open_item(moment.item.key if moment.item else tied[0])


def _title(found: Timeline) -> Content:
    rounds = sum(moment.kind is Happening.round for moment in found.moments)
    events = sum(moment.kind is Happening.event for moment in found.moments)
    due = sum(moment.kind is Happening.due for moment in found.moments)
    return Content.assemble(("Timeline", "bold $primary"), f"  {rounds} rounds, {events} events, {due} promises due")
