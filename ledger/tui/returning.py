"""Coming back to where one left: the place one was at and the item open over it, on top of the matrix.

Imported where there is something to come back to, or to be told of; what has gone meanwhile is said, and one stays on
the matrix.
"""

from contextlib import suppress
from typing import Any

from textual.app import App

from ledger import settings
from ledger.domain.points import Point, Wanted, held_until, mark_of
from ledger.tui import places, work
from ledger.tui.cell_actions import CellScreen
from ledger.tui.messages import OpenItem
from ledger.tui.safe import plain
from ledger.tui.session import Session, session_of

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


async def come_back(app: App[None]) -> None:
    """Open what was open when one left, and say which forms were left half typed."""
    left = session_of(app).state.get("screen", {})
    place, over = left.get("place"), left.get("over") or {}
    if place in places.PLACES and place != places.HOME:
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
        wanted = Wanted.parse(text)
        mark = mark_of(wanted.held, session.frame.marks)
        held_until(mark.held if mark else wanted.held, session.frame.rounds, settings.today())
        known = wanted.known
        return known is not None and known.isdecimal() and int(known) > (session.last_changeset or 0)
    return True


def _written(point: Point, last: int | None) -> str:
    """Return a point as somebody would write it, so that it follows the ledger where it did."""
    held = str(point).partition("@")[0]
    return held if point.known_at >= (last or 0) else str(point)
