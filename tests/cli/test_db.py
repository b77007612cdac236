"""Schema, backup, copies."""

import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.storage.database import HEAD
from tests.cli.shell import Shell


@pytest.fixture
def postgres_database(postgres_admin: Engine) -> Iterator[str]:
    """The address of a new database with nothing in it."""
    name = f"copy_{uuid.uuid4().hex[:12]}"
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgres_admin.url.set(database=name).render_as_string(hide_password=False)
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


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
    from ledger.storage.engine import Mode
    from ledger.storage.location import Location

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


def test_a_backup_is_a_ledger_and_overwrites_nothing(mine: Shell) -> None:
    target = mine.folder / "backup.db"
    mine.ok("db", "backup", str(target))
    assert Shell(mine.folder)("--ledger", str(target), "verify").code == 0
    assert target.stat().st_mode & 0o777 == 0o600
    assert mine("db", "backup", str(target)).code == 5


def test_a_copy_has_every_hash_of_the_original(mine: Shell) -> None:
    mine.ok("correct", "91", "--stance", "supports", "--reason", "misread")
    target = mine.folder / "copy.db"
    ran = mine.ok("db", "copy", str(target))
    assert ran.out == f"Copied 7 changesets to {target}; every hash is the same.\n"
    assert mine.ok("--ledger", str(target), "export").out == mine.ok("export").out
    assert mine("db", "copy", str(target)).code == 5


def test_a_ledger_crosses_to_postgresql_and_back(mine: Shell, postgres_database: str) -> None:
    mine.ok("correct", "91", "--stance", "supports", "--reason", "misread")
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
