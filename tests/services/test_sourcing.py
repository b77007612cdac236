"""Attaching the text of a source: refused, kept, shown, and every quote looked up in it."""

import hashlib
from pathlib import Path

import pytest

from ledger.cli.views.source import source_text
from ledger.domain.quotes import QuoteState
from ledger.domain.records import Source
from ledger.domain.seed import AddedCitation, CellRef, DroppedCitation
from ledger.errors import Conflict, InvalidData, NotFound
from ledger.services import acting, sourcing, verifying
from ledger.services.sourcing import Attached, QuoteCheck
from ledger.storage import changesets, register
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, load_real_seed

REPORTS = Path(__file__).parents[3] / "shared" / "sources"

TEXT = """The Herald

Red said it would not give up the land.
Blue called that a bad start. A bad start, said Green too.
They meet again in May.
"""
QUOTES = f"""
source: {{key: report, title: Report, sha256: {hashlib.sha256(TEXT.encode()).hexdigest()}}}
stances:
  - {{item: land, party: red, round: R1, stance: demands, cite: {{at: ¶2, quote: would not give up}}}}
  - {{item: land, party: blue, round: R1, stance: rejects, cite: {{at: ¶3, quote: bad start}}}}
  - {{item: land, party: green, round: R1, stance: doubts, cite: {{at: ¶2, quote: bad start, prefix: A, suffix: ", said"}}}}
  - {{item: fuel, party: red, round: R1, stance: silent, cite: {{at: p. 1, quote: They meet again in June}}}}
  - {{item: fuel, party: blue, round: R1, stance: silent, cite: {{at: ¶4}}}}
"""


def attach(database: Database, text: str = TEXT, key: str = "report", *, edition: bool = False) -> Attached:
    with database.write() as store:
        return sourcing.attach(store, key, text.encode(), HEADER, edition=edition)


def quotes(checks: tuple[QuoteCheck, ...]) -> list[str]:
    return [check.quote for check in checks]


def test_every_quote_is_looked_up_in_the_text(database: Database) -> None:
    load(database, FRAME, QUOTES)
    attached = attach(database)
    assert attached.recorded
    assert [(check.entry, check.standing, check.paragraphs, check.in_place) for check in attached.quotes] == [
        (1, QuoteState.once, (2,), True),
        (2, QuoteState.ambiguous, (3,), True),
        (3, QuoteState.once, (3,), False),
        (4, QuoteState.missing, (), None),
    ]
    missing = next(each for each in attached.quotes if each.standing is QuoteState.missing)
    assert missing.look_alike is not None
    assert missing.look_alike.words == "They meet again in May."
    assert attached.orphans == ()


def test_attaching_is_one_changeset_with_the_text_and_its_sha256(database: Database) -> None:
    load(database, FRAME, QUOTES)
    attached = attach(database)
    assert attached.imported.recorded == {"attachments": 1}
    assert attached.edition.text == TEXT
    assert attached.edition.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    with database.read() as store:
        assert changesets.last_number(store) == attached.edition.changeset
        assert changesets.get(store, attached.edition.changeset).header.message == "attach the text of report"


def test_the_same_text_again_records_nothing(database: Database) -> None:
    load(database, FRAME, QUOTES)
    attach(database)
    again = attach(database)
    assert not again.recorded
    assert len(again.quotes) == 4


def test_another_text_is_refused_by_its_sha256(database: Database) -> None:
    load(database, FRAME, QUOTES)
    with pytest.raises(InvalidData, match="not the text that report was coded from") as refused:
        attach(database, TEXT.replace("land", "sea"))
    assert "--edition" in (refused.value.hint or "")
    with database.read() as store:
        assert sourcing.show_source(store, "report").edition is None


def test_without_a_sha256_the_first_text_is_the_one_that_counts(database: Database) -> None:
    load(database, FRAME)
    assert attach(database, TEXT, "herald").edition.number == 1
    with pytest.raises(InvalidData, match="not the text that herald has already"):
        attach(database, TEXT + "More.", "herald")


