"""Items × parties as text: grouped by track, as many parties as the width takes, in words if there is room."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from ledger.cli.terminal import bold, dim, paint
from ledger.cli.views import words
from ledger.cli.views.grid import cut, pad, wrapped
from ledger.domain.readings import COLUMN_ROLES, Matrix, Reading, Row
from ledger.domain.records import Party
from ledger.domain.text import safe
from ledger.domain.words import Stance
from ledger.formats.tables import Table

CONTESTED, UNREVIEWED, MOVED = "!", "?", "▸"
_KEYS = 26  # columns for an item's key, at most
_LEAST = 6  # and for its status, at least
_NO_TRACK = "other"
Say = Callable[[Stance], str]


def _in_words(stance: Stance) -> str:
    return f"{words.signed(stance.score):>2} {stance.value}"


def _in_short(stance: Stance) -> str:
    return f"{words.signed(stance.score):>2} {words.SHORT[stance]}"


def _in_letters(stance: Stance) -> str:
    return f"{words.signed(stance.score):>2} {words.LETTER[stance]}"


FORMS: tuple[Say, ...] = (_in_words, _in_short, _in_letters)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the matrix is written so that it fits: which parties, in which form."""

    parties: tuple[Party, ...]
    say: Say
    keys: int
    statuses: int
    marks_unreviewed: bool

    def cell(self, row: Row, party: Party) -> str:
        """The stance with its movement and marks."""
        reading = row.cells.get(party.key)
        if reading is None or reading.stance is None:
            return ""
        moved = row.moved.get(party.key)
        step = f" {MOVED}{words.signed(moved)}" if moved else ""
        return self.say(reading.stance) + step + self.marks(reading)

    def marks(self, reading: Reading | None) -> str:
        """Contested and unreviewed."""
        if reading is None:
            return ""
        unreviewed = self.marks_unreviewed and not reading.reviewed
        marks = (CONTESTED if reading.contested else "") + (UNREVIEWED if unreviewed else "")
        return f" {marks}" if marks else ""

    def status(self, row: Row) -> str:
        """The status; a promise past its day is overdue."""
        return ("overdue" if row.overdue else row.status.value) + self.marks(row.status_reading)

    def column(self, party: Party, rows: Sequence[Row]) -> int:
        """How wide a party's column is."""
        return max(cell_len(safe(party.code)), *(cell_len(self.cell(row, party)) for row in rows), 1)

    def wide(self, rows: Sequence[Row]) -> int:
        """How wide the whole is."""
        return self.keys + sum(self.column(party, rows) + 2 for party in self.parties) + 7 + self.statuses


def matrix_text(matrix: Matrix, width: int) -> str:
    """Return the matrix in at most ``width`` columns, with a line on top and a legend.

    Items that come up only later are left out: at this point nobody had promised or raised them.
    """
    if not matrix.rows:
        return "\n".join([*_heading(matrix, width), "", "No items here. posl import SEEDS brings them in."])
    matrix = replace(matrix, rows=tuple(row for row in matrix.rows if row.heard_of))
    if not matrix.rows:
        return "\n".join([*_heading(matrix, width), "", "No item had come up by then."])
    layout = _fitting(matrix, width)
    legend = (part for line in _legend(matrix, layout) for part in wrapped(line, width))
    lines = [*_heading(matrix, width), "", *_body(matrix, layout), "", *legend]
    return "\n".join(line.rstrip() for line in lines)


def _heading(matrix: Matrix, width: int) -> Iterator[str]:
    if matrix.info.title:
        yield from (bold(line) for line in wrapped(matrix.info.title, width))
    before = f"; movement since {words.point(matrix.before).split(',')[0]}" if matrix.before else ""
    yield from wrapped(f"At {words.point(matrix.point)}{before}", width)
    counts = [
        f"{words.plural(matrix.items_open, 'item')} open, {matrix.items_settled} settled",
        f"{words.plural(matrix.contested, 'reading')} contested",
        "nothing reviewed yet" if _nothing_reviewed(matrix) else f"{matrix.unreviewed} unreviewed",
    ]
    yield from wrapped("; ".join(counts), width)


def _nothing_reviewed(matrix: Matrix) -> bool:
    """A mark on every single cell would tell nothing."""
    return not any(reading.reviewed for row in matrix.rows for reading in _readings(row))


def _readings(row: Row) -> list[Reading]:
    return [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]


