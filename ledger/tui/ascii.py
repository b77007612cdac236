"""Frames, rules and scrollbars of ASCII alone, where the config file says ``glyphs = "ascii"``."""

from typing import ClassVar

from textual.scrollbar import ScrollBarRender

_FRAMED = ("FormScreen > Vertical", "Chooser > Vertical", "Question > Vertical", "ShownText > Vertical",
           "HelpScreen > VerticalScroll")  # fmt: skip
_OVER = ("ReviewScreen #whole", "DiffScreen #whole", "TimelineScreen #whole", "SourcesScreen #under",
         "CellPanel.-below", "Legend")  # fmt: skip


def _all(selectors: tuple[str, ...]) -> str:
    return ", ".join(f"App.-ascii {each}" for each in selectors)


PLAIN_CSS = f"""
{_all(_FRAMED)} {{ border: ascii $primary; }}
{_all(_OVER)} {{ border-top: ascii $primary; }}
App.-ascii .-wide #whole {{ border-top: none; }}
App.-ascii FormScreen #note {{ border-bottom: ascii $primary; }}
App.-ascii CellPanel.-beside {{ border-left: ascii $primary; }}
App.-ascii Toast.-information {{ border-left: ascii $success; }}
App.-ascii Toast.-warning {{ border-left: ascii $warning; }}
App.-ascii Toast.-error {{ border-left: ascii $error; }}
"""


class PlainScrollBar(ScrollBarRender):
    """A scrollbar of blanks, told by its colour."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8
