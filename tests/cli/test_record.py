"""Recording one entry from the shell."""

import pytest

from ledger.cli.acts import NOT_ASKED
from ledger.cli.commands.record import command
from ledger.cli.fields import flag
from ledger.domain.entries import STATEMENTS, Statement
from tests.cli.shell import Ran, Shell

LAND = ("record", "stance", "--item", "land", "--party", "red")
R1 = ("--round", "R1")


def record(shell: Shell, *args: str) -> Ran:
    return shell.ok(*LAND, *args, "--width", "200")


def test_a_stance_is_recorded_with_everything_that_is_known_of_it(small: Shell) -> None:
    ran = record(
        small, "--stance", "conditional", "--condition", "if paid", "--held-on", "2026-01-23", "--position", "40", "--salience", "90",
        "--summary", "Red would sell.", "--confidence", "low", "--source", "herald", "--at", "¶4", "--quote", "not for free",
        "--prefix", "he said", "--suffix", "and left", "--translation", "gratis", "--speaker", "own-words", "--credibility", "2",
        "--note", "heard twice", "-m", "phoned in",
    )  # fmt: skip
    numbers = "position 40, salience 90"
    said = f"  new stance, entry 1: land × red: conditional, {numbers}, 2026-01-23 [herald ¶4]"
    assert ran.lines == ["Recorded @2:", said]
    entry = small.ok("show", "1", "--json").json["entry"]
    assert {
        name: entry[name] for name in ("condition", "position", "salience", "summary", "confidence", "held_on")
    } == {
        "condition": "if paid", "position": 40, "salience": 90, "summary": "Red would sell.", "confidence": "low",
        "held_on": "2026-01-23",
    }  # fmt: skip
    assert entry["citations"] == [
        {
            "source": "herald", "at": "¶4", "quote": "not for free", "prefix": "he said", "suffix": "and left",
            "translation": "gratis", "speaker": "own-words", "credibility": 2, "note": "heard twice",
        }
    ]  # fmt: skip
    assert "phoned in" in small.ok("log").out


def test_a_second_source_makes_an_account_of_its_own_that_agrees(small: Shell) -> None:
    record(small, *R1, "--stance", "demands", "--source", "herald", "--at", "¶1")
    ran = record(small, *R1, "--stance", "demands", "--source", "gazette", "--at", "¶2")
    assert ran.lines[1:] == [
        "  new stance, entry 2: land × red: demands, R1 [gazette ¶2]",
        "  agree: entry 2 (land × red: demands, R1, from gazette) with entry 1 (land × red: demands, R1, from herald)",
    ]


def test_a_rival_account_is_said_at_once(small: Shell) -> None:
    record(small, *R1, "--stance", "demands", "--source", "herald")
    ran = record(small, *R1, "--stance", "rejects", "--source", "gazette")
    assert ran.lines[1:] == [
        "  new stance, entry 2: land × red: rejects, R1 [gazette]",
        "  rival: entry 2 (land × red: rejects, R1, from gazette) with entry 1 (land × red: demands, R1, from herald)",
    ]


def test_the_same_again_is_known_already(small: Shell) -> None:
    for _ in range(2):
        ran = record(small, *R1, "--stance", "demands", "--source", "herald", "--at", "¶1")
    assert ran.out == "Known already: nothing was recorded.\n"


def test_what_was_undone_stands_again_when_it_is_recorded_again(small: Shell) -> None:
    said = (*R1, "--stance", "demands", "--cite", "herald ¶1")
    record(small, *said)
    for summary in ((), ("--summary", "In other words.")):  # whatever it says now, it is there to be read
        small.ok("undo", "--last", "--reason", "a try")
        assert "stands in the place of" in record(small, *said, *summary).out
        assert "red" in small.ok("show", "land", "--at", "R1").out.casefold().split("demands")[0]
    small.ok("correct", "5", "--stance", "supports", "--reason", "It does not insist.")
    ran = small(*LAND, *said, "--summary", "In other words.")
    assert ran.code == 5
    assert "said so, from the same place, and was corrected by entry 6" in ran.err


def test_other_details_from_the_same_place_are_no_silent_correction(small: Shell) -> None:
    record(small, *R1, "--stance", "demands", "--source", "herald", "--at", "¶1", "--summary", "Red wants it.")
    ran = small(*LAND, *R1, "--stance", "demands", "--cite", "herald ¶1", "--summary", "Red insists.")
    assert ran.code == 5
    assert "entry 1 says so already, from the same place, with another summary" in ran.err
    assert "posl correct 1" in ran.err
    assert small.ok("show", "1", "--json").json["entry"]["state"] == "counts"


