"""What an analyst reads in a diff of two points: moved and corrected, evidence, promises, and what nobody mentioned."""

import contextlib
import random
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import event

from ledger.domain.diff import Change, Checklist, Diff
from ledger.domain.floors import ACCEPTED, OWN, Counting, Floor
from ledger.domain.readings import Reading
from ledger.domain.words import Stance, Status, Verdict
from ledger.errors import LedgerError, NotFound, UsageError
from ledger.services import acting, listing, rekeying, settling
from ledger.services.diff import Words, changes_between, diff_between
from ledger.services.matrix import matrix_at
from ledger.services.measuring import over_rounds
from ledger.services.note import report_between
from ledger.services.undoing import undo
from ledger.storage import changesets, entries, in_between
from ledger.storage.cells import CellReader, When
from ledger.storage.database import Database, Store
from ledger.storage.in_between import Days
from tests.domain.diff_values import mirrored
from tests.effort import seeds
from tests.support import FRAME, HEADER, load, load_real_seed, signed_in, stance, together

PLEDGE = "  - {key: pledge, kind: commitment, title: A pledge, due: R2}\n"
PLAIN = FRAME.replace(PLEDGE, "")
MORE = """
parties: [{key: grey, code: GY, name: Grey, role: principal}]
items:
  - {key: truce, title: Truce, track: military, difficulty: 4, links: [{depends-on: fuel}, {trades-with: land}]}
  - {key: vow, kind: commitment, title: A vow, due: 2026-02-01}
"""


def status(item: str, word: str, held: str, source: str = "herald") -> str:
    when = f"round: {held}" if held.startswith("R") else f"held_on: {held}"
    return f"statuses: [{{item: {item}, {when}, status: {word}, cite: {{source: {source}}}}}]"


def diff(database: Database, start: str, end: str = "now", **wanted: Words | Counting) -> Diff:
    """The diff, which must be the same however it is read."""
    with database.read() as store:
        found = diff_between(store, start, end, **wanted)  # type: ignore[arg-type]  # as a command passes them
        assert found == diff_between(store, start, end, touched_only=False, **wanted)  # type: ignore[arg-type]
        assert found.changes == changes_between(store, start, end, **wanted)  # type: ignore[arg-type]
    return found


def lines(found: Diff) -> list[str]:
    """``softened land red moved``, in the order of the diff."""
    return [" ".join(filter(None, ("+".join(c.verbs), c.item, c.party, c.cause))) for c in found.changes]


def test_between_two_rounds_the_parties_move(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "conditional", "R2"), stance("land", "blue", "rejects", "R2", at="¶9"))
    found = diff(database, "R1", "R2")
    assert lines(found) == ["shifted+conditioned land red moved", "reaffirmed land blue moved"]
    assert (found.moved, found.corrected) == (1, 0)
    assert (found.changes[0].delta, found.changes[0].toward) == (-2, ("blue",))
    assert [citation.at for citation in found.changes[1].citations] == ["¶9"]
    assert [(s.item, s.before, s.after, s.verb) for s in found.spread] == [("land", 6, 4, "converged")]
    assert found.still == ()


RED_ON_FUEL = stance("fuel", "red", "opposes", "R1", "gazette")


@pytest.mark.parametrize(
    "told",
    [
        (stance("land", "red", "opposes", "R1"), RED_ON_FUEL),
        (stance("land", "red", "opposes", "R1"), status("land", "open", "R1"), RED_ON_FUEL),
        (status("land", "agreed", "R1"), status("fuel", "open", "R1")),
        (stance("land", "red", "opposes", "R1"), stance("fuel", "red", "opposes", "R2")),
        (stance("land", "red", "opposes", "R1"),),
        (RED_ON_FUEL,),
    ],
    ids=[
        "stances",
        "a status and stances",
        "statuses",
        "of later days",
        "nothing on what goes",
        "nothing on what stays",
    ],
)
@pytest.mark.parametrize(("table", "old", "new"), [("item", "fuel", "land"), ("party", "blue", "red")])
def test_what_another_was_joined_to_is_on_the_list_as_it_was(
    database: Database, told: tuple[str, ...], table: str, old: str, new: str
) -> None:
    """However the diff is read, there and back: what stays was on the list, and is not first reported now."""
    load(database, PLAIN, *told)
    with database.write() as store:
        rekeying.join(store, table, old, new, HEADER, reason="one and the same")
    last = len(told) + 2
    for start, end in (("R1", "R1"), ("R2", "R2"), ("R1", "R2"), ("now", "now")):
        there = diff(database, f"{start}@{last - 1}", f"{end}@{last}")
        diff(database, f"{end}@{last}", f"{start}@{last - 1}")
        if start == end and "land" in "".join(told):
            assert not [line for line in lines(there) if line.startswith(("closed", "opened", "unopened"))], start


def test_whom_a_party_moved_towards_or_away_from_is_not_told_of_who_may_have_moved_by_then(database: Database) -> None:
    first = (("red", "opposes"), ("blue", "supports"), ("grey", "doubts"))
    load(database, PLAIN, MORE, *(stance("land", party, word, "R1") for party, word in first))
    load(database, stance("land", "red", "conditional", "R2"))
    assert [(each.toward, each.away) for each in diff(database, "R1", "R2").changes] == [(("blue",), ("grey",))]
    load(database, stance("land", "grey", "conditional", "2026-02-01/2026-02-10"))
    assert [(each.toward, each.away) for each in diff(database, "R1", "R2").changes] == [(("blue",), ())]
    assert [(each.toward, each.away) for each in diff(database, "R2", "R1").changes] == [((), ("blue",))]
    with database.read() as store:
        note = report_between(store, "R1", "R2")
    told = [line.text for each in note.sections for line in each.sentences if line.text.startswith("Red moved on")]
    assert told == ["Red moved on one item: towards Blue on Land."]
    assert diff(database, "R1", "2026-02-10").changes[0].toward == ("blue", "grey"), "by then it surely had"


@pytest.mark.parametrize("word", ["agreed-in-principle", "discussed", "deadlocked"])
def test_a_first_status_of_the_days_of_the_stances_is_no_step_forward_nor_back(database: Database, word: str) -> None:
    """It was learned; of a status of later days than the stances it is known that the item came there since."""
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, status("land", word, "R1"))
    assert lines(diff(database, "R1@2", "R1@3")) == ["stated land moved"]
    assert lines(diff(database, "R1@3", "R1@2")) == ["unstated land moved"]
    assert [(each.verb, each.learned) for each in diff(database, "R1@2", "R2@3").changes] == [("stated", True)]


def test_a_first_status_of_later_days_than_the_stances_is_a_step(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, status("land", "agreed-in-principle", "R2"))
    for start, end in (("R2@2", "R2@3"), ("R1", "R2"), ("R1@2", "R2@3")):
        assert lines(diff(database, start, end)) == ["advanced land moved"]


def test_a_first_status_is_a_step_from_the_first_day_on_which_the_stances_count(database: Database) -> None:
    """Where two sources have to bear a thing out, that is the day of the second of them."""
    load(database, PLAIN, stance("land", "red", "demands", "2026-01-20/2026-01-22"))
    load(database, stance("land", "red", "demands", "2026-01-20/2026-01-26", source="gazette"))
    load(database, *(status("land", "agreed-in-principle", "2026-01-24", source) for source in ("herald", "gazette")))
    floor = Counting(floor=Floor(independent=2))
    assert lines(diff(database, "R2@3", "R2", counting=floor)) == ["stated land moved"]
    assert lines(diff(database, "R2@3", "R2")) == ["advanced land moved"]


