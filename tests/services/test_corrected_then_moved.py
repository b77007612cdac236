"""What an analyst reads of a cell in which we put something right and the party moved since: both, each as it is.

From what was known at one changeset to what is known at another both can come to one cell. The correction is told as of
the days of what it puts right, and the move from there on is the party's own (design, part 7: moves inside the window
are moves).
"""

import random
from collections import Counter
from itertools import combinations

import pytest

from ledger.domain.diff import Cause, StatusSide
from ledger.domain.floors import OWN, Counting, Floor
from ledger.domain.readings import Reading
from ledger.domain.words import Verdict
from ledger.services import acting, rekeying, settling
from ledger.services.note import report_between
from ledger.services.undoing import undo
from ledger.storage import changesets
from ledger.storage.database import Database
from tests.effort import seeds
from tests.services.test_diffing import PLAIN, a_life, diff, lines, status
from tests.support import FRAME, HEADER, load, stance, together

OPPOSED = stance("land", "red", "opposes", "R1")
SUPPORTED = stance("land", "red", "supports", "R1", more=", corrects: 1")
DEMANDED = stance("land", "red", "demands", "R2")
RED = "Land: Red: "
WAYS = ["@2 @4", "R2@2 R2@4", "2026-02-20@2 2026-02-20@4"]


def told(database: Database, start: str, end: str) -> set[tuple[str, ...]]:
    """Each change: its cause, what stands after, and what stood before."""
    changes = diff(database, start, end).changes
    return {(each.cause.value, *(_word(side) for side in (each.after, each.before))) for each in changes}


def _word(side: Reading | StatusSide | None) -> str:
    if side is None:
        return "nothing"
    return side.state if isinstance(side, StatusSide) else side.word


def note(database: Database, start: str = "@2", end: str = "@4", counting: Counting = OWN) -> str:
    with database.read() as store:
        return "\n".join(each.text for each in report_between(store, start, end, counting=counting).sentences)


@pytest.mark.parametrize("ends", WAYS)
def test_the_correction_and_the_move_since_are_told_apart(database: Database, ends: str) -> None:
    load(database, PLAIN, OPPOSED, SUPPORTED, DEMANDED)
    start, end = ends.split()
    assert told(database, start, end) == {("corrected", "supports", "opposes"), ("moved", "demands", "supports")}
    assert told(database, end, start) == {("corrected", "opposes", "supports"), ("moved", "supports", "demands")}
    assert lines(diff(database, start, end)) == lines(diff(database, "R1@2", "R2@4"))


def test_the_note_says_who_moved_and_what_we_read_otherwise(database: Database) -> None:
    load(database, PLAIN, OPPOSED, SUPPORTED, DEMANDED)
    text = note(database)
    assert "Moved: Red on one item." in text
    assert "demands, before supports" in text
    assert "we now read supports, where we had opposes" in text


def test_figures_are_told_from_what_we_had_and_from_what_it_gave_before(database: Database) -> None:
    of = ", figures: [{{what: fee, value: {}, unit: euros}}]".format
    load(
        database,
        PLAIN,
        stance("land", "red", "supports", "R1", more=of(12)),
        stance("land", "red", "supports", "R1", more=of(21) + ", corrects: 1"),
        stance("land", "red", "demands", "R2", more=of(18)),
    )
    text = note(database)
    assert "Fee: 18 euros, before 21 euros." in text
    assert "told otherwise: fee 12 euros → 21 euros." in text
    back = note(database, "@4", "@2")
    assert "Fee: 21 euros, before 18 euros." in back
    assert "told otherwise: fee 21 euros → 12 euros." in back


def test_what_was_settled_is_ours_and_what_came_since_is_the_partys(database: Database) -> None:
    load(database, PLAIN, OPPOSED, stance("land", "red", "supports", "R1", "gazette"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=2, reason="seen")
    load(database, DEMANDED)
    assert lines(diff(database, "@3", "@5")) == ["shifted land red moved", "resolved land red corrected"]


def test_what_was_taken_back_is_ours_and_what_was_heard_since_is_first_heard(database: Database) -> None:
    load(database, PLAIN, OPPOSED)
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    load(database, DEMANDED)
    assert told(database, "@2", "@4") == {("corrected", "nothing", "opposes"), ("moved", "demands", "nothing")}


def test_a_rival_of_an_earlier_day_makes_no_sure_move_of_what_came_since(database: Database) -> None:
    """It may have moved from either: the contest is what we learned, and the move is told by each account."""
    load(database, PLAIN, OPPOSED, stance("land", "red", "supports", "R1", "gazette"), DEMANDED)
    found = diff(database, "@2", "@4")
    (moved,) = [each for each in found.changes if each.cause == "moved"]
    assert (moved.verbs, moved.moved_by_each, len(moved.by_account)) == (("resolved",), True, 2)
    assert [each.verbs for each in found.changes if each.cause == "corrected"] == [("contested",)]


def test_that_a_round_has_other_days_puts_no_earlier_contest_right(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "red", "conditional", "R2", more=", condition: paid"))
    with database.write() as store:
        acting.edit(store, "round", "R2", {"ends": "2026-02-06"}, HEADER)
    assert overtaken(database, "R2@4", "R2") == overtaken(database, "R2", "R2@4") == []
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="misread")
    assert len(overtaken(database, "R2@4", "R2")) == 1


@pytest.mark.parametrize("between", ["", "2026-01-30", "2026-02-07"])
@pytest.mark.parametrize(
    "days", ["2026-02-03 2026-02-04", "2026-02-05 2026-02-06", "2026-02-10 2026-02-11", "2026-01-10 2026-01-11"]
)
def test_that_a_round_has_quite_other_days_puts_nothing_right(days: str, between: str, database: Database) -> None:
    """What was held at it stands on other days then, and others in its place on those; nobody put them right."""
    load(database, PLAIN, OPPOSED, stance("land", "red", "supports", "R2"))
    load(database, stance("land", "red", "doubts", between or "2026-01-23", "gazette"))
    load(database, stance("land", "red", "conditional", "2026-02-20"))
    with database.write() as store:
        acting.edit(store, "round", "R2", dict(zip(("starts", "ends"), days.split(), strict=True)), HEADER)
    assert overtaken(database, "@5", "@6") == overtaken(database, "@6", "@5") == []
    with database.write() as store:
        acting.retract(store, 5, HEADER, reason="misread")
    assert [row[1] for row in overtaken(database, "@5", "@7")] == ["corrected"]


def test_what_was_put_right_of_a_round_before_it_got_other_days_is_told_once_as_of_those(database: Database) -> None:
    load(database, PLAIN, OPPOSED, DEMANDED, stance("land", "red", "conditional", "2026-02-20"))
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="misread")
    with database.write() as store:
        acting.edit(store, "round", "R2", {"starts": "2026-02-10", "ends": "2026-02-11"}, HEADER)
    assert overtaken(database, "@4", "@6") == [("2026-02-11", "corrected", "opposes", "demands")]
    assert overtaken(database, "@6", "@4") == [("2026-02-11", "corrected", "demands", "opposes")]


_SINCE = {
    "a status said again": (status("land", "agreed", "2026-02-20", "gazette"), {"reaffirmed land moved"}),
    "another status": (status("land", "implemented", "2026-02-20", "gazette"), {"advanced land moved"}),
    "a stance said again": (stance("land", "red", "supports", "2026-02-20", "gazette"), {"reaffirmed land red moved"}),
    "another stance": (stance("land", "red", "demands", "2026-02-20", "gazette"), {"shifted land red moved"}),
    "a promise kept": (status("vow", "kept", "2026-02-20", "gazette"), {"reaffirmed vow moved"}),
}
_VOW = "items: [{key: vow, kind: commitment, title: A vow}]"


