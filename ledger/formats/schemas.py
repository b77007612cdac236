"""The JSON Schema (2020-12) of every document that the program writes for scripts: ``posl schema NAME``.

Fields of records, stances and statuses are taken from the models. A document may have more keys than its schema names:
keys are only ever added.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from ledger.domain.diff import Cause, Verb
from ledger.domain.entries import STATEMENTS, Citation, Figure, Retraction, StanceEntry, StatusEntry
from ledger.domain.records import Delegate, Item, Party, Person, Round, Source
from ledger.domain.seed import Attachment, ChangesetInfo, Claim, DroppedCitation, Edit, Review, Settlement
from ledger.domain.words import SCORES, EntryKind, Voice
from ledger.formats.seed_schema import seed_schema

__all__ = ["NAMES", "schema_of"]

Schema = dict[str, Any]
_RECORDS: tuple[type[BaseModel], ...] = (
    *(Item, Party, Person, Round, Source, Delegate),
    *(Citation, Figure, Retraction, Settlement, Edit, Attachment, Review, Claim, DroppedCitation, ChangesetInfo),
    *STATEMENTS.values(),
)
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_REAL: Schema = {"type": "number"}
_TRUTH: Schema = {"type": "boolean"}
_ANY: Schema = {}
_DAY: Schema = {"type": "string", "format": "date"}
_ENTRY: Schema = {"type": "integer", "minimum": 1}
_SCORE: Schema = {"enum": [*sorted(set(SCORES.values())), None]}


def _or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _by_key(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def _words(words: Iterable[Enum]) -> Schema:
    return {"enum": [word.value for word in words]}


def _object(always: Mapping[str, Schema], sometimes: Mapping[str, Schema] | None = None) -> Schema:
    """An object with keys that are always there, and keys that only some have."""
    return {"type": "object", "properties": {**always, **(sometimes or {})}, "required": list(always)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _refs(name: str) -> Schema:
    return _list(_ref(name))


# -- what documents are made of ---------------------------------------------------------------------------------------

_HELD = {"held_on": _DAY, "held": _TEXT, "held_from": _DAY, "held_to": _DAY}
_EVIDENCE = {
    "voice": _or_none(_words(Voice)),
    "by": _or_none(_TEXT),
    "sure": _TRUTH,
    "grade": _or_none({"type": "string", "pattern": "^[A-F][1-6]$"}),
    "independent_sources": {"type": "integer", "minimum": 0},
}
_READ = {
    "round": _or_none(_TEXT),
    "reviewed": _TRUTH,
    "contested": _TRUTH,
    **_EVIDENCE,
    "citations": _refs("citation"),
    "accounts": _refs("account"),
    "possibly": _list(_ref("possibly")),
}
_PARTS = {"stance": _TEXT, "score": _SCORE, "condition": _or_none(_TEXT), "position": _or_none(_NUMBER)}
_ACCOUNT = {"entries": _list(_ENTRY), **_EVIDENCE, "citations": _refs("citation")}


def _definitions() -> dict[str, Schema]:
    models = _of_models()
    stance, status = (models[model.__name__]["properties"] for model in (StanceEntry, StatusEntry))
    values = {name: stance[name] for name in StanceEntry.value_fields()}
    of_status = {name: status[name] for name in StatusEntry.value_fields()}
    cell = {"entry": _ENTRY, **values, "score": _SCORE, **_HELD, **_READ, "moved": _or_none(_NUMBER)}
    every_value = {
        name: models[model.__name__]["properties"][name]
        for model in STATEMENTS.values()
        for name in model.value_fields()
    }
    entry = (
        {
            "entry": _ENTRY,
            "kind": _words(EntryKind),
            **_HELD,
            "round": _or_none(_TEXT),
            "score": _SCORE,
            "figures": _refs("Figure"),
            "changeset": _ENTRY,
            "supersedes": _or_none(_ENTRY),
            "reason": _or_none(_TEXT),
            "citations": _refs("citation"),
        },
        {
            "item": _or_none(_TEXT),
            "party": _or_none(_TEXT),
            "by": _or_none(_TEXT),
            "items": _list(_TEXT),
            **{name: _or_none(schema) for name, schema in every_value.items()},
        },
    )
    told = (
        {
            **entry[0],
            "state": _TEXT,
            "superseded_by": _or_none(_ENTRY),
            "superseded_because": _or_none(_TEXT),
            "contested_with": _list(_ENTRY),
            "verdicts": _refs("verdict"),
            "verdict": _or_none(_TEXT),
            "reviewer": _or_none(_TEXT),
            **{name: schema for name, schema in _EVIDENCE.items() if name != "by"},
        },
        entry[1],
    )
    step = _object(
        {"act": _TEXT, "other": _or_none(_ENTRY), "about": _ANY, "why": _or_none(_TEXT), "changeset": _ref("changeset")}
    )
    traced = {"recorded": _ref("changeset"), "cited": _list(_cited({"changeset": _ENTRY})), "steps": _list(step)}
    return {
        **models,
        "point": _object({"held_on": _DAY, "round": _or_none(_TEXT), "known_at": _NUMBER}),
        "counting": _object(
            {
                "at_least": _or_none(_TEXT),
                "voice": _or_none(_words(Voice)),
                "independent": _or_none(_NUMBER),
                "reviewed_only": _TRUTH,
            }
        ),
        "citation": _cited({}),
        "account": _object(_ACCOUNT, {**_PARTS, "status": _TEXT}),
        "possibly": _object({**_ACCOUNT, **_HELD}, {**_PARTS, "status": _TEXT}),
        "cell": _object({**cell, "beside": _list(_ENTRY)}),
        "status": _object({"entry": _ENTRY, **of_status, **_HELD, **_READ}),
        "side": {
            "anyOf": [
                _ref("cell"),
                _object(
                    {"status": _TEXT, "held_on": _or_none(_DAY), "summary": _or_none(_TEXT)},
                    {
                        **of_status,
                        "status": _TEXT,
                        "entry": _ENTRY,
                        **{n: s for n, s in _HELD.items() if n != "held_on"},
                        **_READ,
                    },
                ),
            ]
        },
        "entry": _object(*entry),
        "verdict": _object({"reviewer": _TEXT, "verdict": _TEXT, "note": _or_none(_TEXT), "changeset": _ENTRY}),
        "told": _object(*told),
        "traced": _object({**told[0], **traced}, told[1]),
        "changeset": _object(
            {**models["ChangesetInfo"]["properties"], "previous": _or_none(_TEXT)},
            {"changes": _list(_ANY), "settings": _list(_ANY), "undoes": _or_none(_NUMBER)},
        ),
        "figure-line": _object(
            {
                "what": _TEXT,
                "about": _or_none(_TEXT),
                "unit": _or_none(_TEXT),
                "contested": _TRUTH,
                "accounts": _list(_list(_object({**models["Figure"]["properties"], "entry": _ENTRY}))),
            }
        ),
        "unfound": _object(
            {
                **{name: _or_none(_TEXT) for name in ("delegate", "at", "quote")},
                **dict.fromkeys(("source", "message", "hint", "mend"), _TEXT),
                "entry": _or_none(_ENTRY),
            }
        ),
        "change": _object(
            {
                "item": _TEXT,
                "party": _or_none(_TEXT),
                "verb": _words(Verb),
                "verbs": _list(_words(Verb)),
                "by_account": _or_none(_list(_object({"entries": _list(_ENTRY), "verbs": _list(_words(Verb))}))),
                "cause": _words(Cause),
                "certain": _TRUTH,
                "contested": _TRUTH,
                "before": _or_none(_ref("side")),
                "after": _or_none(_ref("side")),
                "delta": _or_none(_NUMBER),
                "points": _or_none(_NUMBER),
                "toward": _list(_TEXT),
                "away": _list(_TEXT),
                "via": _list(
                    _object(
                        {"entry": _ENTRY, "held_on": _TEXT, "citations": _refs("citation")}, {**_PARTS, "status": _TEXT}
                    )
                ),
                "citations": _refs("citation"),
            }
        ),
    }


def _cited(more: Mapping[str, Schema]) -> Schema:
    """A citation: what only a few have is left out where they have not."""
    always = {"source": _or_none(_TEXT), "at": _or_none(_TEXT), "quote": _or_none(_TEXT), "speaker": _or_none(_TEXT)}
    rest = {name: _TEXT for name in Citation.model_fields if name not in {*always, "credibility", "carries"}}
    return _object({**always, "credibility": _NUMBER, **more}, {**rest, "carries": _list(_TEXT)})


class _Untitled(GenerateJsonSchema):
    """Without the titles that Pydantic makes of names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        return False


