"""Reasons that the ledger writes itself: how they begin tells what came about, so nobody else's may begin so.

What only had to be said again (of a round's other days, or under another key) is nobody's correction, and what an
undoing did is known by the changeset that it names.
"""

import re

_REDEFINED = "redefined: "
_DAYS = f"{_REDEFINED}the days of "
_UNDOES = re.compile(r"undo @(\d+): ")
_AS_SIDE = "merge: as "


def days_changed(stage: str) -> str:
    """Return why an entry is said again since a round has other days."""
    return f"{_DAYS}{stage}"


def key_changed(table: str, old: str, new: str, because: str) -> str:
    """Return why an entry is said again under another key: of an item, a party, a person or a source."""
    return f"{_REDEFINED}{table} {old} is {new}: {because}"


def undoing(number: int, because: str) -> str:
    """Return why an entry is taken back, or stands again, with all that a changeset did."""
    return f"undo @{number}: {because}"


def as_side(side: str) -> str:
    """Return why what a merge records last stands: as it did in the copy that was chosen, ours or theirs."""
    return f"{_AS_SIDE}{side}"


def only_lets_stand(reason: str | None) -> bool:
    """Whether a merge, or an undo of an undo, says what somebody decided before: with a reason of their own."""
    return (reason or "") in {as_side("ours"), as_side("theirs")} or undone(reason) is not None


def only_redefined(reason: str | None) -> bool:
    """Whether an entry with this reason says what the one before it did, of other days or under another key."""
    return (reason or "").startswith(_REDEFINED)


def only_days_changed(reason: str | None) -> bool:
    """Whether an entry with this reason says what the one before it did, of the days that a round has now."""
    return (reason or "").startswith(_DAYS)


def undone(reason: str | None) -> int | None:
    """Return the changeset that this reason says is undone."""
    found = _UNDOES.match(reason or "")
    return int(found[1]) if found else None


def says_again(reason: str | None, supersedes: int | None, after: int | None) -> int | None:
    """Return which entry one with this reason says again: the ledger does, so that a verdict on it is one on that too.

    What was redefined says again what it took the place of, what an undoing brought back what it comes after.
    """
    return supersedes if only_redefined(reason) else after if undone(reason) is not None else None


def own_beginning(reason: str | None) -> str | None:
    """Return the words that this reason begins with where they are the ledger's own."""
    found = _UNDOES.match(reason or "")
    return found[0] if found else _REDEFINED if only_redefined(reason) else None
