"""What leaves the ledger: read from a copy that does not have what is marked higher (``domain.handling``).

Whatever writes a file, a page or a screen for others reads from what ``leaving`` gives. The forms that lose nothing
are refused while anything would stay behind. Commands that print, and the screens, show everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ledger import settings
from ledger.domain.floors import OWN, Counting
from ledger.domain.handling import Withheld
from ledger.domain.words import Handling
from ledger.errors import UsageError
from ledger.services.counting import withheld_said
from ledger.storage import clearing
from ledger.storage.database import Database
from ledger.storage.engine import Location

if TYPE_CHECKING:
    from ledger.storage.database import Store


def withheld(store: "Store", up_to: Handling | str = Handling.clear) -> Withheld:
    """Return what stays behind today."""
    return clearing.above(store, Handling(up_to), settings.today())


@contextmanager
def leaving(
    store: "Store", counting: Counting = OWN, up_to: Handling | str = Handling.clear, known_at: int | None = None
) -> Iterator[tuple["Store", Counting]]:
    """Give what may leave of a ledger, and what counts in it; marks are those of now, whatever it is known at.

    Where nothing stays behind, that is the ledger itself.
    """
    behind = withheld(store, up_to)
    if not behind and known_at is None:  # most of the time: what copies a ledger is not even loaded
        yield store, counting
        return
    from ledger.services import copying

    with copying.as_known(store, known_at) as then:
        if not behind:
            yield then, counting
            return
        with TemporaryDirectory(prefix="position-ledger-") as folder:
            database = Database(cleared(then, behind, Path(folder)))
            try:
                with database.read() as read:
                    yield replace(read, location=store.location, reader=store.reader), counting.without(behind)
            finally:
                database.close()


def cleared(store: "Store", behind: Withheld, folder: Path) -> Location:
    """Make a copy without what stays behind in a folder; it has the name of the ledger's file."""
    from ledger.services import copying

    original = store.location.path
    path = folder / (original.name if original is not None else settings.LEDGER_FILE)
    copying.to_file(store, path)
    clearing.take_out(path, behind)
    return Location(path=path)


@contextmanager
def served(database: Database, up_to: Handling | str) -> Iterator[tuple[Location, str | None]]:
    """Give the ledger to serve, and what is said of it: itself, or where something stays behind a copy of now."""
    with TemporaryDirectory(prefix="position-ledger-") as folder:
        with database.read() as store:
            behind = withheld(store, up_to)
            location = cleared(store, behind, Path(folder)) if behind else database.location
        if behind:
            clearing.index(location)
        database.close()
        yield location, withheld_said(behind)


def refuse(store: "Store", what: str, up_to: Handling | str = Handling.clear) -> None:
    """Raise ``UsageError`` where a form that holds everything would hold what may not leave."""
    behind = withheld(store, up_to)
    if behind:
        said = (withheld_said(behind) or "").replace(" withheld: above", " marked above").removesuffix(".")
        raise UsageError(
            f"{what} holds everything, and {said}", hint=f"--up-to {Handling.red.value} lets all of it leave"
        )
