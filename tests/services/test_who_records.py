"""Who records, and what they can only claim: names, other people's verdicts and changesets, settings of the owners."""

from collections.abc import Callable
from typing import Any

import pytest

from ledger.domain.planning import claims
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Verdict
from ledger.errors import InvalidData, InvalidSeed
from ledger.services import acting, log, rekeying
from ledger.services.importing import Imported
from ledger.services.inbox import inbox
from ledger.services.matrix import matrix_at
from ledger.services.undoing import undo, undo_last_of
from ledger.services.verifying import verify
from ledger.storage import changeset_contents, changesets, reviews
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.support import FRAME, HEADER, load, said, signed_in, stance

HERALD = stance("land", "red", "demands", "R1")
CYRILLIC = "\u0430na"
UNSEEN = "ana\u200b"


def by(name: str) -> ChangesetInfo:
    return HEADER.model_copy(update={"author": name})


def act(database: Database, who: str, what: Callable[..., Imported], *args: Any, **named: Any) -> Imported:
    with database.write() as store:
        return what(store, *args, header=signed_in(store, who), **named)


def headers(database: Database) -> list[ChangesetInfo]:
    with database.read() as store:
        return [each.header for each in changesets.log(store, newest_first=False)]


def verdicts(database: Database) -> dict[int, str]:
    with database.read() as store:
        return {number: f"{given.verdict} {given.reviewer}" for number, given in reviews.verdicts(store).items()}


# -- names ------------------------------------------------------------------------------------------------------------


def test_one_person_has_one_name_however_they_write_it(new_location: Callable[[str], Location]) -> None:
    database = Database(new_location("sqlite"))
    load(database, FRAME, header=by("ana"))
    load(database, HERALD, header=by("Ana"))
    assert [each.author for each in headers(database)] == ["ana", "ana"]


@pytest.mark.parametrize("name", [CYRILLIC, UNSEEN, "\u0441\u043e\u0440"])
def test_a_name_that_only_looks_like_anothers_is_refused(database: Database, name: str) -> None:
    load(database, FRAME)
    with database.write() as store:
        acting.edit(store, "item", "land", {"title": "L"}, by("cop").model_copy(update={"name": None}))
    with pytest.raises(InvalidData, match="author: the name"), database.write() as store:
        acting.edit(store, "item", "land", {"title": "M"}, by(name))


def test_on_a_server_the_role_that_connects_is_the_author(new_location: Callable[[str], Location]) -> None:
    database = Database(new_location("postgresql"))
    with database.write() as store:
        signed_in(store, "ana")
        acting.edit(store, "ledger", "", {"title": "Talks"}, by("the boss"))
    (header,) = headers(database)
    assert (header.author, header.name, header.by) == ("ana", "the boss", "ana (the boss)")
    with database.read() as store:
        verify(store)
        assert undo_last_of(store, "the boss") is None  # it is the role's act, and here nobody is ana


def test_on_a_server_four_eyes_are_of_two_roles(new_location: Callable[[str], Location]) -> None:
    database = Database(new_location("postgresql"))
    load(database, FRAME, "ledger: {four_eyes: true}", HERALD)
    with pytest.raises(InvalidData, match="another pair of eyes"), database.write() as store:
        acting.review(store, [1], Verdict.accepted, by("somebody else"))
    act(database, "ana", acting.review, [1], Verdict.accepted)
    assert verdicts(database) == {1: "accepted ana"}


@pytest.mark.parametrize("name", ["tester", "Tester", "TESTER"])
def test_four_eyes_know_a_person_by_any_spelling(database: Database, name: str) -> None:
    load(database, FRAME, "ledger: {four_eyes: true}", HERALD)
    with pytest.raises(InvalidData, match="another pair of eyes"), database.write() as store:
        acting.review(store, [1], Verdict.accepted, by(name))


def test_with_four_eyes_nobody_undoes_anothers_verdict(database: Database) -> None:
    load(database, FRAME, "ledger: {four_eyes: true}", HERALD)
    act(database, "ana", acting.review, [1], Verdict.rejected)
    with pytest.raises(InvalidData, match="theirs to take back"):
        act(database, "tester", undo, 4, reason="I like it")
    act(database, "ana", undo, 4, reason="a slip")
    assert said(database) == {"land red": "demands"}


# -- claims -----------------------------------------------------------------------------------------------------------


def test_an_import_cannot_bring_anothers_verdict(database: Database) -> None:
    load(database, FRAME, HERALD)
    done = load(database, "reviews: [{entry: 1, verdict: rejected, reviewer: ana, note: never}]")
    assert said(database) == {"land red": "demands"}
    assert verdicts(database) == {}
    assert done.recorded == {"claims": 1}
    assert done.notices == ["entry 1: rejected by ana is claimed by tester, and counts for nothing until ana says so"]
    with database.read() as store:
        (claim,) = changeset_contents.ContentsReader(store).contents(3).claims
        assert (claim.verdict, claim.reviewer, claim.note) == (Verdict.rejected, "ana", "never")
        assert matrix_at(store).rows
        verify(store)


def test_a_claimed_verdict_counts_once_the_person_named_gives_it(database: Database) -> None:
    load(database, FRAME, HERALD, "reviews: [{entry: 1, verdict: accepted, reviewer: Ana}]")
    act(database, "ana", acting.review, [1], Verdict.accepted)
    assert verdicts(database)[1].casefold() == "accepted ana"
    again = load(database, "reviews: [{entry: 1, verdict: accepted, reviewer: ana}]")
    assert again.changesets == []


