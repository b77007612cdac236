"""A person writes YAML, and hears what is wrong with it, where, and how to mend it."""

import codecs

import pytest

from ledger.domain.entries import StanceEntry
from ledger.domain.records import Item, Party, Round
from tests.formats.told import told, yaml_file

STANCE = "{item: a, party: b, held_on: 2026-01-24, stance: demands, cite: {at: ¶1}}"


# ----------------------------------------------------------------------------------------------------------------------
# What stands in a seed


def test_a_file_holds_blocks_in_any_order_and_gives_them_in_theirs() -> None:
    file = yaml_file(f"""
        stances: [{STANCE}]
        items: [{{key: a, title: A}}]
        source: {{key: s, title: S}}
        parties:
          - {{key: b, code: BB, name: B, role: principal}}
          - {{key: c, code: CC, name: C, role: host}}
        changeset: {{author: Ana}}
    """)
    assert file.faults == []
    assert [(part.block, part.path) for part in file.parts] == [
        ("changeset", "changeset"), ("party", "parties[0]"), ("party", "parties[1]"), ("source", "source"),
        ("item", "items[0]"), ("stance", "stances[0]"),
    ]  # fmt: skip


def test_norway_dates_octal_and_null_stay_the_text_they_are() -> None:
    file = yaml_file("""
        parties:
          - {key: NO, code: NO, name: on, role: principal, aliases: [0755, 1e3, 12:40, ~, null, 2026-01-24, =, .inf]}
        rounds: [{key: 2026-01, title: yes, host: off, planned_for: 2026-01}]
    """)
    assert file.faults == []
    party, stage = (part.value for part in file.parts)
    assert isinstance(party, Party)
    assert isinstance(stage, Round)
    assert (party.key, party.code, party.name) == ("NO", "NO", "on")
    assert party.aliases == ("0755", "1e3", "12:40", "~", "null", "2026-01-24", "=", ".inf")
    assert (stage.key, stage.title, stage.host, str(stage.planned_for)) == ("2026-01", "yes", "off", "2026-01")


def test_a_key_with_nothing_behind_it_counts_as_left_out() -> None:
    file = yaml_file("""
        items:
          - key: a
            title: A
            owner:
            tags:       # none yet
            scale:
        events:
        source:
    """)
    assert file.faults == []
    (part,) = file.parts
    assert part.value == Item(key="a", title="A")


def test_a_required_key_with_nothing_behind_it_is_told_as_such() -> None:
    assert told("""
        items:
          - key: a
            title:
          - key:
            title: ""
    """) == [
        '3:5: items[0].title: "title" has no value; write one after the colon',
        '4:5: items[1].key: "key" has no value; write one after the colon',
        "5:12: items[1].title: must not be empty",
    ]


def test_one_value_may_stand_where_a_list_is_expected() -> None:
    file = yaml_file("items: [{key: a, title: A, tags: core, links: [{depends-on: b}]}]")
    assert [part.value.tags for part in file.parts] == [("core",)]


def test_one_entry_is_corrected_by_its_number_or_by_what_it_says() -> None:
    file = yaml_file(f"""
        stances:
          - {STANCE[:-1]}, corrects: 12}}
          - {STANCE[:-1]}, corrects: {{stance: silent, held_on: 2026}}}}
    """)
    assert [str(part.value.corrects) for part in file.parts] == ["entry 12", "stance: silent, held_on: 2026"]


def test_a_citation_without_a_source_is_left_for_the_planner() -> None:
    (part,) = yaml_file(f"stances: [{STANCE}]").parts
    assert isinstance(part.value, StanceEntry)
    assert part.value.cite[0].source is None


@pytest.mark.parametrize("text", ["items: []", "items:\n", "---\nitems: []\n...\n", "%YAML 1.2\n---\nitems: []"])
def test_a_block_may_be_empty(text: str) -> None:
    assert told(text) == []


