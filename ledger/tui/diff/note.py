"""The note on two points, written to a file: the same that ``posl report`` writes."""

from pathlib import Path

from ledger.storage.database import Store

NOTES = {".html": "one page to send", ".md": "Markdown", ".docx": "for word processors"}


def write_note(store: Store, start: str, end: str, path: Path) -> Path:
    """Write the note to a new file; raise ``UsageError`` for another ending, ``Conflict`` where the file is there."""
    from ledger.files import new_file
    from ledger.formats.document_files import format_of, written
    from ledger.services.note import report_between

    data = written(report_between(store, start, end), format_of(path.name, path.suffix))
    with new_file(path) as part:
        part.write_bytes(data)
    return path.absolute()
