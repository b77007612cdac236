"""News as it comes: a connection to a server that hears of every changeset the moment it is recorded.

A file tells nobody anything; whoever follows one looks again and again.
"""

from contextlib import suppress
from typing import Any

from sqlalchemy.exc import DBAPIError

from ledger.storage import engine as engines
from ledger.storage.engine import Location


class Listener:
    """One connection, kept for as long as somebody listens. What goes wrong with it is silence: looking goes on."""

    def __init__(self, location: Location) -> None:
        self._engine = engines.beside_engine(location)
        self._driver: Any = None

    def heard(self, seconds: float) -> bool:
        """Whether something was recorded within so many seconds; raise ``OSError`` where nothing can be heard."""
        import psycopg

        try:
            if self._driver is None:
                self._listen()
            return next(iter(self._driver.notifies(timeout=seconds, stop_after=1)), None) is not None
        except (DBAPIError, psycopg.Error) as problem:
            self._driver = None
            raise OSError(str(problem)) from problem

    def _listen(self) -> None:
        connection = self._engine.raw_connection()
        driver: Any = connection.driver_connection
        connection.detach()
        driver.rollback()  # the engine has asked the server who it is
        driver.autocommit = True
        (channel,) = driver.execute(f"SELECT quote_ident({engines.CHANNEL})").fetchone()
        driver.execute(f"LISTEN {channel}")
        self._driver = driver

    def close(self) -> None:
        """Hang up."""
        if self._driver is not None:
            with suppress(Exception):
                self._driver.close()
        self._engine.dispose()
