"""What an error offers: the nearest word, and what there is, the first ten of it with a count of the rest."""

import pytest

from ledger.domain.naming import few, instead, there_is


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ""),
        (1, "n0"),
        (10, "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9"),
        (11, "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 1 more"),
        (33, "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 23 more"),
    ],
)
def test_a_long_list_ends_after_ten_with_a_count(count: int, said: str) -> None:
    assert few(f"n{number}" for number in range(count)) == said


def test_a_miss_gets_the_nearest_word_first_then_what_there_is() -> None:
    assert instead("R22", ["R1", "R2", "davos"]) == 'did you mean "R2"?; known here: R1, R2, davos'
    assert instead("zzz", ["R1", "R2"]) == "known here: R1, R2"
    assert instead("zzz", [], what="round") == "no round is known here yet"
    assert list(there_is([])) == []
