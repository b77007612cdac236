"""What a diff tells of the way between its two ends: positions that counted for a while, and nothing else."""

import pytest

from ledger.domain.diff import Change
from ledger.domain.floors import ACCEPTED, OWN, Counting
from ledger.services.comparing import compare
from ledger.storage.database import Database
from tests.support import FRAME, load, stance


def status(item: str, word: str, held: str, at: str = "¶1") -> str:
    return f"statuses: [{{item: {item}, held_on: {held}, status: {word}, cite: {{source: herald, at: '{at}'}}}}]"


def told(database: Database, start: str = "R1", end: str = "R2", *, counting: Counting = OWN) -> list[str]:
    """Return ``softened red: demands 2026-01-30, rejects 2026-02-01`` for each change of ``land``."""
    with database.read() as store:
        changes = compare(store, start, end, counting=counting, item="land").diff.changes
    return [f"{'+'.join(change.verbs)} {change.party or 'status'}: {steps(change)}" for change in changes]


def steps(change: Change) -> str:
    return ", ".join(f"{step.word} {step.held}" for step in change.via)


def test_what_was_first_heard_in_between_is_told(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-30"), stance("land", "red", "doubts", "R2"))
    assert told(database)[-1] == "stated red: demands 2026-01-30"
    assert told(database, "R2", "R1")[-1] == "unstated red: demands 2026-01-30"


def test_every_turn_is_told_once_and_in_order(database: Database) -> None:
    words = ("demands", "rejects", "rejects", "undecided", "doubts", "doubts")
    days = ("2026-01-24", "2026-01-27", "2026-01-28", "2026-01-29", "2026-02-01", "2026-02-05")
    entries = [
        stance("land", "red", word, day, at=f"¶{n}") for n, (word, day) in enumerate(zip(words, days, strict=True))
    ]
    load(database, FRAME, *entries)
    assert told(database)[-1] == "reversed red: rejects 2026-01-27, undecided 2026-01-29"
    assert told(database, "R2", "R1")[-1] == "reversed red: undecided 2026-01-29, rejects 2026-01-27"


def test_there_and_back_is_told(database: Database) -> None:
    load(
        database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "2026-01-30", at="¶2")
    )
    load(database, stance("land", "red", "demands", "R2", at="¶3"))
    assert told(database) == ["returned red: rejects 2026-01-30"]


def test_a_status_has_a_way_too(database: Database) -> None:
    load(database, FRAME, status("land", "discussed", "2026-01-24"), status("land", "agreed", "2026-01-30"))
    load(database, status("land", "deadlocked", "2026-02-05"))
    assert told(database) == ["returned status: agreed 2026-01-30"]


def test_what_was_corrected_or_recorded_later_is_no_step(database: Database) -> None:
    load(
        database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "2026-01-30", at="¶2")
    )
    load(database, stance("land", "red", "doubts", "R2", at="¶3"))
    load(database, stance("land", "red", "doubts", "2026-01-30", at="¶2", more=", corrects: 2, reason: misread"))
    assert told(database) == ["reversed red: "]
    assert told(database, "R1@4", "R2@4") == ["reversed red: rejects 2026-01-30"]
    assert told(database, "R1@2", "R2@4") == ["reversed red: rejects 2026-01-30"]


def test_of_one_day_all_that_one_source_tells_of_it_is_on_the_way(database: Database) -> None:
    one, other = stance("land", "red", "rejects", "2026-01-30"), stance("land", "red", "doubts", "2026-01-30", at="¶2")
    both = one.replace("}}]", "}},") + other.replace("stances: [", "")
    load(database, FRAME, stance("land", "red", "demands", "R1"), both, stance("land", "red", "opposes", "R2", at="¶4"))
    assert told(database) == ["reversed red: rejects 2026-01-30, doubts 2026-01-30"]


