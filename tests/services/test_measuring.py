"""Measures over rounds say at every round what the matrix says there."""

import pytest

from ledger.cli.views.measures import measures_text
from ledger.domain import measures
from ledger.domain.floors import ACCEPTED, OWN, Counting
from ledger.domain.readings import Matrix, Reading
from ledger.domain.words import Role, Verdict
from ledger.errors import UsageError
from ledger.services import acting, measuring, points
from ledger.services.matrix import matrix_at
from ledger.services.measuring import MeasuredRound
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, load_real_seed, stance


def test_every_stage_says_what_the_matrix_says_there(database: Database) -> None:
    load_real_seed(database)
    with database.write() as store:
        acting.retract(store, 26, HEADER, reason="misread")
        acting.edit(store, "item", "us-oversight", {"struck": True}, HEADER)
    with database.read() as store:
        series = measuring.over_rounds(store, "now")
        assert [stage.label for stage in series.stages[:3]] == ["alaska-2025-08", "davos-2026-01", "kremlin-2026-01"]
        for stage in series.stages:
            check(stage, matrix_at(store, str(stage.point)))


def test_a_cell_of_vague_contested_and_rejected_entries_is_measured_as_the_matrix_reads_it_at_every_stage(
    database: Database,
) -> None:
    days = ("2026-01", "2026-01-20/2026-02-03", "2026-01-23", "2026-02-05", "2026-02")
    words = ("demands", "conditional", "rejects", "supports", "opposes")
    load(database, FRAME, *(stance("land", "red", word, day) for word, day in zip(words, days, strict=True)))
    load(database, stance("land", "blue", "rejects", "2026-01"), stance("land", "blue", "demands", "2026-01"))
    load(database, stance("fuel", "blue", "supports", "R1"), stance("fuel", "blue", "opposes", "R2"))
    with database.write() as store:
        acting.review(store, [3], Verdict.rejected, HEADER, note="misread", reviewer="bob")
    with database.read() as store:
        asked = [points.resolve(store, f"2026-{day}") for day in ("01-19", "01-21", "01-23", "01-31", "02-03", "02-06")]
        series = measuring.over_rounds(store, "2026-02-28", also=asked)
        assert len({len(stage.left_out) for stage in series.stages}) > 1
        for stage in series.stages:
            matrix = matrix_at(store, f"{stage.point.held_on}@{stage.point.known_at}")
            check(stage, matrix)
            cells = {(row.item.key, party): cell for row in matrix.rows for party, cell in row.cells.items()}
            assert set(stage.left_out) == {key for key, cell in cells.items() if cell.scored and cell.measure is None}


def check(stage: MeasuredRound, matrix: Matrix) -> None:
    principals = [party.key for party in matrix.parties if party.role is Role.principal]
    cells: dict[measures.CellKey, Reading] = {
        (row.item.key, party): cell for row in matrix.rows for party, cell in row.cells.items()
    }
    scores = measures.scores(cells)
    heard = [row.item.key for row in matrix.rows if row.heard_of]
    assert stage.open.count == matrix.items_open
    assert stage.open.settled == matrix.items_settled
    assert stage.open.possibly == matrix.items_possibly
    assert {item: figure.value for item, figure in stage.spreads.items()} == {
        row.item.key: row.spread for row in matrix.rows if row.spread is not None
    }
    assert stage.mean_spread == measures.mean_spread(measures.spread(item, principals, scores) for item in heard)
    assert stage.gaps == measures.mean_gaps(stage.gaps, heard, scores)


def test_movement_is_since_the_stage_before(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "conditional", "R2"), stance("fuel", "red", "supports", "R2"))
    with database.read() as store:
        first, second = measuring.over_rounds(store, "R2").stages
    assert (first.distances, first.convergence) == ({}, {})
    assert second.distances["red"] == measures.MeasureValue(2, 1, 3)
    assert second.convergence["red", "blue"] == measures.MeasureValue(2, 1, 3)
    assert second.gaps["red", "blue"] == measures.MeasureValue(4, 1, 2), "of the pledge nobody has spoken yet"


def test_the_items_that_moved_most_come_first(database: Database) -> None:
    load(database, FRAME, *(stance("land", "red", word, day) for word, day in WAVERED))
    load(database, *(stance("fuel", "red", word, day) for word, day in (("demands", "R1"), ("rejects", "R2"))))
    with database.read() as store:
        moved = measuring.over_rounds(store, "R2", also=[points.resolve(store, "2026-01-30")]).most_moved
    assert [(item, figure.value) for item, figure in moved] == [("land", 8), ("fuel", 6)]


WAVERED = (("demands", "R1"), ("doubts", "2026-01-30"), ("demands", "R2"))


