"""Which columns the grid has and how wide they are at a given width of the terminal."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import accumulate

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ledger.domain.blocs import Blocs, SpokenFor
from ledger.domain.readings import MatrixRow, News, Reading
from ledger.domain.records import Party
from ledger.domain.tallies import MANY, tally_of
from ledger.domain.words import Stance
from ledger.formats.marks import SHORT, for_another, scores
from ledger.tui import glyphs
from ledger.tui.glyphs import Glyphs
from ledger.tui.matrix.view import CellKey, Changes, Heading, ItemLine, MatrixLine
from ledger.tui.safe import plain

STATUS = 16
SPREAD = 6
NARROW, WIDE = 9, 20
"""A blank, a movement (``+2▸-1``), a blank and two marks; what a column has where there is more than enough."""
MARKS = 2
LEAST_WORDS = 11
TALLY, _ROOM_FOR_VOTES = 12, 100
TITLE_LEAST, TITLE_GOOD, TITLE_MOST = 24, 32, 52


class Brevity(Enum):
    """How much of a stance is said beside its score: its word, a short form of it, nothing."""

    words = "words"
    short = "short"
    scores = "scores"


_WORDS = {
    Brevity.words: {stance: stance.value for stance in Stance},
    Brevity.short: SHORT,
    Brevity.scores: dict.fromkeys(Stance, ""),
}
JOINTS = {Brevity.words: " / ", Brevity.short: "/", Brevity.scores: "/"}
"""What stands between the scores of a contested cell."""
Needs = Mapping[str, tuple[int, int]]
"""By party, how wide its column has to be with words, and with short ones."""


def word_of(stance: Stance, form: Brevity) -> str:
    """Return a stance's word as it is written in a form."""
    return _WORDS[form][stance]


@dataclass(frozen=True)
class Columns:
    """Widths: the item's title, status and spread stand still on the left; the parties move under the cursor."""

    parties: tuple[Party, ...]
    title: int
    status: int
    cells: tuple[int, ...]
    form: Brevity
    tally: int = 0

    @property
    def frozen(self) -> int:
        """Cells that do not scroll."""
        return self.title + self.status + SPREAD + self.tally

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
        return self.form is Brevity.words and all(
            cell_len(p.name) < width for p, width in zip(self.parties, self.cells, strict=True)
        )

    def in_view(self, left: int, width: int) -> slice:
        """Return whose columns are seen, be it in part, in so many cells from one on."""
        return slice(max(bisect_right(self.starts, left) - 1, 0), bisect_left(self.starts, left + width))

    def column_at(self, x: int) -> int:
        """Return which party's column (from 1) lies at so many cells from the first one."""
        return min(sum(start <= x for start in self.starts[:-1]), len(self.parties))


def tally_need(lines: Iterable[MatrixLine], width: int) -> int:
    """Return how wide the votes on each item are, where many speak on one and there is room for them."""
    many = any(isinstance(line, ItemLine) and len(line.row.cells) > MANY for line in lines)
    return TALLY if many and width >= _ROOM_FOR_VOTES else 0


def words_may_fit(parties: Sequence[Party], width: int) -> bool:
    """Whether it is worth looking how long the words are."""
    return _beside(width) - LEAST_WORDS * len(parties) >= TITLE_LEAST


def measure(lines: Iterable[MatrixLine], parties: Sequence[Party], known: Needs) -> dict[str, tuple[int, int]]:
    """Return what each party's column needs to show every word whole, never less than it was known to need."""
    needs = {party.key: known.get(party.key, (LEAST_WORDS, LEAST_WORDS)) for party in parties}
    for line in lines:
        if isinstance(line, ItemLine):
            for key, reading in line.row.cells.items():
                if key in needs:
                    long, short = needs[key]
                    needs[key] = (
                        max(long, _need(line.row, reading, Brevity.words)),
                        max(short, _need(line.row, reading, Brevity.short)),
                    )
    return needs


