"""Views: a filter, an order and what is folded, kept under a name; in the ledger for everybody, or one's own.

One's own lie in the state folder, by ledger; those of the ledger are records, changed by acts like any other. Where
both have a name, one's own is meant. ``ledger.services.keeping_views`` keeps and changes them.
"""

from dataclasses import dataclass
from pathlib import Path

from ledger import settings
from ledger.domain.naming import instead
from ledger.domain.records import SavedView
from ledger.domain.text import fold
from ledger.errors import NotFound
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
    return [*personal(store), *of_ledger(store)]


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


def personal(store: Store) -> list[NamedView]:
    """Return one's own views by name; what cannot be read counts as not there."""
    kept = settings.read_state(where_kept(store)).get(KEPT)
    found = [_of_state(name, said) for name, said in kept.items()] if isinstance(kept, dict) else []
    return sorted(found, key=lambda each: fold(each.name))


def _of_state(name: str, said: object) -> NamedView:
    values = said if isinstance(said, dict) else {}
    folded = values.get("folded")
    tracks = tuple(map(str, folded)) if isinstance(folded, list) else ()
    return NamedView(name, str(values.get("filter") or ""), str(values.get("sort") or ""), tracks)


def of_ledger(store: Store) -> list[NamedView]:
    """Return the views of the ledger by name."""
    live = [each for each in register.load_one(store, SavedView).values() if not each.struck]
    found = [NamedView(each.name, each.filter or "", each.sort or "", each.folded, each.key) for each in live]
    return sorted(found, key=lambda each: fold(each.name))


def where_kept(store: Store) -> Path:
    """Return where one's own views of this ledger are kept."""
    return state_file(store, KEPT)
