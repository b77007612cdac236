"""Measures: worked by hand on small ledgers, what is missing left out, every one of them on the page."""

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import measures
from ledger.domain.measures import MeasureValue, Numbers
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.records import Item
from ledger.domain.words import SCORES, EntryKind, Stance, Status

DOCS = Path(__file__).parents[2] / "docs" / "measures.md"
PARTIES = ("red", "blue", "green")
ITEMS = ("land", "fuel", "water")
NUMBERS = st.dictionaries(st.tuples(st.sampled_from(ITEMS), st.sampled_from(PARTIES)), st.integers(-3, 3))


def scores(**cells: int) -> Numbers:
    """``scores(land_red=3)``: Red's score on land."""
    return {(item, party): score for name, score in cells.items() for item, _, party in [name.partition("_")]}


def steps(*views: Numbers) -> dict[str, list[MeasureValue]]:
    """How far Red moved on each item from each view to the next."""
    found = [measures.item_movements(ITEMS, ("red",), *pair) for pair in pairwise(views)]
    return {item: [moved[item] for moved in found] for item in ITEMS}


def test_what_has_no_score_at_a_view_keeps_for_the_next_step_the_one_it_had_last() -> None:
    first, gap, last = (
        measures.Scored(each, {}, {}) for each in (scores(land_red=3, fuel_red=1), {}, scores(land_red=-3))
    )
    assert gap.after_gaps(first).before(last, since=first) == scores(land_red=3, fuel_red=1)
    assert last.after_gaps(gap.after_gaps(first)).scores == scores(land_red=-3, fuel_red=1)


def test_readings_without_a_score_are_not_among_the_scores() -> None:
    readings: dict[measures.CellKey, Reading] = {
        ("land", party): reading("land", party, word) for party, word in zip(PARTIES, Stance, strict=False)
    }
    readings["fuel", "red"] = reading("fuel", "red", Stance.silent)
    readings["fuel", "blue"] = reading("fuel", "blue", Stance.withdrawn)
    assert measures.scores(readings) == {("land", "red"): 3, ("land", "blue"): 2, ("land", "green"): 1}


def test_positions_and_saliences_are_read_where_they_are_known() -> None:
    held: dict[measures.CellKey, Reading] = {
        ("land", "red"): reading("land", "red", Stance.demands, position=100, salience=90)
    }
    held["land", "blue"] = reading("land", "blue", Stance.rejects)
    assert measures.values(held, "position") == {("land", "red"): 100}
    assert measures.values(held, "salience") == {("land", "red"): 90}


def test_spread_is_the_largest_gap_among_principals() -> None:
    assert measures.spread("land", PARTIES, scores(land_red=3, land_blue=-2, land_green=0)) == MeasureValue(5, 3, 3)
    assert measures.spread("land", PARTIES, scores(land_red=3)) == MeasureValue(None, 1, 3)
    assert measures.spread("land", PARTIES, {}) == MeasureValue(None, 0, 3)


def test_parties_at_one_have_a_spread_of_zero_which_is_not_missing() -> None:
    figure = measures.spread("land", PARTIES, scores(land_red=2, land_blue=2))
    assert figure == MeasureValue(0, 2, 3)


def test_midpoint_lies_between_those_furthest_apart_not_at_the_mean() -> None:
    assert measures.midpoint("land", PARTIES, scores(land_red=3, land_blue=2, land_green=-2)) == MeasureValue(0.5, 3, 3)
    assert measures.midpoint("land", PARTIES, scores(land_red=3)).value is None


def test_compromise_leans_to_whom_it_matters_most() -> None:
    positions: dict[measures.CellKey, float] = {("land", "red"): 100.0, ("land", "blue"): 0.0, ("land", "green"): 40.0}
    saliences: dict[measures.CellKey, float] = {("land", "red"): 90.0, ("land", "blue"): 30.0}
    assert measures.compromise("land", PARTIES, positions, saliences) == MeasureValue(75, 2, 3)


def test_compromise_cannot_be_told_where_it_matters_to_nobody() -> None:
    positions: dict[measures.CellKey, float] = {("land", "red"): 100.0, ("land", "blue"): 0.0}
    nobody: dict[measures.CellKey, float] = {("land", "red"): 0.0, ("land", "blue"): 0.0}
    assert measures.compromise("land", PARTIES, positions, nobody).value is None
    assert measures.compromise("land", PARTIES, positions, {}) == MeasureValue(None, 0, 3)


def test_means_are_over_the_items_on_which_they_can_be_told() -> None:
    at = scores(land_red=3, land_blue=-3, fuel_red=1, fuel_blue=1, water_red=2)
    spreads = [measures.spread(item, ("red", "blue"), at) for item in ITEMS]
    assert measures.mean_spread(spreads) == MeasureValue(3, 2, 3)
    gaps = measures.mean_gaps([("red", "blue"), ("red", "green")], ITEMS, at)
    assert gaps["red", "blue"] == MeasureValue(3, 2, 3)
    assert gaps["red", "green"] == MeasureValue(None, 0, 3)