def test_files_from_windows_are_read() -> None:
    file = yaml_file(codecs.BOM_UTF8 + "items:\r\n  - key: a\r\n    title: é\r\n    knd: issue\r\n".encode())
    assert [str(fault) for fault in file.faults] == [
        'a.yaml:4:5: items[0].knd: unknown key "knd"; did you mean "kind"?'
    ]


# ----------------------------------------------------------------------------------------------------------------------
# Mistyped


def test_a_mistyped_stance_gets_a_did_you_mean() -> None:
    text = """
        # seeds/x/01.yaml
        source: {key: s, title: S}
        stances:
        - {item: a, party: b, round: R1, stance: supports, cite: {at: ¶1}}
        - {item: a, party: c, round: R1, stance: rejects, cite: {at: ¶2}}
        - item: a
          party: d
          round: R1
          cite:
            at: ¶3
            quote: we insist

          # as the spokesman had it
          stance: demand
    """
    assert told(text, "seeds/x/01.yaml") == [
        'seeds/x/01.yaml:14:11: stances[2].stance: "demand" is not a stance; did you mean "demands"?'
    ]


def test_a_word_like_no_other_gets_the_list_of_words() -> None:
    assert told("parties: [{key: a, code: AA, name: A, role: x}]") == [
        '1:45: parties[0].role: "x" is not a role; one of: principal, mediator, host, stakeholder'
    ]


def test_a_mistyped_key_gets_a_did_you_mean_wherever_it_stands() -> None:
    assert told("""
        partys: []
        items:
          - key: a
            titel: A
            scale: {low: 0, hihg: 1}
            links: [{depnds-on: b}]
            ownr:
        stances:
          - item: a
            party: b
            held_on: 2026-01-24
            stance: demands
            cite:
              - {at: ¶1}
              - {att: ¶2, quoted: x}
        colour: red
    """) == [
        '1:1: unknown key "partys"; did you mean "parties"?',
        '4:5: items[0].titel: unknown key "titel"; did you mean "title"?',
        '5:21: items[0].scale.hihg: unknown key "hihg"; did you mean "high"?',
        '6:13: items[0].links[0]: "depnds-on" is not a kind of link; did you mean "depends-on"?',
        '7:5: items[0].ownr: unknown key "ownr"; did you mean "owner"?',
        '15:10: stances[0].cite[1].att: unknown key "att"; did you mean "at"?',
        '15:19: stances[0].cite[1].quoted: unknown key "quoted"; did you mean "quote"?',
        (
            '16:1: unknown key "colour"; known here: changeset, ledger, parties, persons, rounds, sources, items, delegates,'
            " marks, views and 16 more"
        ),
    ]


def test_what_is_missing_is_told_at_the_head_of_the_element() -> None:
    assert told("items:\n  - kind: issue\n  - {title: A}") == [
        '2:5: items[0]: "key" is missing',
        '2:5: items[0]: "title" is missing',
        '3:5: items[1]: "key" is missing',
    ]


