"""A text written in the user's own editor, in a file that is gone afterwards."""

import shlex
import subprocess
import tempfile
from pathlib import Path


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
