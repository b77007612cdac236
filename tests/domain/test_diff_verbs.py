"""Which verb leads from one reading, or one status, to another; and that reading it backwards gives an opposite."""

import itertools
from typing import Any

import pytest
from hypothesis import given

from ledger.domain.diff import EVIDENCE, OPPOSITES, Cause, StatusSide, Verb, cell_verb, evidence_verbs, item_verb
from ledger.domain.entries import Counts, StanceEntry, StatusEntry
from ledger.domain.readings import Reading
from ledger.domain.words import Stance
from tests.domain.diff_values import CELL_PAIRS, cited, derived, every_state, reading, status, status_pairs

OTHER: dict[str, Any] = {
    "condition": "another",
    "position": 7,
    "salience": 7,
    "summary": "Another.",
    "confidence": "low",
}


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, "demands", "stated"),
        ("demands", None, "unstated"),
        (None, "withdrawn", "stated"),
        ("undecided", "supports", "declared"),
        ("undecided", "doubts", "declared"),
        ("conditional", "demands", "hardened"),
        ("doubts", "rejects", "hardened"),
        ("demands", "conditional", "softened"),
        ("rejects", "doubts", "softened"),
        ("supports", "undecided", "softened"),
        ("rejects", "undecided", "softened"),
        ("conditional", "doubts", "reversed"),
        ("rejects", "demands", "reversed"),
        ("supports", "silent", "silenced"),
        ("silent", "rejects", "spoke"),
        ("silent", "undecided", "spoke"),
        ("demands", "withdrawn", "withdrawn"),
        ("silent", "withdrawn", "withdrawn"),
        ("withdrawn", "silent", "resumed"),
        ("withdrawn", "opposes", "resumed"),
        ("opposes", "opposes", "reaffirmed"),
        ("silent", "silent", "reaffirmed"),
        ("withdrawn", "withdrawn", "reaffirmed"),
    ],
)
def test_what_a_party_did(before: str | None, after: str | None, verb: str) -> None:
    sides = before and reading(before, 1), after and reading(after, 2)
    assert cell_verb(sides[0] or None, sides[1] or None) == verb


def test_the_same_entry_is_no_change() -> None:
    assert cell_verb(None, None) is None
    assert cell_verb(reading("demands"), reading("demands")) is None
    assert cell_verb(reading("demands"), reading("demands"), Cause.corrected) is None


@pytest.mark.parametrize("field", list(StanceEntry.counting(Counts.wording)))
@pytest.mark.parametrize("cause", Cause)
def test_a_field_that_counts_as_wording_makes_it_reworded(field: str, cause: Cause) -> None:
    before, after = reading("conditional", 1), reading("conditional", 2, **{field: OTHER[field]})
    assert cell_verb(before, after, cause) == "reworded"
    assert cell_verb(after, before, cause) == "reworded"


@pytest.mark.parametrize("field", list(StanceEntry.counting(Counts.remark)))
def test_a_remark_counts_only_where_we_corrected_it(field: str) -> None:
    before, after = reading("supports", 1), reading("supports", 2, **{field: OTHER[field]})
    assert cell_verb(before, after, Cause.moved) == "reaffirmed"
    assert cell_verb(before, after, Cause.corrected) == "reworded"


@pytest.mark.parametrize("field", list(StatusEntry.counting(Counts.remark)))
def test_a_remark_on_a_status_counts_only_where_we_corrected_it(field: str) -> None:
    before, after = status("open", 1), status("open", 2, **{field: OTHER[field]})
    assert item_verb(before, after, Cause.moved) == "reaffirmed"
    assert item_verb(before, after, Cause.corrected) == "reworded"


