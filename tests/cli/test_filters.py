"""``--where`` on every list, the matrix and the diff: one language, told once in ``docs/filters.md``."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain.filters import Language
from ledger.services.filtering import language_of
from tests.cli.shell import Shell
from tests.cli.test_completion import offered

DOCS = Path(__file__).parents[2] / "docs" / "filters.md"
MARK = "<!-- from here on written by the filters themselves: POSL_GOLDEN=write pytest tests/cli -->\n"
KINDS = {
    "items": "Items, in lists, in the matrix and on its screen; and changes, in a diff",
    "entries": "Entries that wait for a verdict, events and remarks",
    **{kind: kind.capitalize() for kind in ("parties", "persons", "rounds", "sources", "figures", "marks")},
}


def written() -> str:
    preamble = DOCS.read_text(encoding="utf-8").partition(MARK)[0] if DOCS.exists() else ""
    return preamble + MARK + "\n" + "\n".join(line for kind in KINDS for line in of_kind(kind))


def of_kind(kind: str) -> Iterator[str]:
    language: Language[object] = language_of(kind)
    yield f"## {KINDS[kind]}\n"
    if language.flags:
        yield "| word | is |"
        yield "|---|---|"
        yield from (f"| `is:{word}` | {flag.about} |" for word, flag in language.flags.items())
        yield ""
    yield "| name | holds | is |"
    yield "|---|---|---|"
    for called, name in language.names.items():
        if not called.startswith(("from.", "to.")):
            yield f"| `{called}` | {name.sort.value} | {name.about} |"
    yield ""
    sides = [called for called in language.names if called.startswith("from.")]
    if sides:
        yield "Either side of a change, before and after: " + ", ".join(f"`{each}`" for each in sides)
        yield "and the same behind `to.`.\n"


def test_the_page_is_what_the_filters_say() -> None:
    if os.environ.get("POSL_GOLDEN") == "write":
        DOCS.write_text(written(), encoding="utf-8", newline="\n")
    assert DOCS.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("list items --where is:overdue --at R2", ["ceasefire-terms"]),
        ("list commitments --where is:overdue --at R2", ["ceasefire-terms"]),
        ("list items --where is:silent --at R2", ["energy-ceasefire"]),
        ("list items --where 'party:ukr score<0' --at R2", ["territory"]),
        ("list items --where 'is:settled verb:settled' --at R2", ["prisoner-exchange", "military-dialogue"]),
        ("list items --where 'is:settled verb:settled' --from R2 --at R2", []),
        ("list sources --where 'published>=2026-02'", ["vovworld-2026-02"]),
        ("list parties --where 'alone_on:ceasefire'", ["russia", "ukraine"]),
        ("list rounds --where 'starts>R1 status:held'", ["R2"]),
        ("list persons --where 'name:rubio entries>0'", ["rubio"]),
    ],
)
def test_a_list_is_narrowed_by_what_holds_of_its_lines(posl: Shell, line: str, keys: list[str]) -> None:
    import shlex

    assert [row["key"] for row in posl.ok(*shlex.split(line), "--json").json["rows"]] == keys


def test_the_matrix_is_narrowed_by_the_same_words(posl: Shell) -> None:
    found = posl.ok("matrix", "--at", "R2", "--where", "is:settled verb:settled", "--json").json
    assert [item["key"] for item in found["items"]] == ["prisoner-exchange", "military-dialogue"]


def test_a_diff_keeps_the_changes_of_which_a_filter_holds(posl: Shell) -> None:
    changes = posl.ok("diff", "R1", "R2", "--where", "changed:status -verb:settled", "--json").json["changes"]
    assert changes
    assert {change["party"] for change in changes} == {None}
    assert all("settled" not in change["verbs"] for change in changes)


@pytest.mark.parametrize("line", ["list items", "list sources", "list remarks", "list marks", "matrix"])
def test_where_nothing_matches_it_is_said_and_by_what(posl: Shell, line: str) -> None:
    ran = posl.ok(*line.split(), "--where", "nobody-says-this")
    assert ran.out.rstrip().endswith(f"No {'items' if line == 'matrix' else line.split()[1]} match: nobody-says-this")


def test_a_word_that_is_none_is_answered_with_the_words(posl: Shell) -> None:
    ran = posl("list", "items", "--where", "is:overdu is:latte")
    assert ran.code == 2
    assert '--where:1:14: unknown word "latte"; words: overdue, contested, stale, silent, unreviewed, moved' in ran.err
    assert 'did you mean "ukraine"?' in posl("matrix", "--where", "party:ukrane").err


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("list items --where is:con", ["is:contested"]),
        ("list items --where 'is:open track:mil'", ["is:open track:military"]),
        ("matrix --where party:un", ["party:united-states"]),
        ("diff R1 R2 --where 'verb:soft'", ["verb:softened"]),
        ("list sources --where reli", ["reliability:"]),
    ],
)
def test_the_shell_completes_a_filter(
    posl: Shell, typed: str, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offered(f"posl --ledger {posl.ledger} {typed}", monkeypatch, capsys) == words
