"""What a reader learns when an account falls away and an older one that says the same stands again."""

from collections.abc import Callable
from typing import Any

import pytest

from ledger.domain.diff import Verb
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.services import acting
from ledger.services.comparing import compare
from ledger.services.diff import changes_between
from ledger.services.log import Sought, log
from ledger.services.note import note_of, report_between
from ledger.services.undoing import undo
from ledger.storage.database import Database, Store
from tests.services.note_values import section
from tests.support import FRAME, HEADER, load

ITS_OWN = "{item: land, party: red, held_on: 2026-02-01, stance: supports, cite: {source: herald, at: ¶1, speaker: own-words}}"
ANOTHERS = (
    "{{item: land, party: red, held_on: 2026-02-05, stance: supports{more}, "
    "cite: {{source: gazette, at: ¶2, speaker: anonymous-official}}}}"
)
STATUSES = (
    "statuses: [{item: land, held_on: 2026-02-01, status: progress, cite: {source: herald, at: ¶1}}, "
    "{item: land, held_on: 2026-02-05, status: progress, cite: {source: gazette, at: ¶2, speaker: mediator}}]"
)
Act = Callable[[Store, ChangesetInfo], Any]
FALLS_AWAY: dict[str, Act] = {
    "retracted": lambda store, header: acting.retract(store, 2, header, reason="not what it says"),
    "rejected": lambda store, header: acting.review(store, [2], Verdict.rejected, header),
    "corrected to a day before": lambda store, header: acting.correct(
        store, 2, {"held_on": "2026-01-10"}, header, reason="misread"
    ),
}
THE_OTHERS = "supports, by an unnamed official's account (5 Feb 2026)"
ITS_WORD = "supports, by its own word (1 Feb 2026)"


def with_both(database: Database, more: str = "") -> None:
    load(database, FRAME, f"stances: [{ITS_OWN}, {ANOTHERS.format(more=more)}]")


def done(database: Database, act: Act) -> None:
    with database.write() as store:
        act(store, HEADER)


def corrected(database: Database, start: str = "@2", end: str = "@3") -> list[str]:
    """What a short note and a report tell of what we corrected; they tell it alike, but for the question."""
    with database.read() as store:
        short = section(note_of(store, compare(store, start, end, told=True)), "corrected")
        assert [line.partition(": ")[2] for line in section(report_between(store, start, end), "corrected")] == [
            line.partition(": ")[2] for line in short
        ]
    return short


@pytest.mark.parametrize("how", FALLS_AWAY)
@pytest.mark.parametrize("more", ["", ", summary: It would sign."])
def test_of_what_fell_away_it_is_told_that_it_counts_no_more_and_what_stands(
    database: Database, how: str, more: str
) -> None:
    with_both(database, more)
    done(database, FALLS_AWAY[how])
    assert corrected(database) == [f"Land: Red: {THE_OTHERS}, counts no more; what stands is {ITS_WORD}."]
    assert corrected(database, "@3", "@2") == [
        f"Land: Red: {THE_OTHERS}, counted then; what stands since is {ITS_WORD}."
    ]
    with database.read() as store:
        assert [change.verbs for change in changes_between(store, "@2", "@3")] == [(Verb.replaced,)]
        assert log(store, Sought(verbs=["reaffirmed", "reworded"], since="@3")) == []


def test_of_what_counts_again_it_is_told_that_it_does_and_what_stood(database: Database) -> None:
    with_both(database)
    done(database, FALLS_AWAY["retracted"])
    done(database, lambda store, header: undo(store, 3, header, reason="it does say so"))
    assert corrected(database, "@3", "@4") == [f"Land: Red: {THE_OTHERS}, counts now; what stood was {ITS_WORD}."]
    with database.read() as store:
        assert changes_between(store, "@2", "@4") == ()


def test_a_status_that_fell_away_is_told_alike(database: Database) -> None:
    load(database, FRAME, STATUSES)
    done(database, FALLS_AWAY["retracted"])
    (line,) = corrected(database)
    assert line == (
        "Land: progress, by a mediator's or host's account (5 Feb 2026), counts no more; what stands is progress, as a report has "
        "it (1 Feb 2026)."
    )


def test_an_entry_put_right_in_its_place_is_told_in_other_words(database: Database) -> None:
    with_both(database, ", summary: It would sign.")
    done(database, lambda store, header: acting.correct(store, 2, {"summary": "It signs."}, header, reason="misread"))
    with database.read() as store:
        assert [change.verbs for change in changes_between(store, "@2", "@3")] == [(Verb.reworded,)]
    assert "told otherwise: summary" in corrected(database)[0]


def test_a_party_that_says_so_again_is_told_as_that(database: Database) -> None:
    with_both(database)
    with database.read() as store:
        assert [change.verbs for change in changes_between(store, "2026-02-02", "2026-02-06")] == [(Verb.reaffirmed,)]
