"""An analyst records a stance by form: what is wrong stands beside its field, and nothing typed is lost."""

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from textual.widgets import Static

from ledger.services.matrix import matrix_at
from ledger.storage import entries, register
from ledger.storage.database import Database
from ledger.tui.app import LedgerApp
from ledger.tui.forms.acts import correction_form
from ledger.tui.forms.field import FieldRow
from ledger.tui.forms.fields import read_when
from ledger.tui.forms.form import check
from ledger.tui.forms.screen import FormScreen
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


def stance_in(form: Any) -> str:
    """Return what stands in the field of the stance, in sight or not."""
    text: str = form.query_one("#field-stance").text
    return text


async def test_a_stance_is_recorded_with_its_citation_and_lights_up(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "opp")
        await press(pilot, "enter", "ctrl+s")
        shown = golden.text_of(pilot.app)
        for words in ("source  type part of a name", "this is needed"):
            assert words in shown
        await type_text(pilot, "vov")
        assert "vovworld-2026-02" in golden.text_of(pilot.app)  # what matches is in sight
        await press(pilot, "enter")
        await type_text(pilot, "p. 3")
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, FormScreen)
        assert "+3▸-2" in golden.text_of(pilot.app)
    with demo.read() as store:
        row = next(row for row in matrix_at(store, "R2").rows if row.item.key == "territory")
    assert row.cells["russia"].values["stance"] == "opposes"


async def test_a_conditional_stance_without_its_condition_is_refused_beside_the_field(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "cond")
        await press(pilot, "enter", "ctrl+s")
        assert "a conditional stance needs its condition" in golden.text_of(pilot.app)


async def test_enter_goes_on_to_the_condition_that_a_conditional_stance_wants(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "cond")
        await press(pilot, "enter")
        await type_text(pilot, "if others go first")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.query_one("#field-condition", FieldRow).text == "if others go first"
        await press(pilot, "tab", "tab")
        await type_text(pilot, "vov")
        await press(pilot, "tab")
        assert form.query_one("#field-cite-0-source", FieldRow).text == "vovworld-2026-02"


async def test_what_was_typed_is_a_draft_until_it_is_saved_or_thrown_away(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "enter", "escape")
        assert "Leave this form?" in golden.text_of(pilot.app)
        await press(pilot, "k", "s")
        assert stance_in(pilot.app.screen) == "rejects"
    async with screens(demo) as pilot:  # the screens died meanwhile
        await press(pilot, "s")
        assert stance_in(pilot.app.screen) == "rejects"
        await press(pilot, "escape", "t", "s")
        assert stance_in(pilot.app.screen) == ""


async def test_a_match_taken_by_a_save_that_was_refused_is_in_the_draft(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "ctrl+s", "escape", "k", "s")
        assert stance_in(pilot.app.screen) == "rejects"


async def test_the_source_cited_last_is_at_hand(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "t")
        await type_text(pilot, "narrowed")
        await press(pilot, "enter")  # on to the source, which is wanted
        await type_text(pilot, "vov")
        await press(pilot, "ctrl+s")
        assert "No place is given" in golden.text_of(pilot.app)
        await press(pilot, "ctrl+s")
        assert "Recorded @7" in golden.text_of(pilot.app)
        await press(pilot, "s")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.form.given["cite.0.source"] == "vovworld-2026-02"
        source = form.query_one("#field-cite-0-source")
        assert "kept from your last entry" in str(source.query_one(".hint", Static).content)


async def test_a_long_text_is_written_in_the_editor(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LedgerApp, "suspend", lambda _app: contextlib.nullcontext())
    monkeypatch.setenv("VISUAL", "sed -i s/^/written/")
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "c")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        summary: Any = next(row for row in form.query("FieldRow") if row.field.path == "summary")  # type: ignore[attr-defined]
        summary.focus_input()
        await press(pilot, "ctrl+e")
        assert summary.text.startswith("writtenIn the political")


@pytest.mark.parametrize(
    ("typed", "meant"), [("r2", "Second trilateral round"), ("5 feb", "2026-02-05"), ("2026-01", "= 2026-01")]
)
async def test_a_date_is_typed_as_people_write_it(demo: Database, screens: Opened, typed: str, meant: str) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "tab")
        await type_text(pilot, typed)
        assert meant in golden.text_of(pilot.app)


