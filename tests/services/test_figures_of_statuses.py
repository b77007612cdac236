"""Figures that come with a status: told with what they were where it is said again, never with those of another thing."""

import pytest

from ledger.cli.views.diff_rows import document as in_json
from ledger.formats.document_markdown import markdown_text
from ledger.services import rekeying
from ledger.services.comparing import compare
from ledger.services.note import book, note_of, report_between
from ledger.storage.database import Database
from tests.services.note_values import section
from tests.support import FRAME, HEADER, load

TALKS = FRAME.replace("due: R2", "due: 2026-12-31")


def status(held: str, word: str, value: int, source: str = "herald", item: str = "pledge", more: str = "") -> str:
    """A status that comes with a sum, by the mediator's word."""
    cite = f"{{source: {source}, speaker: mediator}}"
    figures = f"[{{what: sum, value: {value}, unit: million}}]"
    return f"statuses: [{{item: {item}, round: {held}, status: {word}, figures: {figures}, cite: {cite}{more}}}]"


def short(database: Database, start: str = "R1", end: str = "R2") -> str:
    """The short note, as one text."""
    with database.read() as store:
        document = note_of(store, compare(store, start, end, told=True))
    return " ".join(line.text for line in (*document.lead, *document.sentences))


def whole(database: Database, key: str, start: str = "R1", end: str = "R2") -> str:
    """The lines of a section of the whole note."""
    with database.read() as store:
        return " ".join(section(report_between(store, start, end), key))


@pytest.mark.parametrize(
    ("item", "word", "name"), [("pledge", "promised", "A pledge"), ("land", "agreed-in-principle", "Land")]
)
def test_a_status_said_again_with_another_number_is_not_as_before(
    database: Database, item: str, word: str, name: str
) -> None:
    load(database, TALKS, status("R1", word, 12, item=item), status("R2", word, 8, "gazette", item))
    note = short(database)
    assert f"; other figures than before on {name}." in note
    assert "sum: 8 million, before 12 million" in note
    told = f"{name}: with other figures than before: {word}, by a mediator's or host's account. Sum: 8 million, before 12 million."
    assert told in whole(database, "still")
    assert "Sum: 12 million, before 8 million." in whole(database, "still", "R2", "R1")


def test_a_number_of_a_status_learned_between_two_changesets_of_one_day_is_told_as_learned(database: Database) -> None:
    load(database, TALKS, status("R1", "narrowed", 12, item="land"), status("R2", "narrowed", 8, "gazette", "land"))
    assert "; other figures than before, learned since, on Land." in short(database, "R2@2", "R2@3")
    assert "learned since: Land: with other figures than before: narrowed" in whole(
        database, "corrected", "R2@2", "R2@3"
    )
    assert "Land" not in whole(database, "still", "R2@2", "R2@3")


@pytest.mark.parametrize(
    ("speaker", "by"),
    [
        ("readout", "by a readout's account"),
        ("spokesperson", "by a spokesperson's account"),
        ("own-words", "by the account of one of the parties"),
        ("media", "as the media report"),
    ],
)
def test_a_sum_promised_is_told_on_the_word_of_who_told_it_and_never_as_the_promises_own(
    database: Database, speaker: str, by: str
) -> None:
    load(database, TALKS, status("R1", "promised", 12).replace("mediator", speaker), status("R2", "kept", 8, "gazette"))
    assert f"Sum: 8 million, when promised 12 million ({by})." in whole(database, "promises")


def test_the_number_before_is_in_the_json(database: Database) -> None:
    load(database, TALKS, status("R1", "promised", 12), status("R2", "promised", 8, "gazette"))
    with database.read() as store:
        compared = compare(store, "R1", "R2")
    (change,) = in_json(compared)["changes"]
    (figure,) = change["figures"]
    assert (figure["changed"], figure["certain"]) == (True, True)
    assert [account[0]["value"] for account in figure["before"]] == [12]


def test_the_same_number_said_again_is_as_before(database: Database) -> None:
    load(database, TALKS, status("R1", "promised", 12), status("R2", "promised", 12, "gazette"))
    assert "other figures" not in short(database)
    told = "A pledge: as before: promised, by a mediator's or host's account. Sum: 12 million."
    assert told in whole(database, "still")


