"""Rows as CSV, Markdown and JSON Lines: the same table for a spreadsheet, a page and a script."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ledger.domain.text import safe
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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="")
    for row in chain([table.columns], ([_harmless(value) for value in row] for row in table.rows)):
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
