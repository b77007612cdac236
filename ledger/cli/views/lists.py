"""Plain lists, in whatever format was asked for."""

from collections.abc import Sequence

from ledger.cli.documents import list_document
from ledger.cli.terminal import width as columns
from ledger.cli.views import words
from ledger.cli.views.grid import listed
from ledger.domain.diff import EVIDENCE, Cause, Change
from ledger.domain.floors import EVERYTHING, Counting
from ledger.domain.text import safe
from ledger.formats.json_out import Document, counting_document, written
from ledger.formats.tables import Table, csv_text, jsonl_text, md_text
from ledger.services.logbook import Logged
from ledger.services.searching import Found

_SHORT = {"contested": "!", "difficulty": "hard"}
"""Headings that would be wider than what stands below them."""


def rendered(
    name: str,
    table: Table,
    documents: Sequence[Document],
    format: str,
    width: int | None,
    counting: Counting = EVERYTHING,
    asked: str | None = None,
) -> str:
    """Return rows as text for people (empty columns left out), CSV, Markdown, JSON or JSON Lines.

    What counts is said first where people read it, and stands beside the rows in JSON. ``asked``: the filter.
    """
    match format:
        case "json":
            return written(list_document(name, documents, counting=counting_document(counting)))
        case "jsonl":
            return jsonl_text(documents).removesuffix("\n")
        case "csv":
            return csv_text(table).removesuffix("\n")
        case "md":
            return words.counted(counting) + md_text(table).removesuffix("\n")
    return words.counted(counting) + (_text(table, columns(width)) if table.rows else nothing(name, asked))


def nothing(name: str, asked: str | None = None) -> str:
    """Say that there is nothing to list; with a filter, that it is this which leaves nothing."""
    if asked:
        return f"No {name} match: {safe(asked)}"
    return "Nothing found." if name == "found" else f"No {name}."


def _text(table: Table, width: int) -> str:
    kept = [place for place in range(len(table.columns)) if any(row[place] not in {None, "", ()} for row in table.rows)]
    rows = [[row[place] for place in kept] for row in table.rows]
    numbers = frozenset(
        at
        for at, place in enumerate(kept)
        if all(row[place] is None or isinstance(row[place], int) for row in table.rows)
    )
    return listed([_SHORT.get(table.columns[place], table.columns[place]) for place in kept], rows, width, numbers)


def log_row(each: Logged, *, with_changes: bool) -> tuple[str | None, ...]:
    """Return a changeset as a row; where verbs were asked for, with what it did on what."""
    header = each.changeset.header
    did = "; ".join(_did(each, change) for change in each.changes)
    first = f"@{each.changeset.number}", header.recorded_at, header.author, header.tool
    return (*first, *([did] if with_changes else []), header.message)


def _did(each: Logged, change: Change) -> str:
    """Return what was done on what; behind it, unless the party moved or evidence came in, that it was our doing."""
    cell = " × ".join(filter(None, (change.item, change.party)))
    cause = f"by undoing @{each.undoes}" if each.undoes is not None else each.cause(change)
    return f"{cell}: {change.verb.value}" + (
        f" ({cause})" if cause != Cause.moved and (each.undoes or change.verb not in EVIDENCE) else ""
    )


def found_row(hit: Found) -> tuple[str, str, str]:
    """Return where words stand and what they belong to."""
    if hit.entry is None:
        return hit.kind, f"{hit.kind}:{hit.ref}" if hit.kind == "source" else hit.ref, _excerpt(hit.text)
    return hit.kind, f"{hit.ref}: {words.entry(hit.entry)}", _excerpt(hit.text)


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 300 else f"{flat[:300]} …"
