"""The roles of a ledger on a server: printed, or made and granted."""

from ledger.errors import UsageError
from ledger.storage import roles
from ledger.storage.database import Database
from ledger.storage.roles import Grant


def roles_of(database: Database, prefix: str | None = None, *, run: bool = False) -> list[Grant]:
    """Return the grants, and (with ``run``) apply them; raise ``UsageError`` for a file, which knows no roles."""
    if database.location.is_file:
        raise UsageError("a ledger in a file has no roles", hint="who may read or write it is up to the file: chmod")
    with database.read() as store:
        found = roles.grants(store, prefix)
    if run:
        roles.apply(database, found)
    return found
