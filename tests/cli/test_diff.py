"""``posl diff``: filters in words of their own, patches, and the same bytes wherever it runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.conftest import CLOCK
from tests.cli.shell import Shell
from tests.effort import EFFORT
from tests.support import SEED

SURROUNDINGS = (
    {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "11"},
    {"LC_ALL": "", "TZ": "Europe/Kyiv"},
)


def test_a_filter_in_words_of_its_own(small: Shell) -> None:
    for n, (word, day) in enumerate((("demands", "2026-01-24"), ("opposes", "2026-02-04")), 1):
        where = ("--item", "land", "--party", "red", "--stance", word, "--held-on", day)
        small.ok("record", "stance", *where, "--cite", f"herald ¶{n}")
    assert small.ok("diff", "R1", "R2", "--where", "to.score < from.score", "--names").lines == ["land\tred"]
    assert small("diff", "R1", "R2", "--where", "to.score < from.score", "--exit-code").code == 1
    assert small("diff", "R1", "R2", "--where", "delta < -6", "--exit-code").code == 0


def test_who_asks_for_one_item_is_told_of_what_happened_on_that_alone(posl: Shell) -> None:
    whole, asked, tied = (
        posl.ok("diff", "R1", "R2", "--full", *more).out
        for more in ((), ("--item", "territory"), ("--item", "new-start"))
    )
    assert ["New START expires" in told for told in (whole, asked, tied)] == [True, False, True]
    assert "Territory: as before: deadlocked" in asked
    assert "The Pentagon announces" not in tied


def test_a_slip_of_the_pen_in_a_filter_is_shown_with_its_place(posl: Shell) -> None:
    ran = posl("diff", "R1", "R2", "--where", "difficulty > 3 and to.scre < 0")
    assert ran.code == 2
    assert '--where:1:20: "to.scre" is not a name here; did you mean "to.score"?' in ran.err


def test_a_patch_brings_a_ledger_that_holds_fewer_reports_up_to_date(posl: Shell, tmp_path: Path) -> None:
    behind = Shell(tmp_path)
    behind.ok("init", str(behind.ledger))
    behind.ok("import", *map(str, sorted(SEED.glob("*.yaml"))[:4]))
    (tmp_path / "patch.yaml").write_text(posl.ok("diff", "@4", "--format", "seed").out, encoding="utf-8")
    behind.ok("import", str(tmp_path / "patch.yaml"))
    assert (
        posl.ok("matrix", "--at", "R2", "--format", "csv").out
        == behind.ok("matrix", "--at", "R2", "--format", "csv").out
    )


@pytest.mark.parametrize("option", ["--names", "--stat", "--exit-code", "--reviewed-only"])
def test_a_patch_is_whole(posl: Shell, option: str) -> None:
    ran = posl("diff", "R1", "R2", "--format", "seed", option)
    assert ran.code == 2
    assert "leave out" in ran.err


FORMS = (
    "", "--names", "--stat", "--full", "--json", "--full --json", "--format jsonl", "--format csv", "--format md",
    "--format html", "--full --format html", "--stat --format html", "--format seed",
)  # fmt: skip
TELL_ALL = """
import sys
from ledger.__main__ import main
for words in sys.argv[2:]:
    assert main(["--ledger", sys.argv[1], "diff", *words.split()]) == 0
