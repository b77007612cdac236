"""What is read of a ledger is the same on PostgreSQL, to the letter, in every command that reads."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.cli.shell import Shell

READINGS = (
    "matrix", "matrix --at R1@3 --json", "matrix --at R2 --at-least C3 --format csv", "matrix --reviewed-only --independent 2",
    "show territory --at R2", "show ceasefire --history --json", "show party:ukraine --at R2", "show round:R2", "show 26",
    "show source:china-military-2026-01", "show territory --party ukraine --history",
    "diff R1 R2 --full --json", "diff R1@3 R1@6", "diff R2 R1 --voice reported",
    "list items --stale 5 --at R2", "list items --moved --at R2", "list items --silent", "list items --unreported",
    "list commitments --json", "list parties --from R1", "list rounds", "list sources --json", "list events --at R2",
    "list persons", "list remarks --json", "list figures", "list marks",
    "log --json", "log --verb reversed", "search prisoners", "search Donbas --json", "review list",
    "measures --json", "inbox --json", "report R1 R2", "export", "export -", "verify",
)  # fmt: skip


@pytest.fixture(scope="module")
def on_a_server(reports: Shell, postgres_admin: Engine) -> Iterator[str]:
    """The five reports on PostgreSQL: the address of a copy."""
    name = f"reports_{uuid.uuid4().hex[:12]}"
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    address = postgres_admin.url.set(database=name).render_as_string(hide_password=False)
    reports.ok("db", "copy", address)
    yield address
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("command", READINGS)
def test_a_reading_is_the_same_on_both_engines(posl: Shell, on_a_server: str, command: str) -> None:
    there = posl("--ledger", on_a_server, *command.split())
    here = posl(*command.split())
    assert (there.code, there.out) == (here.code, here.out)
    assert here.code == 0, here.err
