"""Signing what one recorded, and finding out who recomputed the hashes of others."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH")


@pytest.fixture(autouse=True)
def who_recorded_it(mine: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is who recorded the ledger."""
    with closing(sqlite3.connect(mine.ledger)) as ledger:
        (author,) = ledger.execute("SELECT DISTINCT author FROM changeset").fetchone()
    monkeypatch.setenv("POSL_AUTHOR", author)


def signed(mine: Shell, folder: Path) -> Path:
    """Sign everything, and return the file that says whose key is whose."""
    mine.ok("key", "--new")
    assert mine.ok("key", "--sign").out.startswith("Signed 6 changesets: @1, @2")
    signers = folder / "allowed_signers"
    signers.write_text(mine.ok("key").out)
    return signers


def test_what_one_recorded_is_signed_once(mine: Shell, tmp_path: Path) -> None:
    signers = signed(mine, tmp_path)
    assert mine.ok("key", "--sign").out == "Signed 0 changesets.\n"
    assert "6 changesets are signed by their authors." in mine.ok("verify", "--signers", str(signers)).err
    assert mine("key", "--new").code == 5


def test_what_is_not_signed_is_told_by_number(mine: Shell, tmp_path: Path) -> None:
    signers = signed(mine, tmp_path)
    mine.ok("mark", "briefing", "R1")
    ran = mine("verify", "--signers", str(signers))
    assert (ran.code, "not signed by their author: @7" in ran.err) == (7, True)
    signers.write_text(signers.read_text().replace(signers.read_text().split()[0], "somebody", 1))
    told = json.loads(mine.ok("verify", "--signers", str(signers), "--json").out)
    assert told["signers"] == {"signed": [], "unnamed": [1, 2, 3, 4, 5, 6, 7]}
    assert "7 changesets are of authors whom the file does not name" in mine.ok("verify", "--signers", str(signers)).err


def test_hashes_that_somebody_else_computed_are_found_out(mine: Shell, tmp_path: Path) -> None:
    signers = signed(mine, tmp_path)
    with (
        closing(sqlite3.connect(mine.ledger)) as connection,
        connection as ledger,
    ):  # as one would who recomputed the chain: whole, but not the author's
        triggers = ledger.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            ledger.execute(f"DROP TRIGGER {name}")
        ledger.execute("UPDATE changeset SET hash = ? WHERE id = 6", (hashlib.sha256(b"another").hexdigest(),))
        for _name, sql in triggers:
            ledger.execute(sql)
    from ledger.errors import IntegrityFailure
    from ledger.services import signing
    from ledger.storage.database import Database
    from ledger.storage.engine import Location

    database = Database(Location(path=mine.ledger))
    with database.read() as store, pytest.raises(IntegrityFailure, match=r"wrongly signed: @6$"):
        signing.check(store, signers)
    database.close()


def test_another_persons_key_signs_for_nobody(mine: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signers = signed(mine, tmp_path)
    monkeypatch.setenv("POSL_CONFIG", str(tmp_path / "other" / "config.toml"))
    mine.ok("key", "--new")
    signers.write_text(mine.ok("key").out)
    ran = mine("verify", "--signers", str(signers))
    assert (ran.code, "wrongly signed: @1, @2" in ran.err) == (7, True)


def test_signatures_go_along_with_a_copy(mine: Shell, tmp_path: Path) -> None:
    signers = signed(mine, tmp_path)
    (tmp_path / "copied").mkdir()
    mine.ok("db", "copy", str(tmp_path / "copied" / "ledger.db"))
    assert Shell(tmp_path / "copied").ok("verify", "--signers", str(signers)).code == 0