def test_what_was_given_before_the_promise_was_last_told_is_what_was_before(database: Database) -> None:
    again = (
        status("R1", "promised", 0, "gazette")
        .replace("round: R1", "held_on: 2026-01-28")
        .replace("figures: [{what: sum, value: 0, unit: million}], ", "")
    )
    load(database, TALKS, status("R1", "promised", 12), again, status("R2", "promised", 8, "gazette"))
    assert "Sum: 8 million, before 12 million (R1)." in whole(database, "still", "2026-01-28", "R2")


def test_a_promise_kept_with_another_sum_by_each_of_two_accounts_is_told_with_both(database: Database) -> None:
    first = status("R2", "kept", 9, "gazette").replace("round: R2", "held_on: 2026-02-02")
    load(database, TALKS, status("R1", "promised", 10), first, status("R2", "kept", 8))
    for told in (whole(database, "promises"), short(database)):
        assert "First reported so: 2 Feb 2026; sum: 9 million." in told
        assert "Sum: 8 million, when promised 10 million." in told


def test_what_came_of_a_promise_is_told_with_what_was_promised(database: Database) -> None:
    load(database, TALKS, status("R1", "promised", 12), status("R2", "partly-kept", 5, "gazette"))
    assert "Sum: 5 million, when promised 12 million." in whole(database, "promises")
    assert "Sum: 5 million, when promised 12 million." in short(database)
    assert "other figures" not in short(database), "that a part was kept is no other promise"
    kept = status("R2", "kept", 11).replace("round: R2", "held_on: 2026-02-08")
    load(database, kept)
    assert "Sum: 11 million, when partly kept 5 million." in whole(database, "promises", "R2", "2026-02-09")


def test_a_new_promise_is_told_with_its_number(database: Database) -> None:
    load(database, TALKS, status("R2", "promised", 12))
    assert "newly promised, by a mediator's or host's account; due by 31 Dec 2026. Sum: 12 million." in short(database)
    assert whole(database, "promises").endswith("Sum: 12 million.")


def test_a_promise_that_is_new_and_overdue_is_told_with_its_number(database: Database) -> None:
    load(database, FRAME, status("R2", "promised", 12))
    assert "kept by then in no report we have. Sum: 12 million." in short(database)


def test_what_came_of_a_promise_by_its_day_is_told_in_the_short_note_too_where_the_rest_is_overdue(
    database: Database,
) -> None:
    members = status("R2", "partly-kept", 11, "gazette").replace(
        "what: sum, value: 11, unit: million", "what: members, value: 11, unit: of 14"
    )
    load(database, FRAME, status("R1", "promised", 12), members)
    note = short(database)
    assert "A pledge: overdue, partly kept" in note
    assert "kept by then in no report we have. Members: 11 of 14." in note


def test_a_promise_that_has_become_overdue_has_its_number_in_the_whole_note(database: Database) -> None:
    load(database, FRAME, status("R1", "promised", 12))
    assert "Sum" not in short(database)
    assert whole(database, "promises").endswith("Sum: 12 million.")


def test_a_promise_that_nothing_became_of_has_its_number_in_the_whole_note_with_what_others_have(
    database: Database,
) -> None:
    load(database, TALKS, status("R1", "promised", 12), status("R1", "promised", 9, "gazette"))
    load(database, status("R2", "agreed-in-principle", 3, item="land"))
    told = whole(database, "promises", "R2", "2026-02-09")
    assert told.endswith("Sum: 12 million by Herald's account, against 9 million by Gazette's account.")


@pytest.mark.parametrize("word", ["agreed", "implemented", "progress"])
def test_what_came_about_twice_has_no_number_before(database: Database, word: str) -> None:
    load(database, TALKS, status("R1", word, 157, item="land"), status("R2", word, 314, "gazette", "land"))
    assert "other figures" not in short(database)
    assert f"Land: again: {word}, by a mediator's or host's account. Sum: 314 million." in whole(database, "still")
    assert f": Land ({word}, sum: 314 million)." in short(database), "its own number, and none before"


def test_a_promise_made_again_after_it_was_kept_is_another(database: Database) -> None:
    load(database, TALKS, status("R1", "kept", 12), status("R2", "promised", 8, "gazette"))
    assert "12" not in short(database).partition("Sum: 8 million")[2]


