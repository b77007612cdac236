"""The schemas of what is read: the matrix, a diff, one thing whole, the inbox, measures."""

from ledger.domain.words import Voice
from ledger.formats.schema_parts import (
    ANOTHERS,
    ANY,
    DAY,
    ENTRY,
    NUMBER,
    REAL,
    SCORE,
    TEXT,
    TRUTH,
    Schema,
    by_key,
    cited,
    definitions,
    list_of,
    object_of,
    or_none,
    ref,
    refs,
    words_of,
)

# -- documents --------------------------------------------------------------------------------------------------------


SPOKEN = object_of({"by": TEXT, "entry": ENTRY, "stance": TEXT, "score": SCORE, "contested": TRUTH, "dissent": TRUTH})
VOTES = object_of(
    dict.fromkeys(("for", "against", "abstaining"), NUMBER),
    dict.fromkeys(("silent", "withdrawn", "contested", "possible"), NUMBER),
)


def matrix_schema() -> Schema:
    column = object_of({"key": TEXT, "code": TEXT, "name": TEXT, "role": TEXT})
    row = object_of(
        {
            **dict.fromkeys(("key", "title", "kind", "matter", "status", "counted_as"), TEXT),
            "track": or_none(TEXT),
            "spread": or_none(NUMBER),
            "open": TRUTH,
            "overdue": TRUTH,
            "late": or_none(NUMBER),
            "status_reading": or_none(ref("status")),
            "status_contested": TRUTH,
            "status_accounts": refs("account"),
            "spread_voices": list_of(words_of(Voice)),
            "spread_left_out": list_of(TEXT),
            "tally": VOTES,
            "cells": by_key(or_none(ref("cell"))),
            "spoken_for": by_key(list_of(SPOKEN)),
        },
        {"groups": by_key(VOTES)},
    )
    kinds = (
        "items_open",
        "items_possibly",
        "items_settled",
        "contested",
        "unreviewed",
        "procedure_open",
        "context_open",
    )
    covered = object_of({"sources": NUMBER, "independent": NUMBER, "best": or_none(TEXT)})
    counts = {**dict.fromkeys((*kinds, "commitments_open"), NUMBER), "coverage": or_none(covered)}
    return object_of(
        {
            "point": ref("point"),
            "before": or_none(ref("point")),
            "parties": list_of(column),
            "items": list_of(row),
            "counts": object_of(counts),
            "counting": ref("counting"),
        }
    )


def diff_schema() -> Schema:
    counted = ("items_open", "items_settled", "procedure_open", "context_open", "commitments_open", "parts_open")
    both = object_of({"from": NUMBER, "to": NUMBER})
    cell = {"item": TEXT, "party": or_none(TEXT)}
    covered = object_of({"sources": NUMBER, "independent": NUMBER, "best": or_none(TEXT), "keys": list_of(TEXT)})
    lists = {name: list_of(TEXT) for name in ("open", "settled", "first_reported", "lapsed", "dropped", "possibly")}
    checklist = object_of({**lists, "by_difficulty": by_key(NUMBER)}, {"ended_unlike": list_of(TEXT)})
    alone = object_of({name: list_of(TEXT) for name in ("items", "parties", "rounds")})
    other = {"ledger": TEXT, "origin": TEXT, "title": or_none(TEXT), "only_from": alone, "only_to": alone}
    return object_of(
        {
            "from": ref("point"),
            "to": ref("point"),
            "counts": object_of(
                {**dict.fromkeys(counted, both), **dict.fromkeys(("changes", "moved", "corrected"), NUMBER)}
            ),
        },
        {
            "coverage": object_of({"from": covered, "to": covered}),
            "checklist": object_of({"from": checklist, "to": checklist}),
            "changes": refs("change"),
            **dict.fromkeys(("inside", "overtaken"), refs("change")),
            "spread": list_of(
                object_of(
                    {"item": TEXT, "from": NUMBER, "to": NUMBER, "verb": TEXT, "parties": list_of(TEXT)},
                    {"causes": list_of(TEXT), "had": or_none(NUMBER)},
                )
            ),
            "commitments": list_of(object_of({"item": TEXT, "due": or_none(TEXT), "state": TEXT})),
            **dict.fromkeys(("still", "silence", "silent", "unreported"), list_of(TEXT)),
            "packages": list_of(list_of(TEXT)),
            "unlocked": list_of(object_of({"item": TEXT, "party": TEXT, "by": TEXT, "voided": TRUTH})),
            "undated": list_of(
                object_of(
                    {
                        **cell,
                        "reading": or_none(ref("side")),
                        "sure": TRUTH,
                        "moves": TRUTH,
                        "since": or_none(ref("side")),
                    }
                )
            ),
            "redefined": list_of(object_of({"record": TEXT, "field": TEXT, "old": ANY, "new": ANY, "stances": NUMBER})),
            "rounds": list_of(object_of({"round": TEXT, "verb": TEXT, "days": or_none(NUMBER)})),
            "tenures": list_of(
                object_of(
                    {
                        "record": TEXT,
                        **dict.fromkeys(("party", "from", "to"), or_none(TEXT)),
                        "began": TRUTH,
                        "ended": TRUTH,
                    },
                    {"office": TEXT},
                )
            ),
            **dict.fromkeys(("remarks", "events"), refs("entry")),
            "taken_back": list_of(object_of({"entry": ref("entry"), "rejected": TRUTH, "reason": or_none(TEXT)})),
            "contested": list_of(object_of(cell)),
            "contested_still": list_of(object_of(cell)),
            "earlier_contests": list_of(object_of({**cell, "entries": list_of(ENTRY)})),
            "unchanged": list_of(
                object_of(
                    {**cell, "verb": TEXT}, dict.fromkeys(("cause", "before", "after", "delta", "citations"), ANY)
                )
            ),
            "with": object_of({**other, "described": by_key(list_of(TEXT))}),
        },
    )