def test_wrong_values_are_told_in_plain_words() -> None:
    assert told("""
        parties: [{key: a b, code: RUSSIA, name: [A], role: host, struck: perhaps}]
        items: [{key: now, title: A, difficulty: 9, tags: {a: b}, scale: high}]
        source: {key: s, title: "a\\nb", sha256: ABC, published: 2026-02-30, accessed: 2026-02}
        rounds: [{key: R1, title: R, starts: 2026-02, planned_for: soon}]
        stances:
          - {item: a, party: b, held_on: 2026-01-24, stance: silent, cite: [], position: 1e3, salience: -1, corrects: x}
          - {item: a, party: b, held_on: 2026-01-24, stance: silent, cite: ¶4}
        changeset: {recorded_at: yesterday}
        reviews: none
        ledger: [title]
    """) == [
        "1:17: parties[0].key: \"a b\": a key is letters, digits, '-', '_' and '.', starting with a letter or digit",
        '1:28: parties[0].code: "RUSSIA" is not a code: a code is 2 to 4 letters or digits',
        "1:42: parties[0].name: must be text, not a list",
        '1:67: parties[0].struck: "perhaps" is neither true nor false',
        '2:15: items[0].key: "now" has a meaning of its own in points; choose another key',
        '2:42: items[0].difficulty: "9" is too large: at most 5',
        "2:51: items[0].tags: must be a list, not keys with values; put it in [ ], or on its own line after a dash",
        '2:66: items[0].scale: must be keys with values, not "high"',
        '3:25: source.title: "a b": must stand on one line',
        '3:41: source.sha256: "ABC" is not a SHA-256: that is 64 of the characters 0–9 and a–f',
        (
            "3:57: source.published: 2026-02-30 is not in the calendar; a date is a day (2026-01-24), a month (2026-01), a"
            " year (2026), two of them (2026-02-12/2026-02-19) or the last one (../2026-02-05), with ~ for about"
        ),
        '3:79: source.accessed: "2026-02": a day is wanted here: 2026-01-24',
        (
            '4:60: rounds[0].planned_for: "soon": a date is a day (2026-01-24), a month (2026-01), a year (2026), two of them'
            " (2026-02-12/2026-02-19) or the last one (../2026-02-05), with ~ for about"
        ),
        "6:68: stances[0].cite: must not be empty",
        '6:82: stances[0].position: "1e3" is not a whole number',
        '6:97: stances[0].salience: "-1" is too small: at least 0',
        '6:111: stances[0].corrects: "x" is not a whole number',
        '7:68: stances[1].cite: must be keys with values, not "¶4"',
        '8:26: changeset.recorded_at: "yesterday" is not a time in UTC (2026-01-24T18:30:00Z)',
        '9:10: reviews: must be a list, not "none"; put a dash before each of the reviews',
        "10:9: ledger: must be keys with values, not a list",
    ]


def test_what_would_be_right_elsewhere_is_told_with_the_place_where_it_belongs() -> None:
    days = (
        "a date is a day (2026-01-24), a month (2026-01), a year (2026), two of them (2026-02-12/2026-02-19) "
        "or the last one (../2026-02-05), with ~ for about"
    )
    assert told("""
        stances:
          - {item: a, party: b, held_on: R1, stance: agreed, cite: {at: ¶1}}
        statuses:
          - {item: a, round: R1, status: open, cite: {at: ¶1}, corrects: {stance: agreed, held_on: R4}, reason: r}
          - {item: a, held_on: Jan 24, status: supports, cite: {at: ¶1}}
    """) == [
        f'2:34: stances[0].held_on: "R1": {days}; a round is named by round: R1, in place of held_on',
        '2:46: stances[0].stance: "agreed" is not a stance; it is a status, which stands under statuses:',
        '4:75: statuses[0].corrects.stance: "agreed" is not a stance; write status: agreed',
        f'4:92: statuses[0].corrects.held_on: "R4": {days}; a round is named by round: R4, in place of held_on',
        f'5:24: statuses[1].held_on: "Jan 24": {days}',
        '5:40: statuses[1].status: "supports" is not a status; it is a stance, which stands under stances:',
    ]


def test_the_rules_between_fields_are_checked_even_where_another_field_is_wrong() -> None:
    assert told("""
        stances:
          - {item: a, party: b, stance: conditional, cite: {spaeker: media}}
          - {item: a, party: b, stance: conditional, condition: c, cite: {at: ¶1}}
          - {item: a, party: b, stance: condtional, held: 2026, cite: {at: ¶1}}
    """) == [
        "2:5: stances[0]: when? give held_on (2026-01-24, 2026-01 or 2026) or round",
        "2:5: stances[0]: a conditional stance needs its condition: what would make the party say yes",
        '2:53: stances[0].cite.spaeker: unknown key "spaeker"; did you mean "speaker"?',
        "3:5: stances[1]: when? give held_on (2026-01-24, 2026-01 or 2026) or round",
        '4:33: stances[2].stance: "condtional" is not a stance; did you mean "conditional"?',
        '4:45: stances[2].held: unknown key "held"; did you mean "held_on"?',
    ]


