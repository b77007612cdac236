"""A person asks to be left out, and is."""

import json
import sqlite3
from contextlib import closing

import pytest

from ledger.storage import columns, redactions, schema
from ledger.storage.engine import Location
from tests.cli.shell import Shell

NOT_PROSE = {
    "changeset": {"author", "recorded_at", "tool", "previous", "hash", "streams", "name", "claimed_author",
                  "claimed_recorded_at", "claimed_tool", "origin", "merged_by"},
    "edit": {"record", "field", "old", "new"},
    "ledger": {"counts", "floor_at_least", "floor_voice", "owners", "marking"},
    "party": {"key", "code", "role", "joined"},
    "party_aliases": {"party"},
    "party_tags": {"party"},
    "party_members": {"party", "member", "from", "to"},
    "person": {"key", "joined"},
    "person_aliases": {"person"},
    "person_offices": {"person", "party", "from", "to"},
    "round": {"key", "kind", "status", "planned_for", "starts", "ends", "host"},
    "round_parties": {"round", "value"},
    "source": {"key", "kind", "published", "accessed", "language", "translated_from", "reliability", "sha256", "joined",
               "marking", "embargo"},
    "item": {"key", "kind", "matter", "part_of", "due", "joined", "split_from", "marking", "embargo"},
    "item_by": {"item", "value"},
    "item_to": {"item", "value"},
    "item_links": {"item", "kind", "to"},
    "item_tags": {"item"},
    "delegate": {"round", "party", "cite_source", "cite_by", "cite_speaker"},
    "mark": {"key", "held"},
    "view": {"key", "sort", "folded"},
    "attachment": {"sha256", "original", "extractor", "pages"},
    "entry": {"kind", "op", "held_from", "held_to", "held_precision", "held_text", "stance", "on_behalf_of", "status",
              "confidence", "marking", "embargo"},
    "entry_figures": {"value", "about"},
    "citation": {"speaker"},
    "settlement": {"how"},
    "pair": {"relation"},
    "review": {"verdict", "reviewer"},
    "claim": {"verdict", "reviewer"},
    "redaction": {"stream", "record", "fields", "before", "after", "salted"},
    "draft_step": {"step", "author", "at"},
    "proposal": {"proposer", "author", "at", "line", "sha256"},
    "proposal_verdict": {"outcome", "author", "at", "line"},
    "signature": {"author", "at", "signature"},
}  # fmt: skip


def test_a_person_who_asked_is_left_out(mine: Shell) -> None:
    before = mine.ledger.read_bytes()
    asked = ("redact", "person:rubio", "--remarks", "--text", "Rubio", "--reason", "He asked.")
    assert "would be changed. Nothing was." in mine.ok(*asked, "--dry-run").out
    assert mine.ledger.read_bytes() == before
    done = json.loads(mine.ok(*asked, "--json").out)
    assert b"rubio" not in mine.ledger.read_bytes().lower()
    assert b"rubio" in before.lower()
    assert "He asked." in mine.ok("log", "-n", "1").out
    shown = json.loads(mine.ok("show", f"@{done['changeset']}", "--json").out)
    assert len(shown["redactions"]) == done["records"]
    assert f"changeset {done['changeset']}" in mine.ok("verify").err
    assert any(each["marker"] in mine.ok("list", "persons").out for each in done["markers"])
    assert mine("undo", "--last", "--reason", "x").code == 5


def test_every_column_is_looked_through_or_holds_nobody_s_words() -> None:
    """Who adds a column says which of the two it is."""
    for table in schema.with_rules().sorted_tables:
        texts = {column.name for column in table.columns if isinstance(column.type, type(columns.TEXT))}
        known = {*redactions.PROSE.get(table.name, ()), *NOT_PROSE.get(table.name, ())}
        assert texts - known == set(), table.name


def test_who_reads_meanwhile_keeps_nobody_from_redacting(mine: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redactions, "PATIENCE", 0.1)
    with closing(sqlite3.connect(mine.ledger, isolation_level=None)) as reader:
        real = redactions.sweep

        def sweep(location: Location) -> None:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM entry").fetchone()
            real(location)

        monkeypatch.setattr(redactions, "sweep", sweep)
        ran = mine("redact", "--text", "Rubio", "--reason", "He asked.")
    assert (ran.code, "it is recorded" in ran.err) == (0, True)
    assert b"Rubio" not in mine.ledger.read_bytes()