def test_a_new_edition_lists_its_orphans_and_moves_none(database: Database) -> None:
    load(database, FRAME, QUOTES)
    attach(database)
    attached = attach(database, TEXT.replace("not give up", "never give up"), edition=True)
    assert attached.edition.number == 2
    assert quotes(attached.orphans) == ["would not give up"]
    assert attached.orphans[0].look_alike is not None
    with database.read() as store:
        assert sourcing.show_source(store, "report").quotes[0].standing is QuoteState.missing
        assert sourcing.show_source(store, "report", edition=1).quotes[0].standing is QuoteState.once
        before = sourcing.show_source(store, "report", at=f"@{attached.edition.changeset - 1}").edition
        assert before is not None
        assert before.number == 1


def test_an_edition_attached_first_leaves_its_place_to_the_text_coded_from(database: Database) -> None:
    load(database, FRAME, QUOTES)
    changed = attach(database, TEXT.replace("not give up", "never give up"), edition=True)
    assert changed.edition.number == 2
    assert quotes(changed.orphans) == ["would not give up", "They meet again in June"]
    assert attach(database).edition.number == 1


def test_a_quote_that_stands_in_no_edition_is_no_new_orphan(database: Database) -> None:
    load(database, FRAME, QUOTES)
    attach(database)
    attached = attach(database, TEXT + "The end.", edition=True)
    assert quotes(tuple(each for each in attached.quotes if each.standing is QuoteState.missing)) == [
        "They meet again in June"
    ]
    assert attached.orphans == ()


def test_quotes_of_what_was_corrected_or_dropped_are_not_looked_up(database: Database) -> None:
    load(database, FRAME, QUOTES)
    with database.write() as store:
        acting.correct(
            store, 4, {"cite": {"source": "report", "quote": "They meet again in May"}}, HEADER, reason="misread"
        )
        acting.retract(store, 1, HEADER, reason="not said")
        other = AddedCitation(entry=CellRef(id=2), source="herald", at="¶1")
        acting.perform(store, [other], HEADER)
        gone = DroppedCitation(entry=CellRef(id=2), source="report", at="¶3", reason="not what it says")
        acting.perform(store, [gone], HEADER)
    assert [(check.entry, check.quote) for check in attach(database).quotes] == [
        (3, "bad start"),
        (6, "They meet again in May"),
    ]


def test_the_text_is_shown_with_what_is_cited_marked(database: Database) -> None:
    load(database, FRAME, QUOTES)
    attach(database)
    with database.read() as store:
        shown = sourcing.show_source(store, "report")
    second = shown.paragraphs[1]
    assert [(piece.text, piece.entries) for piece in second.pieces] == [
        ("Red said it ", ()),
        ("would not give up", (1,)),
        (" the land.", ()),
    ]
    assert "".join(paragraph.text for paragraph in shown.paragraphs) == TEXT.replace("\n", "")
    assert [paragraph.cited_by for paragraph in shown.paragraphs] == [(), (1, 3), (2,), (5,)]
    assert quotes(shown.orphans) == ["They meet again in June"]
    assert quotes(shown.ambiguous) == ["bad start"]


TWICE = "We accept nothing\n\nRed stands firm. We accept nothing, it says.\n\nNothing else.\n"


def test_a_quote_that_stands_twice_is_where_its_place_says_and_only_there(database: Database) -> None:
    load(database, FRAME, "sources: [{key: report, title: Report}]")
    attach(database, TWICE)
    cite = "cite: {source: report, at: ¶2, quote: We accept nothing}"
    load(database, f"stances: [{{item: land, party: red, round: R1, stance: rejects, {cite}}}]")
    seat = f"delegates: [{{round: R1, party: red, person: Ann, {cite}}}]"
    load(database, seat)
    with database.read() as store:
        shown, doubts = sourcing.show_source(store, "report"), list(verifying.everywhere(store))
        place = sourcing.place_of(store, 1, "We accept nothing")
    marked = [
        (each.number, piece.text, piece.entries) for each in shown.paragraphs for piece in each.pieces if piece.entries
    ]
    assert marked == [(2, "We accept nothing", (1,))]
    assert [len(each.delegates) for each in shown.paragraphs] == [0, 1, 0]
    assert [(each.standing, each.paragraphs, each.in_place) for each in shown.quotes] == [(QuoteState.once, (2,), True)]
    assert (shown.ambiguous, doubts, place) == ((), [], ("report", (1, 17)))
    assert "more than once" not in source_text(shown, 80)


