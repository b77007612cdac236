"""A round begins on the last day of another: what was held at it comes after that one, on whatever way one asks."""

import random
from itertools import combinations

import pytest

from ledger.domain.floors import ACCEPTED, OWN, Counting, Floor
from ledger.domain.points import Point, rounds_after
from ledger.domain.records import Round
from ledger.domain.words import Verdict
from ledger.services import acting, measuring, points, showing
from ledger.services.coverage import coverage
from ledger.services.diff import changes_between, diff_between
from ledger.services.history import history
from ledger.services.matrix import matrix_at
from ledger.services.shown import ItemView
from ledger.services.stepping import step
from ledger.storage import contests
from ledger.storage.cells import When
from ledger.storage.database import Database, Store
from tests.domain.diff_values import mirrored
from tests.effort import seeds
from tests.support import FRAME, HEADER, load, said, stance

EVE = "rounds: [{key: eve, kind: meeting, title: Eve, status: held, starts: 2026-01-22, ends: 2026-01-23}]"


def stage(key: str, starts: str, ends: str, **fields: object) -> Round:
    return Round.model_validate({"key": key, "title": key, "status": "held", "starts": starts, "ends": ends} | fields)


EVE_HELD, TALKS = stage("eve", "2026-01-22", "2026-01-23"), stage("talks", "2026-01-23", "2026-01-25")


def test_a_round_that_begins_on_the_last_day_and_goes_on_comes_after() -> None:
    assert rounds_after(EVE_HELD, [EVE_HELD, TALKS]) == ("talks",)
    assert rounds_after(TALKS, [EVE_HELD, TALKS]) == ()
    assert str(Point.of_round(EVE_HELD, 3, [TALKS])) == "eve@3"
    assert Point.of_round(Round(key="soon", title="Soon"), 3, ()) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (stage("eve", "2026-01-23", "2026-01-23"), TALKS),  # of one day alone: which came first is not known
        (EVE_HELD, stage("talks", "2026-01-23", "2026-01-23")),
        (EVE_HELD, stage("talks", "2026-01-24", "2026-01-25")),
        (stage("eve", "2026-01-22", "2026-01-24"), TALKS),  # for two days they were held side by side
        (EVE_HELD, stage("talks", "2026-01-23~", "2026-01-25")),
        (stage("eve", "2026-01", "2026-01"), stage("talks", "2026-01-31", "2026-02-02")),
        (EVE_HELD, stage("talks", "2026-01-23", "2026-01-25", status="planned")),
        (EVE_HELD, stage("talks", "2026-01-23", "2026-01-25", struck=True)),
    ],
)
def test_where_nobody_knows_which_came_first_none_comes_after(one: Round, other: Round) -> None:
    assert rounds_after(one, [one, other]) == ()


def test_what_was_held_at_the_later_round_is_news_after_the_earlier(database: Database) -> None:
    load(database, FRAME, EVE, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "2026-01-23"))
    load(database, stance("fuel", "red", "supports", "2026-01-23/2026-01-24", source="gazette"))
    assert said(database, "eve") == {"land blue": "rejects", "fuel red": "supports"}
    assert said(database, "2026-01-23") == {"land red": "demands", "land blue": "rejects", "fuel red": "supports"}
    with database.read() as store:
        found = diff_between(store, "eve", "R1")
        assert [(*change.verbs, change.item, change.party) for change in found.changes if change.party == "red"] == [
            ("stated", "land", "red")
        ]
        assert list(found.coverage[1].sources) == ["herald"]
        assert [each.item for each in found.undated] == ["fuel"]  # of those days, at no round: nobody knows
        by_day = diff_between(store, "2026-01-23", "R1")
        assert {each.item for each in by_day.undated} == {"land", "fuel"}


def test_what_was_held_at_the_earlier_round_is_followed_by_what_was_held_at_the_later(database: Database) -> None:
    eve = stance("land", "red", "demands", "R1").replace("round: R1", "round: eve")
    load(database, FRAME, EVE, eve, stance("land", "red", "doubts", "R1", at="¶2"))
    with database.read() as store:
        (change,) = [each for each in changes_between(store, "eve", "R1") if each.party == "red"]
        (back,) = [each for each in changes_between(store, "R1", "eve") if each.party == "red"]
        assert mirrored(change, back)
        assert changes_between(store, "eve", "2026-01-23") == changes_between(store, "2026-01-23", "eve") == ()


