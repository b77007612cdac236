"""Proposals and drafts: they count for nothing until somebody accepts them, and what became of them is kept."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from pydantic import BaseModel

from ledger.domain.entries import StanceEntry
from ledger.domain.proposals import Figures, Proposal, interval
from ledger.domain.records import Item, Round
from ledger.domain.seed import CellRef, ChangesetInfo, Part, RetractionPart, SeedFile
from ledger.domain.words import DraftStep, Outcome
from ledger.errors import Conflict, InvalidData, InvalidSeed, NotFound
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import acting, copying, drafting, foreseeing, proposing, rekeying, reviewing, sourcing, undoing
from ledger.services.accepting import EffectKind
from ledger.services.proposing import Brought
from ledger.storage import changesets, reviews
from ledger.storage.database import Database, Store
from ledger.storage.lookups import WaitingFilter
from tests.support import FRAME, HEADER, load, said, stance

TEXT = "Red demands the land.\nBlue rejects the demand for land.\nOn fuel, Red supports a deal.\nBlue opposes it.\n"
BOT = ChangesetInfo(author="bot", recorded_at="2026-02-10T09:00:00Z", tool="bot 1.0")
ANA = HEADER.model_copy(update={"author": "ana"})


def line(item: str, party: str, word: str, quote: str | None, held: str = "2026-01-24", more: str = "") -> str:
    cite = '{"source": "herald"' + (f', "quote": "{quote}"' if quote else ', "at": "¶1"') + "}"
    fields = f'"item": "{item}", "party": "{party}", "stance": "{word}", "held_on": "{held}"{more}, "cite": {cite}'
    return f'{{"stance": {{{fields}}}}}'


LAND = line("land", "red", "demands", "Red demands the land")
FUEL = line("fuel", "Red", "supports", "Red supports a deal")
NOT = line("land", "blue", "rejects", "Blue rejects the demand")


@pytest.fixture
def talks(database: Database) -> Database:
    """Three parties, three items, and the text of one source."""
    load(database, FRAME)
    with database.write() as store:
        sourcing.attach(store, "herald", TEXT.encode(), HEADER)
    return database


def bring(
    store: Store, *lines: str, proposer: str | None = "bot", draft: str | None = None, header: ChangesetInfo = BOT
) -> Brought:
    seeds = read_jsonl("proposals.jsonl", (each.encode() for each in lines))
    (brought,) = proposing.propose(store, seeds, header, proposer=proposer, draft=draft)
    return brought


def settled(store: Store) -> dict[int, Outcome | None]:
    return {each.number: each.settled.outcome if each.settled else None for each in proposing.proposals(store)}


def test_what_is_proposed_counts_for_nothing_and_touches_no_hash(talks: Database) -> None:
    with talks.read() as store:
        before = changesets.hashes(store)
    with talks.write() as store:
        brought = bring(store, LAND, FUEL)
        assert (brought.new, brought.proposer) == ([1, 2], "bot")
    with talks.read() as store:
        assert changesets.hashes(store) == before
        found, total = proposing.waiting(store, ANA)
        (first, _second) = found
        assert total == 2
        assert first.proposal.value.cite[0].at == "¶1"  # type: ignore[attr-defined]  # where the quote stands
        assert [effect.kind for each in first.waiting for effect in each.effects] == [EffectKind.states]
    assert said(talks) == {}


def test_an_invented_quote_is_refused_with_its_place_and_what_resembles_it(talks: Database) -> None:
    with talks.write() as store, pytest.raises(InvalidSeed) as refused:
        bring(store, LAND, line("fuel", "red", "supports", "Red supports the deal"))
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.path) == ("proposals.jsonl", 2, "stance.cite[0].quote")
    assert '"Red supports the deal" is not in the text of herald' in fault.message
    assert "Red supports a deal" in (fault.hint or "")
    with talks.read() as store:
        assert proposing.proposals(store) == []


def test_every_fault_of_a_file_is_told_at_once(talks: Database) -> None:
    with talks.write() as store, pytest.raises(InvalidSeed) as refused:
        bring(
            store,
            line("land", "red", "demands", None),
            '{"item": {"key": "fishing", "title": "Fishing"}}',
            line("lend", "red", "demands", "Red demands"),
            '{"stance": {"item": "land"}}',
            LAND.replace("herald", "gazette"),
        )
    told = {(fault.line, fault.message) for fault in refused.value.faults}
    assert (1, "is missing: what is proposed quotes its source") in told
    assert (2, "item: only entries are proposed") in told
    assert any(number == 3 and "lend" in message for number, message in told)
    assert any(number == 4 for number, _message in told)
    assert (5, "no text of gazette is at hand to look the quote up in") in told


def test_accepted_it_is_recorded_with_the_verdict_of_whoever_accepts_it(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, FUEL)
    with talks.write() as store:
        done = proposing.accept(store, [1, 2], ANA)
        assert len(done.changesets) == 1
        assert reviews.accepted(store) == {entry.id for entry in done.entries}
        assert changesets.get(store, done.changesets[0]).header.message == "accept p1, p2 of bot"
        assert settled(store) == {1: Outcome.accepted, 2: Outcome.accepted}
    assert said(talks) == {"land red": "demands", "fuel red": "supports"}


def test_where_four_eyes_are_wanted_it_waits_for_another(talks: Database) -> None:
    with talks.write() as store:
        acting.edit(store, "ledger", "", {"four_eyes": True}, HEADER)
        bring(store, LAND)
        proposing.accept(store, [1], ANA)
        assert reviews.accepted(store) == set()


def test_amended_it_says_what_was_changed(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND)
        proposing.amend(store, 1, {"stance": "supports", "summary": "It wants it."}, ANA)
        (figures,) = proposing.figures(store)
        assert figures.fields == {"stance": 1, "summary": 1}
        assert settled(store) == {1: Outcome.amended}
    assert said(talks) == {"land red": "supports"}


def test_amended_to_what_does_not_hold_it_still_waits(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND)
        with pytest.raises(InvalidSeed):
            proposing.amend(store, 1, {"stance": "conditional"}, ANA)
        assert settled(store) == {1: None}


def test_judged_once_it_is_judged(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND)
        proposing.reject(store, [1], ANA, note="It does not say so.")
        with pytest.raises(Conflict, match="p1 was rejected by ana already"):
            proposing.accept(store, [1], ANA)
        with pytest.raises(NotFound, match="there is no proposal p7"):
            proposing.accept(store, [7], ANA)


def test_what_was_proposed_or_recorded_before_is_not_proposed_again(talks: Database) -> None:
    load(
        talks,
        stance("fuel", "red", "supports", "2026-01-24", at="¶3", more="").replace(
            "cite: {", "cite: {quote: Red supports a deal, "
        ),
    )
    with talks.write() as store:
        bring(store, LAND)
        proposing.reject(store, [1], ANA)
        brought = bring(store, LAND, FUEL, NOT)
        assert (brought.new, brought.again, brought.recorded) == ([2], [1], 1)
        assert bring(store, LAND, proposer="another").new == [3]


def test_what_is_given_as_nothing_is_kept_and_known_as_what_was_proposed_without_it(talks: Database) -> None:
    given = line("land", "red", "demands", "Red demands the land", more=', "position": null')
    with talks.write() as store:
        assert bring(store, LAND).new == [1]
        assert bring(store, given).again == [1]
        assert bring(store, given, proposer="another").new == [2]
        (kept,) = proposing.proposals(store, numbers=[2])
        assert bring(store, LAND, proposer="another").again == [2]
        assert bring(store, given, LAND, proposer="a third").new == [3]
        proposing.amend(store, 2, {"summary": "It wants it."}, ANA)
        (kept,) = proposing.proposals(store, numbers=[2])
    assert "position" in kept.value.model_fields_set
    assert kept.settled is not None
    assert kept.settled.value is not None
    assert kept.settled.value.model_fields_set == kept.value.model_fields_set | {"summary"}


def test_a_proposer_right_in_eight_of_ten_is_measured(talks: Database) -> None:
    lines = [line("land", "red", "demands", "Red demands the land", f"2026-01-{day:02}") for day in range(1, 11)]
    with talks.write() as store:
        numbers = bring(store, *lines).new
        proposing.accept(store, numbers[:8], ANA)
        proposing.amend(store, numbers[8], {"stance": "supports"}, ANA)
        proposing.reject(store, numbers[9:], ANA)
        (found,) = proposing.figures(store, "bot")
    assert (found.proposed, found.judged, found.waiting, found.share) == (10, 10, 0, 0.8)
    assert found.between == pytest.approx((0.4902, 0.9433), abs=1e-4)
    with talks.read() as store, pytest.raises(NotFound, match="nobody has proposed nothing"):
        proposing.figures(store, "nobody")


@pytest.mark.parametrize(
    ("right", "of", "expected"), [(0, 5, (0.0, 0.4345)), (5, 5, (0.5655, 1.0)), (1, 2, (0.0945, 0.9055))]
)
def test_few_cases_tell_little(right: int, of: int, expected: tuple[float, float]) -> None:
    assert interval(right, of) == pytest.approx(expected, abs=1e-4)
    assert Figures("bot").share is None


# -- drafts -----------------------------------------------------------------------------------------------------------


def kinds(shown: drafting.ShownDraft) -> list[EffectKind]:
    return [effect.kind for each in shown.waiting for effect in each.effects]


def test_a_draft_shows_what_it_would_do_before_it_is_accepted_as_one_changeset(talks: Database) -> None:
    load(talks, stance("land", "red", "opposes", "2026-01-24", source="gazette"))
    with talks.write() as store:
        bring(store, LAND, FUEL, draft="spring")
    with talks.read() as store:
        shown = drafting.show(store, "spring", ANA)
        assert kinds(shown) == [EffectKind.contradicts, EffectKind.states]
        assert [each.name for each in drafting.drafts(store)] == ["spring"]
    with talks.write() as store:
        done = drafting.accept(store, "spring", ANA)
        assert (len(done.changesets), len(done.entries)) == (1, 2)
        assert drafting.drafts(store) == []
        assert settled(store) == {1: Outcome.accepted, 2: Outcome.accepted}
        with pytest.raises(Conflict, match="the draft spring was accepted by ana"):
            drafting.accept(store, "spring", ANA)


def rekeyed(store: Store) -> None:
    """The land dispute and Red have other keys now, and something is told of both."""
    rekeying.rename(store, "item", "land", "soil", HEADER)
    rekeying.rename(store, "party", "red", "crimson", HEADER)


@pytest.mark.parametrize("party", ["red", "Red", "rd"])
def test_a_draft_under_names_or_former_keys_shows_what_it_would_do(talks: Database, party: str) -> None:
    load(talks, stance("land", "red", "rejects", "2026-01-24"))
    lines = [line("land", party, "demands", "Red demands the land"), FUEL]
    with talks.write() as store:
        proposing.collect(store, read_jsonl("", [each.encode() for each in lines]), ANA, draft="spring")
        rekeyed(store)
        shown = drafting.show(store, "spring", ANA)
        would = [
            [effect.kind for entry in drafting.effects_of(shown, each) for effect in entry.effects]
            for each in shown.draft.waiting
        ]
    assert would == [[EffectKind.contradicts], [EffectKind.states]]


def test_what_was_proposed_under_a_former_key_is_found_under_the_key_of_now(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, FUEL)
        rekeyed(store)
        for wanted in (WaitingFilter(item="soil"), WaitingFilter(item="land")):
            matching = reviewing.matcher(store, wanted)
            (found,), total = proposing.queued(store, ANA, matching=matching)
            assert (total, found.entry.said.cell.item, found.entry.said.cell.party) == (1, "soil", "crimson")
        assert proposing.waiting(store, ANA, matching=reviewing.matcher(store, WaitingFilter(party="red")))[1] == 2


def test_what_was_proposed_by_a_round_is_in_the_queue_though_the_round_has_another_key(talks: Database) -> None:
    said_at = LAND.replace('"held_on": "2026-01-24"', '"round": "R1"')
    with talks.write() as store:
        bring(store, said_at)
        rekeying.rename(store, "round", "R1", "first", HEADER)
        assert [each.entry.said.round for each in proposing.queued(store, ANA)[0]] == ["first"]


def test_that_a_key_changed_since_is_no_amendment(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, NOT)
        rekeyed(store)
        proposing.amend(store, 1, {"item": "soil", "summary": "It wants it."}, ANA)
        proposing.amend(store, 2, {"item": "soil"}, ANA)
        (figures,) = proposing.figures(store)
        assert figures.fields == {"summary": 1}
        assert settled(store) == {1: Outcome.amended, 2: Outcome.accepted}


def test_a_draft_is_sent_back_with_a_note_and_waits_again_when_more_comes(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, draft="spring")
        drafting.give_back(store, "spring", ANA, note="Where is Blue?")
        with pytest.raises(Conflict, match="the draft spring was sent back by ana: Where is Blue"):
            drafting.accept(store, "spring", ANA)
        bring(store, NOT, draft="spring")
        assert len(drafting.accept(store, "spring", ANA).entries) == 2


def test_a_draft_dropped_is_kept_and_may_be_proposed_again(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, draft="spring")
        drafting.drop(store, "spring", ANA)
        assert settled(store) == {1: Outcome.dropped}
        assert [each.name for each in drafting.drafts(store, every=True)] == ["spring"]
        assert bring(store, LAND).new == [2]
        (figures,) = proposing.figures(store)
        assert (figures.judged, figures.waiting) == (0, 1)


def seed_of(*values: BaseModel) -> SeedFile:
    return SeedFile("", [foreseeing.part_of(value) for value in values])


def test_parts_of_any_kind_are_collected_as_a_draft(talks: Database) -> None:
    load(talks, stance("land", "red", "opposes", "2026-01-24"))
    values = [
        RetractionPart(entry=CellRef(id=1), reason="misread"),
        StanceEntry.model_validate({
            "item": "land", "party": "red", "stance": "rejects", "held_on": "2026-01-24",
            "cite": {"source": "gazette", "at": "p. 2"},
        }),
    ]  # fmt: skip
    with talks.write() as store:
        brought = proposing.collect(store, [seed_of(*values)], ANA, draft="theirs", proposer="merge")
        assert brought.new == [1, 2]
        assert kinds(drafting.show(store, "theirs", ANA)) == [EffectKind.states]
        drafting.accept(store, "theirs", ANA)
    assert said(talks) == {"land red": "rejects"}


def test_a_draft_that_gives_a_round_other_days_is_accepted_and_takes_along_what_is_known_by_it_alone(
    talks: Database,
) -> None:
    """What is only said again keeps the verdicts that it had: who accepts the draft looked at none of it."""
    load(talks, stance("land", "red", "opposes", "R1"))
    with talks.write() as store:
        days = {"starts": "2026-01-25", "ends": "2026-01-26"}
        stage = Round.model_validate({"key": "R1", "title": "First", "status": "held", **days})
        proposing.collect(store, [seed_of(stage)], ANA, draft="days")
        done = drafting.accept(store, "days", ANA)
        assert dict(done.recorded)["stances"] == 1
        assert reviews.verdicts(store) == {}
    assert said(talks, "2026-01-24") == {}
    assert said(talks) == {"land red": "opposes"}


def test_what_could_not_be_recorded_is_no_draft(talks: Database) -> None:
    wrong = seed_of(RetractionPart(entry=CellRef(id=9), reason="no"))
    with talks.write() as store, pytest.raises(InvalidSeed):
        proposing.collect(store, [wrong], ANA, draft="theirs")


def test_an_accepted_draft_can_be_undone(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, draft="spring")
        done = drafting.accept(store, "spring", ANA)
        undoing.undo(store, done.changesets[0], ANA, reason="too early")
    assert said(talks) == {}


def test_a_proposal_whose_acceptance_is_undone_waits_again_and_does_not_count_as_right(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND)
        done = proposing.accept(store, [1], ANA)
        undone = undoing.undo(store, done.changesets[0], ANA, reason="too early")
        assert undone.waiting_again == {1: 2}
        assert undone.notices == ["what it had accepted waits again: p1 as p2"]
        (figures,) = proposing.figures(store)
        assert (figures.proposed, figures.waiting, figures.judged) == (1, 1, 0)
        assert bring(store, LAND).again == [2]
        with pytest.raises(Conflict) as caught:
            proposing.accept(store, [1], ANA)
        assert "proposed again: p2" in str(caught.value.hint)
        again = proposing.accept(store, [2], ANA)
        assert undoing.undo(store, again.changesets[0], ANA, reason="once more").waiting_again == {2: 3}
    assert said(talks) == {}


def test_an_amended_proposal_that_is_undone_waits_as_it_was_proposed(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND)
        done = proposing.amend(store, 1, {"stance": "supports"}, ANA)
        undoing.undo(store, done.changesets[0], ANA, reason="too early")
        (one,) = proposing.proposals(store, waiting=True)
        assert (one.number, one.proposer, one.author, one.value.stance) == (2, "bot", "bot", "demands")  # type: ignore[attr-defined]
        assert proposing.figures(store)[0].fields == {}


def test_a_draft_whose_acceptance_is_undone_waits_again_whole(talks: Database) -> None:
    with talks.write() as store:
        bring(store, LAND, FUEL, draft="spring")
        done = drafting.accept(store, "spring", ANA)
        undoing.undo(store, done.changesets[0], ANA, reason="too early")
        (draft,) = drafting.drafts(store)
        assert [each.step for each in draft.steps] == [DraftStep.opened, DraftStep.accepted, DraftStep.reopened]
        assert [each.number for each in draft.proposals] == [each.number for each in draft.waiting] == [3, 4]
        assert kinds(drafting.show(store, "spring", ANA)) == [EffectKind.replaces, EffectKind.states] * 2
        drafting.accept(store, "spring", ANA)
        assert drafting.drafts(store) == []
    assert len(said(talks)) == 2


def test_what_two_sources_said_is_recorded_of_both_when_its_proposal_is_accepted_again(talks: Database) -> None:
    land = StanceEntry.model_validate({
        "item": "land", "party": "red", "stance": "rejects", "held_on": "2026-01-24",
        "cite": ({"source": "gazette", "at": "p. 2"}, {"source": "herald", "at": "¶1"}),
    })  # fmt: skip
    with talks.write() as store:
        proposing.collect(store, [seed_of(land)], ANA, draft="spring")
        done = drafting.accept(store, "spring", ANA)
        undoing.undo(store, done.changesets[0], ANA, reason="too early")
        again = drafting.accept(store, "spring", ANA)
        assert (again.recorded["stances"], again.recorded["reviews"]) == (done.recorded["stances"], 2)
    assert said(talks) == {"land red": "rejects"}


def test_of_a_draft_only_what_was_taken_back_is_put_in_its_place_and_it_is_not_planned_one_by_one(
    talks: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with talks.write() as store:
        bring(store, LAND)
        bring(store, FUEL, LAND, NOT, proposer="another", draft="spring")
        proposing.accept(store, [1], ANA)
        acting.retract(store, 1, ANA, reason="misread")
        planned: list[int] = []
        plan = foreseeing.plan

        def counted(store: Store, parts: Sequence[Part], header: ChangesetInfo, **how: Any) -> foreseeing.Planned:
            planned.append(len(parts))
            return plan(store, parts, header, **how)

        monkeypatch.setattr(foreseeing, "plan", counted)
        done = drafting.accept(store, "spring", ANA)
    assert planned == [3, 3]
    assert [(each.supersedes, each.reason) for each in done.entries] == [
        (None, None),
        (2, "recorded again"),
        (None, None),
    ]


def test_a_draft_with_its_own_item_says_what_to_undo_before_it_is_accepted_again(talks: Database) -> None:
    ports = Item.model_validate({"key": "ports", "title": "Ports", "kind": "issue"})
    said_of_it = StanceEntry.model_validate({
        "item": "ports", "party": "red", "stance": "rejects", "held_on": "2026-01-24", "cite": {"source": "gazette"},
    })  # fmt: skip
    with talks.write() as store:
        proposing.collect(store, [seed_of(ports, said_of_it)], ANA, draft="spring")
        done = drafting.accept(store, "spring", ANA)
        undone = undoing.undo(store, done.changesets[0], ANA, reason="too early")
        (fault, *_more) = drafting.show(store, "spring", ANA).planned.faults
        assert "struck" in fault.message
        assert fault.hint == "undo what struck it first"
        undoing.undo(store, undone.changesets[0], ANA, reason="not too early")
        assert drafting.accept(store, "spring", ANA).changesets == []
        assert drafting.drafts(store) == []
    assert said(talks) == {"ports red": "rejects"}


def test_a_copy_has_what_is_proposed(talks: Database, new_location: object, tmp_path: object) -> None:
    with talks.write() as store:
        bring(store, LAND, draft="spring")
    with talks.read() as store:
        location, _count = copying.copy(store, f"{tmp_path}/copy.db")
    with Database(location).read() as store:
        assert _lines(proposing.proposals(store)) == [(1, "bot", "spring")]


def _lines(found: Iterable[Proposal]) -> list[tuple[int, str, str | None]]:
    return [(each.number, each.proposer, each.draft) for each in found]


@pytest.mark.parametrize("name", ["", "two\nlines", "\x1b[31m"])
def test_a_draft_has_a_name_that_can_be_said(talks: Database, name: str) -> None:
    with pytest.raises(InvalidData), talks.write() as store:
        bring(store, LAND, draft=name)
    with talks.read() as store:
        assert drafting.drafts(store, every=True) == []
