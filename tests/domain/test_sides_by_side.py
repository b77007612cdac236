"""Figures, delegations, promises and origins: what agrees, what contradicts, what is due, what is independent."""

from datetime import date

import pytest

from ledger.domain.checklist import due_day, is_overdue
from ledger.domain.delegations import delegations
from ledger.domain.entries import Entry, EventEntry, Figure
from ledger.domain.evidence import Coverage, independent
from ledger.domain.field_types import Citation, Member, Office
from ledger.domain.figures import FiguresAt, figure_lines
from ledger.domain.moments import HeldOn
from ledger.domain.records import Delegate, Item, Round, Source
from ledger.domain.words import ItemKind, Status


def source(key: str, **fields: object) -> Source:
    return Source.model_validate({"key": key, "title": key, **fields})


def sources(*found: Source) -> dict[str, Source]:
    return {each.key: each for each in found}


def cite(key: str, carries: object = ()) -> Citation:
    return Citation.model_validate({"source": key, "carries": carries})


A, B, C = source("a"), source("b"), source("c", carries=["Reuters", "CNN"])


@pytest.mark.parametrize(
    ("citations", "count"),
    [
        ([cite("a"), cite("b")], 2),
        ([cite("a", "Reuters"), cite("b", "reuters")], 1),
        ([cite("a", ["Reuters", "AP"]), cite("b", "AP")], 2),
        ([cite("c")], 1),  # two wires, one source
        ([cite("c"), cite("a", "CNN")], 2),
        ([cite("c", "AP"), cite("a", "AP")], 1),  # the place carries something else than the whole source
        ([cite("a", "c"), cite("b", "Reuters"), cite("c")], 2),  # followed through: c stands for what it carries
        ([cite("a", "B"), cite("b")], 1),
        ([cite("nobody")], 0),
        ([cite("a", "unnamed media"), cite("b")], 1),  # what it does not name may be the other
        ([cite("a", "unnamed"), cite("b")], 1),
        *(([cite("a", f"unnamed{rest}"), cite("b")], 1) for rest in (", foreign media", ": agencies", "/foreign", ".")),
        *(([cite("a", f"unnamed{rest}"), cite("b")], 2) for rest in ("-leak", "_leak", ".leak", "2")),  # which are keys
        ([cite("a", "unnamed media")], 1),
        ([cite("a", "unnamed media"), cite("b", "unnamed agencies")], 1),
        ([cite("a", "unnamed media"), cite("a"), cite("b")], 2),  # it says so itself, too
        ([cite("a", ["Reuters", "unnamed media"]), cite("b", "Reuters")], 1),
        ([cite("c", "c"), cite("a", "Reuters")], 2),  # the place is no repeat, it says: it is c's own
        ([cite("c", ["C", "Reuters"]), cite("a", "Reuters")], 2),
        ([cite("c", "c"), cite("c"), cite("a", "Reuters")], 2),
    ],
)
def test_independent_sources_are_distinct_origins(citations: list[Citation], count: int) -> None:
    assert independent(citations, sources(A, B, C)) == count


def test_an_original_belongs_to_the_wire_that_has_its_publisher_s_name() -> None:
    wire = source("r-17", publisher="Reuters")
    assert independent([cite("r-17"), cite("a", "Reuters")], sources(A, wire)) == 1


@pytest.mark.parametrize(
    ("cited", "independent_of_them"),
    [
        ([cite("c"), cite("a", "Reuters")], 1),
        ([cite("c"), cite("c", "c"), cite("a", "Reuters")], 2),  # an interview of its own, beside the wire
        ([cite("c"), cite("c", "Press"), cite("a", "Reuters")], 2),  # its publisher's, beside the wire
        ([cite("c"), cite("c", "AP"), cite("a", "Reuters"), cite("b", "AP")], 2),
    ],
)
def test_a_report_that_found_something_out_itself_is_no_mere_repeat(
    cited: list[Citation], independent_of_them: int
) -> None:
    wire_and_own = source("c", carries="Reuters", publisher="Press")
    assert Coverage.of(cited, sources(A, B, wire_and_own)).independent == independent_of_them


def test_a_paper_that_carries_its_own_publisher_repeats_another_of_its_papers() -> None:
    readout, sheet = source("readout", publisher="Bank"), source("sheet", publisher="Bank", carries="Bank")
    known = sources(readout, sheet, A)
    assert independent([cite("readout"), cite("sheet")], known) == 1
    assert independent([cite("readout"), cite("sheet"), cite("a", "Bank")], known) == 1
    assert independent([cite("readout"), cite("sheet", "sheet")], known) == 2, "this place it says itself"
    assert independent([cite("sheet")], known) == 1


def event(number: int, *figures: object, items: tuple[str, ...] = ()) -> Entry:
    said = EventEntry.model_validate(
        {"held_on": "2026-02-05", "title": "Exchange", "items": items, "figures": figures, "cite": {"source": "a"}}
    )
    held = HeldOn.parse("2026-02-05")
    return Entry(id=number, rank=number, said=said, held=held, changeset=1)


