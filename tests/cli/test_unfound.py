"""Quotes and places that are not in the text: refused with exit 3, recorded with ``--unfound``, listed with exit 1."""

import json
import sqlite3

import pytest

from tests.cli.shell import Ran, Shell

TEXT = "The Herald, by our correspondent.\n\nRed will have all of the land.\nAsked twice, Red said: all of it.\n"
LAND = (
    "record",
    "stance",
    "--item",
    "land",
    "--party",
    "red",
    "--round",
    "R1",
    "--stance",
    "demands",
    "--width",
    "200",
)
WRONG = "Red will have some of the land"


@pytest.fixture
def attached(small: Shell) -> Shell:
    (small.folder / "herald.txt").write_text(TEXT, encoding="utf-8")
    small.ok("source", "attach", "herald", str(small.folder / "herald.txt"))
    return small


def record(shell: Shell, quote: str, *more: str) -> Ran:
    return shell(*LAND, "--source", "herald", "--quote", quote, *more)


def test_a_quote_that_is_not_there_is_refused_with_what_resembles_it(attached: Shell) -> None:
    ran = record(attached, WRONG)
    assert (ran.code, ran.out) == (3, "")
    assert f'--quote: "{WRONG}" is not in the text of herald; what resembles it stands in ¶2: "Red will have' in ran.err
    assert "--unfound records it all the same" in ran.err
    error = json.loads(record(attached, WRONG, "--json").err)
    assert (error["exit"], error["errors"][0]["path"]) == (3, "--quote")
    assert attached.ok("log", "--json").json == attached.ok("log", "--json").json
    assert "Red will" not in attached.ok("show", "land").out


def test_a_wrong_place_is_refused_with_the_right_one(attached: Shell) -> None:
    ran = record(attached, "all of the land", "--at", "¶3")
    assert ran.code == 3
    assert '--at: "all of the land" does not stand in ¶3 of herald; it stands in ¶2' in ran.err
    ran = attached(*LAND, "--cite", "herald ¶9")
    assert ran.code == 3
    assert "--cite: there is no ¶9 in the text of herald; its last is ¶3" in ran.err
    assert "[herald ¶2]" in record(attached, "all of the land").out


def test_a_correction_is_looked_up_too(attached: Shell) -> None:
    record(attached, "all of the land")
    ran = attached("correct", "1", "--quote", "all the land", "--reason", "misquoted")
    assert ran.code == 3
    assert "what resembles it stands in ¶2" in ran.err
    attached.ok("correct", "1", "--quote", "all the land", "--reason", "misquoted", "--unfound")
    attached.ok("correct", "2", "--quote", "all of it", "--at", "¶3", "--reason", "misquoted")
    assert attached("verify").code == 0


def test_import_dry_run_and_check_refuse_what_record_refuses(attached: Shell) -> None:
    seed = attached.folder / "seed.yaml"
    seed.write_text(
        "stances:\n"
        "  - {item: land, party: red, round: R1, stance: demands,\n"
        f"     cite: {{source: herald, quote: {WRONG}}}}}\n",
        encoding="utf-8",
    )
    for command in (("import", str(seed)), ("import", str(seed), "--dry-run"), ("check", str(seed))):
        ran = attached(*command)
        assert ran.code == 3
        assert f'{seed}:3:36: stances[0].cite[0].quote: "{WRONG}" is not in the text of herald; what' in ran.err
        assert "--unfound records it all the same" in ran.err
        ran = attached.ok(*command, "--unfound")
        assert "recorded all the same" in ran.err
        if command[0] == "import" and len(command) == 2:
            break
    assert attached.ok("import", str(seed)).out.startswith("Nothing new")
    assert attached("verify").code == 1


def test_verify_tells_what_is_not_found_from_damage(attached: Shell) -> None:
    record(attached, WRONG, "--unfound")
    ran = attached("verify", "--width", "200")
    assert ran.code == 1
    assert ran.lines[0].startswith("Sound: 3 changesets, 1 entry")
    assert ran.lines[2] == "1 quote or place is not found in the attached texts:"
    assert f'entry 1: "{WRONG}" is not in the text of herald; what resembles it stands in ¶2' in ran.lines[3]
    assert "posl correct 1 --quote … --reason …, or the edition that has it: posl source attach" in ran.lines[4]
    document = json.loads(attached("verify", "--json").out)
    assert [(each["entry"], each["quote"]) for each in document["unfound"]] == [(1, WRONG)]
    connection = sqlite3.connect(attached.ledger)
    connection.execute("DROP TRIGGER entry_no_update")
    connection.execute("UPDATE entry SET summary = 'x'")
    connection.commit()
    connection.close()
    assert attached("verify").code == 7


def test_a_source_lists_what_is_not_found_in_its_text(attached: Shell) -> None:
    record(attached, WRONG, "--unfound", "--at", "¶3")
    record(attached, "all of it", "--unfound", "--at", "¶2", "--party", "blue")
    shown = attached.ok("source", "show", "herald", "--width", "200").out
    assert "Not found in its text: 2 quotes or places" in shown
    assert f'entry 1: "{WRONG}" is not in the text of herald' in shown
    assert "posl correct 2 --at ¶3 --reason …" in shown
    assert len(attached.ok("source", "show", "herald", "--json").json["unfound"]) == 2
    assert 'in another ¶ than cited: entry 2, "all of it"' in attached.ok("source", "show", "herald", "--text").out


def test_what_a_delegate_is_cited_with_is_looked_up_like_any_quote(attached: Shell) -> None:
    seed = attached.folder / "seed.yaml"
    sat = "delegates: [{round: R1, party: red, person: Bo, cite: {source: herald, %s}}]\n"
    seed.write_text(sat % "quote: Blue said", encoding="utf-8")
    ran = attached("import", str(seed))
    assert ran.code == 3
    assert 'delegates[0].cite.quote: "Blue said" is not in the text of herald' in ran.err
    attached.ok("import", str(seed), "--unfound")
    ran = attached("verify")
    assert ran.code == 1
    assert "delegate R1/red/bo/herald" in ran.out
    seed.write_text(sat % "quote: Red said", encoding="utf-8")
    attached.ok("import", str(seed))
    assert attached("verify").code == 0


def test_a_delegate_cited_before_the_text_came_is_told_when_it_comes(small: Shell) -> None:
    (small.folder / "seed.yaml").write_text(
        "delegates: [{round: R1, party: red, person: Bo, cite: {source: herald, quote: Blue said}}]\n", encoding="utf-8"
    )
    small.ok("import", str(small.folder / "seed.yaml"))
    (small.folder / "herald.txt").write_text(TEXT, encoding="utf-8")
    ran = small("source", "attach", "herald", str(small.folder / "herald.txt"))
    assert 'delegate R1/red/bo/herald "Blue said" is not in the text' in ran.out.replace("\n  ", " ")
