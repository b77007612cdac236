"""Help for the thing in focus: what its keys do just now (from the bindings and the registry), and what marks mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from ledger.tui.actions import APP, BY_ID, CELL, GRID, ITEM, MOVING, PLACES, Action
from ledger.tui.cell_actions import CellScreen
from ledger.tui.glyphs import Glyphs
from ledger.tui.indent import Hanging
from ledger.tui.matrix.panel import legend_lines
from ledger.tui.safe import plain
from ledger.tui.screen import LedgerScreen

KEYS = 16
"""Cells for the keys of an action."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An action as the help tells of it."""

    keys: str
    action: Action


Groups = dict[str, list[Explained]]


def groups_of(screen: Screen[object]) -> Groups:
    """Return what can be done just now under headings: with the thing in focus first."""
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id in BY_ID and binding.key != "none":
            keys.setdefault(str(binding.id), []).append(screen.app.get_key_display(binding.with_key(binding.key)))
    thing = screen.thing if isinstance(screen, LedgerScreen) else None
    first = [name for name in thing.first if name in keys] if thing else []
    groups: Groups = {f"With {thing.name}" if thing else "": [], **{heading: [] for heading in _HEADINGS.values()}}
    for name in (*first, *(name for name in BY_ID if name in keys and name not in first)):
        action = BY_ID[name]
        heading = next(iter(groups)) if name in first else _heading(action)
        groups[heading].append(Explained(" ".join(keys[name]), action))
    return {heading: found for heading, found in groups.items() if found}


_HEADINGS = {
    CELL: "With a cell, an item",
    "": "On this screen",
    GRID: "Moving about",
    PLACES: "The screens",
    APP: "Everywhere",
}


def _heading(action: Action) -> str:
    if action.does.startswith("app.go("):
        return _HEADINGS[PLACES]
    scopes = set(action.scopes)
    if scopes <= MOVING and not action.footer:
        return _HEADINGS[GRID]
    if scopes & {CELL, ITEM}:
        return _HEADINGS[CELL]
    return _HEADINGS[APP] if scopes & {APP, PLACES} else _HEADINGS[""]


def legend(signs: Glyphs) -> Content:
    """Return what the marks mean."""
    return Content("\n").join(
        [
            Content.styled("Marks", "bold $primary"),
            *legend_lines(signs),
            Content("spread  the largest distance between principals     @12  as known at changeset 12"),
            Content(
                "open  issues of substance; what is open apart: parts of others, promises, procedure, what lies outside"
            ),
            Content("a status without a letter follows from what else is known; no source says it"),
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

    def __init__(self, title: str, groups: Groups, signs: Glyphs) -> None:
        super().__init__()
        self._title, self._groups, self._signs = title, groups, signs

    def compose(self) -> ComposeResult:
        """The keys and the marks; these first where there are cells, which are full of them."""
        with VerticalScroll() as box:
            box.border_title = Content(plain(self._title))
            box.border_subtitle = Content("esc closes")
            marks, keys = [legend(self._signs)], [Hanging(line, KEYS + 1) for line in self._lines()]
            on_cells = isinstance(self.app.screen_stack[-2], CellScreen)
            first, then = (keys, marks) if not on_cells else (marks, keys)
            for line in (*first, Content(""), *then):
                yield Static(line, markup=False)

    def _lines(self) -> Iterator[Content]:
        for heading, found in self._groups.items():
            yield Content.styled(heading, "bold $primary")
            for each in found:
                command = f"  {each.action.twin}" if each.action.twin else ""
                aside = (f"  {each.action.id}{command}", "$quiet")
                yield Content.assemble((f"{each.keys:<{KEYS}} ", "bold"), each.action.help, aside)
