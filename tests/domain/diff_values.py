"""Readings, statuses and views to compare, by hand and by hypothesis."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from ledger.domain.diff import OPPOSITES, CellKey, Change, StatusSide, View
from ledger.domain.entries import Citation
from ledger.domain.evidence import Evidence
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.words import COMMITMENT_STATUSES, ISSUE_STATUSES, Confidence, EntryKind, Precision, Stance, Status

K = TypeVar("K")
V = TypeVar("V")
DAY = date(2026, 1, 24)
HERE = Point(DAY, 7)
MARKS = ("evidence", "contested", "reviewed", "sure", "others", "entries")


def reading(
    word: str, entry: int = 1, *, item: str = "land", party: str | None = "red", day: date = DAY, **values: Any
) -> Reading:
    """A stance's reading, or (without a party) a status's."""
    kind = EntryKind.stance if party else EntryKind.status
    marks = {name: values.pop(name) for name in MARKS if name in values}
    held = HeldOn.of(day, Precision.day)
    return Reading(entry, kind, item, party, held, None, 1, {kind.value: word, **values}, **marks)


def contested(*accounts: Reading) -> Reading:
    """A cell in which these accounts contradict each other, the first put first."""
    return replace(accounts[0], contested=True, others=tuple(replace(each, contested=True) for each in accounts[1:]))


def possible(found: Reading) -> Reading:
    """A reading whose days have not all passed; of a contest, nor have those of any account."""
    return replace(found, sure=False, others=tuple(replace(each, sure=False) for each in found.others))


def possibly_since(found: Reading, since: Reading) -> Reading:
    """A reading that something may have followed already."""
    return replace(found, others=(possible(since),))


def status(word: str, entry: int = 1, *, item: str = "land", overdue: bool = False, **values: Any) -> StatusSide:
    """The side of an item whose status is recorded."""
    return StatusSide(Status(word), reading(word, entry, item=item, party=None, **values), overdue)


def derived(word: str, *, overdue: bool = False) -> StatusSide:
    """The side of an item whose status follows from its being on the list."""
    return StatusSide(Status(word), None, overdue)


def cited(*sources: str, independent: int | None = None, grade: str = "B2") -> Evidence:
    """Evidence from these sources, at no place in particular."""
    citations = tuple(Citation(source=source) for source in sources)
    return Evidence(citations, grade, len(sources) if independent is None else independent)


def every_state() -> list[StatusSide]:
    """One side for each state that an item can be in, entries all different."""
    recorded = [status(word, entry) for entry, word in enumerate(Status, 10)]
    return [*recorded, status("promised", 99, overdue=True), status("partly-kept", 98, overdue=True)]


EVIDENCES = st.lists(st.sampled_from(["herald", "gazette", "echo"]), unique=True, max_size=3).flatmap(
    lambda sources: st.integers(min_value=1, max_value=max(len(sources), 1)).map(
        lambda count: cited(*sources, independent=min(count, len(sources)))
    )
)


@st.composite
def entries(draw: st.DrawFn, item: str, party: str | None, words: list[str]) -> list[Reading]:
    """Entries of one cell, each with a number of its own."""
    numbers = draw(st.lists(st.integers(min_value=1, max_value=9), unique=True, min_size=1, max_size=4))
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
    "position": st.sampled_from([0, 8, 50]),
    "salience": st.sampled_from([10, 90]),
}


@st.composite
def standing(draw: st.DrawFn, found: list[Reading]) -> Reading | None:
    """What stands of one cell's entries at a point: nothing, one, one and what is possible since, or a contest.

    Each contest may be of what is only possible.
    """
    chosen = draw(st.lists(st.sampled_from(found), unique_by=lambda each: each.entry, max_size=2))
    if not chosen:
        return None
    weighed = [replace(each, evidence=draw(EVIDENCES)) for each in chosen]
    if len(weighed) == 1:
        return replace(weighed[0], sure=draw(st.booleans()))
    at_odds = contested(*weighed)
    return draw(st.sampled_from([at_odds, possible(at_odds), possibly_since(*weighed), possibly_since(*weighed)]))


@st.composite
def sides(draw: st.DrawFn, found: list[Reading]) -> tuple[Reading | None, Reading | None]:
    """What stands at two points, of one cell's entries."""
    return draw(standing(found)), draw(standing(found))


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
        return StatusSide(word, found, overdue=word in {"promised", "partly-kept"} and draw(st.booleans()))

    return side(pair[0]), side(pair[1])


@st.composite
def view_pairs(draw: st.DrawFn) -> tuple[View, View]:
    """Two views of two items and two parties."""
    cells: tuple[dict[CellKey, Reading], dict[CellKey, Reading]] = {}, {}
    items: tuple[dict[str, StatusSide], dict[str, StatusSide]] = {}, {}
    for item in ("land", "pledge"):
        for party in ("red", "blue"):
            _put(cells, (item, party), draw(sides(draw(entries(item, party, STANCES)))))
        _put(items, item, draw(status_pairs(item)))
    return View(HERE, cells[0], items[0]), View(HERE, cells[1], items[1])


def _put(sides_of: tuple[dict[K, V], dict[K, V]], key: K, pair: tuple[V | None, V | None]) -> None:
    for side, found in zip(sides_of, pair, strict=True):
        if found is not None:
            side[key] = found


def shown(found: Iterable[Change]) -> list[str]:
    """Changes as a test says them: ``softened land red -1``."""
    return sorted(
        " ".join(str(part) for part in ("+".join(c.verbs), c.item, c.party, c.delta) if part is not None) for c in found
    )


def mirrored(there: Change, back: Change) -> bool:
    """Whether one change is another read backwards."""
    opposites = all(OPPOSITES[verb] & set(back.verbs) for verb in there.verbs) and all(
        OPPOSITES[verb] & set(there.verbs) for verb in back.verbs
    )
    return (
        opposites
        and (there.item, there.party, there.cause, there.certain) == (back.item, back.party, back.cause, back.certain)
        and (there.delta or 0, there.points or 0) == (-(back.delta or 0), -(back.points or 0))
        and (there.toward, there.away) == (back.away, back.toward)
        and {frozenset(each.entries) for each in there.by_account}
        == {frozenset(each.entries) for each in back.by_account}
    )
