"""How late a promise was kept: by the first account that has it kept, and no more sharply than that one knows."""

from datetime import date, timedelta

import pytest

from ledger.domain import lateness
from ledger.domain.accounts import CellClaim, follows
from ledger.domain.lateness import Lateness, days_kept, days_late
from ledger.domain.moments import HeldOn
from ledger.domain.records import Item, Round
from ledger.formats import marks
from tests.domain.test_accounts import Said, as_claims

TODAY = date(2025, 12, 31)


def study(due: str = "2025-06-30") -> Item:
    return Item.model_validate({"key": "study", "kind": "commitment", "title": "A study", "by": ["red"], "due": due})


def late(*told: Said, due: str = "2025-06-30") -> Lateness | None:
    return days_late(study(due), days_kept(as_claims(*told), TODAY), {})


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ("2025-09-10", Lateness(72, 72)),
        ("2025-09", Lateness(63, 92)),
        ("2025-08-29~", Lateness(60, 60, about=True)),
        ("2025-06-30", None),
        ("2025-06/2025-07", None),  # perhaps in time
        ("../2025-11-12", None),  # by then, and perhaps long before
    ],
)
def test_it_is_told_no_more_sharply_than_its_days_are_known(held: str, found: Lateness | None) -> None:
    assert late(Said("kept", held)) == found


def test_what_is_due_about_a_day_is_about_so_late() -> None:
    assert late(Said("kept", "2025-07-03"), due="2025-06-30~") == Lateness(3, 3, about=True)


@pytest.mark.parametrize(("ends", "about"), [("2025-06-30", False), ("2025-06-30~", True), ("2025-06", True)])
def test_what_is_due_by_a_round_is_about_so_late_where_its_days_are(ends: str, *, about: bool) -> None:
    stage = Round.model_validate({"key": "R1", "title": "One", "status": "held", "starts": ends, "ends": ends})
    assert days_late(study("R1"), [HeldOn.parse("2025-07-03")], {"R1": stage}) == Lateness(3, 3, about)


@pytest.mark.parametrize(
    "again",
    [
        Said("kept", "../2025-09-10", "gazette"),  # by which it was so
        Said("kept", "2025-09-10"),  # told by the same source
    ],
)
def test_a_later_report_that_names_no_other_day_makes_it_no_later(again: Said) -> None:
    assert late(Said("promised", "2025-02-11"), Said("kept", "2025-06-20"), again) is None
    assert late(Said("kept", "2025-07-03"), again) == Lateness(3, 3)


def test_a_later_report_known_by_its_round_alone_names_no_other_day() -> None:
    first, again = as_claims(Said("kept", "2025-07-03"), Said("kept", "2025-09-10", "gazette"))
    assert days_late(study(), days_kept([first, again._replace(by_round=True)], TODAY), {}) == Lateness(3, 3)


def test_where_another_source_names_another_day_how_late_it_was_is_told_by_each() -> None:
    again = Said("kept", "2025-09-10", "gazette")
    by_it = Lateness(72, 72)
    assert late(Said("kept", "2025-07-03"), again) == Lateness(3, 3, otherwise=(by_it,))
    assert late(Said("kept", "2025-06-20"), again) == Lateness(0, 0, otherwise=(by_it,))
    assert late(Said("kept", "2025-07"), again, Said("kept", "2025-09-12", "cable")) == Lateness(
        1, 31, otherwise=(by_it, Lateness(74, 74))
    )
    assert late(Said("kept", "../2025-07-03"), again) == Lateness(0, 3, otherwise=(by_it,))
    assert late(Said("kept", "2025-07-03~"), again) == Lateness(3, 3, about=True, otherwise=(by_it,))
    assert late(Said("kept", "2025-06-20"), Said("kept", "2025-06-24", "gazette")) is None


@pytest.mark.parametrize(
    ("again", "by_it"),
    [
        ("2025-09-10~", Lateness(72, 72, about=True)),
        ("2025-09", Lateness(63, 92)),
        ("2025-09-10/2025-09-12", Lateness(72, 74)),
    ],
)
def test_days_that_another_source_knows_less_sharply_are_told_as_sharply_as_it_knows_them(
    again: str, by_it: Lateness
) -> None:
    told = Said("kept", again, "gazette")
    assert late(Said("kept", "2025-07-03"), told) == Lateness(3, 3, otherwise=(by_it,))
    assert late(Said("kept", "2025-06-20"), told) == Lateness(0, 0, otherwise=(by_it,))