def test_every_list_leaves_out_what_comes_after(database: Database) -> None:
    load(database, FRAME, EVE, stance("land", "red", "demands", "R1"), stance("fuel", "red", "doubts", "2026-01-22"))
    load(database, stance("fuel", "red", "supports", "R1", source="gazette"))
    with database.read() as store:
        eve, day = (points.resolve(store, at) for at in ("eve", "2026-01-23"))
        assert list(coverage(store, eve).sources) == ["herald"]
        assert set(coverage(store, day).sources) == {"herald", "gazette"}
        assert [len(history(store, "fuel", at).entries) for at in ("eve", "2026-01-23")] == [1, 2]
        assert [len(stances_shown(store, at)) for at in ("eve", "2026-01-23")] == [0, 1]
        assert contests.open_at(store, When.at(eve)) == []
        heard = {row.item.key for row in matrix_at(store, "eve").rows if row.heard_of}
        assert heard == {"fuel"}
        assert {row.item.key for row in matrix_at(store, "eve", counting=ACCEPTED).rows if row.heard_of} == set()


def stances_shown(store: Store, at: str) -> list[object]:
    view = showing.show(store, "land", at)
    assert isinstance(view, ItemView)
    return [entry for party in view.parties for entry in party.entries]


DAYS = ("eve", "R1", "R1", "2026-01-22", "2026-01-23", "2026-01-22/2026-01-24", "2026-01", "2026-01-24", "R2")
AT = ("2026-01-21", "eve", "2026-01-23", "R1", "R2")


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize("counting", [OWN, ACCEPTED, Counting(Floor(at_least="C3"))], ids=["all", "accepted", "C3"])
def test_every_way_of_asking_says_the_same(database: Database, seed: int, counting: Counting) -> None:
    chance = random.Random(seed)
    lines = [
        stance(chance.choice(["land", "fuel"]), chance.choice(["red", "blue"]), word, held, source, f"¶{number}")
        for number, (word, held, source) in enumerate(
            (chance.choice(["demands", "supports", "doubts", "rejects"]), chance.choice(DAYS), chance.choice(SOURCES))
            for _ in range(12)
        )
    ]
    load(database, FRAME, EVE, NOON, *(line.replace("held_on: eve", "round: eve") for line in lines))
    with database.write() as store:
        acting.review(store, chance.sample(range(1, 13), 8), Verdict.accepted, HEADER)
        acting.review(store, [chance.randrange(1, 13)], Verdict.rejected, HEADER, note="misread", reviewer="bob")
    with database.read() as store:
        whole = {at: matrix_at(store, at, counting=counting) for at in AT}
        for one, other in combinations(AT, 2):
            assert step(store, whole[one], whole[other].point).matrix == whole[other]
            assert step(store, whole[other], whole[one].point).matrix == whole[one]
            there, back = (diff_between(store, *ends, counting=counting) for ends in ((one, other), (other, one)))
            all_read = diff_between(store, one, other, counting=counting, touched_only=False)
            assert there.changes == all_read.changes
            if one != "eve" or other != "2026-01-23":  # no time passes
                assert there.undated == all_read.undated
            assert {(each.item, each.party) for each in there.changes} == {(e.item, e.party) for e in back.changes}
        for measured in measuring.over_rounds(store, "R2", counting=counting).stages:
            matrix = matrix_at(store, str(measured.point), counting=counting)
            assert measured.open.count == matrix.items_open
            assert {item: figure.value for item, figure in measured.spreads.items()} == {
                row.item.key: row.spread for row in matrix.rows if row.spread is not None
            }


NOON = "rounds: [{key: noon, kind: call, title: Noon, status: held, starts: 2026-01-23, ends: 2026-01-23}]"
SOURCES = ("herald", "gazette", "echo")


def test_measures_of_another_round_of_that_day_count_what_is_possible_by_then(database: Database) -> None:
    load(database, FRAME, EVE, NOON, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        stages = {stage.point.round: stage.open for stage in measuring.over_rounds(store, "R1").stages}
        assert [(stages[key].count, stages[key].possibly) for key in ("eve", "noon", "R1")] == [(0, 0), (1, 1), (1, 0)]
