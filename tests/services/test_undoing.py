"""What happens when somebody thinks better of it: a whole changeset undone, refused while something rests on it, redone."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ledger.domain.floors import ACCEPTED
from ledger.domain.intents import AddRivals
from ledger.domain.readings import Reading
from ledger.domain.words import SettlementKind, Verdict
from ledger.errors import Conflict, InvalidData, NotFound
from ledger.services import acting, settling
from ledger.services.importing import Imported
from ledger.services.matrix import matrix_at
from ledger.services.points import last_review
from ledger.services.undoing import undo, undo_last_of, undone_by
from ledger.services.verifying import verify
from ledger.storage import changeset_contents, changesets, contests, entries, register, reviews
from ledger.storage.database import Database, Store
from ledger.storage.recording import Recording
from tests.support import FRAME, HEADER, load, said, signed_in, stance, together

HERALD = stance("land", "red", "demands", "R1")
TWO_STEPS = together(stance("land", "red", "rejects", "R1"), stance("land", "red", "doubts", "R1", at="¶2"))
CITES_GAZETTE = "citations: [{entry: 1, source: gazette, at: ¶1}]"
GAZETTE_AGREES = stance("land", "red", "demands", "R1", "gazette")
GAZETTE_CONTRADICTS = stance("land", "red", "rejects", "R1", "gazette")


def act(database: Database, what: Callable[..., Imported], *args: Any, **named: Any) -> Imported:
    with database.write() as store:
        return what(store, *args, header=signed_in(store, named.pop("reviewer", "tester")), **named)


def correct(database: Database, number: int, **changes: Any) -> Imported:
    return act(database, acting.correct, number, changes, reason="misread")


def undone(database: Database, number: int | None = None) -> Imported:
    """Undo a changeset, the last when none is named; the ledger is sound afterwards."""
    with database.write() as store:
        result = undo(store, number or changesets.last_number(store), HEADER, reason="second thoughts")
        verify(store)
    return result


def cell(database: Database, at: str = "now", item: str = "land", party: str = "red") -> Reading:
    with database.read() as store:
        row = next(row for row in matrix_at(store, at).rows if row.item.key == item)
    return row.cells[party]


def why_not(database: Database, number: int) -> list[str]:
    """What rests on a changeset."""
    with pytest.raises(Conflict, match=f"@{number} cannot be undone") as caught:
        undone(database, number)
    return [fault.message for fault in caught.value.faults]


def reasons(store: Store, number: int) -> Iterable[str | None]:
    done = changeset_contents.ContentsReader(store).contents(number)
    return {*(entry.reason for entry in done.entries), *(gone.reason for gone in done.retractions)}


# -- what is given back -----------------------------------------------------------------------------------------------


def test_an_entry_recorded_by_mistake_is_gone_and_the_reason_kept(database: Database) -> None:
    load(database, FRAME, HERALD)
    done = undone(database)
    assert said(database) == {}
    assert said(database, "now@2") == {"land red": "demands"}
    with database.read() as store:
        assert set(reasons(store, done.changesets[0])) == {"undo @2: second thoughts"}
        assert changesets.get(store, 3).header.message == "undo @2: second thoughts"


def test_what_was_corrected_says_again_what_it_said(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "conditional", "R1", more=", position: 40, summary: Once"))
    load(database, GAZETTE_AGREES.replace("demands", "conditional, condition: if paid"))
    before = cell(database)
    correct(database, 1, stance="rejects", condition=None, position=None)
    undone(database)
    after = cell(database)
    assert (after.values, after.held, after.round) == (before.values, before.held, before.round)
    assert after.evidence == before.evidence


def test_what_was_accepted_is_accepted_again(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, reviewer="ann", note="heard it myself")
    correct(database, 1, summary="Otherwise")
    assert not cell(database).reviewed
    undone(database)
    assert cell(database).reviewed
    with database.read() as store:
        verdict = reviews.verdicts(store)[cell(database).entry]
    assert (verdict.reviewer, verdict.note) == ("ann", "heard it myself")


def test_an_undo_gives_a_verdict_back_even_where_four_eyes_are_wanted(database: Database) -> None:
    """Bob accepted what Ann recorded; that Bob undoes her correction does not make it his own work."""
    load(database, FRAME, "ledger: {four_eyes: true}")
    load(database, HERALD, header=HEADER.model_copy(update={"author": "ann"}))
    act(database, acting.review, [1], Verdict.accepted, reviewer="bob")
    act(database, acting.correct, 1, {"summary": "Otherwise"}, reviewer="ann", reason="misread")
    act(database, undo, 5, reviewer="bob", reason="it was right")
    assert cell(database).reviewed


def test_what_was_retracted_is_back(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    act(database, acting.retract, 2, reason="never said")
    assert said(database) == {"land red": "demands"}
    undone(database)
    assert said(database) == {"land red": "demands!"}


def test_an_undone_order_orders_nothing(database: Database) -> None:
    load(database, FRAME, TWO_STEPS)
    correct(database, 1, after=2)
    assert said(database) == {"land red": "rejects"}
    undone(database)
    assert said(database) == {"land red": "doubts"}
    undone(database)
    assert said(database) == {"land red": "rejects"}


def test_an_undone_correction_of_the_party_puts_both_cells_back(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "rejects", "R1", "gazette"))
    correct(database, 1, party="blue")
    assert said(database) == {"land blue": "demands!"}
    undone(database)
    assert said(database) == {"land red": "demands", "land blue": "rejects"}


def test_an_undone_correction_of_the_day_leaves_no_trace_at_that_day(database: Database) -> None:
    load(database, FRAME, HERALD)
    correct(database, 1, held_on="2026-01-10")
    assert said(database, "2026-01-20") == {"land red": "demands"}
    undone(database)
    assert said(database, "2026-01-20") == {}
    assert cell(database).round == "R1"


def test_a_first_step_undone_and_redone_stays_the_first_of_its_day(database: Database) -> None:
    """A party moved twice in one day: undoing something about the first step does not make it the last."""
    load(database, FRAME, TWO_STEPS)
    correct(database, 1, stance="opposes")
    undone(database)
    assert said(database) == {"land red": "doubts"}
    undone(database)
    assert said(database) == {"land red": "doubts"}


def test_an_import_undone_strikes_its_records_and_their_past_stays_visible(database: Database) -> None:
    load(database, FRAME)
    new = "parties: [{key: grey, code: GY, name: Grey, role: principal}]\nitems: [{key: fish, title: Fish}]\n"
    load(database, new + stance("fish", "grey", "demands", "R1"))
    before = said(database)
    undone(database)
    assert said(database) == {}
    assert said(database, "now@2") == before == {"fish grey": "demands"}
    with database.read() as store:
        known = register.load(store)
        assert "fish" not in [item.key for item in known.live_items]
        assert "grey" not in [party.key for party in known.live_parties]
        earlier = matrix_at(store, "now@2")
    assert "fish" in [row.item.key for row in earlier.rows]


def test_the_first_import_undone_leaves_an_empty_ledger(database: Database) -> None:
    load(database, FRAME)
    undone(database)
    with database.read() as store:
        matrix = matrix_at(store)
    assert (matrix.rows, matrix.parties, matrix.rounds, matrix.info.title) == ((), (), (), None)


@pytest.mark.parametrize("second", [GAZETTE_AGREES, CITES_GAZETTE])
def test_a_second_source_taken_back_supports_no_more(database: Database, second: str) -> None:
    load(database, FRAME, HERALD, second)
    assert cell(database).evidence.independent_sources == 2
    undone(database)
    assert cell(database).evidence.independent_sources == 1
    undone(database)
    assert cell(database).evidence.independent_sources == 2


def test_a_citation_taken_back_is_taken_from_the_correction_that_took_it_over(database: Database) -> None:
    load(database, FRAME, HERALD, CITES_GAZETTE)
    correct(database, 1, stance="supports")
    undone(database, 3)
    assert [citation.source for citation in cell(database).evidence.citations] == ["herald"]


def test_of_two_quotes_from_one_place_only_the_one_brought_is_taken_back(database: Database) -> None:
    load(database, FRAME, HERALD.replace("at: '¶1'", "at: '¶1', quote: all of it"))
    load(database, "citations: [{entry: 1, source: herald, at: ¶1, quote: and more}]")
    undone(database)
    assert [citation.quote for citation in cell(database).evidence.citations] == ["all of it"]
    undone(database)
    assert [citation.quote for citation in cell(database).evidence.citations] == ["all of it", "and more"]


def test_a_dropped_citation_is_cited_again(database: Database) -> None:
    load(database, FRAME, HERALD, CITES_GAZETTE)
    load(database, "dropped_citations: [{entry: 1, source: herald, at: ¶1, reason: a hoax}]")
    assert cell(database).evidence.grade == "C6"
    undone(database)
    assert cell(database).evidence.grade == "B6"


def test_an_edit_is_turned_back(database: Database) -> None:
    load(database, FRAME)
    act(database, acting.edit, "item", "land", {"title": "All the land", "tags": ["core"]})
    undone(database)
    with database.read() as store:
        item = register.load(store).items["land"]
    assert (item.title, item.tags) == ("Land", ())


def test_a_verdict_on_what_was_overtaken_is_taken_back_there_and_not_on_what_overtook_it(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.retract, 1, reason="misread")
    undone(database)  # entry 3 says it again, in the place of entry 1
    act(database, acting.review, [1], Verdict.rejected, reviewer="bob")
    act(database, acting.review, [1], Verdict.accepted, reviewer="bob")
    undone(database)
    assert said(database)["land red"] == "demands"
    with database.read() as store:
        assert {number: each.verdict for number, each in reviews.verdicts(store).items()} == {1: Verdict.rejected}


def test_a_verdict_taken_back_leaves_the_one_before(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, reviewer="ann")
    act(database, acting.review, [1], Verdict.rejected, reviewer="bob")
    undone(database)
    assert cell(database).reviewed
    undone(database, 3)
    with database.read() as store:
        assert reviews.verdicts(store) == {}


@pytest.mark.both_engines
def test_an_acceptance_undone_is_undone_on_what_was_said_again_since(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, reviewer="bob")  # @3
    act(database, acting.edit, "round", "R1", {"starts": "2026-01-22"})
    assert cell(database).reviewed
    undone(database, 3)
    assert not cell(database).reviewed
    with database.read() as store:
        assert reviews.verdicts(store) == {}
        assert not any(row.cells for row in matrix_at(store, "now", counting=ACCEPTED).rows)
        with pytest.raises(NotFound):
            last_review(store)
        reader = changeset_contents.ContentsReader(store)
        assert undone_by(store, reader.contents(5), reader) == 3
    undone(database, 4)
    assert not cell(database).reviewed, "the days it had before bring no acceptance back"


@pytest.mark.both_engines
def test_an_undone_rejection_gives_back_what_held_on_what_was_said_again_since(database: Database) -> None:
    load(database, FRAME, HERALD)
    for verdict in (Verdict.accepted, Verdict.rejected):
        act(database, acting.review, [1], verdict, reviewer="bob")
    act(database, acting.edit, "round", "R1", {"starts": "2026-01-22"})
    undone(database, 4)
    assert cell(database).reviewed
    with database.read() as store:
        assert undo_last_of(store, "tester") == 5, "the undoing is known as one"


def test_a_verdict_on_what_was_said_again_is_kept_when_its_days_are_turned_back(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.edit, "round", "R1", {"starts": "2026-01-22"})  # @3: entry 2
    act(database, acting.review, [2], Verdict.rejected, reviewer="bob")
    undone(database, 3)
    assert said(database) == {}


def test_a_verdict_given_anew_on_what_was_said_again_is_why_the_first_stays(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, acting.review, [1], Verdict.accepted, reviewer="bob")
    act(database, acting.edit, "round", "R1", {"starts": "2026-01-22"})
    act(database, acting.review, [2], Verdict.rejected, reviewer="bob")
    assert why_not(database, 3) == ["@5 reviewed entry 1 anew"]


# -- contests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{"keep": 1}, {"keep": 2}, {"moved": (1, 2)}, {"last": 1}, {"last": 2}])
def test_an_undone_settlement_opens_the_contest_again(database: Database, how: dict[str, Any]) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    act(database, settling.settle, "land", "red", reason="weighed", **how)
    settled = said(database)
    assert "!" not in settled["land red"]
    undone(database)
    assert said(database) == {"land red": "demands!"}
    undone(database)
    assert said(database) == settled
    undone(database)
    assert said(database) == {"land red": "demands!"}


def test_a_settlement_undone_twice_is_the_settlement_it_was(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    act(database, settling.settle, "land", "red", reason="weighed", keep=1)
    undone(database)
    undone(database)
    with database.read() as store:
        history = [settlement.how for _number, settlement in contests.settlements_of(store, [1])]
    assert history == [SettlementKind.outweighed, SettlementKind.reopened, SettlementKind.outweighed]


def test_undoing_a_settlement_opens_the_contest_of_a_reworded_entry(database: Database) -> None:
    """What was settled between two entries was settled between those that took their places; and so is not, any more."""
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    act(database, settling.settle, "land", "red", reason="both are right", last=2)
    correct(database, 1, summary="In other words")
    assert said(database) == {"land red": "rejects"}
    undone(database, 4)
    assert said(database) == {"land red": "demands!"}


def test_rewording_an_entry_does_not_end_a_contest(database: Database) -> None:
    """By now both rest on the desk's word as well."""
    load(database, FRAME, HERALD, GAZETTE_CONTRADICTS)
    load(database, stance("land", "red", "demands", "R1", "desk"))
    load(database, "citations: [{entry: 2, source: desk, at: ¶9}]")
    correct(database, 1, summary="In other words")
    assert said(database) == {"land red": "demands!"}
    undone(database)
    assert said(database) == {"land red": "demands!"}


