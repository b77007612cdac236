"""Plain lists: what each filter takes out of the ledger, on both engines."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger import settings
from ledger.domain.diff import Verb
from ledger.domain.floors import ACCEPTED
from ledger.domain.words import Status, Verdict
from ledger.errors import NotFound, UsageError
from ledger.formats import json_out, marks
from ledger.formats.document_markdown import markdown_text
from ledger.services import acting, listing, matrix, narrowing, record_lists, settling, showing, timeline
from ledger.services.days_to_come import schedule
from ledger.services.diff import diff_between
from ledger.services.listed import Narrowing
from ledger.services.matrix import matrix_at
from ledger.services.note import dossier_of_item, dossier_of_party, report_between
from ledger.services.shown import ItemView
from ledger.services.site import site_files
from ledger.storage import lookups
from ledger.storage.database import Database
from ledger.tui.inbox.lines import promise
from tests.support import FRAME, HEADER, load, load_real_seed, signed_in, stance

TALKS = """
source: {key: report, title: Report, published: 2026-02-08}
stances:
  - {item: land, party: red, round: R1, stance: demands, cite: {source: herald}}
  - {item: land, party: blue, round: R1, stance: silent, cite: {source: herald}}
  - {item: fuel, party: red, round: R1, stance: supports, cite: {source: gazette}}
  - {item: fuel, party: blue, round: R1, stance: supports, cite: {source: gazette}}
  - {item: fuel, party: green, round: R1, stance: supports, cite: {source: gazette}}
statuses:
  - {item: pledge, round: R1, status: promised, cite: {source: herald}}
"""


def keys(database: Database, at: str = "now", **wanted: object) -> list[str]:
    with database.read() as store:
        return [line.item.key for line in listing.items(store, at, Narrowing(**wanted)).lines]  # type: ignore[arg-type]


def test_every_filter_narrows_the_rest(database: Database) -> None:
    load(database, FRAME, TALKS)
    assert keys(database) == ["land", "fuel", "pledge"]
    assert keys(database, track=["political"]) == ["land"]
    assert keys(database, track=["political", "humanitarian"]) == ["land", "fuel"]
    assert keys(database, status=["open"]) == ["land", "fuel"]
    assert keys(database, status=["open"], track=["humanitarian"]) == ["fuel"]


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_what_is_due_today_is_not_overdue_while_today_lasts(database: Database, days: int, late: bool) -> None:
    due = settings.today() + timedelta(days=days)
    load(database, FRAME, f"items: [{{key: vow, kind: commitment, title: Vow, due: {due}}}]")
    load(database, "statuses: [{item: vow, held_on: 2026-01-24, status: promised, cite: {source: herald}}]")
    assert (keys(database, "now", overdue=True) == ["vow"]) is late
    assert keys(database, due.isoformat(), overdue=True) == ["vow"], "at the end of that day"


def test_a_promise_is_overdue_once_its_round_was_held(database: Database) -> None:
    load(database, FRAME, TALKS)
    assert keys(database, "R1", overdue=True) == []
    assert keys(database, "R2", overdue=True) == ["pledge"]
    assert keys(database, "R2", status=["overdue"]) == ["pledge"]
    assert keys(database, "R2", status=["promised"]) == ["pledge"]


REFUSED = """
source: {key: report, title: Report}
stances: [{item: pledge, party: red, round: R1, stance: rejects, summary: It will not., cite: {at: ¶1}}]
"""


def test_what_a_party_thinks_of_a_commitment_makes_it_no_promise_anywhere(database: Database) -> None:
    load(database, FRAME, REFUSED)
    with database.read() as store:
        (line,) = listing.commitments(store).lines
        (row,) = (row for row in matrix_at(store).rows if row.item.key == "pledge")
        view = showing.show(store, "pledge")
        calendar = schedule(store)
        report = markdown_text(report_between(store, "2026-01-01", "R2"))
        dossier = markdown_text(dossier_of_item(store, "pledge"))
    assert isinstance(view, ItemView)
    assert (line.row.status, row.status, view.status) == (Status.open, Status.open, Status.open)
    assert (line.row.overdue, row.overdue, view.overdue) == (False, False, False)
    assert promise(line).text.plain == "A pledge  open, no promise that counts is recorded, due by R2"
    assert [each.description for each in calendar.appointments if each.promise] == [
        "open, no promise that counts is recorded."
    ]
    assert "| A pledge | – → open |" in report
    assert "**A pledge**: that it had been promised by R2 is not in the reports we have; due by R2" in report
    assert "Status: open, no promise that counts is recorded, due by R2" in dossier
    assert keys(database, status=["promised"]) == []


EVENTS = """
events:
  - {held_on: 2026-03-23~, title: A paper speaks of it, cite: {source: herald}}
  - {held_on: 2026-03-23, title: Boats are counted, cite: {source: herald}}
  - {held_on: 2026-03-22/2026-03-23, title: Night talk that leads to the count, cite: {source: herald}}
  - {held_on: ../2026-03-23, title: Old quarrel, cite: {source: herald}}
  - {held_on: 2026-03-21, title: Something before, cite: {source: herald}}
