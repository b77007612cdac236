"""Views kept, shared, renamed and deleted: one's own in the state folder, the ledger's by acts like any other."""

from collections.abc import Iterable
from dataclasses import replace

from ledger import settings
from ledger.domain.naming import key_for, names_of
from ledger.domain.records import SavedView
from ledger.domain.seed import ChangesetInfo
from ledger.domain.text import fold
from ledger.errors import Conflict, Unavailable
from ledger.services import filtering
from ledger.services.acting import edit, of_fields, perform, titled
from ledger.services.importing import Imported
from ledger.services.viewing import KEPT, NamedView, of_ledger, personal, view_named, where_kept
from ledger.storage import register
from ledger.storage.database import Store


def keep(store: Store, view: NamedView) -> None:
    """Keep a view as one's own, in the place of the one of that name. Raises ``UsageError`` for what is no filter."""
    _check(store, view)
    keep_unread(store, view)


def keep_unread(store: Store, view: NamedView) -> None:
    """Keep a view as one's own, whatever its filter says."""
    kept = [each for each in personal(store) if fold(each.name) != fold(view.name)]
    _write(store, [*kept, replace(view, key=None)])


def share(store: Store, view: NamedView, header: ChangesetInfo) -> Imported:
    """Keep a view in the ledger, for everybody; one of that name is changed. Raises ``UsageError`` as ``keep`` does."""
    _check(store, view)
    there = next((each for each in of_ledger(store) if fold(each.name) == fold(view.name)), None)
    said = {"filter": view.filter or None, "sort": view.sort or None, "folded": view.folded}
    if there is not None:
        return edit(store, SavedView.table, str(there.key), said, titled(header, f"view {view.name}"))
    taken = {fold(name) for record in register.load_one(store, SavedView).values() for name in names_of(record)}
    made = of_fields(SavedView, {"key": key_for(view.name, taken, "view"), "name": view.name, **said})
    return perform(store, [made], titled(header, f"view {made.name}: {made.filter or 'everything'}"))


def rename(store: Store, name: str, new: str) -> None:
    """Give one's own view another name; raise ``Conflict`` where one has it."""
    old = view_named(store, name, shared=False)
    others = [each for each in personal(store) if each.name != old.name]
    _check_free(new, others)
    _write(store, [*others, replace(old, name=new)])


def rename_shared(store: Store, name: str, new: str, header: ChangesetInfo) -> Imported:
    """Give a view of the ledger another name, for everybody; its key stays."""
    old = view_named(store, name, shared=True)
    _check_free(new, [each for each in of_ledger(store) if each.key != old.key])
    header = titled(header, f"view {old.name} is called {new}")
    return edit(store, SavedView.table, str(old.key), {"name": new}, header)


def delete(store: Store, name: str) -> None:
    """Let go of one's own view."""
    gone = view_named(store, name, shared=False)
    _write(store, [each for each in personal(store) if each.name != gone.name])


def delete_shared(store: Store, name: str, header: ChangesetInfo) -> Imported:
    """Strike a view of the ledger: it stays in the record, and is offered no more."""
    gone = view_named(store, name, shared=True)
    return edit(store, SavedView.table, str(gone.key), {"struck": True}, titled(header, f"view {gone.name} is deleted"))


def _write(store: Store, every: Iterable[NamedView]) -> None:
    path = where_kept(store)
    said = {each.name: {"filter": each.filter, "sort": each.sort, "folded": list(each.folded)} for each in every}
    try:
        settings.write_state(path, {KEPT: said})
    except OSError as problem:
        raise Unavailable(f"{path} cannot be written: {problem.strerror}", hint="POSL_STATE names the folder") from None


def _check(store: Store, view: NamedView) -> None:
    of_fields(SavedView, {"key": "view", "name": view.name, "filter": view.filter or None})
    filtering.of_items(view.filter, register.load(store), settings.today())


def _check_free(name: str, others: Iterable[NamedView]) -> None:
    if any(fold(each.name) == fold(name) for each in others):
        raise Conflict(f'there is a view "{name}" already')
