"""Home: the matrix with its scrubber, filter, panel and known time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from ledger import settings
from ledger.domain.blocs import blocs_of
from ledger.domain.points import Point
from ledger.domain.readings import Matrix, Reading
from ledger.domain.records import Item, Source
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, GRID, MATRIX, PLACES
from ledger.tui.counts import Members, open_members
from ledger.tui.filtering import Filtered
from ledger.tui.footer import KeyLine
from ledger.tui.matrix.beside import WithPanel
from ledger.tui.matrix.chosen import WithColumns
from ledger.tui.matrix.filtered import Filtering, known_in
from ledger.tui.matrix.grid import MatrixGrid
from ledger.tui.matrix.messages import AroundRead, Read, Stepped
from ledger.tui.matrix.model import NOW, MatrixRead, PositionInTime, Shown, Since, again, open_at
from ledger.tui.matrix.panel import CellPanel, cell_line, counts_of_track, facts, guide_text, those
from ledger.tui.matrix.prefetch import Ahead
from ledger.tui.matrix.scrubber import Scrubber
from ledger.tui.matrix.view import SORTS, CellKey, Changes, Heading, MatrixView, arrange
from ledger.tui.messages import CellChosen, Count, CountsOtherwise, Failed, FrameRead, Reveal
from ledger.tui.pieces import Facts, Here, PlaceBar
from ledger.tui.screen import Thing

if TYPE_CHECKING:
    from ledger.domain.filters.things import Around
    from ledger.tui.filtering import Terms

NOTHING_MATCHES = " No item matches. esc in the filter clears it."


class MatrixScreen(Filtered, WithColumns, WithPanel):
    """Items × parties at a point."""

    LIST = "#grid"
    FILTER_BY = "words, is:contested is:moved track:.. party:.. score<0 due<today+14d; tab completes"
    BELOW_FILTER = "Here"
    SCOPES = (MATRIX, CELL, PLACES)
    DEFAULT_CSS = """
    MatrixScreen { background: $background; }
    MatrixScreen #title { background: $surface; }
    MatrixScreen #title.-past { background: $warn-fill; }
    MatrixScreen #guide { height: 1fr; padding: 1 2; display: none; }
    MatrixScreen.-empty #guide { display: block; }
    MatrixScreen #main { height: 1fr; }
    MatrixScreen #main.-stacked { layout: vertical; }
    MatrixScreen.-empty #main, MatrixScreen.-empty #scrubber, MatrixScreen.-empty Here, MatrixScreen.-empty Legend {
        display: none;
    }
    """

    def __init__(self, ahead: Ahead | None = None) -> None:
        super().__init__()
        self._ahead = ahead
        self.shown = Shown()
        self.standing = PositionInTime()
        self.view = MatrixView()
        self._remembered: CellKey | None = None
        self._filtering = Filtering()

    # -- built --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Title, scrubber, grid with its panel, one line on the cell, keys."""
        signs = self.session.signs
        yield PlaceBar()
        yield Facts(id="title")
        yield Scrubber(id="scrubber")
        with Horizontal(id="main"):
            yield MatrixGrid(signs, id="grid")
            yield CellPanel(signs, id="panel")
        yield from self.legend()
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the place where one left, and read."""
        place = self.session.state.get("matrix", {})
        self.view = MatrixView.from_json(place.get("view"))
        self.standing.held = str(place.get("held") or "")
        self._remembered = (place["item"], place.get("party")) if place.get("item") else None
        self.shown.only = self.view.columns
        self.take_filter(self.view.filter)
        self.lay_out()
        self.grid.focus()
        found = self._ahead.so_far() if self._ahead else None
        if found is None:
            self.reread()
        else:
            self.on_read(Read(found))

    def remember(self) -> None:
        """Write down where one is."""
        item, party = self._remembered or self.current_cell
        place = {"view": self.view.as_json(), "held": self.standing.held, "item": item, "party": party}
        self.session.state.set("matrix", place)
        self.session.state.set("legend", True)

    def takes(self, key: str) -> bool:
        """While a step is being read one may move on and step on; what depends on where it leads waits."""
        if not self._has_read or self.standing.going is None:
            return super().takes(key)
        action = self.action_of(key)
        return action is not None and (action.method.startswith("step(") or action.scopes == (GRID,) or action.leaves)

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def matrix(self) -> Matrix | None:
        """What is shown; ``None`` until something was read."""
        return self.shown.matrix

    @property
    def lit(self) -> Changes:
        """What is news, and where."""
        return self.shown.lit

    def reread(self) -> None:
        """Read again at the point where one is, and what is news there: an act may touch both ends of it."""
        shown, last = self.matrix, self.session.last_changeset
        if shown is not None and last is not None and shown.point.known_at > last:
            self.begin_anew()
        elif shown is not None and self.standing.going is not None:
            self._read(Since(shown.point))  # the step under way is read with what was recorded
        else:
            self._read(self.shown.since)

    def begin_anew(self) -> None:
        """Another ledger was put in its place: nothing of what was shown counts, the round one is at least of all."""
        self.standing.known = None
        self._read()

    def _read(self, since: Since | None = None) -> None:
        """Read at the point where one is, and what is news there ``since``; else anew, since the round before."""
        shown, sources, at, counting = self.matrix, self.shown.sources, self.standing.at, self.session.counting
        held, known, ahead = self.standing.held, self.standing.known, self._ahead

        def service(store: Store) -> MatrixRead:
            if shown is None or since is None:
                found = ahead.wait() if ahead and since is not None else None
                return found or open_at(store, held, known, counting=counting)
            return again(store, shown, sources, at, counting=counting, since=since)

        work.read(self, service, Read, group="matrix", what="reading the matrix")

    def on_read(self, event: Read) -> None:
        """Show a matrix that was read."""
        found = event.found
        self._ahead = None
        if found.now:
            self.session.frame = found.now[1]  # what is drawn now names persons; the app is told besides
            work.ask(self, FrameRead(*found.now))
        self._has_read = True
        self.standing.arrive(found.matrix.point)
        self.shown.read(found)
        self.draw_matrix()
        if self._remembered is not None:
            self.grid.put_cursor(*self._remembered)
            self._remembered = None

    def draw_matrix(self) -> None:
        """Show it as it is to be looked at."""
        shown, matrix = self.shown, self.matrix
        if matrix is None:
            return
        self.set_class(not matrix.rows, "-empty")
        if not matrix.rows and not self.query("#guide"):
            self.mount(Static(guide_text(), id="guide", markup=False), after="#main")
        arranged = arrange(matrix, self.view, shown.lit, self._items())
        self.grid.show(arranged, shown.parties, shown.lit, origins=shown.since.is_round_before(matrix))
        self.query_one(Scrubber).show(shown.stops, matrix.point)
        known, last = self.standing.known, self.session.last_changeset
        title = self.query_one("#title", Facts)
        title.set_class(known is not None, "-past")
        title.say(facts(shown, matrix, arranged, self.view, known, last))
        self.draw_cell()

    def draw_cell(self) -> None:
        item, party = self.current_cell
        row, column = self.shown.row(item), self.shown.party(party)
        blocs = blocs_of(self.matrix) if self.matrix is not None else None
        self.place_panel()
        self.moved_on()
        panel = self.query_one(CellPanel)
        if panel.wanted and row is not None:
            panel.show_cell(row, column, self.shown.sources, blocs)

    # -- stepping through time ----------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Go to the next stop, or the one before; cells that differ light up."""
        if self.matrix is None or not self.shown.stops:
            return
        wanted = self.standing.next_stop(self.shown.stops, self.matrix.point, by)
        if wanted is None:
            self.notify("That is the last round." if by > 0 else "That is the first round.", markup=False)
            return
        self.go_to(wanted.key)

    def go_to(self, held: str) -> None:
        """Go to a round, or to now."""
        matrix = self.matrix
        stop = next((stop for stop in self.shown.stops if stop.key == held), None)
        if matrix is None or stop is None:
            self.standing.held = held
            self.reread()
            return
        from ledger.services.stepping import step

        self.standing.going = held
        point, sources = stop.point(matrix.point.known_at), self.shown.sources
        work.read(
            self,
            lambda store: step(store, matrix, point, sources=sources),
            lambda found: Stepped(matrix, found),
            group="matrix",
            what=f"going to {held}",
        )

    def on_stepped(self, event: Stepped) -> None:
        """Show the matrix at the other point, what differs lit."""
        if self.matrix is not event.before:
            return  # somebody recorded meanwhile; what they did has been read, or is being read
        self.standing.arrive(event.step.matrix.point)
        self.shown.stepped(event.step)
        self.draw_matrix()

    def known_at(self, number: int | None) -> None:
        """Look at the ledger as it was known at a changeset; ``None`` is everything."""
        before = self.matrix.point if self.matrix else None
        self.standing.known = number
        to = number if number is not None else NOW
        self._read(Since(before, f"known @{before.known_at} -> @{to}", known_otherwise=True) if before else None)

    def action_known(self) -> None:
        """Choose a changeset to look from."""
        from ledger.tui.matrix import choosing

        choosing.changeset(self, self.standing.known, self.known_at)

    def action_known_now(self) -> None:
        """Back to everything that is known."""
        if self.standing.known is not None:
            self.known_at(None)

    def on_failed(self, event: Failed) -> None:
        """A step that failed is not under way any more; the app says what went wrong."""
        self.standing.going = None

    # -- what is shown ------------------------------------------------------------------------------------------------

    def terms(self) -> "Terms":
        """Return what can be asked of items; today is the day of the point."""
        from ledger.services.filtering import language_of

        matrix = self.matrix
        if matrix is None:
            return language_of("items"), {}, settings.today()
        known = known_in(matrix, self.shown.sources, self.session.frame.persons)
        return language_of("items"), known, matrix.point.held_on

    def _items(self) -> frozenset[str] | None:
        """Return the items that the filter leaves; what it asks for beside the matrix is read first."""
        matrix, wanted = self.matrix, self.wanted(self.view.filter)
        if matrix is None or wanted is None:
            return None
        if self._filtering.must_read(matrix, wanted):
            self._read_around(matrix)
        return self._filtering.items(matrix, wanted, self.terms()[1], frozenset(self.lit))

    def _read_around(self, matrix: Matrix) -> None:
        def service(store: Store) -> "Around":
            from ledger.services.narrowing import around

            return around(store, matrix)

        what = "reading what the filter asks for"
        work.read(self, service, lambda found: AroundRead(matrix, found), group="around", what=what)

    def on_around_read(self, event: AroundRead) -> None:
        """Filter by it."""
        self._filtering.take(event.matrix, event.around)
        self.draw_matrix()

    def filter_changed(self, typed: str) -> None:
        """Filter as it is typed; what is found is seen, whatever was folded."""
        if typed != self.view.filter:
            self.view = self.view._replace(filter=typed, folded=frozenset())
            self.draw_matrix()

    def action_close(self) -> None:
        """One thing at a time: the filter, the legend, the peek, known time."""
        if self.is_filtering:
            super().action_close()
        elif self.put_legend_away():
            return
        elif self.peeks:
            self.action_peek()
        elif self.standing.known is not None:
            self.action_known_now()
        else:
            self.grid.focus()

    def action_sort(self) -> None:
        """Take the next order."""
        names = list(SORTS)
        self.view = self.view._replace(sort=names[(names.index(self.view.sort) + 1) % len(names)])
        self.notify(f"Items {'as entered' if self.view.sort == 'entered' else f'by {self.view.sort}'}.", markup=False)
        self.draw_matrix()

    def action_reviewed_only(self) -> None:
        """Leave out, or show again, what nobody has accepted."""
        now = self.session.counting
        work.ask(self, Count(replace(now, reviewed_only=not now.reviewed_only)))

    def on_counts_otherwise(self, event: CountsOtherwise) -> None:
        """Read all of it again: what changed since the round before lights up."""
        event.stop()
        self._read()

    def action_views(self) -> None:
        """Choose a saved view, or keep this one under a name."""
        from ledger.tui.matrix import choosing

        choosing.a_view(self, self.view, self.take_view)

    def take_view(self, view: MatrixView) -> None:
        """Look at the matrix this way; the columns stay."""
        self.view = view._replace(columns=self.view.columns)
        self.take_filter(view.filter)
        self.draw_matrix()

    def on_matrix_grid_folded(self, event: MatrixGrid.Folded) -> None:
        """Fold or unfold a track, or all of them."""
        if event.track is not None:
            self.view = self.view.toggled(event.track)
        elif self.matrix is not None:
            tracks = {line.track for line in arrange(self.matrix, MatrixView()).lines if isinstance(line, Heading)}
            self.view = self.view._replace(folded=frozenset() if self.view.folded >= tracks else frozenset(tracks))
        self.draw_matrix()

    # -- the current cell ---------------------------------------------------------------------------------------------

    @property
    def current_cell(self) -> tuple[str | None, str | None]:
        """Item and party under the cursor."""
        return self.grid.cell

    @property
    def current_reading(self) -> Reading | None:
        """What is read there."""
        return self.shown.reading(*self.current_cell)

    @property
    def current_item(self) -> Item | None:
        """The item under the cursor."""
        row = self.shown.row(self.current_cell[0])
        return row.item if row else None

    @property
    def current_point(self) -> Point | None:
        """The point shown."""
        return self.matrix.point if self.matrix else None

    @property
    def thing(self) -> Thing | None:
        """The cell, or a track; of an empty ledger, what to begin it with."""
        if self.matrix is not None and not self.matrix.rows:
            return Thing("this empty ledger", ("new-item", "new-record", "quit"), alone=True)
        if isinstance(self.grid.line, Heading):
            return Thing("this track", ("fold", "counts", "fold-all", "new-item"), ("back", "next-change", "filter"))
        return super().thing

    @property
    def crumbs(self) -> Sequence[str]:
        """The item and the party under the cursor, or the track."""
        line = self.grid.line
        return (line.track,) if isinstance(line, Heading) else super().crumbs

    def counts(self) -> Iterator[Members]:
        """Yield the counts of the track one is on, then those of the line above."""
        line = self.grid.line
        if isinstance(line, Heading) and self.matrix is not None:
            yield from counts_of_track(self.matrix, line)
        yield from super().counts()

    def on_matrix_grid_count_clicked(self, event: MatrixGrid.CountClicked) -> None:
        """Show what a track's line counts."""
        if self.matrix is not None:
            open_members(self, Members(event.said, those(self.matrix, event.cells)))

    def here(self) -> Content:
        """Return where the cursor stands, and what stands there."""
        item, party = self.current_cell
        row = self.shown.row(item)
        said = cell_line(row, self.shown.party(party), self.session.signs) if row else self._nothing()
        return Content.assemble(super().here(), said)

    def _nothing(self) -> Content:
        return Content(NOTHING_MATCHES if self.view.filter and self.grid.line is None else "")

    @property
    def known_sources(self) -> Mapping[str, Source]:
        """Sources as known at the point."""
        return self.shown.sources

    def on_cell_chosen(self, event: CellChosen) -> None:
        """The cursor moved."""
        self.draw_cell()

    def on_matrix_grid_opened(self, event: MatrixGrid.Opened) -> None:
        """Open the item."""
        self.open_item(event.item, event.party, self.standing.at)

    def on_reveal(self, event: Reveal) -> None:
        """Show what one has jumped to."""
        event.stop()
        if event.kind == "column":
            self.show_party(event.key)
        elif event.kind == "cell":
            self.show_cell(event.key, event.party)
        elif event.kind == "round":
            self.go_to(event.key)
        elif event.kind == "changeset":
            self.known_at(int(event.key))

    def show_party(self, key: str) -> None:
        """Put the cursor on a party's column, in the item where it is."""
        if self.shown.add_column(key):
            self.draw_matrix()
        self.grid.put_column(key)

    def show_cell(self, item: str, party: str | None = None) -> None:
        """Put the cursor on a cell, whatever filter or fold hides it."""
        if self.matrix is not None and item not in arrange(self.matrix, self.view, self.lit, self._items()).place:
            self.take_view(MatrixView(sort=self.view.sort))
        self.grid.put_cursor(item, party)