"""


def test_on_the_timeline_what_began_earlier_stands_before_what_ended_on_the_same_day(database: Database) -> None:
    load(database, FRAME, EVENTS)
    with database.read() as store:
        titles = [each.title for each in timeline.timeline(store).moments if each.kind is timeline.Happening.event]
    assert titles == [
        "Something before",
        "Old quarrel",
        "Night talk that leads to the count",
        "Boats are counted",
        "A paper speaks of it",
    ]


def test_what_a_party_thinks_of_a_promise_is_none_so_nothing_is_overdue(database: Database) -> None:
    load(database, FRAME, stance("pledge", "red", "conditional", "R1", more=", condition: Both go on"))
    assert keys(database, "R2", status=["open"]) == ["pledge"]
    assert keys(database, "R2", overdue=True) == keys(database, overdue=True) == []
    with database.read() as store:
        shown = showing.show(store, "pledge", "R2")
        ends = [diff_between(store, *points).commitments for points in (("R1", "R2"), ("R2", "now"))]
    assert isinstance(shown, ItemView)
    assert not shown.overdue
    assert [due.state for end in ends for due in end] == ["open", "open"]


@pytest.mark.parametrize(("at", "is_overdue"), [("2026-02-09", False), ("2026-02-28", True)])
def test_what_may_have_been_promised_is_overdue_nowhere_until_it_surely_was(
    database: Database, at: str, *, is_overdue: bool
) -> None:
    """The round by which it is due was held; that it was promised at all is only possible until the month is over."""
    tied = "items: [{key: seal, title: Seal, links: [{kind: depends-on, to: pledge}]}]"
    promised = "statuses: [{item: pledge, held_on: 2026-02, status: promised, cite: {source: herald}}]"
    load(database, FRAME, tied, promised)
    assert keys(database, at, overdue=True) == (["pledge"] if is_overdue else [])
    with database.read() as store:
        shown, beside = (showing.show(store, key, at) for key in ("pledge", "seal"))
        (moment,) = [each for each in timeline.timeline(store, at).moments if each.item is not None]
        due = diff_between(store, "R1", at).commitments
    assert isinstance(shown, ItemView)
    assert isinstance(beside, ItemView)
    assert (shown.overdue, [tie.overdue for tie in beside.ties], moment.overdue) == (
        is_overdue,
        [is_overdue],
        is_overdue,
    )
    assert [each.state for each in due] == ["overdue" if is_overdue else "promised"]


@pytest.mark.parametrize(("herald", "gazette"), [("promised", "kept"), ("kept", "promised")])
def test_what_one_report_has_as_kept_is_neither_overdue_nor_kept_late_whichever_comes_first(
    database: Database, herald: str, gazette: str
) -> None:
    """Nobody has settled which of the two holds: both are told, wherever promises stand."""
    said = f"""
    statuses:
      - {{item: pledge, held_on: 2026-02-20, status: {herald}, cite: {{source: herald}}}}
      - {{item: pledge, held_on: 2026-02-20, status: {gazette}, cite: {{source: gazette}}}}
    """
    load(database, FRAME, said)
    told = f"{herald} or {gazette}"
    assert keys(database, overdue=True) == []
    with database.read() as store:
        (line,) = listing.commitments(store).lines
        shown = showing.show(store, "pledge")
        (moment,) = [each for each in timeline.timeline(store).moments if each.item is not None]
        found = diff_between(store, "R1", "now")
    assert (line.row.state, line.row.overdue, line.row.late) == (told, False, None)
    assert promise(line).text.plain == f"A pledge  {told}, contested, due by R2"
    assert isinstance(shown, ItemView)
    assert (shown.overdue, shown.late) == (False, None)
    assert (moment.state, moment.overdue, moment.late) == (f"{told}, contested", False, None)
    assert [(due.item, due.state) for due in found.commitments] == [("pledge", herald)]
    assert [change.verbs for change in found.changes] == [(Verb.promised, Verb.contested)]


def test_a_promise_is_overdue_while_every_account_has_it_open(database: Database) -> None:
    said = """
    statuses:
      - {item: pledge, round: R1, status: promised, cite: {source: herald}}
      - {item: pledge, held_on: 2026-02-20, status: partly-kept, cite: {source: herald}}
      - {item: pledge, held_on: 2026-02-20, status: promised, cite: {source: gazette}}
    """
    load(database, FRAME, said)
    assert keys(database, overdue=True) == ["pledge"]
    with database.read() as store:
        (change,) = [each for each in diff_between(store, "R2", "now").changes if each.item == "pledge"]
    assert Verb.not_overdue not in [verb for account in change.by_account for verb in account.verbs]


def test_a_promise_still_open_by_one_account_is_overdue_by_it_as_before(database: Database) -> None:
    said = """
    statuses:
      - {item: pledge, round: R1, status: promised, cite: {source: herald}}
      - {item: pledge, held_on: 2026-02-20, status: promised, cite: {source: herald}}
      - {item: pledge, held_on: 2026-02-20, status: kept, cite: {source: gazette}}
    """
    load(database, FRAME, said)
    with database.read() as store:
        (change,) = diff_between(store, "R2", "now").changes
    assert Verb.not_overdue not in {verb for account in change.by_account for verb in account.verbs}
    assert Verb.kept in {verb for account in change.by_account for verb in account.verbs}


def test_the_last_stance_of_a_party_is_dated_as_its_source_has_it(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "../2026-01-24"), stance("land", "blue", "opposes", "R1"))
    load(database, stance("fuel", "blue", "opposes", "2026-01-24~"), stance("land", "green", "doubts", "2026-01"))
    with database.read() as store:
        lines = {line.party.key: line for line in listing.parties(store, "R2").lines}
        pages = {key: " ".join(each.text for each in dossier_of_party(store, key).sentences) for key in lines}
    found = {key: (str(line.last_held), str(line.last_heard)) for key, line in lines.items() if line.held}
    assert found == {
        "red": ("../2026-01-24", "2026-01-24"),
        "blue": ("2026-01-24~", "2026-01-24"),
        "green": ("2026-01", "2026-01-31"),
    }
    load(database, stance("fuel", "red", "demands", "2026-01-24"), stance("pledge", "red", "demands", "2026-01-24~"))
    with database.read() as store:
        assert str(listing.parties(store, "R2").lines[0].last_held) == "2026-01-24"
    for key, said in {"red": "by 24 Jan 2026", "blue": "about 24 Jan 2026", "green": "in Jan 2026"}.items():
        assert f"Last heard, with a stance, {said}, as a report has it." in pages[key]


def test_on_whose_word_a_party_was_last_heard_stands_with_the_day(database: Database) -> None:
    """And when it last was on its own, where that is another day; not where what it said itself is gone since."""

    def page() -> str:
        with database.read() as store:
            return " ".join(each.text for each in dossier_of_party(store, "red", None, "R2").sentences)

    def heard(item: str, held: str, speaker: str, word: str = "supports") -> str:
        return stance(item, "red", word, held).replace("at:", f"speaker: {speaker}, at:")

    load(database, FRAME, heard("pledge", "R1", "spokesperson"))
    assert "Last heard, with a stance, on 23–24 Jan 2026." in page()
    load(database, heard("land", "2026-01-30", "analyst"))
    said = "on 30 Jan 2026, in an analyst's reading; by its own word on 23–24 Jan 2026."
    assert f"Last heard, with a stance, {said}" in page()
    load(database, heard("pledge", "2026-01-30", "mediator", "demands"))
    voices = "in an analyst's reading and by a mediator's or host's account"
    assert f"on 30 Jan 2026, {voices}; by its own word on 23–24 Jan 2026." in page()
    load(database, heard("fuel", "2026-01-31", "spokesperson"))
    assert "Last heard, with a stance, on 31 Jan 2026. " in page()
    load(database, heard("fuel", "2026-02-01", "mediator", "silent"))
    assert f"Last heard, with a stance, on 30 Jan 2026, {voices}. " in page()


@pytest.mark.parametrize("other", ["2026-01", "2026-01-10/2026-01-31~"])
def test_the_last_stance_of_a_party_is_dated_as_whichever_source_tells_of_it_last(
    database: Database, other: str
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-23"))
    load(database, stance("land", "red", "demands", other, "gazette"))
    with database.read() as store:
        red = listing.parties(store, "R2").lines[0]
    assert (str(red.last_held), str(red.last_heard)) == (other, "2026-01-31")


def test_who_is_only_reported_as_silent_has_no_last_stance(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "silent", "R1"))
    with database.read() as store:
        (line,) = [line for line in listing.parties(store, "R2").lines if line.party.key == "red"]
        page = " ".join(each.text for each in dossier_of_party(store, "red").sentences)
    assert line.last_held is None
    assert "No stance of it is in the reports we have." in page


def test_of_whom_nothing_is_heard_a_page_says_so_once_with_the_issues_or_without(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    load(database, "parties: [{key: choir, code: CH, name: Choir, role: stakeholder}]")
    with database.read() as store:
        pages = {
            party: [each.text for each in dossier_of_party(store, party).sentences if "No stance" in each.text]
            for party in ("blue", "choir")
        }
    assert pages == {
        "blue": ["No stance of it in the reports we have on these open issues: Land."],
        "choir": ["No stance of it is in the reports we have."],
    }


def test_a_moment_has_the_days_of_its_promise_as_they_are_known(database: Database) -> None:
    about = "items: [{key: pledge, kind: commitment, title: Pledge, due: 2026-02-12/2026-02-19~}]"
    load(database, FRAME, about, "items: [{key: vow, kind: commitment, title: Vow, due: R2}]")
    with database.read() as store:
        found = {each.item.key: each for each in timeline.timeline(store).moments if each.item is not None}
    assert (str(found["pledge"].held), str(found["pledge"].day)) == ("2026-02-12/2026-02-19~", "2026-02-19")
    assert str(found["vow"].held) == "2026-02-05"


def test_of_a_promise_that_nothing_is_recorded_of_the_timeline_says_that_and_not_that_it_was_not_raised(
    database: Database,
) -> None:
    """That it was not raised would be a report's word, and is no word of a promise."""
    load(database, FRAME)
    with database.read() as store:
        (moment,) = [each for each in timeline.timeline(store).moments if each.item is not None]
        page = str(dict(site_files(store))["timeline.html"])
    assert moment.state == marks.UNTOLD
    assert marks.UNTOLD in page
    assert "not-raised" not in page