def test_open_items_are_counted_by_difficulty() -> None:
    items = [Item(key=f"i{n}", title="I", difficulty=level) for n, level in enumerate((5, 5, 2, None, 1, 3))]
    statuses = {"i0": Status.open, "i1": Status.deadlocked, "i2": Status.agreed, "i3": Status.discussed}
    statuses["i4"] = Status.promised
    found = measures.open_items(items, statuses)  # i5 has not been heard of
    assert found.by_difficulty == {5: 2, 4: 0, 3: 0, 2: 0, 1: 1, None: 1}
    assert (found.count, found.settled) == (4, 1)
    assert found.mean_difficulty == MeasureValue(11 / 3, 3, 4)


def test_nothing_open_has_no_mean_difficulty() -> None:
    assert measures.open_items([], {}).mean_difficulty == MeasureValue(None, 0, 0)


def test_movement_counts_steps_where_both_ends_are_known() -> None:
    before = scores(land_red=3, fuel_red=-1, water_red=2, land_blue=-3)
    after = scores(land_red=1, fuel_red=1, land_blue=-3)
    assert measures.distances(PARTIES, ITEMS, before, after) == {
        "red": MeasureValue(4, 2, 3),
        "blue": MeasureValue(0, 1, 3),
        "green": MeasureValue(None, 0, 3),
    }
    assert measures.net_movement("red", ITEMS, before, after) == MeasureValue(0, 2, 3)


def test_convergence_is_over_the_same_items_at_both_ends() -> None:
    before = scores(land_red=3, land_blue=-3, fuel_red=0, fuel_blue=0)
    after = scores(land_red=2, land_blue=-1, fuel_red=0, fuel_blue=-1, water_red=3, water_blue=-3)
    nearer = measures.convergences([("red", "blue")], ITEMS, before, after)
    assert nearer == {("red", "blue"): MeasureValue(1, 2, 3)}  # (6 - 3 + 0 - 1) / 2


def test_there_and_back_is_a_movement() -> None:
    views = [scores(land_red=3, fuel_red=1), scores(land_red=-1, fuel_red=1), scores(land_red=3, fuel_red=2)]
    assert measures.item_movements(ITEMS, ("red",), views[0], views[2])["land"] == MeasureValue(0, 1, 1)
    assert measures.most_moved(steps(*views)) == [
        ("land", MeasureValue(8, 2, 2)),
        ("fuel", MeasureValue(1, 2, 2)),
    ]


def test_items_that_moved_equally_stay_in_the_order_of_the_ledger() -> None:
    views = [scores(land_red=1, fuel_red=1, water_red=1), scores(land_red=2, fuel_red=0, water_red=3)]
    assert [item for item, _ in measures.most_moved(steps(*views))] == ["water", "land", "fuel"]


def test_parties_disagree_when_one_is_for_and_the_other_against() -> None:
    views = [scores(land_red=3), scores(land_red=3, land_blue=0), scores(land_red=3, land_blue=1)]
    assert measures.first_disagreement("land", "red", "blue", views) is None
    assert measures.first_disagreement("land", "red", "blue", [*views, scores(land_red=1, land_blue=-1)]) == 3


@given(NUMBERS, NUMBERS)
def test_turned_round_a_movement_has_the_other_sign_and_the_same_length(before: Numbers, after: Numbers) -> None:
    there, back = (measures.net_movement("red", ITEMS, *ends) for ends in ((before, after), (after, before)))
    assert (there.value or 0) == -(back.value or 0)
    assert there.cells == back.cells
    assert measures.distances(PARTIES, ITEMS, before, after) == measures.distances(PARTIES, ITEMS, after, before)


@given(NUMBERS, NUMBERS)
def test_two_parties_converge_as_much_as_the_other_way_round_they_diverge(before: Numbers, after: Numbers) -> None:
    pairs = ("red", "blue"), ("blue", "red")
    there, back = (measures.convergences(pairs, ITEMS, *ends) for ends in ((before, after), (after, before)))
    assert there["red", "blue"] == there["blue", "red"]
    assert (there["red", "blue"].value or 0) == -(back["red", "blue"].value or 0)


@given(NUMBERS)
def test_no_figure_without_cells_and_none_beyond_its_range(at: Numbers) -> None:
    for item in ITEMS:
        gap = measures.mean_gaps([("red", "blue")], ITEMS, at)["red", "blue"]
        for figure in (measures.spread(item, PARTIES, at), gap):
            assert figure.cells or figure.value is None
            assert figure.value is None or 0 <= figure.value <= max(SCORES.values()) - min(SCORES.values())


def test_the_page_defines_every_measure_and_no_other() -> None:
    sections = re.split(r"^### ", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    named = [re.match(r"`(\w+)`", section) for section in sections]
    assert named
    assert all(named)
    assert sorted(match[1] for match in named if match) == sorted(measures.__all__)
    for section in sections:
        assert all(f"**{part}.**" in section for part in ("Definition", "Source", "Rests on")), section


def test_every_measure_is_a_function_and_every_public_function_of_figures_is_listed() -> None:
    tools = {"scores", "values", "total", "mean", "furthest_first"}
    public = {
        name
        for name, value in vars(measures).items()
        if callable(value) and getattr(value, "__module__", None) == measures.__name__ and not name.startswith("_")
    }
    assert public - tools - {"MeasureValue", "Open", "Scored"} == set(measures.__all__)


def reading(item: str, party: str, word: Stance, **values: object) -> Reading:
    held = HeldOn.parse("2026-01-24")
    return Reading(1, EntryKind.stance, item, party, held, None, 1, {"stance": word.value, **values})
