"""A party's page."""

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from ledger.domain.register import Register
from ledger.services.partying import PartyPage, party_page
from ledger.services.watch import known_now
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import CELL, LINES, PARTY, PLACES
from ledger.tui.counts import Members
from ledger.tui.lines_screen import PROMISE, LinesScreen
from ledger.tui.messages import JumpTo, Reveal
from ledger.tui.party.lines import HELD, ITEM, MOVED, lines_of
from ledger.tui.pieces import Facts
from ledger.tui.safe import plain


@dataclass
class PageRead(Message):
    """The page was read."""

    page: PartyPage
    known: Register


class PartyScreen(LinesScreen):
    """What there is to know of a party."""

    PLACE = "party"
    SCOPES = (PARTY, LINES, CELL, PLACES)
    FIRST = {
        HELD: ("open-place", "record-stance", "correct"),
        MOVED: ("open-place",),
        ITEM: ("record-stance", "open-place"),
        PROMISE: ("kept", "open-place", "record-status"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._key = ""

    def take_up(self) -> None:
        """Take up the party where one left, and read."""
        self._key = str(self.session.state.get("party", {}).get("party") or "")
        self.query_one("#lines").focus()
        self.reread()

    def remember(self) -> None:
        """Write down whose page it is."""
        self.session.state.set("party", {"party": self._key})

    def reread(self) -> None:
        """Read the page again."""
        key, counting = self._key, self.session.counting
        known = self.session.frame.parties
        key = key if key in known else next(iter(known), "")
        self._key = key
        if not key:
            self._has_read = True
            self.show_lines([], "There are no parties yet: O enters one.")
            return

        def service(store: Store) -> PageRead:
            return PageRead(party_page(store, key, counting=counting), known_now(store)[1])

        work.read(self, service, lambda found: found, group="party", what=f"reading {key}")

    def on_page_read(self, event: PageRead) -> None:
        """Show it, if it is what was asked for last."""
        page = event.page
        if page.party.key != self._key:
            return
        self._has_read, self.point = True, page.point
        self.query_one("#title", Facts).say([*self.counting_only(event.known), *self._facts(page)])
        self.show_lines(lines_of(page, event.known))

    def _facts(self, page: PartyPage) -> list[Content | Members]:
        party, line = page.party, page.line
        heard = f"last stance {line.last_held}" if line.last_held else "no stance that counts yet"
        owed, moves = len(page.owed), len(page.moves)
        return [
            Content.styled(f"{plain(party.name)} ({plain(party.code)}), {party.role.value}", "bold $primary"),
            Content(heard),
            self.counted(f"{line.held} held", (HELD,)),
            self.counted(f"{moves} {'move' if moves == 1 else 'moves'}", (MOVED,)),
            self.counted(f"{owed} owed", (PROMISE,), "bold $accent" if owed else ""),
        ]

    def on_reveal(self, event: Reveal) -> None:
        """Show the page of a party."""
        event.stop()
        if event.key != self._key:
            self._key, self._has_read = event.key, False
            self.reread()

    @property
    def crumbs(self) -> tuple[str, ...]:
        """The party, and the item of the line."""
        party = self.session.party_name(self._key) or ""
        item = self.current_item
        return tuple(filter(None, (party, item.title if item else "")))

    def action_in_matrix(self) -> None:
        """Show the party's column of the matrix."""
        work.ask(self, JumpTo("column", self._key))
