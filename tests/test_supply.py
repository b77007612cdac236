"""What is installed with the program is named once: by version, and by the hash of each archive."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
OF_THE_BUILD = {"pip", "setuptools"}
"""Named with a hash by what needs them; no version of them is anything to the program."""


def _lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_every_hash_is_of_a_version_that_is_tested_with() -> None:
    tested = {line.partition(";")[0].strip().lower() for line in _lines("constraints.txt")}
    hashed = {line.partition(" ")[0].lower() for line in _lines("constraints.hashes.txt")}
    assert len(hashed) > 100
    assert {each for each in hashed - tested if each.partition("==")[0] not in OF_THE_BUILD} == set()


def test_the_hashes_say_nothing_of_where_they_were_taken() -> None:
    for line in _lines("constraints.hashes.txt"):
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[\w.+!]+ --hash=sha256:[0-9a-f]{64}", line), line


def test_every_version_that_is_tested_with_has_a_hash() -> None:
    tested = {line.partition(";")[0].strip().lower() for line in _lines("constraints.txt")}
    hashed = {line.partition(" ")[0].lower() for line in _lines("constraints.hashes.txt")}
    assert tested - hashed == set()