def _of_models() -> dict[str, Schema]:
    mode: JsonSchemaMode = "serialization"
    _, whole = models_json_schema([(model, mode) for model in _RECORDS], schema_generator=_Untitled)
    found: dict[str, Schema] = whole["$defs"]
    for schema in found.values():
        schema.pop("title", None)
        schema.pop("additionalProperties", None) if "properties" in schema else None
    found[Source.__name__]["properties"]["carries"] = _list(_TEXT)
    return found


# -- documents --------------------------------------------------------------------------------------------------------


_VOTES = _object(
    dict.fromkeys(("for", "against", "abstaining"), _NUMBER),
    dict.fromkeys(("silent", "withdrawn", "contested", "possible"), _NUMBER),
)


def _matrix() -> Schema:
    column = _object({"key": _TEXT, "code": _TEXT, "name": _TEXT, "role": _TEXT})
    row = _object(
        {
            **dict.fromkeys(("key", "title", "kind", "matter", "status", "counted_as"), _TEXT),
            "track": _or_none(_TEXT),
            "spread": _or_none(_NUMBER),
            "open": _TRUTH,
            "overdue": _TRUTH,
            "late": _or_none(_NUMBER),
            "status_reading": _or_none(_ref("status")),
            "status_contested": _TRUTH,
            "status_accounts": _refs("account"),
            "spread_voices": _list(_words(Voice)),
            "spread_left_out": _list(_TEXT),
            "tally": _VOTES,
            "cells": _by_key(_or_none(_ref("cell"))),
        }
    )
    kinds = ("items_open", "items_settled", "contested", "unreviewed", "procedure_open", "context_open")
    covered = _object({"sources": _NUMBER, "best": _or_none(_TEXT)})
    counts = {**dict.fromkeys((*kinds, "commitments_open"), _NUMBER), "coverage": _or_none(covered)}
    return _object(
        {
            "point": _ref("point"),
            "before": _or_none(_ref("point")),
            "parties": _list(column),
            "items": _list(row),
            "counts": _object(counts),
            "counting": _ref("counting"),
        }
    )


