"""Seeds in: what was recorded, what would be, and what is wrong with them."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.formats import seed_files
from ledger.services import tables_in
from ledger.storage.database import Database
from tests.cli.shell import Shell
from tests.support import SEED, stance, together


def seed(shell: Shell, name: str, text: str) -> str:
    path = shell.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def digest(shell: Shell) -> str:
    return sha256(shell.ledger.read_bytes()).hexdigest()


def test_what_was_recorded_is_said_by_changeset(small: Shell) -> None:
    first = seed(small, "1.yaml", stance("land", "red", "demands", "R1"))
    second = seed(small, "2.yaml", "items: [{key: more, title: More}, {key: still, title: Still more}]")
    ran = small.ok("import", first, first, second, "--width", "1000")
    assert ran.lines == [
        f"@2 {first}: 1 stance, 1 citation",
        f"{first}: nothing new, 1 part known already",
        f"@3 {second}: 2 items",
    ]


def test_the_log_names_the_file(small: Shell) -> None:
    small.ok("import", seed(small, "land.yaml", stance("land", "red", "demands", "R1")))
    assert "import land.yaml" in small.ok("log").out


def test_the_same_again_is_nothing_new(mine: Shell) -> None:
    before = digest(mine)
    ran = mine.ok("import", str(SEED))
    assert ran.out == "Nothing new: 243 parts known already; nothing was recorded.\n"
    assert digest(mine) == before


def test_a_contest_is_said_at_once(small: Shell) -> None:
    small.ok("import", seed(small, "1.yaml", stance("land", "red", "demands", "R1")))
    ran = small.ok("import", seed(small, "2.yaml", stance("land", "red", "rejects", "R1", "gazette")), "--width", "200")
    assert "1 contest, each until something later follows both or somebody settles it: posl settle --help" in ran.out
    assert (
        "entry 2 (land × red: rejects, R1, from gazette) contested with entry 1 (land × red: demands, R1, from herald)"
    ) in ran.out


def test_a_contest_of_earlier_days_is_said_where_something_later_follows(small: Shell) -> None:
    small.ok("import", seed(small, "1.yaml", stance("land", "red", "demands", "R1")))
    two = together(stance("land", "red", "rejects", "R1", "gazette"), stance("land", "red", "doubts", "R2"))
    ran = small.ok("import", seed(small, "2.yaml", two), "--width", "200")
    assert "\n1 earlier contest, unsettled: something later has followed (posl show item:KEY)\n  entry 2 (" in ran.out
    assert "earlier contest, unsettled: " in small.ok("show", "item:land", "--width", "200").out


def test_of_many_contests_the_first_are_told_and_the_rest_counted(small: Shell) -> None:
    numbers = range(1, 24)
    items = "".join(f"  - {{key: plot-{number}, title: Plot {number}}}\n" for number in numbers)
    said = "".join(
        f"  - {{item: plot-{number}, party: red, round: R1, stance: {word}, cite: {{source: {source}, at: ¶{number}}}}}\n"
        for number in numbers
        for word, source in (("demands", "herald"), ("rejects", "gazette"))
    )
    ran = small.ok("import", seed(small, "many.yaml", f"items:\n{items}stances:\n{said}"))
    assert "\n23 contests, each until" in ran.out
    assert len(small.ok("list", "items", "--contested", "--json").json["rows"]) == 23
    assert ran.out.count(" contested with ") == 20
    assert "  and 3 more: posl list items --contested" in ran.out


CHANGED = """
items:
  - {key: land, title: The land}
  - {key: sea, title: Sea}
stances:
  - {item: land, party: red, round: R1, stance: demands, cite: {source: gazette, at: ¶2}}
  - {item: land, party: blue, round: R1, stance: doubts, cite: {source: gazette, at: ¶3}}
  - {item: fuel, party: red, round: R1, stance: supports, corrects: 3, reason: misread, cite: {source: herald}}
