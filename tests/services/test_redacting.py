"""A person's data taken out by a recorded act: gone from every byte, and the chain still holds."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.domain.seed import Attachment, ChangesetInfo
from ledger.errors import Conflict, IntegrityFailure, InvalidData, NotFound
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, copying, proposing, rekeying
from ledger.services.exporting import jsonl_lines, seed_files
from ledger.services.importing import import_seeds
from ledger.services.merging import merge
from ledger.services.redacting import Wanted, redact
from ledger.services.undoing import undo
from ledger.services.verifying import verify
from ledger.storage import changesets, proposals, redactions, schema
from ledger.storage.database import Database, Store
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, signed_in, stance

pytestmark = pytest.mark.both_engines

PEOPLE = """
persons:
  - {key: quimby, name: Zelda Quimby, aliases: [Secretary Quimby], offices: [{office: Envoy, party: red}]}
source: {key: gazette, title: Zelda Quimby speaks, reliability: C}
delegates: [{round: R1, party: red, person: quimby, office: Envoy, cite: {source: gazette, at: ¶1}}]
stances:
  - {item: land, party: red, round: R1, stance: demands, summary: Zelda quimby insists on all of it,
     cite: {source: gazette, at: ¶2, quote: "said Secretary Quimby on Friday", by: quimby, speaker: own-words}}
remarks:
  - {round: R1, by: quimby, about: talks, text: There is nothing left to talk about here., cite: {source: gazette, at: ¶3}}
"""
TEXT = (
    "Headline\n\nIt was late, said Secretary Quimby on Friday, and cold.\n\nThere is nothing left to talk about here.\n"
)
PROPOSED = """
stances: [{item: fuel, party: red, round: R1, stance: opposes,
  cite: {source: gazette, at: ¶2, quote: said Secretary Quimby, by: zelda-q}}]
