"""Somebody who comes for the first time reads the matrix: scores and words first, then marks that are explained."""

from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.words import Verdict
from ledger.services import acting
from ledger.storage.database import Database
from tests.support import FRAME, load, signed_in, stance
from tests.tui import golden
from tests.tui.conftest import Opened, header, press


def row(shown: str, title: str) -> str:
    return next(line for line in shown.splitlines() if line.strip().startswith(title))


async def test_the_legend_stands_there_the_first_time_and_goes_by_escape(demo: Database, screens: Opened) -> None:
    async with screens(demo, first=True) as pilot:
        shown = golden.text_of(pilot.app)
        assert "What the marks mean: esc puts this away, ? shows it again" in shown
        for meaning in ("own word", "✓ reviewed", "! contested", "* new here", "▸-1 changed"):
            assert meaning in shown
        await press(pilot, "escape")
        assert "What the marks mean" not in golden.text_of(pilot.app)
    async with screens(demo, first=True) as pilot:
        assert "What the marks mean" not in golden.text_of(pilot.app)
        await press(pilot, "question_mark")
        assert "! contested" in golden.text_of(pilot.app)


async def test_what_is_reviewed_is_marked_and_what_is_not_is_not(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.review(store, [20], Verdict.accepted, header(9))
    async with screens(demo, (120, 40)) as pilot:
        line = row(golden.text_of(pilot.app), "Territory")
        assert "+3 dem  r✓" in line
        assert "-2 opp   ro " in line


async def test_a_contested_cell_says_every_score_and_no_word(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (200, 50)) as pilot:
        assert "-2 / +2 " in row(golden.text_of(pilot.app), "Territory")
    async with screens(disputed) as pilot:
        assert "-2/+2 !" in row(golden.text_of(pilot.app), "Territory")


async def test_a_contested_status_says_each_account_s_word(demo: Database, screens: Opened) -> None:
    told = {"item": "ceasefire-monitoring", "round": "R2", "status": "agreed"}
    cite = {"source": "vovworld-2026-02", "at": "¶6", "speaker": "spokesperson", "credibility": 3}
    with demo.write() as store:
        acting.record(store, StatusEntry.model_validate({**told, "cite": cite}), header(9))
    async with screens(demo, (80, 24)) as pilot:
        assert " agre./disc.▸ ! " in row(golden.text_of(pilot.app), "Monitoring of")


async def test_a_move_says_from_where_to_where_and_alone_lights_up(demo: Database, screens: Opened) -> None:
    cite = {"source": "vovworld-2026-02", "at": "¶6", "speaker": "spokesperson", "credibility": 3}
    moved = {"item": "territory", "party": "russia", "round": "R2", "stance": "doubts", "cite": cite}
    with demo.write() as store:
        acting.record(store, StanceEntry.model_validate(moved), header(9))
    async with screens(demo, (160, 40)) as pilot:
        shown = golden.text_of(pilot.app)
        assert "+3▸-1 doubts" in row(shown, "Territory")
        assert "+2 supports*" in row(shown, "US–Russia military dialogue")
        await press(pilot, "j")
        assert "discussed= " in row(shown, "Monitoring of a ceasefire")
        lit = {"".join(text for text, style in line if "underline" in style) for line in golden.strips(pilot.app)}
        assert lit == {"", "+3▸-1 doubts"}


async def test_titles_take_the_width_that_the_columns_leave(demo: Database, screens: Opened) -> None:
    async with screens(demo, (160, 40)) as pilot:
        assert "Ukraine's political and security future " in golden.text_of(pilot.app)
    async with screens(demo, (120, 40)) as pilot:
        assert "Ukraine's political and security f.." in golden.text_of(pilot.app)
        assert "│" not in golden.text_of(pilot.app), "nothing is to spare for a panel that nobody asked for"


async def test_the_panel_hides_when_it_has_nothing_and_no_column_moves(demo: Database, screens: Opened) -> None:
    async with screens(demo, (200, 50)) as pilot:
        head = golden.text_of(pilot.app).splitlines()[3].split("│")[0].rstrip()
        assert "Ukraine gives up ground" in golden.text_of(pilot.app)
        await press(pilot, "l", "l")
        assert "│" not in golden.text_of(pilot.app)
        assert golden.text_of(pilot.app).splitlines()[3].rstrip() == head


async def test_in_a_narrow_column_whose_word_it_is_gives_way_and_no_score_is_cut(
    database: Database, screens: Opened
) -> None:
    load(database, FRAME.replace("role: mediator", "role: principal"))
    blocs = "parties: [{key: bloc, code: BC, name: Bloc, role: stakeholder, members: [red]}]"
    told = [
        f"{{item: land, party: {party}, {held}, stance: {word}, cite: {{source: {source}, speaker: {speaker}}}}}"
        for party, held, word, source, speaker in (
            ("blue", "round: R1", "conditional, condition: if paid", "herald", "own-words"),
            ("red", "round: R1", "demands", "herald", "own-words"),
            *((party, "held_on: 2026-02-05", "supports", "herald", "mediator") for party in ("red", "blue")),
            *((party, "round: R2", "supports", "gazette", "own-words") for party in ("red", "blue")),
            ("bloc", "round: R2", "demands, on_behalf_of: [red]", "herald", "readout"),
        )
    ]
    load(database, blocs, f"stances: [{', '.join(told)}]")
    with database.write() as store:
        acting.review(store, [*range(1, 8)], Verdict.accepted, signed_in(store, "ana"))
    async with screens(database, (200, 40)) as pilot:
        line = row(golden.text_of(pilot.app), "Land")
        assert "+1▸+2 supports" in line
        assert "ro✓" in line
    async with screens(database, (80, 24)) as pilot:
        assert " +2▸!= ✓  +1▸+2 ✓ " in row(golden.text_of(pilot.app), "Land")
        await press(pilot, "l")
        assert " +2▸!= ✓  +1▸+2 ✓ " in row(golden.text_of(pilot.app), "Land"), "under the cursor too"


async def test_in_a_narrow_column_accounts_that_contradict_each_other_keep_their_mark(
    database: Database, screens: Opened
) -> None:
    """However many of their scores have room."""
    sources = "sources: [{key: post, title: Post}]"
    told = zip(("herald", "gazette", "post"), ("supports", "demands", "opposes"), strict=True)
    load(database, FRAME, sources, *(stance("land", "red", word, "R2", source) for source, word in told))
    with database.write() as store:
        acting.review(store, [1, 2, 3], Verdict.accepted, signed_in(store, "ana"))
    async with screens(database, (80, 24)) as pilot:
        assert "!✓" in row(golden.text_of(pilot.app), "Land")
