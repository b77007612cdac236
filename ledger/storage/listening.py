"""News as it comes: a connection to a server that hears of every changeset the moment it is recorded.

A file tells nobody anything; whoever follows one looks again and again.
"""

from contextlib import suppress
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ledger.storage import engine as engines
from ledger.storage.engine import Location


class Listener:
    """One connection, kept for as long as somebody listens. What goes wrong with it is silence: looking goes on."""

    def __init__(self, location: Location) -> None:
        self._engine = engines.beside_engine(location)
        self._connection: Connection | None = None

    def heard(self, seconds: float) -> bool:
        """Whether something was recorded within so many seconds; raise ``OSError`` where nothing can be heard."""
        import psycopg

        try:
            driver = self._listening()
            return len(list(driver.notifies(timeout=seconds, stop_after=1))) > 0
        except (DBAPIError, psycopg.Error) as problem:
            self._hang_up()
            raise OSError(str(problem)) from problem

    def _listening(self) -> Any:  # noqa: ANN401 - the driver's own connection, which only here is asked for
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            channel = self._connection.exec_driver_sql(f"SELECT quote_ident({engines.CHANNEL})").scalar()
            self._connection.exec_driver_sql(f"LISTEN {channel}")
        return self._connection.connection.driver_connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
        self._connection = None

    def close(self) -> None:
        """Hang up."""
        self._hang_up()
        self._engine.dispose()
