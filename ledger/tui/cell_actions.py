"""What can be done with a cell, for every screen that has a current one: mixed into it, beside its own actions.

The screen says which cell that is (``current_cell``), what is read there (``current_reading``) and at which point.
Forms, and the services they save through, are imported when one is opened: the first paint does without.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Source
from ledger.tui import work
from ledger.tui.entry_text import as_plain_text
from ledger.tui.messages import JumpTo, WasRead
from ledger.tui.screen import LedgerScreen, Thing

if TYPE_CHECKING:
    from ledger.domain.entries import Entry
    from ledger.services.verifying import UnfoundQuote

NEXT = ("back", "next-change", "filter", "record-status")
"""What is wanted next, after what is done with a cell itself."""


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

    @property
    def crumbs(self) -> Sequence[str]:
        """The item and the party, or its status."""
        item, party = self.current_item, self.current_cell[1]
        return (item.title, self.session.party_name(party) or "status") if item else ()

    @property
    def thing(self) -> Thing | None:
        """The cell: what is contested is settled first, what is empty is filled."""
        item, party = self.current_cell
        if item is None:
            return None
        reading = self.current_reading
        record = "record-stance" if party else "record-status"
        if reading is None:
            return Thing("this empty cell", (record, "open"), NEXT)
        if reading.contested:
            return Thing("this contested cell", ("settle", "open", "peek", record), NEXT)
        return Thing("this cell", ("open", "peek", record, "correct", "retract", "copy"), NEXT)

    def action_party_page(self) -> None:
        """Go to the page of the cell's party."""
        party = self.current_cell[1]
        if party is None:
            self.notify("Put the cursor on a party first.", markup=False)
        else:
            work.ask(self, JumpTo("party", party))

    def action_edit_party(self) -> None:
        """Open the form for the party of the cell."""
        from ledger.tui.forms.acts import edit_form

        party = self.session.frame.parties.get(self.current_cell[1] or "")
        if party is None:
            self.notify("Put the cursor on a party first.", markup=False)
        else:
            self.open_form(edit_form(party))

    def action_in_matrix(self) -> None:
        """Go to this cell of the matrix."""
        item, party = self.current_cell
        if item is not None:
            work.ask(self, JumpTo("cell", item, party))

    def action_record_stance(self) -> None:
        """Open the form for a stance, with this cell filled in."""
        item, party = self.current_cell
        if item is None:
            self.notify("Put the cursor on an item first.", markup=False)
            return
        from ledger.tui.forms.acts import stance_form

        self.open_form(stance_form(self.session, item, party, self.current_point))

    def action_record_status(self) -> None:
        """Open the form for where this item stands."""
        from ledger.tui.forms import acts

        item, _party = self.current_cell
        if self._needs(item):
            self.open_form(acts.status_form(self.session, str(item), self.current_point))

    def action_record_event(self) -> None:
        """Open the form for an event, tied to this item."""
        from ledger.tui.forms import acts

        self.open_form(acts.event_form(self.session, self.current_cell[0]))

    def action_record_remark(self) -> None:
        """Open the form for what somebody says of this item."""
        from ledger.tui.forms import acts

        self.open_form(acts.remark_form(self.session, self.current_cell[0]))

    def action_new_item(self) -> None:
        """Open the form for a new item."""
        from ledger.tui.forms.acts import new_form

        self.open_form(new_form("item"))

    def action_edit_item(self) -> None:
        """Open the form for the item's descriptive fields."""
        from ledger.tui.forms.acts import edit_form

        item = self.current_item
        if self._needs(item):
            assert item is not None
            self.open_form(edit_form(item))

    def action_correct(self) -> None:
        """Open the form that says what this reading should have said."""
        reading = self._reading_or_say()
        if reading is not None:
            self.correct(reading.entry)

    def correct(self, number: int, unfound: "UnfoundQuote | None" = None) -> None:
        """Read an entry with all that it cites and open the form that corrects it, or that citation of it."""
        from ledger.services.acting import entry_or_fail
        from ledger.tui.forms import acts

        def read(entry: "Entry") -> WasRead:
            form = acts.correction_form(entry) if unfound is None else acts.citation_form(entry, unfound)
            return WasRead(lambda: self.open_form(form))

        service = partial(entry_or_fail, number=number)
        work.read(self, service, read, group="entry", what=f"looking for entry {number}", holds=True)

    def action_retract(self) -> None:
        """Open the form that takes this reading back."""
        from ledger.tui.forms import acts

        reading = self._reading_or_say()
        if reading is not None:
            self.open_form(acts.retraction_form(reading, self.current_item, self.session))

    def action_settle(self) -> None:
        """Open the form that settles the accounts of this cell."""
        from ledger.tui.forms import acts

        reading = self._reading_or_say()
        if reading is None:
            return
        if not reading.contested:
            self.notify("Nobody contests this reading.", markup=False)
            return
        self.open_form(acts.settlement_form(reading, list(reading.accounts), self.session))

    def _reading_or_say(self) -> Reading | None:
        reading = self.current_reading
        if reading is None:
            self.notify("Nothing that counts is recorded in this cell.", markup=False)
        return reading

    def _needs(self, item: object) -> bool:
        if item is None:
            self.notify("Put the cursor on an item first.", markup=False)
        return item is not None

    def action_copy(self) -> None:
        """Copy the cell with its citation; show it where no clipboard can be reached."""
        from ledger.tui import clipboard

        reading, item, (_, party) = self.current_reading, self.current_item, self.current_cell
        if reading is None or item is None:
            self.notify("There is nothing to copy in this cell.", markup=False)
            return
        text = as_plain_text(reading, item, self.session.party_name(party), self.known_sources)
        clipboard.copy(self.app, text, "Copied with its citation")
