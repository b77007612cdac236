"""What ``posl export`` writes for other programs and for people: tables, workbooks, pages, calendars. One way only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.storage.database import Store


def csv_files(store: "Store") -> Iterator[tuple[str, str]]:
    """Yield every table as a file of its own."""
    from ledger.formats import sheet_csv
    from ledger.services.tabulating import workbook

    yield from sheet_csv.csv_files(workbook(store).sheets).items()


def csv_history(store: "Store") -> Iterator[str]:
    """Yield everything recorded as one table: of several, the one that has them all in it."""
    from ledger.formats.tables import csv_text
    from ledger.services.tabulating import workbook

    yield csv_text(workbook(store).sheet("history").table)


def xlsx(store: "Store") -> Iterator[bytes]:
    """Yield a workbook."""
    from ledger.formats.sheet_xlsx import xlsx_bytes
    from ledger.services.tabulating import workbook

    book = workbook(store)
    yield xlsx_bytes(book.sheets, title=book.title, made=book.made)


def html(store: "Store") -> Iterator[str]:
    """Yield the whole ledger as a page."""
    from ledger.formats.report_html import html_text
    from ledger.services.reporting import book

    yield html_text(book(store))


def md(store: "Store") -> Iterator[str]:
    """Yield the whole ledger as Markdown."""
    from ledger.formats.report_markdown import markdown_text
    from ledger.services.reporting import book

    yield markdown_text(book(store))


def ics(store: "Store") -> Iterator[bytes]:
    """Yield planned rounds and due promises as a calendar."""
    from ledger.formats.calendar import ics_bytes
    from ledger.services.tabulating import schedule

    days = schedule(store)
    yield ics_bytes(days.title, days.appointments, made=days.made, edition=days.edition)
