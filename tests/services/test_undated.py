"""What may have come on either side of an end is told as undated, with what surely came since."""

import pytest

from ledger.domain.diff import Verb
from ledger.services import measuring
from ledger.services.comparing import compare
from ledger.services.matrix import matrix_and_changes, matrix_at
from ledger.services.note import report_between
from ledger.services.stepping import step
from ledger.storage import register
from ledger.storage.database import Database
from tests.services.note_values import section
from tests.support import FRAME, load, stance


def said(held: str, word: str, source: str, speaker: str, more: str = "") -> str:
    seed = stance("land", "red", word, held, source, "¶1", more)
    return seed.replace("}}]", f", speaker: {speaker}}}}}]")


def undated(database: Database) -> list[str]:
    with database.read() as store:
        return section(report_between(store, "R1", "R2"), "undated")


@pytest.mark.both_engines
def test_what_a_party_says_itself_since_is_told_with_what_may_have_been_so_before(database: Database) -> None:
    load(database, FRAME, said("2026-01-10", "supports", "herald", "media"))
    load(database, said("2026-01-20/2026-02-03", "opposes", "herald", "media"))
    more = ", condition: paid, position: 20, figures: [{what: posts, value: 7}]"
    load(database, said("2026-02-01/2026-02-05", "opposes", "gazette", "own-words", more))
    assert undated(database) == [
        (
            "Land: Red opposes it, as the media report, some time in 20 Jan – 3 Feb 2026; whether by 24 Jan 2026 or after "
            "is not known. Surely by 5 Feb 2026: Red opposes it (unless: paid), position 20. Posts: 7."
        )
    ]


def test_of_what_says_no_more_nothing_is_told_twice(database: Database) -> None:
    load(database, FRAME, said("2026-01-10", "supports", "herald", "media"))
    load(database, said("2026-01-20/2026-02-03", "opposes", "herald", "media"))
    load(database, said("2026-02-01/2026-02-05", "opposes", "gazette", "media"))
    (line,) = undated(database)
    assert line.endswith("is not known.")


@pytest.mark.both_engines
def test_what_only_may_have_stood_at_the_start_is_undated_though_a_report_of_one_day_follows(
    database: Database,
) -> None:
    """Without it, more evidence made the line go, and nothing told that nobody knows since when it is so."""
    load(database, FRAME, said("2026-01/2026-02-20", "supports", "herald", "own-words"))
    load(database, said("2026-02-04", "supports", "gazette", "media"))
    (line,) = undated(database)
    assert line.startswith("Land: Red supports it, some time in 1 Jan – 20 Feb 2026; on which side of the two points")
    assert line.endswith("Surely by 4 Feb 2026: Red supports it, as the media report.")


MAY_BE_BEFORE = ("2026-01", "2026-01-20/2026-01-28")


def turned(database: Database, days: str, again: str = "2026-02-04", between: str | None = None) -> None:
    """Red opposes; it supports on days that go over the end of R1, and again in R2."""
    load(database, FRAME, said("2025-12-10", "opposes", "herald", "media"))
    load(database, said(days, "supports", "herald", "media"))
    if between:
        load(database, said(between, "opposes", "desk", "media"))
    load(database, said(again, "supports", "gazette", "media"))


@pytest.mark.both_engines
@pytest.mark.parametrize("days", MAY_BE_BEFORE)
def test_a_turn_that_may_have_come_before_is_no_move_since_because_another_report_says_it_again(
    database: Database, days: str
) -> None:
    turned(database, days)
    with database.read() as store:
        found = compare(store, "R1", "R2").diff
        matrix = matrix_at(store, "R2")
        changed = matrix_and_changes(store, matrix.point, register.load(store))[1]
        (stepped,) = step(store, matrix_at(store, "R1"), matrix.point).matrix.rows[:1]
        last = measuring.over_rounds(store, "R2").stages[-1]
    assert [(each.party, each.verbs) for each in found.changes if Verb.reversed in each.verbs] == []
    assert [(each.party, each.sure, each.moves) for each in found.undated] == [("red", True, True)]
    assert [row.moved.get("red") for row in matrix.rows[:1]] == [None]
    assert stepped.moved.get("red") is None
    assert ("land", "red") not in changed
    assert last.undated == (("land", "red"),)


def test_a_settlement_that_may_have_come_before_is_not_told_as_one_since(database: Database) -> None:
    status = "statuses: [{{item: land, held_on: {}, status: {}, cite: {{source: {}, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, status.format("2025-12-10", "discussed", "herald"))
    load(database, status.format("2026-01", "agreed", "herald"), status.format("2026-02-04", "agreed", "gazette"))
    load(database, stance("fuel", "red", "supports", "R1"), stance("fuel", "red", "opposes", "R2"))
    with database.read() as store:
        told = report_between(store, "R1", "R2")
    assert "Possibly settled (undated): Land." in told.lead[0].text
    assert section(told, "settled") == []


def test_what_was_otherwise_in_between_is_a_move_since(database: Database) -> None:
    turned(database, "2026-01", between="2026-02-02")
    with database.read() as store:
        (moved,) = [each for each in compare(store, "R1", "R2").diff.changes if each.party == "red"]
    assert moved.verbs == (Verb.reversed,)


def test_what_a_finer_report_dates_in_the_vague_days_is_a_move_on_its_day(database: Database) -> None:
    turned(database, "2026-01", again="2026-01-27")
    with database.read() as store:
        (moved,) = [each for each in compare(store, "R1", "R2").diff.changes if each.party == "red"]
    assert moved.verbs == (Verb.reversed,)


