"""The drafts: what each contains and would do; accepted as one changeset, sent back with a note, dropped."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from ledger.domain.field_types import Frozen, Prose
from ledger.domain.proposals import Draft
from ledger.domain.register import Register
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import DraftStep
from ledger.services import drafting
from ledger.services.drafting import ShownDraft
from ledger.services.importing import Imported
from ledger.services.watch import known_now
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import DRAFTS, LINES, PLACES
from ledger.tui.chooser import Choice
from ledger.tui.counts import Members
from ledger.tui.drafts.lines import DRAFT, PROPOSED, lines_of
from ledger.tui.forms.form import Form
from ledger.tui.lines_screen import LinesScreen
from ledger.tui.messages import JumpTo, Recorded, Reveal, WasRead
from ledger.tui.pieces import Facts
from ledger.tui.safe import plain

NOTHING = "No draft waits. posl draft add NAME SEED makes one, and so does posl import --propose FILE --draft NAME."
_DOES = ("accept-draft", "return-draft", "reopen-draft", "drop-draft")


class DraftNote(Frozen):
    """Why a draft is sent back or dropped."""

    note: Prose


@dataclass
class DraftsRead(Message):
    """The drafts were read."""

    found: list[ShownDraft]
    known: Register


class DraftsScreen(LinesScreen):
    """What is proposed together."""

    PLACE = "drafts"
    SCOPES = (DRAFTS, LINES, PLACES)
    FIRST = {DRAFT: _DOES, PROPOSED: ("open-place", *_DOES)}

    def __init__(self) -> None:
        super().__init__()
        self._drafts: dict[str, Draft] = {}

    def reread(self) -> None:
        """Read them again; one stays on one's line, or is on what follows."""
        header = self.session.header()

        def service(store: Store) -> DraftsRead:
            return DraftsRead(drafting.show_all(store, header), known_now(store)[1])

        work.read(self, service, lambda found: found, group="drafts", what="reading the drafts")

    def on_drafts_read(self, event: DraftsRead) -> None:
        """Show them."""
        self._has_read = True
        self._drafts = {each.draft.name: each.draft for each in event.found}
        self.show_lines(lines_of(event.found, event.known, self.session.signs), "" if event.found else NOTHING)
        sent_back = [each for each in self._drafts.values() if each.state is DraftStep.returned]
        waiting = [each for each in self._drafts.values() if each not in sent_back]
        counts = (_counted(f"{len(waiting)} waiting", waiting), _counted(f"{len(sent_back)} sent back", sent_back))
        self.query_one("#title", Facts).say([Content.styled("Drafts", "bold $primary"), *counts])

    def on_reveal(self, event: Reveal) -> None:
        """Go to a draft."""
        event.stop()
        self.on = f"draft {event.key}"
        self.reread()

    @property
    def _draft(self) -> Draft | None:
        """The draft that the line is, or is of."""
        name = self.line.name if self.line else ""
        of = (name.removeprefix("draft "), name.removeprefix("draft ").rpartition(" p")[0])
        return next((self._drafts[each] for each in of if each in self._drafts), None)

    @property
    def crumbs(self) -> tuple[str, ...]:
        """The draft, and what the line is of."""
        return (*([self._draft.name] if self._draft else []), *super().crumbs)

    # -- deciding on it -----------------------------------------------------------------------------------------------

    def action_accept_draft(self) -> None:
        """Record what waits in the draft, as one changeset."""
        if (draft := self._draft) is None:
            return
        name, header = draft.name, self.session.header()

        def done(result: Imported) -> WasRead:
            return WasRead(lambda: self._took(result, f"accepted the draft {name}"))

        self._has_read = False
        work.write(self, lambda store: drafting.accept(store, name, header), done, what=f"accepting the draft {name}")

    def action_return_draft(self) -> None:
        """Send the draft back, with a note."""
        self._with_note("Send back", drafting.give_back)

    def action_drop_draft(self) -> None:
        """Give the draft up, with a note."""
        self._with_note("Drop", drafting.drop)

    def action_reopen_draft(self) -> None:
        """Let a draft that was sent back wait again."""
        if (draft := self._draft) is None:
            return
        name, header = draft.name, self.session.header()

        def done(_draft: Draft) -> WasRead:
            return WasRead(self.reread)

        self._has_read = False
        work.write(
            self, lambda store: drafting.reopen(store, name, header), done, what=f"opening the draft {name} again"
        )

    def _with_note(self, title: str, act: Callable[..., Draft]) -> None:
        if (draft := self._draft) is None:
            return
        name = draft.name

        def save(store: Store, typed: DraftNote, header: ChangesetInfo) -> Imported:
            act(store, name, header, note=typed.note)
            return Imported()

        form = Form(id=f"{title}:{name}", title=f"{title}: the draft {plain(name)}", model=DraftNote, save=save)
        self.open_form(form, lambda result: self.reread() if result is not None else None)

    def _took(self, result: Imported, what: str) -> None:
        work.ask(self, Recorded(result, what))
        self.reread()


def _counted(said: str, drafts: list[Draft]) -> Members:
    return Members(said, lambda: [Choice(JumpTo("draft", each.name), plain(each.name)) for each in drafts])
