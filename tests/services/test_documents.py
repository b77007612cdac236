"""Sources out of documents: their text attached, pages as places, the same file twice nothing new."""

import pytest

from ledger.errors import Conflict, InvalidData
from ledger.formats.extract import Extracted, extract
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import sourcing
from ledger.services.exporting import jsonl_lines
from ledger.services.importing import import_seeds
from ledger.services.sourcing import Attached
from ledger.services.verifying import verify
from ledger.storage import texts
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.documents import PAGE, pdf
from tests.support import FRAME, HEADER, load

PDF = pdf(
    ["Red will have, as its envoy put it to the press, every", "part of the land.", "Blue said no."],
    ["Nothing of note was said here."],
    ["Asked twice, and a third time, by all who were there,", "Red said: all of it.", "That was that."],
    title="Terms of the truce",
)


def add(database: Database, key: str, document: Extracted, **given: object) -> Attached:
    with database.write() as store:
        return sourcing.add_document(store, key, document, given, HEADER)


def stance(at: str, more: str = "") -> str:
    return (
        f"stances: [{{item: land, party: red, round: R1, stance: demands, cite: {{source: truce, at: '{at}'{more}}}}}]"
    )


def test_a_source_and_its_text_are_one_act(database: Database) -> None:
    load(database, FRAME)
    done = add(database, "talks", extract("talks.html", PAGE.encode()), publisher="Another")
    assert (done.imported.changesets, dict(done.imported.recorded)) == ([2], {"sources": 1, "attachments": 1})
    with database.read() as store:
        shown = sourcing.show_source(store, "talks")
    source, edition = shown.source, shown.edition
    assert (source.title, source.publisher, source.kind.value, source.reliability.value) == (
        "Talks end", "Another", "document", "F",
    )  # fmt: skip
    assert (str(source.published), source.url, source.language) == ("2026-02-05", "https://p.example/a", "en")
    assert edition is not None
    assert edition.original == extract("talks.html", PAGE.encode()).original
    assert str(edition.extractor).startswith("trafilatura ")
    assert [each.text for each in shown.paragraphs][:3:2] == ["Talks end", "What is left"]


def test_the_same_file_again_is_nothing_new_and_another_reading_of_it_an_edition(database: Database) -> None:
    load(database, FRAME)
    first = extract("truce.pdf", PDF)
    add(database, "truce", first)
    assert not add(database, "truce", first).recorded
    newer = Extracted(first.text.replace("said no", "said: no"), first.original, "pypdf 99, rules 2", first.pages)
    again = add(database, "truce", newer)
    assert (again.recorded, again.edition.number, again.edition.extractor) == (True, 2, "pypdf 99, rules 2")
    assert not add(database, "truce", newer).recorded


def test_another_file_or_another_publisher_is_refused(database: Database) -> None:
    load(database, FRAME)
    add(database, "truce", extract("truce.pdf", PDF))
    with pytest.raises(InvalidData, match="not the text that truce has already"):
        add(database, "truce", extract("talks.html", PAGE.encode()))
    with pytest.raises(Conflict, match="another publisher"):
        add(database, "truce", extract("truce.pdf", PDF), publisher="Somebody")


def test_pages_are_places_that_a_quote_is_looked_up_in(database: Database) -> None:
    load(database, FRAME)
    add(database, "truce", extract("truce.pdf", PDF))
    load(database, stance("p. 3 ¶1", ", quote: all of it"))
    for at, quote, said in (
        ("p. 2", "all of it", "it stands in p. 3 ¶1"),
        ("p. 9 ¶1", "all of it", "the quote stands in p. 3 ¶1"),
        ("p. 1 ¶3", "Blue said no", "the quote stands in p. 1 ¶2"),
    ):
        with pytest.raises(InvalidData) as found:
            load(database, stance(at, f", quote: {quote}"))
        assert said in str(found.value.faults[0])
    load(database, "events: [{held_on: 2026-01-24, title: No, cite: {source: truce, quote: Blue said no}}]")
    with database.read() as store:
        checks = sourcing.show_source(store, "truce").quotes
        assert [(each.citation.at, each.in_place) for each in checks] == [("p. 3 ¶1", True), ("p. 1 ¶2", True)]
        assert sourcing.show_source(store, "truce").paragraphs[3].cited_by == (1,)


def test_where_it_came_from_survives_an_export(database: Database, new_location: NewLocation) -> None:
    load(database, FRAME)
    add(database, "truce", extract("truce.pdf", PDF))
    with database.read() as store:
        written = [line.encode() for line in jsonl_lines(store)]
        (mine,) = texts.editions(store, "truce")
    other = Database(new_location("sqlite"))
    try:
        with other.write() as store:
            import_seeds(store, read_jsonl("x", written), HEADER)
        with other.read() as store:
            (theirs,) = texts.editions(store, "truce")
        assert (theirs, mine.pages) == (mine, "2 1 2")
    finally:
        other.close()


def test_a_ledger_with_documents_is_sound(database: Database) -> None:
    load(database, FRAME)
    add(database, "truce", extract("truce.pdf", PDF))
    load(database, stance("p. 3 ¶1", ", quote: all of it"))
    with database.read() as store:
        assert verify(store).unfound == ()