def test_elements_that_are_empty_or_bare_words_are_told() -> None:
    assert told("""
        items:
          -
          - territory
          - - a
        parties: {key: a}
        rounds: R1
    """) == [
        "2:4: items[0]: is empty; write something after the dash, or take it out",
        '3:5: items[1]: must be keys with values, not "territory"',
        "4:5: items[2]: must be keys with values, not a list",
        "5:10: parties: must be a list, not keys with values; put a dash before each of the parties",
        '6:9: rounds: must be a list, not "R1"; put a dash before each of the rounds',
    ]


def test_a_record_with_faults_is_known_all_the_same() -> None:
    file = yaml_file("""
        items: [{key: a}, {key: "b c", title: B}, {key: c, title: C}]
        parties: [{key: p, role: boss}]
        delegates: [{round: R1, party: p, person: Ana, led: true}]
        stances: [{item: a}]
    """)
    assert file.declared == {("item", "a"), ("party", "p"), ("delegate", "R1/p/Ana")}
    assert [part.path for part in file.parts] == ["items[2]"]


def test_a_messages_shows_no_more_of_a_value_than_fits_and_nothing_that_hides() -> None:
    (fault,) = yaml_file(f'parties: [{{key: a, code: AA, name: A, role: "\\u202e{"x" * 500}"}}]').faults
    assert fault.message == f'"⟨U+202E⟩{"x" * 52}…" is not a role'


# ----------------------------------------------------------------------------------------------------------------------
# Refused


def test_a_key_twice_is_refused_wherever_it_stands() -> None:
    assert told("""
        items:
          - key: a
            title: A
            key: b
            scale: {low: a, high: b, low: c}
        parties: []
        items: [{key: x, title: X, title: Y}]
    """) == [
        "4:5: items[0].key: stands here twice; keep one of the two",
        "5:30: items[0].scale.low: stands here twice; keep one of the two",
        "7:1: items: stands here twice; keep one of the two",
        "7:28: items[0].title: stands here twice; keep one of the two",
    ]


def test_anchors_aliases_and_tags_are_refused() -> None:
    assert told("""
        items: &all
          - {key: &k a, title: *k, owner: !me Ana}
          - &i
            key: b
            title: !!str B
          - *i
          - <<: *i
            key: d
            title: D
          - !item {key: e, title: E}
        parties: *all
        !x rounds: []
        *k : 1
    """) == [
        "1:8: items: is an anchor; anchors are not read: take it out, or quote text that starts with &",
        "2:11: items[0].key: is an anchor; anchors are not read: take it out, or quote text that starts with &",
        "2:24: items[0].title: is an alias; aliases are not read: write the value out, or quote text that starts with *",
        "2:35: items[0].owner: has a tag; tags are not read: take it out, or quote text that starts with !",
        "3:5: items[1]: is an anchor; anchors are not read: take it out, or quote text that starts with &",
        "5:12: items[1].title: has a tag; tags are not read: take it out, or quote text that starts with !",
        "6:5: items[2]: is an alias; aliases are not read: write the value out, or quote text that starts with *",
        (
            '7:5: items[3].<<: unknown key "<<"; known here: struck, key, kind, matter, title, question, category, track,'
            " difficulty, scale and 11 more"
        ),
        "7:9: items[3].<<: is an alias; aliases are not read: write the value out, or quote text that starts with *",
        "10:5: items[4]: has a tag; tags are not read: take it out, or quote text that starts with !",
        "11:10: parties: is an alias; aliases are not read: write the value out, or quote text that starts with *",
        "12:1: has a tag; tags are not read: take it out, or quote text that starts with !",
        "13:1: is an alias; aliases are not read: write the value out, or quote text that starts with *",
    ]


