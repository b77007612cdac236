"""A table's cells, from CSV or a workbook: text, a day, or nothing, each at its row and column.

What a merged cell says is said in every cell that it spans.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from ledger.domain.text import forbidden
from ledger.errors import Fault, UsageError

CSV_ENDINGS: Final = (".csv", ".tsv")
WORKBOOK_ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
TABLE_ENDINGS: Final = (*CSV_ENDINGS, *WORKBOOK_ENDINGS)
MOST_BYTES: Final = 50_000_000
MOST_CELLS: Final = 5_000_000
MOST_FAULTS: Final = 20
_BOMS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
Value = str | date | None
"""Text without blanks at its ends, a day, or nothing."""


class Digits(str):
    """A number that a workbook holds as one, in digits: its point is decimal, whatever signs texts have."""

    __slots__ = ()


@dataclass(slots=True)
class SheetGrid:
    """One sheet. ``name`` is the sheet's, none of CSV; ``lines`` are the numbers of its rows, as an editor counts.

    ``faults`` are cells that cannot be read. Rows are as long as what was written in them.
    """

    file: str
    name: str | None
    rows: list[list[Value]]
    lines: list[int]
    faults: list[Fault] = field(default_factory=list)

    def at(self, row: int, column: int) -> Value:
        """Return a cell, counted from 0; nothing past the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None

    def fault(self, message: str, row: int | None = None, column: int | None = None, hint: str | None = None) -> Fault:
        """Return a fault at a cell, or at a row or the sheet as a whole."""
        line = self.lines[row] if row is not None and row < len(self.lines) else None
        return Fault(message, self.file, line, None if column is None else column + 1, self.place(row, column), hint)

    def place(self, row: int | None, column: int | None) -> str | None:
        """Name a cell as spreadsheets do, with its sheet: ``Round 1!C5``."""
        number = self.lines[row] if row is not None and row < len(self.lines) else ""
        cell = f"{letters(column) if column is not None else 'row '}{number}" if row is not None else ""
        return "!".join(part for part in (self.name, cell) if part) or None

    @property
    def first_row(self) -> int | None:
        """The first row with anything in it."""
        return next((place for place, row in enumerate(self.rows) if any(cell is not None for cell in row)), None)


def letters(column: int) -> str:
    """Return how spreadsheets name a column: 0 is A, 26 is AA."""
    named = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        named, column = chr(ord("A") + rest) + named, column - 1
    return named


def as_text(value: Value) -> str:
    """Return a cell as text; a day in ISO's form."""
    return value.isoformat() if isinstance(value, date) else value or ""


# -- CSV --------------------------------------------------------------------------------------------------------------


def csv_grid(file: str, data: bytes, encoding: str = "utf-8", delimiter: str = ",") -> SheetGrid:
    """Read CSV; a byte order mark outweighs the encoding. What cannot be read is in ``faults``."""
    grid = SheetGrid(file, None, [], [])
    text = _decoded(grid, data, encoding)
    if text is None:
        return grid
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            grid.lines.append(before + 1)
            grid.rows.append([_text(cell) for cell in cells])
            before = reader.line_num
    except csv.Error as problem:
        grid.faults.append(Fault(f"is not CSV: {problem}", file, before + 1, hint="is a quote left open?"))
    _check(grid)
    return grid


def bom_of(data: bytes) -> str | None:
    """Return the encoding that a byte order mark names."""
    return next((name for mark, name in _BOMS.items() if data.startswith(mark)), None)


def _decoded(grid: SheetGrid, data: bytes, encoding: str) -> str | None:
    if len(data) > MOST_BYTES:
        grid.faults.append(Fault(f"is {len(data):,} bytes long; a table is at most {MOST_BYTES:,}", grid.file))
        return None
    name = bom_of(data) or encoding
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        message = f"byte 0x{data[problem.start]:02X} is not {name}"
        hint = "name the encoding in the mapping, such as encoding: windows-1252"
        grid.faults.append(Fault(message, grid.file, line, hint=hint))
        return None


# -- workbooks --------------------------------------------------------------------------------------------------------


def workbook_grids(file: str, data: bytes) -> list[SheetGrid]:
    """Read every sheet of a workbook; raises ``UsageError`` where the library for it is not installed.

    A file that is no workbook comes back as one grid with the fault.
    """
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError as problem:
        hint = "pip install 'position-ledger[xlsx]'"
        raise UsageError("Reading XLSX needs a library that is not installed", hint=hint) from problem
    if len(data) > MOST_BYTES:
        message = f"is {len(data):,} bytes long; a workbook is at most {MOST_BYTES:,}"
        return [SheetGrid(file, None, [], [], [Fault(message, file)])]
    try:
        book = load_workbook(io.BytesIO(data))
        return [_sheet(file, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except CalamineError as problem:
        return [SheetGrid(file, None, [], [], [Fault(f"is not a workbook that can be read: {problem}", file)])]


def _sheet(file: str, sheet: Any) -> SheetGrid:  # noqa: ANN401 - its types are the library's
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        size = f"{sheet.total_height:,} rows of {sheet.total_width:,} columns"
        return SheetGrid(file, sheet.name, [], [], [Fault(f"sheet {sheet.name} has {size}: too many cells", file)])
    values = sheet.to_python(skip_empty_area=False)
    grid = SheetGrid(
        file, sheet.name, [[_value(cell) for cell in row] for row in values], list(range(1, len(values) + 1))
    )
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _spread(grid.rows, range(top, bottom + 1), range(left, right + 1))
    _check(grid)
    return grid


def _spread(rows: list[list[Value]], down: Sequence[int], across: Sequence[int]) -> None:
    if down[0] >= len(rows) or across[0] >= len(rows[down[0]]):
        return
    said = rows[down[0]][across[0]]
    for row in down:
        if row < len(rows):
            for column in across:
                if column < len(rows[row]):
                    rows[row][column] = said


def _value(cell: object) -> Value:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, float):  # a workbook has no other numbers
        return Digits(format(Decimal(repr(cell)).normalize(), "f"))
    return _text(str(cell))


def _text(cell: str) -> str | None:
    return cell.strip() or None


def _check(grid: SheetGrid) -> None:
    """Find what may not be stored."""
    for row, column, text in _texts(grid):
        if found := forbidden(text.replace("\r\n", "\n")):
            if len(grid.faults) == MOST_FAULTS:
                grid.faults.append(grid.fault("more such characters follow; is this a table?", row, column))
                return
            grid.faults.append(grid.fault(f"holds the control character {found[1]}", row, column, "take it out"))


def _texts(grid: SheetGrid) -> Iterator[tuple[int, int, str]]:
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                yield row, column, cell