def test_a_paragraph_that_only_a_delegate_is_cited_from_is_not_uncited(database: Database) -> None:
    """By the number of the paragraph, or by words of it."""
    seats = "delegates: [" + ", ".join(
        f"{{round: R1, party: red, person: {who}, cite: {{source: report, {where}}}}}"
        for who, where in (("Ann", "at: ¶1"), ("Ben", "at: p. 1, quote: They meet again in May"))
    )
    load(database, FRAME, QUOTES, f"{seats}]")
    attach(database)
    with database.read() as store:
        shown = sourcing.show_source(store, "report")
    assert [[seat.person for seat in each.delegates] for each in shown.paragraphs] == [["ann"], [], [], ["ben"]]


def test_quotes_that_overlap_are_cut_at_every_edge(database: Database) -> None:
    load(database, FRAME, QUOTES)
    load(
        database,
        "stances: [{item: fuel, party: green, round: R1, stance: silent, cite: {source: report, quote: up the land}}]",
    )
    attach(database)
    with database.read() as store:
        pieces = sourcing.show_source(store, "report").paragraphs[1].pieces
    assert [piece.entries for piece in pieces] == [(), (1,), (1, 6), (6,), ()]


def test_a_source_without_a_text_is_shown_without_paragraphs(database: Database) -> None:
    load(database, FRAME)
    with database.read() as store:
        assert sourcing.show_source(store, "herald").paragraphs == ()
        with pytest.raises(NotFound, match="herald has no edition 2"):
            sourcing.show_source(store, "herald", edition=2)


def test_an_unknown_source_is_named_with_the_nearest(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(NotFound, match='"herold" is not a known source') as missing:
        attach(database, TEXT, "herold")
    assert str(missing.value.hint).startswith('did you mean "herald"?')


def test_what_is_no_text_is_refused_with_its_place(database: Database) -> None:
    load(database, FRAME)
    with (
        pytest.raises(InvalidData, match="the text of herald is not UTF-8 text: byte 0xE9") as refused,
        database.write() as s,
    ):
        sourcing.attach(s, "herald", b"one\ncaf\xe9", HEADER)
    assert (refused.value.faults[0].line, refused.value.faults[0].column) == (2, 4)


def test_a_text_with_form_feeds_and_windows_lines_can_be_quoted(database: Database) -> None:
    load(database, FRAME)
    load(
        database,
        "stances: [{item: fuel, party: red, round: R1, stance: silent, cite: {source: herald, quote: end of one start of two}}]",
    )
    with database.write() as store:
        attached = sourcing.attach(store, "herald", b"Head\r\nend of one\x0c\r\nstart of two\r\n", HEADER)
    assert attached.quotes[0].standing is QuoteState.once
    assert attached.edition.text == "Head\nend of one⟨U+000C⟩\nstart of two\n"


def test_a_source_is_entered_once(database: Database) -> None:
    load(database, FRAME)
    with database.write() as store:
        sourcing.add_source(store, Source(key="post", title="The Post"), HEADER)
    with database.write() as store:
        assert sourcing.add_source(store, Source(key="post", title="The Post"), HEADER).changesets == []
    with pytest.raises(Conflict, match="source:post exists already"), database.write() as store:
        sourcing.add_source(store, Source(key="post", title="The Other Post"), HEADER)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the five reports are not at hand")
def test_every_quote_of_the_seed_stands_once_in_its_report(database: Database) -> None:
    load_real_seed(database)
    texts = {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes() for path in REPORTS.glob("*.txt")}
    with database.write() as store:
        sources = [source for source in register.load_one(store, Source).values() if source.sha256]
        attached = [sourcing.attach(store, source.key, texts[source.sha256 or ""], HEADER) for source in sources]
    checks = [check for each in attached for check in each.quotes]
    assert len(attached) == 5
    assert len(checks) == 200  # of the 225 quotes in the five files, 26 are of delegates, who are no entries
    assert [check for check in checks if check.standing is not QuoteState.once or check.in_place is not True] == []
    data = texts[sources[1].sha256 or ""].replace(b"differences remained stark", b"differences stayed stark")
    with database.write() as store:
        with pytest.raises(InvalidData, match="sha256"):
            sourcing.attach(store, sources[1].key, data, HEADER)
        changed = sourcing.attach(store, sources[1].key, data, HEADER, edition=True)
    assert set(quotes(changed.orphans)) == {"differences remained stark"}
