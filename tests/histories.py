"""Histories to draw: some reports in an order, and acts of people that name entries by what they say, not by number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ledger.domain.words import Verdict
from ledger.errors import LedgerError
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, settling
from ledger.services.importing import import_seeds
from ledger.storage import entries
from ledger.storage.database import Store
from tests.support import HEADER

BY_ANN = HEADER.model_copy(update={"author": "ann"})  # whoever judges says so: what another says of it is a claim
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
    sources = SOURCES[: draw(st.integers(3, len(SOURCES)))]
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
            blocks[block].append(_correction(draw, said, source, number))
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
        item = draw(st.sampled_from(["land", "land", "land", "fuel"]))
        party = draw(st.sampled_from(["red", "red", "red", "blue"]))
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


def _correction(draw: st.DrawFn, said: str, source: str, number: int) -> str:
    """The report's own file corrects what it said: as a person does who types it in twice."""
    head, _, rest = said.partition(", stance: ")
    word = rest.partition(",")[0].rstrip("}")
    when = head.partition(", party: ")[2].partition(", ")[2]
    named = f"corrects: {{stance: {word}, {when}, source: {source}}}, reason: misread"
    return f"{head}, stance: {draw(st.sampled_from(STANCES))}, cite: {{at: ¶{number}0}}, {named}}}"


# -- what becomes of them -----------------------------------------------------------------------------------------------


def come_in(store: Store, drawn: Drawn, order: Iterable[int]) -> list[str] | None:
    """Bring frame and files in, in this order, and do the acts; say of each whether it could be done.

    ``None`` where the files are refused.
    """
    texts = [("frame", FRAME), *((f"{n}", drawn.files[n]) for n in order)]
    try:
        import_seeds(store, [read_yaml(name, text.encode()) for name, text in texts], HEADER)
    except LedgerError:
        return None
    return [_perform(store, act) for act in drawn.acts]


def _perform(store: Store, act: Act) -> str:
    """Do it, and say whether it could be done. What is at fault names numbers, and so is not compared."""
    number, cell = _entry_at(store, *act.at)
    try:
        with store.connection.begin_nested():
            match act.what:
                case "retract":
                    acting.retract(store, number, HEADER, reason="never said")
                case "keep" | "last":
                    how: dict[str, Any] = {act.what: number}
                    settling.settle(store, *cell, HEADER, reason="weighed", **how)
                case verdict:
                    acting.review(store, [number], Verdict(verdict), BY_ANN)
    except LedgerError as problem:
        return type(problem).__name__
    return "done"


def _entry_at(store: Store, source: str, at: str) -> tuple[int, tuple[str, str | None]]:
    """The first entry cited to a place."""
    for entry in entries.by_ids(store, range(1, entries.last_id(store) + 1)).values():
        if (source, at) in {(cite.source, cite.at) for cite in entry.said.cite}:
            return entry.id, (entry.said.cell.item or "", entry.said.cell.party)
    raise AssertionError((source, at))
