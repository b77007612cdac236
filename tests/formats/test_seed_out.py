"""A ledger is written out and comes back the same."""

import io
import json
from collections.abc import Iterable

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.seed import BLOCKS, SeedFile
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import WIDTH, write_jsonl, write_yaml
from ledger.formats.seed_yaml import read_yaml
from tests.effort import examples
from tests.formats.values import TRAPS, Value, in_order, keys, one_of_each_single, values

many = settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)


def came_back(files: Iterable[SeedFile]) -> list[Value]:
    found = []
    for file in files:
        found += [(part.block, part.value) for part in file.parts]
        assert [str(fault) for fault in file.faults] == []
    return found


def made(block: str, **fields: object) -> Value:
    return block, BLOCKS[block].model_validate(fields)


A_CITATION = {"source": "reuters"}


@many
@given(st.lists(values, min_size=1, max_size=6).map(one_of_each_single))
def test_what_is_written_as_yaml_is_read_back_equal(written: list[Value]) -> None:
    text = write_yaml(written)
    assert came_back([read_yaml("a.yaml", text.encode())]) == in_order(written)


@many
@given(st.lists(values, min_size=1, max_size=6))
def test_what_is_written_as_json_lines_is_read_back_equal(written: list[Value]) -> None:
    text = "".join(write_jsonl(written))
    assert came_back(read_jsonl("a.jsonl", io.BytesIO(text.encode()))) == written


@many
@given(st.lists(values, min_size=1, max_size=6).map(one_of_each_single))
def test_other_yaml_readers_find_the_same_texts_and_numbers(written: list[Value]) -> None:
    """Every reader gives text where there is text: none of it turns into a date, a number or a truth value."""
    ours = yaml.load(write_yaml(written), Loader=yaml.CSafeLoader)
    texts = yaml.load(write_yaml(written), Loader=yaml.CBaseLoader)
    assert _as_text(ours) == texts


def _as_text(data: object) -> object:
    if isinstance(data, dict):
        return {key: _as_text(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_text(value) for value in data]
    if isinstance(data, bool):
        return "true" if data else "false"
    assert isinstance(data, str | int | float), data
    return str(data)


@pytest.mark.parametrize("text", [trap for trap in TRAPS if trap.strip()])
def test_a_text_that_looks_like_something_else_comes_back_exactly(text: str) -> None:
    written = [made("retraction", entry=1, reason=text), made("attachment", source="a", sha256="0" * 64, text=text)]
    assert came_back([read_yaml("a.yaml", write_yaml(written).encode())]) == in_order(written)
    assert came_back(read_jsonl("a", "".join(write_jsonl(written)).encode().splitlines())) == written


@pytest.mark.parametrize(
    "text", ["", "\n", " ", "\n\n", "a\n", "a\n\n", " a", "a ", "\ta", "\n a\n", "a\n ", "a\n \n", "\u2028"]
)
def test_a_source_text_keeps_the_blanks_and_line_ends_around_it(text: str) -> None:
    written = [
        made("attachment", source="a", sha256="0" * 64, text=text),
        made("edit", record="item:a", field="b", old=text),
    ]
    assert came_back([read_yaml("a.yaml", write_yaml(written).encode())]) == in_order(written)
    assert came_back(read_jsonl("a", [line.encode() for line in write_jsonl(written)])) == written


def test_a_seed_reads_as_a_person_would_write_it() -> None:
    """Golden."""
    written = [
        made(
            "stance", item="territory", party="russia", held_on="2026-01-24", stance="conditional",
            condition="Withdrawal first.\nThen talks:\n  - on the line\n  - on the force", position=100,
            summary="Russia says that it will not sign anything before Ukraine leaves the part of the region that it holds, "
            "and that this is no opening bid.",
            cite=[{"source": "tass", "at": "¶14", "quote": "he said: “no”", "credibility": 3}], corrects=12,
        ),
        made("stance", item="territory", party="NO", round="R1", stance="silent", cite=[A_CITATION, {"source": "ap", "at": "12:40"}]),
        made("item", key="territory", title="Territory # 1", tags=["core", "1e3"], links=[{"depends-on": "guarantees"}]),
        made("changeset", author="Ana", message="yes"),
        made("party", key="NO", code="NO", name="Норвегия", role="host", aliases=["Oslo, Norway"]),
    ]  # fmt: skip
    assert (
        write_yaml(written)
        == """\
changeset:
  author: Ana
  message: "yes"

parties:
  - key: "NO"
    code: "NO"
    name: Норвегия
    role: host
    aliases: ["Oslo, Norway"]

items:
  - key: territory
    title: "Territory # 1"
    links:
      - depends-on: guarantees
    tags: [core, "1e3"]

stances:
  - item: territory
    party: russia
    stance: conditional
    condition: |-
      Withdrawal first.
      Then talks:
        - on the line
        - on the force
    position: 100
    held_on: "2026-01-24"
    summary: >-
      Russia says that it will not sign anything before Ukraine leaves the part of the region that it holds,
      and that this is no opening bid.
    cite:
      source: tass
      at: ¶14
      quote: "he said: “no”"
      credibility: 3
    corrects: 12
  - item: territory
    party: "NO"
    stance: silent
    round: R1
    cite:
      - source: reuters
      - source: ap
        at: "12:40"
"""
    )
    assert came_back([read_yaml("a.yaml", write_yaml(written).encode())]) == in_order(written)


def test_hidden_characters_are_seen_in_the_file() -> None:
    hidden = made("party", key="a", code="AB", name="a\u202eb\u2028c\U000e0001d", role="host")
    assert r"a\u202eb\u2028c\U000e0001d" in write_yaml([hidden])
    (line,) = write_jsonl([hidden])
    assert r"a\u202eb\u2028c\udb40\udc01d" in line
    assert line.splitlines() == [line.rstrip("\n")]


def test_the_same_values_give_the_same_bytes() -> None:
    written = [made("party", key=key, code="AB", name=key, role="host") for key in "cab"]
    assert write_yaml(written) == write_yaml(iter(written))
    assert list(write_jsonl(written)) == list(write_jsonl(iter(written)))
    assert [line[19] for line in write_jsonl(written)] == ["c", "a", "b"]


def test_nothing_to_write_is_nothing() -> None:
    assert write_yaml([]) == ""
    assert list(write_jsonl([])) == []


@given(st.lists(keys, max_size=60))
def test_no_line_is_wider_than_a_page_where_words_allow(tags: list[str]) -> None:
    text = write_yaml([made("item", key="a", title="word " * 80 + "end", question="word " * 80 + "end", tags=tags)])
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_line_of_json_is_an_object_with_one_key() -> None:
    (line,) = write_jsonl([made("review", entry=4, verdict="accepted")])
    assert json.loads(line) == {"review": {"entry": 4, "verdict": "accepted"}}
    assert line.endswith("}\n")
