"""Make, open, upgrade, back up and describe a ledger."""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from ledger import settings
from ledger.errors import Fault, InvalidData, LedgerError, NotFound, UsageError
from ledger.storage import engine
from ledger.storage.database import HEAD, Database
from ledger.storage.engine import Location

if TYPE_CHECKING:
    from ledger.domain.seed import ChangesetInfo
    from ledger.storage.database import Seal, Store
    from ledger.storage.roles import Grant


def make(address: str) -> Location:
    """Make a new, empty ledger; raise ``Conflict`` where one stands already."""
    from ledger.storage import migrate

    location = Location.parse(address)
    migrate.create(location)
    return location


def open_database(given: str | None = None, reader: str | None = None) -> Database:
    """Open the ledger that was given, else the one the environment or the folder has; ``reader`` is who looks at it."""
    return Database(Location.parse(address_of(given)), reader=reader, blame=_blame, seal=_seal())


def folder_of(address: str) -> Path:
    """Return the folder that a ledger's file is in; of one on a server, the folder one is in."""
    path = Location.parse(address).path
    return (path.parent if path is not None else Path()).absolute()


def _blame(store: "Store") -> LedgerError | None:
    from ledger.services import verifying  # only where something broke

    return verifying.blame(store)


def _seal() -> "Seal | None":
    if not settings.acts_are_signed():
        return None
    from ledger.services import signing

    return signing.seal


@contextmanager
def empty_database() -> Iterator[Database]:
    """Give an empty ledger that is gone afterwards, to check seeds against."""
    with TemporaryDirectory(prefix="posl-") as folder:
        address = str(Path(folder) / settings.LEDGER_FILE)
        make(address)
        database = Database(Location.parse(address))
        try:
            yield database
        finally:
            database.close()


def address_of(given: str | None = None) -> str:
    """Return where the ledger is; raise ``NotFound`` where none was given and none is found.

    ``UsageError`` where the one that is found is somebody else's: who trusts it names it.
    """
    address = settings.ledger_address(given)
    anothers = settings.anothers_ledger() if address is None else None
    if anothers is not None:
        raise UsageError(f"{anothers} belongs to somebody else", hint=f"if you trust it: --ledger {anothers}")
    if address is None:
        hint = "make one with: posl init — or name it with --ledger or POSL_LEDGER — or look around first: posl demo"
        raise NotFound(f"there is no {settings.LEDGER_FILE} in this folder or one above", hint=hint)
    return address


def header(author: str | None = None, message: str | None = None) -> "ChangesetInfo":
    """Return who records, when and with what; raise ``InvalidData`` for a name or a message that cannot be kept."""
    from ledger.domain.seed import ChangesetInfo

    try:
        return ChangesetInfo(
            author=settings.author_name(author),
            recorded_at=f"{settings.now():%Y-%m-%dT%H:%M:%SZ}",
            tool=f"posl {settings.VERSION}",
            message=message or None,
        )
    except ValidationError as problem:
        from ledger.formats.seed_check import in_words

        faults = (Fault(in_words(each)[0], path=str(each["loc"][0])) for each in problem.errors(include_url=False))
        raise InvalidData(faults=tuple(faults)) from problem


class SchemaStatus(NamedTuple):
    """Where the ledger is, its schema revision, and the one this program speaks."""

    location: str
    revision: str | None
    head: str

    @property
    def up_to_date(self) -> bool:
        """Whether there is nothing to upgrade."""
        return self.revision == self.head


def schema_status(address: str) -> SchemaStatus:
    """Return the ledger's schema revision, whatever it is."""
    location = Location.parse(address)
    database = Database(location, check_schema=False)
    try:
        return SchemaStatus(str(location), database.revision(), HEAD)
    finally:
        database.close()


class Upgraded(NamedTuple):
    """What an upgrade did: the backup made first (SQLite only), and the cells newly contested, with a pair each."""

    backup: Path | None
    newly_contested: tuple[tuple[str, str | None, int, int], ...] = ()


ACCOUNTS = "0003"
"""The revision from which on accounts decide what stands."""


def upgrade(address: str) -> Upgraded:
    """Migrate the ledger to this program's schema."""
    from ledger.storage import migrate

    location = Location.parse(address)
    before = schema_status(address).revision or ""
    backup = migrate.upgrade(location, settings.now())
    return Upgraded(backup, _newly_contested(location) if before < ACCOUNTS else ())


def _newly_contested(location: Location) -> tuple[tuple[str, str | None, int, int], ...]:
    from ledger.storage import changesets, contests
    from ledger.storage.cells import When

    database = Database(location)
    try:
        with database.read() as store:
            now = When(settings.today(), changesets.last_number(store))
            found = contests.new_to_accounts(store, now)
    finally:
        database.close()
    return tuple((each.item, each.party, each.entry, each.other) for each in found)


def backup(address: str, target: Path, up_to: str = "red") -> Path:
    """Copy an SQLite ledger while it may be in use; raise ``UsageError`` where it holds what is marked higher."""
    from ledger.storage import migrate

    _refuse_marked(Location.parse(address), up_to)
    return migrate.backup(Location.parse(address), target)


def _refuse_marked(location: Location, up_to: str) -> None:
    """An older schema has no marks; what is no file is refused otherwise."""
    if location.path is None:
        return
    from ledger.services.handling import refuse

    database = Database(location, check_schema=False)
    try:
        if database.revision() == HEAD:
            with database.read() as store:
                refuse(store, "a backup", up_to)
    finally:
        database.close()


def versions() -> dict[str, str]:
    """Return the versions of everything that matters to a bug report."""
    libraries = ("position-ledger", "SQLAlchemy", "alembic", "pydantic", "textual", "click", "rich", "PyYAML")
    found = {name: version(name) for name in libraries}
    return {"python": platform.python_version(), "sqlite": engine.sqlite_version()} | found


def roles_of(database: Database, prefix: str | None = None, *, run: bool = False) -> "list[Grant]":
    """Return the grants of its roles; with ``run`` apply them. Raise ``UsageError`` for a file, which has none."""
    from ledger.storage import roles

    if database.location.is_file:
        raise UsageError("a ledger in a file has no roles", hint="who may read or write it is up to the file: chmod")
    with database.read() as store:
        found = roles.grants(store, prefix)
    if run:
        roles.apply(database, found)
    return found
