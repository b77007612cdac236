"""The schemas of seeds and of every document; and that what the commands write is what they say."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.__main__ import main
from ledger.formats.schemas import NAMES, schema_of
from tests.cli.shell import Shell

TEXT = "Exchange\n\nThe two sides agreed to an exchange of prisoners.\n"
COMMANDS = (
    "matrix --json",
    "matrix --at R1 --item territory --json",
    "diff R1 R2 --json",
    "diff @5 @6 --json",
    "diff R1 R2 --full --json",
    "diff R1 R2 --stat --json",
    "show territory --json",
    "show ceasefire-terms --json",
    "show prisoner-exchange --json",
    "show territory --history --json",
    "show party:russia --json",
    "show person:rubio --json",
    "show round:R1 --json",
    "show source:vovworld-2026-02 --json",
    "show 20 --json",
    "show @6 --json",
    "list items --json",
    "list items --moved --json",
    "list parties --json",
    "list persons --json",
    "list rounds --json",
    "list sources --json",
    "list events --json",
    "list remarks --json",
    "list figures --json",
    "list commitments --json",
    "list marks --json",
    "inbox --json",
    "measures --json",
    "seen --json",
    "log --json",
    "log --verb softened --json",
    "search prisoners --json",
    "review list --json",
    "verify --json",
    "doctor --json",
    "db status --json",
)


def closed(schema: Any) -> Any:
    """The same without room for keys that it does not name: what is written must be told of whole."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items() if key != "if"}
    if "if" in schema:
        found["if"] = copy.deepcopy(schema["if"])
    if schema.get("type") == "object" and "properties" in schema:
        found.setdefault("additionalProperties", False)
    return found


def faults(document: dict[str, Any]) -> list[str]:
    """What a document has that its schema does not allow, or lacks."""
    name = document["schema"].split("/")[1]
    validator = Draft202012Validator(closed(schema_of(name)))
    return [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}" for fault in validator.iter_errors(document)
    ]


@pytest.fixture(scope="module")
def lived(reports: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The five reports, and every kind of act upon them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1770724800")
        patch.setenv("POSL_AUTHOR", "ana")
        shell = reports.copy(tmp_path_factory.mktemp("lived"))
        shell.ok("correct", "93", "--stance", "supports", "--reason", "misread")
        shell.ok("review", "accept", "20", "21")
        shell.ok("review", "reject", "22", "--note", "no")
        held = ("--item", "territory", "--party", "ukraine", "--stance", "supports", "--held-on", "2026-01-24")
        shell.ok("record", "stance", *held, "--cite", "vovworld-2026-02 ¶6")
        shell.ok("settle", "territory", "ukraine", "--keep", "21", "--reason", "two reports")
        shell.ok("edit", "territory", "--set", "difficulty=4")
        shell.ok("retract", "64", "--reason", "not said")
        (shell.folder / "text.txt").write_text(TEXT, encoding="utf-8")
        shell("source", "attach", "vovworld-2026-02", str(shell.folder / "text.txt"))
    return shell


def written(shell: Shell, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell(*args).out)
    return found


@pytest.mark.parametrize("args", COMMANDS)
def test_what_a_command_writes_is_what_its_schema_says(lived: Shell, args: str) -> None:
    assert faults(written(lived, *args.split())) == []


def test_so_is_each_changeset(lived: Shell) -> None:
    for number in range(1, len(lived.ok("log", "--format", "jsonl").lines) + 1):
        assert faults(written(lived, "show", f"@{number}", "--json")) == []


def test_so_is_what_acts_write(reports: Shell, tmp_path: Path) -> None:
    shell = reports.copy(tmp_path / "mine")
    seed = tmp_path / "more.yaml"
    seed.write_text("items: [{key: new, title: New}]\n", encoding="utf-8")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    assert faults(written(shell, "check", str(seed), "--json")) == []
    assert faults(written(shell, "import", str(seed), "--dry-run", "--json")) == []
    assert faults(written(shell, "import", str(seed), "--json")) == []
    attach = ("source", "attach", "vovworld-2026-02", str(tmp_path / "text.txt"), "--edition", "--json")
    assert faults(written(shell, *attach)) == []
    assert faults(written(shell, "source", "show", "vovworld-2026-02", "--json")) == []
    assert faults(written(shell, "review", "compare", str(seed), str(seed), "--json")) == []


def test_so_is_an_error(posl: Shell) -> None:
    assert faults(json.loads(posl("show", "nothing", "--json").err)) == []


def test_so_is_the_list_of_a_site(posl: Shell, tmp_path: Path) -> None:
    posl.ok("export", "--format", "site", str(tmp_path / "site"))
    assert faults(json.loads((tmp_path / "site" / ".posl-site.json").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema_of(name))


def test_a_document_may_have_more_keys(posl: Shell) -> None:
    document = written(posl, "matrix", "--json") | {"new": 1}
    assert list(Draft202012Validator(schema_of("matrix")).iter_errors(document)) == []
    assert list(Draft202012Validator(schema_of("matrix")).iter_errors({"schema": "position-ledger/matrix/1"})) != []


def _names(capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    assert main(["schema", "--list"]) == 0
    yield from capsys.readouterr().out.splitlines()


def test_the_names_stand_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    names = list(_names(capsys))
    assert names == list(NAMES)
    for name in names:
        assert main(["schema", name]) == 0
        assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("args", [["schema"], ["schema", "seed"]])
def test_the_schema_of_seeds_is_printed(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"items", "stances", "assertions"} <= found["properties"].keys()


def test_a_name_there_is_not_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "matrx"]) == 2
    assert "matrix" in capsys.readouterr().err
