"""Words found again, on both engines."""

import pytest

from ledger.domain.floors import ACCEPTED
from ledger.domain.words import Verdict
from ledger.errors import UsageError
from ledger.services import acting
from ledger.services.searching import find
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load

pytestmark = pytest.mark.both_engines

SAID = """
stances:
  - {item: land, party: red, round: R1, stance: demands, summary: The orchard must come back.,
     cite: {source: herald, quote: give us the orchard}}
  - {item: fuel, party: red, round: R1, stance: conditional, condition: The orchard first., cite: {source: herald}}
"""


def places(database: Database, words: str, *, raw: bool = False) -> list[tuple[str, str]]:
    with database.read() as store:
        return sorted((hit.kind, hit.ref) for hit in find(store, words, raw=raw))


def test_words_are_found_in_summaries_conditions_quotes_and_titles(database: Database) -> None:
    load(database, FRAME, SAID)
    assert places(database, "orchard") == [("entry", "1"), ("entry", "2"), ("quote", "1")]
    assert places(database, "orchard back") == [("entry", "1")]
    assert places(database, "Gazette") == [("source", "gazette")]
    assert places(database, "pledge") == [("item", "pledge")]


def test_nothing_in_the_words_is_an_operator(database: Database) -> None:
    load(database, FRAME, SAID)
    for words in (
        "orchard OR nothing",
        'orchard "',
        "NEAR(orchard)",
        "orchard & !back",
        "-orchard",
        "summary:orchard",
        "' ; --",
    ):
        places(database, words)
    assert places(database, "orchard OR nothing") == []
    assert places(database, "") == []


def test_the_raw_language_is_the_databases_own(database: Database) -> None:
    load(database, FRAME, SAID)
    query = "orchard & back | gazette" if database.location.path is None else "(orchard AND back) OR gazette"
    assert places(database, query, raw=True) == [("entry", "1"), ("source", "gazette")]
    with pytest.raises(UsageError, match="does not parse"):
        places(database, '"unclosed' if database.location.path else "a & & b", raw=True)


def test_what_was_retracted_is_not_found(database: Database) -> None:
    load(database, FRAME, SAID)
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    assert places(database, "orchard") == [("entry", "2")]


def test_what_is_not_found_takes_no_place_of_what_is(database: Database) -> None:
    load(database, FRAME, SAID)
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    with database.read() as store:
        assert [hit.ref for hit in find(store, "orchard", limit=1)] == ["1"]


def test_an_edited_title_is_found_and_the_old_one_no_more(database: Database) -> None:
    load(database, FRAME)
    with database.write() as store:
        acting.edit(store, "item", "land", {"title": "Meadow"}, HEADER)
    assert places(database, "meadow") == [("item", "land")]
    assert places(database, "land") == []


def test_what_nobody_accepted_is_not_found_where_only_reviewed_entries_count(database: Database) -> None:
    load(database, FRAME, SAID)
    with database.write() as store:
        acting.review(store, [2], Verdict.accepted, HEADER)
    with database.read() as store:
        found = find(store, "orchard", counting=ACCEPTED)
        assert [(hit.kind, hit.ref) for hit in found] == [("entry", "2")]
        assert [hit.kind for hit in find(store, "pledge", counting=ACCEPTED)] == ["item"]


def test_what_is_found_has_one_order_on_either_database(database: Database) -> None:
    load(database, FRAME, SAID)
    load(
        database,
        "items: [{key: grove, title: The orchard}, {key: Acre, title: An orchard of an acre}]",
        "sources: [{key: post, title: Orchard Post}]",
        "attachments: [{source: post, sha256: %s, text: orchard orchard orchard}]" % ("0" * 64),
        "statuses: [{item: land, round: R1, status: open, summary: orchard orchard, cite: {source: herald}}]",
    )
    with database.read() as store:
        found = [f"{hit.kind} {hit.ref}" for hit in find(store, "orchard")]
        assert [f"{hit.kind} {hit.ref}" for hit in find(store, "orchard", limit=3)] == found[:3]
    assert found == ["item Acre", "item grove", "entry 3", "entry 2", "entry 1", "quote 1", "source post", "text post"]


def test_the_last_word_may_be_the_beginning_of_one(database: Database) -> None:
    load(database, FRAME, SAID)
    assert places(database, "back orch") == [("entry", "1")]
    assert places(database, "orch back") == []
    for words in ("orchard' ", "back orchard\\", "orchard'':*", "orch'ard", "' '", "\\", '"', "& orch"):
        places(database, words)
    assert places(database, '" orch') == places(database, "orch")
