"""Reasons that the ledger writes itself, and what it knows by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.own_words import (
    as_side,
    days_changed,
    key_changed,
    only_days_changed,
    only_lets_stand,
    only_redefined,
    own_beginning,
    says_again,
    undoing,
    undone,
)

Words = st.text()


@given(Words, Words, Words)
def test_the_ledger_knows_again_what_it_wrote_whatever_a_person_said_with_it(old: str, new: str, because: str) -> None:
    days, key, undo = days_changed(old), key_changed("item", old, new, because), undoing(12, because)
    assert [only_redefined(reason) for reason in (days, key, undo)] == [True, True, False]
    assert [only_days_changed(reason) for reason in (days, key, undo)] == [True, False, False]
    assert [undone(reason) for reason in (days, key, undo)] == [None, None, 12]
    assert all(own_beginning(reason) for reason in (days, key, undo))
    assert [says_again(reason, 5, 3) for reason in (days, key, undo)] == [5, 5, 3]


@pytest.mark.parametrize(
    "reason", [None, "", "misread", "Redefined: by them", "redefined by them", "redefined:", "undo @x: no", "undo @3:"]
)
def test_what_begins_with_other_words_is_a_persons(reason: str | None) -> None:
    assert own_beginning(reason) is None
    assert not only_redefined(reason)
    assert undone(reason) is None
    assert says_again(reason, 5, 3) is None


@given(Words)
def test_what_does_not_begin_with_the_ledgers_words_is_none_of_its_doing(reason: str) -> None:
    if own_beginning(reason) is None:
        assert (only_redefined(reason), only_days_changed(reason), undone(reason)) == (False, False, None)


@given(Words)
def test_what_a_merge_chose_or_an_undoing_brought_back_is_known_from_what_a_person_gave_as_a_reason(said: str) -> None:
    assert all(only_lets_stand(reason) for reason in (as_side("ours"), as_side("theirs"), undoing(12, said)))
    assert not any(
        only_lets_stand(reason) for reason in (None, "", "two mediators", key_changed("item", "a", "b", said))
    )
