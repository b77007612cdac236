"""The screens one goes between by a key, each of which keeps its place; and where a thing is looked at.

A place is imported when one first goes there. Only the app uses this: a screen asks it by a message.
"""

from collections.abc import Callable
from importlib import import_module

from textual.app import App
from textual.screen import Screen

from ledger.tui import work
from ledger.tui.messages import Found, JumpTo, OpenItem, Reveal
from ledger.tui.safe import plain

HOME = "matrix"
PLACES = {
    "matrix": ("ledger.tui.matrix.screen", "MatrixScreen"),
    "diff": ("ledger.tui.diff.screen", "DiffScreen"),
    "review": ("ledger.tui.review.screen", "ReviewScreen"),
    "sources": ("ledger.tui.sources.screen", "SourcesScreen"),
    "timeline": ("ledger.tui.timeline.screen", "TimelineScreen"),
}
"""Name → module and class. The name is what ``app.go('…')`` in the registry of actions goes to."""
SHOWN_AT = {"cell": HOME, "party": HOME, "round": HOME, "changeset": HOME, "source": "sources"}
"""Kind of thing → the place that shows it, told by a ``Reveal``."""


def opener(name: str) -> Callable[[], Screen[None]]:
    """Return what opens a place, importing it then."""

    def opened() -> Screen[None]:
        module, cls = PLACES[name]
        screen: Screen[None] = getattr(import_module(module), cls)()
        return screen

    return opened


def title_of(screen: Screen[object], otherwise: str) -> str:
    """Return what a screen is called in its help."""
    name = next((name for name, (_, cls) in PLACES.items() if cls == type(screen).__name__), None)
    return name or plain(screen.title or type(screen).__name__.removesuffix("Screen").lower() or otherwise)


def jump(app: App[None], to: JumpTo) -> None:
    """Go to a thing, from wherever one is."""
    if to.kind == "item":
        work.ask(app, OpenItem(to.key))
    elif to.kind == "entry":
        _look_up(app, to.key)
    else:
        _show(app, SHOWN_AT[to.kind], Reveal(to.kind, to.key, to.party))


def _show(app: App[None], place: str, shown: Reveal) -> None:
    """Go to a place and have it show a thing; to home itself, with nothing open over it."""
    app.switch_mode(place)
    while place == HOME and len(app.screen_stack) > 1:
        app.pop_screen()
    keys = work.keys_of(app)
    hold = keys.hold_keys()

    async def arrived() -> None:
        work.tell(app, shown, app.screen)
        await keys.release_keys(hold)

    app.call_after_refresh(arrived)


def _look_up(app: App[None], entry: str) -> None:
    """Look the entry's cell up, then open its item there."""
    from ledger.services.showing import EntryView, View, show

    def opened(view: View) -> None:
        cell = view.told.entry.said.cell if isinstance(view, EntryView) and view.told else None
        if cell is not None and cell.item is not None:
            work.ask(app, OpenItem(cell.item, cell.party))
        else:
            app.notify(f"Entry {entry} is on no item: it is an event, or a retraction.", markup=False)

    work.read(
        app.screen,
        lambda store: show(store, f"entry:{entry}"),
        lambda view: Found(lambda: opened(view)),
        group="entry",
        what=f"looking for entry {entry}",
        holds=True,
    )
