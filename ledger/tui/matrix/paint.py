"""Rows of the matrix as strips of text: the part that stands still, and the parties; the grid crops what is in view."""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ledger.domain.readings import Reading, Row
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
        left = f" {glyphs.cut('Item', c.title - 1)}{glyphs.cut('Status', c.status)} {glyphs.cut('gap', SPREAD)}"
        names = [plain(party.name if c.wide else party.code) for party in c.parties]
        right = "".join(glyphs.cut(f" {glyphs.cut(name, c.cell - 2).rstrip()}", c.cell) for name in names)
        return Strip([Segment(left, style)]), Strip([Segment(right, style)])

    def heading(self, line: Heading, width: int, *, here: bool) -> Strip:
        """Return a track's line."""
        changed = f"  {line.changed} changed" if line.changed else ""
        text = f" {'+' if line.folded else '-'} {plain(line.track).upper()}  {line.open} open of {line.items}{changed}"
        style = self._styles("grid--cursor-row" if here else "grid--track")
        return Strip([Segment(glyphs.cut(text, width), style)])

    def frozen(self, line: ItemLine, lit: frozenset[Cell], *, here: bool, on_status: bool) -> Strip:
        """Return an item's title, status and spread."""
        row, c = line.row, self._columns
        base = self._styles("grid--cursor-row" if here else "grid--row")
        quiet = base if row.open else base + self._styles("grid--quiet")
        title = glyphs.cut(f" {'  ' * (line.indent + 1)}{plain(row.item.title)}", c.title)
        gap = f" {row.spread if row.spread is not None else '-'!s:>2} "
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
        for party in self._columns.parties:
            reading = row.cells.get(party.key)
            new = (key, party.key) in lit
            if party.key == on:
                segments.append(Segment(self._text(row, party.key, reading, new=new), self._styles("grid--cursor")))
            elif reading is None:
                segments.append(Segment(self._nothing(new=new), base + self._styles("grid--lit") if new else base))
            else:
                segments += self._reading(row, party.key, reading, base, new=new)
        return Strip(segments)

    def _nothing(self, *, new: bool) -> str:
        return glyphs.cut(" gone" if new else "", self._columns.cell)

    def _reading(self, row: Row, party: str, reading: Reading, base: Style, *, new: bool) -> list[Segment]:
        sign = self._sign(reading)
        stance = base + self._styles(sign.style)
        if new:
            stance = stance + Style(bgcolor=self._styles("grid--lit").bgcolor, underline=True)
        rest = self._text(row, party, reading, new=new)[len(sign.text) + 1 :]
        around = base + self._styles("grid--lit") if new else base
        marks = base + self._styles("grid--lit" if new else "grid--contested" if reading.contested else "grid--quiet")
        if not self._columns.wide:
            return [Segment(" ", base), Segment(sign.text, stance), Segment(rest, marks)]
        word = rest[:12]
        return [Segment(" ", base), Segment(sign.text, stance), Segment(word, around), Segment(rest[12:], marks)]

    def _text(self, row: Row, party: str, reading: Reading | None, *, new: bool) -> str:
        if reading is None:
            return self._nothing(new=new)
        sign = self._sign(reading).text
        moved = self._signs.movement(row.moved.get(party), new=new)
        word = f" {glyphs.cut(reading.stance.value, 11)}" if self._columns.wide and reading.stance else ""
        return glyphs.cut(f" {sign}{word}{moved}{glyphs.mark(reading)}", self._columns.cell)

    def _sign(self, reading: Reading) -> glyphs.Sign:
        return self._signs.stance(reading.stance) if reading.stance else glyphs.Sign(" ? ", "stance--none")
