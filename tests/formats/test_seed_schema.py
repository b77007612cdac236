"""An editor checks a seed against the schema while it is written."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from ledger.domain.records import Party
from ledger.domain.seed import BLOCKS
from ledger.domain.words import Stance
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_schema import seed_schema
from ledger.formats.seed_yaml import BLOCK_OF
from tests.effort import examples
from tests.formats.values import Value, one_of_each_single, values

SCHEMA = seed_schema()
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
PLAIN = {
    "type",
    "enum",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "minProperties",
}
KNOWN = PLAIN | {
    "$ref", "$defs", "$schema", "title", "description", "default", "format", "properties", "required", "items", "anyOf",
    "additionalProperties", "maxProperties", "if", "then",
}  # fmt: skip


def accepts(schema: dict[str, Any], data: Any) -> bool:
    """Check as an editor does; knows the words of JSON Schema that ours uses."""
    assert schema.keys() <= KNOWN, schema.keys() - KNOWN
    if "$ref" in schema and not accepts(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], data):
        return False
    if "anyOf" in schema and not any(accepts(choice, data) for choice in schema["anyOf"]):
        return False
    if "if" in schema and accepts(schema["if"], data) and not accepts(schema["then"], data):
        return False
    return _plain(schema, data) and _inside(schema, data)


def _plain(schema: dict[str, Any], data: Any) -> bool:
    if "type" in schema and not isinstance(data, TYPES[schema["type"]]):
        return False
    if "type" in schema and schema["type"] == "integer" and isinstance(data, bool):
        return False
    checks: dict[str, Callable[[Any], object]] = {
        "enum": lambda wanted: data in wanted,
        "const": lambda wanted: data == wanted,
        "pattern": lambda wanted: re.search(wanted, data),
        "minLength": lambda wanted: len(data) >= wanted,
        "maxLength": lambda wanted: len(data) <= wanted,
        "minimum": lambda wanted: data >= wanted,
        "maximum": lambda wanted: data <= wanted,
        "minItems": lambda wanted: len(data) >= wanted,
        "minProperties": lambda wanted: len(data) >= wanted,
        "maxProperties": lambda wanted: len(data) <= wanted,
    }
    return all(check(schema[word]) for word, check in checks.items() if word in schema)


def _inside(schema: dict[str, Any], data: Any) -> bool:
    if isinstance(data, list):
        return all(accepts(schema.get("items", {}), element) for element in data)
    if not isinstance(data, dict):
        return True
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is False and not data.keys() <= properties.keys():
        return False
    if not set(schema.get("required", ())) <= data.keys():
        return False
    return all(accepts(properties[key], value) for key, value in data.items() if key in properties)


def editor(text: str) -> bool:
    """Read a text as an editor's YAML does (dates stay text), and check it."""
    return accepts(SCHEMA, yaml.load(text, Loader=_Editor))


class _Editor(yaml.SafeLoader):
    """YAML 1.2, as editors read it: no dates, no Norway."""


_Editor.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag in {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "null")}
        or (tag.endswith("bool") and first in "tfTF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(values, min_size=1, max_size=4).map(one_of_each_single))
def test_whatever_the_ledger_writes_is_accepted(written: list[Value]) -> None:
    assert editor(write_yaml([(block, value) for block, value in written if not _of_the_first_edition(value)]))


def _of_the_first_edition(value: BaseModel) -> bool:
    """Whether it has a code as only ledgers of the first edition may: an editor says so, the ledger keeps it."""
    return isinstance(value, Party) and "_" in value.code


@pytest.mark.parametrize(
    "text",
    [
        "items: [{key: a, title: A, links: [{depends-on: b}, {trades-with: c}], tags: core, owner: }]",
        "stances: [{item: a, party: b, held_on: 2026, stance: silent, cite: {at: ¶1}, corrects: 12}]",
        "stances: [{item: a, party: b, round: R1, stance: silent, cite: [{at: ¶1}], corrects: {held_on: 2026-01}}]",
        "source: {key: a, title: A, published: 2026-01}\nstances:\n",
        "rounds: [{key: R1, title: R, starts: 2026-01-24, parties: [a, b]}]",
        "reviews: [{entry: 4, verdict: accepted}]",
    ],
)
def test_what_people_write_is_accepted(text: str) -> None:
    assert editor(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "itms: []",
        "items: [{key: a, titel: A}]",
        "items: [{key: a}]",
        "items: [{key: a, title: A, links: [{depnds-on: b}]}]",
        "items: [{key: a, title: A, difficulty: 6}]",
        "stances: [{item: a, party: b, held_on: 2026, stance: demand, cite: {at: ¶1}}]",
        "stances: [{item: a, party: b, stance: silent, cite: {at: ¶1}}]",
        "stances: [{item: a, party: b, held_on: 2026, stance: conditional, cite: {at: ¶1}}]",
        "stances: [{item: a, party: b, held_on: 2026, stance: silent}]",
        "stances: [{item: a, party: b, held_on: 2026, stance: silent, cite: []}]",
        "stances: [{item: a, party: b, held_on: soon, stance: silent, cite: {at: ¶1}}]",
    ],
)
def test_what_the_reader_refuses_is_underlined(text: str) -> None:
    assert not editor(text)


def test_every_block_and_every_field_can_be_completed() -> None:
    assert set(SCHEMA["properties"]) == set(BLOCK_OF)
    for model in BLOCKS.values():
        definition = SCHEMA["$defs"][model.__name__]
        assert set(definition["properties"]) == set(model.model_fields)
        assert definition["additionalProperties"] is False
        assert definition["description"]
    assert SCHEMA["$defs"]["Stance"]["enum"] == [stance.value for stance in Stance]


def test_the_schema_is_the_same_at_every_call() -> None:
    assert json.dumps(seed_schema()) == json.dumps(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
