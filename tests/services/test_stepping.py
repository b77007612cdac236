"""Going from point to point gives the very matrix that reading it whole would give."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from ledger.domain.entries import StanceEntry
from ledger.domain.floors import ACCEPTED, OWN, Counting
from ledger.domain.readings import News
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, points, settling
from ledger.services.evidence import sources_at
from ledger.services.importing import import_seeds
from ledger.services.matrix import matrix_and_changes, matrix_at
from ledger.services.stepping import differences, follow, news_since, step
from ledger.services.watch import known_at
from ledger.storage.database import Database, Store
from tests.support import filled_once

SEED = Path(__file__).parents[2] / "seeds" / "abu-dhabi-2026"
HELD = ("2020", "alaska-2025-08", "2026-01-22", "kremlin-2026-01", "2026-01-23", "R1", "2026-01-24", "R2", "now")


@pytest.fixture
def filled(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The five reports, each a changeset; then a correction, a retraction, a settlement and a review."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770854400")
    filled_once(database, _fill)
    return database


def _fill(database: Database) -> None:
    def act(number: int, doing: Callable[[Store, ChangesetInfo], object]) -> None:
        with database.write() as store:
            doing(store, ChangesetInfo(author="analyst", recorded_at=f"2026-02-10T09:{number:02d}:00Z", tool="test"))

    for number, file in enumerate(sorted(SEED.glob("*.yaml"))):
        seed = read_yaml(file.name, file.read_bytes())
        act(number, lambda store, header, seed=seed: import_seeds(store, [seed], header))  # type: ignore[misc]
    said = {
        "item": "territory",
        "party": "russia",
        "held_on": "2026-01-24",
        "stance": "rejects",
        "cite": {"source": "vovworld-2026-02"},
    }
    act(10, lambda store, header: acting.record(store, StanceEntry.model_validate(said), header))
    act(11, lambda store, header: acting.retract(store, 14, header, reason="read wrongly"))
    act(12, lambda store, header: acting.correct(store, 20, {"summary": "Put better."}, header, reason="clearer"))
    act(13, _keep_the_first)
    act(14, lambda store, header: acting.review(store, [21, 22, 23], Verdict.accepted, header))


def _keep_the_first(store: Store, header: ChangesetInfo) -> None:
    first = settling.rivals(store, "territory", "russia")[0].id
    settling.settle(store, "territory", "russia", header, reason="the other misheard", keep=first)


def test_stepping_from_any_round_to_any_other_is_reading_it_whole(filled: Database) -> None:
    with filled.read() as store:
        whole = {at: matrix_at(store, at) for at in HELD}
        for one in HELD:
            for other in HELD:
                found = step(store, whole[one], whole[other].point)
                assert found.matrix == whole[other], f"{one} -> {other}"
                assert found.changed == differences(whole[one], whole[other])


_BACK = {News.new: News.gone, News.gone: News.new}


@pytest.mark.parametrize("counting", [OWN, ACCEPTED])
def test_what_changed_since_the_round_before_is_what_a_step_there_finds(filled: Database, counting: Counting) -> None:
    with filled.read() as store:
        for at in [*HELD, *(f"{held}@{known}" for known in range(1, 12) for held in ("R1", "R2"))]:
            point = points.resolve(store, at)
            matrix, changed = matrix_and_changes(store, point, known_at(store, point.known_at), counting=counting)
            assert matrix == matrix_at(store, at, counting=counting)
            before = matrix.before
            back = dict(step(store, matrix, before).changed) if before else {}
            assert changed == {cell: _BACK.get(what, what) for cell, what in back.items()}, at
            assert changed == (news_since(store, matrix, before) if before else {}), at


def test_rows_in_which_nothing_differs_are_the_same_objects(filled: Database) -> None:
    with filled.read() as store:
        matrix = matrix_at(store, "now")
        found = step(store, matrix, matrix_at(store, "R2").point)
    changed = {item for item, _ in found.changed}
    same = [new for old, new in zip(matrix.rows, found.matrix.rows, strict=True) if old is new]
    assert same
    assert not {row.item.key for row in same} & changed


@pytest.mark.parametrize("counting", [OWN, ACCEPTED])
def test_following_what_is_recorded_is_reading_it_whole(filled: Database, counting: Counting) -> None:
    with filled.read() as store:
        points = [f"{held}@{known}" for known in range(1, 12) for held in ("R1", "now")]
        for one, other in [*pairwise(points), *pairwise(reversed(points)), ("R1@7", "now@11"), ("now@11", "R1@6")]:
            matrix = matrix_at(store, one, counting=counting)
            sources = sources_at(store, matrix.point.known_at)
            found, known = follow(store, matrix, sources, other, counting=counting)
            wanted = matrix_at(store, other, counting=counting)
            assert found.matrix == wanted, f"{one} -> {other}"
            assert known == sources_at(store, wanted.point.known_at)
            assert found.changed == differences(matrix, wanted)
