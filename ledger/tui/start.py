"""From a ledger's address to the first paint, in the order that takes least: the read comes before Textual.

This module loads next to nothing: the command line is handed it, and mostly does something else.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from ledger import settings
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.tui.session import Session


def screens(address: str | None = None, author: str | None = None) -> int:
    """Open the screens on a ledger, and return the exit code when they are left, 1 where they broke.

    Raises as ``open_database`` does.
    """
    from ledger.services.ledgers import open_database

    database = open_database(address, author)
    try:
        from ledger.tui.matrix.prefetch import Ahead

        ahead = Ahead(database)
        from ledger.tui.app import LedgerApp

        app = LedgerApp(database, author, ahead=ahead)
        app.run()
        if not app.return_code:
            keep_seen(app.session)
        return app.return_code or 0
    finally:
        database.close()


def config_faults() -> list[str]:
    """Return what is wrong with the configuration file; without one, Textual is not loaded."""
    if not settings.config_file().exists():
        return []
    from ledger.tui import config

    return config.load().faults


def keep_seen(session: "Session") -> None:
    """Keep what the author has seen here, for ``@last-look``; where that cannot be kept, nothing is lost."""
    from ledger.services.watch import seen

    if session.last_changeset is not None:
        with suppress(LedgerError), session.database.read() as store:
            seen(store, session.last_changeset)
