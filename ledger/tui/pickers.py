"""What one chooses from a list, whatever screen one is on: what to do or where to go, what counts, colours.

Each function opens a ``chooser`` and does what was chosen; nothing happens when it is closed. Imported when first used.
"""

import re
from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.screen import Screen

from ledger.domain.register import Register
from ledger.errors import UsageError
from ledger.tui import work
from ledger.tui.actions import BY_ID, MOVING
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.floor import HELP, OFFERED, parsed, written
from ledger.tui.forms.known import records
from ledger.tui.messages import Count, JumpTo
from ledger.tui.session import session_of
from ledger.tui.themes import NAMES

# ----------------------------------------------------------------------------------------------------------------------
# What the palette offers: every action of the screen one is on, then every thing of the ledger to go to.

Chosen = tuple[str, str]
"""``("do", action)``, or a kind of thing and its key."""


def commands(screen: Screen[Any]) -> Iterator[Choice[Chosen]]:
    """Return the actions that can be done just now, with their keys; moving the cursor is not worth a line."""
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id in BY_ID:
            own = active.binding.with_key(active.binding.key)  # not those of a pair, as they stand at the bottom
            keys.setdefault(str(own.id), []).append(screen.app.get_key_display(own))
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


def jumps(frame: Register) -> Iterator[Choice[Chosen]]:
    """Return everything one can go to."""
    for table in ("item", "party", "round", "source"):
        for choice in records(frame, table):
            yield Choice((table, choice.value), choice.value, f"{table}  {choice.hint}", choice.words)


def what_to_do(app: App[None]) -> None:
    """Choose a command, or a thing to go to."""
    if isinstance(app.screen, Chooser):
        return

    async def chosen(choice: tuple[str, str] | None) -> None:
        if choice is None:
            return
        kind, name = choice
        if kind == "do":
            await _run(app, name)
        else:
            work.ask(app, JumpTo(kind, name))

    choices = [*commands(app.screen), *jumps(session_of(app).frame)]
    prompt = "a command, an item, a party, a round, a source, an entry (12), a changeset (@12)"
    app.push_screen(Chooser("Do, or go to", choices, prompt=prompt, made=numbered), chosen)


async def _run(app: App[None], name: str) -> None:
    for active in app.screen.active_bindings.values():
        if active.binding.id == name:
            await app.run_action(active.binding.action, active.node)
            return
    await app.run_action(BY_ID[name].method, app.screen)


def what_counts(app: App[None]) -> None:
    """Choose what counts, or type it."""
    choices = [Choice(words, words or "the ledger's own", hint) for words, hint in OFFERED]

    def made(typed: str) -> list[Choice[str]]:
        try:
            parsed(typed)
        except UsageError:
            return []
        return [Choice(typed, typed, "as typed")] if typed else []

    def taken(words: str | None) -> None:
        if words is not None:
            work.ask(app, Count(parsed(words)))

    here = written(session_of(app).counting)
    app.push_screen(Chooser("What counts", choices, prompt=HELP, empty=HELP, at=here, made=made), taken)


def colours(app: App[None]) -> None:
    """Choose the colours, which are remembered."""

    def chosen(name: str | None) -> None:
        if name is not None:
            app.theme = name
            session_of(app).state.set("theme", name)

    app.push_screen(Chooser("Colours", [Choice(name, name) for name in NAMES], at=app.theme), chosen)
