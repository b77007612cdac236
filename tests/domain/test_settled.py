"""Which settlements hold, told of settlements alone."""

import pytest

from ledger.domain.accounts import Words
from ledger.domain.seed import Settlement
from ledger.domain.settled import holding
from ledger.domain.words import SettlementKind

Said = tuple[int, Settlement]
FOR, AGAINST, WHOLLY_AGAINST = (Words(word, None, None) for word in ("supports", "opposes", "rejects"))
WAS = {2: FOR, 3: AGAINST}
"""What each entry said that is settled here."""


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
    assert [each.reason for each in holding(recorded, WAS, {number: WAS[number] for number in counts}, since=1)] == told


def test_what_was_settled_before_is_not_told_again() -> None:
    assert list(holding([OURS], WAS, {3: AGAINST}, since=2)) == []
    assert [each.reason for each in holding([OURS, THEIRS, AS_OURS], WAS, {3: AGAINST}, since=3)] == ["MIA"]


@pytest.mark.parametrize(
    ("settled", "stands", "told"),
    [
        (OURS, {3: WHOLLY_AGAINST}, ["MIA"]),
        (OURS, {3: FOR}, []),
        (said(2, "moved", 3, 2, "later that day"), {2: FOR, 3: WHOLLY_AGAINST}, ["later that day"]),
    ],
    ids=["said more strongly", "says what was taken back", "the later one said more strongly"],
)
def test_a_settlement_holds_though_what_was_kept_is_put_right(
    settled: Said, stands: dict[int, Words], told: list[str]
) -> None:
    assert [each.reason for each in holding([settled], WAS, stands, since=1)] == told
