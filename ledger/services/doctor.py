"""What this installation and this ledger are, and whether something is wrong with them."""

import locale
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ledger import settings
from ledger.errors import LedgerError
from ledger.services import ledgers
from ledger.storage import changesets, entries, migrate
from ledger.storage.database import HEAD, Store, engine_of
from ledger.storage.engine import Location

_EXTRAS = {
    "psycopg": "postgres",
    "xlsxwriter": "xlsx",
    "textual-serve": "serve",
    "icalendar": "ics",
}
_OTHERS_MAY_READ = 0o077


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at. ``hint`` says how to mend it."""

    what: str
    found: str
    ok: bool = True
    hint: str | None = None


def examine(given: str | None = None, author: str | None = None, config_faults: Sequence[str] = ()) -> list[Examined]:
    """Look at everything that matters to a bug report; a missing ledger is no fault of the installation."""
    findings = [Examined(name, found) for name, found in ledgers.versions().items()]
    return [*findings, *_extras(), _migrations(), *_surroundings(author), *_config(config_faults), *_ledger(given)]


def _extras() -> Iterator[Examined]:
    for library, extra in _EXTRAS.items():
        try:
            yield Examined(library, version(library))
        except PackageNotFoundError:
            yield Examined(library, "not installed", hint=f"pip install 'position-ledger[{extra}]'")


def _migrations() -> Examined:
    try:
        head = migrate.head()
    except LedgerError as problem:
        return Examined("migrations", problem.message, ok=False, hint=problem.hint)
    return Examined("migrations", f"up to {head}", ok=head == HEAD, hint=None if head == HEAD else "install again")


def _surroundings(author: str | None) -> Iterator[Examined]:
    yield Examined("author", settings.author_name(author))
    yield Examined("locale", f"{locale.setlocale(locale.LC_CTYPE)}, {sys.stdout.encoding or 'no'} encoding")
    name = settings.terminal_name() or "TERM is not set"
    screens = "no screens" if settings.terminal_is_dumb() or not sys.stdout.isatty() else "screens can be drawn"
    yield Examined("terminal", f"{name}; {'' if settings.colours_wanted() else 'no colours; '}{screens}")
    yield Examined("editor", settings.editor())


def _config(faults: Sequence[str]) -> Iterator[Examined]:
    path = settings.config_file()
    yield Examined("configuration", str(path), hint=None if path.exists() else "there is no such file, and need not be")
    yield from (Examined("configured", fault, ok=False) for fault in faults)


def _ledger(given: str | None) -> Iterator[Examined]:
    address = settings.ledger_address(given)
    if address is None:
        yield Examined("ledger", "none here", hint="posl init makes one, posl demo shows one")
        return
    try:
        location = Location.parse(address)
        yield Examined("ledger", str(location))
        yield from _file(location.path)
        yield from _contents(address)
    except LedgerError as problem:
        yield Examined("opened", problem.message, ok=False, hint=problem.hint)


def _file(path: Path | None) -> Iterator[Examined]:
    if path is None or not path.is_file():
        return
    mode = path.stat().st_mode & 0o777
    others = mode & _OTHERS_MAY_READ
    yield Examined(
        "file", f"{path.stat().st_size:,} bytes, mode {mode:o}", hint=f"chmod 600 {path}" if others else None
    )


def _contents(address: str) -> Iterator[Examined]:
    status = ledgers.schema_status(address)
    hint = None if status.up_to_date else "posl db upgrade"
    yield Examined("schema", f"{status.revision or 'none'}, this program's {HEAD}", ok=status.up_to_date, hint=hint)
    if status.up_to_date:
        database = ledgers.open_database(address)
        try:
            with database.read() as store:
                yield from _recorded(store)
        finally:
            database.close()


def _recorded(store: Store) -> Iterator[Examined]:
    for what, found in engine_of(store).items():
        yield Examined(what, found)
    yield Examined("changesets", str(changesets.last_number(store)))
    yield Examined("entries", str(entries.last_id(store)), hint="whether they are what was recorded: posl verify")
