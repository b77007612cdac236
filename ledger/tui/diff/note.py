"""The note on two points, written to a file: the same that ``posl report`` writes."""

from pathlib import Path

from ledger.errors import UsageError
from ledger.storage.database import Store

NOTES = {".html": "one page to send", ".md": "Markdown"}


def write_note(store: Store, start: str, end: str, path: Path) -> Path:
    """Write the note to a new file; raise ``UsageError`` for another ending, ``Conflict`` where the file is there."""
    from ledger.formats.files import new_file
    from ledger.services.note import report_between

    if path.suffix == ".html":
        from ledger.formats.document_html import html_text as written
    elif path.suffix == ".md":
        from ledger.formats.document_markdown import markdown_text as written
    else:
        raise UsageError(f"{path.name} ends neither in .html nor in .md")
    text = written(report_between(store, start, end))
    with new_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return path.absolute()
