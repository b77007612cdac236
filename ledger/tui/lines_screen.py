"""Screens that are lines under headings, each of which leads somewhere: inbox, party, promises, drafts, search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Source
from ledger.services.outweighed import OutweighedEntry
from ledger.services.verifying import UnfoundQuote
from ledger.tui import work
from ledger.tui.cell_actions import CellScreen
from ledger.tui.chooser import Choice
from ledger.tui.counts import Members, open_members
from ledger.tui.footer import KeyLine
from ledger.tui.indent import Hanging
from ledger.tui.lists import ByArrows
from ledger.tui.messages import JumpTo
from ledger.tui.pieces import Facts, Here, PlaceBar
from ledger.tui.screen import Thing

PROMISE = "promise"
INDENT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its group, the name it is known by, where it leads, the cell it is of; a heading leads nowhere."""

    group: str
    name: str
    text: Content
    to: JumpTo | None = None
    item: str | None = None
    party: str | None = None
    reading: Reading | None = None
    entry: int | None = None
    """The entry that a verdict would be on."""
    unfound: UnfoundQuote | None = None
    """The citation that is not in its source's text."""
    outweighed: OutweighedEntry | None = None
    """What a settlement took back for an entry that counts no more."""
    counts: Members | None = None
    """Of a heading, what it counts; ``None`` is the lines under it."""
    is_count: bool = False
    """Whether it is a heading that says how many lines there are under it."""

    @property
    def is_heading(self) -> bool:
        """Whether nothing can be done with it."""
        return self.to is None


def heading(title: str, count: int, how: str = "", counts: Members | None = None) -> Line:
    """Return a heading that says how many there are, and what finishes one of them.

    ``counts`` lists them where not all stand under it.
    """
    style = "bold $primary" if count else "$quiet"
    said = Content.assemble((f"{title}: {count:,}", style), (f"   {how}" if how and count else "", "$quiet"))
    return Line(title, "", said, counts=counts, is_count=True)


class LinesScreen(CellScreen):
    """Subclasses say their ``PLACE``, read (``reread``), and hand what they read to ``show_lines``."""

    PLACE: ClassVar[str]
    """What the screen is called among the places, and what it remembers is kept under."""
    FIRST: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """By group of lines, the actions that are wanted first."""
    DEFAULT_CSS = """
    LinesScreen { background: $background; }
    LinesScreen #title { background: $surface; }
    LinesScreen #lines { width: 1fr; height: 1fr; scrollbar-gutter: stable; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.on = ""
        """The name of the line one is on."""
        self.point: Point | None = None

    def compose(self) -> ComposeResult:
        """The screens, what it is and its counts, the lines, where one is, keys."""
        yield PlaceBar()
        yield Facts(id="title")
        yield ByArrows(id="lines", markup=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin; Textual calls this beside a subclass's own ``on_mount``, so what differs is ``take_up``."""
        self.take_up()

    def take_up(self) -> None:
        """Take up the line where one left, and read."""
        self.on = str(self.session.state.get(self.PLACE, {}).get("on") or "")
        self.query_one("#lines").focus()
        self.reread()

    def remember(self) -> None:
        """Write down the line one is on."""
        self.session.state.set(self.PLACE, {"on": self.on})

    def show_lines(self, lines: list[Line], nothing: str = "") -> None:
        """Show them: one stays on one's line or, where that is gone, is on what followed it."""
        here = next((n for n, line in enumerate(self.lines) if line.name and line.name == self.on), 0)
        wanted = [self.on, *(line.name for line in self.lines[here:])]
        self.lines = lines
        places = {line.name: n for n, line in enumerate(lines) if not line.is_heading}
        place = next((places[name] for name in wanted if name in places), next(iter(places.values()), None))
        options = [Option(Hanging(_drawn(line), 2 * INDENT), disabled=line.is_heading) for line in lines]
        empty = [Option(Content(nothing), disabled=True)] if nothing else []
        self.query_one("#lines", ByArrows).refill(options or empty, place)
        self.moved_on()

    def counted(self, said: str, groups: Sequence[str], style: str = "") -> Members:
        """Return a count of the lines of some groups, to go to one of them."""

        def members() -> list[Choice[JumpTo]]:
            return [Choice(line.to, line.text.plain) for line in self.lines if line.to and line.group in groups]

        return Members(said, members, style)

    def counts(self) -> Iterator[Members]:
        """Yield the counts of the line above, then those of the headings."""
        yield from super().counts()
        for place, line in enumerate(self.lines):
            if line.is_count:
                yield self._counted_by(place)

    def _counted_by(self, place: int) -> Members:
        """Return what a heading counts."""
        line, under = self.lines[place], takewhile(lambda each: not each.is_count, self.lines[place + 1 :])
        choices = [Choice(each.to, each.text.plain) for each in under if each.to]
        return line.counts or Members(line.text.plain.partition("   ")[0], lambda: choices)

    def on_click(self, event: events.Click) -> None:
        """A heading shows what it counts."""
        place = event.style.meta.get("option")
        if place is not None and place < len(self.lines) and self.lines[place].is_count:
            open_members(self, self._counted_by(place))

    @property
    def line(self) -> Line | None:
        """The line one is on."""
        place = self.query_one("#lines", OptionList).highlighted
        return self.lines[place] if place is not None and place < len(self.lines) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another line is in focus."""
        line = self.line
        self.on = line.name if line is not None else self.on
        self.moved_on()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open its place."""
        self.action_open_place()

    def action_open_place(self) -> None:
        """Go where the line leads."""
        line = self.line
        if line is not None and line.to is not None:
            work.ask(self, line.to)

    def action_kept(self) -> None:
        """Open the form that says that the promise was kept, and by whose word."""
        from ledger.tui.forms import acts

        line = self.line
        if line is None or line.group != PROMISE or line.item is None:
            self.notify("Put the cursor on a promise first.", markup=False)
        else:
            self.open_form(acts.kept_form(self.session, line.item))

    @property
    def current_cell(self) -> tuple[str | None, str | None]:
        """The cell that the line is of."""
        line = self.line
        return (line.item, line.party) if line is not None else (None, None)

    @property
    def current_reading(self) -> Reading | None:
        """What is read there."""
        line = self.line
        return line.reading if line is not None else None

    @property
    def current_item(self) -> Item | None:
        """The item of the line."""
        return self.session.frame.items.get(self.current_cell[0] or "")

    @property
    def current_point(self) -> Point | None:
        """The point that was read."""
        return self.point

    @property
    def known_sources(self) -> Mapping[str, Source]:
        return self.session.frame.sources

    @property
    def crumbs(self) -> Sequence[str]:
        """What the line is of."""
        item, party = self.current_item, self.session.party_name(self.current_cell[1])
        return tuple(filter(None, (item.title if item else "", party)))

    @property
    def thing(self) -> Thing | None:
        """The line, with what finishes it."""
        line = self.line
        if line is None or line.is_heading:
            return None
        return Thing(f"this line ({line.group})", self.FIRST.get(line.group, ("open-place",)))


def _drawn(line: Line) -> Content:
    return line.text if line.is_heading else Content.assemble(" " * INDENT, line.text)
