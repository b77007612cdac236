"""Golden text grids: a screen as rows of text and rows of styles, one file a screen and size.

``POSL_GOLDEN=write`` writes them anew; look at the difference before keeping it.
"""

import os
from itertools import zip_longest
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widgets import Input, TextArea

FOLDER = Path(__file__).parent / "golden"
WRITES = os.environ.get("POSL_GOLDEN") == "write"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def strips(app: App[Any]) -> list[list[tuple[str, str]]]:
    """The screen line by line as (text, style)."""
    lines = app.screen._compositor.render_strips()
    return [[(segment.text, str(segment.style or "")) for segment in line] for line in lines]


def text_of(app: App[Any]) -> str:
    """What a person reads."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in strips(app)) + "\n"


def styles_of(app: App[Any]) -> str:
    """The same grid with a letter for each style, and what the letters mean."""
    letters: dict[str, str] = {}
    rows = []
    for line in strips(app):
        row = ""
        for text, style in line:
            letter = letters.setdefault(style, _LETTERS[len(letters) % len(_LETTERS)])
            row += letter * len(text)
        rows.append(row.rstrip())
    return "\n".join([*rows, "", *(f"{letter} {style}" for style, letter in letters.items())]) + "\n"


def check(app: App[Any], name: str) -> None:
    """Compare the screen with its golden file; where it is written anew, only that."""
    path = FOLDER / f"{name}.txt"
    if isinstance(app.focused, Input | TextArea):
        app.focused.cursor_blink = False  # else it depends on the moment whether its cursor is to be seen
    found = f"{text_of(app)}\n---- styles\n{styles_of(app)}"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8")
    differing = [f"- {old}\n+ {new}" for old, new in zip_longest(kept.splitlines(), found.splitlines()) if old != new]
    assert found == kept, f"{path.name} differs; POSL_GOLDEN=write writes it anew\n" + "\n".join(differing[:12])
