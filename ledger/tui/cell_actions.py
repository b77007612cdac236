"""What can be done with a cell, for every screen that has a current one: mixed into it, beside its own actions.

The screen says which cell that is (``current_cell``), what is read there (``current_reading``) and at which point.
"""

from collections.abc import Mapping

from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Source
from ledger.tui import clipboard
from ledger.tui.clipboard import ShownText
from ledger.tui.forms.stance import stance_form
from ledger.tui.reading_text import as_plain_text
from ledger.tui.screen import LedgerScreen


class CellScreen(LedgerScreen):
    """A screen with a current cell: item × party, or an item's status."""

    @property
    def current_cell(self) -> tuple[str | None, str | None]:
        """Item and party; no party means the item's status."""
        return None, None

    @property
    def current_reading(self) -> Reading | None:
        """The reading of the current cell."""
        return None

    @property
    def current_item(self) -> Item | None:
        """The item of the current cell."""
        return None

    @property
    def current_point(self) -> Point | None:
        """The point that the screen shows."""
        return None

    @property
    def known_sources(self) -> Mapping[str, Source]:
        """The sources by key."""
        return {}

    def action_record_stance(self) -> None:
        """Open the form for a stance, with this cell filled in."""
        item, party = self.current_cell
        if item is None:
            self.notify("Put the cursor on an item first.", markup=False)
            return
        self.ledger.open_form(stance_form(self.ledger, item, party, self.current_point))

    def action_copy(self) -> None:
        """Copy the cell with its citation; show it where no clipboard can be reached."""
        reading, item, (_, party) = self.current_reading, self.current_item, self.current_cell
        if reading is None or item is None:
            self.notify("There is nothing to copy in this cell.", markup=False)
            return
        text = as_plain_text(reading, item, self.ledger.party_name(party), self.known_sources)
        tool = clipboard.to_system(text)
        if tool:
            self.notify(f"Copied with its citation ({tool}).", markup=False)
            return
        self.app.copy_to_clipboard(text)
        self.app.push_screen(ShownText(text, "Copied through the terminal; if it did not arrive, copy it here"))
