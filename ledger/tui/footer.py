"""The line of keys at the bottom: what can be done with the thing in focus, then what else the screen offers."""

from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from ledger.tui.actions import BY_ID
from ledger.tui.screen import LedgerScreen

ALWAYS = ("palette", "help")


class Key(NamedTuple):
    """An action that can be done just now, as it stands on the line."""

    text: Content
    active: ActiveBinding


class KeyLine(Widget):
    """Draws keys and labels on one line, leaving out what does not fit; help and palette always do."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__(classes="follows")

    def compose(self) -> ComposeResult:
        """Nothing: it draws itself."""
        yield from ()

    def on_mount(self) -> None:
        """Follow what is bound."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return Content(" ").join(key.text for key in self._shown())

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        at = 0
        for key in self._shown():
            width = cell_len(key.text.plain)
            if at <= event.x < at + width:
                event.stop()
                self.run_worker(self.app.run_action(key.active.binding.action, key.active.node))
            at += width + 1

    def _shown(self) -> list[Key]:
        keys = self._keys()
        always = [keys.pop(name) for name in ALWAYS if name in keys]
        room = self.size.width - sum(cell_len(key.text.plain) + 1 for key in always)
        shown: list[Key] = []
        for key in keys.values():
            width = cell_len(key.text.plain) + 1
            if width <= room:
                shown.append(key)
                room -= width
        return [*shown, *always]

    def _keys(self) -> dict[str, Key]:
        """Return what can be done, in the order in which it is wanted."""
        thing = self.screen.thing if isinstance(self.screen, LedgerScreen) and not self._letters_are_typed() else None
        first = (*thing.first, *thing.then) if thing else ()
        found = {
            str(active.binding.id): active
            for active in reversed(self.screen.active_bindings.values())
            if active.enabled and (active.binding.show or active.binding.id in first)
        }
        for name in first:  # what a widget in focus does by a key of its own is still what one can do here
            action = BY_ID[name]
            if name not in found and hasattr(self.screen, f"action_{action.method}"):
                found[name] = ActiveBinding(self.screen, action.binding, enabled=True, tooltip="")
        order = [*first, *(ALWAYS if thing and thing.alone else BY_ID)]
        return {name: self._key(found[name]) for name in sorted(found.keys() & order, key=order.index)}

    def _letters_are_typed(self) -> bool:
        """Whether what is in focus takes letters as text: then no key of the thing in hand does what the line says."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key("s", "s")

    def _key(self, active: ActiveBinding) -> Key:
        shown = self.app.get_key_display(active.binding)
        return Key(Content.assemble((shown, "bold $primary"), f" {active.binding.description}"), active)
