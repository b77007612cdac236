"""The order in which reports come in never matters (design §3.7): the same matrix, contests, shows, figures and lists.

A frame and some reports are drawn, and acts of people that name entries by what they say and where, not by number. Two
ledgers take the reports in another order, then the acts in one order; everything is equal but for numbers.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, note, settings, target
from hypothesis import strategies as st

from ledger.cli.documents import figure_line, told, view_document
from ledger.domain.seed import SeedFile
from ledger.domain.words import Verdict
from ledger.errors import LedgerError
from ledger.formats import json_out
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, listing
from ledger.services.importing import import_seeds
from ledger.services.matrix import matrix_at
from ledger.services.showing import show
from ledger.storage import entries
from ledger.storage.database import Database, Store
from tests.support import HEADER

EXAMPLES = int(os.environ.get("POSL_TEST_EXAMPLES", "25"))
FRAME = """
ledger: {title: Random talks}
parties:
  - {key: red, code: RD, name: Red, role: principal}
  - {key: blue, code: BL, name: Blue, role: principal}
rounds:
  - {key: R1, title: First, status: held, starts: 2026-01-23, ends: 2026-01-24}
  - {key: R2, title: Second, status: held, starts: 2026-02-04, ends: 2026-02-05}
items:
  - {key: land, title: Land, scale: {low: none, high: all}}
  - {key: fuel, title: Fuel}
  - {key: pledge, kind: commitment, title: A pledge, by: [red], due: R2}
persons: [{key: berg, name: Nora Berg}]
"""
POINTS = ["2026-01-23", "R1", "2026-01-31", "R2", "2026-12-31"]
HELD = [
    "round: R1", "round: R1", "round: R2", "held_on: 2026-01-24", "held_on: 2026-01-24", "held_on: 2026-01",
    "held_on: 2026-02-05", "held_on: 2026-01-23/2026-02-04", "held_on: ../2026-01-24", "held_on: 2026-02~",
]  # fmt: skip
SOURCES = ["alfa", "bravo", "carol", "delta"]
STANCES = ["demands", "rejects", "conditional, condition: if paid", "conditional, condition: if not", "silent"]


@dataclass(frozen=True)
class Act:
    """What somebody does: to the entry that stands at a place, by its source and ¶."""

    what: str
    at: tuple[str, str]


@dataclass(frozen=True)
class Drawn:
    files: tuple[str, ...]
    order: tuple[int, ...]
    acts: tuple[Act, ...]


@st.composite
def histories(draw: st.DrawFn) -> Drawn:
    sources = SOURCES[: draw(st.integers(2, len(SOURCES)))]
    places: list[tuple[str, str]] = []
    files = tuple(_report(draw, source, places) for source in sources)
    order = tuple(draw(st.permutations(range(len(files)))))
    acts = draw(st.lists(st.builds(Act, st.sampled_from(ACTS), st.sampled_from(places)), max_size=3))
    return Drawn(files, order, tuple(acts))


ACTS = ["retract", "keep", "last", "accepted", "rejected"]


def _report(draw: st.DrawFn, source: str, places: list[tuple[str, str]]) -> str:
    """What one report says; ``places`` learns where."""
    carries = draw(st.sampled_from([None, None, "reuters", *(other for other in SOURCES if other != source)]))
    repeats = f", carries: {carries}" if carries else ""
    blocks: dict[str, list[str]] = {}
    for number in range(1, draw(st.integers(2, 4)) + 1):
        places.append((source, f"¶{number}"))
        block, said = _statement(draw, number)
        blocks.setdefault(block, []).append(said)
        if block == "stances" and draw(st.integers(0, 4)) == 0:
            places.append((source, f"¶{number}0"))
            blocks[block].append(_correction(draw, said, number))
    if draw(st.booleans()):
        lead, office = draw(st.sampled_from(["true", "false"])), draw(st.sampled_from(["Minister", "Envoy"]))
        seat = f"{{round: R1, party: red, person: berg, office: {office}, lead: {lead}, cite: {{at: ¶9}}}}"
        blocks["delegates"] = [seat]
    reliability = draw(st.sampled_from(["A", "C", "E"]))
    lines = [f"source: {{key: {source}, title: {source}, reliability: {reliability}{repeats}}}"]
    return "\n".join(
        [*lines, *(f"{block}:\n" + "\n".join(f"  - {each}" for each in said) for block, said in blocks.items())]
    )


def _statement(draw: st.DrawFn, number: int) -> tuple[str, str]:
    held, cite = draw(st.sampled_from(HELD)), _cite(draw, number)
    figures = draw(
        st.sampled_from(
            ["", "", ", figures: {what: prisoners, value: 314}", ", figures: {what: prisoners, value: 157}"]
        )
    )
    kind = draw(st.sampled_from(["stance", "stance", "stance", "status", "event", "remark"]))
    if kind == "stance":
        item, party = draw(st.sampled_from(["land", "land", "fuel"])), draw(st.sampled_from(["red", "red", "blue"]))
        position = draw(st.sampled_from(["", "", ", position: 20", ", position: 28", ", position: 36"]))
        word = draw(st.sampled_from(STANCES))
        return "stances", f"{{item: {item}, party: {party}, {held}, stance: {word}{position}{figures}, {cite}}}"
    if kind == "status":
        word = draw(st.sampled_from(["open", "progress", "agreed"]))
        return "statuses", f"{{item: land, {held}, status: {word}{figures}, {cite}}}"
    if kind == "event":
        return "events", f"{{{held}, title: Exchange, items: [land]{figures}, {cite}}}"
    return "remarks", f"{{{held}, by: berg, about: land, text: It goes slowly, {cite}}}"


def _cite(draw: st.DrawFn, number: int) -> str:
    speaker = draw(st.sampled_from(["", "", ", speaker: own-words", ", speaker: counterpart", ", speaker: analyst"]))
    return f"cite: {{at: ¶{number}, credibility: {draw(st.sampled_from([2, 4]))}{speaker}}}"


def _correction(draw: st.DrawFn, said: str, number: int) -> str:
    """The report's own file corrects what it said: as a person does who types it in twice."""
    word = said.split("stance: ")[1].split(",", maxsplit=1)[0].rstrip("}")
    when = said.split(", ")[2]
    named = f"corrects: {{stance: {word}, {when}}}, reason: misread"
    head = said.split(", stance: ", maxsplit=1)[0]
    return f"{head}, stance: {draw(st.sampled_from(STANCES))}, cite: {{at: ¶{number}0}}, {named}}}"


