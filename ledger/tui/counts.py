"""Numbers that stand on the screens: each is a ``Members``, which opens what it counts, by a click and by ``#``."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.screen import Screen

from ledger.tui import work
from ledger.tui.messages import Go, JumpTo

if TYPE_CHECKING:
    from ledger.tui.chooser import Choice


class Members(NamedTuple):
    """A count in words (``2 overdue``); ``members`` returns what it counts, to choose from.

    Or where that is listed: a place by its name, a thing to go to; ``None`` where it has shown it itself.
    """

    said: str
    members: "Callable[[], Sequence[Choice[JumpTo]] | str | JumpTo | None]"
    style: str = ""


def open_members(screen: Screen[Any], counted: Members) -> None:
    """Show what was counted, to go to one of it."""
    members = counted.members()
    if members is None:
        return
    if isinstance(members, str):
        work.ask(screen, Go(members))
    elif isinstance(members, JumpTo):
        work.ask(screen, members)
    elif not members:
        screen.notify(f"{counted.said}: there is nothing to list.", markup=False)
    else:
        choose_member(screen, counted.said, members)


def choose_member(screen: Screen[Any], title: str, members: "Sequence[Choice[JumpTo]]") -> None:
    """Let one of what was counted be chosen, and go there."""
    from ledger.tui.chooser import Chooser

    def chosen(to: JumpTo | None) -> None:
        if to is not None:
            work.ask(screen, to)

    screen.app.push_screen(Chooser(title, members, prompt="choose one to go there"), chosen)


def choose_count(screen: Screen[Any], counts: Sequence[Members]) -> None:
    """Let one be chosen, then one of what it counts."""
    from ledger.tui.chooser import Choice, Chooser

    def chosen(number: int | None) -> None:
        if number is not None:
            open_members(screen, counts[number])

    choices = [Choice(number, counted.said) for number, counted in enumerate(counts)]
    screen.app.push_screen(Chooser("What is counted here", choices, prompt="choose one to see its list"), chosen)