def test_a_source_that_tells_it_twice_gives_another_day_once() -> None:
    told = Said("kept", "2025-07-03"), Said("kept", "2025-09-10", "gazette"), Said("kept", "2025-10-01", "gazette")
    assert late(*told) == Lateness(3, 3, otherwise=(Lateness(72, 72),))


def test_of_a_day_that_one_of_the_others_knows_as_about_so_the_sharper_word_is_told() -> None:
    told = Said("kept", "2025-07-03"), Said("kept", "2025-09-10~", "gazette"), Said("kept", "2025-09-10", "cable")
    assert late(*told) == Lateness(3, 3, otherwise=(Lateness(72, 72),))


@pytest.mark.parametrize("sources", [1, 10, 400])
def test_of_what_is_often_told_again_no_report_is_compared_with_every_other(
    sources: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def counted(later: CellClaim, earlier: CellClaim) -> bool:
        nonlocal asked
        asked += 1
        return follows(later, earlier)

    monkeypatch.setattr(lateness, "follows", counted)
    days = (date(2025, 1, 1) + timedelta(days=399 - place) for place in range(400))
    told = as_claims(*(Said("kept", f"{day}", f"s{place % sources}") for place, day in enumerate(days)))
    assert len(days_kept(told, date(2026, 12, 31))) == sources
    assert asked < 5 * len(told)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Lateness(44, 44, otherwise=(Lateness(51, 51),)), "44 days late by one account, 51 by another"),
        (Lateness(10, 10, True, (Lateness(13, 13),)), "about 10 days late by one account, 13 by another"),
        (Lateness(13, 13, False, (Lateness(81, 81, True),)), "13 days late by one account, about 81 by another"),
        (Lateness(0, 0, otherwise=(Lateness(1, 1),)), "in time by one account, 1 day late by another"),
        (Lateness(0, 0, otherwise=(Lateness(40, 42),)), "in time by one account, 40 to 42 days late by another"),
        (
            Lateness(1, 30, otherwise=(Lateness(51, 51), Lateness(60, 60))),
            "1 to 30 days late by one account, 51 to 60 by others",
        ),
        (Lateness(0, 3, otherwise=(Lateness(72, 72),)), "3 days late at the most by one account, 72 by another"),
    ],
)
def test_each_account_of_how_late_it_was_is_told(found: Lateness, said: str) -> None:
    assert (marks.late(found), found.days) == (f", {said}", None)


def test_what_was_broken_since_was_kept_only_afterwards() -> None:
    told = Said("kept", "2025-06-20"), Said("broken", "2025-07-20", "gazette"), Said("kept", "2025-09-10", "cable")
    assert late(*told) == Lateness(72, 72)


def test_an_account_that_was_contradicted_is_not_where_it_begins() -> None:
    told = Said("kept", "2025-06-20"), Said("broken", "2025-06-20", "gazette"), Said("kept", "2025-09-10", "cable")
    assert late(*told) == Lateness(72, 72)


def test_of_accounts_that_agree_no_more_is_told_than_all_of_them_bear() -> None:
    month, day = Said("kept", "2025-09"), Said("kept", "2025-09-10", "gazette")
    assert late(month, day) == Lateness(72, 72)
    summer, autumn = Said("kept", "2025-07/2025-08"), Said("kept", "2025-08/2025-10", "gazette")
    assert late(summer, autumn) == Lateness(1, 62)
    assert late(day, Said("kept", "../2025-09-10", "cable")) == Lateness(72, 72)
    assert late(day, Said("kept", "2025-09-10~", "cable")) == Lateness(72, 72)


def test_what_is_only_possible_yet_begins_nothing() -> None:
    told = as_claims(Said("kept", "2025-09-10"), Said("kept", "2025-12/2026-01", "gazette"))
    assert days_kept(told, TODAY) == (HeldOn.parse("2025-09-10"),)
    assert days_kept(told[1:], TODAY) == ()
