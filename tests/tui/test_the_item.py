"""One item: status path, links, promises, what people remarked, what each changeset did."""

from ledger.domain.words import Verdict
from ledger.services import acting
from ledger.storage.database import Database
from tests.tui import golden
from tests.tui.conftest import Opened, header, press


async def test_remarks_gather_verdicts_corrections_and_settlements(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.review(store, [100], Verdict.rejected, header(20), note="the report says less")
        acting.settle(store, "territory", "ukraine", header(21), keep=26, reason="the other is one wire")
        acting.correct(store, 101, {"confidence": "low"}, header(22), reason="a single line")
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "j", "l", "enter", "G", "k")
        shown = golden.text_of(pilot.app)
        assert "entry 100 rejected  analyst" in shown
        assert "the report says less" in shown
        assert "entry 26 outweighs entry 7" in shown
        assert "a single line" in shown
        assert "remarks (" in shown


async def test_history_says_what_each_changeset_did(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.correct(store, 101, {"stance": "rejects"}, header(20), reason="misread")
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "j", "l", "enter", "G")
        shown = golden.text_of(pilot.app)
        assert "@7  2026-02-10 09:20:00  analyst" in shown
        assert "ukraine rejects, 2026-02-05, corrects 101" in shown


async def test_overview_shows_path_links_and_promises(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "slash", *"prisoners", "enter", "enter")
        await press(pilot, "k", "k")
        shown = golden.text_of(pilot.app)
        assert "Status path" in shown
        assert "2026-02-05 agreed" in shown
        assert "Commitments" in shown
        assert "314 prisoners exchanged" in shown


async def test_rivals_stand_beside_each_other(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "j", "l", "enter")
        (line,) = (line for line in golden.text_of(pilot.app).splitlines() if "account 1 of 2" in line)
        assert "account 2 of 2" in line