def _diff() -> Schema:
    counted = ("items_open", "items_settled", "procedure_open", "context_open", "commitments_open")
    both = _object({"from": _NUMBER, "to": _NUMBER})
    cell = {"item": _TEXT, "party": _or_none(_TEXT)}
    covered = _object({"sources": _NUMBER, "best": _or_none(_TEXT), "keys": _list(_TEXT)})
    lists = {name: _list(_TEXT) for name in ("open", "settled", "first_reported", "lapsed")}
    checklist = _object({**lists, "by_difficulty": _by_key(_NUMBER)})
    alone = _object({name: _list(_TEXT) for name in ("items", "parties", "rounds")})
    other = {"ledger": _TEXT, "origin": _TEXT, "title": _or_none(_TEXT), "only_from": alone, "only_to": alone}
    return _object(
        {
            "from": _ref("point"),
            "to": _ref("point"),
            "counts": _object(
                {**dict.fromkeys(counted, both), **dict.fromkeys(("changes", "moved", "corrected"), _NUMBER)}
            ),
        },
        {
            "coverage": _object({"from": covered, "to": covered}),
            "checklist": _object({"from": checklist, "to": checklist}),
            "changes": _refs("change"),
            "inside": _refs("change"),
            "spread": _list(
                _object({"item": _TEXT, "from": _NUMBER, "to": _NUMBER, "verb": _TEXT, "parties": _list(_TEXT)})
            ),
            "commitments": _list(_object({"item": _TEXT, "due": _or_none(_TEXT), "state": _TEXT})),
            **dict.fromkeys(("still", "silence", "silent", "unreported"), _list(_TEXT)),
            "packages": _list(_list(_TEXT)),
            "unlocked": _list(_object({"item": _TEXT, "party": _TEXT, "by": _TEXT, "voided": _TRUTH})),
            "undated": _list(_object({**cell, "reading": _or_none(_ref("side"))})),
            "redefined": _list(
                _object({"record": _TEXT, "field": _TEXT, "old": _ANY, "new": _ANY, "stances": _NUMBER})
            ),
            "rounds": _list(_object({"round": _TEXT, "verb": _TEXT, "days": _or_none(_NUMBER)})),
            "remarks": _refs("entry"),
            "contested": _list(_object(cell)),
            "contested_still": _list(_object(cell)),
            "earlier_contests": _list(_object({**cell, "entries": _list(_ENTRY)})),
            "unchanged": _list(
                _object(
                    {**cell, "verb": _TEXT}, dict.fromkeys(("cause", "before", "after", "delta", "citations"), _ANY)
                )
            ),
            "with": _object({**other, "described": _by_key(_list(_TEXT))}),
        },
    )


