"""What waits, each line of it opened, and finished by a key where that can be."""

import threading
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.words import Verdict
from ledger.errors import Conflict, Unavailable
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, settling, sourcing
from ledger.services.importing import Imported, import_seeds
from ledger.services.inbox import FIRST, inbox
from ledger.services.watch import known_now
from ledger.storage import entries, reviews, texts
from ledger.storage.database import Database
from ledger.tui.inbox.screen import InboxRead
from ledger.tui.messages import Failed
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, settled, type_text

HEADINGS = (
    "Overdue today: ",
    "Due within 14 days: ",
    "Contested: ",
    "Outweighed by what counts no more: ",
    "Entries to review: ",
    "Quotes and places not found: ",
    "No longer in the newest edition of the source: ",
    "Stale, not spoken of since R2 began: ",
    "Recorded by others: ",
)


async def to(pilot: object, name: str) -> None:
    """Go down to a line of the inbox."""
    screen = pilot.app.screen  # type: ignore[attr-defined]
    lines = [line for line in screen.lines if not line.is_heading]
    place = next(n for n, line in enumerate(lines) if line.name.startswith(name))
    await press(pilot, "home", *["down"] * place)  # type: ignore[arg-type]
    assert screen.line.name.startswith(name)


async def test_every_heading_is_there_with_its_count(disputed: Database, screens: Opened) -> None:
    with disputed.read() as store:
        found = inbox(store)
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "i")
        shown = golden.text_of(pilot.app)
        for heading in HEADINGS:
            assert heading in shown
        assert f"Inbox {found.pressing}" in shown
        assert f"{found.pressing} to deal with" in shown
        assert f"Entries to review: {found.waiting}" in shown
        assert f"Review {found.waiting}" in shown
        await press(pilot, "r")
        assert f"of {found.waiting} done" in golden.text_of(pilot.app)


async def test_whose_a_remark_is_stands_before_it(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 80)) as pilot:
        for key in ("i", "r"):
            await press(pilot, key)
            shown = golden.text_of(pilot.app)
            assert "Yuri Ushakov: The night's talk at the Kremlin" in shown
            assert "The media: The first meeting of this kind" in shown


async def test_an_item_is_last_said_of_by_a_day_that_may_be_the_last_of_several(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo, (120, 80)) as pilot:
        await press(pilot, "i")
        assert "American oversight  last said of by 2026-01-24" in golden.text_of(pilot.app)


async def test_an_empty_ledger_has_every_heading_with_nothing(empty: Database, screens: Opened) -> None:
    async with screens(empty) as pilot:
        await press(pilot, "i")
        assert "Contested: 0" in golden.text_of(pilot.app)
        await press(pilot, "k", "enter", "a", "exclamation_mark")
        await press(pilot, "r")
        assert "Nothing is recorded in this ledger yet" in golden.text_of(pilot.app)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("promise:ceasefire-terms", "Papers on the terms  OVERDUE"),
        ("promise:third-round", "Third round  promised, due about 12–19 Feb 2026"),
        ("contested:territory:None", "Matrix › Territory › status"),
        ("contested:territory:ukraine", "[Matrix]"),
        ("entry:", "entry 12"),
        ("review", "[Review 154]"),
        ("stale:", "Stances over time"),
        ("@8", "AS KNOWN AT @8"),
    ],
)
async def test_a_line_opens_its_place(disputed: Database, screens: Opened, line: str, shown: str) -> None:
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "i")
        await to(pilot, line)
        await press(pilot, "enter")
        assert shown in golden.text_of(pilot.app)


async def test_an_entry_is_accepted_and_one_is_on_the_next(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "i")
        await to(pilot, "entry:")
        first = pilot.app.screen.line.name  # type: ignore[attr-defined]
        await press(pilot, "a")
        assert "Entries to review: 153" in golden.text_of(pilot.app)
        assert pilot.app.screen.line.name not in ("", first)  # type: ignore[attr-defined]


