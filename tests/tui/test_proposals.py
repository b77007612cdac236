"""Proposals in the review queue: apart, accepted as they are, amended, rejected; nothing counts before."""

import pytest

from ledger.domain.records import Source
from ledger.domain.words import Outcome
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import proposing, sourcing
from ledger.services.reviewing import waiting
from ledger.storage.database import Database
from tests.support import HEADER
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text

TEXT = "Ukraine rejects it.\nRussia demands the land.\n"
LINE = (
    '{"stance": {"item": "territory", "party": "%s", "stance": "%s", "held_on": "2026-02-06", '
    '"cite": {"source": "herald", "quote": "%s"}}}\n'
)


@pytest.fixture
def proposed(demo: Database) -> Database:
    """The five reports, and two proposals out of another text."""
    lines = LINE % ("ukraine", "rejects", "Ukraine rejects it") + LINE % (
        "russia",
        "demands",
        "Russia demands the land",
    )
    with demo.write() as store:
        sourcing.add_source(store, Source(key="herald", title="Herald"), HEADER)
        sourcing.attach(store, "herald", TEXT.encode(), HEADER)
        proposing.propose(
            store, read_jsonl("", [line.encode() for line in lines.splitlines()]), HEADER, proposer="reader"
        )
    return demo


def outcomes(database: Database) -> list[Outcome | None]:
    with database.read() as store:
        return [each.settled.outcome if each.settled else None for each in proposing.proposals(store)]


async def test_what_is_proposed_stands_apart_with_its_words_and_what_accepting_it_does(
    proposed: Database, screens: Opened
) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r")
        shown = golden.text_of(pilot.app)
        assert "0 of 152 done" in shown
        assert "proposed by reader  2 waiting" in shown
        assert "Ukraine rejects it" in shown
        assert "p1, proposed: it counts for nothing until accepted" in shown


async def test_a_key_accepts_it_and_it_is_recorded_and_reviewed(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "a", "a")
        assert "2 of 152 done" in golden.text_of(pilot.app)
    assert outcomes(proposed) == [Outcome.accepted, Outcome.accepted]
    with proposed.read() as store:
        assert len(waiting(store)) == 150


async def test_it_is_rejected_with_a_note(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "x")
        assert "Reject proposal p1" in golden.text_of(pilot.app)
        await type_text(pilot, "Not said there")
        await press(pilot, "ctrl+s")
        assert "1 of 152 done" in golden.text_of(pilot.app)
    assert outcomes(proposed) == [Outcome.rejected, None]


async def test_it_is_amended_in_a_form_filled_with_what_is_proposed(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "e")
        assert "Amend p1 and accept it" in golden.text_of(pilot.app)
        await press(pilot, "ctrl+s")
        assert "1 of 152 done" in golden.text_of(pilot.app)
    assert outcomes(proposed)[0] in {Outcome.accepted, Outcome.amended}


async def test_entries_and_proposals_are_judged_apart(proposed: Database, screens: Opened) -> None:
    async with screens(proposed) as pilot:
        await press(pilot, "r", "space", "j", "j", "j", "space", "a")
        assert "judged apart" in golden.text_of(pilot.app)
    assert outcomes(proposed) == [None, None]