def test_a_status_without_a_first_day_is_no_step(database: Database) -> None:
    load(
        database, PLAIN, stance("land", "red", "demands", "R1"), status("land", "agreed-in-principle", "../2026-01-26")
    )
    assert lines(diff(database, "R2@2", "R2")) == ["stated land moved"]


@pytest.mark.parametrize("counting", [OWN, Counting(floor=Floor(at_least="B6"))])
def test_to_compare_two_changesets_the_ledger_is_asked_once_since_when_items_were_on_the_list(
    database: Database, counting: Counting
) -> None:
    """However many items came on in between, and each on another day."""
    few, many = ([f"i{number}" for number in range(low, high)] for low, high in ((0, 2), (2, 12)))
    items = ", ".join(f"{{key: {key}, title: {key}}}" for key in (*few, *many))
    days = {key: f"2026-01-{number:02}" for number, key in enumerate((*few, *many), 1)}
    load(database, PLAIN, f"items: [{items}]")
    asked = []
    for keys in (few, many):
        load(database, *(stance(key, "red", "demands", days[key]) for key in keys))
        with database.read() as store:
            before = changesets.last_number(store)
        load(database, *(status(key, "agreed-in-principle", days[key].replace("-01-", "-02-")) for key in keys))
        with database.read() as store:
            statements: list[str] = []
            event.listen(store.connection, "before_cursor_execute", lambda *each, to=statements: to.append(each[2]))
            found = changes_between(store, f"now@{before}", "now", counting=counting)
        assert [each.verbs for each in found] == [("advanced",)] * len(keys)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_a_correction_of_ours_never_looks_like_a_movement(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"))
    assert lines(diff(database, "R1@2", "R1")) == ["reversed land red corrected"]
    assert lines(diff(database, "R1", "R2")) == []


def test_where_both_clocks_differ_each_cause_is_told_apart(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"), stance("land", "red", "doubts", "R2"))
    assert lines(diff(database, "R1@2", "R2")) == ["reversed land red corrected", "shifted land red moved"]
    assert lines(diff(database, "R2", "R1@2")) == ["reversed land red corrected", "shifted land red moved"]


def test_what_was_recorded_later_but_held_in_between_moved(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("fuel", "red", "demands", "R2"))
    found = diff(database, "R1@2", "R2")
    assert set(lines(found)) == {"opened fuel moved", "stated fuel red moved"}


def test_a_remark_corrected_is_reworded_and_a_retraction_leaves_nothing_said(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1", more=", summary: Once"))
    load(database, stance("land", "red", "demands", "R1", more=", summary: Twice"))
    assert lines(diff(database, "@2")) == ["reworded land red corrected"]
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    assert lines(diff(database, "@prev")) == ["unopened land corrected", "unstated land red corrected"]


def test_evidence_comes_and_goes(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "demands", "R1", "gazette"))
    assert lines(diff(database, "@prev")) == ["corroborated land red corrected"]
    load(database, stance("land", "red", "demands", "R1", "echo"))
    assert lines(diff(database, "@prev")) == ["cited land red corrected"]
    assert lines(diff(database, "R1", "R1@2")) == ["uncorroborated land red corrected"]


def test_a_contest_comes_up_and_is_resolved(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "supports", "2026-01-24", "gazette"))
    found = diff(database, "@prev")
    assert lines(found) == ["contested land red corrected"]
    assert [(each.entries, each.verbs) for each in found.changes[0].by_account] == [((2,), ("shifted",))]
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=1, reason="own words")
    assert lines(diff(database, "@prev")) == ["resolved land red corrected"]


def test_items_come_onto_the_list_and_off_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "supports", "R2"))
    load(database, status("land", "agreed", "R2"), "items: [{key: fish, title: Fish}]")
    found = diff(database, "R1", "R2")
    assert lines(found) == [
        "settled land moved",
        "opened fuel moved",
        "stated fuel red moved",
    ]
    assert (found.before.open, found.before.settled) == (("land",), ())  # nothing before its first entry
    assert (found.after.open, found.after.settled, found.after.first_reported) == (("fuel",), ("land",), ("fuel",))
    assert (found.before.mean_difficulty, found.after.mean_difficulty) == (5, 2)


def test_an_item_entered_by_mistake_goes_with_what_was_said_on_it(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, "item", "land", {"struck": True}, HEADER)
    assert lines(diff(database, "@prev")) == ["unopened land corrected", "unstated land red corrected"]
    assert lines(diff(database, "@prev", "R1@1")) == ["unopened land moved", "unstated land red moved"]
    assert lines(diff(database, "R1", "R2")) == []


def test_a_party_entered_by_mistake_goes_with_what_it_said(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, "party", "red", {"struck": True}, HEADER)
    assert lines(diff(database, "@prev")) == ["unstated land red corrected"]


def test_what_a_party_entered_by_mistake_said_is_nowhere_counted(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "2026-01"))
    load(database, stance("fuel", "red", "rejects", "2026-01-23", "gazette"))
    with database.write() as store:
        signed_in(store, "ann")
        acting.review(store, [3], Verdict.rejected, HEADER.model_copy(update={"author": "ann"}))
    with database.write() as store:
        acting.edit(store, "party", "red", {"struck": True}, HEADER)
    assert diff(database, "R1", "R2").after.open == ()
    with database.read() as store:
        matrix = matrix_at(store, "2026-01-24")
        (stage, *_) = over_rounds(store, "R2").stages
    assert [list(row.cells) for row in matrix.rows if row.cells] == []
    assert (matrix.items_open, stage.open.count) == (0, 0)
    assert lines(diff(database, "R1@5", "R1@6")) == [
        "unopened land corrected",
        "unopened fuel corrected",
        "unstated land red corrected",
        "unstated fuel red corrected",
    ]


def test_a_party_entered_by_mistake_moved_inside_no_round_and_is_no_source_s_tale(database: Database) -> None:
    load(database, PLAIN, stance("land", "blue", "demands", "R1"))
    load(database, together(stance("land", "red", "demands", "R2"), stance("land", "red", "rejects", "R2", at="¶2")))
    assert [change.party for change in diff(database, "R1", "R2").inside] == ["red"]
    with database.write() as store:
        acting.edit(store, "party", "red", {"struck": True}, HEADER)
    found = diff(database, "R1", "R2")
    assert found.inside == ()
    assert found.coverage[1].sources == ()
    assert found.unreported != (), "what it said on the item is no report on it"
    assert [change.party for change in diff(database, "R1@3", "R2@3").inside] == ["red"]


def test_undoing_what_was_entered_shows(database: Database) -> None:
    load(database, PLAIN)
    load(database, "items: [{key: fish, title: Fish}]", status("fish", "open", "R1"))
    for number in (3, 2):
        with database.write() as store:
            undo(store, number, HEADER, reason="no")
    assert lines(diff(database, "@3")) == ["unopened fish corrected"]


