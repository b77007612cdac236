"""The screens one goes between by a key, each of which keeps its place; and where a thing is looked at.

A place is imported when one first goes there. Only the app uses this: a screen asks it by a message.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from textual.app import App
from textual.screen import Screen

from ledger import settings
from ledger.domain.points import Point, WrittenPoint, held_until, mark_of
from ledger.tui import work
from ledger.tui.cell_actions import CellScreen
from ledger.tui.messages import JumpTo, OpenItem, Reveal, WasRead
from ledger.tui.safe import plain
from ledger.tui.session import Session, session_of

HOME = "matrix"
PLACES = {
    "inbox": ("ledger.tui.inbox.screen", "InboxScreen"),
    "matrix": ("ledger.tui.matrix.screen", "MatrixScreen"),
    "diff": ("ledger.tui.diff.screen", "DiffScreen"),
    "review": ("ledger.tui.review.screen", "ReviewScreen"),
    "sources": ("ledger.tui.sources.screen", "SourcesScreen"),
    "commitments": ("ledger.tui.commitments.screen", "CommitmentsScreen"),
    "drafts": ("ledger.tui.drafts.screen", "DraftsScreen"),
    "party": ("ledger.tui.party.screen", "PartyScreen"),
    "search": ("ledger.tui.search.screen", "SearchScreen"),
    "timeline": ("ledger.tui.timeline.screen", "TimelineScreen"),
}
"""Name → module and class. The name is what ``app.go('…')`` in the registry of actions goes to."""
SHOWN_AT = {
    "cell": HOME,
    "changeset": HOME,
    "column": HOME,
    "draft": "drafts",
    "party": "party",
    "round": HOME,
    "since": "diff",
    "source": "sources",
    "waiting": "review",
}
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
    elif to.kind == "entry" and to.quote is not None:
        _look_up_quote(app, to.key, to.quote)
    elif to.kind == "entry":
        _look_up(app, to.key)
    else:
        _show(app, SHOWN_AT[to.kind], Reveal(to.kind, to.key, to.party, to.at))


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
    from ledger.services.showing import show
    from ledger.services.shown import EntryView, ShownThing

    def opened(view: ShownThing) -> None:
        cell = view.told.entry.said.cell if isinstance(view, EntryView) and view.told else None
        if cell is not None and cell.item is not None:
            work.ask(app, OpenItem(cell.item, cell.party))
        else:
            app.notify(f"Entry {entry} is on no item: it is an event, or a retraction.", markup=False)

    work.read(
        app.screen,
        lambda store: show(store, f"entry:{entry}"),
        lambda view: WasRead(lambda: opened(view)),
        group="entry",
        what=f"looking for entry {entry}",
        holds=True,
    )


def _look_up_quote(app: App[None], entry: str, quote: str) -> None:
    """Look for the words in the text they are quoted from; where they are not there, go to the entry's cell."""
    from ledger.services.sourcing import place_of

    def found(place: tuple[str, tuple[int, int]] | None) -> WasRead:
        to = JumpTo("entry", entry) if place is None else JumpTo("source", place[0], at=place[1])
        return WasRead(lambda: work.ask(app, to))

    what = f"looking for a quote of entry {entry}"
    read = partial(place_of, number=int(entry), quote=quote)
    work.read(app.screen, read, found, group="entry", what=what, holds=True)


# ----------------------------------------------------------------------------------------------------------------------
# Coming back to where one left: the place one was at and the item open over it, on top of the matrix.

MOST_TITLES = 3


def whereabouts(app: App[None]) -> dict[str, Any]:
    """Return the place one is at, and the item open over it if there is one."""
    over = [screen for screen in app.screen_stack[1:] if isinstance(screen, CellScreen)]
    found: dict[str, Any] = {"place": app.current_mode}
    if over:
        item, party = over[0].current_cell
        point = over[0].current_point
        found["over"] = {
            "item": item,
            "party": party,
            "at": _written(point, session_of(app).last_changeset) if point else "now",
        }
    return found


async def come_back(app: App[None], start: str) -> None:
    """Open what was open when one left, else the place one wants to begin at."""
    state = session_of(app).state
    left: dict[str, Any] = state.get("screen", {}) if state.left_elsewhere else {"place": start}
    place, over = left.get("place"), left.get("over") or {}
    if place in PLACES and place != HOME:
        gone = _gone_from(session_of(app), place)
        if gone:
            app.notify(f"{gone} This is the matrix.", title=f"not back to the {place}", markup=False)
            return
        await app.switch_mode(place)
    if over:
        _open_over(app, over)


def tell_of_drafts(app: App[None]) -> None:
    """Say what was typed and neither saved nor thrown away: it comes back when its form is opened again."""
    titles = session_of(app).state.drafts()
    if not titles:
        return
    named = [f"- {plain(title)}" for title in titles[:MOST_TITLES]]
    more = [f"and {len(titles) - MOST_TITLES} more"] if len(titles) > MOST_TITLES else []
    text = "\n".join([*named, *more, "Each is taken up when you open its form again."])
    app.notify(text, title="left half typed", markup=False, timeout=6)


def _open_over(app: App[None], over: dict[str, Any]) -> None:
    session, (item, party, at) = session_of(app), (over.get(name) for name in ("item", "party", "at"))
    known = session.frame.items.get(item) if isinstance(item, str) else None
    if known is None or known.struck:
        app.notify(f"The item {plain(item)} is not in the ledger any more.", title="not back to the item", markup=False)
        return
    party = party if party in session.frame.parties else None
    point = at if isinstance(at, str) and not _point_gone(session, at) else "now"
    work.ask(app, OpenItem(known.key, party, point))


def _gone_from(session: Session, place: str) -> str:
    """Return what a place was about and is not there any more, as a sentence; nothing where all is there."""
    if place == "sources":
        key = session.state.get("sources", {}).get("source")
        source = session.frame.sources.get(key) if key else None
        return f"The source {plain(key)} is not in the ledger any more." if key and not _lives(source) else ""
    if place == "diff":
        points = session.state.get("diff", {})
        gone = [points[name] for name in ("from", "to") if points.get(name) and _point_gone(session, points[name])]
        return f"The point {plain(gone[0])} is not in the ledger any more." if gone else ""
    return ""


def _lives(record: Any) -> bool:  # noqa: ANN401 - any record that can be struck, or none
    return record is not None and not record.struck


def _point_gone(session: Session, text: str) -> bool:
    with suppress(ValueError, KeyError):
        wanted = WrittenPoint.parse(text)
        mark = mark_of(wanted.held, session.frame.marks)
        held_until(mark.held if mark else wanted.held, session.frame.rounds, settings.today())
        known = wanted.known
        return known is not None and known.isdecimal() and int(known) > (session.last_changeset or 0)
    return True


def _written(point: Point, last: int | None) -> str:
    """Return a point as somebody would write it, so that it follows the ledger where it did."""
    held = str(point).partition("@")[0]
    return held if point.known_at >= (last or 0) else str(point)
