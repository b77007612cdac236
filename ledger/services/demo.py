"""A ledger made of the bundled seed, to look around in."""

from dataclasses import dataclass
from pathlib import Path

from ledger.errors import NotFound
from ledger.formats.seed_files import open_seeds
from ledger.services import ledgers
from ledger.services.importing import Imported, import_seeds
from ledger.services.matrix import STAGES
from ledger.services.record_lists import last_rounds
from ledger.settings import LEDGER_FILE
from ledger.storage import changesets

SEED = "abu-dhabi-2026"


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demonstration ledger is, what went into it just now, and its last two rounds that were held."""

    path: Path
    imported: Imported | None
    rounds: tuple[str, ...]


def seeds_folder() -> Path:
    """Return where the bundled seed is: inside the installed package, else at the top of a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "_seeds", package.parent / "seeds"):
        if (folder / SEED).is_dir():
            return folder / SEED
    raise NotFound("the bundled seed is missing from this installation", hint="install position-ledger again")


def make_demo(folder: Path, author: str | None = None) -> Demo:
    """Make a ledger in a folder and fill it with the bundled seed; one that is there already is left as it is."""
    path = folder / LEDGER_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        ledgers.make(str(path))
    database = ledgers.open_database(str(path))
    try:
        imported = None
        with database.read() as store:
            is_new = changesets.last_number(store) == 0
        if is_new:
            with database.write() as store:
                seeds = open_seeds([str(seeds_folder())], ())
                imported = import_seeds(store, seeds, ledgers.header(author, "the bundled seed"))
        with database.read() as store:
            rounds = tuple(stage.key for stage in last_rounds(store, STAGES, 2))
    finally:
        database.close()
    return Demo(path, imported, rounds)
