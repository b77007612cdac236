"""What all full screens have in common: bindings from the registry, and reading again when the ledger moves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.screen import Screen

from ledger.services.undoing import undo_last_of
from ledger.tui import work
from ledger.tui.actions import PLACES, Offers
from ledger.tui.forms.undo import undo_form
from ledger.tui.messages import Moved
from ledger.tui.work import app_of

if TYPE_CHECKING:
    from ledger.tui.app import LedgerApp


@dataclass
class LastAct(Message):
    """The number of one's last changeset was read."""

    number: int | None


class LedgerScreen(Offers, Screen[None]):
    """A full screen. Subclasses name their ``SCOPES``, and read again in ``reread`` without losing the place."""

    SCOPES: tuple[str, ...] = (PLACES,)

    @property
    def ledger(self) -> "LedgerApp":
        """The app: the database, what is remembered, and the way to other screens."""
        return app_of(self)

    def reread(self) -> None:
        """Read the ledger again; the cursor, the filter and what is typed stay."""

    def action_refresh(self) -> None:
        """Read again because somebody asked."""
        self.reread()

    def action_close(self) -> None:
        """Go back: to the screen below, or to the matrix."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.ledger.action_go("matrix")

    def action_undo(self) -> None:
        """Ask for the reason, then undo one's last act."""
        author = self.ledger.header().author or ""
        what = "looking for your last act"
        work.read(self, lambda store: undo_last_of(store, author), LastAct, group="undo", what=what)

    def on_last_act(self, event: "LastAct") -> None:
        """Open the form that undoes it, if there is one."""
        event.stop()
        if event.number is None:
            self.notify("You have recorded nothing in this ledger yet.", markup=False)
        else:
            self.ledger.open_form(undo_form(event.number))

    async def action_quit(self) -> None:
        """Leave; what is remembered has been written already."""
        self.ledger.remember()
        await self.app.action_quit()

    def on_moved(self, event: Moved) -> None:
        """Somebody recorded something."""
        event.stop()
        self.reread()
