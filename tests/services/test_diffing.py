"""What an analyst reads in a diff of two points: moved and corrected, evidence, promises, and what nobody mentioned."""

import contextlib
import random
from collections import Counter
from collections.abc import Callable

import pytest

from ledger.domain.diff import OPPOSITES, Change, Diff
from ledger.domain.readings import Reading
from ledger.domain.words import Stance, Status, Verdict
from ledger.errors import LedgerError, NotFound, UsageError
from ledger.services import acting
from ledger.services.diffing import Words, changes_between, diff_between
from ledger.services.matrix import matrix_at
from ledger.services.undoing import undo
from ledger.storage import changesets, entries
from ledger.storage.database import Database, Store
from tests.support import FRAME, HEADER, load, load_real_seed, stance

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


def diff(database: Database, start: str, end: str = "now", **wanted: Words) -> Diff:
    """The diff, which must be the same however it is read."""
    with database.read() as store:
        found = diff_between(store, start, end, **wanted)  # type: ignore[arg-type]  # as a command passes them
        assert found == diff_between(store, start, end, touched_only=False, **wanted)  # type: ignore[arg-type]
        assert found.changes == changes_between(store, start, end, **wanted)  # type: ignore[arg-type]
    return found


def lines(found: Diff) -> list[str]:
    """``softened land red moved``, in the order of the diff."""
    return [" ".join(filter(None, (c.verb, c.item, c.party, c.cause))) for c in found.changes]


