"""A text written in the user's own editor, in a file that is gone afterwards."""

import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from ledger import settings


def edit(app: App[object], text: str) -> str | None:
    """Let somebody write a text in their editor, the screens put aside; ``None`` where that did not work."""
    try:
        with app.suspend():
            found, trouble = edited(settings.editor(), text)  # which raises nothing: the screens must come back
    except SuspendNotSupported:
        found, trouble = None, "no editor can be opened from here"
    if trouble:
        app.notify(f"{settings.editor()}: {trouble}", severity="error", markup=False)
    return found


def edited(editor: str, text: str) -> tuple[str | None, str]:
    """Return the text as it was left, or ``None`` and what went wrong; an editor that gives up changes nothing."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "text.txt"
            path.write_text(text, encoding="utf-8")
            done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 - the user's own editor
            return (path.read_text(encoding="utf-8").strip(), "") if done.returncode == 0 else (None, "")
    except (OSError, ValueError) as problem:
        return None, str(problem)
