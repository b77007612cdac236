"""A ledger that is what it was recorded to be, one that is not, and one that is but an older copy of itself."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.errors import IntegrityFailure, InvalidData
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_jsonl
from ledger.services import acting, exporting, sourcing
from ledger.services.importing import import_seeds
from ledger.services.verifying import Checkpoint, checkpoint, verify
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.lived import lived
from tests.support import FRAME, HEADER, load, stance

pytestmark = pytest.mark.both_engines


def tamper(store: Store, *statements: str) -> None:
    """Change something behind the program's back, the triggers switched off and on again."""
    if store.is_postgres:
        store.connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        triggers = list(store.connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")))
        for trigger in triggers:
            store.connection.execute(text(f"DROP TRIGGER {trigger.name}"))
    for statement in statements:
        store.connection.execute(text(statement))
    if store.is_postgres:
        store.connection.execute(text("SET LOCAL session_replication_role = origin"))
    else:
        for trigger in triggers:
            store.connection.exec_driver_sql(trigger.sql)


def found(database: Database, *statements: str) -> list[str]:
    """Return what verify says of a ledger tampered with, which is then put back."""
    with database.rehearse() as store:
        tamper(store, *statements)
        with pytest.raises(IntegrityFailure) as failure:
            verify(store)
    assert failure.value.exit_code == 7
    said = [f"{fault.path}: {fault.message}" for fault in failure.value.faults]
    assert failure.value.message.startswith(said[0])
    return said


def test_an_empty_ledger_is_sound(database: Database) -> None:
    with database.read() as store:
        sound = verify(store)
    assert sound.checkpoint.number == 0
    assert sound.checkpoint.hash is None


EARLY, EARLIER = "2026-02-01T09:00:00Z", "2026-02-01T08:59:59Z"


def test_clocks_that_cannot_all_be_right_are_noted_and_refuse_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770000000")  # 2026-02-02
    notes = []
    for time, seed in (
        ("1970-01-01T00:00:00Z", FRAME),
        (EARLY, stance("land", "red", "demands", "R1")),
        (EARLIER, stance("land", "blue", "rejects", "R1")),
        ("2100-01-01T00:00:00Z", stance("fuel", "red", "demands", "R1")),
    ):
        notes.append(load(database, seed, header=HEADER.model_copy(update={"recorded_at": time})).notices)
    assert notes[:3] == [
        ["recorded at 1970-01-01T00:00:00Z, when there was no such program: look at the clock"],
        [],
        [f"recorded at {EARLIER}, before the changeset that it follows ({EARLY}): look at the clocks"],
    ]
    with database.read() as store:
        assert verify(store).notices == (
            f"changeset 3 was recorded at {EARLIER} by its clock, before the one it follows ({EARLY})",
            "the last changeset was recorded at 2100-01-01T00:00:00Z by its clock, which is still to come",
        )


def test_a_ledger_that_has_been_through_everything_is_sound(database: Database) -> None:
    lived(database)
    steps: list[str] = []
    with database.read() as store:
        sound = verify(store, told=steps.append)
        assert sound.checkpoint == checkpoint(store)
    assert sound.counts["changesets"] == sound.checkpoint.number
    assert steps[0] == "the database's own check"
    assert steps[-1] == "quotes"


def test_a_copy_on_the_other_engine_is_sound_and_has_the_same_checkpoint(
    database: Database, location: Location, new_location: Callable[[str], Location]
) -> None:
    lived(database)
    with database.read() as store:
        lines = [line.encode() for _n, values in exporting.history(store) for line in write_jsonl(values)]
        before = checkpoint(store)
    other = Database(new_location("postgresql" if location.is_file else "sqlite"))
    with other.write() as store:
        import_seeds(store, read_jsonl("x", lines), HEADER)
        assert verify(store, against=before).checkpoint == before
    other.close()


def test_thousands_of_entries_are_sound(database: Database) -> None:
    """A citation's number outgrows 32 bits at the 2,148th entry."""
    load(database, FRAME)
    item = '{"item": {"key": "i%d", "title": "Item"}}'
    said = '{"stance": {"item": "i%d", "party": "red", "held_on": "2026", "stance": "silent", "cite": {"source": "herald"}}}'
    lines = [(line % n).encode() for line in (item, said) for n in range(2200)]
    with database.write() as store:
        import_seeds(store, read_jsonl("x", lines), HEADER)
        assert verify(store).counts["citations"] == 2200


def test_verifying_leaves_the_file_as_it_was(database: Database, location: Location) -> None:
    lived(database)
    before = location.path.read_bytes() if location.path else b""
    with database.read() as store:
        verify(store)
    assert (location.path.read_bytes() if location.path else b"") == before


def test_a_changed_word_is_found_in_the_entry_and_in_the_chain(database: Database) -> None:
    lived(database)
    assert found(database, "UPDATE entry SET summary = 'Green would not.' WHERE id = 1") == [
        "entry 1: is not in the search index as it should be",
        "changeset 2: recorded 6 entries; what is there now was changed",
    ]


def test_a_row_taken_out_is_counted(database: Database) -> None:
    lived(database)
    said = found(database, "DELETE FROM review WHERE id = 4")
    assert said == ["changeset 16: recorded 1 reviews; 0 are there now"]


def test_two_citations_that_changed_places_are_found(database: Database) -> None:
    lived(database)
    swap = "UPDATE citation SET {0} = (SELECT {0} FROM citation b WHERE b.id = 2000001) WHERE id = 1000001"
    assert "changeset 2: recorded 7 citations; what is there now was changed" in found(database, swap.format("at"))


def test_an_edit_of_a_title_without_a_line_in_the_journal_is_found(database: Database) -> None:
    lived(database)
    said = found(database, "UPDATE item SET title = 'Fuel!' WHERE key = 'fuel'")
    assert said[0] == "item fuel: is not in the search index as it should be"
    assert found(database, "UPDATE item SET title = 'The sea' WHERE key = 'land'")[0] == (
        'item:land: has title "The sea"; the journal ends with "The land"'
    )


def test_a_broken_journal_is_found(database: Database) -> None:
    lived(database)
    said = found(database, "UPDATE edit SET old = '\"Sea\"' WHERE field = 'starts'")
    assert any(line.startswith("changeset 9: recorded") for line in said)
    assert any("is not JSON" in line for line in found(database, "UPDATE edit SET new = '[' WHERE id = 1"))
    with database.write() as store:
        acting.edit(store, "item", "land", {"title": "The coast"}, HEADER)
    said = found(database, "UPDATE edit SET new = '\"Sea\"' WHERE record = 'item:land' AND old = '\"Land\"'")
    assert 'edit 8 of item:land: changes title from "The land", but it was "Sea"' in said


def test_a_header_that_was_changed_is_told_from_what_it_heads(database: Database) -> None:
    lived(database)
    assert found(database, "UPDATE changeset SET author = 'nobody' WHERE id = 3") == [
        "changeset 3: has another author, time, tool, message or hash than was recorded"
    ]


def test_a_changeset_written_anew_breaks_the_chain_after_it(database: Database) -> None:
    lived(database)
    said = found(database, f"UPDATE changeset SET hash = '{'0' * 64}' WHERE id = 3")
    assert said[-1] == "changeset 4: is not chained to the changeset before it"


def test_a_text_that_was_changed_no_longer_has_its_sha256(database: Database) -> None:
    lived(database)
    said = found(database, "UPDATE attachment SET text = 'Only if paid then.' WHERE id = 1")
    assert said[0].startswith("edition 1 of report: is not the text whose sha256 is")


def test_a_guard_that_is_gone_is_missed(database: Database) -> None:
    load(database, FRAME)
    drop = "DROP TRIGGER entry_no_delete"
    if not database.location.is_file:
        drop = "ALTER TABLE entry DISABLE TRIGGER entry_append_only"
    with database.rehearse() as store:
        store.connection.execute(text(drop))
        with pytest.raises(IntegrityFailure, match=r"trigger entry_(no_delete|append_only)"):
            verify(store)


def test_an_entry_without_a_citation_is_named(database: Database) -> None:
    lived(database)
    assert "entry 5: has no citation that counts" in found(database, "DELETE FROM citation WHERE entry_id = 5")


def test_what_refers_to_nothing_is_named(database: Database) -> None:
    lived(database)
    guard = [] if not database.location.is_file else ["PRAGMA defer_foreign_keys = ON"]
    said = found(database, *guard, "UPDATE citation SET source_id = 99 WHERE id = 5000001")
    assert "citation 1 of entry 5: refers to source 99, which is not there" in said


def test_a_quote_that_was_never_in_the_text_is_found(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=""))
    load(
        database,
        "stances: [{item: fuel, party: red, round: R1, stance: silent, cite: {source: gazette, quote: not there}}]",
    )
    with database.write() as store:
        sourcing.attach(store, "gazette", b"Something else.", HEADER)
    with database.read() as store:
        sound = verify(store)  # the record is whole: it is the coding that is wrong
    (lost,) = sound.unfound
    assert (lost.entry, lost.quote, lost.message) == (2, "not there", '"not there" is not in the text of gazette')
    assert lost.mend.startswith("posl correct 2 --quote … --reason …, or")
    with database.write() as store:
        acting.correct(store, 2, {"cite": {"source": "gazette", "quote": "Something"}}, HEADER, reason="misquoted")
        assert (verify(store).unfound, verify(store).notices) == ((), ())