def test_what_was_counted_of_an_event_is_no_other_number_of_a_promise(database: Database) -> None:
    paid = "events: [{held_on: 2026-02-04/2026-02-05, title: Paid, items: [pledge], cite: {source: gazette}, "
    load(database, TALKS, status("R1", "promised", 12), status("R2", "promised", 12, "echo"))
    load(database, f"{paid}figures: [{{what: sum, value: 5, unit: million}}]}}]")
    assert "other figures" not in short(database)


def test_what_was_counted_of_an_event_is_not_what_was_promised_before(database: Database) -> None:
    bare = status("R1", "promised", 0).replace("figures: [{what: sum, value: 0, unit: million}], ", "")
    paid = "events: [{held_on: 2026-01-20, title: Paid, items: [pledge], cite: {source: gazette}, "
    load(database, TALKS, bare, f"{paid}figures: [{{what: sum, value: 2, unit: million}}]}}]")
    load(database, status("R2", "promised", 8, "echo"))
    assert whole(database, "still").endswith("Sum: 8 million.")


def test_the_number_before_is_found_though_the_item_has_another_key_since(database: Database) -> None:
    again = status("R1", "promised", 0, "gazette").replace("round: R1", "held_on: 2026-01-28")
    load(database, TALKS, status("R1", "promised", 12), again.replace("value: 0", "value: 10"))
    with database.write() as store:
        rekeying.rename(store, "item", "pledge", "payment", HEADER)
    load(database, status("R2", "promised", 8, "echo", "payment"))
    assert whole(database, "still").endswith("Sum: 8 million, before 12 million.")
    assert "Sum: 8 million, before 10 million." in whole(database, "still", "2026-01-28", "R2")


def test_the_number_before_is_found_of_two_items_that_are_one_since(database: Database) -> None:
    payment = "items: [{key: payment, kind: commitment, title: A payment, due: 2026-12-31}]"
    load(database, TALKS, payment, status("R1", "promised", 12, item="payment"), status("R2", "promised", 8, "echo"))
    with database.write() as store:
        rekeying.join(store, "item", "payment", "pledge", HEADER, reason="one and the same")
    assert whole(database, "still").endswith("Sum: 8 million, before 12 million.")


def test_what_a_figure_is_about_is_told_where_it_is_free_text_too(database: Database) -> None:
    given = ", figures: [{what: gap, value: 1, about: The North}, {what: gap, value: 7, about: The South}]"
    load(database, FRAME, f"statuses: [{{item: land, round: R2, status: narrowed, cite: {{source: herald}}{given}}}]")
    assert "Gap (The North): 1; gap (The South): 7." in whole(database, "new")


def test_what_a_figure_is_about_is_told_where_it_is_put_right_and_in_the_list_of_what_was_recorded(
    database: Database,
) -> None:
    said = (
        "statuses: [{item: land, round: R2, status: narrowed%s, cite: {source: herald}, figures: "
        "[{what: gap, value: %d, about: The North}, {what: gap, value: 7, about: fuel}, {what: fee, value: 5}]}]"
    )
    load(database, FRAME, said % ("", 1), said % (", corrects: 1", 2))
    with database.read() as store:
        assert "Gap (The North): 2; gap (Fuel): 7; fee: 5." in markdown_text(book(store))
    assert "gap (The North) 1 → 2" in whole(database, "corrected", "R2@2", "R2@3")


def test_what_a_figure_is_about_is_told_by_its_name_and_not_at_all_where_it_is_what_the_entry_is_on(
    database: Database,
) -> None:
    given = ", figures: [{what: gap, value: 1, about: red}, {what: share, value: 7, about: Land}]"
    load(database, FRAME, f"statuses: [{{item: land, round: R2, status: narrowed, cite: {{source: herald}}{given}}}]")
    assert "Gap (Red): 1; share: 7." in whole(database, "new")


def test_a_promise_broken_made_anew_and_overdue_is_told_as_open_again_with_its_sum(database: Database) -> None:
    due = TALKS.replace("2026-12-31", "2026-02-01")
    load(database, due, status("R1", "broken", 3), status("R2", "promised", 9))
    note = short(database)
    assert "A pledge: open again, overdue; promised" in note
    assert "Sum: 9 million" in note


def test_read_backwards_a_promise_that_was_overdue_is_told_so(database: Database) -> None:
    due = TALKS.replace("2026-12-31", "2026-02-01")
    load(database, due, status("R1", "promised", 9), status("R2", "partly-kept", 3))
    assert "; before overdue, partly-kept, by a mediator's or host's account" in short(database, "R2", "R1")


