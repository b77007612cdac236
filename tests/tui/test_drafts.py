"""Drafts on a screen: what each contains and would do, accepted as one changeset, sent back, opened again, dropped."""

import pytest

from ledger.domain.records import Source
from ledger.domain.words import DraftStep
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import drafting, proposing, rekeying, sourcing
from ledger.storage import changesets
from ledger.storage.database import Database
from tests.support import HEADER
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text

STANCE = (
    '{"stance": {"item": "territory", "party": "%s", "stance": "%s", "held_on": "2026-02-06", '
    '"cite": {"source": "herald", "quote": "%s"}}}'
)


@pytest.fixture
def drafted(demo: Database) -> Database:
    """The five reports; a draft of two stances and an item, another of one stance."""
    spring = [
        STANCE % ("ukraine", "rejects", "Ukraine rejects it"),
        STANCE % ("russia", "doubts", "Russia doubts it"),
        '{"item": {"key": "harbour", "kind": "issue", "title": "The harbour"}}',
    ]
    with demo.write() as store:
        sourcing.add_source(store, Source(key="herald", title="Herald"), HEADER)
        sourcing.attach(store, "herald", b"Ukraine rejects it.\nRussia doubts it.\nRussia demands it.\n", HEADER)
        for name, lines in (("spring", spring), ("the autumn", [STANCE % ("russia", "demands", "Russia demands it")])):
            seeds = read_jsonl("", [line.encode() for line in lines])
            proposing.collect(store, seeds, HEADER, draft=name, proposer="reader")
    return demo


def state(database: Database, name: str) -> tuple[DraftStep, int]:
    with database.read() as store:
        found = drafting.draft(store, name)
        return found.state, len(found.waiting)


async def test_drafts_stand_with_what_each_contains_and_would_do(drafted: Database, screens: Opened) -> None:
    async with screens(drafted, (120, 40)) as pilot:
        await press(pilot, "ctrl+d")
        shown = golden.text_of(pilot.app)
        for words in (
            "[Drafts]", "2 waiting", "0 sent back", "spring  3 proposals of reader  waits since 2026-02-10",
            '"Ukraine rejects it" Herald', "p3  item harbour: The harbour", "the autumn  1 proposal of reader",
            "a Accept", "x Send back",
        ):  # fmt: skip
            assert words in shown
        assert shown.count("Territory") >= 3
        await press(pilot, "down", "enter")
        assert "[Matrix]" in golden.text_of(pilot.app)
        assert pilot.app.screen.current_cell == ("territory", "ukraine")  # type: ignore[attr-defined]


async def test_what_stands_under_names_is_shown_as_what_they_mean(drafted: Database, screens: Opened) -> None:
    line = STANCE % ("Ukraine", "demands", "Ukraine rejects it")
    with drafted.write() as store:
        rekeying.rename(store, "item", "territory", "land", HEADER)
        line = line.replace("Ukraine rejects it", "Russia demands it")
        proposing.collect(store, read_jsonl("", [line.encode()]), HEADER, draft="named")
    async with screens(drafted, (120, 60)) as pilot:
        await press(pilot, "ctrl+d", "end")
        shown = golden.text_of(pilot.app).partition("  named  ")[2]
        for words in ("p5", "Territory", "- moves Ukraine"):
            assert words in shown
        await press(pilot, "enter")
        assert pilot.app.screen.current_cell == ("land", "ukraine")  # type: ignore[attr-defined]


async def test_all_of_a_draft_is_accepted_as_one_changeset(drafted: Database, screens: Opened) -> None:
    with drafted.read() as store:
        before = changesets.last_number(store)
    async with screens(drafted, (120, 40)) as pilot:
        await press(pilot, "ctrl+d", "down", "a")
        shown = golden.text_of(pilot.app)
        assert "1 waiting" in shown
        assert "Ukraine rejects it" not in shown
        assert f"Recorded @{before + 1}" in shown
    assert state(drafted, "spring") == (DraftStep.accepted, 0)
    with drafted.read() as store:
        assert changesets.last_number(store) == before + 1


async def test_a_draft_is_sent_back_with_a_note_opened_again_and_dropped(drafted: Database, screens: Opened) -> None:
    async with screens(drafted, (120, 40)) as pilot:
        await press(pilot, "ctrl+d", "x")
        assert "Send back: the draft spring" in golden.text_of(pilot.app)
        await type_text(pilot, "Where does the mediator stand?")
        await press(pilot, "ctrl+s")
        shown = golden.text_of(pilot.app)
        assert ": Where does the mediator stand?" in shown
        assert "1 waiting  1 sent back" in shown
        assert "That is kept; nothing was recorded." in shown
        assert state(drafted, "spring")[0] is DraftStep.returned
        await press(pilot, "a")
        assert "was sent back by" in golden.text_of(pilot.app)
        await press(pilot, "o")
        assert "2 waiting" in golden.text_of(pilot.app)
        await press(pilot, "X")
        await type_text(pilot, "Too early.")
        await press(pilot, "ctrl+s")
        assert "1 waiting" in golden.text_of(pilot.app)
    assert state(drafted, "spring") == (DraftStep.dropped, 0)


async def test_where_no_draft_waits_the_screen_says_how_one_is_made(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+d", "a", "x", "o")
        assert "posl draft add" in golden.text_of(pilot.app)
