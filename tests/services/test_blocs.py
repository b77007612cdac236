"""Blocs: who belongs to whom, and what is said for others."""

import re
from collections.abc import Callable

import pytest

from ledger.cli.views.groups import grouped_table
from ledger.cli.views.matrix import matrix_text
from ledger.cli.views.records import view_text
from ledger.domain.blocs import blocs_of, spoken_for
from ledger.domain.evidence import Coverage
from ledger.domain.records import Party
from ledger.errors import InvalidData
from ledger.formats.document import HeatMap
from ledger.formats.document_charts import heat_style, heat_text, signs
from ledger.formats.document_markdown import markdown_text
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, exporting, rekeying
from ledger.services.comparing import Compared, compare
from ledger.services.diff import ChangeFilter
from ledger.services.importing import import_seeds
from ledger.services.matrix import matrix_at
from ledger.services.note import charts, pictured
from ledger.services.note.build import note_of, report_between
from ledger.services.note.citing import Notes
from ledger.services.note.dossier import dossier_of_item, dossier_of_party
from ledger.services.partying import party_page
from ledger.services.showing import show
from ledger.services.shown import PartyView
from ledger.services.site import site_files
from ledger.services.verifying import verify
from ledger.storage import changesets, register
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from ledger.tui.matrix.columns import beside
from tests.support import FRAME, HEADER, load, stance, together

BLOC = """
parties:
  - {key: union, code: UN, name: Union, role: principal, tags: [north],
     members: [{party: Red, from: 2020}, {party: blue, to: 2025-12}, {party: green}]}
"""


def said(party: str, word: str, more: str = "") -> str:
    return (
        f"stances: [{{item: land, party: {party}, held_on: 2026-01-24, stance: {word}, {more}"
        "cite: {source: herald, at: ¶1, speaker: own-words}}]"
    )


def heard(database: Database, at: str = "now") -> dict[str, list[tuple[str, str]]]:
    with database.read() as store:
        matrix = matrix_at(store, at)
    found = spoken_for(matrix).get("land", {})
    return {party: [(each.by, each.reading.word) for each in every] for party, every in found.items()}


def test_a_bloc_speaks_no_more_for_a_member_that_has_left_though_it_named_it(database: Database) -> None:
    load(
        database,
        FRAME,
        BLOC,
        said("union", "opposes", "on_behalf_of: [red, blue], ").replace("2026-01-24", "2025-06-01"),
    )
    union = [("union", "opposes")]
    assert heard(database, "2025-12-31") == {"red": union, "blue": union}
    assert heard(database, "2026-01-01") == {"red": union}
    load(database, said("union", "doubts", "on_behalf_of: [blue], ").replace("2026-01-24", "2025-07~"))
    assert heard(database) == {}, "for nobody else of its own did it speak"


def test_who_speaks_for_a_bloc_did_not_speak_for_one_that_joined_it_only_later(database: Database) -> None:
    """It names the bloc: those who belonged to it when it was said, while they do. Nobody said it for who came since."""
    bloc = BLOC.replace("{party: green}", "{party: green, from: 2026-01-25}")
    load(database, FRAME, bloc, said("blue", "doubts", "on_behalf_of: [union, green], ").replace("01-24", "01-23"))
    blue = [("blue", "doubts")]
    assert heard(database) == {"union": blue, "red": blue, "green": blue}, "whom it names it speaks for"
    load(database, said("blue", "demands", "on_behalf_of: [union], "))
    blue = [("blue", "demands")]
    assert heard(database) == {"union": blue, "red": blue}
    with database.read() as store:
        assert "On its behalf" not in view_text(show(store, "party:green"), 100)
    load(database, said("union", "rejects"))
    union = ("union", "rejects")
    both = {"union": blue, "red": [*blue, union], "green": [union]}
    assert heard(database) == both, "what the bloc itself holds it holds for its members of now"


@pytest.mark.both_engines
def test_a_bloc_speaks_for_those_who_belong_to_it_on_that_day(database: Database) -> None:
    load(database, FRAME, BLOC, said("union", "opposes"))
    assert heard(database) == {"red": [("union", "opposes")], "green": [("union", "opposes")]}
    with database.read() as store:
        verify(store)
        known = register.load(store)
    assert [str(each) for each in known.parties["union"].members] == ["red, from 2020", "blue, to 2025-12", "green"]
    assert known.parties["union"].tags == ("north",)


