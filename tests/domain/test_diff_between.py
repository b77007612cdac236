"""What lay between two points: the way of a change, moves inside a round, rounds held and planned, what was redefined."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from ledger.domain.diff import (
    NOBODY,
    Cause,
    Change,
    RoundChange,
    StatusSide,
    Verb,
    cell_change,
    counted,
    inside_of,
    item_change,
    redefined,
    round_changes,
    turned,
    with_way,
    worded,
)
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.records import Round
from ledger.domain.words import Status
from tests.domain.diff_values import contested, derived, possible, reading, status

KEY = ("land", "red")


def way(before: Reading | None, after: Reading, *between: Reading) -> tuple[str, list[str]]:
    change = cell_change(KEY, before, after)
    assert change is not None
    found = with_way(change, between)
    return " ".join(found.verbs), [step.word for step in found.via]


def test_the_way_is_every_turn_once() -> None:
    steps = [
        reading(word, 2 + place) for place, word in enumerate(("doubts", "doubts", "rejects", "demands", "demands"))
    ]
    assert way(reading("demands", 1), reading("supports", 9), *steps) == ("shifted", ["doubts", "rejects", "demands"])
    assert way(None, reading("demands", 9), *steps) == ("stated", ["doubts", "rejects"])


def test_read_back_the_way_has_the_same_turns() -> None:
    steps = [reading(word, 2 + place) for place, word in enumerate(("doubts", "doubts", "rejects", "rejects"))]
    for end in (reading("supports", 9), None):
        there, back = (cell_change(KEY, *ends) for ends in ((reading("demands", 1), end), (end, reading("demands", 1))))
        assert there is not None
        assert back is not None
        assert [step.entry for step in with_way(there, steps).via] == [2, 4]
        assert [step.entry for step in with_way(back, steps, forwards=False).via] == [4, 2]


def test_what_may_have_stood_before_already_is_no_step() -> None:
    """Nothing is sure at the start: what is possible there was followed by what it is compared with, and not since."""
    start = replace(possible(reading("demands", 2)), maybe=(possible(reading("doubts", 1)),))
    assert way(start, reading("opposes", 3), reading("doubts", 1)) == ("reversed", [])
    assert way(start, reading("opposes", 3), reading("rejects", 4)) == ("reversed", ["rejects"])


def test_what_stood_contested_or_only_possibly_is_no_step() -> None:
    rivals = contested(reading("doubts", 2), reading("rejects", 3))
    assert way(reading("demands", 1), reading("supports", 9), rivals, possible(reading("opposes", 4))) == (
        "shifted",
        [],
    )


def test_what_came_to_be_one_side_of_a_contest_is_no_step_though_it_stood_alone_for_a_day() -> None:
    alone, rivals = reading("doubts", 2), contested(reading("doubts", 2), reading("rejects", 3))
    after = reading("supports", 9)
    assert way(reading("demands", 1), after, alone, rivals) == ("shifted", [])
    assert way(reading("demands", 1), after, alone, rivals, reading("doubts", 4)) == ("shifted", ["doubts"])
    assert way(reading("demands", 1), after, reading("opposes", 5), rivals)[1] == ["opposes"]


def test_there_and_back_is_returned() -> None:
    assert way(reading("demands", 1), reading("demands", 9), reading("doubts", 2)) == ("returned", ["doubts"])
    moved = reading("demands", 2, position=10)
    assert way(reading("demands", 1, position=90), reading("demands", 9, position=88), moved) == (
        "returned",
        ["demands"],
    )
    assert way(reading("demands", 1), reading("demands", 9), reading("demands", 2)) == ("reaffirmed", [])


def test_a_status_has_a_way_too() -> None:
    change = item_change("land", status("discussed", 1), status("narrowed", 3))
    assert change is not None
    agreed = status("agreed", 2).reading
    assert agreed is not None
    assert with_way(change, [agreed]).verbs == (Verb.returned,)


def test_a_status_that_was_another_by_one_account_did_not_come_back() -> None:
    before = StatusSide(Status.kept, contested(reading("kept", 1, party=None), reading("promised", 2, party=None)))
    change = item_change("land", before, status("kept", 9))
    assert change is not None
    found = with_way(change, [reading("promised", 3, party=None)])
    assert found.verbs == (Verb.resolved,)
    assert [step.word for step in found.via] == ["promised"]


@pytest.mark.parametrize("unheard", [None, derived("open")])
def test_of_a_status_first_reported_every_other_word_on_the_way_is_told(unheard: StatusSide | None) -> None:
    """They agree with one another, so that none is a move: yet it was not first reported as it is now."""
    steps = [
        reading(word, 2 + place, party=None) for place, word in enumerate(("open", "open", "progress", "discussed"))
    ]
    now, before = status("discussed", 9), status("discussed", 1)
    for ends, stood, told in (
        ((unheard, now), steps, ["open", "progress"]),
        ((now, unheard), steps[::-1], ["progress", "open"]),
        ((before, now), steps, []),
    ):
        change = item_change("land", *ends)
        assert change is not None
        assert [step.word for step in with_way(change, stood).via] == told


@pytest.mark.parametrize("unheard", [None, derived("open")])
@pytest.mark.parametrize("word", ["narrowed", "agreed", "promised"])
def test_what_told_first_of_a_status_is_kept_though_stances_had_put_the_item_on_the_list(
    unheard: StatusSide | None, word: str
) -> None:
    first, told_again = reading(word, 2, party=None), status(word, 9)
    change, of_a_known_one = (
        item_change("land", unheard, told_again),
        item_change("land", status("lapsed", 1), told_again),
    )
    assert change is not None
    assert of_a_known_one is not None
    found = with_way(change, [first]).first
    assert (found and found.entry) == 2
    found = with_way(of_a_known_one, [first]).first
    assert (found and found.entry) == 2


def test_what_told_a_move_first_is_kept_where_it_was_only_said_again_since() -> None:
    """What said again what was before the move told nothing of it, nor does one that is an end itself."""
    before, now = reading("rejects", 1), reading("supports", 9)
    again, between, first, twice = (
        reading("rejects", 2),
        reading("doubts", 3),
        reading("supports", 4),
        reading("supports", 5),
    )
    for steps, told in (
        ([again, first, twice], 4),
        ([first, between, twice], 5),
        ([again, between, first, twice], 4),
        ([again, between], None),
        ([replace(first, entry=9, entries=(9,))], None),
    ):
        change = cell_change(KEY, before, now)
        assert change is not None
        found = with_way(change, steps).first
        assert (found and found.entry) == told
        assert with_way(change, steps[::-1], forwards=False).first is None


def test_a_status_was_first_told_by_nobody_who_had_it_in_another_word() -> None:
    """Open and deadlocked agree, so that there is no step between them; yet who says the one does not say the other."""
    change = item_change("land", status("dropped", 1), status("deadlocked", 9))
    assert change is not None
    first = with_way(change, [reading("open", 2, party=None), reading("deadlocked", 3, party=None)]).first
    assert (first and first.entry) == 3
    assert with_way(change, [reading("open", 2, party=None)]).first is None
    first = with_way(change, [reading("deadlocked", 3, party=None), reading("open", 4, party=None)]).first
    assert (first and first.entry) == 3


def test_what_may_have_been_so_at_the_start_did_not_tell_the_move_first() -> None:
    before, now = reading("rejects", 1, others=(possible(reading("supports", 2)),)), reading("supports", 9)
    change = cell_change(KEY, before, now)
    assert change is not None
    assert with_way(change, [reading("supports", 2)]).first is None


def test_a_vague_report_of_the_same_does_not_silence_who_tells_its_day() -> None:
    """What may have been so at the start is no step by itself; what says it of a day since is one."""
    vague, day = possible(reading("rejects", 3)), replace(reading("rejects", 2, entries=(2, 3)), saying=(2,))
    start = reading("supports", 1, others=(vague,))
    assert way(start, reading("supports", 9), day) == ("returned", ["rejects"])
    assert way(start, reading("supports", 9), replace(day, saying=(2, 3))) == ("reaffirmed", [])
    change = cell_change(KEY, start, reading("rejects", 9))
    assert change is not None
    first = with_way(change, [day]).first
    assert (first and first.entry) == 2


def test_a_vague_report_that_one_side_of_a_contest_has_too_does_not_make_its_day_contested() -> None:
    day = replace(reading("rejects", 2, entries=(2, 3)), saying=(2,))
    rivals = contested(replace(reading("rejects", 4, entries=(4, 3)), saying=(4,)), reading("demands", 5))
    assert way(reading("supports", 1), reading("supports", 9), day, rivals)[1] == ["rejects"]


@pytest.mark.parametrize("party", ["red", None])
def test_what_told_the_end_before_something_else_stood_did_not_tell_it_first(party: str | None) -> None:
    """A report that another contradicted, then the old word again: the end was told first since."""
    words = ("supports", "opposes") if party else ("open", "agreed")
    start, other, again = (reading(words[0], entry, party=party) for entry in (1, 3, 4))
    told_so, since, end = (reading(words[1], entry, party=party) for entry in (2, 5, 9))
    at_odds = contested(told_so, other)
    found = (
        [cell_change(KEY, before, end) for before in (start, None)]
        if party
        else [item_change("land", before, status(words[1], 9)) for before in (status(words[0], 1), None)]
    )
    for change in found:
        assert change is not None
        for steps, told in (
            ([at_odds], (2, True)),
            ([at_odds, again], None),
            ([at_odds, again, since], (5, False)),
            ([again, at_odds, again], None),
        ):
            first = with_way(change, steps).first
            assert (first and (first.entry, first.contested)) == told


def test_what_told_the_end_of_a_contest_first_moved_from_one_of_its_accounts() -> None:
    """From the other it was none; but on its day the accounts contradicted each other no longer."""
    start = contested(reading("opposes", 1), reading("conditional", 2, position=20))
    change = cell_change(KEY, start, reading("conditional", 9, position=35))
    assert change is not None
    first = with_way(change, [reading("conditional", 4, position=27)]).first
    assert first is not None
    assert first.entry == 4


def test_what_told_a_move_on_the_scale_first_told_a_move_itself() -> None:
    """It need not be in the very place of the end, only near to it; how much it matters makes no move."""
    ends = (1, 25), (9, 40)
    for position, salience, told in ((38, None, 2), (35, None, None), (40, 28, 2), (40, 40, 2), (None, None, None)):
        step = reading("opposes", 2, position=position, salience=salience)
        start, end = (reading("opposes", entry, position=place, salience=place) for entry, place in ends)
        change = cell_change(KEY, start, end)
        assert change is not None
        assert change.verbs == (Verb.position_moved, Verb.salience_moved)
        first = with_way(change, [step]).first
        assert (first and first.entry) == told


def test_what_told_first_that_a_party_came_back_is_kept_and_of_one_that_stayed_nothing() -> None:
    before, now = reading("rejects", 1), reading("rejects", 9)
    away, back = reading("supports", 2), reading("rejects", 3)
    change = cell_change(KEY, before, now)
    assert change is not None
    found = with_way(change, [away, back]).first
    assert (found and found.entry) == 3
    assert with_way(change, [back]).first is None


def inside(*pairs: tuple[Reading, Reading], told: tuple[Change, ...] = ()) -> list[str]:
    return [" ".join(change.verbs) for change in inside_of(KEY, pairs, NOBODY, told, contested=False)]


def test_a_concession_within_a_round_is_told_once() -> None:
    one, other, again = reading("opposes", 1), reading("supports", 2), reading("supports", 3)
    assert inside((one, other), (other, again)) == ["reversed"]
    whole = cell_change(KEY, one, other)
    assert whole is not None
    assert inside((one, other), told=(whole,)) == []
    back = turned(inside_of(KEY, [(one, other)], NOBODY, (), contested=True)[0], NOBODY)
    assert (back.before, back.after, back.verbs, back.contested) == (other, one, (Verb.reversed,), True)


def test_a_step_on_the_way_to_what_was_said_again_since_is_told_once() -> None:
    before, step, came, again = (
        reading(word, number) for number, word in enumerate(("opposes", "supports", "demands", "demands"), 1)
    )
    whole = cell_change(KEY, before, again)
    assert whole is not None
    told = with_way(whole, [step, came])
    assert [each.word for each in told.via] == ["supports"]
    assert inside((step, came), told=(told,)) == []
    read_back = with_way(cell_change(KEY, again, before) or whole, [step, came], forwards=False)
    assert inside((step, came), told=(read_back,)) == []
    assert inside((step, reading("doubts", 5)), told=(told,)) == ["reversed"]


def test_a_step_on_the_way_that_another_source_bears_out_is_told_once() -> None:
    before, told_of, came = (reading(word, number) for number, word in enumerate(("supports", "opposes", "demands"), 1))
    step = replace(reading("opposes", 5), entries=(5, told_of.entry))
    whole = cell_change(KEY, before, came)
    assert whole is not None
    assert inside((told_of, came), told=(with_way(whole, [step]),)) == []
    again = reading("demands", 6)
    assert inside((told_of, came), told=(with_way(replace(whole, after=again), [step, came]),)) == []


def stage(key: str, status: str, **days: str) -> Round:
    return Round.model_validate({"key": key, "title": key, "status": status, **days})


FIRST, LAST = date(2026, 1, 24), date(2026, 2, 5)


def days(found: RoundChange) -> int | None:
    return found.slip.days if found.slip else None


def test_rounds_are_held_planned_or_put_off() -> None:
    rounds = [
        stage("R1", "held", starts="2026-01-23", ends="2026-01-24"),
        stage("R2", "held", planned_for="2026-02-03", starts="2026-02-04", ends="2026-02-05"),
        stage("R3", "planned", planned_for="2026-03"),
        stage("R4", "postponed", planned_for="2026-02-01"),
        stage("R5", "cancelled", planned_for="2026-01-20"),
    ]
    found = round_changes(rounds, rounds, FIRST, LAST, {"R2": HeldOn.parse("2026-02-01")})
    assert [(each.round, each.verb, days(each)) for each in found] == [
        ("R4", "postponed", None),
        ("R2", "held", 3),
        ("R3", "planned", None),
    ]
    assert round_changes(rounds, rounds, FIRST, FIRST, {}) == ()
    early = round_changes(rounds, rounds, date(2026, 1, 20), FIRST, {})
    assert [(each.round, each.verb) for each in early] == [("R1", "held")]  # R3 was planned later
    held = [*rounds[:2], stage("R3", "held", planned_for="2026-03", starts="2026-02-27")]
    (learned,) = round_changes(rounds[:3], held, LAST, LAST, {})
    assert (learned.round, learned.verb, days(learned)) == ("R3", "held", -2)


def test_a_round_put_off_is_told_of_the_days_it_was_planned_for_or_where_that_was_learned() -> None:
    planned, *put_off = (stage("R4", status, planned_for="2026-02") for status in ("planned", "postponed", "cancelled"))
    no_days = stage("R4", "postponed")
    held = stage("R5", "held", starts="2026-06-01", ends="2026-06-02")
    march = date(2026, 3, 15)
    for one in put_off:
        assert round_changes([one], [one], FIRST, LAST, {}) == (), "it was planned for days that had not passed by then"
        assert [each.round for each in round_changes([one], [one], LAST, march, {})] == ["R4"]
        assert round_changes([one], [one], march, date(2026, 4, 1), {}) == ()
        assert [each.verb for each in round_changes([planned], [one], FIRST, LAST, {})] == [one.status]
    assert [each.verb for each in round_changes([no_days], [no_days], FIRST, LAST, {})] == ["postponed"]
    assert round_changes([no_days, held], [no_days, held], FIRST, LAST, {}) == (), "nobody knows that it was by then"


def test_a_round_put_off_is_told_where_its_old_days_pass_and_as_the_next_one_while_its_new_days_are_to_come() -> None:
    put_off = stage("R2", "postponed", planned_for="2026-12-20").postponed_from(HeldOn.parse("2026-11-20"))
    held = stage("R3", "held", starts="2026-12-05", ends="2026-12-06")
    november, christmas = date(2026, 11, 29), date(2026, 12, 25)

    def told(since: date, until: date, *others: Round) -> list[str]:
        return [each.round for each in round_changes([put_off, *others], [put_off, *others], since, until, {})]

    assert told(LAST, november) == told(november, christmas) == ["R2"]
    assert told(november, date(2026, 12, 1)) == ["R2"], "it comes next"
    assert told(LAST, FIRST.replace(month=6), held) == [], "another was held first"
    assert told(LAST, november, held) == ["R2"], "the days for which it was planned have passed"
    assert told(christmas, date(2026, 12, 31)) == told(november, november) == []


def test_what_was_learned_of_a_round_held_after_the_later_day_is_no_news_of_the_days_between() -> None:
    planned = stage("R4", "planned", planned_for="2026-06")
    held = stage("R4", "held", planned_for="2026-06", starts="2026-06-23", ends="2026-06-25")
    assert round_changes([planned], [held], FIRST, LAST, {}) == ()
    assert [each.verb for each in round_changes([planned], [held], FIRST, date(2026, 7, 1), {})] == ["held"]
    assert [each.verb for each in round_changes([planned], [held], LAST, LAST, {})] == ["held"]


@dataclass(frozen=True)
class Edit:
    record: str
    field: str
    old: str
    new: str
    changeset: int = 5


def told(*edits: Edit, forwards: bool = True) -> list[tuple[Any, ...]]:
    found = redefined(edits)
    lines = counted(found, dict.fromkeys(worded(found), 3), forwards=forwards)
    return [(each.record, each.field, each.old, each.new, each.stances) for each in lines]


def test_what_something_is_measured_by_is_told_when_it_is_described_otherwise() -> None:
    edits = [
        Edit("item:land", "question", '"Old?"', '"Newer?"'),
        Edit("item:land", "title", '"Land"', '"The land"'),
        Edit("item:land", "question", '"Newer?"', '"New?"', 7),
        Edit("item:fuel", "difficulty", "2", "3"),
        Edit("item:fuel", "links", "[]", '[{"depends-on": "land"}]'),
        Edit("item:fish", "scale", "null", '{"low": "none", "high": "all"}'),
        Edit("party:red", "role", '"principal"', '"host"'),
        Edit("source:herald", "reliability", '"B"', '"E"'),
        Edit("source:herald", "carries", "null", '"Wire"'),
        Edit("source:herald", "carries", '"Wire"', "null"),
        Edit("round:R1", "ends", "null", '"2026-01-24"'),
    ]
    assert told(*edits) == [
        ("item:land", "question", "Old?", "New?", 3),
        ("item:fuel", "difficulty", 2, 3, 0),
        ("item:fuel", "links", [], [{"depends-on": "land"}], 0),
        ("item:fish", "scale", None, {"low": "none", "high": "all"}, 3),
        ("party:red", "role", "principal", "host", 0),
        ("source:herald", "reliability", "B", "E", 0),
    ]
    assert told(edits[3], forwards=False) == [("item:fuel", "difficulty", 3, 2, 0)]
    assert worded(redefined(edits)) == {"land": 7, "fish": 5}


def test_the_cause_of_a_move_inside_is_the_party() -> None:
    (found,) = inside_of(KEY, [(reading("opposes", 1), reading("supports", 2))], NOBODY, (), contested=False)
    assert (found.cause, found.via, found.moved) == (Cause.moved, (), True)
