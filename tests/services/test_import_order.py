"""The order in which reports come in never matters: the same matrix, contests, diff, report and lists.

A frame and some reports are drawn, and acts of people that name entries by what they say and where, not by number. Two
ledgers take the reports in another order, then the acts in one order; everything is equal but for numbers.
"""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, note, target

from ledger.cli.documents import figure_line, told, view_document
from ledger.domain.planning.statements import describe
from ledger.formats import json_diff, json_out
from ledger.formats.document_markdown import markdown_text
from ledger.services import record_lists, reviewing
from ledger.services.comparing import compare
from ledger.services.matrix import matrix_at
from ledger.services.note import report_between
from ledger.services.showing import show
from ledger.storage.database import Database, Store
from tests.effort import slowly
from tests.histories import Drawn, come_in, histories

SPANS = [("R1", "R2")]
POINTS = ["2026-01-23", "R1", "2026-01-31", "R2", "2026-12-31"]


# -- a ledger ----------------------------------------------------------------------------------------------------------


def outcome(store: Store, drawn: Drawn, order: Iterable[int]) -> tuple[list[Any], int]:
    """Bring the files in, in this order, and do the acts; return all that people see, and how many contests."""
    done = come_in(store, drawn, order)
    if done is None:
        return ["refused"], 0
    matrices = [matrix_at(store, at) for at in POINTS]
    documents = [
        *(json_out.matrix(each) for each in matrices),
        *(view_document(show(store, key, at)) for key in ("land", "fuel") for at in ("R1", "now")),
        view_document(show(store, "round:R1")),
        view_document(show(store, "person:berg")),
        [figure_line(each) for each in record_lists.figures(store)],
        [told(each) for each in record_lists.remarks(store)],
        [told(each) for each in record_lists.events(store)],
        *(json_diff.diff(each.diff, each.figures.of) for each in (compare(store, *span) for span in SPANS)),
        *(_words(markdown_text(report_between(store, *span))) for span in SPANS),
        _queue(store),
    ]
    return [done, _without_numbers(documents)], sum(each.contested for each in matrices)


def _queue(store: Store) -> list[tuple[str, str, list[str]]]:
    """Return what waits and what accepting it does; the queue itself goes by sources as they were entered."""
    return sorted(
        (
            describe(each.entry),
            str(each.entry.said.cite),
            sorted(re.sub(r"entry \d+", "entry", effect.text) for effect in each.effects),
        )
        for each in reviewing.waiting(store)
    )


ENTRIES = frozenset(
    {
        "entry",
        "entries",
        "other",
        "id",
        "superseded_by",
        "supersedes",
        "after",
        "rank",
        "listed",
        "beside",
        "contested_with",
    }
)
CHANGESETS = frozenset({"changeset", "known_at", "number"})


def _words(page: str) -> list[str]:
    """Return a page's lines, its entries numbered anew in the order in which they appear; the last hash is left out."""
    seen: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return re.sub(r"\d+", lambda number: seen.setdefault(number[0], str(len(seen) + 1)), found[0])

    page = re.sub(r"\bhash [0-9a-f]{64}", "hash", page)
    return re.sub(r"\bentr(y|ies) \d+(( and|,) \d+)*", numbered, page).splitlines()


def _without_numbers(value: Any) -> Any:
    """Number entries anew in the order in which they appear; changesets have none. What each act recorded is no matter."""
    seen: dict[int, int] = {}

    def masked(part: Any, name: str = "") -> Any:
        if isinstance(part, dict):
            return {key: masked(each, key) for key, each in part.items() if key not in CHANGESETS and key != "history"}
        if isinstance(part, list):
            return [masked(each, name) for each in part]
        if isinstance(part, int) and not isinstance(part, bool) and name in ENTRIES:
            return seen.setdefault(part, len(seen) + 1)
        return part

    return masked(value)


def difference(one: Any, other: Any, where: str = "") -> str | None:
    """Where two documents first differ, and how; ``None`` where they do not."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        found = (difference(one[key], other[key], f"{where}.{key}") for key in one)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        found = (
            difference(mine, theirs, f"{where}[{n}]") for n, (mine, theirs) in enumerate(zip(one, other, strict=True))
        )
    else:
        return None if one == other else f"{where}: {one!r} against {other!r}"
    return next((each for each in found if each is not None), None)


@pytest.mark.slow
@pytest.mark.both_engines
def test_any_order_of_reports_gives_the_same_ledger(database: Database) -> None:
    contested: list[bool] = []

    @given(histories())
    @slowly(4)
    def in_any_order(drawn: Drawn) -> None:
        note("\n---\n".join([*drawn.files, str(drawn.order), str(drawn.acts)]))
        results = []
        for order in (range(len(drawn.files)), drawn.order):
            with database.rehearse() as store:
                results.append(outcome(store, drawn, order))
        (first, contests), (again, _contests) = results
        contested.append(contests > 0)
        target(float(contests))
        assert difference(first, again) is None

    in_any_order()
    assert sum(contested) * 8 >= len(contested), "hardly any of the drawn ledgers had a contest"
