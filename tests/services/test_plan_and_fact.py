"""For when a round was planned and when it was held: every view says the same of it, in the same words."""

import re

import pytest

from ledger.cli.views.records import view_text
from ledger.domain.floors import Counting
from ledger.domain.records import Round
from ledger.domain.words import Verdict
from ledger.services import acting, points, showing
from ledger.services.days_to_come import schedule
from ledger.services.diff import diff_between
from ledger.services.matrix import matrix_at
from ledger.services.note import report_between, words
from ledger.services.site import site_files
from ledger.services.timeline import Happening, timeline
from ledger.services.undoing import undo
from ledger.services.verifying import verify
from ledger.storage import changesets, register, reviews
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, signed_in, stance

APRIL = {"status": "held", "starts": "2026-04-13", "ends": "2026-04-15"}


def planned(database: Database, *plans: str) -> None:
    """Plan the third round for some days, then for others."""
    load(database, FRAME)
    edit(database, *({"planned_for": plan} for plan in plans))


def edit(database: Database, *fields: dict[str, str]) -> None:
    with database.write() as store:
        for each in fields:
            acting.edit(store, "round", "R3", each, HEADER)


def views(database: Database) -> dict[str, str]:
    """Return what each view says of the third round."""
    with database.read() as store:
        note = report_between(store, "R1", "2026-05-01").sections
        (moment,) = [m for m in timeline(store).moments if m.kind is Happening.round and m.title == "Third"]
        site = dict(site_files(store))
        return {
            "note": next(" ".join(line.text for line in each.sentences) for each in note if each.key == "rounds"),
            "timeline": moment.state or "",
            "show": view_text(showing.show(store, "round:R3"), 120),
            **{page: str(site[page]) for page in ("rounds.html", "timeline.html", "round/R3.html")},
        }


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        (("2026-04-10",), "three days late (planned for 10 Apr 2026)"),
        (("2026-04-10~",), "about three days late (planned for about 10 Apr 2026)"),
        (("2026-04-20",), "seven days early (planned for 20 Apr 2026)"),
        (("2026-04-10", "2026-04-13"), "three days late (first planned for 10 Apr 2026)"),
    ],
)
def test_every_view_says_how_late_or_early_a_round_was_held(
    database: Database, plans: tuple[str, ...], words: str
) -> None:
    planned(database, *plans)
    edit(database, APRIL)
    for view, said in views(database).items():
        assert words in said, view
        assert "slipped" not in said


@pytest.mark.parametrize("plans", [("2026-04", "2026-04-15~"), ("2026-04-15~",), ("../2026-04-20",)])
def test_a_round_held_on_a_day_of_its_plan_kept_to_it_in_every_view(database: Database, plans: tuple[str, ...]) -> None:
    planned(database, *plans)
    edit(database, APRIL)
    for view, said in views(database).items():
        assert not any(word in said for word in (" late", " early", "slipped", "; it was planned")), view


def test_what_was_put_off_or_held_on_days_unknown_has_its_plan_told_as_that(database: Database) -> None:
    planned(database, "2026-04-15~")
    for status in ("postponed", "held"):
        edit(database, {"status": status})
        found = views(database)
        del found["rounds.html"]  # which has the plan in a column of its own
        for view, said in found.items():
            assert f"{status}; it was planned for about 15 Apr 2026" in said, view


def test_a_round_postponed_to_other_days_is_told_with_both_in_every_view(database: Database) -> None:
    planned(database, "2026-03-25", "2026-03-30")
    seed = "rounds: [{key: R3, title: Third, status: postponed, planned_for: 2026-04-13/2026-04-14}]"
    load(database, seed, "items: [{key: pledge, kind: commitment, title: A pledge, due: R3}]")
    for view, said in views(database).items():
        assert "postponed from 30 Mar 2026 to 13–14 Apr 2026" in said, view
    with database.read() as store:
        days = {each.uid.partition("@")[0]: each.description for each in schedule(store).appointments}
        rounds = register.load_one(store, Round)
        assert words.due("R3", rounds) == "due by R3, postponed from 30 Mar 2026 to 13–14 Apr 2026"
    assert "round R3, postponed from 30 Mar 2026 to 13–14 Apr 2026. With" in days["round-R3"]