_AT = {"point": ref("point"), "counting": ref("counting")}
"""Where what is shown stands: the point, and what counts there."""


def item_schema() -> Schema:
    line = {"key": TEXT, "code": TEXT, "name": TEXT, "reading": or_none(ref("cell")), "entries": refs("told")}
    contest = {"entry": ENTRY, "other": ENTRY, "party": or_none(TEXT), "stands": TRUTH, "since": or_none(TEXT)}
    since = object_of({"parties": list_of(TEXT), "since": ref("point"), "still": TRUTH, "unsure": TRUTH})
    settled = definitions()["Settlement"]["properties"]
    return object_of(
        {
            **_AT,
            "item": ref("Item"),
            "status": TEXT,
            "overdue": TRUTH,
            "late": or_none(NUMBER),
            "spread": or_none(NUMBER),
            "spread_left_out": list_of(TEXT),
            "status_reading": or_none(ref("status")),
            "status_contested": TRUTH,
            "status_accounts": refs("account"),
            "parties": list_of(object_of(line)),
            "statuses": refs("told"),
            "events": refs("told"),
            "remarks": refs("told"),
            "figures": refs("figure-line"),
            "ties": list_of(object_of(dict.fromkeys(("kind", "item", "title", "status"), TEXT))),
            "contests": list_of(object_of(contest)),
            "settlements": list_of(object_of({"changeset": ENTRY, **settled})),
            "history": refs("changeset"),
            "disagreements": list_of(since),
        }
    )


def source_schema() -> Schema:
    text = object_of({"edition": NUMBER, "sha256": TEXT, "characters": NUMBER})
    about = {**_AT, "source": ref("Source"), "texts": list_of(text)}
    return object_of({**about, "unfound": refs("unfound"), "withdrawn": refs("withdrawn"), "entries": refs("told")})


def party_schema() -> Schema:
    held = definitions()["cell"]
    always = {name: schema for name, schema in held["properties"].items() if name in held["required"]}
    reading = object_of({"item": TEXT, **always}, ANOTHERS)
    stands = {"contested": TRUTH, "overdue": TRUTH, "late": or_none(NUMBER), "due": or_none(TEXT)}
    return object_of(
        {
            **_AT,
            "party": ref("Party"),
            "readings": list_of(reading),
            "spoken_for": list_of(object_of({"item": TEXT, **SPOKEN["properties"]})),
            "promises": list_of(object_of({"item": TEXT, "status": TEXT, **stands})),
            "blocs": list_of(object_of({"party": TEXT, "from": or_none(TEXT), "to": or_none(TEXT)})),
            "rounds": refs("Round"),
            "delegates": refs("Delegate"),
        }
    )


def person_schema() -> Schema:
    about = {**_AT, "person": ref("Person")}
    return object_of({**about, "entries": refs("told"), "seats": refs("Delegate")})


def round_schema() -> Schema:
    seats = object_of({"source": or_none(TEXT), "delegates": refs("Delegate")})
    found = object_of({"contested": TRUTH, "lists": list_of(seats), "rivals": list_of(list_of(or_none(TEXT)))})
    return object_of(
        {
            **_AT,
            "round": ref("Round"),
            "days": or_none(NUMBER),
            "delegates": refs("Delegate"),
            "delegations": by_key(found),
            "due": list_of(TEXT),
            "entries": refs("told"),
        }
    )


def entry_schema() -> Schema:
    found = {"entry": or_none(ref("told")), "retraction": or_none(ref("Retraction"))}
    return object_of({**_AT, **found, "changeset": ref("changeset")}, ANOTHERS)