async def test_a_promise_is_kept_by_a_citation(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "i")
        await to(pilot, "promise:")
        await press(pilot, "k")
        shown = golden.text_of(pilot.app)
        assert "Kept: Papers on the terms" in shown
        assert "kept" in shown


async def test_promises_are_kept_and_what_is_stale_is_said_anew_to_the_end(disputed: Database, screens: Opened) -> None:
    async def say(*fields: str) -> None:
        for field in fields:
            await type_text(pilot, field)
            await press(pilot, "enter")
        await press(pilot, "ctrl+s")

    async with screens(disputed, (120, 60)) as pilot:
        await press(pilot, "i")
        await to(pilot, "promise:ceasefire-terms")
        await press(pilot, "k")
        await say("2026-02-06", "vov", "6")
        assert "Overdue today: 0" in golden.text_of(pilot.app)
        await to(pilot, "promise:third-round")
        await press(pilot, "k")
        await say("2026-02-12", "", "6")
        assert "Due within 14 days: 0" in golden.text_of(pilot.app)
        stale = next(line.name for line in pilot.app.screen.lines if line.name.startswith("stale:"))  # type: ignore[attr-defined]
        await to(pilot, stale)
        await press(pilot, "t")
        await say("discussed", "2026-02-06", "", "6")
        assert stale not in {line.name for line in pilot.app.screen.lines}  # type: ignore[attr-defined]


async def test_a_contest_is_settled_from_here(disputed: Database, screens: Opened) -> None:
    async with screens(disputed) as pilot:
        await press(pilot, "i")
        await to(pilot, "contested:territory:ukraine")
        assert golden.text_of(pilot.app).splitlines()[-1].startswith("! Settle")
        await press(pilot, "exclamation_mark")
        await type_text(pilot, "keep 21")
        await press(pilot, "tab")
        await type_text(pilot, "a rumour")
        await press(pilot, "ctrl+s")
        assert "Contested: 1" in golden.text_of(pilot.app)
        await to(pilot, "contested:territory:None")
        await press(pilot, "exclamation_mark")
        assert "Settle Territory: status" in golden.text_of(pilot.app)
        await type_text(pilot, "moved, 154 last")
        await press(pilot, "tab")
        await type_text(pilot, "it was narrowed afterwards")
        await press(pilot, "ctrl+s")
        assert "Contested: 0" in golden.text_of(pilot.app)


async def outweigh(disputed: Database, more: str = "") -> None:
    """Keep the rumour of territory × Ukraine (153), with other things in one changeset where there are any; drop it."""
    with disputed.write() as store:
        if more:
            settlement = "settlements: [{how: outweighed, entry: 153, other: 21, reason: a rumour}]"
            import_seeds(store, [read_yaml("a.yaml", f"{settlement}\n{more}".encode())], header(20))
        else:
            settling.settle(store, "territory", "ukraine", header(20), keep=153, reason="a rumour")
    with disputed.write() as store:
        acting.retract(store, 153, header(21), reason="misread")


async def test_what_was_outweighed_by_what_counts_no_more_is_brought_back_by_a_key(
    disputed: Database, screens: Opened
) -> None:
    await outweigh(disputed)
    with disputed.read() as store:
        waiting = inbox(store)
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "i")
        shown = golden.text_of(pilot.app)
        assert f"Outweighed by what counts no more: {len(waiting.outweighed)}   ! undo the settlement" in shown
        assert f"{waiting.pressing} to deal with" in shown
        await to(pilot, "outweighed:21:")
        shown = golden.text_of(pilot.app)
        assert "Territory, Ukraine  entry 21, opposes" in shown
        assert "retracted by 15" in shown
        await press(pilot, "enter")
        assert "[Matrix]" in golden.text_of(pilot.app)
        await press(pilot, "escape", "i", "exclamation_mark")
        assert "Undo @9, which settled it" in golden.text_of(pilot.app)
        await type_text(pilot, "it was outweighed by a misreading")
        await press(pilot, "ctrl+s")
        assert "Outweighed by what counts no more: 0" in golden.text_of(pilot.app)


