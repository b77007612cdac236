"""Which settlements hold, told of settlements alone."""

import pytest

from ledger.domain.seed import Settlement
from ledger.domain.settled import holding
from ledger.domain.words import SettlementKind

Said = tuple[int, Settlement]


def said(by: int, how: str, entry: int, other: int, reason: str) -> Said:
    return by, Settlement(how=SettlementKind(how), entry=entry, other=other, reason=reason)


OURS, THEIRS = said(2, "outweighed", 3, 2, "MIA"), said(3, "outweighed", 2, 3, "BEN")
AS_OURS = said(4, "outweighed", 3, 2, "merge: as ours")


@pytest.mark.parametrize(
    ("recorded", "counts", "told"),
    [
        ([OURS], {3}, ["MIA"]),
        ([OURS], {2, 3}, []),
        ([OURS], set[int](), []),
        ([OURS, THEIRS, AS_OURS], {3}, ["MIA"]),
        ([OURS, AS_OURS, said(5, "outweighed", 3, 2, "two mediators")], {3}, ["two mediators"]),
        ([THEIRS, AS_OURS], {3}, ["merge: as ours"]),
        ([said(2, "moved", 3, 2, "later that day")], {2, 3}, ["later that day"]),
        ([said(2, "moved", 3, 2, "later that day")], {3}, []),
        ([OURS, said(3, "reopened", 3, 2, "undo @2: too early")], {2, 3}, []),
    ],
    ids=["kept", "what it took back is back", "what it kept is gone", "ours merged", "anew after a merge",
         "nobody said so before", "one after the other", "one of them gone", "opened again"],
)  # fmt: skip
def test_a_settlement_holds_as_long_as_it_stands_as_settled(
    recorded: list[Said], counts: set[int], told: list[str]
) -> None:
    assert [each.reason for each in holding(recorded, counts, since=1)] == told


def test_what_was_settled_before_is_not_told_again() -> None:
    assert list(holding([OURS], {3}, since=2)) == []
    assert [each.reason for each in holding([OURS, THEIRS, AS_OURS], {3}, since=3)] == ["MIA"]