def test_a_promise_made_falls_due_and_is_kept(database: Database) -> None:
    load(database, FRAME, status("pledge", "promised", "R1"))
    assert lines(diff(database, "2026-01-01", "R1")) == ["promised pledge moved"]
    assert lines(diff(database, "R1", "R2")) == ["overdue pledge moved"]
    assert [(due.item, due.due, due.state) for due in diff(database, "R1", "R2").commitments] == [
        ("pledge", "R2", "overdue")
    ]
    load(database, status("pledge", "kept", "R2"))
    assert lines(diff(database, "R1", "R2")) == ["kept pledge moved"]
    assert lines(diff(database, "R2@2", "R2")) == ["kept pledge moved"]
    assert lines(diff(database, "R2", "R2@2")) == ["reopened pledge moved"]


def test_what_was_only_possibly_promised_is_not_overdue(database: Database) -> None:
    load(database, FRAME, status("pledge", "promised", "2026-02"))
    assert lines(diff(database, "R1", "R2")) == ["promised pledge moved"]
    with database.read() as store:
        assert not any(row.overdue for row in matrix_at(store, "R2").rows)
        assert any(row.overdue for row in matrix_at(store, "2026-02-28").rows)


def test_a_round_found_to_have_been_held_makes_its_promises_overdue(database: Database) -> None:
    load(database, FRAME.replace("due: R2", "due: R3"), status("pledge", "promised", "R1"))
    load(database, "rounds: [{key: R3, title: Third, status: held, starts: 2026-02-20, ends: 2026-02-21}]")
    assert lines(diff(database, "2026-02-22@2", "2026-02-22")) == ["overdue pledge redefined"]


def test_a_condition_is_unlocked_and_shows_its_source(database: Database) -> None:
    load(database, PLAIN, MORE, stance("truce", "red", "conditional", "R1"), status("fuel", "agreed", "R2"))
    (found,) = diff(database, "R1", "R2").unlocked
    assert (found.item, found.party, found.by, found.voided) == ("truce", "red", "fuel", False)
    assert [citation.source for citation in found.reading.evidence.citations] == ["herald"]


def test_only_what_was_accepted_where_only_that_is_wanted(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R2"))
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    with database.read() as store:
        assert changes_between(store, "R1", "R2", counting=ACCEPTED) == ()
        opened, stated = changes_between(store, "R1@3", "R1", counting=ACCEPTED)
    assert (opened.verb, stated.verb, opened.cause, stated.cause) == ("opened", "stated", "corrected", "corrected")


def test_filters_choose_changes_and_leave_the_checklist_whole(database: Database) -> None:
    load(database, PLAIN, MORE, stance("land", "red", "demands", "R1"), stance("truce", "blue", "doubts", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("truce", "blue", "supports", "R2"))
    whole = diff(database, "R1", "R2")
    assert lines(diff(database, "R1", "R2", item="land")) == ["shifted land red moved"]
    assert lines(diff(database, "R1", "R2", party="blue")) == ["reversed truce blue moved"]
    assert lines(diff(database, "R1", "R2", track="military", verb="reversed")) == ["reversed truce blue moved"]
    assert lines(diff(database, "R1", "R2", verb=["reversed", "shifted"], cause="moved")) == lines(whole)
    some = diff(database, "R1", "R2", cause="corrected")
    assert (some.changes, some.moved) == ((), 0)
    assert (some.after, some.still, some.packages) == (whole.after, whole.still, ())
    assert whole.packages == (("land", "truce"),)
    assert diff(database, "2025-01-01", "R1").packages == ()  # first reported, and so not changed together


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"item": "lnd"}, NotFound),
        ({"party": ["red", "blu"]}, NotFound),
        ({"track": "politcal"}, NotFound),
        ({"verb": "hardend"}, UsageError),
        ({"cause": "move"}, UsageError),
    ],
)
def test_a_slip_of_the_pen_in_a_filter_is_not_no_change(
    database: Database, wanted: dict[str, Words], error: type[LedgerError]
) -> None:
    load(database, PLAIN)
    with pytest.raises(error, match=r"is not a known|there is no") as raised:
        diff(database, "R1", "R2", **wanted)
    assert raised.value.hint is not None
    assert "did you mean" in raised.value.hint


def test_since_the_last_review(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with pytest.raises(NotFound, match="nothing has been reviewed"):
        diff(database, "@last-review")
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    assert lines(diff(database, "@last-review")) == []
    load(database, stance("fuel", "red", "demands", "R1"))
    assert lines(diff(database, "@last-review")) == ["opened fuel moved", "stated fuel red moved"]
    assert diff(database, "R1@last-review").from_point.known_at == 3


def unreported(database: Database, start: str, counting: Counting = OWN) -> list[str]:
    return [each.item for each in diff(database, start, "R2", counting=counting).unreported]


@pytest.mark.both_engines
def test_what_any_entry_tells_of_in_between_is_in_the_reports(database: Database) -> None:
    """One that tells of more days than the one which leads: of its account, or of its source, which says it finer."""
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    assert unreported(database, "2026-01-25") == ["land", "fuel"]
    load(database, stance("land", "red", "demands", "2026-01-20/2026-01-30", source="gazette"))
    assert unreported(database, "2026-01-25") == ["fuel"]
    assert unreported(database, "2026-01-30") == ["land", "fuel"], "nobody tells of the days after"
    load(database, status("fuel", "discussed", "2026-01-24"))
    load(database, status("fuel", "discussed", "2026-01-22/2026-01-31"))
    assert unreported(database, "2026-01-25") == []


@pytest.mark.both_engines
def test_what_happened_only_possibly_since_is_in_the_reports(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    load(database, "events: [{held_on: 2026-02, title: A fire, items: [fuel], cite: {source: herald}}]")
    assert [each.item for each in diff(database, "R1", "R2").unreported] == ["land"]


def test_what_counts_alone_is_told_of_as_in_the_reports(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "demands", "2026-01-20/2026-01-30", source="gazette"))
    reliable = Counting(floor=Floor(at_least="B6"))
    alone = Counting(floor=Floor(independent=2))
    borne_out = diff(database, "2026-01-25", "R2", counting=alone)
    assert (borne_out.after.open, borne_out.unreported) == (("land",), ()), "each bears the other out"
    assert (unreported(database, "2026-01-25"), unreported(database, "2026-01-25", reliable)) == ([], ["land"])
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    assert unreported(database, "2026-01-25", ACCEPTED) == ["land"]
    with database.write() as store:
        acting.review(store, [2], Verdict.rejected, HEADER)
    assert unreported(database, "2026-01-25") == ["land"]


def test_who_is_heard_behind_another_is_heard_and_a_silence_is_no_word(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("fuel", "blue", "silent", "R1"))
    load(database, stance("land", "red", "demands", "2026-01-20/2026-01-30", source="gazette"))
    with database.read() as store:
        lines = {line.party.key: line.last_heard for line in listing.parties(store, "R2").lines}
    assert (str(lines["red"]), lines["blue"]) == ("2026-01-30", None)


def test_what_was_talked_of_behind_another_since_is_not_told_as_not_raised(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "silent", "2026-01-28"))
    assert [each.item for each in diff(database, "2026-01-25", "R2").silent] == ["land"]
    load(database, stance("land", "red", "demands", "2026-01-20/2026-01-30", source="gazette"))
    assert diff(database, "2026-01-25", "R2").silent == ()