@pytest.mark.parametrize("days", ["2026-02-04 2026-02-07", "2026-02-10 2026-02-11", "2026-02-01 2026-02-02"])
@pytest.mark.parametrize("news", list(_SINCE))
def test_news_after_a_round_that_got_other_days_is_told_from_what_was_said_at_it(
    news: str, days: str, database: Database
) -> None:
    """What was reported of the round stood before its days were known, and stands: the news comes after that."""
    load(database, PLAIN, _VOW, stance("land", "red", "opposes", "R1"), status("land", "discussed", "R1"))
    load(database, status("vow", "promised", "R1"), stance("land", "red", "supports", "R2"))
    load(database, status("land", "agreed", "R2"), status("vow", "kept", "R2"))
    with database.write() as store:
        acting.edit(store, "round", "R2", dict(zip(("starts", "ends"), days.split(), strict=True)), HEADER)
    text, wanted = _SINCE[news]
    load(database, text)
    assert set(lines(diff(database, "@9", "@10"))) == wanted
    assert set(lines(diff(database, "@8", "@10"))) == wanted
    for pair in (("@9", "@10"), ("@8", "@10")):
        back = told(database, *pair[::-1])
        assert back == {(cause, was, now) for cause, now, was in told(database, *pair)}


@pytest.mark.parametrize("joined", ["item", "party"])
def test_so_is_news_of_what_a_joined_record_goes_on_as(joined: str, database: Database) -> None:
    """What was said at the round stood under the key of before."""
    item, party = ("fuel", "red") if joined == "item" else ("land", "rouge")
    rouge = "parties: [{key: rouge, code: RG, name: Rouge, role: principal}]"
    load(database, PLAIN, rouge, stance(item, party, "opposes", "R1"), stance(item, party, "supports", "R2"))
    with database.write() as store:
        acting.edit(store, "round", "R2", {"starts": "2026-02-10", "ends": "2026-02-11"}, HEADER)
    with database.write() as store:
        old, new = ("fuel", "land") if joined == "item" else ("rouge", "red")
        rekeying.join(store, joined, old, new, HEADER, reason="one and the same")
    load(database, stance("land", "red", "demands", "2026-02-20", "gazette"))
    for start in ("@4", "@5"):
        assert told(database, start, "@7") == {("moved", "demands", "supports")}
        assert told(database, "@7", start) == {("moved", "supports", "demands")}


def test_that_an_item_was_joined_puts_nothing_right_of_earlier_days(database: Database) -> None:
    load(database, PLAIN, status("fuel", "discussed", "R1"), status("fuel", "agreed", "R2"))
    with database.write() as store:
        rekeying.join(store, "item", "fuel", "land", HEADER, reason="one and the same")
    assert overtaken(database, "@3", "@4") == overtaken(database, "@4", "@3") == []


@pytest.mark.parametrize("later", [(), (stance("land", "red", "demands", "2026-02-20"),)])
def test_what_is_learned_of_a_day_before_the_new_days_of_a_round_is_told(
    later: tuple[str, ...], database: Database
) -> None:
    """What was said at the round comes after that day by what is known now, and stands at both ends."""
    load(database, PLAIN, OPPOSED, stance("land", "red", "supports", "R2"))
    with database.write() as store:
        acting.edit(store, "round", "R2", {"starts": "2026-02-10", "ends": "2026-02-11"}, HEADER)
    load(database, together(stance("land", "red", "doubts", "2026-02-07", "gazette"), *later))
    for start, by in (("@3", ", by the days that rounds have now"), ("@4", "")):
        assert overtaken(database, start, "@5") == [("2026-02-07", "corrected", "doubts", "opposes")]
        assert overtaken(database, "@5", start) == [("2026-02-07", "corrected", "opposes", "doubts")]
        told = f"As of 7 Feb 2026{by}, since overtaken: Land: Red: we now read doubts, where we had opposes"
        assert told in note(database, start, "@5")


_SUPPORTED_LATER = stance("land", "red", "supports", "R2")
_IF_PAID, _IF_FREED = (
    stance("land", "red", "conditional", held, more=f", condition: {what}")
    for held, what in (("R1", "paid"), ("R2", "freed"))
)


@pytest.mark.parametrize(
    ("before", "moved", "days", "news"),
    [
        ((OPPOSED, _SUPPORTED_LATER), "R1", ("2026-01-10", "2026-01-11"), ("2026-01-15", "doubts")),
        (
            (status("land", "deadlocked", "R1"), status("land", "agreed", "R2")),
            *("R1", ("2026-01-10", "2026-01-11"), ("2026-01-15", "progress")),
        ),
        ((_IF_PAID, _IF_FREED), "R2", ("2026-02-10", "2026-02-11"), ("2026-02-07", "doubts")),
    ],
    ids=["nothing was read", "no status was read", "another condition was read"],
)
def test_what_was_read_otherwise_before_a_round_got_its_days_is_told_by_the_days_of_now(
    before: tuple[str, ...], moved: str, days: tuple[str, str], news: tuple[str, str], database: Database
) -> None:
    load(database, PLAIN, *before)
    with database.write() as store:
        acting.edit(store, "round", moved, dict(zip(("starts", "ends"), days, strict=True)), HEADER)
    held, word = news
    learned = stance("land", "red", word, held, "gazette")
    load(database, status("land", word, held, "gazette") if word == "progress" else learned)
    for ends in (("@3", "@5"), ("@5", "@3")):
        assert ", by the days that rounds have now, since overtaken: Land: " in note(database, *ends)


def test_so_is_what_was_read_under_the_key_of_an_item_that_was_joined_since(database: Database) -> None:
    load(database, PLAIN, stance("fuel", "red", "opposes", "R1"), stance("fuel", "red", "supports", "R2"))
    with database.write() as store:
        acting.edit(store, "round", "R2", {"starts": "2026-02-10", "ends": "2026-02-11"}, HEADER)
    with database.write() as store:
        rekeying.join(store, "item", "fuel", "land", HEADER, reason="one and the same")
    load(database, stance("land", "red", "doubts", "2026-02-07", "gazette"))
    assert "As of 7 Feb 2026, by the days that rounds have now, since overtaken: " in note(database, "@3", "@6")
    assert "As of 7 Feb 2026, since overtaken: " in note(database, "@5", "@6")


def test_what_comes_after_a_point_by_the_new_days_of_its_round_was_not_before_what_is_learned(
    database: Database,
) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R2"))
    with database.write() as store:
        acting.edit(store, "round", "R2", {"starts": "2026-02-18", "ends": "2026-02-19"}, HEADER)
    load(database, stance("land", "red", "doubts", "2026-02-02", "gazette"))
    assert told(database, "2026-02-12@2", "2026-02-12@4") == {
        ("moved", "doubts", "nothing"),
        ("redefined", "nothing", "supports"),
    }


@pytest.mark.parametrize(("word", "between"), [("discussed", "deadlocked"), ("discussed", "progress")])
def test_another_word_that_agrees_with_what_stood_is_learned_and_not_said_again(
    word: str, between: str, database: Database
) -> None:
    load(database, PLAIN, status("land", word, "R1"), status("land", word, "R2"))
    load(database, status("land", between, "2026-01-30", "gazette"))
    assert overtaken(database, "@3", "@4") == [("2026-01-30", "corrected", between, word)]


@pytest.mark.parametrize("act", ["settle", "reject"])
def test_what_was_put_right_of_an_earlier_contest_is_told_though_its_round_has_other_days(
    act: str, database: Database
) -> None:
    load(database, PLAIN, stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "red", "conditional", "R2", more=", condition: paid"))
    with database.write() as store:
        acting.edit(store, "round", "R1", {"starts": "2026-01-22"}, HEADER)  # entries 4 and 5
    with database.write() as store:
        if act == "settle":
            settling.settle(store, "land", "red", HEADER, moved=(4, 5), reason="first one, then the other")
        else:
            acting.review(store, [5], Verdict.rejected, HEADER)
    assert overtaken(database, "R2@4", "R2")
    assert overtaken(database, "R2", "R2@4")


def test_of_what_was_overtaken_it_is_not_told_how_much_it_rests_on(database: Database) -> None:
    load(database, PLAIN, OPPOSED, stance("land", "red", "opposes", "R1", "gazette"), DEMANDED)
    assert lines(diff(database, "@2", "@4")) == ["reversed land red moved"]
    assert lines(diff(database, "R1@2", "R1@4")) == ["corroborated land red corrected"]