def test_a_slip_of_the_round_undone_takes_back_the_contest_that_it_started(database: Database) -> None:
    """The round and the day after it do not overlap, till the round slips."""
    load(database, FRAME, stance("land", "red", "demands", "R2"))
    load(database, stance("land", "red", "rejects", "2026-02-06", "gazette"))
    assert said(database) == {"land red": "rejects"}
    act(database, acting.edit, "round", "R2", {"ends": "2026-02-06"})
    assert said(database) == {"land red": "demands!"}
    undone(database)
    assert said(database) == {"land red": "rejects"}
    undone(database)
    assert said(database) == {"land red": "demands!"}


def test_rivals_that_the_first_edition_declared_are_left_to_what_they_say(database: Database) -> None:
    load(database, FRAME, TWO_STEPS, GAZETTE_CONTRADICTS)
    with database.write() as store:
        recording = Recording(store, HEADER)
        recording.carry_out([AddRivals(1, 2), AddRivals(2, 3)])
        recording.finish()
    before = said(database)
    assert undone(database, 4).changesets == []
    assert said(database) == before == {"land red": "doubts!"}


# -- what rests on it -------------------------------------------------------------------------------------------------


def test_a_changeset_that_something_rests_on_is_refused_with_the_list(database: Database) -> None:
    load(database, FRAME, "items: [{key: fish, title: Fish}]\n" + HERALD, CITES_GAZETTE)
    load(database, stance("fish", "red", "demands", "R1", at="¶3"), GAZETTE_CONTRADICTS.replace("¶1", "¶2"))
    correct(database, 1, summary="In other words")
    assert why_not(database, 2) == [
        "@3 added a citation to entry 1",
        "@4 recorded entries on item:fish",
        "@6 corrected entry 1",
    ]