def test_silent_are_those_reported_as_silent_and_nobody_else(database: Database) -> None:
    load(database, FRAME, TALKS)
    with database.read() as store:
        found = {line.item.key: [p.key for p in line.silent] for line in listing.items(store, "R1").lines}
    assert found == {"land": ["blue"], "fuel": [], "pledge": []}
    assert keys(database, "R1", silent=True) == ["land"]


def test_unreported_is_what_no_report_has_an_account_of_and_no_part_of_what_one_has(database: Database) -> None:
    parts = "items: [{key: shore, title: Shore, part_of: land}, {key: reef, title: Reef, part_of: shore}, "
    load(database, FRAME, parts + "{key: salt, title: Salt}]")
    assert keys(database, unreported=True) == ["land", "fuel", "pledge", "shore", "reef", "salt"]
    load(database, stance("land", "red", "silent", "R1"), stance("salt", "red", "doubts", "R2"))
    assert keys(database, "R1", unreported=True) == ["fuel", "pledge", "salt"]
    assert keys(database, "R2", unreported=True) == ["fuel", "pledge"]


def test_parties_are_listed_with_what_they_hold_and_on_what_they_stand_alone(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "opposes", "R1"))
    load(database, stance("land", "green", "doubts", "R2"), stance("fuel", "blue", "silent", "R1"))
    load(database, stance("fuel", "red", "supports", "R1"), stance("fuel", "red", "opposes", "R1", "gazette"))
    with database.read() as store:
        lines = {line.party.key: line for line in listing.parties(store, "R2").lines}
    red, blue, green = lines["red"], lines["blue"], lines["green"]
    assert [(line.held, str(line.last_heard)) for line in (red, blue, green)] == [
        (2, "2026-01-24"),
        (1, "2026-01-24"),
        (1, "2026-02-05"),
    ]
    assert (red.alone_on, blue.alone_on, green.alone_on) == (("land",), (), ())
    assert (red.contested, blue.silent_on) == (("fuel",), ("fuel",))
    load(database, "statuses: [{item: land, round: R2, status: agreed, cite: {source: herald, at: ¶3}}]")
    with database.read() as store:
        assert not any(line.alone_on for line in listing.parties(store, "R2").lines), "it is settled"


