"""The seed format as JSON Schema (2020-12), so that editors complete and check a seed while it is written."""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from ledger.domain.seed import BLOCKS, SINGLE
from ledger.domain.words import LinkKind

_Schema = dict[str, Any]
_NULL: Final = {"type": "null"}
_WHEN: Final = [{"required": ["held_on"]}, {"required": ["round"]}]
_ON_WHAT_CONDITION: Final = {
    "if": {"properties": {"stance": {"const": "conditional"}}, "required": ["stance"]},
    "then": {"required": ["condition"]},
}


def seed_schema() -> dict[str, Any]:
    """Return the schema of a YAML seed; the same at every call.

    It describes what people write: a link is ``{depends-on: KEY}``, one citation need not be a list, an entry may be
    named by its number, a key may be left without a value.
    """
    definitions = _definitions()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Position ledger seed",
        "description": "One file is one changeset. Every block is optional.",
        "type": "object",
        "properties": {**_blocks(definitions), "source": _held({"$ref": "#/$defs/Source"}, definitions["Source"])},
        "additionalProperties": False,
        "minProperties": 1,
        "$defs": definitions,
    }


class _Untitled(GenerateJsonSchema):
    """Without the titles that Pydantic makes of names: they say nothing that the name does not."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        return False


def _definitions() -> dict[str, _Schema]:
    mode: JsonSchemaMode = "validation"
    _, whole = models_json_schema([(model, mode) for model in BLOCKS.values()], schema_generator=_Untitled)
    definitions: dict[str, _Schema] = whole["$defs"]
    for name, definition in definitions.items():
        definition.pop("title", None)
        definitions[name] = _as_written(name, definition)
    return definitions


def _as_written(name: str, definition: _Schema) -> _Schema:
    if name == "Link":
        return _link(definition)
    if "properties" in definition:
        required = definition.get("required", ())
        for key, schema in definition["properties"].items():
            definition["properties"][key] = _property(schema, optional=key not in required)
    if name in {"EntryRef", "CellRef"}:
        description = definition.pop("description")
        return {"description": description, "anyOf": [{"type": "integer"}, definition | {"minProperties": 1}]}
    if name in {"Figure", "Office"}:
        description = definition.pop("description")
        return {"description": description, "anyOf": [{"type": "string"}, definition]}
    if {"held_on", "cite"} <= definition.get("properties", {}).keys():
        definition["anyOf"] = _WHEN
    if name == "StanceEntry":
        definition |= _ON_WHAT_CONDITION
    return definition


def _link(definition: _Schema) -> _Schema:
    key = definition["properties"]["to"]
    return {
        "description": definition["description"],
        "type": "object",
        "properties": {kind.value: key for kind in LinkKind},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _property(schema: _Schema, *, optional: bool) -> _Schema:
    """Let stand what the reader lets stand: one for a list of one, a bare year for a date, nothing for left out."""
    about = {key: schema[key] for key in ("description", "default") if schema.get(key) is not None}
    bare = {key: value for key, value in schema.items() if key not in {"description", "default"}}
    forms = [form for part in bare.get("anyOf", [bare]) for form in _forms(part) if form != _NULL]
    if optional:
        forms.append(_NULL)
    return (forms[0] if len(forms) == 1 else {"anyOf": forms}) | about


def _forms(schema: _Schema) -> list[_Schema]:
    items = schema.get("items", {})
    if items.get("$ref") == "#/$defs/Figure":
        return [items, schema]
    if items.get("type") == "string" or items.get("$ref") == "#/$defs/Citation":
        return [items, schema]
    if "[0-9]{4}(-" in schema.get("pattern", ""):
        return [schema, {"type": "integer", "minimum": 1000, "maximum": 9999}]
    return [schema]


def _blocks(definitions: dict[str, _Schema]) -> dict[str, _Schema]:
    found: dict[str, _Schema] = {}
    for block, model in BLOCKS.items():
        reference: _Schema = {"$ref": f"#/$defs/{model.__name__}"}
        form = reference if block in SINGLE else {"type": "array", "items": reference}
        found[str(getattr(model, "plural", block))] = _held(form, definitions[model.__name__])
    return found


def _held(form: _Schema, definition: _Schema) -> _Schema:
    return {"description": definition["description"].partition("\n")[0], "anyOf": [form, _NULL]}
