"""What all full screens have in common: bindings from the registry, and reading again when the ledger moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import Screen

from ledger.services.counting import said
from ledger.tui import work
from ledger.tui.actions import BY_ID, PLACES, Action, Offers
from ledger.tui.counts import Members, choose_count
from ledger.tui.messages import CountsOtherwise, Failed, Go, Moved, OpenItem, WasRead
from ledger.tui.safe import plain
from ledger.tui.session import Session, session_of

if TYPE_CHECKING:
    from ledger.domain.register import Register
    from ledger.tui.forms.form import Done, Form


_ENTERED = {
    "item": "what is to be agreed, or was promised",
    "party": "who takes part",
    "round": "a dated stage: held, planned, slipped",
    "source": "a document that entries rest on",
    "delegate": "who sat for a party in a round",
}


class Thing(NamedTuple):
    """What is in focus: its name, and by their ids the actions on it, then those that are wanted next.

    ``alone``: there is nothing else on the screen that could be acted on.
    """

    name: str
    first: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    alone: bool = False


@dataclass(eq=False, repr=False)
class LastAct(Message):
    """The number of one's last changeset was read."""

    number: int | None


class LedgerScreen(Offers, Screen[None]):
    """A full screen. Subclasses name their ``SCOPES``, and read again in ``reread`` without losing the place."""

    SCOPES: tuple[str, ...] = (PLACES,)

    @property
    def session(self) -> Session:
        """What all screens share: the database, what is remembered, the signs."""
        return session_of(self)

    @property
    def thing(self) -> Thing | None:
        """What is in focus: the line of keys and the help begin with what can be done with it."""
        return None

    @property
    def crumbs(self) -> Sequence[str]:
        """Where one is, from the place down to the thing in focus."""
        return ()

    def here(self) -> Content:
        """Return where one is, on one line."""
        mode = self.app.current_mode
        place = BY_ID[mode].label if mode in BY_ID else mode.capitalize()
        joint = f" {self.session.signs.plain('›')} "
        return Content.assemble((place, "bold $primary"), *(f"{joint}{plain(crumb)}" for crumb in self.crumbs))

    def moved_on(self) -> None:
        """Another thing is in focus: the lines that speak of it are drawn again."""
        for line in self.query(".follows"):
            line.refresh()

    def counting_only(self, known: "Register") -> list[Content]:
        """Return what says what is counted, where that is not everything: whatever is read under it begins with it."""
        counted = said(self.session.counting.under(known.info))
        return [Content.styled(plain(counted), "bold $accent")] if counted else []

    def counts(self) -> Iterator[Members]:
        """Yield the counts that stand on the screen; first those of the thing in focus."""
        for line in self.query(".counted"):
            yield from getattr(line, "counts", ())

    def action_counts(self) -> None:
        """Choose a count of this screen, to see what it counts."""
        counts = list(self.counts())
        if counts:
            choose_count(self, counts)
        else:
            self.notify("Nothing is counted on this screen.", markup=False)

    def open_item(self, item: str, party: str | None = None, at: str = "now") -> None:
        """Ask for an item, over this screen."""
        work.ask(self, OpenItem(item, party, at))

    def open_form(self, form: "Form", done: "Done | None" = None) -> None:
        """Ask for a form, over this screen; ``done`` is told what became of it."""
        from ledger.tui.forms.form import OpenForm

        work.ask(self, OpenForm(form, done))

    _has_read = False
    """Whether what it shows has been read, at first or after an act; ``on_…_read`` says so."""

    def takes(self, key: str) -> bool:
        """Whether there is something to type at yet; a key that comes earlier waits (``keyfeed``), unless it leaves."""
        action = self.action_of(key)
        return self._has_read or (action is not None and action.leaves)

    def action_of(self, key: str) -> Action | None:
        """Return what a key does just now."""
        active = self.active_bindings.get(key)
        return BY_ID.get(str(active.binding.id)) if active else None

    _judging = ""
    """The verdict that is being recorded, as its work is called: what was read before it says nothing of it."""
    _asked = 0
    """How often it was read anew: of what is read the newest is shown, also where an older one is on its way."""

    def judge(self, what: str) -> None:
        """Keep keys back until a verdict is recorded and one has moved on: the next verdict is on the next entry."""
        self._has_read, self._judging = False, what

    def on_failed(self, event: Failed) -> None:
        """Wait no longer for what was to be read, or recorded; the app says what went wrong.

        While a verdict is being recorded only its own failure opens the keys.
        """
        if self._judging in ("", event.what):
            self._has_read, self._judging = True, ""

    def reread(self) -> None:
        """Read the ledger again; the cursor, the filter and what is typed stay."""

    def begin_anew(self) -> None:
        """Read another ledger: nothing of what was shown counts."""
        self.reread()

    def action_refresh(self) -> None:
        """Read again because somebody asked."""
        self.reread()

    _was_shown = False

    def on_screen_resume(self, event: ScreenResume) -> None:
        """When it is first shown all its styles have just been made: spare Textual making them a second time."""
        event.refresh_styles &= self._was_shown
        self._was_shown = True

    def action_close(self) -> None:
        """Go back: to the screen below, or to the matrix."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            work.ask(self, Go("matrix"))

    def action_undo(self) -> None:
        """Ask for the reason, then undo one's last act."""
        from ledger.services.undoing import undo_last_of

        author = self.session.header().author or ""
        what = "looking for your last act"
        work.read(self, lambda store: undo_last_of(store, author), LastAct, group="undo", what=what, holds=True)

    def on_last_act(self, event: "LastAct") -> None:
        """Open the form that undoes it, if there is one."""
        from ledger.tui.forms.acts import undo_form

        event.stop()
        if event.number is None:
            self.notify("You have recorded nothing in this ledger yet.", markup=False)
        else:
            self.open_form(undo_form(event.number))

    def action_new_record(self) -> None:
        """Choose what to enter, then open the form for it."""
        from ledger.tui.chooser import Choice, Chooser
        from ledger.tui.forms.acts import NEW

        choices = [Choice(table, table, _ENTERED.get(table, "")) for table in NEW]
        self.app.push_screen(Chooser("Enter", choices, prompt="what?"), self._enter)

    def _enter(self, table: str | None) -> None:
        from ledger.tui.forms.acts import new_form

        if table is not None:
            self.open_form(new_form(table))

    async def action_quit(self) -> None:
        """Leave."""
        await self.app.action_quit()

    def on_was_read(self, event: WasRead) -> None:
        """Go on with what was read."""
        event.stop()
        event.then()

    def on_counts_otherwise(self, event: CountsOtherwise) -> None:
        """Something else counts now."""
        event.stop()
        self.reread()

    def on_moved(self, event: Moved) -> None:
        """Somebody recorded something, or put another ledger in its place."""
        event.stop()
        if event.replaced:
            self.begin_anew()
        else:
            self.reread()
