"""What is told of an act: one's own, with what it did and how to undo it; and what others recorded meanwhile."""

from ledger.tui.messages import Moved, Recorded
from ledger.tui.safe import plain


def of_own(event: Recorded, key: str) -> str:
    """Say what was recorded from here, what it did to its cell, and by which key it is undone."""
    result = event.result
    notes = map(plain, (*result.contested, *result.notices))
    if not result.changesets and not result.unchanged:
        return "\n".join(["That is kept; nothing was recorded.", *notes])
    if not result.changesets:
        return "\n".join(["The ledger says so already: nothing new was recorded.", *notes])
    number = result.changesets[-1]
    only = "a citation was added, and nothing else" if set(+result.recorded) == {"citations"} else ""
    did = plain(event.effect) or only
    return "\n".join(
        [f"Recorded @{number}{f': {did}' if did else ''}.", *notes, f"{key} undoes it, or posl undo @{number}."]
    )


def of_others(event: Moved, told: list[str]) -> str:
    """Say what others recorded: how much, and who what of the last."""
    more = event.number - event.before
    if event.replaced:
        was = f", not @{event.before}" if more else ""
        return f"Another ledger stands in its place: its last changeset is @{event.number}{was}."
    head = f"@{event.number}: {more} changeset{'s' if more != 1 else ''} recorded by others"
    return "\n".join([head, *map(plain, told)])
