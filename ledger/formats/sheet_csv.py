"""Sheets of a workbook as CSV files, one each: what a spreadsheet, R or pandas opens."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.formats.tables import Table, csv_text

__all__ = ["Sheet", "csv_files"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name that is also a file's: letters only."""

    name: str
    table: Table


def csv_files(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the text of each file by its name."""
    return {f"{sheet.name}.csv": csv_text(sheet.table) for sheet in sheets}
