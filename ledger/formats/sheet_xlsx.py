"""Sheets as one XLSX workbook, each a table. Days are days; no text is a formula or a link, whatever it looks like."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ledger.domain.text import safe
from ledger.errors import UsageError
from ledger.formats.sheet_csv import Sheet

Page = Any
"""What xlsxwriter hands out: it ships no types."""
_LONGEST = 32_767  # characters that a cell can hold
_NARROW, _WIDE = 9, 60  # columns
_FIRST_YEAR = 1900  # spreadsheets know no day before it
_SAMPLE = 200  # rows looked at for the width of a column
_AS_WRITTEN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx_bytes(sheets: Iterable[Sheet], *, title: str, made: datetime) -> bytes:
    """Write a workbook; ``made`` is the moment it gives as its own, so that the same ledger gives the same bytes.

    Raises ``UsageError`` where the library for it is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as problem:
        raise UsageError(
            "XLSX needs a library that is not installed", hint="pip install 'position-ledger[xlsx]'"
        ) from problem
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _AS_WRITTEN)
    book.set_properties({"title": safe(title), "created": made.replace(tzinfo=None)})
    heading = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    looks = _Looks(heading, text, day)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """How heads, texts and days look."""

    heading: Page
    text: Page
    day: Page


def _write(page: Page, sheet: Sheet, looks: _Looks) -> None:
    columns, rows = sheet.table.columns, sheet.table.rows
    page.freeze_panes(1, 1)
    headed = [{"header": name, "header_format": looks.heading} for name in columns]
    shape = {"name": f"t_{sheet.name}", "columns": headed, "style": "Table Style Light 1"}
    page.add_table(0, 0, max(len(rows), 1), len(columns) - 1, shape)
    for place, name in enumerate(columns):
        page.set_column(place, place, _width(name, rows, place), looks.text)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _put(page, number, place, value, looks.day)


def _put(page: Page, row: int, column: int, value: object, day: Page) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        page.write_datetime(row, column, value, day)
    elif value is not None:
        page.write_string(row, column, _fitting(safe(value)))


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _width(name: str, rows: Sequence[Sequence[Any]], place: int) -> int:
    longest = max([len(str(row[place])) for row in rows[:_SAMPLE] if row[place] is not None], default=0)
    return min(max(longest, len(name), _NARROW) + 2, _WIDE)
