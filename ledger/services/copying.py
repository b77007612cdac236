"""A whole ledger copied into a new one, from any engine to any: the same history, hash for hash."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.errors import IntegrityFailure
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import exporting
from ledger.services.importing import replay
from ledger.storage import changesets, clearing, migrate, proposals, signatures
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location


def copy(store: Store, target: str) -> tuple[Location, int]:
    """Make a ledger at ``target`` and replay this one's history into it; return where it is, and how many changesets.

    Raises ``Conflict`` where a ledger stands already, ``IntegrityFailure`` where a hash does not come out the same; a
    copy that failed holds nothing.
    """
    location = Location.parse(target)
    with migrate.founding(location) as copied:
        return location, _replay(store, copied)


@contextmanager
def as_known(store: Store, number: int | None) -> Iterator[Store]:
    """Give the ledger as it was when a changeset was its last: a copy, gone afterwards. Nothing later is in it."""
    if number is None or number == changesets.last_number(store):
        yield store
        return
    with TemporaryDirectory(prefix="position-ledger-") as folder:
        location = Location(path=Path(folder) / "ledger.db")
        with migrate.founding(location) as copied:
            _replay(store, copied, number)
        database = Database(location)
        try:
            with database.read() as copied:
                yield copied
        finally:
            database.close()


def to_file(store: Store, path: Path) -> None:
    """Copy a ledger, as this transaction sees it, to a new file: of one on a server its history is replayed."""
    if not store.is_postgres:
        clearing.copy_file(store, path)
        return
    with migrate.founding(Location(path=path)) as copied:
        _replay(store, copied)


def _replay(store: Store, copied: Store, until: int | None = None) -> int:
    lines = (line.encode() for line in exporting.jsonl_lines(store, until))
    wanted = {text: number for text, number in changesets.hashes(store).items() if until is None or number <= until}
    if wanted:
        replay(copied, read_jsonl("the ledger copied", lines), whole=until is None)
    if changesets.hashes(copied) != wanted:
        raise IntegrityFailure("the copy does not have the hashes of the original; it was taken back")
    if until is None:
        proposals.copy(store, copied)
        signatures.copy(store, copied)
    return changesets.last_number(copied)
