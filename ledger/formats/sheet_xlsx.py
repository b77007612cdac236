"""Sheets as one XLSX workbook. Texts are written as texts: no formula, no link, whatever they look like."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from ledger.domain.text import safe
from ledger.errors import UsageError
from ledger.formats.sheet_csv import Sheet

Page = Any
"""What xlsxwriter hands out: it ships no types."""
_LONGEST = 32_767  # characters that a cell can hold
_NARROW, _WIDE = 9, 60  # columns
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
    heading, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet.table.columns, sheet.table.rows, heading, text)
    book.close()
    return out.getvalue()


def _write(page: Page, columns: Sequence[str], rows: Sequence[Sequence[Any]], heading: Page, text: Page) -> None:
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    for place, name in enumerate(columns):
        page.set_column(place, place, _width(name, rows, place), text)
        page.write_string(0, place, name, heading)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _put(page, number, place, value)


def _put(page: Page, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif value is not None:
        page.write_string(row, column, _fitting(safe(value)))


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _width(name: str, rows: Sequence[Sequence[Any]], place: int) -> int:
    longest = max([len(str(row[place])) for row in rows[:_SAMPLE] if row[place] is not None], default=0)
    return min(max(longest, len(name), _NARROW) + 2, _WIDE)
