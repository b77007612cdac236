"""Whose word it is what became of a promise: who tells it again does not take the place of who told it first."""

import pytest

from ledger.domain.words import Voice
from ledger.formats.document import Grid
from ledger.services import acting, listing
from ledger.services.comparing import compare
from ledger.services.note import note_of
from ledger.services.note.dossier import dossier_of_item
from ledger.services.showing import show
from ledger.services.shown import PartyView
from ledger.storage import asof
from ledger.storage.asof import When
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load

PROMISED = "2026-01-24"


def status(word: str, held: str, source: str, speaker: str, at: str = "¶1") -> str:
    """A status of the pledge."""
    cite = f"{{source: {source}, at: '{at}', speaker: {speaker}}}"
    return f"statuses: [{{item: pledge, held_on: {held}, status: {word}, summary: By {source}., cite: {cite}}}]"


def promise(database: Database, since: str = "2026-01-25", until: str = "2026-02-10") -> str:
    """What the short note says of it."""
    with database.read() as store:
        document = note_of(store, compare(store, since, until, told=True))
    (line,) = [line.text for each in document.sections if each.key == "promises" for line in each.sentences]
    return line


def voice(database: Database, held: str = "2026-02-10") -> tuple[Voice | None, list[str | None]]:
    """The voice of what stands of it, and the sources cited for it."""
    with database.read() as store:
        points = compare(store, held, held, told=True).diff
        reading = asof.statuses(store, When.at(points.to_point))["pledge"]
    return reading.evidence.voice, [each.source for each in reading.evidence.citations]


def on_its_page(database: Database, party: str) -> str:
    """On whose word a party's page has it."""
    with database.read() as store:
        view = show(store, f"party:{party}")
    assert isinstance(view, PartyView)
    (found,) = view.promises
    return found.whose


def test_on_a_partys_page_a_promise_is_on_the_word_of_who_says_it_was_made(database: Database) -> None:
    frame = FRAME.replace("title: A pledge,", "title: A pledge, by: [red, blue],")
    load(database, frame, status("promised", PROMISED, "herald", "own-words"))
    assert on_its_page(database, "red") == "by the account of one of the parties"
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    assert on_its_page(database, "red") == "by the account of one of the parties and by a counterpart's account"
    load(database, status("broken", "2026-02-02", "echo", "media"))
    assert on_its_page(database, "red").endswith("by a counterpart's account and as the media report")


@pytest.mark.both_engines
def test_who_tells_a_promise_again_does_not_replace_the_word_of_who_made_it(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "own-words"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    assert voice(database) == (Voice.first_hand, ["herald", "gazette"])
    assert "promised, by the account of one of the parties and by a counterpart's account;" in promise(database)
    assert voice(database, "2026-01-30") == (Voice.first_hand, ["herald"])


@pytest.mark.both_engines
def test_a_promise_that_was_broken_and_made_anew_is_on_the_word_of_who_tells_it_anew(database: Database) -> None:
    load(database, FRAME, status("promised", "2026-01-20", "herald", "own-words"))
    load(database, status("broken", "2026-01-28", "herald", "media", "¶2"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    assert voice(database) == (Voice.reported, ["gazette"])


@pytest.mark.parametrize("word", ["promised", "partly-kept"])
def test_an_overdue_promise_told_again_in_the_same_word_was_nothing_else_in_between(
    word: str, database: Database
) -> None:
    load(database, FRAME, status(word, PROMISED, "herald", "media"))
    load(database, status(word, "2026-02-08", "herald", "media", "¶2"))
    load(database, status("kept", "2026-02-09", "herald", "media", "¶3"))
    assert "In between" not in promise(database, "2026-02-07") + promise(database, "2026-02-10", "2026-02-07")


def test_the_words_told_of_a_promise_stay_those_of_who_told_it_last(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "own-words"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart"))
    with database.read() as store:
        reading = asof.statuses(store, When.at(compare(store, "R1", "2026-02-10").diff.to_point))["pledge"]
    assert (reading.summary, [each.source for each in reading.evidence.leading]) == ("By gazette.", ["gazette"])


def test_a_nearer_word_told_later_needs_none_before_it(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "media"))
    load(database, status("promised", "2026-02-02", "gazette", "own-words"))
    assert voice(database) == (Voice.first_hand, ["gazette"])


def test_a_readout_that_recalls_a_promise_does_not_replace_the_word_of_who_made_it(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "herald", "own-words"))
    load(database, status("promised", "2026-02-02", "gazette", "readout"))
    assert voice(database) == (Voice.first_hand, ["herald", "gazette"])
    assert "by the account of one of the parties and by a readout's account;" in promise(database)


@pytest.mark.both_engines
@pytest.mark.parametrize("word", ["kept", "partly-kept", "broken", "void"])
def test_who_tells_again_what_became_of_a_promise_does_not_replace_who_told_it_first(
    database: Database, word: str
) -> None:
    load(database, FRAME, status("promised", PROMISED, "echo", "mediator"))
    load(database, status(word, "2026-02-06", "herald", "own-words"))
    load(database, status(word, "2026-02-08", "gazette", "media"))
    assert voice(database) == (Voice.first_hand, ["herald", "gazette"])
    assert "by the account of one of the parties and as the media report;" in promise(database)
    assert voice(database, "2026-02-07") == (Voice.first_hand, ["herald"])


@pytest.mark.both_engines
def test_the_days_a_promise_was_late_stand_with_the_place_of_who_gives_them(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "echo", "mediator"))
    load(database, status("kept", "2026-02-06", "herald", "media"))
    load(database, status("kept", "../2026-02-09", "gazette", "counterpart"))
    assert voice(database) == (Voice.reported, ["gazette", "herald"])
    assert "kept, by a counterpart's account and as the media report; one day late." in promise(database)


def test_where_a_second_source_names_another_day_it_is_late_by_each(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "echo", "mediator"))
    load(database, status("kept", "2026-02-06", "herald", "own-words"))
    load(database, status("kept", "2026-02-09", "gazette", "counterpart"))
    assert "counterpart's account; one day late by one account, four by another." in promise(database)


