"""The review queue: entries nobody has judged, source by source; a verdict by a key, and on to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ledger import settings
from ledger.domain.field_types import Frozen, Prose
from ledger.domain.register import Register
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.errors import Unavailable
from ledger.services import acting, proposing, undoing
from ledger.services.importing import Imported
from ledger.services.reviewing import Waiting, first_waiting, something_recorded
from ledger.services.watch import known_now
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import PLACES, REVIEW
from ledger.tui.chooser import Choice
from ledger.tui.counts import Members, open_members
from ledger.tui.filtering import Filtered
from ledger.tui.footer import KeyLine
from ledger.tui.forms.acts import amendment_form, correction_form
from ledger.tui.forms.form import Form
from ledger.tui.indent import Hanging, Hung
from ledger.tui.lists import ScreenList, Whole
from ledger.tui.messages import Failed, JumpTo, Recorded, Reveal
from ledger.tui.pieces import Here, PlaceBar
from ledger.tui.review.lines import QueueLine, lines_of, named_source, waiting_text
from ledger.tui.review.queue import Queue, matcher
from ledger.tui.screen import Thing

if TYPE_CHECKING:
    from ledger.tui.filtering import Terms

WIDE_FROM = 120
FILTERS = "words, is:contradicts party:.. item:.. source:.. score<0 kind:event; tab completes"
MOST = 500
"""Entries shown at once; those behind them move up as verdicts are given."""


@dataclass
class QueueRead(Message):
    """The queue was read; ``asked`` says which time that was."""

    queue: list[Waiting]
    total: int
    known: Register
    recorded: bool
    proposed: int
    asked: int


@dataclass
class VerdictsGiven(Message):
    """Entries were accepted."""

    result: Imported
    numbers: list[int]


@dataclass(frozen=True)
class GivenVerdict:
    """A verdict given here: its changeset, the entry one was on, how many entries it was on."""

    changeset: int
    entry: int | None
    count: int


@dataclass
class TakenBack(Message):
    """The last verdict was taken back."""

    result: Imported
    given: GivenVerdict


class VerdictNote(Frozen):
    """What a reviewer has to say."""

    note: Prose


class ReviewScreen(Filtered):
    """What waits for a verdict."""

    SCOPES = (REVIEW, PLACES)
    LIST = "#queue"
    FILTER_BY = FILTERS
    DEFAULT_CSS = """
    ReviewScreen { background: $background; }
    ReviewScreen #title { height: 1; background: $panel; padding: 0 1; }
    ReviewScreen #main { height: 1fr; layout: vertical; }
    ReviewScreen #main.-wide { layout: horizontal; }
    ReviewScreen #queue { width: 1fr; height: 2fr; }
    ReviewScreen #whole { width: 1fr; height: 3fr; border-top: solid $panel; }
    ReviewScreen .-wide #queue, ReviewScreen .-wide #whole { height: 1fr; }
    ReviewScreen .-wide #whole { border-top: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._queue = Queue()
        self._recorded, self._proposed = True, 0
        self._lines: list[QueueLine] = []
        self._done = 0
        self._given: list[GivenVerdict] = []

    def compose(self) -> ComposeResult:
        """Title with progress, filter, queue, one entry whole, keys."""
        yield PlaceBar()
        yield Static(Content("reading ..."), id="title", markup=False)
        with Container(id="main", classes="-wide" if self.app.size.width >= WIDE_FROM else ""):
            yield ScreenList(id="queue", markup=False)
            with Whole(id="whole"):
                yield Static(Content(""), markup=False)
        yield Here()
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the entry and the filter where one left."""
        kept = self.session.state.get("review", {})
        self._queue.entry, self._queue.typed = kept.get("entry"), str(kept.get("filter") or "")
        self.take_filter(self._queue.typed)
        self.query_one("#queue").focus()
        self.reread()

    def on_resize(self) -> None:
        """Put queue and entry beside each other where there is room."""
        self.query_one("#main").set_class(self.size.width >= WIDE_FROM, "-wide")

    def remember(self) -> None:
        """Write down where one is."""
        self.session.state.set("review", {"entry": self._queue.entry, "filter": self._queue.typed})

    @property
    def thing(self) -> Thing | None:
        """The entry one is on."""
        first = ("accept", "amend", "reject", "choose", "undo-verdict")
        return Thing("this entry", first, ("filter",)) if self._queue.current else None

    @property
    def crumbs(self) -> Sequence[str]:
        """The source, the entry and what it is on."""
        found = self._queue.current
        if found is None:
            return ()
        item = self._queue.known.items.get(found.entry.said.cell.item or "")
        source = named_source(found.source, self._queue.known)
        return (source, _named([found.entry.id]), *([item.title] if item else []))

    # -- reading ------------------------------------------------------------------------------------------------------

    def reread(self) -> None:
        """Read the queue again; one stays where one is, or moves to what follows."""
        wanted, header = self._queue.wanted if self._queue.looked_through else None, self.session.header()
        self._asked += 1
        asked = self._asked

        def service(store: Store) -> QueueRead:
            known = known_now(store)[1]
            matching = matcher(wanted, known)
            proposed, of = proposing.queued(store, header, most=MOST, matching=matching)
            recorded, total = first_waiting(store, MOST, matching=matching)
            return QueueRead([*proposed, *recorded], of + total, known, something_recorded(store), of, asked)

        work.read(self, service, lambda found: found, group="review", what="reading the review queue")

    def on_queue_read(self, event: QueueRead) -> None:
        """Show it, unless it is read anew meanwhile."""
        if event.asked < self._asked:
            return
        self._has_read, self._recorded, self._proposed = not self._judging, event.recorded, event.proposed
        self._queue.known = event.known
        self._queue.wanted = self.wanted(self._queue.typed)
        self._queue.take(event.queue, event.total, event.known)
        self._draw()

    def counts(self) -> Iterator[Members]:
        """Yield how many entries wait of each source."""
        for line in self._lines:
            if line.waiting is None:
                yield self._counted_by(line)

    def _counted_by(self, line: QueueLine) -> Members:
        def members() -> list[Choice[JumpTo]]:
            under = takewhile(lambda each: each.waiting, self._lines[self._lines.index(line) + 1 :])
            return [
                Choice(JumpTo("waiting", str(each.waiting.entry.id)), each.text.plain) for each in under if each.waiting
            ]

        return Members(line.text.plain, members)

    def on_click(self, event: events.Click) -> None:
        """A source's heading shows what it counts."""
        place = event.style.meta.get("option")
        if place is not None and place < len(self._lines) and self._lines[place].waiting is None:
            open_members(self, self._counted_by(self._lines[place]))

    def _draw(self) -> None:
        queue = self._queue
        self.query_one("#title", Static).update(self._title())
        counted = "shown" if queue.told else "waiting"
        self._lines = lines_of(queue.shown, queue.known, self.session.signs, queue.chosen, counted)
        options = [Option(Hanging(line.text, line.indent), disabled=line.waiting is None) for line in self._lines]
        nothing = Option(Content(self._nothing()), disabled=True)
        places = [n for n, line in enumerate(self._lines) if line.waiting and line.waiting.entry.id == queue.entry]
        self.query_one("#queue", ScreenList).refill(options or [nothing], places[0] if places else None)
        self._draw_whole()

    def _nothing(self) -> str:
        queue = self._queue
        if not queue.waits:
            if not self._recorded:
                return "Nothing is recorded in this ledger yet: what is comes here to be reviewed."
            return "Nothing waits: every entry has been reviewed."
        if queue.looking:
            return "Looking through all that waits .."
        among = "" if queue.is_whole else f" among the first {len(queue.every)}; enter looks through all that wait"
        return f"No entry matches{among}. esc clears the filter."

    def _title(self) -> Content:
        queue = self._queue
        total = queue.waits + self._done
        progress = f"{self._done} of {total} done" if total else "nothing waits"
        if self._proposed:
            progress += f"; {self._proposed} {'proposal' if self._proposed == 1 else 'proposals'} among what waits"
        chosen = _chosen(len(queue.chosen), len(queue.chosen_here)) if queue.chosen else ""
        parts = [Content(progress), Content.styled(queue.told, "bold $primary"), Content(chosen)]
        head = Content.styled("Review", "bold $primary")
        return Content("  ").join([head, *(part for part in parts if part)])

    def _draw_whole(self) -> None:
        found = self._queue.current
        text = waiting_text(found, self._queue.known, self.session.signs) if found else Content("")
        self.query_one("#whole Static", Static).update(Hung(text))
        self.query_one("#whole").scroll_home(animate=False)
        self.moved_on()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all of the entry one is on."""
        place = event.option_list.highlighted
        line = self._lines[place] if place is not None and place < len(self._lines) else None
        if line is not None and line.waiting is not None:
            self._queue.entry = line.waiting.entry.id
            self._draw_whole()

    def on_reveal(self, event: Reveal) -> None:
        """Show the entry one has jumped to, whatever was filtered by."""
        event.stop()
        if event.key:
            self._queue.filter("", None)
            self.take_filter("")
            self._queue.entry = int(event.key)
            self._draw()

    # -- what is shown ------------------------------------------------------------------------------------------------

    async def action_filter(self) -> None:
        """Open the line to filter by; if it is cleared again one is back where one was."""
        self._queue.begin_filter()
        await super().action_filter()

    def terms(self) -> "Terms":
        """Return what can be asked of entries that wait."""
        from ledger.services.filtering import ENTRIES, known_in, language_of

        return language_of(ENTRIES), known_in(self._queue.known), settings.today()

    def filter_changed(self, typed: str) -> None:
        """Show what matches, of what has been read."""
        self._queue.filter(typed, self.wanted(typed))
        if self._queue.looked_through:
            self._queue.looked_through, self._queue.looking = "", False
            self.reread()
        self._draw()

    def filter_kept(self) -> None:
        """Go on from what was found; where not all has been read yet, look through all that waits."""
        self._queue.keep_filter()
        if not self._queue.is_whole:
            self._queue.look_through()
            self._has_read = False
            self._draw()
            self.reread()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the item."""
        found = self._queue.current
        if found is not None and found.entry.said.cell.item:
            self.open_item(found.entry.said.cell.item, found.entry.said.cell.party)

    def action_in_matrix(self) -> None:
        """Go to the entry's cell of the matrix."""
        found = self._queue.current
        if found is not None and found.entry.said.cell.item is not None:
            work.ask(self, JumpTo("cell", found.entry.said.cell.item, found.entry.said.cell.party))

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """Choose this entry for a verdict on many, or let go of it."""
        self._queue.choose()
        self._draw()

    def action_choose_source(self) -> None:
        """Choose every entry shown of this source, or let go of them."""
        self._queue.choose_source()
        self._draw()

    def action_accept(self) -> None:
        """Accept the entry, or all those chosen."""
        numbers, header = self._queue.meant, self.session.header()
        if not numbers:
            return

        if _are_mixed(numbers):
            self.notify(MIXED, severity="warning", markup=False)
            return

        def service(store: Store) -> Imported:
            if numbers[0] < 0:
                return proposing.accept(store, [-number for number in numbers], header)
            return acting.review(store, numbers, Verdict.accepted, header)

        self.judge(what := f"accepting {_named(numbers)}")
        work.write(self, service, lambda result: VerdictsGiven(result, numbers), what=what)

    def action_reject(self) -> None:
        """Reject the entry, or all those chosen, with a note."""
        numbers = self._queue.meant
        if not numbers:
            return

        if _are_mixed(numbers):
            self.notify(MIXED, severity="warning", markup=False)
            return

        def save(store: Store, typed: VerdictNote, header: ChangesetInfo) -> Imported:
            if numbers[0] < 0:
                proposing.reject(store, [-number for number in numbers], header, note=typed.note)
                return Imported()
            return acting.review(store, numbers, Verdict.rejected, header, note=typed.note)

        def rejected(result: Imported | None) -> None:
            if result is not None:
                self._count(result, numbers)

        form = Form(id=f"reject:{_named(numbers)}", title=f"Reject {_named(numbers)}", model=VerdictNote, save=save)
        self.open_form(form, rejected)

    def action_amend(self) -> None:
        """Correct the entry; the corrected one takes its place in the queue."""
        found = self._queue.current
        if found is not None:
            entry = found.entry
            if entry.id > 0:
                self.open_form(correction_form(entry))
            else:
                self.open_form(amendment_form(entry), lambda result: self._amended(result, entry.id))

    def _amended(self, result: Imported | None, number: int) -> None:
        if result is not None:
            self._count(result, [number])

    def action_undo_verdict(self) -> None:
        """Take the last verdict given here back."""
        if not self._given:
            self.notify("No verdict was given here yet.", markup=False)
            return
        last, header = self._given[-1], self.session.header()
        self.judge(_undoing(last))

        def service(store: Store) -> Imported:
            return undoing.undo(store, last.changeset, header, reason="verdict taken back")

        work.write(self, service, lambda result: TakenBack(result, last), what=_undoing(last))

    def on_failed(self, event: Failed) -> None:
        """A verdict that cannot be taken back (something rests on it) does not stand in the way of those before it."""
        if self._given and event.what == _undoing(self._given[-1]) and not isinstance(event.error, Unavailable):
            stays = self._given.pop()
            self.notify(f"The verdict @{stays.changeset} stays; u takes back the one before it.", markup=False)

    def on_verdicts_given(self, event: VerdictsGiven) -> None:
        """It is recorded: count it and move on."""
        self._judging = ""
        self._count(event.result, event.numbers)
        work.ask(self, Recorded(event.result, f"accepted {_named(event.numbers)}"))

    def _count(self, result: Imported, numbers: list[int]) -> None:
        count = len(numbers) if numbers[0] < 0 else int(result.recorded["reviews"])
        self._given += [GivenVerdict(number, self._queue.entry, count) for number in result.changesets]
        self._done += count
        self._queue.judged(numbers)
        self._has_read = True
        self._draw()
        self.reread()

    def on_taken_back(self, event: TakenBack) -> None:
        """It waits again: go back to where it was given."""
        self._judging = ""
        self._given.remove(event.given)
        self._done = max(self._done - event.given.count, 0)
        again = {-number: -now for number, now in event.result.waiting_again.items()}
        self._queue.entry = again.get(event.given.entry or 0, event.given.entry)
        self.reread()
        work.ask(self, Recorded(event.result, "The verdict was taken back"))


def _undoing(given: GivenVerdict) -> str:
    return f"undoing @{given.changeset}"


MIXED = "Entries and proposals are judged apart: choose either."


def _are_mixed(numbers: list[int]) -> bool:
    """Whether a verdict would be on entries and on proposals, which are numbered below zero."""
    return min(numbers) < 0 < max(numbers)


def _named(numbers: list[int]) -> str:
    proposed = numbers[0] < 0
    if len(numbers) == 1:
        return f"proposal p{-numbers[0]}" if proposed else f"entry {numbers[0]}"
    return f"{len(numbers)} {'proposals' if proposed else 'entries'}"


def _chosen(every: int, here: int) -> str:
    return f"{every} chosen" if every == here else f"{every} chosen, {here} of them shown"
