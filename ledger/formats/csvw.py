"""What the columns of a folder of CSV files are, as CSV on the Web (W3C): numbers, days, times, yes or no, text."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ledger.domain.text import safe
from ledger.formats.sheet_csv import Sheet

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
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


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