def test_the_five_reports_tell_the_second_round(database: Database) -> None:
    load_real_seed(database)
    found = diff(database, "R1", "R2")
    said = lines(found)
    assert said[0] == "settled prisoner-exchange moved"
    assert "kept next-meeting moved" in said
    assert "overdue ceasefire-terms moved" in said
    assert (found.moved, found.corrected, found.spread) == (0, 0, ())  # nobody moved unless a report says so
    assert [(c.item, c.party, c.verbs) for c in found.inside] == [("ceasefire-monitoring", "russia", ("reversed",))]
    assert found.still[0].item == "territory"
    assert "energy-ceasefire" in {each.item for each in found.unreported}
    assert "third-round" in {due.item for due in found.commitments if due.state == "promised"}
    assert [(each.round, each.verb, each.slip and each.slip.days) for each in found.rounds] == [
        ("R2", "held", 3),
        ("R3", "planned", None),
    ]
    assert [(len(end.sources), end.best) for end in found.coverage] == [(4, "C"), (1, "C")]
    assert {"rubio", "dmitriev"} <= {getattr(remark.said, "by", None) for remark in found.remarks}
    assert (len(found.before.open), len(found.after.open), len(found.after.settled)) == (15, 15, 1)
    assert (found.after.first_reported, found.after.lapsed) == (("ukraine-future",), ())


# -- what was held, said and described between two points --------------------------------------------------------------------


def one_change(found: Diff) -> Change:
    (change,) = found.changes
    return change


def test_a_position_that_moved_alone_is_told_with_its_points(database: Database) -> None:
    load(database, PLAIN, stance("land", "blue", "opposes", "R1", more=", position: 10"))
    load(database, stance("land", "red", "opposes", "R1", more=", position: 90"))
    load(database, stance("land", "red", "opposes", "R2", at="¶2", more=", position: 10"))
    found = diff(database, "R1", "R2")
    assert lines(found) == ["position-moved land red moved"]
    assert (found.changes[0].points, found.changes[0].toward, found.moved) == (-80, ("blue",), 1)


def test_a_position_is_the_accounts_whoever_says_it(database: Database) -> None:
    """A nearer word that gives no number says nothing against the one that does: the move is told, and on whose word."""
    load(database, PLAIN, stance("land", "blue", "opposes", "R1", more=", position: 10"))
    load(database, stance("land", "red", "opposes", "R1", more=", position: 90", source="desk"))
    load(database, stance("land", "red", "opposes", "R2", more=", position: 50, salience: 40", source="desk"))
    load(database, stance("land", "red", "opposes", "R2").replace("at: '¶1'", "at: '¶4', speaker: own-words"))
    move = one_change(diff(database, "R1", "R2"))
    assert (move.verbs, move.points, move.toward) == (("position-moved",), -40, ("blue",))
    assert isinstance(move.after, Reading)
    assert (move.after.evidence.by, move.after.position, move.after.values["salience"]) == (None, 50, 40)
    with database.read() as store:
        sentences = report_between(store, "R1", "R2").sentences
        told = ["".join(span.text for span in sentence.spans) for sentence in sentences]
    assert any("Red moved 40 points towards Blue, in an analyst's own reading." in line for line in told)


def test_a_condition_that_another_of_the_account_names_is_not_dropped(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "opposes", "R1", more=", condition: it is paid"))
    load(database, stance("land", "red", "opposes", "R2", more=", condition: it is paid", source="gazette"))
    load(database, stance("land", "red", "opposes", "R2", at="¶4"))
    assert lines(diff(database, "R1", "R2")) == ["reaffirmed land red moved"]


def test_a_condition_is_exchanged_and_dropped(database: Database) -> None:
    load(database, PLAIN, stance("land", "blue", "supports", "R1"), stance("land", "red", "conditional", "R1"))
    load(database, stance("land", "red", "conditional", "2026-01-30", at="¶2", more=", condition: if asked"))
    load(database, stance("land", "red", "supports", "R2", at="¶3"))
    assert lines(diff(database, "R1", "2026-01-30")) == ["condition-changed land red moved"]
    dropped = one_change(diff(database, "R1", "R2"))
    assert (dropped.verbs, dropped.toward) == (("softened", "condition-dropped"), ("blue",))
    assert [(step.word, step.condition) for step in dropped.via] == [("conditional", "if asked")]


def test_salience_that_fell_is_told_and_is_no_move(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R1", more=", salience: 60"))
    load(database, stance("land", "red", "supports", "R2", at="¶2", more=", salience: 5"))
    found = diff(database, "R1", "R2")
    assert (lines(found), found.moved) == (["salience-moved land red moved"], 0)


def test_nobody_diverged_because_another_is_first_heard(database: Database) -> None:
    load(database, PLAIN, MORE, stance("land", "red", "supports", "R1"), stance("land", "blue", "conditional", "R1"))
    load(database, stance("land", "grey", "rejects", "R2"))
    assert diff(database, "R1", "R2").spread == ()


def test_principals_came_nearer_whatever_else_is_undated_on_the_item(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "conditional", "R2"), status("land", "agreed", "2026-02"))
    load(database, stance("land", "green", "supports", "2026-02"))
    (found,) = diff(database, "R1", "R2").spread
    assert (found.before, found.after, found.verb) == (6, 4, "converged")
    load(database, stance("land", "blue", "supports", "2026-02"))
    assert diff(database, "R1", "R2").spread == (), "of a principal it is not known where it stands"


def test_a_month_that_had_begun_is_undated_and_no_news(database: Database) -> None:
    load(
        database,
        PLAIN,
        stance("land", "red", "demands", "2025-12"),
        stance("land", "red", "doubts", "2026-01", "gazette"),
    )
    found = diff(database, "2026-01-24", "R2")
    assert (lines(found), [(each.party, each.reading.word) for each in found.undated]) == ([], [("red", "doubts")])
    whole = diff(database, "2025-12-31", "R2")
    assert (lines(whole), whole.undated) == (["reversed land red moved"], ())


def test_a_move_within_a_round_is_told_and_is_turned_round_on_the_way_back(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "opposes", "2026-01-23"))
    load(database, stance("land", "red", "supports", "2026-01-24", at="¶2"))
    (found,) = diff(database, "R1", "R2").inside
    assert (found.verbs, found.cause, found.via, found.delta) == (("reversed",), "moved", (), 4)
    (back,) = diff(database, "R2", "R1").inside
    assert (back.before, back.after) == (found.after, found.before)
    assert diff(database, "2026-01-24", "R2").inside == ()
    assert diff(database, "R1", "R1").inside == ()
    assert diff(database, "R1", "R2", party="blue").inside == ()


def test_that_a_party_moved_by_who_settled_the_contest_is_a_move_within_the_round(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "supports", "R2"), stance("land", "red", "opposes", "R2", "gazette"))
    assert diff(database, "R1", "R2").inside == ()
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="said later in the day", moved=(1, 2))
    (found,) = diff(database, "R1", "R2").inside
    assert [side.word for side in (found.before, found.after) if isinstance(side, Reading)] == ["supports", "opposes"]


def test_a_move_within_the_later_round_is_told_once(database: Database) -> None:
    load(
        database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "2026-02-04", at="¶2")
    )
    load(database, stance("land", "red", "supports", "2026-02-05", at="¶3"))
    found = diff(database, "R1", "R2")
    assert [step.word for step in one_change(found).via] == ["opposes"]
    assert found.inside == ()


