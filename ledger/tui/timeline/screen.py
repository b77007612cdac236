"""The timeline screen: what is open after each round, and everything dated, one of it in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Sparkline, Static
from textual.widgets.option_list import Option

from ledger import settings
from ledger.domain.records import Round
from ledger.services.note import words
from ledger.services.timeline import Happening, Moment, Timeline, timeline
from ledger.tui import work
from ledger.tui.actions import PLACES, TIMELINE
from ledger.tui.counts import Members
from ledger.tui.footer import KeyLine
from ledger.tui.forms import acts
from ledger.tui.forms.acts import edit_form, new_form
from ledger.tui.indent import Hanging, Hung
from ledger.tui.lists import ScreenList, Whole
from ledger.tui.messages import JumpTo
from ledger.tui.pieces import Facts, Here, PlaceBar
from ledger.tui.safe import plain
from ledger.tui.screen import LedgerScreen, Thing
from ledger.tui.timeline.lines import INDENT, TALL, StageBars, line_of, moment_text
from ledger.tui.timeline.scale import TimeScale

if TYPE_CHECKING:
    from ledger.tui.chooser import Choice

WIDE_FROM = 120
LEAST = 0.1
"""A spread that changes by less is not drawn: the line would make much of it."""


@dataclass
class TimelineRead(Message):
    """The timeline was read."""

    found: Timeline


class TimelineScreen(LedgerScreen):
    """Rounds, events and promises over time."""

    SCOPES = (TIMELINE, PLACES)
    DEFAULT_CSS = """
    TimelineScreen { background: $background; }
    TimelineScreen #title { background: $surface; }
    TimelineScreen #over-rounds { height: 1; padding: 0 1; background: $surface; }
    TimelineScreen #over-rounds.-short { display: none; }
    TimelineScreen #spread-name { width: auto; padding-right: 1; color: $quiet; }
    TimelineScreen #spread { height: 1; width: 1fr; max-width: 60; }
    TimelineScreen #main { height: 1fr; layout: vertical; }
    TimelineScreen #main.-wide { layout: horizontal; }
    TimelineScreen #moments { width: 1fr; height: 3fr; }
    TimelineScreen #whole { width: 1fr; height: 2fr; border-top: solid $panel; }
    TimelineScreen .-wide #moments, TimelineScreen .-wide #whole { height: 1fr; }
    TimelineScreen .-wide #whole { border-top: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: Timeline | None = None
        self._on: str | None = None
        self._drawn_for = 0

    def compose(self) -> ComposeResult:
        """Title, bars, spread, moments, all of one, keys."""
        yield PlaceBar()
        yield Facts(id="title")
        yield TimeScale("scale")
        yield StageBars("bars")
        with Horizontal(id="over-rounds", classes="-short"):
            yield Static(Content(""), id="spread-name", markup=False)
            yield Sparkline([], id="spread")
        with Container(id="main", classes="-wide" if self.app.size.width >= WIDE_FROM else ""):
            yield ScreenList(id="moments", markup=False)
            with Whole(id="whole"):
                yield Static(Content(""), markup=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the moment where one left, and read."""
        self._on = self.session.state.get("timeline", {}).get("on")
        self.query_one("#moments").focus()
        self.reread()

    def on_resize(self) -> None:
        """Put list and text beside each other where there is room."""
        self.query_one("#main").set_class(self.size.width >= WIDE_FROM, "-wide")
        if self._found is not None:
            self._fit(self._found)
            if self._drawn_for != self._list_width:
                self._draw_moments(self._found)

    @property
    def _list_width(self) -> int:
        return self.size.width // 2 if self.size.width >= WIDE_FROM else self.size.width

    def remember(self) -> None:
        """Write down the moment one is on."""
        self.session.state.set("timeline", {"on": self._on})

    def reread(self) -> None:
        """Read the timeline again; the moment one is on stays."""
        counting = self.session.counting
        read = partial(timeline, counting=counting, remarks=True)
        work.read(self, read, TimelineRead, group="timeline", what="reading the timeline")

    def on_timeline_read(self, event: TimelineRead) -> None:
        """Show it."""
        found = self._found = event.found
        self._has_read = True
        self.query_one("#title", Facts).say([*self.counting_only(found.known), *_facts(found)])
        self.query_one(TimeScale).show(found.moments)
        self.query_one(StageBars).show(found.stages)
        means = _means(found)
        self.query_one("#spread", Sparkline).data = means
        self.query_one("#spread-name", Static).update(_spread_name(found))
        self._fit(found)
        self._draw_moments(found)

    def counts(self) -> Iterator[Members]:
        """Yield the counts of the line above, then those of each round, which the matrix lists."""
        yield from super().counts()
        for stage in self._found.stages if self._found else ():
            doubt = f" ({stage.open.possibly} only possibly)" if stage.open.possibly else ""
            said = f"{plain(stage.label)}: {stage.open.count} open{doubt}, {stage.open.settled} settled"
            yield Members(said, partial(JumpTo, "round", stage.label))

    def on_stage_bars_chosen(self, event: StageBars.Chosen) -> None:
        """Go to a round on the matrix, which lists what is open there."""
        work.ask(self, JumpTo("round", event.label))

    def _fit(self, found: Timeline) -> None:
        """Show of what is drawn above the moments as much as the height allows."""
        means = _means(found)
        flat = len(means) < 3 or self.app.size.height < TALL or max(means) - min(means) < LEAST
        self.query_one("#over-rounds").set_class(flat or self.session.signs.ascii, "-short")
        self.query_one(StageBars).fit()

    def _draw_moments(self, found: Timeline) -> None:
        """List them; one stays on the moment one was on."""
        width = self._drawn_for = self._list_width
        options = [Option(Hanging(line_of(moment, self.session.signs, width), INDENT)) for moment in found.moments]
        nothing = Option(Content("Nothing has a date yet: rounds, events and promises stand here."), disabled=True)
        places = [n for n, moment in enumerate(found.moments) if _name(moment) == self._on]
        place = places[0] if places else _latest(found.moments) if found.moments else None
        self.query_one("#moments", ScreenList).refill(options or [nothing], place)
        self._draw_whole()

    def _draw_whole(self) -> None:
        found, moment = self._found, self._moment
        if found is None or moment is None:
            return
        self._on = _name(moment)
        text = moment_text(moment, found.known, self.session.signs, found.known.sources)
        self.query_one("#whole Static", Static).update(Hung(text))
        self.query_one(StageBars).mark(moment.day)
        self.query_one(TimeScale).mark(moment.day)
        self.query_one("#whole").scroll_home(animate=False)
        self.moved_on()

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
            work.ask(self, JumpTo("round", moment.round.key))
        elif moment.item is not None or tied:
            self.open_item(moment.item.key if moment.item else tied[0])

    @property
    def crumbs(self) -> Sequence[str]:
        """The moment one is on."""
        moment = self._moment
        return (moment.title,) if moment else ()

    @property
    def thing(self) -> Thing | None:
        """The moment: of a round one says that it was held, and who sat in it."""
        if self._round is not None:
            return Thing("this round", ("edit-round", "new-delegate"), ("new-round", "record-event", "record-remark"))
        return Thing("this moment", (), ("record-event", "record-remark", "new-round"))

    # -- entering -----------------------------------------------------------------------------------------------------

    @property
    def _moment(self) -> Moment | None:
        """The moment one is on."""
        place = self.query_one("#moments", OptionList).highlighted
        moments = self._found.moments if self._found else ()
        return moments[place] if place is not None and place < len(moments) else None

    @property
    def _round(self) -> Round | None:
        """The round of the moment one is on."""
        moment = self._moment
        return moment.round if moment is not None and moment.kind is Happening.round else None

    def action_new_round(self) -> None:
        """Open the form for a round."""
        self.open_form(new_form("round"))

    def action_edit_round(self) -> None:
        """Open the form for this round."""
        stage = self._round
        if stage is None:
            self.notify("Put the cursor on a round first.", markup=False)
        else:
            self.open_form(edit_form(stage))

    def action_new_delegate(self) -> None:
        """Open the form for somebody who sat in this round."""
        stage = self._round
        self.open_form(new_form("delegate", {"round": stage.key} if stage else None))

    def action_record_event(self) -> None:
        """Open the form for something that happened."""
        self.open_form(acts.event_form(self.session, None))

    def action_record_remark(self) -> None:
        """Open the form for what somebody says of the talks."""
        self.open_form(acts.remark_form(self.session, None))


def _name(moment: Moment) -> str:
    """Return what a moment is known by, whenever it is read: ``event:12``, ``due:prisoner-exchange``, ``round:R1``."""
    if moment.told is not None:
        return f"{moment.kind.value}:{moment.told.entry.id}"
    about = moment.item or moment.round
    return f"{moment.kind.value}:{about.key if about else moment.title}"


def _means(found: Timeline) -> list[float]:
    return [stage.mean_spread.value for stage in found.stages if stage.mean_spread.value is not None]


def _spread_name(found: Timeline) -> Content:
    """Return what the line shows; it is drawn from the least to the largest, however near they are.

    With each end stands of how many items it is the mean: of others it is no move.
    """
    means = _means(found)
    if not means:
        return Content("")
    told = [stage.mean_spread for stage in found.stages if stage.mean_spread.value is not None]
    first, last = (f"{each.value:.1f} of {words.plural(each.cells, 'item')}" for each in (told[0], told[-1]))
    return Content(f"mean spread {first} -> {last}, drawn from {min(means):.1f} to {max(means):.1f}")


def _latest(moments: Sequence[Moment]) -> int:
    """Return the last moment that has come: one begins at the present, not at what happened long ago."""
    today = settings.today()
    return max((n for n, moment in enumerate(moments) if moment.day is not None and moment.day <= today), default=0)


def _facts(found: Timeline) -> Iterator[Content | Members]:
    """Return how much of what there is, each count with what it counts."""
    overdue = [moment for moment in found.moments if moment.overdue]
    yield Content.styled("Timeline", "bold $primary")
    for kind, (one, several) in _COUNTED.items():
        moments = [moment for moment in found.moments if moment.kind is kind]
        yield Members(f"{len(moments)} {one if len(moments) == 1 else several}", _members(moments))
    yield Members(f"{len(overdue)} overdue", _members(overdue), "bold $accent" if overdue else "$quiet")
    past = [moment for moment in found.moments if moment.past]
    if past:
        yield Members(f"{len(past)} planned, past", _members(past), "bold $accent")
    yield Content.styled(f"today {settings.today()}", "$quiet")


_COUNTED = {
    Happening.round: ("round", "rounds"),
    Happening.event: ("event", "events"),
    Happening.remark: ("remark", "remarks"),
    Happening.due: ("promise", "promises"),
}


def _members(moments: Sequence[Moment]) -> "Callable[[], Sequence[Choice[JumpTo]]]":
    def members() -> "Sequence[Choice[JumpTo]]":
        from ledger.tui.chooser import Choice

        led = [(moment, _leads_to(moment)) for moment in moments]
        return [Choice(to, moment.title, str(moment.day or "no date")) for moment, to in led if to is not None]

    return members


def _leads_to(moment: Moment) -> JumpTo | None:
    if moment.told is not None:
        return JumpTo("entry", str(moment.told.entry.id))
    if moment.item is not None:
        return JumpTo("item", moment.item.key)
    return JumpTo("round", moment.round.key) if moment.round is not None else None
