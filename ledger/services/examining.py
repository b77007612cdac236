"""What this installation and this ledger are, and whether something is wrong with them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from ledger import settings
from ledger.errors import LedgerError
from ledger.services import upkeep
from ledger.storage import changesets, entries, migrate
from ledger.storage.database import HEAD
from ledger.storage.location import Location


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``hint`` says how to mend it."""

    what: str
    found: str
    ok: bool = True
    hint: str | None = None


def examine(given: str | None = None, author: str | None = None) -> list[Finding]:
    """Look at everything that matters to a bug report; a missing ledger is no fault of the installation."""
    findings = [Finding(name, version) for name, version in upkeep.versions().items()]
    findings.append(_migrations())
    findings.append(Finding("author", settings.author_name(author)))
    findings.append(Finding("text encoding", sys.stdout.encoding or "unknown"))
    return [*findings, *_ledger(given)]


def _migrations() -> Finding:
    try:
        head = migrate.head()
    except LedgerError as problem:
        return Finding("migrations", problem.message, ok=False, hint=problem.hint)
    return Finding("migrations", f"up to {head}", ok=head == HEAD, hint=None if head == HEAD else "install again")


def _ledger(given: str | None) -> Iterator[Finding]:
    address = settings.ledger_address(given)
    if address is None:
        yield Finding("ledger", "none here", hint="posl init makes one, posl demo shows one")
        return
    yield Finding("ledger", str(Location.parse(address)))
    try:
        yield from _contents(address)
    except LedgerError as problem:
        yield Finding("opened", problem.message, ok=False, hint=problem.hint)


def _contents(address: str) -> Iterator[Finding]:
    database = upkeep.open_database(address)
    try:
        with database.read() as store:
            yield Finding("schema", HEAD)
            yield Finding("changesets", str(changesets.last_number(store)))
            yield Finding("entries", str(entries.last_id(store)))
    finally:
        database.close()
