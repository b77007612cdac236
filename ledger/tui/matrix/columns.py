"""Which columns the grid has and how wide they are at a given width of the terminal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow, Reading
from ledger.domain.records import Party
from ledger.formats.marks import scores
from ledger.tui import glyphs
from ledger.tui.glyphs import Glyphs
from ledger.tui.matrix.view import CellKey, Heading, ItemLine, MatrixLine
from ledger.tui.safe import plain

STATUS = 15
SPREAD = 6
NARROW, WIDE = 8, 20
SIGN = 5
"""A blank, the sign and a blank stand before a stance's word; a mark stands behind it."""
LEAST_WORDS = 13
TITLE_LEAST, TITLE_MOST = 24, 52


@dataclass(frozen=True)
class Columns:
    """Widths: the item's title, status and spread stand still on the left; the parties move under the cursor."""

    parties: tuple[Party, ...]
    title: int
    status: int
    cells: tuple[int, ...]
    wide: bool
    """Whether the stances' words fit beside their signs."""

    @property
    def frozen(self) -> int:
        """Cells that do not scroll."""
        return self.title + self.status + SPREAD + 1

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each party's column starts, from the first one; the last number is where all of them end."""
        return tuple(accumulate(self.cells, initial=0))

    @property
    def width(self) -> int:
        """Of everything."""
        return self.frozen + self.starts[-1]

    @cached_property
    def named(self) -> bool:
        """Whether every party's name fits over its column; else all have their codes there."""
        return self.wide and all(cell_len(p.name) < width for p, width in zip(self.parties, self.cells, strict=True))

    def column_at(self, x: int) -> int:
        """Return which party's column (from 1) lies at so many cells from the first one."""
        return min(sum(start <= x for start in self.starts[:-1]), len(self.parties))


def columns_of(matrix: Matrix, shown: Sequence[str] = ()) -> tuple[Party, ...]:
    """Return principals and mediators, then whoever else has a reading here, or had one on a point seen before."""
    heard = {party.key for party in matrix.columns} | set(shown)
    mine = [party for party in matrix.parties if party.role in COLUMN_ROLES]
    return (*mine, *(party for party in matrix.parties if party.role not in COLUMN_ROLES and party.key in heard))


def words_may_fit(parties: Sequence[Party], width: int) -> bool:
    """Whether it is worth looking how long the words are."""
    return _beside(width) - LEAST_WORDS * len(parties) >= TITLE_LEAST


def measure(lines: Iterable[MatrixLine], parties: Sequence[Party], known: Mapping[str, int]) -> dict[str, int]:
    """Return what each party's column needs to show every word whole, never less than it was known to need."""
    needs = {party.key: max(known.get(party.key, 0), LEAST_WORDS) for party in parties}
    for line in lines:
        if isinstance(line, ItemLine):
            for key, reading in line.row.cells.items():
                if key in needs:
                    needs[key] = max(needs[key], _need(line.row, key, reading))
    return needs


def _need(row: MatrixRow, party: str, reading: Reading) -> int:
    """The sign, the word, a movement of two cells or the sign of a new reading, and marks; if contested, all scores."""
    if reading.contested:
        return SIGN + max(len(scores(reading)) - 3, 0) + 3
    word = len(reading.stance.value) if reading.stance else 0
    return SIGN + word + (2 if row.moved.get(party) else 1) + 2


def title_need(lines: Iterable[MatrixLine]) -> int:
    """Return what the longest title needs, its indentation and a blank behind it included."""
    return max(
        (len(line.row.item.title) + 2 * line.indent + 4 for line in lines if isinstance(line, ItemLine)), default=0
    )


def _beside(width: int) -> int:
    return width - STATUS - SPREAD - 1


def fit(parties: tuple[Party, ...], width: int, needs: Mapping[str, int] | None = None, title: int = 0) -> Columns:
    """Return the widths for so many cells: whole words beside the signs where all of them fit, else signs alone.

    What is to spare goes to the titles until the longest is whole, then to the narrowest columns.
    """
    rest = _beside(width)
    cells = [needs.get(party.key, LEAST_WORDS) for party in parties] if needs is not None else []
    if parties and needs is not None and rest - sum(cells) >= TITLE_LEAST:
        room = max(TITLE_LEAST, min(title, TITLE_MOST, rest - sum(cells)))
        return Columns(parties, room, STATUS, _widened(cells, parties, rest - room - sum(cells)), wide=True)
    room = max(TITLE_LEAST, min(TITLE_MOST, max(rest - NARROW * len(parties), width // 5)))
    if width < 60:
        room = max(12, width // 3)
    return Columns(parties, room, STATUS, (NARROW,) * len(parties), wide=False)


def _widened(cells: list[int], parties: Sequence[Party], spare: int) -> tuple[int, ...]:
    """Give what is to spare to the columns whose names do not fit yet, then make all of them alike."""
    wishes = [max(width, cell_len(party.name) + 2) for width, party in zip(cells, parties, strict=True)]
    if sum(wishes) - sum(cells) <= spare:
        spare -= sum(wishes) - sum(cells)
        cells = wishes
    wanted = max(WIDE, *cells)
    while spare > 0 and min(cells) < wanted:
        cells[cells.index(min(cells))] += 1
        spare -= 1
    return tuple(cells)


# ----------------------------------------------------------------------------------------------------------------------
# Rows of the matrix as strips of text: the part that stands still, and the parties; the grid crops what is in view.

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

    def frozen(self, line: ItemLine, lit: frozenset[CellKey], *, here: bool, on_status: bool) -> Strip:
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

    def _status(self, row: MatrixRow, lit: frozenset[CellKey], base: Style, *, on_status: bool) -> Segment:
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

    def cells(self, row: MatrixRow, lit: frozenset[CellKey], *, here: bool, on: str | None) -> Strip:
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

    def _reading(
        self, row: MatrixRow, party: str, reading: Reading, width: int, base: Style, *, new: bool
    ) -> list[Segment]:
        stance = base + self._styles(self._sign(reading).style)
        if new:
            stance = stance + Style(bgcolor=self._styles("grid--lit").bgcolor, underline=True)
        around = base + self._styles("grid--lit") if new else base
        marks = base + self._styles("grid--lit" if new else "grid--contested" if reading.contested else "grid--quiet")
        blank, sign, word, rest = self._parts(row, party, reading, width, new=new)
        return [Segment(blank, base), Segment(sign, stance), Segment(word, around), Segment(rest, marks)]

    def _parts(
        self, row: MatrixRow, party: str, reading: Reading, width: int, *, new: bool
    ) -> tuple[str, str, str, str]:
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
