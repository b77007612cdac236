"""A newcomer finds the way by the file list: every package says in a line what each of its rooms is for."""

import ast
import re
from pathlib import Path

import pytest

import ledger

HOUSE = Path(ledger.__file__).parent
LISTED = ("services", "services/note", "storage", "domain", "domain/diff", "formats", "cli", "cli/views", "tui")


@pytest.mark.parametrize("package", LISTED)
def test_a_package_names_each_of_its_rooms(package: str) -> None:
    folder = HOUSE / package
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    rooms = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    rooms |= {path.parent.name for path in folder.glob("*/__init__.py")}
    named = set(re.findall(r"\w+", said))
    assert sorted(rooms - named) == []


def test_every_file_and_folder_of_the_house_stands_on_its_one_page() -> None:
    page = (HOUSE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    floors = {path.name for path in HOUSE.glob("*.py") if path.stem != "__init__"}
    floors |= {f"{path.parent.name}/" for path in HOUSE.glob("*/__init__.py")}
    assert sorted(name for name in floors if f"\n  {name} " not in page) == []