def test_where_a_second_source_knows_the_days_less_sharply_it_is_late_by_each_all_the_same(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "echo", "mediator"))
    load(database, status("kept", "2026-02-06~", "herald", "media"))
    load(database, status("kept", "2026-02-07/2026-02-09", "gazette", "counterpart"))
    told = "kept, by a counterpart's account and as the media report; "
    assert f"{told}about one day late by one account, two to four by another." in promise(database)


def test_a_promise_kept_in_time_by_one_source_and_late_by_the_next_is_told_among_promises(database: Database) -> None:
    load(database, FRAME, status("promised", PROMISED, "echo", "mediator"))
    load(database, status("kept", "2026-02-05", "herald", "own-words"))
    load(database, status("kept", "2026-02-09", "gazette", "counterpart"))
    told = "kept as before, by the account of one of the parties and by a counterpart's account; "
    assert f"{told}how late is told otherwise: in time by one account, four days late by another." in promise(
        database, "R2"
    )


def test_a_promise_newly_told_and_told_again_stands_with_who_told_it_first(database: Database) -> None:
    load(database, FRAME, status("promised", "2026-01-28", "herald", "mediator"))
    load(database, status("promised", "2026-02-02", "gazette", "counterpart", "¶2"))
    first = "28 Jan 2026, by a mediator's or host's account"
    assert promise(database) == (
        "A pledge: overdue; promised, by a counterpart's account; due by R2 (4–5 Feb 2026); "
        f"kept by then in no report we have (first promised: {first})."
    )
    assert promise(database, until="2026-02-03") == (
        f"A pledge: newly promised, by a counterpart's account; due by R2 (4–5 Feb 2026) (first: {first})."
    )
    load(database, status("broken", "2026-02-06", "gazette", "media"))
    assert "first" not in promise(database)  # what came of it is told once


def test_read_backwards_that_a_kept_promise_is_open_again_is_told_once(database: Database) -> None:
    load(
        database,
        FRAME,
        status("promised", PROMISED, "herald", "media"),
        status("kept", "2026-02-04", "herald", "media"),
    )
    told = "A pledge: open again: promised, as the media report; due by R2 (4–5 Feb 2026); before kept, as the media report"
    with database.read() as store:
        document = note_of(store, compare(store, "2026-02-10", "2026-01-25", told=True))
    lines = [line.text for each in document.sections for line in each.sentences if "A pledge" in line.text]
    assert len(lines) == 1
    assert lines[0].startswith(told)