def test_a_figure_that_we_put_right_in_one_of_two_reports_is_told_with_whose_it_is(database: Database) -> None:
    """The other had the right one all along: it is not told as if all had given the wrong one."""
    wrong = ", corrects: {status: discussed, round: R1, source: gazette}, reason: misread"
    load(database, TALKS, status("R1", "discussed", 90, item="land"))
    load(database, status("R1", "discussed", 80, "gazette", "land"))
    load(database, status("R1", "discussed", 90, "gazette", "land", more=wrong))
    assert "sum 80 million → 90 million by Gazette's account" in whole(database, "corrected", "R1@3", "R1@4")


def put_right(source: str, value: int) -> str:
    """What says that a report of land in the first round was misread."""
    wrong = f", corrects: {{status: discussed, round: R1, source: {source}}}, reason: misread"
    return status("R1", "discussed", value, source, "land", more=wrong)


def test_a_figure_that_we_put_right_in_both_of_two_reports_is_told_of_none_alone(database: Database) -> None:
    load(database, TALKS, *(status("R1", "discussed", 80, source, "land") for source in ("herald", "gazette")))
    load(database, put_right("herald", 90), put_right("gazette", 90))
    for ends, told in ((("R1@3", "R1@5"), "80 million → 90 million."), (("R1@5", "R1@3"), "90 million → 80 million.")):
        assert whole(database, "corrected", *ends).endswith(f"told otherwise: sum {told}")


@pytest.mark.parametrize("beside", ["echo", "desk"])
def test_a_figure_put_right_in_the_report_that_leads_is_told_with_whose_it_is(beside: str, database: Database) -> None:
    load(database, TALKS, status("R1", "discussed", 80, "gazette", "land"))
    load(database, status("R1", "discussed", 90, beside, "land"), put_right("gazette", 90))
    assert "sum 80 million → 90 million by Gazette's account" in whole(database, "corrected", "R1@3", "R1@4")


def test_a_figure_that_we_took_off_one_of_two_reports_is_told_with_who_gives_it_no_more(database: Database) -> None:
    load(database, TALKS, *(status("R1", "discussed", 90, source, "land") for source in ("herald", "gazette")))
    figures = ", figures: [{what: sum, value: 90, unit: million}]"
    assert figures in put_right("gazette", 90)
    load(database, put_right("gazette", 90).replace(figures, ""))
    assert "sum 90 million → not given by Gazette's account" in whole(database, "corrected", "R1@3", "R1@4")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (5, "sum: 4 million by Herald's account; sum: 5 million by Echo's account"),
        (4, "sum: 4 million"),
        (9, "sum: 4 million by Herald's account"),
    ],
)
def test_a_figure_of_two_first_reports_is_told_with_who_gave_it_unless_both_did(
    other: int, told: str, database: Database
) -> None:
    load(database, TALKS, status("R1", "discussed", 4, item="land"), status("R1", "discussed", other, "echo", "land"))
    load(database, status("R2", "discussed", 9, "gazette", "land"))
    assert f"(first: 23–24 Jan 2026; {told}). Sum: 9 million" in whole(database, "new", "2026-01-01")


def test_a_short_note_tells_of_no_first_figure_without_what_it_is_now(database: Database) -> None:
    def counted(value: int) -> str:
        return ", ".join(f"{{what: thing {n}, value: {value}}}" for n in range(3))

    one = "[{what: sum, value: 4, unit: million}]"
    first, last = status("R1", "discussed", 4, item="land"), status("R2", "discussed", 4, "gazette", "land")
    load(database, TALKS, first.replace(one, f"[{counted(4)}]"), last.replace(one, f"[{counted(9)}]"))
    assert "(first: 23–24 Jan 2026; thing 0: 4). Thing 0: 9." in short(database, "2026-01-01", "R2")


@pytest.mark.parametrize(("item", "word"), [("land", "discussed"), ("pledge", "promised")])
def test_what_the_first_report_gave_of_what_is_first_reported_stands_with_it(
    item: str, word: str, database: Database
) -> None:
    load(database, TALKS, status("R1", word, 4, item=item), status("R2", word, 9, "gazette", item))
    note = short(database, "2026-01-01", "R2")
    assert "(first: 23–24 Jan 2026; sum: 4 million" in note
    assert "Sum: 9 million" in note
