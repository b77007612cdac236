"""The matrix as a widget that draws its own lines: two thousand items by forty parties cost what a screenful costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledger.domain.readings import News
from ledger.domain.records import Party
from ledger.tui import work
from ledger.tui.actions import GRID, Offers
from ledger.tui.glyphs import STANCE_CLASSES, Glyphs
from ledger.tui.matrix.columns import (
    Columns,
    Painter,
    count_at,
    fit,
    measure,
    tally_need,
    title_need,
    wish,
    words_may_fit,
)
from ledger.tui.matrix.view import Arranged, CellKey, Changes, Heading, ItemLine, MatrixLine
from ledger.tui.messages import CellChosen, JumpTo

EMPTY = Arranged((), {}, 0)
HEADER = 1
PANEL_LEAST, PANEL_MOST = 40, 60
"""How wide the panel is beside the grid, where so much is to spare."""


class MatrixGrid(Offers, ScrollView, can_focus=True):
    """Items down, parties across. The cursor stands on a cell by its keys, so that it stays there when lines change."""

    SCOPES = (GRID,)
    COMPONENT_CLASSES = {
        "grid--header",
        "grid--track",
        "grid--row",
        "grid--quiet",
        "grid--lit",
        "grid--contested",
        "grid--cursor",
        "grid--cursor-row",
        *STANCE_CLASSES,
    }
    DEFAULT_CSS = """
    MatrixGrid { height: 1fr; background: $background; color: $foreground; scrollbar-size: 1 1; }
    MatrixGrid > .grid--header { background: $panel; color: $foreground; text-style: bold; }
    MatrixGrid > .grid--track { background: $surface; color: $primary; text-style: bold; }
    MatrixGrid > .grid--row { color: $foreground; background: $background; }
    MatrixGrid > .grid--quiet { color: $quiet; }
    MatrixGrid > .grid--lit { color: $lit; background: $lit-fill; text-style: bold; }
    MatrixGrid > .grid--contested { color: $accent; text-style: bold; }
    MatrixGrid > .grid--cursor-row { background: $panel; color: $foreground; }
    MatrixGrid > .stance--for-3 { color: $stance-for; text-style: bold; }
    MatrixGrid > .stance--for-2 { color: $stance-for; text-style: bold; }
    MatrixGrid > .stance--for-1 { color: $stance-for; }
    MatrixGrid > .stance--neutral { color: $stance-neutral; }
    MatrixGrid > .stance--against-1 { color: $stance-against; }
    MatrixGrid > .stance--against-2 { color: $stance-against; text-style: bold; }
    MatrixGrid > .stance--against-3 { color: $stance-against; text-style: bold; }
    MatrixGrid > .stance--none { color: $stance-none; }
    MatrixGrid > .grid--cursor { color: $foreground; background: $background; text-style: bold reverse; }
    """

    @dataclass
    class Opened(Message):
        """The item under the cursor is to be opened."""

        item: str
        party: str | None

    @dataclass
    class Folded(Message):
        """The track is to be folded or unfolded; ``None`` is all of them."""

        track: str | None

    @dataclass
    class CountClicked(Message):
        """A count on a track's line is to show the cells that it counts."""

        said: str
        cells: Sequence[CellKey]

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._signs = signs
        self._parties: tuple[Party, ...] = ()
        self._columns: Columns = fit((), 80)
        self._needs: dict[str, tuple[int, int]] = {}
        self._fitted = self._title = 0
        self._panel: int | None = None
        self._painter: Painter | None = None
        self._arranged = EMPTY
        self._lit: Changes = {}
        self._origins = True
        self._line = 1
        self._column = 1
        self._drawn = 1
        self._out_of_sight: tuple[str | None, str | None] | None = None
        self._styles: dict[str, Style] = {}
        self._strips: dict[tuple[int, bool, int, int], tuple[Strip, Strip]] = {}

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show(self, arranged: Arranged, parties: tuple[Party, ...], lit: Changes, *, origins: bool = True) -> None:
        """Show these lines; the cursor stays on its cell, or where it was until that is shown again.

        With ``origins`` a cell that moved since the round before has from where: not, where ``lit`` is of other points.
        Where its track was folded, that is the track's heading: what folds unfolds.
        """
        keep, track = self._out_of_sight or (self.cell if self._parties else None), self.track
        columns_differ = parties != self._parties
        self._arranged, self._parties, self._lit, self._origins = arranged, parties, lit, origins
        if self._measure() or columns_differ:
            self._fit()
        self._strips.clear()
        self.virtual_size = Size(self._columns.width, len(arranged.lines) + HEADER)
        if keep is not None:
            self._stay(keep)
            hidden = keep[0] not in arranged.place
            heading = self._heading_of(track, folded=keep[0] is not None) if hidden else None
            if heading is not None and heading != self._line:
                self._line = heading
                self._scroll_into_view()
        self.refresh()

    def _stay(self, keep: tuple[str | None, str | None]) -> None:
        item, party = keep
        place = self._arranged.place.get(item or "")
        self._out_of_sight = keep if item is not None and place is None else None
        if place is not None:
            self._line = place
        self._line = max(0, min(self._line, len(self._arranged.lines) - 1))
        keys = [None, *(party.key for party in self._parties)]
        self._column = keys.index(party) if party in keys else min(self._column, len(self._parties))

    def _heading_of(self, track: str | None, *, folded: bool) -> int | None:
        """Return where the heading of a track stands, if it is shown; ``folded``: only if the track is."""
        headings = ((n, line) for n, line in enumerate(self._arranged.lines) if isinstance(line, Heading))
        return next((n for n, line in headings if line.track == track and (line.folded or not folded)), None)

    def put_cursor(self, item: str | None, party: str | None) -> None:
        """Put the cursor on a cell; nothing happens where it is not shown."""
        if item is not None and item in self._arranged.place:
            self._stay((item, party))
            self._moved()

    def put_column(self, party: str) -> None:
        """Put the cursor on a party's column."""
        keys = [each.key for each in self._parties]
        if party in keys:
            self._column = keys.index(party) + 1
            self._moved()

    @property
    def cell(self) -> tuple[str | None, str | None]:
        """Item and party under the cursor; no item on a heading, no party on a status."""
        line = self.line
        item = line.row.item.key if isinstance(line, ItemLine) else None
        return item, self._parties[self._column - 1].key if 0 < self._column <= len(self._parties) else None

    @property
    def line(self) -> MatrixLine | None:
        """The line under the cursor."""
        lines = self._arranged.lines
        return lines[self._line] if 0 <= self._line < len(lines) else None

    @property
    def track(self) -> str | None:
        """The track that the cursor is in."""
        above = (line for line in reversed(self._arranged.lines[: self._line + 1]) if isinstance(line, Heading))
        heading = next(above, None)
        return heading.track if heading else None

    # -- drawing ------------------------------------------------------------------------------------------------------

    def _measure(self) -> bool:
        """Look how long the words are, where it matters; return whether some column needs more than before."""
        if not words_may_fit(self._parties, self._whole):
            return False
        before, self._needs = self._needs, measure(self._arranged.lines, self._parties, self._needs)
        return self._needs != before

    @property
    def _room(self) -> int:
        return max(self._whole - self.reserved, 20)

    @property
    def _whole(self) -> int:
        return max(self.app.size.width - 1, 20)  # one for the scrollbar

    @property
    def reserved(self) -> int:
        """Cells at the right that are kept for the panel, whether it has something to show just now or not."""
        if self._panel is not None:
            return self._panel
        if not self._needs:
            return 0
        spare = self._whole - wish(self._parties, self._needs, self._title)
        return min(spare, PANEL_MOST) if spare >= PANEL_LEAST else 0

    def keep_for_panel(self, width: int | None) -> None:
        """Keep so many cells for the panel; ``None`` is what is to spare when every word and title is whole."""
        if self._panel != width:
            self._panel = width
            self._fit()
            self.refresh()

    def _fit(self) -> None:
        self._measure()
        self._title = title_need(self._arranged.lines) if self._needs else 0
        self._fitted = room = self._room
        needs = self._needs if words_may_fit(self._parties, room) else None
        title = self._title
        votes = tally_need(self._arranged.lines, room)
        self._columns = replace(fit(self._parties, room - votes, needs, title), tally=votes)
        self._painter = Painter(self._columns, self._signs, self._style)
        self._strips.clear()
        self.virtual_size = Size(self._columns.width, len(self._arranged.lines) + HEADER)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(name, partial=True)
        return self._styles[name]

    def notify_style_update(self) -> None:
        """Forget the colours of the theme before."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns to the new width, where the first paint has not done so."""
        if self._fitted != self._room:
            self._fit()
            self.refresh()
        self._scroll_into_view()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the part in view; the first is always the header."""
        width = self.size.width
        if self._fitted and self._fitted != self._room:
            self._fit()  # painted before it is told of its size
        if self._painter is None:
            return Strip.blank(width, self.rich_style)
        if y < HEADER:
            return self._joined(*self._painter.header(), width, self._style("grid--header"))
        number = y - HEADER + self.scroll_offset.y
        if number >= len(self._arranged.lines):
            return Strip.blank(width, self.rich_style)
        line = self._arranged.lines[number]
        here = number == self._line
        if here:
            self._drawn = number
        if isinstance(line, Heading):
            return self._painter.heading(line, width, here=here).adjust_cell_length(width, self.rich_style)
        seen = self._columns.in_view(self.scroll_offset.x, max(width - self._columns.frozen, 0))
        frozen, cells = self._item(number, line, seen, here=here)
        base = self._style("grid--cursor-row" if here else "grid--row")
        return self._joined(frozen, cells, width, base, self._columns.starts[seen.start])

    def _item(self, number: int, line: ItemLine, seen: slice, *, here: bool) -> tuple[Strip, Strip]:
        assert self._painter is not None
        which = number, here, seen.start, seen.stop
        found = self._strips.get(which)
        if found is None or here:
            party = self.cell[1] if here else None
            on_status = here and party is None
            frozen = self._painter.frozen(line, self._lit, here=here, on_status=on_status)
            row = line.row if self._origins else replace(line.row, moved={})
            found = frozen, self._painter.cells(row, self._lit, self._arranged.blocs, seen, here=here, on=party)
            self._strips[which] = found
        return found

    def _joined(self, frozen: Strip, cells: Strip, width: int, base: Style, start: int = 0) -> Strip:
        left = self.scroll_offset.x - start
        room = max(width - self._columns.frozen, 0)
        shown = cells.crop(left, left + room).extend_cell_length(room, base)
        return Strip.join([frozen, shown]).adjust_cell_length(width, base)

    # -- moving -------------------------------------------------------------------------------------------------------

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor; at the edge it stays."""
        self._line = max(0, min(self._line + down, len(self._arranged.lines) - 1))
        self._column = max(0, min(self._column + right, len(self._parties)))
        self._moved()

    def action_page_up(self) -> None:
        self.action_move(-self._page, 0)

    def action_page_down(self) -> None:
        self.action_move(self._page, 0)

    def action_first(self) -> None:
        self.action_move(-len(self._arranged.lines), 0)

    def action_last(self) -> None:
        self.action_move(len(self._arranged.lines), 0)

    @property
    def _page(self) -> int:
        return max(self.size.height - HEADER - 1, 1)

    def action_jump_track(self, sign: int) -> None:
        """Move to the next heading, or the one before."""
        found = [number for number, line in enumerate(self._arranged.lines) if isinstance(line, Heading)]
        after = [n for n in found if (n - self._line) * sign > 0]
        if after:
            self._line = after[0] if sign > 0 else after[-1]
            self._moved()

    def action_jump_change(self, sign: int) -> None:
        """Move to the next cell that changed in the last step, or the one before; round the end."""
        columns = {None: 0} | {party.key: number for number, party in enumerate(self._parties, 1)}
        place = self._arranged.place
        found = [
            (place[item], columns[party])
            for (item, party), what in self._lit.items()
            if item in place and party in columns and what is not News.again
        ]
        self._jump(sign, sorted(found), "No cell that is shown changed in this step.")

    def action_jump_contest(self, sign: int) -> None:
        """Move to the next contested cell; round the end."""
        found = [
            (number, column)
            for number, line in enumerate(self._arranged.lines)
            if isinstance(line, ItemLine)
            for column, party in enumerate((None, *(party.key for party in self._parties)))
            if _contested(line, party)
        ]
        self._jump(sign, found, "Nothing that is shown is contested.")

    def _jump(self, sign: int, found: list[tuple[int, int]], otherwise: str) -> None:
        if not found:
            self.notify(otherwise, markup=False)
            return
        here = (self._line, self._column)
        if sign > 0:
            self._line, self._column = next((cell for cell in found if cell > here), found[0])
        else:
            self._line, self._column = next((cell for cell in reversed(found) if cell < here), found[-1])
        self._moved()

    def _moved(self) -> None:
        self._out_of_sight = None
        top = self.scroll_offset
        self._scroll_into_view()
        if top == self.scroll_offset:  # only the line left and the line come to look different
            for line in {self._drawn, self._line}:
                self.refresh(Region(0, line - top.y + HEADER, self.size.width, 1))
        else:
            self.refresh()
        self.post_message(CellChosen(*self.cell))

    def _scroll_into_view(self) -> None:
        if not self.size.height:
            return
        room = max(self.size.height - HEADER - int(self.show_horizontal_scrollbar), 1)
        top = self.scroll_offset.y
        if self._line < top or (self._line == 1 and top == 1):
            top = 0 if self._line <= 1 else self._line
        elif self._line >= top + room:
            top = self._line - room + 1
        self.scroll_to(self._left(), top, animate=False, force=True)

    def _left(self) -> int:
        """Where the parties start so that the one under the cursor is in view."""
        left = self.scroll_offset.x
        if not 0 < self._column <= len(self._columns.cells):
            return left
        start, width = self._columns.starts[self._column - 1], self._columns.cells[self._column - 1]
        room = max(self.size.width - self._columns.frozen - int(self.show_vertical_scrollbar), width)
        return min(max(left, start + width - room), start) if start < left or start + width > left + room else left

    # -- folding, opening, the mouse ----------------------------------------------------------------------------------

    def action_fold(self) -> None:
        if self.track is not None:
            self.post_message(self.Folded(self.track))

    def action_fold_all(self) -> None:
        self.post_message(self.Folded(None))

    def action_open(self) -> None:
        """Open the item under the cursor; on a heading, fold."""
        item, party = self.cell
        if item is None:
            self.action_fold()
        else:
            self.post_message(self.Opened(item, party))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens. A head goes to its party, or sorts; counts open."""
        if event.y < HEADER:
            self._on_head(self._column_at(event.x))
            return
        number = event.y - HEADER + self.scroll_offset.y
        if number >= len(self._arranged.lines):
            return
        before = (self._line, self._column)
        self._line, self._column = number, self._column_at(event.x)
        counted = count_at(self.line, event.x) if isinstance(self.line, Heading) else None
        if counted is not None:
            self.post_message(self.CountClicked(*counted))
        elif event.chain > 1 or ((self._line, self._column) == before and isinstance(self.line, Heading)):
            self.action_open()
        self._moved()

    def _on_head(self, column: int) -> None:
        if column == 0:
            self.run_worker(self.app.run_action("screen.sort"))
        elif column <= len(self._parties):
            work.ask(self, JumpTo("party", self._parties[column - 1].key))

    def _column_at(self, x: int) -> int:
        if x < self._columns.frozen:
            return 0
        return self._columns.column_at(x - self._columns.frozen + self.scroll_offset.x)


def _contested(line: ItemLine, party: str | None) -> bool:
    reading = line.row.status_reading if party is None else line.row.cells.get(party)
    return reading is not None and reading.contested
