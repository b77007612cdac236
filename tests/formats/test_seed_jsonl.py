"""A machine feeds JSON Lines, and whoever wrote the machine hears what is wrong."""

import json
import tracemalloc
from collections.abc import Iterator

import pytest

from ledger.domain.entries import StanceEntry
from ledger.domain.seed import ChangesetInfo
from ledger.formats.seed_jsonl import read_jsonl
from tests.formats.told import jsonl_files, told_of_lines

STANCE = '{"item": "a", "party": "b", "held_on": "2026-01", "stance": "demands", "cite": {"at": "¶1"}}'
ITEM = '{"item": {"key": "a", "title": "A"}}'


def test_each_line_is_one_value_under_its_singular_key() -> None:
    file = next(iter(jsonl_files(ITEM + "\n", "\n", f'{{"stance": {STANCE}}}\r\n', "  ")))
    parts = list(file.parts)
    assert file.faults == []
    assert [(part.block, part.path, part.locate(())) for part in parts] == [
        ("item", "item", (1, 10)),
        ("stance", "stance", (3, 12)),
    ]
    assert isinstance(parts[1].value, StanceEntry)
    assert parts[1].value.cite[0].source is None


def test_a_changeset_line_starts_another_changeset() -> None:
    files = jsonl_files(ITEM, '{"changeset": {"author": "Ana"}}', ITEM, ITEM, '{"changeset": {"author": "Bo"}}')
    found = [[part.value for part in file.parts] for file in files]
    assert [len(values) for values in found] == [1, 3, 1]
    assert [values[0].author for values in found[1:] if isinstance(values[0], ChangesetInfo)] == ["Ana", "Bo"]


def test_a_file_may_start_with_its_changeset_even_a_faulty_one() -> None:
    files = []
    for file in jsonl_files('{"changeset": {"athor": "Ana"}}', ITEM, '{"changeset": {}}'):
        files.append((len(list(file.parts)), [str(fault) for fault in file.faults]))  # noqa: PERF401 -- parts before faults
    assert files == [(1, ['a.jsonl:1:16: changeset.athor: unknown key "athor"; did you mean "author"?']), (1, [])]


def test_what_is_left_of_a_changeset_is_skipped_but_its_faults_are_told() -> None:
    files = []
    for file in jsonl_files(ITEM, '{"item": {}}', '{"changeset": {}}', '{"itm": {}}'):
        files.append(file)
        next(iter(file.parts), None)
    assert [[fault.line for fault in file.faults] for file in files] == [[2, 2], [4]]


def test_parts_that_were_skipped_cannot_be_taken_for_none() -> None:
    """Say, because all files were put in a list first."""
    first, second = list(jsonl_files(ITEM, '{"changeset": {}}'))
    for file in first, second:
        with pytest.raises(RuntimeError, match="walk its parts before going on"):
            list(file.parts)


@pytest.mark.parametrize("lines", [[], ["\n", "  \r\n"], ["\ufeff"]])
def test_an_empty_file_is_refused(lines: list[str]) -> None:
    assert told_of_lines(*lines) == [
        "1:1: the file is empty; an empty seed is refused, lest it be taken for an empty ledger"
    ]


def test_a_byte_order_mark_is_accepted() -> None:
    assert told_of_lines("\ufeff" + ITEM) == []


def test_lines_may_end_as_on_windows_or_without_their_end() -> None:
    lines = [f"{ITEM}\r", f"{ITEM}\r\n", ITEM, f'{{"item":\r{ITEM[9:]}', '{"itm": 1}\r']
    assert told_of_lines(*lines) == ['5:2: unknown key "itm"; did you mean "item"?']
    for file in jsonl_files(*lines):
        assert [part.locate(("key",))[0] for part in file.parts] == [1, 2, 3, 4]
    assert told_of_lines(ITEM.replace("A", "A\r")) == [
        "1:34: item.title: text holds a line break, tab or other control; write it as an escape: \\n, \\t"
    ]


