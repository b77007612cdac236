"""Whatever a file holds: faults, never a crash."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.seed import Part, SeedFile
from ledger.domain.text import safe
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_jsonl, write_yaml
from ledger.formats.seed_yaml import read_yaml
from tests.effort import examples
from tests.formats.values import TRAPS, Value, one_of_each_single, values

SEEDS = Path(__file__).parents[2] / "seeds" / "abu-dhabi-2026"
many = settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
written = st.lists(values, min_size=1, max_size=4).map(one_of_each_single)
pieces = st.sampled_from(
    [
        *TRAPS, "\n", "\n  ", "\n- ", "\n  - ", " ", "\t", "items:", "stances:\n", "source: ", "key: ", "title: ", "? ", ": ",
        "{", "}", "[", "]", ",", '"', "'", "&a ", "*a", "!a ", "|", ">", "#", "---", "...", "%TAG ! !\n", "\\", "\\x1b", "\r",
        "\x00", "\x1b", "\x85", "\ufeff", "\\ud800", "NaN", "1e999", '"item"', '{"item": {"key": "a"', "null", "true", "-",
    ]
)  # fmt: skip


def every_place_is_in_the_file(file: SeedFile, data: bytes) -> None:
    """Walk through the file, and ask for places as a planner does."""
    rows = data.count(b"\n") + 1
    for part in file.parts:
        for place in places(part):
            assert place[0] is not None
            assert 1 <= place[0] <= rows
    for fault in file.faults:
        assert fault.line is not None
        assert 1 <= fault.line <= rows
        assert fault.column is not None
        assert fault.column >= 1
        assert safe(fault.message) == fault.message


def places(part: Part) -> list[tuple[int | None, int | None]]:
    return [
        part.locate(()),
        *(part.locate((name,)) for name in type(part.value).model_fields),
        part.locate(("cite", 0, "at")),
    ]


def read(data: bytes) -> None:
    every_place_is_in_the_file(read_yaml("a.yaml", data), data)
    for file in read_jsonl("a.jsonl", data.splitlines(keepends=True)):
        every_place_is_in_the_file(file, data + b"\n" * 20)


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)


@many
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_heap_of_syntax_is_read_or_refused(text: str) -> None:
    read(text.encode())


@many
@given(written, st.data())
def test_a_seed_with_something_struck_in_or_out_is_read_or_refused(seed: list[Value], data: st.DataObject) -> None:
    for text in (write_yaml(seed), "".join(write_jsonl(seed))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        struck = text[:start] + data.draw(pieces | st.text(max_size=3)) + text[end:]
        with contextlib.suppress(UnicodeEncodeError):
            read(struck.encode())


@many
@given(written)
def test_every_field_of_what_was_written_is_found_in_its_place(seed: list[Value]) -> None:
    text = write_yaml(seed)
    lines = text.split("\n")
    for part in read_yaml("a.yaml", text.encode()).parts:
        for name in part.value.model_dump(exclude_defaults=True):
            line, column = part.locate((name,))
            assert line is not None
            assert column is not None
            assert any(f"{name}:" in row for row in lines[line - 2 : line]), (name, line)
            assert lines[line - 1][column - 1 :].strip()


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.yaml")), ids=lambda path: path.name)
def test_the_bundled_seed_is_sound_and_survives_the_trip(path: Path) -> None:
    file = read_yaml(path.name, path.read_bytes())
    assert [str(fault) for fault in file.faults] == []
    seed = [(part.block, part.value) for part in file.parts]
    again = read_yaml("a.yaml", write_yaml(seed).encode())
    assert [(part.block, part.value) for part in again.parts] == seed
