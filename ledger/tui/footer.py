"""The line of keys at the bottom: the footer actions of the screen, as they are bound just now."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from ledger.tui.actions import BY_ID


class KeyLine(Widget):
    """Draws keys and labels on one line, leaving out what does not fit; help and palette always do."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; background: $panel; color: $foreground; }
    """

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
        pieces = self._pieces()
        always = [piece for name, piece in pieces if name in {"help", "palette"}]
        room = self.size.width - sum(len(piece.plain) + 1 for piece in always)
        shown: list[Content] = []
        for name, piece in pieces:
            if name not in {"help", "palette"} and len(piece.plain) + 1 <= room:
                shown.append(piece)
                room -= len(piece.plain) + 1
        return Content(" ").join([*shown, *always])

    def _pieces(self) -> list[tuple[str, Content]]:
        found: dict[str, Content] = {}
        order = {name: place for place, name in enumerate(BY_ID)}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.id and binding.id not in found and active.enabled:
                key = self.app.get_key_display(binding)
                found[binding.id] = Content.assemble((key, "bold $primary"), f" {binding.description}")
        return sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))
