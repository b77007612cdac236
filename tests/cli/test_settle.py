"""Contests settled: one account outweighs, or the party moved."""

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def contested(small: Shell) -> Shell:
    """Entries 1 and 2 contradict each other on land × red."""
    stance = ("record", "stance", "--item", "land", "--party", "red", "--round", "R1")
    small.ok(*stance, "--stance", "demands", "--cite", "herald ¶1")
    small.ok(*stance, "--stance", "rejects", "--cite", "gazette ¶1")
    return small


def is_contested(shell: Shell) -> bool:
    return bool(shell.ok("list", "items", "--contested", "--json").json["rows"])


def test_one_account_outweighs_and_the_other_is_retracted(contested: Shell) -> None:
    ran = contested.ok("settle", "land", "red", "--keep", "1", "--reason", "own words", "--width", "200")
    assert ran.lines == [
        "Recorded @4:",
        "  retracts entry 2 (land × red: rejects, R1, from gazette): outweighed: own words",
        "  settled: entry 1 (land × red: demands, R1, from herald) outweighs entry 2 (land × red: rejects, R1, from gazette): own words",
    ]
    assert not is_contested(contested)
    assert contested.ok("show", "2", "--json").json["entry"]["state"] == "retracted"
    corrected = contested.ok("correct", "1", "--stance", "supports", "--reason", "It does not insist.").out
    assert "rival" not in corrected  # what was outweighed contradicts nobody any more


def test_both_stand_where_the_party_moved(contested: Shell) -> None:
    contested.ok("settle", "land", "red", "--moved", "1", "2", "--reason", "before and after lunch")
    assert not is_contested(contested)
    assert contested.ok("matrix", "--json").json["items"][0]["cells"]["red"]["stance"] == "rejects"


def test_which_way_it_moved_is_asked_for_where_the_days_do_not_say(contested: Shell) -> None:
    ran = contested("settle", "land", "red", "--moved", "--reason", "it moved")
    assert ran.code == 2
    assert "which of the entries 1 and 2 came first the days do not say" in " ".join(ran.err.split())
    assert "--moved 1 2 or --moved 2 1" in " ".join(ran.err.split())
    assert is_contested(contested)


def test_a_status_that_moved_from_one_entry_to_another_needs_no_party(small: Shell) -> None:
    status = ("record", "status", "--item", "land", "--round", "R1")
    small.ok(*status, "--status", "agreed", "--cite", "herald ¶1")
    small.ok(*status, "--status", "deadlocked", "--cite", "gazette ¶1")
    small.ok("settle", "land", "--moved", "2", "1", "--reason", "the deal came last")
    assert not is_contested(small)
    assert small.ok("matrix", "--json").json["items"][0]["status"] == "agreed"


def test_the_order_is_turned_round_by_naming_the_last(contested: Shell) -> None:
    contested.ok("settle", "land", "red", "--moved", "--last", "1", "--reason", "the Herald stayed longer")
    assert contested.ok("matrix", "--json").json["items"][0]["cells"]["red"]["stance"] == "demands"


def test_without_saying_how_the_rivals_are_shown(contested: Shell) -> None:
    ran = contested("settle", "land", "red", "--reason", "x")
    assert ran.code == 2
    assert "  entry 1: land × red: demands, R1, from herald" in ran.err.splitlines()
    assert "--keep ENTRY, or --moved" in ran.err


def test_another_cell_leads_to_the_contested_one(contested: Shell) -> None:
    ran = contested("settle", "land", "--keep", "1", "--reason", "x")
    assert (ran.code, "what is: land × red" in ran.err) == (4, True)
    assert 'did you mean "red"?' in contested("settle", "land", "rde", "--keep", "1", "--reason", "x").err


@pytest.mark.parametrize(
    ("args", "code"), [(("--keep", "7"), 2), (("--keep", "1", "--last", "2"), 2), (("--keep", "1", "--moved"), 2)]
)
def test_what_makes_no_sense_is_refused(contested: Shell, args: tuple[str, ...], code: int) -> None:
    assert contested("settle", "land", "red", *args, "--reason", "x").code == code
    assert is_contested(contested)


def test_an_items_status_is_settled_without_a_party(small: Shell) -> None:
    status = ("record", "status", "--item", "land", "--round", "R1")
    small.ok(*status, "--status", "agreed", "--cite", "herald ¶1")
    small.ok(*status, "--status", "deadlocked", "--cite", "gazette ¶1")
    small.ok("settle", "land", "--keep", "2", "--reason", "the Gazette was in the room")
    assert small.ok("matrix", "--json").json["items"][0]["status"] == "deadlocked"
