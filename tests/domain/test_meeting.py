"""What one copy of a ledger changed, told of its entries alone."""

from ledger.domain.meeting import RETRACTED, Side


def test_what_was_taken_back_with_an_entry_for_the_same_is_what_still_is_taken_back() -> None:
    side = Side(entries={1: RETRACTED, 2: "rejects", 3: RETRACTED, 4: RETRACTED}, outweighed={1: 9, 2: 9, 3: 9, 4: 8})
    assert side.taken_back_with([1]) == {3}  # 2 was said again since, 4 was taken back for another
    assert side.taken_back_with([1, 3]) == set()
    assert side.taken_back_with([5]) == set()
