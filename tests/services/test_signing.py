"""Acts that sign themselves, and hashes that somebody else computed anew, on both engines."""

import shutil
from pathlib import Path

import pytest

from ledger.domain.seed import ChangesetInfo
from ledger.errors import IntegrityFailure, NotFound, UsageError
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import signing
from ledger.services.exporting import jsonl_lines
from ledger.services.importing import import_seeds
from ledger.services.ledgers import open_database
from ledger.services.redacting import Wanted, redact
from ledger.services.verifying import verify
from ledger.storage import chain, changesets
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, signed_in, stance

pytestmark = [
    pytest.mark.both_engines,
    pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH"),
]


@pytest.fixture
def signers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key of the tester's that is configured, and the file that says whose it is."""
    monkeypatch.setenv("POSL_SIGNING_KEY", str(tmp_path / "id"))
    signing.make_key("tester")
    file = tmp_path / "allowed_signers"
    file.write_text(f"tester {signing.public_key()}\n")
    return file


@pytest.fixture
def ours(location: Location, signers: Path) -> Database:
    """A ledger whose every act was signed as it was recorded."""
    assert signers.exists()
    address = str(location.path or location.url.render_as_string(hide_password=False))  # type: ignore[union-attr]
    database = open_database(address)
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "blue", "rejects", "R1"))
    return database


def test_an_act_signs_itself_where_a_key_is_configured(
    ours: Database, signers: Path, new_location: NewLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ours.read() as store:
        checked = signing.check(store, signers)
        lines = [line.encode() for line in jsonl_lines(store)]
    assert (checked.signed, checked.unnamed) == ((1, 2, 3), ())
    with ours.write() as store:
        load_by_ana = HEADER.model_copy(update={"author": "ana"})
        signed_in(store, "ana")
        redact(store, Wanted(texts=("Herald",)), load_by_ana, reason="x")
    with ours.read() as store, pytest.raises(IntegrityFailure, match="wrongly signed: @4"):
        signing.check(store, signers)  # who takes something out is somebody whom the file names
    brought = open_database(str(new_location("sqlite").path))
    with brought.write() as store:
        import_seeds(store, read_jsonl("export", iter(lines)), ChangesetInfo())
    with brought.read() as store, pytest.raises(IntegrityFailure, match="not signed by their author: @1, @2, @3"):
        signing.check(store, signers)  # nobody signs what others may have written in their name
    monkeypatch.setenv("POSL_SIGNING_KEY", str(tmp_path / "gone"))
    with pytest.raises(NotFound, match="no key"):
        load(brought, stance("land", "green", "supports", "R1"))
    with brought.read() as store:
        assert changesets.last_number(store) == 3


def test_hashes_that_somebody_else_computed_anew_are_found_out(
    ours: Database, signers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forger changes what was said, computes the chain anew so that it holds, and signs with a key of their own."""
    with ours.write() as store:
        run = store.connection.exec_driver_sql
        if store.is_postgres:
            run("SET LOCAL session_replication_role = replica")
        else:
            for table in ("entry", "changeset", "signature"):
                run(f"DROP TRIGGER {table}_no_update")
        run("UPDATE entry SET stance = 'supports' WHERE id = 1")
        mark = "%s" if store.is_postgres else "?"
        before = None
        for number in (1, 2, 3):
            row, streams = next(each for each in chain.recomputed(store) if each[0]["id"] == number)
            lines = "\n".join(streams.lines())
            forged = chain.sealed({**row, "previous": before, "streams": lines}, {})
            run(
                f"UPDATE changeset SET previous = {mark}, streams = {mark}, hash = {mark} WHERE id = {mark}",
                (before, lines, forged, number),
            )
            before = forged
        monkeypatch.setenv("POSL_SIGNING_KEY", str(tmp_path / "forgers"))
        signing.make_key("tester")
        for number, text in ((2, changesets.hash_of(store, 2)), (3, changesets.hash_of(store, 3))):
            run(
                f"UPDATE signature SET signature = {mark} WHERE changeset_id = {mark}",
                (signing._signature(text or ""), number),
            )
        if not store.is_postgres:
            for table in ("entry", "changeset", "signature"):
                said = f"'what is recorded is never changed or removed: {table}'"
                run(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, {said}); END")
    with ours.read() as store:
        verify(store)  # the chain holds
        with pytest.raises(IntegrityFailure, match="wrongly signed: @2, @3"):
            signing.check(store, signers)


def test_a_file_that_is_none_of_allowed_signers_is_refused(ours: Database, signers: Path) -> None:
    signers.write_text(f"{signers.read_text()}parties:\n  - {{key: red}}\n")
    with pytest.raises(UsageError, match="line 2 names no key"), ours.read() as store:
        signing.check(store, signers)
