"""Words found again, on both engines."""

import pytest
from sqlalchemy import text

from ledger.cli.views.lists import found_row
from ledger.domain.floors import ACCEPTED
from ledger.domain.words import Verdict
from ledger.errors import UsageError
from ledger.services import acting, sourcing
from ledger.services.searching import find
from ledger.storage import search
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


WORDS = """
persons: [{key: vale, name: Ana Vále, aliases: [The Envoy], offices: [{office: Chief of Waters, party: red}]}]
sources:
  - {key: news, title: Morning News, language: de}
  - {key: daily, title: 日报, language: zh}
stances:
  - {item: land, party: red, round: R1, stance: demands, summary: Prisoners come first., cite: {source: herald}}
  - {item: fuel, party: red, round: R1, stance: opposes, cite: {source: news, quote: über die Verhandlungen}}
  - {item: fuel, party: blue, round: R1, stance: opposes, cite: {source: daily, quote: 他说俄罗斯代表团很快。斯俄}}
delegates: [{round: R1, party: red, person: vale, office: Head of the talks, cite: {source: herald}}]
"""


def test_one_form_of_a_word_finds_another_by_the_language_of_its_source(database: Database) -> None:
    load(database, FRAME, WORDS)
    assert (
        places(database, "prisoner") == places(database, "prisoners") == places(database, "PRISON") == [("entry", "1")]
    )
    assert places(database, "Verhandlung uber") == [("quote", "2")]


def test_a_word_inside_a_run_without_blanks_is_found(database: Database) -> None:
    load(database, FRAME, WORDS)
    for words in ("俄罗斯", "代表", "快", "俄罗斯 代表团"):
        assert places(database, words) == [("quote", "3")]
    assert places(database, "罗说") == places(database, "俄罗斯俄") == []
    assert places(database, "斯代") == [("quote", "3")]
    assert places(database, "日报") == [("source", "daily")]


def test_persons_parties_and_delegates_are_found_by_any_name(database: Database) -> None:
    load(database, FRAME, WORDS)
    assert places(database, "vale") == [("delegate", "R1"), ("person", "vale")]
    assert places(database, "envoy") == [("person", "vale")]
    assert places(database, "waters") == [("person", "vale")]
    assert ("party", "red") in places(database, "red")
    with database.write() as store:
        acting.edit(store, "person", "vale", {"name": "Ana Hill", "aliases": ["The Go-between"]}, HEADER)
    assert places(database, "hill") == [("delegate", "R1"), ("person", "vale")]
    assert places(database, "gobetween") == places(database, "go-between") == [("person", "vale")]
    assert places(database, "envoy") == []
    with database.read() as store:
        assert search.differences(store) == []


def test_another_language_of_a_source_gives_its_words_other_stems(database: Database) -> None:
    load(database, FRAME, WORDS)
    with database.write() as store:
        acting.edit(store, "source", "news", {"language": "fi"}, HEADER)
    with database.read() as store:
        assert search.differences(store) == []


@pytest.mark.parametrize(
    "written",
    ["re\u0301union", "ré\u00adunion", "ré-\nunion", "ré-union", "RÉUNION", "ré\u200bunion"],
)
def test_how_a_word_is_written_does_not_count(database: Database, written: str) -> None:
    load(database, FRAME, "sources: [{key: post, title: Post}]")
    said = f"The final\u00a0{written} of the ﬁrst day"
    with database.write() as store:
        sourcing.attach(store, "post", sourcing.read_file("post.txt", said.encode()), HEADER)
    for words in ("réunion", "reunion", "final reunion", "first", "ﬁrst"):
        assert places(database, words) == [("text", "post")]


def test_a_text_that_a_later_edition_took_the_place_of_says_which_it_is(database: Database) -> None:
    load(database, FRAME, "sources: [{key: post, title: Post}]")
    for said in ("Some 280 are to be exchanged.", "Some 180 are to be exchanged."):
        with database.write() as store:
            sourcing.attach(store, "post", sourcing.read_file("post.txt", said.encode()), HEADER, edition=True)
    with database.read() as store:
        (gone,), (here,) = find(store, "280"), find(store, "180")
        both = find(store, "exchanged")
    assert (gone.superseded, gone.edition, found_row(gone)[1]) == (True, "edition 1 of 2", "post, edition 1 of 2")
    assert (here.superseded, here.edition, found_row(here)[1]) == (False, "", "post")
    assert [hit.superseded for hit in both] == [True, False]


def test_an_index_that_a_migration_left_empty_is_filled(database: Database) -> None:
    load(database, FRAME, WORDS)
    with database.write() as store:
        store.connection.execute(text("DELETE FROM search_index"))
        assert search.differences(store)
        search.fill_if_empty(store)
        assert search.differences(store) == []
