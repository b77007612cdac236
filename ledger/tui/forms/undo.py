"""The form that undoes a whole changeset."""

from textual.content import Content

from ledger.domain.records import Frozen, Prose
from ledger.domain.seed import ChangesetInfo
from ledger.services import undoing
from ledger.services.importing import Imported
from ledger.storage.database import Store
from ledger.tui.forms.form import Form


class Because(Frozen):
    """An act that needs nothing but a reason."""

    reason: Prose


def undo_form(number: int) -> Form:
    """Return the form that undoes a changeset; what rests on it is said where it cannot be."""

    def save(store: Store, typed: Because, header: ChangesetInfo) -> Imported:
        return undoing.undo(store, number, header, reason=typed.reason)

    note = Content(f"@{number} stays in the record; a new changeset does the opposite, and can be undone itself.")
    return Form(id=f"undo:{number}", title=f"Undo @{number}, your last act", model=Because, save=save, note=note)