def test_every_field_of_a_statement_says_whether_it_counts() -> None:
    for statement in (StanceEntry, StatusEntry):
        counting = {field for weight in Counts for field in statement.counting(weight)}
        assert counting == set(statement.value_fields())


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, derived("open"), "opened"),
        (None, status("deadlocked"), "opened"),
        (None, status("agreed"), "settled"),
        (status("discussed"), None, "unopened"),
        (status("agreed"), None, "unopened"),
        (status("not-raised", 1), status("open", 2), "advanced"),
        (derived("open"), status("narrowed"), "advanced"),
        (status("agreed", 1), status("implemented", 2), "advanced"),
        (status("dropped", 1), status("agreed", 2), "advanced"),
        (status("discussed", 1), status("deadlocked", 2), "regressed"),
        (status("agreed", 1), status("dropped", 2), "regressed"),
        (status("narrowed", 1), status("agreed", 2), "settled"),
        (status("open", 1), status("dropped", 2), "settled"),
        (status("implemented", 1), status("discussed", 2), "reopened"),
        (status("open", 1), status("open", 2), "reaffirmed"),
        (derived("open"), status("open"), "reaffirmed"),
        (status("open"), derived("open"), "reaffirmed"),
        (None, derived("promised"), "promised"),
        (None, status("promised"), "promised"),
        (None, status("promised", overdue=True), "overdue"),
        (None, status("kept"), "kept"),
        (status("broken"), None, "unpromised"),
        (derived("promised"), derived("promised", overdue=True), "overdue"),
        (status("promised", overdue=True), status("promised"), "not-overdue"),
        (status("promised", 1), status("kept", 2), "kept"),
        (status("promised", 1, overdue=True), status("kept", 2), "kept"),
        (status("promised", 1), status("broken", 2), "broken"),
        (status("kept", 1), status("broken", 2), "broken"),
        (status("promised", 1), status("void", 2), "voided"),
        (status("kept", 1), status("promised", 2), "reopened"),
        (status("kept", 1), status("promised", 2, overdue=True), "overdue"),
    ],
)
def test_what_became_of_an_item(before: StatusSide | None, after: StatusSide | None, verb: str) -> None:
    assert item_verb(before, after) == verb


def test_the_same_status_is_no_change() -> None:
    assert item_verb(None, None) is None
    assert item_verb(derived("open"), derived("open")) is None
    assert item_verb(status("open"), status("open")) is None


@pytest.mark.parametrize(
    ("before", "after", "verbs"),
    [
        (reading("demands"), reading("demands", contested=True), ["contested"]),
        (reading("demands", contested=True), reading("demands", 2), ["resolved"]),
        (None, reading("demands", contested=True), ["contested"]),
        (reading("demands", contested=True), None, ["resolved"]),
        (
            reading("demands", evidence=cited("herald")),
            reading("demands", evidence=cited("herald", "gazette")),
            ["corroborated"],
        ),
        (
            reading("demands", evidence=cited("herald", "gazette")),
            reading("demands", evidence=cited("gazette")),
            ["uncorroborated"],
        ),
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
        (reading("demands", 1, evidence=cited("herald")), reading("demands", 2, evidence=cited("herald", "echo")), []),
        (
            reading("demands", evidence=cited("herald", "echo", independent=2)),
            reading("demands", evidence=cited("herald", "echo", independent=1)),
            [],
        ),
    ],
)
def test_what_became_of_the_evidence(before: Reading | None, after: Reading | None, verbs: list[str]) -> None:
    assert list(evidence_verbs(before, after)) == verbs


@given(CELL_PAIRS)
def test_a_cell_read_backwards_has_an_opposite_verb(pair: tuple[Reading | None, Reading | None]) -> None:
    before, after = pair
    for cause in Cause:
        verb, back = cell_verb(before, after, cause), cell_verb(after, before, cause)
        assert back is None if verb is None else back in OPPOSITES[verb]
    for there, back in itertools.zip_longest(evidence_verbs(before, after), evidence_verbs(after, before)):
        assert back in OPPOSITES[there]


@given(status_pairs())
def test_an_item_read_backwards_has_an_opposite_verb(pair: tuple[StatusSide | None, StatusSide | None]) -> None:
    before, after = pair
    for cause in Cause:
        verb, back = item_verb(before, after, cause), item_verb(after, before, cause)
        assert back is None if verb is None else back in OPPOSITES[verb]


def test_opposites_say_no_more_than_can_happen() -> None:
    cells = [None, *(reading(word, entry) for entry, word in enumerate(Stance))]
    worded = [reading("demands", 20, position=1), reading("demands", 21)]
    pairs = {(cell_verb(x, y), cell_verb(y, x)) for x, y in itertools.product([*cells, *worded], repeat=2)}
    states = [None, *every_state(), status("open", 98), status("promised", 97)]
    pairs |= {(item_verb(x, y), item_verb(y, x)) for x, y in itertools.product(states, repeat=2)}
    said = {(verb, back) for verb, others in OPPOSITES.items() for back in others if verb not in EVIDENCE}
    assert pairs - {(None, None)} == said


def test_opposites_are_symmetric_and_every_verb_has_one() -> None:
    assert set(OPPOSITES) == set(Verb)
    assert all(verb in OPPOSITES[other] for verb, others in OPPOSITES.items() for other in others)


def test_what_weighs_most_comes_first() -> None:
    assert [verb.weight for verb in Verb] == list(range(len(Verb)))
    assert Verb.settled.weight < Verb.reversed.weight < Verb.stated.weight < Verb.reaffirmed.weight
