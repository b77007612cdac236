"""Rounds slip: how the days one was held on lie to those it was first planned for."""

import itertools

import pytest

from ledger.domain.moments import HeldOn
from ledger.domain.points import Slip, first_plans, plan_before, slip
from ledger.domain.records import Round


def stage(status: str = "held", **days: str) -> Round:
    return Round.model_validate({"key": "R2", "title": "Second", "status": status, **days})


def held_4_to_6(planned: str | None) -> Slip | None:
    return slip(stage(starts="2026-02-04", ends="2026-02-06", **({"planned_for": planned} if planned else {})))


@pytest.mark.parametrize(
    ("planned", "days"),
    [
        (None, None),
        ("2026-02-01", 3),
        ("2026-02", 0),
        ("2026-01", 4),
        ("2026-03", -25),
        ("2026-02-04/2026-02-06", 0),
        ("2026-02-06/2026-02-09", 0),
        ("2026-02-10", -6),
        ("2026-02-05", 0),
        ("2026-02-06~", 0),
        ("2026-02-07", -3),
        ("../2026-02-20", 0),
        ("../2026-02-01", 3),
    ],
)
def test_a_round_is_late_or_early_only_where_it_shares_no_day_with_its_plan(
    planned: str | None, days: int | None
) -> None:
    found = held_4_to_6(planned)
    assert (found and found.days) == days


def test_how_late_is_known_about_so_where_the_plan_or_the_fact_is() -> None:
    about = [
        slip(stage(planned_for=planned, starts=starts, ends=starts))
        for planned, starts in (
            ("2026-02-01", "2026-02-04"),
            ("2026-02-01~", "2026-02-04"),
            ("2026-02-01", "2026-02-04~"),
            ("2026-02-01", "2026-03"),
        )
    ]
    assert [each and each.about for each in about] == [False, True, True, True]


@pytest.mark.parametrize(
    "other",
    [
        stage("postponed", planned_for="2026-02-01"),
        stage("planned", planned_for="2026-02-01", starts="2026-02-04"),
        stage(planned_for="2026-02-01"),
        stage(planned_for="2026-02-01", ends="2026-02-06"),
    ],
)
def test_what_was_not_held_or_begun_on_no_known_day_is_neither_late_nor_early(other: Round) -> None:
    assert slip(other) is None


@pytest.mark.parametrize(
    ("edits", "before"),
    [
        ([(2, "planned_for", "2026-03-30", "2026-04-13"), (2, "status", "planned", "postponed")], "2026-03-30"),
        ([(2, "status", "planned", "postponed"), (3, "planned_for", "2026-03-30", "2026-04-13")], "2026-03-30"),
        (
            [
                (2, "status", "planned", "postponed"),
                (3, "planned_for", "2026-03-30", "2026-04-13"),
                (4, "planned_for", "2026-04-13", "2026-05"),
            ],
            "2026-03-30",
        ),
        ([(2, "planned_for", "2026-03-30", "2026-04-13"), (3, "status", "planned", "postponed")], "2026-04-13"),
        ([(2, "planned_for", None, "2026-04-13"), (2, "status", "planned", "postponed")], None),
        ([(2, "status", "planned", "postponed")], "2026-04-13"),
        (
            [
                (2, "status", "planned", "postponed"),
                (3, "planned_for", "2026-03-30", "2026-04-13"),
                (3, "status", "postponed", "planned"),
                (4, "status", "planned", "postponed"),
            ],
            "2026-04-13",
        ),
        ([], None),
    ],
)
def test_a_postponed_round_had_a_plan_until_then_where_it_had_one_before(
    edits: list[tuple[int, str, str | None, str]], before: str | None
) -> None:
    found = plan_before(edits, HeldOn.parse("2026-04-13"))
    assert (found and str(found)) == before


def test_the_first_plan_is_the_one_that_counts() -> None:
    one, other, last = (HeldOn.parse(day) for day in ("2026-02-01", "2026-02-03", "2026-02-04"))
    assert first_plans([("R2", one, other), ("R2", other, last), ("R3", None, last), ("R4", None, None)]) == {
        "R2": one,
        "R3": last,
    }
    held = stage(planned_for="2026-02-04", starts="2026-02-04", ends="2026-02-05")
    assert (slip(held), slip(held, one)) == (Slip(last, 0), Slip(one, 3))


@pytest.mark.parametrize(
    ("plans", "first"),
    [
        (["2026-02", "2026-02-02", "2026-02-04"], "2026-02-02"),
        (["2026", "2026-02", "2026-02-02/2026-02-03"], "2026-02-02/2026-02-03"),
        (["2026-01", "2026-02-02"], "2026-01"),
        (["2026-02-02/2026-02-09", "2026-02-04"], "2026-02-02/2026-02-09"),
    ],
)
def test_a_round_that_was_planned_for_a_month_is_late_by_the_first_day_in_it_that_was_named(
    plans: list[str], first: str
) -> None:
    days = [HeldOn.parse(each) for each in plans]
    edits = [("R2", old, new) for old, new in itertools.pairwise([None, *days])]
    assert {key: str(found) for key, found in first_plans(edits).items()} == {"R2": first}
