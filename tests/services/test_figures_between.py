"""Figures between two points: whatever number stands and is contradicted is told with its rival, and what it was."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.views.diff_rows import document as in_json
from ledger.cli.views.records import view_text
from ledger.domain.diff import Cause, Change, Leg, Verb
from ledger.domain.entries import Entry, Figure, StanceEntry
from ledger.domain.figures import FiguresAt, figure_lines
from ledger.domain.moments import HeldOn
from ledger.services import acting, settling
from ledger.services.comparing import compare
from ledger.services.figure_changes import Ends, FigureChanges
from ledger.services.note import note_of, report_between
from ledger.services.note.otherwise import figure_words
from ledger.services.record_lists import figures
from ledger.services.showing import show
from ledger.storage.database import Database
from tests.services.note_values import R1, R2, cite, reading, section, told
from tests.support import FRAME, HEADER, load, stance


def posts(held: str, source: str, value: int | None = None, word: str = "supports") -> str:
    """A stance of Red on land, with a number of posts."""
    given = f", figures: [{{what: posts, value: {value}}}]" if value is not None else ""
    return stance("land", "red", word, held, source, more=given)


def short(database: Database, start: str, end: str) -> str:
    """The short note, as one text."""
    with database.read() as store:
        document = note_of(store, compare(store, start, end, told=True))
    return " ".join(line.text for line in (*document.lead, *document.sentences))


def whole(database: Database, start: str, end: str, key: str = "still") -> str:
    """The line on it in the whole note."""
    with database.read() as store:
        (line,) = [line for line in section(report_between(store, start, end), key) if "Land" in line]
    return line


def places_at_the_end(database: Database, start: str, end: str, key: str) -> tuple[str, list[str]]:
    """The figures that the line on it in the whole note tells at its end, and the days of what it cites there."""
    with database.read() as store:
        document = report_between(store, start, end, sections=(key,))
    (found,) = (each for each in document.sections if each.key == key)
    (line,) = (each for each in found.sentences if "osts: " in each.text)
    at = {note.number: f"{note.source} {note.at}" for note in document.footnotes}
    return line.text.rpartition("osts: ")[2], sorted(at[number] for number in line.cites)


def test_a_number_is_told_with_the_place_of_what_it_was_before(database: Database) -> None:
    now = stance("land", "red", "supports", "R2", "gazette", "¶2", ", figures: [{what: posts, value: 84}]")
    load(database, FRAME, posts("R1", "herald", 120, "doubts"), now)
    assert places_at_the_end(database, "R1", "R2", "moved") == ("84, before 120.", ["gazette ¶2", "herald ¶1"])


@pytest.mark.parametrize(("moved", "now", "before"), [((1, 2), 84, 120), ((2, 1), 120, 84)])
def test_the_number_of_what_somebody_settled_came_later_is_told_before_the_other_and_as_no_rival(
    database: Database, moved: tuple[int, int], now: int, before: int
) -> None:
    load(database, FRAME, posts("2026-01-30", "herald", 120), posts("2026-01-30", "gazette", 84, "doubts"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="said later in the day", moved=moved)
    note = short(database, "R1", "R2")
    assert f"osts: {now}, before {before}" in note
    assert "against" not in note
    with database.read() as store:
        found = figures(store)
        shown = view_text(show(store, "land"), 100)
    assert [(str(line.accounts[0][0].figure.value), line.contested) for line in found] == [
        (str(before), False),
        (str(now), False),
    ]
    assert "!" not in "".join(line for line in shown.splitlines() if "posts" in line)


def test_numbers_of_accounts_that_contradict_each_other_are_told_with_the_places_of_all(database: Database) -> None:
    rival = stance("land", "red", "rejects", "R2", "gazette", "¶2", ", figures: [{what: posts, value: 84}]")
    before = stance("land", "red", "doubts", "R1", "herald", "¶3", ", figures: [{what: posts, value: 120}]")
    load(database, FRAME, before, posts("R2", "herald", 48), rival)
    told, places = places_at_the_end(database, "R1", "R2", "contested")
    assert told == "48 by Herald's account, before 120, against 84 by Gazette's account."
    assert places == ["gazette ¶2", "herald ¶1", "herald ¶3"]


OTHER = "; with other figures than before: Red on one item"
BY_SOME = "; with other figures than before by some accounts alone: Red on one item"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_number_said_again_is_told_with_the_one_that_another_report_has(
    database: Database, order: Sequence[int]
) -> None:
    seeds = posts("R1", "herald", 120), posts("R2", "herald", 48), posts("R2", "gazette", 84)
    load(database, FRAME, *(seeds[place] for place in order))
    note = short(database, "R1", "R2")
    assert "posts: 48 by Herald's account, before 120, against 84 by Gazette's account)" in note, (
        "not as if both said 48"
    )
    assert OTHER in note
    assert whole(database, "R1", "R2").endswith(
        "Posts: 48 by Herald's account, before 120, against 84 by Gazette's account."
    )


def test_that_one_report_alone_has_another_number_than_before_is_told_of_that_one(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R2", "herald", 120), posts("R2", "gazette", 84))
    note = short(database, "R1", "R2")
    assert "posts: 120 by Herald's account, against 84 by Gazette's account)" in note
    assert BY_SOME in note
    assert whole(database, "R1", "R2").endswith("Posts: 120 by Herald's account, against 84 by Gazette's account.")


def test_a_number_learned_between_two_changesets_of_one_day_stands_under_what_was_learned(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R2", "herald", 48))
    for ends, when in (
        (("R2@2", "R2@3"), "4–5 Feb 2026, learned since"),
        (("R2@3", "R2@2"), "4–5 Feb 2026, not known yet"),
    ):
        with database.read() as store:
            document = note_of(store, compare(store, *ends, told=True))
        lines = {each.key: [line.text for line in each.sentences] for each in document.sections}
        (line,) = lines["corrected"]
        assert line.startswith(f"Of {when}: Land: Red said so again: supports")
        assert not any("Red" in each for each in lines.get("still", ()))
        known = when.partition(", ")[2]
        assert f"; with other figures than before, {known}: Red on one item" in " ".join(s.text for s in document.lead)
    assert OTHER in short(database, "R1", "R2")


def test_a_paragraph_on_a_party_that_did_not_move_says_that_its_numbers_are_others(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R2", "herald", 48), posts("R2", "gazette", 48))
    with database.read() as store:
        lines = section(report_between(store, "R1", "R2"), "parties")
    place = lines.index("Red is not reported to have moved.")
    assert lines[place + 1] == "It is told with other figures than before on Land."


def test_a_number_that_was_contradicted_before_did_not_surely_change(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R1", "gazette", 130), posts("R2", "herald", 130))
    note = short(database, "R1", "R2")
    assert "posts: 130, before 120 (130 by Gazette's account))" in note
    assert BY_SOME in note
    assert whole(database, "R1", "R2").endswith("Posts: 130, before 120 (130 by Gazette's account).")


def test_who_moved_gives_a_number_beside_all_that_stood_before(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R1", "gazette", 130))
    load(database, posts("R2", "herald", 130, "demands"), posts("R2", "gazette", 140, "demands"))
    line = whole(database, "R1", "R2", "moved")
    assert line.endswith(
        "Posts: 130 by Herald's account, before 120 (130 by Gazette's account), against 140 by Gazette's account."
    )


def test_a_report_that_bears_a_stance_out_with_another_number_is_told_so(database: Database) -> None:
    load(database, FRAME, posts("R2", "herald", 48), posts("R2", "gazette", 84))
    assert "posts: 48 by Herald's account, against 84 by Gazette's account)" in short(database, "R2@2", "R2@3")
    line = whole(database, "R2@2", "R2@3", "corrected")
    assert line.startswith("Land: More independent sources say so of Red")
    assert line.endswith("Posts: 48 by Herald's account, against 84 by Gazette's account.")
    assert "posts: 48, since read as 48 (84 by Gazette's account))" in short(database, "R2@3", "R2@2")
    assert "figures" not in short(database, "R2@2", "R2@3"), "nobody gave another: we learned of it"


def test_who_gives_a_number_goes_without_saying_where_all_do(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R2", "herald", 48), posts("R2", "gazette", 48))
    assert "posts: 48, before 120)" in short(database, "R1", "R2")
    assert "posts: 120, before 48)" in short(database, "R2", "R1")
    load(database, posts("R2", "echo", 84))
    assert "posts: 48 by the accounts of Herald and Gazette, before 120, against 84 by Echo's account)" in short(
        database, "R1", "R2"
    )


def test_a_number_put_right_is_told_with_the_one_that_another_report_has(database: Database) -> None:
    load(database, FRAME, posts("R2", "herald", 48), posts("R2", "gazette", 84))
    with database.write() as store:
        acting.correct(store, 1, {"figures": ["posts=50"]}, HEADER, reason="misread")
    assert "posts 48 → 50 by Herald's account, against 84 by Gazette's account" in whole(
        database, "R2@3", "R2@4", "corrected"
    )


def test_a_number_that_only_another_report_gives_is_not_told_as_of_the_one_that_leads(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R2", "herald"), posts("R2", "gazette", 84))
    assert "posts: 84 by Gazette's account, before 120)" in short(database, "R1", "R2")
    assert whole(database, "R1", "R2").endswith("Posts: 84 by Gazette's account, before 120.")


def test_a_number_is_held_against_the_last_one_given_though_nobody_gave_one_in_between(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 2), posts("R2", "gazette"), posts("2026-02-20", "herald", 3))
    assert "posts" not in short(database, "R1", "R2")
    assert "posts: 3, before 2 (R1))" in short(database, "R2", "2026-02-20")
    assert OTHER in short(database, "R2", "2026-02-20")
    assert "posts: 3, before 2)" in short(database, "R1", "2026-02-20")
    assert whole(database, "R2", "2026-02-20").endswith("Posts: 3, before 2 (R1).")


@pytest.mark.both_engines
def test_a_number_given_in_between_is_told_though_nothing_that_stands_says_it_again(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 2), posts("2026-01-30", "gazette", 3), posts("R2", "herald"))
    assert "posts: 3 by Gazette's account (30 Jan 2026), before 2)" in short(database, "R1", "R2")
    assert OTHER in short(database, "R1", "R2")
    assert whole(database, "R1", "R2").endswith("Posts: 3 by Gazette's account (30 Jan 2026), before 2.")
    load(database, posts("2026-02-20", "herald"))
    assert "posts" not in short(database, "R2", "2026-02-20"), "that was told"


def test_a_number_that_may_be_of_before_is_no_news_after(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 2), posts("2026-01", "gazette", 3), posts("R2", "herald", 2))
    assert "posts" not in short(database, "R1", "R2")
    assert "figures" not in short(database, "R1", "R2")
    assert "posts" not in short(database, "R2", "R1")
    load(database, posts("2026-02-20", "herald", 4))
    assert "posts: 4, before 2)" in short(database, "R1", "2026-02-20")


def test_a_script_reads_who_gives_which_number_at_either_end(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 120), posts("R2", "herald", 120), posts("R2", "gazette", 84))
    with database.read() as store:
        (found,) = [each["figures"] for each in in_json(compare(store, "R1", "R2"))["changes"] if each["party"]]
    (posted,) = found
    ends = [[[each["value"] for each in account] for account in posted[end]] for end in ("before", "after")]
    assert ends == [[[120]], [[120], [84]]]
    assert (posted["what"], posted["about"], posted["changed"], posted["certain"]) == ("posts", "land", True, False)


def test_a_number_in_a_list_stands_with_whose_it_is(database: Database) -> None:
    blue = stance("land", "blue", "opposes", "R1", more=", figures: [{what: posts, value: 90}]")
    load(database, FRAME, posts("R1", "herald", 120), blue)
    with database.read() as store:
        text = view_text(show(store, "land"), 100)
    assert "posts (land), Blue: 90 [herald ¶1]" in text
    assert "posts (land), Red: 120 [herald ¶1]" in text


def test_a_number_that_stands_as_before_is_not_told_again_in_short(database: Database) -> None:
    load(database, FRAME, posts("R1", "herald", 2), posts("R1", "gazette", 3))
    load(database, posts("R2", "herald", 2), posts("R2", "gazette", 3))
    assert "posts" not in short(database, "R1", "R2")
    assert "figures" not in short(database, "R1", "R2")
    assert whole(database, "R1", "R2").endswith("Posts: 2 by Herald's account, against 3 by Gazette's account.")


SOURCES = "herald", "gazette", "echo"


def account(number: int, source: str, value: int, held: str) -> Entry:
    """What a source says on the days of a round, with a number."""
    figures = [{"what": "posts", "value": value}]
    fields = {"item": "land", "party": "red", "stance": "supports", "held_on": held, "figures": figures}
    said = StanceEntry.model_validate({**fields, "cite": {"source": source}})
    return Entry(id=number, rank=number, said=said, held=HeldOn.parse(held), changeset=1)


VALUES = st.lists(st.integers(101, 104), min_size=1, max_size=len(SOURCES))


@given(VALUES, VALUES, st.sampled_from([Cause.moved, Cause.corrected]))
def test_whatever_number_stands_and_is_contradicted_is_told_with_its_rival(
    was: list[int], now: list[int], cause: Cause
) -> None:
    before = [account(place, *each, "2026-01-24") for place, each in enumerate(zip(SOURCES, was, strict=False), 1)]
    after = [account(place, *each, "2026-02-05") for place, each in enumerate(zip(SOURCES, now, strict=False), 11)]
    ends = FiguresAt(figure_lines(before)), FiguresAt(figure_lines([*before, *after]))
    figures = FigureChanges((Ends(Leg(R1, R2, by_knowledge=cause is Cause.corrected), *ends),), ends[1])
    change = between(before, after, cause)
    changed = set(was) != set(now)
    for brief in (True, False):
        text = " ".join(line.text for line in told(change, brief=brief, material={"figures": figures}).sentences)
        numbers = set(map(int, re.findall(r"\b10\d\b", text)))
        if changed:
            assert numbers == {*was, *now}
        else:
            assert numbers == (set() if brief or cause is Cause.corrected else set(now))
        assert ("against" in text) is (len(set(now)) > 1 and bool(numbers))
    surely = set(was).isdisjoint(now)
    lead = " ".join(line.text for line in told(change, material={"figures": figures}).lead)
    if cause is Cause.moved and changed:
        assert (OTHER if surely else BY_SOME) in lead
    else:
        assert "figures" not in lead


def between(before: Sequence[Entry], after: Sequence[Entry], cause: Cause) -> Change:
    """What is told of one stance that stands at both ends, on the word of these entries."""
    had, has = (
        reading("supports", each[0].id, *(cite(next(iter(one.sources))) for one in each),
                entries=tuple(one.id for one in each), held=str(each[0].held))
        for each in (before, after)
    )  # fmt: skip
    verb = Verb.reaffirmed if cause is Cause.moved else Verb.corroborated
    return Change("land", "red", (verb,), cause, had, has)


def test_of_numbers_that_contradict_each_other_the_nearest_word_leads_whatever_its_days(database: Database) -> None:
    own = posts("R2", "herald", 40).replace("cite: {source: herald", "cite: {speaker: own-words, source: herald")
    load(database, FRAME, posts("R1", "herald", 30, "opposes"), own, posts("2026-02-04", "desk", 45))
    line = whole(database, "R1", "R2", "moved")
    assert line.endswith("Posts: 40 by Herald's account, before 30, against 45 by Our own reading's account.")


def test_a_number_is_by_the_account_of_who_reports_it_or_of_the_person_cited_as_saying_it(database: Database) -> None:
    """What was "paid: 4 million by The four delegations" they did not pay."""
    people = "persons: [{key: ana, name: Ana of Red}]\nsources: [{key: joint, title: Joint, publisher: The four delegations}]"
    paid = "{{item: land, held_on: 2026-02-01, status: {}, figures: [{{what: paid, value: {}}}], cite: {}}}"
    said = paid.format("progress", 4000000, "{source: joint, at: ¶1, speaker: readout}")
    denied = paid.format("deadlocked", 3, "{source: gazette, at: ¶2, speaker: counterpart, by: ana}")
    load(database, FRAME, people, f"statuses: [{said}, {denied}]")
    line = whole(database, "R1", "R2", "new")
    assert line.endswith("Paid: 4,000,000 by The four delegations' account, against 3 by Ana of Red's account.")


def test_two_numbers_of_one_person_in_two_reports_are_told_by_the_reports(database: Database) -> None:
    people = "persons: [{key: ana, name: Ana of Red}]"
    stances = [
        posts("R2", source, value).replace("cite: {", "cite: {speaker: counterpart, by: ana, ")
        for source, value in (("herald", 40), ("gazette", 45))
    ]
    load(database, FRAME, people, *stances)
    line = whole(database, "R1", "R2", "new")
    assert "osts: 40 by Herald's account, against 45 by Gazette's account" in line


@pytest.mark.parametrize(("figure", "told"), [
    ("cost=21000000 crowns", "21,000,000 crowns"), ("losses=~12000", "about 12,000"), ("length=1500.5 km", "1,500.5 km"),
    ("begins=2027", "2027"), ("width=-12000 m", "-12,000 m"), ("share=44 per cent", "44 per cent"),
])  # fmt: skip
def test_a_large_number_is_read_in_thousands_and_one_that_may_be_a_year_as_it_is(figure: str, told: str) -> None:
    assert figure_words(Figure.model_validate(figure)) == told


def test_of_two_numbers_in_one_report_it_is_told_whose_word_each_is(database: Database) -> None:
    handed = "{{item: land, held_on: 2026-02-01, status: progress, figures: [{{what: rifles, value: {}}}], cite: {}}}"
    said = handed.format(95, "{source: herald, at: ¶1, speaker: spokesperson}")
    counted = handed.format(60, "{source: herald, at: ¶2, speaker: media}")
    load(database, FRAME, f"statuses: [{said}, {counted}]")
    line = whole(database, "R1", "R2", "new")
    assert line.endswith("Rifles: 95 by a spokesperson's account, against 60 as the media report.")


def test_a_number_of_a_contested_account_in_between_is_told_with_its_own_place_and_word(database: Database) -> None:
    theirs = "cite: {source: gazette, speaker: counterpart, at: ¶2}"
    load(database, FRAME, posts("R1", "herald", None, "rejects"))
    load(database, posts("2026-02-01", "gazette", 33).replace("cite: {source: gazette, at: '¶1'}", theirs))
    load(database, stance("land", "red", "opposes", "2026-02-01", "echo"))
    load(database, posts("R2", "herald", None, "conditional"))
    with database.read() as store:
        document = report_between(store, "R1", "R2", sections=["moved"])
    (line,) = [each for part in document.sections for each in part.sentences]
    assert line.text.endswith("Posts: 33 by Gazette's account (1 Feb 2026, by a counterpart's account).")
    cited = [(document.footnotes[number - 1].source, document.footnotes[number - 1].at) for number in line.cites]
    assert cited == [("herald", "¶1"), ("gazette", "¶2")]
