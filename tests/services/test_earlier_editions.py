"""A source corrects itself: what its newest edition no longer says waits for somebody, and is marked where it is told."""

import pytest
from sqlalchemy import event

from ledger.domain.words import Verdict
from ledger.formats.document_markdown import markdown_text
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import acting, proposing, sourcing
from ledger.services.importing import Imported
from ledger.services.inbox import Inbox, inbox
from ledger.services.note import report_between
from ledger.services.showing import show
from ledger.services.shown import EntryView, SourceView
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load

FIRST = "The deal\n\nThe two agreed on the land.\nThey meet in May.\n"
SECOND = "No deal\n\nThe two did not agree.\nThey meet in May.\n"
LAND = "statuses: [{item: land, round: R2, status: agreed, cite: {source: herald, quote: agreed on the land}}]"
FUEL = "statuses: [{item: fuel, round: R2, status: discussed, cite: {source: herald, at: ¶3, quote: meet in May}}]"
BEN = HEADER.model_copy(update={"author": "ben"})


def attach(database: Database, text: str) -> sourcing.Attached:
    with database.write() as store:
        return sourcing.attach(store, "herald", text.encode(), HEADER, edition=True)


def waiting(database: Database) -> Inbox:
    with database.read() as store:
        return inbox(store)


def accept(database: Database, note: str | None = None, verdict: Verdict = Verdict.accepted) -> Imported:
    with database.write() as store:
        return acting.review(store, [1], verdict, BEN, note=note)


@pytest.fixture
def coded(database: Database) -> Database:
    """Two statuses, each with its words in the one edition that there is."""
    load(database, FRAME)
    attach(database, FIRST)
    load(database, LAND, FUEL)
    return database


def test_what_a_source_withdraws_waits_and_what_it_only_moves_does_not(coded: Database) -> None:
    before = waiting(coded)
    assert before.withdrawn == ()
    attach(coded, f"A correction stands below.\n{SECOND}")
    found = waiting(coded)
    (gone,) = found.withdrawn
    assert (gone.entry, gone.edition, gone.gone, found.unfound) == (1, 1, 2, ())
    assert gone.message == '"agreed on the land" stands in edition 1 of herald, no longer in edition 2'
    assert found.pressing == before.pressing + 1
    attach(coded, FIRST + "With thanks to our readers.\n")
    assert waiting(coded).withdrawn == ()  # the newest has it again


def test_what_is_withdrawn_waits_until_it_is_accepted_after_that(coded: Database) -> None:
    accept(coded)
    attach(coded, SECOND)
    assert len(waiting(coded).withdrawn) == 1  # that was accepted when the source still said so
    accept(coded, waiting(coded).withdrawn[0].kept)
    assert waiting(coded).withdrawn == ()
    attach(coded, SECOND + "No more is known.\n")
    assert waiting(coded).withdrawn == ()  # it is missing as it was when somebody kept it
    attach(coded, FIRST + "Restored.\n")
    attach(coded, SECOND + "Withdrawn again.\n")
    assert [each.gone for each in waiting(coded).withdrawn] == [5]


@pytest.mark.parametrize("how", ["reject", "retract", "correct"])
def test_what_is_withdrawn_no_longer_waits_once_it_is_dealt_with(coded: Database, how: str) -> None:
    attach(coded, SECOND)
    if how == "reject":
        accept(coded, "withdrawn", Verdict.rejected)
    else:
        with coded.write() as store:
            if how == "retract":
                acting.retract(store, 1, HEADER, reason="withdrawn by the source")
            else:
                cite = {"source": "herald", "quote": "did not agree"}
                acting.correct(store, 1, {"status": "discussed", "cite": cite}, HEADER, reason="the source corrects it")
    assert waiting(coded).withdrawn == ()


def test_the_entry_and_the_footnote_say_of_which_edition_it_is(coded: Database) -> None:
    attach(coded, f"A correction stands below.\n{SECOND}")
    with coded.read() as store:
        note = markdown_text(report_between(store, "R1", "R2"))
        earlier = markdown_text(report_between(store, "R1@4", "R2@4"))
        view, source = show(store, "entry:1"), show(store, "source:herald")
    assert "¶2 of edition 1, no longer in edition 2, " in note
    assert "¶3 of edition 1, " in note  # the words stand there still, a paragraph further down
    assert "edition" not in earlier  # it was not known then
    assert isinstance(view, EntryView)
    assert view.told is not None
    assert [(cited.at, edition.number, edition.gone) for cited, edition in view.told.editions] == [("¶2", 1, 2)]
    assert isinstance(source, SourceView)
    assert [each.entry for each in source.withdrawn] == [1]


def test_a_quote_with_the_words_around_it_is_marked_in_the_footnote_as_the_entry_is(database: Database) -> None:
    """The words alone stand in the newest edition too, elsewhere: by what goes before it is another place."""
    load(database, FRAME)
    attach(database, "The deal\n\nThe envoy said no deal.\n")
    load(database, LAND.replace("quote: agreed on the land", 'quote: no deal, prefix: "envoy said "'))
    attach(database, "The deal\n\nThere is no deal.\n")
    with database.read() as store:
        note, view = markdown_text(report_between(store, "R1", "R2")), show(store, "entry:1")
    assert isinstance(view, EntryView)
    assert view.told is not None
    ((cited, edition),) = view.told.editions
    assert f"{cited.at} of {edition.said}, " in note


def test_texts_of_one_edition_are_not_read_for_a_note(coded: Database) -> None:
    read: list[str] = []

    def told(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        read.extend([statement] if "attachment.text" in statement else [])

    with coded.read() as store:
        event.listen(store.connection, "before_cursor_execute", told)
        report_between(store, "R1", "R2")
        show(store, "land")
        event.remove(store.connection, "before_cursor_execute", told)
    assert read == []


def test_who_records_what_is_withdrawn_is_told_so(coded: Database) -> None:
    attach(coded, SECOND)
    (notice,) = load(coded, LAND.replace("land, round", "fuel, round")).notices
    assert notice.startswith("1.yaml:1:")
    assert '"agreed on the land" stands in edition 1 of herald, no longer in edition 2; cite what it says' in notice
    assert load(coded, LAND).notices == []  # it is recorded already


def test_a_proposal_that_quotes_an_earlier_edition_alone_is_accepted_with_a_note(coded: Database) -> None:
    attach(coded, SECOND)
    cite = '{"source": "herald", "quote": "agreed on the land"}'
    line = f'{{"status": {{"item": "fuel", "round": "R2", "status": "agreed", "cite": {cite}}}}}'
    with coded.write() as store:
        (brought,) = proposing.propose(store, read_jsonl("p.jsonl", [line.encode()]), HEADER, proposer="bot")
        done = proposing.accept(store, brought.new, BEN)
    assert [notice.partition(";")[0] for notice in done.notices] == [
        '"agreed on the land" stands in edition 1 of herald, no longer in edition 2'
    ]
    assert [each.entry for each in waiting(coded).withdrawn] == [1]  # that one was accepted by somebody who knew