def test_tag_directives_are_refused() -> None:
    assert told("%TAG !e! tag:example.org,2026:\n---\nitems: []") == [
        "1:1: has a tag; tags are not read: take it out, or quote text that starts with !"
    ]


def test_keys_that_are_no_words_are_refused() -> None:
    assert told("""
        items:
          - key: a
            title: A
            ? [owner]
            : Ana
        ? {rounds: x}
        : []
    """) == [
        "4:7: items[0]: is not a key; a key is one word followed by a colon",
        "6:3: is not a key; a key is one word followed by a colon",
    ]
    assert told("{[items]: []}") == ["1:2: is not a key; a key is one word followed by a colon"]


def test_control_characters_are_refused_whichever_way_they_come() -> None:
    text = 'items:\n  - {key: a, title: "x\\x1by", owner: "\\0", "own\\aer": z}\n  - {key: b, title: a\x1bb}\n# \x07\x7f\x85\n'
    assert told(text.encode()) == [
        "2:21: items[0].title: holds the control character U+001B; take it out",
        "2:38: items[0].owner: holds the control character U+0000; take it out",
        '2:44: items[0].own⟨U+0007⟩er: unknown key "own⟨U+0007⟩er"; did you mean "owner"?',
        "3:22: holds the control character U+001B; take it out",
        "4:3: holds the control character U+0007; take it out",
        "4:4: holds the control character U+007F; take it out",
        "4:5: holds the control character U+0085; take it out",
    ]