def test_a_round_put_off_to_days_that_are_over_is_told_as_one_of_which_nobody_says_that_it_was_held(
    database: Database,
) -> None:
    planned(database, "2026-03-30")
    edit(database, {"status": "postponed"}, {"planned_for": "2026-04-13"})
    unheard = "postponed from 30 Mar 2026 to 13 Apr 2026; that it was held is not in the reports we have"
    found = views(database)
    assert unheard in found["note"]
    assert unheard in found["timeline.html"]
    with database.read() as store:
        for end, said in (("2026-04-13", False), ("2026-04-14", True)):
            rounds = next(each for each in report_between(store, "R1", end).sections if each.key == "rounds")
            assert ("that it was held" in " ".join(line.text for line in rounds.sentences)) is said
        (moment,) = [each for each in timeline(store).moments if each.title == "Third"]
    assert moment.past


def test_a_round_postponed_without_new_days_waits_for_none(database: Database) -> None:
    planned(database, "2026-03-30")
    edit(database, {"status": "postponed"})
    assert not any("that it was held" in said for said in views(database).values())


def test_a_round_first_heard_of_as_put_off_is_told_with_the_days_to_which_it_was(database: Database) -> None:
    off = "status: postponed, planned_for: 2026-05"
    load(database, FRAME, f"rounds: [{{key: R3, title: Third, {off}}}, {{key: R4, title: Fourth, {off}}}]")
    with database.read() as store:
        rounds = register.load_one(store, Round)
    for key in ("R3", "R4"):  # of the third no days were planned before
        assert words.put_off(rounds[key]) == "postponed to May 2026"
        assert words.due(key, rounds) == f"due by {key}, postponed to May 2026"


@pytest.mark.parametrize("since", [{"planned_for": "2026-04-20"}, {"status": "held", "starts": "2026-04-01"}])
def test_a_round_is_told_as_it_was_known_when_it_was_postponed(database: Database, since: dict[str, str]) -> None:
    planned(database, "2026-03-30")
    edit(database, {"status": "postponed"}, {"planned_for": "2026-04-13"}, since)
    with database.read() as store:
        told = {number: words.put_off(register.load(store, number).rounds["R3"]) for number in (3, 4)}
    assert told == {
        3: "postponed; it was planned for 30 Mar 2026",
        4: "postponed from 30 Mar 2026 to 13 Apr 2026",
    }


def test_a_calendar_says_where_a_day_is_about_so(database: Database) -> None:
    titles: list[str] = []
    for plan in ("2026-04-15~", "2026-04-15", "2026-04"):
        planned(database, plan) if not titles else edit(database, {"planned_for": plan})
        with database.read() as store:
            titles += [each.title for each in schedule(store).appointments if each.uid.startswith("round-R3@")]
    assert titles == ["Third (about 15 Apr 2026)", "Third", "Third (some time in Apr 2026)"]


@pytest.mark.parametrize("later", ["an edit", "a seed"])
def test_what_was_accepted_or_rejected_of_a_planned_round_stays_so_when_it_is_held(
    database: Database, later: str
) -> None:
    """Nobody has to look again at what an entry says because its round has its days."""
    planned(database, "2026-04")
    load(database, stance("land", "red", "demands", "R3"), stance("land", "blue", "opposes", "R3"))
    for number, verdict in ((1, Verdict.accepted), (2, Verdict.rejected)):
        with database.write() as store:
            acting.review(store, [number], verdict, signed_in(store, "ana"), note="read")
            looked = changesets.last_number(store)
    if later == "an edit":
        edit(database, APRIL)
    else:
        load(database, "rounds: [{key: R3, title: Third, status: held, starts: 2026-04-13, ends: 2026-04-15}]")

    def judged() -> dict[str, int]:
        with database.read() as store:
            verify(store)
            row = matrix_at(store, "2026-05-01", counting=Counting(reviewed_only=True)).rows[0]
            return {party: reading.entry for party, reading in row.cells.items()}

    assert judged() == {"red": 3}
    with database.read() as store:
        given = reviews.side_by_side(store, ids=[3, 4])
        assert {(each.reviewer, each.verdict, each.note) for some in given.values() for each in some} == {
            ("ana", Verdict.accepted, "read"), ("ana", Verdict.rejected, "read"),
        }  # fmt: skip
        assert points.last_review(store) == looked, "nobody has looked at it since"
    with database.write() as store:
        undo(store, changesets.last_number(store), HEADER, reason="not held yet")
    assert judged() == {"red": 5}


