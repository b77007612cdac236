"""Many entries accepted: each counts, not the one judged last alone."""

import pytest

from ledger.domain.floors import ACCEPTED
from ledger.domain.words import Verdict
from ledger.services import acting
from ledger.services.coverage import coverage
from ledger.services.matrix import matrix_at
from ledger.services.points import resolve
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, stance


def test_every_accepted_entry_counts_whatever_was_judged_after_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("fuel", "red", "supports", "R1"), stance("fuel", "blue", "doubts", "R1"))
    with database.write() as store:
        acting.review(store, [1, 2, 3], Verdict.accepted, HEADER)
    with database.write() as store:
        acting.review(store, [3], Verdict.rejected, HEADER)
    with database.write() as store:
        acting.review(store, [4], Verdict.rejected, HEADER)

    def counting(at: str) -> list[int]:
        with database.read() as store:
            rows = matrix_at(store, at, counting=ACCEPTED).rows
        return sorted(reading.entry for row in rows for reading in row.cells.values())

    assert counting("now") == [1, 2]
    assert counting("now@6") == [1, 2, 3]
    assert counting("now@5") == []


def test_what_it_rests_on_counts_an_accepted_entry_though_its_correction_waits(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    with database.write() as store:
        acting.correct(store, 1, {"summary": "In other words."}, HEADER, reason="clearer")
    with database.read() as store:
        point = resolve(store, "R1")
        assert coverage(store, point, ACCEPTED).sources == ("herald",)


def status(word: str, source: str) -> str:
    return f"statuses: [{{item: land, round: R1, status: {word}, cite: {{source: {source}}}}}]"


@pytest.mark.parametrize(
    ("vaguer", "told"),
    [
        (status("discussed", "herald"), status("deadlocked", "gazette")),
        (stance("land", "red", "supports", "2026-01"), stance("land", "red", "supports", "2026-01-24", "gazette")),
    ],
)
def test_what_is_told_is_reviewed_once_an_entry_that_says_so_is_accepted_and_not_a_vaguer_one(
    database: Database, vaguer: str, told: str
) -> None:
    """Who accepted that it was discussed, or that a party supports it in January, accepted no deadlock and no day."""
    load(database, FRAME, vaguer, told)
    for accepted, reviewed in ((1, False), (2, True)):
        with database.write() as store:
            acting.review(store, [accepted], Verdict.accepted, HEADER)
        with database.read() as store:
            (row,) = (row for row in matrix_at(store, "now").rows if row.item.key == "land")
        (reading,) = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]
        assert (reading.entry, reading.own, reading.reviewed) == (2, (2, 1), reviewed)