def test_between_two_rounds_the_parties_move(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    load(database, stance("land", "red", "conditional", "R2"), stance("land", "blue", "rejects", "R2", at="¶9"))
    found = diff(database, "R1", "R2")
    assert lines(found) == ["softened land red moved", "reaffirmed land blue moved"]
    assert (found.moved, found.corrected) == (2, 0)
    assert found.changes[0].delta == -2
    assert [citation.at for citation in found.changes[1].citations] == ["¶9"]
    assert [(s.item, s.before, s.after, s.verb) for s in found.spread] == [("land", 6, 4, "converged")]
    assert found.still == ()


def test_a_correction_of_ours_never_looks_like_a_movement(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"))
    assert lines(diff(database, "R1@2", "R1")) == ["reversed land red corrected"]
    assert lines(diff(database, "R1", "R2")) == []


def test_where_both_clocks_differ_each_cause_is_told_apart(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "opposes", "R1", more=", corrects: 1"), stance("land", "red", "doubts", "R2"))
    assert lines(diff(database, "R1@2", "R2")) == ["reversed land red corrected", "softened land red moved"]
    assert lines(diff(database, "R2", "R1@2")) == ["reversed land red corrected", "hardened land red moved"]


def test_what_was_recorded_later_but_held_in_between_moved(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    load(database, stance("fuel", "red", "demands", "R2"))
    found = diff(database, "R1@2", "R2")
    assert set(lines(found)) == {"unopened fuel corrected", "opened fuel moved", "stated fuel red moved"}


def test_a_remark_corrected_is_reworded_and_a_retraction_leaves_nothing_said(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1", more=", summary: Once"))
    load(database, stance("land", "red", "demands", "R1", more=", summary: Twice"))
    assert lines(diff(database, "@2")) == ["reworded land red corrected"]
    with database.write() as store:
        acting.retract(store, 2, HEADER, reason="not said")
    assert lines(diff(database, "@prev")) == ["unstated land red corrected"]


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
    assert lines(diff(database, "@prev")) == ["softened land red corrected", "contested land red corrected"]
    with database.write() as store:
        acting.settle(store, "land", "red", HEADER, keep=1, reason="own words")
    assert lines(diff(database, "@prev")) == ["hardened land red corrected", "resolved land red corrected"]


def test_items_come_onto_the_list_and_off_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "supports", "R2"))
    load(database, status("land", "agreed", "R2"), "items: [{key: fish, title: Fish}]")
    found = diff(database, "R1", "R2")
    assert lines(found) == [
        "settled land moved",
        "opened fuel moved",
        "stated fuel red moved",
    ]
    assert (len(found.before.open), len(found.before.settled)) == (3, 0)  # land, pledge, and fish, put there by us
    assert (found.after.open, found.after.settled) == (("fuel", "pledge", "fish"), ("land",))
    assert (found.before.mean_difficulty, found.after.mean_difficulty) == (5, 2)


def test_an_item_entered_by_mistake_goes_with_what_was_said_on_it(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, "item", "land", {"struck": True}, HEADER)
    assert lines(diff(database, "@prev")) == ["unopened land corrected", "unstated land red corrected"]
    assert lines(diff(database, "@prev", "R1@1")) == ["unstated land red corrected"]
    assert lines(diff(database, "R1", "R2")) == []


def test_a_party_entered_by_mistake_goes_with_what_it_said(database: Database) -> None:
    load(database, PLAIN, stance("land", "red", "demands", "R1"), stance("land", "blue", "demands", "R1"))
    with database.write() as store:
        acting.edit(store, "party", "red", {"struck": True}, HEADER)
    assert lines(diff(database, "@prev")) == ["unstated land red corrected"]


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
    assert lines(diff(database, "R2@2", "R2")) == ["kept pledge corrected"]
    assert lines(diff(database, "R2", "R2@2")) == ["overdue pledge corrected"]


def test_a_round_found_to_have_been_held_makes_its_promises_overdue(database: Database) -> None:
    load(database, FRAME.replace("due: R2", "due: R3"), status("pledge", "promised", "R1"))
    load(database, "rounds: [{key: R3, title: Third, status: held, starts: 2026-02-20, ends: 2026-02-21}]")
    assert lines(diff(database, "2026-02-22@2", "2026-02-22")) == ["overdue pledge corrected"]


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
        assert changes_between(store, "R1", "R2", reviewed_only=True) == ()
        (stated,) = changes_between(store, "R1@3", "R1", reviewed_only=True)
    assert (stated.verb, stated.cause) == ("stated", "corrected")


def test_filters_choose_changes_and_leave_the_checklist_whole(database: Database) -> None:
    load(database, PLAIN, MORE, stance("land", "red", "demands", "R1"), stance("truce", "blue", "doubts", "R1"))
    load(database, stance("land", "red", "supports", "R2"), stance("truce", "blue", "supports", "R2"))
    whole = diff(database, "R1", "R2")
    assert lines(diff(database, "R1", "R2", item="land")) == ["softened land red moved"]
    assert lines(diff(database, "R1", "R2", party="blue")) == ["reversed truce blue moved"]
    assert lines(diff(database, "R1", "R2", track="military", verb="reversed")) == ["reversed truce blue moved"]
    assert lines(diff(database, "R1", "R2", verb=["reversed", "softened"], cause="moved")) == lines(whole)
    some = diff(database, "R1", "R2", cause="corrected")
    assert (some.changes, some.moved) == ((), 0)
    assert (some.after, some.still, some.packages) == (whole.after, whole.still, ())
    assert whole.packages == (("land", "truce"),)


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
    with pytest.raises(error, match="is not a known") as raised:
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
    assert lines(diff(database, "@last-review")) == ["stated fuel red corrected"]
    assert diff(database, "R1@last-review").from_point.known_at == 3


def test_the_five_reports_tell_the_second_round(database: Database) -> None:
    load_real_seed(database)
    found = diff(database, "R1", "R2")
    said = lines(found)
    assert said[0] == "settled prisoner-exchange moved"
    assert "kept next-meeting moved" in said
    assert "reaffirmed territory russia moved" in said
    assert found.corrected == 0
    assert found.still[0].item == "territory"
    assert found.silence[0].item == "energy-ceasefire"
    assert "third-round" in {due.item for due in found.commitments if due.state == "promised"}
    with database.read() as store:
        for point, checklist in (("R1", found.before), ("R2", found.after)):
            matrix = matrix_at(store, point)
            assert (len(checklist.open), len(checklist.settled)) == (matrix.items_open, matrix.items_settled)


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
    lambda store, chance: acting.settle(store, chance.choice(ITEMS), chance.choice(PARTIES), HEADER, reason="it moved"),
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


def _word(side: object) -> str | None:
    return None if side is None else str(side.entry if isinstance(side, Reading) else side)


def turned(found: tuple[Change, ...]) -> Counter[tuple[object, ...]]:
    return Counter((c.item, c.party, c.cause, _word(c.before), _word(c.after)) for c in found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_diff_has_its_properties_whatever_happened(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    last = a_life(database, chance)
    points = [f"{held}@{known}" for held in ("2026-01-20", "R1", "2026-01-31", "R2") for known in range(1, last + 1)]
    for _ in range(12):
        one, other = chance.sample(points, 2)
        there, back = diff(database, one, other), diff(database, other, one)
        assert turned(there.changes) == Counter(
            (item, party, cause, before, after)
            for (item, party, cause, after, before) in turned(back.changes).elements()
        )
        for change in there.changes:
            assert any(
                (other_change.item, other_change.party, other_change.cause) == (change.item, change.party, change.cause)
                and other_change.verb in OPPOSITES[change.verb]
                for other_change in back.changes
            )
        assert (there.before, there.after) == (back.after, back.before)
        assert {(s.item, s.before, s.after) for s in there.spread} == {(s.item, s.after, s.before) for s in back.spread}
        assert diff(database, one, one).changes == ()
    for one, other in ((f"R1@{last}", f"R2@{last}"), (f"R2@{last - 5}", f"R2@{last}")):
        causes = {change.cause for change in diff(database, one, other).changes}
        assert causes <= {"moved" if one.endswith(f"@{last}") else "corrected"}