def test_a_move_within_a_round_on_the_way_is_told_whatever_the_ends_are_called(database: Database) -> None:
    """No end names R1; and what stood there last is what others held by its end, not by that of the diff."""
    steps = together(stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))
    load(database, PLAIN, steps, stance("land", "blue", "demands", "R1"), stance("land", "blue", "rejects", "R2"))
    for ends in (("2026-01-22", "2026-01-24"), ("2026-01-22", "R2"), ("2026-01-23", "now"), ("2026-01-23", "R2")):
        (found,) = diff(database, *ends).inside
        assert (found.party, found.verbs, found.toward, found.delta) == ("red", ("softened",), ("blue",), 2)
        (back,) = diff(database, *reversed(ends)).inside
        assert (back.before, back.after) == (found.after, found.before)
    assert diff(database, "2026-01-24", "R2").inside == ()
    assert diff(database, "2026-01-22", "2026-01-23").inside == ()
    assert len(diff(database, "R1", "R2").inside) == 1


def test_a_move_in_the_days_of_two_rounds_is_told_once(database: Database) -> None:
    other = "rounds: [{key: R1b, title: Beside it, kind: call, status: held, starts: 2026-01-23, ends: 2026-01-24}]"
    load(database, PLAIN, other, two_steps("land", "R1"))
    for ends in (("2026-01-22", "R2"), ("R1", "R2"), ("R1b", "R2")):
        assert len(diff(database, *ends).inside) == 1, ends


def test_what_moved_inside_rounds_is_read_once_however_many_lie_on_the_way(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = (f"{{key: R{day}, title: Call, status: held, starts: 2026-01-{day}}}" for day in (26, 28, 30))
    load(database, PLAIN, f"rounds: [{', '.join(calls)}]")
    load(database, *(two_steps("land", f"R{day}") for day in (26, 28, 30)))
    asked: list[int] = []
    within = in_between.within

    def told(reader: CellReader, store: Store, spans: Sequence[Days], when: When) -> object:
        asked.append(len(spans))
        return within(reader, store, spans, when)

    monkeypatch.setattr(in_between, "within", told)
    assert len(diff(database, "R1", "R2").inside) == 3
    assert set(asked) == {5}, "both ends and three calls, at a time"


def test_a_move_inside_the_first_round_is_told_as_it_is_read_at_the_later_end(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "rejects", "2026-01-23"), stance("land", "red", "doubts", "2026-01-24"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "opposes"}, HEADER, reason="misread")
    (move,) = diff(database, "R1@3", "R2").inside
    assert (move.before.word, move.after.word) == ("opposes", "doubts")  # type: ignore[union-attr]
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="misread")
    assert diff(database, "R1@3", "R2").inside == diff(database, "R1@4", "R2").inside == ()


