"""A person names files, folders and pipes."""

import io
import os
import threading
from pathlib import Path

import pytest

from ledger.domain.seed import SeedFile
from ledger.errors import NotFound, UsageError
from ledger.formats.seed_files import ReadSoFar, open_seeds

ITEM = "items: [{key: %s, title: A}]\n"
LINE = '{"item": {"key": "%s", "title": "A"}}\n'


def opened(*paths: str | Path, stdin: bytes = b"") -> list[tuple[SeedFile, list[str]]]:
    """Read all files; return each with the keys of its items."""
    files = open_seeds([str(path) for path in paths], io.BytesIO(stdin))
    return [(file, [part.value.key for part in file.parts]) for file in files]


def keys(*paths: str | Path, stdin: bytes = b"") -> list[str]:
    return [key for _, found in opened(*paths, stdin=stdin) for key in found]


def test_the_files_of_a_folder_are_read_in_name_order(tmp_path: Path) -> None:
    for name, text in {
        "02-b.yml": ITEM % "b", "10-c.jsonl": LINE % "c", "01-a.yaml": ITEM % "a", "20-d.YAML": ITEM % "d",
        "README.md": "# not a seed", "notes.txt": "x", ".hidden.yaml": ITEM % "h", "old.yaml~": ITEM % "o",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text)
    (tmp_path / "more.yaml").mkdir()
    assert keys(tmp_path) == ["a", "b", "c", "d"]


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ITEM % "a")
    (tmp_path / "b.jsonl").write_text(LINE % "b")
    assert keys(tmp_path / "b.jsonl", "-", tmp_path / "a.yaml", stdin=(LINE % "i").encode()) == ["b", "i", "a"]


def test_files_are_named_as_the_person_named_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.yaml").write_text("itms: []")
    monkeypatch.chdir(tmp_path)
    files = opened("./seeds/", "seeds/a.yaml", "-", stdin=b"x")
    assert [str(fault).partition(": ")[0] for file, _ in files for fault in file.faults] == [
        "./seeds/a.yaml:1:1", "seeds/a.yaml:1:1", "<stdin>:1:1",
    ]  # fmt: skip


def test_ten_faults_in_three_files_are_all_told(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(
        "items:\n  - {key: a, title: A, difficulty: 6}\n  - {key: a b, titel: B}\nparty: []\n"
    )
    (tmp_path / "2.jsonl").write_text('{"item": {"key": "a"}}\n{"itm": {}}\n{"item": 1}\n')
    (tmp_path / "3.yaml").write_text(
        "stances:\n  - {item: a, item: b, party: *x, stance: demand, cite: {at: 1}}\n  - 'never closed\n"
    )
    files = opened(tmp_path)
    found = [str(fault).removeprefix(f"{tmp_path}/") for file, _ in files for fault in file.faults]
    assert [fault.partition(": ")[0] for fault in found] == [
        "1.yaml:2:36", "1.yaml:3:11", "1.yaml:3:16", "1.yaml:4:1",
        "2.jsonl:1:10", "2.jsonl:2:2", "2.jsonl:3:10",
        "3.yaml:2:5", "3.yaml:2:15", "3.yaml:2:31", "3.yaml:2:43", "3.yaml:3:5",
    ]  # fmt: skip


def test_a_path_that_is_not_there_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file or folder nowhere") as refused:
        open_seeds(["-", "nowhere.yaml"], io.BytesIO())
    assert refused.value.exit_code == 4
    with pytest.raises(NotFound) as refused:
        open_seeds([str(tmp_path / "no" / "a.yaml")], io.BytesIO())
    assert refused.value.hint == f"the folder {tmp_path / 'no'} does not exist either"


def test_a_folder_without_seeds_is_told_with_the_folders_that_have_some(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no seeds in the folder") as refused:
        open_seeds([str(tmp_path)], io.BytesIO())
    assert refused.value.hint == "a seed is a file named .yaml, .yml or .jsonl"
    (tmp_path / "abu-dhabi").mkdir()
    (tmp_path / "abu-dhabi" / "a.yaml").write_text(ITEM % "a")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound) as refused:
        open_seeds([str(tmp_path)], io.BytesIO())
    assert refused.value.hint == f"there are some in {tmp_path / 'abu-dhabi'}"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ITEM % "a")
    with pytest.raises(UsageError, match="neither YAML nor JSON Lines"):
        open_seeds([str(tmp_path / "a.txt")], io.BytesIO())


def test_a_file_that_vanishes_or_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ITEM % "a")
    (tmp_path / "b.jsonl").write_text(LINE % "b")
    files = open_seeds([str(tmp_path)], io.BytesIO())
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "b.jsonl").unlink()
    found = [str(fault) for file in files for fault in file.faults]
    assert found == [
        f"{tmp_path}/a.yaml: cannot be read: No such file or directory",
        f"{tmp_path}/b.jsonl: cannot be read: No such file or directory",
    ]


def test_a_pipe_is_read_as_json_lines(tmp_path: Path) -> None:
    pipe = tmp_path / "63"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=[LINE % "a"])
    writer.start()
    assert keys(pipe) == ["a"]
    writer.join()


def test_nothing_on_standard_input_is_a_fault() -> None:
    ((file, found),) = opened("-")
    assert found == []
    assert [fault.message for fault in file.faults] == ["the file is empty"]


def test_a_device_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "zero.jsonl").symlink_to("/dev/zero")
    for path in ("/dev/null", str(tmp_path / "zero.jsonl")):
        with pytest.raises(UsageError, match="is a device, not a file") as refused:
            open_seeds([path], io.BytesIO())
        assert refused.value.hint == "what a program writes is fed to - through a pipe"


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.jsonl"
    with large.open("wb") as file:
        file.truncate(3 << 20)
    with pytest.raises(UsageError, match=r"large.jsonl has 3 MB; at most 2 MB are read"):
        open_seeds([str(large)], io.BytesIO(), most=2)
    with pytest.raises(UsageError, match=r"<stdin> has more; at most 2 MB are read"):
        open_seeds(["-"], io.BytesIO(large.read_bytes()), most=2)


def test_a_pipe_is_read_with_a_word_and_to_its_end_at_once(tmp_path: Path) -> None:
    pipe, said = tmp_path / "63", list[str]()
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=[LINE % "a" + LINE % "b"])
    writer.start()
    reading = ReadSoFar()
    seeds = open_seeds([str(pipe)], io.BytesIO(), told=said.append, reading=reading)
    writer.join()
    assert said == [f"reading {pipe}, a pipe, to its end"]
    assert (reading.total > 0, reading.share) == (True, 0.0)
    assert [part.value.key for file in seeds for part in file.parts] == ["a", "b"]
    assert reading.share == 1.0