def test_a_lone_carriage_return_is_refused() -> None:
    assert "1:7: holds the control character U+000D; take it out" in told(b"items:\r  - {}\r\n")


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    assert told("items:\n  - key: a\n    title: é ".encode() + b"caf\xe9\n    knd: x\n") == [
        "3:17: is not valid UTF-8: byte 0xE9; save the file as UTF-8",
        '4:5: items[0].knd: unknown key "knd"; did you mean "kind"?',
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_in_another_unicode_encoding_is_told_as_such(encoding: str) -> None:
    assert told("items: []".encode(encoding)) == ["1:1: is UTF-16 text; save it as UTF-8"]


def test_a_file_that_is_not_text_is_told_shortly() -> None:
    faults = told(bytes(range(256)) * 100)
    assert len(faults) == 21
    assert faults[-1].endswith("holds still more such characters; is this a text file?")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "{}", "\ufeff", "--- # later\n...\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    (fault,) = told(text)
    assert fault.endswith("the file is empty; an empty seed is refused, lest it be taken for an empty ledger")


@pytest.mark.parametrize("text", ["- a", "text", "[items]", '"items: []"', "12"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    assert told(text) == ["1:1: is not a seed; a seed is keys with values, such as items: and stances:"]


def test_a_second_document_is_refused() -> None:
    assert told("items: [{key: a}]\n---\nitems: []\n") == [
        '1:9: items[0]: "title" is missing',
        "2:1: another document starts here; one file is one changeset: split the file",
    ]


@pytest.mark.parametrize(
    ("start", "where"),
    [
        ("items: ", "1:39: items[0]"),
        ("items: [{key: ", "1:44: items[0]"),
        ("colour: ", "1:40"),
        ("? ", "1:34"),
        ("", "1:33"),
    ],
)
@pytest.mark.parametrize("nest", ["[", "{a: ", "[{a: [", "- "])
def test_nesting_without_end_is_refused_and_does_no_harm(start: str, where: str, nest: str) -> None:
    faults = told(start + nest * 100_000)
    assert faults
    if nest == "[" and start:
        assert faults[-1] == f"{where}: nests deeper than 32 levels; what follows was not read"


def test_nesting_to_the_limit_is_told_for_what_it_is() -> None:
    inside = "[" * 29 + "]" * 29
    assert told(f"items: [{{key: {inside}}}]") == [
        '1:9: items[0]: "title" is missing',
        "1:15: items[0].key: must be text, not a list",
    ]
    assert "nests deeper" in told(f"items: [{{key: [{inside}]}}]")[0]


# ----------------------------------------------------------------------------------------------------------------------
# Not YAML at all


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("items:\n\t- a", '2:1: a tab stands in the indentation; indent with spaces'),
        ("items:\n  - key: a\n\t  title: b", "3:1: a tab stands in the indentation; indent with spaces"),
        ("items:\n  - title: Gas: the rest", '2:15: a value holds a colon followed by a space; put the text in "quotes"'),
        ("items:\n  - title: @home", '2:12: a value cannot start with this character; put the text in "quotes"'),
        ("items:\n  - title: 'a\n  - b", "2:12: the quote that is opened here is never closed; close it"),
        ('ledger: {title: "a\\q"}', "1:19: an unknown escape after a backslash; write a backslash twice, or use single quotes"),
        ("items: - a", "1:8: a dash stands where no list can start; check the indentation here and in the line above, and the quotes"),
        ("items: [a, b\n", "2:1: a list in [ ] goes wrong here; a comma, a quote or the ] is missing; it began in line 1"),
        ("ledger: {title: a\nitems: []\n", "2:6: keys in { } go wrong here; a comma, a quote or the } is missing; it began in line 1"),
        ("ledger:\n  title: a\n description: b", "3:2: a key is expected here; check the indentation here and in the line above, and the quotes; it began in line 1"),
        ("ledger:\n  title: \"a\" b", "2:14: a key is expected here; check the indentation here and in the line above, and the quotes"),
        ("items: []\nparties\nrounds: []", "3:1: a key without its colon; check the indentation here and in the line above, and the quotes; it began in line 2"),
        ("items: []\n}", None),
        ("ledger: {title: |x\n}", None),
        ("a: &", None),
        ("a: !<", None),
        ("%FOO", None),
        ("%YAML 9.9\n---\na: b", None),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_in_plain_words(text: str, fault: str | None) -> None:
    faults = told(text)
    if fault is None:
        assert len(faults) >= 1
    else:
        assert faults[-1] == fault


def test_what_stands_before_a_syntax_error_is_told_too() -> None:
    assert told("items:\n  - {key: a}\n  - {key: b, titel: B}\n  - title: 'x\n") == [
        '2:5: items[0]: "title" is missing',
        '3:14: items[1].titel: unknown key "titel"; did you mean "title"?',
        "4:12: the quote that is opened here is never closed; close it",
    ]


# ----------------------------------------------------------------------------------------------------------------------
# Places


def test_a_place_can_be_asked_for_once_the_file_is_read() -> None:
    file = yaml_file("""
        stances:
          - item: a
            party: b
            held_on: 2026-01-24
            stance: demands
            summary: |
              two

              lines
            cite:
            - at: ¶1
            - {at: ¶2,
               quote: "x"}
          - {item: a, party: c, round: R1, stance: silent, cite: {source: s}, position: }
    """)
    first, second = file.parts
    assert first.locate(()) == (2, 5)
    assert first.locate(("stance",)) == (5, 13)
    assert first.locate(("summary",)) == (6, 14)
    assert first.locate(("cite", 1, "quote")) == (13, 15)
    assert first.locate(("nowhere", "at", "all")) == (2, 5)
    assert second.locate(("cite", 0, "source")) == (14, 67)
    assert second.locate(("position",)) == (14, 71)
    fault = second.fault("no such party", "party", hint="did you mean?")
    assert str(fault) == "a.yaml:14:22: stances[1].party: no such party; did you mean?"


def test_lines_are_counted_as_editors_count_them() -> None:
    file = yaml_file('items:\n  - {key: "a", title: "x\u2028y"}\n  - {key: b, titel: "x\u2029y"}\n'.encode())
    assert [fault.line for fault in file.faults] == [3]
    assert [part.locate(("title",)) for part in file.parts] == [(2, 23)]