def test_who_says_less_from_the_same_place_learns_what_the_entry_keeps(small: Shell) -> None:
    record(small, *R1, "--stance", "demands", "--source", "herald", "--at", "¶1", "--summary", "Red wants it.")
    ran = small(*LAND, *R1, "--stance", "demands", "--cite", "herald ¶1")
    assert (ran.code, ran.out) == (0, "Known already: nothing was recorded.\n")
    assert "entry 1 keeps what is left out here: summary; to take it off: posl correct 1 …" in ran.err
    assert small.ok("show", "1", "--json").json["entry"]["summary"] == "Red wants it."


def test_several_sources_are_recorded_once_for_each(small: Shell) -> None:
    ran = record(small, *R1, "--stance", "demands", "--cite", "herald ¶1", "--cite", "gazette p. 3")
    assert ran.lines[1:3] == [
        "  new stance, entry 1: land × red: demands, R1 [herald ¶1]",
        "  new stance, entry 2: land × red: demands, R1 [gazette p. 3]",
    ]


def test_a_status_and_an_event(small: Shell) -> None:
    cite = ("--source", "herald", "--at", "¶2", "--width", "200")
    ran = small.ok("record", "status", "--item", "pledge", "--status", "kept", "--held-on", "2026-02", *cite)
    assert ran.lines[1] == "  new status, entry 1: pledge: kept, 2026-02 [herald ¶2]"
    event = ("record", "event", "--title", "A storm", "--held-on", "2026-02-01", "--item", "land", "--item", "fuel")
    assert small.ok(*event, *cite).lines[1] == "  new event, entry 2: A storm, 2026-02-01 [herald ¶2]"
    assert small.ok("show", "2", "--json").json["entry"]["items"] == ["land", "fuel"]


def test_json_says_what_was_recorded(small: Shell) -> None:
    found = small.ok(*LAND, *R1, "--stance", "demands", "--source", "herald", "--json").json
    assert (found["schema"], found["changesets"]) == ("position-ledger/import/1", [2])
    assert (found["recorded"]["stances"], found["recorded"]["statuses"], found["entries"]) == (1, 0, [1])


def test_a_day_that_may_be_a_slip_is_noted_and_recorded(small: Shell) -> None:
    args = (*LAND, "--stance", "demands", "--source", "herald", "--round", "R2")
    ran = small.ok(*args, "--held-on", "2026-01-30")
    assert ran.err.startswith(
        "note: entry 1 is held on 2026-01-30, outside round R2 (2026-02-04 to 2026-02-05); a slip: "
    )
    (notice,) = small.ok(*args, "--held-on", "2026-01-31", "--json").json["notices"]
    assert notice.startswith("entry 2 is held on 2026-01-31, outside round R2")


def test_what_was_said_between_rounds_is_taken_out_of_the_round(small: Shell) -> None:
    """The way that the note on such a day names."""
    small.ok(*LAND, "--stance", "demands", "--source", "herald", "--round", "R2", "--held-on", "2026-01-30")
    ran = small.ok("correct", "1", "--round", "", "--reason", "It was between rounds.")
    assert ran.err == ""
    entry = small.ok("show", "2", "--json").json["entry"]
    assert (entry["round"], entry["held_on"]) == (None, "2026-01-30")


def test_everything_missing_is_named_at_once(small: Shell) -> None:
    ran = small("record", "stance")
    assert ran.code == 2
    assert "missing: --item, --party, --stance, --held-on or --round, --source" in ran.err


def test_a_quote_adds_to_the_one_citation_given_in_short(small: Shell) -> None:
    ran = record(
        small, *R1, "--stance", "demands", "--cite", "herald ¶1", "--quote", "all of it", "--speaker", "own-words"
    )
    assert ran.lines[1] == "  new stance, entry 1: land × red: demands, R1 [herald ¶1]"
    (cited,) = small.ok("show", "1", "--json").json["entry"]["citations"]
    assert (cited["quote"], cited["speaker"]) == ("all of it", "own-words")


def test_no_entry_without_a_source(small: Shell) -> None:
    ran = small(*LAND, *R1, "--stance", "demands", "--at", "¶3")
    assert (ran.code, "missing: --source" in ran.err) == (2, True)
    for nothing in (("--source", ""), ("--cite", " ")):
        assert small(*LAND, *R1, "--stance", "demands", *nothing).code == 2