def changeset_schema() -> Schema:
    models = definitions()
    of_entry = {"entry": ENTRY}
    return object_of(
        {
            "changeset": ref("changeset"),
            "records": list_of(
                {
                    "type": "object",
                    "properties": {"record": TEXT},
                    "required": ["record"],
                    "additionalProperties": True,
                }
            ),
            "edits": refs("Edit"),
            "entries": refs("entry"),
            "retractions": refs("Retraction"),
            "citations": list_of(cited(of_entry)),
            "dropped_citations": list_of(object_of({**models["DroppedCitation"]["properties"], **of_entry})),
            "rivals": list_of(object_of({"entry": ENTRY, "other": ENTRY})),
            "settlements": refs("Settlement"),
            "reviews": list_of(object_of({**models["Review"]["properties"], **of_entry})),
            "claims": list_of(object_of({**models["Claim"]["properties"], **of_entry})),
            "redactions": refs("Redaction"),
            "attachments": refs("Attachment"),
        }
    )


def history_schema() -> Schema:
    line = object_of({"key": TEXT, "code": TEXT, "name": TEXT, "entries": refs("traced")})
    edits = object_of({"changeset": ref("changeset"), "edits": refs("Edit")})
    told = {name: refs("traced") for name in ("statuses", "events", "remarks")}
    whole = object_of({"entered": ref("changeset"), "parties": list_of(line), **told, "edits": list_of(edits)})
    return object_of({"point": ref("point"), "item": ref("Item"), "history": whole})


def quote_schema() -> Schema:
    more = {"entry": or_none(ENTRY), "standing": TEXT, "paragraphs": list_of(NUMBER), "in_place": or_none(TRUTH)}
    return cited({**more, "orphaned": TRUTH})


def source_text_schema() -> Schema:
    out_of = {"original": or_none(TEXT), "extractor": or_none(TEXT), "pages": list_of(NUMBER)}
    edition = object_of({"edition": NUMBER, "sha256": TEXT, **out_of})
    paragraph = object_of({"number": NUMBER, "text": TEXT, "cited_by": list_of(ENTRY), "delegates": list_of(TEXT)})
    about = {"source": ref("Source"), "editions": list_of(edition), "edition": or_none(NUMBER)}
    return object_of({**about, "paragraphs": list_of(paragraph), "quotes": list_of(quote_schema())})


def inbox_schema() -> Schema:
    """What waits, a list a heading; ``counts`` says how many there are of each."""
    promise = {"item": TEXT, "title": TEXT, "status": TEXT, "due": or_none(TEXT), "day": or_none(DAY)}
    outweighed = {
        "item": TEXT,
        "party": or_none(TEXT),
        "taken_back": ref("entry"),
        "kept": ref("entry"),
        "state": TEXT,
        "by": or_none(ENTRY),
        "moved": or_none(object_of({"item": TEXT, "party": or_none(TEXT)})),
        "changeset": ENTRY,
        "reason": TEXT,
        "mend": TEXT,
    }
    news = {"changeset": ENTRY, "author": TEXT, "recorded_at": TEXT, "message": or_none(TEXT)}
    return object_of(
        {
            "point": ref("point"),
            "author": TEXT,
            "counts": by_key(NUMBER),
            "since": or_none(TEXT),
            "seen": or_none(NUMBER),
            "overdue": list_of(object_of(promise)),
            "due": list_of(object_of(promise)),
            "contested": list_of(object_of({"item": TEXT, "party": or_none(TEXT), "accounts": list_of(ANY)})),
            "outweighed": list_of(object_of(outweighed)),
            "unreviewed": list_of(ANY),
            "unfound": refs("unfound"),
            "withdrawn": refs("withdrawn"),
            "stale": list_of(object_of({"item": TEXT, "title": TEXT, "confirmed": or_none(DAY)})),
            "news": list_of(object_of(news)),
        }
    )


def measures_schema() -> Schema:
    """The measures of every stage; each figure with how much it rests on."""
    figure = object_of({"value": or_none(REAL), "rests_on": NUMBER, "looked_at": NUMBER})
    cell = {"item": TEXT, "party": or_none(TEXT)}
    pairs = list_of(ANY)
    stage = {
        "label": TEXT,
        "point": ref("point"),
        "open": NUMBER,
        "open_by_difficulty": by_key(NUMBER),
        "settled": NUMBER,
        "mean_difficulty": figure,
        "mean_spread": figure,
        "spreads": by_key(figure),
        "distances": by_key(figure),
        "mean_gaps": pairs,
        "convergence": pairs,
        "left_out": list_of(object_of(cell)),
        "undated": list_of(object_of(cell)),
        "voices": list_of(TEXT),
    }
    moved = {"item": TEXT, "value": or_none(REAL), "rests_on": NUMBER, "looked_at": NUMBER}
    since = {"item": TEXT, "label": TEXT, "point": ref("point")}
    return object_of(
        {
            "point": or_none(ref("point")),
            "counting": ref("counting"),
            "parties": list_of(TEXT),
            "stages": list_of(object_of(stage)),
            "most_moved": list_of(object_of(moved)),
            "since_first": by_key(figure),
            "opposed_since": list_of(object_of(since)),
        }
    )
