"""Views: a filter, an order and what is folded, kept under a name; in the ledger for everybody, or one's own.

One's own lie in the state folder, by ledger; those of the ledger are records, changed by acts like any other. Where
both have a name, one's own is meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ledger import settings
from ledger.domain.naming import instead, key_for, names_of
from ledger.domain.records import SavedView
from ledger.domain.seed import ChangesetInfo
from ledger.domain.text import fold
from ledger.errors import Conflict, NotFound, Unavailable
from ledger.services import filtering
from ledger.services.acting import edit, of_fields, perform, titled
from ledger.services.importing import Imported
from ledger.services.watch import state_file
from ledger.storage import register
from ledger.storage.database import Store

KEPT = "views"


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view; ``key`` is that of the ledger's record, none of one's own."""

    name: str
    filter: str = ""
    sort: str = ""
    folded: tuple[str, ...] = ()
    key: str | None = None

    @property
    def shared(self) -> bool:
        """Whether it is the ledger's."""
        return self.key is not None


def views(store: Store) -> list[NamedView]:
    """Return the views that there are: one's own, then the ledger's, each by name."""
    return [*personal(store), *_shared(store)]


def view_named(store: Store, name: str, *, shared: bool | None = None) -> NamedView:
    """Return the view of a name, one's own before the ledger's; raise ``NotFound`` with those that there are."""
    every = [each for each in views(store) if shared is None or each.shared is shared]
    found = next((each for each in every if fold(name) in (fold(each.name), each.key)), None)
    if found is None:
        hint = instead(name, [each.name for each in every], what="view")
        raise NotFound(f'there is no view "{name}"', hint=hint)
    return found


def where_of(store: Store, view: str | None, where: str | None) -> str | None:
    """Return the filter of a view, and what is asked beside it."""
    kept = view_named(store, view).filter if view is not None else ""
    parts = [part for part in (kept.strip(), (where or "").strip()) if part]
    return " ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts) or None


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
    there = next((each for each in _shared(store) if fold(each.name) == fold(view.name)), None)
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
    _check_free(new, [each for each in _shared(store) if each.key != old.key])
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


def personal(store: Store) -> list[NamedView]:
    """Return one's own views by name; what cannot be read counts as not there."""
    kept = settings.read_state(_file(store)).get(KEPT)
    found = [_of_state(name, said) for name, said in kept.items()] if isinstance(kept, dict) else []
    return sorted(found, key=lambda each: fold(each.name))


def _of_state(name: str, said: object) -> NamedView:
    values = said if isinstance(said, dict) else {}
    folded = values.get("folded")
    tracks = tuple(map(str, folded)) if isinstance(folded, list) else ()
    return NamedView(name, str(values.get("filter") or ""), str(values.get("sort") or ""), tracks)


def _shared(store: Store) -> list[NamedView]:
    live = [each for each in register.load_one(store, SavedView).values() if not each.struck]
    found = [NamedView(each.name, each.filter or "", each.sort or "", each.folded, each.key) for each in live]
    return sorted(found, key=lambda each: fold(each.name))


def _write(store: Store, every: Iterable[NamedView]) -> None:
    path = _file(store)
    said = {each.name: {"filter": each.filter, "sort": each.sort, "folded": list(each.folded)} for each in every}
    try:
        settings.write_state(path, {KEPT: said})
    except OSError as problem:
        raise Unavailable(f"{path} cannot be written: {problem.strerror}", hint="POSL_STATE names the folder") from None


def _file(store: Store) -> Path:
    return state_file(store, KEPT)


def _check(store: Store, view: NamedView) -> None:
    of_fields(SavedView, {"key": "view", "name": view.name, "filter": view.filter or None})
    filtering.of_items(view.filter, register.load(store), settings.today())


def _check_free(name: str, others: Iterable[NamedView]) -> None:
    if any(fold(each.name) == fold(name) for each in others):
        raise Conflict(f'there is a view "{name}" already')