def test_a_mistyped_word_gets_a_did_you_mean(small: Shell) -> None:
    ran = small(*LAND, *R1, "--stance", "demnds", "--source", "herald")
    assert ran.code == 2
    assert 'did you mean "demands"?' in ran.err


def test_every_wrong_key_is_named_by_its_option(small: Shell) -> None:
    ran = small(
        "record",
        "stance",
        "--item",
        "lnd",
        "--party",
        "Rad",
        "--stance",
        "demands",
        "--round",
        "R9",
        "--source",
        "hrald",
    )
    assert ran.code == 3
    assert [line.strip() for line in ran.err.splitlines()[1:]] == [
        '--item: "lnd" is not a known item; did you mean "land"?',
        '--party: "Rad" is not a known party; did you mean "red"?',
        '--round: "R9" is not a known round; known here: R1, R2, R3',
        '--source: "hrald" is not a known source; did you mean "herald"?',
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--stance", "conditional", *R1), "a conditional stance needs its condition"),
        (("--stance", "demands", "--position", "200", *R1), "--position: 200 is too large: at most 100"),
        (("--stance", "demands", "--held-on", "5 feb"), '--held-on: "5 feb": a date is a day (2026-01-24), a month'),
        (("--stance", "demands", "--round", "R3"), "--round: round R3 has no date yet"),
        (("--stance", "demands", "--credibility", "7", *R1), "--credibility: 7 is too large: at most 6"),
        (
            ("--stance", "demands", "--summary", "a\x1bb", *R1),
            '--summary: "a⟨U+001B⟩b": holds the control character U+001B',
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_option(small: Shell, args: tuple[str, ...], said: str) -> None:
    ran = small(*LAND, "--source", "herald", *args)
    assert ran.code == 3
    assert said in ran.err
    assert small.ok("log").out.count("@") == 1


def test_who_is_not_known_is_told_with_how_a_person_comes_in(small: Shell) -> None:
    (small.folder / "people.yaml").write_text("persons: [{key: ana, name: Ana of Red}]", encoding="utf-8")
    small.ok("import", str(small.folder / "people.yaml"))
    ran = small("record", "remark", "--by", "Bo", "--text", "So.", "--held-on", "2026-01-24", "--cite", "herald ¶1")
    assert '"Bo" is not a known person; known here: ana; somebody new comes in by a seed, under persons:' in ran.err
    assert "; of somebody who is not named, leave by out" in ran.err


def test_what_is_wrong_with_a_citation_is_said_with_the_option_that_gave_it(small: Shell) -> None:
    args = (*LAND, "--stance", "demands", *R1)
    assert '--cite: "hrald" is not a known source' in small(*args, "--cite", "hrald ¶1").err
    for key in ("hrald ¶1", "¶1", "her:ald"):
        ran = small(*args, "--source", "herald", "--cite", key)
        assert (ran.code, "--cite: " in ran.err, "--source" in ran.err) == (3, True, False)
    ran = small(*args, "--source", "hrald", "--cite", "gazete ¶1", "--credibility", "3")
    assert [line.split(":")[0].strip() for line in ran.err.splitlines()[1:]] == ["--source", "--cite"]
    assert (
        "--credibility: 7 is too large"
        in small(*args, "--source", "herald", "--credibility", "7", "--cite", "herald").err
    )
    small.ok(*args, "--source", "herald")
    assert '--cite: "hrald" is not a known source' in small("correct", "1", "--cite", "hrald", "--reason", "x").err


@pytest.mark.parametrize("model", STATEMENTS.values())
def test_every_field_of_a_statement_is_an_option(model: type[Statement]) -> None:
    """A field added to a stance is an option by itself."""
    options = {name for option in command.commands[model.kind.value].params for name in option.opts}
    for name in model.model_fields.keys() - NOT_ASKED:
        assert flag(model, name) in options


def test_hostile_text_is_shown_literally_by_every_act(small: Shell) -> None:
    hostile = "[/] [bold]x[/bold] \u202eevil\u200b"
    shown = "[/] [bold]x[/bold] ⟨U+202E⟩evil⟨U+200B⟩"
    wide = ("--width", "1000")
    said = [
        small.ok("record", "event", "--title", hostile, "--held-on", "2026", "--cite", f"herald {hostile}", *wide).out,
        small.ok("review", "list", *wide).out,
        small.ok("review", "accept", "1", "--note", hostile, *wide).out,
        small.ok("correct", "1", "--summary", hostile, "--reason", hostile, *wide).out,
        small("correct", "1", "--summary", "x", "--reason", "x").err,
        small.ok("retract", "2", "--reason", hostile, *wide).out,
        small.ok("edit", "land", "--set", f"title={hostile}", *wide).out,
        small("edit", hostile, "--set", "title=x").err,
        small.ok("source", "add", "x", hostile, *wide).out,
    ]
    for text in said:
        assert shown in text
        assert "\u202e" not in text
        assert "\u200b" not in text


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("retract", "1", "--reason", ""), "reason: must not be empty"),
        (("retract", "1", "--reason", "a\x1bb"), 'reason: "a⟨U+001B⟩b": holds the control character U+001B'),
        (("settle", "land", "red", "--keep", "1", "--reason", " "), "reason: must not be empty"),
        (("undo", "@2", "--reason", ""), "reason: must not be empty"),
        (("correct", "1", "--stance", "doubts", "--reason", ""), "reason: must not be empty"),
        (("review", "accept", "1", "--note", "a\x1bb"), 'note: "a⟨U+001B⟩b": holds the control character U+001B'),
        (
            ("edit", "land", "--set", "title=x", "-m", "a\x1bb"),
            'message: "a⟨U+001B⟩b": holds the control character U+001B',
        ),
        (
            ("--author", "a\x1bb", "retract", "1", "--reason", "x"),
            'author: "a⟨U+001B⟩b": holds the control character U+001B',
        ),
        (("--author", " ", "retract", "1", "--reason", "x"), "author: must not be empty"),
    ],
)
def test_reasons_messages_and_names_that_cannot_be_kept_are_refused(
    small: Shell, args: tuple[str, ...], said: str
) -> None:
    record(small, *R1, "--stance", "demands", "--cite", "herald ¶1")
    ran = small(*args)
    assert ran.code == 3
    assert said in ran.err
    assert len(small.ok("log", "--json").json["rows"]) == 2