def test_a_bloc_that_is_silent_says_nothing_on_its_members_behalf(database: Database) -> None:
    load(database, FRAME, BLOC, said("union", "silent"))
    assert heard(database) == {}
    load(database, said("union", "supports"))
    assert heard(database) == {key: [("union", "supports")] for key in ("red", "green")}


def test_a_stance_is_said_for_others_by_name(database: Database) -> None:
    load(database, FRAME, BLOC, said("blue", "demands", "on_behalf_of: [UN], "))
    assert heard(database) == {key: [("blue", "demands")] for key in ("union", "red", "green")}


def test_a_bloc_that_names_some_of_its_members_speaks_for_these_alone(database: Database) -> None:
    load(database, FRAME, BLOC, said("union", "opposes", "on_behalf_of: [red], "))
    assert heard(database) == {"red": [("union", "opposes")]}
    load(database, said("union", "supports", "on_behalf_of: [blue], ").replace("01-24", "01-25"))
    assert heard(database) == {key: [("union", "supports")] for key in ("red", "green", "blue")}, "blue is no member"


def test_a_member_that_is_reported_as_silent_says_nothing_else_than_its_bloc(database: Database) -> None:
    load(database, FRAME, BLOC, said("union", "opposes"), said("green", "silent"))
    with database.read() as store:
        assert [each.dissent for each in party_page(store, "green").besides] == [False]
        assert "other than UN on its behalf" not in markdown_text(report_between(store, "R1", "R2"))


@pytest.mark.parametrize(
    ("speaker", "told"),
    [("own-words", "its own word"), ("media", "what is reported of itself"), ("analyst", "an analyst's reading of it")],
)
def test_what_is_told_of_a_member_is_its_own_word_only_where_it_is(database: Database, speaker: str, told: str) -> None:
    cited = said("green", "demands").replace("own-words", speaker)
    load(database, FRAME, BLOC, said("union", "opposes"), cited)
    with database.read() as store:
        assert f"land: union -2 opposes; {told}: +3 demands" in view_text(show(store, "party:green"), 100)
        assert f"{told} is another: " in markdown_text(dossier_of_party(store, "green"))


@pytest.mark.both_engines
def test_what_a_bloc_holds_stands_beside_its_members_words_wherever_one_looks(database: Database) -> None:
    """In show, on the party's page, in the dossier, in the note's table and in a cell of the screens."""
    load(database, FRAME, BLOC, said("union", "opposes"), said("green", "demands"))
    load(database, said("blue", "supports", "on_behalf_of: [red], ").replace("land", "fuel"))
    with database.read() as store:
        red, green = (show(store, f"party:{key}") for key in ("red", "green"))
        assert "land: union -2 opposes" in view_text(red, 100)
        assert "fuel: blue +2 supports" in view_text(red, 100)
        assert "land: union -2 opposes; its own word: +3 demands" in view_text(green, 100)
        assert isinstance(red, PartyView)
        assert party_page(store, "red").besides == red.besides
        assert [each.dissent for each in party_page(store, "green").besides] == [True]
        pages = [markdown_text(dossier_of_party(store, key)) for key in ("red", "green")]
        note = markdown_text(report_between(store, "R1", "R2"))
        matrix = matrix_at(store)
    assert "On its behalf, not its own word" in pages[0]
    assert "its own word is another: " in pages[1]
    assert "on its behalf, UN: opposes" in note
    assert "other than UN on its behalf" in note
    blocs = blocs_of(matrix)
    (land,) = (row for row in matrix.rows if row.item.key == "land")
    assert beside(blocs.spoken_for(land.cells)["red"], blocs) == "[-2 UN]"