"""
SECRETS = ("quimby", "zelda", "nothing left to talk")


@pytest.fixture
def told(database: Database) -> Database:
    """A ledger that tells of a person in every way."""
    load(database, FRAME, PEOPLE)
    with database.write() as store:
        header = signed_in(store, "tester")
        acting.edit(store, "person", "quimby", {"aliases": ["Secretary Quimby", "Z. Quimby"]}, header)
        acting.correct(store, 1, {"summary": "Zelda Quimby insists"}, header, reason="as Quimby said")
        attached = Attachment(source="gazette", sha256=sha256(TEXT.encode()).hexdigest(), text=TEXT)
        acting.perform(store, [attached], header.model_copy(update={"message": "the text of person:quimby"}))
        rekeying.rename(store, "person", "quimby", "zelda-q", header)
        proposing.propose(store, [read_yaml("p.yaml", PROPOSED.encode())], header, proposer="a tool")
    return database


def redacted(database: Database, **more: object) -> tuple[int, dict[str, int]]:
    with database.write() as store:
        wanted = Wanted(**({"person": "zelda-q", "remarks": True, "texts": ("Quimby", "Zelda")} | more))  # type: ignore[arg-type]
        before = changesets.hashes(store)
        done = redact(store, wanted, signed_in(store, "tester"), reason="She asked for it.")
    redactions.sweep(database.location)
    return done.changeset, before


def everything(store: Store) -> str:
    """Every value of every table, and of every export."""
    tables = [*schema.tables, "search_index"]
    rows = [str(tuple(row)) for table in tables for row in store.connection.execute(text(f'SELECT * FROM "{table}"'))]
    return "\n".join([*rows, *jsonl_lines(store), *(text for _name, text in seed_files(store))]).casefold()


def test_a_person_is_nowhere_any_more_and_the_chain_holds(told: Database) -> None:
    number, before = redacted(told)
    with told.read() as store:
        held, found = everything(store), changesets.hashes(store)
        checked = verify(store)
        proposed = [each for each in proposals.every(store) if "redacted-" in each.line]
        said = changesets.get(store, number).header
    assert [secret for secret in SECRETS if secret in held] == []
    assert before.items() <= found.items()  # every hash of before is what it was
    assert (said.author, "She asked for it." in (said.message or "")) == ("tester", True)
    assert len(proposed) == 1
    assert any(f"changeset {number}" in notice and "tester" in notice for notice in checked.notices)
    if told.location.path is not None:
        data = told.location.path.read_bytes().lower()
        assert [secret for secret in SECRETS if secret.encode() in data] == []


def test_exports_and_copies_of_it_are_the_same_ledger(
    told: Database, new_location: NewLocation, tmp_path: Path
) -> None:
    redacted(told)
    with told.read() as store:
        lines, wanted = [line.encode() for line in jsonl_lines(store)], changesets.hashes(store)
        location, _count = copying.copy(store, str(tmp_path / "copy.db"))
        with copying.as_known(store, 2) as then:
            assert changesets.last_number(then) == 2
    copied, imported = Database(location), Database(new_location("sqlite"))
    with imported.write() as store:
        import_seeds(store, read_jsonl("export", iter(lines)), ChangesetInfo())
    for each in (copied, imported):
        with each.read() as store:
            verify(store)
            assert changesets.hashes(store) == wanted
        each.close()
    alone = Database(new_location("sqlite"))
    cut = [line for line in lines if b'"redaction"' not in line][:-1]
    with pytest.raises(InvalidData, match="taken out"), alone.write() as store:
        import_seeds(store, read_jsonl("export", iter(cut)), ChangesetInfo())
    alone.close()


def test_what_was_redacted_cannot_be_brought_back_or_changed_after(told: Database) -> None:
    number, _before = redacted(told)
    with pytest.raises(Conflict, match="cannot be undone"), told.write() as store:
        undo(store, number, signed_in(store, "tester"), reason="a mistake")
    with told.write() as store:
        if store.is_postgres:
            store.connection.exec_driver_sql("ALTER TABLE entry DISABLE TRIGGER entry_append_only")
        else:
            store.connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        store.connection.exec_driver_sql("UPDATE entry SET stance = 'rejects' WHERE id = 1")
    with pytest.raises(IntegrityFailure), told.read() as store:
        verify(store)
    with pytest.raises(IntegrityFailure, match="nothing was redacted"), told.write() as store:
        redact(store, Wanted(texts=("Envoy",)), signed_in(store, "tester"), reason="covering up")


def test_a_field_of_an_entry_and_owners_alone(told: Database) -> None:
    with told.write() as store:
        header = signed_in(store, "tester")
        done = redact(store, Wanted(entry=3, fields=("summary", "quote")), header, reason="private")
        held = everything(store)
        assert ("insists" in held, "secretary quimby on friday" in held, "z. quimby" in held) == (False, False, True)
        redact(store, Wanted(texts=("Z. Quimby",)), header, reason="once more")
        verify(store)
        with pytest.raises(NotFound, match="nowhere"):
            redact(store, Wanted(texts=("Nobody at all",)), header, reason="x")
        acting.edit(store, "ledger", "", {"owners": ["ana"]}, header)
        with pytest.raises(InvalidData, match="owners alone"):
            redact(store, Wanted(texts=("Envoy",)), header, reason="x")
    assert done.records >= 3
    assert json.dumps(done.markers).count("redacted-") == len(done.markers)


def test_what_another_copy_redacted_is_not_merged(told: Database, tmp_path: Path) -> None:
    with told.read() as store:
        location, _count = copying.copy(store, str(tmp_path / "ours.db"))
    redacted(told)
    ours = Database(location)
    load(ours, stance("fuel", "blue", "opposes", "R1"))
    with told.read() as theirs, ours.write() as store, pytest.raises(Conflict, match="took something out"):
        merge(store, theirs, HEADER)
    with told.write() as store, ours.read() as theirs:  # the other way round it goes on from what both have
        merge(store, theirs, signed_in(store, "tester"))
    with told.read() as store:
        verify(store)
        assert [secret for secret in SECRETS if secret in everything(store)] == []
    ours.close()
