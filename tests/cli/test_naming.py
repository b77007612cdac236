"""In the shell a party is named as one says it: by code, name or alias; a slip is answered with the nearest."""

import pytest

from tests.cli.shell import Shell

SHARED = "parties: [{key: finland, code: FI, name: Finland, role: stakeholder, aliases: [the capital]}, {key: sweden, code: SE, name: Sweden, role: stakeholder, aliases: [The Capital]}]\n"


@pytest.mark.parametrize("name", ["russia", "RU", "ru", "party:Moscow", "Russian Federation", "party:kremlin"])
def test_a_party_is_shown_by_any_of_its_names(posl: Shell, name: str) -> None:
    assert posl.ok("show", name, "--json").out == posl.ok("show", "party:russia", "--json").out


@pytest.mark.parametrize(
    "command",
    [
        "matrix --party {} --json",
        "diff R1 R2 --party {} --json",
        "log --party {} --json",
        "show territory --history --party {} --json",
        "review list --party {} --json",
    ],
)
@pytest.mark.parametrize("name", ["UA", "Kyiv"])
def test_every_option_takes_any_name_and_gives_what_the_key_gives(posl: Shell, command: str, name: str) -> None:
    named, keyed = (posl.ok(*command.format(word).split()) for word in (name, "ukraine"))
    assert named.out == keyed.out


def test_a_filter_of_changes_takes_names_too(posl: Shell) -> None:
    named, keyed = (
        posl.ok("diff", "R1", "R2", "--where", f"party == {word}", "--json").json["changes"]
        for word in ("'United States'", "united-states")
    )
    assert named == keyed
    assert named


def test_a_slip_is_answered_with_the_key_of_the_nearest_name(posl: Shell) -> None:
    ran = posl("matrix", "--party", "Moscov")
    assert ran.code == 4
    assert '"Moscov" is not a known party' in ran.err
    assert 'did you mean "russia" (Moscow)?' in ran.err


def test_a_name_of_two_is_refused_with_both(mine: Shell) -> None:
    (mine.folder / "shared.yaml").write_text(SHARED, encoding="utf-8")
    assert '"the capital" is a name of party:finland and of sweden' in mine.ok(
        "import", str(mine.folder / "shared.yaml")
    ).err.replace("\n", " ")
    ran = mine("show", "party:the capital")
    assert ran.code == 2
    assert '"finland" (Finland), "sweden" (Sweden)' in ran.err


def test_what_is_recorded_and_settled_by_name_stands_under_the_key(small: Shell) -> None:
    for source, word in (("herald", "demands"), ("gazette", "opposes")):
        small.ok(
            "record", "stance", "--item", "LAND", "--party", "RD", "--round", "r1", "--stance", word, "--source", source
        )
    small.ok("settle", "land", "Red", "--keep", "1", "--reason", "weighed")
    small.ok("correct", "1", "--party", "BL", "--reason", "the other one said it")
    small.ok("edit", "party:RD", "--set", "name=Red Republic", "-m", "its new name")
    cells = small.ok("matrix", "--item", "land", "--json").json["items"][0]["cells"]
    assert {key: cell["stance"] for key, cell in cells.items() if cell} == {"blue": "demands"}
    assert small.ok("show", "red republic", "--json").json["party"]["key"] == "red"


def test_a_stance_of_a_planned_round_and_what_a_strike_takes_out_of_view_are_noted(small: Shell) -> None:
    small.ok("edit", "round:R3", "--set", "starts=2026-02-06", "--set", "ends=2026-02-06")
    ran = small.ok(
        "record",
        "stance",
        "--item",
        "land",
        "--party",
        "red",
        "--round",
        "R3",
        "--stance",
        "demands",
        "--source",
        "herald",
    )
    assert "note: entry 1 is a stance of round R3, which is still planned" in ran.err.replace("\n", " ")
    ran = small.ok("edit", "land", "--set", "struck=true")
    assert "note: item:land is struck: 1 entry that stands goes out of view with it" in ran.err.replace("\n", " ")
