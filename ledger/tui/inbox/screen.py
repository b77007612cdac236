"""The inbox: what waits, each line opens its place, and is done by a key where it can be."""

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from ledger.domain.register import Register
from ledger.domain.words import Verdict
from ledger.services import acting, watch
from ledger.services.importing import Imported
from ledger.services.inbox import FIRST, Inbox, inbox
from ledger.services.verifying import WithdrawnQuote
from ledger.services.watch import known_now
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, INBOX, LINES, PLACES
from ledger.tui.counts import Members
from ledger.tui.inbox.lines import lines_of
from ledger.tui.lines_screen import PROMISE, LinesScreen
from ledger.tui.messages import Recorded, WaitsCounted, WasRead
from ledger.tui.pieces import Facts


@dataclass
class InboxRead(Message):
    """The inbox was read; ``asked`` says which time that was."""

    found: Inbox
    known: Register
    asked: int


class InboxScreen(LinesScreen):
    """What waits for somebody."""

    PLACE = "inbox"
    SCOPES = (INBOX, LINES, CELL, PLACES)
    FIRST = {
        PROMISE: ("kept", "open-place", "record-status", "edit-item"),
        "contested": ("settle", "open-place", "record-stance"),
        "outweighed": ("settle", "record-stance", "open-place"),
        "review": ("accept", "open-place", "correct"),
        "unfound": ("correct", "open-place"),
        "withdrawn": ("correct", "accept", "open-place"),
        "stale": ("record-stance", "record-status", "open-place"),
        "news": ("seen", "open-place"),
    }

    def reread(self) -> None:
        """Read it anew; what was dealt with is gone, and one is on what follows."""
        self._asked += 1
        counting, asked = self.session.counting, self._asked

        def service(store: Store) -> InboxRead:
            return InboxRead(inbox(store, counting=counting, most=FIRST), known_now(store)[1], asked)

        work.read(self, service, lambda found: found, group="inbox", what="reading the inbox")

    def on_inbox_read(self, event: InboxRead) -> None:
        """Show it, unless it is read anew meanwhile."""
        if event.asked < self._asked:
            return
        self._has_read, found = not self._judging, event.found
        self.point = found.point
        self.query_one("#title", Facts).say([*self.counting_only(event.known), *self._facts(found)])
        self.show_lines(lines_of(found, event.known))
        work.ask(self, WaitsCounted({"inbox": found.pressing, "review": found.waiting + found.proposed}))

    def _facts(self, found: Inbox) -> list[Content | Members]:
        pressing = "bold $accent" if found.pressing else ""
        return [
            self.counted(
                f"{found.pressing} to deal with", (PROMISE, "contested", "outweighed", "unfound", "withdrawn"), pressing
            ),
            Members(f"{found.waiting:,} {'entry' if found.waiting == 1 else 'entries'} to review", lambda: "review"),
            self.counted(f"{len(found.stale)} stale", ("stale",)),
            self.counted(f"{len(found.news)} recorded by others", ("news",)),
        ]

    # -- finishing it -------------------------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Accept the entry; one whose words a later edition no longer has, with a note that it is kept all the same."""
        line = self.line
        number, header = line.entry if line else None, self.session.header()
        note = line.unfound.kept if line and isinstance(line.unfound, WithdrawnQuote) else None
        if number is None:
            self.notify("Put the cursor on an entry to review first.", markup=False)
            return

        def service(store: Store) -> Imported:
            return acting.review(store, [number], Verdict.accepted, header, note=note)

        def done(result: Imported) -> WasRead:
            return WasRead(lambda: self._accepted(result, number))

        self.judge(what := f"accepting entry {number}")
        work.write(self, service, done, what=what)

    def _accepted(self, result: Imported, number: int) -> None:
        self._judging = ""
        self.reread()  # also where nothing was recorded, and so no look finds anything new
        work.ask(self, Recorded(result, f"accepted entry {number}"))

    def action_correct(self) -> None:
        """Put right what is not in its source's text; of any other line what was read there."""
        wrong = self.line.unfound if self.line else None
        if wrong is None:
            super().action_correct()
        elif wrong.entry is None:
            self.notify(f"This is a delegate's: {wrong.mend}.", markup=False)
        else:
            self.correct(wrong.entry, wrong)

    def action_settle(self) -> None:
        """Undo the settlement of what is outweighed by nothing that counts; settle any other line's contest."""
        from ledger.tui.forms.acts import undo_form

        waits = self.line.outweighed if self.line else None
        if waits is None:
            super().action_settle()
        elif waits.alone:
            self.open_form(undo_form(waits.changeset, "which settled it"))
        else:
            self.notify(f"@{waits.changeset} did more than that. Say it again: {waits.mend}.", markup=False)

    def action_seen(self) -> None:
        """Say that one has seen what others recorded."""
        until = self.session.last_changeset

        def done(look: watch.Look) -> WasRead:
            return WasRead(lambda: self._seen(look))

        work.read(self, lambda store: watch.seen(store, until), done, group="seen", what="keeping what was seen")

    def _seen(self, look: watch.Look) -> None:
        self.notify(f"You have seen everything until @{look.known_at}.", markup=False)
        self.reread()