def test_a_date_that_we_put_right_is_a_correction_and_no_move(database: Database) -> None:
    load(database, PLAIN, OPPOSED, stance("land", "red", "demands", "R2", more=", corrects: 1"))
    assert told(database, "@2", "@3") == {("corrected", "demands", "opposes")}


def test_the_days_of_a_round_that_we_describe_anew_make_no_redefinition_of_a_later_move(database: Database) -> None:
    load(database, PLAIN, OPPOSED)
    with database.write() as store:
        acting.edit(store, "round", "R1", {"starts": "2026-01-20", "ends": "2026-01-20"}, HEADER)
    load(database, DEMANDED)
    assert lines(diff(database, "@2", "@4")) == ["reversed land red moved"]


def test_a_status_that_we_put_right_and_that_came_on_since_is_told_in_both_ways(database: Database) -> None:
    load(database, PLAIN, status("land", "agreed", "R1"))
    load(database, status("land", "open", "R1").replace("status: open", "status: discussed, corrects: 1"))
    load(database, status("land", "implemented", "R2"))
    assert told(database, "@2", "@4") == {("corrected", "discussed", "agreed"), ("moved", "implemented", "discussed")}
    assert "we now read discussed, where we had agreed" in note(database)


def test_it_is_so_under_another_key_too(database: Database) -> None:
    load(database, PLAIN, OPPOSED, SUPPORTED)
    with database.write() as store:
        rekeying.rename(store, "item", "land", "ground", HEADER)
    load(database, stance("ground", "red", "demands", "R2"))
    assert told(database, "@2", "@5") == {("corrected", "supports", "opposes"), ("moved", "demands", "supports")}


def test_what_it_passed_through_since_is_told_with_the_move(database: Database) -> None:
    load(database, PLAIN, OPPOSED, SUPPORTED)
    load(database, stance("land", "red", "doubts", "2026-01-30"), DEMANDED)
    (moved,) = [each for each in diff(database, "@2", "@5").changes if each.cause == "moved"]
    assert [step.word for step in moved.via] == ["doubts"]


# -- what was put right of earlier days, where something later stands at both ends -------------------------------------


def overtaken(database: Database, start: str, end: str) -> list[tuple[str, ...]]:
    changes = diff(database, start, end).overtaken
    return [(str(each.turned_on), each.cause.value, _word(each.after), _word(each.before)) for each in changes]


def test_what_was_put_right_of_an_earlier_day_is_told_though_something_later_stands(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "opposes", "R1"), DEMANDED)
    load(database, SUPPORTED)
    assert diff(database, "@3", "@4").changes == ()
    assert overtaken(database, "@3", "@4") == [("2026-01-24", "corrected", "supports", "opposes")]
    assert overtaken(database, "@4", "@3") == [("2026-01-24", "corrected", "opposes", "supports")]
    text = note(database, "@3", "@4")
    assert "No change of what stands at now: what was learned or put right is of earlier days." in text
    assert "As of 24 Jan 2026, since overtaken: Land: Red: we now read supports, where we had opposes" in text
    assert overtaken(database, "R1@3", "R1@4") == [], "there it is what stands"
    assert overtaken(database, "R1@3", "R2@4") == [], "time passes: the move is told from what we now read"


def test_what_stood_earlier_and_was_settled_taken_back_or_put_right_with_figures_is_told_too(
    database: Database,
) -> None:
    of = ", figures: [{{what: fee, value: {}, unit: euros}}]".format
    load(database, PLAIN, stance("land", "red", "opposes", "R1", more=of(12)), DEMANDED)
    load(database, stance("land", "red", "opposes", "R1", more=of(21) + ", corrects: 1"))
    assert "fee 12 euros → 21 euros" in note(database, "@3", "@4")
    load(database, stance("land", "red", "supports", "R1", "gazette"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=4, reason="seen")
    ended = "We now read supports, as a report has it, where we had opposes or supports"
    assert f"Land: Accounts of Red no longer contradict each other. {ended}" in note(database, "@5", "@6")
    with database.write() as store:
        acting.retract(store, 4, HEADER, reason="not said")
    assert "supports, as a report has it, was taken back" in note(database, "@6", "@7")


def test_a_first_stance_coded_late_is_told_where_it_says_something_else_than_the_first_that_we_had(
    database: Database,
) -> None:
    load(database, PLAIN, stance("land", "red", "doubts", "2026-02-01"), DEMANDED, OPPOSED)
    assert diff(database, "@3", "@4").changes == ()
    assert overtaken(database, "@3", "@4") == [("2026-01-24", "corrected", "opposes", "nothing")]
    assert overtaken(database, "@4", "@3") == [("2026-01-24", "corrected", "nothing", "opposes")]
    told = "As of 24 Jan 2026, since overtaken: Land: Red: "
    assert f"{told}newly recorded, opposes, as a report has it." in note(database, "@3", "@4")
    assert f"{told}opposes, as a report has it, was not recorded yet." in note(database, "@4", "@3")


@pytest.mark.parametrize("held", ["2026-01-10", "R1"])
@pytest.mark.parametrize("between", [(), (DEMANDED,)])
def test_an_earlier_report_of_the_first_stance_that_we_had_puts_nothing_right(
    held: str, between: tuple[str, ...], database: Database
) -> None:
    first = stance("land", "red", "opposes", "2026-02-01")
    load(database, PLAIN, together(first, *between), stance("land", "red", "opposes", held, "gazette"))
    assert (overtaken(database, "@2", "@3"), overtaken(database, "@3", "@2")) == ([], [])
    assert "left every reading at now as it was" in note(database, "@2", "@3")


_LATER_STATUS = {"land": ("discussed", "progress"), "pledge": ("promised", "kept")}


@pytest.mark.parametrize("item", list(_LATER_STATUS))
def test_a_status_learned_of_a_day_on_which_its_item_was_on_no_list_is_newly_recorded(
    item: str, database: Database
) -> None:
    """It was not open on that day: nothing stood, and a promise cannot be open at all."""
    early, late = _LATER_STATUS[item]
    load(database, FRAME, status(item, late, "R2"), status(item, early, "2026-01-10", "gazette"))
    assert overtaken(database, "@2", "@3") == [("2026-01-10", "corrected", early, "nothing")]
    assert f": newly recorded, {early}, as a report has it." in note(database, "@2", "@3")
    assert f": {early}, as a report has it, was not recorded yet." in note(database, "@3", "@2")
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    assert overtaken(database, "@3", "@4") == [("2026-01-10", "corrected", "nothing", early)]
    assert f": {early}, as a report has it, was taken back." in note(database, "@3", "@4")
    assert overtaken(database, "@2", "@4") == []


@pytest.mark.parametrize("way", ["plain", "floor", "other days", "joined"])
def test_one_that_a_stance_had_put_on_the_list_was_open_and_nobody_had_reported_that(
    way: str, database: Database
) -> None:
    """However the ledger counts, and whatever its rounds and keys have become since."""
    of, floor = "fuel" if way == "joined" else "land", ", floor: {at_least: F6}" if way == "floor" else ""
    load(database, f"ledger: {{title: Test talks{floor}}}", PLAIN)
    load(database, stance(of, "red", "opposes", "R1"), status("land", "agreed", "2026-02-20"))
    with database.write() as store:
        if way == "other days":
            acting.edit(store, "round", "R1", {"starts": "2026-01-28", "ends": "2026-01-29"}, HEADER)
        if way == "joined":
            rekeying.join(store, "item", "fuel", "land", HEADER, reason="one and the same")
    load(database, status("land", "narrowed", "2026-01-30", "gazette"))
    with database.read() as store:
        start = f"@{changesets.last_number(store) - 1}"
    assert overtaken(database, start, "now") == [("2026-01-30", "corrected", "narrowed", "open")]
    assert "Land: we now read narrowed, as a report has it, where we had open." in note(database, start, "now")
    assert "Land: we then read open, since read as narrowed, as a report has it." in note(database, "now", start)


def test_where_the_only_status_before_a_move_was_taken_back_nothing_stood_and_nothing_was_open(
    database: Database,
) -> None:
    load(database, PLAIN, status("land", "agreed", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="not said")
    load(database, status("land", "implemented", "R2"))
    assert told(database, "@2", "@4") == {("corrected", "nothing", "agreed"), ("moved", "implemented", "nothing")}
    assert told(database, "@4", "@2") == {("corrected", "agreed", "nothing"), ("moved", "nothing", "implemented")}


@pytest.mark.parametrize("contested", [False, True])
def test_a_stance_put_right_together_with_its_position_and_salience_is_told_with_those(
    contested: bool, database: Database
) -> None:
    numbers = ", position: {}, salience: {}".format
    load(database, PLAIN, stance("land", "red", "opposes", "R1", more=numbers(50, 10)))
    if contested:
        load(database, stance("land", "red", "demands", "R1", "gazette"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "undecided", "position": 70}, HEADER, reason="misread")
    text = note(database, "@2" if not contested else "@3", "now")
    told = "we now read undecided (position 70), where we had opposes (position 50), as a report has it."
    assert (told in text) is not contested
    with database.write() as store:
        acting.correct(store, 2 + contested, {"stance": "doubts", "salience": 90}, HEADER, reason="misread")
    told = "we now read doubts (salience 90), where we had undecided (salience 10), as a report has it."
    assert (told in note(database, "@3" if not contested else "@4", "now")) is not contested


def test_of_what_was_taken_back_of_an_earlier_day_it_is_told_which_counts_no_more(database: Database) -> None:
    """Two entries that say the same are not one in other words."""
    load(database, PLAIN, stance("land", "red", "opposes", "2026-01-10", more=", summary: It may not"))
    load(database, stance("land", "red", "opposes", "R1", more=", summary: It does not"), DEMANDED)
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="another item")
    text = note(database, "@4", "@5")
    assert (
        "since overtaken: Land: Red: opposes, as a report has it (23–24 Jan 2026), counts no more; what stands is"
        in text
    )
    assert "told otherwise" not in text
    load(database, stance("land", "red", "opposes", "2026-01-20", "gazette", more=", summary: Never"))
    assert "left every reading at now as it was" in note(database, "@5", "@6"), "said again is nothing put right"
    load(database, stance("land", "red", "opposes", "2026-01-22", more=", figures: [{what: fee, value: 12}]"))
    assert "opposes, as a report has it (22 Jan 2026), counts now; what stood was opposes" in note(database, "@6", "@7")


@pytest.mark.parametrize(
    ("was", "again", "told"),
    [("", "", False), (12, 12, False), (12, "", False), ("", 12, True), (12, 21, True)],
)
def test_what_another_report_says_again_of_a_day_between_two_known_ones_puts_nothing_right(
    was: int | str, again: int | str, told: bool, database: Database
) -> None:
    """With another figure it says something else of that day than we had, and is told."""
    was, again = (fee and f", figures: [{{what: fee, value: {fee}}}]" for fee in (was, again))
    load(database, PLAIN, stance("land", "red", "opposes", "R1", more=str(was)), stance("land", "red", "opposes", "R2"))
    load(database, stance("land", "red", "opposes", "2026-01-30", "gazette", more=str(again)))
    for ends in (("@3", "@4"), ("@4", "@3")):
        assert bool(overtaken(database, *ends)) is told
        assert diff(database, *ends).changes == ()
    load(database, stance("land", "red", "supports", "2026-01-31", "gazette"))
    assert overtaken(database, "@4", "@5") == [("2026-01-31", "corrected", "supports", "opposes")]
    text = note(database, "@4", "@5")
    assert "No change of what stands at now: what was learned or put right is of earlier days." in text
    assert "As of 31 Jan 2026, since overtaken: Land: Red: we now read supports, where we had opposes" in text


def test_a_status_told_again_of_a_day_between_two_known_ones_puts_nothing_right(database: Database) -> None:
    load(database, PLAIN, status("land", "discussed", "R1"), status("land", "discussed", "R2"))
    load(database, status("land", "discussed", "2026-01-30"))
    assert overtaken(database, "@3", "@4") == overtaken(database, "@4", "@3") == []
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="of another item")
    assert overtaken(database, "@3", "@5") == []


