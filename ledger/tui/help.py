"""Help for the thing in focus: what its keys do just now (from the bindings and the registry), and what marks mean."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from ledger.domain.words import Stance
from ledger.formats.marks import LEGEND
from ledger.tui.actions import BY_ID
from ledger.tui.cell_actions import CellScreen
from ledger.tui.entry_text import COLOURS
from ledger.tui.glyphs import Glyphs
from ledger.tui.indent import Hanging
from ledger.tui.safe import plain

KEYS = 16
"""Cells for the keys of an action."""


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
            Content("!  contested: no account has won     ~ ( )  only possible     ?  nobody has reviewed it"),
            Content(f"whose word: {LEGEND}"),
            Content("spread  the largest distance between principals     @12  as known at changeset 12"),
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
        """The keys and the marks; these first where there are cells, which are full of them."""
        with VerticalScroll() as box:
            box.border_title = Content(plain(self._title))
            box.border_subtitle = Content("esc closes")
            marks, keys = [legend(self._signs)], [Hanging(line, KEYS + 1) for line in self._lines()]
            on_cells = isinstance(self.app.screen_stack[-2], CellScreen)
            first, then = (marks, keys) if on_cells else (keys, marks)
            for line in (*first, Content(""), *then):
                yield Static(line, markup=False)

    def _lines(self) -> Iterator[Content]:
        yield Content.styled("Keys", "bold $primary")
        for keys, does, name, twin in self._keys:
            command = f"  {twin}" if twin else ""
            yield Content.assemble((f"{keys:<{KEYS}} ", "bold"), does, (f"  {name}{command}", "$quiet"))
