"""Short ways to read a seed in a test and to hear what is wrong with it."""

import textwrap
from collections.abc import Iterable

from ledger.domain.seed import SeedFile
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml


def yaml_file(text: str | bytes, name: str = "a.yaml") -> SeedFile:
    """Read a YAML text, indented as a test likes it."""
    return read_yaml(name, text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode())


def told(text: str | bytes, name: str = "a.yaml") -> list[str]:
    """Return the faults of a YAML text, as people see them."""
    return [str(fault).removeprefix("a.yaml:") for fault in yaml_file(text, name).faults]


def told_of_lines(*lines: str | bytes) -> list[str]:
    """Return the faults of JSON Lines, as people see them."""
    found: list[str] = []
    for file in jsonl_files(*lines):
        list(file.parts)
        found += [str(fault).removeprefix("a.jsonl:") for fault in file.faults]
    return found


def jsonl_files(*lines: str | bytes) -> Iterable[SeedFile]:
    """Read JSON Lines."""
    return read_jsonl("a.jsonl", [line if isinstance(line, bytes) else line.encode() for line in lines])
