"""Lines made of pieces: where one is among the screens, where in the ledger, counts that open what they count.

A piece that does something can be clicked; ``#`` offers the counts of a screen by key.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, cast

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from ledger.tui import work
from ledger.tui.actions import BY_ID
from ledger.tui.counts import Members, open_members
from ledger.tui.glyphs import CUT
from ledger.tui.messages import Go
from ledger.tui.safe import plain
from ledger.tui.screen import LedgerScreen
from ledger.tui.session import session_of

BAR = ("inbox", "matrix", "diff", "review", "sources", "timeline")
"""The screens that stand in the bar, by the ids of the actions that go there."""


class Piece(NamedTuple):
    """A stretch of a line, and what it does when it is clicked."""

    text: Content
    does: Callable[[], None] | None = None


class Pieces(Widget):
    """One line of pieces, two blanks apart; what does not fit is left out at the end."""

    DEFAULT_CSS = """
    Pieces { height: 1; background: $panel; color: $foreground; }
    """

    def pieces(self) -> Sequence[Piece]:
        """What is on the line."""
        return ()

    def _placed(self) -> list[tuple[int, Piece]]:
        """Return where each piece begins that has room."""
        at = 1
        found: list[tuple[int, Piece]] = []
        for piece in self.pieces():
            width = cell_len(piece.text.plain)
            if at + width <= self.size.width or not found:
                found.append((at, piece))
                at += width + 2
        return found

    def render(self) -> Content:
        """Return the line."""
        return Content.assemble(" ", Content("  ").join(piece.text for _, piece in self._placed()))

    def on_click(self, event: events.Click) -> None:
        """Do what the piece under the mouse does."""
        for at, piece in self._placed():
            if at <= event.x < at + cell_len(piece.text.plain) and piece.does is not None:
                event.stop()
                piece.does()


class PlaceBar(Pieces):
    """The screens one goes between with their keys, the present one lit; what waits in them; what is known."""

    def pieces(self) -> Sequence[Piece]:
        """The screens, then the last changeset and the ledger's title."""
        return [*self._places(), *(Piece(text) for text in self._aside())]

    def _places(self) -> list[Piece]:
        here = self.app.current_mode
        names = [*BAR, *([here] if here not in BAR else [])]
        with_keys = [self._place(name, keys=True) for name in names]
        width = sum(cell_len(piece.text.plain) + 2 for piece in with_keys)
        return with_keys if width <= self.size.width else [self._place(name, keys=False) for name in names]

    def _place(self, name: str, *, keys: bool) -> Piece:
        waits = session_of(self).waits.get(name)
        label = BY_ID[name].label if name in BY_ID else name.capitalize()
        words = f"{label}{f' {waits}' if waits is not None else ''}"
        here = self.app.current_mode == name
        said = Content.styled(f"[{words}]", "bold reverse") if here else Content(words)
        known = self._key(name) if keys else ""
        key = Content.styled(f"{known} ", "bold $primary") if known else Content("")
        return Piece(Content.assemble(key, said), lambda: work.ask(self, Go(name)))

    def _key(self, name: str) -> str:
        for active in self.screen.active_bindings.values():
            if active.binding.id == name:
                return self.app.get_key_display(active.binding)
        return BY_ID[name].key if name in BY_ID else ""

    def _aside(self) -> Iterable[Content]:
        session = session_of(self)
        if session.last_changeset is not None:
            yield Content.styled(f"known @{session.last_changeset}", "$quiet")
        if session.frame.info is not None and session.frame.info.title:
            yield Content.styled(plain(session.frame.info.title), "$quiet")


class Here(Widget):
    """Where one is in the ledger: ``Matrix › Territory › Ukraine``, and what stands there in a few words."""

    DEFAULT_CSS = """
    Here { height: 1; background: $surface; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__(classes="follows")

    def render(self) -> Content:
        """Return the line, with two dots where it does not fit."""
        line, width = Content.assemble(" ", cast("LedgerScreen", self.screen).here()), self.size.width
        return line if line.cell_length <= width else Content.assemble(line[: max(width - len(CUT), 0)], CUT)


class Facts(Pieces):
    """Counts, each of which opens the list of what it counts."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="counted")
        self._said: list[Content | Members] = []

    def say(self, said: Iterable[Content | Members]) -> None:
        """Show words and counts."""
        self._said = list(said)
        self.refresh()

    @property
    def counts(self) -> list[Members]:
        """The counts, without the words between them."""
        return [each for each in self._said if isinstance(each, Members)]

    def pieces(self) -> Sequence[Piece]:
        """Each of them."""
        return [self._piece(each) for each in self._said]

    def _piece(self, said: Content | Members) -> Piece:
        if isinstance(said, Content):
            return Piece(said)
        return Piece(Content.styled(said.said, said.style), lambda: open_members(self.screen, said))