def test_a_quote_is_not_doubted_for_a_text_that_it_was_not_taken_from(database: Database) -> None:
    load(database, FRAME)
    load(
        database,
        f"""
        source: {{key: post, title: Post, sha256: {"a" * 64}}}
        stances: [{{item: fuel, party: red, round: R1, stance: silent, cite: {{quote: was there}}}}]
        """,
    )
    with database.write() as store:
        sourcing.attach(store, "post", b"It is gone.", HEADER, edition=True)
        assert verify(store).notices == ('entry 1: its quote "was there" is not in the text of post',)


def test_an_orphan_of_a_later_edition_is_a_notice(database: Database) -> None:
    load(database, FRAME)
    load(
        database,
        "stances: [{item: fuel, party: red, round: R1, stance: silent, cite: {source: gazette, quote: was there}}]",
    )
    with database.write() as store:
        sourcing.attach(store, "gazette", b"It was there.", HEADER)
        assert verify(store).notices == ()
        sourcing.attach(store, "gazette", b"It is gone.", HEADER, edition=True)
        assert verify(store).notices == ('entry 1: its quote "was there" is in an earlier edition only of gazette',)
        sourcing.attach(store, "gazette", b"It was there and was there.", HEADER, edition=True)
        assert verify(store).notices == ('entry 1: its quote "was there" stands 2 times in the text of gazette',)


