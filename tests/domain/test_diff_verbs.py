"""The table of verbs, and which verb leads from one account, or one status, to another."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from ledger.domain.diff import (
    GROUPS,
    NOBODY,
    OPPOSITES,
    SECTIONS,
    VERBS,
    Cause,
    Learned,
    Others,
    StatusSide,
    Verb,
    evidence_verbs,
    item_change,
    item_verbs,
    stance_verbs,
)
from ledger.domain.diff.verbs import checked
from ledger.domain.entries import DiffMeaning, StanceEntry, StatusEntry
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import Status
from tests.domain.diff_values import CELL_PAIRS, cited, contested, derived, every_state, reading, status, status_pairs

OTHER: dict[str, Any] = {"marking": "red", "embargo": "2026-03-01", "summary": "Another.", "confidence": "low"}
ABOVE, BELOW = Others({"blue": 6}), Others({"blue": -6})


def verbs(before: Reading | None, after: Reading | None, others: Others = NOBODY) -> str:
    return " ".join(stance_verbs(before, after, Cause.moved, others))


# -- the table -----------------------------------------------------------------------------------------------------------


def test_every_verb_has_a_whole_row() -> None:
    assert set(VERBS) == set(Verb)
    assert {row.group for row in VERBS.values()} == set(GROUPS)
    assert {row.section for row in VERBS.values()} == set(SECTIONS)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sentence": ""}, "has no sentence"),
        ({"by_account": ""}, "has no by_account"),
        ({"by_account": "moved to {party}"}, "what nobody fills in: party"),
        ({"glossary": ""}, "has no glossary"),
        ({"opposites": frozenset()}, "has no opposites"),
        ({"group": "mood"}, "a group that there is not"),
        ({"section": "weather"}, "a section that there is not"),
        ({"sentence": "{whom} moved."}, "what nobody fills in: whom"),
        ({"weight": 0}, "weighs as much as another"),
        ({"opposites": frozenset({Verb.kept})}, "an opposite that does not name it"),
    ],
)
def test_a_row_that_is_not_whole_keeps_the_program_from_starting(wrong: dict[str, Any], said: str) -> None:
    rows = [replace(row, **wrong) if row.verb is Verb.softened else row for row in VERBS.values()]
    with pytest.raises(TypeError, match=said):
        checked(rows)


def test_a_verb_without_a_row_keeps_the_program_from_starting() -> None:
    with pytest.raises(TypeError, match='"softened" has no row'):
        checked(row for row in VERBS.values() if row.verb is not Verb.softened)


def test_what_weighs_most_comes_first() -> None:
    assert [row.weight for row in VERBS.values()] == list(range(len(Verb)))
    assert Verb.settled.weight < Verb.reversed.weight < Verb.stated.weight < Verb.reaffirmed.weight


def test_opposites_are_symmetric() -> None:
    assert all(verb in OPPOSITES[other] for verb, others in OPPOSITES.items() for other in others)


# -- stances -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, "demands", "stated"),
        ("demands", None, "unstated"),
        (None, "withdrawn", "stated"),
        ("undecided", "supports", "shifted"),  # nobody is there to tell direction against
        ("rejects", "undecided", "shifted"),
        ("conditional", "doubts", "reversed"),
        ("rejects", "demands", "reversed"),
        ("supports", "silent", "silenced"),
        ("silent", "rejects", "spoke"),
        ("silent", "undecided", "spoke"),
        ("demands", "withdrawn", "withdrawn"),
        ("silent", "withdrawn", "withdrawn"),
        ("withdrawn", "silent", "silenced"),
        ("withdrawn", "opposes", "resumed"),
        ("opposes", "opposes", "reaffirmed"),
        ("silent", "silent", "reaffirmed"),
        ("withdrawn", "withdrawn", "reaffirmed"),
    ],
)
def test_what_a_party_did(before: str | None, after: str | None, verb: str) -> None:
    assert verbs(reading(before, 1) if before else None, reading(after, 2) if after else None) == verb


def test_nearer_to_the_others_is_softer_wherever_zero_is() -> None:
    assert verbs(reading("supports", 1), reading("demands", 2), ABOVE) == "softened"
    assert verbs(reading("supports", 1), reading("demands", 2), BELOW) == "hardened"
    assert verbs(reading("undecided", 1), reading("supports", 2), ABOVE) == "softened"
    assert verbs(reading("supports", 1), reading("demands", 2), Others({"blue": 6, "green": -6})) == "shifted"


def test_several_things_can_have_happened_at_once() -> None:
    before = reading("supports", 1, condition="if paid", position=90, salience=5)
    after = reading("opposes", 2, position=10, salience=60)
    assert verbs(before, after) == "reversed position-moved condition-dropped salience-moved"


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, "if paid", "conditioned"),
        ("if paid", None, "condition-dropped"),
        ("if paid", "if asked", "condition-changed"),
        ("If paid.", "if  paid", "reaffirmed"),
        ("if paid", "if paid", "reaffirmed"),
    ],
)
def test_what_became_of_a_condition(before: str | None, after: str | None, verb: str) -> None:
    given: list[dict[str, Any]] = [{"condition": text} if text else {} for text in (before, after)]
    assert verbs(reading("opposes", 1, **given[0]), reading("opposes", 2, **given[1])) == verb


def test_a_condition_dropped_is_no_hardening_and_one_made_no_softening() -> None:
    with_one, without = reading("conditional", 1, condition="if paid"), reading("supports", 2)
    assert verbs(with_one, without, BELOW) == "shifted condition-dropped"
    assert verbs(without, with_one, BELOW) == "shifted conditioned"
    assert verbs(with_one, without, ABOVE) == "softened condition-dropped"
    assert verbs(without, with_one, ABOVE) == "hardened conditioned"


@pytest.mark.parametrize(("field", "verb"), [("position", "position-moved"), ("salience", "salience-moved")])
def test_a_place_on_a_scale_moves_by_more_than_ten_points(field: str, verb: str) -> None:
    def said(before: int, after: int | None) -> str:
        given: list[dict[str, Any]] = [{field: place} if place is not None else {} for place in (before, after)]
        return verbs(reading("opposes", 1, **given[0]), reading("opposes", 2, **given[1]))

    assert said(60, 49) == said(49, 60) == verb
    assert verb not in said(60, 50)
    assert verb not in said(60, None)


def test_one_account_that_has_grown_says_nothing_new() -> None:
    assert verbs(reading("demands"), reading("demands")) == ""
    grown = reading("demands", 2, entries=(2, 1), position=90)
    assert verbs(reading("demands", 1, position=70), grown) == ""


@pytest.mark.parametrize("field", ["summary", "confidence"])
def test_a_remark_counts_only_where_we_corrected_it(field: str) -> None:
    before, after = reading("supports", 1), reading("supports", 2, **{field: OTHER[field]})
    assert stance_verbs(before, after, Cause.moved, NOBODY) == ("reaffirmed",)
    assert stance_verbs(before, after, Cause.corrected, NOBODY) == ("reworded",)


def test_a_later_report_without_a_position_takes_none_back_but_we_can() -> None:
    before, after = reading("supports", 1, position=100), reading("supports", 2, day=date(2026, 2, 2))
    for one, other in ((before, after), (after, before)):
        assert stance_verbs(one, other, Cause.moved, NOBODY) == ("reaffirmed",)
        assert stance_verbs(one, other, Cause.corrected, NOBODY) == ("reworded",)


@pytest.mark.parametrize("field", list(StatusEntry.counting(DiffMeaning.remark)))
def test_a_remark_on_a_status_counts_only_where_we_corrected_it(field: str) -> None:
    before, after = status("open", 1), status("open", 2, **{field: OTHER[field]})
    assert item_verbs(before, after, Cause.moved) == ("reaffirmed",)
    assert item_verbs(before, after, Cause.corrected) == ("reworded",)


def test_every_field_of_a_statement_says_whether_it_counts() -> None:
    for statement in (StanceEntry, StatusEntry):
        counting = {field for weight in DiffMeaning for field in statement.counting(weight)}
        assert counting == set(statement.value_fields())


# -- statuses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, derived("open"), "opened"),
        (None, status("deadlocked"), "opened"),
        (None, status("agreed"), "settled"),
        (None, status("lapsed"), "lapsed"),
        (status("discussed"), None, "unopened"),
        (status("agreed"), None, "unopened"),
        (status("not-raised", 1), status("open", 2), "advanced"),
        (status("progress", 1), status("agreed-in-principle", 2), "advanced"),
        (status("progress", 1), status("narrowed", 2), "advanced"),
        (status("narrowed", 1), status("deadlocked", 2), "regressed"),
        (status("progress", 1), status("discussed", 2), "reaffirmed"),  # these agree: no advance and no regress
        (status("discussed", 1), status("narrowed", 2), "reaffirmed"),
        (status("open", 1), status("deadlocked", 2), "reaffirmed"),
        (derived("open"), status("narrowed"), "stated"),  # its first status: nothing of it was told before
        (derived("open"), status("not-raised"), "stated"),  # nobody reported that it had been
        (status("not-raised"), derived("open"), "unstated"),
        (status("open", 1), status("not-raised", 2), "regressed"),
        (status("agreed", 1), status("implemented", 2), "advanced"),
        (status("implemented", 1), status("agreed", 2), "regressed"),
        (status("dropped", 1), status("agreed", 2), "settled"),
        (status("agreed", 1), status("dropped", 2), "dropped"),
        (status("open", 1), status("dropped", 2), "dropped"),
        (status("agreed", 1), status("lapsed", 2), "lapsed"),
        (status("narrowed", 1), status("agreed", 2), "settled"),
        (status("implemented", 1), status("discussed", 2), "reopened"),
        (status("lapsed", 1), status("discussed", 2), "reopened"),
        (status("open", 1), status("open", 2), "reaffirmed"),
        (derived("open"), status("open"), "stated"),
        (status("open"), derived("open"), "unstated"),
        (derived("promised"), status("promised"), "promised"),
        (status("promised"), derived("promised"), "unpromised"),
        (None, derived("promised"), "promised"),
        (derived("open"), status("promised"), "promised"),  # stances had put it on the list: no report promised it
        (derived("open"), status("partly-kept"), "partly-kept"),
        (derived("open"), status("kept"), "kept"),
        (status("promised"), derived("open"), "unpromised"),
        (status("kept"), derived("open"), "reopened"),
        (None, status("promised", overdue=True), "promised overdue"),
        (None, status("kept"), "kept"),
        (status("broken"), None, "unpromised"),
        (derived("promised"), derived("promised", overdue=True), "overdue"),
        (status("promised", overdue=True), status("promised"), "not-overdue"),
        (status("promised", 1), status("partly-kept", 2, overdue=True), "partly-kept overdue"),
        (status("promised", 1), status("kept", 2), "kept"),
        (status("promised", 1, overdue=True), status("kept", 2), "kept"),
        (status("promised", 1), status("broken", 2), "broken"),
        (status("kept", 1), status("broken", 2), "broken"),
        (status("promised", 1), status("void", 2), "voided"),
        (status("kept", 1), status("promised", 2), "reopened"),
        (status("kept", 1), status("promised", 2, overdue=True), "reopened"),
    ],
)
def test_what_became_of_an_item(before: StatusSide | None, after: StatusSide | None, verb: str) -> None:
    assert " ".join(item_verbs(before, after)) == verb


@pytest.mark.parametrize("word", ["agreed-in-principle", "narrowed", "discussed", "deadlocked"])
def test_a_status_no_later_than_the_item_is_no_step(word: str) -> None:
    assert item_verbs(derived("open"), status(word), of_one_time=True) == ("stated",)
    assert item_verbs(status(word), derived("open"), of_one_time=True) == ("unstated",)


def test_of_two_reported_statuses_one_is_a_step_on_from_the_other_whenever_the_item_began() -> None:
    """Neither is the first that was told of it."""
    assert item_verbs(status("agreed", 1), status("implemented", 2), of_one_time=True) == ("advanced",)
    assert item_verbs(status("implemented", 2), status("agreed", 1), of_one_time=True) == ("regressed",)


@pytest.mark.parametrize(
    ("began", "held", "verb"),
    [
        ("2026-01-20", "2026-01-24", "advanced"),
        ("2026-01-24", "2026-01-24", "stated"),
        ("2026-01-25", "2026-01-24", "stated"),
        ("2026-01-20", "2026-01-20/2026-01-24", "stated"),
        ("2026-01-20", "../2026-01-24", "stated"),  # by then, and perhaps long before
        (None, "2026-01-24", "stated"),
    ],
)
def test_a_first_status_is_a_step_where_it_is_of_later_days_than_the_item(
    began: str | None, held: str, verb: str
) -> None:
    first = StatusSide(
        Status("agreed-in-principle"), replace(reading("agreed-in-principle", party=None), held=HeldOn.parse(held))
    )
    learned = Learned(began={"land": date.fromisoformat(began)} if began else {})
    found = item_change("land", derived("open"), first, learned)
    assert found is not None
    assert found.verbs == (verb,)


def test_a_first_status_is_a_step_where_nobody_asked_since_when_the_item_was_on_the_list() -> None:
    found = item_change("land", derived("open"), status("agreed-in-principle"), Learned())
    assert found is not None
    assert found.verbs == ("advanced",)


def test_that_an_item_ended_is_told_of_whatever_time_it_is() -> None:
    assert item_verbs(derived("open"), status("agreed"), of_one_time=True) == ("settled",)
    assert item_verbs(derived("open"), status("lapsed"), of_one_time=True) == ("lapsed",)


def test_the_same_status_is_no_change() -> None:
    assert item_verbs(None, None) == ()
    assert item_verbs(derived("open"), derived("open")) == ()
    assert item_verbs(status("open"), status("open")) == ()


# -- evidence ------------------------------------------------------------------------------------------------------------

RIVALS = contested(reading("demands", 1), reading("opposes", 2))


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (reading("demands"), RIVALS, ["contested"]),
        (RIVALS, reading("demands", 2), ["resolved"]),
        (None, RIVALS, ["contested"]),
        (RIVALS, None, ["resolved"]),
        (RIVALS, contested(reading("demands", 1), reading("doubts", 3)), ["contested"]),
        (RIVALS, RIVALS, []),
        (reading("demands", evidence=cited("herald")), reading("demands", evidence=cited("herald", "echo")), ["corroborated"]),
        (reading("demands", evidence=cited("herald", "echo")), reading("demands", evidence=cited("echo")), ["uncorroborated"]),
        (
            reading("demands", evidence=cited("herald", independent=1)),
            reading("demands", evidence=cited("herald", "echo", independent=1)),
            ["cited"],
        ),
        (
            reading("demands", evidence=cited("herald", "echo", independent=1)),
            reading("demands", evidence=cited("herald", independent=1)),
            ["uncited"],
        ),
        (reading("demands", evidence=cited("herald")), reading("demands", evidence=cited("herald", grade="E5")), ["regraded"]),
        (reading("demands", 1, evidence=cited("herald")), reading("demands", 2, evidence=cited("herald", "echo")), []),
    ],
)  # fmt: skip
def test_what_became_of_the_evidence(before: Reading | None, after: Reading | None, verb: list[str]) -> None:
    assert list(evidence_verbs(before, after)) == verb


# -- backwards -----------------------------------------------------------------------------------------------------------


def opposite(there: tuple[Verb, ...], back: tuple[Verb, ...]) -> bool:
    return all(OPPOSITES[verb] & set(back) for verb in there) and all(OPPOSITES[verb] & set(there) for verb in back)


@given(CELL_PAIRS)
def test_an_account_read_backwards_has_opposite_verbs(pair: tuple[Reading | None, Reading | None]) -> None:
    before, after = pair
    for cause, others in itertools.product(Cause, (NOBODY, ABOVE, Others({"blue": 1, "green": -3}))):
        assert opposite(stance_verbs(before, after, cause, others), stance_verbs(after, before, cause, others))
    assert opposite(tuple(evidence_verbs(before, after)), tuple(evidence_verbs(after, before)))


@given(status_pairs())
def test_an_item_read_backwards_has_opposite_verbs(pair: tuple[StatusSide | None, StatusSide | None]) -> None:
    before, after = pair
    for cause, of_one_time in itertools.product(Cause, (False, True)):
        there = item_verbs(before, after, cause, of_one_time=of_one_time)
        assert opposite(there, item_verbs(after, before, cause, of_one_time=of_one_time))


def test_opposites_of_a_status_say_no_more_than_can_happen() -> None:
    states = [None, *every_state(), status("open", 97), status("promised", 96)]
    said = {
        (verb, back)
        for x, y in itertools.product(states, repeat=2)
        for verb, back in itertools.product(item_verbs(x, y), item_verbs(y, x))
    }
    of_items = {verb for verb, _back in said} - {Verb.reaffirmed, Verb.reworded}
    claimed = {(verb, back) for verb in of_items for back in OPPOSITES[verb]}
    assert claimed <= said
