"""The ledger and the author that the options name, opened when a command asks for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ledger import starting
from ledger.cli.opening import Screens

if TYPE_CHECKING:  # a command that opens no ledger loads no SQLAlchemy
    from ledger.domain.seed import ChangesetInfo
    from ledger.storage.database import Database, Store
    from ledger.storage.turns import Holder


@dataclass(slots=True)
class Session:
    """What the group's options say. ``screens`` is ``None`` where there are none to open."""

    ledger: str | None = None
    author: str | None = None
    screens: Screens | None = None

    @contextmanager
    def database(self) -> Iterator["Database"]:
        """Open the ledger for the length of the block."""
        from ledger.services.upkeep import open_database

        opened = open_database(self.ledger, self.author)
        opened.waiting = _tell_waiting
        starting.done()
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def read(self) -> Iterator["Store"]:
        """Give a consistent view of the ledger."""
        with self.database() as database, database.read() as store:
            yield store

    @contextmanager
    def write(self) -> Iterator["Store"]:
        """Give a transaction: all of the block, or nothing."""
        with self.database() as database, database.write() as store:
            yield store

    @contextmanager
    def rehearse(self) -> Iterator["Store"]:
        """Give a transaction of which nothing remains."""
        with self.database() as database, database.rehearse() as store:
            yield store

    def header(self, message: str | None = None) -> "ChangesetInfo":
        """Return who records, when and with what."""
        from ledger.services.upkeep import header

        return header(self.author, message)


def _tell_waiting(holder: "Holder") -> None:
    """Say for whom one waits."""
    from ledger.cli.terminal import tell
    from ledger.domain.text import safe

    since = f", who has been writing for {holder.seconds} s" if holder.name and holder.seconds is not None else ""
    tell(f"posl: waiting for {safe(holder.name or 'another process that is writing')}{since}")


pass_session = click.make_pass_decorator(Session)