def test_what_is_settled_is_no_longer_stale(database: Database) -> None:
    load(database, FRAME, TALKS, "statuses: [{item: land, round: R2, status: agreed, cite: {source: herald}}]")
    assert "land" not in keys(database, "2026-06-01", stale=30)


def test_stale_is_what_nobody_confirmed_for_so_many_days(database: Database) -> None:
    load(database, FRAME, TALKS)
    assert keys(database, "2026-02-23", stale=30) == []
    assert keys(database, "2026-02-24", stale=30) == ["land", "fuel", "pledge"]


def test_who_speaks_of_a_part_speaks_of_the_whole_and_not_the_other_way_round(database: Database) -> None:
    parts = "items: [{key: shore, title: Shore, part_of: fuel}, {key: cape, title: Cape, part_of: shore}]"
    load(database, FRAME, TALKS, parts, stance("shore", "red", "supports", "R1"), stance("cape", "red", "doubts", "R2"))
    assert keys(database, "2026-02-24", stale=30) == ["land", "pledge"]
    assert keys(database, "2026-02-24", where="is:stale") == ["land", "pledge"]
    load(database, stance("fuel", "blue", "doubts", "2026-02-20"))
    assert keys(database, "2026-03-08", stale=30) == ["land", "pledge", "shore", "cape"]


