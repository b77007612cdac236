"""A folder that is written again: only what changed is, and nothing that is somebody else's is touched."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.errors import Conflict
from ledger.formats.files import MANIFEST, Kept, keep

ONE = [("index.html", b"one"), ("item/land.html", b"land"), ("item/fuel.html", b"fuel")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert keep(tmp_path / "site", ONE) == Kept(3)
    return tmp_path / "site"


def there(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_written_again_nothing_is_touched(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}
    assert keep(folder, ONE) == Kept(0, 3)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")} == before


def test_only_what_changed_is_written_and_what_is_no_more_is_taken_away(folder: Path) -> None:
    assert keep(folder, [("index.html", b"two"), ("party/red.html", b"red"), ONE[1]]) == Kept(2, 1, 1)
    found = there(folder)
    found.pop(MANIFEST)
    assert found == {"index.html": b"two", "party/red.html": b"red", "item/land.html": b"land"}
    keep(folder, [("index.html", b"two")])
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []


def test_a_page_that_somebody_spoilt_is_written_again(folder: Path) -> None:
    (folder / "index.html").write_bytes(b"mine")
    assert keep(folder, ONE) == Kept(1, 2)
    assert (folder / "index.html").read_bytes() == b"one"


def test_what_somebody_changed_is_not_taken_away(folder: Path) -> None:
    (folder / "item" / "fuel.html").write_bytes(b"mine")
    assert keep(folder, ONE[:2]) == Kept(0, 2, 0, ("item/fuel.html",))
    assert (folder / "item" / "fuel.html").read_bytes() == b"mine"


def test_files_of_others_stay_and_none_is_replaced(folder: Path) -> None:
    (folder / "CNAME").write_bytes(b"talks.example")
    (folder / "party").mkdir()
    (folder / "party" / "red.html").write_bytes(b"mine")
    with pytest.raises(Conflict, match=r"party/red\.html"):
        keep(folder, [*ONE, ("party/red.html", b"red"), ("index.html", b"two")])
    assert (folder / "party" / "red.html").read_bytes() == b"mine"
    assert (folder / "index.html").read_bytes() == b"one"
    keep(folder, ONE[:1])
    assert {"CNAME", "party/red.html"} <= there(folder).keys()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Conflict, match="no empty folder"):
        keep(tmp_path, ONE)
    assert there(tmp_path) == {"notes.txt": b"mine"}


def test_what_is_cut_short_changes_nothing(folder: Path, tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"two"
        raise KeyboardInterrupt

    before = there(folder)
    with pytest.raises(KeyboardInterrupt):
        keep(folder, broken())
    assert there(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("name", ["../out.txt", "/etc/x", "c:/x", "a\\b", ""])
def test_a_list_that_leads_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "out.txt").write_bytes(b"mine")
    said = json.loads((folder / MANIFEST).read_text())
    said["files"][name] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(said))
    with pytest.raises(Conflict, match="not the list"):
        keep(folder, ONE)
    assert (tmp_path / "out.txt").exists()


def test_a_list_that_is_none_is_refused(folder: Path) -> None:
    (folder / MANIFEST).write_text("[]")
    with pytest.raises(Conflict):
        keep(folder, ONE)


def test_a_link_in_the_place_of_a_page_is_replaced_and_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(tmp_path / "elsewhere")
    keep(folder, ONE)
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    assert not (folder / "index.html").is_symlink()
