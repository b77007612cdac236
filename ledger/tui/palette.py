"""What the palette offers: every action of the screen one is on, then every thing of the ledger to go to."""

import re
from collections.abc import Iterator
from typing import Any

from textual.screen import Screen

from ledger.domain.frame import Frame
from ledger.tui.actions import BY_ID, MOVING
from ledger.tui.chooser import Choice
from ledger.tui.forms.known import records

Chosen = tuple[str, str]
"""``("do", action)``, or a kind of thing and its key."""


def commands(screen: Screen[Any]) -> Iterator[Choice[Chosen]]:
    """Return the actions that can be done just now, with their keys; moving the cursor is not worth a line."""
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id in BY_ID:
            keys.setdefault(str(active.binding.id), []).append(screen.app.get_key_display(active.binding))
    for name, action in BY_ID.items():
        if name in keys and not MOVING.issuperset(action.scopes) and name != "palette":
            yield Choice(("do", name), f"{action.label}  {' '.join(keys[name])}", action.help, f"{name} {action.twin}")


def numbered(typed: str) -> Iterator[Choice[Chosen]]:
    """Return the changeset or the entry that a number means: ``@12``, ``12``, ``entry 12``."""
    found = re.fullmatch(r"(@|entry |#)?(\d{1,9})", typed)
    if found and found[1] == "@":
        yield Choice(("changeset", found[2]), f"@{found[2]}", "the ledger as it was known at this changeset")
    elif found:
        yield Choice(("entry", found[2]), f"entry {found[2]}", "the item and the party that it is on")


def jumps(frame: Frame) -> Iterator[Choice[Chosen]]:
    """Return everything one can go to."""
    for table in ("item", "party", "round", "source"):
        for choice in records(frame, table):
            yield Choice((table, choice.value), choice.value, f"{table}  {choice.hint}", choice.words)
