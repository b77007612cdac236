"""What an analyst sees when seeds come in: corroboration, rivals, idempotence, faults, corrections, edits."""

import pytest

from ledger.errors import CheckFailed, Conflict, InvalidSeed
from ledger.storage import entries
from ledger.storage.database import Database
from tests.support import FRAME, load, load_real_seed, said, stance


def test_a_second_source_saying_the_same_adds_its_citation_and_no_entry(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    again = load(database, stance("land", "red", "demands", "R1", "gazette"))
    assert dict(again.recorded) == {"citations": 1}
    with database.read() as store:
        (entry,) = entries.of_items(store, ["land"])
        assert entry.sources == {"herald", "gazette"}


def test_two_sources_at_odds_are_said_to_be_contested_at_once(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    result = load(database, stance("land", "red", "supports", "2026-01-24", "gazette"))
    assert "contested with entry 1" in result.contested[0]
    assert said(database)["land red"] == "supports!"


def test_one_source_may_tell_of_two_steps_in_one_round(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))
    assert said(database)["land red"] == "doubts"


def test_a_month_overlaps_a_day_in_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01"))
    load(database, stance("land", "red", "opposes", "2026-01-10", "gazette"))
    assert said(database)["land red"] == "demands!"
    assert said(database, "2026-01-20") == {"land red": "opposes"}


def test_importing_the_same_again_records_nothing(database: Database) -> None:
    documents = [FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "gazette")]
    load(database, *documents)
    again = load(database, *documents)
    assert again.changesets == []
    assert not again.recorded


def test_the_five_reports_import_twice_and_record_once(database: Database) -> None:
    first = load_real_seed(database)
    assert len(first.changesets) == 6
    assert load_real_seed(database).changesets == []


def test_an_old_seed_does_not_bring_back_what_was_corrected(database: Database) -> None:
    old = stance("land", "red", "demands", "R1")
    load(database, FRAME, old)
    load(database, stance("land", "red", "supports", "R1", more=", corrects: {stance: demands, held_on: 2026-01-24}"))
    assert load(database, old).changesets == []
    assert said(database)["land red"] == "supports"


def test_a_seed_that_says_it_otherwise_now_corrects_what_it_said(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", summary: Once"))
    changed = load(database, stance("land", "red", "demands", "R1", more=", summary: Twice"))
    assert dict(changed.recorded) == {"stances": 1, "citations": 1}
    with database.read() as store:
        first, second = entries.of_items(store, ["land"])
    assert second.supersedes == first.id


def test_a_correction_takes_the_place_of_what_was_wrong(database: Database) -> None:
    """Two steps of one day: correcting the first leaves the second the one that counts."""
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"))
    assert said(database)["land red"] == "doubts"


def test_correcting_what_was_corrected_is_a_conflict(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "supports", "R1", more=", corrects: 1"))
    with pytest.raises(Conflict, match=r"entry 1 .* was corrected by entry 2 already"):
        load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"))


def test_a_round_that_slipped_keeps_plan_and_fact(database: Database) -> None:
    planned = "rounds: [{key: R4, title: Fourth, planned_for: 2026-03-01}]"
    held = "rounds: [{key: R4, title: Fourth, status: held, starts: 2026-03-04, ends: 2026-03-05}]"
    load(database, FRAME, planned)
    result = load(database, held)
    assert dict(result.recorded) == {"edits": 3}
    assert load(database, planned).changesets == []


def test_every_fault_of_every_file_is_listed_and_nothing_recorded(database: Database) -> None:
    first = "stances:\n  - {item: lnd, party: red, round: R1, stance: demands, cite: {source: herald}}"
    second = "statuses:\n  - {item: land, round: R9, status: kept, cite: {source: hrald}}\nitems: [{key: x}]"
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, first, second)
    listed = [str(fault) for fault in caught.value.faults]
    assert listed[0].startswith('2.yaml:2:12: stances[0].item: "lnd" is not a known item; did you mean "land"?')
    assert any('"R9" is not a known round' in line for line in listed)
    assert any('"hrald" is not a known source; did you mean "herald"?' in line for line in listed)
    assert any('"title" is missing' in line for line in listed)
    assert said(database) == {}


def test_what_is_wrong_in_itself_is_still_looked_up(database: Database) -> None:
    """One run tells of the mistyped stance and of the unknown item, party, round and source beside it."""
    broken = "stances: [{item: lnd, party: rde, round: R11, stance: demand, cite: {source: hrald}}]"
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, broken, "items: [{key: new, part_of: fule}]")
    told = [fault.hint for fault in caught.value.faults if fault.hint and "did you mean" in fault.hint]
    assert {hint.removeprefix("did you mean ") for hint in told} == {
        '"demands"?', '"land"?', '"red"?', '"R1"?', '"herald"?', '"fuel"?',
    }  # fmt: skip


def test_a_party_written_by_its_name_is_recognised(database: Database) -> None:
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, stance("land", "Blue", "demands", "R1"))
    assert caught.value.faults[0].hint == 'did you mean "blue"?'


def test_a_failed_assertion_says_expected_found_and_why(database: Database) -> None:
    wrong = "assertions: [{at: R1, item: land, party: red, stance: rejects}, {at: R1, open_items: 7}]"
    with pytest.raises(CheckFailed) as caught:
        load(database, FRAME, stance("land", "red", "demands", "R1"), wrong)
    one, two = map(str, caught.value.faults)
    assert "expected stance rejects at R1, found demands; by entry 1" in one
    assert "expected open_items 7 at R1, found 3" in two
    assert said(database) == {}


def test_parts_in_a_circle_are_refused(database: Database) -> None:
    circle = "items: [{key: a, title: A, part_of: b}, {key: b, title: B, part_of: a}]"
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, circle)
    assert "in a circle: a → b → a" in caught.value.faults[0].message


def test_a_round_without_a_date_cannot_say_when(database: Database) -> None:
    with pytest.raises(InvalidSeed) as caught:
        load(database, FRAME, stance("land", "red", "demands", "R3"))
    assert "round R3 has no date yet" in caught.value.faults[0].message