def _item() -> Schema:
    line = {"key": _TEXT, "code": _TEXT, "name": _TEXT, "reading": _or_none(_ref("cell")), "entries": _refs("told")}
    contest = {"entry": _ENTRY, "other": _ENTRY, "party": _or_none(_TEXT), "stands": _TRUTH, "since": _or_none(_TEXT)}
    since = _object({"parties": _list(_TEXT), "since": _ref("point"), "still": _TRUTH})
    settled = _definitions()["Settlement"]["properties"]
    return _object(
        {
            "point": _ref("point"),
            "item": _ref("Item"),
            "status": _TEXT,
            "overdue": _TRUTH,
            "late": _or_none(_NUMBER),
            "spread": _or_none(_NUMBER),
            "spread_left_out": _list(_TEXT),
            "status_reading": _or_none(_ref("status")),
            "status_contested": _TRUTH,
            "status_accounts": _refs("account"),
            "counting": _ref("counting"),
            "parties": _list(_object(line)),
            "statuses": _refs("told"),
            "events": _refs("told"),
            "remarks": _refs("told"),
            "figures": _refs("figure-line"),
            "ties": _list(_object(dict.fromkeys(("kind", "item", "title", "status"), _TEXT))),
            "contests": _list(_object(contest)),
            "settlements": _list(_object({"changeset": _ENTRY, **settled})),
            "history": _refs("changeset"),
            "disagreements": _list(since),
        }
    )


def _source() -> Schema:
    text = _object({"edition": _NUMBER, "sha256": _TEXT, "characters": _NUMBER})
    about = {"point": _ref("point"), "source": _ref("Source"), "texts": _list(text)}
    return _object({**about, "unfound": _refs("unfound"), "entries": _refs("told")})


def _party() -> Schema:
    held = _definitions()["cell"]
    reading = _object({"item": _TEXT, **held["properties"]})
    return _object(
        {
            "point": _ref("point"),
            "party": _ref("Party"),
            "counting": _ref("counting"),
            "readings": _list(reading),
            "rounds": _refs("Round"),
            "delegates": _refs("Delegate"),
        }
    )


def _person() -> Schema:
    about = {"point": _ref("point"), "person": _ref("Person")}
    return _object({**about, "entries": _refs("told"), "seats": _refs("Delegate")})


def _round() -> Schema:
    seats = _object({"source": _or_none(_TEXT), "delegates": _refs("Delegate")})
    found = _object({"contested": _TRUTH, "lists": _list(seats), "rivals": _list(_list(_or_none(_TEXT)))})
    return _object(
        {
            "point": _ref("point"),
            "round": _ref("Round"),
            "delegates": _refs("Delegate"),
            "delegations": _by_key(found),
            "due": _list(_TEXT),
            "entries": _refs("told"),
        }
    )


def _entry() -> Schema:
    found = {"entry": _or_none(_ref("told")), "retraction": _or_none(_ref("Retraction"))}
    return _object({"point": _ref("point"), **found, "changeset": _ref("changeset")})