async def test_enter_takes_the_match_and_the_form_says_what_is_missing(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.query_one("#field-stance").text == "rejects"  # type: ignore[attr-defined]
        assert "this is needed" in golden.text_of(pilot.app)


@pytest.mark.parametrize("editor", ["there-is-no-such-editor", "sed 's/unbalanced"])
async def test_an_editor_that_cannot_be_started_is_said(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    resumed = []

    @contextlib.contextmanager
    def suspended(_app: LedgerApp) -> Iterator[None]:
        yield
        resumed.append(True)  # as Textual has it: never where something was raised

    monkeypatch.setattr(LedgerApp, "suspend", suspended)
    monkeypatch.setenv("VISUAL", editor)
    async with screens(demo) as pilot:
        await press(pilot, "s", "ctrl+e")
        assert resumed
        assert editor[:12] in golden.text_of(pilot.app)


async def test_where_the_screens_cannot_be_put_aside_that_is_said(
    demo: Database, screens: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "vi")
    async with screens(demo) as pilot:  # a test has no terminal to give away, like a browser
        await press(pilot, "s", "ctrl+e")
        assert isinstance(pilot.app.screen, FormScreen)
        assert "no editor can be opened from here" in golden.text_of(pilot.app)


async def test_a_list_that_only_offers_itself_does_not_keep_one_in_the_form(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        assert "demands" in golden.text_of(pilot.app)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, FormScreen)


async def test_every_word_of_a_vocabulary_is_reached_by_the_arrow(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "t", *["down"] * 9, "enter")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.query_one("#field-status").text == "deadlocked"  # type: ignore[attr-defined]


async def test_a_draft_that_is_kept_is_said_with_its_form(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "tab", "escape", "k")
        assert "Kept as a draft: open the same form again to go on." in golden.text_of(pilot.app)
        assert "Record a stance: Territory / Russian Federation" in golden.text_of(pilot.app)


async def test_what_a_save_warns_of_is_said_after_it(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "tab")
        await type_text(pilot, "2027-03-01")
        await press(pilot, "enter")  # on to the source, which is wanted
        await type_text(pilot, "vov")
        await press(pilot, "ctrl+s", "ctrl+s")
        told = [str(notice.message) for notice in pilot.app._notifications]
        assert told
        assert re.search(r"Recorded @7: .*\n.*is held on 2027-03-01, after the day it was recorded", told[-1]), told


async def test_what_is_wrong_and_what_matches_is_in_sight_at_the_foot_of_a_form(
    demo: Database, screens: Opened
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "ctrl+s")
        assert "this is needed" in golden.text_of(pilot.app)
        assert "restated-2026-01" in golden.text_of(pilot.app)


def test_a_correction_begins_with_all_that_the_entry_says(demo: Database) -> None:
    """Every field and every citation: what a form leaves out of an entry, its correction would take away."""
    with demo.read() as store:
        found = entries.by_ids(store, range(1, entries.last_id(store) + 1)).values()
        rounds = register.load(store).rounds
    for entry in found:
        form = correction_form(entry)
        count = len(entry.said.cite)
        checked = check(form, form.fields(count), {**form.given, "reason": "-"}, rounds, date(2026, 2, 12))
        same = {"id": None, "figures": ()}  # figures are not asked for, and stay as they are
        assert checked.value.model_copy(update=same) == entry.said.model_copy(update=same), entry.id


def test_a_round_and_days_of_it_are_typed_together() -> None:
    """What has both keeps both when it is corrected."""
    both = {"round": "R2", "held_on": "2026-02-05"}
    assert read_when("r2 2026-02-05", ["R1", "R2"], date(2026, 2, 12)) == both
    assert read_when("R2 5 feb", ["R1", "R2"], date(2026, 2, 12)) == both
    with pytest.raises(ValueError, match=r"when\? a round .*, or a round and days of it \(R2 2026-02-05\)"):
        read_when("R2 soon", ["R2"], date(2026, 2, 12))
    with pytest.raises(ValueError, match="calendar"):
        read_when("R2 2026-02-31", ["R2"], date(2026, 2, 12))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5 feb", {"held_on": "2026-02-05"}),
        ("may 2026", {"held_on": "2026-05"}),
        ("5", {"round": "5"}),
        ("May", {"round": "May"}),
        ("5 2026-02-05", {"round": "5", "held_on": "2026-02-05"}),
        ("may 5 feb", {"round": "May", "held_on": "2026-02-05"}),
    ],
)
def test_a_day_is_a_day_though_a_round_has_its_first_word_for_a_key(typed: str, found: dict[str, str]) -> None:
    assert read_when(typed, ["5", "May"], date(2026, 6, 12)) == found
