"""Rows as CSV, Markdown and JSON Lines: the same table for a spreadsheet, a page and a script."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from ledger.domain.text import escape, safe
from ledger.errors import UsageError
from ledger.formats.json_out import one_line

# What a spreadsheet may take for the start of a formula (OWASP, "CSV Injection"), and the sign that prevents it.
_SIGNS = r"=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"  # also full-width, small, and minus
_FORMULA = re.compile(rf"'|(?:\s|⟨U\+[0-9A-F]+⟩)*[{_SIGNS}]")  # what is not to be seen may stand before it
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~#])")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; a value is text, a number, a truth value or ``None``."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def csv_text(table: Table) -> str:
    """Write RFC 4180 CSV in which no spreadsheet finds a formula.

    A text that could be one has a ``'`` before it, and so has a text that begins with ``'``: take one off to undo it.
    """
    return "".join(f"{line}\n" for line in csv_lines(table))


def csv_lines(table: Table) -> Iterator[str]:
    """Write the same line by line; a line has no end of its own, and may have line breaks in it."""
    return csv_rows(table.columns, table.rows)


def csv_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write the same of rows as they come."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="")
    for row in chain([columns], ([_harmless(value) for value in row] for row in rows)):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def apart(lines: Iterable[str]) -> Iterator[str]:
    """Put line breaks between lines, and none behind the last."""
    for place, line in enumerate(lines):
        yield f"\n{line}" if place else line


def md_text(table: Table) -> str:
    """Write a Markdown table; nothing in a value is taken for markup."""
    lines = [table.columns, ["---"] * len(table.columns), *([plain_md(value) for value in row] for row in table.rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def jsonl_text(rows: Iterable[Any]) -> str:
    """Write one JSON document a line."""
    return "".join(one_line(row) + "\n" for row in rows)


def plain_md(value: object) -> str:
    """Write a value as Markdown that shows it literally, on one line."""
    return _MARKDOWN.sub(r"\\\1", _plain(value)).replace("&", "&amp;")


def _harmless(value: object) -> str:
    text = _plain(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe(value)


# ----------------------------------------------------------------------------------------------------------------------
# Sheets of a workbook as CSV files, one each: what a spreadsheet, R or pandas opens.

__all__ = ["Sheet", "csv_files"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name that is also a file's: letters only."""

    name: str
    table: Table


def csv_files(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the text of each file by its name."""
    return {f"{sheet.name}.csv": csv_text(sheet.table) for sheet in sheets}


# ----------------------------------------------------------------------------------------------------------------------
# What the columns of a folder of CSV files are, as CSV on the Web (W3C): numbers, days, times, yes or no, text.

METADATA = "csv-metadata.json"
"""The name under which a reader of a CSV file looks for it by itself."""
_KEYS = {"changesets": "changeset", "history": "entry"} | dict.fromkeys(
    ("items", "parties", "persons", "rounds", "sources"), "key"
)
"""The column that names a row, of the tables that have one."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GUARD = "A text that a spreadsheet could take for a formula has a ' before it, and so has one that begins with '."


def metadata(title: str, sheets: Iterable[Sheet]) -> str:
    """Write the metadata of the files that sheets become."""
    tables = [_table(sheet) for sheet in sheets]
    said = {"@context": "http://www.w3.org/ns/csvw", "dc:title": safe(title), "rdfs:comment": _GUARD, "tables": tables}
    return escape(json.dumps(said, indent=2, ensure_ascii=False)) + "\n"


def _table(sheet: Sheet) -> dict[str, Any]:
    columns = [
        {"name": name, "titles": name, "datatype": _datatype([row[place] for row in sheet.table.rows])}
        for place, name in enumerate(sheet.table.columns)
    ]
    schema: dict[str, Any] = {"columns": columns}
    key = _KEYS.get(sheet.name)
    if key in sheet.table.columns:
        schema["primaryKey"] = key
    return {"url": f"{sheet.name}.csv", "tableSchema": schema}


def _datatype(values: Iterable[object]) -> object:
    """Return what all values of a column are that are there; text where they differ, or where none is."""
    kinds = {_kind(value) for value in values if value is not None and value != ""}
    if kinds == {"integer", "decimal"}:
        return "decimal"
    only = kinds.pop() if len(kinds) == 1 else "string"
    return {"base": "boolean", "format": "yes|no"} if only == "boolean" else only


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "decimal"
    return _of_text(value) if isinstance(value, str) else "string"


def _of_text(text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            date.fromisoformat(text)
            return "date"
        if text[10:11] == "T" and datetime.fromisoformat(text).tzinfo is not None:
            return "dateTime"
    except ValueError:
        pass
    return "string"


# ----------------------------------------------------------------------------------------------------------------------
# Sheets as one XLSX workbook, each a table. Days are days; no text is a formula or a link, whatever it looks like.

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
