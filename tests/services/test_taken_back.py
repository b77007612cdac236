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
from ledger.services.settling import settle
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


TWICE_KEPT = """
items: [{key: vow, kind: commitment, title: A vow, due: 2026-01-20}]
statuses:
  - {item: vow, held_on: 2026-02-02, status: kept, cite: {source: herald, at: ¶1, speaker: mediator}}
  - {item: vow, held_on: 2026-01-30, status: kept, cite: {source: gazette, at: ¶2, speaker: readout}}
"""
THE_HOSTS, THE_READOUTS = "by a mediator's or host's account", "by a readout's account"


def put_right(entry: int, **fields: str) -> Act:
    return lambda store, header: acting.correct(store, entry, fields, header, reason="misread")


@pytest.mark.parametrize(
    ("act", "told", "late", "told_back"),
    [
        (
            FALLS_AWAY["retracted"],
            f"{THE_READOUTS} (30 Jan 2026), counts no more; what stands is kept, {THE_HOSTS} (2 Feb 2026)",
            "13 days late",
            f"{THE_READOUTS} (30 Jan 2026), counted then; what stands since is kept, {THE_HOSTS} (2 Feb 2026)",
        ),
        (
            lambda store, header: acting.retract(store, 1, header, reason="withdrawn"),
            f"{THE_HOSTS} (2 Feb 2026), counts no more; what stands is kept, {THE_READOUTS} (30 Jan 2026)",
            "ten days late",
            f"{THE_HOSTS} (2 Feb 2026), counted then; what stands since is kept, {THE_READOUTS} (30 Jan 2026)",
        ),
        (
            put_right(1, held_on="2026-01-19"),
            f"{THE_HOSTS}, told otherwise: held 2 Feb 2026 → 19 Jan 2026",
            "in time by one account, ten days late by another",
            f"{THE_HOSTS}, told otherwise: held 19 Jan 2026 → 2 Feb 2026",
        ),
        (
            put_right(1, held_on="2026-02-04"),
            f"{THE_HOSTS}, told otherwise: held 2 Feb 2026 → 4 Feb 2026",
            "ten days late by one account, 15 by another",
            f"{THE_HOSTS}, told otherwise: held 4 Feb 2026 → 2 Feb 2026",
        ),
    ],
)
def test_who_puts_right_one_of_two_reports_of_when_a_promise_was_kept_reads_each_with_its_own_days(
    database: Database, act: Act, told: str, late: str, told_back: str
) -> None:
    load(database, FRAME, TWICE_KEPT)
    done(database, act)
    assert corrected(database)[0] == f"A vow: kept, {told}; now {late}."
    (back, *_earlier) = corrected(database, "@3", "@2")
    assert back == f"A vow: kept, {told_back}; then ten days late by one account, 13 by another."


def of_the_vow(word: str, *told: tuple[str, str, str]) -> str:
    """Return statuses of a vow by (source, day, speaker)."""
    lines = (
        f"{{item: vow, held_on: {day}, status: {word}, cite: {{source: {source}, at: ¶1, speaker: {speaker}}}}}"
        for source, day, speaker in told
    )
    vow = "items: [{key: vow, kind: commitment, title: A vow, due: 2026-01-20}]"
    return f"{vow}\nstatuses: [{', '.join(lines)}]"


OF_THREE = (
    ("herald", "2026-01-30", "own-words"),
    ("gazette", "2026-02-02", "mediator"),
    ("echo", "2026-02-04", "media"),
)


def test_whose_report_counted_all_along_is_not_told_as_counting_now(database: Database) -> None:
    """That another report leads what became of a promise since, or gives its first day, takes back none of them."""
    load(database, FRAME, of_the_vow("broken", *OF_THREE))
    done(database, lambda store, header: acting.retract(store, 3, header, reason="withdrawn"))
    (line,) = corrected(database)
    assert "(4 Feb 2026), counts no more; what stands is broken, " in line
    assert "counts now" not in line
    (back,) = corrected(database, "@3", "@2")
    assert "did not count yet" not in back


def test_an_earlier_report_that_a_promise_was_kept_takes_no_other_back(database: Database) -> None:
    load(database, FRAME, of_the_vow("kept", ("herald", "2026-02-02", "own-words"), OF_THREE[2]))
    load(database, of_the_vow("kept", ("herald", "2026-01-19", "own-words")).replace("¶1", "¶9"))
    assert not [line for line in corrected(database) if "counts no more" in line]


def test_how_late_a_promise_is_told_as_now_is_not_told_of_an_earlier_day(database: Database) -> None:
    third = "statuses: [{item: vow, held_on: 2026-02-06, status: kept, cite: {source: echo, at: ¶1, speaker: media}}]"
    load(database, FRAME, TWICE_KEPT, third)
    done(database, lambda store, header: acting.retract(store, 3, header, reason="withdrawn"))
    done(database, put_right(1, held_on="2026-02-03"))
    (taken_back,) = corrected(database, "@3", "@4")
    each = f"{THE_READOUTS} (30 Jan 2026) and {THE_HOSTS} (2 Feb 2026)"
    assert f"counts no more; what stands is kept, {each}; now ten days late by one account, 13 by another" in taken_back
    now, earlier = corrected(database, "@3", "@5")
    assert now.endswith(", counts no more; now ten days late by one account, 14 by another.")
    assert earlier.endswith(
        f"since overtaken: A vow: kept, {THE_HOSTS} (2 Feb 2026), counts no more; what stands is kept, {THE_READOUTS} (30 Jan 2026)."
    )


def test_who_keeps_one_of_three_accounts_reads_of_both_that_were_taken_back(database: Database) -> None:
    load(
        database,
        FRAME,
        "stances: [{item: land, party: red, round: R1, stance: rejects, cite: {source: herald, at: ¶1, speaker: own-words}}, "
        "{item: land, party: red, round: R1, stance: doubts, cite: {source: herald, at: ¶2, speaker: anonymous-source}}, "
        "{item: land, party: red, round: R2, stance: demands, cite: {source: herald, at: ¶3, speaker: own-words}}, "
        "{item: land, party: red, held_on: 2026-01, stance: supports, cite: {source: gazette, at: ¶1, speaker: media}}]",
    )
    done(database, lambda store, header: settle(store, "land", "red", header, reason="its own word", keep=1))
    (line,) = corrected(database)
    assert line.startswith("As of 31 Jan 2026, since overtaken: Land: ")
    assert all(word in line for word in ("e now read rejects", "doubts", "supports")), line
