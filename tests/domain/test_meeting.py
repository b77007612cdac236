"""What each copy of a ledger changed, and in what two cannot both be right."""

import pytest

from ledger.domain.meeting import RETRACTED, Side, ahead, at_odds, passed


def test_what_was_taken_back_with_an_entry_for_the_same_is_what_still_is_taken_back() -> None:
    side = Side(entries={1: RETRACTED, 2: "rejects", 3: RETRACTED, 4: RETRACTED}, outweighed={1: 9, 2: 9, 3: 9, 4: 8})
    assert side.taken_back_with([1]) == {3}  # 2 was said again since, 4 was taken back for another
    assert side.taken_back_with([1, 3]) == set()
    assert side.taken_back_with([5]) == set()


TITLE = ("item:land", "title")


def gave(*values: str | None) -> Side:
    """A copy that gave a title these values one after another; ``None`` for one that both have."""
    last = next((value for value in reversed(values) if value is not None), "")
    return Side(fields={TITLE: last} if last else {}, steps={TITLE: list(values)})


@pytest.mark.parametrize(
    ("ours", "theirs", "asked", "left", "ours_stands"),
    [
        ("bc", "bc", False, "", False),  # alike
        ("b", "bc", False, "c", False),  # theirs went on
        ("bc", "b", False, "", True),  # ours did
        ("ba", "b", False, "", True),  # and back to what it was
        ("ba", "bab", False, "b", False),
        ("c", "bc", False, "", False),  # by another way to the same
        ("c", "bcd", False, "d", False),
        ("b", "c", True, "c", False),
        ("bc", "bd", True, "d", False),  # asked is about where they parted, not of what both passed
        ("bc", "cb", True, "cb", False),  # each was where the other ended: nobody can say who came later
    ],
)
def test_of_what_both_gave_one_after_another_theirs_adds_what_comes_after(
    ours: str, theirs: str, asked: bool, left: str, ours_stands: bool
) -> None:
    mine, other = gave(*ours), gave(*theirs)
    assert bool(at_odds(mine, other)) is bool(at_odds(other, mine)) is asked
    assert theirs[passed(mine, other).get(TITLE, 0) :] == left
    assert ahead(mine, other, TITLE) is ours_stands


def test_what_ours_took_over_from_theirs_is_where_the_two_began_anew() -> None:
    mine, other = gave("c", None), gave(None, "c")
    mine.fields[TITLE] = "b"  # as it came over
    assert at_odds(mine, other) == []
    assert passed(mine, other) == {}
    assert at_odds(gave("c", None, "e"), other)
