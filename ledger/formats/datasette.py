"""What datasette is told of a ledger file: titles, what columns are, questions that are ready to be asked.

datasette serve --immutable ledger.db --metadata metadata.json
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

VIEWS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "v_readings": (
        "What stands in each cell today, as known now: a row for each entry that stands.",
        {
            "held": "when it was so, as written (EDTF)",
            "held_on": "the last of its days",
            "sure": "1 once all its days have passed",
            "score": "the stance as a number, −3 to 3; silent and withdrawn have none",
            "contested": "1 where another entry that stands contradicts it; none has won",
            "grade": "the best citation: how reliable the source, how credible the place",
        },
    ),
    "v_history": (
        "Everything recorded, with what became of it.",
        {
            "state": "stands, corrected, retracted, or retraction for the taking back itself",
            "cited": "sources and places",
        },
    ),
    "v_changes": (
        "Each entry in force beside the one before it in its cell: what moved, step by step.",
        {"delta": "difference of the scores"},
    ),
    "v_sources": (
        "Each source, and what rests on it.",
        {"best_grade": "of its citations", "first_held": "the first day it speaks of", "last_held": "the last"},
    ),
}
QUERIES: Mapping[str, tuple[str, str]] = {
    "who-stands-where": (
        "Who stands where on the hardest items",
        (
            "SELECT item, party, stance, score, grade, contested FROM v_readings WHERE kind = 'stance' "
            "AND difficulty >= 4 ORDER BY item, score DESC, party, entry"
        ),
    ),
    "how-one-item-went": (
        "How one item went, party by party",
        (
            "SELECT held_on, party, stance, summary, cited FROM v_history WHERE item = :item AND kind = 'stance' "
            "AND state = 'stands' ORDER BY held_on, entry"
        ),
    ),
    "who-changed-sides": (
        "Who changed sides, and when",
        (
            "SELECT held_on, item, party, before, after, delta FROM v_changes WHERE before_score * after_score < 0 "
            "ORDER BY held_on, item, party"
        ),
    ),
    "contested": (
        "What is contested: every account that stands",
        (
            "SELECT item, party, stance, status, grade, summary FROM v_readings WHERE contested = 1 "
            "ORDER BY item, party, entry"
        ),
    ),
    "thin": (
        "What rests on one source only",
        "SELECT item, party, stance, status, grade FROM v_readings WHERE sources = 1 ORDER BY item, party, entry",
    ),
    "what-we-had-wrong": (
        "What we had wrong",
        (
            "SELECT entry, item, party, state, superseded_by, reason FROM v_history "
            "WHERE state IN ('corrected', 'retracted') ORDER BY entry"
        ),
    ),
    "search": (
        "Words in summaries and texts of what was recorded",
        (
            "SELECT entry, kind, item, party, summary, cited FROM v_history "
            "WHERE state = 'stands' AND (summary LIKE '%' || :words || '%' OR text LIKE '%' || :words || '%') "
            "ORDER BY entry"
        ),
    ),
}


def metadata_text(title: str, database: str, tables: Iterable[str]) -> str:
    """Return the metadata of one database file, called as its stem; tables made for the program are hidden."""
    shown = {name: {"description": about, "columns": dict(columns)} for name, (about, columns) in VIEWS.items()}
    hidden: dict[str, Any] = {name: {"hidden": True} for name in sorted(tables)}
    queries = {name: {"title": said, "sql": sql} for name, (said, sql) in QUERIES.items()}
    about = {"tables": {**shown, **hidden}, "queries": queries}
    whole = {
        "title": title,
        "description": "Every open item of a negotiation, each party's stance over time, and the source behind it. "
        "Text is other people's.",
        "databases": {database: about},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
