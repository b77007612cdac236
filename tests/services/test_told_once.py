"""What several sources tell alike of what happened, or was said, is told and counted once; what we put right, as such."""

import pytest

from ledger.domain.words import Verdict
from ledger.services import acting, timeline, undoing
from ledger.services.comparing import compare
from ledger.services.diff import diff_between
from ledger.services.note import note_of, report_between
from ledger.services.note.dossier import dossier_of_item
from ledger.services.site import site_files
from ledger.storage.database import Database
from tests.services.note_values import section
from tests.support import FRAME, HEADER, load, stance, together

STRIKE = """
events:
- {{held_on: 2026-02-02, title: "{title}", items: [land], figures: [{{what: dead, value: {dead}}}],
   cite: {{source: {source}, at: ¶3, speaker: {speaker}}}}}
"""
WORTH = """
remarks:
- {{held_on: 2026-02-02, about: {about}, text: Gas is worth {worth}., figures: [{{what: worth, value: {worth}}}],
   cite: {{source: {source}, at: ¶2, speaker: media}}}}
"""


def strike(source: str, dead: int = 3, title: str = "A strike", speaker: str = "media") -> str:
    return STRIKE.format(source=source, dead=dead, title=title, speaker=speaker)


def worth(source: str, worth: int = 5, about: str = "land") -> str:
    return WORTH.format(source=source, worth=worth, about=about)


def lines(database: Database, key: str, start: str = "R1", end: str = "R2") -> list[str]:
    with database.read() as store:
        return section(report_between(store, start, end), key)


def counted(database: Database, start: str = "R1", end: str = "R2") -> list[str]:
    with database.read() as store:
        return section(note_of(store, compare(store, start, end, told=True)), "remarks")


def test_an_event_that_two_papers_tell_alike_is_told_once_with_both_places(database: Database) -> None:
    load(database, FRAME, strike("herald"), strike("gazette", title="A strike."))
    assert lines(database, "events") == ["2 Feb 2026: A strike, as the media report. Dead: 3."]
    assert counted(database) == ["One event around the talks: posl report has it."]
    with database.read() as store:
        document = report_between(store, "R1", "R2", sections=["events"])
        (moment,) = [each for each in timeline.timeline(store).moments if each.kind == "event"]
    (line,) = [each for part in document.sections for each in part.sentences]
    assert sorted(line.entries) == [1, 2]
    assert [document.footnotes[number - 1].source for number in line.cites] == ["gazette", "herald"]
    assert moment.told is not None
    assert moment.told.entry.sources == {"herald", "gazette"}


def test_events_of_other_days_items_or_titles_stay_apart(database: Database) -> None:
    other = strike("gazette").replace("2026-02-02", "2026-02-03"), strike("gazette").replace("land", "fuel")
    load(database, FRAME, strike("herald"), *other, strike("gazette", title="Two strikes"))
    assert len(lines(database, "events")) == 4


def test_one_event_with_other_numbers_is_told_by_the_nearest_word_against_the_other(database: Database) -> None:
    load(database, FRAME, strike("gazette", 3), strike("herald", 5, speaker="own-words"))
    assert lines(database, "events") == [
        (
            "2 Feb 2026: A strike, by the account of one of the parties and as the media report. "
            "Dead: 5 by Herald's account, against 3 by Gazette's account."
        )
    ]


def test_a_remark_that_two_papers_carry_is_told_and_counted_once(database: Database) -> None:
    load(database, FRAME, worth("herald"), worth("gazette"), worth("echo", about="fuel"))
    assert lines(database, "remarks") == [
        "The media on Fuel, 2 Feb 2026: Gas is worth 5. Worth: 5.",
        "The media on Land, 2 Feb 2026: Gas is worth 5. Worth: 5.",
    ]
    assert counted(database) == ["Two remarks: posl report has them all."]
    with database.read() as store:
        assert len(section(dossier_of_item(store, "land"), "remarks")) == 1
        moments = timeline.timeline(store, remarks=True).moments
    assert [each.kind for each in moments].count(timeline.Happening.remark) == 2


def test_a_remark_on_the_talks_that_gives_other_numbers_is_told_with_them(database: Database) -> None:
    load(database, FRAME, worth("herald", about="talks"))
    load(database, worth("gazette", about="talks").replace("value: 5", "value: 7"))
    assert lines(database, "remarks") == [
        "The media, 2 Feb 2026: Gas is worth 5. Worth: 7 by Gazette's account, against 5 by Herald's account."
    ]


def test_a_remark_put_right_is_told_with_what_we_had_and_why_and_what_others_have(database: Database) -> None:
    load(database, FRAME, worth("herald"), worth("gazette"))
    with database.write() as store:
        right = {"text": "Gas is worth 7.", "figures": [{"what": "worth", "value": 7}]}
        acting.correct(store, 1, right, HEADER, reason="misread")
    assert lines(database, "remarks", "now@3", "now@4") == [
        (
            "The media on Land, 2 Feb 2026: Gas is worth 7. Worth: 7 by Herald's account, where we had 5, against 5 by Gazette's account. "
            "Put right by us: misread."
        )
    ]
    assert counted(database, "now@3", "now@4") == ["One remark, put right by us: posl report has it."]
    assert "Worth: 5 by Gazette's account, against 7 by Herald's account." in lines(database, "remarks")[0]


