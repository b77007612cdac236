"""A question with a few answers, each by its key."""

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from ledger.tui.safe import plain


class Question(ModalScreen[str]):
    """Gives the key of the answer; esc is always one."""

    DEFAULT_CSS = """
    Question { align: center middle; background: $background 60%; }
    Question > Vertical {
        width: 70; max-width: 96%; height: auto; border: round $accent; background: $surface; padding: 0 1;
    }
    Question Static { height: auto; width: 1fr; }
    """

    def __init__(self, title: str, text: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self._title, self._text, self._answers = title, text, answers

    def compose(self) -> ComposeResult:
        """The question over its answers."""
        with Vertical() as box:
            box.border_title = Content(plain(self._title))
            answers = [
                Content.assemble((f" {_shown(key):<6}", "bold $primary"), plain(said))
                for key, said in self._answers.items()
            ]
            yield Static(
                Content("\n").join([Content(plain(self._text, newlines=True)), Content(""), *answers]), markup=False
            )

    def on_key(self, event: events.Key) -> None:
        """Take an answer; other keys do nothing."""
        event.stop()
        if event.key in self._answers:
            self.dismiss(event.key)
        elif event.key == "escape":
            self.dismiss("escape")


def _shown(key: str) -> str:
    return "esc" if key == "escape" else key