def test_what_is_learnt_later_is_no_movement(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "doubts"}, HEADER, reason="misread")
    with database.read() as store:
        last = measuring.over_rounds(store, "R2").stages[-1]
        assert last.distances["red"] == measures.MeasureValue(0, 1, 3)
        assert measuring.over_rounds(store, "R2@2").stages[-1].distances["red"] == measures.MeasureValue(0, 1, 3)


def test_a_short_series_leaves_out_what_compares_parties(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        short, whole = (measuring.over_rounds(store, "R2", short=wanted) for wanted in (True, False))
    assert [stage.open for stage in short.stages] == [stage.open for stage in whole.stages]
    assert [stage.mean_spread for stage in short.stages] == [stage.mean_spread for stage in whole.stages]
    assert not any(stage.gaps or stage.distances or stage.convergence for stage in short.stages)
    assert short.most_moved == ()


def test_an_empty_ledger_has_one_stage_with_nothing_in_it(database: Database) -> None:
    with database.read() as store:
        (stage,) = measuring.over_rounds(store).stages
    assert (stage.open.count, stage.mean_spread) == (0, measures.MeasureValue(None, 0, 0))


def test_only_rounds_of_the_kinds_asked_for_are_stages(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        assert [stage.label for stage in measuring.over_rounds(store, "R2", kinds={"round"}).stages] == ["R1", "R2"]


def test_one_sees_since_when_principals_disagree(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "supports", "R1"))
    load(database, stance("land", "blue", "rejects", "2026-01-30"))
    with database.read() as store:
        assert [stage.label for stage in measuring.over_rounds(store).opposed_since.values()] == ["R2"]


def moved(database: Database, *args: str, counting: Counting = OWN) -> list[tuple[str, float | None]]:
    with database.read() as store:
        found = measuring.most_moved(store, *args, counting=counting)
    return [(item, figure.value) for item, figure in found]


def test_movement_can_be_asked_for_from_a_point_on(database: Database) -> None:
    load(database, FRAME, *(stance("land", "red", word, day) for word, day in WAVERED))
    load(database, *(stance("fuel", "red", word, day) for word, day in (("demands", "R1"), ("rejects", "R2"))))
    assert moved(database) == [("fuel", 6)]
    assert moved(database, "R2", "R1") == [("fuel", 6)]
    assert moved(database, "R2", "2026-01-30") == [("fuel", 6), ("land", 4)]
    assert moved(database, "R1") == []
    assert moved(database, "R2@2") == []
    with pytest.raises(UsageError):
        moved(database, "R1", "R2")


def test_the_items_that_moved_are_those_of_the_series(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        assert tuple(measuring.most_moved(store, "R2")) == measuring.over_rounds(store, "R2").most_moved


VAGUE = (
    "items: [{key: land, title: Land}]",
    stance("land", "red", "supports", "2026-01-20"),
    stance("land", "blue", "demands", "2026-01-20"),
    stance("land", "red", "rejects", "2026-01-24/2026-02-01", "gazette"),
)
"""When R1 ended, Red may have turned already; by R2 it surely had."""


def test_a_turn_of_which_nobody_knows_on_which_side_of_a_round_it_came_is_no_step_from_that_round(
    database: Database,
) -> None:
    load(database, FRAME, *VAGUE)
    with database.read() as store:
        series = measuring.over_rounds(store, "R2", also=[points.resolve(store, "2026-01-20")])
        assert [row.moved for row in matrix_at(store, "R2").rows if row.item.key == "land"] == [{"blue": 0}]
        text = measures_text(series, (), 200)
    _start, first, second = series.stages
    assert first.distances["red"] == measures.MeasureValue(0, 1, 3)
    assert second.distances["red"] == measures.MeasureValue(None, 0, 3)
    assert second.convergence["red", "blue"] == measures.MeasureValue(None, 0, 3)
    assert (first.undated, second.undated) == ((), (("land", "red"),))
    assert "In no step since R1, since it may have come by then or after: land × red." in text


def test_such_a_turn_is_in_what_moved_over_all_rounds_where_it_came_after_the_first(database: Database) -> None:
    load(database, FRAME, *VAGUE)
    with database.read() as store:
        series = measuring.over_rounds(store, "R2", also=[points.resolve(store, "2026-01-20")])
        late = measuring.over_rounds(store, "R2")
    assert series.most_moved == (("land", measures.MeasureValue(5, 4, 4 + 2)),)
    assert series.since_first["red"] == measures.MeasureValue(5, 2, 6)
    assert (late.most_moved, late.since_first["red"].value) == ((), None)
    assert moved(database, "R2", "2026-01-20") == [("land", 5)]
    assert moved(database, "R2", "R1") == []


@pytest.mark.parametrize(
    "between",
    [
        [("silent", "herald")],
        [("withdrawn", "herald")],
        [("supports", "herald"), ("opposes", "gazette")],  # contested
    ],
    ids=["silent", "withdrawn", "contested"],
)
def test_who_wants_to_know_what_moved_most_sees_moves_over_a_day_without_a_score(
    database: Database, between: list[tuple[str, str]]
) -> None:
    turned = [("demands", "2026-01-20", "herald"), *((word, "R1", source) for word, source in between)]
    turned += [("rejects", "R2", "herald")]
    load(database, FRAME, *(stance("land", "red", *each) for each in turned))
    with database.read() as store:
        series = measuring.over_rounds(store, "R2", also=[points.resolve(store, "2026-01-20")])
    assert series.most_moved == (("land", measures.MeasureValue(6, 1, 6)),)
    assert series.since_first["red"].value == 6
    assert [stage.distances["red"].value for stage in series.stages[1:]] == [None, None]
    assert moved(database, "R2", "2026-01-20") == [("land", 6)]


def test_what_nobody_accepted_does_not_move_a_measure(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R2"))
    load(database, "statuses: [{item: land, round: R2, status: agreed, cite: {source: herald}}]")
    assert moved(database) == [("land", 6)]
    assert moved(database, counting=ACCEPTED) == []
    with database.read() as store:
        stages = measuring.over_rounds(store, "R2", counting=ACCEPTED).stages
        matrix = matrix_at(store, "R2", counting=ACCEPTED)
    assert (stages[-1].open.count, stages[-1].open.settled) == (matrix.items_open, matrix.items_settled) == (0, 0)
    with database.write() as store:
        acting.review(store, [1, 2], Verdict.accepted, HEADER)
    assert moved(database, counting=ACCEPTED) == [("land", 6)]


def test_it_is_said_over_whose_words_each_stage_is(database: Database) -> None:
    """In R2 blue speaks for itself; before, only an analyst and a reporter spoke of anybody."""
    load(database, FRAME)
    for seed in (
        stance("land", "red", "demands", "R1").replace("at: '¶1'", "at: ¶1, speaker: analyst"),
        stance("fuel", "red", "rejects", "R1").replace("at: '¶1'", "at: ¶1, speaker: media"),
        stance("land", "blue", "rejects", "R2").replace("at: '¶1'", "at: ¶1, speaker: own-words"),
    ):
        load(database, seed)
    with database.read() as store:
        series = measuring.over_rounds(store, "R2")
        assert measuring.voices_of(store, series) == (("reported", "assessed"), ("first-hand", "reported", "assessed"))
        first_hand = measuring.over_rounds(store, "R2", counting=Counting.asked(voice="first-hand"))
        assert measuring.voices_of(store, first_hand) == ((), ("first-hand",))


def test_the_words_of_what_is_left_out_are_not_counted(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    rival = stance("land", "red", "rejects", "R1", "gazette").replace("at: '¶1'", "at: ¶1, speaker: analyst")
    load(database, rival)
    with database.read() as store:
        series = measuring.over_rounds(store, "R1")
        assert series.stages[-1].left_out == (("land", "red"),)
        assert measuring.voices_of(store, series) == ((),)


def test_of_a_crowd_those_who_spoke_most_are_compared_two_by_two(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "MOST_COMPARED", 2)
    load(database, FRAME, stance("land", "blue", "demands", "R1"))
    load(database, stance("fuel", "green", "rejects", "R1"), stance("land", "green", "rejects", "R1"))
    with database.read() as store:
        series = measuring.over_rounds(store)
    assert [party.key for party in series.compared] == ["blue", "green"]
    assert series.stages[-1].gaps["blue", "green"].value == 6
    assert set(series.stages[-1].distances) == {"red", "blue", "green"}
    assert "the 2 parties of 3 who spoke most" in measures_text(series, [()] * len(series.stages), 80)


def test_an_item_that_only_a_stakeholder_spoke_of_is_open_and_none_of_what_it_holds_is_measured(
    database: Database,
) -> None:
    onlooker = "parties: [{key: port, code: PRT, name: Port, role: stakeholder}]"
    days = {"2026-01-23": "demands", "2026-02-04": "rejects"}
    load(database, FRAME, onlooker, *(stance("land", "port", word, day) for day, word in days.items()))
    with database.read() as store:
        series = measuring.over_rounds(store, "R2")
        assert [stage.open.count for stage in series.stages] == [1, 1]
        assert "port" not in series.stages[-1].distances
        assert series.most_moved == ()
        check(series.stages[-1], matrix_at(store, "R2"))