def test_who_tells_of_something_on_an_item_speaks_of_it(database: Database) -> None:
    told = "events: [{held_on: 2026-02-20, title: A convoy, items: [fuel], cite: {source: report}}]"
    said = "remarks: [{held_on: 2026-02-21, about: [land], text: It drags on., cite: {source: report}}]"
    load(database, FRAME, TALKS, told, said)
    assert keys(database, "2026-03-01", stale=20) == ["pledge"]
    assert keys(database, "2026-03-01", where="is:stale") == ["pledge"]
    with database.write() as store:
        acting.retract(store, 7, HEADER, reason="another convoy")
    assert keys(database, "2026-03-01", stale=20) == ["fuel", "pledge"]


def test_a_later_report_that_says_the_same_confirms(database: Database) -> None:
    load(database, FRAME, TALKS, stance("fuel", "red", "supports", "R1", "report"))
    assert keys(database, "2026-02-24", stale=30) == ["land", "pledge"]
    assert keys(database, "2026-02-24@2", stale=30) == ["land", "fuel", "pledge"]
    assert keys(database, "2026-02-07", stale=10) == ["land", "fuel", "pledge"], "the report was not out yet"


def test_what_was_retracted_confirms_nothing(database: Database) -> None:
    load(database, FRAME, TALKS, stance("fuel", "red", "doubts", "R2"))
    assert keys(database, "2026-02-24", stale=30, track=["humanitarian"]) == []
    with database.write() as store:
        acting.retract(store, 7, HEADER, reason="misread")
    assert keys(database, "2026-02-24", stale=30, track=["humanitarian"]) == ["fuel"]


def test_contested_items_are_listed_until_somebody_settles_them(database: Database) -> None:
    load(database, FRAME, TALKS, stance("land", "red", "opposes", "R1", "gazette"))
    assert keys(database, contested=True) == ["land"]
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, keep=1, reason="own words")
    assert keys(database, contested=True) == []


def test_a_word_that_nothing_has_is_a_slip_of_the_pen(database: Database) -> None:
    load(database, FRAME, TALKS)
    with pytest.raises(NotFound) as found:
        keys(database, track=["politcal"])
    assert found.value.hint == 'did you mean "political"?; known here: humanitarian, political'
    with pytest.raises(UsageError):
        keys(database, status=["opn"])