def test_what_a_review_rejected_is_told_as_rejected_and_not_as_taken_back(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R1"), stance("land", "blue", "opposes", "R1"))
    with database.write() as store:
        acting.review(store, [1], Verdict.rejected, HEADER, note="not in the text")
        acting.retract(store, 2, HEADER, reason="not said")
    text = note(database, "R1@3", "R1@5")
    assert "Land: Red: supports, as a report has it, was rejected in review." in text
    assert "Land: Blue: opposes, as a report has it, was taken back." in text
    back = note(database, "R1@5", "R1@3")
    assert "Land: Red: recorded then and rejected since, supports, as a report has it." in back
    assert "Land: Blue: recorded then and taken back since, opposes, as a report has it." in back


def test_what_a_review_rejected_in_part_and_we_took_back_in_part_was_taken_back(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R1"), stance("land", "red", "supports", "R1", "gazette"))
    with database.write() as store:
        acting.review(store, [1], Verdict.rejected, HEADER, note="not in the text")
        acting.retract(store, 2, HEADER, reason="not said")
    assert "Land: Red: supports, as a report has it, was taken back." in note(database, "R1@3", "R1@5")


def test_a_settlement_is_told_once(database: Database) -> None:
    """What it took back stood at the point, against what was kept: that nothing later overtook."""
    of = ", figures: [{{what: fee, value: {}, unit: euros}}]".format
    load(database, PLAIN, stance("land", "red", "demands", "R1", more=of(90)))
    load(database, stance("land", "red", "demands", "R2", more=of(75)))
    load(database, stance("land", "red", "supports", "2026-02-04", "gazette", more=of(75)))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=2, reason="heard")
    assert lines(diff(database, "R2@4", "R2@5")) == ["resolved land red corrected"]
    assert (overtaken(database, "R2@4", "R2@5"), overtaken(database, "R2@5", "R2@4")) == ([], [])


def test_a_move_told_from_what_was_put_right_tells_that_once(database: Database) -> None:
    load(database, PLAIN, OPPOSED, SUPPORTED, DEMANDED)
    assert overtaken(database, "@2", "@4") == []
    assert overtaken(database, "@1", "@4") == [], "nothing of it was known before"


def test_a_filter_keeps_what_it_asks_for_of_earlier_days_too(database: Database) -> None:
    load(database, PLAIN, OPPOSED, DEMANDED, stance("land", "red", "supports", "R1", more=", corrects: 1"))
    assert [len(diff(database, "@3", "@4", item=item).overtaken) for item in ("land", "fuel")] == [1, 0]


def test_a_promise_put_right_as_of_a_day_is_overdue_by_that_day_or_is_not(database: Database) -> None:
    """It was due long after that day, and was kept since."""
    load(database, FRAME, status("pledge", "promised", "R1"), status("pledge", "kept", "2026-02-06"))
    with database.write() as store:
        acting.correct(store, 1, {"summary": "By February."}, HEADER, reason="shorter")
    assert overtaken(database, "@3", "@4") == [("2026-01-24", "corrected", "promised", "promised")]
    text = note(database, "@3", "@4")
    assert "since overtaken: A pledge: promised, as a report has it, told otherwise: summary" in text
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="not said")
    assert overtaken(database, "@4", "@5") == [("2026-01-24", "corrected", "nothing", "promised")]


def test_so_is_one_that_was_put_right_and_was_kept_since(database: Database) -> None:
    load(database, FRAME, status("pledge", "promised", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"summary": "By February."}, HEADER, reason="shorter")
    load(database, status("pledge", "kept", "2026-02-06"))
    assert told(database, "@2", "@4") == {("corrected", "promised", "promised"), ("moved", "kept", "overdue")}
    assert told(database, "@4", "@2") == {("corrected", "promised", "promised"), ("moved", "overdue", "kept")}
    assert "overdue" not in note(database, "@2", "@4")


def test_what_was_put_right_of_a_promise_overdue_then_is_told_as_its_entry_says_and_with_its_day(
    database: Database,
) -> None:
    """That it was overdue is worked out at both ends, and put right at neither."""
    load(database, FRAME, status("pledge", "partly-kept", "2026-02-10"))
    with database.write() as store:
        acting.correct(store, 1, {"summary": "Half."}, HEADER, reason="less")
    load(database, status("pledge", "kept", "2026-02-20"))
    text = note(database, "@2", "@4")
    assert "As of 10 Feb 2026: A pledge: partly-kept, as a report has it, told otherwise: summary none → Half." in text
    assert "overdue, told" not in text + note(database, "@4", "@2")


