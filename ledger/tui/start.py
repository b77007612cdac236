"""From a ledger's address to the first paint, in the order that takes least: the read comes before Textual.

This module loads nothing: the command line is handed it, and mostly does something else.
"""


def screens(address: str | None = None, author: str | None = None) -> int:
    """Open the screens on a ledger, and return the exit code when they are left; raise as ``open_database`` does."""
    from ledger.services.ledgers import open_database

    database = open_database(address, author)
    try:
        from ledger.tui.matrix.prefetch import Ahead

        ahead = Ahead(database)
        from ledger.tui.app import run

        return run(database, author, ahead)
    finally:
        database.close()
