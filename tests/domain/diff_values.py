"""Readings, statuses and views to compare, by hand and by hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from ledger.domain.diff import Change, Key, StatusSide, View
from ledger.domain.entries import Citation
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Evidence, Reading
from ledger.domain.words import COMMITMENT_STATUSES, ISSUE_STATUSES, Confidence, EntryKind, Precision, Stance, Status

K = TypeVar("K")
V = TypeVar("V")
DAY = date(2026, 1, 24)
HERE = Point(DAY, 7)


def reading(
    word: str, entry: int = 1, *, item: str = "land", party: str | None = "red", day: date = DAY, **values: Any
) -> Reading:
    """A stance's reading, or (without a party) a status's."""
    kind = EntryKind.stance if party else EntryKind.status
    marks = {name: values.pop(name) for name in ("evidence", "contested", "reviewed") if name in values}
    held = HeldOn.of(day, Precision.day)
    return Reading(entry, kind, item, party, held, None, 1, {kind.value: word, **values}, **marks)


def status(word: str, entry: int = 1, *, item: str = "land", overdue: bool = False, **values: Any) -> StatusSide:
    """The side of an item whose status is recorded."""
    return StatusSide(Status(word), reading(word, entry, item=item, party=None, **values), overdue)


def derived(word: str, *, overdue: bool = False) -> StatusSide:
    """The side of an item whose status follows from its being on the list."""
    return StatusSide(Status(word), None, overdue)


def cited(*sources: str, independent: int | None = None) -> Evidence:
    """Evidence from these sources, at no place in particular."""
    citations = tuple(Citation(source=source) for source in sources)
    return Evidence(citations, "B2", len(sources) if independent is None else independent)


def every_state() -> list[StatusSide]:
    """One side for each state that an item can be in, entries all different."""
    recorded = [status(word, entry) for entry, word in enumerate(Status, 10)]
    return [*recorded, status("promised", 99, overdue=True)]


EVIDENCES = st.lists(st.sampled_from(["herald", "gazette", "echo"]), unique=True, max_size=3).flatmap(
    lambda sources: st.integers(min_value=1, max_value=max(len(sources), 1)).map(
        lambda count: cited(*sources, independent=min(count, len(sources)))
    )
)


@st.composite
def entries(draw: st.DrawFn, item: str, party: str | None, words: list[str]) -> list[Reading]:
    """Entries of one cell, each with a number of its own."""
    numbers = draw(st.lists(st.integers(min_value=1, max_value=9), unique=True, min_size=1, max_size=3))
    return [
        reading(
            draw(st.sampled_from(words)),
            number,
            item=item,
            party=party,
            day=DAY + timedelta(days=draw(st.integers(min_value=0, max_value=3))),
            **draw(st.fixed_dictionaries({}, optional=REMARKS | (WORDINGS if party else {}))),
        )
        for number in numbers
    ]


REMARKS: dict[str, st.SearchStrategy[Any]] = {
    "summary": st.sampled_from(["One way.", "Another way."]),
    "confidence": st.sampled_from([word.value for word in Confidence]),
}
WORDINGS: dict[str, st.SearchStrategy[Any]] = {
    "condition": st.sampled_from(["if paid", "if asked"]),
    "position": st.sampled_from([0, 50]),
    "salience": st.sampled_from([10, 90]),
}


@st.composite
def sides(draw: st.DrawFn, found: list[Reading]) -> tuple[Reading | None, Reading | None]:
    """What counts at two points, of one cell's entries: perhaps nothing, perhaps the same, its evidence grown or not."""

    def one() -> Reading | None:
        chosen = draw(st.sampled_from([None, *found]))
        return chosen and _weighed(chosen, draw(EVIDENCES), contested=draw(st.booleans()))

    return one(), one()


def _weighed(found: Reading, evidence: Evidence, *, contested: bool) -> Reading:
    return replace(found, evidence=evidence, contested=contested)


STANCES = [word.value for word in Stance]
CELL_PAIRS = entries("land", "red", STANCES).flatmap(sides)


@st.composite
def status_pairs(draw: st.DrawFn, item: str = "land") -> tuple[StatusSide | None, StatusSide | None]:
    """An item at two points: not on the list, without a recorded status, or with one."""
    words = draw(st.sampled_from([ISSUE_STATUSES, COMMITMENT_STATUSES, frozenset(Status)]))
    pair = draw(sides(draw(entries(item, None, sorted(words)))))

    def side(found: Reading | None) -> StatusSide | None:
        if found is None:
            return draw(
                st.sampled_from([None, derived("open"), derived("promised"), derived("promised", overdue=True)])
            )
        word = Status(found.values["status"])
        return StatusSide(word, found, overdue=word is Status.promised and draw(st.booleans()))

    return side(pair[0]), side(pair[1])


@st.composite
def view_pairs(draw: st.DrawFn) -> tuple[View, View]:
    """Two views of three items and three parties."""
    cells: tuple[dict[Key, Reading], dict[Key, Reading]] = {}, {}
    items: tuple[dict[str, StatusSide], dict[str, StatusSide]] = {}, {}
    for item in ("land", "fuel", "pledge"):
        for party in ("red", "blue", "green"):
            _put(cells, (item, party), draw(sides(draw(entries(item, party, STANCES)))))
        _put(items, item, draw(status_pairs(item)))
    return View(HERE, cells[0], items[0]), View(HERE, cells[1], items[1])


def _put(sides_of: tuple[dict[K, V], dict[K, V]], key: K, pair: tuple[V | None, V | None]) -> None:
    for side, found in zip(sides_of, pair, strict=True):
        if found is not None:
            side[key] = found


def shown(found: list[Change]) -> list[str]:
    """Changes as a test says them: ``softened land red -1``."""
    return sorted(
        " ".join(str(part) for part in (change.verb, change.item, change.party, change.delta) if part is not None)
        for change in found
    )
