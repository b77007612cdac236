"""A right that the role lacks: what for, and the GRANT that would give it."""

import re

from sqlalchemy.exc import DBAPIError

from ledger.errors import as_typed
from ledger.storage.engine import Location

_DENIED = re.compile(r"permission denied for (\w+) (\S+)")
_RIGHTS = {"table": None, "view": None, "schema": "USAGE", "sequence": "USAGE", "database": "CREATE"}
INSUFFICIENT = "42501"


def denied(problem: DBAPIError, location: Location) -> tuple[str, str] | None:
    """Return what a role lacks the right for, and the GRANT that would give it; nothing for other problems."""
    if getattr(problem.orig, "sqlstate", None) != INSUFFICIENT:
        return None
    said = str(problem.orig).strip().splitlines()[0]
    found = _DENIED.search(said)
    who = str(location.url.username) if location.url is not None and location.url.username else "your_role"
    if found is None:
        return said, "somebody who made the ledger's tables may do that"
    kind, name = found[1], found[2].strip('"')
    right = _RIGHTS.get(kind) or _asked(problem.statement or "")
    on = f"{kind.upper()} {name}" if kind in {"schema", "database", "sequence"} else name
    return (
        f"{who} may not do that: {said}",
        f'GRANT {right} ON {on} TO "{who}"; or one of the roles of: {as_typed("db roles")}',
    )


def _asked(statement: str) -> str:
    word = statement.lstrip().partition(" ")[0].upper()
    return {"COPY": "INSERT", "WITH": "SELECT"}.get(word, word)