def test_a_claim_is_made_once(database: Database) -> None:
    claim = "reviews: [{entry: 1, verdict: accepted, reviewer: ana}]"
    load(database, FRAME, HERALD, claim)
    assert load(database, claim).changesets == []


def test_a_past_changeset_is_claimed_by_who_imports_it(database: Database) -> None:
    load(database, 'changeset: {author: ana, recorded_at: "2020-01-01T00:00:00Z", message: As it was}\n' + FRAME)
    (header,) = headers(database)
    assert (header.author, header.recorded_at, header.message) == ("tester", HEADER.recorded_at, "As it was")
    assert header.by == "tester (claimed: by ana, 2020-01-01T00:00:00Z)"
    with database.read() as store:
        verify(store)


def test_ones_own_name_in_a_file_is_no_claim(database: Database) -> None:
    load(database, "changeset: {author: Tester, message: Mine}\n" + FRAME)
    assert headers(database)[0].claimed is None


# -- reasons of the ledger's own ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("begins", "goes_on"), [("redefined:", "the question was narrowed"), ("undo @2:", "not said")])
@pytest.mark.parametrize(
    ("what", "args", "named"),
    [
        (acting.correct, (1, {"stance": "opposes"}), "reason"),
        (acting.retract, (1,), "reason"),
        (acting.review, ([1], Verdict.accepted), "note"),
    ],
)
def test_nobody_gives_a_reason_by_which_the_ledger_knows_its_own_doing(
    database: Database, begins: str, goes_on: str, what: Callable[..., Imported], args: tuple[Any, ...], named: str
) -> None:
    load(database, FRAME, HERALD)
    with pytest.raises(InvalidData, match=f'a {named} cannot begin with "{begins}"') as refused:
        act(database, "ana", what, *args, **{named: f"{begins} {goes_on}"})
    assert refused.value.faults[0].path == named
    act(database, "ana", what, *args, **{named: goes_on})


def test_nor_does_a_seed_give_one_and_each_is_told_with_its_line(database: Database) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "demands", "R1"))
    again = stance("land", "red", "opposes", "R1", more=", corrects: {id: 1}, reason: 'redefined: the days of R1'")
    with pytest.raises(InvalidSeed) as refused:
        load(database, f"{again}\nretractions:\n- {{entry: 2, reason: 'undo @3: no'}}")
    assert [(fault.line, fault.path) for fault in refused.value.faults] == [
        (1, "stances[0].reason"),
        (3, "retractions[0].reason"),
    ]


def test_a_seed_with_such_reasons_recorded_before_there_was_this_rule_brings_nothing_new_and_is_not_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database, FRAME, HERALD, stance("land", "blue", "demands", "R1"))
    corrects = ", corrects: {id: 1}, reason: 'redefined: it was narrowed'"
    again = stance("land", "red", "opposes", "R1", more=corrects)
    seed = f"{again}\nretractions:\n- {{entry: 2, reason: 'undo @3: no'}}"
    with monkeypatch.context() as before:
        before.setattr(claims, "faults_of_own_words", lambda *_desk_and_part: ())
        load(database, seed)
    assert load(database, seed).changesets == []
    more = again.replace("cite: {", "cite: [{").replace("'}}]", "'}, {source: gazette}]}]")
    assert load(database, more).changesets == [5]  # another source; the reason stays what it was


def test_what_the_ledger_did_itself_is_undone_and_undone_again(database: Database) -> None:
    load(database, FRAME, HERALD)
    act(database, "ana", rekeying.join, "item", "land", "fuel", reason="redefined: one")
    act(database, "ana", undo, 3, reason="undo @2: two after all")
    act(database, "ana", undo, 4, reason="one")
    assert said(database) == {"fuel red": "demands"}


# -- settings of the owners -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"four_eyes": False}, {"counts": "accepted"}, {"owners": ["tester"]}])
def test_only_its_owners_change_what_counts(database: Database, change: dict[str, Any]) -> None:
    load(database, FRAME, "ledger: {four_eyes: true, owners: [Ana, ben]}")
    with pytest.raises(InvalidData, match="owners alone"):
        act(database, "tester", acting.edit, "ledger", "", change)
    act(database, "ana", acting.edit, "ledger", "", change)
    act(database, "tester", acting.edit, "ledger", "", {"title": "Other talks"})


def test_nor_does_an_import_change_what_counts(database: Database) -> None:
    load(database, FRAME, "ledger: {owners: [Ana, ben]}")
    with pytest.raises(InvalidSeed):
        load(database, "ledger: {counts: accepted}")


def test_nobody_undoes_what_the_owners_set(database: Database) -> None:
    load(database, FRAME, "ledger: {owners: [ana]}")
    act(database, "ana", acting.edit, "ledger", "", {"four_eyes": True})
    with pytest.raises(InvalidData, match="owners alone"):
        act(database, "tester", undo, 3, reason="in the way")


def test_the_log_says_who_changed_what_counts(database: Database) -> None:
    load(database, FRAME, "ledger: {owners: [ana]}")
    act(database, "ana", acting.edit, "ledger", "", {"four_eyes": True})
    with database.read() as store:
        found = {each.changeset.number: [edit.field for edit in each.settings] for each in log.log(store)}
    assert found == {3: ["four_eyes"], 2: ["owners"], 1: []}


def test_what_others_recorded_is_news_whoever_one_says_one_is(database: Database) -> None:
    load(database, FRAME)
    load(database, HERALD, header=by("ana"))
    with database.read() as store:
        assert [each.number for each in inbox(store).news] == [2]
