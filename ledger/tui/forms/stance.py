"""The form for a stance on a cell, with the source cited last at hand."""

from functools import partial

from ledger.domain.entries import StanceEntry
from ledger.domain.points import Point
from ledger.services import acting
from ledger.tui.forms.form import Form
from ledger.tui.session import Session


def stance_form(session: Session, item: str, party: str | None, point: Point | None) -> Form:
    """Return the form; item, party, the round one looks at and the last source are filled in."""
    given = {
        "item": item,
        "cite.0.source": session.state.get("source", ""),
        "when": (point.round if point else "") or "",
    }
    if party:
        given["party"] = party
    return Form(
        id=f"stance:{item}:{party or ''}",
        title=f"Record a stance: {item}{f' / {session.party_name(party)}' if party else ''}",
        model=StanceEntry,
        save=acting.record,
        insist=partial(acting.record, unfound=True),
        given={path: text for path, text in given.items() if text},
    )