def test_what_rests_on_a_frame_is_listed_once_each(database: Database) -> None:
    load(
        database,
        FRAME,
        HERALD,
        stance("land", "blue", "rejects", "R2"),
        "items: [{key: fish, title: Fish, part_of: land}]",
    )
    act(database, acting.edit, "item", "land", {"title": "All the land"})
    listed = why_not(database, 1)
    assert [line for line in listed if "land" in line] == [
        "@2 recorded entries on item:land",
        "@3 recorded entries on item:land",
        "@4 made item:fish name item:land",
        "@5 edited item:land",
    ]
    assert "@2 cited source:herald" in listed
    assert "@3 recorded stances of party:blue" in listed


def test_an_item_that_another_was_linked_to_later_is_not_struck(database: Database) -> None:
    load(database, FRAME, "items: [{key: fish, title: Fish}]")
    act(database, acting.edit, "item", "land", {"links": [{"depends-on": "fish"}]})
    assert why_not(database, 2) == ["@3 made item:land name item:fish"]


def test_what_was_undone_since_is_no_reason(database: Database) -> None:
    """A correction came and went: the import it rested on can be undone."""
    load(database, FRAME, HERALD)
    correct(database, 1, stance="rejects")
    act(database, acting.review, [2], Verdict.rejected, reviewer="ann")
    undone(database)
    assert why_not(database, 2) == ["@3 corrected entry 1"]
    undone(database, 3)
    undone(database, 2)
    assert said(database) == {}
    undone(database)
    assert said(database) == {"land red": "demands"}


