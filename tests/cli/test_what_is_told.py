"""Contested, only possible, and whose word it is: told the same in every output, and never by colour alone."""

from pathlib import Path

import pytest

from ledger.storage import engine, migrate
from ledger.storage.database import HEAD
from ledger.storage.engine import Location, Mode
from tests.cli.shell import Shell

DISPUTE = """
source: {key: report, title: Report, reliability: C}
stances:
  - {item: land, party: red, held_on: 2026-01-24, stance: supports, position: 60, cite: {source: herald, at: ¶1, speaker: own-words, credibility: 2}}
  - {item: land, party: red, held_on: 2026-01-24, stance: opposes, condition: blue pays, cite: {at: ¶2, speaker: media, credibility: 4}}
  - {item: land, party: blue, held_on: 2026-01-24, stance: rejects, cite: {at: ¶3, speaker: spokesperson}}
  - {item: fuel, party: red, held_on: 2026-01-02, stance: opposes, cite: {source: desk, at: ¶4, credibility: 3}}
  - {item: fuel, party: red, held_on: 2026-01-10/2026-01-20, stance: supports, cite: {at: ¶5}}
statuses:
  - {item: land, held_on: 2026-01-24, status: deadlocked, cite: {source: herald, at: ¶6}}
  - {item: land, held_on: 2026-01-24, status: narrowed, cite: {at: ¶6}}
"""


@pytest.fixture
def disputed(small: Shell) -> Shell:
    """A cell with two accounts, a status with two, and a stance that something may have followed."""
    path = small.folder / "dispute.yaml"
    path.write_text(DISPUTE, encoding="utf-8")
    small.ok("import", str(path))
    return small


def line(shell: Shell, *args: str, of: str = "land") -> str:
    return next(each for each in shell.ok(*args).lines if each.startswith(of))


def test_the_matrix_shows_each_accounts_score_and_whose_word_it_is(disputed: Shell) -> None:
    said = line(disputed, "matrix", "--at", "2026-01-24", "--width", "100")
    assert said.split() == ["land", "+2/-2", "o!", "-3", "rejects", "o", "deadlocked/narrowed", "r!"]
    legend = " ".join(disputed.ok("matrix", "--at", "2026-01-24", "--width", "100").lines[-6:])
    assert "o own word or first-hand, r reported, ro both, a an analyst's" in legend
    assert "Left out of it, contested or only possible: land (RD)" in legend


def test_what_may_have_come_since_stands_in_brackets(disputed: Shell) -> None:
    assert "-2 opposes (+2 supports) a" in line(disputed, "matrix", "--at", "2026-01-15", of="fuel")
    assert "(+2 supports)" not in line(disputed, "matrix", "--at", "2026-02-01", of="fuel")
    shown = disputed.ok("show", "fuel", "--at", "2026-01-15").out
    assert "Red (RD): -2 opposes (an analyst's reading, B3, possibly since: supports)" in shown


def test_show_puts_both_accounts_side_by_side(disputed: Shell) -> None:
    shown = disputed.ok("show", "land", "--at", "2026-01-24", "--width", "120").out
    assert "Red (RD): +2 supports / -2 opposes (contested)" in shown
    rows = {each.split()[0]: each.split() for each in shown.splitlines() if each.strip()}
    assert rows["says"] == ["says", "+2", "supports", "-2", "opposes"]
    assert rows["whose"] == ["whose", "word", "own", "word", "reported"]
    assert rows["grade"] == ["grade", "B2", "C4"]
    assert rows["entries"] == ["entries", "1", "2"]
    assert "unless: blue pays" in shown


def test_an_earlier_contest_that_nobody_settled_stays_listed(disputed: Shell) -> None:
    later = "stances: [{item: land, party: red, held_on: 2026-02-05, stance: doubts, cite: {source: herald, at: ¶9}}]"
    path = disputed.folder / "later.yaml"
    path.write_text(later, encoding="utf-8")
    disputed.ok("import", str(path))
    shown = disputed.ok("show", "land", "--width", "120").out
    assert "Red (RD): -1 doubts" in shown
    assert "earlier contest, unsettled: 1 against 2" in shown
    assert "earlier contest" not in disputed.ok("show", "land", "--at", "2026-01-24").out


