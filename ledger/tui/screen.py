"""What all full screens have in common: bindings from the registry, and reading again when the ledger moves."""

from typing import TYPE_CHECKING

from textual.screen import Screen

from ledger.tui.actions import PLACES, Offers
from ledger.tui.messages import Moved
from ledger.tui.work import app_of

if TYPE_CHECKING:
    from ledger.tui.app import LedgerApp


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

    async def action_quit(self) -> None:
        """Leave; what is remembered has been written already."""
        self.ledger.remember()
        await self.app.action_quit()

    def on_moved(self, event: Moved) -> None:
        """Somebody recorded something."""
        event.stop()
        self.reread()