def test_commitments_come_by_the_day_they_fall_due(database: Database) -> None:
    load(database, FRAME, TALKS)
    load(
        database,
        "items: [{key: early, title: Early, kind: commitment, due: 2026-01-30}, {key: never, title: N, kind: commitment},"
        "{key: unsaid, title: Nobody said so, kind: commitment}]\n"
        "statuses: [{item: early, round: R1, status: promised, cite: {source: herald, at: ¶7}},"
        "{item: never, round: R1, status: promised, cite: {source: herald, at: ¶8}}]",
    )
    with database.read() as store:
        found = [(line.item.key, str(line.due)) for line in listing.commitments(store).lines]
    assert found == [("early", "2026-01-30"), ("pledge", "2026-02-05"), ("never", "None")]


def test_a_matrix_can_be_narrowed_to_some_items_and_parties(database: Database) -> None:
    load(database, FRAME, TALKS)
    with database.read() as store:
        narrow = narrowing.matrix_narrowed(store, "R1", Narrowing(track=["political"]), of_parties=["red"])
        assert [(row.item.key, list(row.cells)) for row in narrow.rows] == [("land", ["red"])]
        assert [party.key for party in narrow.columns] == ["red"]
        with pytest.raises(NotFound):
            narrowing.matrix_narrowed(store, "R1", Narrowing(), of_items=["lnd"])


def test_sources_come_with_how_much_rests_on_them(database: Database) -> None:
    load(database, FRAME, TALKS)
    with database.read() as store:
        found = {source.key: count for source, count in record_lists.sources(store)}
    assert found == {"herald": 3, "gazette": 3, "echo": 0, "desk": 0, "report": 0}


def test_events_are_those_that_happened_by_then(database: Database) -> None:
    load(database, FRAME)
    load(
        database,
        """
        events:
          - {held_on: 2026-02-01, title: Later, items: [land], cite: {source: herald}}
          - {held_on: 2025, title: Earlier, cite: {source: herald}}
        """,
    )
    with database.read() as store:
        assert [told.entry.said.title for told in record_lists.events(store)] == ["Earlier", "Later"]  # type: ignore[union-attr]
        assert [told.entry.id for told in record_lists.events(store, "R1")] == [2]
        assert [told.entry.id for told in record_lists.events(store, item="land")] == [1]
        assert record_lists.events(store, counting=ACCEPTED) == []
        with pytest.raises(NotFound):
            record_lists.events(store, item="lnd")
    with database.write() as store:
        acting.review(store, [2], Verdict.accepted, HEADER)
    with database.read() as store:
        assert [told.entry.id for told in record_lists.events(store, counting=ACCEPTED)] == [2]


def test_what_waits_for_a_verdict_can_be_asked_for_in_many_ways(database: Database) -> None:
    load(database, FRAME, TALKS)

    def waiting(known_at: int | None = None, **which: object) -> list[int]:
        with database.read() as store:
            found = lookups.waiting(store, lookups.WaitingFilter(**which), known_at)  # type: ignore[arg-type]
        return [entry.id for entry in found]

    assert waiting() == [1, 2, 3, 4, 5, 6]
    assert waiting(source="gazette") == [3, 4, 5]
    assert waiting(item="land") == [1, 2]
    assert waiting(party="red") == [1, 3]
    assert waiting(changeset=1) == []
    with database.write() as store:
        acting.review(store, [1, 2], Verdict.accepted, HEADER)
    with database.write() as store:
        acting.review(store, [3], Verdict.rejected, HEADER)
    assert waiting() == [4, 5, 6]
    with database.write() as store:
        acting.retract(store, 4, HEADER, reason="misread")
    assert waiting() == [5, 6]
    assert waiting(2) == [1, 2, 3, 4, 5, 6]


def test_the_items_that_moved_come_furthest_first(database: Database) -> None:
    load(database, FRAME, TALKS, stance("fuel", "red", "rejects", "R2"), stance("land", "red", "supports", "R2"))

    def moved(at: str, **more: object) -> list[tuple[str, float | None]]:
        with database.read() as store:
            found = listing.most_moved(store, at, **more)  # type: ignore[arg-type]
        return [(line.item.key, line.moved.value if line.moved else None) for line in found.lines]

    assert moved("R2") == [("fuel", 5), ("land", 1)]
    assert moved("R2", wanted=Narrowing(track=["political"])) == [("land", 1)]
    assert moved("R2", since="R1") == [("fuel", 5), ("land", 1)]
    assert moved("R2", since="R2") == []
    assert moved("R1") == []
    assert moved("R2", counting=ACCEPTED) == []