"""
BEFORE = (
    stance("land", "red", "demands", "R1"),
    stance("land", "blue", "rejects", "R1"),
    stance("fuel", "red", "demands", "R1"),
)


@pytest.fixture
def held(small: Shell) -> Shell:
    for place, text in enumerate(BEFORE):
        small.ok("import", seed(small, f"{place}.yaml", text))
    return small


def test_a_dry_run_shows_each_thing_and_leaves_the_file_byte_identical(held: Shell) -> None:
    before = digest(held)
    ran = held.ok("import", seed(held, "new.yaml", CHANGED), "--dry-run", "--width", "200")
    assert [line.strip() for line in ran.lines[1:-2]] == [
        'edit item:land title: "Land" -> "The land"',
        "new item sea: Sea",
        "new stance, entry 4: land × red: demands, R1 [gazette ¶2]",
        "agree: entry 4 (land × red: demands, R1, from gazette) with entry 1 (land × red: demands, R1, from herald)",
        "new stance, entry 5: land × blue: doubts, R1 [gazette ¶3]",
        "rival: entry 5 (land × blue: doubts, R1, from gazette) with entry 2 (land × blue: rejects, R1, from herald)",
        "entry 6 corrects entry 3: fuel × red: supports, R1 [herald]",
        "stance: demands -> supports",
        "cited: [herald ¶1] -> [herald]",
        "because: misread",
    ]
    assert ran.lines[-1] == "Nothing was recorded: this was a dry run."
    assert digest(held) == before


def test_the_real_run_records_what_the_dry_run_showed(held: Shell) -> None:
    path = seed(held, "new.yaml", CHANGED)
    would, did = held.ok("import", path, "--dry-run", "--json").json, held.ok("import", path, "--json").json
    assert (would.pop("dry_run"), did.pop("dry_run")) == (True, False)
    (plan,) = would.pop("plan")
    assert (plan["changeset"], plan["file"], plan["things"][1]) == (5, path, "new item sea: Sea")
    assert {**would, "entries": []} == {**did, "entries": []}
    assert did["changesets"] == [5]
    assert did["recorded"] == {
        "stances": 3, "statuses": 0, "events": 0, "items": 1, "parties": 0, "rounds": 0, "sources": 0, "citations": 3,
        "edits": 1,
    }  # fmt: skip
    assert "rival: entry 5" in " ".join(plan["things"]), plan["things"]


def test_a_message_is_kept_in_the_log(small: Shell) -> None:
    small.ok("import", seed(small, "1.yaml", stance("land", "red", "demands", "R1")), "-m", "first reading")
    assert "first reading" in small.ok("log").out


def test_json_lines_come_in_on_stdin(small: Shell) -> None:
    lines = [
        {"item": {"key": "sea", "title": "Sea"}},
        {"stance": {"item": "sea", "party": "red", "round": "R1", "stance": "silent", "cite": {"source": "herald"}}},
    ]
    ran = small.ok("import", "-", stdin="\n".join(map(json.dumps, lines)).encode())
    assert ran.out == "@2 <stdin>: 1 item, 1 stance, 1 citation\n"


def test_every_fault_of_every_file_has_its_place_and_nothing_is_recorded(small: Shell) -> None:
    before = digest(small)
    one = seed(
        small, "1.yaml", "stances:\n  - {item: land, party: red, round: R1, stance: demand, cite: {source: herald}}\n"
    )
    two = seed(small, "2.yaml", "items:\n  - {key: x, title: X, dificulty: 3}\n  - {key: y}\n")
    three = seed(small, "3.yaml", "statuses:\n  - {item: lnd, round: R9, status: open, cite: {source: herald}}\n")
    ran = small("import", one, two, three)
    assert ran.code == 3
    assert ran.out == ""
    assert [line.strip() for line in ran.err.splitlines()] == [
        "posl: The seed has faults; nothing was recorded",
        f'{one}:2:49: stances[0].stance: "demand" is not a stance; did you mean "demands"?',
        f'{two}:2:24: items[0].dificulty: unknown key "dificulty"; did you mean "difficulty"?',
        f'{two}:3:5: items[1]: "title" is missing',
        f'{three}:2:12: statuses[0].item: "lnd" is not a known item; did you mean "land"?',
        f'{three}:2:24: statuses[0].round: "R9" is not a known round; known here: R1, R2, R3',
    ]
    assert digest(small) == before


def test_faults_are_json_for_scripts(small: Shell) -> None:
    ran = small("import", seed(small, "1.yaml", "items: [{key: x}]"), "--json")
    found = json.loads(ran.err)
    assert (found["code"], found["exit"]) == ("invalid-seed", 3)
    (fault,) = found["errors"]
    assert (fault["line"], fault["column"], fault["path"], fault["message"]) == (1, 9, "items[0]", '"title" is missing')


def test_correcting_what_was_corrected_is_a_conflict(small: Shell) -> None:
    small.ok("import", seed(small, "1.yaml", stance("land", "red", "demands", "R1")))
    small.ok("import", seed(small, "2.yaml", stance("land", "red", "supports", "R1", more=", corrects: 1")))
    ran = small("import", seed(small, "3.yaml", stance("land", "red", "opposes", "R1", more=", corrects: 1")))
    assert ran.code == 5
    assert "was corrected by entry 2 already" in ran.err


def test_a_round_never_ends_before_it_starts_however_its_edits_come(small: Shell) -> None:
    ran = small("import", seed(small, "1.yaml", "rounds: [{key: R1, title: First, starts: 2026-03-23}]"))
    assert ran.code == 3
    assert "ends (2026-01-24) before it starts (2026-03-23)" in ran.err
    moved = "rounds: [{key: R1, title: First, starts: 2026-03-23, ends: 2026-03-24}]"
    small.ok("import", seed(small, "2.yaml", moved))
    assert "2026-03-23" in small.ok("list", "rounds").out


def test_a_path_that_is_not_there_and_one_that_is_no_seed(small: Shell) -> None:
    assert small("import", str(small.folder / "none")).code == 4
    assert small("import", seed(small, "notes.txt", "x")).code == 2


# -- check ------------------------------------------------------------------------------------------------------------


def test_seeds_that_hold_are_checked_and_nothing_is_recorded(mine: Shell) -> None:
    before = digest(mine)
    ran = mine.ok("check", str(SEED))
    assert "7 files without faults; 32 assertions checked, all hold." in ran.out
    assert digest(mine) == before


def test_an_assertion_that_fails_says_expected_found_and_who(mine: Shell, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("assertions:\n  - {at: R2, item: territory, party: russia, stance: rejects}\n")
    ran = mine("check", str(wrong))
    assert ran.code == 1
    assert f"{wrong}:2:" in ran.err
    assert "expected stance rejects at R2, found demands; by entry" in ran.err


def test_a_check_says_what_is_not_in_the_ledger_yet(small: Shell) -> None:
    ran = small.ok("check", seed(small, "1.yaml", stance("land", "red", "demands", "R1")), "--json")
    assert ran.json["schema"] == "position-ledger/check/1"
    assert ran.json["recorded"]["stances"] == 1
    assert ran.json["assertions"] == 0


def test_many_faults_of_one_kind_are_told_by_the_first_and_counted(small: Shell) -> None:
    lines = "".join(f"  - {{key: x{n}, titel: X}}\n" for n in range(1_000))
    many = seed(small, "many.yaml", f"items:\n{lines}  - {{key: y, title: Y, difficulty: 9}}\n")
    told = [line.strip() for line in small("import", many).err.splitlines()]
    assert len(told) == 1 + 20 + 1 + 1
    assert told[-2:] == [
        f'{many}:1002:36: items[1000].difficulty: "9" is too large: at most 5',
        f"980 more like these: unknown key … (--all tells each; the last: {many}:1001:17)",
    ]
    assert len(small("import", many, "--all").err.splitlines()) == 1 + 1_001
    assert len(small("check", many, "--all").err.splitlines()) == 1 + 1_001


def test_what_is_typed_or_piped_is_taken_in_before_the_ledger_is_opened_to_write(
    small: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a keyboard: while standard input is still open, somebody else records."""
    opened: list[str] = []

    def told(name: str, done: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **given: Any) -> Any:
            opened.append(name)
            return done(*args, **given)

        return called

    monkeypatch.setattr(tables_in, "find_seeds", told("seeds", seed_files.find_seeds))
    monkeypatch.setattr(Database, "write", told("ledger", Database.write))
    small.ok("import", "-", stdin=b'{"item": {"key": "sea", "title": "Sea"}}\n')
    assert opened == ["seeds", "ledger"]
