"""The ledgers that somebody keeps, each under a short name: what each holds, and when it last grew."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger import settings
from ledger.domain.naming import instead
from ledger.errors import InvalidData, LedgerError, NotFound
from ledger.services import ledgers
from ledger.storage import changesets, register
from ledger.storage.engine import Location


@dataclass(frozen=True, slots=True)
class CataloguedLedger:
    """A ledger by its short name. Where it cannot be read, ``problem`` says why and the rest is empty."""

    alias: str
    address: str
    title: str | None = None
    changesets: int | None = None
    last_recorded: str | None = None
    problem: str | None = None


def address_of_alias(alias: str) -> str:
    """Return where the ledger of a short name is; raise ``NotFound`` where the file has no such name.

    ``InvalidData`` where the file cannot be read: what it names is then not known.
    """
    known = _named()
    if alias not in known:
        said = instead(alias, known) if known else f"name some in {settings.config_file()}: [ledgers]"
        if "/" in alias or Path(alias).exists():
            said = f"-L takes short names; a file or an address goes with --ledger {shlex.quote(alias)}"
        raise NotFound(f'there is no ledger called "{alias}"', hint=said)
    return known[alias]


def catalogue() -> Iterator[CataloguedLedger]:
    """Yield every ledger of the configuration file, in its order; one that cannot be opened hides no other.

    Raises ``InvalidData`` where the file cannot be read.
    """
    for alias, address in _named().items():
        try:
            yield _looked_into(alias, address)
        except LedgerError as problem:
            yield CataloguedLedger(alias, _shown(address), problem=problem.message)


def _named() -> dict[str, str]:
    try:
        return settings.aliased_ledgers()
    except (OSError, ValueError) as problem:
        raise InvalidData(
            f"the configuration file cannot be read: {settings.config_file()}: {problem}",
            hint="mend it there; --ledger PATH|URL goes without it",
        ) from problem


def _looked_into(alias: str, address: str) -> CataloguedLedger:
    database = ledgers.open_database(address)
    try:
        with database.read() as store:
            info, last = register.load(store).info, changesets.last_number(store)
            title = info.title if info else None
            return CataloguedLedger(alias, _shown(address), title, last, changesets.last_time(store))
    finally:
        database.close()


def _shown(address: str) -> str:
    try:
        return str(Location.parse(address))
    except LedgerError:
        return "an address that cannot be read"