def test_reports_undone_one_by_one_free_the_frame(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE_AGREES)
    for number in (3, 2, 1):
        undone(database, number)
    with database.read() as store:
        assert matrix_at(store).rows == ()


def test_nothing_is_undone_twice(database: Database) -> None:
    load(database, FRAME, HERALD, CITES_GAZETTE)
    undone(database, 3)
    assert why_not(database, 3) == ["@4 dropped a citation of entry 1"]
    undone(database, 2)
    assert "@5 retracted entry 1" in why_not(database, 2)


def test_a_text_is_never_taken_back(database: Database) -> None:
    load(database, FRAME)
    load(database, f"attachments: [{{source: herald, sha256: {'0' * 64}, text: A text}}]")
    assert why_not(database, 2) == ["it attached the text of herald: a text is never taken back"]


def test_there_must_be_something_to_undo(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(NotFound, match="there is no changeset @7; the last is @1"):
        undone(database, 7)


# -- afterwards -------------------------------------------------------------------------------------------------------


def test_a_file_that_corrects_itself_is_undone_as_a_whole(database: Database) -> None:
    load(database, FRAME)
    twice = (
        "stances:\n"
        "  - {item: land, party: red, round: R1, stance: demands, cite: {source: herald, at: ¶1}}\n"
        "  - {item: land, party: red, round: R1, stance: rejects, corrects: {stance: demands}, "
        "cite: {source: herald, at: ¶2}}\n"
    )
    load(database, twice)
    undone(database)
    assert said(database) == {}
    undone(database)
    assert said(database) == {"land red": "rejects"}


def test_an_undone_seed_imported_again_does_not_come_back_by_itself(database: Database) -> None:
    own = "source: {key: post, title: Post}\n" + HERALD + "\n"
    report = own + "statuses: [{item: land, round: R1, status: open, cite: {at: ¶1}}]"
    agrees = "source: {key: mail, title: Mail}\n" + stance("land", "red", "demands", "R1", "mail")
    load(database, FRAME, report, agrees)
    undone(database, 3)
    assert load(database, agrees).changesets == []
    undone(database, 2)
    assert load(database, report, agrees).changesets == []
    assert said(database) == {}


def test_nothing_new_rests_on_what_was_struck(database: Database) -> None:
    load(database, FRAME, "source: {key: post, title: Post}\n" + stance("land", "red", "demands", "R1", "post"))
    undone(database)
    for said_now in (
        HERALD.replace("herald", "post").replace("¶1", "¶2"),
        "citations: [{entry: 1, source: post, at: ¶3}]",
    ):
        with pytest.raises(InvalidData) as caught:
            load(database, said_now)
        assert 'the source "post" was entered by mistake and struck' in caught.value.faults[0].message


def test_what_rests_on_a_struck_record_cannot_be_brought_back(database: Database) -> None:
    """First the source has to come back, then what cites it."""
    load(database, FRAME, "source: {key: post, title: Post}", stance("land", "red", "demands", "R1", "post"))
    undone(database, 3)
    undone(database, 2)
    with pytest.raises(InvalidData, match='"post" was entered by mistake and struck'):
        undone(database, 4)
    undone(database, 5)
    undone(database, 4)
    assert said(database) == {"land red": "demands"}


def test_who_undoes_leaves_the_others_work_alone(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "rejects", "R1"), stance("land", "red", "supports", "R2"))
    undone(database, 2)
    assert said(database) == {"land blue": "rejects", "land red": "supports"}
    assert said(database, "R1") == {"land blue": "rejects"}
    with database.read() as store:
        assert set(entries.superseded(store)) == {1}
