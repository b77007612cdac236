"""What the schemas of documents have in common: plain values, cells, accounts, entries as they stand."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from ledger.domain.diff import Cause, Verb
from ledger.domain.entries import STATEMENTS, Citation, Figure, Retraction, StanceEntry, StatusEntry
from ledger.domain.records import Delegate, Item, Party, Person, Round, Source
from ledger.domain.seed import Attachment, ChangesetInfo, Claim, DroppedCitation, Edit, Redaction, Review, Settlement
from ledger.domain.words import SCORES, EntryKind, Voice

Schema = dict[str, Any]
RECORDS: tuple[type[BaseModel], ...] = (
    *(Item, Party, Person, Round, Source, Delegate),
    *(
        Citation,
        Figure,
        Retraction,
        Settlement,
        Edit,
        Attachment,
        Review,
        Claim,
        Redaction,
        DroppedCitation,
        ChangesetInfo,
    ),
    *STATEMENTS.values(),
)
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
REAL: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
ANY: Schema = {}
DAY: Schema = {"type": "string", "format": "date"}
ENTRY: Schema = {"type": "integer", "minimum": 1}
SCORE: Schema = {"enum": [*sorted(set(SCORES.values())), None]}


def or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def by_key(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def words_of(words: Iterable[Enum]) -> Schema:
    return {"enum": [word.value for word in words]}


def object_of(always: Mapping[str, Schema], sometimes: Mapping[str, Schema] | None = None) -> Schema:
    """An object with keys that are always there, and keys that only some have."""
    return {"type": "object", "properties": {**always, **(sometimes or {})}, "required": list(always)}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def refs(name: str) -> Schema:
    return list_of(ref(name))


# -- what documents are made of ---------------------------------------------------------------------------------------

HELD = {"held_on": DAY, "held": TEXT, "held_from": DAY, "held_to": DAY}
EVIDENCE = {
    "voice": or_none(words_of(Voice)),
    "by": or_none(TEXT),
    "sure": TRUTH,
    "grade": or_none({"type": "string", "pattern": "^[A-F][1-6]$"}),
    "independent_sources": {"type": "integer", "minimum": 0},
}
READ = {
    "round": or_none(TEXT),
    "reviewed": TRUTH,
    "contested": TRUTH,
    **EVIDENCE,
    "citations": refs("citation"),
    "accounts": refs("account"),
    "possibly": list_of(ref("possibly")),
}
PARTS = {"stance": TEXT, "score": SCORE, "condition": or_none(TEXT), "position": or_none(NUMBER)}
ANOTHERS = {"another_condition": object_of({"condition": TEXT, "citations": refs("citation")})}
"""Where only another entry of the account than the one that leads it names a condition."""
ACCOUNT = {"entries": list_of(ENTRY), **EVIDENCE, "citations": refs("citation")}


def definitions() -> dict[str, Schema]:
    """Return every part that documents name, by its name: models, cells, entries, changes, and what stands alone."""
    models = of_models()
    return {**models, **_of_points(), **_of_cells(models), **_of_entries(models), **_of_changes(), **_of_rest(models)}


def _of_points() -> dict[str, Schema]:
    counting = {"at_least": or_none(TEXT), "voice": or_none(words_of(Voice)), "independent": or_none(NUMBER)}
    return {
        "point": object_of({"held_on": DAY, "round": or_none(TEXT), "known_at": NUMBER}),
        "counting": object_of({**counting, "reviewed_only": TRUTH}),
        "citation": cited({}),
    }


def _of_cells(models: Mapping[str, Schema]) -> dict[str, Schema]:
    stance, status = (models[model.__name__]["properties"] for model in (StanceEntry, StatusEntry))
    values = {name: stance[name] for name in StanceEntry.value_fields()}
    of_status = {name: status[name] for name in StatusEntry.value_fields()}
    recorded = {"status": TEXT, "entry": ENTRY, **{n: s for n, s in HELD.items() if n != "held_on"}, **READ}
    bare = {"status": TEXT, "held_on": or_none(DAY), "summary": or_none(TEXT)}
    cell = {"entry": ENTRY, **values, "score": SCORE, **HELD, **READ, "moved": or_none(NUMBER)}
    return {
        "account": object_of(ACCOUNT, {**PARTS, "status": TEXT, **ANOTHERS}),
        "possibly": object_of({**ACCOUNT, **HELD}, {**PARTS, "status": TEXT, **ANOTHERS}),
        "cell": object_of({**cell, "beside": list_of(ENTRY)}, ANOTHERS),
        "status": object_of({"entry": ENTRY, **of_status, **HELD, **READ}),
        "side": {"anyOf": [ref("cell"), object_of(bare, {**of_status, **recorded})]},
    }


def _of_entries(models: Mapping[str, Schema]) -> dict[str, Schema]:
    """Entries; as they stand at a point (``told``); with all that was done to them (``traced``)."""
    always, sometimes = _entry(models)
    told = {
        **always,
        "state": TEXT,
        "superseded_by": or_none(ENTRY),
        "superseded_because": or_none(TEXT),
        "contested_with": list_of(ENTRY),
        "verdicts": refs("verdict"),
        "verdict": or_none(TEXT),
        "reviewer": or_none(TEXT),
        **{name: schema for name, schema in EVIDENCE.items() if name != "by"},
    }
    step = {"act": TEXT, "other": or_none(ENTRY), "about": ANY, "why": or_none(TEXT), "changeset": ref("changeset")}
    traced = {"cited": list_of(cited({"changeset": ENTRY})), "steps": list_of(object_of(step))}
    return {
        "entry": object_of(always, sometimes),
        "verdict": object_of({"reviewer": TEXT, "verdict": TEXT, "note": or_none(TEXT), "changeset": ENTRY}),
        "told": object_of(told, sometimes),
        "traced": object_of({**told, "recorded": ref("changeset"), **traced}, sometimes),
    }


def _entry(models: Mapping[str, Schema]) -> tuple[dict[str, Schema], dict[str, Schema]]:
    """What every entry has, and what only those of some kind have."""
    values = {
        name: models[model.__name__]["properties"][name]
        for model in STATEMENTS.values()
        for name in model.value_fields()
    }
    always = {
        "entry": ENTRY,
        "kind": words_of(EntryKind),
        **HELD,
        "round": or_none(TEXT),
        "score": SCORE,
        "figures": refs("Figure"),
        "changeset": ENTRY,
        "supersedes": or_none(ENTRY),
        "reason": or_none(TEXT),
        "citations": refs("citation"),
    }
    named = {"item": or_none(TEXT), "party": or_none(TEXT), "by": or_none(TEXT), "items": list_of(TEXT)}
    return always, {**named, **{name: or_none(schema) for name, schema in values.items()}}


def _of_changes() -> dict[str, Schema]:
    by_account = object_of({"entries": list_of(ENTRY), "verbs": list_of(words_of(Verb))})
    step = object_of(
        {"entry": ENTRY, "held_on": TEXT, "contested": TRUTH, "citations": refs("citation")}, {**PARTS, "status": TEXT}
    )
    change = {
        "item": TEXT,
        "party": or_none(TEXT),
        "verb": words_of(Verb),
        "verbs": list_of(words_of(Verb)),
        "by_account": or_none(list_of(by_account)),
        "cause": words_of(Cause),
        "certain": TRUTH,
        "contested": TRUTH,
        "before": or_none(ref("side")),
        "after": or_none(ref("side")),
        "delta": or_none(NUMBER),
        "points": or_none(NUMBER),
        "toward": list_of(TEXT),
        "away": list_of(TEXT),
        "via": list_of(step),
        "first": or_none(step),
        "figures": refs("figure-change"),
        "citations": refs("citation"),
    }
    return {"change": object_of(change, {"as_of": TEXT, "beside": TRUTH})}


def _of_rest(models: Mapping[str, Schema]) -> dict[str, Schema]:
    changeset = {**models["ChangesetInfo"]["properties"], "previous": or_none(TEXT)}
    figure = object_of({**models["Figure"]["properties"], "entry": ENTRY})
    accounts = list_of(list_of(figure))
    thing = {"what": TEXT, "about": or_none(TEXT), "unit": or_none(TEXT)}
    ends = {"changed": TRUTH, "certain": TRUTH, "before": or_none(accounts), "after": accounts}
    unfound = {
        **{name: or_none(TEXT) for name in ("delegate", "at", "quote")},
        **dict.fromkeys(("source", "message", "hint", "mend"), TEXT),
        "entry": or_none(ENTRY),
    }
    acts = {"changes": list_of(ANY), "settings": list_of(ANY), "undoes": or_none(NUMBER)}
    return {
        "changeset": object_of(changeset, acts),
        "figure-line": object_of({**thing, "party": or_none(TEXT), "contested": TRUTH, "accounts": accounts}),
        "figure-change": object_of({**thing, **ends}),
        "unfound": object_of(unfound),
        "withdrawn": object_of({**unfound, "edition": NUMBER, "gone": NUMBER}),
    }


def cited(more: Mapping[str, Schema]) -> Schema:
    """A citation: what only a few have is left out where they have not."""
    always = {"source": or_none(TEXT), "at": or_none(TEXT), "quote": or_none(TEXT), "speaker": or_none(TEXT)}
    rest = {name: TEXT for name in Citation.model_fields if name not in {*always, "credibility", "carries"}}
    few = {**rest, "carries": list_of(TEXT), "edition": NUMBER, "gone": or_none(NUMBER)}
    return object_of({**always, "credibility": NUMBER, **more}, few)


class Untitled(GenerateJsonSchema):
    """Without the titles that Pydantic makes of names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        return False


def of_models() -> dict[str, Schema]:
    mode: JsonSchemaMode = "serialization"
    _, whole = models_json_schema([(model, mode) for model in RECORDS], schema_generator=Untitled)
    found: dict[str, Schema] = whole["$defs"]
    for schema in found.values():
        schema.pop("title", None)
        schema.pop("additionalProperties", None) if "properties" in schema else None
    found[Source.__name__]["properties"]["carries"] = list_of(TEXT)
    found[StanceEntry.__name__]["properties"]["on_behalf_of"] = list_of(TEXT)
    return found
