"""``posl diff --with``: this ledger against another one, or against a seed."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.support import FRAME, SEED, stance, together

LAST = str(SEED / "05-vovworld-2026-02.yaml")


@pytest.fixture
def january(tmp_path: Path) -> Shell:
    """A ledger that holds the reports of January only."""
    shell = Shell(tmp_path)
    shell.ok("init", str(shell.ledger))
    shell.ok("import", *map(str, sorted(SEED.glob("0[0-4]*.yaml"))))
    return shell


def test_against_another_ledger(posl: Shell, january: Shell) -> None:
    before = january.ledger.read_bytes(), posl.ledger.read_bytes()
    said = " ".join(january.ok("diff", "R1", "R2", "--with", str(posl.ledger)).out.split())
    assert "This ledger at R1 (24 Jan 2026), known at changeset 5 ->" in said
    assert "known at changeset 6 there." in said
    assert "Exchange of prisoners is settled: agreed, as the media report." in said
    assert "On one side only. Only there: items third-round; rounds R3." in said
    assert "rests on no source" not in said
    assert (january.ledger.read_bytes(), posl.ledger.read_bytes()) == before


def test_the_same_told_twice_is_no_difference(posl: Shell) -> None:
    ran = posl("diff", "R2", "R2", "--with", str(SEED), "--exit-code")
    assert (ran.code, "No changes: of what both know every stance and status reads alike." in ran.out) == (0, True)


def test_a_report_shows_what_would_become_of_the_ledger(posl: Shell, january: Shell) -> None:
    before = january.ledger.read_bytes()
    ran = january.ok("diff", "R2", "R2", "--with", LAST)
    assert f"this ledger with {LAST} imported" in " ".join(ran.out.split())
    assert "Exchange of prisoners: here open, in an analyst's reading (coded with low" in ran.out
    assert "Nobody is reported to have moved" not in ran.out, "no time passes between a day and itself"
    assert january.ledger.read_bytes() == before
    january.ok("import", LAST)
    assert "every stance and status reads alike" in january.ok("diff", "R2", "R2", "--with", str(posl.ledger)).out


def test_a_ledger_against_its_copy_says_in_the_words_of_its_own_note_what_happened(posl: Shell, tmp_path: Path) -> None:
    copy = posl.copy(tmp_path / "copy")
    for points in (("kremlin-2026-01", "R1"), ("R1", "R2"), ("R2", "R1")):
        own, across = (
            posl.ok("diff", *points, *more, "--full", "--format", "md").out
            for more in ((), ("--with", str(copy.ledger)))
        )
        (head, _, told), (there, _, told_there) = (text.partition("\n## ") for text in (own, across))
        assert told_there == told
        moved, moved_there = ([line for line in each.splitlines() if "moved" in line] for each in (head, there))
        assert moved_there == moved
    assert "Inside the rounds" in posl.ok("diff", "kremlin-2026-01", "R1", "--with", str(copy.ledger)).out


def test_a_status_told_in_another_word_by_a_report_to_come_has_its_figures(tmp_path: Path) -> None:
    here = Shell(tmp_path)
    here.ok("init", str(here.ledger))
    known = "statuses: [{item: land, round: R1, status: discussed, cite: {source: herald, at: ¶1}}]"
    come = "{item: land, round: R2, status: open, figures: [{what: offer, value: 100}], cite: {source: herald, at: ¶2}}"
    for name, seed in (("frame", FRAME), ("known", known), ("come", f"statuses: [{come}]")):
        (tmp_path / f"{name}.yaml").write_text(seed, encoding="utf-8")
    here.ok("import", *(str(tmp_path / f"{name}.yaml") for name in ("frame", "known")))
    told = "Land (open, before discussed, offer: 100)"
    assert told in here.ok("diff", "R1", "R2", "--with", str(tmp_path / "come.yaml")).out
    here.ok("import", str(tmp_path / "come.yaml"))
    assert told in here.ok("diff", "R1", "R2").out


FORMS = ("--names", "--stat", "--full", "--json", "--format jsonl", "--format csv", "--format md", "--format html")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_and_filter_tells_it(posl: Shell, january: Shell, form: str) -> None:
    other = ["--with", str(posl.ledger), *form.split()]
    assert "prisoner" in january.ok("diff", "now", *other).out
    filtered = january.ok("diff", "now", *other, "--party", "china", "--where", "to.score < 0").out
    if form != "--json":  # which tells beside the changes of the whole ledger
        assert "prisoner" not in filtered.partition("Sources")[0].lower()
    assert "china" in filtered.lower()


def test_for_scripts_keys_are_only_added(posl: Shell, january: Shell) -> None:
    alone = january.ok("diff", "R1", "R2", "--json").json
    found = january.ok("diff", "now", "--with", str(posl.ledger), "--json").json
    assert set(found) == {*alone, "with"}
    told = found["with"]
    assert (told["ledger"], told["origin"]) == (str(posl.ledger), "ledger")
    assert told["only_from"] == {"items": [], "parties": [], "rounds": []}
    assert told["only_to"]["rounds"] == ["R3"]
    assert told["described"] == {}
    assert {change["cause"] for change in found["changes"]} == {"corrected"}
    assert january.ok("diff", "now", "--with", str(posl.ledger), "--stat", "--json").json["with"] == told


def test_a_patch_brings_one_ledger_up_to_the_other(posl: Shell, january: Shell, tmp_path: Path) -> None:
    text = january.ok("diff", "now", "--with", str(posl.ledger), "--format", "seed").out
    (tmp_path / "patch.yaml").write_text(text, encoding="utf-8")
    january.ok("import", str(tmp_path / "patch.yaml"))
    assert january.ok("diff", "now", "--with", str(posl.ledger), "--names").out.strip() == ""


def test_more_than_a_few_remarks_in_other_words_are_only_named(small: Shell, tmp_path: Path) -> None:
    there = small.copy(tmp_path / "there")
    _six_stances(small, "demands, summary: So.")
    _six_stances(there, "demands, summary: Thus.")
    told = " ".join(small.ok("diff", "R1", "R1", "--with", str(there.ledger)).out.split())
    assert (
        "In other words: item-0 (Red demands, as a report has it) [herald], item-1 (Red demands, as a report has it)"
        in told
    )


def _six_stances(shell: Shell, said: str) -> None:
    keys = [f"item-{number}" for number in range(6)]
    items = "".join(f"  - {{key: {key}, title: {key}}}\n" for key in keys)
    stances = "".join(
        f"  - {{item: {key}, party: red, round: R1, stance: {said}, cite: {{source: herald}}}}\n" for key in keys
    )
    (shell.folder / "more.yaml").write_text(f"items:\n{items}stances:\n{stances}", encoding="utf-8")
    shell.ok("import", str(shell.folder / "more.yaml"))


def test_conditions_put_otherwise_are_told_however_many(small: Shell, tmp_path: Path) -> None:
    there = small.copy(tmp_path / "there")
    _six_stances(small, "conditional, condition: paid first")
    _six_stances(there, "conditional, condition: paid later")
    told = " ".join(small.ok("diff", "R1", "R1", "--with", str(there.ledger)).out.split())
    assert told.count("told otherwise: condition paid [-first-]{+later+}.") == 6
    assert "In other words" not in told


@pytest.mark.parametrize(
    ("other", "code", "told"),
    [
        ("nothing.db", 4, "there is no ledger at nothing.db"),
        ("notes.txt", 4, "--with takes a ledger, or a seed"),
        ("empty", 4, "no seeds in the folder empty"),
        ("mysql://host/talks", 2, "a ledger lives in SQLite or PostgreSQL"),
        ("faulty.yaml", 3, 'did you mean "territory"?'),
    ],
)
def test_what_cannot_be_compared_is_said(
    posl: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str, code: int, told: str
) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "empty").mkdir()
    line = "stances: [{item: terrtory, party: russia, round: R1, stance: demands, cite: {source: cgtn-2026-01}}]"
    (tmp_path / "faulty.yaml").write_text(line)
    monkeypatch.chdir(tmp_path)
    ran = posl("diff", "now", "--with", other)
    assert ran.code == code
    assert told in ran.err
    assert json.loads(posl("diff", "now", "--with", other, "--json").err)["exit"] == code


def test_a_point_is_sought_on_its_own_side(posl: Shell, january: Shell) -> None:
    ran = january("diff", "R1", "R1@8", "--with", str(posl.ledger))
    assert (ran.code, f"in {posl.ledger}, there is no changeset @8; the last is @6" in ran.err) == (4, True)
    ran = january("diff", "R3", "R3", "--with", str(posl.ledger))
    assert (ran.code, 'in this ledger, "R3" is neither a round, a date nor a mark' in ran.err) == (4, True)


def test_that_nothing_recorded_since_tells_of_the_point_is_said(january: Shell) -> None:
    january.ok("edit", "item:territory", "--set", "difficulty=4")
    said = " ".join(january.ok("diff", "R1@5", "R1").out.split())
    assert "Nothing that was recorded from then until @6 tells of it." in said


def test_the_numbers_told_are_those_of_the_other_ledger(small: Shell, tmp_path: Path) -> None:
    """Entries of two ledgers have numbers of their own: the first of each is another."""
    said = "stances: [{{item: {}, party: red, round: R2, stance: demands, figures: [{}], cite: {{source: herald}}}}]"
    ours, theirs = said.format("fuel", "ships=98765"), said.format("land", "men=5")
    there = small.copy(tmp_path / "there")
    for shell, text in ((small, ours), (there, theirs)):
        (shell.folder / "said.yaml").write_text(text, encoding="utf-8")
        shell.ok("import", str(shell.folder / "said.yaml"))
    told = small.ok("diff", "R1", "R2", "--with", str(there.ledger), "--width", "160").out
    assert "Men: 5." in told
    assert "98765" not in told


def test_an_event_of_the_report_compared_is_a_report_on_its_item(small: Shell, tmp_path: Path) -> None:
    """What a report tells of beside stances is not missing from it."""
    (tmp_path / "first.yaml").write_text(stance("land", "red", "demands", "R1"))
    (tmp_path / "march.yaml").write_text(
        "events: [{held_on: 2026-02-01, title: A march, items: [land], cite: {source: herald}}]"
    )
    small.ok("import", str(tmp_path / "first.yaml"))
    quiet = small.ok("diff", "R1", "R2", "--with", str(small.copy(tmp_path / "there").ledger)).out
    assert "Since R1, of substance, the hardest first: Land" in quiet
    told = small.ok("diff", "R1", "R2", "--with", str(tmp_path / "march.yaml")).out
    assert "Since R1, of substance" not in told


def test_what_both_hold_in_one_word_is_told_beside_the_entry_here_and_not_one_of_its_number(
    small: Shell, tmp_path: Path
) -> None:
    held = (
        "  - {{item: {}, party: red, held_on: {}, stance: supports, figures: [fund={} EUR], "
        "cite: {{source: herald, at: {}}}}}\n"
    )
    ours = [held.format("land", "2026-01-23", 25, "¶1")]
    theirs = [held.format("fuel", "2026-01-23", 999, "¶1"), held.format("land", "2026-01-24", 20, "¶3")]
    there = small.copy(tmp_path / "there")
    for shell, stances in ((small, ours), (there, theirs)):
        (shell.folder / "said.yaml").write_text(f"stances:\n{''.join(stances)}", encoding="utf-8")
        shell.ok("import", str(shell.folder / "said.yaml"))
    told = small.ok("diff", "R1", "R1", "--with", str(there.ledger), "--width", "200").out
    assert "held 23 Jan 2026 -> 24 Jan 2026, fund 25 EUR -> 20 EUR and place ¶1 -> ¶3." in told
    assert "Land: only there" not in told


def test_where_two_ledgers_have_other_accounts_each_is_told_by_what_it_says(small: Shell) -> None:
    def seed(name: str, *stances: str) -> str:
        path = small.folder / name
        path.write_text(together(*stances), encoding="utf-8")
        return str(path)

    mine = stance("land", "red", "rejects", "R1"), stance("land", "red", "opposes", "R1", "gazette")
    theirs = stance("land", "red", "doubts", "R1", "desk"), stance("land", "red", "opposes", "R1", "gazette")
    other = small.folder / "other.db"
    other.write_bytes(small.ledger.read_bytes())
    small.ok("import", seed("mine.yaml", *mine), seed("more.yaml", stance("fuel", "red", "opposes", "R1")))
    small.ok("--ledger", str(other), "import", seed("theirs.yaml", *theirs))
    said = " ".join(small.ok("diff", "R1", "R1", "--with", str(other)).out.split())
    assert "by entry 1 there" in said, "the number is one of the other ledger"
    assert "by entry 2 there" in said
    assert ", here rejects or opposes, as a report has it" in said
    assert "the account of entry" not in said
