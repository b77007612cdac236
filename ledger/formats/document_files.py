"""A document as bytes, in the format asked for: one door for the shell, the screens and Python programs."""

from ledger.errors import UsageError
from ledger.formats.document import Document

ENDINGS = {".html": "html", ".md": "md", ".docx": "docx"}


def written(document: Document, format: str) -> bytes:
    """Write a document: ``html``, ``md`` or ``docx``."""
    if format == "docx":
        from ledger.formats.document_docx import docx_bytes

        return docx_bytes(document)
    if format == "html":
        from ledger.formats.document_html import html_text as as_text
    else:
        from ledger.formats.document_markdown import markdown_text as as_text
    return as_text(document).encode()


def format_of(name: str, ending: str) -> str:
    """Return the format that a file's ending asks for; raise ``UsageError`` for another."""
    try:
        return ENDINGS[ending]
    except KeyError:
        raise UsageError(f"{name} ends in none of {', '.join(ENDINGS)}") from None