def test_json_has_the_accounts_the_leading_one_first(disputed: Shell) -> None:
    found = disputed.ok("matrix", "--at", "2026-01-24", "--json").json
    (item,) = (item for item in found["items"] if item["key"] == "land")
    cell = item["cells"]["red"]
    assert (cell["contested"], cell["sure"], cell["voice"], cell["by"]) == (True, True, "first-hand", None)
    assert (cell["position"], cell["salience"]) == (60, None)
    assert [(each["entries"], each["stance"], each["score"], each["condition"]) for each in cell["accounts"]] == [
        ([1], "supports", 2, None),
        ([2], "opposes", -2, "blue pays"),
    ]
    assert [(each["voice"], each["grade"]) for each in cell["accounts"]] == [("first-hand", "B2"), ("reported", "C4")]
    assert (item["status_contested"], [each["status"] for each in item["status_accounts"]]) == (
        True,
        ["deadlocked", "narrowed"],
    )
    assert (item["spread"], item["spread_left_out"], item["spread_voices"]) == (None, ["red"], ["first-hand"])
    assert found["counts"]["contested"] == 2
    assert found["counts"]["coverage"] == {"sources": 3, "independent": 3, "best": "B"}
    later = disputed.ok("matrix", "--at", "2026-01-15", "--json").json
    (fuel,) = (item for item in later["items"] if item["key"] == "fuel")
    vague = fuel["cells"]["red"]["possibly"][0]
    assert (vague["held_on"], vague["held"], vague["held_from"], vague["held_to"]) == (
        "2026-01-20",
        "2026-01-10/2026-01-20",
        "2026-01-10",
        "2026-01-20",
    )


def test_tables_have_columns_for_it_and_markdown_says_it(disputed: Shell) -> None:
    heads, first, *_ = disputed.ok("matrix", "--at", "2026-01-24", "--format", "csv").lines
    row = dict(zip(heads.split(","), first.split(","), strict=True))
    assert (row["red"], row["red_voice"], row["red_mark"]) == ("supports / opposes", "first-hand", "contested")
    assert "+2 supports / -2 opposes (own word, contested)" in disputed.ok("matrix", "--format", "md").out


def test_what_is_counted_is_substance_and_the_rest_apart(small: Shell) -> None:
    path = small.folder / "more.yaml"
    path.write_text(
        "items: [{key: seats, title: Seats, matter: procedure}, {key: shore, title: Shore, part_of: land}]\n"
        "stances: [{item: land, party: red, round: R1, stance: demands, cite: {source: herald, at: ¶1}},"
        "{item: seats, party: red, round: R1, stance: demands, cite: {source: herald, at: ¶2}},"
        "{item: shore, party: red, round: R1, stance: demands, cite: {source: herald, at: ¶3}}]\n"
        "statuses: [{item: pledge, round: R1, status: promised, cite: {source: herald, at: ¶4}}]",
        encoding="utf-8",
    )
    small.ok("import", str(path))
    counts = small.ok("matrix", "--json").json["counts"]
    assert {name: counts[name] for name in ("items_open", "items_settled", "procedure_open", "context_open")} == {
        "items_open": 1,
        "items_settled": 0,
        "procedure_open": 1,
        "context_open": 0,
    }
    assert counts["commitments_open"] == 1
    assert "1 item of substance open (1 only possibly), 0 settled" in small.ok("matrix", "--at", "2026-01-23").out
    said = small.ok("matrix").out
    assert "1 item of substance open, 0 settled; counted apart: 1 of procedure, 1 commitment, 1 part of another" in said
    small.ok(
        "record", "status", "--item", "land", "--status", "dropped", "--held-on", "2026-02-05", "--cite", "herald ¶5"
    )
    assert "0 items of substance open, 1 settled, 1 of them dropped or lapsed;" in " ".join(
        small.ok("matrix").out.split()
    )