"""


@pytest.mark.slow
def test_the_bytes_are_the_same_in_every_form_wherever_it_runs(posl: Shell) -> None:
    told = {_told(posl, surroundings) for surroundings in SURROUNDINGS[: 1 + EFFORT]}
    assert len(told) == 1
    assert len(told.pop()) > 100_000


def _told(posl: Shell, surroundings: dict[str, str]) -> bytes:
    env = {**os.environ, "SOURCE_DATE_EPOCH": CLOCK, "PYTHONUTF8": "1", **surroundings}
    words = ["R1 R2 --full", *(f"R1@3 R2 {form}" for form in FORMS)]
    command = [sys.executable, "-c", TELL_ALL, str(posl.ledger), *words]
    return subprocess.run(command, env=env, check=True, capture_output=True).stdout


# -- the note, read by somebody who has not read the reports ----------------------------------------------------------


def test_the_second_round_in_a_screen_that_needs_no_glossary(posl: Shell) -> None:
    ran = posl.ok("diff", "R1", "R2", "--width", "100")
    assert len(ran.lines) <= 40
    said = " ".join(ran.out.split())
    for told in (
        "three independent, tell of R1 (the best C); one of what came after R1 (C): VOVWORLD.",
        "On our list of substance, open: 15 -> 15; one first reported, by us, one settled, none lapsed.",
        "Marco Rubio, R2: Far fewer items are open than a year ago; the hardest remain",
        "Exchange of prisoners is settled: agreed, as the media report.",
        "That it took place is not reported. Prisoners: 314 persons. ¶7",
        "Inside R1: Russia moved from opposes to supports on Monitoring of a ceasefire, and by whom",
        "Papers on the terms: overdue; promised, by an unnamed source's account and as the media report; due by R2; kept by then",
        "Second round in about a week (procedure): kept, as the media report; about three days late. ¶2",
        "R2 was held about three days late, on 4–5 Feb 2026. R3 is planned for about 6–19 Feb 2026.",
        "Not in the reports we have. Since R1, of substance, the hardest first: Guarantees for Ukraine,",
    ):
        assert told in said
    assert "Nobody is reported to have moved in between (inside R1: Russia)." in said


def test_nothing_new_is_said_so(posl: Shell) -> None:
    assert "No changes: this is one and the same point." in posl.ok("diff", "R1", "R1").lines
    assert "No changes: nothing new is recorded between these points." in posl.ok("diff", "R2", "2026-02-08").lines
    assert "Nothing of what was asked for changed." in posl.ok("diff", "R1", "R2", "--verb", "broken").lines
    assert posl.ok("diff", "R1", "R1", "--format", "csv").lines == [
        "item,party,verb,cause,before,after,delta,held_on,citations,verbs"
    ]
    assert (
        "Nothing of what was asked for changed."
        in posl.ok("diff", "R1", "R2", "--verb", "broken", "--stat", "--format", "html").out
    )


def test_points_of_every_kind_read_well(mine: Shell) -> None:
    assert mine("diff", "@last-review").code == 4
    mine.ok("review", "accept", "1")
    assert "No changes" in mine.ok("diff", "@last-review").out
    assert mine.ok("diff", "@prev").lines[0].startswith("now (10 Feb 2026), known at changeset 6 -> now (10 Feb 2026)")
    assert (
        mine.ok("diff", "R1@3", "R2").lines[0].startswith("R1 (24 Jan 2026), known at changeset 3 -> R2 (5 Feb 2026)")
    )
    assert (
        mine.ok("diff", "2026-01-01", "2026-01").lines[0].startswith("1 Jan 2026 -> 31 Jan 2026, known at changeset 7")
    )


def test_going_back_nothing_is_said_to_be_taken_back(posl: Shell) -> None:
    earlier, unlearnt = posl.ok("diff", "R2", "R1").out, posl.ok("diff", "@6", "@1").out
    assert "Read backwards: R1 (24 Jan 2026) comes before R2 (5 Feb 2026)." in " ".join(earlier.split())
    assert "Read backwards, to what was known at changeset 1: " in " ".join(unlearnt.split())
    assert "Read backwards" not in posl.ok("diff", "R1", "R2").out + posl.ok("diff", "R1@3", "R1").out
    assert "is not on the list." in earlier
    assert "Not on record there" in unlearnt
    assert "No stance of Russia is on record, before demands." in unlearnt
    assert "aken back" not in earlier + unlearnt


def test_of_one_point_known_twice_nothing_lies_in_between(small: Shell) -> None:
    seed = small.folder / "january.yaml"
    stance = "{item: land, party: red, held_on: 2026-01, stance: demands, cite: {source: herald, at: ¶1}}"
    seed.write_text(f"stances: [{stance}]", encoding="utf-8")
    small.ok("import", str(seed))
    told = " ".join(small.ok("diff", "R1@1", "R1").out.split())
    assert "Undated. Land: possibly, Red demands it" in told
    assert "whether by 24 Jan 2026 or after is not known." in told


# -- wording ----------------------------------------------------------------------------------------------------------


def reworded(small: Shell) -> Shell:
    """A condition and a remark put otherwise, by a correction and by the party."""
    for place, (held, more) in enumerate(
        (
            ("R1", "stance: conditional, condition: The guns fall silent first., summary: Red sees a chance"),
            ("R2", "stance: conditional, condition: The guns all fall silent at once."),
        )
    ):
        seed = small.folder / f"{place}.yaml"
        text = f"stances: [{{item: land, party: red, round: {held}, {more}, cite: {{source: herald, at: ¶1}}}}]"
        seed.write_text(text, encoding="utf-8")
        small.ok("import", str(seed))
    small.ok("correct", "1", "--summary", "Red sees a small chance", "--reason", "misread")
    return small


def test_changed_wording_is_shown_word_by_word(small: Shell) -> None:
    posl = reworded(small)
    moved = posl.ok("diff", "R1", "R2").out
    assert (
        "Red names another condition in place of “The guns fall silent first”: The guns all fall silent at once, as a report has it."
        in " ".join(moved.split())
    )
    learnt = posl.ok("diff", "R1@3", "R1").out
    assert "Red sees a {+small+} chance" in " ".join(learnt.split())
    assert "Red sees a <ins>small</ins> chance" in posl.ok("diff", "R1@3", "R1", "--format", "md").out
    assert "<ins>small </ins>" in posl.ok("diff", "R1@3", "R1", "--format", "html").out


def test_on_a_terminal_changed_words_have_colours_beside_their_marks(
    small: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    posl = reworded(small)
    plain = posl.ok("diff", "R1@3", "R1").out
    for module in ("ledger.cli.terminal", "ledger.cli.views.note"):
        monkeypatch.setattr(f"{module}.coloured", lambda: True)
    painted = posl.ok("diff", "R1@3", "R1").out
    assert "\x1b[32m{+small+}\x1b[0m" in " ".join(painted.split())
    assert click.unstyle(painted) == plain


def test_what_looks_like_a_mark_in_a_record_is_given_no_colour(small: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = small.folder / "sly.yaml"
    sly = "summary: 'a \ue000[-b-]\ue002 {+c+}'"
    text = f"stances: [{{item: land, party: red, round: R1, stance: demands, {sly}, cite: {{source: herald}}}}]"
    seed.write_text(text, encoding="utf-8")
    small.ok("import", str(seed))
    small.ok("correct", "1", "--stance", "supports", "--reason", "misread")
    for module in ("ledger.cli.terminal", "ledger.cli.views.note"):
        monkeypatch.setattr(f"{module}.coloured", lambda: True)
    said = small.ok("diff", "@2", "--full").out
    assert "[-b-]" in said
    assert "\x1b[31m" not in said


# -- with what did not change -----------------------------------------------------------------------------------------


def test_in_full_every_reading_stands_and_what_did_not_change_says_so(posl: Shell) -> None:
    said = " ".join(posl.ok("diff", "R1", "R2", "--full").out.split())
    assert "Anchorage understandings as the basis: unchanged, status open, Russia demands it" in said
    assert "Exchange of prisoners: at R2, status agreed, as the media report ¶7." in said
    assert "and 7 more" not in said
    page = posl.ok("diff", "R1", "R2", "--full", "--format", "md").out
    assert "**Anchorage understandings as the basis**: unchanged, status *open*" in page


def test_in_full_the_rows_hold_what_did_not_change(posl: Shell) -> None:
    every, plain = (posl.ok("diff", "R1", "R2", "--json", *more).json for more in (["--full"], []))
    assert "unchanged" not in plain
    assert {name: every[name] for name in plain} == plain
    unchanged = {(each["item"], each["party"]) for each in every["unchanged"]}
    changed = {(each["item"], each["party"]) for each in plain["changes"]}
    assert ("territory", "ukraine") in unchanged
    assert not unchanged & changed
    rows = posl.ok("diff", "R1", "R2", "--full", "--format", "csv").lines
    assert any(row.startswith("territory,ukraine,unchanged,,opposes,opposes,,") for row in rows)
    assert len(rows) == 1 + len(changed) + len(unchanged)
    lines = [json.loads(line) for line in posl.ok("diff", "R1", "R2", "--full", "--format", "jsonl").lines]
    assert lines == plain["changes"] + every["unchanged"]
    matrix = posl.ok("matrix", "--at", "R2", "--json").json
    cells = {(item["key"], party) for item in matrix["items"] for party, cell in item["cells"].items() if cell}
    assert cells <= unchanged | changed


@pytest.mark.parametrize("less", ["--names", "--stat"])
def test_more_and_less_at_once_is_refused(posl: Shell, less: str) -> None:
    assert posl("diff", "R1", "R2", "--full", less).code == 2


@pytest.mark.parametrize("more", ["--json", "--stat", "--format=csv"])
def test_names_are_plain_text(posl: Shell, more: str) -> None:
    ran = posl("diff", "R1", "R2", "--names", more)
    assert (ran.code, ran.out, "--names" in ran.err) == (2, "", True)


def test_what_was_recorded_and_undone_is_not_said_never_to_have_been(mine: Shell) -> None:
    mine.ok("correct", "26", "--summary", "Otherwise.", "--reason", "x")
    mine.ok("undo", "@7", "--reason", "y")
    assert (
        "No changes: what was recorded between these points left every reading at now as it was."
        in mine.ok("diff", "@6", "@8").lines
    )


def test_the_way_between_two_rounds_is_told(small: Shell) -> None:
    """First heard, or there and back, in between: the ends alone would not tell."""
    said = (
        ("land", "red", "demands", "2026-01-24"), ("land", "red", "rejects", "2026-01-28"), ("land", "red", "demands", "2026-02-05"),
        ("fuel", "blue", "demands", "2026-01-30"), ("fuel", "blue", "doubts", "2026-02-04"),
    )  # fmt: skip
    for n, (item, party, word, day) in enumerate(said, 1):
        where = ("--item", item, "--party", party, "--stance", word, "--held-on", day)
        small.ok("record", "stance", *where, "--cite", f"herald ¶{n}")
    told = " ".join(small.ok("diff", "R1", "R2").out.split())
    assert (
        "Land: Red moved and came back: demands at both ends, as a report has it. In between: rejects (28 Jan 2026) ¶2."
        in told
    )
    assert "in the end doubts, as a report has it. Before that: demands (30 Jan 2026) ¶4." in told
    changes = {(c["item"], c["party"]): c for c in small.ok("diff", "R1", "R2", "--json").json["changes"]}
    (step,) = changes["land", "red"]["via"]
    assert (step["entry"], step["stance"], step["score"], step["held_on"]) == (2, "rejects", -3, "2026-01-28")
    assert [each["at"] for each in step["citations"]] == ["¶2"]
    assert changes["fuel", None]["via"] == []