def _scores(reading: Reading, form: Brevity) -> str:
    return scores(reading, JOINTS[form], short=form is not Brevity.words)


def _need(row: MatrixRow, reading: Reading, form: Brevity) -> int:
    """A blank; the score or a movement, and the word; the sign of news, or a bracket; a blank, and marks."""
    if reading.contested:
        return 1 + len(_scores(reading, form)) + 2 + MARKS
    moved = row.moved.get(reading.party or "")
    word = word_of(reading.stance, form) if reading.stance else ""
    return 1 + (5 if moved else 2) + 1 + len(word) + 2 + MARKS


def title_need(lines: Iterable[MatrixLine]) -> int:
    """Return what the longest title needs, its indentation and a blank behind it included."""
    return max(
        (len(line.row.item.title) + 2 * line.indent + 4 for line in lines if isinstance(line, ItemLine)), default=0
    )


def _beside(width: int) -> int:
    return width - STATUS - SPREAD


def wish(parties: Sequence[Party], needs: Needs, title: int) -> int:
    """Return how wide everything is with every word and every title whole."""
    cells = sum(needs.get(party.key, (LEAST_WORDS, LEAST_WORDS))[0] for party in parties)
    return STATUS + SPREAD + max(TITLE_LEAST, min(title, TITLE_MOST)) + cells


