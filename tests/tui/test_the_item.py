"""One item: status path, links, promises, what people remarked, what each changeset did."""

import pytest

from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.words import Verdict
from ledger.services import acting, settling
from ledger.services.showing import show
from ledger.services.shown import ItemView
from ledger.storage.database import Database
from ledger.tui.entry_text import told_text
from ledger.tui.glyphs import Glyphs
from ledger.tui.item import parts
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


async def test_remarks_gather_verdicts_corrections_and_settlements(disputed: Database, screens: Opened) -> None:
    with disputed.write() as store:
        acting.review(store, [20], Verdict.rejected, header(20), note="the report says less")
        settling.settle(store, "territory", "ukraine", header(21), keep=21, reason="the other is one wire")
        acting.correct(store, 71, {"confidence": "low"}, header(22), reason="a single line")
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "l", "enter", "G", "k")
        shown = golden.text_of(pilot.app)
        assert "entry 20 rejected  analyst" in shown
        assert "the report says less" in shown
        assert "entry 21 outweighs entry 153" in shown
        assert "a single line" in shown
        assert "notes (" in shown


def test_an_entry_that_somebody_rejected_is_not_told_as_never_reviewed(demo: Database) -> None:
    with demo.write() as store:
        acting.review(store, [20], Verdict.rejected, header(20))
        view = show(store, "territory")
        assert isinstance(view, ItemView)
        (told,) = (each for line in view.parties for each in line.entries if each.entry.id == 20)
    shown = told_text(told, Glyphs(), view.item, {}).plain
    assert "rejected by analyst: it counts nowhere" in shown
    assert "nobody has reviewed it" not in shown


async def test_history_says_what_each_changeset_did(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        acting.correct(store, 21, {"stance": "rejects"}, header(20), reason="misread")
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "l", "enter", "G")
        shown = golden.text_of(pilot.app)
        assert "@7  2026-02-10 09:20:00  analyst" in shown
        assert "ukraine rejects, 2026-01-24, corrects 21" in shown


async def test_overview_shows_the_status_path_and_the_item(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "slash", *"prisoners", "enter", "enter", "home")
        shown = golden.text_of(pilot.app)
        assert "Status path" in shown
        assert "R2         agreed" in shown
        assert "confidence-building" in shown


async def test_what_was_kept_late_says_so_beside_the_day_it_was_due(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "slash", *"about a week", "enter", "enter")
        assert "kept, about three days late, due by about 1 Feb 2026" in golden.text_of(pilot.app)


async def test_rivals_stand_beside_each_other(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "l", "enter")
        (line,) = (line for line in golden.text_of(pilot.app).splitlines() if "account 1 of 2" in line)
        assert "account 2 of 2" in line


async def test_a_condition_that_another_of_the_account_names_is_told_beside_what_is_held(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo, (160, 50)) as pilot:
        await press(pilot, "l", "space")
        assert "unless, according to zelenskyy:" in golden.text_of(pilot.app)
        await press(pilot, "enter")
        assert "opposes, unless, according to zelenskyy:" in golden.text_of(pilot.app)


async def test_which_parties_are_on_opposite_sides_and_since_when(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "enter", "home")
        shown = golden.text_of(pilot.app)
        assert "On opposite sides" in shown
        assert "- Russian Federation and Ukraine  apart by the end of R1 (2026-01-24)" in shown


async def test_of_very_many_on_opposite_sides_the_principals_are_named(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_PAIRS", 1)
    with demo.write() as store:
        for party, stance in (("china", "supports"), ("europe", "rejects")):
            said = {"item": "territory", "party": party, "held_on": "2026-01-20", "stance": stance}
            cited = {**said, "cite": [{"source": "vovworld-2026-02"}]}
            acting.record(store, StanceEntry.model_validate(cited), header(20))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "enter", "home")
        shown = golden.text_of(pilot.app)
        assert "- Russian Federation and Ukraine  apart by the end of R1 (2026-01-24)" in shown
        assert "- and 3 more pairs of parties; posl show lists them" in shown


async def test_opposite_sides_that_came_together_are_past(demo: Database, screens: Opened) -> None:
    with demo.write() as store:
        came_round = {"item": "territory", "party": "ukraine", "held_on": "2026-02-09", "stance": "supports"}
        said = {**came_round, "cite": [{"source": "vovworld-2026-02"}]}
        acting.record(store, StanceEntry.model_validate(said), header(20))
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "territory")
        await press(pilot, "enter", "home")
        assert "by the end of R1 (2026-01-24), no longer" in golden.text_of(pilot.app)


async def test_history_tells_edits_of_the_item_and_what_became_of_entries(disputed: Database, screens: Opened) -> None:
    with disputed.write() as store:
        acting.edit(store, "item", "territory", {"difficulty": 4, "owner": "ann"}, header(20))
        settling.settle(store, "territory", "ukraine", header(21), keep=21, reason="the other is one wire")
        acting.review(store, [20], Verdict.accepted, header(22), note="read twice")
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "enter", "G")
        shown = golden.text_of(pilot.app)
        assert "difficulty: 5 -> 4" in shown
        assert "owner: none -> ann" in shown
        assert "entry 21 outweighs entry 153: the other is one wire" in shown
        assert "entry 20 accepted by analyst: read twice" in shown
        await press(pilot, "tab", "G")
        assert "the item was entered" in golden.text_of(pilot.app)


async def test_a_status_reported_differently_is_marked_on_the_left(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "enter")
        assert "deadlocked / narrowed" in golden.text_of(pilot.app)


async def test_a_long_part_is_read_with_the_keys_of_the_list(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        first = golden.text_of(pilot.app).splitlines()[4][31:]
        await press(pilot, "enter", "j", "j")
        assert first not in golden.text_of(pilot.app)
        await press(pilot, "k", "k")
        assert first in golden.text_of(pilot.app)


async def test_a_promise_says_by_when_it_is_due(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "papers on the terms")
        await press(pilot, "enter")
        assert "OVERDUE, due by R2" in golden.text_of(pilot.app).splitlines()[1]


async def test_a_promise_that_is_overdue_and_partly_kept_says_so_where_what_it_is_tied_to_is_shown(
    demo: Database, screens: Opened
) -> None:
    said = {"item": "ceasefire-terms", "held_on": "2026-02-04", "status": "partly-kept"}
    with demo.write() as store:
        entry = StatusEntry.model_validate({**said, "cite": {"source": "vovworld-2026-02", "speaker": "media"}})
        acting.record(store, entry, header(20))
        acting.edit(store, "item", "ceasefire-terms", {"part_of": "ceasefire"}, header(21))
    async with screens(demo, (120, 60)) as pilot:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "item ceasefire")
        await press(pilot, "enter", "home")
        assert "- Papers on the terms  OVERDUE, partly kept, due by R2" in golden.text_of(pilot.app)


async def test_what_a_figure_is_about_stands_beside_what_it_counts(demo: Database, screens: Opened) -> None:
    figures = [{"what": "gap", "value": 1, "about": "the North"}, {"what": "fee", "value": 5}]
    said = {"item": "territory", "party": "russia", "round": "R2", "stance": "demands", "figures": figures}
    with demo.write() as store:
        acting.record(store, StanceEntry.model_validate({**said, "cite": {"source": "vovworld-2026-02"}}), header(20))
    async with screens(demo, (120, 90)) as pilot:
        await press(pilot, "slash", *"territory", "enter", "enter", "home")
        shown = golden.text_of(pilot.app)
        assert "- gap (the North), Russian Federation: 1" in shown
        assert "- fee, Russian Federation: 5" in shown
