"""The schemas of what an act answers: imports, drafts, merges, checks, errors."""

from ledger.formats.schema_parts import (
    ANY,
    DAY,
    ENTRY,
    NUMBER,
    REAL,
    TEXT,
    TRUTH,
    Schema,
    by_key,
    list_of,
    object_of,
    or_none,
    refs,
)
from ledger.formats.schema_readings import quote_schema


def imported_schema(**more: Schema) -> Schema:
    """What was recorded, or would be: then with the plan, in sentences."""
    return object_of(
        {
            "changesets": list_of(ENTRY),
            "recorded": by_key(NUMBER),
            "unchanged": NUMBER,
            "dry_run": TRUTH,
            "contested": list_of(TEXT),
            "overtaken": list_of(TEXT),
            "notices": list_of(TEXT),
            "entries": list_of(ENTRY),
            **more,
        },
        {"plan": list_of(ANY)},
    )


def attach_schema() -> Schema:
    edition = {"source": TEXT, "edition": NUMBER, "sha256": TEXT}
    edition |= {"original": or_none(TEXT), "extractor": or_none(TEXT), "pages": list_of(NUMBER)}
    return imported_schema(**edition, quotes=list_of(quote_schema()), places=list_of(ANY))


def comparison_schema() -> Schema:
    counts = {**dict.fromkeys(("both", "agreed", "only_one", "only_other"), NUMBER), "observed": or_none(REAL)}
    agreement = object_of({**counts, "kappa": or_none(REAL)})
    side = object_of({"says": TEXT, "held": TEXT, "citations": refs("citation")})
    pair = object_of(
        {
            "kind": TEXT,
            **dict.fromkeys(("item", "party", "source"), or_none(TEXT)),
            "agree": TRUTH,
            "differ_in": list_of(TEXT),
            "one": or_none(side),
            "other": or_none(side),
        }
    )
    by = {"overall": agreement, "kinds": by_key(agreement), "items": by_key(agreement)}
    return object_of({"one": TEXT, "other": TEXT, **by, "pairs": list_of(pair), "without_kappa": ANY})


PROPOSAL: dict[str, Schema] = {
    **dict.fromkeys(("proposal", "proposer", "author", "proposed_at", "block"), TEXT),
    **dict.fromkeys(("draft", "outcome", "judged_by", "note"), or_none(TEXT)),
    "value": {"type": "object", "additionalProperties": True},
    "changeset": or_none(ENTRY),
}
EFFECTS = list_of(object_of({"kind": TEXT, "text": TEXT, "entry": or_none(ENTRY)}))


def foreseen_schema() -> Schema:
    """A proposal, and what accepting it would do."""
    return object_of({**PROPOSAL, "effects": EFFECTS, "faults": list_of(TEXT), "recorded": TRUTH})


def proposed_schema() -> Schema:
    """What came of bringing proposals in, a file after the other."""
    numbers = dict.fromkeys(("proposed", "again"), list_of(TEXT))
    of_file = {"proposer": TEXT, "draft": or_none(TEXT), **numbers, "recorded_already": NUMBER}
    return object_of({"dry_run": TRUTH, "files": list_of(object_of(of_file))})


def rejected_schema() -> Schema:
    return object_of({"proposals": list_of(TEXT)})


def draft_state_schema(**more: Schema) -> Schema:
    note = {"note": or_none(TEXT), "changeset": or_none(ENTRY)}
    step = object_of({**dict.fromkeys(("step", "author", "at"), TEXT), **note})
    numbers = {"proposals": list_of(TEXT), "waiting": list_of(TEXT)}
    return object_of({"draft": TEXT, "state": TEXT, "steps": list_of(step), **numbers, **more})


def draft_schema() -> Schema:
    """A draft, with what accepting it would do."""
    proposals = list_of(object_of(PROPOSAL))
    told = {**dict.fromkeys(("would", "notices", "faults"), list_of(TEXT)), "because": list_of(or_none(TEXT))}
    return draft_state_schema(proposals=proposals, effects=EFFECTS, **told)


def agreement_schema() -> Schema:
    """How often a proposer was right."""
    counts = ("proposed", "waiting", "judged", "accepted", "amended", "rejected", "dropped")
    shares = dict.fromkeys(("share", "share_from", "share_to"), or_none(REAL))
    return object_of({"proposer": TEXT, **dict.fromkeys(counts, NUMBER), **shares, "amended_fields": by_key(NUMBER)})


def checkpoint_schema() -> Schema:
    return object_of({"number": NUMBER, "hash": or_none(TEXT)}, {"schema": TEXT})


def verify_schema() -> Schema:
    counts = {"counts": by_key(NUMBER), "notices": list_of(TEXT), "unfound": refs("unfound")}
    signers = or_none(object_of({"signed": list_of(ENTRY), "unnamed": list_of(ENTRY)}))
    against = or_none(checkpoint_schema())
    return object_of({"checkpoint": checkpoint_schema(), "against": against, **counts, "signers": signers})


def redact_schema() -> Schema:
    marker = object_of({"marker": TEXT, "salted": TEXT})
    return object_of(
        {"changeset": ENTRY, "records": NUMBER, "markers": list_of(marker), "salt": TEXT, "dry_run": TRUTH}
    )


def error_schema() -> Schema:
    fault = {**dict.fromkeys(("file", "path", "hint"), or_none(TEXT)), "message": TEXT}
    places = {"line": or_none(NUMBER), "column": or_none(NUMBER)}
    return object_of({"code": TEXT, "exit": NUMBER, "errors": list_of(object_of({**fault, **places}))})


def db_status_schema() -> Schema:
    return object_of({"ledger": TEXT, "revision": or_none(TEXT), "head": TEXT, "up_to_date": TRUTH})


def db_roles_schema() -> Schema:
    return object_of({"applied": TRUTH, "grants": list_of(object_of({"role": TEXT, "sql": TEXT}))})


def merge_schema() -> Schema:
    conflict = {
        "number": NUMBER,
        "about": TEXT,
        "record": or_none(TEXT),
        "field": or_none(TEXT),
        "entries": list_of(NUMBER),
        "reviewer": or_none(TEXT),
        "ours": TEXT,
        "theirs": TEXT,
        "open": TRUTH,
    }
    return object_of(
        {
            "parted": NUMBER,
            "conflicts": list_of(object_of(conflict)),
            "changesets": list_of(NUMBER),
            "known": NUMBER,
            "alike": list_of(NUMBER),
            "settled": or_none(NUMBER),
            "contests": list_of(object_of({"item": TEXT, "party": or_none(TEXT), "entries": list_of(NUMBER)})),
        }
    )


def doctor_schema() -> Schema:
    return object_of({"findings": list_of({"type": "object", "additionalProperties": True})})


def ledgers_schema() -> Schema:
    said = dict.fromkeys(("title", "last_recorded", "problem"), or_none(TEXT))
    return object_of(
        {"rows": list_of(object_of({"alias": TEXT, "address": TEXT, "changesets": or_none(NUMBER), **said}))}
    )


def seen_schema() -> Schema:
    return object_of({"author": TEXT, "known_at": NUMBER, "on": DAY})


def site_schema() -> Schema:
    return object_of({"files": by_key({"type": "string", "pattern": "^[0-9a-f]{64}$"})})