def _fitting(matrix: Matrix, width: int) -> _Layout:
    """Words for everybody; else words for those at the table; else shorter and shorter forms."""
    everybody = matrix.columns
    table = tuple(party for party in everybody if party.role in COLUMN_ROLES)
    keys = min(max(cell_len(safe(row.item.key)) for row in matrix.rows), _KEYS)
    marks = not _nothing_reviewed(matrix)
    plain = _Layout(everybody, _in_words, keys, 0, marks)
    statuses = max(cell_len(plain.status(row)) for row in matrix.rows)
    candidates = [_Layout(everybody, _in_words, keys, statuses, marks)]
    candidates += [_Layout(parties, say, keys, statuses, marks) for say in FORMS for parties in (everybody, table)]
    for layout in sorted(candidates, key=lambda each: (FORMS.index(each.say), len(each.parties) < len(everybody))):
        if layout.wide(matrix.rows) <= width:
            return layout
    return _cut_down(_Layout(table or everybody, _in_letters, min(keys, 18), statuses, marks), matrix.rows, width)


def _cut_down(layout: _Layout, rows: Sequence[Row], width: int) -> _Layout:
    """Leave parties out from the right until it fits; one always stays, and statuses are cut then."""
    while len(layout.parties) > 1 and layout.wide(rows) > width:
        layout = replace(layout, parties=layout.parties[:-1])
    return replace(layout, statuses=max(layout.statuses - max(layout.wide(rows) - width, 0), _LEAST))


def _body(matrix: Matrix, layout: _Layout) -> Iterator[str]:
    widths = [layout.column(party, matrix.rows) for party in layout.parties]
    names = "  ".join(pad(safe(party.code), width) for party, width in zip(layout.parties, widths, strict=True))
    yield bold(f"{pad('', layout.keys)}  {names}  gap  status")
    tracks = dict.fromkeys(row.item.track or _NO_TRACK for row in matrix.rows)
    for track in tracks:
        yield dim(safe(track))
        for row in matrix.rows:
            if (row.item.track or _NO_TRACK) == track:
                yield _line(row, layout, widths)


def _line(row: Row, layout: _Layout, widths: Sequence[int]) -> str:
    cells = "  ".join(_cell(row, party, layout, width) for party, width in zip(layout.parties, widths, strict=True))
    gap = "" if row.spread is None else str(row.spread)
    key = pad(cut(safe(row.item.key), layout.keys), layout.keys)
    return f"{key}  {cells}  {gap:>3}  {cut(layout.status(row), layout.statuses)}"


def _cell(row: Row, party: Party, layout: _Layout, width: int) -> str:
    reading = row.cells.get(party.key)
    text = pad(layout.cell(row, party) or " .", width)
    shade = words.colour(reading.score) if reading else None
    return paint(text, fg=shade) if shade else text


def _legend(matrix: Matrix, layout: _Layout) -> Iterator[str]:
    shown = {reading.stance for row in matrix.rows for reading in row.cells.values() if reading.stance}
    if layout.say is not _in_words:
        form = words.SHORT if layout.say is _in_short else words.LETTER
        yield "; ".join(f"{form[stance]} {stance.value}" for stance in Stance if stance in shown)
    gap = "gap: the largest distance between principals, 0 to 6"
    marks = [f". no stance reported; {gap}"]
    if any(row.moved.get(party.key) for row in matrix.rows for party in layout.parties):
        marks.append(f"{MOVED} moved since the round before")
    if matrix.contested:
        marks.append(f"{CONTESTED} contested")
    if layout.marks_unreviewed:
        marks.append(f"{UNREVIEWED} unreviewed")
    yield "; ".join(marks)
    yield from _left_out(matrix, layout)


def _left_out(matrix: Matrix, layout: _Layout) -> Iterator[str]:
    """Say what the width had no room for."""
    hidden = [party for party in matrix.columns if party not in layout.parties]
    if not hidden:
        return
    counted = (f"{safe(party.code)} ({sum(party.key in row.cells for row in matrix.rows)})" for party in hidden)
    wide = replace(layout, parties=matrix.columns)
    yield f"Not shown, with stances: {', '.join(counted)}; --width {wide.wide(matrix.rows)} shows all"


def matrix_table(matrix: Matrix) -> Table:
    """Return the matrix as plain rows, a column for each party."""
    columns = ["item", "title", "kind", "track", *(party.key for party in matrix.columns), "spread", "status"]
    return Table(columns, [_values(row, matrix.columns) for row in matrix.rows])


def _values(row: Row, parties: Sequence[Party]) -> list[object]:
    stances = (reading.stance if (reading := row.cells.get(party.key)) else None for party in parties)
    item = row.item
    cells = [stance.value if stance else None for stance in stances]
    return [item.key, item.title, item.kind.value, item.track, *cells, row.spread, row.status.value]