# -- checkpoints ------------------------------------------------------------------------------------------------------


def test_a_ledger_goes_on_from_its_checkpoint(database: Database) -> None:
    load(database, FRAME)
    with database.read() as store:
        before = checkpoint(store)
    load(database, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        assert verify(store, against=Checkpoint.parse(before.text())).against == before


def test_a_file_put_back_from_an_older_backup_is_found(new_location: Callable[[str], Location], tmp_path: Path) -> None:
    location = new_location("sqlite")
    database = Database(location)
    load(database, FRAME)
    backup = tmp_path / "backup.db"
    assert location.path is not None
    shutil.copyfile(location.path, backup)
    load(database, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        before = checkpoint(store)
    database.close()
    shutil.copyfile(backup, location.path)
    with database.read() as store:
        verify(store)
        with pytest.raises(IntegrityFailure, match="ends at changeset 1, but had 2") as failure:
            verify(store, against=before)
    assert failure.value.exit_code == 7


def test_a_past_written_anew_is_found(
    database: Database, location: Location, new_location: Callable[[str], Location]
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        before = checkpoint(store)
    other = Database(new_location("sqlite" if location.is_file else "postgresql"))
    load(other, FRAME, stance("land", "red", "supports", "R1"), stance("land", "blue", "rejects", "R1"))
    with other.read() as store:
        verify(store)
        with pytest.raises(IntegrityFailure, match="changeset 2: has another hash than the checkpoint"):
            verify(store, against=before)
    other.close()


@pytest.mark.parametrize(
    "given", ["", "{}", '{"schema": "position-ledger/diff/1", "number": 1, "hash": null}', "[1]", '{"number": -1}']
)
def test_what_is_no_checkpoint_is_refused(given: str) -> None:
    with pytest.raises(InvalidData, match="not a checkpoint"):
        Checkpoint.parse(given)
