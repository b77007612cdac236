"""Choosing from a list by typing part of a name: the palette, the changesets, the saved views, the themes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ledger.domain.text import fold
from ledger.tui.indent import Hanging
from ledger.tui.safe import plain

T = TypeVar("T")
MOST = 200
"""Options drawn at once; past that one types more."""
NOTHING = "nothing matches"


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One thing to choose: what it gives, its name, and what is said beside it. ``words`` are found by too."""

    value: T
    label: str
    hint: str = ""
    words: str = ""


def matching(choices: Iterable[Choice[T]], typed: str) -> list[Choice[T]]:
    """Return the choices in which every typed word stands; names that begin with what was typed come first."""
    words = fold(typed).split()
    if not words:
        return list(choices)
    found = [
        (_rank(fold(plain(choice.label)), words), number, choice)
        for number, choice in enumerate(choices)
        if all(word in fold(f"{choice.label} {choice.hint} {choice.words}") for word in words)
    ]
    return [choice for _rank_, _number, choice in sorted(found, key=lambda each: each[:2])]


def _rank(label: str, words: Sequence[str]) -> int:
    if label.startswith(words[0]):
        return 0
    return 1 if all(any(part.startswith(word) for part in label.split()) for word in words) else 2


def more(count: int) -> str:
    """Say how many match beside those that are drawn."""
    return f"and {count:,} more: type more of the name"


class Chooser(ModalScreen[T | None], Generic[T]):
    """A line to type in and what matches below it. ``other`` makes a value of what was typed.

    ``made`` makes choices of what was typed that stand before all others (``@12`` is a changeset), ``last``
    such that stand behind them. ``empty`` is said where nothing matches, or says why of what was typed.
    """

    DEFAULT_CSS = """
    Chooser { align: center top; background: $background 60%; }
    Chooser > Vertical {
        width: 90%; max-width: 110; height: auto; max-height: 85%; margin-top: 1; background: $surface;
        border: round $primary;
    }
    Chooser Input, Chooser Input:focus { border: none; height: 1; padding: 0 1; background: $panel; }
    Chooser OptionList, Chooser OptionList:focus {
        border: none; height: auto; max-height: 24; background: $surface; padding: 0; scrollbar-size: 1 1;
    }
    Chooser .empty { padding: 0 1; color: $quiet; display: none; }
    """
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Close", show=False),
        Binding("down,ctrl+n", "cursor(1)", "Next", show=False, priority=True),
        Binding("up,ctrl+p", "cursor(-1)", "Previous", show=False, priority=True),
        Binding("pagedown", "cursor(10)", "Ten on", show=False, priority=True),
        Binding("pageup", "cursor(-10)", "Ten back", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Iterable[Choice[T]],
        *,
        prompt: str = "type part of a name",
        empty: str | Callable[[str], str] = NOTHING,
        other: Callable[[str], T] | None = None,
        at: T | None = None,
        made: Callable[[str], Iterable[Choice[T]]] = lambda _typed: (),
    ) -> None:
        super().__init__()
        self._made = made
        self._title, self._prompt, self._other = title, prompt, other
        self._empty = (lambda _typed: empty) if isinstance(empty, str) else empty
        self._choices = list(choices)
        self._shown: list[Choice[T]] = []
        self._at = at

    def compose(self) -> ComposeResult:
        """The line, the list, and a word where the list is empty."""
        with Vertical() as box:
            box.border_title = Content(plain(self._title))
            yield Input(placeholder=self._prompt, select_on_focus=False)
            yield OptionList(markup=False)
            yield Static("", classes="empty", markup=False)

    def on_mount(self) -> None:
        """Show everything, the cursor where it was asked for."""
        self._fill("")
        places = [
            number for number, choice in enumerate(self._shown) if self._at is not None and choice.value == self._at
        ]
        if places:
            self.query_one(OptionList).highlighted = places[0]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        found = [*self._made(typed.strip()), *matching(self._choices, typed)]
        self._shown = [*found[:MOST], *self._as_typed(typed.strip(), found), *self.last(typed.strip())]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Hanging(_prompt(choice), 4)) for choice in self._shown])
        if len(found) > MOST:
            options.add_option(Option(Content.styled(more(len(found) - MOST), "$quiet"), disabled=True))
        options.highlighted = 0 if self._shown else None
        options.display = bool(self._shown)
        nothing = self.query_one(".empty", Static)
        nothing.display = not self._shown
        if not self._shown:
            nothing.update(Content(plain(self._empty(typed.strip()))))

    def last(self, typed: str) -> Iterable[Choice[T]]:
        """Return choices that stand behind all others."""
        return ()

    def _as_typed(self, typed: str, found: Sequence[Choice[T]]) -> list[Choice[T]]:
        """What was typed stands last, where it is but a part of what was found: it can be meant all the same."""
        if self._other is None or not typed or not found or any(choice.label == typed for choice in found):
            return []
        return [Choice(self._other(typed), typed, self._empty(typed))]

    def action_cursor(self, by: int) -> None:
        """Move in the list while the line keeps the focus."""
        options = self.query_one(OptionList)
        if self._shown:
            options.highlighted = max(0, min((options.highlighted or 0) + by, len(self._shown) - 1))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is highlighted, or make something of what was typed."""
        number = self.query_one(OptionList).highlighted
        if self._shown and number is not None:
            self.dismiss(self._shown[number].value)
        elif self._other is not None and event.value.strip():
            self.dismiss(self._other(event.value.strip()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        self.dismiss(self._shown[event.option_index].value)


def _prompt(choice: Choice[T]) -> Content:
    return Content.assemble(plain(choice.label), (f"  {plain(choice.hint)}", "$quiet") if choice.hint else "")