def _changeset() -> Schema:
    models = _definitions()
    of_entry = {"entry": _ENTRY}
    return _object(
        {
            "changeset": _ref("changeset"),
            "records": _list(
                {
                    "type": "object",
                    "properties": {"record": _TEXT},
                    "required": ["record"],
                    "additionalProperties": True,
                }
            ),
            "edits": _refs("Edit"),
            "entries": _refs("entry"),
            "retractions": _refs("Retraction"),
            "citations": _list(_cited(of_entry)),
            "dropped_citations": _list(_object({**models["DroppedCitation"]["properties"], **of_entry})),
            "rivals": _list(_object({"entry": _ENTRY, "other": _ENTRY})),
            "settlements": _refs("Settlement"),
            "reviews": _list(_object({**models["Review"]["properties"], **of_entry})),
            "claims": _list(_object({**models["Claim"]["properties"], **of_entry})),
            "attachments": _refs("Attachment"),
        }
    )


def _history() -> Schema:
    line = _object({"key": _TEXT, "code": _TEXT, "name": _TEXT, "entries": _refs("traced")})
    edits = _object({"changeset": _ref("changeset"), "edits": _refs("Edit")})
    told = {name: _refs("traced") for name in ("statuses", "events", "remarks")}
    whole = _object({"entered": _ref("changeset"), "parties": _list(line), **told, "edits": _list(edits)})
    return _object({"point": _ref("point"), "item": _ref("Item"), "history": whole})


def _listed() -> Schema:
    """A list: which, what counts, and its rows, each kind with its own."""
    models = _definitions()
    figure = _object({"value": _or_none(_REAL), "cells": _NUMBER, "of": _NUMBER})
    due = {"last_confirmed": _or_none(_DAY), "due_on": _or_none(_DAY), "moved": _or_none(figure)}
    state = {"status": _TEXT, "spread": _or_none(_NUMBER), "late": _or_none(_NUMBER), "silent": _list(_TEXT)}
    item = _object(
        {
            **models["Item"]["properties"],
            **state,
            **dict.fromkeys(("open", "overdue", "contested", "unreported"), _TRUTH),
            **due,
        }
    )
    apart = {name: _list(_TEXT) for name in ("contested", "silent_on", "alone_on", "moved", "toward", "away")}
    party = _object({**models["Party"]["properties"], "stances": _NUMBER, "last_heard": _or_none(_DAY), **apart})
    person = _object({**models["Person"]["properties"], "entries": _NUMBER, "seats": _NUMBER})
    place = dict.fromkeys(("kind", "ref", "place", "text"), _TEXT)
    found = _object({**place, "entry": _or_none(_ref("entry"))})
    rows = {
        "items": item,
        "commitments": item,
        "parties": party,
        "persons": person,
        "rounds": _ref("Round"),
        "sources": _ref("Source"),
        "events": _ref("told"),
        "remarks": _ref("told"),
        "figures": _ref("figure-line"),
        "marks": _ANY,
        "views": _object({"name": _TEXT, "shared": _TRUTH, "filter": _TEXT, "sort": _TEXT, "folded": _list(_TEXT)}),
        "changesets": _ref("changeset"),
        "found": found,
        "proposed": _foreseen(),
        "drafts": _draft_state(),
        "agreement": _agreement(),
    }
    beside = {"proposed": _list(_foreseen())}
    return {
        **_object({"list": _TEXT, "counting": _ref("counting"), "rows": _list(_ANY)}, beside),
        "allOf": [
            {
                "if": {"properties": {"list": {"const": name}}},
                "then": {"properties": {"rows": _list(schema)}},
            }
            for name, schema in rows.items()
        ],
    }


def _imported(**more: Schema) -> Schema:
    """What was recorded, or would be: then with the plan, in sentences."""
    return _object(
        {
            "changesets": _list(_ENTRY),
            "recorded": _by_key(_NUMBER),
            "unchanged": _NUMBER,
            "dry_run": _TRUTH,
            "contested": _list(_TEXT),
            "notices": _list(_TEXT),
            "entries": _list(_ENTRY),
            **more,
        },
        {"plan": _list(_ANY)},
    )