def fit(parties: tuple[Party, ...], width: int, needs: Needs | None = None, title: int = 0) -> Columns:
    """Return the widths for so many cells: words beside the scores where all of them fit, else short ones, else none.

    What is to spare goes to the titles until the longest is whole, then to the narrowest columns.
    """
    rest = _beside(width)
    known = needs or {}
    for place, form in enumerate((Brevity.words, Brevity.short)) if parties and known else ():
        cells = [known.get(party.key, (LEAST_WORDS, LEAST_WORDS))[place] for party in parties]
        left = rest - sum(cells)
        if left >= min(max(title, TITLE_LEAST), TITLE_GOOD if form is Brevity.words else TITLE_LEAST):
            room = max(TITLE_LEAST, min(title, TITLE_MOST, left))
            return Columns(parties, room, STATUS, _widened(cells, parties, rest - room - sum(cells)), form)
    whole = min(max(rest - TITLE_LEAST, 0) // NARROW, len(parties))
    room = max(TITLE_LEAST, min(TITLE_MOST, rest - NARROW * whole))
    if width < 60:
        room = max(12, width // 3)
    return Columns(parties, room, STATUS, (NARROW,) * len(parties), Brevity.scores)


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

COUNTS_JOINT = ", "


def heading_start(line: Heading) -> str:
    """Return what stands on a track's line before its counts."""
    return f" {'+' if line.folded else '-'} {plain(line.track).upper()}  "


def count_at(line: Heading, x: int) -> tuple[str, Sequence[CellKey]] | None:
    """Return the count of a track's line that is drawn at so many cells from the left, with what it counts."""
    at = cell_len(heading_start(line))
    for said, cells in line.counts():
        if at <= x < at + len(said):
            return said, cells
        at += len(said) + len(COUNTS_JOINT)
    return None


def _votes(row: MatrixRow) -> str:
    """Return how many are for, against and on neither side: ``155/8/20``."""
    votes = tally_of(row.cells.values())
    return f"{votes.for_}/{votes.against}/{votes.abstaining}"


Styles = Callable[[str], Style]
"""Gives the style of a component class, as the theme has it."""
LIT = frozenset({News.moved, News.gone})
"""What lights up; what is new here or said again has a mark."""


def beside(said: Iterable[SpokenFor], blocs: Blocs) -> str:
    """Return what others hold for a party, in square brackets: it is not its own word."""
    told = [f"{for_another(each.reading)} {plain(blocs.parties[each.by].code)}" for each in said]
    return f"[{', '.join(told)}]" if told else ""


class Painter:
    """Draws lines for one set of columns, signs and colours."""

    def __init__(self, columns: Columns, signs: Glyphs, styles: Styles) -> None:
        self._columns, self._signs, self._styles = columns, signs, styles

    def header(self) -> tuple[Strip, Strip]:
        """Return the line with the names of the columns: the frozen part, and the parties'."""
        style, c = self._styles("grid--header"), self._columns
        votes = f"{'+ / - / 0':>{c.tally}}" if c.tally else ""
        left = (
            f" {glyphs.cut('Item', c.title - 1)}{glyphs.cut('Status', c.status)}{glyphs.cut('spread', SPREAD)}{votes}"
        )
        names = [plain(party.name if c.named else party.code) for party in c.parties]
        right = "".join(
            glyphs.cut(f" {glyphs.cut(name, width - 1).rstrip()}", width)
            for name, width in zip(names, c.cells, strict=True)
        )
        return Strip([Segment(left, style)]), Strip([Segment(right, style)])

    def heading(self, line: Heading, width: int, *, here: bool) -> Strip:
        """Return a track's line."""
        text = heading_start(line) + COUNTS_JOINT.join(said for said, _ in line.counts())
        style = self._styles("grid--cursor" if here else "grid--track")
        return Strip([Segment(glyphs.cut(text, width), style)])

    def frozen(self, line: ItemLine, lit: Changes, *, here: bool, on_status: bool) -> Strip:
        """Return an item's title, status and spread."""
        row, c = line.row, self._columns
        base = self._styles("grid--cursor-row" if here else "grid--row")
        quiet = base if row.open else base + self._styles("grid--quiet")
        title = glyphs.cut(f" {'  ' * (line.indent + 1)}{plain(row.item.title)}", c.title - 1) + " "
        # In its column's middle: close to a score, "5 +3" reads as a sum.
        spread = f"{row.spread if row.spread is not None else '-'!s:^{SPREAD}}"
        status = self._status(row, lit.get((row.item.key, None)), base, on_status=on_status)
        tally = f"{_votes(row):>{c.tally}}" if c.tally else ""
        return Strip([Segment(title, quiet), *status, Segment(spread, quiet), Segment(tally, quiet)])

    def _status(self, row: MatrixRow, what: News | None, base: Style, *, on_status: bool) -> list[Segment]:
        """Return the word, of a contested one each account's, with what is new in it, and the marks of its reading."""
        reading, width = row.status_reading, self._columns.status
        contested = reading is not None and reading.contested
        news = self._signs.news(what)
        mark = f"{self._signs.mark(reading, derived=row.overdue) if reading else '':<{MARKS}} "
        doubtful = not row.overdue and (row.only_possibly if reading is None else not reading.sure)
        word = glyphs.NOTHING if row.untold else glyphs.status_word(row.status, overdue=row.overdue)
        if reading is not None and contested and not row.overdue:
            told = (each.status for each in reading.accounts if each.status is not None)
            word = glyphs.status_words(told, width - len(news) - len(mark) - 1 - 2 * doubtful)
        bracketed = doubtful and len(word) + 2 + len(news) + len(mark) <= width
        said = f"{f'({word})' if bracketed else word}{news}"
        gap = f"{'':<{max(width - len(mark) - len(said), 0)}}"
        if on_status:
            return [Segment(said + gap + mark, self._styles("grid--cursor"))]
        loud = "grid--lit" if what in LIT else "grid--contested" if row.overdue else "" if row.open else "grid--quiet"
        marked = "grid--contested" if contested else "grid--quiet"
        return [
            Segment(said, base + self._styles(loud) if loud else base),
            Segment(gap, base),
            Segment(mark, base + self._styles(marked)),
        ]

    def cells(self, row: MatrixRow, lit: Changes, blocs: Blocs, seen: slice, *, here: bool, on: str | None) -> Strip:
        """Return an item's parties, those in view; ``on`` is the party under the cursor."""
        key, for_others = row.item.key, blocs.spoken_for(row.cells)
        base = self._styles("grid--cursor-row" if here else "grid--row")
        segments: list[Segment] = []
        for party, width in zip(self._columns.parties[seen], self._columns.cells[seen], strict=True):
            reading, what = row.cells.get(party.key), lit.get((key, party.key))
            others = for_others.get(party.key, ())
            dissent = reading is not None and any(each.differs_from(reading) for each in others)
            if reading is None:
                said = beside(others, blocs)
                segments.append(self._nothing(width, what, base, said, on=party.key == on))
            elif party.key == on:
                text = "".join(self._parts(row, reading, width, what, dissent=dissent))
                segments.append(Segment(text, self._styles("grid--cursor")))
            else:
                segments += self._reading(row, reading, width, what, base, dissent=dissent)
        return Strip(segments)

    def _nothing(self, width: int, what: News | None, base: Style, beside: str, *, on: bool) -> Segment:
        """Return an empty cell, one whose reading is gone, or one in which only others speak for the party."""
        style = "grid--cursor" if on else "grid--lit" if what else "grid--quiet"
        text = " gone" if what else f" {beside}" if beside else f"  {glyphs.NOTHING}"
        return Segment(glyphs.cut(text, width), self._styles(style) if on else base + self._styles(style))

    def _reading(
        self, row: MatrixRow, reading: Reading, width: int, what: News | None, base: Style, *, dissent: bool
    ) -> list[Segment]:
        contested = self._styles("grid--contested")
        stance = base + (contested if reading.contested else self._styles(self._colour(reading)))
        if what in LIT:
            stance = stance + Style(bgcolor=self._styles("grid--lit").bgcolor, underline=True)
        marks = base + (contested if reading.contested else self._styles("grid--quiet"))
        lead, said, news, rest = self._parts(row, reading, width, what, dissent=dissent)
        return [Segment(lead, base), Segment(said, stance), Segment(news, base), Segment(rest, marks)]

    def _parts(
        self, row: MatrixRow, reading: Reading, width: int, what: News | None, *, dissent: bool
    ) -> tuple[str, str, str, str]:
        """Return a blank or bracket, what is said, what is new in it, and the marks: at the right of a word.

        Where a member says other than its bloc, that takes the place of where it came from.
        """
        moved = None if dissent else row.moved.get(reading.party or "")
        lead, end = (" ", "") if reading.sure else ("(", ")")
        score, word = self._said(reading, moved)
        news = "" if moved and what is News.moved else self._signs.news(what)
        mark = f" {self._signs.mark(reading):<{MARKS}}"
        if dissent:
            news, mark = news + glyphs.DISSENT, mark.rstrip()
        room = width - len(lead) - len(end) - len(news)
        if reading.contested:  # that it is stays marked, however many scores have room
            score = glyphs.cut(score, min(len(score), max(room - len(mark.rstrip()), 0)))
        elif len(score) + len(mark.rstrip()) > room:  # one that is cut reads as another: whose word it is gives way
            mark = self._signs.mark(reading, derived=True)
        left = min(room - len(score) - len(mark), len(word))
        said = glyphs.cut(score, min(len(score), max(room, 0)))
        said += glyphs.cut(word, left) if left == len(word) or left > len(f" {glyphs.CUT}") else ""
        room -= len(said)
        rest = mark.rjust(room) if self._columns.form is not Brevity.scores else mark.ljust(room)
        return lead, said, f"{end}{news}", rest[: max(room, 0)]

    def _said(self, reading: Reading, moved: int | None) -> tuple[str, str]:
        """Return the score, or those of each account, and the word behind it."""
        form = self._columns.form
        if reading.contested or reading.stance is None:  # it has no winner, so no word of one
            return _scores(reading, form), ""
        word = word_of(reading.stance, form)
        if reading.score is None:
            return f"   {word}" if word else SHORT[reading.stance], ""
        return self._signs.score(reading.score, moved), f" {word}" if word else ""

    def _colour(self, reading: Reading) -> str:
        return self._signs.stance(reading.stance).style if reading.stance else "stance--none"