def test_mistypings_get_a_did_you_mean() -> None:
    assert told_of_lines(
        '{"stances": {}}',
        f'{{"stance": {STANCE.replace("demands", "demand")}}}',
        f'{{"stance": {STANCE.replace("at", "att")}}}',
        '{"item": {"key": "a", "titel": "A", "owner": null}}',
    ) == [
        '1:2: unknown key "stances"; did you mean "stance"?',
        '2:72: stance.stance: "demand" is not a stance; did you mean "demands"?',
        '3:92: stance.cite.att: unknown key "att"; did you mean "at"?',
        '4:23: item.titel: unknown key "titel"; did you mean "title"?',
    ]


def test_numbers_where_text_is_wanted_are_refused_with_a_hint() -> None:
    assert told_of_lines(
        '{"party": {"key": 1, "code": true, "name": 1.5, "role": 3, "aliases": [7]}}',
        '{"round": {"key": "R1", "title": "R", "planned_for": 2026, "venue": {}}}',
        '{"item": {"key": "a", "title": "A", "difficulty": 2.5}}',
        '{"source": {"key": "a", "title": "A", "accessed": 2026}}',
    ) == [
        '1:19: party.key: must be text, not 1; write it in quotes: "1"',
        '1:30: party.code: must be text, not true; write it in quotes: "true"',
        '1:44: party.name: must be text, not 1.5; write it in quotes: "1.5"',
        "1:57: party.role: 3 is not a role; one of: principal, mediator, host, stakeholder",
        '1:72: party.aliases[0]: must be text, not 7; write it in quotes: "7"',
        ("2:54: round.planned_for: a date is a day (2026-01-24), a month (2026-01), a year (2026), two of them (2026-02-12/2026-02-19) or the last one (../2026-02-05), with ~ for about; write it in quotes: "
        '"2026"'),
        "2:69: round.venue: must be text, not keys with values",
        "3:51: item.difficulty: 2.5 is not a whole number; round it",
        '4:51: source.accessed: a day is wanted here: 2026-01-24; write it in quotes: "2026"',
    ]  # fmt: skip


def test_a_number_is_to_be_rounded_where_it_has_a_fraction_and_not_where_it_has_a_sign_for_thousands() -> None:
    item = '{"item": {"key": "a", "title": "A", "difficulty": "%s"}}'
    for number in ("2.5", "2,5", "-2,55", "2.125"):
        assert told_of_lines(item % number)[0].endswith(f'"{number}" is not a whole number; round it')
    for number in ("1,000", "1,000,000", "12,345"):
        assert told_of_lines(item % number)[0].endswith(f'"{number}" is not a whole number')


def test_a_key_twice_is_refused_wherever_it_stands() -> None:
    assert told_of_lines(
        '{"item": {"key": "a", "title": "A", "key": "b"}}',
        '{"item": {"key": "a", "title": "A", "scale": {"low": "a", "high": "b", "l\\u006fw": "c"}}}',
        f"{ITEM[:-1]}, {ITEM[1:]}",
    ) == [
        "1:37: item.key: stands here twice; keep one of the two",
        "2:72: item.scale.low: stands here twice; keep one of the two",
        "3:38: item: stands here twice; keep one of the two",
    ]