async def test_where_undoing_would_do_more_one_is_told_how_to_say_it_again(disputed: Database, screens: Opened) -> None:
    await outweigh(disputed, "parties: [{key: observer, code: OB, name: An observer, role: stakeholder}]")
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "i")
        await to(pilot, "outweighed:21:")
        await press(pilot, "exclamation_mark")
        shown = golden.text_of(pilot.app)
        assert "did more than that. Say it again: posl" in shown
        assert "which settled it" not in shown


async def test_what_others_recorded_is_seen_by_a_key(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "i")
        await to(pilot, "@8")
        await press(pilot, "S")
        assert "Recorded by others since @8: 0" in golden.text_of(pilot.app)


async def test_what_changed_since_one_looked_is_a_diff(disputed: Database, screens: Opened) -> None:
    cite = {"source": "vovworld-2026-02", "at": "¶6", "speaker": "media", "credibility": 3}
    status = {"item": "local-truces", "round": "R2", "status": "discussed", "cite": cite}
    async with screens(disputed, (120, 80)) as pilot:
        await press(pilot, "i")
        await to(pilot, "@8")
        await press(pilot, "S")
        with disputed.write() as store:
            acting.record(store, StatusEntry.model_validate(status), header(20))
        await press(pilot, "f5")
        assert "Recorded by others since @8: 1" in golden.text_of(pilot.app)
        await to(pilot, "news")
        await press(pilot, "enter")
        assert "[Diff]" in golden.text_of(pilot.app)
        assert "Local truces" in golden.text_of(pilot.app)


async def test_a_quote_that_is_not_found_leads_to_its_entry_and_is_put_right_from_here(
    with_text: Database, screens: Opened
) -> None:
    cite = {"source": "communique", "quote": "nobody said this", "speaker": "media", "credibility": 3}
    other = {"source": "communique", "at": "¶4", "speaker": "media", "credibility": 3}
    stance = {"item": "territory", "party": "ukraine", "round": "R2", "stance": "opposes", "cite": [other, cite]}
    with with_text.write() as store:
        acting.record(store, StanceEntry.model_validate(stance), header(20), unfound=True)
    async with screens(with_text, (120, 80)) as pilot:
        await press(pilot, "i")
        assert "Quotes and places not found: 1   c correct" in golden.text_of(pilot.app)
        await to(pilot, "unfound:")
        await press(pilot, "enter")
        assert "Matrix › Territory › Ukraine" in golden.text_of(pilot.app).replace("Inbox", "Matrix")
        assert "nobody said this" in golden.text_of(pilot.app)
        await press(pilot, "escape", "c")
        form: Any = pilot.app.screen
        assert form.focused.value == "nobody said this"
        await press(pilot, "ctrl+u")
        await type_text(pilot, "it welcomes monitoring by third countries")
        form.query_one("#field-reason").focus_input()
        await type_text(pilot, "cut off in copying")
        await press(pilot, "ctrl+s")
        assert "Quotes and places not found: 0" in golden.text_of(pilot.app)
    with with_text.read() as store:
        number = entries.last_id(store)
        cited = entries.by_ids(store, [number])[number].said.cite
    assert [(each.at, each.quote) for each in cited] == [
        ("¶4", None),
        ("¶3", "it welcomes monitoring by third countries"),
    ]