def _quote() -> Schema:
    more = {"entry": _or_none(_ENTRY), "standing": _TEXT, "paragraphs": _list(_NUMBER), "in_place": _or_none(_TRUTH)}
    return _cited({**more, "orphaned": _TRUTH})


def _attach() -> Schema:
    edition = {"source": _TEXT, "edition": _NUMBER, "sha256": _TEXT}
    edition |= {"original": _or_none(_TEXT), "extractor": _or_none(_TEXT), "pages": _list(_NUMBER)}
    return _imported(**edition, quotes=_list(_quote()), places=_list(_ANY))


def _source_text() -> Schema:
    out_of = {"original": _or_none(_TEXT), "extractor": _or_none(_TEXT), "pages": _list(_NUMBER)}
    edition = _object({"edition": _NUMBER, "sha256": _TEXT, **out_of})
    paragraph = _object({"number": _NUMBER, "text": _TEXT, "cited_by": _list(_ENTRY)})
    about = {"source": _ref("Source"), "editions": _list(edition), "edition": _or_none(_NUMBER)}
    return _object({**about, "paragraphs": _list(paragraph), "quotes": _list(_quote())})


def _comparison() -> Schema:
    counts = {**dict.fromkeys(("both", "agreed", "only_one", "only_other"), _NUMBER), "observed": _or_none(_REAL)}
    agreement = _object({**counts, "kappa": _or_none(_REAL)})
    side = _object({"says": _TEXT, "held": _TEXT, "citations": _refs("citation")})
    pair = _object(
        {
            "kind": _TEXT,
            **dict.fromkeys(("item", "party", "source"), _or_none(_TEXT)),
            "agree": _TRUTH,
            "differ_in": _list(_TEXT),
            "one": _or_none(side),
            "other": _or_none(side),
        }
    )
    by = {"overall": agreement, "kinds": _by_key(agreement), "items": _by_key(agreement)}
    return _object({"one": _TEXT, "other": _TEXT, **by, "pairs": _list(pair), "without_kappa": _ANY})


_PROPOSAL: dict[str, Schema] = {
    **dict.fromkeys(("proposal", "proposer", "author", "proposed_at", "block"), _TEXT),
    **dict.fromkeys(("draft", "outcome", "judged_by", "note"), _or_none(_TEXT)),
    "value": {"type": "object", "additionalProperties": True},
    "changeset": _or_none(_ENTRY),
}
_EFFECTS = _list(_object({"kind": _TEXT, "text": _TEXT, "entry": _or_none(_ENTRY)}))


def _foreseen() -> Schema:
    """A proposal, and what accepting it would do."""
    return _object({**_PROPOSAL, "effects": _EFFECTS, "faults": _list(_TEXT), "recorded": _TRUTH})


def _proposed() -> Schema:
    """What came of bringing proposals in, a file after the other."""
    numbers = dict.fromkeys(("proposed", "again"), _list(_TEXT))
    of_file = {"proposer": _TEXT, "draft": _or_none(_TEXT), **numbers, "recorded_already": _NUMBER}
    return _object({"dry_run": _TRUTH, "files": _list(_object(of_file))})


def _rejected() -> Schema:
    return _object({"proposals": _list(_TEXT)})


def _draft_state(**more: Schema) -> Schema:
    note = {"note": _or_none(_TEXT), "changeset": _or_none(_ENTRY)}
    step = _object({**dict.fromkeys(("step", "author", "at"), _TEXT), **note})
    numbers = {"proposals": _list(_TEXT), "waiting": _list(_TEXT)}
    return _object({"draft": _TEXT, "state": _TEXT, "steps": _list(step), **numbers, **more})


def _draft() -> Schema:
    """A draft, with what accepting it would do."""
    proposals = _list(_object(_PROPOSAL))
    return _draft_state(proposals=proposals, would=_list(_TEXT), effects=_EFFECTS, faults=_list(_TEXT))


def _agreement() -> Schema:
    """How often a proposer was right."""
    counts = ("proposed", "waiting", "judged", "accepted", "amended", "rejected", "dropped")
    shares = dict.fromkeys(("share", "share_from", "share_to"), _or_none(_REAL))
    return _object({"proposer": _TEXT, **dict.fromkeys(counts, _NUMBER), **shares, "amended_fields": _by_key(_NUMBER)})


