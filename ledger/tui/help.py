"""Help for the thing in focus: what its keys do just now (from the bindings and the registry), and what marks mean."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from ledger.domain.words import Stance
from ledger.tui.actions import BY_ID
from ledger.tui.glyphs import Glyphs
from ledger.tui.reading_text import COLOURS
from ledger.tui.safe import plain


def keys_of(screen: Screen[object]) -> list[tuple[str, str, str, str]]:
    """Return (keys, what it does, name in the config file, command) for every action that is bound just now."""
    found: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id in BY_ID and binding.key != "none":
            found.setdefault(str(binding.id), []).append(screen.app.get_key_display(binding.with_key(binding.key)))
    order = list(BY_ID)
    return [
        (" ".join(found[name]), BY_ID[name].help, name, BY_ID[name].twin) for name in sorted(found, key=order.index)
    ]


def legend(signs: Glyphs) -> Content:
    """Return what the marks mean."""
    stances = [
        Content.styled(f"{signs.stance(stance).text} {stance.value}", COLOURS[signs.stance(stance).style])
        for stance in Stance
    ]
    return Content("\n").join(
        [
            Content.styled("Marks", "bold $primary"),
            Content("  ").join(stances[:5]),
            Content("  ").join(stances[5:]),
            Content("^2 v1  moved towards, away from the item since the round before     * new here"),
            Content("!  contested: rival accounts nobody has settled     ?  nobody has reviewed it"),
            Content("gap  the largest distance between two principals     @12  as known at changeset 12"),
        ]
    )


class HelpScreen(ModalScreen[None]):
    """Keys of what is in focus, and the marks."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > VerticalScroll {
        width: 96%; max-width: 110; height: 94%; border: round $primary; background: $surface; padding: 0 1;
        scrollbar-size: 1 1;
    }
    HelpScreen Static { width: 1fr; height: auto; }
    """
    BINDINGS = [Binding("escape,question_mark,q,enter", "dismiss", "Close", show=False)]

    def __init__(self, title: str, keys: list[tuple[str, str, str, str]], signs: Glyphs) -> None:
        super().__init__()
        self._title, self._keys, self._signs = title, keys, signs

    def compose(self) -> ComposeResult:
        """One text."""
        with VerticalScroll() as box:
            box.border_title = Content(plain(self._title))
            box.border_subtitle = Content("esc closes")
            yield Static(self._text(), markup=False)

    def _text(self) -> Content:
        lines = [legend(self._signs), Content(""), Content.styled("Keys", "bold $primary")]
        for keys, does, name, twin in self._keys:
            command = f"  {twin}" if twin else ""
            lines.append(Content.assemble((f"{keys:<16} ", "bold"), does, (f"  {name}{command}", "$quiet")))
        return Content("\n").join(lines)
