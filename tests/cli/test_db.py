"""Schema, backup, copies."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from ledger.storage.database import HEAD
from ledger.storage.engine import Location, Mode, open_engine
from tests.cli.shell import Shell
from tests.support import SEED


@pytest.fixture
def postgres_database(postgres_admin: Engine) -> Iterator[str]:
    """The address of a new database with nothing in it."""
    name = f"copy_{uuid.uuid4().hex[:12]}"
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgres_admin.url.set(database=name).render_as_string(hide_password=False)
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def engine_on(address: str) -> Iterator[Engine]:
    engine = create_engine(address)
    yield engine
    engine.dispose()


def set_revision(shell: Shell, revision: str) -> None:
    connection = sqlite3.connect(shell.ledger)
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.commit()
    connection.close()


def test_the_status_says_where_and_which_schema(mine: Shell) -> None:
    assert mine.ok("db", "status", "--width", "200").lines[1].split() == [str(mine.ledger), HEAD, HEAD]
    assert mine.ok("db", "status", "--json").json["up_to_date"] is True
    assert mine.ok("db", "upgrade").out == f"Schema {HEAD}: up to date, nothing was changed.\n"


def test_another_programs_schema_is_said(mine: Shell) -> None:
    set_revision(mine, "9999")
    ran = mine("db", "status")
    assert (ran.code, "9999" in ran.out) == (8, True)
    assert "install a newer position-ledger" in ran.err
    assert mine("matrix").code == 8


def test_a_ledger_of_the_first_schema_is_backed_up_and_upgraded(tmp_path: Path) -> None:
    from ledger.storage import engine, migrate
    from ledger.storage.engine import Location, Mode

    shell = Shell(tmp_path)
    engine.create_file(shell.ledger)
    old = engine.open_engine(Location(path=shell.ledger), Mode.write)
    migrate.move_engine(old, "0001")
    old.dispose()
    assert shell("db", "status").code == 8
    ran = shell.ok("db", "upgrade")
    assert ran.lines[0] == f"Upgraded from 0001 to {HEAD}."
    (backup,) = tmp_path.glob("ledger.before-upgrade-*.db")
    assert str(backup) in ran.lines[1]
    assert shell.ok("db", "status").code == 0


@pytest.mark.parametrize("revision", ["9999", "", "0bad", "1; DROP"])
def test_a_revision_that_there_is_no_way_from_leaves_nothing_behind(mine: Shell, revision: str) -> None:
    set_revision(mine, revision)
    before = sorted(path.name for path in mine.folder.iterdir())
    for command in (("db", "upgrade"), ("db", "upgrade"), ("matrix",), ("retract", "1", "--reason", "x")):
        ran = mine(*command)
        assert (ran.code, "has " in ran.err) == (8, True), (command, ran.err)
    assert sorted(path.name for path in mine.folder.iterdir()) == before


def test_an_upgrade_that_failed_can_be_tried_again_in_the_same_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.storage import engine, migrate

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770000000")
    mine = Shell(tmp_path)
    engine.create_file(mine.ledger)
    old = open_engine(Location(path=mine.ledger), Mode.write)
    migrate.move_engine(old, "0002")
    old.dispose()
    with monkeypatch.context() as broken:
        broken.setattr(migrate, "move_engine", _breaks)
        assert mine("db", "upgrade").code == 1
    assert not list(mine.folder.glob("*before-upgrade*"))
    (mine.folder / "ledger.before-upgrade-20260202T024000Z.db").touch()  # of an attempt that was killed
    mine.ok("db", "upgrade")
    assert (mine.folder / "ledger.before-upgrade-20260202T024000Z-2.db").stat().st_mode & 0o777 == 0o600
    assert mine("db", "status").code == 0


def _breaks(*_args: object) -> None:
    raise RuntimeError("half-way")


def test_a_database_that_holds_something_else_is_left_alone(mine: Shell, postgres_database: str) -> None:
    with engine_on(postgres_database) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (a integer)")
    for command in (("init", postgres_database), ("db", "copy", postgres_database)):
        ran = mine(*command)
        assert (ran.code, "holds theirs, which is no ledger's" in ran.err) == (5, True)


def test_a_database_has_a_ledger_in_each_schema(mine: Shell, postgres_database: str) -> None:
    addresses = [f"{postgres_database}&options=-csearch_path%3D{name}" for name in ("herring", "cod")]
    first = addresses[0].replace("postgresql+psycopg://", "postgres://")
    mine.ok("init", first)
    mine.ok("--ledger", first, "import", str(SEED))
    mine.ok("db", "copy", addresses[1])
    mine.ok("--ledger", addresses[1], "retract", "1", "--reason", "misread")
    found = [mine.ok("--ledger", address, "verify", "--json").json["checkpoint"]["number"] for address in addresses]
    there = mine.ok("verify", "--json").json["checkpoint"]["number"]
    assert found == [there, there + 1]
    assert mine("--ledger", postgres_database, "log").code == 4
    assert mine("init", addresses[0]).code == 5


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://h:abc/x",
        "postgresql://[::1/x",
        "postgresql://ann:sesame@h:99999999/x",
        "://",
        "mysql://h/x",
        "sqlite://",
        "postgresql://127.0.0.1:1/x?no_such_option=1",
    ],
)
def test_an_address_that_is_none_is_a_slip_in_the_command(mine: Shell, address: str) -> None:
    for command in (("--ledger", address, "log"), ("init", address), ("db", "copy", address)):
        ran = mine(*command)
        assert (ran.code, "sesame" in ran.err) == (2, False), ran.err


def test_a_backup_is_a_ledger_and_overwrites_nothing(mine: Shell) -> None:
    target = mine.folder / "backup.db"
    mine.ok("db", "backup", str(target))
    assert Shell(mine.folder)("--ledger", str(target), "verify").code == 0
    assert target.stat().st_mode & 0o777 == 0o600
    assert mine("db", "backup", str(target)).code == 5


def test_a_copy_has_every_hash_of_the_original(mine: Shell) -> None:
    mine.ok("correct", "93", "--stance", "supports", "--reason", "misread")
    target = mine.folder / "copy.db"
    ran = mine.ok("db", "copy", str(target))
    assert ran.out == f"Copied 7 changesets to {target}; every hash is the same.\n"
    assert mine.ok("--ledger", str(target), "export").out == mine.ok("export").out
    assert mine("db", "copy", str(target)).code == 5


def test_a_ledger_crosses_to_postgresql_and_back(mine: Shell, postgres_database: str) -> None:
    mine.ok("correct", "93", "--stance", "supports", "--reason", "misread")
    mine.ok("db", "copy", postgres_database)
    there = ("--ledger", postgres_database)
    assert mine.ok(*there, "export").out == mine.ok("export").out
    assert mine.ok(*there, "matrix").out == mine.ok("matrix").out
    back = mine.folder / "back.db"
    mine.ok(*there, "db", "copy", str(back))
    assert mine.ok("--ledger", str(back), "log", "--json").out == mine.ok("log", "--json").out
    assert mine("db", "copy", postgres_database).code == 5
    assert mine("init", postgres_database).code == 5
    refused = mine(*there, "db", "backup", str(mine.folder / "x.db"))
    assert (refused.code, "pg_dump" in refused.err) == (2, True)


def test_a_copy_that_fails_leaves_nothing_behind(mine: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.errors import IntegrityFailure
    from ledger.storage.recording import Recording

    def breaks(_recording: Recording) -> str:
        raise IntegrityFailure

    monkeypatch.setattr(Recording, "finish", breaks)
    assert mine("db", "copy", str(mine.folder / "copy.db")).code == 7
    assert not (mine.folder / "copy.db").exists()


def test_an_empty_ledger_is_copied_too(small: Shell, sqlite_template: Path) -> None:
    small.ledger.write_bytes(sqlite_template.read_bytes())
    small.ok("db", "copy", str(small.folder / "copy.db"))
