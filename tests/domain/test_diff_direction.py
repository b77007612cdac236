"""Direction is told against where the other principals stand: properties of it, whatever the scores are."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.domain.blocs import kin_on
from ledger.domain.diff import (
    CellKey,
    Change,
    Others,
    Principals,
    SpreadChange,
    Verb,
    View,
    cell_change,
    changes,
    spread_changes,
)
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Party
from ledger.domain.words import SCORES
from tests.domain.diff_values import HERE, contested, possible, possibly_since, reading

WORDS = {score: word for word, score in SCORES.items()}
SCORE = st.sampled_from(sorted(WORDS))
ENDS = st.tuples(SCORE, SCORE)
PARTIES = ("red", "blue", "green")


def cells(scores: dict[str, int], first: int) -> dict[CellKey, Reading]:
    return {
        ("land", party): reading(WORDS[score], first + place, party=party, condition="if paid")
        for place, (party, score) in enumerate(scores.items())
    }


def diff(before: dict[str, int], after: dict[str, int]) -> tuple[dict[str, Change], list[SpreadChange]]:
    """The changes by party, and the spread; a stance that is the same is of the same entry."""
    was = cells(before, 1)
    is_now = {
        key: was[key] if was.get(key) and was[key].score == new.score else new for key, new in cells(after, 11).items()
    }
    found = changes(View(HERE, was), View(HERE, is_now), PARTIES)
    spread = spread_changes(["land"], PARTIES, was, is_now)
    return {change.party or "": change for change in found}, list(spread)


@given(ENDS, SCORE)
def test_where_one_of_two_moved_it_went_toward_the_other_exactly_if_their_gap_shrank(
    ends: tuple[int, int], other: int
) -> None:
    before, after = ends
    assume(before != after)
    found, _ = diff({"red": before, "blue": other}, {"red": after, "blue": other})
    gaps = abs(before - other), abs(after - other)
    assert (found["red"].toward == ("blue",)) == (gaps[1] < gaps[0])
    assert (found["red"].away == ("blue",)) == (gaps[1] > gaps[0])


@given(ENDS, ENDS)
def test_two_that_both_softened_did_not_diverge_and_two_that_both_hardened_did_not_converge(
    red: tuple[int, int], blue: tuple[int, int]
) -> None:
    found, spread = diff({"red": red[0], "blue": blue[0]}, {"red": red[1], "blue": blue[1]})
    said = {verb for change in found.values() for verb in change.verbs}
    if len(found) == 2:
        both = {verb for verb in said if all(verb in change.verbs for change in found.values())}
        assert not (Verb.softened in both and any(each.verb == "diverged" for each in spread))
        assert not (Verb.hardened in both and any(each.verb == "converged" for each in spread))


@given(ENDS, ENDS, ENDS)
def test_softened_is_nearer_in_the_mean_and_toward_is_party_by_party(
    red: tuple[int, int], blue: tuple[int, int], green: tuple[int, int]
) -> None:
    assume(red[0] != red[1] and red[0] * red[1] >= 0)
    found, _ = diff(*({"red": red[end], "blue": blue[end], "green": green[end]} for end in (0, 1)))
    middles = [sum(ends) / 2 for ends in (blue, green)]
    mean = [sum(abs(score - middle) for middle in middles) / 2 for score in red]
    expected = "softened" if mean[1] < mean[0] else "hardened" if mean[1] > mean[0] else "shifted"
    assert found["red"].verb == expected
    nearer = [
        party
        for party, middle in zip(("blue", "green"), middles, strict=True)
        if abs(red[1] - middle) < abs(red[0] - middle)
    ]
    assert list(found["red"].toward) == nearer


def others(**ends: tuple[Reading, Reading]) -> Others:
    was: dict[CellKey, Reading] = {("land", party): pair[0] for party, pair in ends.items()}
    is_now: dict[CellKey, Reading] = {("land", party): pair[1] for party, pair in ends.items()}
    return Principals(PARTIES, was, is_now).beside("land", "red")


def test_only_who_is_sure_and_uncontested_at_both_ends_is_measured_against() -> None:
    plain = reading("demands", 5, party="blue")
    assert others(blue=(plain, plain)).scores == {"blue": 6}
    assert others(blue=(plain, possible(plain))).scores == {}
    assert others(blue=(contested(plain, reading("rejects", 6, party="blue")), plain)).scores == {}
    assert others(blue=(plain, reading("silent", 7, party="blue"))).scores == {}
    assert others(red=(plain, plain), grey=(plain, plain)).scores == {}  # the party itself, and who is no principal


def test_who_may_stand_elsewhere_by_an_end_is_not_measured_against() -> None:
    plain = reading("demands", 5, party="blue", position=50)
    moved, again, silent = (
        possibly_since(plain, reading(word, 6, party="blue", position=position))
        for word, position in (("rejects", 50), ("demands", 80), ("silent", None))
    )
    assert others(blue=(plain, moved)) == others(blue=(moved, plain)) == Others({}, {"blue": 100})
    assert others(blue=(plain, again)) == Others({"blue": 6}, {})
    assert others(blue=(plain, silent)) == Others()
    near = possibly_since(plain, reading("demands", 6, party="blue", position=55))
    assert others(blue=(plain, near)) == Others({"blue": 6}, {"blue": 100}), "within 10 points it is one place"
    unplaced = possibly_since(plain, reading("demands", 6, party="blue"))
    assert others(blue=(plain, unplaced)) == Others({"blue": 6}, {"blue": 100}), "it gives no other place"
    followed = replace(possibly_since(plain, plain), maybe=(possible(reading("rejects", 6, party="blue")),))
    assert others(blue=(followed, plain)) == Others()


def moved(party: str, one: str, other: str, day: date, **members: object) -> Change:
    """What a move is told as on that day, blue having demanded something before it joined, and green opposing it."""
    beside = cells({"blue": 3, "green": -2}, 1)
    was, is_now = (reading(word, 11 + place, party=party) for place, word in enumerate((one, other)))
    ends = ({**beside, ("land", party): each} for each in (was, is_now))
    views = [View(Point(day, 7), each) for each in ends]
    bloc = Party.model_validate({"key": "red", "code": "RD", "name": "Red", "role": "principal", **members})
    parties = {key: bloc.model_copy(update={"key": key, "members": ()}) for key in PARTIES} | {"red": bloc}
    (found,) = changes(views[0], views[1], PARTIES, parties=parties)
    return found


def test_a_bloc_is_not_measured_against_those_it_speaks_for_nor_they_against_it() -> None:
    joined = {"members": [{"party": "blue", "from": "2026-01-20"}]}
    before, after = date(2026, 1, 19), date(2026, 1, 20)
    alone, bloc = (moved("red", "demands", "supports", day, **joined) for day in (before, after))
    assert (alone.verb, alone.toward, alone.away) == (Verb.shifted, ("green",), ("blue",))
    assert (bloc.verb, bloc.toward, bloc.away) == (Verb.softened, ("green",), ())
    assert kin_on({}, [after]) == {}
    parties = {
        key: Party.model_validate(
            {"key": key, "code": key[:2].upper(), "name": key, "role": "principal", "members": members}
        )
        for key, members in {"red": ["blue"], "blue": ["green"], "green": []}.items()
    }
    assert kin_on(parties, [after]) == {"red": {"blue", "green"}, "blue": {"red", "green"}, "green": {"red", "blue"}}


def test_positions_are_measured_by_positions() -> None:
    one, other = reading("opposes", 1, position=90), reading("opposes", 2, position=10)
    found = cell_change(("land", "red"), one, other, Others({"blue": 0}, {"blue": 40, "green": 180}))
    assert found is not None
    assert (found.verbs, found.points, found.delta) == (("position-moved",), -80, 0)
    assert (found.toward, found.away) == (("blue",), ("green",))
    assert cell_change(("land", "red"), one, reading("opposes", 2, position=80)) is not None
    near = cell_change(("land", "red"), one, reading("opposes", 2, position=80), Others({}, {"blue": 0}))
    assert near is not None
    assert (near.verbs, near.points, near.toward) == (("reworded",), None, ())


def test_where_the_score_moved_too_it_is_the_score_that_tells_toward_whom() -> None:
    one, other = reading("opposes", 1, position=90), reading("doubts", 2, position=10)
    found = cell_change(("land", "red"), one, other, Others({"blue": 6}, {"blue": 200}))
    assert found is not None
    assert (found.verbs, found.toward) == (("softened", "position-moved"), ("blue",))
    assert found.points_toward == (), "by its position blue is further off than before"


def test_nobody_moves_points_towards_a_party_that_names_no_position() -> None:
    one, other = reading("demands", 1, position=100), reading("supports", 2, position=50)
    found = cell_change(("land", "red"), one, other, Others({"blue": 4, "green": -4, "grey": 2}, {"green": 50}))
    assert found is not None
    assert found.toward == ("blue", "green", "grey")
    assert found.points_toward == ("green",)
    rival = contested(reading("doubts", 3, position=50), reading("opposes", 4, position=50))
    by_account = cell_change(("land", "red"), one, rival, Others({"blue": -4}, {"green": 50}))
    assert by_account is not None
    assert by_account.points_toward == ("green",)


def test_nobody_diverged_because_a_third_is_first_heard() -> None:
    _, spread = diff({"red": 3, "blue": 2}, {"red": 3, "blue": 2, "green": -3})
    assert spread == []


@given(st.fixed_dictionaries(dict.fromkeys(PARTIES, ENDS)))
def test_nobody_is_told_nearer_to_whom_its_gap_grew_nor_further_from_whom_it_shrank(
    ends: dict[str, tuple[int, int]],
) -> None:
    """Both may have moved: by the midpoints the one went away from the other, and they stand nearer all the same."""
    before, after = ({party: found[end] for party, found in ends.items()} for end in (0, 1))
    found, _ = diff(before, after)
    for party, change in found.items():
        gaps = {
            other: abs(after[party] - after[other]) - abs(before[party] - before[other])
            for other in PARTIES
            if other != party
        }
        assert all(gaps[other] <= 0 for other in change.nearer_to)
        assert all(gaps[other] >= 0 for other in change.further_from)
        assert {*change.nearer_to, *change.further_from, *change.countered} == {*change.toward, *change.away}
        wider = sum(gaps.values())
        against = (Verb.hardened in change.verbs and wider < 0) or (Verb.softened in change.verbs and wider > 0)
        assert change.countered_by_all == against


def test_two_that_end_at_one_place_did_not_part() -> None:
    found, _ = diff({"red": SCORES["undecided"], "blue": SCORES["rejects"]}, dict.fromkeys(("red", "blue"), 1))
    assert (found["red"].verb, found["red"].away) == (Verb.hardened, ("blue",))
    assert (found["red"].further_from, found["red"].countered_by_all) == ((), True)
    assert found["blue"].nearer_to == ("red",)


def test_where_word_and_scale_go_opposite_ways_no_direction_is_told() -> None:
    was: dict[CellKey, Reading] = {("land", "red"): reading("supports", 1, position=45), ("land", "blue"): BLUE}
    is_now: dict[CellKey, Reading] = {("land", "red"): reading("conditional", 2, position=60), ("land", "blue"): BLUE}
    for one, other, verb in ((was, is_now, Verb.hardened), (is_now, was, Verb.softened)):
        (change,) = changes(View(HERE, one), View(HERE, other), PARTIES)
        assert change.verb is verb, "the rule of the verbs is that of words"
        assert {*change.toward, *change.away} == {"blue"}
        assert (change.nearer_to, change.further_from, change.points_toward) == ((), (), ())
        assert change.countered_by_all


def test_where_word_and_scale_agree_the_direction_is_told() -> None:
    was: dict[CellKey, Reading] = {("land", "red"): reading("opposes", 1, position=20), ("land", "blue"): BLUE}
    is_now: dict[CellKey, Reading] = {("land", "red"): reading("supports", 2, position=50), ("land", "blue"): BLUE}
    (change,) = changes(View(HERE, was), View(HERE, is_now), PARTIES)
    assert (change.nearer_to, change.points_toward, change.countered_by_all) == (("blue",), ("blue",), False)


BLUE = reading("demands", 9, party="blue", position=60)
