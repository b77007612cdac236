"""The JSON Schema (2020-12) of every document that the program writes for scripts: ``posl schema NAME``.

Fields of records, stances and statuses are taken from the models. A document may have more keys than its schema names:
keys are only ever added.
"""

from collections.abc import Callable
from functools import cache

from ledger.formats.schema_acts import (
    agreement_schema,
    attach_schema,
    checkpoint_schema,
    comparison_schema,
    db_roles_schema,
    db_status_schema,
    doctor_schema,
    draft_schema,
    draft_state_schema,
    error_schema,
    foreseen_schema,
    imported_schema,
    ledgers_schema,
    merge_schema,
    proposed_schema,
    redact_schema,
    rejected_schema,
    seen_schema,
    site_schema,
    verify_schema,
)
from ledger.formats.schema_parts import (
    ANY,
    DAY,
    NUMBER,
    REAL,
    TEXT,
    TRUTH,
    Schema,
    definitions,
    list_of,
    object_of,
    or_none,
    ref,
)
from ledger.formats.schema_readings import (
    changeset_schema,
    diff_schema,
    entry_schema,
    history_schema,
    inbox_schema,
    item_schema,
    matrix_schema,
    measures_schema,
    party_schema,
    person_schema,
    round_schema,
    source_schema,
    source_text_schema,
)
from ledger.formats.seed_schema import seed_schema

__all__ = ["NAMES", "schema_of"]


def _listed() -> Schema:
    """A list: which, what counts, and its rows, each kind with its own."""
    models = definitions()
    figure = object_of({"value": or_none(REAL), "cells": NUMBER, "of": NUMBER})
    due = {"last_confirmed": or_none(DAY), "due_on": or_none(DAY), "moved": or_none(figure)}
    state = {"status": TEXT, "spread": or_none(NUMBER), "late": or_none(NUMBER), "silent": list_of(TEXT)}
    item = object_of(
        {
            **models["Item"]["properties"],
            **state,
            **dict.fromkeys(("open", "overdue", "contested", "unreported"), TRUTH),
            **due,
        }
    )
    apart = {name: list_of(TEXT) for name in ("contested", "silent_on", "alone_on", "moved", "toward", "away")}
    heard = {"stances": NUMBER, "last_heard": or_none(DAY), "last_held": or_none(TEXT)}
    party = object_of({**models["Party"]["properties"], **heard, **apart})
    person = object_of({**models["Person"]["properties"], "entries": NUMBER, "seats": NUMBER})
    place = dict.fromkeys(("kind", "ref", "place", "text"), TEXT)
    found = object_of({**place, "superseded": TRUTH, "entry": or_none(ref("entry"))})
    rows = {
        "items": item,
        "commitments": item,
        "parties": party,
        "persons": person,
        "rounds": ref("Round"),
        "sources": ref("Source"),
        "events": ref("told"),
        "remarks": ref("told"),
        "figures": ref("figure-line"),
        "marks": ANY,
        "views": object_of({"name": TEXT, "shared": TRUTH, "filter": TEXT, "sort": TEXT, "folded": list_of(TEXT)}),
        "changesets": ref("changeset"),
        "found": found,
        "proposed": foreseen_schema(),
        "drafts": draft_state_schema(),
        "agreement": agreement_schema(),
    }
    beside = {"proposed": list_of(foreseen_schema())}
    return {
        **object_of({"list": TEXT, "counting": ref("counting"), "rows": list_of(ANY)}, beside),
        "allOf": [
            {
                "if": {"properties": {"list": {"const": name}}},
                "then": {"properties": {"rows": list_of(schema)}},
            }
            for name, schema in rows.items()
        ],
    }


_DOCUMENTS: dict[str, tuple[str, Callable[[], Schema]]] = {
    "matrix": ("posl matrix --json", matrix_schema),
    "diff": ("posl diff --json", diff_schema),
    "item": ("posl show ITEM --json", item_schema),
    "party": ("posl show party:KEY --json", party_schema),
    "person": ("posl show person:KEY --json", person_schema),
    "round": ("posl show round:KEY --json", round_schema),
    "source": ("posl show source:KEY --json", source_schema),
    "source-text": ("posl source show KEY --text --json", source_text_schema),
    "entry": ("posl show N --json", entry_schema),
    "changeset": ("posl show @N --json", changeset_schema),
    "history": ("posl show ITEM --history --json", history_schema),
    "list": ("posl list, log, search, review list, review agreement and draft list --json", _listed),
    "inbox": ("posl inbox --json", inbox_schema),
    "measures": ("posl measures --json", measures_schema),
    "seen": ("posl seen --json", seen_schema),
    "import": ("posl import --json, and every act recorded", imported_schema),
    "check": ("posl check --json", lambda: imported_schema(assertions=NUMBER)),
    "attach": ("posl source attach --json", attach_schema),
    "proposed": ("posl import --propose --json, draft add and suggest --json", proposed_schema),
    "rejected": ("posl review reject --json, of proposals", rejected_schema),
    "draft": ("posl draft show --json", draft_schema),
    "draft-state": ("posl draft return, reopen and drop --json", draft_state_schema),
    "comparison": ("posl review compare --json", comparison_schema),
    "verify": ("posl verify --json", verify_schema),
    "redact": ("posl redact --json", redact_schema),
    "checkpoint": ("posl verify --checkpoint", checkpoint_schema),
    "db-status": ("posl db status --json", db_status_schema),
    "db-roles": ("posl db roles --json", db_roles_schema),
    "doctor": ("posl doctor --json", doctor_schema),
    "ledgers": ("posl ledgers --json", ledgers_schema),
    "site": (".posl-site.json, beside the pages of a site", site_schema),
    "merge": ("posl merge --json", merge_schema),
    "error": ("any command with --json that fails, on stderr", error_schema),
}
NAMES = ("seed", *_DOCUMENTS)
"""Every schema there is: the one of seeds first."""


@cache
def _shared() -> dict[str, Schema]:
    return definitions()


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