def test_what_a_bloc_holds_only_possibly_is_marked_so_wherever_it_is_shown_for_a_member(database: Database) -> None:
    load(database, FRAME, BLOC, said("union", "opposes").replace("2026-01-24", "2026-01"))
    with database.read() as store:
        matrix = matrix_at(store, "R1")
        (land,) = (row for row in matrix.rows if row.item.key == "land")
        blocs = blocs_of(matrix)
        assert beside(blocs.spoken_for(land.cells)["red"], blocs) == "[-2~ UN]", "on the screens"
        (chart,) = (
            each for each in charts.one_matrix(matrix, Notes(register.load(store), None)) if isinstance(each, HeatMap)
        )
        (cell,) = {each.behalf for each in chart.cells if each.behalf}
        assert cell == "[−2~ UN]", "in the drawing"
        assert "~ what is only possible" in signs(chart)
        assert "  land: union -2 opposes, possible" in view_text(show(store, "party:red", at="R1"), 100).splitlines()
    shown = matrix_text(matrix, Coverage(), 120)
    assert "[-2~ UN]" in shown
    assert "possible, its days are not over" in shown
    table = grouped_table(matrix, "bloc")
    assert "[-2 opposes, possible]" in str(table.rows)


@pytest.mark.both_engines
def test_blocs_cross_from_one_ledger_to_another_to_the_letter(
    database: Database, location: Location, new_location: Callable[[str], Location]
) -> None:
    load(database, FRAME, BLOC, said("union", "opposes"), said("blue", "demands", "on_behalf_of: [UN, green], "))
    with database.write() as store:
        acting.edit(store, "party", "union", {"members": ["red", "green, from 2021"], "tags": []}, HEADER)
    with database.read() as store:
        texts = [write_yaml(values) for _number, values in exporting.history(store)]
        hashes = list(changesets.hashes(store))
    assert "on_behalf_of: [union, green]" in "".join(texts)
    other = Database(new_location("postgresql" if location.is_file else "sqlite"))
    with other.write() as store:
        import_seeds(store, [read_yaml(str(n), text.encode()) for n, text in enumerate(texts)], HEADER)
        assert list(changesets.hashes(store)) == hashes
    assert heard(other) == heard(database)


def test_many_who_are_heard_or_move_at_once_are_told_as_votes(database: Database) -> None:
    names = [f"p{n}" for n in range(60)]
    parties = "".join(
        f"  - {{key: {n}, code: {i:03}, name: Party {i}, role: principal}}\n" for i, n in enumerate(names)
    )
    load(database, FRAME, f"parties:\n{parties}")
    load(database, together(*(stance("land", name, "supports", "R1") for name in names)))
    after = ["opposes" if place < 2 else "demands" for place in range(60)]
    load(database, together(*(stance("land", n, word, "R2") for n, word in zip(names, after, strict=True))))
    with database.read() as store:
        document = note_of(store, compare(store, "R1", "R2"))
    told = "\n".join("".join(span.text for span in line.spans) for line in document.sentences)
    crossed = "Crossed from for to against: P0 and P1."
    assert f"60 parties moved: 60 for before; 58 for, 2 against after. {crossed}" in told


def test_who_is_spoken_for_must_be_known(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidData) as caught:
        load(database, said("blue", "demands", "on_behalf_of: [atlantis], "))
    assert "atlantis" in str(caught.value.all_faults()[0])
    with pytest.raises(InvalidData) as caught:
        load(database, BLOC.replace("blue", "atlantis"))
    assert caught.value.all_faults()[0].path == "parties[0].members[1].party"


def test_a_member_that_is_renamed_is_spoken_for_still(database: Database) -> None:
    load(database, FRAME, BLOC, said("blue", "demands", "on_behalf_of: [UN], "))
    with database.write() as store:
        rekeying.rename(store, "party", "red", "crimson", HEADER)
        rekeying.rename(store, "party", "union", "league", HEADER)
    assert heard(database) == {key: [("blue", "demands")] for key in ("league", "crimson", "green")}
    with database.read() as store:
        verify(store)


def test_what_a_form_takes_is_what_it_showed() -> None:
    party = Party.model_validate(
        {"key": "u", "code": "UN", "name": "U", "role": "host", "members": ["red, 1995 to 2020-05", "blue"]}
    )
    assert party.members == Party.model_validate(party.model_dump(mode="json")).members
    assert [str(each) for each in party.members] == ["red, 1995 to 2020-05", "blue"]