@pytest.mark.both_engines
def test_a_turn_after_another_word_in_the_vague_days_is_dated(database: Database) -> None:
    """A report of the whole month stands beside one of the round: what the round had is no longer so."""
    load(database, FRAME, said("R1", "opposes", "herald", "own-words"), said("2026-01", "supports", "desk", "media"))
    load(database, said("R2", "supports", "gazette", "media"))
    with database.read() as store:
        found = compare(store, "R1", "R2").diff
    (moved,) = [each for each in found.changes if each.party == "red"]
    assert moved.verbs == (Verb.reversed,)


def test_another_place_on_the_scale_is_a_move_though_a_vague_report_says_the_same_without_one(
    database: Database,
) -> None:
    load(database, FRAME, said("2025-12-10", "supports", "herald", "media", ", position: 20"))
    load(database, said("2026-01", "supports", "desk", "media"))
    load(database, said("2026-02-04", "supports", "gazette", "media", ", position: 80"))
    with database.read() as store:
        (moved,) = [each for each in compare(store, "R1", "R2").diff.changes if each.party == "red"]
    assert Verb.position_moved in moved.verbs


def test_a_promise_that_stood_before_is_overdue_though_a_vague_report_tells_it_again(database: Database) -> None:
    status = "statuses: [{{item: vow, held_on: {}, status: promised, cite: {{source: {}, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, "items: [{key: vow, kind: commitment, title: A vow, due: 2026-02-01}]")
    for held, source in (("2025-12-10", "herald"), ("2026-01", "desk"), ("2026-02-04", "gazette")):
        load(database, status.format(held, source))
    with database.read() as store:
        (change,) = [each for each in compare(store, "R1", "R2").diff.changes if each.item == "vow"]
    assert Verb.overdue in change.verbs


def test_a_deadlock_that_is_only_possible_yet_is_told_so_at_the_head(database: Database) -> None:
    status = "statuses: [{{item: {}, {}, status: deadlocked, cite: {{source: {}, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, status.format("land", "round: R1", "herald"), status.format("fuel", "round: R2", "gazette"))
    with database.read() as store:
        during, after = (report_between(store, "R1", end).lead for end in ("2026-02-04", "R2"))
    assert "Deadlocked as last reported: Land. Possibly deadlocked: Fuel." in " ".join(line.text for line in during)
    assert "Deadlocked: Land and Fuel." in " ".join(line.text for line in after)


def test_where_nothing_is_surely_deadlocked_the_head_does_not_say_that_nothing_is(database: Database) -> None:
    deadlocked = "statuses: [{item: fuel, round: R2, status: deadlocked, cite: {source: herald, at: ¶1}}]"
    load(
        database,
        FRAME,
        deadlocked,
        stance("land", "red", "demands", "R1"),
        stance("land", "red", "opposes", "2026-01-30"),
    )
    with database.read() as store:
        told = " ".join(line.text for line in report_between(store, "R1", "2026-02-04").lead)
    assert "Nothing that is open is surely told as deadlocked. Possibly deadlocked: Fuel." in told


def test_a_possible_deadlock_of_procedure_or_of_a_part_is_told_as_possible_at_the_head(database: Database) -> None:
    apart = "items: [{key: venue, title: Venue, matter: procedure}, {key: strip, title: Strip, part_of: land}]"
    status = "statuses: [{{item: {}, {}, status: deadlocked, cite: {{source: herald, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, apart, status.format("venue", "round: R2"))
    with database.read() as store:
        procedure = report_between(store, "R1", "2026-02-04").lead[2].text
    load(database, status.format("land", "round: R1"), status.format("strip", "round: R2").replace("¶1", "¶2"))
    with database.read() as store:
        during, after = (report_between(store, "R1", end).lead[2].text for end in ("2026-02-04", "R2"))
    doubt = "Possibly deadlocked, of what is counted apart: Venue (procedure)"
    assert procedure == f"Nothing that is open is surely told as deadlocked. {doubt}."
    assert during == f"Deadlocked as last reported: Land. {doubt} and Strip."
    assert (
        after == "Deadlocked as last reported: Land. Deadlocked, of what is counted apart: Venue (procedure) and Strip."
    )


@pytest.mark.parametrize(("held", "word"), [("R1", "open"), ("R2", "agreed")])
def test_a_deadlock_that_is_possible_beside_another_word_is_told_at_the_head(
    database: Database, held: str, word: str
) -> None:
    status = "statuses: [{{item: land, round: {}, status: {}, cite: {{source: {}, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, status.format(held, word, "herald"), status.format("R2", "deadlocked", "gazette"))
    load(database, stance("fuel", "red", "demands", "R1"), stance("fuel", "red", "opposes", "2026-01-30", at="¶2"))
    with database.read() as store:
        told = report_between(store, "R1", "2026-02-04").lead[2].text
    assert told == "Nothing that is open is surely told as deadlocked. Possibly deadlocked: Land."


def test_what_we_read_as_open_by_some_accounts_alone_is_told_as_that_at_the_head(database: Database) -> None:
    status = "statuses: [{{item: land, round: R2, status: {}, cite: {{source: {}, at: ¶1, speaker: media}}}}]"
    load(database, FRAME, status.format("agreed", "herald"), status.format("open", "gazette"))
    with database.read() as store:
        told = " ".join(line.text for line in report_between(store, "R2@2", "R2@3").lead)
    assert "As we now read it, open by some accounts alone: Land." in told
