"""Before one saves a form says what that will do; after it the notice says what it did, and how to undo it."""

from typing import Any

from textual.pilot import Pilot

from ledger.domain.seed import ChangesetInfo
from ledger.services import acting
from ledger.storage.database import Database
from ledger.tui.forms.screen import FormScreen
from ledger.tui.messages import Moved
from tests.tui import golden
from tests.tui.conftest import Opened, press, settled, type_text


def told(pilot: Pilot[None]) -> list[str]:
    return [str(notice.message) for notice in pilot.app._notifications]


def foreseen(pilot: Pilot[None]) -> str:
    form: Any = pilot.app.screen
    assert isinstance(form, FormScreen)
    form._foresee()  # at once: a person waits a quarter of a second
    return str(form.query_one("#effect").content)  # type: ignore[attr-defined]


async def fill_in(pilot: Pilot[None], **typed: str) -> None:
    for row in pilot.app.screen.query("FieldRow"):
        name = row.field.path.rpartition(".")[2]  # type: ignore[attr-defined]
        if name in typed and not row.field.path.startswith("cite.1"):  # type: ignore[attr-defined]
            row.put(typed[name])  # type: ignore[attr-defined]
    await settled(pilot)
    foreseen(pilot)
    await settled(pilot)


async def test_a_move_is_foreseen_told_and_undone(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await fill_in(pilot, stance="opposes", source="vovworld-2026-02", at="¶6")
        assert foreseen(pilot) == "moves Russian Federation +3 -> -2 in R2, nearer to Ukraine"
        await press(pilot, "ctrl+s")
        assert told(pilot)[-1] == (
            "Recorded @7: moves Russian Federation +3 -> -2 in R2, nearer to Ukraine.\nU undoes it, or posl undo @7."
        )
        await press(pilot, "U")
        await type_text(pilot, "typo")
        await press(pilot, "ctrl+s")
        assert told(pilot)[-1].startswith("Recorded @8")


async def test_what_contests_another_says_which(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await fill_in(pilot, stance="opposes", when="2026-01-24", source="vovworld-2026-02", at="¶6")
        assert "+3 demands -> +3 demands / -2 opposes" in foreseen(pilot)
        assert "contests entries 19, 20" in foreseen(pilot)  # what two places of one report say of that day


async def test_a_word_that_is_none_is_answered_as_in_the_shell(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        await fill_in(pilot, stance="oposes", item="teritory", source="vovworld-2026-02", at="¶6")
        await press(pilot, "ctrl+s")
        assert 'did you mean "opposes"?' in " ".join(golden.text_of(pilot.app).split())


async def test_settling_says_what_becomes_of_the_other_account(disputed: Database, screens: Opened) -> None:
    async with screens(disputed, (120, 40)) as pilot:
        await press(pilot, "m", "exclamation_mark")
        shown = golden.text_of(pilot.app)
        assert "supports" in shown
        assert "opposes" in shown
        await fill_in(pilot, how="keep 153", reason="the other is hearsay")
        assert foreseen(pilot).startswith("keeps entry 153 and takes back entries")
        assert "the contest ends" in foreseen(pilot)


async def test_what_somebody_else_does_to_the_entry_in_hand_is_said_at_once(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "c")
        form: Any = pilot.app.screen
        (number,) = form.form.entries
        bo = ChangesetInfo(author="bo", recorded_at="2026-02-11T10:00:00Z", tool="test", message=None)
        with demo.write() as store:
            acting.correct(store, number, {"stance": "doubts"}, bo, reason="misread")
        pilot.app.screen.post_message(Moved(7, 6))
        await settled(pilot)
        shown = " ".join(golden.text_of(pilot.app).split())
        assert "Meanwhile somebody else changed what you have in hand" in shown
        assert "theirs, @7 by bo" in shown
        assert "was demands; theirs doubts" in shown
