"""What an analyst writes behind ``--where``, and what is said about a slip of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.diff import Cause, Change, Verb
from ledger.domain.records import Item
from ledger.domain.where import where
from ledger.errors import UsageError
from tests.domain.diff_values import cited, reading, status

ITEMS = {"land": Item(key="land", title="Land", track="political", difficulty=5, tags=("core", "old"))}
SOFTENED = Change(
    "land",
    "red",
    (Verb.softened, Verb.position_moved, Verb.conditioned),
    Cause.moved,
    reading("demands", 1, position=90),
    reading("conditional", 2, condition="if paid", position=40, evidence=cited("herald"), contested=True),
    delta=-2,
    points=-50,
    toward=("blue",),
)
AGREED = Change("land", None, (Verb.settled,), Cause.moved, status("open", 1), status("agreed", 2))
STATED = Change("land", "blue", (Verb.stated,), Cause.corrected, None, reading("silent", 3, party="blue"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("to.score < from.score", [SOFTENED]),
        ("delta <= -2", [SOFTENED]),
        ("delta = −2 and to.contested", [SOFTENED]),
        ("not to.contested", [AGREED, STATED]),
        ("party == red or party == blue", [SOFTENED, STATED]),
        ("not (party == red or party == blue)", [AGREED]),
        ("party != red", [AGREED, STATED]),
        ("core in tags and verb == settled", [AGREED]),
        ("verb == conditioned and points < -10 and blue in toward", [SOFTENED]),
        ("red in toward or verb in away", []),
        ("tags == new", []),
        ("difficulty >= 4 and to.position < 50", [SOFTENED]),
        ("from.status == open and to.status != open", [AGREED]),
        ("to.stance == silent or cause == moved and verb = softened", [SOFTENED, STATED]),
        ("to.condition == 'if paid'", [SOFTENED]),
        ("to.held_on >= 2026-01-24 and track == political", [SOFTENED, AGREED, STATED]),
        ("from.score != to.score", [SOFTENED]),
        ("to.sources > 0 and to.grade < C1", [SOFTENED]),
        ("title < 3", []),
    ],
)
def test_a_filter_wants(text: str, wanted: list[Change]) -> None:
    test = where(text)
    assert [change for change in (SOFTENED, AGREED, STATED) if test(change, ITEMS)] == wanted


@pytest.mark.parametrize(
    ("text", "column", "said", "hint"),
    [
        ("to.scor < 3", 1, '"to.scor" is not a name here', 'did you mean "to.score"?'),
        ("dificulty > 3", 1, '"dificulty" is not a name here', 'did you mean "difficulty"?'),
        ("verb == softend", 9, '"softend" is not a verb', 'did you mean "softened"?'),
        ("'demans' == to.stance", 1, '"demans" is not a stance', 'did you mean "demands"?'),
        ("to.score <", 11, "not the end", "as in"),
        ("to.score < 3 3", 14, '"3" is not expected here', "and, or"),
        ("(party == red", 14, "a bracket is not closed", "put )"),
        ("party == 'red", 10, '"\'" is not expected here', "close the quotation"),
        ("delta + 1 > 2", 7, '"+" is not expected here', "in quotes"),
        ("__import__('os')", 1, '"__import__" is not a name here', "known"),
        ("1 < 2", 1, '"1" is not a name here', "known"),
        ("", 1, "not the end", "as in"),
        ("not " * 60 + "party", 201, "nested deeper", "50"),
        ("party" * 300, 1, "longer", "1000"),
    ],
)
def test_a_slip_of_the_pen_is_shown_with_its_place(text: str, column: int, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        where(text)
    (fault,) = raised.value.faults
    assert (fault.line, fault.column) == (1, column)
    assert said in fault.message
    assert hint in (fault.hint or "")


@given(st.lists(st.sampled_from([*"()<>=!'", "and", "or", "not", "in", "to.score", "tags", "red", "-3", "×", "\n"])))
def test_whatever_is_written_is_a_filter_or_a_usage_error(words: list[str]) -> None:
    try:
        test = where(" ".join(words))
    except UsageError:
        return
    assert test(SOFTENED, ITEMS) in {True, False}
