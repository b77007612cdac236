"""The diff screen: two points, the note on them line by line, and all of the line one is on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledger import settings
from ledger.domain.diff import Change
from ledger.domain.points import Point
from ledger.domain.readings import MatrixRow, Reading
from ledger.domain.records import Item, Source
from ledger.domain.register import Register
from ledger.formats.document import Document, ToldChange
from ledger.services.comparing import compare
from ledger.services.matrix import rounds_in_order
from ledger.services.note import note_of
from ledger.storage import register as frames
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, DIFF, PLACES
from ledger.tui.cell_actions import CellScreen
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.counts import Members, open_members
from ledger.tui.diff.lines import (
    CHECKLIST,
    INSIDE,
    NOTES,
    DiffLine,
    Lists,
    changes_told,
    counted,
    counted_as,
    counted_inside,
    largest_first,
    line_text,
    lines_of,
    lists_of,
    said,
    sections_of,
    told,
    write_note,
)
from ledger.tui.diff.points import NOW, can_compare, last_round, points_chooser, round_before
from ledger.tui.filtering import Filtered
from ledger.tui.footer import KeyLine
from ledger.tui.indent import Hanging, Hung
from ledger.tui.lists import ScreenList, Whole
from ledger.tui.messages import Failed, JumpTo, Reveal, WasRead
from ledger.tui.pieces import Facts, Here, PlaceBar
from ledger.tui.reach import within_reach
from ledger.tui.safe import plain

if TYPE_CHECKING:
    from ledger.services.viewing import NamedView
    from ledger.tui.filtering import Terms

READING = "reading the diff"
WIDE_FROM = 120
On = dict[str, str]
"""What a line is known by; nothing of a heading."""


@dataclass
class DiffRead(Message):
    """The note on two points was read, with what stands at the later one; none where there is no round before."""

    frame: Register
    end: str = NOW
    note: Document | None = None
    points: tuple[Point, Point] | None = None
    rows: Mapping[str, MatrixRow] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    lists: Lists | None = None


class DiffScreen(Filtered, CellScreen):
    """What changed between two points."""

    SCOPES = (DIFF, CELL, PLACES)
    LIST = "#lines"
    FILTER_BY = "words, verb:softened party:ukraine was:supports section:promises; tab completes"
    DEFAULT_CSS = """
    DiffScreen { background: $background; }
    DiffScreen #title { background: $surface; }
    DiffScreen #counts { background: $surface; }
    DiffScreen #main { height: 1fr; layout: vertical; }
    DiffScreen #main.-wide { layout: horizontal; }
    DiffScreen #lines { width: 1fr; height: 3fr; scrollbar-gutter: stable; }
    DiffScreen #whole { width: 1fr; height: 2fr; background: $surface; border-top: solid $panel; }
    DiffScreen .-wide #lines, DiffScreen .-wide #whole { height: 1fr; }
    DiffScreen .-wide #whole { border-top: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._from: str | None = None
        self._to = ""
        self._good: tuple[str | None, str] = (None, "")
        self._note: Document | None = None
        self._points: tuple[Point, Point] | None = None
        self._end = NOW
        self._rows: Mapping[str, MatrixRow] = {}
        self._frame = Register()
        self._changes: tuple[Change, ...] = ()
        self._lists: Lists | None = None
        self._lines: list[DiffLine] = []
        self._filter = ""
        self._by_size = False
        self._was_on: On = {}

    def compose(self) -> ComposeResult:
        """Title, filter, changes, all of one of them, keys."""
        yield PlaceBar()
        yield Facts(id="title")
        yield Facts(id="counts")
        with Container(id="main", classes="-wide" if self.app.size.width >= WIDE_FROM else ""):
            yield ScreenList(id="lines", markup=False)
            with Whole(id="whole"):
                yield Static(Content(""), markup=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the two points where one left; else those of the matrix."""
        kept = self.session.state.get("diff", {})
        self._from, self._to = kept.get("from"), str(kept.get("to") or "")
        self._filter, self._was_on = kept.get("filter") or "", kept.get("on") or {}
        self.take_filter(self._filter)
        self.query_one("#lines").focus()
        self.reread()

    def on_resize(self) -> None:
        """Put the two parts beside each other where there is room."""
        self.query_one("#main").set_class(self.size.width >= WIDE_FROM, "-wide")

    def remember(self) -> None:
        """Write down the two points, the filter and the line one is on."""
        points = {"from": self._from, "to": self._to}
        self.session.state.set("diff", points | {"filter": self._filter, "on": _on(self._line) or self._was_on})

    # -- reading ------------------------------------------------------------------------------------------------------

    def reread(self) -> None:
        """Read the diff again; the line one is on stays."""
        start, wanted, counting = self._from, self._to or self._round_of_the_matrix(), self.session.counting

        def service(store: Store) -> DiffRead:
            known = frames.load(store)
            end = wanted or last_round(known)
            before = start or round_before(store, end, known)
            if before is None:
                return DiffRead(known)
            found = compare(store, before, end, with_rows=True, counting=counting)
            points = found.diff.from_point, found.diff.to_point
            note = note_of(store, found, brief=False, counting=counting)
            diff = found.diff
            changes, lists = (*diff.changes, *diff.inside), lists_of(diff)
            return DiffRead(known, end, note, points, found.rows, changes, lists)

        work.read(self, service, lambda found: found, group="diff", what=READING)

    def _round_of_the_matrix(self) -> str:
        """Return the round that the matrix is at, or nothing."""
        held = str(self.session.state.get("matrix", {}).get("held") or "")
        stage = self.session.frame.rounds.get(held)
        return held if stage is not None and can_compare(stage) else ""

    def on_diff_read(self, event: DiffRead) -> None:
        """Show it."""
        self._note, self._points, self._rows = event.note, event.points, event.rows
        self._frame, self._changes, self._has_read = event.frame, event.changes, True
        self._end = event.end
        self._lists = event.lists
        self._good = self._from, self._to
        if event.note is None:
            said = "There is no round before this point to compare with. p chooses two points."
            self.query_one("#counts", Facts).say([Content(said)])
        self._draw()

    def on_failed(self, event: Failed) -> None:
        """Go back to points that could be read; the app says what is wrong with these."""
        if event.what == READING and (self._from, self._to) != self._good:
            self._from, self._to = self._good
            self.remember()
            if self._note is None:
                self.reread()

    def _draw(self) -> None:
        if self._note is None or self._points is None:
            return
        self._was_on = _on(self._line) or self._was_on
        lines = lines_of(self._note, self._wants())
        self._lines = largest_first(lines, self._changes) if self._by_size else lines
        self.query_one("#title", Facts).say(self._facts(self._note, self._points))
        self.query_one("#counts", Facts).say(self._checklist(self._note))
        listed = self.query_one("#lines", ScreenList)
        place = self._place(listed.highlighted)
        options = [Option(Hanging(line.text, line.indent), disabled=line.is_heading) for line in self._lines]
        empty = (
            "No line matches. esc clears the filter." if self._filter else "Nothing changed between these two points."
        )
        firsts = [n for n, line in enumerate(self._lines) if not line.is_heading]
        listed.refill(
            options or [Option(Content(empty), disabled=True)],
            place if place in firsts else firsts[0] if firsts else None,
        )
        self._draw_whole()

    def _facts(self, note: Document, points: tuple[Point, Point]) -> Iterator[Content | Members]:
        start, end = points
        yield from self.counting_only(self._frame)
        yield Content.styled(f"{start} -> {end}", "bold $primary")
        yield Members(counted(note), lambda: self._told_cells(changes_told(note)))
        if self._by_size:
            yield Content.styled("largest moves first", "bold $primary")
        if shown := self._shown():
            yield Content.styled(shown, "bold $primary")
        if inside := counted_inside(note):
            yield Members(inside, lambda: self._told_cells(changes_told(note, INSIDE)), "$quiet")

    def _told_cells(self, told: Iterable[ToldChange]) -> list[Choice[JumpTo]]:
        """Return changes that are told, to go to their cells."""
        return [
            Choice(JumpTo("cell", each.item, each.party), self._cell_name(each), " ".join(each.verbs)) for each in told
        ]

    def _checklist(self, note: Document) -> Iterator[Members]:
        """Return how the note's line of the checklist begins, with the items that it counts; the rest stands below."""
        if len(note.first) > 1:
            yield Members(said(note.first[CHECKLIST]).plain.partition(";")[0], self._on_the_list)

    def _on_the_list(self) -> list[Choice[JumpTo]]:
        """Return the items that the checklist counts at either end, each with what it counts as."""
        if self._lists is None or self._points is None:
            return []
        counted = counted_as(self._lists, *map(str, self._points))
        items = self._frame.items
        return [Choice(JumpTo("item", key), items[key].title if key in items else key, why) for key, why in counted]

    def _cell_name(self, change: ToldChange) -> str:
        item = self._frame.items.get(change.item)
        party = self.session.party_name(change.party)
        return ", ".join(filter(None, (item.title if item else change.item, party)))

    def _place(self, otherwise: int | None) -> int | None:
        """Where the line one was on stands now: the same change, else another of the same cell."""
        found = [(n, _on(line)) for n, line in enumerate(self._lines)]
        exact = [n for n, on in found if on and on == self._was_on]
        alike = [n for n, on in found if on and on.get("cell") and on.get("cell") == self._was_on.get("cell")]
        return next(iter([*exact, *alike]), otherwise)

    def _draw_whole(self) -> None:
        line, whole = self._line, self.query_one("#whole Static", Static)
        if line is not None and line.sentence is not None and self._note is not None:
            notes = {note.number: note for note in self._note.footnotes}
            whole.update(Hung(line_text(line.sentence, notes)))
        else:
            whole.update(Content(""))
        self.query_one("#whole").scroll_home(animate=False)
        self.moved_on()

    def _shown(self) -> str:
        """How many lines a filter shows."""
        if not self._filter or self._note is None:
            return ""
        every = lines_of(self._note)
        shown, of = (sum(not line.is_heading for line in lines) for lines in (self._lines, every))
        return f"{shown} of {of} lines shown"

    @property
    def _line(self) -> DiffLine | None:
        place = self.query_one("#lines", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all of the change one is on."""
        self._draw_whole()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the cell."""
        item, party = self.current_cell
        if item is not None and self._points is not None:
            self.open_item(item, party, self._end)  # as it was asked for: of what is known now it follows the ledger
        elif self._note is not None and self._line is not None and self._line.sentence in self._note.first[CHECKLIST:2]:
            open_members(self, next(self._checklist(self._note)))

    # -- the points ---------------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Compare the next pair of rounds, or the one before."""
        stages = [stage.key for stage in rounds_in_order(self._frame) if can_compare(stage)]
        if self._points is None or not stages:
            return
        here = self._points[1].round
        place = stages.index(here) + by if here in stages else (len(stages) - 1 if by < 0 else len(stages))
        if abs(by) > 1:
            place = max(1, min(place, len(stages) - 1))
        if 1 <= place < len(stages) and stages[place] != here:
            self._take(stages[place - 1], stages[place])
        else:
            self.notify("There is no further pair of rounds.", markup=False)

    def on_reveal(self, event: Reveal) -> None:
        """Show what changed since a point one has jumped to."""
        event.stop()
        self._take(event.key, NOW)

    def _take(self, start: str | None, end: str) -> None:
        self._from, self._to, self._has_read = start, end, False
        self.remember()
        self.reread()

    def action_choose_points(self) -> None:
        """Choose the point to compare from, then the one to compare with."""

        def chosen_from(start: str | None) -> None:
            if start is not None:
                self.app.push_screen(
                    points_chooser(self._frame, f"{start} compared with"), lambda end: chosen_to(start, end)
                )

        def chosen_to(start: str, end: str | None) -> None:
            if end is not None:
                self._take(start, end)

        self.app.push_screen(points_chooser(self._frame, "Compare from"), chosen_from)

    def action_write_note(self) -> None:
        """Ask for a file, then write the note on these two points to it."""
        if self._points is None:
            return
        start, end = map(str, self._points)
        name = f"note-{start}-{end}".replace("@", "-at-")
        choices = [Choice(f"{name}{ending}", f"{name}{ending}", said) for ending, said in NOTES.items()]
        prompt = "a new file: FILE.html, FILE.md or FILE.docx"
        empty = "enter writes it to this file"
        chooser = Chooser(f"Write the note on {start} -> {end} to", choices, prompt=prompt, empty=empty, other=str)
        self.app.push_screen(chooser, lambda path: self._write(start, end, path))

    def _write(self, start: str, end: str, path: str | None) -> None:
        if path is not None:
            work.read(
                self,
                lambda store: write_note(store, start, end, within_reach(path)),
                lambda written: WasRead(partial(self._written, written)),
                group="note",
                what="writing the note",
            )

    def _written(self, path: Path) -> None:
        self.notify(f"Wrote {plain(path)}.", markup=False)

    def action_sort_moves(self) -> None:
        """Put the largest move of each section first, or the note's own order back."""
        self._by_size = not self._by_size
        self._draw()

    def action_jump_change(self, by: int) -> None:
        """Go to the next change, or the one before."""
        listed = self.query_one("#lines", OptionList)
        here = listed.highlighted or 0
        places = [n for n, line in enumerate(self._lines) if line.tells and (n - here) * by > 0]
        if places:
            listed.highlighted = min(places) if by > 0 else max(places)

    def terms(self) -> "Terms":
        """Return what can be asked of the lines of this note."""
        from ledger.domain.filters.told import language
        from ledger.services.filtering import known_in

        sections = sections_of(self._note) if self._note is not None else []
        day = self._points[1].held_on if self._points is not None else settings.today()
        return language(sections), known_in(self._frame), day

    def _wants(self) -> Callable[[DiffLine, DiffLine], bool] | None:
        wanted, known = self.wanted(self._filter), self.terms()[1]
        if wanted is None:
            return None
        return lambda heading, line: wanted.wants(told(heading, line, self._frame, self._changes, known))

    def filter_changed(self, typed: str) -> None:
        """Keep the lines that match."""
        self._filter = typed
        self._draw()

    def action_views(self) -> None:
        """Take up the filter of a view, or keep this one."""
        from ledger.services.viewing import NamedView
        from ledger.tui import views

        views.choose(self, NamedView("", self._filter), self._take_view)

    def _take_view(self, view: "NamedView") -> None:
        self.take_filter(view.filter)
        self.filter_changed(view.filter)

    # -- the current cell ---------------------------------------------------------------------------------------------

    @property
    def current_cell(self) -> tuple[str | None, str | None]:
        """The cell that the line one is on tells of."""
        line = self._line
        return (line.item, line.party) if line is not None else (None, None)

    @property
    def current_reading(self) -> Reading | None:
        """What stands there at the later point."""
        item, party = self.current_cell
        row = self._rows.get(item or "")
        if row is None:
            return None
        return row.cells.get(party) if party else row.status_reading

    @property
    def current_item(self) -> Item | None:
        """The item of the line one is on."""
        return self._frame.items.get(self.current_cell[0] or "")

    @property
    def current_point(self) -> Point | None:
        """The later point."""
        return self._points[1] if self._points else None

    @property
    def known_sources(self) -> Mapping[str, Source]:
        return self._frame.sources


def _on(line: DiffLine | None) -> On:
    """Return what a line is known by, whenever it is read: its section, its cell and verbs, or else its words."""
    if line is None or line.sentence is None:
        return {}
    verbs = " ".join(verb for told in line.sentence.changes for verb in told.verbs)
    cell = f"{line.item} {line.party or ''}".strip() if line.item else ""
    return {"section": line.section, "cell": cell, "verbs": verbs, "words": "" if verbs else line.sentence.text}