def test_figures_of_one_thing_agree_or_are_rivals() -> None:
    (line,) = figure_lines(
        [
            event(1, {"what": "prisoners", "value": 314, "unit": "persons"}),
            event(2, {"what": "Prisoners", "value": "314.0", "unit": "Persons"}),
            event(3, {"what": "prisoners", "value": 300, "unit": "persons", "approx": True}),
            event(4, {"what": "prisoners", "value": 250, "unit": "persons"}),
        ]
    )
    assert [[given.entry.id for given in account] for account in line.accounts] == [[4], [3, 2, 1]]
    assert line.contested


def test_of_numbers_that_somebody_said_came_after_one_another_none_is_a_rival() -> None:
    given = [event(number, f"prisoners={value}") for number, value in ((1, 50), (2, 45), (3, 40))]
    lines = figure_lines(given, after={1: frozenset({2}), 3: frozenset({1, 2})})
    assert lines[0].entries == {2}
    assert not any(line.contested for line in lines)
    at = FiguresAt(lines)
    (first,), (last,) = at.of([2]), at.of([3])
    assert at.last(first.of, ()) is last
    assert at.first_otherwise(last) is first


def test_the_same_number_of_two_days_is_one_account_beside_a_third_that_goes_over_both() -> None:
    days = ((1, "2026-05-05", 400, "a"), (2, "2026-05-07", 400, "a"), (3, "2026-05", 380, "b"))
    given = []
    for number, held, value, by in days:
        figures = [{"what": "released", "value": value}]
        said = {"held_on": held, "title": "Release", "figures": figures, "cite": {"source": by}}
        entry = Entry(
            id=number, rank=number, said=EventEntry.model_validate(said), held=HeldOn.parse(held), changeset=1
        )
        given.append(entry)
    (line,) = figure_lines(given)
    assert sorted([each.entry.id for each in account] for account in line.accounts) == [[1, 2], [3]]


def test_figures_of_other_units_or_things_stand_apart() -> None:
    found = figure_lines([event(1, "crew=12 persons", "crew=3 ships", items=("land",)), event(2, "crew=9 persons")])
    assert [(line.what, line.about, line.unit) for line in found] == [
        ("crew", "land", "persons"),
        ("crew", "land", "ships"),
        ("crew", None, "persons"),
    ]


@pytest.mark.parametrize("wrong", [{"value": "many"}, {"value": True}, {"value": "1e400"}, {"value": "1" * 16}])
def test_a_figure_that_is_no_number_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="figure"):
        Figure.model_validate({"what": "x", **wrong})


@pytest.mark.parametrize(
    "text", ["Minister (red), 2025-01 to 2026", "Senator, to 2024", "Envoy, from 2024", "Minister (red)"]
)
def test_an_office_is_read_as_it_is_written(text: str) -> None:
    assert str(Office.model_validate(text)) == text


def test_an_office_still_held_is_read_as_it_was_written_before() -> None:
    assert str(Office.model_validate("Envoy (red), 2024 to")) == "Envoy (red), from 2024"
    assert str(Member.model_validate("red, 2024 to")) == "red, from 2024"


def seat(person: str, key: str, **fields: object) -> Delegate:
    return Delegate.model_validate({"round": "R1", "party": "red", "person": person, "cite": {"source": key}, **fields})


def test_two_lists_contradict_each_other_by_their_lead_or_an_office_only() -> None:
    known = sources(A, B, source("best", reliability="A"))
    found = delegations([seat("ana", "a", lead=True), seat("bo", "b"), seat("ana", "best")], known)
    assert [each.source for each in found.lists] == ["best", "a", "b"]
    assert not found.contested
    assert delegations([seat("ana", "a", lead=True), seat("bo", "b", lead=True)], known).contested
    assert delegations([seat("ana", "a", office="Minister"), seat("ana", "b", office="Envoy")], known).contested
    assert not delegations([seat("ana", "a", office="Minister"), seat("ana", "b", office="minister")], known).contested


PLEDGE = Item(key="pledge", kind=ItemKind.commitment, title="P", due="R3")


def stage(**fields: object) -> dict[str, Round]:
    return {"R3": Round.model_validate({"key": "R3", "title": "Third", **fields})}


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"status": "held", "starts": "2026-03-01", "ends": "2026-03-02", "planned_for": "2026-02"}, date(2026, 3, 2)),
        ({"status": "planned", "planned_for": "2026-02"}, date(2026, 2, 28)),
        ({"status": "cancelled", "planned_for": "2026-02-12"}, date(2026, 2, 12)),
        ({"status": "postponed"}, None),
    ],
)
def test_a_round_that_is_never_held_falls_back_on_its_plan(fields: dict[str, object], due: date | None) -> None:
    assert due_day(PLEDGE, stage(**fields)) == due


def test_nothing_is_overdue_that_no_source_promised() -> None:
    rounds, day = stage(planned_for="2026-02"), date(2026, 11, 1)
    assert is_overdue(PLEDGE, Status.promised, day, rounds, promised=True)
    assert is_overdue(PLEDGE, Status.partly_kept, day, rounds, promised=True)
    assert not is_overdue(PLEDGE, Status.promised, day, rounds, promised=False)
    assert not is_overdue(PLEDGE, Status.kept, day, rounds, promised=True)
    assert not is_overdue(PLEDGE, Status.promised, date(2026, 2, 1), rounds, promised=True)
