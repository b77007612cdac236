"""Golden text grids: a screen as rows of text, one file a screen and size; and of one screen the rows of styles.

The line of keys is left out: a golden file of its own has those of every screen, so that a new key changes one line.

``POSL_GOLDEN=write`` writes them anew; look at the difference before keeping it.
"""

import os
from itertools import zip_longest
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widgets import Input, TextArea

from ledger.tui.footer import KeyLine

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


def keys_of(app: App[Any]) -> str:
    """The line of keys of the topmost screen that has one."""
    (line,) = next(lines for screen in reversed(app.screen_stack) if (lines := screen.query(KeyLine)))
    return str(line.render())


def check(app: App[Any], name: str) -> None:
    """Compare a screen, but for its keys, with its golden file."""
    keys = keys_of(app)
    _compare(name, "".join(f"{row}\n" for row in text_of(app).splitlines() if row != keys))


def check_styles(app: App[Any], name: str) -> None:
    if isinstance(app.focused, Input | TextArea):
        app.focused.cursor_blink = False  # else it depends on the moment whether its cursor is to be seen
    _compare(name, styles_of(app))


def check_lines(name: str, lines: list[str]) -> None:
    _compare(name, "".join(f"{line}\n" for line in lines))


def _compare(name: str, found: str) -> None:
    """Compare with a golden file; where it is written anew, only that."""
    path = FOLDER / f"{name}.txt"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8")
    differing = [f"- {old}\n+ {new}" for old, new in zip_longest(kept.splitlines(), found.splitlines()) if old != new]
    assert found == kept, f"{path.name} differs; POSL_GOLDEN=write writes it anew\n" + "\n".join(differing[:12])