def _checkpoint() -> Schema:
    return _object({"number": _NUMBER, "hash": _or_none(_TEXT)}, {"schema": _TEXT})


def _verify() -> Schema:
    counts = {"counts": _by_key(_NUMBER), "notices": _list(_TEXT), "unfound": _refs("unfound")}
    return _object({"checkpoint": _checkpoint(), "against": _or_none(_checkpoint()), **counts})


def _error() -> Schema:
    fault = {**dict.fromkeys(("file", "path", "hint"), _or_none(_TEXT)), "message": _TEXT}
    places = {"line": _or_none(_NUMBER), "column": _or_none(_NUMBER)}
    return _object({"code": _TEXT, "exit": _NUMBER, "errors": _list(_object({**fault, **places}))})


def _db_status() -> Schema:
    return _object({"ledger": _TEXT, "revision": _or_none(_TEXT), "head": _TEXT, "up_to_date": _TRUTH})


def _db_roles() -> Schema:
    return _object({"applied": _TRUTH, "grants": _list(_object({"role": _TEXT, "sql": _TEXT}))})


def _merge() -> Schema:
    conflict = {
        "number": _NUMBER,
        "about": _TEXT,
        "record": _or_none(_TEXT),
        "field": _or_none(_TEXT),
        "entries": _list(_NUMBER),
        "reviewer": _or_none(_TEXT),
        "ours": _TEXT,
        "theirs": _TEXT,
        "open": _TRUTH,
    }
    return _object(
        {
            "parted": _NUMBER,
            "conflicts": _list(_object(conflict)),
            "changesets": _list(_NUMBER),
            "known": _NUMBER,
            "settled": _or_none(_NUMBER),
        }
    )


def _doctor() -> Schema:
    return _object({"findings": _list({"type": "object", "additionalProperties": True})})


def _ledgers() -> Schema:
    said = dict.fromkeys(("title", "last_recorded", "problem"), _or_none(_TEXT))
    return _object(
        {"rows": _list(_object({"alias": _TEXT, "address": _TEXT, "changesets": _or_none(_NUMBER), **said}))}
    )


def _inbox() -> Schema:
    """What waits, a list a heading; ``counts`` says how many there are of each."""
    promise = {"item": _TEXT, "title": _TEXT, "status": _TEXT, "due": _or_none(_TEXT), "day": _or_none(_DAY)}
    news = {"changeset": _ENTRY, "author": _TEXT, "recorded_at": _TEXT, "message": _or_none(_TEXT)}
    return _object(
        {
            "point": _ref("point"),
            "author": _TEXT,
            "counts": _by_key(_NUMBER),
            "since": _or_none(_TEXT),
            "seen": _or_none(_NUMBER),
            "overdue": _list(_object(promise)),
            "due": _list(_object(promise)),
            "contested": _list(_object({"item": _TEXT, "party": _or_none(_TEXT), "accounts": _list(_ANY)})),
            "unreviewed": _list(_ANY),
            "unfound": _refs("unfound"),
            "stale": _list(_object({"item": _TEXT, "title": _TEXT, "confirmed": _or_none(_DAY)})),
            "news": _list(_object(news)),
        }
    )


def _measures() -> Schema:
    """The measures of every stage; each figure with how much it rests on."""
    figure = _object({"value": _or_none(_REAL), "rests_on": _NUMBER, "looked_at": _NUMBER})
    pairs = _list(_ANY)
    stage = {
        "label": _TEXT,
        "point": _ref("point"),
        "open": _NUMBER,
        "open_by_difficulty": _by_key(_NUMBER),
        "settled": _NUMBER,
        "mean_difficulty": figure,
        "mean_spread": figure,
        "spreads": _by_key(figure),
        "distances": _by_key(figure),
        "mean_gaps": pairs,
        "convergence": pairs,
        "left_out": _list(_object({"item": _TEXT, "party": _or_none(_TEXT)})),
        "voices": _list(_TEXT),
    }
    moved = {"item": _TEXT, "value": _or_none(_REAL), "rests_on": _NUMBER, "looked_at": _NUMBER}
    since = {"item": _TEXT, "label": _TEXT, "point": _ref("point")}
    return _object(
        {
            "point": _or_none(_ref("point")),
            "counting": _ref("counting"),
            "parties": _list(_TEXT),
            "stages": _list(_object(stage)),
            "most_moved": _list(_object(moved)),
            "opposed_since": _list(_object(since)),
        }
    )


