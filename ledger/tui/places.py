"""The screens one goes between by a key, each of which keeps its place; and where a thing is looked at.

A place is imported when one first goes there.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from ledger.tui import work
from ledger.tui.messages import Found
from ledger.tui.safe import plain

if TYPE_CHECKING:
    from ledger.tui.app import LedgerApp

HOME = "matrix"
PLACES = {
    "matrix": ("ledger.tui.matrix.screen", "MatrixScreen"),
    "diff": ("ledger.tui.diff.screen", "DiffScreen"),
    "review": ("ledger.tui.review.screen", "ReviewScreen"),
    "sources": ("ledger.tui.sources.screen", "SourcesScreen"),
    "timeline": ("ledger.tui.timeline.screen", "TimelineScreen"),
}
"""Name → module and class. The name is what ``app.go('…')`` in the registry of actions goes to."""


def opener(name: str) -> Callable[[], Screen[Any]]:
    """Return what opens a place, importing it then."""

    def opened() -> Screen[Any]:
        module, cls = PLACES[name]
        screen: Screen[Any] = getattr(import_module(module), cls)()
        return screen

    return opened


def title_of(screen: Screen[Any], otherwise: str) -> str:
    """Return what a screen is called in its help."""
    name = next((name for name, (_, cls) in PLACES.items() if cls == type(screen).__name__), None)
    return name or plain(screen.title or type(screen).__name__.removesuffix("Screen").lower() or otherwise)


def jump(app: "LedgerApp", kind: str, key: str) -> None:
    """Go to a thing: ``JUMPS`` says how for each kind."""
    JUMPS[kind](app, key)


def _to_item(app: "LedgerApp", key: str) -> None:
    app.open_item(key)


def _to_party(app: "LedgerApp", key: str) -> None:
    _on_matrix(app, lambda screen: screen.show_party(key))


def _to_round(app: "LedgerApp", key: str) -> None:
    _on_matrix(app, lambda screen: screen.go_to(key))


def _to_changeset(app: "LedgerApp", key: str) -> None:
    _on_matrix(app, lambda screen: screen.known_at(int(key)))


def _to_source(app: "LedgerApp", key: str) -> None:
    app.switch_mode("sources")
    app.call_after_refresh(lambda: _open_source(app.screen, key))


def _to_entry(app: "LedgerApp", key: str) -> None:
    """Look the entry's cell up, then open its item there."""
    from ledger.services.showing import EntryView, show

    def opened(view: EntryView) -> None:
        cell = view.told.entry.said.cell if view.told else None
        if cell is not None and cell.item is not None:
            app.open_item(cell.item, cell.party)
        else:
            app.notify(f"Entry {key} is on no item: it is an event, or a retraction.", markup=False)

    work.read(
        app.screen,
        lambda store: show(store, f"entry:{key}"),
        lambda found: Found(found, opened),
        group="entry",
        what=f"looking for entry {key}",
        holds=True,
    )


def to_cell(app: "LedgerApp", item: str, party: str | None) -> None:
    """Go to a cell of the matrix."""
    _on_matrix(app, lambda screen: screen.show_cell(item, party))


def _open_source(screen: Any, key: str) -> None:  # noqa: ANN401 - the sources screen, imported when first gone to
    screen.open_source(key)


def _on_matrix(app: "LedgerApp", then: Callable[[Any], None]) -> None:
    app.switch_mode(HOME)
    while len(app.screen_stack) > 1:
        app.pop_screen()
    app.call_after_refresh(lambda: then(app.screen))


JUMPS: dict[str, Callable[["LedgerApp", str], None]] = {
    "item": _to_item,
    "party": _to_party,
    "round": _to_round,
    "source": _to_source,
    "changeset": _to_changeset,
    "entry": _to_entry,
}
