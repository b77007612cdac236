"""A newcomer finds the way by the file list: every package says in a line what each of its rooms is for."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.metadata.spec import DEFAULT_METADATA_VERSION, get_core_metadata_constructors
from hatchling.plugin.manager import PluginManager

import ledger
from ledger.storage import schema
from ledger.tui import messages
from ledger.tui.app import LedgerApp
from ledger.tui.forms.form import OpenForm
from ledger.tui.places import PLACES, SHOWN_AT

HOUSE = Path(ledger.__file__).parent
LISTED = sorted({str(path.parent.relative_to(HOUSE)) for path in HOUSE.glob("*/**/__init__.py")} - {"cli/commands"})
"""Every package; the commands are listed in the catalogue."""


@pytest.mark.parametrize("package", LISTED)
def test_a_package_names_each_of_its_rooms(package: str) -> None:
    folder = HOUSE / package
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    rooms = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    rooms |= {path.parent.name for path in folder.glob("*/__init__.py")}
    named = set(re.findall(r"\w+", said))
    assert sorted(rooms - named) == []


def test_no_two_classes_have_one_name() -> None:
    named: dict[str, list[str]] = {}
    for path in sorted(HOUSE.rglob("*.py")):
        for each in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(each, ast.ClassDef):
                named.setdefault(each.name, []).append(str(path.relative_to(HOUSE)))
    assert {name: files for name, files in named.items() if len(files) > 1} == {}


def test_the_app_does_whatever_the_page_says_a_screen_may_ask_for() -> None:
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    asked = (messages.Go, messages.JumpTo, messages.OpenItem, OpenForm, messages.Count, messages.Recorded)
    assert [kind.__name__ for kind in asked if f"`{kind.__name__}`" not in page] == []
    assert [kind.__name__ for kind in asked if not hasattr(LedgerApp, kind.handler_name)] == []
    assert [place for place in SHOWN_AT.values() if place not in PLACES] == []


def test_every_file_and_folder_of_the_house_stands_on_its_one_page() -> None:
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    floors = {path.name for path in HOUSE.glob("*.py") if path.stem != "__init__"}
    floors |= {f"{path.parent.name}/" for path in HOUSE.glob("*/__init__.py")}
    assert sorted(name for name in floors if f"\n  {name} " not in page) == []


def test_the_floors_on_the_page_are_those_that_imports_are_held_to() -> None:
    contracts = tomllib.loads((HOUSE.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(each["layers"] for each in contracts["contracts"] if each["id"] == "floors")
    floors = {name: floor for floor, layer in enumerate(reversed(layers), 1) for name in layer.split(" | ")}
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^  (\w+)(?:/|\.py) .* floor (\d)$", page, re.MULTILINE)
    assert {name: int(floor) for name, floor in drawn} == floors


def test_every_variable_that_is_read_is_in_the_table_and_on_the_page_of_commands() -> None:
    settings = (HOUSE / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z]\w+)"', settings))
    assert len(read) > 10
    named = set(re.findall(r"``([A-Z_]+)``", settings.partition('"""\n\nimport')[0]))
    page = (HOUSE.parent / "docs" / "commands.md").read_text(encoding="utf-8")
    assert named == read
    assert sorted(name for name in read if f"`{name}`" not in page) == []


def test_every_page_of_the_docs_is_linked_from_another() -> None:
    docs = HOUSE.parent / "docs"
    pages, home = list(docs.rglob("*.md")), docs / "index.md"
    linked = {
        (page.parent / target).resolve()
        for page in [HOUSE.parent / "README.md", *pages]
        for target in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8"))
    }
    assert sorted(str(page) for page in pages if page != home and page.resolve() not in linked) == []


def test_every_room_that_the_page_names_is_there() -> None:
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.py)?)`", page))
    assert len(named) > 40
    assert sorted(room for room in named if not (HOUSE / room).exists() and not (HOUSE.parent / room).exists()) == []


def test_every_table_is_drawn_on_the_page() -> None:
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = page[page.index("## The tables") :]
    assert sorted(name for name in schema.tables if name not in drawn) == []


@pytest.mark.parametrize("floor", ["domain", "storage"])
def test_rules_and_tables_know_nothing_of_how_a_command_is_typed(floor: str) -> None:
    files = sorted((HOUSE / floor).rglob("*.py"))
    assert [file.name for file in files if "posl " in file.read_text(encoding="utf-8")] == []


def test_every_page_of_the_docs_is_in_the_wheel_once() -> None:
    wheel = tomllib.loads((HOUSE.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"][
        "targets"
    ]["wheel"]
    packed = {*wheel["force-include"], *wheel["shared-data"]}
    assert sorted(f"docs/{page.name}" for page in (HOUSE.parent / "docs").iterdir()) == sorted(
        each for each in packed if each.startswith("docs/")
    )


def test_an_index_shows_a_description_without_a_link_that_leads_nowhere() -> None:
    """What stands in METADATA of a wheel and PKG-INFO of an sdist; a page of the checkout is named, not linked."""
    root = HOUSE.parent
    built = get_core_metadata_constructors()[DEFAULT_METADATA_VERSION](ProjectMetadata(str(root), PluginManager()))
    header, _, description = built.partition("\n\n")
    assert "Description-Content-Type: text/markdown" in header
    readme = (root / "README.md").read_text(encoding="utf-8")
    linked = r"!?\[[^\]]*\]\((?!https?://)([^)]+)\)"
    assert re.findall(linked, description) == []
    targets = re.findall(linked, readme)
    assert len(targets) > 5
    assert [each for each in targets if f"`{each}`" not in description] == []
    assert "<img" not in description
    assert description.startswith(readme.partition("\n![")[0])
