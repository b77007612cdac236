"""Items, parties, rounds, sources and delegates are entered and edited by keys; nobody's change is overwritten."""

import pytest
from textual.pilot import Pilot

from ledger.domain.register import Register
from ledger.services import acting
from ledger.storage import register
from ledger.storage.database import Database
from ledger.tui.forms.screen import FormScreen
from tests.tui import golden
from tests.tui.conftest import Opened, header, press, type_text


def known(database: Database) -> Register:
    with database.read() as store:
        return register.load(store)


async def fill(pilot: Pilot[None], **texts: str) -> None:
    """Type into the fields named, going from one to the next by tab, and save."""
    form = pilot.app.screen
    assert isinstance(form, FormScreen)
    paths = [row.field.path for row in form.query("FieldRow")]  # type: ignore[attr-defined]
    here = next(n for n, row in enumerate(form.query("FieldRow")) if row.has_focus_within)
    for path, text in texts.items():
        by = paths.index(path.replace("__", ".")) - here
        await press(pilot, *(["tab"] * by if by > 0 else ["shift+tab"] * -by))
        here += by
        await type_text(pilot, text)
    await press(pilot, "ctrl+s")
    assert not isinstance(pilot.app.screen, FormScreen), golden.text_of(pilot.app)


ENTERED = {
    "party": {"key": "turkey", "code": "TR", "name": "Turkey", "role": "med", "aliases": "Ankara, the Porte"},
    "round": {
        "key": "R9",
        "title": "A further round",
        "status": "held",
        "planned_for": "2026-02",
        "starts": "9 feb",
        "ends": "10 feb 2026",
        "parties": "russ",
    },
    "source": {"key": "gazette", "title": "The Gazette", "published": "feb 2026", "reliability": "B"},
    "delegate": {"round": "R2", "party": "ukr", "person": "A. Person", "lead": "y", "cite__source": "vovworld-2026-02"},
    "item": {"key": "grain", "kind": "comm", "title": "Grain", "scale__low": "none", "scale__high": "all", "links": "trades terr", "due": "5 feb"},
}  # fmt: skip


@pytest.mark.parametrize("table", ENTERED)
async def test_a_record_is_entered_by_keys(demo: Database, screens: Opened, table: str) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "O")
        await type_text(pilot, table)
        await press(pilot, "enter")
        await fill(pilot, **ENTERED[table])
    found = known(demo).of(table)
    record = found[next(reversed(found))]
    dumped = record.model_dump(mode="json", exclude_defaults=True)
    assert dumped == EXPECTED[table]


EXPECTED = {
    "party": {"key": "turkey", "code": "TR", "name": "Turkey", "role": "mediator", "aliases": ["Ankara", "the Porte"]},
    "round": {"key": "R9", "title": "A further round", "status": "held", "planned_for": "2026-02",
              "starts": "2026-02-09", "ends": "2026-02-10", "parties": ["russia"]},
    "source": {"key": "gazette", "title": "The Gazette", "published": "2026-02", "reliability": "B"},
    "delegate": {"round": "R2", "party": "ukraine", "person": "a-person", "lead": True, "cite": {"source": "vovworld-2026-02"}},
    "item": {"key": "grain", "kind": "commitment", "title": "Grain", "scale": {"low": "none", "high": "all"},
             "links": [{"trades-with": "territory"}], "due": "2026-02-05"},
}  # fmt: skip


async def test_a_source_is_edited_where_it_is_read(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "v", "j", "e")
        await fill(pilot, url="https://example.org/report")
    assert known(demo).sources["cgtn-2026-01"].url == "https://example.org/report"
    assert known(demo).sources["cgtn-2026-01"].title == "Report on the end of the first round"


async def test_a_round_that_was_held_is_edited_on_the_timeline(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "g", "G", "e")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.form.id == "edit:round:R3"
        await fill(pilot, status="held", ends="10 feb")
    stage = known(demo).rounds["R3"]
    assert (stage.status.value, str(stage.ends)) == ("held", "2026-02-10")


async def test_a_party_is_edited_from_its_column(demo: Database, screens: Opened) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "l", "P")
        await fill(pilot, aliases=", Ukrayina")
    assert known(demo).parties["ukraine"].aliases == ("Kyiv", "Ukrayina")


async def test_two_who_edit_different_fields_keep_both_changes(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "j")
        item = pilot.app.screen.current_cell[0]  # type: ignore[attr-defined]
        await press(pilot, "e")
        with demo.write() as store:
            acting.edit(store, "item", item, {"title": "Land"}, header(20))
        await fill(pilot, owner="ann")
    edited = known(demo).items[item]
    assert (edited.title, edited.owner) == ("Land", "ann")


async def test_of_two_who_edit_one_field_the_second_sees_both_versions(demo: Database, screens: Opened) -> None:
    async with screens(demo, (120, 40)) as pilot:
        await press(pilot, "j")
        item = pilot.app.screen.current_cell[0]  # type: ignore[attr-defined]
        await press(pilot, "e")
        with demo.write() as store:
            acting.edit(store, "item", item, {"title": "Land"}, header(20))
        form = pilot.app.screen
        next(row for row in form.query("FieldRow") if row.field.path == "title").put("Soil")  # type: ignore[attr-defined]
        await press(pilot, "ctrl+s")
        assert "theirs Land; yours Soil" in golden.text_of(pilot.app)
    assert known(demo).items[item].title == "Land"


async def test_a_party_is_typed_by_code_or_name_and_stands_under_its_key(demo: Database, screens: Opened) -> None:
    """``US`` stands in "russia" as well: what is named by just that is what enter takes."""
    async with screens(demo, (120, 40)) as pilot:
        for table, texts in (
            ("delegate", {"round": "R2", "party": "US", "person": "A. Person", "cite__source": "vovworld-2026-02"}),
            ("round", {"key": "R9", "title": "A further round", "parties": "Russian Federation, Kyiv"}),
        ):
            await press(pilot, "O")
            await type_text(pilot, table)
            await press(pilot, "enter")
            await fill(pilot, **texts)
    found = known(demo)
    assert found.rounds["R9"].parties == ("russia", "ukraine")
    assert found.delegates["R2/united-states/a-person/vovworld-2026-02"].person == "a-person"
