"""What a person does to one entry or record: records, corrects, retracts, settles, reviews, edits; each with its reason."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from ledger.domain.entries import Entry
from ledger.domain.readings import Reading
from ledger.domain.seed import Settlement
from ledger.domain.words import EntryKind, SettlementKind, Verdict
from ledger.errors import Conflict, InvalidData, NotFound, UsageError
from ledger.services import acting, settling
from ledger.services.importing import Imported
from ledger.services.matrix import matrix_at
from ledger.storage import changesets, contests, entries, register, reviews, schema
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, said, signed_in, stance, together

HERALD = stance("land", "red", "demands", "R1")
GAZETTE_CONTRADICTS = stance("land", "red", "rejects", "R1", "gazette")
TWO_STEPS = together(stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))
ANN, BOB = (HEADER.model_copy(update={"author": name}) for name in ("ann", "bob"))


def act(database: Database, what: Callable[..., Imported], *args: Any, header: Any = HEADER, **named: Any) -> Imported:
    with database.write() as store:
        return what(store, *args, header=signed_in(store, header.author), **named)


def correct(database: Database, number: int, header: Any = HEADER, **changes: Any) -> Imported:
    return act(database, acting.correct, number, changes, header=header, reason="misread")


def settle(database: Database, item: str = "land", party: str | None = "red", **how: Any) -> Imported:
    return act(database, settling.settle, item, party, reason="weighed against each other", **how)


def record(database: Database, kind: EntryKind, **fields: Any) -> Imported:
    return act(database, acting.record, acting.statement_of(kind, fields))


def entry(database: Database, number: int) -> Entry:
    with database.read() as store:
        return entries.by_ids(store, [number])[number]


def cell(database: Database, at: str = "now") -> Reading:
    with database.read() as store:
        return next(row for row in matrix_at(store, at).rows if row.item.key == "land").cells["red"]


def settlements(database: Database, number: int) -> list[Settlement]:
    with database.read() as store:
        return [settlement for _number, settlement in contests.settlements_of(store, [number])]


def why_gone(database: Database) -> dict[int, str]:
    """Reasons of retractions, by the entry retracted."""
    with database.read() as store:
        return {gone.entry: gone.reason for gone in entries.retractions(store)}


# -- recording --------------------------------------------------------------------------------------------------------


def test_a_recorded_stance_that_contradicts_another_says_so_at_once(database: Database) -> None:
    load(database, FRAME, HERALD)
    done = record(
        database, EntryKind.stance, item="land", party="red", round="R1", stance="rejects", cite={"source": "gazette"}
    )
    assert done.contested == [
        "entry 2 (land × red: rejects, R1, from gazette) contested with entry 1 (land × red: demands, R1, from herald)"
    ]


def test_a_second_source_recorded_by_hand_is_an_entry_of_its_own_and_corroborates(database: Database) -> None:
    load(database, FRAME, HERALD)
    done = record(
        database,
        EntryKind.stance,
        item="land",
        party="red",
        held_on="2026-01-24",
        stance="demands",
        summary="So the gazette has it.",
        cite={"source": "gazette", "at": "p. 1"},
    )
    assert dict(done.recorded) == {"stances": 1, "citations": 1}
    now = cell(database)
    assert (now.entries, now.evidence.independent_sources, now.contested) == ((2, 1), 2, False)
    assert now.summary == "So the gazette has it."


def test_no_entry_without_a_citation(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidData) as caught:
        record(database, EntryKind.status, item="land", round="R1", status="open")
    assert [fault.path for fault in caught.value.faults] == ["cite"]


# -- correcting -------------------------------------------------------------------------------------------------------


def test_a_wrong_stance_is_corrected_and_the_wrong_one_kept(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", summary: Once, salience: 70"))
    correct(database, 1, stance="supports")
    now = entry(database, 2)
    assert said(database) == {"land red": "supports"}
    assert said(database, "now@2") == {"land red": "demands"}
    assert (now.supersedes, now.reason) == (1, "misread")
    assert now.said.values() == {"stance": "supports", "summary": "Once", "salience": 70}
    assert now.said.cite == entry(database, 1).said.cite


def test_what_was_known_by_round_gets_its_day(database: Database) -> None:
    load(database, FRAME, HERALD)
    correct(database, 1, held_on="2026-01-23")
    now = cell(database)
    assert (now.held.last, now.round) == (date(2026, 1, 23), None)
    assert said(database, "2026-01-23") == {"land red": "demands"}


def test_a_day_within_a_round_may_name_both(database: Database) -> None:
    load(database, FRAME, HERALD)
    correct(database, 1, held_on="2026-01-23", round="R1")
    now = cell(database)
    assert (now.held.last, now.round) == (date(2026, 1, 23), "R1")


def test_what_was_said_of_a_day_was_said_in_a_round(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-23"))
    correct(database, 1, round="R2")
    assert said(database, "R1") == {}
    assert cell(database).held.last == date(2026, 2, 5)


def test_in_the_round_is_another_thing_than_on_its_last_day(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-02-05", more=", round: R2"))
    correct(database, 1, summary="First things first")
    with pytest.raises(Conflict):
        correct(database, 1, round="R2", summary="First things first")


def test_a_stance_ascribed_to_the_wrong_party_moves_to_the_right_one(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "rejects", "R1", "gazette"))
    correct(database, 1, party="blue")
    assert said(database) == {"land blue": "demands!"}
    assert said(database, "now@3") == {"land red": "demands", "land blue": "rejects"}


def test_of_two_who_correct_one_entry_the_second_sees_both_versions(database: Database) -> None:
    load(database, FRAME, HERALD)
    correct(database, 1, stance="supports", header=ANN)
    with pytest.raises(Conflict, match=r"entry 1 .* was corrected by entry 2 already") as caught:
        correct(database, 1, stance="rejects", header=BOB)
    assert list(map(str, caught.value.faults)) == [
        "theirs, @3 by ann: entry 2",
        "stance: theirs supports; yours rejects",
    ]
    assert said(database) == {"land red": "supports"}


def test_two_who_make_the_same_correction_agree(database: Database) -> None:
    load(database, FRAME, HERALD)
    correct(database, 1, stance="supports", header=ANN)
    assert correct(database, 1, stance="supports", header=BOB).changesets == []


def test_a_correction_of_what_was_corrected_brings_back_no_citation(database: Database) -> None:
    """Ann says that it stands elsewhere; Bob, who has not seen that, adds a quote: his would cite the old place again."""
    load(database, FRAME, HERALD)
    correct(database, 1, cite=[{"source": "gazette", "at": "¶8"}], header=ANN)
    with pytest.raises(Conflict, match="entry 1 was corrected by entry 2 already") as caught:
        correct(database, 1, cite=[{"source": "herald", "at": "¶1", "quote": "all of it"}], header=BOB)
    assert list(map(str, caught.value.faults)) == [
        "theirs, @3 by ann: entry 2",
        "cited: theirs gazette ¶8; yours herald ¶1, quote: all of it",
    ]
    assert [citation.source for citation in entry(database, 2).said.cite] == ["gazette"]


def test_a_correction_is_not_swallowed_by_one_of_the_party(database: Database) -> None:
    """Ann says it was Blue; Bob says, of the entry she corrected, that it was not said in R1 but on a day: no agreement."""
    load(database, FRAME, HERALD)
    correct(database, 1, party="blue", header=ANN)
    with pytest.raises(Conflict):
        correct(database, 1, header=BOB)


def test_a_correction_that_does_not_hold_together_says_where(database: Database) -> None:
    load(database, FRAME, HERALD)
    with pytest.raises(InvalidData) as caught:
        correct(database, 1, stance="conditional")
    assert "needs its condition" in caught.value.faults[0].message
    with pytest.raises(InvalidData) as caught:
        correct(database, 1, party="rod")
    assert caught.value.faults[0].path == "party"
    assert caught.value.faults[0].hint == 'did you mean "red"?'


def test_a_correction_that_changes_nothing_is_none(database: Database) -> None:
    load(database, FRAME, HERALD)
    for same in ({}, {"stance": "demands"}, {"round": "R1", "cite": [{"source": "herald", "at": "¶1"}]}):
        with pytest.raises(UsageError, match="entry 1 says just that already"):
            correct(database, 1, **same)
    assert correct(database, 1, held_on="2026-01-24").changesets == [3]


def test_there_must_be_an_entry_to_correct(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.retract, 1, reason="never said")
    with pytest.raises(NotFound, match="2 is a retraction, not an entry"):
        correct(database, 2, stance="supports")
    with pytest.raises(NotFound, match="there is no entry 9"):
        correct(database, 9, stance="supports")


# -- retracting -------------------------------------------------------------------------------------------------------


def test_a_retracted_entry_counts_no_more_and_its_reason_is_kept(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "2026-01-10"), HERALD)
    act(database, acting.retract, 2, reason="never said")
    assert said(database) == {"land red": "rejects"}
    assert said(database, "now@3") == {"land red": "demands"}
    assert why_gone(database) == {2: "never said"}


def test_a_retracted_correction_does_not_revive_what_it_corrected(database: Database) -> None:
    load(database, FRAME, HERALD)
    correct(database, 1, stance="supports")
    act(database, acting.retract, 2, reason="never said")
    assert said(database) == {}


def test_what_somebody_else_retracted_is_a_conflict(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.retract, 1, header=ANN, reason="never said")
    acts: list[Callable[[], Imported]] = [
        lambda: act(database, acting.retract, 1, reason="not said"),
        lambda: correct(database, 1, stance="rejects"),
    ]
    for again in acts:
        with pytest.raises(Conflict) as caught:
            again()
        assert caught.value.faults[0].message == "theirs, @3 by ann: retracted: never said"


@pytest.mark.parametrize("reason", ["", "  ", "\x1b[31m"])
def test_no_act_without_a_reason_that_can_be_kept(database: Database, reason: str) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    acts: list[Callable[[], Imported]] = [
        lambda: act(database, acting.retract, 1, reason=reason),
        lambda: act(database, settling.settle, "land", "red", reason=reason),
        lambda: act(database, acting.correct, 1, {"stance": "supports"}, reason=reason),
    ]
    for what in acts:
        with pytest.raises(InvalidData):
            what()
    assert said(database) == {"land red": "demands!"}


# -- settling ---------------------------------------------------------------------------------------------------------


def test_one_account_outweighs_the_other(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, keep=1)
    assert said(database) == {"land red": "demands"}
    assert said(database, "now@3") == {"land red": "demands!"}
    assert why_gone(database) == {2: "outweighed: weighed against each other"}
    (settlement,) = settlements(database, 1)
    assert settlement == Settlement(
        how=SettlementKind.outweighed, entry=1, other=2, reason="weighed against each other"
    )


def test_one_account_outweighs_several(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS, stance("land", "red", "opposes", "R1", "desk"))
    settle(database, keep=2)
    assert said(database) == {"land red": "rejects"}
    assert set(why_gone(database)) == {1, 3}


def test_an_account_is_outweighed_with_all_that_goes_with_it(database: Database) -> None:
    """The desk says of the month what the gazette says of the round; the echo says what the Herald says, more finely."""
    others = (
        stance("land", "red", "rejects", "2026-01", "desk"),
        stance("land", "red", "demands", "2026-01-24", "echo"),
    )
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS, *others)
    settle(database, keep=1)
    assert said(database) == {"land red": "demands"}
    assert set(why_gone(database)) == {2, 3}
    assert cell(database).entries == (4, 1)


def test_a_silence_beside_a_stance_is_not_outweighed(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS, stance("land", "red", "silent", "R1", "desk"))
    settle(database, keep=2)
    assert said(database) == {"land red": "rejects"}
    assert set(why_gone(database)) == {1}


def test_accounts_that_the_kept_one_does_not_contradict_stay(database: Database) -> None:
    """The year overlaps both days, which do not overlap each other."""
    load(
        database,
        FRAME,
        stance("land", "red", "demands", "2026-01-10"),
        stance("land", "red", "rejects", "2026", "gazette"),
        stance("land", "red", "silent", "2026-02-10", "desk"),
    )
    settle(database, keep=1)
    assert said(database, "2026-01-31") == {"land red": "demands"}
    assert said(database, "2026-12-31") == {"land red": "silent"}


def test_both_stand_because_the_party_moved(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, moved=(1, 2))
    assert said(database) == {"land red": "rejects"}
    assert why_gone(database) == {}
    (settlement,) = settlements(database, 1)
    assert (settlement.how, settlement.entry, settlement.other) == (SettlementKind.moved, 2, 1)


def test_both_stand_and_the_first_recorded_came_last(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, last=1)
    assert said(database) == {"land red": "demands"}
    assert why_gone(database) == {}
    (settlement,) = settlements(database, 1)
    assert (settlement.how, settlement.entry, settlement.other) == (SettlementKind.moved, 1, 2)


def test_no_entry_is_written_again_to_say_that_it_came_last(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    done = settle(database, last=2)
    assert dict(done.recorded) == {"settlements": 1}
    assert said(database) == {"land red": "rejects"}


def test_the_party_moved_from_one_account_to_another(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS, stance("land", "red", "doubts", "R1", "desk"))
    settle(database, moved=(2, 1))
    assert said(database) == {"land red": "demands!"}  # the desk's stands beside it
    settle(database, moved=(1, 3))
    assert said(database) == {"land red": "doubts"}


def test_what_was_held_on_an_earlier_day_of_the_other_s_may_have_come_last(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-23"), GAZETTE_CONTRADICTS)
    settle(database, last=1)
    assert said(database) == {"land red": "demands"}


def test_what_would_go_round_in_a_circle_is_no_order(database: Database) -> None:
    """The Herald's second day follows its first, and the gazette's account the second: the first cannot follow that."""
    load(
        database, FRAME, stance("land", "red", "demands", "2026-01-23"), stance("land", "red", "opposes", "2026-01-24")
    )
    load(database, GAZETTE_CONTRADICTS)
    settle(database, moved=(2, 3))
    with pytest.raises(InvalidData, match="entry 1 cannot come after entry 3") as caught:
        settle(database, moved=(3, 1))
    assert caught.value.hint == "that goes round in a circle: 1 → 2 → 3 → 1"
    assert said(database) == {"land red": "rejects"}


def test_rival_statuses_are_settled_the_same_way(database: Database) -> None:
    status = "statuses: [{{item: land, round: R1, status: {}, cite: {{source: {}}}}}]"
    load(database, FRAME, status.format("open", "herald"), status.format("agreed", "gazette"))
    assert said(database) == {"land": "open!"}
    settle(database, party=None, keep=2)
    assert said(database) == {"land": "agreed"}


def test_a_settled_contest_stays_settled_when_one_side_is_reworded(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, last=2)
    correct(database, 1, summary="In other words")
    assert said(database) == {"land red": "rejects"}


def test_a_settled_contest_stays_settled_though_an_entry_was_elsewhere_meanwhile(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, last=2)
    correct(database, 1, party="blue")
    correct(database, 3, party="red")
    correct(database, 2, summary="In other words")
    assert said(database) == {"land red": "rejects"}


def test_a_new_account_reopens_nothing_but_may_contradict(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, keep=1)
    load(database, stance("land", "red", "rejects", "R1", "desk"))
    assert said(database) == {"land red": "demands!"}


def test_only_what_is_contested_is_settled(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    with pytest.raises(NotFound, match="land × blue is not contested"):
        settle(database, party="blue")
    with pytest.raises(UsageError, match="entry 7 is none of the rivals") as caught:
        settle(database, keep=7)
    assert caught.value.hint == "one of: 1, 2"


# -- reviewing --------------------------------------------------------------------------------------------------------


def test_a_verdict_keeps_its_author_and_note(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, note="heard the tape", header=ANN)
    with database.read() as store:
        verdict = reviews.verdicts(store)[1]
    assert (verdict.verdict, verdict.reviewer, verdict.note) == (Verdict.accepted, "ann", "heard the tape")
    assert cell(database).reviewed
    assert not cell(database, "now@2").reviewed


def test_the_same_verdict_again_says_nothing_new_unless_it_says_why(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, header=ANN)
    assert act(database, acting.review, [1], Verdict.accepted, header=ANN).changesets == []
    assert act(database, acting.review, [1], Verdict.accepted, note="heard the tape", header=ANN).changesets == [4]
    with database.read() as store:
        assert reviews.verdicts(store)[1].note == "heard the tape"


def test_many_are_reviewed_at_once_or_none(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "rejects", "R1"))
    with pytest.raises(NotFound, match="there is no entry 7"):
        act(database, acting.review, [1, 2, 7], Verdict.accepted)
    assert act(database, acting.review, [1, 2], Verdict.accepted).changesets == [4]


def test_with_four_eyes_nobody_accepts_their_own(database: Database) -> None:
    load(database, FRAME)
    act(database, acting.edit, "ledger", "", {"four_eyes": True})
    load(database, HERALD, header=ANN)
    load(database, stance("land", "blue", "rejects", "R1"), header=BOB)
    with pytest.raises(InvalidData, match="another pair of eyes"):
        act(database, acting.review, [1, 2], Verdict.accepted, header=ANN)
    assert not cell(database).reviewed
    act(database, acting.review, [1], Verdict.accepted, header=BOB)
    assert cell(database).reviewed


def test_a_corrected_entry_waits_for_its_own_verdict(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, header=ANN)
    correct(database, 1, summary="In other words")
    assert not cell(database).reviewed


# -- editing ----------------------------------------------------------------------------------------------------------


def test_an_edit_keeps_field_old_and_new(database: Database) -> None:
    load(database, FRAME)
    done = act(database, acting.edit, "item", "land", {"title": "All the land", "tags": ["core"], "difficulty": 5})
    with database.read() as store:
        journal = store.connection.execute(select(schema.edit).order_by(schema.edit.c.id)).all()
        item, before = register.load(store).items["land"], register.load(store, 1).items["land"]
    told = {(line.record, line.field): (json.loads(line.old), json.loads(line.new)) for line in journal}
    assert told == {("item:land", "title"): ("Land", "All the land"), ("item:land", "tags"): ([], ["core"])}
    assert dict(done.recorded) == {"edits": 2}
    assert (item.title, before.title) == ("All the land", "Land")


def test_an_edit_that_changes_nothing_records_nothing(database: Database) -> None:
    load(database, FRAME)
    assert act(database, acting.edit, "item", "land", {"title": "Land"}).changesets == []


def test_an_issue_is_not_given_a_day_to_be_kept_by(database: Database) -> None:
    load(database, FRAME)
    for item, fields in (("land", {"due": "R2"}), ("pledge", {"kind": "issue"})):
        with pytest.raises(InvalidData, match="an issue is not due: only what was promised is") as refused:
            act(database, acting.edit, "item", item, fields)
        assert refused.value.faults[0].path == "due"
    assert act(database, acting.edit, "item", "pledge", {"kind": "issue", "due": None}).changesets == [2]
    assert act(database, acting.edit, "item", "land", {"kind": "commitment", "due": "R2"}).changesets == [3]


def test_an_edit_that_does_not_fit_says_where(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidData, match="no field"):
        act(database, acting.edit, "item", "land", {"titel": "Land"})
    with pytest.raises(InvalidData):
        act(database, acting.edit, "item", "land", {"difficulty": 9})
    with pytest.raises(InvalidData, match="in a circle: land → land"):
        act(database, acting.edit, "item", "land", {"part_of": "land"})
    with pytest.raises(NotFound, match='"lnd" is not a known item') as caught:
        act(database, acting.edit, "item", "lnd", {"title": "Land"})
    assert caught.value.hint == 'did you mean "land"?; known here: fuel, land, pledge'


def test_a_record_entered_in_a_file_is_not_edited_in_it(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidData) as caught:
        load(
            database, "items: [{key: fish, title: Fish}]\nedits: [{record: 'item:fish', field: title, new: '\"Cod\"'}]"
        )
    assert caught.value.faults[0].message == "item:fish is entered in this very file"


# -- the order of one day ---------------------------------------------------------------------------------------------


def test_a_corrected_first_step_stays_the_first(database: Database) -> None:
    load(database, FRAME, TWO_STEPS)
    correct(database, 1, stance="opposes")
    assert said(database) == {"land red": "doubts"}
    act(database, acting.retract, 2, reason="never said")
    assert said(database) == {"land red": "opposes"}


def test_what_it_came_after_must_be_of_the_same_cell(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "rejects", "R1"))
    for after in (2, 99):
        with pytest.raises(InvalidData) as caught:
            load(database, stance("land", "red", "demands", "R1", more=f", corrects: 1, after: {after}"))
        assert f"entry {after} is none of the same item and party" in caught.value.faults[0].message


def test_what_somebody_says_of_the_order_goes_before_the_days(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "red", "rejects", "R2"))
    load(database, stance("land", "red", "doubts", "R1", "gazette", more=", after: 2"))
    assert said(database) == {"land red": "doubts"}


def test_what_it_came_after_may_not_come_after_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "rejects", "2026-01-23"), stance("land", "red", "doubts", "2026-01-24"))
    load(database, stance("land", "red", "supports", "R1", "gazette", more=", after: 2"))
    with pytest.raises(InvalidData) as caught:
        load(database, stance("land", "red", "opposes", "2026-01-23", more=", corrects: 1, after: 3"))
    assert caught.value.faults[0].message == "that goes round in a circle: 4 → 2 → 3 → 4"
    assert said(database) == {"land red": "supports"}


TWO_WORDS_OF_A_DAY = together(stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", at="¶2"))


def test_only_the_order_of_a_day_was_wrong(database: Database) -> None:
    load(database, FRAME, TWO_WORDS_OF_A_DAY)
    correct(database, 1, after=2)
    assert said(database) == {"land red": "demands"}
    for after in (2, None):
        with pytest.raises(UsageError, match="entry 3 says just that already"):
            correct(database, 3, after=after)


def test_an_order_that_somebody_had_wrong_is_put_right_by_the_last_word(database: Database) -> None:
    load(database, FRAME, TWO_WORDS_OF_A_DAY)
    correct(database, 1, after=2)
    correct(database, 2, after=3)
    assert said(database) == {"land red": "opposes"}
    correct(database, 3, after=4)
    assert said(database) == {"land red": "demands"}
    assert cell(database, "now@4").values["stance"] == "opposes"


def test_a_settlement_and_an_order_given_later_go_by_the_last_word(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, last=1)
    correct(database, 2, after=1)
    assert said(database) == {"land red": "rejects"}


def test_another_order_in_place_of_an_old_one_closes_no_circle_through_what_stays(database: Database) -> None:
    load(database, FRAME, TWO_WORDS_OF_A_DAY, stance("land", "red", "doubts", "R1", "gazette"))
    correct(database, 1, after=2)
    correct(database, 3, after=4)
    with pytest.raises(InvalidData, match="that goes round in a circle: 6 → 4 → 5 → 6"):
        correct(database, 2, after=5)


def test_the_order_of_what_was_corrected_since_is_not_known_already(database: Database) -> None:
    load(database, FRAME, TWO_WORDS_OF_A_DAY)
    correct(database, 1, summary="All of it")
    with pytest.raises(Conflict):
        correct(database, 1, summary="All of it", after=2)


# -- citations --------------------------------------------------------------------------------------------------------


def test_the_last_citation_of_an_entry_is_not_dropped_not_even_with_another(database: Database) -> None:
    load(database, FRAME, HERALD, "citations: [{entry: 1, source: gazette, at: ¶1}]")
    drop = "{{entry: 1, source: {}, at: ¶1, reason: a hoax}}"
    with pytest.raises(InvalidData) as caught:
        load(database, f"dropped_citations: [{drop.format('herald')}, {drop.format('gazette')}]")
    assert "entry 1 rests on nothing else" in caught.value.faults[0].message


def test_what_a_second_source_added_survives_a_seed_that_is_reworded(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", summary: Once"))
    load(database, stance("land", "red", "demands", "R1", "gazette"))
    load(database, stance("land", "red", "demands", "R1", more=", summary: Twice"))
    assert (cell(database).summary, cell(database).evidence.independent_sources) == ("Twice", 2)


def test_repeats_of_a_repeat_count_once(database: Database) -> None:
    """The parrot repeats the echo, which repeats the Herald: its own good name makes the Herald's word no better."""
    load(database, FRAME, "sources: [{key: parrot, title: Parrot, carries: Echo, reliability: A}]", HERALD)
    for source in ("echo", "parrot"):
        load(database, stance("land", "red", "demands", "R1", source))
    evidence = cell(database).evidence
    assert (evidence.independent_sources, evidence.grade, len(evidence.citations)) == (1, "B6", 3)


def test_the_log_says_what_was_done_where_nobody_did(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    settle(database, last=2)
    act(database, acting.retract, 1, reason="never said")
    with database.read() as store:
        messages = [changeset.header.message for changeset in changesets.log(store)][:2]
    assert messages == ["retract entry 1: never said", "settle land × red: weighed against each other"]
