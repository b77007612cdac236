"""What a screen may know: the ledger, who is at work, what is remembered, what counts, the signs, the ledger's records.

A screen knows this, and never the app: what it wants of that it asks for by a message (``work.ask``).
"""

from typing import TYPE_CHECKING, Protocol, cast

from textual.dom import DOMNode

from ledger.domain.register import Register
from ledger.storage.database import Database
from ledger.tui import floor
from ledger.tui.glyphs import Glyphs
from ledger.tui.state import Remembered
from ledger.tui.watch import Watch

if TYPE_CHECKING:
    from ledger.domain.seed import ChangesetInfo


class Session:
    """One person's work on one ledger, as all screens share it."""

    def __init__(self, database: Database, author: str | None, signs: Glyphs) -> None:
        self.database, self.author, self.signs = database, author, signs
        self.state = Remembered(str(database.location))
        self.counting = floor.remembered(self.state.get("counting"))
        self.frame = Register()
        self.following = Watch()
        self.waits: dict[str, int] = {}
        """How much waits at which place, as it was last counted."""

    @property
    def last_changeset(self) -> int | None:
        """The number of the last changeset, as far as it was seen."""
        return self.following.number

    def header(self, message: str | None = None) -> "ChangesetInfo":
        """Return who records, when and with what."""
        from ledger.services import ledgers

        return ledgers.header(self.author, message)

    def item_title(self, key: str) -> str:
        """Return an item's title by its key."""
        item = self.frame.items.get(key)
        return item.title if item else key

    def party_name(self, key: str | None) -> str | None:
        """Return a party's name by its key."""
        party = self.frame.parties.get(key or "")
        return party.name if party else key


class OnALedger(Protocol):
    """The app, as far as screens know it."""

    session: Session


def session_of(node: DOMNode) -> Session:
    """Return what the screens share, from any screen or widget of them, or from the app."""
    return cast("OnALedger", node.app).session