def test_what_was_put_right_is_counted_apart_for_remarks_and_events(database: Database) -> None:
    load(database, FRAME, worth("herald"), strike("herald"), worth("gazette", 9))
    with database.write() as store:
        acting.correct(store, 1, {"text": "Gas is worth more."}, HEADER, reason="misread")
        acting.correct(store, 2, {"title": "Two strikes"}, HEADER, reason="misread")
    load(database, worth("gazette", 8))
    assert counted(database, "now@4", "now@7") == [
        (
            "Two remarks, one of them put right by us, and one event around the talks, put right by us: "
            "posl report has them all."
        )
    ]


def test_an_event_or_a_remark_that_we_took_back_is_told_as_such_with_its_figures_and_why(database: Database) -> None:
    load(database, FRAME, strike("herald"), worth("herald"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="withdrawn")
        acting.review(store, [2], Verdict.rejected, HEADER, note="no such words")
    known = ("now@3", "now")
    gone = "2 Feb 2026: A strike, as the media report. Dead: 3. Taken back by us"
    assert lines(database, "events", *known) == [f"{gone}: withdrawn."]
    no_such = "The media on Land, 2 Feb 2026: Gas is worth 5. Worth: 5. Rejected in review"
    assert lines(database, "remarks", *known) == [f"{no_such}."]
    assert counted(database, *known) == [
        "One remark rejected in review and one event around the talks taken back by us: posl report has them all."
    ]
    assert lines(database, "events", *known[::-1]) == [f"{gone} since: withdrawn."]
    assert lines(database, "remarks", *known[::-1]) == [f"{no_such} since."]
    assert lines(database, "events") == lines(database, "remarks") == [], "what both ends know as gone is no news"
    assert lines(database, "events", "R1@3", "R1") == [], "it is of a later day"
    with database.read() as store:
        found = diff_between(store, *known).taken_back
    assert [(each.entry.id, each.rejected, each.reason) for each in found] == [(1, False, "withdrawn"), (2, True, None)]


def test_what_was_put_right_first_and_taken_back_then_is_told_as_it_was_known(database: Database) -> None:
    load(database, FRAME, strike("herald"))
    with database.write() as store:
        acting.correct(store, 1, {"title": "Two strikes"}, HEADER, reason="misread")
        acting.retract(store, 2, HEADER, reason="withdrawn")
    assert lines(database, "events", "now@2", "now@4") == [
        "2 Feb 2026: A strike, as the media report. Dead: 3. Taken back by us: withdrawn."
    ]
    assert lines(database, "events", "now@1", "now@4") == [], "nobody knew of it"


def test_what_others_tell_alike_is_taken_back_only_with_the_figures_that_are_one_paper_s(database: Database) -> None:
    load(database, FRAME, strike("herald"), strike("gazette"), strike("echo", dead=5))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="misread")
        acting.retract(store, 3, HEADER, reason="misread too")
    assert lines(database, "events", "now@4", "now") == [
        "2 Feb 2026: A strike, as the media report. Dead: 5. Taken back by us: misread too. Others tell it still."
    ]


