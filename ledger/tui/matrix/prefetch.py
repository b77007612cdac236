"""The first read, begun while Textual is still being loaded: what is there in time is in the first paint.

This module and what it imports load no Textual.
"""

import threading

from ledger.errors import LedgerError
from ledger.storage.database import Database
from ledger.tui.floor import remembered
from ledger.tui.matrix.model import MatrixRead, open_at
from ledger.tui.state import Remembered

ALONE = 0.1
"""Seconds for which nothing else is done: two threads that both compute hinder one another more than they help."""


class Ahead:
    """The matrix where one left, read in a thread of its own; what goes wrong there the screen, reading again, says."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found: MatrixRead | None = None
        self._thread = threading.Thread(target=self._read, name="the first read", daemon=True)
        self._thread.start()
        self._thread.join(ALONE)

    def _read(self) -> None:
        try:
            state = Remembered(str(self._database.location))
            held, counting = state.get("matrix", {}).get("held"), remembered(state.get("counting"))
            with self._database.read() as store:
                self._found = open_at(store, str(held or ""), counting=counting)
        except (LedgerError, OSError):
            return

    def so_far(self) -> MatrixRead | None:
        """Return what has been read by now."""
        return self._found

    def wait(self) -> MatrixRead | None:
        """Return what was read, or ``None`` where that went wrong."""
        self._thread.join()
        return self._found
