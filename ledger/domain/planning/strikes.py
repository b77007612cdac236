"""Records struck as entered by mistake: how many entries go out of view with them is noted."""

from typing import TYPE_CHECKING, TypeGuard

from ledger.domain.records import Listed, Record

if TYPE_CHECKING:
    from ledger.domain.planning.planner import FilePlanner

TABLES = frozenset({"item", "party", "round", "source"})
"""Those that entries rest on."""

_SEEN_BY = frozenset({"item", "party"})
"""Those whose rows and columns a view is made of."""


def strikes(record: object, was: Record | None) -> TypeGuard[Listed]:
    """Whether a record that was not struck now is, and entries may rest on it."""
    return isinstance(record, Listed) and record.table in TABLES and record.struck and not getattr(was, "struck", False)


def note(planner: "FilePlanner") -> None:
    """Note how many entries stand on what this file strikes; those it takes back itself do not."""
    for part in planner.entered.values():
        record = planner.now.frame.get(part.value)
        was = planner.was.get(part.value.ref)
        if record is None or was is None or not strikes(record, was):
            continue
        standing = len(planner.now.resting.get(record.ref, set()) - planner.now.superseded_by.keys())
        if standing:
            where = "go out of view with it" if record.table in _SEEN_BY else "rest on it, and stay in view"
            message = f"{record.ref} is struck: {standing} {'entry' if standing == 1 else 'entries'} that stand {where}"
            hint = f"if they are wrong too, retract them; if it is right, set struck to false: posl show {record.ref}"
            planner.plan.note(str(part.fault(message, "struck", hint=hint)) if part.file else f"{message}; {hint}")