@pytest.mark.both_engines
def test_a_move_inside_a_round_that_was_learned_between_two_changesets_is_told_once(database: Database) -> None:
    """Both stances stand on the day of the round: no end of the diff alone would show the move."""
    load(database, PLAIN)
    load(database, together(stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", at="¶2")))
    for ends in (("@1", "@2"), ("R1@1", "R1@2"), ("2026-01-24@1", "2026-01-24@2"), ("R2@1", "R2@2")):
        (move,) = diff(database, *ends).inside
        assert (move.before.word, move.after.word) == ("opposes", "supports"), ends  # type: ignore[union-attr]
    (back,) = diff(database, "R1@2", "R1@1").inside
    assert (back.before.word, back.after.word) == ("supports", "opposes")  # type: ignore[union-attr]
    assert diff(database, "2026-01-22@1", "2026-01-22@2").inside == ()


def test_a_move_inside_a_round_is_not_learned_again_from_another_source_or_by_a_correction(database: Database) -> None:
    load(database, PLAIN)
    load(database, together(stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", at="¶2")))
    again = (stance("land", "red", word, "R1", "gazette", at) for word, at in (("opposes", "¶1"), ("supports", "¶2")))
    load(database, together(*again))
    with database.write() as store:
        acting.correct(store, 1, {"summary": "Said at the door."}, HEADER, reason="left out")
    assert diff(database, "@2", "@3").inside == ()
    assert diff(database, "@2", "@4").inside == ()
    assert len(diff(database, "@1", "@4").inside) == 1


def test_a_move_told_again_with_places_on_the_scale_is_not_learned_again(database: Database) -> None:
    load(database, PLAIN)
    load(database, together(stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", at="¶2")))
    placed = (("opposes", "¶1", 30), ("supports", "¶2", 60))
    load(
        database,
        together(*(stance("land", "red", word, "R1", "gazette", at, f", position: {at_}") for word, at, at_ in placed)),
    )
    assert diff(database, "@2", "@3").inside == ()


def test_where_nothing_but_a_move_inside_a_round_is_learned_the_head_tells_of_it(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R2"))
    load(database, together(stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", at="¶2")))
    with database.read() as store:
        lead = " ".join(line.text for line in report_between(store, "@2", "@3").lead)
    assert "Nobody is reported to have moved in between (inside R1: Red)." in lead
    assert "No change" not in lead
    assert diff(database, "@2", "@3").overtaken == (), "it is told once"


def test_what_lies_in_no_round_as_its_days_are_known_now_is_inside_none(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "rejects", "2026-01-23"), stance("land", "red", "doubts", "2026-01-24"))
    assert len(diff(database, "R1@3", "R2").inside) == 1
    with database.write() as store:
        acting.edit(store, "round", "R1", {"starts": "2026-01-20", "ends": "2026-01-21"}, HEADER)
    assert diff(database, "R1@3", "R2").inside == ()


def test_of_a_round_that_lies_about_the_earlier_end_only_what_may_have_come_after_is_told(database: Database) -> None:
    load(
        database,
        PLAIN,
        two_steps("land", "R1", ", held_on: 2026-01-23"),
        two_steps("fuel", "R1", ", held_on: 2026-01-24"),
    )
    assert [each.item for each in diff(database, "2026-01-23", "R2").inside] == ["fuel"]


def two_steps(item: str, held: str, more: str = "") -> str:
    return together(
        stance(item, "red", "rejects", held, more=more), stance(item, "red", "doubts", held, at="¶2", more=more)
    )


def test_what_a_source_tells_of_one_day_outside_the_rounds_is_on_the_way(database: Database) -> None:
    """No day ends on it; of two sources that say otherwise nobody tells which came first."""
    on, at = "2026-01-30", ("¶1", "¶2", "¶3")
    words = ("rejects", "doubts", "supports")
    steps = together(*(stance("land", "red", word, on, at=place) for word, place in zip(words, at, strict=True)))
    load(database, PLAIN, stance("land", "red", "supports", "2026-01-10"), steps)
    load(
        database, together(*(stance("fuel", "blue", word, on, at=place) for word, place in zip(words, at, strict=True)))
    )
    came_back, heard = diff(database, "2026-01-20", "R2").changes[:2]
    assert (came_back.verbs, [step.word for step in came_back.via]) == (("returned",), ["rejects", "doubts"])
    back = next(each for each in diff(database, "R2", "2026-01-20").changes if each.party == "red")
    assert [step.word for step in back.via] == ["doubts", "rejects"]
    ((heard,),) = [[each for each in diff(database, "2026-01-20", "R2").changes if each.party == "blue"]]
    assert (heard.verbs, [step.word for step in heard.via]) == (("stated",), ["rejects", "doubts"])
    load(database, stance("land", "red", "opposes", on, "gazette"))
    assert [each.via for each in diff(database, "2026-01-20", "R2").changes if each.party == "red"] == [()]


def test_what_happened_what_we_learned_and_what_we_redefined_are_told_apart(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    load(database, stance("land", "blue", "demands", "R1"))
    with database.read() as store:
        before = changesets.last_number(store)
    load(database, stance("land", "red", "supports", "R2", at="¶2"))
    load(database, stance("fuel", "red", "doubts", "R1", more=", corrects: 2"))
    with database.write() as store:
        acting.edit(store, "source", "herald", {"reliability": "E"}, HEADER)
    found = diff(database, f"@{before}", "now")
    assert set(lines(found)) == {
        "hardened land red moved",
        "reversed fuel red corrected",
        "regraded land blue redefined",
    }


def test_rounds_that_slip_take_along_what_is_known_by_them_alone(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, "round", "R1", {"starts": "2026-01-25", "ends": "2026-01-26"}, HEADER)
    found = diff(database, "2026-01-24@2", "2026-01-24@3")
    assert lines(found) == ["unopened land redefined", "unstated land red redefined"]
    assert {(each.record, each.field, each.new) for each in found.redefined} == {
        ("round:R1", "starts", "2026-01-25"),
        ("round:R1", "ends", "2026-01-26"),
    }


@pytest.mark.parametrize(
    ("table", "key", "field", "old", "new", "stances"),
    [
        ("item", "land", "question", None, "Whose?", 1),
        ("item", "land", "scale", None, {"low": "none", "high": "all"}, 1),
        ("item", "land", "difficulty", 5, 3, 0),
        ("item", "land", "links", [], [{"depends-on": "fuel"}], 0),
        ("item", "land", "matter", "substance", "context", 0),
        ("party", "red", "role", "principal", "host", 0),
        ("party", "red", "members", [], [{"party": "blue", "to": "2026-02-01"}], 0),
        ("source", "herald", "reliability", "B", "E", 0),
        ("source", "herald", "carries", None, "Gazette", 0),
    ],
)
def test_what_we_described_otherwise_is_a_line_of_its_own(
    database: Database, table: str, key: str, field: str, old: object, new: object, stances: int
) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, table, key, {field: new}, HEADER)
    load(database, stance("land", "blue", "demands", "R1"))
    (line,) = diff(database, "@2", "now").redefined
    assert (line.record, line.field, line.old, line.new, line.stances) == (f"{table}:{key}", field, old, new, stances)
    (back,) = diff(database, "now", "@2").redefined
    assert (back.old, back.new) == (new, old)
    assert diff(database, "R1", "R2").redefined == ()


def test_what_was_entered_since_the_earlier_point_was_not_described_otherwise(database: Database) -> None:
    load(database, PLAIN)
    load(
        database, "items: [{key: wall, kind: issue, title: Wall, question: Now?}]\nsources: [{key: news, title: News}]"
    )
    with database.write() as store:
        acting.edit(store, "item", "wall", {"question": "When?", "difficulty": 4}, HEADER)
        acting.edit(store, "source", "news", {"reliability": "B"}, HEADER)
        acting.edit(store, "item", "land", {"difficulty": 3}, HEADER)
    for ends in (("@1", "now"), ("now", "@1")):
        assert [each.record for each in diff(database, *ends).redefined] == ["item:land"]
    assert len(diff(database, "@2", "now").redefined) == 4, "both ends know them"


def test_a_round_is_as_late_as_it_was_first_planned(database: Database) -> None:
    load(database, PLAIN, "rounds: [{key: R3, title: Third, status: planned, planned_for: 2026-02-20}]")
    load(database, "rounds: [{key: R3, title: Third, status: postponed, planned_for: 2026-02-25}]")
    late = "planned_for: 2026-02-25, starts: 2026-02-27, ends: 2026-02-28"
    load(database, f"rounds: [{{key: R3, title: Third, status: held, {late}}}]")
    (held,) = [each for each in diff(database, "R2", "R3").rounds if each.round == "R3"]
    assert (held.verb, held.slip and held.slip.days) == ("held", 7)
    assert [(each.round, each.verb) for each in diff(database, "@2", "@3").rounds] == [("R3", "postponed")]


def test_what_only_goes_on_into_the_days_of_a_round_does_not_tell_of_it(database: Database) -> None:
    losses = "events: [{{held_on: 2025-11/2026-01-23, title: Losses{}, cite: {{source: {}, at: ¶8}}}}]"
    of_it = losses.replace("title:", "round: R1, title:").format(" there", "echo")
    load(database, FRAME, stance("land", "red", "rejects", "R1"), losses.format("", "gazette"), of_it)
    assert diff(database, "R1", "R2").coverage[0].sources == ("herald", "echo")


def test_coverage_is_what_was_coded_for_either_end(database: Database) -> None:
    load(
        database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "2025-12-01", "echo")
    )
    load(database, stance("land", "red", "doubts", "2026-01-30", "gazette"))
    found = diff(database, "R1", "R2").coverage
    assert [end.sources for end in found] == [("herald",), ("gazette",)]
    back = diff(database, "R2", "R1").coverage
    assert back == (found[1], found[0])
    assert [end.sources for end in diff(database, "@3", "@4").coverage][1] == ("gazette",)
    assert diff(database, "2026-01-24", "R2").coverage[0].sources == ("herald", "echo")


def test_what_does_not_count_is_no_coverage(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "demands", "R1", "echo"))
    assert len(diff(database, "R1", "R2").coverage[0].sources) == 2
    assert diff(database, "R1", "R2", counting=Counting.asked(at_least="C6")).coverage[0].sources == ("herald",)
    with database.write() as store:
        acting.review(store, [1], Verdict.rejected, HEADER)
    assert diff(database, "R1", "R2").coverage[0].sources == ("echo",)


def test_what_a_correction_that_does_not_count_was_to_replace_is_coverage(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1", "echo"))
    ann = HEADER.model_copy(update={"author": "ann"})
    with database.write() as store:
        signed_in(store, "ann")
        acting.review(store, [1], Verdict.accepted, ann)
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    assert diff(database, "R1", "R2", counting=ACCEPTED).coverage[0].sources == ("echo",)
    with database.write() as store:
        signed_in(store, "ann")
        acting.review(store, [2], Verdict.rejected, ann)
    assert diff(database, "R1", "R2").coverage[0].sources == ("echo",)


def test_what_is_contested_at_both_ends_or_was_overtaken_is_listed(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "red", "rejects", "R1", "gazette"))
    found = diff(database, "R1", "R2")
    assert (found.contested, found.earlier_contests, lines(found)) == ((("land", "red"),), (), [])
    load(database, stance("land", "red", "supports", "R2", at="¶2"))
    overtaken = diff(database, "R1", "R2")
    assert overtaken.contested == ()
    (earlier,) = overtaken.earlier_contests
    assert (earlier.item, earlier.party, set(earlier.entries)) == ("land", "red", {1, 2})
    assert lines(overtaken) == ["resolved land red moved"]
    assert [(each.entries, each.verbs) for each in overtaken.changes[0].by_account] == [
        ((1,), ("shifted",)),
        ((2,), ("reversed",)),
    ]


def test_a_contest_of_what_is_only_possible_was_overtaken_by_nothing(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "doubts", "2026-02-04"))
    load(database, stance("land", "red", "demands", "2026-02-03/2026-02-09", "gazette"))
    load(database, stance("land", "red", "rejects", "2026-02-04/2026-02-09", "echo"))
    assert diff(database, "R1", "R2").earlier_contests == ()
    load(database, stance("land", "red", "supports", "2026-02-10"))
    (earlier,) = diff(database, "R1", "2026-02-10").earlier_contests
    assert set(earlier.entries) == {1, 2, 3}


# -- properties, on ledgers that went through everything that can happen to one -------------------------------------------

Act = Callable[[Store, random.Random], object]
ITEMS, PARTIES = ("land", "fuel", "truce"), ("red", "blue", "grey", "green")
DAYS = ("R1", "R2", "2026-01", "2026-01-24", "2026-01-30", "2026-02-05")
SOURCES = ("herald", "gazette", "echo")


def _number(store: Store, chance: random.Random) -> int:
    return chance.randint(1, entries.last_id(store) or 1)


ACTS: list[Act] = [
    lambda store, chance: acting.retract(store, _number(store, chance), HEADER, reason="wrong"),
    lambda store, chance: acting.correct(
        store,
        _number(store, chance),
        {"stance": chance.choice(["demands", "doubts", "silent"])},
        HEADER,
        reason="misread",
    ),
    lambda store, chance: acting.correct(store, _number(store, chance), {"summary": "Better."}, HEADER, reason="style"),
    lambda store, chance: acting.review(store, [_number(store, chance)], Verdict.accepted, HEADER),
    lambda store, chance: settling.settle(
        store, chance.choice(ITEMS), chance.choice(PARTIES), HEADER, reason="it moved"
    ),
    lambda store, chance: undo(store, changesets.last_number(store) - chance.randint(0, 3), HEADER, reason="no"),
    lambda store, chance: acting.edit(store, "item", chance.choice(ITEMS), {"struck": chance.random() < 0.3}, HEADER),
    lambda store, chance: acting.edit(
        store, "party", chance.choice(PARTIES), {"struck": chance.random() < 0.3}, HEADER
    ),
    lambda store, chance: acting.edit(store, "source", "echo", {"carries": chance.choice(["Herald", None])}, HEADER),
    lambda store, chance: acting.edit(store, "item", "vow", {"due": chance.choice(["R1", "R2", "R3"])}, HEADER),
]


def a_life(database: Database, chance: random.Random) -> int:
    """Statements and acts at random; the number of changesets they made. What is refused leaves nothing behind."""
    load(database, FRAME, MORE)
    for _ in range(30):
        if chance.random() < 0.6:
            _attempt(lambda: load(database, _statement(chance)))
        else:
            _attempt(lambda: _act(database, chance.choice(ACTS), chance))
    with database.read() as store:
        return changesets.last_number(store)


def _statement(chance: random.Random) -> str:
    held, source = chance.choice(DAYS), chance.choice(SOURCES)
    if chance.random() < 0.7:
        return stance(chance.choice(ITEMS), chance.choice(PARTIES), chance.choice([*Stance]).value, held, source)
    item = chance.choice([*ITEMS, "pledge", "vow"])
    words = ["promised", "kept", "broken", "void"] if item in {"pledge", "vow"} else ["open", "discussed", "agreed"]
    return status(item, Status(chance.choice(words)).value, held, source)


def _act(database: Database, act: Act, chance: random.Random) -> None:
    with database.write() as store:
        act(store, chance)


def _attempt(what: Callable[[], object]) -> None:
    with contextlib.suppress(LedgerError):
        what()


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_a_diff_has_its_properties_whatever_happened(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    last = a_life(database, chance)
    points = [f"{held}@{known}" for held in ("2026-01-20", "R1", "2026-01-31", "R2") for known in range(1, last + 1)]
    for _ in range(12):
        one, other = chance.sample(points, 2)
        there, back = diff(database, one, other), diff(database, other, one)
        assert len(there.changes) == len(back.changes)
        for change in there.changes:
            assert any(
                mirrored(change, other_change)
                and (change.before, change.after) == (other_change.after, other_change.before)
                for other_change in back.changes
            )
        assert {(s.item, s.before, s.after) for s in there.spread} == {(s.item, s.after, s.before) for s in back.spread}
        assert checklist(there.before) == checklist(back.after)
        assert checklist(there.after) == checklist(back.before)
        assert {(c.item, c.party) for c in there.inside} == {(c.item, c.party) for c in back.inside}
        assert {(u.item, u.party, u.reading.entry) for u in there.undated} == {
            (u.item, u.party, u.reading.entry) for u in back.undated
        }
        assert (there.rounds, there.remarks) == (back.rounds, back.remarks)
        empty = diff(database, one, one)
        assert not any((empty.changes, empty.inside, empty.undated, empty.redefined, empty.rounds, empty.contested))
        both_softened_never_diverged(there)
    causes = {change.cause for change in diff(database, f"R1@{last}", f"R2@{last}").changes}
    assert causes <= {"moved"}


def checklist(found: Checklist) -> tuple[object, ...]:
    apart = found.procedure_open, found.commitments_open
    return found.open, found.possibly, found.settled, dict(found.by_difficulty), *apart


def both_softened_never_diverged(found: Diff) -> None:
    """Of two who are all the principals with a score at both ends, over one leg."""
    if found.from_point.known_at != found.to_point.known_at:
        return
    for spread in found.spread:
        moves = [c.verbs for c in found.changes if c.item == spread.item and c.party in spread.parties]
        if len(spread.parties) == len(moves) == 2:
            assert not (spread.verb == "diverged" and all("softened" in verbs for verbs in moves))
            assert not (spread.verb == "converged" and all("hardened" in verbs for verbs in moves))


def test_what_one_report_calls_agreed_and_another_does_not_is_not_counted_as_settled(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, status("land", "agreed", "R2"), status("land", "open", "R2", "gazette"))
    load(database, status("fuel", "agreed", "R2"), status("fuel", "open", "R2", "gazette"))  # first heard of so
    found = diff(database, "R1", "R2")
    assert not found.after.settled, "no account has won"
    assert {"land", "fuel"} <= set(found.after.open)
    assert {"contested land moved", "opened+contested fuel moved"} <= set(lines(found))
    with database.read() as store:
        (*_, last) = over_rounds(store, "R2").stages
        matrix = matrix_at(store, "R2")
        assert {row.state for row in matrix.rows if row.item.key in {"land", "fuel"}} == {"agreed or open"}
        note = [line.text for line in report_between(store, "R1", "R2").sentences]
    assert (last.open.settled, matrix.items_settled) == (0, 0)
    assert (last.open.count, matrix.items_open) == (len(found.after.open),) * 2
    assert "No item of substance is reported settled by every account; by some, Land and Fuel." in note
    assert any("Fuel is first reported: agreed or open, as a report has it. Accounts" in line for line in note)


def test_what_may_be_settled_later_than_the_day_is_not_settled_on_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), status("land", "agreed", "2026-02"))
    assert "land" in diff(database, "R1", "R2").after.open


def test_a_report_that_may_speak_of_before_is_none_of_what_came_after(database: Database) -> None:
    load(
        database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "opposes", "2026-01", "gazette")
    )
    load(database, stance("land", "red", "supports", "R2"))
    assert diff(database, "R1", "R2").coverage[1].sources == ("herald",)


SAID_IN_R3 = """
rounds: [{key: R3, title: Third, status: planned, planned_for: 2026-02-06}]
remarks: [{round: R3, about: [land], text: It went well., cite: {source: herald, at: ¶7}}]
events: [{round: R3, title: Numbers are given, items: [land], cite: {source: herald, at: ¶6}}]
"""


def with_days(database: Database) -> None:
    days = {"status": "held", "starts": "2026-02-06", "ends": "2026-02-07"}
    with database.write() as store:
        acting.edit(store, "round", "R3", days, HEADER)


def with_land_joined(database: Database) -> None:
    with database.write() as store:
        rekeying.join(store, "item", "land", "fuel", HEADER, reason="one thing")


@pytest.mark.parametrize("redefine", [with_days, with_land_joined])
def test_what_was_said_in_a_round_is_no_news_when_only_its_days_or_what_it_names_became_others(
    database: Database, redefine: Callable[[Database], None]
) -> None:
    load(database, FRAME, SAID_IN_R3)
    redefine(database)
    for start, end in (("R3@2", "R3@3"), ("R3@3", "R3@2"), ("now@2", "now@3")):
        assert around(database, start, end) == [], (start, end)
    assert around(database, "R2@2", "now@3") == ["It went well.", "Numbers are given"], "time passed"
    load(database, "events: [{round: R3, title: They part, cite: {source: gazette, at: ¶2}}]")
    assert around(database, "R3@2", "R3@4") == ["They part"]
    with database.read() as store:
        last = entries.last_id(store)
    with database.write() as store:
        acting.correct(store, last, {"title": "They parted"}, HEADER, reason="misread")
    assert around(database, "R3@4", "R3@5") == ["They parted"], "what we put right is told"


def around(database: Database, start: str, end: str) -> list[str]:
    """What a diff tells of what was said and what happened."""
    with database.read() as store:
        found = diff_between(store, start, end)
    return sorted(
        str(getattr(each.said, "title", None) or getattr(each.said, "text", ""))
        for each in (*found.remarks, *found.events)
    )


PARTS = """
items:
  - {key: mines, title: Mines, part_of: land, difficulty: 5}
  - {key: posts, title: Posts, part_of: land, difficulty: 4}
  - {key: deep, title: Deep mines, part_of: mines, difficulty: 3}
"""


def test_what_is_said_of_one_part_is_no_word_on_another(database: Database) -> None:
    told = [stance(item, "red", "demands", "R1", at=f"¶{n}") for n, item in enumerate(("mines", "posts", "deep"), 2)]
    load(database, FRAME, PARTS, stance("land", "red", "demands", "R1"), *told)
    load(database, stance("deep", "red", "supports", "R2"))
    assert unreported(database, "R1") == ["posts"], "a whole is spoken of with a part of a part"
    load(database, stance("land", "red", "supports", "R2", at="¶9"))
    assert unreported(database, "R1") == [], "and every part with its whole"


def test_a_remark_that_does_not_count_is_no_report_of_its_item(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, "remarks: [{round: R2, about: land, text: Hm., cite: {source: herald, at: ¶9}}]")
    assert unreported(database, "R1") == []
    with database.write() as store:
        acting.review(store, [2], Verdict.rejected, HEADER)
    assert unreported(database, "R1") == ["land"]


def test_the_head_names_what_is_stuck_or_settled_though_it_is_counted_apart(database: Database) -> None:
    load(database, FRAME, PARTS, stance("land", "red", "demands", "R1"))
    status = "statuses: [{{item: {}, round: R2, status: {}, cite: {{source: herald, at: ¶3}}}}]"
    load(database, status.format("mines", "deadlocked"), status.format("posts", "agreed"))
    with database.read() as store:
        head = " ".join(line.text for line in report_between(store, "R1", "R2").lead)
    assert "Settled, of parts of others: Posts." in head
    assert "Deadlocked, of what is counted apart: Mines." in head
    load(database, status.format("land", "deadlocked"))
    with database.read() as store:
        head = " ".join(line.text for line in report_between(store, "R1", "R2").lead)
    assert "Deadlocked: Land; counted apart: Mines." in head


MONTHLY = stance("land", "red", "supports", "2026-01", "gazette")


@pytest.mark.both_engines
def test_a_coarser_report_that_bears_out_a_dated_move_leaves_it_dated(database: Database) -> None:
    """The month begins before R1 ends; the day in it is after."""
    load(
        database,
        FRAME,
        stance("land", "red", "opposes", "R1"),
        stance("land", "red", "supports", "2026-01-28", at="¶2"),
    )
    before = [(change.item, change.party, change.verb) for change in diff(database, "R1", "R2").changes]
    load(database, MONTHLY)
    found = diff(database, "R1", "R2")
    assert (
        [(change.item, change.party, change.verb) for change in found.changes]
        == before
        == [("land", "red", "reversed")]
    )
    assert found.undated == ()
    with database.read() as store:
        assert matrix_at(store, "R2").rows[0].cells["red"].entry == 2


@pytest.mark.both_engines
def test_what_may_be_of_the_earlier_day_and_was_learned_since_is_told_as_undated(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "supports", "R1"))
    load(
        database, MONTHLY, "statuses: [{item: fuel, held_on: 2026-01, status: agreed, cite: {source: gazette, at: ¶2}}]"
    )
    for start, end in (("R1", "R2"), ("R1@2", "R2"), ("R1@2", "now")):
        found = diff(database, start, end)
        assert [(each.item, each.party) for each in found.undated] == [("land", "red"), ("fuel", None)], (start, end)


@pytest.mark.parametrize("sources", [("herald", "gazette"), ("gazette", "herald")])
@pytest.mark.parametrize("word", ["agreed", "kept"])
def test_what_may_have_been_so_at_the_start_is_no_news_though_days_that_overlap_bear_it_out(
    word: str, sources: tuple[str, str], database: Database
) -> None:
    """Whichever of the two reports leads."""
    item = {"agreed": "land", "kept": "vow"}[word]
    load(database, PLAIN, MORE, status(item, "discussed" if item == "land" else "promised", "2026-01-10"))
    days = "2026-01-20/2026-02-03", "2026-02-01/2026-02-05"
    load(database, *(status(item, word, held, source) for held, source in zip(days, sources, strict=True)))
    for ends in (("R1", "R2"), ("R2", "R1")):
        found = diff(database, *ends)
        assert [each.item for each in found.changes if each.item == item] == []
        assert [(each.item, each.party) for each in found.undated] == [(item, None)]


def test_what_may_only_have_been_reopened_is_told_as_that_and_not_as_the_word_of_some(database: Database) -> None:
    load(database, PLAIN, status("land", "discussed", "2026-01-10"), status("land", "agreed", "2026-01-20/2026-02-03"))
    load(database, stance("fuel", "red", "demands", "R1"), stance("fuel", "red", "supports", "R2"))
    with database.read() as store:
        told = " ".join(sentence.text for sentence in report_between(store, "R2", "R1").lead)
    assert "Possibly reopened (undated): Land." in told


def test_what_some_accounts_surely_reopened_is_told_so_whatever_else_may_have_come(database: Database) -> None:
    load(database, PLAIN, status("land", "agreed", "R1"), status("land", "deadlocked", "R2"))
    load(database, status("land", "agreed", "R2", "gazette"), status("land", "dropped", "2026-02", "echo"))
    with database.read() as store:
        told = " ".join(sentence.text for sentence in report_between(store, "R1", "R2").lead)
    assert "Reopened by some accounts alone: Land." in told