def accounts_of(database: Database, item: str = "pledge") -> list[str]:
    """When the status of an item is told by its dossier, and by which entries."""
    with database.read() as store:
        document = dossier_of_item(store, item)
    (grid,) = [block for each in document.sections if each.key == "accounts" for block in each.blocks]
    assert isinstance(grid, Grid)
    (row,) = grid.rows
    return [str(row[grid.columns.index(name)].value) for name in ("Held", "Entries")]


def test_in_the_accounts_of_a_promise_stand_the_days_on_which_it_was_kept_by_each(database: Database) -> None:
    load(database, FRAME, status("kept", "2026-01-30", "herald", "media"))
    load(database, status("kept", "2026-02-05", "gazette", "media"))
    assert accounts_of(database) == ["30 Jan 2026 and 5 Feb 2026", "1 and 2"]


def test_what_was_kept_before_it_was_broken_is_no_account_of_what_is_kept_since(database: Database) -> None:
    load(database, FRAME, status("kept", "2026-01-20", "herald", "media"))
    load(database, status("broken", "2026-01-30", "gazette", "media"), status("kept", "2026-02-06", "herald", "media"))
    assert accounts_of(database) == ["6 Feb 2026", "3"]


def test_of_an_issue_one_paragraph_that_tells_of_three_rounds_bears_the_last_alone(database: Database) -> None:
    told = ("deadlocked", "2026-01-20"), ("progress", "2026-01-30"), ("deadlocked", "2026-02-06")
    load(database, FRAME, *(status(*each, "herald", "media").replace("pledge", "land") for each in told))
    assert accounts_of(database, "land") == ["6 Feb 2026", "3"]


DUE = "items: [{{key: pledge, kind: commitment, title: A pledge, due: {}}}]"
NOTED = "item:pledge: due {} -> {}, for all rounds; a new day that was promised instead is a new promise"


def test_who_gives_a_promise_another_day_is_told_that_it_is_its_day_in_all_rounds(database: Database) -> None:
    load(database, FRAME)
    assert load(database, DUE.format("2026-02-20")).notices == [], "nothing is told of it yet"
    both = f"{DUE.format('2026-02-25')}\n{status('promised', PROMISED, 'herald', 'media')}"
    assert load(database, both).notices == [], "of the same file"
    (noted,) = load(database, DUE.format("2026-05-29")).notices
    assert noted == f"{NOTED.format('2026-02-25', '2026-05-29')} (docs/howto/code-a-report.md)"
    with database.write() as store:
        (noted,) = acting.edit(store, "item", "pledge", {"due": "R2"}, HEADER).notices
        assert noted.startswith(NOTED.format("2026-05-29", "R2"))
        assert acting.edit(store, "item", "pledge", {"due": None}, HEADER).notices == [], "no day is none instead"
        assert acting.edit(store, "item", "pledge", {"title": "The pledge"}, HEADER).notices == []


def test_a_new_day_promised_instead_is_a_second_promise_and_the_first_one_is_late_by_its_own(
    database: Database,
) -> None:
    """As ``docs/howto/code-a-report.md`` says."""
    load(database, FRAME, status("promised", PROMISED, "herald", "media"))
    second = "{key: later, kind: commitment, title: In May, due: 2026-05-29, links: [{relates-to: pledge}]}"
    promised = "{item: later, round: R2, status: promised, cite: {source: gazette, at: ¶4}}"
    load(database, f"items: [{second}]\nstatuses: [{promised}]")
    with database.read() as store:
        overdue = {
            day: [line.item.key for line in listing.commitments(store, day).lines if line.row.overdue]
            for day in ("2026-02-06", "2026-05-30")
        }
    assert overdue == {"2026-02-06": ["pledge"], "2026-05-30": ["pledge", "later"]}
    kept = "{{item: {}, held_on: 2026-05-28, status: kept, cite: {{source: gazette, at: ¶5}}}}"
    load(database, f"statuses: [{kept.format('pledge')}, {kept.format('later')}]")
    with database.read() as store:
        lines = note_of(store, compare(store, "R2", "2026-06-01", told=True))
    told = [line.text for each in lines.sections if each.key == "promises" for line in each.sentences]
    assert [line.count("days late") for line in told] == [1, 0]