PLANNED = "rounds: [{key: R3, title: Third, planned_for: 2026-04}]"
HELD = "rounds: [{key: R3, title: Third, status: held, starts: 2026-04-13, ends: 2026-04-15}]"
HERALD = """
statuses: [{item: land, round: R3, status: discussed, cite: {source: herald, at: ¶2}}]
stances:
  - {item: land, party: red, round: R3, stance: supports, figures: [{what: acres, value: 3}], cite: {source: herald, at: ¶1}}
remarks: [{round: R3, by: Val, text: Short list., cite: {source: herald, at: ¶9}}]
"""
BEFORE = (FRAME, "persons: [{key: val, name: Val}]", stance("land", "red", "rejects", "R1"), HERALD)
LATER = {
    "agrees": stance("land", "red", "supports", "R3", "gazette"),
    "contradicts": stance("land", "red", "opposes", "R3", "gazette"),
    "counts otherwise": stance("land", "red", "supports", "R3", "gazette", more=", figures: [{what: acres, value: 5}]"),
    "a later word": stance("land", "red", "demands", "2026-04-20", "gazette"),
    "another status": "statuses: [{item: land, round: R3, status: agreed, cite: {source: gazette, at: ¶4}}]",
    "another party": stance("land", "blue", "demands", "R3", "gazette"),
    "a correction": """
stances:
  - {item: land, party: red, round: R3, stance: demands, corrects: {source: herald, stance: supports}, reason: misread,
     cite: {source: herald, at: ¶1}}
""",
}


def told(database: Database, start: str, end: str) -> list[str]:
    """Return what a note tells; what it says of rounds, and the numbers of entries and changesets, are left out."""
    with database.read() as store:
        verify(store)
        sections = report_between(store, start, end).sections
        lines = [line.text for each in sections if each.key not in {"rounds", "sources"} for line in each.sentences]
        rests = [each.sources for each in diff_between(store, start, end).coverage]
        return [*(re.sub(r"(entry |@)\d+", r"\1N", line) for line in lines), str(rests)]


@pytest.mark.parametrize("ends", ["{}@{}", "@{1}"])
@pytest.mark.parametrize("later", list(LATER))
def test_news_of_a_round_that_got_its_days_is_told_as_of_one_that_had_them(
    new_location: NewLocation, later: str, ends: str
) -> None:
    """What only had to be said again of the round's days is what it was: beside it nothing else is news."""
    planned, held = (Database(new_location("sqlite")) for _ in range(2))
    load(planned, BEFORE[0], PLANNED, *BEFORE[1:])
    early = changesets_of(planned)
    load(planned, HELD)
    load(held, BEFORE[0], HELD, *BEFORE[1:])
    control = changesets_of(held)
    for each in (planned, held):
        load(each, LATER[later])
    found, wanted = (
        [told(each, *pair) for pair in (points, points[::-1])]
        for each, points in (
            (planned, [ends.format("R3", number) for number in (early, early + 2)]),
            (held, [ends.format("R3", number) for number in (control, control + 1)]),
        )
    )
    for some, others in zip(found, wanted, strict=True):
        assert some == others


def changesets_of(database: Database) -> int:
    with database.read() as store:
        return changesets.last_number(store)


def test_what_was_learned_of_one_round_is_told_forwards_though_it_was_over_before_its_plan_was(
    database: Database,
) -> None:
    load(
        database,
        FRAME,
        PLANNED,
        stance("land", "red", "rejects", "R1"),
        stance("land", "red", "supports", "2026-04-20"),
    )
    early = changesets_of(database)
    load(database, HELD + "\nstatuses: [{item: fuel, round: R3, status: agreed, cite: {source: gazette, at: ¶4}}]")
    with database.read() as store:
        found = diff_between(store, f"R3@{early}", "R3")
        assert not found.backwards
        assert [(each.item, each.party, each.verbs) for each in found.changes] == [("fuel", None, ("settled",))]
        back = diff_between(store, "R3", f"R3@{early}")
        assert [(each.item, each.party) for each in back.changes] == [("fuel", None)]
        told_of = report_between(store, f"R3@{early}", "R3")
    text = " ".join(line.text for each in told_of.sections for line in each.sentences)
    assert "Read backwards" not in text
    assert "Third (R3) was held on 13–15 Apr 2026" in text
