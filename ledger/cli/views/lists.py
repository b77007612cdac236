"""Plain lists, in whatever format was asked for."""

from collections.abc import Sequence

from ledger.cli.documents import list_document
from ledger.cli.terminal import width as columns
from ledger.cli.views import words
from ledger.cli.views.grids import listed, nothing
from ledger.domain.diff import EVIDENCE, Cause, Change
from ledger.domain.floors import EVERYTHING, Counting
from ledger.formats.json_out import JsonDocument, counting_document, written
from ledger.formats.tables import Table, csv_text, jsonl_text, md_text
from ledger.services.log import Logged
from ledger.services.searching import Passage, SearchHit

_SHORT = {"contested": "!", "difficulty": "hard"}
"""Headings that would be wider than what stands below them."""


def rendered(
    name: str,
    table: Table,
    documents: Sequence[JsonDocument],
    format: str,
    width: int | None,
    counting: Counting = EVERYTHING,
    asked: str | None = None,
    **beside: Sequence[JsonDocument],
) -> str:
    """Return rows as text for people (empty columns left out), CSV, Markdown, JSON or JSON Lines.

    What counts is said first where people read it, and stands beside the rows in JSON, with any other list there is.
    ``asked``: the filter.
    """
    match format:
        case "json":
            return written(list_document(name, documents, counting=counting_document(counting), **beside))
        case "jsonl":
            return jsonl_text(documents).removesuffix("\n")
        case "csv":
            return csv_text(table).removesuffix("\n")
        case "md":
            return words.counted(counting) + md_text(table).removesuffix("\n")
    return words.counted(counting) + (_text(table, columns(width)) if table.rows else nothing(name, asked))


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
    first = f"@{each.changeset.number}", header.recorded_at, header.by, header.tool
    settings = "; ".join(f"{edit.field}: {edit.old} -> {edit.new}" for edit in each.settings)
    message = f"{header.message or ''} [{settings}]".lstrip() if settings else header.message
    return (*first, *([did] if with_changes else []), message)


def _did(each: Logged, change: Change) -> str:
    """Return what was done on what; behind it, unless the party moved or evidence came in, that it was our doing."""
    cell = " × ".join(filter(None, (change.item, change.party)))
    cause = f"by undoing @{each.undoes}" if each.undoes is not None else each.cause(change)
    return f"{cell}: {change.verb.value}" + (
        f" ({cause})" if cause != Cause.moved and (each.undoes or change.verb not in EVIDENCE) else ""
    )


_LONGEST = 300
_NAMED_SO = frozenset({"source", "party", "person"})


def found_row(hit: SearchHit, here: Passage | None = None) -> tuple[str, str, str]:
    """Return where words stand and what they belong to; of a text the paragraph, where one was found."""
    if hit.kind == "text":
        paragraph = f" ¶{here.paragraph + 1}" if here is not None else ""
        edition = f", {hit.edition}" if hit.superseded else ""
        said = hit.text if here is None else here.text[_clear_of(here) :]
        return hit.kind, f"{hit.ref}{paragraph}{edition}", _excerpt(said)
    if hit.kind == "delegate":
        return hit.kind, f"round:{hit.ref}", _excerpt(f"{hit.place}: {hit.text}")
    if hit.entry is None:
        return hit.kind, f"{hit.kind}:{hit.ref}" if hit.kind in _NAMED_SO else hit.ref, _excerpt(hit.text)
    return hit.kind, f"{hit.ref}: {words.entry(hit.entry)}", _excerpt(hit.shown)


def _clear_of(here: Passage) -> int:
    """Return where an excerpt begins: of a long paragraph a little before the words."""
    begin = here.text.rfind(" ", 0, max(here.start - 100, 0)) + 1
    return begin if len(here.text) > _LONGEST else 0


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]} …"