def test_a_status_put_right_is_told_where_the_promise_is_overdue_by_either(database: Database) -> None:
    load(database, FRAME, status("pledge", "promised", "2026-02-10"))
    with database.write() as store:
        acting.correct(store, 1, {"status": "partly-kept"}, HEADER, reason="half of it")
    text = note(database, "@2", "@3")
    assert "A pledge: we now read partly-kept, where we had promised, as a report has it." in text


# -- to a later day as it was known earlier ----------------------------------------------------------------------------


def test_to_a_later_day_as_known_earlier_tells_what_happened_as_it_was_known_then(database: Database) -> None:
    load(database, PLAIN, OPPOSED, stance("land", "red", "supports", "R2"))
    load(
        database, stance("land", "red", "rejects", "R2", more=", corrects: 2"), stance("fuel", "blue", "demands", "R2")
    )
    assert told(database, "R1", "R2@3") == {("moved", "supports", "opposes")}
    assert told(database, "R2@3", "R1") == {("moved", "opposes", "supports")}
    text = note(database, "R1", "R2@3")
    assert "Told as it was known at changeset 3: what we learned since is told as unlearned." in text
    assert "rejects" not in text


def test_what_we_learned_of_the_earlier_day_since_is_told_as_it_was_read_then(database: Database) -> None:
    load(database, PLAIN, OPPOSED, stance("land", "blue", "demands", "R1"), SUPPORTED)
    assert told(database, "R1", "R2@3") == {("corrected", "opposes", "supports")}
    text = note(database, "R1", "R2@3")
    assert "Land: Red: we then read opposes, as a report has it, since read as supports." in text
    assert "the gap between the principals is 5 of 6 as we then read it, 1 as since read" in text
    assert "Land: Red: we now read supports, where we had opposes" in note(database, "R1@3", "R2")


def test_remarks_and_rounds_learned_of_since_are_no_news_as_it_was_known_then(database: Database) -> None:
    load(database, PLAIN, OPPOSED)
    load(database, "remarks: [{round: R2, text: It went well., about: [land], cite: {source: herald, at: ¶2}}]")
    assert [len(diff(database, "R1", end).remarks) for end in ("R2", "R2@2")] == [1, 0]
    assert [len(diff(database, end, "R1").remarks) for end in ("R2", "R2@2")] == [1, 0]


@pytest.mark.parametrize("day", ["R2", "2026-02-05"])
def test_of_one_day_known_twice_it_is_said_on_what_all_of_it_rests(database: Database, day: str) -> None:
    load(database, PLAIN, OPPOSED, stance("fuel", "red", "opposes", "R2", "gazette"))
    load(database, stance("fuel", "red", "supports", "R2", "gazette", more=", corrects: 2"))
    found = diff(database, f"{day}@3", f"{day}@4")
    assert [each.sources for each in found.coverage] == [("herald", "gazette"), ("gazette",)]
    assert "as known @3, rests on two sources" in note(database, f"{day}@3", f"{day}@4")


@pytest.mark.parametrize(
    ("word", "said", "counted"),
    [
        ("agreed", "Settled, of substance: Land.", "one settled, none lapsed, "),
        ("lapsed", "Lapsed: Land.", "none settled, one lapsed, "),
        ("dropped", "Dropped: Land.", "none settled, one dropped, none lapsed, "),
    ],
)
def test_what_ended_later_than_we_had_it_ended_since_the_earlier_point(
    database: Database, word: str, said: str, counted: str
) -> None:
    """The lead and the counts say so as the changes do; how many are open at either point stays as it is read there."""
    load(database, PLAIN, OPPOSED, status("land", word, "R1"))
    with database.write() as store:
        acting.correct(store, 2, {"held_on": "2026-02-05"}, HEADER, reason="in February")
    text = note(database, "R1@3", "R2@4")
    assert said in text
    assert f"open: 0 → 0; none first reported, by us, {counted}one open as we now read it." in text
    assert "Land: we now read open, where we had " in text
    back = note(database, "R2@4", "R1@3")
    how = {"agreed": "settled"}.get(word, word)
    assert f"As we then read it, {how}: Land." in back
    assert f"open: 0 → 0; none first reported, by us, {counted}one open again." in back


# -- from what was known then to a later day: what had come about by the first day, and was learned since --------------

ONCE = stance("land", "red", "supports", "2026-01-10")


def test_what_a_party_did_by_the_earlier_point_and_we_learned_since_is_no_move_from_there(database: Database) -> None:
    load(database, PLAIN, ONCE, stance("land", "red", "withdrawn", "2026-01-20"))
    found = diff(database, "R1@2", "R2@3")
    assert lines(found) == ["withdrawn land red moved"], "whoever did it, it was the party"
    assert (found.moved, [each.had_moved for each in found.changes]) == (0, [True])
    text = note(database, "R1@2", "R2@3")
    assert "Nobody is reported to have moved in between; by R1 already, learned since: Red on one item." in text
    assert "Of 20 Jan 2026, learned since: Land: Red took it off the table: withdrawn" in text
    assert "Since R1, of substance, the hardest first: Land." in text
    for start, end in (("R2@3", "R1@2"), ("R1@3", "R2@2")):
        back = note(database, start, end)
        assert "moved in between; by R1 already, not known yet: Red on one item." in back
        assert "Of 20 Jan 2026, not known yet: Land: Red takes a stance again: supports" in back
    assert diff(database, "R1@2", "R1@3").moved == 1, "of one day no time passes: it is what was learned"


def test_beside_what_was_learned_it_is_told_what_time_brought_since(database: Database) -> None:
    load(database, PLAIN, ONCE, stance("land", "red", "opposes", "2026-01-20"), DEMANDED)
    assert [
        (each.learned, _word(each.before), _word(each.after)) for each in diff(database, "R1@2", "R2@4").changes
    ] == [
        (True, "supports", "opposes"),
        (False, "opposes", "demands"),
    ]
    assert "Moved: Red on one item; by R1 already, learned since: Red on one item." in note(database, "R1@2", "R2@4")


def test_what_was_said_again_first_heard_or_settled_by_then_is_told_as_learned_too(database: Database) -> None:
    load(database, PLAIN, ONCE, status("land", "discussed", "2026-01-10"))
    load(database, stance("land", "red", "supports", "2026-01-20"), stance("land", "blue", "rejects", "2026-01-20"))
    load(database, status("land", "agreed", "2026-01-20"))
    text = note(database, "R1@3", "R2@6")
    assert "As we now read it, settled: Land." in text
    assert "open: 1 → 0; none first reported, by us, one settled, none lapsed." in text
    learned = [
        line.partition(": ")[2] for line in text.split("\n") if line.startswith("Of 20 Jan 2026, learned since: ")
    ]
    assert [line.split(":")[1].split(",")[0].strip() for line in learned] == [
        "agreed",
        "Blue is first reported",
        "Red said so again",
    ]


def test_a_part_settled_by_the_earlier_point_is_not_told_as_settled_since(database: Database) -> None:
    load(database, PLAIN, "items: [{key: dock, title: Dock, part_of: land}]", stance("dock", "red", "supports", "R1"))
    load(database, status("dock", "agreed", "2026-01-20"))
    assert "Settled, of parts of others" not in note(database, "R1@3", "R2@4")
    assert "Of 20 Jan 2026, learned since: Dock is settled: agreed" in note(database, "R1@3", "R2@4")


# -- several parties at once -------------------------------------------------------------------------------------------


