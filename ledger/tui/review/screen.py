"""The review queue: entries nobody has judged, source by source; a verdict by a key, and on to the next."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledger.domain.frame import Frame
from ledger.domain.readings import Reading
from ledger.domain.records import Frozen, Prose
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.services import acting, undoing
from ledger.services.following import known_now
from ledger.services.importing import Imported
from ledger.services.reviewing import Waiting, first_waiting
from ledger.storage.database import Store
from ledger.tui import places, work
from ledger.tui.actions import PLACES, REVIEW
from ledger.tui.forms.acts import correction_form
from ledger.tui.forms.form import Form
from ledger.tui.hanging import Hanging
from ledger.tui.keyline import KeyLine
from ledger.tui.lists import Listed
from ledger.tui.review.lines import Line, lines_of, reading_of, waiting_text
from ledger.tui.screen import LedgerScreen

WIDE_FROM = 120
MOST = 500
"""Entries shown at once; those behind them move up as verdicts are given."""


@dataclass
class QueueRead(Message):
    """The queue was read."""

    queue: list[Waiting]
    total: int
    known: Frame


@dataclass
class Judged(Message):
    """A verdict was recorded, or taken back."""

    result: Imported
    what: str


class Note(Frozen):
    """What a reviewer has to say."""

    note: Prose


class ReviewScreen(LedgerScreen):
    """What waits for a verdict."""

    SCOPES = (REVIEW, PLACES)
    DEFAULT_CSS = """
    ReviewScreen { background: $background; }
    ReviewScreen #title { height: 1; background: $panel; padding: 0 1; }
    ReviewScreen #main { height: 1fr; layout: vertical; }
    ReviewScreen #main.-wide { layout: horizontal; }
    ReviewScreen #queue { width: 1fr; height: 1fr; }
    ReviewScreen #whole { width: 1fr; height: 1fr; padding: 0 1; border-top: solid $panel; }
    ReviewScreen .-wide #whole { border-top: none; }
    ReviewScreen #whole Static { width: 1fr; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._queue: list[Waiting] = []
        self._total = 0
        self._lines: list[Line] = []
        self._known = Frame()
        self._chosen: frozenset[int] = frozenset()
        self._entry: int | None = None
        self._done = 0
        self._given: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        """Title with progress, queue, one entry whole, keys."""
        yield Static(Content("reading ..."), id="title", markup=False)
        with Container(id="main", classes="-wide" if self.app.size.width >= WIDE_FROM else ""):
            yield Listed(id="queue", markup=False)
            with VerticalScroll(id="whole"):
                yield Static(Content(""), markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the entry where one left."""
        self._entry = self.ledger.state.get("review", {}).get("entry")
        self.query_one("#queue").focus()
        self.reread()

    def on_resize(self) -> None:
        """Put queue and entry beside each other where there is room."""
        self.query_one("#main").set_class(self.size.width >= WIDE_FROM, "-wide")

    def remember(self) -> None:
        """Write down where one is."""
        self.ledger.state.set("review", {"entry": self._entry})

    # -- reading ------------------------------------------------------------------------------------------------------

    def reread(self) -> None:
        """Read the queue again; one stays where one is, or moves to what follows."""

        def service(store: Store) -> QueueRead:
            return QueueRead(*first_waiting(store, MOST), known_now(store)[1])

        work.read(self, service, lambda found: found, group="review", what="reading the review queue")

    def on_queue_read(self, event: QueueRead) -> None:
        """Show it."""
        follows = self._after(self._entry)
        self._queue, self._total, self._known, self._has_read = event.queue, event.total, event.known, True
        numbers = [each.entry.id for each in self._queue]
        self._chosen &= frozenset(numbers)
        if self._entry not in numbers:
            self._entry = next((number for number in follows if number in numbers), numbers[0] if numbers else None)
        self._draw()

    def _after(self, entry: int | None) -> list[int]:
        """Entries in the order in which one would come to them: those behind this one, then those before it."""
        numbers = [each.entry.id for each in self._queue]
        place = numbers.index(entry) if entry in numbers else 0
        return [*numbers[place + 1 :], *reversed(numbers[:place])]

    def _draw(self) -> None:
        self.query_one("#title", Static).update(self._title())
        self._lines = lines_of(self._queue, self._known, self.ledger.signs, self._chosen)
        options = [Option(Hanging(line.text, line.indent), disabled=line.waiting is None) for line in self._lines]
        nothing = Option(Content("Nothing waits: every entry has been reviewed."), disabled=True)
        places = [n for n, line in enumerate(self._lines) if line.waiting and line.waiting.entry.id == self._entry]
        self.query_one("#queue", Listed).refill(options or [nothing], places[0] if places else None)
        self._draw_whole()

    def _title(self) -> Content:
        total = self._total + self._done
        progress = f"{self._done} of {total} done" if total else "nothing waits"
        if self._total > len(self._queue):
            progress += f", the first {len(self._queue)} shown"
        chosen = f"  {len(self._chosen)} chosen" if self._chosen else ""
        return Content.assemble(("Review", "bold $primary"), f"  {progress}{chosen}")

    def _draw_whole(self) -> None:
        found = self._current
        text = waiting_text(found, self._known, self.ledger.signs) if found else Content("")
        self.query_one("#whole Static", Static).update(text)
        self.query_one("#whole").scroll_home(animate=False)

    @property
    def _current(self) -> Waiting | None:
        return next((each for each in self._queue if each.entry.id == self._entry), None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all of the entry one is on."""
        line = self._lines[event.option_index] if event.option_index < len(self._lines) else None
        if line is not None and line.waiting is not None:
            self._entry = line.waiting.entry.id
            self._draw_whole()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the item."""
        found = self._current
        if found is not None and found.entry.said.cell.item:
            self.ledger.open_item(found.entry.said.cell.item, found.entry.said.cell.party)

    def action_in_matrix(self) -> None:
        """Go to the entry's cell of the matrix."""
        found = self._current
        if found is not None and found.entry.said.cell.item is not None:
            places.to_cell(self.ledger, found.entry.said.cell.item, found.entry.said.cell.party)

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """Choose this entry for a verdict on many, or let go of it."""
        if self._entry is not None:
            self._chosen ^= {self._entry}
            self._draw()

    def action_choose_source(self) -> None:
        """Choose every entry of this source, or let go of them."""
        current = self._current
        if current is not None:
            same = frozenset(each.entry.id for each in self._queue if each.source == current.source)
            self._chosen = self._chosen - same if same <= self._chosen else self._chosen | same
            self._draw()

    def _wanted(self) -> list[int]:
        return sorted(self._chosen) if self._chosen else [self._entry] if self._entry is not None else []

    def action_accept(self) -> None:
        """Accept the entry, or all those chosen."""
        numbers, header = self._wanted(), self.ledger.header()
        if not numbers:
            return

        def service(store: Store) -> Imported:
            return acting.review(store, numbers, Verdict.accepted, header)

        what = f"accepted {_named(numbers)}"
        self._has_read = False  # until one has moved on: the next verdict is on the next entry
        work.write(self, service, lambda result: Judged(result, what), what=f"accepting {_named(numbers)}")

    def action_reject(self) -> None:
        """Reject the entry, or all those chosen, with a note."""
        numbers = self._wanted()
        if not numbers:
            return

        def save(store: Store, typed: Note, header: ChangesetInfo) -> Imported:
            return acting.review(store, numbers, Verdict.rejected, header, note=typed.note)

        form = Form(id=f"reject:{_named(numbers)}", title=f"Reject {_named(numbers)}", model=Note, save=save)
        self.app.push_screen(self.ledger.form_screen(form), self._rejected)

    def _rejected(self, result: Imported | None) -> None:
        if result is not None:
            self._count(result)

    def action_amend(self) -> None:
        """Correct the entry; the corrected one takes its place in the queue."""
        found = self._current
        if found is not None:
            reading: Reading = reading_of(found, self._known.sources)
            self.ledger.open_form(correction_form(reading))

    def action_undo_verdict(self) -> None:
        """Take the last verdict given here back."""
        if not self._given:
            self.notify("No verdict was given here yet.", markup=False)
            return
        number, header = self._given[-1][0], self.ledger.header()
        self._has_read = False

        def service(store: Store) -> Imported:
            return undoing.undo(store, number, header, reason="verdict taken back")

        work.write(self, service, lambda result: Judged(result, "undone"), what=f"undoing @{number}")

    def on_judged(self, event: Judged) -> None:
        """It is recorded: count it and move on."""
        if event.what == "undone":
            self._entry = self._given.pop()[1]
            self._done = max(self._done - 1, 0)
            self.reread()
            self.ledger.recorded(event.result, "The verdict was taken back")
        else:
            self._count(event.result)
            self.ledger.recorded(event.result, event.what)

    def _count(self, result: Imported) -> None:
        self._given += [(number, self._entry or 0) for number in result.changesets]
        self._done += int(result.recorded["reviews"])
        self._chosen = frozenset()
        self.reread()


def _named(numbers: list[int]) -> str:
    return f"entry {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} entries"