def _seen() -> Schema:
    return _object({"author": _TEXT, "known_at": _NUMBER, "on": _DAY})


def _site() -> Schema:
    return _object({"files": _by_key({"type": "string", "pattern": "^[0-9a-f]{64}$"})})


_DOCUMENTS: dict[str, tuple[str, Callable[[], Schema]]] = {
    "matrix": ("posl matrix --json", _matrix),
    "diff": ("posl diff --json", _diff),
    "item": ("posl show ITEM --json", _item),
    "party": ("posl show party:KEY --json", _party),
    "person": ("posl show person:KEY --json", _person),
    "round": ("posl show round:KEY --json", _round),
    "source": ("posl show source:KEY --json", _source),
    "source-text": ("posl source text KEY --json", _source_text),
    "entry": ("posl show N --json", _entry),
    "changeset": ("posl show @N --json", _changeset),
    "history": ("posl show ITEM --history --json", _history),
    "list": ("posl list, log, search, review list, review agreement and draft list --json", _listed),
    "inbox": ("posl inbox --json", _inbox),
    "measures": ("posl measures --json", _measures),
    "seen": ("posl seen --json", _seen),
    "import": ("posl import --json, and every act recorded", _imported),
    "check": ("posl check --json", lambda: _imported(assertions=_NUMBER)),
    "attach": ("posl source attach --json", _attach),
    "proposed": ("posl import --propose --json, draft add and suggest --json", _proposed),
    "rejected": ("posl review reject --json, of proposals", _rejected),
    "draft": ("posl draft show --json", _draft),
    "draft-state": ("posl draft return, reopen and drop --json", _draft_state),
    "comparison": ("posl review compare --json", _comparison),
    "verify": ("posl verify --json", _verify),
    "checkpoint": ("posl verify --checkpoint", _checkpoint),
    "db-status": ("posl db status --json", _db_status),
    "db-roles": ("posl db roles --json", _db_roles),
    "doctor": ("posl doctor --json", _doctor),
    "ledgers": ("posl ledgers --json", _ledgers),
    "site": (".posl-site.json, beside the pages of a site", _site),
    "merge": ("posl merge --json", _merge),
    "error": ("any command with --json that fails, on stderr", _error),
}
NAMES = ("seed", *_DOCUMENTS)
"""Every schema there is: the one of seeds first."""


@cache
def _shared() -> dict[str, Schema]:
    return _definitions()


def schema_of(name: str) -> Schema:
    """Return the schema of a document, or of seeds; raise ``KeyError`` where there is none of that name."""
    if name == "seed":
        return seed_schema()
    told_by, make = _DOCUMENTS[name]
    made = make()
    identity = {"const": f"position-ledger/{name}/1"}
    made = {
        **made,
        "properties": {
            "schema": identity,
            **{key: value for key, value in made["properties"].items() if key != "schema"},
        },
        "required": ["schema", *made["required"]],
    }
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:position-ledger:{name}:1",
        "title": f"position-ledger/{name}/1",
        "description": f"What {told_by} writes. More keys may be added; none is taken away.",
    }
    return {**head, **made, "$defs": _used(made)}


def _used(schema: Schema) -> dict[str, Schema]:
    """Return the definitions that a schema refers to, and those that they refer to."""
    every, found, waiting = _shared(), {}, [*_references(schema)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = every[name]
            waiting += _references(every[name])
    return dict(sorted(found.items()))


def _references(part: object) -> list[str]:
    if isinstance(part, list):
        return [name for each in part for name in _references(each)]
    if not isinstance(part, dict):
        return []
    own = [str(part["$ref"]).rpartition("/")[2]] if isinstance(part.get("$ref"), str) else []
    return own + [name for value in part.values() for name in _references(value)]
