"""Somebody's spreadsheet: right rows, or a fault at its cell."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from ledger.domain.seed import SeedFile
from ledger.errors import InvalidData
from ledger.formats.table_cells import csv_grid, workbook_grids
from ledger.formats.table_in import read_table
from ledger.formats.table_map import KnownNames, guess_csv, read_mapping, sketch


def as_it_is(_table: str, text: str) -> str:
    return text


def read(table: str | bytes, mapping: str) -> SeedFile:
    meant = read_mapping("map.yaml", mapping.encode())
    data = table.encode() if isinstance(table, str) else table
    return read_table("t.csv", [csv_grid("t.csv", data, meant.encoding, meant.sign)], meant, "map.yaml", as_it_is)


def book(*sheets: tuple[str, list[Any]], then: Callable[[Workbook], object] = lambda _book: None) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    then(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_book(data: bytes, mapping: str) -> SeedFile:
    meant = read_mapping("map.yaml", mapping.encode())
    return read_table("t.xlsx", workbook_grids("t.xlsx", data), meant, "map.yaml", as_it_is)


def told(seed: SeedFile) -> list[str]:
    found = []
    for part in seed.parts:
        if part.block == "stance":
            said = part.value
            more = [said.condition, None if said.position is None else str(said.position), said.summary]
            rest = "".join(f" ({each})" for each in more if each)
            found.append(f"{said.item} {said.party} {said.stance.value} {said.round or said.held_on}{rest}")
    return found


def faults(seed: SeedFile) -> list[str]:
    return [str(fault) for fault in seed.faults]


LONG = """
columns: {item: Issue, party: Who, stance: View, held_on: Date, position: Scale}
dates: [DD.MM.YYYY, MM.YYYY]
decimal: ","
delimiter: ";"
always: {cite: {source: grid}}
"""


def test_semicolons_decimal_commas_and_a_byte_order_mark() -> None:
    seed = read("\ufeffIssue;Who;View;Date;Scale\nLand;Red;demands;24.01.2026;80,0\nFuel;Red;Opposes;02.2026;\n", LONG)
    assert (told(seed), faults(seed)) == (["Land Red demands 2026-01-24 (80)", "Fuel Red opposes 2026-02"], [])


NUMBERS = """
columns: {item: Issue, party: Who, stance: View, round: Round, position: Scale, figures.value: Sum}
always: {figures: {what: sum}, cite: {source: grid}}
"""
ROW = "Issue;Who;View;Round;Scale;Sum\nLand;Red;demands;R1;40;{}\n"


@pytest.mark.parametrize("written", ["75.000", "1.234.567", "75 000", "75.5", "1.234,5"])
def test_a_number_whose_signs_are_not_the_mappings_is_a_fault_at_its_cell(written: str) -> None:
    seed = read(ROW.format(written), NUMBERS + "delimiter: ;\ndecimal: ','\n")
    assert faults(seed) == [
        (
            f't.csv:2:6: F2: "{written}" is not a number as the mapping has them: "," is the decimal sign, and no sign '
            "groups digits; decimal: and thousands: in the mapping name the signs; none is guessed"
        )
    ]
    assert seed.parts == []


@pytest.mark.parametrize(
    ("signs", "written", "value"),
    [
        ("{decimal: ',', thousands: .}", "75.000", 75000),
        ("{decimal: ',', thousands: .}", "1.234.567,5", 1234567.5),
        ("{decimal: ',', thousands: .}", "-75000,5", -75000.5),
        ("{thousands: ','}", "75,000.5", 75000.5),
        ("{thousands: ' '}", "75\u202f000", 75000),
        ('{thousands: "\'"}', "75'000", 75000),
        ("{}", "0.500", 0.5),
    ],
)
def test_digits_grouped_by_the_sign_that_the_mapping_names_are_one_number(
    signs: str, written: str, value: float
) -> None:
    more = "".join(f"{name}: {json.dumps(sign)}\n" for name, sign in yaml.safe_load(signs).items())
    seed = read(ROW.format(written), f"{NUMBERS}delimiter: ;\n{more}")
    assert (faults(seed), [each.value for part in seed.parts for each in part.value.figures]) == ([], [value])


@pytest.mark.parametrize("written", ["75.5", "7.50.000", "0.500", "1234.567", "75.000.5"])
def test_digits_that_are_grouped_otherwise_than_by_three_are_a_fault(written: str) -> None:
    assert read(ROW.format(written), NUMBERS + "delimiter: ;\ndecimal: ','\nthousands: .\n").faults


def test_a_number_of_a_workbook_is_one_whatever_the_signs_of_the_texts_beside_it() -> None:
    rows = [["Issue", "Who", "View", "Round", "Scale", "Sum"], ["Land", "Red", "demands", "R1", 40, 75.5]]
    seed = read_book(book(("S", [*rows, ["Land", "Blue", "demands", "R1", "40", "75.000"]])), NUMBERS + "decimal: ','")
    assert [each.value for part in seed.parts for each in part.value.figures] == [75.5]
    assert [fault.partition(" is not")[0] for fault in faults(seed)] == ['t.xlsx:3:6: S!F3: "75.000"']


def test_a_figure_in_one_cell_has_its_number_by_the_signs_of_the_mapping() -> None:
    mapping = """
