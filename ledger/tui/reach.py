"""Which files a screen may read and write: a person's own at a terminal; for a browser those beside the ledger."""

from pathlib import Path

from ledger import settings
from ledger.errors import UsageError


def within_reach(text: str) -> Path:
    """Return the path that somebody typed; raise ``UsageError`` where a browser's session has no business there."""
    folder = settings.served_from()
    if folder is None:
        return settings.typed_path(text)
    home = folder.resolve()
    path = (home / text).resolve()
    if not path.is_relative_to(home):
        raise UsageError(f"a browser reads and writes files in {home} alone", hint="name a file in that folder")
    return path
