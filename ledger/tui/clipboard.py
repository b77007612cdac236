"""Copying: the system's clipboard, else the terminal's (OSC 52), else the text is shown to be copied by hand."""

import shutil
import subprocess

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import TextArea

TOOLS = (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "-ib"), ("pbcopy",), ("clip.exe",))
SECONDS = 2


def copy(app: App[object], text: str, what: str) -> None:
    """Copy a text; ``what`` says of it what was copied. A clipboard that hangs holds up no key."""

    def work() -> None:
        app.call_later(_copied, app, text, what, to_system(text))

    app.run_worker(work, group="clipboard", thread=True, exclusive=True)


def _copied(app: App[object], text: str, what: str, tool: str | None) -> None:
    """Say where it went; where no clipboard can be reached, show it."""
    if tool:
        app.notify(f"{what} ({tool}).", markup=False)
        return
    app.copy_to_clipboard(text)
    app.push_screen(ShownText(text, "Copied through the terminal; if it did not arrive, copy it here"))


def to_system(text: str) -> str | None:
    """Hand the text to the first clipboard tool that takes it; return its name, or ``None``."""
    for name, *options in TOOLS:
        found = shutil.which(name)
        if found and _ran(found, options, text):
            return name
    return None


def _ran(program: str, options: list[str], text: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - the program is one of the table above, the text goes to its input
            [program, *options],
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


class ShownText(ModalScreen[None]):
    """The text that was copied, or is to be copied by hand."""

    DEFAULT_CSS = """
    ShownText { align: center middle; background: $background 60%; }
    ShownText > Vertical {
        width: 90%; max-width: 100; height: auto; max-height: 80%; border: round $primary; background: $surface;
    }
    ShownText TextArea, ShownText TextArea:focus {
        height: auto; max-height: 20; border: none; background: $surface;
    }
    """
    BINDINGS = [Binding("escape,enter,q", "dismiss", "Close", show=False, priority=True)]

    def __init__(self, text: str, told: str) -> None:
        super().__init__()
        self._text, self._told = text, told

    def compose(self) -> ComposeResult:
        """The text, read-only, so that it can be selected."""
        with Vertical() as box:
            box.border_title = Content(self._told)
            box.border_subtitle = Content("esc closes")
            yield TextArea(self._text, read_only=True, show_line_numbers=False, soft_wrap=True)
