"""Hundreds of parties: who has a column, who is counted."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell

WORDS = ("supports", "opposes", "undecided", "silent")
TITLE = "general-assembly-resolution-on-peace-part-"


def seed(parties: int) -> str:
    """Return a seed in which the last of the parties speaks on both items, the others on one, the first on none."""
    lines = [
        "source: {key: record, title: Record, kind: document, reliability: A}",
        f"items: [{{key: {TITLE}1, title: One}}, {{key: {TITLE}2, title: Two}}]",
        "parties:",
        *(f"  - {{key: p{n}, code: {n:03}, name: Party {n}, role: stakeholder}}" for n in range(parties - 1)),
        f"  - {{key: p{parties - 1}, code: {parties - 1:03}, name: Redland, role: principal}}",
        "  - {key: quiet, code: QU, name: Quiet, role: principal}",
        "stances:",
    ]
    said = [(1, n) for n in range(parties)] + [(2, parties - 1)]
    cite = "cite: {at: p. 1, speaker: own-words}"
    lines += [
        f"  - {{item: {TITLE}{item}, party: p{n}, held_on: 2026-01-01, stance: {WORDS[n % 4]}, {cite}}}"
        for item, n in said
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """``posl`` on the votes of forty parties."""
    folder: Path = tmp_path_factory.mktemp("votes")
    (folder / "votes.yaml").write_text(seed(40), encoding="utf-8")
    shell = Shell(folder)
    shell.ok("init", str(folder / "ledger.db"))
    shell.ok("import", str(folder / "votes.yaml"))
    return shell


@pytest.mark.parametrize("width", [80, 120, 200])
def test_votes_of_many_are_counted_and_those_who_speak_most_have_columns(votes: Shell, width: int) -> None:
    ran = votes.ok("matrix", "--width", str(width))
    assert all(len(line) <= width for line in ran.lines)
    heading = next(line for line in ran.lines if "spread" in line)
    assert "039" in heading
    assert "QU" not in heading
    assert "Principals and mediators without a stance here: QU" in ran.lines
    one, two = (line for line in ran.lines if ("for" in line and "-part-" in line) or ".." in line.split("  ")[0])
    assert f"10 for, 10 against, 10 abstaining{', 10 silent' if width > 80 else ''}  " in one
    assert one.split("  ")[0] != two.split("  ")[0]
    assert "Not shown, with stances: " in ran.out


def test_labels_grow_with_the_width(votes: Shell) -> None:
    assert f"{TITLE}1  " in votes.ok("matrix", "--width", "200", "--party", "039").out
    narrow = [line for line in votes.ok("matrix", "--width", "60").lines if line.startswith("ge..")]
    assert [line[:7] for line in narrow] == ["ge..-1 ", "ge..-2 "]


def test_several_parties_are_asked_for_with_commas(votes: Shell) -> None:
    found = votes.ok("matrix", "--party", "p0,p39", "--json").json
    assert [party["key"] for party in found["parties"]] == ["p0", "p39"]
    assert found["items"][0]["tally"] == {"for": 1, "against": 0, "abstaining": 0, "silent": 1}
    assert votes("matrix", "--party", "p0,nobody").code == 4


def test_votes_are_counted_by_tag_or_bloc(votes: Shell, tmp_path: Path) -> None:
    mine = votes.copy(tmp_path / "mine")
    bloc = "{key: bloc, code: BC, name: Bloc, role: stakeholder, members: [p0, {party: p1, from: 2026}, {party: p2, to: 2025}]}"
    (tmp_path / "bloc.yaml").write_text(f"parties: [{bloc}]", encoding="utf-8")
    mine.ok("import", str(tmp_path / "bloc.yaml"))
    found = mine.ok("matrix", "--group", "bloc", "--json").json
    assert [group["key"] for group in found["groups"]] == ["bloc", "rest"]
    assert found["items"][0]["groups"]["bloc"] == {"for": 1, "against": 1, "abstaining": 0}
    assert "1 for, 1 against" in mine.ok("matrix", "--group", "bloc").out
