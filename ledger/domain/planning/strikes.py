"""Records struck as entered by mistake: how many entries go out of view with them is noted."""

from typing import TypeGuard

from ledger.domain.planning.desk import Desk
from ledger.domain.records import Listed, Record

TABLES = frozenset({"item", "party", "round", "source"})
"""Those that entries rest on."""

_SEEN_BY = frozenset({"item", "party"})
"""Those whose rows and columns a view is made of."""


def strikes(record: object, was: Record | None) -> TypeGuard[Listed]:
    """Whether a record that was not struck now is, and entries may rest on it."""
    return isinstance(record, Listed) and record.table in TABLES and record.struck and not getattr(was, "struck", False)


def note(desk: Desk) -> None:
    """Note how many entries stand on what this file strikes; those it takes back itself do not."""
    for part in desk.entered.values():
        record = desk.now.frame.get(part.value)
        was = desk.was.get(part.value.ref)
        if record is None or was is None or not strikes(record, was):
            continue
        standing = len(desk.now.resting.get(record.ref, set()) - desk.now.superseded_by.keys())
        if standing:
            message = f"{record.ref} is struck: {_entries(standing, seen=record.table not in _SEEN_BY)}"
            hint = f"if they are wrong too, retract them; if it is right, set struck to false: posl show {record.ref}"
            desk.plan.note(str(part.fault(message, "struck", hint=hint)) if part.file else f"{message}; {hint}")


def _entries(standing: int, *, seen: bool) -> str:
    if standing == 1:
        return f"1 entry that stands {'rests on it, and stays in view' if seen else 'goes out of view with it'}"
    return f"{standing} entries that stand {'rest on it, and stay in view' if seen else 'go out of view with it'}"
