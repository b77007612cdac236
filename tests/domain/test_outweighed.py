"""Whether a settlement has lost its ground, told of claims alone."""

from collections.abc import Iterable

import pytest

from ledger.domain.accounts import CellClaim, compared
from ledger.domain.moments import HeldOn
from ledger.domain.outweighed import Outweighed, lost_its_ground

TALKS = "2026-01-23/2026-01-24"


def claim(
    entry: int, word: str, source: str, held: str = TALKS, position: int | None = None, condition: str | None = None
) -> CellClaim:
    values = {"stance": word, "position": position, "condition": condition}
    return compared(entry, HeldOn.parse(held), values, [(source, None, None)], file=1, place=entry)[0]


KEPT, BACK = claim(1, "demands", "herald", position=80), claim(2, "rejects", "gazette")
SETTLED = Outweighed([KEPT], [BACK], [1, 7])
"""Entry 1 was kept, 2 was taken back for it; 7 stands, or stood, in the place of 1."""


def lost(here: Iterable[CellClaim] = (), elsewhere: Iterable[CellClaim] = ()) -> bool:
    return lost_its_ground(SETTLED, list(here), elsewhere)


def test_it_is_lost_where_nothing_counts() -> None:
    assert lost()


@pytest.mark.parametrize(
    "there",
    [
        KEPT,
        claim(7, "demands", "herald", position=85),
        claim(7, "demands", "herald", held="2025-12"),
        claim(3, "demands", "echo"),
        claim(3, "demands", "echo", held="2026-01"),
    ],
    ids=["itself", "a near position", "other days in its place", "another entry of its account", "said coarsely"],
)
def test_it_is_kept_where_the_word_is(there: CellClaim) -> None:
    assert not lost([there])


@pytest.mark.parametrize(
    "there",
    [
        claim(7, "supports", "herald"),
        claim(7, "demands", "herald", position=60),
        claim(3, "demands", "echo", held="2026-02-05"),
        claim(3, "doubts", "desk"),
    ],
    ids=["another word in its place", "a far position", "its word of other days", "something else beside it"],
)
def test_it_is_lost_where_what_counts_says_something_else(there: CellClaim) -> None:
    assert lost([there])


def test_a_condition_is_part_of_the_word() -> None:
    kept = claim(1, "conditional", "herald", condition="If paid.")
    settled = Outweighed([kept], [BACK], [1, 7])
    same, other = (claim(7, "conditional", "herald", condition=said) for said in ("if paid", "if asked"))
    assert not lost_its_ground(settled, [same])
    assert lost_its_ground(settled, [other])


def test_what_is_said_anew_waits_no_more() -> None:
    assert not lost([claim(9, "rejects", "gazette")])
    assert not lost([], [claim(9, "rejects", "gazette")]), "where the kept entry went"


def test_what_another_source_or_another_time_says_is_not_said_anew() -> None:
    assert lost([claim(9, "rejects", "echo")])
    assert lost([claim(9, "rejects", "gazette", held="2026-02-05")])
    assert lost([claim(9, "doubts", "gazette")])


def test_the_word_elsewhere_is_not_the_word_here() -> None:
    assert lost([], [claim(7, "demands", "herald")])


def test_what_agrees_with_both_keeps_nothing_but_in_the_place_of_what_was_kept() -> None:
    """A status along the way agrees with either: as another's word it takes no side."""
    settled = Outweighed([claim(1, "narrowed", "herald")], [claim(2, "deadlocked", "gazette")], [1, 7])
    assert lost_its_ground(settled, [claim(3, "discussed", "echo")])
    assert not lost_its_ground(settled, [claim(7, "discussed", "herald")])
