"""Moments as lines of a list, and one of them in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledger.domain.records import Delegate, Item, Round, Source
from ledger.domain.register import Register
from ledger.domain.words import RoundStatus
from ledger.services.measuring import MeasuredRound
from ledger.services.note import words
from ledger.services.timeline import Happening, Moment
from ledger.tui.entry_text import about_line, reading_lines, reading_of
from ledger.tui.glyphs import Glyphs, cut, in_capitals
from ledger.tui.safe import content, plain

DAY = 12
_YEAR = re.compile(r"[0-9]{4}-(?=[0-9]{2}-)")
INDENT = DAY + 2
"""Where the words of a line begin."""
_EVENT, _OVERDUE, _PROMISED, _REMARK = "*", "!", "o", '"'
_ROUNDS = {RoundStatus.held: "▸", RoundStatus.planned: "o", RoundStatus.postponed: "o", RoundStatus.cancelled: "⊖"}


def _sign(moment: Moment, signs: Glyphs) -> str:
    """Return what kind of moment it is: a round held, planned or called off; a promise kept, broken, open, overdue."""
    if moment.kind is Happening.due and moment.status is not None:
        sign = _PROMISED if moment.contested else signs.status(moment.status).strip()
        return _OVERDUE if moment.overdue else sign or _PROMISED
    if moment.kind is Happening.round and moment.round is not None:
        return _OVERDUE if moment.past else signs.plain(_ROUNDS[moment.round.status])
    return _REMARK if moment.kind is Happening.remark else _EVENT


def line_of(moment: Moment, signs: Glyphs, width: int) -> Content:
    """Return a moment on one line: day, sign, what; so much of a remark as fits, all of it stands beside the list."""
    day = _short(str(moment.held)) if moment.held else "no date"
    style = "bold" if moment.kind is Happening.round else ""
    return Content.assemble(
        (f"{day:<{DAY - 1}} ", "$quiet"),
        f"{_sign(moment, signs)} ",
        content(_said(moment, width - INDENT - 2), style),
        (_aside(moment), "bold $accent" if moment.overdue or moment.past else "$quiet"),
    )


def _short(held: str) -> str:
    """Return days as they fit: of several, without the year."""
    return held if len(held) < DAY else _YEAR.sub("", held)


def _said(moment: Moment, room: int) -> str:
    if moment.kind is Happening.remark:
        return cut(moment.title, room).rstrip()
    if moment.round is not None and moment.kind is Happening.round:
        return f"{moment.round.key}  {moment.title}"
    return f"due: {moment.title}" if moment.kind is Happening.due else moment.title


def _aside(moment: Moment) -> str:
    if moment.kind is Happening.due:
        return f"  {_state(moment)}{f', due with {plain(moment.round.key)}' if moment.round else ''}"
    if moment.round is None:
        return ""
    past = "PAST: its days are over and no source says that it was held" if moment.past else ""
    slipped = words.slip(moment.slip, moment.round, planned=False)
    return f"  {', '.join(filter(None, (moment.round.status.value, slipped, past)))}"


def _state(moment: Moment) -> str:
    if moment.status is None:
        return ""
    state = moment.state or ""
    if moment.overdue:
        return in_capitals(state)
    return f"{state}{words.late(moment.late)}"


def moment_text(moment: Moment, known: Register, signs: Glyphs, sources: Mapping[str, Source]) -> Content:
    """Return all of a moment."""
    if moment.told is not None:
        lines = reading_lines(reading_of(moment.told), signs, None, sources)
        about = about_line(moment.told.entry.said, known)
        return Content("\n").join([*lines, *([about] if about else [])])
    title = Content.styled(plain(moment.title), "bold $primary")
    if moment.kind is Happening.due and moment.item is not None:
        return Content("\n").join([title, *_due_lines(moment, moment.item)])
    return Content("\n").join([title, *_round_lines(moment, known)])


def _due_lines(moment: Moment, item: Item) -> list[Content]:
    day = f" ({moment.day})" if moment.round and moment.day else ""
    said = f"{_state(moment)}, due by {item.due}{day}"
    question = [content(item.question, "italic")] if item.question else []
    return [content(said, "bold $accent" if moment.overdue else ""), *question]


def _round_lines(moment: Moment, known: Register) -> list[Content]:
    stage = moment.round
    if stage is None:
        return []
    planned = f"planned for {words.held(stage.planned_for)}" if stage.planned_for else ""
    facts = [
        f"{stage.kind.value}, {moment.became}",
        "" if planned.removeprefix("planned for ") in (moment.became or "") else planned,
        _dates(stage),
        stage.venue or "",
        f"hosted by {_party(stage.host, known)}" if stage.host else "",
        f"with {', '.join(_party(key, known) for key in stage.parties)}" if stage.parties else "",
    ]
    lines = [content(fact) for fact in facts if fact]
    lines += [content(text) for text in dict.fromkeys(_seat(seat, known) for seat in _seats(stage, known))]
    return lines


def _seats(stage: Round, known: Register) -> list[Delegate]:
    return [seat for seat in known.delegates.values() if seat.round == stage.key and not seat.struck]


def _seat(seat: Delegate, known: Register) -> str:
    """Return who sat for whom; where two sources put it otherwise, each has a line."""
    person = known.persons.get(seat.person)
    office = f", {seat.office}" if seat.office else ""
    lead = " (leads)" if seat.lead else ""
    return f"- {_party(seat.party, known)}: {person.name if person else seat.person}{office}{lead}"


def _dates(stage: Round) -> str:
    if stage.starts is None or stage.ends is None or stage.starts == stage.ends:
        day = stage.starts or stage.ends
        half = words.end_not_known(stage) if stage.status is RoundStatus.held else ""
        return f"{f'{words.held_or_half(stage)} ' if half else ''}on {day}" if day else ""
    return f"from {stage.starts} to {stage.ends}"


def _party(key: str | None, known: Register) -> str:
    party = known.parties.get(key or "")
    return party.name if party else key or ""


# ----------------------------------------------------------------------------------------------------------------------
# Open items by difficulty and mean spread over rounds: one bar a round, drawn with the Line API.

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

    @dataclass
    class Chosen(Message):
        """A round's line was clicked; ``label`` is its key, a day, or now."""

        label: str

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._stages: Sequence[MeasuredRound] = ()
        self._here: int | None = None

    def show(self, stages: Sequence[MeasuredRound]) -> None:
        """Draw these rounds; as many as leave room for the moments below, the rest by scrolling."""
        self._stages = stages
        self.fit()
        self.virtual_size = Size(self.size.width, len(stages) + 1)
        self.refresh(layout=True)

    def fit(self) -> None:
        """Be as high as the terminal leaves room for."""
        self.styles.height = min(len(self._stages) + 1, MOST if self.app.size.height >= TALL else FEW)

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

    def on_click(self, event: events.Click) -> None:
        """Go to the round under the mouse."""
        place = event.y - 1 + self.scroll_offset.y
        if event.y > 0 and place < len(self._stages):
            event.stop()
            self.post_message(self.Chosen(self._stages[place].label))

    def _heading(self, width: int) -> Strip:
        quiet = self.get_component_rich_style("stage-bars--quiet")
        scale = f"0{'spread':^{LINE - 2}}{WIDEST}"
        line = f"{scale:<{LINE + 2}}" if width >= LINE_FROM else ""
        text = f" {'round':<{NAME}}{'open  settled  mean spread':<{FIGURES}}{line}open items by difficulty"
        return self._fitted([Segment(text, quiet)], width)

    def _stage(self, number: int, width: int) -> Strip:
        stage = self._stages[number]
        spread = stage.mean_spread
        on = "item" if spread.cells == 1 else "items"
        mean = f"{spread.value:.1f}, {spread.cells} {on}" if spread.value is not None else "-"
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

    def _bar(self, stage: MeasuredRound, room: int) -> list[Segment]:
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