def test_an_assertion_may_be_of_how_sure_a_reading_is_and_on_whose_word(disputed: Shell) -> None:
    held = "assertions: [{at: 2026-01-24, item: land, party: blue, sure: true, voice: first-hand}, {open_items: 2}]"
    path = disputed.folder / "held.yaml"
    path.write_text(held, encoding="utf-8")
    disputed.ok("check", str(path))
    path.write_text(held.replace("first-hand", "assessed"), encoding="utf-8")
    failed = disputed("check", str(path))
    assert failed.code == 1
    assert "expected voice assessed" in failed.err


def test_reviewers_who_disagree_are_listed(disputed: Shell) -> None:
    disputed.ok("--author", "ana", "review", "accept", "1", "2", "--yes")
    disputed.ok("--author", "ben", "review", "reject", "1", "--yes", "--note", "not in ¶1")
    shown = disputed.ok("review", "list", "--width", "140").out
    assert "Reviewers disagree: 1 entry" in shown
    assert "land × red: supports: accepted by ana; rejected by ben: not in ¶1" in shown
    rows = disputed.ok("review", "list", "--judged", "--json").json["rows"]
    assert [(row["entry"], row["disputed"], len(row["verdicts"])) for row in rows] == [(1, True, 2), (2, False, 1)]
    assert "rejected by ben" in disputed.ok("show", "land").out


def test_an_upgrade_names_the_cells_that_are_newly_contested(tmp_path: Path, small: Shell) -> None:
    path = small.folder / "one.yaml"
    path.write_text(
        "stances: [{item: land, party: red, held_on: 2026-01-24, stance: supports, cite: {source: herald, at: ¶1}},"
        "{item: land, party: red, held_on: 2026-01-24, stance: opposes, cite: {source: gazette, at: ¶1}}]",
        encoding="utf-8",
    )
    small.ok("import", str(path))
    _back_to(small.ledger, "0002")
    said = small.ok("db", "upgrade").lines
    assert said[0] == f"Upgraded from 0002 to {HEAD}."
    assert said[2:] == [
        "Newly contested, since what several sources say is now read side by side: 1 cell.",
        "  land × red: entry 2 against 1",
    ]


def _back_to(path: Path, revision: str) -> None:
    """Give a ledger the schema it would have had before."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrate.scripts_folder()))
    opened = engine.open_engine(Location(path=path), Mode.write)
    config.attributes["connection"] = opened
    command.downgrade(config, revision)
    opened.dispose()


def test_show_tells_a_status_as_first_hand_and_a_stance_as_the_party_s_own_word(small: Shell) -> None:
    (small.folder / "told.yaml").write_text(
        "stances: [{item: land, party: red, round: R1, stance: supports,\n"
        "  cite: {source: herald, at: ¶1, speaker: spokesperson}}]\n"
        "statuses: [{item: land, round: R1, status: agreed, cite: {source: herald, at: ¶1, speaker: spokesperson}}]\n",
        encoding="utf-8",
    )
    small.ok("import", str(small.folder / "told.yaml"))
    shown = small.ok("show", "land").lines
    assert any(line.startswith("  agreed (first-hand, ") for line in shown), shown
    assert [line.partition("; ")[2][:10] for line in shown if line.startswith("  * ")] == ["own word; ", "first-hand"]


def test_a_status_that_may_have_come_since_stands_in_brackets_in_the_matrix(small: Shell) -> None:
    path = small.folder / "more.yaml"
    told = (
        ("land", "2026-02-05", "discussed", "herald"),
        ("land", "2026-02", "deadlocked", "gazette"),
        ("pledge", "2026-01-24", "promised", "herald"),
        ("pledge", "2026-02", "kept", "gazette"),
    )
    statuses = (
        f"{{item: {item}, held_on: {held}, status: {word}, cite: {{source: {source}, at: ¶1}}}}"
        for item, held, word, source in told
    )
    path.write_text(f"statuses: [{', '.join(statuses)}]", encoding="utf-8")
    small.ok("import", str(path))
    shown = small.ok("matrix", "--at", "2026-02-10").out
    assert "discussed (deadlocked) r" in shown
    assert "overdue (kept)" in shown
    assert "discussed (possibly since: deadlocked) |" in small.ok("matrix", "--at", "2026-02-10", "--format", "md").out