# -- a ledger ----------------------------------------------------------------------------------------------------------


def outcome(store: Store, drawn: Drawn, order: Iterable[int]) -> tuple[list[Any], int]:
    """Bring the files in, in this order, and do the acts; return all that people see, and how many contests."""
    texts = [("frame", FRAME), *((f"{n}", drawn.files[n]) for n in order)]
    try:
        import_seeds(store, list(_seeds(texts)), HEADER)
    except LedgerError as problem:
        return [sorted(fault.message for fault in problem.all_faults())], 0
    done = [_perform(store, act) for act in drawn.acts]
    matrices = [matrix_at(store, at) for at in POINTS]
    documents = [
        *(json_out.matrix(each) for each in matrices),
        *(view_document(show(store, key, at)) for key in ("land", "fuel") for at in ("R1", "now")),
        view_document(show(store, "round:R1")),
        view_document(show(store, "person:berg")),
        [figure_line(each) for each in listing.figures(store)],
        [told(each) for each in listing.remarks(store)],
        [told(each) for each in listing.events(store)],
    ]
    return [done, _without_numbers(documents)], sum(each.contested for each in matrices)


def _seeds(texts: Iterable[tuple[str, str]]) -> Iterator[SeedFile]:
    return (read_yaml(name, text.encode()) for name, text in texts)


def _perform(store: Store, act: Act) -> str:
    """Do it, and say whether it could be done. What is at fault names numbers, and so is not compared."""
    number, cell = _entry_at(store, *act.at)
    try:
        with store.connection.begin_nested():
            match act.what:
                case "retract":
                    acting.retract(store, number, HEADER, reason="never said")
                case "keep" | "last":
                    item, party = cell
                    how: dict[str, Any] = {act.what: number}
                    acting.settle(store, item, party, HEADER, reason="weighed", **how)
                case verdict:
                    acting.review(store, [number], Verdict(verdict), HEADER, reviewer="ann")
    except LedgerError as problem:
        return type(problem).__name__
    return "done"


def _entry_at(store: Store, source: str, at: str) -> tuple[int, tuple[str, str | None]]:
    """The first entry cited to a place."""
    for entry in entries.by_ids(store, range(1, entries.last_id(store) + 1)).values():
        if (source, at) in {(cite.source, cite.at) for cite in entry.said.cite}:
            return entry.id, (entry.said.cell.item or "", entry.said.cell.party)
    raise AssertionError((source, at))


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


def test_any_order_of_reports_gives_the_same_ledger(database: Database) -> None:
    contested: list[bool] = []

    @given(histories())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
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
    assert sum(contested) * 2 >= len(contested), "under half of the drawn ledgers had a contest"