def test_an_item_on_which_only_a_position_or_a_condition_moved_has_moved(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1", more=", position: 90"))
    load(
        database,
        stance("fuel", "red", "opposes", "R1"),
        stance("land", "red", "opposes", "R2", at="¶2", more=", position: 10"),
    )
    load(database, stance("fuel", "red", "opposes", "R2", at="¶2", more=", salience: 10"))
    with database.read() as store:
        found = listing.most_moved(store, "R2")
    assert [(line.item.key, line.moved.value if line.moved else None) for line in found.lines] == [("land", 0)]


def test_only_what_somebody_accepted_confirms_where_only_that_counts(database: Database) -> None:
    load(database, FRAME, TALKS)
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
    with database.read() as store:
        found = {line.item.key: line.confirmed for line in listing.items(store, "R2", counting=ACCEPTED).lines}
    assert found == {"land": date(2026, 1, 24), "fuel": None, "pledge": None}


def test_a_source_of_which_the_month_is_known_confirms_its_first_day_once_it_was_out(database: Database) -> None:
    load(database, FRAME, TALKS, "sources: [{key: monthly, title: Monthly, published: 2026-03}]")
    load(database, stance("land", "red", "demands", "R1", "monthly"))

    def confirmed(at: str) -> date | None:
        with database.read() as store:
            return next(line.confirmed for line in listing.items(store, at).lines if line.item.key == "land")

    assert confirmed("2026-03-30") == date(2026, 1, 24)
    assert confirmed("2026-03-31") == date(2026, 3, 1)


def test_an_account_that_was_retracted_confirms_nothing(database: Database) -> None:
    load(database, FRAME, TALKS, stance("fuel", "red", "supports", "R1", "report"))
    assert keys(database, "2026-02-24", stale=30, track=["humanitarian"]) == []
    with database.write() as store:
        acting.retract(store, 7, HEADER, reason="not there")
    assert keys(database, "2026-02-24", stale=30, track=["humanitarian"]) == ["fuel"]


def test_the_last_rounds_are_those_that_were_held(database: Database) -> None:
    load(database, FRAME, "rounds: [{key: M, title: M, kind: meeting, status: held, starts: 2026-03-01}]")
    with database.read() as store:
        assert [stage.key for stage in record_lists.last_rounds(store, ["round"], 2)] == ["R1", "R2"]
        assert [stage.key for stage in record_lists.rounds(store)] == ["R1", "R2", "M", "R3"]


def test_parties_are_listed_with_what_they_moved_on_and_towards_whom(database: Database) -> None:
    load(database, FRAME, stance("land", "blue", "rejects", "R1"), stance("land", "red", "demands", "R1"))
    load(database, stance("land", "red", "doubts", "R2"), stance("land", "blue", "rejects", "R2"))
    with database.read() as store:
        red, blue, _green = listing.parties(store, "R2", since="R1").lines
        assert (red.moved, red.toward, red.away) == (("land",), ("blue",), ())
        assert (blue.moved, blue.toward) == ((), ())
        assert listing.parties(store, "R2").lines[0].moved == ()


def test_a_matrix_of_some_items_is_that_of_all_narrowed_to_them(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        for at in ("R1", "now"):
            whole = matrix_at(store, at)
            for some in ([row.item.key] for row in whole.rows[::4]):
                alone = narrowing.matrix_narrowed(store, at, Narrowing(), of_items=some)
                assert alone == replace(whole, rows=tuple(row for row in whole.rows if row.item.key in some))


@pytest.mark.parametrize(
    "wanted",
    [
        Narrowing(where="is:moved"),
        Narrowing(where="is:unreported or difficulty>=4"),
        Narrowing(where="not is:unreported", open_only=True),
        Narrowing(where="is:contested"),
        Narrowing(unreported=True),
        Narrowing(contested=True),
        Narrowing(),
    ],
)
def test_rows_that_a_filter_wants_are_those_of_the_whole_matrix_and_of_the_list(
    database: Database, monkeypatch: pytest.MonkeyPatch, wanted: Narrowing
) -> None:
    load_real_seed(database)
    with database.read() as store:
        whole = {at: matrix_at(store, at) for at in ("R1", "R2")}
        monkeypatch.setattr(matrix, "AT_A_TIME", 10)
        for at, every in whole.items():
            for parties in ((), ("russia",)):
                found = narrowing.matrix_narrowed(store, at, wanted, of_parties=parties)
                assert found == narrowing._narrowed(store, every, every.rows, wanted, (), parties)
            listed = listing.items(store, at, wanted).lines
            assert [line.item for line in listed] == [row.item for row in found.rows]
            assert not any(line.row.cells for line in listed)


def test_a_matrix_read_row_by_row_is_the_whole_one_and_says_the_same_in_json(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_real_seed(database)
    with database.read() as store:
        whole = matrix_at(store, "R2")
        monkeypatch.setattr(matrix, "AT_A_TIME", 10)
        monkeypatch.setattr(json_out, "FEW_ROWS", 0)
        flow = narrowing.flow_narrowed(store, "R2", Narrowing())
        assert tuple(flow.rows()) == whole.rows
        assert flow.columns == whole.columns
        pieces = json_out.matrix_flow(flow.matrix, flow.columns, flow.rows(), len(whole.rows))
        assert json.loads("".join(pieces)) == json_out.matrix(whole)


def test_what_was_corrected_and_what_somebody_rejects_rests_on_nothing(database: Database) -> None:
    """A round's new days say its entries again: one entry before and after, in the lists as on the pages."""
    person = "persons: [{key: osk, name: Mara Osk}]"
    spoken = "{item: land, party: red, round: R2, stance: demands, cite: {source: herald, at: ¶1, by: osk}}"
    later = "{item: land, party: red, held_on: 2999-01-01, stance: rejects, cite: {source: herald, at: ¶2, by: osk}}"
    load(database, FRAME, person, f"stances: [{spoken}, {later}]")

    def counted() -> list[tuple[int, int]]:
        with database.read() as store:
            (person,), (source, *_) = record_lists.persons(store), record_lists.sources(store)
            pages = showing.show(store, "person:osk"), showing.show(store, "source:herald")
        stand = [sum(each.stands for each in page.entries) for page in pages]  # type: ignore[union-attr]
        return [(person.entries, stand[0]), (source[1], stand[1])]

    assert counted() == [(1, 1), (2, 2)], "what is held later was not said yet"
    with database.write() as store:
        acting.edit(store, "round", "R2", {"ends": "2026-02-06"}, signed_in(store, "tester"))
    assert counted() == [(1, 1), (2, 2)]
    with database.write() as store:
        acting.review(store, [3], Verdict.rejected, signed_in(store, "bob"))
    assert counted() == [(0, 0), (1, 1)], "what it only said again is rejected with it"


def test_what_moved_after_it_was_first_heard_of_is_among_the_items_that_moved(database: Database) -> None:
    """From round to round: of the first alone it is new, and new is no move."""
    rounds = "rounds: [{key: R3, title: Third, status: held, starts: 2026-02-20, ends: 2026-02-20}]"
    load(database, FRAME.replace("{key: R3", "{key: R9"), rounds, stance("land", "red", "demands", "R1"))
    load(database, stance("fuel", "red", "supports", "R2"), stance("fuel", "red", "withdrawn", "R3", at="¶2"))
    with database.read() as store:
        found = [line.item.key for line in listing.most_moved(store, "R3").lines]
        assert found == [line.item.key for line in listing.most_moved(store, "R3", since="R2").lines] == ["fuel"]


def test_who_names_another_condition_after_a_silence_has_moved(database: Database) -> None:
    rounds = "rounds: [{key: R3, title: Third, status: held, starts: 2026-02-20, ends: 2026-02-20}]"
    load(database, FRAME.replace("{key: R3", "{key: R9"), rounds)
    load(database, stance("land", "red", "conditional", "R1", more=", condition: a stop"))
    load(database, stance("land", "red", "silent", "R2", at="¶2"))
    load(database, stance("land", "red", "conditional", "R3", at="¶3", more=", condition: a pull-out"))
    with database.read() as store:
        assert [line.item.key for line in listing.most_moved(store, "R3").lines] == ["land"]
