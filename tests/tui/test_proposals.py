"""Proposals in the review queue: apart, accepted as they are, amended, rejected; nothing counts before."""

from ledger.domain.words import Outcome
from ledger.services import proposing
from ledger.services.reviewing import waiting
from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


def outcomes(database: Database) -> list[Outcome | None]:
    with database.read() as store:
        return [each.settled.outcome if each.settled else None for each in proposing.proposals(store)]


async def test_what_is_proposed_stands_apart_with_its_words_and_what_accepting_it_does(
    proposed: Database, screens: Opened
) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r")
        shown = golden.text_of(pilot.app)
        assert "0 of 154 done" in shown
        assert "proposed by reader  2 waiting" in shown
        assert "Ukraine rejects it" in shown
        assert "p1, proposed: it counts for nothing until accepted" in shown


async def test_a_key_accepts_it_and_it_is_recorded_and_reviewed(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "a", "a")
        assert "2 of 154 done" in golden.text_of(pilot.app)
    assert outcomes(proposed) == [Outcome.accepted, Outcome.accepted]
    with proposed.read() as store:
        assert len(waiting(store)) == 152


async def test_it_is_rejected_with_a_note(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "x")
        assert "Reject proposal p1" in golden.text_of(pilot.app)
        await type_text(pilot, "Not said there")
        await press(pilot, "ctrl+s")
        assert "1 of 154 done" in golden.text_of(pilot.app)
    assert outcomes(proposed) == [Outcome.rejected, None]


async def test_it_is_amended_in_a_form_filled_with_what_is_proposed(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "e")
        assert "Amend p1 and accept it" in golden.text_of(pilot.app)
        await press(pilot, "ctrl+s")
        assert "1 of 154 done" in golden.text_of(pilot.app)
    assert outcomes(proposed)[0] in {Outcome.accepted, Outcome.amended}


async def test_entries_and_proposals_are_judged_apart(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "space", "j", "j", "j", "space", "a")
        assert "judged apart" in golden.text_of(pilot.app)
    assert outcomes(proposed) == [None, None]


async def test_taking_the_acceptance_back_lets_it_wait_again_where_one_was(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "a", "u")
        shown = golden.text_of(pilot.app)
        assert "0 of 154 done; 2 proposals among what waits" in shown
        assert "proposal p3" in shown
    assert outcomes(proposed) == [Outcome.accepted, None, None]
