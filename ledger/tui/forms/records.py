"""The forms for descriptive records: a new item, party, person, round, source or delegate, and their fields edited.

An edit sends only the fields that were changed here, and is refused where somebody changed one of them meanwhile.
"""

from collections.abc import Mapping

from pydantic import BaseModel

from ledger.domain.records import Delegate, Item, Link, Party, Person, Record, Round, Source
from ledger.domain.seed import ChangesetInfo
from ledger.services import acting
from ledger.services.conflicts import refuse_to_overwrite
from ledger.services.importing import Imported
from ledger.storage.database import Store
from ledger.tui.forms.form import Form

NEW: dict[str, type[Record]] = {each.table: each for each in (Item, Party, Person, Round, Source, Delegate)}
"""What can be entered by a form, by the name of its table."""


def new_form(table: str, given: Mapping[str, str] | None = None) -> Form:
    """Return the form for a new record; ``given`` is what stands in it at first."""
    model = NEW[table]
    title = "Put a new item on the list" if model is Item else f"Enter a {table}"
    return Form(id=f"new-{table}", title=title, model=model, save=acting.add, given=dict(given or {}))


def edit_form(record: Record) -> Form:
    """Return the form for a record's descriptive fields; the journal keeps old and new."""
    identity = frozenset(record.identity)

    def save(store: Store, typed: Record, header: ChangesetInfo) -> Imported:
        return _save(store, record, typed, header)

    return Form(
        id=f"edit:{record.ref}",
        title=f"Edit {record.ref}",
        model=type(record),
        save=save,
        given=as_typed(record),
        fixed=identity,
    )


def as_typed(record: Record) -> dict[str, str]:
    """Return a record as somebody would have typed it into its form."""
    given: dict[str, str] = {}
    for name, value in record.model_dump(mode="json", exclude_none=True).items():
        found = getattr(record, name)
        if isinstance(found, BaseModel):
            given |= {f"{name}.{end}": str(text) for end, text in value.items()}
        elif isinstance(found, tuple):
            words = [f"{each.kind.value} {each.to}" if isinstance(each, Link) else str(each) for each in found]
            given[name] = ("; " if name == "offices" else ", ").join(words)
        elif isinstance(found, bool):
            given[name] = "yes" if found else ""
        else:
            given[name] = str(value)
    return {name: text for name, text in given.items() if text and name != "struck"}


def _save(store: Store, before: Record, typed: Record, header: ChangesetInfo) -> Imported:
    was, mine = before.model_dump(mode="json"), typed.model_dump(mode="json")
    changed = {name: mine[name] for name in before.described() if name != "struck" and mine[name] != was[name]}
    now = acting.record_or_fail(store, before.table, before.natural_key)
    refuse_to_overwrite(now, before, changed)
    return acting.edit(store, before.table, before.natural_key, changed, header)