def test_an_older_stance_is_no_move_where_another_party_is_measured_by_it(database: Database) -> None:
    """Each turns on a day of its own; on that of the one the other may yet have held what it gave up long ago."""
    load(
        database, PLAIN, stance("land", "red", "opposes", "2026-01-11"), stance("land", "blue", "opposes", "2026-01-15")
    )
    load(database, stance("land", "red", "demands", "2026-01-20"))
    load(database, stance("land", "red", "demands", "R2"), stance("land", "blue", "opposes", "R2"))
    found = diff(database, "@4", "@6")
    assert lines(found) == ["reaffirmed land red moved", "reaffirmed land blue moved"]
    assert told(database, "@4", "@6") == {("moved", "demands", "demands"), ("moved", "opposes", "opposes")}


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_whatever_was_recorded_nobody_moves_backwards_in_time(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    last = a_life(database, chance)
    for early, late in chance.sample([*combinations(range(1, last + 1), 2)], 12):
        changes = diff(database, f"@{early}", f"@{late}").changes
        told = Counter((each.item, each.party, each.cause) for each in changes)
        assert max(told.values(), default=1) == 1, "each cell has one change of a cause"
        for each in changes:
            before, after = (
                side.reading if isinstance(side, StatusSide) else side for side in (each.before, each.after)
            )
            if each.cause == "moved" and before is not None and after is not None:
                assert after.last_told.last >= before.last_told.first, each


def test_what_was_put_right_of_an_earlier_day_is_told_under_another_key_too(database: Database) -> None:
    load(database, PLAIN, OPPOSED, DEMANDED, status("land", "agreed", "R1"), status("land", "implemented", "R2"))
    load(database, SUPPORTED, status("land", "open", "R1").replace("open", "discussed, corrects: 3"))
    with database.write() as store:
        rekeying.rename(store, "item", "land", "ground", HEADER)
    assert sorted(overtaken(database, "@5", "@8")) == [
        ("2026-01-24", "corrected", "discussed", "agreed"),
        ("2026-01-24", "corrected", "supports", "opposes"),
    ]
    assert "Land" in note(database, "@5", "@8")


def test_a_move_that_we_learned_of_is_measured_by_where_the_others_stand_at_both_ends(database: Database) -> None:
    """Blue was far from Red when Red was last heard, and had come over to it by the time we looked."""
    load(database, PLAIN, stance("land", "red", "undecided", "R1"), stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "blue", "undecided", "2026-01-30"))
    load(database, stance("land", "red", "supports", "R2"))
    for start, end in (("@4", "@5"), ("2026-01-30", "R2"), ("R2@4", "R2@5")):
        (change,) = diff(database, start, end).changes
        assert (change.verb, change.toward, change.away) == ("hardened", (), ("blue",))
        assert diff(database, start, end).spread[0].verb == "diverged"


def test_of_two_whose_moves_we_learned_of_each_is_measured_by_both_ends_of_the_other(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "rejects", "R1"), stance("land", "blue", "demands", "2026-01-26"))
    load(database, stance("land", "blue", "doubts", "R2"), stance("land", "red", "doubts", "2026-02-01"))
    found = {each.party: each.toward for each in diff(database, "@3", "@5").changes}
    assert found == {"red": ("blue",), "blue": ("red",)}


def test_what_we_put_right_of_another_party_is_no_move_to_measure_by(database: Database) -> None:
    load(database, PLAIN, stance("land", "blue", "rejects", "R1"), stance("land", "red", "doubts", "R1"))
    wrong = "reason: misread, corrects: {source: herald, stance: rejects}"
    load(database, stance("land", "blue", "demands", "R1", more=f", {wrong}"), stance("land", "red", "supports", "R2"))
    (change,) = [each for each in diff(database, "@3", "@5").changes if each.party == "red"]
    assert change.toward == ("blue",), "it demanded all along"


def test_of_who_was_first_recorded_since_all_that_came_before_is_told_too(database: Database) -> None:
    """Both words of Red came in since the last look, and so did the promise that was kept."""
    said = status("pledge", "promised", "2026-01-20", "herald"), status("pledge", "kept", "2026-01-28", "gazette")
    load(database, FRAME, stance("land", "blue", "demands", "R1"))
    load(database, stance("land", "red", "rejects", "2026-01-26"), stance("land", "red", "supports", "R2"), *said)
    text = note(database, "@2", "@6")
    assert "Moved on the way alone: Red on one item." in text
    assert "Land: Red is first reported: in the end supports, as a report has it. Before that: rejects" in text
    assert "A pledge: kept, as a report has it (due by R2 (4–5 Feb 2026)). In between: promised (20 Jan 2026)." in text
    back = diff(database, "@6", "@2")
    assert {each.party: [step.word for step in each.via] for each in back.changes} == {
        "red": ["rejects"],
        None: ["promised"],
    }


def test_what_came_about_on_any_day_until_one_is_told_by_that_day(database: Database) -> None:
    load(database, PLAIN, stance("fuel", "red", "supports", "R1"))
    load(database, stance("land", "red", "supports", "../2026-01-20"))
    assert "\nBy 20 Jan 2026, learned since: Land is first reported.\n" in note(database, "R1@2", "R2@3")


@pytest.mark.parametrize(
    ("stances", "told"),
    [
        ([("red", "opposes", "2026-01"), ("blue", "supports", "2026-01-26")], "Of Jan 2026"),
        ([("red", "supports", "2026-01-10"), ("red", "demands", "R2"), ("blue", "opposes", "2026-01-12")], "Of 10 Jan 2026"),
        ([("blue", "opposes", "2026-01-12"), ("red", "supports", "2026-01-10")], "Of 10 Jan 2026"),
    ],
)  # fmt: skip
def test_that_an_item_was_on_the_list_is_told_of_the_days_of_the_stance_that_is_cited(
    database: Database, stances: list[tuple[str, str, str]], told: str
) -> None:
    """What was said after the earlier day is not what put it there."""
    said = [stance("land", *each, at=f"¶{place}") for place, each in enumerate(stances)]
    load(database, PLAIN, *said)
    with database.read() as store:
        written = report_between(store, "R1@1", f"R2@{1 + len(said)}")
    (line,) = (each for each in written.sentences if "learned since: Land is " in each.text)
    assert line.text.startswith(told)
    (red,) = {place for place, each in enumerate(stances) if each[0] == "red" and each[2] != "R2"}
    assert [written.footnotes[number - 1].at for number in line.cites] == [f"¶{red}"]


# -- what is only possible, and days that we put right -----------------------------------------------------------------


def test_what_was_only_possible_is_told_so_where_a_sure_report_takes_its_place(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "withdrawn", "2026-01"))
    load(database, stance("land", "red", "rejects", "R1", "gazette"))
    assert "Red: we now read rejects, where we had possibly withdrawn, as a report has it." in note(
        database, "R1@2", "R1@3"
    )


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (", condition: freed", "Red names another condition in place of possibly “paid”"),
        ("", "Red names no condition any more: possibly paid"),
    ],
)
def test_a_condition_that_was_only_possible_before_is_told_so(database: Database, since: str, told: str) -> None:
    load(database, PLAIN, stance("land", "red", "rejects", "2026-01", more=", condition: paid"))
    load(database, stance("land", "red", "rejects", "R2", more=since))
    assert told in note(database, "2026-01-20", "R2")


DEMANDED_EARLY = stance("land", "red", "demands", "2026-01-20")
PUT_OFF = stance("land", "red", "demands", "2026-01-30", more=", corrects: 1")


def test_a_day_put_right_over_a_point_is_told_from_and_to_and_nothing_as_taken_back(database: Database) -> None:
    load(database, PLAIN, DEMANDED_EARLY, PUT_OFF)
    forwards = "Land: Red: demands, as a report has it, told otherwise: held 20 Jan 2026 → 30 Jan 2026."
    text = note(database, "R1@2", "R2@3")
    assert forwards in text
    assert "Land: not on the list at R1, as we now read it." in text
    assert "open: 1 → 1; one first reported, by us, none settled, none lapsed, one not on the list." in text
    assert forwards in note(database, "R1@2", "R1@3")
    back = note(database, "R1@3", "R1@2")
    assert "Land: Red: demands, as a report has it, told otherwise: held 30 Jan 2026 → 20 Jan 2026." in back
    assert "Land: on the list at R1, as we then read it." in back