def test_a_file_with_a_hostile_name_is_named_safely_in_the_log(small: Shell) -> None:
    path = small.folder / "a\x1b\u202eb.yaml"
    path.write_text("items: [{key: sea, title: Sea}]")
    small.ok("import", str(path))
    lines = small.ok("export").out
    assert "import a⟨U+001B⟩⟨U+202E⟩b.yaml" in lines


NONE = "99999999999999999999"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("retract", NONE, "--reason", "x"), 4),
        (("correct", NONE, "--stance", "doubts", "--reason", "x"), 4),
        (("undo", f"@{NONE}", "--reason", "x"), 4),
        (("review", "accept", NONE), 4),
        (("review", "list", "--changeset", f"@{NONE}"), 4),
        (("show", NONE), 4),
        (("show", f"@{NONE}"), 4),
        ((*LAND, *R1, "--stance", "demands", "--cite", "herald", "--after", NONE), 3),
    ],
)
def test_a_number_that_no_database_holds_is_no_fault_of_the_program(
    small: Shell, args: tuple[str, ...], code: int
) -> None:
    ran = small(*args)
    assert ran.code == code
    assert "unexpected" not in ran.err


def test_an_issue_takes_an_article_that_fits(small: Shell) -> None:
    ran = small("record", "status", "--item", "land", "--status", "kept", "--round", "R1", "--cite", "herald ¶2")
    assert '"kept" is not a status of an issue; land is an issue; one of' in ran.err


def test_who_types_a_title_where_a_key_is_asked_for_is_told_the_key(small: Shell) -> None:
    """A title names nothing, since people reword titles; what is typed is a key or none, and either is told alike."""
    more = small.folder / "more.yaml"
    more.write_text("items: [{key: solar-park, title: Solar park}, {key: mill, title: Watermill}]", encoding="utf-8")
    small.ok("import", str(more))
    meant = {
        (
            "--item",
            "solar Park",
        ): 'did you mean "solar-park" (Solar park)?; known here: fuel, land, mill, pledge, solar-park',
        ("--item", "watermill"): 'did you mean "mill" (Watermill)?',
        ("--item", "Nothing of it"): "known here: fuel, land, mill, pledge, solar-park",
        ("--source", "Our own reading"): 'did you mean "desk" (Our own reading)?',
        ("--cite", "Herold ¶2"): 'did you mean "herald"?',
    }
    for (option, typed), hint in meant.items():
        given = {"--item": "land", "--source": "herald"} | {option: typed}
        if option == "--cite":
            del given["--source"]
        words = [word for pair in given.items() for word in pair]
        ran = small("record", "stance", *words, "--party", "red", "--stance", "demands", *R1)
        assert ran.code == 3
        assert f"{option}: " in ran.err
        assert hint in ran.err