def test_control_characters_and_half_characters_are_refused() -> None:
    assert told_of_lines(
        '{"item": {"key": "a", "title": "x\\u001by", "owner": "\\u0000"}}',
        '{"item": {"key": "a", "title": "x\x7fy\x85"}}',
        '{"item": {"key": "a", "title": "x\\ud83dy"}}',
        '{"item": {"key": "a", "title": "x\ty"}}',
        '{"item": {"key": "a", "title": "x", "o\\u0007": ""}}',
    ) == [
        "1:32: item.title: holds the control character U+001B; take it out",
        "1:53: item.owner: holds the control character U+0000; take it out",
        "2:34: holds the control character U+007F; take it out",
        "2:36: holds the control character U+0085; take it out",
        "3:32: item.title: holds the control character U+D83D; take it out",
        "4:34: item.title: text holds a line break, tab or other control; write it as an escape: \\n, \\t",
        ('5:37: item.o⟨U+0007⟩: unknown key "o⟨U+0007⟩"; known here: struck, key, kind, matter, title, question, category,'
        " track, difficulty, scale and 11 more"),
    ]  # fmt: skip


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    assert told_of_lines(ITEM, '{"item": {"key": "é", "title": "caf'.encode() + b'\xe9"}}') == [
        "2:36: is not valid UTF-8: byte 0xE9; save the file as UTF-8"
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[1]", '1:1: a line is one object with one key: {"stance": {…}}'),
        ("{}", '1:1: a line is one object with one key: {"stance": {…}}'),
        ('{"item": {"key": "a", "title": "A"}, "x": 1}', '1:1: a line is one object with one key: {"stance": {…}}'),
        ("items: []", "1:1: a value is expected here; text in quotes, a number, true, false, null, [ ] or { }"),
        ('{"item": {"key": }}', "1:18: item.key: a value is expected here; text in quotes, a number, true, false, null, [ ] or { }"),
        ('{"item": {"key": "a",}}', "1:22: item: a key in quotes is expected here"),
        ('{"item": {"key": "a" "title": "A"}}', "1:22: item: a comma or } is expected here"),
        ('{"item": {"key" "a"}}', "1:17: item: a colon is expected here"),
        ('{"item": {"tags": ["a" "b"]}}', "1:24: item.tags: a comma or ] is expected here"),
        ('{"item": {"key": "a', "1:18: item.key: the quote that is opened here is never closed; close it"),
        ('{"item": {"key": "a\\q"}}', "1:20: item.key: an unknown escape after a backslash; write a backslash twice"),
        ('{"item": {"key": "a"}', "1:22: a comma or } is expected here"),
        ('{"item": {"difficulty": NaN}}', "1:25: item.difficulty: NaN and Infinity are not JSON"),
        ('{"item": {"difficulty": -Infinity}}', "1:25: item.difficulty: NaN and Infinity are not JSON"),
        ('{"item": {"difficulty": ' + "9" * 5000 + "}}", "1:25: item.difficulty: a number has too many digits"),
        (ITEM + " " + ITEM, "1:38: something stands behind the end of the object; one object a line"),
        ('{"item": ' + "[" * 100_000, "1:41: nests deeper than 32 levels; what follows was not read"),
        ('{"item": ' + '{"a": ' * 100_000, "1:196: nests deeper than 32 levels; what follows was not read"),
    ],
)  # fmt: skip
def test_what_is_no_line_of_a_seed_is_told_with_its_place_and_the_next_line_is_read(line: str, fault: str) -> None:
    assert told_of_lines(line, '{"itm": 1}') == [fault, '2:2: unknown key "itm"; did you mean "item"?']


def test_a_place_can_be_asked_for_once_a_line_is_read() -> None:
    ((part,),) = [list(file.parts) for file in jsonl_files(f'{{"stance": {STANCE}}}')]
    assert part.locate(("party",)) == (1, 35)
    assert part.locate(("cite", 0, "at")) == (1, 98)
    assert str(part.fault("no such party", "party")) == "a.jsonl:1:35: stance.party: no such party"


def test_a_record_with_faults_is_known_all_the_same() -> None:
    file = next(iter(jsonl_files('{"item": {"key": "a"}}')))
    assert list(file.parts) == []
    assert file.declared == {("item", "a")}


def test_any_number_of_lines_is_read_in_constant_memory() -> None:
    line = json.dumps({"item": {"key": "a", "title": "word " * 50}}).encode()

    def lines(number: int) -> Iterator[bytes]:
        return (line for _ in range(number))

    def most(number: int) -> int:
        tracemalloc.reset_peak()
        for file in read_jsonl("a.jsonl", lines(number)):
            for part in file.parts:
                assert part.value
        return tracemalloc.get_traced_memory()[1]

    most(10)
    tracemalloc.start()
    few, many = most(100), most(5_000)
    tracemalloc.stop()
    assert many < few + 20_000