def test_what_was_taken_back_and_stands_again_is_not_told_as_taken_back(database: Database) -> None:
    load(database, FRAME, strike("herald"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="withdrawn")
    with database.write() as store:
        undoing.undo(store, 3, HEADER, reason="it was right")
    assert not any("Taken back" in line for line in lines(database, "events", "now@2", "now"))


def test_the_page_on_the_talks_tells_one_event_of_two_papers_once(database: Database) -> None:
    load(database, FRAME, strike("herald"), strike("gazette"))
    with database.read() as store:
        page = str(dict(site_files(store))["talks.html"])
    assert page.count("A strike") == 1
    assert "the same as entry" in page


def test_remarks_of_two_people_or_of_nobody_named_are_not_one(database: Database) -> None:
    persons = "persons: [{key: berg, name: Nora Berg}, {key: ruiz, name: Ana Ruiz}]"
    remark = "{{text: We go on., held_on: 2026-02-10, cite: {{source: {}, at: '{}'{}}}}}"
    of_two = [
        remark.format(source, "¶4", f", speaker: spokesperson, by: {who}")
        for source, who in (("herald", "berg"), ("gazette", "ruiz"))
    ]
    of_nobody = [remark.format(source, "¶5", "").replace("We go on", "No comment") for source in ("herald", "gazette")]
    load(database, FRAME, persons, f"remarks: [{', '.join([*of_two, *of_nobody])}]")
    with database.read() as store:
        told = section(report_between(store, "R2", "now"), "remarks")
    assert sum("We go on" in line for line in told) == 2
    assert sum("No comment" in line for line in told) == 2


def test_the_timeline_has_the_numbers_of_all_that_tell_of_one_event(database: Database) -> None:
    event = "{{title: A fire, held_on: 2026-02-10, figures: [{{what: hurt, value: {}}}], cite: {{source: {}, at: ¶4}}}}"
    load(database, FRAME, f"events: [{event.format(15, 'gazette')}, {event.format(12, 'herald')}]")
    with database.read() as store:
        (told,) = [each.told for each in timeline.timeline(store).moments if each.title == "A fire"]
    assert told is not None
    assert sorted(str(figure) for figure in told.entry.said.figures) == ["12", "15"]


def test_the_timeline_has_the_words_on_one_event_of_all_that_tell_of_it(database: Database) -> None:
    at_a_port = strike("herald").replace("items:", "summary: At a port, items:")
    load(database, FRAME, at_a_port, strike("gazette").replace("items:", "summary: Two ships burned., items:"))
    with database.read() as store:
        (moment,) = [each for each in timeline.timeline(store).moments if each.kind == "event"]
    assert moment.told is not None
    assert moment.told.entry.said.summary == "Two ships burned. At a port."


def test_what_was_put_right_from_one_round_to_another_is_told_with_both(database: Database) -> None:
    event = "{{title: A fire, round: {}, cite: {{source: herald, at: ¶4}}{}}}"
    held = stance("land", "red", "supports", "R2")
    load(database, FRAME, f"events: [{event.format('R2', '')}]\n{held}")
    right = stance("land", "red", "supports", "R1", more=", corrects: 1, reason: the first round")
    load(database, f"events: [{event.format('R1', ', corrects: 2, reason: the first round')}]\n{right}")
    told = lines(database, "corrected", "@2", "@3")
    assert told == ["Land: Red: supports, as a report has it, told otherwise: held R2 → R1."]
    assert lines(database, "events", "@2", "@3") == [
        "R1: A fire, as a report has it. Put right by us: the first round."
    ]


def test_beside_news_of_remarks_and_events_it_is_not_said_that_nothing_new_is_recorded(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "supports", "R1"), strike("gazette"))
    with database.read() as store:
        note = note_of(store, compare(store, "R1", "R2", told=True))
    assert [line.text for line in note.lead] == ["No changes: no stance and no status is new between these points."]


def test_a_promise_that_was_kept_and_made_anew_is_not_told_as_kept_in_no_report(database: Database) -> None:
    kept = "statuses: [{item: pledge, round: R1, status: kept, cite: {source: herald, at: ¶9}}]"
    again = "{item: pledge, held_on: 2026-01-30, status: promised, summary: Anew., cite: {source: gazette, at: ¶9}}"
    load(database, FRAME, kept, f"statuses: [{again}]")
    (line,) = lines(database, "promises")
    told = (
        "A pledge: open again, overdue; promised, as a report has it; due by R2 (4–5 Feb 2026); "
        "before kept, as a report has it."
    )
    assert line == f"{told} Anew."


@pytest.mark.parametrize(
    ("first", "put_right", "told"),
    [
        ("summary: All day.", "summary: For an hour.", "summary All day.For an hour."),  # then the other one leads
        ("summary: All day.", "summary: All night.", "summary All day.night."),
        ("position: 20, summary: A tenth.", "position: 25, summary: A tenth.", "position 20 → 25"),
        ("summary: A tenth.", "summary: An eighth.", "summary A tenth.An eighth."),
        ("summary: C., confidence: high", "summary: C., confidence: moderate", "confidence high → moderate"),
    ],
)
def test_a_correction_of_one_of_two_that_agree_is_told_in_its_own_words_whichever_of_them_leads(
    database: Database, first: str, put_right: str, told: str
) -> None:
    other = "position: 20, summary: At noon." if "position" in first else "summary: At noon."
    post = "sources: [{key: post, title: Post, reliability: B}]"  # as the Herald: the words decide which leads
    load(database, FRAME, stance("land", "red", "supports", "R2", "herald", more=f", {first}"))
    load(database, f"{post}\n{stance('land', 'red', 'supports', 'R2', 'post', more=f', {other}')}")
    load(database, stance("land", "red", "supports", "R2", more=f", {put_right}, corrects: 1, reason: misread"))
    (line,) = lines(database, "corrected", "@3", "@4")
    assert line == f"Land: Red: supports, as a report has it, told otherwise: {told if told[-1] == '.' else f'{told}.'}"


def test_corrections_of_two_that_agree_are_told_each_with_its_own(database: Database) -> None:
    """Not as one from the first's words to the second's, which nobody made."""
    post = "sources: [{key: post, title: Post, reliability: B}]"
    load(database, FRAME, stance("land", "red", "supports", "R2", "herald", more=", summary: All day."))
    load(database, f"{post}\n{stance('land', 'red', 'supports', 'R2', 'post', more=', summary: At noon.')}")
    both = (("herald", 1, "For an hour."), ("post", 2, "At one."))
    stances = [
        stance("land", "red", "supports", "R2", source, more=f", summary: {said}, corrects: {number}, reason: misread")
        for source, number, said in both
    ]
    load(database, together(*stances))
    (line,) = lines(database, "corrected", "@3", "@4")
    assert "summary All day.For an hour." in line
    assert "summary At noon.one." in line
