"""Text from the ledger made into content that can do nothing on a screen: no markup, no controls.

Two layers: everything that is shown goes through ``content`` (or ``plain``), and whatever control character should get
past that is taken out of the finished lines by ``NoControls``.
"""

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from ledger.domain.text import INVISIBLE, safe


def _without_controls(text: str) -> str:
    return INVISIBLE.sub("", text).replace("\t", "").replace("\n", "")


def plain(text: object, *, newlines: bool = False) -> str:
    """Return text that can be drawn as it is; never hand it to anything that reads markup."""
    return safe(text, newlines=newlines)


def content(text: object, style: str = "", *, newlines: bool = False) -> Content:
    """Return text as content, which no widget reads markup in."""
    return Content.styled(safe(text, newlines=newlines), style) if style else Content(safe(text, newlines=newlines))


class NoControls(LineFilter):
    """Takes control characters out of finished lines: the second layer, after ``content``."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace what could move the cursor, reorder or hide text; the width of a line stays what it was."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(_without_controls(segment.text), segment.style)
            for segment in segments
        ]
