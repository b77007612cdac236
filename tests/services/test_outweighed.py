"""What a settlement took back for an entry that counts no more comes to the inbox, and goes from it once it is dealt with."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from ledger.domain.words import Verdict
from ledger.services import acting, rekeying, settling
from ledger.services.importing import Imported
from ledger.services.inbox import inbox
from ledger.services.outweighed import OutweighedEntry, without_ground
from ledger.services.undoing import undo
from ledger.storage import contests, register
from ledger.storage.database import Database
from tests.support import FRAME, load, said, signed_in, stance, together

pytestmark = pytest.mark.both_engines

HERALD = stance("land", "red", "demands", "R1")
GAZETTE = stance("land", "red", "rejects", "R1", "gazette")
STATUSES = (
    "statuses: [{item: land, round: R1, status: narrowed, cite: {source: herald}}]",
    "statuses: [{item: land, round: R1, status: deadlocked, cite: {source: gazette}}]",
)


def act(database: Database, what: Callable[..., Imported], *args: Any, who: str = "tester", **named: Any) -> Imported:
    with database.write() as store:
        return what(store, *args, header=signed_in(store, who), **named)


def settle(database: Database, keep: int = 1, party: str | None = "red") -> None:
    act(database, settling.settle, "land", party, keep=keep, reason="a rumour")


def retract(database: Database, number: int) -> None:
    act(database, acting.retract, number, reason="misread")


def correct(database: Database, number: int, **changes: Any) -> None:
    act(database, acting.correct, number, changes, reason="misread")


def review(database: Database, number: int, verdict: Verdict, who: str = "ann") -> None:
    act(database, acting.review, [number], verdict, who=who)


def undone(database: Database, number: int) -> None:
    act(database, undo, number, reason="second thoughts")


def found(database: Database) -> list[OutweighedEntry]:
    with database.read() as store:
        return list(inbox(store).outweighed)


def waiting(database: Database) -> list[tuple[int, int, str]]:
    """What was taken back, for what, and what became of that."""
    return [(each.entry.id, each.kept.id, each.became) for each in found(database)]


@pytest.fixture
def settled(database: Database) -> Database:
    """Entry 1 was kept (@4), 2 was taken back for it by 3."""
    load(database, FRAME, HERALD, GAZETTE)
    settle(database)
    return database


def test_a_contest_settled_is_none_of_it(settled: Database) -> None:
    assert waiting(settled) == []


def test_the_kept_entry_is_retracted(settled: Database) -> None:
    retract(settled, 1)
    (each,) = found(settled)
    assert (each.item, each.party, each.entry.id, each.kept.id) == ("land", "red", 2, 1)
    assert (each.became, each.changeset, each.reason) == ("retracted by 4", 4, "a rumour")
    assert each.mend == "posl undo @4 --reason …"
    with settled.read() as store:
        assert inbox(store).pressing == 1


def test_the_kept_entry_is_rejected_by_a_last_verdict(settled: Database) -> None:
    review(settled, 1, Verdict.rejected)
    assert waiting(settled) == [(2, 1, "rejected")]
    review(settled, 1, Verdict.accepted, "bob")
    assert waiting(settled) == [(2, 1, "rejected")], "one rejection stands beside another's acceptance"
    review(settled, 1, Verdict.withdrawn)
    assert waiting(settled) == []


def test_the_kept_entry_is_corrected_to_say_something_else(settled: Database) -> None:
    correct(settled, 1, stance="supports")
    assert waiting(settled) == [(2, 1, "corrected by 4")]


def test_the_kept_entry_is_corrected_and_says_the_same(settled: Database) -> None:
    correct(settled, 1, summary="They demand it.")
    correct(settled, 4, held_on="2026-01-20")
    assert waiting(settled) == []
    correct(settled, 5, position="10")
    correct(settled, 6, position="80")
    assert waiting(settled) == [], "what was kept said of no position"


def test_a_correction_that_is_rejected_takes_nothing_from_what_was_kept(settled: Database) -> None:
    correct(settled, 1, stance="supports")
    review(settled, 4, Verdict.rejected)
    assert waiting(settled) == []
    review(settled, 1, Verdict.rejected)
    assert waiting(settled) == [(2, 1, "rejected")]


def test_the_kept_entry_is_another_partys_after_all(settled: Database) -> None:
    correct(settled, 1, party="blue")
    (each,) = found(settled)
    assert each.became == "corrected by 4, now of land × blue"


def split_off(database: Database, numbers: list[int]) -> None:
    fields = {"key": "border", "title": "The border"}
    act(database, rekeying.split, "land", fields, numbers, reason="talked of apart")


def test_the_kept_entry_goes_to_another_item_by_a_split(settled: Database) -> None:
    split_off(settled, [1])
    assert waiting(settled) == [(2, 1, "corrected by 4, now of border × red")]
    load(settled, stance("border", "red", "rejects", "R1", "gazette"))
    assert waiting(settled) == [], "said anew, where the other went"


def test_an_item_found_to_be_another_takes_its_settlements_with_it(settled: Database) -> None:
    act(settled, rekeying.join, "item", "land", "fuel", reason="one and the same")
    assert waiting(settled) == []
    retract(settled, 4)
    (each,) = found(settled)
    assert (each.item, each.party, each.became) == ("fuel", "red", "retracted by 5")
    assert each.mend == "posl record stance --item fuel --party red --stance rejects --round R1 --cite 'gazette ¶1'"
    load(settled, stance("fuel", "red", "rejects", "R1", "gazette"))
    assert waiting(settled) == []


def test_a_round_that_got_its_days_displaces_nothing(settled: Database) -> None:
    load(settled, "rounds: [{key: R1, title: First, status: held, starts: 2026-02-01, ends: 2026-02-02}]")
    assert said(settled, "R1") == {"land red": "demands"}
    assert waiting(settled) == []
    retract(settled, 4)
    assert waiting(settled) == [(2, 1, "retracted by 5")]
    load(settled, stance("land", "red", "rejects", "R1", "gazette", at="¶9"))
    assert waiting(settled) == [], "said anew, of the days that the round has now"


def test_the_status_of_an_item(database: Database) -> None:
    load(database, FRAME, *STATUSES)
    settle(database, party=None)
    retract(database, 1)
    (each,) = found(database)
    assert (each.item, each.party, each.became) == ("land", None, "retracted by 4")


def test_the_account_that_was_kept_still_has_another_entry(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE, stance("land", "red", "demands", "R1", "echo"))
    settle(database)
    retract(database, 1)
    assert waiting(database) == []
    retract(database, 3)
    assert waiting(database) == [(2, 1, "retracted by 5")]


def test_each_entry_of_the_other_account_waits(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE, stance("land", "red", "rejects", "R1", "echo"))
    settle(database)
    retract(database, 1)
    assert sorted(waiting(database)) == [(2, 1, "retracted by 6"), (3, 1, "retracted by 6")]
    load(database, stance("land", "red", "rejects", "R1", "echo", at="¶9"))
    (each,) = found(database)
    assert each.entry.id == 2, "one source's word is not the other's"
    assert each.mend.startswith("posl record stance"), "undoing the settlement would bring back what is there"


def test_what_brings_it_back_brings_it_back(settled: Database) -> None:
    retract(settled, 1)
    undone(settled, 4)
    assert waiting(settled) == []
    assert said(settled)["land red"] == "rejects"


def test_recorded_again_it_waits_no_more(settled: Database) -> None:
    retract(settled, 1)
    with settled.write() as store:
        (again,) = contests.settlements_of(store, [2])
        entry = inbox(store).outweighed[0].entry
        acting.record(store, entry.said.model_copy(update={"after": None}), signed_in(store, "tester"))
    assert again[0] == 4
    assert waiting(settled) == []
    assert said(settled)["land red"] == "rejects"


def test_brought_back_and_taken_back_for_its_own_sake_it_waits_no_more(settled: Database) -> None:
    retract(settled, 1)
    undone(settled, 4)
    retract(settled, 5)
    assert waiting(settled) == []


def test_a_settlement_whose_undoing_was_undone_holds_again(settled: Database) -> None:
    undone(settled, 4)
    undone(settled, 5)
    assert waiting(settled) == []
    retract(settled, 1)
    (each,) = found(settled)
    assert (each.entry.id, each.changeset) == (4, 6), "as it was brought back meanwhile"
    assert each.mend == "posl undo @6 --reason …"


def test_the_retraction_of_what_was_kept_is_undone(settled: Database) -> None:
    retract(settled, 1)
    undone(settled, 5)
    assert waiting(settled) == []


def test_what_is_rejected_itself_waits_for_nobody(settled: Database) -> None:
    review(settled, 2, Verdict.rejected)
    retract(settled, 1)
    assert waiting(settled) == []


def test_what_is_off_the_list_waits_for_nobody(settled: Database) -> None:
    retract(settled, 1)
    act(settled, acting.edit, "item", "land", {"struck": "true"})
    assert waiting(settled) == []


def test_a_party_that_moved_is_none_of_it(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE)
    act(database, settling.settle, "land", "red", moved=(1, 2), reason="he said both")
    retract(database, 1)
    assert waiting(database) == []


SAID_OF_THE_TWO = "settlements: [{how: %s, entry: 1, other: 2, reason: a rumour}]"


def test_a_contest_that_was_opened_again_holds_nothing_back(settled: Database) -> None:
    load(settled, SAID_OF_THE_TWO % "reopened")
    retract(settled, 1)
    assert waiting(settled) == []


def test_what_was_taken_back_before_it_was_outweighed_was_so_for_its_own_sake(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE)
    retract(database, 2)
    load(database, SAID_OF_THE_TWO % "outweighed")
    retract(database, 1)
    assert waiting(database) == []


def test_a_settlement_that_came_with_other_things_is_not_undone(database: Database) -> None:
    load(database, FRAME, HERALD, GAZETTE)
    settlement = "settlements: [{how: outweighed, entry: 1, other: 2, reason: a rumour}]"
    load(database, f"{settlement}\n{stance('fuel', 'red', 'doubts', 'R1', 'desk')}")
    retract(database, 1)
    (each,) = found(database)
    assert each.mend == "posl record stance --item land --party red --stance rejects --round R1 --cite 'gazette ¶1'"


def test_where_only_what_is_accepted_counts_a_correction_takes_over_once_it_is_accepted(database: Database) -> None:
    load(database, FRAME.replace("title: Test talks", "title: Test talks, counts: accepted"), HERALD, GAZETTE)
    settle(database)
    correct(database, 1, summary="They demand it.")
    assert waiting(database) == [], "what nobody accepted yet is not gone"
    review(database, 4, Verdict.accepted)
    correct(database, 4, stance="supports")
    assert waiting(database) == []
    review(database, 5, Verdict.accepted)
    assert waiting(database) == [(2, 1, "corrected by 5")]


def test_a_floor_is_of_what_is_read_and_not_of_what_was_settled(database: Database) -> None:
    load(database, FRAME.replace("title: Test talks", "title: Test talks, floor: {at_least: A1}"), HERALD, GAZETTE)
    settle(database)
    correct(database, 1, summary="They demand it.")
    assert waiting(database) == []


def test_many_settlements_are_read_together_and_nothing_is_written(database: Database) -> None:
    parties = ("red", "blue", "green")
    words = [("herald", "demands"), ("gazette", "rejects")]
    load(
        database,
        FRAME,
        *(together(*(stance(item, party, word, "R1", source) for item in ("land", "fuel") for party in parties))
          for source, word in words),
    )  # fmt: skip
    for party in parties:
        act(database, settling.settle, "land", party, keep=parties.index(party) + 1, reason="a rumour")
        act(database, settling.settle, "fuel", party, keep=parties.index(party) + 4, reason="a rumour")
    assert len(asked(database)) == 1, "while what was kept stands, the settlements are all that is read"
    retract(database, 1)
    one = asked(database)
    for number in range(2, 7):
        retract(database, number)
    assert len(waiting(database)) == 6
    assert len(asked(database)) == len(one)
    assert {each.split()[0] for each in one} <= {"SELECT", "WITH"}


def asked(database: Database) -> list[str]:
    """Return the statements that it takes to find what waits."""
    statements: list[str] = []

    def told(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    with database.read() as store:
        known = register.load(store)
        event.listen(store.connection, "before_cursor_execute", told)
        without_ground(store, known)
    return statements
