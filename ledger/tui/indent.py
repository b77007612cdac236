"""Lines longer than what they stand in is wide: what follows hangs below where their words begin.

``Hanging`` is one line that says itself how far it is set in. ``Hung`` is a text of many: each line hangs below its own
words, behind the blanks, the bullet, the grade or the label that it begins with.
"""

import re

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

NARROWEST = 10
"""Cells that must be left for the words; where there are fewer nothing is set in."""
LABELLED = 2
_BEGINS = re.compile(r" *(?:[-!?*] +|[A-F?][1-6] +)?")
_LABEL = re.compile(r" *[a-z][a-z0-9 ]{0,18}: ")


def indent_of(line: str) -> int:
    """Return how far the further lines of a line are set in."""
    begins = _BEGINS.match(line)
    blanks = len(line) - len(line.lstrip(" "))
    found = begins.end() if begins else 0
    return blanks + LABELLED if found == blanks and _LABEL.match(line) else found


class Hanging(Visual):
    """Content whose second and further lines are set in by so many cells."""

    def __init__(self, text: Content, indent: int) -> None:
        self._text, self._indent = text, indent
        self._wrapped: tuple[int, list[Content]] = (0, [])

    def lines(self, width: int) -> list[Content]:
        """Wrap the first line to the whole width, the rest to what is left of it."""
        if self._wrapped[0] != width:
            self._wrapped = (width, self._wrap(width))
        return self._wrapped[1]

    def _wrap(self, width: int) -> list[Content]:
        first, *more = self._text.wrap(width)
        if not more or width - self._indent < NARROWEST:
            return [first, *more]
        rest = self._text[len(first.plain) :]
        blanks = len(rest.plain) - len(rest.plain.lstrip())
        return [first, *(Content(" " * self._indent) + line for line in rest[blanks:].wrap(width - self._indent))]

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Draw it."""
        lines = self.lines(width) if width else []
        return [strip for line in lines[:height] for strip in line.render_strips(width, 1, style, options)]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return how wide it is on one line."""
        return self._text.get_optimal_width(rules, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """Return the width of its longest word."""
        return self._text.get_minimal_width(rules) + self._indent

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return how many lines it takes at a width."""
        return len(self.lines(width)) if width else 1


class Hung(Hanging):
    """A text each line of which hangs below its own words."""

    def __init__(self, text: Content) -> None:
        super().__init__(text, 0)

    def _wrap(self, width: int) -> list[Content]:
        return [
            wrapped
            for line in self._text.split("\n", allow_blank=True)
            for wrapped in Hanging(line, indent_of(line.plain)).lines(width)
        ]
