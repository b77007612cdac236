"""Whatever happened, diff, report, screen, JSON and CSV tell the same changes; only in other dress."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, note

from ledger.cli.views.diff_rows import diff_table
from ledger.cli.views.diff_rows import document as in_json
from ledger.domain.diff import Change, Verb
from ledger.formats.document import Document, ToldChange
from ledger.formats.document_markdown import markdown_text
from ledger.services.comparing import Compared, compare
from ledger.services.note import note_of, report_between
from ledger.storage.database import Database, Store
from ledger.tui.diff.lines import lines_of
from tests.conftest import NewLocation
from tests.effort import slowly
from tests.histories import Drawn, come_in, histories

SPANS = [("R1", "R2"), ("2026-01-23", "2026-12-31")]


def told(changes: Iterable[Change]) -> set[ToldChange]:
    return {ToldChange(each.item, each.party, tuple(verb.value for verb in each.told_verbs)) for each in changes}


def told_in_json(compared: Compared) -> set[ToldChange]:
    found = in_json(compared)
    return {
        ToldChange(
            each["item"],
            each["party"],
            tuple(
                dict.fromkeys([*each["verbs"], *(verb for own in each["by_account"] or () for verb in own["verbs"])])
            ),
        )
        for each in (*found["changes"], *found["inside"])
    }


def told_in_rows(compared: Compared) -> set[ToldChange]:
    table = diff_table(compared)
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    return {ToldChange(row["item"], row["party"], tuple(str(row["verbs"]).split(", "))) for row in rows}


def check(store: Store, start: str, end: str) -> None:
    compared = compare(store, start, end, with_rows=True)
    changes = told((*compared.diff.changes, *compared.diff.inside))
    short, whole = note_of(store, compared, brief=True), report_between(store, start, end)
    assert short.changes == changes
    assert whole.changes == changes
    for document in (short, whole, note_of(store, compared)):
        assert led_to(document) == {each.number for each in document.footnotes}
    screen = lines_of(note_of(store, compared))
    assert {each for line in screen if line.sentence for each in line.sentence.changes} == changes
    assert told_in_json(compared) == changes
    assert told_in_rows(compared) == told(compared.diff.changes)


def led_to(document: Document) -> set[int]:
    """The footnotes that something in a note leads to: a line, a claim, a cell of a table."""
    return {int(number) for number in re.findall(r"(?<=[^\n])\[\^(\d+)\]", markdown_text(document))}


def opposite(store: Store, start: str, end: str) -> None:
    there, back = (compare(store, *span, with_rows=True).diff.changes for span in ((start, end), (end, start)))
    assert {(each.item, each.party) for each in there} == {(each.item, each.party) for each in back}
    assert not compare(store, end, end, with_rows=True).diff.changes


@pytest.mark.slow
def test_every_form_tells_the_same_changes(new_location: NewLocation) -> None:
    database = Database(new_location("sqlite"))
    verbs: set[Verb] = set()

    @given(histories())
    @slowly(4)
    def whatever_happened(drawn: Drawn) -> None:
        note("\n---\n".join([*drawn.files, str(drawn.order), str(drawn.acts)]))
        with database.rehearse() as store:
            if come_in(store, drawn, drawn.order) is None:
                return
            for span in SPANS:
                check(store, *span)
                opposite(store, *span)
                verbs.update(each.verb for each in compare(store, *span, with_rows=True).diff.changes)

    try:
        whatever_happened()
    finally:
        database.close()
    assert len(verbs) > 5, "too little happened in what was drawn"