def test_what_else_was_put_right_with_the_day_is_told_with_it(database: Database) -> None:
    load(database, PLAIN, DEMANDED_EARLY, PUT_OFF.replace("demands", "supports, salience: 90"))
    assert (
        "told otherwise: stance demands → supports, salience not given → 90 and held 20 Jan 2026 → 30 Jan 2026."
        in note(database, "R1@2", "R1@3")
    )


def test_words_and_figures_put_right_with_the_day_are_told_once(database: Database) -> None:
    more = ", summary: {}, figures: [{{what: fee, value: {}, unit: euros}}{}]".format
    load(database, PLAIN, stance("land", "red", "demands", "2026-02-20", more=more("All of it.", 12, "")))
    of_now = more("Nothing.", 21, ", {what: ships, value: 4}") + ", corrects: 1"
    load(database, stance("land", "red", "demands", "2026-02-03", more=of_now))
    (line,) = [each for each in note(database, "R2@2", "R2@3").splitlines() if "told otherwise" in each]
    assert (line.count("Nothing."), line.count("21 euros"), line.count("hips"), line.count("held")) == (1, 1, 1, 1)


def test_a_line_on_a_day_put_right_stands_on_the_places_of_both_entries(database: Database) -> None:
    load(database, PLAIN, DEMANDED_EARLY.replace("¶1", "¶13"), PUT_OFF.replace("¶1", "¶17"))
    for start, end in ("R1@2", "R1@3"), ("R1@3", "R1@2"):
        with database.read() as store:
            written = report_between(store, start, end)
        (line,) = [each for each in written.sentences if "told otherwise" in each.text]
        assert {each.at for each in written.footnotes if each.number in line.rests_on} == {"¶13", "¶17"}


def test_a_status_put_right_to_another_round_is_told_with_its_days(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R1"), status("land", "open", "R2"))
    load(database, status("land", "open", "R1").replace("status: open", "status: open, corrects: 2"))
    text = note(database, "R1@3", "R1@4")
    assert "Land: open, as a report has it, told otherwise: held R2 → R1." in text
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="misread")
    assert "Land: open, as a report has it, was taken back." in note(database, "R1@4", "R1@5")
    assert "Land: recorded then and taken back since, open, as a report has it." in note(database, "R1@5", "R1@4")


def test_what_was_only_possible_and_was_put_right_or_taken_back_is_told_so_and_is_undated_no_more(
    database: Database,
) -> None:
    """Beside what is sure, and where nothing is; of a status too."""
    load(database, PLAIN, stance("land", "red", "supports", "2026-01-10", "gazette"))
    load(database, stance("land", "red", "rejects", "2026-01"))
    load(database, stance("land", "red", "opposes", "2026-01", at="¶2", more=", corrects: 2"))
    text = note(database, "R1@3", "R1@4")
    assert "Land: Red: we now read possibly opposes, where we had possibly rejects, as a report has it." in text
    assert [each.reading.word for each in diff(database, "R1@3", "R1@4").undated] == ["opposes"]
    assert [each.reading.word for each in diff(database, "R1@4", "R1@3").undated] == ["opposes"]
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="never said")
        acting.retract(store, 1, HEADER, reason="never said")
    assert "Land: Red: possibly opposes, as a report has it, was taken back." in note(database, "R1@4", "R1@5")
    load(database, stance("land", "blue", "supports", "2026-01"), status("fuel", "discussed", "2026-01-10"))
    load(database, status("fuel", "agreed", "2026-01", "gazette"))
    with database.write() as store:
        for number in (6, 8):
            acting.retract(store, number, HEADER, reason="never said")
    found, text = diff(database, "R1@9", "R1@11"), note(database, "R1@9", "R1@11")
    assert "Land: Blue: possibly supports, as a report has it, was taken back." in text
    assert "Fuel: possibly agreed, as a report has it, was taken back." in text
    assert (found.undated, "fuel" in found.after.open) == ((), True)


LEARNED = stance("land", "green", "undecided", "2026-01-20")
"""A third principal's stance of before the first round, which came in after it."""


@pytest.mark.parametrize("start", ["R1@3", "R1"])
def test_a_gap_starts_from_what_was_learned_since_of_the_earlier_day_as_moves_do(
    database: Database, start: str
) -> None:
    of_three = PLAIN.replace("role: mediator", "role: principal")
    early = stance("land", "red", "undecided", "R1"), stance("land", "blue", "supports", "R1")
    late = stance("land", "red", "conditional", "R2"), stance("land", "green", "opposes", "R2")
    load(database, of_three, *early)
    load(database, LEARNED, *late)
    (gap,) = diff(database, start, "R2").spread
    assert (gap.before, gap.after, set(gap.causes)) == (2, 4, {Cause.moved})
    assert "Land: the principals diverged, from a gap of 2 to one of 4 of 6" in note(database, start, "R2")
    (back,) = diff(database, "R2", start).spread
    assert (back.before, back.after) == (4, 2)


@pytest.mark.parametrize("speaker", ["media", "own-words"])
def test_what_a_coarse_report_newly_recorded_bears_out_is_told_over_two_points_as_at_the_later(
    database: Database, speaker: str
) -> None:
    """Its month is over at the later point alone: as days pass that is no news, but that it was recorded is."""
    in_the_month = stance("land", "red", "opposes", "2026-01", "gazette")
    load(database, PLAIN, OPPOSED, in_the_month.replace("source: gazette", f"source: gazette, speaker: {speaker}"))
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="misread")
    ways = {("@2", "@3"): "corroborated", ("@3", "@4"): "uncorroborated"}
    ways |= {("@3", "@2"): "uncorroborated", ("@4", "@3"): "corroborated"}
    for (start, end), verb in ways.items():
        for one, other in (("R2", "R2"), ("R1", "R2"), ("R2", "R1")):
            found = diff(database, f"{one}{start}", f"{other}{end}")
            assert lines(found) == [f"{verb} land red corrected"]
            (change,) = found.changes
            sides = [side.evidence.independent_sources for side in (change.before, change.after)]  # type: ignore[union-attr]
            assert sorted(sides) == [1, 2], "each as it is once the month is over"
        assert lines(diff(database, f"R1{start}", f"R1{end}")) == [], "there it is only possible"
    assert lines(diff(database, "R1@3", "R2@3")) == [], "recorded before: that its month is over is no news"


def test_a_report_that_is_only_possible_at_both_points_bears_out_nothing_between_them(database: Database) -> None:
    load(database, PLAIN, OPPOSED, stance("land", "red", "opposes", "2026-01/2026-02", "gazette"))
    for start, end in (("R1@2", "R2@3"), ("R2@3", "R1@2"), ("R2@2", "R2@3")):
        assert lines(diff(database, start, end)) == []
    assert lines(diff(database, "R1@2", "2026-02-28@3")) == ["corroborated land red corrected"]


def test_so_is_what_bears_out_a_status(database: Database) -> None:
    load(database, PLAIN, status("fuel", "discussed", "R1"), status("fuel", "discussed", "2026-01", "gazette"))
    assert lines(diff(database, "R1@2", "R2@3")) == ["corroborated fuel corrected"]
    assert lines(diff(database, "R2@3", "R1@2")) == ["uncorroborated fuel corrected"]


def test_a_gap_from_what_we_put_right_is_told_with_what_we_had_of_those_heard(database: Database) -> None:
    of_three = PLAIN.replace("role: mediator", "role: principal")
    load(database, of_three, OPPOSED, stance("land", "blue", "opposes", "R1"))
    load(database, SUPPORTED, LEARNED, stance("land", "green", "rejects", "R2"))
    text = note(database, "R1@3", "R2")
    assert "Land: the principals diverged, from a gap of 4 (0 as we had it) to one of 5 of 6" in text