def test_a_report_of_more_parties_than_it_draws_says_the_same_read_row_by_row(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a bloc without a column holds for a member is told; who holds something elsewhere was heard before."""
    load(database, FRAME, BLOC.replace("principal", "stakeholder"), said("union", "opposes"))
    load(database, stance("land", "blue", "supports", "R1"), stance("fuel", "green", "supports", "R1"))
    load(database, stance("land", "green", "demands", "R2"), stance("fuel", "blue", "opposes", "R2"))
    monkeypatch.setattr(charts, "WIDE", 2)
    monkeypatch.setattr("ledger.services.matrix.AT_A_TIME", 4)
    with database.read() as store:
        flowing = report_between(store, "R1", "R2")
        before, after = (matrix_at(store, at) for at in ("R1", "R2"))
        monkeypatch.setattr(pictured, "between", lambda *of, **_how: pictured.of_matrices(before, after, of[-1]))
        assert report_between(store, "R1", "R2") == flowing
    page = markdown_text(flowing)
    assert "2 of 4 parties have a column." in page
    assert "on its behalf, UN: opposes" in page
    assert "Green** is not reported to have moved." in page


@pytest.mark.both_engines
def test_of_the_matrices_of_a_report_no_more_is_kept_than_it_shows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    grey = "parties: [{key: grey, code: GY, name: Grey, role: stakeholder}]"
    load(database, FRAME, BLOC.replace("principal", "stakeholder"), grey, said("grey", "opposes"))
    load(database, stance("fuel", "red", "supports", "R1"), said("union", "supports"))
    monkeypatch.setattr(charts, "WIDE", 2)
    with database.read() as store:
        drawn = pictured.between(store, "R1", "now", ())
    kept = {(row.item.key, party) for row in drawn.after.rows for party in row.cells}
    assert kept == {("fuel", "red"), ("land", "union")}
    assert {party: [*items] for party, items in drawn.held.items()} == {
        "red": ["fuel"],
        "grey": ["land"],
        "union": ["land"],
    }


RIVERS = """
parties:
  - {key: rivers, code: TR, name: Rivers, role: stakeholder, members: [red, green]}
  - {key: green, code: GR, name: Green, role: principal}
"""
SPOKE = "on_behalf_of: [red, green], condition: In winter, "


def of_the_rivers(database: Database, *more: str) -> None:
    load(
        database, FRAME, RIVERS, stance("land", "red", "demands", "R1"), stance("land", "blue", "opposes", "R1"), *more
    )


def test_a_note_does_not_deny_what_was_said_since_on_a_partys_behalf(database: Database) -> None:
    of_the_rivers(database, said("rivers", "conditional", SPOKE).replace("2026-01-24", "2026-02-04"))
    with database.read() as store:
        whole, brief = (
            markdown_text(each) for each in (report_between(store, "R1", "R2"), note_of(store, compared(store)))
        )
    rivers = "Rivers *is conditional* (if: In winter)"
    assert f"**Red** is not itself reported to have moved; on its behalf: on Land, {rivers}" in whole
    assert "**Blue** is not reported to have moved." in whole
    assert f"No stance of **Green** itself is in the reports we have; on its behalf: on Land, {rivers}" in whole
    assert f"; since then, on behalf of Red, {rivers}" in whole
    assert "a gap of 5 of 6 by what is told of themselves, as last reported" in whole
    for told in (whole, brief):
        assert "in between; on behalf of Red another word than its own is reported since: Land." in told
        assert "Apart, with no move reported" not in told
    assert "; since then Rivers on behalf of Red: conditional)" in brief


def compared(store: Store) -> Compared:
    return compare(store, "R1", "R2", told=True)


@pytest.mark.parametrize(
    "word",
    [
        said("rivers", "conditional", SPOKE),  # of the same days as its own
        said("rivers", "demands", "on_behalf_of: [red, green], ").replace("2026-01-24", "2026-02-04"),
        said("rivers", "conditional", SPOKE.replace("red, ", "")).replace("2026-01-24", "2026-02-04"),
    ],
    ids=["of the same days", "the same", "for another alone"],
)
def test_what_is_no_later_or_no_other_word_on_its_behalf_leaves_a_partys_own_as_the_last(
    database: Database, word: str
) -> None:
    of_the_rivers(database, word, stance("fuel", "red", "doubts", "R2"))
    with database.read() as store:
        page, brief = markdown_text(report_between(store, "R1", "R2")), markdown_text(note_of(store, compared(store)))
    assert "**Red** is not reported to have moved." in page
    assert "since then" not in page + brief
    assert "Apart, with no move reported: Land." in brief


def test_a_word_on_ones_behalf_before_both_points_is_told_of_the_gap_and_not_as_new(database: Database) -> None:
    spoke = said("rivers", "conditional", SPOKE).replace("2026-01-24", "2026-01-23")
    load(database, FRAME, RIVERS, spoke, stance("land", "blue", "opposes", "R1"))
    load(database, said("red", "demands").replace("2026-01-24", "2026-01-22"), stance("fuel", "red", "doubts", "R2"))
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
    assert "Apart, with no move reported: Land." in brief
    assert "; since then Rivers on behalf of Red: conditional)" in brief


def test_another_word_on_behalf_of_one_who_agrees_is_told_after_nobody_moved(database: Database) -> None:
    """Where principals are not apart, no list of gaps would tell of it."""
    load(database, FRAME, RIVERS, stance("land", "red", "demands", "R1"), stance("land", "blue", "demands", "R1"))
    load(database, said("rivers", "opposes", "on_behalf_of: [red], ").replace("2026-01-24", "2026-02-04"))
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
    assert "in between; on behalf of Red another word than its own is reported since: Land." in brief


def test_a_coloured_cell_marks_what_others_hold_for_a_party(database: Database) -> None:
    of_the_rivers(database, said("rivers", "conditional", SPOKE))
    with database.read() as store:
        matrix = matrix_at(store)
        (drawn,) = charts.one_matrix(matrix, Notes(register.load(store), None))
        item = markdown_text(dossier_of_item(store, "land"))
        green = markdown_text(dossier_of_party(store, "green"))
    assert isinstance(drawn, HeatMap)
    cells = dict(zip(drawn.columns, drawn.cells, strict=False))
    assert {code: heat_text(cell) for code, cell in cells.items()} == {
        "RD": "+3r≠",
        "BL": "−2r",
        "GR": "[+1 TR]",
        "TR": "+1",
    }
    assert heat_style(cells["GR"]) == "none", "no colour, and not as a cell of which nothing is told"
    assert "[+2 XX] what XX holds on the party’s behalf, not its own word" in signs(drawn)
    assert "≠ what is other than what is held on its behalf" in signs(drawn)
    assert "(if: In winter)[^3], on behalf of Red and Green." in item
    assert "No stance of its own in the reports we have on these open issues: " in green


SPOKEN_FOR_ONCE = (
    said("red", "supports", "on_behalf_of: [blue], "),
    stance("land", "red", "supports", "R2"),
    stance("land", "blue", "rejects", "R2"),
)


def test_what_was_said_on_a_partys_behalf_is_still_told_once_it_speaks_for_itself(database: Database) -> None:
    """On every page of the site: of the item, of both parties, of the round and of what was cited."""
    load(database, FRAME, *SPOKEN_FOR_ONCE)
    with database.read() as store:
        pages = dict(site_files(store))
        drawn = markdown_text(dossier_of_item(store, "land"))
    told = "supports (+2), on behalf of Blue"
    for page in ("item/land", "party/red", "party/blue", "round/R1", "source/herald"):
        assert told in pages[f"{page}.html"], page
    assert "Said on its behalf, over time" in pages["party/blue.html"]
    assert "on its behalf" not in pages["party/red.html"]
    assert "| Blue | on its behalf, RD: supports (+2) | rejects (−3) |" in drawn.replace("**", "")
    item = pages["item/land.html"]
    assert ">[+2 RD]</text>" in item
    assert "[+2 XX] what XX holds on the party’s behalf, not its own word" in item
    note = pages["note/R1-R2.html"]
    assert "before, on its behalf, RD: supports (+2)" in note
    assert "Before, on behalf of Blue: " in note


def test_the_line_on_who_is_first_heard_says_what_others_held_on_its_behalf(database: Database) -> None:
    load(database, FRAME, *SPOKEN_FOR_ONCE)
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
    assert "Blue *rejects it*[^2], as a report has it. Before, on behalf of Blue: Red *supports it*[^3]." in brief


@pytest.mark.parametrize(
    "later",
    [
        (stance("land", "blue", "supports", "R2"),),
        (said("blue", "rejects"),),
        (stance("land", "green", "rejects", "R2"),),
    ],
    ids=["the same", "of the same days", "another party"],
)
def test_what_others_held_is_not_told_of_who_says_the_same_or_is_another(
    database: Database, later: tuple[str, ...]
) -> None:
    load(database, FRAME, RIVERS, SPOKEN_FOR_ONCE[0], stance("fuel", "red", "doubts", "R2"), *later)
    with database.read() as store:
        assert "Before, on behalf of" not in markdown_text(note_of(store, compared(store)))


def test_a_member_that_speaks_for_itself_against_its_bloc_is_told_with_what_the_bloc_held(database: Database) -> None:
    load(database, FRAME, BLOC, said("union", "supports"), stance("land", "green", "rejects", "R2"))
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
    assert "Before, on behalf of Green: Union *supports it*[^3]." in brief


def of_day(day: str, party: str, word: str, more: str = "") -> str:
    return said(party, word, more).replace("2026-01-24", day)


LEFT_SINCE = BLOC.replace("{party: green}", "{party: green, to: 2026-01-31}")


@pytest.mark.parametrize(
    ("frame", "bloc"),
    [
        (BLOC, of_day("2026-01-28", "union", "supports")),
        (LEFT_SINCE, of_day("2026-01-28", "union", "supports")),
        (LEFT_SINCE, of_day("2026-01-28", "union", "supports", "on_behalf_of: [green], ")),
    ],
    ids=["a member", "one that left", "one that was named and left"],
)
@pytest.mark.parametrize("on_the_list", [True, False], ids=["the item is known", "the item is new"])
def test_what_a_bloc_said_between_the_points_for_who_is_heard_itself_later_is_told_with_its_word(
    database: Database, frame: str, bloc: str, on_the_list: bool
) -> None:
    known = [stance("land", "blue", "doubts", "R1")] if on_the_list else []
    load(database, FRAME, frame, *known, bloc, of_day("2026-02-04", "green", "rejects"))
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
    assert "Before, on behalf of Green: Union *supports it*[^" in brief
    assert ", on behalf of Green" not in brief.replace("Before, on behalf of Green", "")


@pytest.mark.parametrize(
    "bloc",
    [of_day("2026-02-04", "union", "supports"), of_day("2026-02-01", "union", "supports")],
    ids=["of the same day", "since it left"],
)
def test_what_was_not_said_for_a_party_before_its_word_is_not_told_with_it(database: Database, bloc: str) -> None:
    load(database, FRAME, LEFT_SINCE, bloc, of_day("2026-02-04", "green", "rejects"))
    with database.read() as store:
        assert "Before, on behalf of" not in markdown_text(note_of(store, compared(store)))


@pytest.mark.parametrize(
    ("first", "ends"),
    [((of_day("2026-01-27", "green", "rejects"),), ("R1", "R2")), ((), ("R2@3", "R2")), ((), ("@3", "@5"))],
    ids=["it was heard before, too", "learned of one day", "learned since"],
)
def test_for_whom_a_bloc_speaks_is_told_where_nothing_is_told_of_it_apart(
    database: Database, first: tuple[str, ...], ends: tuple[str, str]
) -> None:
    for_green = of_day("2026-01-28", "union", "supports", "on_behalf_of: [green], ")
    load(database, FRAME, BLOC, *first, stance("land", "blue", "doubts", "R1"))
    load(database, for_green, of_day("2026-02-04", "green", "rejects"))
    with database.read() as store:
        brief = markdown_text(note_of(store, compare(store, *ends, told=True)))
    assert brief.count("on behalf of Green") == 1


def test_who_takes_a_stance_or_moves_for_others_too_is_told_with_them(database: Database) -> None:
    for_blue = "on_behalf_of: [blue], "
    load(database, FRAME, said("red", "opposes"))
    load(database, said("red", "supports", for_blue).replace("2026-01-24", "2026-02-04"))
    load(database, said("red", "demands", for_blue).replace("2026-01-24", "2026-02-04").replace("land", "fuel"))
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
    assert "Red *demands it*[^2], on behalf of Blue." in brief
    assert "Red changed sides: *supports*, before *opposes*. It speaks for Blue too." in brief


UNION_SUPPORTED = said("union", "supports")
GREEN_REJECTS = stance("land", "green", "rejects", "R2")


@pytest.mark.parametrize(
    ("since", "held"),
    [
        ((said("union", "rejects", "corrects: 1, reason: misread, "), GREEN_REJECTS), ""),
        (
            (stance("land", "union", "opposes", "R1", at="¶8", more=", corrects: 1, reason: misread"), GREEN_REJECTS),
            "opposes it",
        ),
        ((said("union", "opposes").replace("2026-01-24", "2026-01-25"), GREEN_REJECTS), "supports it"),
    ],
    ids=["put right to the same word", "put right to another", "moved since"],
)
def test_what_we_had_wrong_is_not_told_as_held_before_on_a_partys_behalf(
    database: Database, since: tuple[str, ...], held: str
) -> None:
    load(database, FRAME, BLOC, UNION_SUPPORTED, *since)
    with database.read() as store:
        brief = markdown_text(note_of(store, compare(store, "R1@3", "R2", told=True)))
    assert "Green *rejects it*" in brief
    assert (f"Before, on behalf of Green: Union *{held}*" if held else "Union") in brief
    assert ("Before, on behalf of" in brief) is bool(held)


def test_what_we_learned_of_the_earlier_day_since_is_what_was_held_then_on_a_partys_behalf(database: Database) -> None:
    earlier = said("union", "supports").replace("2026-01-24", "2026-01-10")
    load(database, FRAME, BLOC, earlier, said("union", "opposes").replace("2026-01-24", "2026-01-18"), GREEN_REJECTS)
    with database.read() as store:
        brief = markdown_text(note_of(store, compare(store, "R1@3", "R2", told=True)))
    assert "Before, on behalf of Green: Union *opposes it*" in brief


@pytest.mark.parametrize("asked", [{}, {"party": ("green",)}, {"verb": ("stated",)}], ids=["all", "party", "verb"])
def test_what_was_held_before_on_a_partys_behalf_is_told_whatever_one_asks_for(
    database: Database, asked: ChangeFilter
) -> None:
    """The bloc spoke again since, in other words: that change is not asked for, and what it held then is told."""
    again = said("union", "conditional", "condition: In winter, ").replace("2026-01-24", "2026-01-28")
    load(database, FRAME, BLOC, UNION_SUPPORTED, GREEN_REJECTS, again)
    with database.read() as store:
        brief = markdown_text(note_of(store, compare(store, "R1", "R2", told=True, **asked)))
    assert "Before, on behalf of Green: Union *supports it*" in brief


def test_who_speaks_for_itself_and_others_is_told_with_the_others_alone(database: Database) -> None:
    again = said("red", "rejects", "on_behalf_of: [red, blue], ").replace("2026-01-24", "2026-02-04")
    load(database, FRAME, said("red", "supports"), again)
    with database.read() as store:
        brief = markdown_text(note_of(store, compared(store)))
        pages = dict(site_files(store))
    assert "It speaks for Blue too." in brief
    assert "rejects (−3), on behalf of Blue<" in pages["party/red.html"]


def test_a_bloc_that_names_who_left_it_since_is_not_told_to_speak_for_it(database: Database) -> None:
    names = "on_behalf_of: [blue, green], "
    load(database, FRAME, BLOC.replace("to: 2025-12", "to: 2026-01-31"), said("union", "supports", names))
    with database.read() as store:
        brief = markdown_text(note_of(store, compare(store, "2025-12-31", "R2", told=True)))
        there = markdown_text(note_of(store, compare(store, "2025-12-31", "R1", told=True)))
    assert "Union *supports it*[^2], on behalf of Green." in brief
    assert "on behalf of Blue and Green." in there


def test_who_no_longer_speaks_for_another_is_told_with_whom_it_spoke_for(database: Database) -> None:
    load(database, FRAME, said("red", "supports", "on_behalf_of: [green], "))
    load(database, said("red", "supports").replace("2026-01-24", "2026-02-04").replace("¶1", "¶2"))
    with database.read() as store:
        whole = markdown_text(report_between(store, "R1", "R2"))
    assert "Red said so again: *supports*. Before, it spoke for Green too[^" in whole


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ("on_behalf_of: [red], ", "", ["It speaks for Green too"]),
        ("", "on_behalf_of: [red], ", ["It speaks for Red too", "Before, it spoke for Green too"]),
        ("on_behalf_of: [red, green], ", "", []),
        ("on_behalf_of: [blue], ", "", ["Before, it spoke for Blue too"]),
        ("", "", []),
    ],
    ids=["one, then all", "all, then one", "all by name, then all", "an outsider besides, then not", "all"],
)
@pytest.mark.parametrize("word", ["opposes", "supports"])
def test_a_bloc_that_names_nobody_is_told_as_the_word_of_all_its_members(
    database: Database, then: str, now: str, told: list[str], word: str
) -> None:
    bloc = BLOC.replace("{party: blue, to: 2025-12}, ", "")
    load(database, FRAME, bloc, said("union", "supports", then))
    load(database, said("union", word, now).replace("2026-01-24", "2026-02-04").replace("¶1", "¶2"))
    with database.read() as store:
        whole = markdown_text(report_between(store, "R1", "R2"))
    (line,) = (each for each in whole.splitlines() if "Union changed sides" in each or "Union said so again" in each)
    assert re.findall(r"(?:It speaks|Before, it spoke) for [\w ]+ too", line) == told


@pytest.mark.parametrize("word", ["supports", "silent"])
def test_who_was_silent_is_told_to_have_spoken_for_nobody(database: Database, word: str) -> None:
    load(database, FRAME, BLOC, said("union", word))
    load(database, said("union", "opposes", "on_behalf_of: [red], ").replace("2026-01-24", "2026-02-04"))
    with database.read() as store:
        whole = markdown_text(report_between(store, "R1", "R2"))
    assert "It speaks for Red too." in whole
    assert ("Before, it spoke for Green too" in whole) is (word == "supports")


def test_what_a_bloc_said_stands_on_the_page_of_who_was_in_it_then(database: Database) -> None:
    earlier = said("union", "opposes").replace("2026-01-24", "2025-06-01")
    load(database, FRAME, BLOC, earlier, said("union", "supports"), said("green", "demands"))
    with database.read() as store:
        pages = {
            key: markdown_text(dossier_of_party(store, key)).partition("Said on its behalf, over time")[2]
            for key in ("red", "blue", "green", "union")
        }
    told = {key: [word for word in ("opposes", "supports", "demands") if word in page] for key, page in pages.items()}
    assert told == {"red": ["opposes", "supports"], "blue": ["opposes"], "green": ["opposes", "supports"], "union": []}


def test_what_stands_on_behalf_of_who_joined_a_bloc_later_is_told_in_both_places_of_its_page(
    database: Database,
) -> None:
    """What the bloc said before and says no more stands in neither; what nobody said for it, neither."""
    earlier = said("union", "opposes").replace("2026-01-24", "2025-06-01")
    named = said("blue", "doubts", "on_behalf_of: [union], ").replace("land", "fuel")
    bloc = BLOC.replace("{party: green}", "{party: green, from: 2026-01-25}")
    load(database, FRAME, bloc, earlier, said("union", "supports"), named)
    with database.read() as store:
        page = markdown_text(dossier_of_party(store, "green"))
    _own, _, after = page.partition("On its behalf, not its own word")
    now, _, over_time = after.partition("Said on its behalf, over time")
    for part in (now, over_time):
        assert [word for word in ("opposes", "supports", "doubts") if word in part] == ["supports"]
