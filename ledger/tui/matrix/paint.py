"""Rows of the matrix as strips of text: the part that stands still, and the parties; the grid crops what is in view."""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ledger.domain.readings import Reading, Row
from ledger.formats.marks import scores
from ledger.tui import glyphs
from ledger.tui.glyphs import Glyphs
from ledger.tui.matrix.columns import SPREAD, Columns
from ledger.tui.matrix.view import Cell, Heading, ItemLine
from ledger.tui.safe import plain

Styles = Callable[[str], Style]
"""Gives the style of a component class, as the theme has it."""


class Painter:
    """Draws lines for one set of columns, signs and colours."""

    def __init__(self, columns: Columns, signs: Glyphs, styles: Styles) -> None:
        self._columns, self._signs, self._styles = columns, signs, styles

    def header(self) -> tuple[Strip, Strip]:
        """Return the line with the names of the columns: the frozen part, and the parties'."""
        style, c = self._styles("grid--header"), self._columns
        left = f" {glyphs.cut('Item', c.title - 1)}{glyphs.cut('Status', c.status)} {glyphs.cut('spread', SPREAD)}"
        names = [plain(party.name if c.named else party.code) for party in c.parties]
        right = "".join(
            glyphs.cut(f" {glyphs.cut(name, width - 1).rstrip()}", width)
            for name, width in zip(names, c.cells, strict=True)
        )
        return Strip([Segment(left, style)]), Strip([Segment(right, style)])

    def heading(self, line: Heading, width: int, *, here: bool) -> Strip:
        """Return a track's line."""
        changed = f"  {line.changed} changed" if line.changed else ""
        text = f" {'+' if line.folded else '-'} {plain(line.track).upper()}  {line.open} open of {line.items}{changed}"
        style = self._styles("grid--cursor" if here else "grid--track")
        return Strip([Segment(glyphs.cut(text, width), style)])

    def frozen(self, line: ItemLine, lit: frozenset[Cell], *, here: bool, on_status: bool) -> Strip:
        """Return an item's title, status and spread."""
        row, c = line.row, self._columns
        base = self._styles("grid--cursor-row" if here else "grid--row")
        quiet = base if row.open else base + self._styles("grid--quiet")
        title = glyphs.cut(f" {'  ' * (line.indent + 1)}{plain(row.item.title)}", c.title - 1) + " "
        gap = f" {row.spread if row.spread is not None else '-'!s:>{SPREAD - 1}} "
        return Strip(
            [
                Segment(title, quiet),
                self._status(row, lit, base, on_status=on_status),
                Segment(glyphs.cut(gap, SPREAD + 1), quiet),
            ]
        )

    def _status(self, row: Row, lit: frozenset[Cell], base: Style, *, on_status: bool) -> Segment:
        word = glyphs.status_word(row.status, overdue=row.overdue)
        mark = glyphs.mark(row.status_reading) if row.status_reading else " "
        width = self._columns.status
        new = (row.item.key, None) in lit
        text = glyphs.cut(f"{self._signs.status(row.status)}{mark}{word}{glyphs.NEW if new else ''}", width)
        if on_status:
            return Segment(text, self._styles("grid--cursor"))
        if new:
            return Segment(text, base + self._styles("grid--lit"))
        if row.overdue:
            return Segment(text, base + self._styles("grid--contested"))
        return Segment(text, base if row.open else base + self._styles("grid--quiet"))

    def cells(self, row: Row, lit: frozenset[Cell], *, here: bool, on: str | None) -> Strip:
        """Return an item's parties; ``on`` is the party under the cursor."""
        key = row.item.key
        base = self._styles("grid--cursor-row" if here else "grid--row")
        segments: list[Segment] = []
        for party, width in zip(self._columns.parties, self._columns.cells, strict=True):
            reading = row.cells.get(party.key)
            new = (key, party.key) in lit
            if reading is None:
                style = self._styles("grid--cursor") if party.key == on else self._nothing_style(base, new=new)
                segments.append(Segment(glyphs.cut(" gone" if new else "", width), style))
            elif party.key == on:
                text = "".join(self._parts(row, party.key, reading, width, new=new))
                segments.append(Segment(text, self._styles("grid--cursor")))
            else:
                segments += self._reading(row, party.key, reading, width, base, new=new)
        return Strip(segments)

    def _nothing_style(self, base: Style, *, new: bool) -> Style:
        return base + self._styles("grid--lit") if new else base

    def _reading(self, row: Row, party: str, reading: Reading, width: int, base: Style, *, new: bool) -> list[Segment]:
        stance = base + self._styles(self._sign(reading).style)
        if new:
            stance = stance + Style(bgcolor=self._styles("grid--lit").bgcolor, underline=True)
        around = base + self._styles("grid--lit") if new else base
        marks = base + self._styles("grid--lit" if new else "grid--contested" if reading.contested else "grid--quiet")
        blank, sign, word, rest = self._parts(row, party, reading, width, new=new)
        return [Segment(blank, base), Segment(sign, stance), Segment(word, around), Segment(rest, marks)]

    def _parts(self, row: Row, party: str, reading: Reading, width: int, *, new: bool) -> tuple[str, str, str, str]:
        """Return a blank, the sign, the word where there is room for words, and movement and mark at the right."""
        sign = self._sign(reading).text
        moved, mark = self._signs.movement(row.moved.get(party), new=new), glyphs.mark(reading)
        if reading.contested:  # it has no winner, so no shape of one; the scores come before all else
            said = scores(reading)
            return " ", glyphs.cut(said, min(len(said), width - 3)), "", glyphs.cut(mark, width - 1 - len(said))
        if not self._columns.wide:
            return " ", sign, "", glyphs.cut(f"{moved}{mark}", width - 1 - len(sign))
        rest = f"{moved.strip()}{mark}"
        word = f" {reading.stance.value}" if reading.stance else ""
        word = word if reading.sure else f" ({word.strip()})"
        return " ", sign, glyphs.cut(word, width - 1 - len(sign) - len(rest)), rest

    def _sign(self, reading: Reading) -> glyphs.Sign:
        if reading.contested:
            return glyphs.Sign(scores(reading), "stance--none")
        return self._signs.stance(reading.stance) if reading.stance else glyphs.Sign(" ? ", "stance--none")
