"""What a note says of accounts that contradict each other: who moved by them, which contests go on, which are over."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import permutations

import pytest

from ledger.domain import accounts
from ledger.domain.accounts import CellClaim
from ledger.domain.planning import warnings
from ledger.domain.readings import News, news
from ledger.domain.words import Verdict
from ledger.formats.document_markdown import markdown_text
from ledger.services import acting, marking, settling, undoing
from ledger.services.comparing import compare
from ledger.services.diff import changes_between
from ledger.services.matrix import matrix_at
from ledger.services.note import note_of, report_between
from ledger.storage import changesets, contests, entries
from ledger.storage.cells import When
from ledger.storage.database import Database, Store
from tests.conftest import NewLocation
from tests.domain.diff_values import reading
from tests.services.note_values import section
from tests.support import FRAME, HEADER, load, load_into, stance, together


def lines(database: Database, start: str, end: str, key: str) -> list[str]:
    with database.read() as store:
        return section(report_between(store, start, end), key)


def text_of(database: Database, start: str, end: str) -> str:
    with database.read() as store:
        return markdown_text(report_between(store, start, end))


def apart_by_r1(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1"), stance("land", "red", "doubts", "R1", "gazette"))


def test_who_moved_by_every_account_did_not_move_by_some_alone(database: Database) -> None:
    apart_by_r1(database)
    load(database, stance("land", "red", "undecided", "R2"), stance("fuel", "red", "supports", "R1"))
    told = text_of(database, "R1", "R2")
    assert "Moved: Red on one item" in told
    load(database, stance("land", "red", "supports", "R2"), stance("land", "red", "doubts", "R2", "gazette"))
    assert "by some accounts alone: Red on one item" in text_of(database, "R1", "R2").replace("Moved by", "by")


def test_who_moved_by_each_account_in_its_own_way_moved_by_every_one(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1"), stance("land", "red", "undecided", "R1", "gazette"))
    load(database, stance("land", "red", "supports", "R2"))
    told = text_of(database, "R1", "R2")
    assert "Moved by every account, though not alike: Red on one item" in told
    assert "**Red** moved by every account, though not alike, on Land." in told
    assert "some accounts alone" not in told
    assert "no move reported" not in told


def test_what_became_of_a_promise_out_of_a_contest_is_told_among_the_promises(database: Database) -> None:
    """Kept, how late, and what each account said before; by one of them it was promised, so it did not come back."""

    def came_to(word: str, held: str, source: str = "herald") -> str:
        return (
            f"statuses: [{{item: vow, held_on: {held}, status: {word}, cite: {{source: {source}, at: ¶1, "
            "speaker: media}}]"
        )

    load(database, FRAME, "items: [{key: vow, kind: commitment, title: A vow, due: 2026-02-01}]")
    load(database, came_to("promised", "2026-01-20"))
    load(database, came_to("kept", "2026-01-24"), came_to("promised", "2026-01-24", "gazette"))
    load(database, came_to("kept", "2026-02-03", "desk"))
    (line,) = lines(database, "R1", "R2", "promises")
    assert line.startswith("A vow: kept, as the media report; two days late (due by 1 Feb 2026)"), line
    assert "before kept or promised, as the media report" in line
    assert lines(database, "R1", "R2", "contested") == []
    load(database, came_to("promised", "2026-01-26", "gazette"))
    (line,) = lines(database, "R1", "R2", "promises")
    assert "two days late" in line
    assert "In between: promised (26 Jan 2026)" in line
    assert lines(database, "R1", "R2", "moved") == []
    load(database, came_to("broken", "2026-02-03", "herald"))
    assert lines(database, "R1", "R2", "promises") == [], "it is contested anew"


_VOW = "items: [{key: vow, kind: commitment, title: A vow, due: 2026-01-20}]"


def vow(word: str, speaker: str, at: str, more: str = "") -> str:
    cite = f"cite: {{source: gazette, at: '{at}', speaker: {speaker}}}"
    return f"statuses: [{{item: vow, round: R1, status: {word}{more}, {cite}}}]"


def test_a_late_promise_settled_as_partly_kept_is_told_so_with_whose_word_and_places_each_are(
    database: Database,
) -> None:
    load(database, FRAME, _VOW)
    load(database, vow("kept", "mediator", "¶2"), vow("partly-kept", "counterpart", "¶4"))
    with database.write() as store:
        settling.settle(store, "vow", None, HEADER, reason="Only a part.", keep=2)
    partly = "overdue, partly kept, by a counterpart's account"
    (line,) = lines(database, "R1@4", "R1", "corrected")
    assert f"We now read {partly}, where we had" in line
    had = text_of(database, "R1@4", "R1").partition(", where we had ")[2].partition(". Settled")[0]
    assert len(re.findall(r"\[\^\d+\]", had)) == len(set(re.findall(r"\[\^\d+\]", had))) == 2, had


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("partly-kept", "we now read overdue, partly kept, where we had kept, by a mediator's or host's account."),
        ("promised", "we now read overdue, where we had kept."),
    ],
)
def test_a_late_promise_corrected_to_partly_kept_is_told_as_overdue_and_as_that(
    database: Database, now: str, said: str
) -> None:
    load(database, FRAME, _VOW, vow("kept", "mediator", "¶2"))
    load(database, vow(now, "mediator", "¶2", ", corrects: 1"))
    assert lines(database, "R1@3", "R1", "corrected") == [f"A vow: {said}"]


def test_who_stands_elsewhere_by_every_account_did_not_come_back(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1"), stance("land", "red", "undecided", "R1", "gazette"))
    load(database, stance("land", "red", "doubts", "2026-01-30"), stance("land", "red", "supports", "R2"))
    told = text_of(database, "R1", "R2")
    assert "In between: *doubts*" in told
    assert "came back" not in told
    assert "on the way alone" not in told


def test_a_contest_in_a_cell_that_is_contested_now_is_no_earlier_one(database: Database) -> None:
    apart_by_r1(database)
    load(database, stance("land", "red", "supports", "R2"), stance("land", "red", "rejects", "R2", "gazette"))
    assert lines(database, "R1", "R2", "earlier") == []
    assert len(lines(database, "R1", "R2", "contested")) == 1
    load(database, stance("land", "red", "demands", "2026-02-07"))
    assert len(lines(database, "R2", "2026-02-08", "earlier")) == 2


def test_entries_that_say_the_same_are_not_told_as_against_each_other(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1"), stance("land", "red", "conditional", "R1", "gazette"))
    load(database, stance("land", "red", "opposes", "R1", "desk"), stance("land", "red", "supports", "R2"))
    (line,) = lines(database, "R1", "R2", "earlier")
    assert line.count(" against ") == 1
    assert "opposes by entry 3, in an analyst's own reading and opposes by entry 1, as a report has it" in line


def test_a_contest_of_what_was_only_possible_is_told_without_being_one_of_before(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "2026-02-05"))
    load(database, stance("land", "red", "opposes", "2026-02", "gazette"))
    (line,) = lines(database, "R2", "2026-03-01", "contested")
    assert line.startswith("Land: accounts of Red contradict each other, supports by entry 1")
    (line,) = lines(database, "2026-03-01", "2026-03-02", "contested")
    assert line.startswith("Land: as before, accounts of Red contradict each other")


def test_of_one_day_known_at_two_changesets_nothing_came_after_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"))
    with database.write() as store:
        marking.mark(store, "briefing", "R1", HEADER)
    load(database, stance("land", "blue", "opposes", "R1", "gazette"))
    with database.read() as store:
        for start in ("briefing", "2026-01-24@2"):
            first = report_between(store, start, "R1").first[0].text
            assert "came after" not in first, start
            assert "What was recorded from then until @4 rests on one source (C): gazette." in first, start


def test_a_gap_rests_on_the_words_of_those_it_is_between(database: Database) -> None:
    blue = "parties: [{key: grey, code: GY, name: Grey, role: principal}]"
    load(database, FRAME, blue, stance("land", "blue", "demands", "R1"), stance("land", "grey", "supports", "R1"))
    load(database, stance("land", "red", "opposes", "R1"), stance("land", "red", "doubts", "R1", "gazette"))
    load(database, stance("land", "grey", "undecided", "R2"), stance("land", "red", "rejects", "R2", "desk"))
    with database.read() as store:
        document = report_between(store, "R1", "R2")
    (line,) = [s for part in document.sections if part.key == "follows" for s in part.sentences if "diverged" in s.text]
    assert "with an uncontested score at both ends" in line.text
    assert "; with Red it is " in line.text  # who was contested at the earlier end, on the word of that alone
    assert {note.source for note in document.footnotes if note.number in line.cites} == {"herald", "desk"}


def test_who_is_contested_now_is_not_on_one_side_by_now(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "demands", "R1"), stance("land", "red", "opposes", "R1"))
    load(database, "parties: [{key: grey, code: GY, name: Grey, role: principal}]")
    load(database, stance("land", "grey", "supports", "R1"), stance("land", "red", "rejects", "R2"))
    load(database, stance("land", "red", "doubts", "R2", "gazette"))
    assert "R1, not sure now |" in text_of(database, "R1", "R2")


def test_a_condition_in_the_same_words_is_said_again_whatever_its_case_and_stops() -> None:
    one = reading("conditional", 1, condition="It is paid for its change.")
    assert news(one, reading("conditional", 2, condition="it is paid for its change")) is News.again
    assert news(one, reading("conditional", 2, condition="It is paid twice.")) is News.moved


def test_whose_word_a_silence_and_what_was_taken_back_is_stands_with_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "silent", "R1"), stance("fuel", "red", "opposes", "R1"))
    load(database, stance("land", "red", "opposes", "R2", "desk"), stance("fuel", "red", "withdrawn", "R2", "desk"))
    assert sorted(lines(database, "R1", "R2", "moved"))[:2] == [
        "Fuel: Red took it off the table: withdrawn, in an analyst's own reading, before opposes, as a report has it.",
        "Land: Red took a stance: opposes, in an analyst's own reading, before silent, as a report has it.",
    ]
    assert sorted(lines(database, "R2", "R1", "moved"))[:2] == [
        "Fuel: Red takes a stance again: opposes, as a report has it, before withdrawn, in an analyst's own reading.",
        "Land: Red is reported as silent, as a report has it, before opposes, in an analyst's own reading.",
    ]


def test_a_move_within_a_round_says_within_which(database: Database) -> None:
    inner = "rounds: [{key: M2, title: Aside, kind: meeting, status: held, starts: 2026-02-04, ends: 2026-02-04}]"
    steps = together(stance("land", "red", "rejects", "2026-02-04"), stance("land", "red", "doubts", "2026-02-05"))
    load(database, FRAME, steps)
    (line,) = lines(database, "R2", "now", "inside")
    assert line.startswith("Inside R2: Red moved from rejects to doubts on Land")
    aside = together(stance("fuel", "red", "rejects", "2026-02-04"), stance("fuel", "red", "doubts", "2026-02-04"))
    load(database, inner, aside)
    assert "Inside M2: Red moved from rejects to doubts on Fuel" in " ".join(lines(database, "R2", "now", "inside"))
    on_it = "rounds: [{key: R2b, title: Next, status: held, starts: 2026-02-05, ends: 2026-02-06}]"
    both = together(stance("fuel", "blue", "rejects", "2026-02-05"), stance("fuel", "blue", "doubts", "2026-02-05"))
    load(database, on_it, both)
    assert "Inside R2 and R2b: Blue moved" in " ".join(lines(database, "R2", "now", "inside"))


def test_what_was_only_possible_before_is_told_as_that(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "2026-02"))
    load(database, stance("land", "red", "supports", "2026-02-20", "gazette"))
    (line,) = lines(database, "R2", "2026-03-01", "contested")
    assert line.endswith("Before: possibly opposes, as a report has it.")


def test_accounts_of_a_status_on_one_word_lead_each_to_its_place(database: Database) -> None:
    seeds = [
        f"statuses: [{{item: land, round: {at}, status: {word}, cite: {{source: {source}, at: ¶1, speaker: media}}}}]"
        for at, word, source in (("R1", "discussed", "herald"), ("R1", "not-raised", "gazette"),
                                 ("R2", "narrowed", "herald"), ("R2", "deadlocked", "gazette"))
    ]  # fmt: skip
    load(database, FRAME, *seeds)
    (line,) = [row for row in text_of(database, "R1", "R2").splitlines() if row.startswith("- **Land**: accounts of")]
    assert re.search(r"Before: \*not-raised\*\[\^\d+\] or \*discussed\*\[\^\d+\]|"
                     r"Before: \*discussed\*\[\^\d+\] or \*not-raised\*\[\^\d+\]", line)  # fmt: skip


def test_moves_within_several_rounds_are_told_apart_at_the_head(database: Database) -> None:
    load(database, FRAME)
    said = [("2026-01-23", "rejects"), ("2026-01-24", "opposes"), ("2026-02-04", "opposes"), ("2026-02-05", "supports")]
    load(
        database,
        together(*(stance("land", "red", word, at, at=f"¶{place}") for place, (at, word) in enumerate(said, 1))),
    )
    assert "(inside R1: Red; inside R2: Red)" in text_of(database, "R1", "R2")


# -- a contest that goes on --------------------------------------------------------------------------------------------

FURTHER = (
    "stances: [{item: land, party: red, round: R1, stance: doubts, cite: {source: desk, at: ¶1, speaker: own-words}}]",
    "statuses: [{item: fuel, round: R1, status: discussed, cite: {source: desk, at: ¶2}}]",
    "statuses: [{item: pledge, round: R1, status: broken, cite: {source: desk, at: ¶3}}]",
)


def contested_by_r1(database: Database) -> None:
    statuses = (("fuel", "agreed", "herald"), ("fuel", "discussed", "gazette"))
    promises = (("pledge", "promised", "herald"), ("pledge", "broken", "gazette"))
    apart_by_r1(database)
    for item, word, source in (*statuses, *promises):
        load(database, f"statuses: [{{item: {item}, round: R1, status: {word}, cite: {{source: {source}, at: ¶1}}}}]")


def told_between(database: Database, start: str, end: str, key: str, *, brief: bool = False) -> list[str]:
    with database.read() as store:
        return section(note_of(store, compare(store, start, end, told=True), brief=brief), key)


def test_a_further_source_for_one_account_leaves_the_contest_as_before(database: Database) -> None:
    """Of a stance, which it comes to lead and puts first, of a status and of a promise; known, or taken back."""
    contested_by_r1(database)
    load(database, *FURTHER)
    with database.write() as store:
        for entry in (8, 9, 10):
            acting.retract(store, entry, HEADER, reason="misread")
    leads = "as before, accounts of Red contradict each other, doubts by entry 8, by its own word"
    for start, end, more in (("@8", "@11", "More"), ("@11", "@14", "Fewer"), ("@11", "@8", "Fewer")):
        contests = told_between(database, start, end, "contested")
        assert [line.split(": ")[1].split(",")[0] for line in contests] == ["as before"] * 3
        assert (leads in contests[0]) is (more == "More")
        whose = {"More": "doubts by entry 8, by its own word", "Fewer": "doubts by entry 3, as a report has it"}[more]
        found = told_between(database, start, end, "corrected")
        assert found[0].endswith(f": {more} independent sources say so of Red: {whose}.")
        assert all(f"{more} independent sources say so of the status: " in line for line in found[1:])
        (line,) = told_between(database, start, end, "corrected", brief=True)
        assert line.startswith(f"{more} independent sources for: Land (Red {whose}")
        with database.read() as store:
            verbs = {verb.value for change in changes_between(store, start, end) for verb in change.told_verbs}
        assert verbs == {"corroborated" if more == "More" else "uncorroborated"}


def test_what_is_put_right_in_one_account_of_a_contest_is_told_of_that_one(database: Database) -> None:
    apart_by_r1(database)
    summary = ", summary: It may."
    load(database, stance("land", "red", "doubts", "R1", "gazette", more=summary))
    (line,) = told_between(database, "@4", "@5", "corrected")
    assert line.endswith("Red: doubts by entry 4, as a report has it, told otherwise: summary none → It may."), line
    (contest,) = told_between(database, "@4", "@5", "contested")
    assert contest.startswith("Land: as before")
    with database.write() as store:
        acting.retract(store, 4, HEADER, reason="misread")
    load(database, stance("land", "red", "doubts", "R1", "echo"))
    (line,) = told_between(database, "@5", "@7", "corrected")
    assert "counts no more; what stands is doubts" in line
    assert "opposes" not in line


# -- what accounts that contradict each other say beyond their stance -----------------------------------------------------


def fee(held: str, source: str, value: int, word: str = "supports", position: int | None = None) -> str:
    """A stance of Red on fuel with a fee, and where that is on the scale."""
    place = f", position: {position}" if position is not None else ""
    return stance("fuel", "red", word, held, source, more=f"{place}, figures: [{{what: fee, value: {value}}}]")


def under(condition: str, held: str, source: str, word: str = "conditional") -> str:
    return stance("land", "red", word, held, source, more=f", condition: {condition}")


FEES = "Fee: 430 by Herald's account, before 410, against 425 by Gazette's account."


def test_the_figures_of_a_contested_place_on_the_scale_are_told_each_with_who_gives_it(database: Database) -> None:
    load(database, FRAME, fee("R1", "desk", 410, position=50))
    load(database, fee("R2", "herald", 430, position=100), fee("R2", "gazette", 425, position=88))
    for brief in (True, False):
        (line,) = told_between(database, "R1", "R2", "moved", brief=brief)
        assert "moved 38 to 50 points" in line
        assert "Accounts of Red contradict each other, supports (position 100) by entry 2" in line
        assert line.endswith(f"Before: supports, in an analyst's own reading. {FEES}")
        (line,) = told_between(database, "R1", "R2", "contested", brief=brief)
        assert line == "Told with what changed: Fuel (Red).", "the count of a matrix has it, and so has this section"


def test_the_figures_of_accounts_for_and_against_are_told_each_with_who_gives_it(database: Database) -> None:
    load(database, FRAME, fee("R1", "desk", 410), fee("R2", "herald", 430), fee("R2", "gazette", 390, "opposes"))
    for brief in (True, False):
        (line,) = told_between(database, "R1", "R2", "contested", brief=brief)
        assert line.endswith("Fee: 430 by Herald's account, before 410, against 390 by Gazette's account.")


def test_other_figures_than_before_by_every_account_of_a_contest_are_counted_as_by_every_one(
    database: Database,
) -> None:
    load(database, FRAME, fee("R1", "desk", 410, position=94), fee("R2", "herald", 430, position=100))
    load(database, stance("fuel", "red", "supports", "R2", "gazette", more=", position: 88"))
    by_some = "; with other figures than before by some accounts alone: Red on one item"
    assert by_some in text_of(database, "R1", "R2")
    (line,) = told_between(database, "R1", "R2", "contested", brief=True)
    assert line.endswith("Fee: 430 by Herald's account, before 410."), "the other says nothing of it"
    load(database, fee("R2", "gazette", 425, position=88))
    assert "; with other figures than before: Red on one item" in text_of(database, "R1", "R2")


def test_figures_of_a_status_of_days_not_over_are_told_each_with_who_gives_it(database: Database) -> None:
    load(database, FRAME)
    for source, word, value in (("herald", "narrowed", 430), ("gazette", "deadlocked", 390)):
        given = f"figures: [{{what: fee, value: {value}}}], cite: {{source: {source}, at: ¶1}}"
        load(database, f"statuses: [{{item: fuel, held_on: 2026-02, status: {word}, {given}}}]")
    for brief in (True, False):
        (line,) = told_between(database, "R1", "R2", "new", brief=brief)
        assert line.endswith("Fee: 430 by Herald's account; fee: 390 by Gazette's account.")


def test_a_rival_that_comes_in_later_put_nothing_right_in_what_it_contradicts(database: Database) -> None:
    load(database, FRAME, fee("R2", "gazette", 425, position=88), fee("R2", "herald", 430, position=100))
    (line,) = told_between(database, "R2@2", "R2@3", "corrected")
    assert line == (
        "Fuel: accounts of Red contradict each other, supports (position 100) by entry 2, as a report has it "
        "against supports (position 88) by entry 1, as a report has it. Before: supports, as a report has it. "
        "Fee: 430 by Herald's account, against 425 by Gazette's account."
    )


def test_accounts_that_differ_in_their_place_on_the_scale_alone_are_told_with_it(database: Database) -> None:
    load(database, FRAME, fee("R1", "herald", 430, position=58), fee("R1", "gazette", 430, position=42))
    load(database, fee("R2", "desk", 430, position=50))
    (line,) = told_between(database, "R1", "R2", "contested")
    assert "before supports (position 58) or supports (position 42), as a report has it" in line
    assert "Position 58 or 42 → 50." in line, "and not of the one that is put first"
    (line,) = told_between(database, "R1", "R2", "earlier")
    assert "supports (position 58) by entry 1" in line
    assert "supports (position 42) by entry 2" in line


def test_a_condition_that_one_account_names_is_not_told_as_of_all(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1", "desk"))
    load(database, under("three weeks", "R2", "herald"), under("two weeks", "R2", "gazette"))
    ends = "conditional (if: three weeks) or conditional (if: two weeks)"
    (line,) = told_between(database, "R1", "R2", "moved")
    assert f": {ends}," in line
    assert "Red now makes a condition. Accounts of Red contradict each other." in line
    (line,) = told_between(database, "R2", "R1", "moved")
    assert f"before {ends}" in line
    assert "Red names no condition any more. Accounts of Red no longer" in line
    load(database, stance("land", "red", "supports", "2026-02-08"))
    (line,) = told_between(database, "R2", "2026-02-09", "earlier")
    assert "conditional (if: three weeks) by entry 2" in line
    assert "conditional (if: two weeks) by entry 3" in line


def test_another_condition_of_each_account_is_told_of_each(database: Database) -> None:
    load(database, FRAME, under("a week", "R1", "desk"), under("two weeks", "R2", "gazette"))
    load(database, under("three weeks", "R2", "herald"))
    (line,) = told_between(database, "R1", "R2", "moved")
    assert "Red names another condition. Accounts of Red contradict each other, " in line
    assert [line.count(each) for each in ("three weeks", "two weeks", "a week")] == [1, 1, 1]
    (line,) = told_between(database, "R2", "R1", "moved")
    assert "Red names another condition in place of “three weeks” or “two weeks”: a week" in line


def test_a_condition_of_an_account_in_another_word_stands_with_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1", "desk"))
    load(database, under("three weeks", "R2", "herald", "supports"), under("two weeks", "R2", "gazette"))
    (line,) = told_between(database, "R1", "R2", "moved")
    assert "changed sides: supports (if: three weeks) or conditional (if: two weeks)" in line
    assert "Red now makes a condition. " in line


def test_a_condition_that_all_accounts_name_is_told_plainly(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1", "desk"))
    load(database, under("Two weeks.", "R2", "herald", "supports"), under("two weeks", "R2", "gazette"))
    (line,) = told_between(database, "R1", "R2", "moved")
    assert "Red now makes a condition. Accounts" in line


def test_an_earlier_contest_ends_by_keeping_a_coarser_word_or_takes_it_back_with_its_account(
    database: Database, new_location: NewLocation
) -> None:
    """Entry 3 says of one day what entry 1 says of the round; entry 4 comes after all of them."""
    seeds = [
        stance("land", "red", "demands", "R1"),
        stance("land", "red", "opposes", "R1", "gazette"),
        stance("land", "red", "demands", "2026-01-24", "desk", at="¶3"),
        stance("land", "red", "demands", "R2", at="¶4"),
    ]
    desk = "sources: [{key: desk, title: Our grid, kind: assessment}]"
    other = Database(new_location("sqlite"))
    for each, keep, gone in ((database, 1, {2}), (other, 2, {1, 3})):
        load(each, FRAME, desk, *seeds)
        with each.write() as store:
            settling.settle(store, "land", "red", HEADER, reason="his own word", keep=keep)
        with each.read() as store:
            assert entries.displaced(store, 99, {1, 2, 3, 4}).keys() == gone
            assert not matrix_at(store, "R1").rows[0].cells["red"].contested
    other.close()


SAID, DENIED, SAID_SINCE = (
    stance("land", "red", "supports", "R1", more=", summary: Would take it"),
    stance("land", "red", "opposes", "R1", "gazette", more=", summary: Denies that it ever would"),
    stance("land", "red", "opposes", "2026-01-24", at="¶2"),
)


@pytest.mark.parametrize("order", [*permutations((SAID, DENIED, SAID_SINCE))])
def test_a_move_that_the_party_denies_is_told_as_contradicted_and_its_contest_is_an_earlier_one_in_any_order(
    database: Database, order: Sequence[str]
) -> None:
    imported = load(database, FRAME, *order)
    number = {seed: place for place, seed in enumerate(order, 1)}
    with database.read() as store:
        (contest,) = contests.open_at(store, When(date.max, 99))
        back = section(report_between(store, "R2", "R1"), "inside")
    assert {contest.entry, contest.other} == {number[SAID], number[DENIED]}
    assert (contest.stands, contest.overtaken) == (False, True)
    (line,) = lines(database, "R1", "R2", "inside")
    assert line.startswith("Inside R1: Red moved from supports, contradicted then, to opposes on Land, ")
    assert back[0].startswith("Inside R1: Red moved from opposes to supports, contradicted then, on Land, ")
    (line,) = lines(database, "R1", "R2", "earlier")
    assert "what came later is not contested" in line
    assert len(imported.overtaken) == 1
    came_round = [note for note in imported.notices if "of the same source, and says what entry" in note]
    assert len(came_round) == (order[-1] == SAID_SINCE)


def test_a_step_on_the_way_that_the_party_denies_is_told_as_contradicted(database: Database) -> None:
    load(
        database,
        FRAME,
        stance("land", "red", "opposes", "2026-01-20"),
        SAID.replace("round: R1", "held_on: 2026-01-23"),
    )
    (since,) = lines(database, "2026-01-21", "R2", "moved")
    assert "contradicted" not in since
    load(database, DENIED, SAID_SINCE)
    (line,) = lines(database, "2026-01-21", "R2", "moved")
    assert "In between: supports, contradicted then (23 Jan 2026)" in line
    with database.read() as store:
        (change,) = changes_between(store, "2026-01-21", "R2")
    assert [step.contested for step in change.via] == [True]
    load(database, stance("land", "red", "demands", "R2", at="¶3"))
    (line,) = lines(database, "2026-01-21", "R2", "moved")
    assert "In between: supports, contradicted then (23 Jan 2026)" in line
    assert "then opposes (24 Jan 2026)" in line, "both sources have it so"
    with database.read() as store:
        (change,) = changes_between(store, "2026-01-21", "R2")
    assert [step.contested for step in change.via] == [True, False]


def test_a_step_that_a_vague_denial_of_another_bears_out_is_contradicted_by_nobody(database: Database) -> None:
    load(
        database,
        FRAME,
        stance("land", "red", "supports", "2026-01-23"),
        stance("land", "red", "opposes", "2026-01-23/2026-01-28", "gazette"),
        stance("land", "red", "opposes", "2026-01-26", at="¶2"),
        stance("land", "red", "demands", "R2", at="¶3"),
    )
    (line,) = lines(database, "2026-01-24", "R2", "moved")
    assert "In between: opposes (26 Jan 2026)" in line


CAME_ROUND = "of the same source, and says what entry"


@pytest.mark.parametrize("third", ["gazette", "desk"])
def test_where_a_third_report_has_the_day_too_no_contest_is_left_and_none_is_noted(
    database: Database, third: str
) -> None:
    load(database, FRAME, "sources: [{key: desk, title: Other, reliability: A}]")
    denied_since = stance("land", "red", "opposes", "2026-01-24", third, at="¶9")
    load(database, SAID.replace("round: R1", "held_on: 2026-01-23"), DENIED, denied_since)
    assert not [note for note in load(database, SAID_SINCE).notices if CAME_ROUND in note]
    with database.read() as store:
        assert contests.open_at(store, When(date.max, 99)) == []


def test_of_many_vague_reports_of_two_sources_it_is_soon_found_who_comes_round(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[CellClaim, CellClaim]] = []

    def counted(one: CellClaim, other: CellClaim) -> bool:
        asked.append((one, other))
        return accounts.follows(one, other)

    monkeypatch.setattr(warnings, "follows", counted)
    days = [(date(2026, 1, 1) + timedelta(n), date(2026, 3, 1) + timedelta(n)) for n in range(20)]
    denials = [stance("land", "red", "opposes", f"{one}/{last}", "gazette", at=f"¶{one}") for one, last in days]
    said = [
        stance("land", "red", "supports" if n % 2 else "opposes", f"{one}/{last - timedelta(20)}", at=f"¶{n}")
        for n, (one, last) in enumerate(days)
    ]
    imported = load(database, FRAME, *denials, *said)
    assert any(CAME_ROUND in note for note in imported.notices)
    assert len(asked) < 5 * len(said) ** 2


def test_two_who_tell_of_the_same_move_contradict_nobody(database: Database) -> None:
    load(database, FRAME, SAID, SAID_SINCE)
    load(database, *(seed.replace("herald", "gazette") for seed in (SAID, SAID_SINCE)))
    (line,) = lines(database, "R1", "R2", "inside")
    assert "contradicted" not in line


def test_a_contest_that_we_settled_is_told_as_settled_by_us_with_how_and_why(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("fuel", "red", "opposes", "R1"), stance("fuel", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "blue", "opposes", "R1"), stance("land", "blue", "supports", "R1", "gazette"))
    with database.write() as store:
        known = changesets.last_number(store)
        settling.settle(store, "land", "red", HEADER, reason="a briefing, no report", keep=1)
        settling.settle(store, "fuel", "red", HEADER, reason="said in the evening", moved=(3, 4))
        acting.retract(store, 5, HEADER, reason="misread")
    since = lines(database, f"R1@{known}", "R1", "corrected")
    over = "Accounts of Red no longer contradict each other."
    assert [(line.count(over), line.rpartition(". ")[2]) for line in since if "Red" in line] == [
        (1, "Settled by us: a briefing, no report."),
        (1, "Settled by us, one after the other: said in the evening."),
    ]
    assert [line for line in since if "Blue" in line and "Settled" not in line], "taken back, and not settled"
    assert "Settled by us" not in text_of(database, "R1", f"R1@{known}")


def test_a_contest_that_ended_is_told_with_both_accounts_where_the_place_of_one_was_put_right_too(
    database: Database,
) -> None:
    """Settled, or its rival taken back; of a status, and of accounts that differ in their place on the scale alone."""
    load(database, FRAME, stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "blue", "opposes", "R1"), stance("land", "blue", "supports", "R1", "gazette"))
    load(database, fee("R1", "herald", 430, position=58), fee("R1", "gazette", 430, position=42))
    status = "statuses: [{{item: land, round: R1, status: {}, cite: {{source: {}, at: {}}}{}}}]".format
    load(database, status("agreed", "herald", "¶1", ""), status("deadlocked", "gazette", "¶1", ""))
    with database.write() as store:
        known = changesets.last_number(store)
        settling.settle(store, "land", "red", HEADER, reason="own word", keep=1)
        settling.settle(store, "fuel", "red", HEADER, reason="the later edition", keep=5)
        settling.settle(store, "land", None, HEADER, reason="the protocol", keep=7)
        acting.retract(store, 4, HEADER, reason="misread")
    load(database, stance("land", "red", "opposes", "R1", at="¶4", more=", corrects: 1"))
    load(database, stance("land", "blue", "opposes", "R1", at="¶4", more=", corrects: 3"))
    load(
        database, fee("R1", "herald", 430, position=58).replace("¶1", "¶4").replace("position", "corrects: 5, position")
    )
    load(database, status("agreed", "herald", "¶4", ", corrects: 7"))
    since = lines(database, f"R1@{known}", "R1", "corrected")
    assert len(since) == 4
    assert [line for line in since if "told otherwise" in line] == []
    assert [line for line in since if "no longer contradict each other. We now read " not in line] == []
    told = {
        "we had opposes or supports. Settled by us: own word.": 1,
        "we had opposes or supports.": 2,
        "supports (position 58), as a report has it, where we had supports (position 58) or supports (position 42). "
        "Settled by us: the later edition.": 1,
        "we had agreed or deadlocked. Settled by us: the protocol.": 1,
    }
    assert {each: sum(each in line for line in since) for each in told} == told, since
    assert (
        sum(line.endswith("Settled by us: own word.") for line in lines(database, f"R1@{known}", "R2", "corrected"))
        == 1
    )


Act = Callable[[Store], object]


def settled_and(database: Database, *more: Act) -> str:
    """Settle one contest for the first account, do more, and return what is told of it since it was contested."""
    load(database, FRAME, stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    with database.write() as store:
        known = changesets.last_number(store)
    for act in (keep(1, "our man"), *more):
        with database.write() as store:
            act(store)
    (line,) = (each for each in lines(database, f"R1@{known}", "R1", "corrected") if "Red" in each)
    return line.partition("Settled by us")[2]


def keep(number: int, reason: str) -> Act:
    return lambda store: settling.settle(store, "land", "red", HEADER, reason=reason, keep=number)


def says_again(store: Store) -> None:
    load_into(store, stance("land", "red", "supports", "R1", "desk"))


def undone(store: Store) -> None:
    undoing.undo(store, changesets.last_number(store), HEADER, reason="too early")


def put_right(**fields: str) -> Act:
    return lambda store: acting.correct(store, 1, fields, HEADER, reason="misread")


def rejects_it(store: Store) -> None:
    acting.review(store, [1], Verdict.rejected, HEADER)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([], ": our man."),
        ([says_again, keep(4, "two mediators")], ": two mediators."),
        ([undone, keep(4, "two mediators")], ": two mediators."),
        ([undone, undone], ": our man."),
        ([says_again, keep(1, "He was there")], ": our man. He was there."),
        ([says_again, keep(4, "two mediators"), undone, keep(6, "He was there")], ": our man. He was there."),
        ([rejects_it, says_again], ""),
        ([put_right(stance="supports")], ""),
        ([put_right(stance="rejects")], ": our man."),
        ([put_right(summary="Against it.")], ": our man. Against it."),  # the analyst's words follow, as behind any claim
    ],
    ids=["once", "against what came later", "anew", "again", "twice alike", "back and forth", "rejected", "put right",
         "put right and against it still", "said alike"],
)  # fmt: skip
def test_a_contest_is_told_as_settled_for_the_reason_that_holds(
    database: Database, more: Sequence[Act], told: str
) -> None:
    assert settled_and(database, *more) == told


def rivals_since(database: Database, before: str, *rivals: str) -> tuple[str, str]:
    """Load one account by R1 and rivals by R2; return the line on the move, there and read backwards."""
    load(database, FRAME, before, *rivals)
    (there,), (back,) = (told_between(database, *ends, "moved", brief=True) for ends in (("R1", "R2"), ("R2", "R1")))
    return there, back


def test_a_condition_that_goes_as_a_contest_begins_is_told_with_what_every_account_holds(database: Database) -> None:
    before = under("gas is paid", "R1", "desk")
    rivals = stance("land", "red", "demands", "R2"), stance("land", "red", "opposes", "R2", "gazette")
    line, back = rivals_since(database, before, *rivals)
    assert "Red names no condition any more. Accounts of Red contradict each other, " in line
    for said in ("opposes by entry 3", "demands by entry 2", "Before: conditional (if: gas is paid)"):
        assert said in line
    assert "Red now makes a condition: gas is paid. Accounts of Red no longer contradict each other. " in back
    assert "Now conditional (if: gas is paid)" in back
    assert ", before opposes" in back or ", before demands" in back
    (named,) = told_between(database, "R1", "R2", "contested", brief=True)
    assert named == "Told with what changed: Land (Red)."


def test_a_place_and_a_salience_of_a_contest_are_told_with_what_every_account_holds(database: Database) -> None:
    before = stance("land", "red", "supports", "R1", "desk", more=", position: 20, salience: 20")
    rivals = (
        stance("land", "red", "supports", "R2", more=", position: 50, salience: 60"),
        stance("land", "red", "supports", "R2", "gazette", more=", position: 80, salience: 65"),
    )
    line, back = rivals_since(database, before, *rivals)
    assert "It matters 40 to 45 points more to Red. Accounts of Red contradict each other, " in line
    assert "supports (position 80) by entry 3" in line
    assert "supports (position 50) by entry 2" in line
    assert "no longer contradict each other. Now supports" in back
    assert "supports (position 80)" in back
    assert "supports (position 50)" in back


NO_FURTHER = "No further item of substance is reported settled"
BY_SOME_LAND = "by every account; by some, Land."


UNLIKE = "Ended by accounts that differ"


def as_ended(status: str, held: str, source: str, item: str = "land") -> str:
    return f"statuses: [{{item: {item}, round: {held}, status: {status}, cite: {{source: {source}}}}}]"


def test_what_one_account_has_as_agreed_and_another_as_lapsed_is_counted_as_neither(database: Database) -> None:
    load(database, FRAME, as_ended("discussed", "R1", "desk"))
    load(database, as_ended("agreed", "R2", "herald"), as_ended("lapsed", "R2", "gazette"))
    with database.read() as store:
        note = report_between(store, "R1", "R2")
    assert note.lead[0].text == (
        "No item of substance is reported settled by every account; by some, Land. Ended by accounts that differ: Land."
    )
    assert "none settled, none lapsed, one ended by accounts that differ." in note.first[1].text


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("agreed", ("agreed", "open"), f"{NO_FURTHER}. Reopened by some accounts alone: Land."),
        ("agreed", ("agreed", "deadlocked"), f"{NO_FURTHER}. Reopened by some accounts alone: Land."),
        ("implemented", ("implemented", "discussed"), f"{NO_FURTHER}. Reopened by some accounts alone: Land."),
        ("agreed", ("dropped", "agreed"), f"{NO_FURTHER}. Ended by accounts that differ: Land."),
        ("dropped", ("dropped", "open"), f"{NO_FURTHER}. Reopened by some accounts alone: Land."),
        ("dropped", ("dropped", "agreed"), f"{NO_FURTHER} {BY_SOME_LAND} Ended by accounts that differ: Land."),
        ("open", ("agreed", "open"), f"{NO_FURTHER} {BY_SOME_LAND}"),
        ("open", ("dropped", "discussed"), f"{NO_FURTHER}. Dropped by some accounts alone: Land."),
        ("open", ("lapsed", "discussed"), f"{NO_FURTHER}. Lapsed by some accounts alone: Land."),
    ],
)
def test_what_some_say_still_stands_is_not_told_as_settled_or_dropped_since(
    before: str, now: tuple[str, str], told: str, database: Database
) -> None:
    load(database, FRAME, as_ended(before, "R1", "desk"), as_ended("agreed", "R1", "desk", "fuel"))
    load(database, as_ended(now[0], "R2", "herald"), as_ended(now[1], "R2", "gazette"))
    with database.read() as store:
        assert report_between(store, "R1", "R2").lead[0].text == told


def test_what_was_settled_already_is_named_by_nothing_but_further(database: Database) -> None:
    load(database, FRAME, as_ended("agreed", "R1", "desk"))
    load(database, as_ended("agreed", "R2", "herald"), as_ended("open", "R2", "gazette"))
    with database.read() as store:
        told = report_between(store, "R1", "R2").lead[0].text
    assert told.startswith("No further item of substance is reported settled. Reopened by some accounts alone")


def test_what_one_account_of_several_was_learned_to_have_settled_stands_alone(database: Database) -> None:
    load(database, FRAME, as_ended("open", "R1", "desk"), as_ended("agreed", "R1", "herald"))
    with database.read() as store:
        told = report_between(store, "R1@2", "R1@3").lead[0].text
    assert told == "As we now read it, settled by some accounts alone: Land."


@pytest.mark.parametrize("accounts", [("agreed",), ("agreed", "discussed"), ("dropped",), ("dropped", "discussed")])
def test_what_may_have_ended_before_is_told_as_possibly_ended(accounts: tuple[str, ...], database: Database) -> None:
    load(database, FRAME, stance("fuel", "red", "demands", "R1"), stance("fuel", "red", "supports", "R2"))
    month = "held_on: 2026-01"
    told_by = zip(accounts, ("herald", "gazette"), strict=False)
    load(database, *(as_ended(word, "R1", by).replace("round: R1", month) for word, by in told_by))
    with database.read() as store:
        told = report_between(store, "R1", "R2").lead[0].text
    how = {"agreed": "settled"}.get(accounts[0], accounts[0])
    assert told == f"No item of substance is reported settled. Possibly {how} (undated): Land."


def test_what_is_surely_settled_is_told_so_though_something_else_is_undated(database: Database) -> None:
    load(database, FRAME, as_ended("open", "R1", "herald"), as_ended("agreed", "R2", "herald"))
    load(database, as_ended("open", "R1", "gazette").replace("round: R1", "held_on: 2026-02"))
    with database.read() as store:
        assert report_between(store, "R1", "R2").lead[0].text == "Settled, of substance: Land."


@pytest.mark.parametrize(
    ("agreed_on", "told"),
    [
        ("2026-02-04", f"No {{}} by every account; by some, Land. {UNLIKE}: Land."),
        (
            "2026-01-20/2026-02-04",
            f"No {{}}. Possibly settled (undated): Land. Possibly {UNLIKE.lower()} (undated): Land.",
        ),
    ],
)
def test_what_was_surely_agreed_since_is_told_so_though_it_may_have_been_dropped_before(
    agreed_on: str, told: str, database: Database
) -> None:
    load(database, FRAME, stance("fuel", "red", "demands", "R1"), stance("fuel", "red", "supports", "R2"))
    for word, source, held in (("agreed", "herald", agreed_on), ("dropped", "gazette", "2026-01-20/2026-02-10")):
        load(database, as_ended(word, "R1", source).replace("round: R1", f"held_on: {held}"))
    with database.read() as store:
        lead = report_between(store, "R1", "2026-02-11").lead[0].text
    assert lead == told.format("item of substance is reported settled")


def test_each_account_of_a_contest_has_its_places_where_all_that_stands_is_told(database: Database) -> None:
    load(database, FRAME, as_ended("narrowed", "R1", "herald"), as_ended("agreed", "R1", "gazette"))
    load(database, stance("fuel", "red", "demands", "2026-01-30", "desk"))
    load(database, stance("fuel", "red", "opposes", "R2"), stance("fuel", "red", "undecided", "R2", "gazette"))
    told = text_of(database, "R1", "R2")
    assert re.search(r"then contested: \*\w+\* or \*\w+\*[^.]*?\[\^\d+\]\[\^\d+\]\)", told)
    with database.read() as store:
        note = note_of(store, compare(store, "R1", "R2", told=True, full=True), brief=True)
    assert re.search(r"status \*\w+\*[^\[]*\[\^\d+\] or \*\w+\*[^\[]*\[\^\d+\] \(contested\)", markdown_text(note))


def test_a_contest_that_what_we_learned_widens_is_told_once(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "red", "undecided", "R1", "desk"))
    (line,) = told_between(database, "R1@3", "R1@4", "contested", brief=True)
    assert line == "Told with what changed: Land (Red)."
    (line,) = told_between(database, "R1@3", "R1@4", "corrected", brief=True)
    assert "accounts of Red contradict each other" in line


@pytest.mark.both_engines
def test_a_deadlock_is_told_though_a_nearer_source_only_says_that_it_is_open(database: Database) -> None:
    """The nearer one says nothing of a deadlock: it is neither its word nor denied by it."""

    def told(word: str, source: str, speaker: str) -> str:
        cite = f"{{source: {source}, at: ¶1, speaker: {speaker}}}"
        return f"statuses: [{{item: land, held_on: 2026-02-05, status: {word}, cite: {cite}}}]"

    load(database, FRAME, told("deadlocked", "herald", "media"), told("open", "gazette", "readout"))
    with database.read() as store:
        head = " ".join(line.text for line in report_between(store, "R1", "R2").lead)
    assert "Deadlocked: Land." in head
    assert lines(database, "R1", "R2", "new") == ["Land is first reported: deadlocked, as the media report."]


def test_that_an_item_is_open_goes_without_a_voice_only_where_all_of_it_is_at_first_hand(database: Database) -> None:
    def told(item: str, *speakers: str) -> str:
        cites = ", ".join(f"{{source: herald, at: ¶{place}, speaker: {each}}}" for place, each in enumerate(speakers))
        return f"statuses: [{{item: {item}, held_on: 2026-02-05, status: open, cite: [{cites}]}}]"

    load(database, FRAME, told("land", "readout"), told("fuel", "readout", "media"))
    assert lines(database, "R1", "R2", "new") == [
        "Land is first reported: open.",
        "Fuel is first reported: open, by a readout's account and as the media report.",
    ]


def test_that_an_item_may_be_deadlocked_is_told_beside_that_it_was_surely_discussed(database: Database) -> None:
    """The Gazette's week is not over by R1; whether the deadlock came before or after its end nobody knows."""
    said = ("2026-01-23", "discussed", "herald"), ("2026-01-20/2026-01-31", "deadlocked", "gazette")
    given = "statuses: [{{item: land, held_on: {}, status: {}, cite: {{source: {}}}}}]".format
    load(database, FRAME, *(given(*each) for each in said))
    with database.read() as store:
        reports = [report_between(store, *points) for points in (("2026-01-10", "R1"), ("R1", "R2"))]
    (before,), (since,) = ([line for line in section(each, "undated") if "deadlocked" in line] for each in reports)
    assert before.startswith("Land: possibly, the status deadlocked, as a report has it, some time in 20–31 Jan 2026;")
    assert since.startswith("Land: the status deadlocked, as a report has it, some time in 20–31 Jan 2026; whether by")
    assert "Deadlocked: Land" not in markdown_text(reports[0])