@pytest.mark.parametrize(("start", "end"), [("R1@4", "R2@6"), ("@4", "@6")])
@pytest.mark.parametrize("how", ["retracted", "silent"])
def test_how_far_apart_principals_were_is_not_told_with_who_never_said_so(
    database: Database, start: str, end: str, how: str
) -> None:
    """What we took back stood at one end as we had it, and not as it was."""
    load(database, PLAIN.replace("role: mediator", "role: principal"), OPPOSED)
    load(database, stance("land", "blue", "supports", "R1"), stance("land", "green", "demands", "R1"))
    if how == "retracted":
        with database.write() as store:
            acting.retract(store, 3, HEADER, reason="never said")
    else:
        load(database, stance("land", "green", how, "R1", more=", corrects: 3"))
    load(database, stance("land", "red", "conditional", "R2"))
    had, back = (" (5 as we had it)", " (5 as we then read it)") if how == "retracted" else ("", "")
    for one, other, went in (
        (start, end, f"converged, from a gap of 4{had} to one of 1 of 6"),
        (end, start, f"diverged, from a gap of 1 to one of 4 of 6{back}"),
    ):
        told = next(line for line in note(database, one, other).splitlines() if "of 6" in line)
        assert told == f"Land: the principals {went}, as a report has it."


def test_a_contest_that_ends_as_its_round_got_other_days_is_told_by_what_it_is(database: Database) -> None:
    """At the round both ends are read on its days as known later; on a bare day the contest ends by them."""
    planned = PLAIN.replace(
        "R2, title: Second, status: held, starts: 2026-02-04, ends: 2026-02-05",
        "R2, title: Second, status: planned, planned_for: 2026-02-04",
    )
    said = stance("land", "red", "opposes", "R2"), stance("land", "red", "rejects", "2026-02-04", at="¶2")
    load(database, planned, said[0], said[1])
    load(database, "rounds: [{key: R2, title: Second, status: held, starts: 2026-02-04, ends: 2026-02-06}]")
    assert "No changes: read at both on the days of R2 as known @4, what was recorded" in note(database, "R2@3", "R2@4")
    text = note(database, "2026-02-06@3", "2026-02-06@4")
    assert "accounts of Red no longer contradict each other" in text
    assert "would read as resolved" not in text


def test_a_possible_word_put_right_to_what_stands_surely_is_told(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "2026-01-12"))
    load(database, stance("land", "red", "rejects", "2026-01", "gazette"))
    wrong = "reason: misread, corrects: {source: gazette, stance: rejects}"
    load(database, stance("land", "red", "supports", "2026-01", "gazette", more=f", {wrong}"))
    text = note(database, "2026-01-20@3", "2026-01-20@4")
    assert "Red: we now read supports, where we had possibly rejects, as a report has it." in text
    back = note(database, "2026-01-20@4", "2026-01-20@3")
    assert "possibly rejects" in back


def test_what_stands_again_since_a_retraction_was_undone_is_told_as_recorded_again(database: Database) -> None:
    """What took the place of a retraction was not there before, and has no older days; what it says was."""
    load(database, PLAIN, OPPOSED)
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="slip")
    with database.write() as store:
        undo(store, changesets.last_number(store), HEADER, reason="oops")
    assert f"{RED}taken back before and recorded again, opposes, as a report has it." in note(database, "@3", "@4")
    assert f"{RED}opposes, as a report has it, was taken back then." in note(database, "@4", "@3")


def test_what_was_rejected_and_counts_again_was_recorded_all_the_while(database: Database) -> None:
    load(database, PLAIN, OPPOSED)
    with database.write() as store:
        acting.review(store, [1], Verdict.rejected, HEADER)
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    assert f"{RED}rejected before and counted again, opposes, as a report has it." in note(database, "R1@3", "R1@4")
    assert f"{RED}opposes, as a report has it, was rejected in review then." in note(database, "R1@4", "R1@3")


def test_what_counts_since_somebody_accepted_it_was_recorded_before(database: Database) -> None:
    load(database, PLAIN, OPPOSED)
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    with database.write() as store:
        undo(store, 3, HEADER, reason="not looked at")
    reviewed = Counting(reviewed_only=True)
    for ends, said in {
        ("R1@2", "R1@3"): "accepted since, opposes, as a report has it.",
        ("R1@3", "R1@2"): "opposes, as a report has it, was not accepted yet.",
        ("R1@3", "R1@4"): "opposes, as a report has it, no longer counts.",
        ("R1@4", "R1@3"): "counted then and no more since, opposes, as a report has it.",
    }.items():
        assert f"{RED}{said}" in note(database, *ends, counting=reviewed)


def test_what_falls_under_a_floor_since_a_source_carries_another_was_not_taken_back(database: Database) -> None:
    load(database, PLAIN, together(OPPOSED, stance("land", "red", "opposes", "R1", "gazette")))
    with database.write() as store:
        acting.edit(store, "source", "gazette", {"carries": "Herald"}, HEADER)
    two = Counting(floor=Floor(independent=2))
    assert f"{RED}opposes, as a report has it, no longer counts." in note(database, "R1@2", "R1@3", counting=two)
    back = note(database, "R1@3", "R1@2", counting=two)
    assert f"{RED}counted then and no more since, opposes, as a report has it." in back


def test_what_is_of_its_own_item_again_since_a_join_was_undone_was_recorded_before(database: Database) -> None:
    load(database, PLAIN, stance("fuel", "red", "supports", "R1"))
    with database.write() as store:
        rekeying.join(store, "item", "fuel", "land", HEADER, reason="one and the same")
    with database.write() as store:
        undo(store, 3, HEADER, reason="two items")
    assert "Fuel: Red: recorded before and counted now, supports" in note(database, "R1@3", "R1@4")
    assert "Land: Red: supports, as a report has it, was put elsewhere." in note(database, "R1@3", "R1@4")
    assert "Fuel: Red: supports, as a report has it, did not count then." in note(database, "R1@4", "R1@3")
    assert "Land: Red: recorded then and put elsewhere since, supports" in note(database, "R1@4", "R1@3")


def test_what_we_put_right_of_one_side_of_a_contest_is_told_without_what_the_other_has(database: Database) -> None:
    more = ", condition: a stop comes, position: 17"
    load(database, PLAIN, stance("land", "red", "conditional", "R1", more=more))
    load(database, stance("land", "red", "rejects", "R1", "gazette", more=", position: 0, salience: 95"))
    with database.write() as store:
        cited = [{"source": "gazette", "at": "¶1", "speaker": "counterpart"}]
        acting.correct(store, 2, {"cite": cited}, HEADER, reason="misread")
    text = note(database, "R1@3", "R1@4")
    assert "Red: rejects by entry 3, by a counterpart's account, told otherwise: speaker none → counterpart." in text
    with database.write() as store:
        acting.correct(store, 1, {"summary": "In all cases."}, HEADER, reason="misread")
    text = note(database, "R1@4", "R1@5")
    assert "told otherwise: summary" in text
    assert "position" not in text


def test_what_was_taken_back_of_the_later_day_is_not_said_to_have_left_it_as_it_was(database: Database) -> None:
    load(database, PLAIN, status("land", "open", "R1"), status("land", "agreed", "2026-01-30", "gazette"))
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="of another item")
    for (start, end), said in {
        ("R1@3", "R2@4"): "every reading at R2, as known @4, is the same as at R1, as known @3.",
        ("R2@4", "R1@3"): "every reading at R1, as known @3, is the same as at R2, as known @4.",
        ("R1@3", "R1@4"): "what was recorded between these points left every reading at R1 as it was.",
    }.items():
        assert f"No changes: {said}" in note(database, start, end)


def test_what_may_be_of_the_day_is_not_said_not_to_tell_of_it(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "opposes", "2026-01"))
    assert "Nothing that was recorded from then until @2 surely tells of it." in note(database, "R1@1", "R1@2")


def test_a_promise_that_would_read_as_overdue_is_said_so_once(database: Database) -> None:
    load(database, FRAME, status("pledge", "promised", "R1"))
    with database.write() as store:
        acting.edit(store, "item", "pledge", {"due": "R3"}, HEADER)
    assert "the status would read as overdue." in note(database, "R2@3", "R2@2")
    assert "the status would read as not-overdue: promised, as a report has it." in note(database, "R2@2", "R2@3")


def test_what_ended_by_accounts_that_differ_and_is_open_again_by_all_was_reopened(database: Database) -> None:
    ended = status("land", "agreed", "R1"), status("land", "lapsed", "R1", "gazette")
    load(database, PLAIN, *ended, status("land", "discussed", "R2"))
    text = note(database, "R1", "R2")
    assert "Reopened: Land." in text