def test_what_accounts_contradict_each_other_on_is_no_step_of_the_party(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(
        database,
        stance("land", "red", "rejects", "2026-01-30", "gazette"),
        stance("land", "red", "supports", "2026-01-30"),
    )
    load(database, stance("land", "red", "doubts", "R2", at="¶2"))
    assert told(database)[-1] == "reversed red: "


def test_one_side_of_a_contest_that_is_sure_a_day_before_the_other_is_no_step(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(
        database,
        stance("land", "red", "rejects", "2026-01-29/2026-01-30", "gazette"),
        stance("land", "red", "supports", "2026-01-29"),
        stance("land", "red", "supports", "2026-02-01", at="¶2"),
    )
    load(database, stance("land", "red", "doubts", "R2", at="¶3"))
    assert told(database)[-1] == "reversed red: supports 2026-02-01"
    assert told(database, "R2", "R1")[-1] == "reversed red: supports 2026-02-01"


def test_only_what_was_accepted_is_a_step_where_that_is_asked_for(database: Database) -> None:
    load(
        database, FRAME, stance("land", "red", "demands", "2026-01-30"), stance("land", "red", "doubts", "R2", at="¶2")
    )
    load(database, "reviews: [{entry: 2, verdict: accepted}]")
    assert told(database, counting=ACCEPTED)[-1] == "stated red: "
    load(database, "reviews: [{entry: 1, verdict: accepted}]")
    assert told(database, counting=ACCEPTED)[-1] == "stated red: demands 2026-01-30"


def test_who_moved_by_every_account_did_not_come_back_when_the_accounts_differ(database: Database) -> None:
    load(
        database,
        FRAME,
        stance("land", "red", "rejects", "R1"),
        stance("land", "red", "opposes", "2026-01-30", at="¶2"),
        stance("land", "red", "withdrawn", "R2", at="¶3"),
        stance("land", "red", "supports", "R2", "gazette"),
    )
    assert told(database) == ["contested red: opposes 2026-01-30"]
    assert told(database, "R2", "R1") == ["resolved red: opposes 2026-01-30"]


def test_a_report_of_the_month_does_not_silence_who_tells_the_day(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "rejects", "2026-01-28", at="¶2"))
    load(database, stance("land", "red", "rejects", "2026-01", "gazette"))
    load(database, stance("land", "red", "demands", "R2", at="¶3"))
    assert told(database) == ["returned red: rejects 2026-01-28"]
    assert told(database, "R2", "R1") == ["returned red: rejects 2026-01-28"]


def test_a_settlement_of_one_day_is_told_though_another_report_has_it_some_time_in_those_weeks(
    database: Database,
) -> None:
    load(database, FRAME, status("land", "discussed", "2026-01-20"), status("land", "agreed", "2026-02-04", "¶2"))
    load(database, status("land", "agreed", "2026-01-20/2026-02-04").replace("herald", "gazette"))
    load(database, status("land", "discussed", "2026-02-05", "¶3"))
    assert told(database) == ["returned status: agreed 2026-02-04"]


def test_what_its_source_had_followed_before_the_earlier_point_is_no_step_since(database: Database) -> None:
    """Of vague days that end in between: in one source what it tells of a day of them came after it."""
    load(database, FRAME, status("land", "deadlocked", "2026-02-04"))
    load(database, status("land", "dropped", "2026-01-20/2026-02-04", "¶2"))
    load(database, status("land", "deadlocked", "2026-01-20", "¶3"))
    assert told(database) == ["reaffirmed status: "]


def test_what_its_source_had_followed_within_vague_days_is_told_before_that(database: Database) -> None:
    load(database, FRAME, status("land", "discussed", "2026-01-24"))
    load(
        database, status("land", "agreed", "2026-02-03/2026-02-05", "¶2"), status("land", "dropped", "2026-02-04", "¶3")
    )
    load(database, status("land", "deadlocked", "2026-02-05", "¶4"))
    assert told(database) == ["returned status: agreed 2026-02-03/2026-02-05, dropped 2026-02-04"]


def test_what_may_have_stood_at_the_start_takes_away_no_report_that_was_first(database: Database) -> None:
    load(database, FRAME, status("land", "open", "2026-01-10"), status("land", "agreed", "2026-01-28", "¶2"))
    load(database, status("land", "dropped", "2026-01-20/2026-01-30").replace("herald", "gazette"))
    load(database, status("land", "agreed", "2026-01-30", "¶3").replace("herald", "gazette"))
    load(database, status("land", "agreed", "2026-02-04", "¶3"))
    with database.read() as store:
        (change,) = (each for each in compare(store, "R1", "R2").diff.changes if each.party is None)
    assert change.first is not None
    assert change.first.entry == 2


@pytest.mark.parametrize("vague", ["2026-02-01/2026-02-05", "2026-02-01/2026-02-04"])
def test_the_same_that_a_source_tells_vaguely_and_of_a_day_is_told_once(database: Database, vague: str) -> None:
    load(database, FRAME, status("land", "open", "2026-01-10"), status("land", "agreed", vague, "¶2"))
    load(database, status("land", "agreed", "2026-02-02", "¶3"))
    with database.read() as store:
        (change,) = (each for each in compare(store, "R1", "R2").diff.changes if each.party is None)
    assert (change.first, change.via) == (None, ())


def test_the_day_of_a_step_is_the_one_that_its_source_tells_besides_vague_days(database: Database) -> None:
    load(database, FRAME, status("land", "open", "2026-01-10"))
    load(
        database, status("land", "agreed", "2026-01-26/2026-02-02", "¶2"), status("land", "agreed", "2026-01-28", "¶3")
    )
    load(database, status("land", "open", "2026-02-05", "¶4"))
    assert told(database) == ["returned status: agreed 2026-01-28"]
