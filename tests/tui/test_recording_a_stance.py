"""An analyst records a stance by form: what is wrong stands beside its field, and nothing typed is lost."""

from ledger.services.matrix import matrix_at
from ledger.storage.database import Database
from ledger.tui.forms.screen import FormScreen
from tests.tui import golden
from tests.tui.conftest import Opened, press, type_text


async def test_a_stance_is_recorded_with_its_citation_and_lights_up(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "j", "s")
        await type_text(pilot, "opp")
        await press(pilot, "enter", "ctrl+s")
        golden.check(pilot.app, "form-stance-source-needed-80x24")
        await type_text(pilot, "vov")
        await press(pilot, "enter")
        await type_text(pilot, "p. 3")
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, FormScreen)
        assert "v5" in golden.text_of(pilot.app)
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


async def test_what_was_typed_is_a_draft_until_it_is_saved_or_thrown_away(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await type_text(pilot, "rej")
        await press(pilot, "enter", "escape")
        assert "Leave this form?" in golden.text_of(pilot.app)
        await press(pilot, "k", "s")
        assert "rejects" in golden.text_of(pilot.app)
    async with screens(demo) as pilot:  # the screens died meanwhile
        await press(pilot, "s")
        assert "rejects" in golden.text_of(pilot.app)
        await press(pilot, "escape", "t", "s")
        assert "rejects" not in golden.text_of(pilot.app).split("rejects 0")[0].split("stance")[2]