async def test_what_the_newest_edition_no_longer_says_is_kept_by_a_key(with_text: Database, screens: Opened) -> None:
    cite = {"source": "communique", "quote": "it welcomes monitoring by third countries", "speaker": "media"}
    stance = {"item": "territory", "party": "ukraine", "round": "R2", "stance": "opposes", "cite": [cite]}
    with with_text.write() as store:
        acting.record(store, StanceEntry.model_validate(stance), header(20))
        number = entries.last_id(store)
        acting.review(store, [number], Verdict.accepted, header(21))
        (text,) = texts.editions(store, "communique")
        changed = text.text.replace("it welcomes monitoring", "it refuses monitoring").encode()
        sourcing.attach(store, "communique", changed, header(22), edition=True)
    async with screens(with_text, (120, 80)) as pilot:
        await press(pilot, "i")
        before = golden.text_of(pilot.app)
        assert "No longer in the newest edition of the source: " in before
        assert "   c correct, a keep" in before
        await to(pilot, f"withdrawn:entry {number}:")
        screen: Any = pilot.app.screen
        await press(pilot, "a")
        assert f"withdrawn:entry {number}:" not in [line.name for line in screen.lines]
    with with_text.read() as store:
        last = reviews.verdicts(store, ids=[number])[number]
    assert (last.verdict, last.note) == (
        Verdict.accepted,
        "kept as edition 1 has it, though edition 2 has it no longer",
    )


async def test_what_was_proposed_opens_in_the_review_and_is_accepted_there(proposed: Database, screens: Opened) -> None:
    async with screens(proposed, (120, 80)) as pilot:
        await press(pilot, "i")
        assert "Proposals to review: 2" in golden.text_of(pilot.app)
        await to(pilot, "proposals")
        await press(pilot, "enter")
        assert "proposed by reader  2 waiting" in golden.text_of(pilot.app)
        await press(pilot, "a", "i")
        assert "Proposals to review: 1" in golden.text_of(pilot.app)


async def test_one_may_begin_here(
    disputed: Database, screens: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('start = "inbox"\n', encoding="utf-8")
    monkeypatch.setenv("POSL_CONFIG", str(path))
    async with screens(disputed) as pilot:
        assert "[Inbox" in golden.text_of(pilot.app)


async def test_what_was_read_before_a_verdict_does_not_let_the_next_one_be_on_the_same_entry(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "i")
        screen: Any = pilot.app.screen
        while screen.line is None or not screen.line.entry:
            await press(pilot, "down")
        with demo.read() as store:
            before = InboxRead(inbox(store, most=FIRST), known_now(store)[1], screen._asked)
        screen.action_accept()
        screen.on_inbox_read(before)
        assert not screen.takes("a")
        await settled(pilot)
        assert screen.takes("a")


async def to_an_entry(pilot: Any) -> Any:
    """Open the inbox, and go down to an entry to review."""
    await press(pilot, "i")
    while pilot.app.screen.line is None or not pilot.app.screen.line.entry:
        await press(pilot, "down")
    return pilot.app.screen


@pytest.mark.parametrize("ends", ["recorded", "refused"])
async def test_a_look_that_fails_while_a_verdict_is_recorded_opens_no_keys(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    go, record = threading.Event(), acting.review

    def slowly(*args: Any, **named: Any) -> Imported:
        go.wait(60)
        if ends == "refused":
            raise Conflict("somebody was quicker")
        return record(*args, **named)

    monkeypatch.setattr(acting, "review", slowly)
    async with screens(demo) as pilot:
        screen = await to_an_entry(pilot)
        try:
            screen.action_accept()
            for what in ("reading the inbox", "keeping what was seen"):
                screen.post_message(Failed(Unavailable("it is away"), what))
            await pilot.pause()
            assert not screen.takes("a")
        finally:
            go.set()
        await settled(pilot)
        assert screen.takes("a")


async def test_after_a_verdict_that_recorded_nothing_keys_go_on(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "review", lambda *_args, **_named: Imported())
    async with screens(demo) as pilot:
        screen = await to_an_entry(pilot)
        screen.action_accept()
        await settled(pilot)
        assert screen.takes("a")


async def test_what_was_read_before_a_verdict_and_comes_after_it_is_not_shown(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        screen = await to_an_entry(pilot)
        accepted = screen.line.name
        with demo.read() as store:
            before = InboxRead(inbox(store, most=FIRST), known_now(store)[1], screen._asked)
        await press(pilot, "a")
        screen.on_inbox_read(before)
        assert accepted not in {line.name for line in screen.lines}