columns: {item: Issue, party: Who, stance: View, round: Round, figures: Figures}
always: {cite: {source: grid}}
lists: ";"
decimal: ","
"""
    table = 'Issue,Who,View,Round,Figures\nLand,Red,demands,R1,"posts=48,5 posts; losses=~900"\n'
    seed = read(table, mapping + "thousands: .")
    assert [str(each) for part in seed.parts for each in part.value.figures] == ["48.5 posts", "~900"]
    wrong = read(table.replace("48,5", "75.000"), mapping)
    assert [fault.partition(" is not")[0] for fault in faults(wrong)] == ['t.csv:2:5: E2: "75.000"']


def test_a_column_of_numbers_gives_a_figure_where_its_cell_is_not_empty() -> None:
    mapping = """
columns: {item: Issue, party: Who, stance: View, round: Round, figures.value: Posts}
always: {figures: {what: posts, unit: posts}, cite: {source: grid}}
"""
    seed = read("Issue,Who,View,Posts,Round\nLand,Red,demands,48,R1\nFuel,Red,opposes,,R1\n", mapping)
    assert faults(seed) == []
    given = [[(each.what, each.value, each.unit) for each in part.value.figures] for part in seed.parts]
    assert given == [[("posts", 48, "posts")], []]


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "utf-8-sig", "iso-8859-5"])
def test_an_encoding_is_named_or_told_by_its_mark(encoding: str) -> None:
    table = "Issue;Who;View;Date;Scale\nЗемля;Red;demands;24.01.2026;\n".encode(encoding)
    named = "" if encoding.startswith("utf") else f"encoding: {encoding}\n"
    assert told(read(table, LONG + named)) == ["Земля Red demands 2026-01-24"]


def test_another_encoding_than_the_one_named_is_refused_with_its_line() -> None:
    seed = read("Issue;Who\nä;b\n".encode("latin-1"), LONG)
    assert faults(seed) == [
        "t.csv:2: byte 0xE4 is not utf-8; name the encoding in the mapping, such as encoding: windows-1252"
    ]


def test_each_wrong_cell_is_named() -> None:
    table = (
        "Issue;Who;View;Date;Scale\n"
        "Land;Red;demand;24.01.2026;80,5\n"
        "Land;;demands;2026-01-24;\n"
        ";Red;demands;31.02.2026;;extra\n"
        "\n"
    )
    found = faults(read(table, LONG))
    assert [fault.partition(": ")[2].partition(";")[0] for fault in found] == [
        'F4: stands in a column without a head',
        'C2: "demand" is not a stance',
        'E2: "80.5" is not a whole number',
        'D3: "2026-01-24" is not a date as the mapping has them: DD.MM.YYYY or MM.YYYY',
        'B3: "party" is missing',
        'D4: "31.02.2026" is not a date as the mapping has them: DD.MM.YYYY or MM.YYYY',
        'A4: "item" is missing',
    ]  # fmt: skip
    assert found[2].endswith("; round it")
    assert found[1].startswith('t.csv:2:3: C2: "demand" is not a stance; did you mean "demands"?')


def test_a_date_is_never_guessed() -> None:
    mapping = "columns: {item: I, party: P, stance: S, held_on: D}\nalways: {cite: {source: g}}\n"
    (fault,) = faults(read("I,P,S,D\nLand,Red,demands,03/04/2026\n", mapping))
    assert "t.csv:2:4: D2:" in fault
    assert told(read("I,P,S,D\nLand,Red,demands,03/04/2026\n", mapping + "dates: [MM/DD/YYYY]")) == [
        "Land Red demands 2026-03-04"
    ]


GRID = """
columns: {item: Issue}
wide: {heads: [round, party], skip: [Notes]}
words: {red line: rejects, if: conditional}
empty: ["-"]
source: {key: grid, title: The grid}
"""


def test_a_wide_grid_of_two_rounds() -> None:
    table = (
        "Issue,R1,,R2,,Notes\n,Red,Blue,Red,Blue,\n"
        "Land,Red line,-,if: they pay,SUPPORTS,x\n,,,,,\nFuel,demands,,supports: says so,,\n"
    )
    seed = read(table, GRID)
    assert told(seed) == [
        "Land Red rejects R1",
        "Land Red conditional R2 (they pay)",
        "Land Blue supports R2",
        "Fuel Red demands R1",
        "Fuel Red supports R2 (says so)",
    ]
    assert next(iter(seed.parts)).value.key == "grid"
    assert all(part.value.cite[0].source == "grid" for part in seed.parts if part.block == "stance")


ACROSS = """
columns: {item: Issue, party: Who, salience: Weight}
wide: {heads: [round], beside: {position: [Pos 1, Pos 2]}, skip: [Notes]}
empty: [n/a]
words: {red line: rejects, if: conditional}
always: {cite: {source: grid}}
"""


def test_rounds_across_with_another_field_beside_each() -> None:
    table = "Issue,Who,Weight,R1,Pos 1,R2,Pos 2,Notes\nLand,Red,80,red line,10,if: they pay,40,x\nLand,Blue,5,n/a,,demands,,\n"
    seed = read(table, ACROSS)
    assert told(seed) == [
        "Land Red rejects R1 (10)",
        "Land Red conditional R2 (they pay) (40)",
        "Land Blue demands R2",
    ]
    assert [part.value.salience for part in seed.parts if part.block == "stance"] == [80, 80, 5]


def test_a_number_beside_a_cell_that_says_nothing_is_a_fault_at_its_place() -> None:
    table = "Issue,Who,Weight,R1,Pos 1,R2,Pos 2,Notes\nLand,Red,80,n/a,10,demands,40,\n"
    assert faults(read(table, ACROSS)) == ['t.csv:2:4: D2: "stance" is missing']
    (fault,) = faults(read(table.replace("Pos 2", "Pos 3"), ACROSS))
    assert "1 beside the grid for position, and it has" in fault


def test_a_sketch_tells_rounds_across_and_the_numbers_beside_them() -> None:
    known = KnownNames({"red", "blue"}, {"round 1": "R1", "round 2": "R2"})
    heads = "Issue,Who,Weight,Round 1,Pos 1,Round 2,Pos 2,Remarks so far"
    made = sketched(f"{heads}\nLand,Red,80,demands,10,supports,40,x\nLand,Blue,5,no way,90,demands,,\n", known)
    grid = (
        "wide: {heads: [round], cells: stance, beside: {position: [Pos 1, Pos 2]}, skip: [Remarks so far]}  # ? numbers"
    )
    assert grid in made
    assert "#   no way: …" in made
    assert "when" not in made
    assert "not used" not in made
    read_mapping("sketch", made.encode())
    bare = sketched("Issue,Who,Round 1,Round 2\nLand,Red,demands,supports\n", known)
    assert "wide: {heads: [round], cells: stance}\n" in bare


def test_merged_heads_and_merged_items_of_a_workbook_are_said_of_all_they_span() -> None:
    rows = [
        ["Issue", "R1", None, "R2", None],
        [None, "Red", "Blue", "Red", "Blue"],
        ["Land", "red line", None, "demands", "-"],
    ]

    def merged(made: Workbook) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:E1", "B3:C3"):
            made["grid"].merge_cells(cells)

    assert told(read_book(book(("grid", rows), then=merged), GRID)) == [
        "Land Red rejects R1", "Land Blue rejects R1", "Land Red demands R2",
    ]  # fmt: skip


def test_a_sheet_a_round() -> None:
    first = ("One", [["Issue", "Red", "Blue"], ["Land", "demands", "rejects"]])
    second = ("Two", [[None], ["Issue", "Red", "Blue"], ["Land", "supports", None]])
    notes = ("Notes", [["whatever"]])
    mapping = "columns: {item: Issue}\nwide: {heads: [party]}\nsource: {key: g, title: G}\nsheets: {One: {round: R1}, Two: {round: R2}}"
    assert told(read_book(book(first, second, notes), mapping)) == [
        "Land Red demands R1", "Land Blue rejects R1", "Land Red supports R2",
    ]  # fmt: skip
    missing = read_book(book(first), mapping)
    assert faults(missing) == ['map.yaml: sheets.Two: no sheet is called "Two"; sheets: One']


def test_a_fault_in_a_workbook_names_sheet_and_cell() -> None:
    data = book(("Round 1", [["Issue", "Red", "Blue"], ["Land", "demands", "demand"]]))
    mapping = "columns: {item: Issue}\nwide: {heads: [party]}\nsource: {key: g, title: G}\nalways: {round: R1}"
    assert faults(read_book(data, mapping)) == [
        't.xlsx:2:3: Round 1!C2: "demand" is not a stance; did you mean "demands"? words: in the mapping says what it means'
    ]


def test_a_day_of_a_workbook_is_a_day_and_a_number_a_number() -> None:
    rows = [
        ["Issue", "Who", "View", "Date", "Scale"],
        ["Land", "Red", "demands", date(2026, 1, 24), 80],
        ["Fuel", "Red", "demands", datetime(2026, 1, 25, 13), 12.0],  # noqa: DTZ001
    ]
    assert told(read_book(book(("s", rows)), LONG)) == [
        "Land Red demands 2026-01-24 (80)", "Fuel Red demands 2026-01-25 (12)",
    ]  # fmt: skip


def test_what_is_no_workbook_is_said() -> None:
    (fault,) = faults(read_book(b"junk", LONG))
    assert fault.startswith("t.xlsx: is not a workbook that can be read")


def test_a_column_that_is_not_there_or_twice() -> None:
    found = faults(read("Isue;Who;View;View;Date;Scale\n", LONG))
    assert found == [
        't.csv:1: row 1: no column is headed "Issue"; did you mean "Isue"?',
        't.csv:1:4: D1: more than one column is headed "View"',
    ]


def test_an_item_that_only_the_first_row_names() -> None:
    table = "Issue;Who;View;Date;Scale\nLand;Red;demands;24.01.2026;\n;Blue;rejects;24.01.2026;\n"
    assert faults(read(table, LONG)) == ['t.csv:3:1: A3: "item" is missing']
    assert told(read(table, LONG + "repeat: [item]")) == [
        "Land Red demands 2026-01-24", "Land Blue rejects 2026-01-24",
    ]  # fmt: skip


def test_a_row_without_a_stance_is_left_out_and_noted() -> None:
    table = (
        "Issue;Who;View;Date;Scale\nLand;Red;demands;24.01.2026;\nLand;Blue;n/a;24.01.2026;40\nFuel;Red;;;\n"
        "Fuel;Red;opposes;24.01.2026;\n\n* demands = must have; see Ana;;;;\n;;-;;\n"
    )
    seed = read(table.replace("have; see", "have, see"), LONG + 'empty: [n/a, "-"]')
    assert (told(seed), faults(seed)) == (["Land Red demands 2026-01-24", "Fuel Red opposes 2026-01-24"], [])
    assert seed.notes == ["t.csv: rows 3, 4, 7 and 8 say nothing: no stance"]


def test_a_row_without_a_status_is_left_out_and_noted_with_its_sheet() -> None:
    mapping = "into: statuses\ncolumns: {item: I, status: S, round: R}\nalways: {cite: {source: g}}\nempty: [n/a]"
    seed = read_book(book(("Now", [["I", "S", "R"], ["Land", "n/a", "R1"], ["Land", "agreed", "R1"]])), mapping)
    assert (len([*seed.parts]), faults(seed), seed.notes) == (1, [], ["t.xlsx: Now: row 2 says nothing: no status"])


def test_a_row_with_nothing_but_signs_for_nothing_is_left_out_and_noted() -> None:
    seed = read("title,track\nLand,-\nAs of May,-\n", "into: items\ncolumns: {title: title}\nempty: ['-', As of May]")
    assert ([part.value.key for part in seed.parts], faults(seed)) == (["land"], [])
    assert seed.notes == ["t.csv: row 3 says nothing"]


@pytest.mark.parametrize("row", ["Land;;demands;24.01.2026;", ";Red;demands;24.01.2026;"])
def test_a_row_with_a_stance_that_lacks_something_is_a_fault(row: str) -> None:
    assert len(faults(read(f"Issue;Who;View;Date;Scale\n{row}\n", LONG))) == 1


def test_an_item_named_in_a_row_that_is_left_out_is_repeated_below() -> None:
    table = "Issue;Who;View;Date;Scale\nLand;Red;n/a;24.01.2026;\n;Blue;rejects;24.01.2026;\n"
    assert told(read(table, LONG + "repeat: [item]\nempty: [n/a]")) == ["Land Blue rejects 2026-01-24"]


def test_items_with_keys_made_of_their_titles() -> None:
    seed = read('Title,Tags\nPrisoner  Exchange,"core, new"\n', "into: items\ncolumns: {title: Title, tags: Tags}")
    (item,) = [part.value for part in seed.parts]
    assert (item.key, item.title, item.tags) == ("prisoner-exchange", "Prisoner  Exchange", ("core", "new"))


def test_a_fault_of_every_row_is_told_a_few_times_and_counted() -> None:
    rows = "Land;Red;demands;24.01.2026;\n" * 9
    found = faults(read("Issue;Who;View;Date;Scale\n" + rows, LONG.replace("source: grid", "sorce: grid")))
    assert len(found) == 4
    assert "(so in 6 more)" in found[-1]
    found = faults(read("Issue;Who;View;Date;Scale\n" + rows.replace("demands", "demand"), LONG))
    assert len(found) == 4
    assert "(so in 6 more)" in found[-1]


def test_behind_the_colon_of_a_stance_stands_its_condition_in_a_long_table_too() -> None:
    rows = "Land;Red;if: Blue pays.;24.01.2026;\nLand;Blue;supports: As before.;24.01.2026;\n"
    seed = read("Issue;Who;View;Date;Scale\n" + rows, LONG + "words: {if: conditional}\n")
    assert told(seed) == ["Land Red conditional 2026-01-24 (Blue pays.)", "Land Blue supports 2026-01-24 (As before.)"]


def test_a_summary_behind_a_colon_beside_a_column_of_summaries_is_told_where_it_belongs() -> None:
    rows = "Land;Red;ja: Option wird gezogen;24.01.2026;;As before\n"
    mapping = LONG.replace("position: Scale", "position: Scale, summary: Note") + "words: {ja: supports}\n"
    (fault,) = faults(read("Issue;Who;View;Date;Scale;Note\n" + rows, mapping))
    assert '"ja: Option wird gezogen" has a summary behind its colon, which has a column of its own here' in fault
    assert "move it there, or take summary out of the mapping's columns" in fault


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("", "the mapping is empty"),
        ("columns: {itm: A}", '"itm" is not a field here; did you mean "item"?'),
        ("columns: {cite.sorce: A}", 'did you mean "cite.source"?'),
        ("column: {item: A}", 'unknown key "column"; did you mean "columns"?'),
        ("into: stanzas\ncolumns: {item: A}", 'did you mean "stances"?'),
        ("columns: {item: A}\ndates: [whenever]", '"whenever" is not a form of dates'),
        ("columns: {item: A}\nencoding: klingon", '"klingon" is not an encoding'),
        ("columns: {item: A}\ndelimiter: '::'", "a delimiter is one sign"),
        ("columns: {item: A}\nwide: {heads: [item]}", "item stands both in columns and in wide"),
        ("columns: [", "map.yaml:1:"),
        ("{}", "say which column holds what"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_its_place(mapping: str, said: str) -> None:
    with pytest.raises(InvalidData) as found:
        read_mapping("map.yaml", mapping.encode())
    assert any(said in str(fault) for fault in found.value.faults)


def test_a_mapping_that_says_nothing_of_source_or_time() -> None:
    found = faults(read("I,P,S\nLand,Red,demands\n", "columns: {item: I, party: P, stance: S}"))
    assert [fault.partition(";")[0] for fault in found if fault.startswith("map.yaml")] == [
        "map.yaml: nothing says which source the rows rest on",
        "map.yaml: nothing says when the rows were so",
    ]


# -- sketches ---------------------------------------------------------------------------------------------------------


def sketched(table: str | bytes, known: KnownNames = KnownNames()) -> str:  # noqa: B008 - frozen
    data = table.encode() if isinstance(table, str) else table
    guessed = guess_csv(data)
    return sketch("positions.csv", [csv_grid("positions.csv", data, *guessed[:2])], known, guessed)


def test_a_sketch_is_ready_where_heads_are_field_names() -> None:
    table = "item,party,stance,held_on,cite.source\nLand,Red,demands,2026-01-24,grid\n"
    made = sketched(table)
    assert "# ?" not in made
    assert "enter: [items, parties]  # those that the ledger does not have" in made
    assert told(read(table, made)) == ["Land Red demands 2026-01-24"]


def test_a_sketch_finds_the_column_of_days_by_its_cells_however_it_is_headed() -> None:
    made = sketched("Issue,Who,Says,On,Share\nLand,Red,demands,10.03.2026,40\nFuel,Red,supports,n/a,2026\n"
                    "Fish,Red,supports,28.04.2026,1200\n")  # fmt: skip
    assert "  held_on: On\n" in made
    assert "dates: " in made
    assert "no column says when" in sketched("Issue,Who,View,Share\nLand,Red,demands,2026\nFuel,Red,supports,1200\n")


MIXED = "Issue,Who,View,As of\nLand,Red,demands,R1\nLand,Blue,rejects,17.03.2026\nFuel,Red,supports,R2\n"


def test_a_sketch_takes_a_column_of_rounds_and_days_for_one_of_them_and_says_so() -> None:
    made = sketched(MIXED, KnownNames(rounds={"r1": "R1", "r2": "R2"}))
    assert "  held_on: As of  # ? rounds such as R1 go in a column of their own, as  round:\n" in made
    assert made.count("As of") == 1
    assert "dates: [DD.MM.YYYY]  # ? the only form that fits the days" in made
    when = sketched(MIXED.replace("As of", "Stage"), KnownNames(rounds={"r1": "R1", "r2": "R2"}))
    assert "  round: Stage  # ? days such as 17.03.2026 go in a column of their own, as  held_on:\n" in when


def test_a_round_in_a_column_of_days_is_told_where_it_goes() -> None:
    mapping = "columns: {item: Issue, party: Who, stance: View, held_on: As of}\ndates: [DD.MM.YYYY]\nsource: {key: t, title: T}"
    fault, *_others = read(MIXED, mapping).faults
    assert fault.hint is not None
    assert fault.hint.endswith("; a round stands in round, in a column of its own")


def test_a_sketch_marks_what_it_could_not_tell() -> None:
    table = "Issue;Actor;Position;Date;Colour\nLand;Red;red line;24.01.2026;x\n".encode("windows-1252")
    made = sketched(table)
    read_mapping("sketch", made.encode())
    assert 'delimiter: ";"' in made
    assert "  stance: Position\n" in made
    assert "# ? columns not used: Colour" in made
    assert "dates: [DD.MM.YYYY]  # ? the only form that fits all" in made
    assert "#   red line: …" in made
    assert "# ? no column names the source" in made


def test_a_sketch_asks_whether_bare_numbers_below_place_are_on_the_scale_and_which_source_has_them() -> None:
    asked = "cite.at: Place  # ? where it stands in the source; places on the item's scale are  position:"
    rows = "Issue,Actor,View,{}\nLand,Red,demands,90\nLand,Blue,doubts,20\n"
    made = sketched(rows.format("Place"))
    assert asked in made
    assert "# ? no column names the source" in made
    assert read_mapping("sketch", made.encode()).source is not None
    both = "Issue,Actor,View,Place,position\nLand,Red,demands,90,80\n"
    for plain in (rows.format("Page"), rows.format("Place").replace("90", "p. 90"), both):
        assert asked not in sketched(plain)
    assert "no column names the source" not in sketched(both.replace("position", "Source"))


def test_a_sketch_takes_a_column_from_0_to_100_for_positions() -> None:
    rows = "Issue,Actor,View,Date,{},Place,Source\nLand,Red,demands,2026,90,p. 2,a\nLand,Blue,doubts,2026,20,p. 3,a\n"
    for head in ("Place (0-100)", "0–100", "Position on the scale 0 - 100", "Score on scale (0-100)"):
        made = sketched(rows.format(head))
        assert told(read(rows.format(head), made)) == ["Land Red demands 2026 (90)", "Land Blue doubts 2026 (20)"]
        assert "  cite.at: Place\n" in made
    for head in ("Weight (0-100)", "10-100", "2000-100"):
        assert "position:" not in sketched(rows.format(head))


def test_a_sketch_asks_whether_another_column_from_0_to_100_is_a_place_and_takes_it_not() -> None:
    rows = "Issue,Actor,View,{},Date,Source\nLand,Red,demands,90,2026,a\nLand,Blue,doubts,20,2026,a\n"
    for head in ("Confidence (0-100)", "Certainty 0-100", "Capability (0-100)", "Score (0-100)"):
        made = sketched(rows.format(head))
        assert f"# ? where {head} is a place on the item's scale:  position: {head}\n" in made
        assert "\n  position:" not in made
    both = sketched(
        rows.format("Confidence (0-100),Position (0-100)").replace(",90,", ",90,40,").replace(",20,", ",20,30,")
    )
    assert "  position: Position (0-100)\n" in both
    assert "is a place" not in both


def test_a_sketch_does_not_choose_between_two_forms_of_dates() -> None:
    made = sketched("item,party,stance,date\nLand,Red,demands,03/04/2026\n")
    assert "# ? dates such as 03/04/2026; fitting: DD/MM/YYYY, MM/DD/YYYY" in made


def test_a_sketch_names_the_dates_that_have_no_form_beside_the_forms_of_the_others() -> None:
    def dates(*days: str) -> str:
        made = sketched("item,party,stance,date\n" + "".join(f"land,red,demands,{day}\n" for day in days))
        return next(line for line in made.splitlines() if "dates" in line)

    assert dates("05.03.2026", "17.03.2026", "last week") == (
        "dates: [DD.MM.YYYY]  # ? not last week: write such a one as 2026-03 or 2026-03-05~"
    )
    assert dates("05.03.2026", "17.03.2026", "March 2026") == "dates: [DD.MM.YYYY, MMMM YYYY]  # ? in turn"
    assert dates("05.03.2026", "17.03.2026", "2026-03") == "dates: [DD.MM.YYYY, iso]  # ? in turn"
    assert dates("soon", "last week").startswith("# ? dates such as last week; fitting: none of DD.MM.YYYY, ")


def test_a_sketch_leaves_out_a_sheet_about_something_else_and_says_so() -> None:
    rows = [["Issue", "Who", "View", "Date"], ["Land", "Red", "demands", "2026-01-24"]]
    data = book(("Positions", rows), ("More", [["As of May"], *rows]), ("Phones", [["Name", "Phone"], ["Ana", "555"]]))
    made = sketch("t.xlsx", workbook_grids("t.xlsx", data), KnownNames(set(), {}))
    said = made[made.index("sheets:") :].splitlines()[1:4]
    assert said == [
        "  Positions: {}",
        "  More: {}",
        "  # Phones: {}  # ? left out: no column of it is headed Issue, Who, View, Date",
    ]
    assert read_mapping("sketch", made.encode()).sheets.keys() == {"Positions", "More"}


def test_a_sketch_of_a_grid() -> None:
    known = KnownNames({"red", "blue"}, {"first": "R1"})
    made = sketched("Issue,Red,Blue\nLand,red line,demands\n", known)
    assert "wide: {heads: [party], cells: stance}" in made
    data = book(("First", [["Issue", "Red", "Blue"], ["Land", "demands", None]]), ("Later", [["Issue", "Red"]]))
    made = sketch("g.xlsx", workbook_grids("g.xlsx", data), known)
    assert "  First: {round: R1}\n  Later: {}  # ? such as {round: R1}" in made
    read_mapping("sketch", made.encode())


def test_a_sketch_asks_for_the_word_before_a_colon_and_not_for_each_condition() -> None:
    known = KnownNames({"red", "blue"})
    made = sketched("Issue,Red,Blue\nLand,if: patrols first,yes\nFuel,if: paid,no:\n", known)
    assert "# what stands behind a colon is the condition of what is conditional, else a summary\n" in made
    assert '# words:\n#   if: …\n#   "no:": …\n#   yes: …\n' in made
    assert "behind a colon" not in sketched("Issue,Red,Blue\nLand,aye,yes\n", known)


def test_a_sketch_tells_decimal_commas_and_what_stands_for_nothing() -> None:
    table = "item;party;stance;round;salience\nLand;Red;demands;R1;12,5\nFuel;Red;?;R1;7\nLand;Blue;n/a;R1;—\n"
    made = sketched(table)
    assert 'decimal: ","  # ? such as 12,5' in made
    assert 'empty: ["?", "n/a"]' in made or 'empty: ["?", n/a]' in made
    assert "words" not in made
    read_mapping("sketch", made.encode())
    assert "decimal" not in sketched(table.replace("7", "7.5"))


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("75.000", "1.200,5"), ['decimal: ","  # ? such as 1.200,5', 'thousands: "."  # ? such as 1.200,5']),
        (("75,000", "1,200.5"), ['thousands: ","  # ? such as 1,200.5']),
        (("75,000", "40"), ["# ? numbers such as 75,000: decimal: or thousands: says what the sign in them is"]),
        (("75.5", "40"), []),
    ],
)
def test_a_sketch_does_not_take_a_sign_that_groups_digits_for_a_decimal_one(
    numbers: tuple[str, str], told: list[str]
) -> None:
    made = sketched(
        "item;party;stance;round;salience\nLand;Red;demands;R1;{}\nFuel;Red;opposes;R1;{}\n".format(*numbers)
    )
    assert [line for line in made.splitlines() if "thousands" in line or "decimal" in line] == told


def test_a_sketch_tells_a_grid_by_its_cells_where_nothing_is_known_yet() -> None:
    rows = "\n".join(f"{number}. Thesis,1,3,2,{number % 3 + 1}" for number in range(1, 9))
    made = sketched(f"Label,Reds,Blues,Greens,Whites\n{rows}\n")
    assert "  item: Label\nwide: {heads: [party], cells: stance}  # ? it looks like a grid, by its cells\n" in made
    assert "enter: [items, parties]  # those that the ledger does not have\n" in made
    assert "#   1: …\n#   2: …\n#   3: …\n" in made


def test_a_sketch_tells_columns_by_the_names_that_the_ledger_has() -> None:
    known = KnownNames({"red", "blue"}, {"first": "R1"}, {"land", "fuel"})
    made = sketched("a,b,c,d\nLand,Red,demands,First\nFuel,Blue,opposes,First\nSky,Blue,opposes,First\n", known)
    assert "columns:\n  item: a\n  party: b\n  round: d\n  stance: c\n" in made
    assert "# ? no known items: Sky; names: says what they mean\n# enter: [items]  would enter them\n" in made


def test_a_line_break_inside_a_cell_is_a_blank_where_a_field_is_one_line() -> None:
    table = 'title,question\n"Land of\nthe east","Who has\nit?"\n'
    (item,) = read(table, "into: items\ncolumns: {title: title, question: question}\n").parts
    assert (item.value.title, item.value.question) == ("Land of the east", "Who has\nit?")


def test_a_sketch_tells_days_and_known_sources_whatever_their_heads_are() -> None:
    known = KnownNames({"red"}, {}, {"land"}, {"gazette"})
    heads, row = ["Issue", "Who", "View", "Told", "From"], ["Land", "Red", "demands", date(2026, 3, 11), "gazette"]
    made = sketch("g.xlsx", workbook_grids("g.xlsx", book(("Grid", [heads, row]))), known)
    assert "  held_on: Told\n  cite.source: From\n" in made
    made = sketched("Issue,Who,View,Said on,Report\nLand,Red,demands,2026,G\n")
    assert "  held_on: Said on\n  cite.source: Report\n" in made


def test_a_sketch_goes_by_the_heads_below_a_merged_title() -> None:
    def merge(made: Workbook) -> None:
        made["Grid"].merge_cells("A1:C1")

    data = book(("Grid", [["Who wants what"], ["Issue", "Red", "Blue"], ["Land", "demands", "opposes"]]), then=merge)
    made = sketch("g.xlsx", workbook_grids("g.xlsx", data), KnownNames({"red", "blue"}))
    assert "head: 2\ncolumns:\n  item: Issue\nwide: {heads: [party], cells: stance}\n" in made
