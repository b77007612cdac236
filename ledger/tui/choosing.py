"""What one chooses from a list, whatever screen one is on: what to do or where to go, colours, known time, a view.

Each function opens a ``chooser`` and does what was chosen; nothing happens when it is closed. Imported when first used.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ledger.services.following import recent
from ledger.storage.changesets import Changeset
from ledger.tui import work
from ledger.tui.actions import BY_ID
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.matrix.view import View
from ledger.tui.messages import Found
from ledger.tui.palette import commands, jumps, numbered
from ledger.tui.themes import NAMES

if TYPE_CHECKING:
    from ledger.tui.app import LedgerApp

EVERYTHING: Choice[int] = Choice(0, "now", "everything that is known")


def what_to_do(app: "LedgerApp") -> None:
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
            app.jump(kind, name)

    choices = [*commands(app.screen), *jumps(app.frame)]
    prompt = "a command, an item, a party, a round, a source, an entry (12), a changeset (@12)"
    app.push_screen(Chooser("Do, or go to", choices, prompt=prompt, made=numbered), chosen)


async def _run(app: "LedgerApp", name: str) -> None:
    for active in app.screen.active_bindings.values():
        if active.binding.id == name:
            await app.run_action(active.binding.action, active.node)
            return
    await app.run_action(BY_ID[name].method, app.screen)


def colours(app: "LedgerApp") -> None:
    """Choose the colours, which are remembered."""

    def chosen(name: str | None) -> None:
        if name is not None:
            app.theme = name
            app.state.set("theme", name)

    app.push_screen(Chooser("Colours", [Choice(name, name) for name in NAMES], at=app.theme), chosen)


def changeset(app: "LedgerApp", at: int | None, then: Callable[[int | None], None]) -> None:
    """Choose a place in known time, at first the one one is at; ``None`` is everything."""

    def chosen(number: int | None) -> None:
        if number is not None:
            then(number or None)

    def read(found: list[Changeset]) -> None:
        choices = [EVERYTHING, *(_changeset(each) for each in found)]
        app.push_screen(Chooser("Look at the ledger as it was known at", choices, at=at or 0), chosen)

    work.read(app.screen, recent, lambda found: Found(found, read), group="log", what="reading the log", holds=True)


def _changeset(found: Changeset) -> Choice[int]:
    header = found.header
    when = (header.recorded_at or "").replace("T", " ").rstrip("Z")
    return Choice(found.number, f"@{found.number}", f"{when}  {header.author}  {header.message or ''}".rstrip())


def a_view(app: "LedgerApp", view: View, then: Callable[[View], None]) -> None:
    """Take up a saved view, or save this one by typing a new name."""
    saved: dict[str, object] = dict(app.state.get("views", {}))

    def chosen(name: str | None) -> None:
        if name is None:
            return
        if name in saved:
            then(View.from_json(saved[name]))
        else:
            app.state.set("views", saved | {name: view.as_json()})
            app.notify(f'This view is kept as "{name}".', markup=False)

    choices = [Choice(name, name, _of_view(View.from_json(found))) for name, found in sorted(saved.items())]
    prompt = "choose a view, or type a new name to keep this one"
    empty = "enter keeps this view under that name"
    app.push_screen(Chooser("Views", choices, prompt=prompt, empty=empty, other=str), chosen)


def _of_view(view: View) -> str:
    parts = [view.filter and f"/{view.filter}", f"by {view.sort}", f"{len(view.folded)} folded" if view.folded else ""]
    return ", ".join(part for part in parts if part)
